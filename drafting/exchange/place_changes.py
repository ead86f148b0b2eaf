"""What one reviewer changed in a returned file, as amendments: words, whole paragraphs, rows, splits, joins, moves."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from drafting.exchange.document import PrintedBlock
from drafting.exchange.found import Found, FoundKind, Remark
from drafting.exchange.place_alignment import Group
from drafting.exchange.place_views import Passage, View, view_of
from drafting.exchange.place_words import NoteNames, carried, kind_of, passages_of, shown, source_of
from drafting.exchange.returned import ReturnedParagraph
from drafting.rules.lifecycle import ItemKind, Operation
from drafting.text.blocks import Kind
from drafting.text.operations import DIVISIBLE, Keyed, beneath
from drafting.text.tokens import BLANK_LINE


@dataclass(frozen=True, slots=True, kw_only=True)
class Traced:
    """Something found, with the indexes of the file's paragraphs that it was made of."""

    found: Found
    indexes: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """What changes are told against: the draft's blocks by key, in order; the stretches of the file in its order; the
    notes' names; the inserted rows, each with its paragraphs."""

    base: Mapping[int, PrintedBlock]
    groups: Sequence[Group]
    notes: NoteNames
    stored: Mapping[tuple[int, int], str]
    """By key and part: the stored source."""


@dataclass(slots=True)
class _New:
    """A passage that came, where it stands (`after`), and what it is."""

    passage: Passage
    paragraph: ReturnedParagraph
    after: int
    text: str
    moment: datetime | None


@dataclass(slots=True)
class _Hand:
    """What is gathered of one reviewer before it is put together."""

    new: list[_New] = field(default_factory=list)
    gone: dict[int, tuple[Group, View]] = field(default_factory=dict)
    out: list[Traced] = field(default_factory=list)


def changes_by(ground: Ground, author: str) -> list[Traced]:
    """The amendments that `author` made with Track Changes on, but for rows that came or went as such."""
    hand = _Hand()
    above = 0
    for chain in _chains(ground.groups, author):
        views = [view_of(one.paragraphs, author) for one in chain]
        left = [_survives(view) for view in views]
        for at, (group, view) in enumerate(zip(chain, views, strict=True)):
            element = group.element
            if element is None or not element.key:
                _around(ground, hand, group, view, above)
                continue
            divisible = not element.paragraph.note and element.paragraph.table is None
            if divisible:
                above = _came(ground, hand, group, view, above, before=True)
            goes = any(one.gone for one in view.passages)
            if divisible and goes and not left[at]:
                hand.gone[element.key] = (group, view)
                continue
            _replaced(ground, hand, group, view, divisible=divisible)
            if divisible:
                _came(ground, hand, group, view, element.key, before=False)
            following = next((one for one in range(at + 1, len(chain)) if left[one]), None)
            if following is not None and left[at]:
                hand.out.append(_told(view, group, operation=Operation.JOIN, key=element.key))
        for group in chain:
            if group.element is not None and group.element.key and not group.element.paragraph.note:
                above = group.element.key
    _moved(ground, hand)
    _deleted(ground, hand)
    _inserted(hand, author)
    return hand.out


def _chains(groups: Sequence[Group], author: str) -> Iterator[list[Group]]:
    """Stretches that one's deletion of the ends between joins."""
    chain: list[Group] = []
    for group in groups:
        if chain and not _alongside(chain[-1], group):
            yield chain
            chain = []
        chain.append(group)
        ended = group.last.mark_deleted
        if ended is None or ended.author != author or group.first.table is not None or group.first.note:
            yield chain
            chain = []
    if chain:
        yield chain


def _alongside(one: Group, other: Group) -> bool:
    return other.first.table is None and one.first.note == other.first.note


def _survives(view: View) -> bool:
    """Whether words are left between the first and the last passage that stood there before."""
    return any(one.has_words for one in _middle(view))


def _middle(view: View) -> Sequence[Passage]:
    """From the first passage that holds words of before to the last one; all where none does."""
    places = [at for at, one in enumerate(view.passages) if one.is_original]
    return view.passages[places[0] : places[-1] + 1] if places else view.passages[-1:]


