"""Web pages as a draft: refused with marked changes, footnotes of word processors made known, read by pandoc."""

from __future__ import annotations

import re

from lxml import etree, html

from drafting.errors import Invalid
from drafting.exchange.document import Reading
from drafting.exchange.own_title import without_own_title
from drafting.exchange.pandoc_blocks import reading_of
from drafting.exchange.read_pandoc import read_tree

_CHARSET = re.compile(rb"""<meta[^>]+charset\s*=\s*["']?\s*([\w.:-]{1,40})""", re.IGNORECASE)
_UNSEEN = ("script", "style", "template", "noscript", "iframe", "object", "embed", "svg")


def read(data: bytes) -> Reading:
    """Read a page: what a browser shows of it.

    Raises Invalid: "changes-elsewhere" (with `count`: what is marked as inserted or deleted is never taken silently),
    "file-not-text", "file-broken", "file-too-complex", "file-too-slow".
    """
    try:
        page = html.document_fromstring(_decoded(data), parser=html.HTMLParser(huge_tree=False))
    except (etree.ParserError, etree.XMLSyntaxError, ValueError):
        raise Invalid("file-broken", field="file") from None
    count = sum(1 for _ in page.iter("ins", "del"))
    if count:
        raise Invalid("changes-elsewhere", field="file", count=count)
    for unseen in list(page.iter(*_UNSEEN)):
        _drop(unseen)
    _make_notes_known(page)
    try:
        cleaned = etree.tostring(page, encoding="utf-8", method="html")
    except RecursionError:
        raise Invalid("file-too-complex", field="file") from None
    return without_own_title(reading_of(read_tree(cleaned, source="html")))


def _decoded(data: bytes) -> str:
    """The page's text: UTF-8, or what it says of itself. Raises Invalid ("file-not-text")."""
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        told = "utf-16"
    else:
        named = _CHARSET.search(data[:4096])
        told = named.group(1).decode("ascii") if named else "utf-8"
    for encoding in dict.fromkeys(("utf-8" if told != "utf-16" else told, told)):
        try:
            text = data.decode(encoding)
        except (UnicodeDecodeError, LookupError):
            continue
        if "\0" in text:
            break
        # lxml refuses a text that names an encoding of its own.
        return re.sub(r"\A\s*<\?xml[^>]*\?>", "", text.removeprefix("\ufeff"))
    raise Invalid("file-not-text", field="file")


def _make_notes_known(page: etree._Element) -> None:
    """LibreOffice's footnotes (`sdfootnote`) as what pandoc knows: references and a list of notes with roles."""
    notes: dict[str, etree._Element] = {}
    for note in page.iter("div"):
        name = note.get("id") or ""
        if re.fullmatch(r"sd(?:foot|end)note\d+", name):
            notes[name] = note
    body = page.find("body")
    if not notes or body is None:
        return
    ends = etree.SubElement(body, "section", role="doc-endnotes")
    listed = etree.SubElement(ends, "ol")
    for reference in page.iter("a"):
        name = (reference.get("href") or "").removeprefix("#").removesuffix("sym")
        if reference.get("class") in ("sdfootnoteanc", "sdendnoteanc") and name in notes:
            reference.attrib.clear()
            reference.set("href", f"#{name}")
            reference.set("role", "doc-noteref")
            reference.set("class", "footnote-ref")
    for name, note in notes.items():
        for sign in list(note.iter("a")):
            if sign.get("class") in ("sdfootnotesym", "sdendnotesym"):
                _drop(sign)
        _drop(note)
        item = etree.SubElement(listed, "li", id=name, role="doc-endnote")
        item.extend(list(note))


def _drop(element: etree._Element) -> None:
    """Take an element out; the text after it stays."""
    if isinstance(element, html.HtmlElement):
        element.drop_tree()
