"""The words of OpenDocument paragraphs: looks, links, breaks, notes, comments, and the changes that begin, end or
stand among them; a deletion that goes over the ends of paragraphs parts the one that it stands in."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

from lxml import etree

from drafting.exchange.document import Lost
from drafting.exchange.docx_parts import whole
from drafting.exchange.draft_links import key_of, link_of
from drafting.exchange.odt_changes import Region
from drafting.exchange.odt_names import DRAW, OFFICE, TABLE, TEXT, XLINK, shown
from drafting.exchange.odt_story import CHANGES, OdtBlocks, OdtState, inside_deletion
from drafting.exchange.returned import ReturnedParagraph, ReturnedRun, Signed
from drafting.text.blocks import Kind
from drafting.text.inline import Mark
from drafting.text.tracked import Look

_WHITE = re.compile(r"[ \t\r\n]+")
_MOST_SPACES = 100
_TRANSPARENT = frozenset(
    f"{TEXT}{name}" for name in ("span", "meta", "ruby", "ruby-base", "bookmark-ref", "reference-ref", "meta-field")
)
_SILENT = frozenset(
    f"{TEXT}{name}"
    for name in ("soft-page-break", "bookmark-end", "reference-mark", "reference-mark-start", "reference-mark-end",
                 "note-citation", "toc-mark", "toc-mark-start", "toc-mark-end", "alphabetical-index-mark",
                 "alphabetical-index-mark-start", "alphabetical-index-mark-end")
)  # fmt: skip


class OdtStory(OdtBlocks):
    """One story: the body, or a note. What begins in one paragraph and ends in another is remembered between them."""

    def __init__(self, state: OdtState) -> None:
        super().__init__(state)
        self._came: dict[str, Signed] = {}
        self._reformatted: dict[str, Signed] = {}
        self._gone: Signed | None = None
        self._readers = self._reader_of()
        self._begin(ReturnedParagraph())

    def paragraph(self, element: etree._Element, shaped: ReturnedParagraph) -> None:
        """Read one paragraph of the text, with those that were deleted from it."""
        self._begin(shaped)
        self._words(element, self._look_of(element))
        self._end(None)

    def between(self, change: etree._Element, common: ReturnedParagraph) -> None:
        self._begin(common)
        self._child(change, Look())
        if self._runs:
            self._end(self._gone)

    def _begin(self, shaped: ReturnedParagraph) -> None:
        self._shape = shaped
        self._runs: list[ReturnedRun] = []
        self._keys: list[tuple[int, int]] = []  # with where they stand
        self._length = 0
        self._after_space = True
        before = self.state.paragraphs[-1].note if self.state.paragraphs else ""
        self._note_begins = shaped.note != before  # its words begin after a sign and a space
        self._changed: Signed | None = next(iter(self._reformatted.values()), None)

    def _end(self, gone: Signed | None) -> None:
        came = next(reversed(self._came.values()), None)
        paragraph = replace(self._shape, mark_inserted=came, mark_deleted=gone, reformatted=self._changed)
        self.emit(paragraph, self._runs, [key for key, _ in self._keys], self._length)

    def _look_of(self, element: etree._Element) -> Look:
        return self.state.styles.paragraph_look(element.get(f"{TEXT}style-name", ""))

    @property
    def _place(self) -> tuple[int, int]:
        return len(self.state.paragraphs), self._length

    def _words(self, element: etree._Element, look: Look) -> None:
        self._text(element.text, look)
        for child in element:
            if isinstance(child.tag, str):
                self._child(child, look)
            self._text(child.tail, look)

    def _child(self, child: etree._Element, look: Look) -> None:
        tag = str(child.tag)
        read = self._readers.get(tag)
        if read is not None:
            read(child, look)
        elif tag == f"{TEXT}span":
            self._words(child, self.state.styles.look(child.get(f"{TEXT}style-name", ""), look))
        elif tag in _TRANSPARENT:
            self._words(child, look)
        elif tag in _SILENT:
            return
        elif tag.startswith(DRAW):
            self.picture(child)
        elif tag == f"{TEXT}ruby-text":
            self.state.losses.append((Lost.FORMATTING, shown(child)))
        elif tag.startswith(TEXT):  # fields, of any kind
            self.state.losses.append((Lost.FIELD, shown(child)))
            self._words(child, look)

    def _reader_of(self) -> dict[str, Callable[[etree._Element, Look], None]]:
        return {
            f"{TEXT}s": lambda one, look: self._add(
                " " * max(1, min(whole(one.get(f"{TEXT}c"), 1), _MOST_SPACES)), look
            ),
            f"{TEXT}tab": lambda one, look: self._add(" ", look),
            f"{TEXT}line-break": lambda one, look: self._add("\n", look, Mark.HARD_BREAK),
            f"{TEXT}a": lambda one, look: self._words(one, replace(look, link=link_of(one.get(f"{XLINK}href", "")))),
            f"{TEXT}bookmark": self._bookmark,
            f"{TEXT}bookmark-start": self._bookmark,
            f"{TEXT}note": self._note,
            f"{TEXT}change": self._deletion,
            f"{TEXT}change-start": self._change_start,
            f"{TEXT}change-end": self._change_end,
            f"{OFFICE}annotation": self._annotation,
            f"{OFFICE}annotation-end": lambda one, look: self.state.spans.end(
                one.get(f"{OFFICE}name", ""), self._place
            ),
        }

    def _text(self, text: str | None, look: Look) -> None:
        told = _WHITE.sub(" ", text or "")
        if self._after_space:
            told = told.lstrip(" ")
        if told:
            self._add(told, look)
            self._after_space = told.endswith(" ")

    def _add(self, text: str, look: Look, mark: Mark = Mark.TEXT) -> None:
        self._after_space = mark is Mark.HARD_BREAK
        if self._note_begins and self._shape.note and not self._length:
            text = text.lstrip()
        came = next(reversed(self._came.values()), None)
        self._runs.append(ReturnedRun(text=text, look=look, mark=mark, inserted=came, deleted=self._gone))
        self._length += len(text)
        self._changed = self._changed or next(iter(self._reformatted.values()), None)

    def _spaces(self, element: etree._Element, look: Look) -> None:
        self._add(" " * max(1, min(whole(element.get(f"{TEXT}c"), 1), _MOST_SPACES)), look)

    def _bookmark(self, element: etree._Element, look: Look) -> None:
        if key := key_of(element.get(f"{TEXT}name", "")):
            self._keys.append((key, self._length))

    def _note(self, element: etree._Element, look: Look) -> None:
        own = element.get(f"{TEXT}id") or f"n{len(self.state.notes) + 1}"
        self._add(own, look, Mark.FOOTNOTE)
        body = element.find(f"{TEXT}note-body")
        if body is not None:
            self.state.notes.append((own, body))

    def _annotation(self, element: etree._Element, look: Look) -> None:
        name = element.get(f"{OFFICE}name", "")
        own = name or f"comment {len(self.state.annotations) + 1}"
        element.set(f"{OFFICE}name", own)
        self.state.annotations.append(element)
        self.state.spans.begin(own, self._place)
        if name not in self.state.ended:
            self.state.spans.end(own, self._place)

    def _annotation_end(self, element: etree._Element, look: Look) -> None:
        self.state.spans.end(element.get(f"{OFFICE}name", ""), self._place)

    def _change_start(self, element: etree._Element, look: Look) -> None:
        own = element.get(f"{TEXT}change-id", "")
        region = self.state.regions.get(own, Region())
        if region.inserted is not None:
            self._came[own] = region.inserted
        if region.reformatted is not None:
            self._reformatted[own] = region.reformatted

    def _change_end(self, element: etree._Element, look: Look) -> None:
        own = element.get(f"{TEXT}change-id", "")
        self._came.pop(own, None)
        self._reformatted.pop(own, None)

    def _deletion(self, element: etree._Element, look: Look) -> None:
        """What was deleted here. Its first paragraph goes on from the words before, its last one into those after."""
        own = element.get(f"{TEXT}change-id", "")
        region = self.state.regions.get(own, Region())
        if region.content is None or region.deleted is None or self._gone is not None:
            return
        self._gone = region.deleted
        if region.inserted is not None:
            self._came[own] = region.inserted
        holder = etree.Element(f"{TEXT}section")
        holder.extend(inside_deletion(region.content))
        self._put_back(list(self.blocks(holder, _bare(self._shape), count=False)), region.deleted)
        self._gone = None
        if region.inserted is not None:
            self._came.pop(own, None)
        self._after_space = False

    def _put_back(self, found: list[tuple[etree._Element, ReturnedParagraph]], gone: Signed) -> None:
        here, at_start, is_open = self._shape, not self._runs, True
        # What is bookmarked just here is what follows: a bookmark of what was deleted stands among its words.
        following: list[int] = []
        while len(found) > 1 and self._keys and self._keys[-1][1] == self._length:
            following.insert(0, self._keys.pop()[0])
        for number, (one, shaped) in enumerate(found):
            if one.tag in CHANGES:
                continue
            if one.tag == f"{TABLE}table":
                if is_open and (number or not at_start):
                    self._end(gone)
                self.table(one, _bare(here))
                is_open = False
                continue
            if not is_open:
                self._begin(shaped)
            elif number:
                self._end(gone)
                self._begin(shaped)
            elif at_start and len(found) > 1:
                self._shape = shaped
            is_open = True
            self._words(one, self._look_of(one))
        if not is_open:
            self._begin(here)
        if at_start:
            self._shape = here
        self._keys += [(key, self._length) for key in following]


def _bare(shape: ReturnedParagraph) -> ReturnedParagraph:
    """Where a paragraph stands, without what it is."""
    kind = shape.kind if shape.kind in (Kind.ROW, Kind.FOOTNOTE) else Kind.PARAGRAPH
    return replace(shape, kind=kind, level=1, style="", label="", title=False)
