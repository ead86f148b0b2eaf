"""A table as an Excel file: the headings in the first row, what stands before the table on a sheet of its own.

Nothing in it is a formula, a link or a number: what a delegation typed stays what it typed. The same table gives the
same bytes.
"""

from __future__ import annotations

import io
import re
from datetime import datetime, time
from typing import Any

import xlsxwriter

from drafting.exchange.docx_words import allowed
from drafting.exchange.printed_table import Cell, PrintedTable, Run, share_out
from drafting.exchange.steady import packed

LONGEST = 32_767
"""Signs that a cell may hold; what is longer ends with CUT."""
CUT = " […]"
_NOT_IN_NAMES = re.compile(r"[\[\]:*?/\\]")
WIDTH = 190
"""All columns together, in widths of a figure."""


def write(table: PrintedTable, *, about: str) -> bytes:
    """The .xlsx; `about` is the name of the sheet with what stands before the table. Its properties name no person."""
    out = io.BytesIO()
    asked = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    book = xlsxwriter.Workbook(out, asked)
    book.set_properties({"title": allowed(table.head.title)[:255], "created": datetime.combine(table.head.day, time())})
    sheet = book.add_worksheet(_sheet_name(table.head.title))
    facts = book.add_worksheet(_sheet_name(about))
    strong = book.add_format({"bold": True, "text_wrap": True, "valign": "top", "border": 1, "num_format": "@"})
    plain = book.add_format({"text_wrap": True, "valign": "top", "border": 1, "num_format": "@"})
    looks = _Looks(book)
    for place, (column, width) in enumerate(zip(table.columns, share_out(table.columns, WIDTH), strict=True)):
        sheet.set_column(place, place, width)
        sheet.write_string(0, place, allowed(column.name), strong)
    for number, cells in enumerate(table.rows, start=1):
        for place, cell in enumerate(cells):
            _put(sheet, number, place, cell, plain, looks)
    sheet.freeze_panes(1, 1)
    sheet.autofilter(0, 0, len(table.rows), len(table.columns) - 1)
    sheet.set_landscape()
    sheet.set_paper(9)  # A4
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)
    facts.set_column(0, 0, 24)
    facts.set_column(1, 1, 100)
    told = [
        (table.head.title, ""),
        (table.head.group, ""),
        *table.head.facts,
        (table.head.legend, ""),
        (table.head.foot, ""),
    ]
    for number, (name, value) in enumerate(told):
        facts.write_string(number, 0, allowed(name), book.add_format({"bold": bool(value) or number == 0}))
        facts.write_string(number, 1, allowed(value))
    book.close()
    return packed(out.getvalue())


class _Looks:
    """One format for each look of a run."""

    def __init__(self, book: Any) -> None:
        self.book = book
        self.made: dict[tuple[bool, bool, bool, bool, bool], Any] = {}

    def of(self, run: Run) -> Any:
        key = (run.op == "delete", run.op == "insert", run.look.strong, run.look.em, run.look.raised)
        if not any(key):
            return None
        if key not in self.made:
            gone, come, strong, em, raised = key
            told: dict[str, object] = {"font_strikeout": gone, "bold": strong, "italic": em}
            told |= {"underline": 1} if come else {}
            told |= {"font_script": 1} if raised else {}
            self.made[key] = self.book.add_format(told)
        return self.made[key]


def _put(sheet: Any, row: int, column: int, cell: Cell, plain: Any, looks: _Looks) -> None:
    """A cell with its looks, or as plain text where all of it looks alike or is too long."""
    runs: list[tuple[Any, str]] = []
    for number, line in enumerate(cell.lines):
        if number:
            runs.append((None, "\n"))
        runs += [(looks.of(run), allowed(run.text)) for run in line if allowed(run.text)]
    words = "".join(text for _look, text in runs)
    if len(runs) < 2 or all(look is None for look, _text in runs) or len(words) > LONGEST:
        words = words if len(words) <= LONGEST else words[: LONGEST - len(CUT)] + CUT
        sheet.write_string(row, column, words, plain)
        return
    parts = [part for look, text in runs for part in ((look, text) if look is not None else (text,))]
    if sheet.write_rich_string(row, column, *parts, plain) != 0:  # it says so by a number, and writes nothing
        sheet.write_string(row, column, words, plain)


def _sheet_name(words: str) -> str:
    """A name that a sheet may have."""
    return _NOT_IN_NAMES.sub(" ", allowed(words)).strip("' ")[:31].strip("' ") or "1"
