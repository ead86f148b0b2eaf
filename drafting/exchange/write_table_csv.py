"""Tables as CSV, as a spreadsheet opens them: UTF-8 with its mark, and no cell that could be taken for a formula."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence

from drafting.exchange.printed_table import PrintedTable

FORMULAS = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")
"""What a cell begins with that a spreadsheet would compute, full-width signs included."""
MARK = "\ufeff"


def delimiter_in(language: str) -> str:
    """What parts the cells of a file that a spreadsheet in a language opens with a double click."""
    return ";" if language == "fr" else ","


def write(table: PrintedTable, *, delimiter: str = ",") -> bytes:
    """The table with its headings; what stands before it is left out."""
    rows = ([cell.words for cell in row] for row in table.rows)
    return lines([column.name for column in table.columns], rows, delimiter=delimiter)


def lines(head: Sequence[str], rows: Iterable[Sequence[object]], *, delimiter: str) -> bytes:
    """A table of words. Every cell is quoted, for it may hold a sign that parts cells for some spreadsheet."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=delimiter, quoting=csv.QUOTE_ALL)
    writer.writerow([harmless(cell) for cell in head])
    for row in rows:
        writer.writerow([harmless(str(cell)) for cell in row])
    return (MARK + out.getvalue()).encode()


def harmless(cell: str) -> str:
    """A cell that no spreadsheet takes for a formula, told by an apostrophe before it."""
    return f"'{cell}" if cell.startswith(FORMULAS) or cell.lstrip().startswith(FORMULAS) else cell
