"""The tables of a Word file as grids. What is inserted with changes tracked is read, what is deleted is not."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator

from lxml import etree

from drafting.errors import Invalid
from drafting.exchange.grid import Grid, GridCell, GridRow
from drafting.exchange.package import part

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_UNREAD = frozenset({f"{_W}moveFrom", f"{_W}tbl", _FALLBACK})
"""What stands in a cell and is not its words: what was moved away, a table in it, what is there twice."""
_OFF = ("0", "false", "off")
MOST_ROWS = 20_000
MOST_UNPACKED = 16 * 1024 * 1024
"""Longest text that is read, in bytes: the table of 900 amendments and 600 comments has about 2 MB."""
_DOCUMENT = "word/document.xml"


def grids(package: zipfile.ZipFile) -> list[Grid]:
    """Every table of the body. Raises Invalid ("file-broken", "file-not-table", "file-too-large")."""
    if _DOCUMENT in package.namelist() and package.getinfo(_DOCUMENT).file_size > MOST_UNPACKED:
        raise Invalid("file-too-large", field="file")
    document = part(package, _DOCUMENT)
    if document is None:
        raise Invalid("file-not-table", field="file")
    found = [_grid(table) for table in document.iter(f"{_W}tbl")]
    if sum(len(grid) for grid in found) > MOST_ROWS:
        raise Invalid("file-too-large", field="file")
    return found


def _grid(table: etree._Element) -> Grid:
    rows = [child for child in _within(table, f"{_W}tr") if child.find(f"{_W}trPr/{_W}del") is None]
    return tuple(_row(row, number) for number, row in enumerate(rows, start=1))


def _row(row: etree._Element, number: int) -> GridRow:
    cells = list(_within(row, f"{_W}tc"))
    merged = any(
        span.tag != f"{_W}gridSpan" or (span.get(f"{_W}val") or "1") != "1"
        for cell in cells
        for span in cell.iterfind(f"{_W}tcPr/*")
        if span.tag in (f"{_W}gridSpan", f"{_W}vMerge", f"{_W}hMerge")
    )
    return GridRow(number=number, cells=tuple(_cell(cell) for cell in cells), merged=merged)


def _within(parent: etree._Element, tag: str) -> Iterator[etree._Element]:
    """The nearest descendants of a kind: content controls may stand between."""
    for child in parent:
        if child.tag == tag:
            yield child
        elif child.tag in (f"{_W}sdt", f"{_W}sdtContent", f"{_W}customXml", f"{_W}ins"):
            yield from _within(child, tag)


def _cell(cell: etree._Element) -> GridCell:
    lines = [list(_words(paragraph)) for paragraph in _within(cell, f"{_W}p")]
    words = "\n".join("".join(text for text, _struck in line) for line in lines)
    stand = ("".join(text for text, struck in line if not struck).strip() for line in lines)
    standing = "\n\n".join(each for each in stand if each)
    return GridCell(words=words.strip(), standing=standing.strip())


def _words(parent: etree._Element, *, struck: bool = False) -> Iterator[tuple[str, bool]]:
    """(words, whether they are struck through) in order."""
    for child in parent:
        if child.tag in _UNREAD:
            continue
        if child.tag == f"{_W}t":
            yield child.text or "", struck
        elif child.tag in (f"{_W}br", f"{_W}cr"):
            yield "\n", struck
        elif child.tag == f"{_W}tab":
            yield " ", struck
        elif child.tag == f"{_W}noBreakHyphen":
            yield "-", struck
        elif child.tag == f"{_W}r":
            yield from _words(child, struck=_is_struck(child))
        elif len(child):
            yield from _words(child, struck=struck)


def _is_struck(run: etree._Element) -> bool:
    marks = [run.find(f"{_W}rPr/{_W}{name}") for name in ("strike", "dstrike")]
    return any(mark is not None and mark.get(f"{_W}val") not in _OFF for mark in marks)