def _came(ground: Ground, hand: _Hand, group: Group, view: View, above: int, *, before: bool) -> int:
    """Gather the passages that came before, or behind, what stood there; gives the key above what follows."""
    places = [at for at, one in enumerate(view.passages) if one.is_original] or [len(view.passages) - 1]
    passages = view.passages[: places[0]] if before else view.passages[places[-1] + 1 :]
    _gather(ground, hand, group, view, passages, above)
    return above


def _gather(ground: Ground, hand: _Hand, group: Group, view: View, passages: Sequence[Passage], above: int) -> None:
    by_index = dict(group.paragraphs)
    for one in passages:
        text = source_of(one.runs, ground.notes)
        if text.strip():
            paragraph = by_index[one.index]
            hand.new.append(_New(passage=one, paragraph=paragraph, after=above, text=text, moment=view.at))


def _around(ground: Ground, hand: _Hand, group: Group, view: View, above: int) -> None:
    """What is done to what the tool wrote around the draft, or to a paragraph that came without Track Changes."""
    if group.element is None and group.first.note:
        return  # a new note comes with the words that refer to it
    left = view.passages
    if group.element is None:
        fresh = [one for one in view.passages if not one.is_original]
        _gather(ground, hand, group, view, fresh, above)
        left = tuple(one for one in view.passages if one.is_original)
    after = passages_of([one.runs for one in left], ground.notes)
    if left and after != source_of(group.runs, ground.notes):
        remark = Remark.NO_PLACE if group.element is None else Remark.NOTE_ON_GUIDE
        found = Found(
            place=0,
            found=FoundKind.UNPLACED,
            reviewer=view.author,
            at=view.at,
            key=above,
            text=after,
            before=group.text,
            remarks=(remark,),
        )
        hand.out.append(Traced(found=found, indexes=_indexes(group)))


def _replaced(ground: Ground, hand: _Hand, group: Group, view: View, *, divisible: bool) -> None:
    """The change of a part's words; a blank line where it was split."""
    element = group.element
    assert element is not None  # the caller has asked
    base = source_of(group.runs, ground.notes)
    if divisible:
        proposed = passages_of([one.runs for one in _middle(view)], ground.notes)
    else:
        told = (source_of(one.runs, ground.notes) for one in view.passages)
        proposed = "\\\n".join(text for text in told if text)
    if proposed == base:
        return
    stored = ground.stored[element.key, element.part]
    text, conflict = carried(stored, base, proposed)
    if text == stored:
        return
    remarks = [Remark.CONFLICT] if conflict else []
    hand.out.append(
        _told(
            view,
            group,
            *remarks,
            operation=Operation.REPLACE,
            key=element.key,
            part=element.part,
            text=text,
            kind=kind_of(stored, text),
        )
    )


def _moved(ground: Ground, hand: _Hand) -> None:
    """What went in one place and came in another: by its identity, or by its words."""
    for key, (group, view) in list(hand.gone.items()):
        words = " ".join(group.text.split())
        same = [one for one in hand.new if " ".join(shown(one.passage.runs).split()) == words]
        known = [one for one in hand.new if key in one.paragraph.keys]
        new = next(iter(same or known), None)
        if new is None or new.after == key:
            continue
        hand.new.remove(new)
        del hand.gone[key]
        for other in hand.new:  # what was set behind what went, or behind what moved, stands where that was
            if other.after == key:
                other.after = new.after
        moved = _told(view, group, operation=Operation.MOVE, key=key, after=new.after)
        hand.out.append(replace(moved, indexes=(*moved.indexes, new.passage.index)))
        stored = ground.stored[key, 0]
        text, conflict = carried(stored, source_of(group.runs, ground.notes), new.text)
        if text != stored:
            remarks = [Remark.MOVED_AND_CHANGED, *([Remark.CONFLICT] if conflict else [])]
            changed = _told(
                view, group, *remarks, operation=Operation.REPLACE, key=key, text=text, kind=kind_of(stored, text)
            )
            hand.out.append(replace(changed, indexes=(new.passage.index,)))
    _in_a_row(ground, hand)


