"""Tables of people as spreadsheets save them: comma, semicolon or tab; UTF-8, UTF-16 or Windows-1252."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass, field

from drafting.errors import Invalid
from drafting.exchange.people_words import COLUMNS, plain

MOST_ROWS = 2_000
"""Rows of one table: several times the largest group, and as many as a page shows and one act carries."""
OWED = ("delegation", "email", "role")
_DELIMITERS = (",", ";", "\t")
_GUARDED = ("'=", "'+", "'-", "'@")


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonRow:
    """What a row says, as it was typed; `line` is that of the text, from 1. `spare` cells have no column."""

    line: int
    delegation: str
    kind: str
    name: str
    email: str
    role: str
    language: str
    spare: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PeopleTable:
    """The rows in their order; `unread` are the heads of columns that nothing is known of."""

    rows: tuple[PersonRow, ...]
    unread: tuple[str, ...] = field(default=())


def decode_table(data: bytes) -> str:
    """The text of a file, as spreadsheets in the group's languages save it; what is not UTF is Windows-1252.

    Raises Invalid ("file-not-text").
    """
    try:
        if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
            text = data.decode("utf-16")
        else:
            try:
                text = data.decode("utf-8-sig")
            except UnicodeDecodeError:
                text = data.decode("cp1252")
    except UnicodeDecodeError:
        raise Invalid("file-not-text", field="file") from None
    if "\0" in text:
        raise Invalid("file-not-text", field="file")
    return text.replace("\r\n", "\n").replace("\r", "\n")


def read_people(text: str) -> PeopleTable:
    """The rows of a table whose first line names its columns, in any order.

    Raises Invalid: "table-empty", "table-columns" (with the `missing` ones), "table-long" (with `most`), "table-broken"
    (with the `line` where a quotation mark is not closed, or the like).
    """
    lines = _lines(text.removeprefix("\ufeff"))
    first = next(lines, None)
    if first is None:
        raise Invalid("table-empty", field="table")
    columns = [_column(head) for head in first[1]]
    missing = [name for name in OWED if name not in columns]
    if missing:
        raise Invalid("table-columns", field="table", missing=missing)
    rows: list[PersonRow] = []
    for line, cells in lines:
        if len(rows) == MOST_ROWS:
            raise Invalid("table-long", field="table", most=MOST_ROWS)
        said = dict.fromkeys(COLUMNS, "")
        for name, cell in zip(columns, cells, strict=False):
            if name and not said[name]:
                said[name] = _unguarded(cell.strip())
        rows.append(
            PersonRow(
                line=line,
                delegation=said["delegation"],
                kind=said["kind"],
                name=" ".join(filter(None, (said["first"], said["name"]))),
                email=said["email"],
                role=said["role"],
                language=said["language"],
                spare=tuple(cell for cell in cells[len(columns) :] if cell.strip()),
            )
        )
    unread = tuple(head.strip() for head, name in zip(first[1], columns, strict=True) if not name and head.strip())
    return PeopleTable(rows=tuple(rows), unread=unread)


def _lines(text: str) -> Iterator[tuple[int, list[str]]]:
    """Each row that holds something, with the line on which it begins."""
    kept = text.split("\n")
    skipped = 0
    if kept[0].strip().lower().startswith("sep="):  # what a spreadsheet is told by; it is no row
        skipped = 1
    head = next((line for line in kept[skipped:] if line.strip()), "")
    reader = csv.reader((f"{line}\n" for line in kept[skipped:]), delimiter=_delimiter(head), strict=True)
    begins = skipped + 1
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                yield begins, cells
            begins = skipped + reader.line_num + 1
    except csv.Error:
        raise Invalid("table-broken", field="table", line=begins) from None


def _delimiter(head: str) -> str:
    """The one by which the most columns are known; among equals a comma."""

    def known(delimiter: str) -> int:
        return sum(1 for cell in head.split(delimiter) if _column(cell.strip().strip('"')))

    return max(_DELIMITERS, key=known)


def _column(head: str) -> str:
    """What the column of this head holds; "" for what nothing is known of."""
    said = plain(head)
    return next((name for name, words in COLUMNS.items() if said in words), "")


def _unguarded(cell: str) -> str:
    """A cell that was guarded from being a formula, as this tool writes it."""
    return cell[1:] if cell.startswith(_GUARDED) else cell
