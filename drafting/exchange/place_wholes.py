"""Whole paragraphs of a returned file that one reviewer took out, set in or moved, as amendments."""

from __future__ import annotations

from dataclasses import replace

from drafting.exchange.found import Found, FoundKind, Remark
from drafting.exchange.place_ground import Ground, Hand, New, Traced, amendment, deletions, indexes_of
from drafting.exchange.place_words import carried, kind_of, shown, source_of
from drafting.exchange.returned import ReturnedParagraph
from drafting.rules.lifecycle import Operation
from drafting.text.blocks import Kind
from drafting.text.operations import DIVISIBLE, Keyed, beneath
from drafting.text.tokens import BLANK_LINE


def moved_in(ground: Ground, hand: Hand) -> None:
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
        moved = amendment(view, group, operation=Operation.MOVE, key=key, after=new.after)
        hand.out.append(replace(moved, indexes=(*moved.indexes, new.passage.index)))
        stored = ground.stored[key, 0]
        text, conflict = carried(stored, source_of(group.runs, ground.notes), new.text)
        if text != stored:
            remarks = [Remark.MOVED_AND_CHANGED, *([Remark.CONFLICT] if conflict else [])]
            changed = amendment(
                view, group, *remarks, operation=Operation.REPLACE, key=key, text=text, kind=kind_of(stored, text)
            )
            hand.out.append(replace(changed, indexes=(new.passage.index,)))
    _in_a_row(ground, hand)


def _in_a_row(ground: Ground, hand: Hand) -> None:
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


def deleted_in(ground: Ground, hand: Hand) -> None:
    """Whole paragraphs that went."""
    for key, below, with_it in deletions(ground, hand.gone):
        group, view = hand.gone[key]
        found = amendment(view, group, operation=Operation.DELETE, key=key, beneath=below)
        indexes = [index for one in (key, *with_it) for index in indexes_of(hand.gone[one][0])]
        hand.out.append(replace(found, indexes=tuple(indexes)))


def inserted_in(hand: Hand, author: str) -> None:
    """New paragraphs; those that follow each other and are of one shape are one insertion."""
    run: list[New] = []
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


def _one_shape(one: New, other: New) -> bool:
    return one.after == other.after and _shape(one.paragraph) == _shape(other.paragraph)


def _shape(one: ReturnedParagraph) -> tuple[Kind, int]:
    kind = one.kind if one.kind in DIVISIBLE else Kind.PARAGRAPH
    return kind, 1 if kind is Kind.PARAGRAPH else one.level