def _in_a_row(ground: Ground, hand: _Hand) -> None:
    """Several that were moved to one place follow each other; what hangs beneath one that moved goes with it."""
    moves = [one for one in hand.out if one.found.operation is Operation.MOVE]
    keyed = [Keyed(key=key, block=one.block) for key, one in ground.base.items()]
    carried_along: set[int] = set()
    last: dict[int, int] = {}
    for one in sorted(moves, key=lambda move: move.indexes[-1]):
        key, after = one.found.key, one.found.after
        assert key is not None and after is not None
        hand.out.remove(one)
        if key in carried_along:
            continue
        carried_along.update(beneath(keyed, key))
        behind = last.get(after, after)
        last[after] = key
        hand.out.append(replace(one, found=replace(one.found, after=behind)))


def _deleted(ground: Ground, hand: _Hand) -> None:
    """Whole paragraphs that went."""
    for key, below, with_it in deletions(ground, hand.gone):
        group, view = hand.gone[key]
        found = _told(view, group, operation=Operation.DELETE, key=key, beneath=below)
        indexes = [index for one in (key, *with_it) for index in _indexes(hand.gone[one][0])]
        hand.out.append(replace(found, indexes=tuple(indexes)))


def deletions(ground: Ground, gone: Collection[int]) -> Iterator[tuple[int, str, tuple[int, ...]]]:
    """Each block that went, with what becomes of the points beneath it, and which of those go with it: all where all of
    them went, else none, and they move up."""
    keyed = [Keyed(key=key, block=one.block) for key, one in ground.base.items()]
    covered: set[int] = set()
    for key in gone:
        if key in covered:
            continue
        below = beneath(keyed, key)
        whole = bool(below) and all(one in gone for one in below)
        covered.update(below if whole else ())
        yield key, "delete" if whole else "lift" if below else "", below if whole else ()


def _inserted(hand: _Hand, author: str) -> None:
    """New paragraphs; those that follow each other and are of one shape are one insertion."""
    run: list[_New] = []
    for one in (*hand.new, None):
        if one is not None and run and _one_shape(run[-1], one):
            run.append(one)
            continue
        if run:
            kind, level = _shape(run[0].paragraph)
            found = Found(
                place=0,
                found=FoundKind.AMENDMENT,
                reviewer=author,
                at=max((new.moment for new in run if new.moment), default=None),
                operation=Operation.INSERT,
                key=run[0].after,
                text=BLANK_LINE.join(new.text for new in run),
                new_kind=kind,
                new_level=level,
            )
            hand.out.append(Traced(found=found, indexes=tuple(new.passage.index for new in run)))
        run = [one] if one is not None else []


def _one_shape(one: _New, other: _New) -> bool:
    return one.after == other.after and _shape(one.paragraph) == _shape(other.paragraph)


def _shape(one: ReturnedParagraph) -> tuple[Kind, int]:
    kind = one.kind if one.kind in DIVISIBLE else Kind.PARAGRAPH
    return kind, 1 if kind is Kind.PARAGRAPH else one.level


def _indexes(group: Group) -> tuple[int, ...]:
    return tuple(index for index, _ in group.paragraphs)


def _told(
    view: View,
    group: Group,
    *remarks: Remark,
    operation: Operation,
    key: int,
    part: int = 0,
    text: str = "",
    beneath: str = "",
    after: int | None = None,
    kind: ItemKind = ItemKind.SUBSTANTIVE,
) -> Traced:
    said = [*remarks]
    if group.by_text:
        said.append(Remark.BY_TEXT)
    if view.others:
        said.append(Remark.WITH_OTHERS)
    found = Found(
        place=0,
        found=FoundKind.AMENDMENT,
        reviewer=view.author,
        at=view.at,
        operation=operation,
        key=key,
        part=part,
        text=text,
        beneath=beneath,
        after=after,
        kind=kind,
        before=group.text,
        remarks=tuple(said),
    )
    return Traced(found=found, indexes=_indexes(group))
