"""What collides with what in a round: loaded here for the panel, the amend form, the desk and every count.

What is the same and what collides is computed by `grouping`, from the text core. Withdrawn amendments take no part.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import or_, select
from sqlalchemy.orm import Session, joinedload, selectinload
from sqlalchemy.orm.strategy_options import _AbstractLoad as Loading

from drafting.model.amendments import Amendment, Support
from drafting.model.paragraphs import BLOCK_COLUMNS, DraftParagraph, block_from
from drafting.model.people import Seat
from drafting.model.rounds import Round
from drafting.procedure.grouping import (
    Between,
    BlockCollisions,
    GroupedChange,
    by_number,
    grouped,
    replacements,
    wanted,
)
from drafting.procedure.structural_collisions import opposed
from drafting.rules.lifecycle import STRUCTURAL, ItemState, Operation
from drafting.text.merge import Authored, Change, compose
from drafting.text.structure import Keyed, beneath

__all__ = [
    "Beside",
    "Between",
    "BlockCollisions",
    "GroupedChange",
    "beside",
    "collision_counts",
    "collisions_among",
    "collisions_of",
    "collisions_on",
    "loaded",
    "submitted_amendments",
]


def loaded() -> tuple[Loading, ...]:
    """What a card of an amendment needs, loaded with it."""
    return (
        joinedload(Amendment.delegation),
        joinedload(Amendment.seat).joinedload(Seat.person),
        selectinload(Amendment.changes),
        selectinload(Amendment.supports).joinedload(Support.delegation),
    )


def submitted_amendments(
    session: Session, round_: Round, *, concerning: Collection[int] | None = None
) -> list[Amendment]:
    """The amendments of a round that stand, by number, with all that a card shows: a constant number of queries.

    `concerning`: those on these blocks only, and every operation that may concern other blocks too.
    """
    query = select(Amendment).where(Amendment.round_id == round_.id, Amendment.state == ItemState.SUBMITTED)
    if concerning is not None:
        query = query.where(or_(Amendment.key.in_(concerning), Amendment.operation.in_(STRUCTURAL)))
    return list(session.scalars(query.order_by(Amendment.number, Amendment.id).options(*loaded())))


def keyed_blocks(session: Session, round_: Round) -> tuple[Keyed, ...]:
    """The blocks of the round's draft in order, in one query."""
    rows = session.execute(
        select(DraftParagraph.key, *BLOCK_COLUMNS)
        .where(DraftParagraph.draft_id == round_.draft_id, DraftParagraph.gone.is_(False))
        .order_by(DraftParagraph.rank)
    )
    return tuple(Keyed(key=row.key, block=block_from(row)) for row in rows)


def collisions_of(session: Session, round_: Round) -> dict[int, BlockCollisions]:
    """Every block of the round's draft on which something is proposed, by key (0: what would come first of all).

    A constant number of queries, however many blocks and amendments there are.
    """
    amendments = submitted_amendments(session, round_)
    return grouped(keyed_blocks(session, round_), amendments) if amendments else {}


def collisions_on(session: Session, round_: Round, key: int) -> BlockCollisions:
    """The same for one block; deletions of a block above it included."""
    blocks = keyed_blocks(session, round_)
    amendments = submitted_amendments(session, round_, concerning=_with_beneath(blocks, key))
    return grouped(blocks, amendments).get(key) or BlockCollisions(key=key)


def collisions_among(session: Session, round_: Round, keys: Collection[int]) -> dict[int, BlockCollisions]:
    """The same for some blocks, in the number of queries that one takes."""
    blocks = keyed_blocks(session, round_)
    concerning = {found for key in keys for found in _with_beneath(blocks, key)}
    on = grouped(blocks, submitted_amendments(session, round_, concerning=concerning))
    return {key: on.get(key) or BlockCollisions(key=key) for key in keys}


