"""A table of contributions that came back: our compilation (Excel or Word) or the comment table of ISO and IEC.

Row by row, each as it is or refused with its reason: nothing is dropped without being told. What the rows become is for
the procedure to say.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Literal

from drafting.errors import Invalid
from drafting.exchange import read_table_docx, read_table_xlsx
from drafting.exchange.grid import Grid, GridRow
from drafting.exchange.package import checked
from drafting.exchange.table_headings import KINDS, columns_of, folded, is_whole, known_among, plain
from drafting.rules.lifecycle import REASON_LIMIT
from drafting.text.diff import MAX_BLOCK_CHARS

Refusal = Literal[
    "headings-altered", "cells-merged", "paragraph-unknown", "row-empty", "row-too-long", "kind-unknown", "other-member"
]

COMMENT_LIMIT = 10_000
"""Longest comment, in characters."""
_LABEL = re.compile(r"\b([AC]-\d{3,}(?:/\d+)?)\b")
_FIGURES = re.compile(r"[\d()\s.]*$")


@dataclass(frozen=True, slots=True, kw_only=True)
class TableRow:
    """One row. `row` is its number as a person counts (from 1, headings included); `member_body` the delegation as it
    is written; `paragraph` what the block is called, as `known` has it ("" for none in particular); `label` the number
    that the item had when it went out ("" for a new one); `kind` one of ours, or "". Of a table that has no column for
    reasons, what is said beside a proposed text is its `reason`, else it is the `comment`."""

    row: int
    member_body: str
    paragraph: str
    clause: str
    label: str
    kind: str
    comment: str
    proposed: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RefusedRow:
    """A row that cannot be taken, why, and what stands there."""

    row: int
    code: Refusal
    words: str


Row = TableRow | RefusedRow


def read(data: bytes, *, known: Collection[str] | None = None) -> tuple[Row, ...]:
    """The rows of the first table of contributions in a .docx or .xlsx. `known` are the names of the draft's blocks
    (None: any is taken as written).

    Raises Invalid ("file-not-table", "table-missing", or as `package.checked` does).
    """
    package = checked(data, foreign="file-not-table")
    reader = read_table_xlsx if "xl/workbook.xml" in package.namelist() else read_table_docx
    return rows_of(reader.grids(package), known=known)


def rows_of(grids: Sequence[Grid], *, known: Collection[str] | None) -> tuple[Row, ...]:
    """The same of tables that were read. Raises Invalid ("table-missing")."""
    names = None if known is None else {folded(name): name for name in known}
    altered: GridRow | None = None
    for grid in grids:
        for place, row in enumerate(grid[:10]):
            headings = _without_end(row.words)
            columns = columns_of(headings) if not row.merged else None
            if columns is not None:
                return tuple(_each(_filled(grid[place + 1 :]), columns, len(headings), names))
            if known_among(headings) >= 3 and altered is None:
                altered = row
    if altered is None:
        raise Invalid("table-missing", field="file")
    return (RefusedRow(row=altered.number, code="headings-altered", words=_told(altered)),)


def _each(rows: Sequence[GridRow], columns: dict[str, int], width: int, names: dict[str, str] | None) -> list[Row]:
    out: list[Row] = []
    for place, row in enumerate(rows):
        if place == 0 and any(row.words) and all(_FIGURES.match(words) for words in row.words):
            continue  # older templates number their columns beneath the headings
        if row.merged or (len(row.cells) > width and any(row.words[width:])):
            out.append(RefusedRow(row=row.number, code="cells-merged", words=_told(row)))
        else:
            out.append(_row(row, columns, names))
    return out


def _row(row: GridRow, columns: dict[str, int], names: dict[str, str] | None) -> Row:
    def cell(column: str, *, standing: bool = False) -> str:
        place = columns.get(column, -1)
        if not 0 <= place < len(row.cells):
            return ""
        found = row.cells[place]
        return unicodedata.normalize("NFC", found.standing if standing else found.words).strip()

    def refused(code: Refusal, words: str = "") -> RefusedRow:
        return RefusedRow(row=row.number, code=code, words=words or _told(row))

    comment, reason, proposed = cell("comments"), cell("reason"), cell("proposed", standing=True)
    if not comment and not proposed and not reason:
        return refused("row-empty")
    if "reason" not in columns and proposed:
        comment, reason = "", comment
    for words, most in ((comment, COMMENT_LIMIT), (reason, REASON_LIMIT), (proposed, MAX_BLOCK_CHARS)):
        if len(words) > most:
            return refused("row-too-long", words)
    kind = KINDS.get(plain(cell("kind")), "")
    if cell("kind") and not kind:
        return refused("kind-unknown", cell("kind"))
    wanted = [cell("paragraph"), cell("element"), cell("clause")]
    place = next((words for words in wanted if words and not is_whole(words)), "")
    if place and names is not None:
        if folded(place) not in names:
            return refused("paragraph-unknown", place)
        place = names[folded(place)]
    label = _LABEL.search(cell("number") or cell("member"))
    return TableRow(
        row=row.number,
        member_body=_first_line(cell("member")),
        paragraph=place,
        clause=cell("clause"),
        label=label[1] if label is not None else "",
        kind=kind,
        comment=comment,
        proposed=proposed,
        reason=reason,
    )


def _filled(rows: Sequence[GridRow]) -> Sequence[GridRow]:
    """Without the empty rows at the end, which forms have and nobody fills."""
    last = max((place for place, row in enumerate(rows) if any(row.words)), default=-1)
    return rows[: last + 1]


def _without_end(words: Sequence[str]) -> Sequence[str]:
    """Without the empty cells at the end."""
    last = max((place for place, each in enumerate(words) if each), default=-1)
    return words[: last + 1]


def _first_line(words: str) -> str:
    line = words.split("\n", 1)[0]
    return _LABEL.sub("", line).strip(" -–,;")


def _told(row: GridRow) -> str:
    """What stands in a row, in one line."""
    return " | ".join(" ".join(words.split()) for words in row.words if words)
