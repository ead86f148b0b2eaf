"""Which stretch of a returned file is which block of the draft: by the identities in it, and where these were lost, by
the words that stood there before anybody changed them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from drafting.exchange.place_views import rejected_runs
from drafting.exchange.place_words import shown
from drafting.exchange.returned import Returned, ReturnedParagraph, ReturnedRun
from drafting.text.blocks import Block, Kind
from drafting.text.inline import Mark
from drafting.text.likeness import likened, likeness

GUIDE_KEYS = 900_000_000
"""Identities above this one are those of what the tool writes around the draft: no text has so many blocks."""
LIKE = 0.5
"""From this likeness on (0 to 1) two wordings are taken for one block's."""
Row = tuple[int | None, int]
Cell = TypeVar("Cell")


@dataclass(frozen=True, slots=True, kw_only=True)
class Element:
    """A part of a block as the file that went out has it; `key` 0: what the tool wrote around the draft."""

    identity: int
    part: int
    paragraph: ReturnedParagraph

    @property
    def key(self) -> int:
        return self.identity if self.identity < GUIDE_KEYS else 0

    @property
    def text(self) -> str:
        return shown(self.paragraph.runs)


@dataclass(slots=True, kw_only=True, eq=False)
class Group:
    """Paragraphs of the returned file that were one before anybody changed it, with their indexes; `element` is what
    they were, `by_text` whether that was found by the words alone."""

    paragraphs: list[tuple[int, ReturnedParagraph]]
    element: Element | None = None
    by_text: bool = False
    runs: tuple[ReturnedRun, ...] = field(default=())

    def __post_init__(self) -> None:
        self.runs = rejected_runs(one for _, one in self.paragraphs)

    @property
    def first(self) -> ReturnedParagraph:
        return self.paragraphs[0][1]

    @property
    def last(self) -> ReturnedParagraph:
        return self.paragraphs[-1][1]

    @property
    def keys(self) -> tuple[int, ...]:
        return tuple(key for _, one in self.paragraphs for key in one.keys)

    @property
    def text(self) -> str:
        return shown(self.runs)

    @property
    def is_new(self) -> bool:
        """Whether all of it was inserted with Track Changes on, its last end too."""
        return self.last.mark_inserted is not None and not self.text.strip()


def elements_of(sent: Returned) -> list[Element]:
    """The parts of the file that went out: a row's key is that of the identity in its first cell."""
    rows: dict[Row, int] = {}
    for one in sent.paragraphs:
        if one.table is not None and one.keys:
            rows.setdefault((one.table, one.row), one.keys[0])
    return [
        Element(identity=rows.get((one.table, one.row), 0), part=one.cell, paragraph=one)
        if one.table is not None
        else Element(identity=one.keys[0] if one.keys else 0, part=0, paragraph=one)
        for one in sent.paragraphs
    ]


def groups_of(returned: Returned) -> list[Group]:
    """The stretches in the file's order: a paragraph whose end was inserted goes with the one after it; a cell and a
    note is one, whatever ends stand in it. Inserted rows are left out."""
    groups: list[Group] = []
    here: list[tuple[int, ReturnedParagraph]] = []
    for index, one in enumerate(returned.paragraphs):
        if one.row_inserted is not None:
            continue
        if here and _place(here[-1][1]) != _place(one):
            groups.append(Group(paragraphs=here))
            here = []
        here.append((index, one))
        if one.table is None and not one.note and one.mark_inserted is None:
            groups.append(Group(paragraphs=here))
            here = []
    if here:
        groups.append(Group(paragraphs=here))
    return groups


def align(elements: Sequence[Element], groups: Sequence[Group]) -> list[Element]:
    """Say of each group what it was; gives the elements of which nothing is found in the file."""
    body = [one for one in elements if not one.paragraph.note and one.paragraph.table is None]
    stretches = [one for one in groups if one.first.table is None and not one.first.note]
    left = _by_key(body, stretches)
    left = _by_text(left, [one for one in stretches if one.element is None and not one.is_new], body, stretches)
    lost = left + _align_rows(elements, groups)
    notes = [one for one in elements if one.paragraph.note]
    return lost + _align_notes(notes, [one for one in groups if one.first.note], stretches)


def _by_key(elements: Iterable[Element], groups: Sequence[Group]) -> list[Element]:
    """An identity that stands in several places (what was cut and pasted has it twice) is where its words are."""
    holding: dict[int, list[Group]] = defaultdict(list)
    for group in groups:
        for key in group.keys:
            holding[key].append(group)
    left = []
    for element in elements:
        found = [one for one in holding.get(element.identity, ()) if one.element is None and not one.is_new]
        found = [one for one in found if one.text.strip() or not element.text.strip()]
        if not element.identity or not found:
            left.append(element)
            continue
        best = max(found, key=lambda one: (one.text == element.text, _likeness(one.text, element.text)))
        best.element = element
    return left


