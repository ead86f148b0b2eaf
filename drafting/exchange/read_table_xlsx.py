"""The sheets of an Excel file as grids, read as XML within our limits (docs/decisions/009-tables-in-and-out.md).

Everything is words: a formula stands as it was typed, with its sign, and is never computed; an error is its word; a
figure is written as a person would.
"""

from __future__ import annotations

import posixpath
import re
import zipfile
from collections.abc import Iterator, Sequence

from lxml import etree

from drafting.errors import Invalid
from drafting.exchange.grid import Grid, GridCell, GridRow
from drafting.exchange.package import part

_S = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_PLACE = re.compile(r"([A-Z]{1,3})([0-9]{1,7})$")
_NUMBER = re.compile(r"[0-9]{1,9}$")
_HEX = re.compile(r"_x([0-9A-Fa-f]{4})_")
MOST_UNPACKED = 8 * 1024 * 1024
"""Longest part that is read, in bytes: the sheet of 900 amendments and 600 comments has about 1 MB."""
MOST_ROWS = 20_000
MOST_COLUMNS = 64
_OFF = ("0", "false")


def grids(package: zipfile.ZipFile) -> list[Grid]:
    """Every sheet that is not hidden. Raises Invalid ("file-broken", "file-not-table", "file-too-large")."""
    book = _read(package, "xl/workbook.xml")
    relations = _read(package, "xl/_rels/workbook.xml.rels")
    if book is None or relations is None:
        raise Invalid("file-not-table", field="file")
    targets = {one.get("Id"): one.get("Target") or "" for one in relations}
    shared = [_shown(one) for one in _children(_read(package, "xl/sharedStrings.xml"), "si")]
    found = []
    for sheet in book.iter(f"{_S}sheet"):
        if sheet.get("state") in ("hidden", "veryHidden"):
            continue
        target = targets.get(sheet.get(_R), "")
        name = target.lstrip("/") if target.startswith("/") else posixpath.normpath(f"xl/{target}")
        page = _read(package, name)
        if page is not None:
            found.append(_grid(page, shared))
    return found


def _read(package: zipfile.ZipFile, name: str) -> etree._Element | None:
    if name in package.namelist() and package.getinfo(name).file_size > MOST_UNPACKED:
        raise Invalid("file-too-large", field="file")
    return part(package, name)


def _children(parent: etree._Element | None, name: str) -> Iterator[etree._Element]:
    return parent.iterchildren(f"{_S}{name}") if parent is not None else iter(())


def _grid(page: etree._Element, shared: Sequence[GridCell]) -> Grid:
    merged = {row for one in page.iter(f"{_S}mergeCell") for row in _rows_of_range(one.get("ref") or "")}
    rows: list[GridRow] = []
    for row in page.iterfind(f"{_S}sheetData/{_S}row"):
        told = row.get("r") or ""
        number = int(told) if _NUMBER.match(told) else (rows[-1].number + 1 if rows else 1)
        cells: dict[int, GridCell] = {}
        for cell in _children(row, "c"):
            place = _column(cell.get("r") or "", default=len(cells))
            if place < MOST_COLUMNS:
                cells[place] = _cell(cell, shared)
        width = max(cells, default=-1) + 1
        shown = tuple(cells.get(place, GridCell()) for place in range(width))
        rows.append(GridRow(number=number, cells=shown, merged=number in merged))
        if len(rows) > MOST_ROWS:
            raise Invalid("file-too-large", field="file")
    return tuple(rows)


def _rows_of_range(found: str) -> range:
    """The rows of "A3:B4"; a range that goes on for ever ends with the rows that can be read."""
    places = [_PLACE.match(each) for each in found.replace("$", "").split(":")]
    numbers = [int(place[2]) for place in places if place is not None]
    return range(min(numbers), min(max(numbers), MOST_ROWS * 10) + 1) if numbers else range(0)


def _column(place: str, *, default: int) -> int:
    found = _PLACE.match(place)
    if found is None:
        return default
    number = 0
    for letter in found[1]:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number - 1


def _cell(cell: etree._Element, shared: Sequence[GridCell]) -> GridCell:
    kind = cell.get("t") or "n"
    if kind == "inlineStr":
        inline = cell.find(f"{_S}is")
        return _shown(inline) if inline is not None else GridCell()
    formula = cell.findtext(f"{_S}f")
    if formula:
        return _plain(f"={formula}")
    value = cell.findtext(f"{_S}v") or ""
    if kind == "s":
        number = int(value) if _NUMBER.match(value) else -1
        return shared[number] if 0 <= number < len(shared) else GridCell()
    if kind == "b":
        return _plain("TRUE" if value == "1" else "FALSE")
    return _plain(_figure(value) if kind == "n" else value)


def _figure(value: str) -> str:
    """A number as a person would write it."""
    try:
        return f"{float(value):.15g}"
    except ValueError:
        return value


def _shown(holder: etree._Element) -> GridCell:
    """The words of a string with its runs; what is said of their pronunciation is left out."""
    runs: list[tuple[str, bool]] = []
    for child in holder:
        if child.tag == f"{_S}t":
            runs.append((child.text or "", False))
        elif child.tag == f"{_S}r":
            mark = child.find(f"{_S}rPr/{_S}strike")
            runs.append((child.findtext(f"{_S}t") or "", mark is not None and mark.get("val") not in _OFF))
    words = "".join(text for text, _struck in runs)
    standing = "".join(text for text, struck in runs if not struck)
    return GridCell(words=_unescaped(words), standing=_unescaped(standing))


def _plain(words: str) -> GridCell:
    return GridCell(words=_unescaped(words), standing=_unescaped(words))


def _unescaped(words: str) -> str:
    """Without the format's own escapes (`_x000D_`) and with line ends as LF."""
    told = _HEX.sub(lambda found: chr(int(found[1], 16)) if not 0xD800 <= int(found[1], 16) < 0xE000 else "", words)
    return told.replace("\r\n", "\n").replace("\r", "\n").replace("\0", "").strip()
