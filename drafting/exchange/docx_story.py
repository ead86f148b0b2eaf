"""A story of a Word file (its body, a note) paragraph by paragraph: shapes, lists, tables, paragraph ends."""

from __future__ import annotations

from dataclasses import dataclass, replace

from lxml import etree

from drafting.errors import Invalid
from drafting.exchange.document import Lost
from drafting.exchange.docx_lists import Lists
from drafting.exchange.docx_parts import MC, M, W, chosen, is_on, signed, value, whole, words_of
from drafting.exchange.docx_runs import BROUGHT, MOVES, TAKEN, Around, ParagraphWords, StoryState
from drafting.exchange.pandoc_blocks import MOST_COLUMNS, NUMBERED_PARAGRAPH
from drafting.exchange.returned import MOST_PARAGRAPHS, ReturnedParagraph, Shape, Signed, joined, without_stand_ins
from drafting.text.blocks import Kind

_CELL = {f"{W}cellIns": "row_inserted", f"{W}cellDel": "row_deleted"}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Place:
    """Where paragraphs stand: what they all have in common."""

    common: ReturnedParagraph
    around: Around


class Story:
    """Walks a story and adds its paragraphs to `paragraphs`."""

    def __init__(self, state: StoryState, lists: Lists, paragraphs: list[ReturnedParagraph]) -> None:
        self._state = state
        self._lists = lists
        self._paragraphs = paragraphs
        self._waiting: list[etree._Element] = []
        self._waiting_comments: set[str] = set()
        self._tables = 0

    def take(self, container: etree._Element, *, note: str = "") -> None:
        """Read the body, or the note with that id. Raises Invalid: "file-too-many-paragraphs"."""
        kind = Kind.FOOTNOTE if note else Kind.PARAGRAPH
        self._blocks(container, _Place(common=ReturnedParagraph(note=note, kind=kind), around=Around()))
        self._state.fields.end_story()

    def _blocks(self, container: etree._Element, place: _Place) -> None:
        for child in container:
            tag = child.tag
            if tag == f"{W}p":
                self._paragraph(child, place)
            elif tag == f"{W}tbl":
                self._table(child, place)
            elif tag in BROUGHT or tag in TAKEN:
                self._blocks(child, replace(place, around=place.around.within(child)))
            elif tag == f"{MC}AlternateContent":
                if (branch := chosen(child)) is not None:
                    self._blocks(branch, place)
            elif tag in (f"{W}sdt", f"{W}sdtContent", f"{W}customXml", f"{W}smartTag"):
                self._blocks(child, place)
            elif tag in (f"{M}oMathPara", f"{M}oMath"):
                self._state.lose(Lost.MATH, words_of(child))
            else:
                self._between(child)

    def _between(self, element: etree._Element) -> None:
        """What begins between two paragraphs belongs to the next, what ends there to the one before."""
        own = element.get(f"{W}id", "")
        if element.tag in (f"{W}bookmarkStart", f"{W}commentRangeStart"):
            self._waiting.append(element)
            if element.tag == f"{W}commentRangeStart":
                self._waiting_comments.add(own)
        elif element.tag == f"{W}commentRangeEnd":
            if own in self._waiting_comments:
                self._waiting.append(element)
            else:
                self._state.comments.end_between(own)

    def _paragraph(self, element: etree._Element, place: _Place) -> None:
        if len(self._paragraphs) >= MOST_PARAGRAPHS:
            raise Invalid("file-too-many-paragraphs", field="file", most=MOST_PARAGRAPHS)
        words = ParagraphWords(self._state, len(self._paragraphs))
        for mark in self._waiting:
            words.mark(mark)
        self._waiting.clear()
        self._waiting_comments.clear()
        words.take(element, place.around)
        words.finish()
        runs = joined(words.runs)
        if place.common.table is not None:
            runs = without_stand_ins(runs)
        properties = element.find(f"{W}pPr")
        ends = {change.tag: change for change in _all(properties, f"{W}rPr", *BROUGHT, *TAKEN)}
        inserted = next((signed(ends[tag]) for tag in BROUGHT if tag in ends), place.around.inserted)
        deleted = next((signed(ends[tag]) for tag in TAKEN if tag in ends), place.around.deleted)
        paragraph = replace(
            place.common,
            keys=tuple(dict.fromkeys(words.keys)),
            runs=runs,
            mark_inserted=inserted,
            mark_deleted=deleted,
            moved=any(tag in MOVES for tag in ends) or (bool(runs) and all(run.moved for run in runs)),
            reformatted=words.reformatted,
        )
        self._paragraphs.append(self._shaped(paragraph, properties))

    def _shaped(self, paragraph: ReturnedParagraph, properties: etree._Element | None) -> ReturnedParagraph:
        style = _style(properties)
        item = self._lists.item(properties, style)
        if paragraph.kind in (Kind.ROW, Kind.FOOTNOTE):
            return replace(paragraph, label=item.label) if item else paragraph
        shape = self._shape(properties)
        change = properties.find(f"{W}pPrChange") if properties is not None else None
        listed = properties.find(f"{W}numPr/{BROUGHT[0]}") if properties is not None else None
        former = shape
        if change is not None:
            former = self._shape(change.find(f"{W}pPr"))
        elif listed is not None:
            former = replace(shape, kind=Kind.PARAGRAPH, level=1, style="") if shape.kind is Kind.POINT else shape
        return replace(
            paragraph,
            kind=shape.kind,
            level=shape.level,
            style=shape.style,
            label=item.label if item else "",
            former=former if former != shape else None,
            title=self._state.styles.is_title(style),
            reformatted=signed(change if change is not None else listed) or paragraph.reformatted,
        )

    def _shape(self, properties: etree._Element | None) -> Shape:
        style = _style(properties)
        level = self._state.styles.heading_level(style)
        if level:
            return Shape(kind=Kind.HEADING, level=level)
        item = self._lists.item(properties, style, count=False)
        if item is None or self._state.styles.is_called(style, NUMBERED_PARAGRAPH):
            return Shape()
        return Shape(kind=Kind.POINT, level=item.level, style=item.style)

    def _table(self, table: etree._Element, place: _Place) -> None:
        if place.common.table is not None:
            self._state.lose(Lost.MERGED_CELLS, words_of(table))
        self._tables += 1
        kind = Kind.FOOTNOTE if place.common.note else Kind.ROW
        common = replace(place.common, table=self._tables, row=0, cell=0, kind=kind)
        self._rows(table, replace(place, common=common), 0)

    def _rows(self, container: etree._Element, place: _Place, number: int) -> int:
        for child in container:
            tag = child.tag
            if tag == f"{W}tr":
                self._row(child, place, number)
                number += 1
            elif tag in (f"{W}sdt", f"{W}sdtContent", f"{W}customXml"):
                number = self._rows(child, place, number)
            else:
                self._between(child)
        return number

    def _row(self, row: etree._Element, place: _Place, number: int) -> None:
        properties = row.find(f"{W}trPr")
        brought = next((signed(one) for one in _all(properties, "", *BROUGHT)), None)
        taken = next((signed(one) for one in _all(properties, "", *TAKEN)), None)
        common = replace(
            place.common,
            row=number,
            header=bool(is_on(properties.find(f"{W}tblHeader"))) if properties is not None else False,
            row_inserted=brought or place.around.inserted or place.common.row_inserted,
            row_deleted=taken or place.around.deleted or place.common.row_deleted,
        )
        skipped = whole(value(properties.find(f"{W}gridBefore"))) if properties is not None else 0
        self._cells(row, replace(place, common=common), max(0, min(skipped, MOST_COLUMNS)))

    def _cells(self, container: etree._Element, place: _Place, column: int) -> int:
        for child in container:
            tag = child.tag
            if tag == f"{W}tc":
                properties = child.find(f"{W}tcPr")
                changes: dict[str, Signed | None] = {
                    _CELL[str(one.tag)]: signed(one) for one in _all(properties, "", *_CELL)
                }
                common = replace(place.common, cell=column)
                self._blocks(child, replace(place, common=_with(common, changes)))
                column += self._width(child, properties)
            elif tag in (f"{W}sdt", f"{W}sdtContent", f"{W}customXml"):
                column = self._cells(child, place, column)
            else:
                self._between(child)
        return column

    def _width(self, cell: etree._Element, properties: etree._Element | None) -> int:
        """How many columns the cell takes. A merged one is told of."""
        width = whole(value(_child(properties, "gridSpan")), 1)
        merge = _child(properties, "vMerge")
        if width > 1 or (merge is not None and value(merge, "continue") == "restart"):
            self._state.lose(Lost.MERGED_CELLS, words_of(cell))
        return max(1, min(width, MOST_COLUMNS))


def _style(properties: etree._Element | None) -> str:
    return value(_child(properties, "pStyle"))


def _child(properties: etree._Element | None, name: str) -> etree._Element | None:
    return properties.find(f"{W}{name}") if properties is not None else None


def _all(properties: etree._Element | None, inside: str, *tags: str) -> list[etree._Element]:
    """The elements with those tags in the properties, or `inside` an element of them."""
    holder = properties.find(inside) if properties is not None and inside else properties
    return [one for one in holder if one.tag in tags] if holder is not None else []


def _with(common: ReturnedParagraph, changes: dict[str, Signed | None]) -> ReturnedParagraph:
    return replace(
        common,
        row_inserted=changes.get("row_inserted") or common.row_inserted,
        row_deleted=changes.get("row_deleted") or common.row_deleted,
    )