def _by_text(
    elements: Sequence[Element], groups: Sequence[Group], all_elements: Sequence[Element], all_groups: Sequence[Group]
) -> list[Element]:
    """The same words first, then between two that are known those that are most alike, in order."""
    for at_element, at_group in _same([one.text for one in elements], [one.text for one in groups]):
        _found(elements[at_element], groups[at_group])
    known = {id(one.element) for one in groups if one.element is not None}
    left = [one for one in elements if id(one) not in known]
    place = {id(one): at for at, one in enumerate(all_elements)}
    gaps: dict[int, list[Group]] = defaultdict(list)
    before = -1
    for group in all_groups:
        if group.element is not None:
            before = place[id(group.element)]
        elif not group.is_new:
            gaps[before].append(group)
    lost = []
    for element in left:
        anchor = _anchor(place[id(element)], all_elements, all_groups, place)
        likely = [one for one in gaps.get(anchor, ()) if one.element is None]
        best = max(likely, key=lambda one: _likeness(one.text, element.text), default=None)
        if best is not None and _likeness(best.text, element.text) >= LIKE:
            _found(element, best)
        else:
            lost.append(element)
    return lost


def _anchor(at: int, elements: Sequence[Element], groups: Sequence[Group], place: Mapping[int, int]) -> int:
    """The place of the nearest element above that was found otherwise than in this gap."""
    taken = {place[id(one.element)] for one in groups if one.element is not None and not one.by_text}
    exact = {place[id(one.element)] for one in groups if one.element is not None and one.text == one.element.text}
    return max((one for one in taken | exact if one < at), default=-1)


def _found(element: Element, group: Group) -> None:
    if group.element is None:
        group.element, group.by_text = element, bool(element.key)


def _align_rows(elements: Sequence[Element], groups: Sequence[Group]) -> list[Element]:
    """Cells: the row by its identity, else by its words; the cell by its column."""
    sent = _rows((one.paragraph, one) for one in elements if one.paragraph.table is not None)
    came = _rows((one.first, one) for one in groups if one.first.table is not None)
    by_key = {cells[0].key: row for row, cells in sent.items() if cells[0].key}
    pairs: dict[Row, Row] = {}
    for row, cells in came.items():
        key = next((key for cell in cells for key in cell.keys if key in by_key), 0)
        if key and by_key[key] not in pairs.values():
            pairs[row] = by_key[key]
    rest_sent = [row for row in sent if row not in pairs.values()]
    rest_came = [row for row in came if row not in pairs]
    texts = [tuple(cell.text for cell in sent[row]) for row in rest_sent]
    others = [tuple(cell.text for cell in came[row]) for row in rest_came]
    for at_sent, at_came in _same(texts, others):
        pairs[rest_came[at_came]] = rest_sent[at_sent]
    for row in [row for row in rest_came if row not in pairs]:
        told = " ".join(cell.text for cell in came[row])
        free = [one for one in rest_sent if one not in pairs.values()]
        best = max(free, key=lambda one: _likeness(told, " ".join(cell.text for cell in sent[one])), default=None)
        if best is not None and _likeness(told, " ".join(cell.text for cell in sent[best])) >= LIKE:
            pairs[row] = best
    found: set[int] = set()
    for row, was in pairs.items():
        by_part = {one.part: one for one in sent[was]}
        for group in came[row]:
            element = by_part.get(group.first.cell)
            if element is not None:
                _found(element, group)
                group.by_text = not group.keys and row[1] != was[1]
                found.add(id(element))
    return [one for cells in sent.values() for one in cells if id(one) not in found]


def _align_notes(elements: Sequence[Element], groups: Sequence[Group], stretches: Sequence[Group]) -> list[Element]:
    """Notes: by identity, by the reference in its place, by the words."""
    left = _by_key(elements, groups)
    by_id = {one.paragraph.note: one for one in left}
    free = {one.first.note: one for one in groups if one.element is None}
    for stretch in stretches:
        if stretch.element is None:
            continue
        was = [run.text for run in stretch.element.paragraph.runs if run.mark is Mark.FOOTNOTE]
        now = [run.text for run in stretch.runs if run.mark is Mark.FOOTNOTE]
        if len(was) == len(now):
            for note, again in zip(was, now, strict=True):
                if note in by_id and again in free and free[again].element is None:
                    free[again].element = by_id.pop(note)
    for group in groups:
        same = next((note for note, one in by_id.items() if group.element is None and one.text == group.text), None)
        if same is not None:
            group.element = by_id.pop(same)
    return list(by_id.values())


def _rows(cells: Iterable[tuple[ReturnedParagraph, Cell]]) -> dict[Row, list[Cell]]:
    rows: dict[Row, list[Cell]] = defaultdict(list)
    for paragraph, one in cells:
        rows[(paragraph.table, paragraph.row)].append(one)
    return dict(rows)


def _place(one: ReturnedParagraph) -> tuple[object, ...]:
    return (one.note, one.table, one.row, one.cell) if one.table is not None else (one.note, None)


def _same(ones: Sequence[Hashable], others: Sequence[Hashable]) -> Iterator[tuple[int, int]]:
    """Places of what is in both: the first of those that are alike with the first, and so on."""
    places: dict[Hashable, list[int]] = defaultdict(list)
    for at, one in enumerate(others):
        places[one].append(at)
    for at, one in enumerate(ones):
        if places[one]:
            yield at, places[one].pop(0)


def _likeness(one: str, other: str) -> float:
    if one == other:
        return 1.0
    return likeness(likened(_block(one)), likened(_block(other)))


def _block(text: str) -> Block:
    return Block(kind=Kind.PARAGRAPH, text=text)