def collision_counts(session: Session, round_: Round) -> Mapping[int, int]:
    """For each block with collisions: how many of its amendments collide.

    Every page with figures asks for it, and it changes only when something is submitted or withdrawn. So it is kept, by
    the blocks and proposals themselves: whichever process or database asks, the same text with the same proposals on it
    has the same collisions.
    """
    blocks = keyed_blocks(session, round_)
    asked = (blocks, _proposals(session, round_))
    found = _counted.get(asked)
    if found is None:
        counts = {key: len(on.colliding) for key, on in grouped(blocks, submitted_amendments(session, round_)).items()}
        found = {key: count for key, count in counts.items() if count}
        while len(_counted) >= ROUNDS_KEPT:
            _counted.pop(next(iter(_counted)), None)
        _counted[asked] = found
    return found


ROUNDS_KEPT = 8
_counted: dict[Hashable, Mapping[int, int]] = {}


def _proposals(session: Session, round_: Round) -> tuple[tuple[object, ...], ...]:
    """All of the standing amendments on which collisions depend."""
    rows = session.execute(
        select(
            Amendment.id,
            Amendment.operation,
            Amendment.key,
            Amendment.part,
            Amendment.text,
            Amendment.new_kind,
            Amendment.new_level,
            Amendment.after,
            Amendment.beneath,
            Amendment.cells,
        )
        .where(Amendment.round_id == round_.id, Amendment.state == ItemState.SUBMITTED)
        .order_by(Amendment.number, Amendment.id)
    )
    return tuple((*told, tuple(cells)) for *told, cells in rows)


@dataclass(frozen=True, slots=True)
class Beside:
    """What stands already beside something that is not yet submitted: the same as it, and what it collides with."""

    same: tuple[Amendment, ...]
    rivals: tuple[Amendment, ...]


def beside(session: Session, round_: Round, proposal: Amendment, changes: Iterable[Change] = ()) -> Beside:
    """Which submitted amendments are the same as `proposal`, all of its changes or its operation, and which collide.

    `proposal` is one that is not stored, with its operation; `changes` are a replacement's.
    """
    key, part = proposal.key, proposal.part
    blocks = keyed_blocks(session, round_)
    standing = submitted_amendments(session, round_, concerning=_with_beneath(blocks, key))
    of_key = {item.key: item.block for item in blocks}
    if key and key not in of_key:
        return Beside((), ())
    of_block: dict[int, list[Amendment]] = defaultdict(list)
    for a in (*standing, proposal):
        of_block[a.key].append(a)
    against = {
        other if one is proposal else one
        for _kind, _key, one, other in opposed(blocks, of_block)
        if proposal in (one, other)
    }
    if proposal.operation is not Operation.REPLACE:
        mine = [a for a in standing if a.operation is proposal.operation and a.key == key]
        same = [a for a in mine if proposal.operation is Operation.DELETE or wanted(a) == wanted(proposal)]
        return Beside(same=by_number(same), rivals=by_number(against - set(same)))
    base = of_key[key].parts[part]
    groups, _, _ = replacements(key, part, base, [a for a in standing if a.key == key])
    named = {f"group {n}": group for n, group in enumerate(groups)}
    authored = [Authored(name, group.change) for name, group in named.items() if group.change is not None]
    merged = compose(base, authored + [Authored("mine", change) for change in changes])
    with_mine = {name for group in merged.groups if "mine" in group.keys for name in group.keys if name in named}
    rivals = {
        name
        for conflict in merged.conflicts
        for one, other in ((conflict.left, conflict.right), (conflict.right, conflict.left))
        if "mine" in one
        for name in other
        if name in named
    }
    counted: dict[int, int] = {}
    for name in with_mine:
        for a in named[name].amendments:
            counted[a.id] = counted.get(a.id, 0) + 1
    total = sum(1 for group in merged.groups if "mine" in group.keys)
    by_id = {a.id: a for group in groups for a in group.amendments}
    equal = [by_id[id_] for id_, count in counted.items() if count == total == len(by_id[id_].changes)]
    others = {a.id: a for name in rivals for a in named[name].amendments}
    return Beside(same=by_number(equal), rivals=by_number({*others.values(), *against}))


def _with_beneath(blocks: Sequence[Keyed], key: int) -> tuple[int, ...]:
    """The block and the points that a deletion of it may take."""
    return (key, *beneath(blocks, key)) if any(item.key == key for item in blocks) else (key,)
