"""What collides with what, and what is the same: read from the text core, computed nowhere else.

The panel, the amend form, the desk and every count take it from here. The unit is a group: one change of the text, or
one whole operation on a block, with all the amendments that propose it. Withdrawn amendments take no part.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload, selectinload
from sqlalchemy.sql.base import ExecutableOption

from drafting.model.amendments import Amendment, Support
from drafting.model.paragraphs import DraftParagraph
from drafting.model.people import Seat
from drafting.model.rounds import Round
from drafting.rules.lifecycle import ItemState, Operation
from drafting.rules.permissions import MEMBERS
from drafting.text.merge import Authored, Change, Check, compose


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupedChange:
    """One thing to decide, with every amendment that proposes it (by number).

    `change` is of the block's `part` (REPLACE; code points of the stored text); None for a whole operation, where
    `text` is an inserted block's text. `proposers` and `supporters` are delegations' names in the order they came, no
    name in both. `key` and `part` are the block's (0 with INSERT: first of the draft).
    """

    key: int
    part: int
    operation: Operation
    change: Change | None
    text: str
    amendments: tuple[Amendment, ...]
    proposers: tuple[str, ...]
    supporters: tuple[str, ...]

    @property
    def id(self) -> str:
        """A name for forms and addresses that is the same as long as the change is the same."""
        if self.change is None:
            first = self.amendments[0]
            return f"{self.operation.value}-{first.number}"
        told = f"{self.change.start}:{self.change.end}:{self.change.text}"
        return f"p{self.part}-{self.change.start}-{self.change.end}-{hashlib.sha256(told.encode()).hexdigest()[:8]}"

    @property
    def start(self) -> int:
        """Where it stands in its part; a whole operation comes before the first word."""
        return self.change.start if self.change else -1

    @property
    def has_member(self) -> bool:
        """Whether a member delegation (or the secretariat) proposes or supports it, so that it may enter the text."""
        return any(
            not amendment.suggestion
            or any(s.delegation.category in MEMBERS for s in amendment.supports if s.withdrawn_at is None)
            for amendment in self.amendments
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Between:
    """Two groups that cannot both be accepted. `kind` is the text core's, or "delete" (the block goes, or is changed).

    `start` and `end` are code points of the `part`'s stored text; `words` are the words there.
    """

    kind: str
    left: GroupedChange
    right: GroupedChange
    part: int
    start: int
    end: int
    words: str

    def touches(self, amendment_id: int) -> bool:
        return any(a.id == amendment_id for group in (self.left, self.right) for a in group.amendments)


@dataclass(frozen=True, slots=True, kw_only=True)
class BlockCollisions:
    """Everything proposed on one block: groups by place, what collides, what a person should look at.

    `clusters` are the groups that hang together by collisions, each cluster by place; `free` the groups in none.
    `checks` go with the part that they were found in.
    """

    key: int
    groups: tuple[GroupedChange, ...]
    conflicts: tuple[Between, ...]
    checks: tuple[tuple[int, Check], ...]
    clusters: tuple[tuple[GroupedChange, ...], ...] = field(default=())

    @property
    def free(self) -> tuple[GroupedChange, ...]:
        bound = {id(group) for cluster in self.clusters for group in cluster}
        return tuple(group for group in self.groups if id(group) not in bound)

    @property
    def colliding(self) -> frozenset[int]:
        """Ids of the amendments on the block that collide with another."""
        return frozenset(a.id for cluster in self.clusters for group in cluster for a in group.amendments)

    def rivals(self, amendment_id: int) -> tuple[Amendment, ...]:
        """The amendments that `amendment_id` collides with, by number."""
        found: dict[int, Amendment] = {}
        for between in self.conflicts:
            for mine, other in ((between.left, between.right), (between.right, between.left)):
                if any(a.id == amendment_id for a in mine.amendments):
                    found |= {a.id: a for a in other.amendments if a.id != amendment_id}
        return tuple(sorted(found.values(), key=lambda a: (a.number, a.id)))


def submitted_amendments(session: Session, round_: Round, *, key: int | None = None) -> list[Amendment]:
    """The amendments of a round that stand, by number, with all that a card shows loaded: a constant number of
    queries. `key`: those on one block only."""
    query = (
        select(Amendment)
        .where(Amendment.round_id == round_.id, Amendment.state == ItemState.SUBMITTED)
        .order_by(Amendment.number, Amendment.id)
        .options(*loaded())
    )
    if key is not None:
        query = query.where(Amendment.key == key)
    return list(session.scalars(query))


def loaded() -> tuple[ExecutableOption, ...]:
    """What a card of an amendment needs, loaded with it."""
    return (
        joinedload(Amendment.delegation),
        joinedload(Amendment.seat).joinedload(Seat.person),
        selectinload(Amendment.changes),
        selectinload(Amendment.supports).joinedload(Support.delegation),
    )


def collisions_of(session: Session, round_: Round) -> dict[int, BlockCollisions]:
    """Every block of the round's draft on which something is proposed; key 0 holds what would come first.

    A constant number of queries, however many blocks and amendments there are.
    """
    amendments = submitted_amendments(session, round_)
    return _by_block(amendments, _parts(session, round_, {a.key for a in amendments}))


def collisions_on(session: Session, round_: Round, key: int) -> BlockCollisions:
    """The same for one block."""
    amendments = submitted_amendments(session, round_, key=key)
    found = _by_block(amendments, _parts(session, round_, {key}))
    return found.get(key) or BlockCollisions(key=key, groups=(), conflicts=(), checks=())


def collision_counts(session: Session, round_: Round) -> dict[int, int]:
    """For each block with collisions: how many of its amendments collide."""
    return {key: len(found.colliding) for key, found in collisions_of(session, round_).items() if found.colliding}


def would_collide(
    session: Session,
    round_: Round,
    *,
    key: int,
    part: int,
    operation: Operation,
    changes: Iterable[Change],
) -> BlockCollisions:
    """What stands on the block beside something not yet submitted: conflicts name only what that would collide with,
    and `groups` only what is the same as it."""
    mine = tuple(changes)
    standing = collisions_on(session, round_, key)
    base = _parts(session, round_, {key}).get(key, ("",))
    same = tuple(
        group
        for group in standing.groups
        if (group.change in mine and group.part == part)
        or (operation is Operation.DELETE and group.operation is Operation.DELETE)
    )
    clashes = []
    if operation is Operation.REPLACE and part < len(base):
        rivals = {f"g{n}": g for n, g in enumerate(standing.groups) if g.change is not None and g.part == part}
        authored = [Authored(key=name, change=g.change) for name, g in rivals.items() if g.change is not None]
        authored += [Authored(key="mine", change=change) for change in mine]
        for conflict in compose(base[part], authored).conflicts:
            sides = (conflict.left, conflict.right)
            if ("mine" in conflict.left) == ("mine" in conflict.right):
                continue
            others = sides[1] if "mine" in sides[0] else sides[0]
            clashes += [
                Between(
                    kind=conflict.kind,
                    left=rivals[name],
                    right=rivals[name],
                    part=part,
                    start=conflict.start,
                    end=conflict.end,
                    words=conflict.words,
                )
                for name in others
                if name in rivals
            ]
    clashes += [
        Between(kind="delete", left=group, right=group, part=part, start=0, end=len(base[0]), words="")
        for group in standing.groups
        if {operation, group.operation} == {Operation.DELETE, Operation.REPLACE}
    ]
    return BlockCollisions(key=key, groups=same, conflicts=tuple(clashes), checks=())


def _parts(session: Session, round_: Round, keys: set[int]) -> dict[int, tuple[str, ...]]:
    """The stored texts of the draft's blocks by key: a row's cells, else the one text."""
    if not keys:
        return {}
    rows = session.scalars(select(DraftParagraph).where(DraftParagraph.draft_id == round_.draft_id))
    return {row.key: row.block.parts for row in rows if row.key in keys}


def _by_block(amendments: Sequence[Amendment], parts: Mapping[int, tuple[str, ...]]) -> dict[int, BlockCollisions]:
    by_key: dict[int, list[Amendment]] = defaultdict(list)
    for amendment in amendments:
        by_key[amendment.key].append(amendment)
    return {key: _block(key, found, parts.get(key, ())) for key, found in sorted(by_key.items())}


def _block(key: int, amendments: Sequence[Amendment], parts: Sequence[str]) -> BlockCollisions:
    groups: list[GroupedChange] = []
    conflicts: list[Between] = []
    checks: list[tuple[int, Check]] = []
    by_id = {str(a.id): a for a in amendments}
    for part, base in enumerate(parts):
        authored = [
            Authored(key=str(a.id), change=Change(c.start, c.end, c.text))
            for a in amendments
            if a.operation is Operation.REPLACE and a.part == part
            for c in a.changes
        ]
        if not authored:
            continue
        merged = compose(base, authored)
        made: dict[Change, GroupedChange] = {}
        for group in merged.groups:
            made[group.change] = _group(key, part, group.change, [by_id[name] for name in group.keys])
        groups += made.values()
        conflicts += [
            Between(
                kind=conflict.kind,
                left=made[conflict.left_change],
                right=made[conflict.right_change],
                part=part,
                start=conflict.start,
                end=conflict.end,
                words=conflict.words,
            )
            for conflict in merged.conflicts
        ]
        checks += [(part, check) for check in merged.checks]
    replaced = list(groups)
    deleting = [a for a in amendments if a.operation is Operation.DELETE]
    if deleting:
        deletion = _group(key, 0, None, deleting)
        groups.append(deletion)
        words = parts[0] if parts else ""
        conflicts += [
            Between(kind="delete", left=deletion, right=g, part=g.part, start=0, end=len(words), words=words)
            for g in replaced
        ]
    inserted: dict[tuple[str, object, int], list[Amendment]] = defaultdict(list)
    for a in amendments:
        if a.operation is Operation.INSERT:
            inserted[(a.text, a.new_kind, a.new_level)].append(a)
    groups += [_group(key, 0, None, same) for same in inserted.values()]
    groups.sort(key=lambda g: (g.operation is Operation.INSERT, g.part, g.start, g.amendments[0].number))
    return BlockCollisions(
        key=key,
        groups=tuple(groups),
        conflicts=tuple(conflicts),
        checks=tuple(checks),
        clusters=_clusters(groups, conflicts),
    )


def _group(key: int, part: int, change: Change | None, amendments: Iterable[Amendment]) -> GroupedChange:
    ordered = tuple(sorted(amendments, key=lambda a: (a.number, a.id)))
    proposers = tuple(dict.fromkeys(a.delegation.name for a in ordered))
    supporting = dict.fromkeys(s.delegation.name for a in ordered for s in a.supports if s.withdrawn_at is None)
    return GroupedChange(
        key=key,
        part=part,
        operation=ordered[0].operation,
        change=change,
        text=ordered[0].text if ordered[0].operation is Operation.INSERT else "",
        amendments=ordered,
        proposers=proposers,
        supporters=tuple(name for name in supporting if name not in proposers),
    )


def _clusters(groups: Sequence[GroupedChange], conflicts: Iterable[Between]) -> tuple[tuple[GroupedChange, ...], ...]:
    """Groups connected by collisions, each cluster in the order of `groups`."""
    place = {id(group): n for n, group in enumerate(groups)}
    leader = list(range(len(groups)))

    def find(n: int) -> int:
        while leader[n] != n:
            leader[n] = leader[leader[n]]
            n = leader[n]
        return n

    bound: set[int] = set()
    for between in conflicts:
        left, right = place[id(between.left)], place[id(between.right)]
        bound |= {left, right}
        leader[max(find(left), find(right))] = min(find(left), find(right))
    members: dict[int, list[GroupedChange]] = defaultdict(list)
    for n, group in enumerate(groups):
        if n in bound:
            members[find(n)].append(group)
    return tuple(tuple(cluster) for _, cluster in sorted(members.items()))
