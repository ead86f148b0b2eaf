"""The body of an OpenDocument text paragraph by paragraph, with what was deleted put back at its place."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from lxml import etree

from drafting.errors import Invalid
from drafting.exchange.comment_spans import CommentSpans
from drafting.exchange.document import Lost
from drafting.exchange.docx_parts import whole
from drafting.exchange.odt_changes import CHANGE_INFO, Region
from drafting.exchange.odt_lists import OdtLists
from drafting.exchange.odt_names import DRAW, OFFICE, TABLE, TEXT, shown
from drafting.exchange.odt_styles import OdtStyles
from drafting.exchange.pandoc_blocks import MOST_COLUMNS
from drafting.exchange.returned import (
    MOST_PARAGRAPHS,
    ReturnedParagraph,
    ReturnedRun,
    Signed,
    joined,
    without_stand_ins,
)
from drafting.text.blocks import Kind

CHANGES = (f"{TEXT}change", f"{TEXT}change-start", f"{TEXT}change-end")
_MOST_LEVELS = 6
_PARAGRAPHS = (f"{TEXT}p", f"{TEXT}h")
_ITEMS = (f"{TEXT}list-item", f"{TEXT}list-header")
_GROUPS = frozenset({f"{TEXT}section", f"{TEXT}index-body", f"{TEXT}index-title", f"{TEXT}numbered-paragraph"})
_ROWS = frozenset({f"{TABLE}table-header-rows", f"{TABLE}table-rows", f"{TABLE}table-row-group"})


@dataclass(slots=True)
class OdtState:
    """What is known of the whole document, and what is found in it."""

    styles: OdtStyles
    lists: OdtLists
    regions: dict[str, Region]
    ended: frozenset[str]
    """The names of the comments that are on a range."""
    spans: CommentSpans = field(default_factory=CommentSpans)
    losses: list[tuple[str, str]] = field(default_factory=list)
    paragraphs: list[ReturnedParagraph] = field(default_factory=list)
    annotations: list[etree._Element] = field(default_factory=list)
    notes: list[tuple[str, etree._Element]] = field(default_factory=list)
    tables: int = 0


class OdtBlocks:
    """Finds the paragraphs of a story and what they are; `_paragraph` is what reads one."""

    def __init__(self, state: OdtState) -> None:
        self.state = state

    def take(self, container: etree._Element, common: ReturnedParagraph) -> None:
        """Read what stands in `container`. Raises Invalid: "file-too-many-paragraphs"."""
        for element, shaped in self.blocks(container, common):
            if element.tag in _PARAGRAPHS:
                self.paragraph(element, shaped)
            elif element.tag == f"{TABLE}table":
                self.table(element, shaped)
            else:
                self.between(element, shaped)

    def paragraph(self, element: etree._Element, shaped: ReturnedParagraph) -> None:
        """Read one paragraph."""
        raise NotImplementedError

    def between(self, change: etree._Element, common: ReturnedParagraph) -> None:
        """Read what says of a change that it begins, ends or stands between two paragraphs."""
        raise NotImplementedError

    def blocks(
        self, container: etree._Element, common: ReturnedParagraph, *, count: bool = True
    ) -> Iterator[tuple[etree._Element, ReturnedParagraph]]:
        """The paragraphs and tables, each as what it is (without its words), and changes between them. Without `count`
        the items of lists have no labels: what was deleted is counted where it stands no more."""
        for child in container:
            tag = child.tag
            if tag in _PARAGRAPHS:
                yield child, self._shaped(child, common)
            elif tag == f"{TABLE}table" or tag in CHANGES:
                yield child, common
            elif tag == f"{TEXT}list":
                yield from self._list(child, common, "", 1, count=count)
            elif isinstance(tag, str) and (tag in _GROUPS or tag.endswith(("-index", "-of-content", "bibliography"))):
                yield from self.blocks(child, common, count=count)
            elif isinstance(tag, str) and tag.startswith(DRAW):
                self.picture(child)

    def picture(self, element: etree._Element) -> None:
        """Tell of a picture or a text box."""
        box = next(element.iter(f"{DRAW}text-box"), None)
        self.state.losses.append((Lost.IMAGE, "") if box is None else (Lost.TEXT_BOX, shown(box)))

    def _list(
        self, element: etree._Element, common: ReturnedParagraph, inherited: str, level: int, *, count: bool
    ) -> Iterator[tuple[etree._Element, ReturnedParagraph]]:
        style = element.get(f"{TEXT}style-name") or inherited
        if count:
            self.state.lists.begin(element, style, level)
        for item in element.iterchildren(*_ITEMS):
            numbered = item.tag == f"{TEXT}list-item"
            for child in item:
                if child.tag == f"{TEXT}list":
                    yield from self._list(child, common, style, level + 1, count=count)
                elif child.tag in _PARAGRAPHS:
                    shaped = self._shaped(child, common)
                    if numbered:
                        label = self.state.lists.item(item, style, level) if count else ""
                        shaped = self._listed(replace(shaped, label=label), child, style, level)
                        numbered = False
                    yield child, shaped

    def _shaped(self, element: etree._Element, common: ReturnedParagraph) -> ReturnedParagraph:
        if common.kind is not Kind.PARAGRAPH:
            return common
        if element.tag == f"{TEXT}h":
            level = max(1, min(whole(element.get(f"{TEXT}outline-level"), 1), _MOST_LEVELS))
            return replace(common, kind=Kind.HEADING, level=level)
        return replace(common, title=self.state.styles.is_title(element.get(f"{TEXT}style-name", "")))

    def _listed(self, shaped: ReturnedParagraph, element: etree._Element, style: str, level: int) -> ReturnedParagraph:
        named = element.get(f"{TEXT}style-name", "")
        found = self.state.styles.list_level(style, level)
        if shaped.kind is not Kind.PARAGRAPH or self.state.styles.is_numbered_paragraph(named):
            return shaped
        return replace(shaped, kind=Kind.POINT, level=level, style=found.style) if found and found.style else shaped

    def table(self, element: etree._Element, common: ReturnedParagraph) -> None:
        """Read a table. Nothing is said in these files of a row that came or went: it is one all of whose words did."""
        if common.table is not None:
            self.state.losses.append((Lost.MERGED_CELLS, shown(element)))
        self.state.tables += 1
        kind = Kind.FOOTNOTE if common.note else Kind.ROW
        inside = replace(common, table=self.state.tables, kind=kind)
        for number, (row, header) in enumerate(_rows(element, header=False)):
            begun = len(self.state.paragraphs)
            self._row(row, replace(inside, row=number, header=header))
            came, went = _whole_row(self.state.paragraphs[begun:])
            for at in range(begun, len(self.state.paragraphs)):
                one = self.state.paragraphs[at]
                self.state.paragraphs[at] = replace(
                    one,
                    runs=without_stand_ins(one.runs),
                    row_inserted=one.row_inserted or came,
                    row_deleted=one.row_deleted or went,
                )

    def _row(self, row: etree._Element, common: ReturnedParagraph) -> None:
        column = 0
        for cell in row.iterchildren(f"{TABLE}table-cell", f"{TABLE}covered-table-cell"):
            wide = whole(cell.get(f"{TABLE}number-columns-spanned"), 1)
            if wide > 1 or whole(cell.get(f"{TABLE}number-rows-spanned"), 1) > 1:
                self.state.losses.append((Lost.MERGED_CELLS, shown(cell)))
            if cell.tag == f"{TABLE}table-cell":
                self.take(cell, replace(common, cell=column))
            column += max(1, min(whole(cell.get(f"{TABLE}number-columns-repeated"), 1), MOST_COLUMNS))

    def emit(self, paragraph: ReturnedParagraph, runs: list[ReturnedRun], keys: list[int], length: int) -> None:
        """A paragraph is at its end."""
        if len(self.state.paragraphs) >= MOST_PARAGRAPHS:
            raise Invalid("file-too-many-paragraphs", field="file", most=MOST_PARAGRAPHS)
        self.state.spans.end_paragraph(length)
        self.state.paragraphs.append(replace(paragraph, runs=joined(runs), keys=tuple(dict.fromkeys(keys))))


def inside_deletion(deletion: etree._Element) -> list[etree._Element]:
    """What a deletion holds: all but the words about it."""
    return [child for child in deletion if child.tag != CHANGE_INFO and child.tag != f"{OFFICE}annotation"]


def _rows(container: etree._Element, *, header: bool) -> Iterator[tuple[etree._Element, bool]]:
    for child in container:
        if child.tag == f"{TABLE}table-row":
            yield child, header
        elif child.tag in _ROWS:
            yield from _rows(child, header=header or child.tag == f"{TABLE}table-header-rows")


def _whole_row(paragraphs: list[ReturnedParagraph]) -> tuple[Signed | None, Signed | None]:
    """(by whom the row came, by whom it went), told by its words: None unless all of them did."""
    runs = [run for one in paragraphs for run in one.runs]
    came = runs[0].inserted if runs and all(run.inserted for run in runs) else None
    went = runs[0].deleted if runs and all(run.deleted for run in runs) else None
    return came, went
