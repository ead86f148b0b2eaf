"""Linked items: the same change in many blocks, and the amendments of a package (UX §17).

That two changes are the same is computed from their words, by whomever they are proposed; that amendments belong
together is said by their delegation. Deciding one, the secretariat is offered the rest.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from drafting.errors import NotFound
from drafting.model.amendments import Amendment, AmendmentChange
from drafting.model.decisions import Decision
from drafting.model.packages import Package
from drafting.model.paragraphs import DraftParagraph
from drafting.model.rounds import Round
from drafting.procedure.collisions import collisions_among, collisions_on
from drafting.procedure.grouping import BlockCollisions, GroupedChange, by_number
from drafting.procedure.layout import rows_of
from drafting.procedure.rulings import Unit, latest_decisions, ruling_on
from drafting.rules.lifecycle import ItemState, Operation
from drafting.text.footprint import Base, Change
from drafting.text.rewording import Rewording, rewording, stands_in
from drafting.text.tokens import plain

PlaceOf = tuple[int, int]
"""A block's key and the part of it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """Where linked changes would apply in one block. `rivals` collide with them, by number; `decided` is the decision
    that holds on all of them, None while one is open; `member` is False for what is a suggestion only."""

    key: int
    groups: tuple[GroupedChange, ...]
    rivals: tuple[Amendment, ...]
    decided: Decision | None
    member: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class SameChange:
    """One rewording wherever it is proposed, in the order of the text; `here` is the change that it was asked from.
    `also` are blocks where its old words stand and nobody proposed it."""

    rewording: Rewording
    here: GroupedChange
    links: Sequence[Link]
    also: Sequence[DraftParagraph]


class Rewordings:
    """The changes of words of a round, told without their places; made with a constant number of queries."""

    def __init__(self, session: Session, round_: Round) -> None:
        self.rows = rows_of(session, round_.draft)
        self._bases = {
            (row.key, part): text for row in self.rows for part, text in enumerate(row.block.parts) if text.strip()
        }
        self._made: dict[PlaceOf, Base] = {}
        self._plain: dict[PlaceOf, str] = {}
        standing = (
            select(Amendment.key, Amendment.part, AmendmentChange.start, AmendmentChange.end, AmendmentChange.text)
            .join(AmendmentChange.amendment)
            .where(
                Amendment.round_id == round_.id,
                Amendment.state == ItemState.SUBMITTED,
                Amendment.operation == Operation.REPLACE,
            )
        )
        self.keys: dict[tuple[str, str], set[int]] = defaultdict(set)
        for key, part, start, end, text in session.execute(standing):
            told = self.of((key, part), Change(start, end, text))
            if told is not None:
                self.keys[told.key].add(key)

    def of(self, place: PlaceOf, change: Change) -> Rewording | None:
        text = self._bases.get(place)
        if text is None:
            return None
        if place not in self._made:
            self._made[place] = Base(text)
        return rewording(self._made[place], change)

    def of_group(self, group: GroupedChange) -> Rewording | None:
        return self.of((group.key, group.part), group.change) if group.change is not None else None

    def elsewhere(self, group: GroupedChange) -> int:
        """In how many other blocks the same change is proposed."""
        told = self.of_group(group)
        return len(self.keys[told.key] - {group.key}) if told is not None else 0

    def unproposed(self, told: Rewording) -> list[DraftParagraph]:
        """The blocks in which the old words stand, and where nobody proposes the change."""
        if not told.telling:
            return []
        if not self._plain:  # made once for all changes that are asked about
            self._plain = {place: plain(text) for place, text in self._bases.items()}
        proposed, old = self.keys.get(told.key, set()), plain(told.old)
        keys = {
            key
            for (key, part), text in self._plain.items()
            if old in text and key not in proposed and stands_in(self._bases[key, part], told.old)
        }
        return [row for row in self.rows if row.key in keys]


def same_change(session: Session, round_: Round, key: int, group_id: str) -> SameChange:
    """Where the change `group_id` of the block `key` is proposed, that block included. Raises NotFound."""
    told = Rewordings(session, round_)
    here = next((group for group in collisions_on(session, round_, key).groups if group.id == group_id), None)
    wanted = told.of_group(here) if here is not None else None
    if here is None or wanted is None:
        raise NotFound("group", group=group_id)
    among = collisions_among(session, round_, told.keys[wanted.key])
    found = {
        at: [group for group in on.groups if (other := told.of_group(group)) is not None and other.key == wanted.key]
        for at, on in among.items()
    }
    links = _links(session, among, found, order=[row.key for row in told.rows])
    return SameChange(rewording=wanted, here=here, links=links, also=told.unproposed(wanted))


def links_of_package(session: Session, round_: Round, package: Package) -> list[Link]:
    """Where the standing amendments of a package would apply, in the order of the text."""
    ids = {item.amendment_id for item in package.items if item.amendment.state is ItemState.SUBMITTED}
    keys = {item.amendment.key for item in package.items if item.amendment_id in ids}
    among = collisions_among(session, round_, keys)
    found = {at: [g for g in on.groups if any(a.id in ids for a in g.amendments)] for at, on in among.items()}
    return _links(session, among, found, order=[row.key for row in rows_of(session, round_.draft)])


def _links(
    session: Session,
    among: Mapping[int, BlockCollisions],
    found: Mapping[int, Sequence[GroupedChange]],
    *,
    order: Sequence[int],
) -> list[Link]:
    latest = latest_decisions(session, {a.id for groups in found.values() for g in groups for a in g.amendments})
    place = {key: number for number, key in enumerate(order)}
    return [
        Link(
            key=key,
            groups=tuple(groups),
            rivals=_rivals(among[key], groups),
            decided=_decided(groups, latest),
            member=all(group.has_member for group in groups),
        )
        for key, groups in sorted(found.items(), key=lambda item: place.get(item[0], -1))
        if groups
    ]


def _decided(groups: Iterable[GroupedChange], latest: Mapping[Unit, Decision]) -> Decision | None:
    held = [ruling_on(group, latest) for group in groups]
    return held[0] if all(held) else None


def _rivals(on: BlockCollisions, groups: Sequence[GroupedChange]) -> tuple[Amendment, ...]:
    """The amendments that collide with one of `groups`, beside those that make them."""
    mine = {group.id for group in groups}
    found: dict[int, Amendment] = {}
    for between in on.conflicts:
        for one, other in ((between.left, between.right), (between.right, between.left)):
            if one.id in mine and one.key == on.key and not (other.id in mine and other.key == on.key):
                found |= {a.id: a for a in other.amendments}
    return by_number(found.values())
