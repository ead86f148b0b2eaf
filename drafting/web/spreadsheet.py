"""Tables as CSV, as a spreadsheet opens them: UTF-8 with its mark, and no cell that could be taken for a formula."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence

from flask import Response

FORMULAS = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")
"""What a cell begins with that a spreadsheet would compute, full-width signs included."""


def as_csv(name: str, head: Sequence[str], rows: Iterable[Sequence[object]], *, delimiter: str = ",") -> Response:
    """A file to download, called `name`."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=delimiter)
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
