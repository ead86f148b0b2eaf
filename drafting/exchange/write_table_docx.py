"""A table as a Word file on A4 across: facts, legend, and the table with its headings on every page.

Words that go are struck through and those that come underlined, as formatting: the table is for reading, and nobody is
to accept a change in it. The same table gives the same bytes. Rows are written as XML at once: a cell found through the
library costs as much as the whole table before it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, time
from typing import Any

import docx
from docx.enum.section import WD_ORIENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor

from drafting.exchange.docx_words import allowed
from drafting.exchange.printed_table import Cell, Head, Line, PrintedTable, Run, cell_of, line_of, share_out
from drafting.exchange.steady import steady
from drafting.text.tracked import Look

LANGUAGES = {"en": "en-GB", "fr": "fr-FR"}
MARGIN = Cm(1.6)
LEAST = 4
"""Facts take this part of the width for their names, of 20."""


def write(table: PrintedTable) -> bytes:
    """The .docx. Its properties name no person."""
    document: Any = docx.Document()
    width = _page(document, table.head)
    document.add_paragraph(allowed(table.head.title), style="Title")
    if table.head.facts:
        facts = [
            (Cell(lines=(line_of(name, look=Look(strong=True)),)), cell_of(value)) for name, value in table.head.facts
        ]
        _put(document, _table(facts, [width * LEAST // 20, width - width * LEAST // 20], heading=None))
        document.add_paragraph()
    if table.head.legend:
        document.add_paragraph(allowed(table.head.legend))
    names = [_strong(column.name) for column in table.columns]
    _put(document, _table(table.rows, share_out(table.columns, width), heading=names))
    document.add_paragraph()
    return steady(document)


def _strong(words: str) -> Cell:
    return Cell(lines=(line_of(words, look=Look(strong=True)),))


def _put(document: Any, table: Any) -> None:
    document.element.body.insert(len(document.element.body) - 1, table)


def _table(rows: Iterable[Sequence[Cell]], widths: Sequence[int], *, heading: Sequence[Cell] | None) -> Any:
    """A table with lines around its cells, of fixed widths (twentieths of a point)."""
    table = OxmlElement("w:tbl")
    properties = _with(table, "w:tblPr")
    _with(properties, "w:tblStyle", val="TableGrid")
    _with(properties, "w:tblW", w=str(sum(widths)), type="dxa")
    _with(properties, "w:tblLayout", type="fixed")
    _with(properties, "w:tblLook", val="0020" if heading else "0000", firstRow="1" if heading else "0")
    grid = _with(table, "w:tblGrid")
    for width in widths:
        _with(grid, "w:gridCol", w=str(width))
    if heading is not None:
        row = _row(table, heading, widths)
        properties = OxmlElement("w:trPr")
        _with(properties, "w:cantSplit")
        _with(properties, "w:tblHeader")
        row.insert(0, properties)
    for cells in rows:
        _row(table, cells, widths)
    return table


def _row(table: Any, cells: Sequence[Cell], widths: Sequence[int]) -> Any:
    row = _with(table, "w:tr")
    for cell, width in zip(cells, widths, strict=True):
        made = _with(row, "w:tc")
        _with(_with(made, "w:tcPr"), "w:tcW", w=str(width), type="dxa")
        for line in cell.lines or ((),):
            _line(_with(made, "w:p"), line)
    return row


def _line(paragraph: Any, line: Line) -> None:
    for run in line:
        made = _with(paragraph, "w:r")
        _look(_with(made, "w:rPr"), run)
        shown = _with(made, "w:t")
        shown.text = allowed(run.text)
        shown.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")


def _look(properties: Any, run: Run) -> None:
    """How a run looks, in the order in which the schema has it."""
    if run.look.strong:
        _with(properties, "w:b")
    if run.look.em:
        _with(properties, "w:i")
    if run.op == "delete":
        _with(properties, "w:strike")
    if run.op == "insert":
        _with(properties, "w:u", val="single")
    if run.look.raised:
        _with(properties, "w:vertAlign", val="superscript")


def _with(parent: Any, name: str, **attributes: str) -> Any:
    """A new last child."""
    made = OxmlElement(name)
    for attribute, value in attributes.items():
        made.set(qn(f"w:{attribute}"), value)
    parent.append(made)
    return made


def _page(document: Any, head: Head) -> int:
    """Set up the page and the styles; the width of the text in twentieths of a point."""
    section = document.sections[0]
    section.orientation = WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = Cm(29.7), Cm(21)
    section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = MARGIN
    section.header_distance = section.footer_distance = Cm(0.7)
    section.header.paragraphs[0].text = allowed(head.group)
    section.footer.paragraphs[0].text = f"{head.foot} · " if head.foot else ""
    number = section.footer.paragraphs[0]._p
    _with(_with(_with(number, "w:fldSimple", instr="PAGE"), "w:r"), "w:t").text = "1"
    normal = document.styles["Normal"]
    normal.font.name, normal.font.size = "Georgia", Pt(8.5)
    normal.paragraph_format.space_after = Pt(3)
    _with(normal.element.get_or_add_rPr(), "w:lang", val=LANGUAGES.get(head.language, head.language))
    title = document.styles["Title"]
    title.font.color.rgb, title.font.size, title.font.name = RGBColor(0, 0, 0), Pt(16), "Georgia"
    core = document.core_properties
    core.author = core.last_modified_by = core.comments = core.keywords = ""
    core.title, core.language, core.revision = allowed(head.title)[:255], head.language, 1
    core.created = core.modified = datetime.combine(head.day, time())
    return int((section.page_width - 2 * MARGIN) / Pt(1) * 20)
