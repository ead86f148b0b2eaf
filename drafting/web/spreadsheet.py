"""Tables as CSV, as a spreadsheet opens them: UTF-8 with its mark, and no cell that could be taken for a formula."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence

from flask import Response

from drafting.web.languages import language

FORMULAS = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")
"""What a cell begins with that a spreadsheet would compute, full-width signs included."""


def parted() -> str:
    """What parts the cells of a file that a spreadsheet in the reader's language opens with a double click."""
    return ";" if language() == "fr" else ","


def as_csv(name: str, head: Sequence[str], rows: Iterable[Sequence[object]]) -> Response:
    """A file to download, called `name`. Whatever holds a sign that parts cells for some spreadsheet is quoted."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=parted(), quoting=csv.QUOTE_ALL)
    writer.writerow([harmless(cell) for cell in head])
    for row in rows:
        writer.writerow([harmless(str(cell)) for cell in row])
    return Response(
        "\ufeff" + out.getvalue(),
        mimetype="text/csv",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


def harmless(cell: str) -> str:
    """A cell that no spreadsheet takes for a formula, told by an apostrophe before it."""
    return f"'{cell}" if cell.startswith(FORMULAS) or cell.lstrip().startswith(FORMULAS) else cell
