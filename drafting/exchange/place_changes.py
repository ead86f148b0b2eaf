"""What one reviewer changed in a returned file, as amendments: words, whole paragraphs, rows, splits, joins, moves."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from drafting.exchange.found import Found, FoundKind, Remark
from drafting.exchange.place_alignment import Group
from drafting.exchange.place_ground import Ground, Hand, New, Traced, amendment, indexes_of
from drafting.exchange.place_views import Passage, View, view_of
from drafting.exchange.place_wholes import deleted_in, inserted_in, moved_in
from drafting.exchange.place_words import carried, kind_of, passages_of, source_of
from drafting.rules.lifecycle import Operation


def changes_by(ground: Ground, author: str) -> list[Traced]:
    """The amendments that `author` made with Track Changes on, but for rows that came or went as such."""
    hand = Hand()
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
                hand.out.append(amendment(view, group, operation=Operation.JOIN, key=element.key))
        for group in chain:
            if group.element is not None and group.element.key and not group.element.paragraph.note:
                above = group.element.key
    moved_in(ground, hand)
    deleted_in(ground, hand)
    inserted_in(hand, author)
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


def _came(ground: Ground, hand: Hand, group: Group, view: View, above: int, *, before: bool) -> int:
    """Gather the passages that came before, or behind, what stood there; gives the key above what follows."""
    places = [at for at, one in enumerate(view.passages) if one.is_original] or [len(view.passages) - 1]
    passages = view.passages[: places[0]] if before else view.passages[places[-1] + 1 :]
    _gather(ground, hand, group, view, passages, above)
    return above


def _gather(ground: Ground, hand: Hand, group: Group, view: View, passages: Sequence[Passage], above: int) -> None:
    by_index = dict(group.paragraphs)
    for one in passages:
        text = source_of(one.runs, ground.notes)
        if text.strip():
            paragraph = by_index[one.index]
            hand.new.append(New(passage=one, paragraph=paragraph, after=above, text=text, moment=view.at))


def _around(ground: Ground, hand: Hand, group: Group, view: View, above: int) -> None:
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
        hand.out.append(Traced(found=found, indexes=indexes_of(group)))


def _replaced(ground: Ground, hand: Hand, group: Group, view: View, *, divisible: bool) -> None:
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
        amendment(
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
