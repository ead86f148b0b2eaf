"""Tables as CSV for the reader's own spreadsheet."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from flask import Response

from drafting.exchange.write_table_csv import delimiter_in, lines
from drafting.web.languages import language


def as_csv(name: str, head: Sequence[str], rows: Iterable[Sequence[object]]) -> Response:
    """A file to download, called `name`."""
    return Response(
        lines(head, rows, delimiter=delimiter_in(language())),
        mimetype="text/csv",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )
