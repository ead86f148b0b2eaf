"""Tracked changes of a Word file settled before anything else reads it: all accepted, or all rejected.

Done on the XML by ourselves: other readers lose words that were inserted or moved together with a content control, and
do not agree on paragraph marks. What is done is what ECMA-376 part 1, 17.13.5 says of each element: a paragraph whose
mark goes is joined with the one after it, a marked row or cell goes as a whole.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from typing import Literal

from lxml import etree

from drafting.exchange.package import STORY, content, part

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
Decision = Literal["accept", "reject"]

_BROUGHT = (f"{W}ins", f"{W}moveTo")
_TAKEN = (f"{W}del", f"{W}moveFrom")
_MARKS = frozenset(f"{W}{name}" for name in ("rPr", "trPr", "numPr"))
_RANGES = tuple(
    f"{W}{name}{end}"
    for name in ("moveFromRange", "moveToRange", "customXmlInsRange", "customXmlDelRange", "customXmlMoveFromRange",
                 "customXmlMoveToRange")
    for end in ("Start", "End")
)  # fmt: skip
_FORMER = tuple(
    f"{W}{name}Change" for name in ("rPr", "pPr", "tblPr", "tblGrid", "tblPrEx", "trPr", "tcPr", "sectPr", "numbering")
)


def settled(package: zipfile.ZipFile, decision: Decision) -> bytes:
    """The package with the changes of its text, footnotes and endnotes settled."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as written:
        for name in package.namelist():
            story = part(package, name) if STORY.match(name) else None
            if story is None:
                written.writestr(name, content(package, name))
                continue
            settle(story, decision)
            written.writestr(name, etree.tostring(story, xml_declaration=True, encoding="UTF-8", standalone=True))
    return out.getvalue()


def settle(story: etree._Element, decision: Decision) -> None:
    """Settle all changes below `story`, in place."""
    gone, kept = (_TAKEN, _BROUGHT) if decision == "accept" else (_BROUGHT, _TAKEN)
    _properties(story, decision)
    _rows_and_cells(story, gone, f"{W}cellDel" if decision == "accept" else f"{W}cellIns")
    joined = [
        paragraph
        for paragraph in story.iter(f"{W}p")
        if any(paragraph.find(f"{W}pPr/{W}rPr/{tag}") is not None for tag in gone)
    ]
    for change in list(_changes(story, gone)):
        _remove(change)
    for change in list(_changes(story, kept)):
        _unwrap(change)
    for mark in [one for one in story.iter(*gone, *kept, *_RANGES) if one.getparent() is not None]:
        _remove(mark)
    for deleted, plain in (("delText", "t"), ("delInstrText", "instrText")):
        for text in story.iter(f"{W}{deleted}"):
            text.tag = f"{W}{plain}"
    for paragraph in joined:
        _join_with_next(paragraph)


def _changes(story: etree._Element, tags: tuple[str, ...]) -> Iterator[etree._Element]:
    """The changes that hold text; a change inside a properties element marks what has those properties."""
    for change in story.iter(*tags):
        parent = change.getparent()
        if parent is not None and parent.tag not in _MARKS and not str(parent.tag).endswith("}ctrlPr"):
            yield change


def _remove(element: etree._Element) -> None:
    parent = element.getparent()
    if parent is not None:
        parent.remove(element)


def _unwrap(element: etree._Element) -> None:
    parent = element.getparent()
    if parent is None:
        return
    at = parent.index(element)
    parent[at : at + 1] = list(element)


def _properties(story: etree._Element, decision: Decision) -> None:
    """Formatting as it is, or as it was: what was before stands inside the element that tells of the change."""
    for change in list(story.iter(*_FORMER)):
        properties = change.getparent()
        if properties is None:
            continue
        if decision == "reject" and len(change) and change.tag in (f"{W}rPrChange", f"{W}pPrChange"):
            mark = properties.find(f"{W}rPr") if change.tag == f"{W}pPrChange" else None
            former = list(change[0])
            changes = [one for one in properties if one.tag in (*_BROUGHT, *_TAKEN)]
            properties[:] = [*former, *changes, *([mark] if mark is not None else [])]
        else:
            properties.remove(change)


def _rows_and_cells(story: etree._Element, gone: tuple[str, ...], cell_gone: str) -> None:
    for row in list(story.iter(f"{W}tr")):
        if any(row.find(f"{W}trPr/{tag}") is not None for tag in gone):
            _remove(row)
    for cell in list(story.iter(f"{W}tc")):
        if cell.find(f"{W}tcPr/{cell_gone}") is not None:
            _remove(cell)
    for table in list(story.iter(f"{W}tbl")):
        if table.find(f".//{W}tc") is None:
            _remove(table)


def _join_with_next(paragraph: etree._Element) -> None:
    """The paragraph's words in front of the next one's, in whose properties they stand; with nothing after it, it
    stays, unless it is empty and not the only one."""
    content = [child for child in paragraph if child.tag != f"{W}pPr"]
    following = paragraph.getnext()
    while following is not None and following.tag in (f"{W}bookmarkStart", f"{W}bookmarkEnd"):
        following = following.getnext()
    if following is not None and following.tag == f"{W}p":
        at = 1 if len(following) and following[0].tag == f"{W}pPr" else 0
        following[at:at] = content
        _remove(paragraph)
    elif not any(child.tag != f"{W}bookmarkStart" and child.tag != f"{W}bookmarkEnd" for child in content):
        parent = paragraph.getparent()
        if parent is not None and len(parent.findall(f"{W}p")) > 1:
            parent.remove(paragraph)
