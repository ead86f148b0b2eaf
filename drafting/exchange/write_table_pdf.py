"""A table as PDF by typst, on A4 across: all words are handed over as data, and the file is tagged."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Literal

import typst

from drafting.exchange.printed_table import Cell, PrintedTable

TEMPLATE = Path(__file__).resolve().parents[2] / "templates" / "print" / "table.typ"
FONTS = TEMPLATE.parent / "fonts"


def write(table: PrintedTable) -> bytes:
    """PDF/UA-1 where the text allows it, otherwise plain tagged PDF. The same table gives the same bytes."""
    data = json.dumps(told(table), ensure_ascii=False)
    try:
        return _compiled(data, ["ua-1"])
    except typst.TypstError:
        return _compiled(data, [])


def _compiled(data: str, standards: list[Literal["ua-1"]]) -> bytes:
    made: bytes = typst.compile(
        str(TEMPLATE),
        sys_inputs={"table": data},
        font_paths=[str(FONTS)] if FONTS.is_dir() else [],
        ignore_system_fonts=True,
        pdf_standards=list(standards),
        timestamp=0,
    )
    return made


def told(table: PrintedTable) -> dict[str, Any]:
    """The table as the template takes it."""
    head = table.head
    return {
        "title": head.title,
        "language": head.language.split("-")[0],
        "group": head.group,
        "facts": [{"name": name, "value": value} for name, value in head.facts],
        "legend": head.legend,
        "foot": head.foot,
        "columns": [{"name": column.name, "share": column.share} for column in table.columns],
        "rows": [[_cell(cell) for cell in row] for row in table.rows],
    }


def _cell(cell: Cell) -> list[list[dict[str, Any]]]:
    """The lines of a cell, each a list of runs; what is plain is not said."""
    return [
        [
            {"text": run.text.replace("\0", "")}
            | ({"op": run.op} if run.op != "equal" else {})
            | ({"em": True} if run.look.em else {})
            | ({"strong": True} if run.look.strong else {})
            | ({"raised": True} if run.look.raised else {})
            for run in line
        ]
        for line in cell.lines
    ]
