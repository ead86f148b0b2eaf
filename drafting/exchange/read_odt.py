"""OpenDocument texts as a draft: checked as a package, refused with tracked changes, read by pandoc."""

from __future__ import annotations

from dataclasses import replace

from lxml import etree

from drafting.errors import Invalid
from drafting.exchange.document import Lost, Note, Reading
from drafting.exchange.own_title import without_own_title
from drafting.exchange.package import checked, content, part
from drafting.exchange.pandoc_blocks import reading_of
from drafting.exchange.read_pandoc import read_tree

_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_STYLE = "{urn:oasis:names:tc:opendocument:xmlns:style:1.0}"


def read(data: bytes) -> Reading:
    """Read an .odt.

    Raises Invalid: "changes-elsewhere" (with `count`: tracked changes are settled in the word processor, since pandoc
    takes insertions as they are and leaves out what was deleted, without a word), "file-not-odt", "file-encrypted",
    "file-broken", "file-too-large", "file-too-slow".
    """
    package = checked(data, foreign="file-not-odt")
    names = set(package.namelist())
    if "META-INF/manifest.xml" in names and b"encryption-data" in content(package, "META-INF/manifest.xml"):
        raise Invalid("file-encrypted", field="file")
    body = part(package, "content.xml")
    if body is None or body.find(f"{_OFFICE}body/{_OFFICE}text") is None:
        raise Invalid("file-not-odt", field="file")
    count = sum(1 for _ in body.iter(f"{_TEXT}changed-region"))
    if count:
        raise Invalid("changes-elsewhere", field="file", count=count)
    reading = reading_of(read_tree(data, source="odt"))
    title = _title(body)
    notes = [Note(lost=Lost.COMMENT, words=_words(one)[:80]) for one in body.iter(f"{_OFFICE}annotation")]
    reading = replace(reading, title=title or reading.title, notes=(*reading.notes, *notes))
    return without_own_title(reading) if title else reading


def _title(body: etree._Element) -> str:
    """The words of the first paragraph of style Title; "" for none."""
    like = {
        style.get(f"{_STYLE}name")
        for style in body.iter(f"{_STYLE}style")
        if style.get(f"{_STYLE}parent-style-name") == "Title"
    } | {"Title"}
    first = next(body.iter(f"{_TEXT}p", f"{_TEXT}h"), None)
    return _words(first) if first is not None and first.get(f"{_TEXT}style-name") in like else ""


def _words(element: etree._Element) -> str:
    return " ".join("".join(str(told) for told in element.itertext()).split())
