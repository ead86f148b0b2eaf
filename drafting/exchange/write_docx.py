"""The clean version as a Word file: true headings, lists, tables and footnotes; the same draft gives the same bytes.

Paragraphs that the tool numbers have the style "Numbered paragraph", by which our reader tells them from points.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from itertools import takewhile
from typing import Any

import docx
from docx.enum.style import WD_STYLE_TYPE
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor

from drafting.exchange.document import Issue, PrintedBlock
from drafting.exchange.docx_footnotes import Footnotes
from drafting.exchange.docx_numbering import Numbering, set_number
from drafting.exchange.docx_words import DEEPEST, allowed, break_run, point_style, text_run
from drafting.exchange.pandoc_blocks import NUMBERED_PARAGRAPH
from drafting.exchange.steady import steady
from drafting.text.blocks import Block, Kind
from drafting.text.inline import Mark, pieces
from drafting.text.markers import typed_marker
from drafting.text.tracked import Look

UNDATED = datetime(2000, 1, 1)  # noqa: DTZ001 - the package's own format has no zone


def write(issue: Issue) -> bytes:
    """The .docx. Its properties name no person."""
    return Writer(issue).done()


class Writer:
    """Writes a draft block by block; `write_marked` has it write changes besides."""

    def __init__(self, issue: Issue) -> None:
        self.issue = issue
        self.document: Any = docx.Document()
        self.footnotes = Footnotes(self.document)
        self.referred_to: set[str] = set()
        self.bookmarks = 0
        self.notes = {p.block.label: p for p in issue.blocks if p.block.kind is Kind.FOOTNOTE}
        self.number_of = {p.key: p.number for p in issue.blocks}
        self._styles()
        self._properties()
        self.numbering = Numbering(self.document)

    def done(self) -> bytes:
        self.title()
        table: Any = None
        before: Block | None = None
        for at, printed in enumerate(self.issue.blocks):
            block = printed.block
            if block.kind is Kind.FOOTNOTE and self.is_referred(block.label):
                continue  # it is written where it is referred to
            self.numbering.interrupt(block)
            if block.kind is Kind.ROW:
                if table is None or before is None or before.table != block.table:
                    if table is not None:
                        self.document.add_paragraph()  # else word processors take the two for one table
                    table = self._table(block, _columns(self.issue.blocks[at:]))
                self._row(table, printed)
            else:
                table = None
                self._block(printed)
            before = block
        if before is not None and before.kind is Kind.ROW:
            self.document.add_paragraph()
        self.finish()
        self.footnotes.finish()
        return steady(self.document)

    def finish(self) -> None:
        """What is done once all blocks are written."""

    def title(self) -> None:
        """The title before the text, unless the text begins with it."""
        if self.issue.title_before_text:
            self.document.add_paragraph(allowed(self.issue.title), style="Title")

    def _block(self, printed: PrintedBlock) -> None:
        paragraph = self.paragraph(printed)
        self._bookmark(paragraph._p, printed.key)
        self.words(paragraph._p, printed, 0)
        self.end_paragraph(paragraph._p, printed)

    def paragraph(self, printed: PrintedBlock) -> Any:
        """A new paragraph of the block's shape, without its words."""
        block = printed.block
        match block.kind:
            case Kind.HEADING:
                return self.document.add_paragraph(style=f"Heading {min(block.level, 6)}" if block.level else "Title")
            case Kind.POINT:
                paragraph = self.document.add_paragraph(style=point_style(block.level))
                set_number(paragraph, *self.of_point(printed))
            case Kind.PARAGRAPH if printed.number and not block.label:
                paragraph = self.document.add_paragraph(style=NUMBERED_PARAGRAPH)
                set_number(paragraph, *self.numbering.of_paragraph())
            case _:
                paragraph = self.document.add_paragraph(style="Normal")
        return paragraph

    def is_referred(self, label: str) -> bool:
        """Whether the text refers to a footnote."""
        return any(f"[^{label}]" in part for one in self.issue.blocks for part in one.block.parts)

    def of_point(self, printed: PrintedBlock) -> tuple[int, int]:
        """The list and the level of a point."""
        return self.numbering.of_point(printed.block, self.value_of(printed.block, printed.number))

    @staticmethod
    def value_of(block: Block, marker: str) -> int:
        """The point's value, read back from its printed marker; 0 for a bullet."""
        typed = typed_marker(f"{marker} x", None)
        if block.style == "•" or typed is None:
            return 0
        for before in range(1, 200):
            found = typed_marker(f"{marker} x", type(typed)(block.style, before - 1, ""))
            if found is not None and found.style == block.style and found.value == before:
                return before
        return int(typed.value)

    def _table(self, block: Block, columns: int) -> Any:
        table = self.document.add_table(rows=0, cols=columns, style="Table Grid")
        look = table._tbl.tblPr.find(qn("w:tblLook"))
        if look is None:
            look = OxmlElement("w:tblLook")
            table._tbl.tblPr.append(look)
        for name in list(look.attrib):
            del look.attrib[name]
        header = "1" if block.header else "0"
        look.set(qn("w:val"), "0020" if block.header else "0000")
        for name, value in (("firstRow", header), ("lastRow", "0"), ("firstColumn", "0"), ("lastColumn", "0")):
            look.set(qn(f"w:{name}"), value)
        return table

    def _row(self, table: Any, printed: PrintedBlock) -> None:
        row = table.add_row()
        if printed.block.header:
            properties = row._tr.get_or_add_trPr()
            properties.append(OxmlElement("w:tblHeader"))
        cells = list(row.cells)
        for spare in cells[len(printed.block.cells) :]:  # rows of two tables that are told as one
            row._tr.remove(spare._tc)
        for part, cell in enumerate(cells[: len(printed.block.cells)]):
            self.words(cell.paragraphs[0]._p, printed, part)
        self._bookmark(cells[0].paragraphs[0]._p, printed.key)
        self.end_row(row, printed)

    def words(self, paragraph: Any, printed: PrintedBlock, part: int) -> None:
        """Write one part of a block into its paragraph, its label before it."""
        block = printed.block
        if block.kind is Kind.FOOTNOTE:
            paragraph.append(text_run(f"[^{block.label}] "))
        elif block.label and block.kind is not Kind.ROW:
            paragraph.append(text_run(f"{block.label} "))
        self._runs(paragraph, printed.block.parts[part])

    def end_paragraph(self, paragraph: Any, printed: PrintedBlock) -> None:
        """What is said of the paragraph itself once its words are there."""

    def end_row(self, row: Any, printed: PrintedBlock) -> None:
        """What is said of a row itself once its cells are there."""

    def _bookmark(self, paragraph: Any, key: int) -> None:
        if not key:
            return
        self.bookmarks += 1
        for name in ("w:bookmarkStart", "w:bookmarkEnd"):
            mark = OxmlElement(name)
            mark.set(qn("w:id"), str(self.bookmarks))
            if name == "w:bookmarkStart":
                mark.set(qn("w:name"), f"p{key}")
            paragraph.append(mark)

    def _runs(self, paragraph: Any, text: str, *, inside_note: bool = False) -> None:
        target, link = paragraph, ""
        em = strong = 0
        for piece in pieces(text):
            match piece.mark:
                case Mark.EM_OPEN | Mark.EM_CLOSE:
                    em += 1 if piece.mark is Mark.EM_OPEN else -1
                case Mark.STRONG_OPEN | Mark.STRONG_CLOSE:
                    strong += 1 if piece.mark is Mark.STRONG_OPEN else -1
                case Mark.LINK_OPEN:
                    target, link = self.link(paragraph, piece.text, inside_note=inside_note), piece.text
                case Mark.LINK_CLOSE:
                    target, link = paragraph, ""
                case Mark.HARD_BREAK:
                    target.append(break_run())
                case Mark.FOOTNOTE:
                    self._reference(target, piece.text, inside_note=inside_note)
                case _:
                    shown = " " if piece.mark is Mark.SOFT_BREAK else piece.text
                    target.append(text_run(shown, look=Look(em=em > 0, strong=strong > 0, link=link)))

    def link(self, paragraph: Any, target: str, *, inside_note: bool) -> Any:
        """A new link in `paragraph`. What it leads to outside is told in the part that the paragraph is of."""
        link = OxmlElement("w:hyperlink")
        if target.startswith("#"):
            link.set(qn("w:anchor"), f"p{target[1:]}")
        else:
            part = self.footnotes.part if inside_note else self.document.part
            relation = part.relate_to(allowed(target), RELATIONSHIP_TYPE.HYPERLINK, is_external=True)
            link.set(qn("r:id"), relation)
        paragraph.append(link)
        return link

    def _reference(self, target: Any, key: str, *, inside_note: bool) -> None:
        note = self.notes.get(key)
        if note is None or inside_note:
            target.append(text_run(f"[^{key}]" if note is None else note.number))
            return
        if key in self.referred_to:
            target.append(text_run(note.number, look=Look(raised=True)))
            return
        self.referred_to.add(key)
        target.append(self.footnotes.reference(key))
        words = self.footnotes.note(key)
        self._bookmark(words, note.key)
        self._runs(words, note.block.text, inside_note=True)

    def _styles(self) -> None:
        styles = self.document.styles
        normal = styles["Normal"]
        normal.font.name, normal.font.size = "Georgia", Pt(11)
        normal.paragraph_format.space_after = Pt(6)
        language = OxmlElement("w:lang")
        language.set(qn("w:val"), {"en": "en-GB", "fr": "fr-FR"}.get(self.issue.language, self.issue.language))
        normal.element.get_or_add_rPr().append(language)
        for level in range(1, 7):
            style = styles[f"Heading {level}"]
            style.font.color.rgb = RGBColor(0, 0, 0)
            style.font.name = "Georgia"
        styles["Title"].font.color.rgb = RGBColor(0, 0, 0)
        for level in range(2, DEEPEST + 1):
            point = styles.add_style(point_style(level), WD_STYLE_TYPE.PARAGRAPH)
            point.base_style = styles["List Paragraph"]
            point.element.get_or_add_pPr().get_or_add_numPr().get_or_add_ilvl().val = level - 1
        numbered = styles.add_style(NUMBERED_PARAGRAPH, WD_STYLE_TYPE.PARAGRAPH)
        numbered.base_style = normal
        note = styles.add_style("footnote text", WD_STYLE_TYPE.PARAGRAPH)
        note.base_style, note.font.size = normal, Pt(9)
        note.element.set(qn("w:styleId"), "FootnoteText")
        reference = styles.add_style("footnote reference", WD_STYLE_TYPE.CHARACTER)
        reference.font.superscript = True
        reference.element.set(qn("w:styleId"), "FootnoteReference")

    def _properties(self) -> None:
        core = self.document.core_properties
        core.author = core.last_modified_by = core.comments = core.keywords = ""
        core.title, core.language, core.revision = allowed(self.issue.title), self.issue.language, 1
        try:
            moment = datetime.fromisoformat(self.issue.issued_on).replace(tzinfo=None)
        except ValueError:
            moment = UNDATED
        core.created = core.modified = moment
        section = self.document.sections[0]
        section.page_width, section.page_height = Cm(21), Cm(29.7)
        section.left_margin = section.right_margin = Cm(2.4)
        facts = " · ".join(f for f in (self.issue.group, self.issue.reference, self.issue.issued_on) if f)
        section.header.paragraphs[0].text = allowed(facts)
        section.footer.paragraphs[0].text = self.issue.head[:16]


def _columns(blocks: Sequence[PrintedBlock]) -> int:
    """How many columns the table has that begins these blocks."""
    standing = (one.block for one in blocks if one.block.kind is not Kind.FOOTNOTE)
    table = blocks[0].block.table
    return max(len(row.cells) for row in takewhile(lambda one: one.kind is Kind.ROW and one.table == table, standing))
