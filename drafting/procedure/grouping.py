"""Amendments as what they come to: groups of the same change, and what collides. All of it is the text core's word.

A group is one change of the text, or one whole operation on a block, with all the amendments that propose it.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations

from drafting.model.amendments import Amendment, AmendmentChange
from drafting.procedure.structural_collisions import opposed
from drafting.rules.lifecycle import Operation
from drafting.rules.permissions import MEMBERS
from drafting.text.footprint import canonical
from drafting.text.merge import Authored, Change, Check, Group, Merge, compose
from drafting.text.structure import CollisionKind, Keyed

_ORDER = (Operation.DELETE, Operation.MOVE, Operation.JOIN, Operation.RESHAPE, Operation.INSERT)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class GroupedChange:
    """One thing to decide, with every amendment that proposes it (by number).

    `change` is of the block's `part` (REPLACE; code points of the stored text); None for a whole operation, where
    `text` is an inserted block's text. `rows` are the stored changes that are this one (none for an operation).
    `proposers` and `supporters` are delegations' names in the order they came, no name in both. `key` is the block's
    (0 with INSERT: first of the draft).
    """

    key: int
    part: int
    operation: Operation
    change: Change | None
    text: str
    amendments: tuple[Amendment, ...]
    rows: tuple[AmendmentChange, ...]
    proposers: tuple[str, ...]
    supporters: tuple[str, ...]

    @property
    def id(self) -> str:
        """A name for forms and addresses that stays as long as the change is the same."""
        if self.change is None:
            return f"{self.operation.value}-{self.amendments[0].number}"
        told = f"{self.change.start}:{self.change.end}:{self.change.text}"
        return f"p{self.part}-{self.change.start}-{self.change.end}-{hashlib.sha256(told.encode()).hexdigest()[:8]}"

    @property
    def start(self) -> int:
        """Where it stands in its part; a whole operation comes before the first word."""
        return self.change.start if self.change else -1

    @property
    def has_member(self) -> bool:
        """Whether a member delegation or the secretariat proposes or supports it, so that it may enter the text."""
        return any(
            not amendment.suggestion
            or any(s.delegation.category in MEMBERS for s in amendment.supports if s.withdrawn_at is None)
            for amendment in self.amendments
        )


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Between:
    """Two groups that cannot both be accepted. `kind` is the text core's: of a conflict of words, or of a collision of
    operations.

    `start` and `end` are code points of the `part`'s stored text; `words` are the words there. With "delete", `left`
    is the deletion; it may be on the block above, with the points beneath it.
    """

    kind: str
    left: GroupedChange
    right: GroupedChange
    part: int
    start: int
    end: int
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BlockCollisions:
    """Everything proposed on one block: groups by place, what collides, what a person should look at.

    `clusters` are the groups that hang together by collisions, by place; a deletion of the block above is among them
    where it takes this block with it. `checks` go with the part that they were found in.
    """

    key: int
    groups: tuple[GroupedChange, ...] = ()
    conflicts: tuple[Between, ...] = ()
    checks: tuple[tuple[int, Check], ...] = ()
    clusters: tuple[tuple[GroupedChange, ...], ...] = ()

    @property
    def free(self) -> tuple[GroupedChange, ...]:
        """The groups that collide with nothing."""
        bound = {group for cluster in self.clusters for group in cluster}
        return tuple(group for group in self.groups if group not in bound)

    @property
    def colliding(self) -> frozenset[int]:
        """Ids of the amendments on this block that collide with another."""
        return frozenset(
            a.id for cluster in self.clusters for group in cluster if group.key == self.key for a in group.amendments
        )

    def rivals(self, amendment_id: int) -> tuple[Amendment, ...]:
        """The amendments that `amendment_id` collides with, by number."""
        found: dict[int, Amendment] = {}
        for between in self.conflicts:
            for mine, other in ((between.left, between.right), (between.right, between.left)):
                if any(a.id == amendment_id for a in mine.amendments):
                    found |= {a.id: a for a in other.amendments if a.id != amendment_id}
        return by_number(found.values())


def by_number(amendments: Iterable[Amendment]) -> tuple[Amendment, ...]:
    return tuple(sorted(amendments, key=lambda a: (a.number, a.id)))


def grouped(blocks: Sequence[Keyed], amendments: Iterable[Amendment]) -> dict[int, BlockCollisions]:
    """What stands on each block (key 0: what would come first), by key; blocks without amendments are left out."""
    of_block: dict[int, list[Amendment]] = defaultdict(list)
    for amendment in amendments:
        of_block[amendment.key].append(amendment)
    of_key = {item.key: item for item in blocks}
    groups: dict[int, list[GroupedChange]] = {}
    conflicts: dict[int, list[Between]] = defaultdict(list)
    checks: dict[int, list[tuple[int, Check]]] = defaultdict(list)
    for key, found in of_block.items():
        parts = of_key[key].block.parts if key in of_key else ()
        groups[key] = []
        for part, base in enumerate(parts):
            made, between, seen = replacements(key, part, base, found)
            groups[key] += made
            conflicts[key] += between
            checks[key] += seen
        groups[key] += _operations(key, found)
    for kind, key, one, other in opposed(blocks, of_block):
        words = of_key[key].block.parts[0] if key in of_key else ""
        for left in _holding(groups, one):
            for right in _holding(groups, other):
                if left is right:
                    continue
                place = right if right.change is not None else left
                between_ = Between(
                    kind=kind.value, left=left, right=right, part=place.part, start=0, end=len(words), words=words
                )
                for at in {key, left.key, right.key}:
                    if not any({b.left, b.right} == {left, right} for b in conflicts[at]):
                        conflicts[at].append(between_)
    for key, made_ in groups.items():
        conflicts[key] += _ways_of_deleting(key, made_)
    return {
        key: BlockCollisions(
            key=key,
            groups=tuple(found_),
            conflicts=tuple(conflicts[key]),
            checks=tuple(checks[key]),
            clusters=_clusters(found_, conflicts[key]),
        )
        for key, found_ in sorted(groups.items())
    }


def replacements(
    key: int, part: int, base: str, amendments: Iterable[Amendment]
) -> tuple[list[GroupedChange], list[Between], list[tuple[int, Check]]]:
    """The groups, collisions and checks among the replacements of one part of a block."""
    by_id = {str(a.id): a for a in amendments if a.operation is Operation.REPLACE and a.part == part}
    authored = [
        Authored(key=name, change=Change(c.start, c.end, c.text)) for name, a in by_id.items() for c in a.changes
    ]
    merged = _composed(base, tuple(authored))
    made = {group.change: _of_change(key, part, base, group, by_id) for group in merged.groups}
    conflicts = [
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
    return list(made.values()), conflicts, [(part, check) for check in merged.checks]


@lru_cache(maxsize=8192)
def _composed(base: str, authored: tuple[Authored, ...]) -> Merge:
    """What the changes of one part come to. Kept by all that it depends on: after a new amendment, only the block that
    it is on is composed again."""
    return compose(base, authored)


def _ways_of_deleting(key: int, groups: Iterable[GroupedChange]) -> list[Between]:
    """Deletions of one block that say different things of the points beneath it cannot go together."""
    deletions = [group for group in groups if group.operation is Operation.DELETE]
    kind = CollisionKind.DELETED_AND_CHANGED.value
    return [
        Between(kind=kind, left=left, right=right, part=0, start=0, end=0, words="")
        for left, right in combinations(deletions, 2)
    ]


def _holding(groups: Mapping[int, Sequence[GroupedChange]], amendment: Amendment) -> list[GroupedChange]:
    """The groups of one amendment: the changes of its words, or its operation."""
    return [group for group in groups.get(amendment.key, ()) if amendment in group.amendments]


def _of_change(key: int, part: int, base: str, group: Group, by_id: Mapping[str, Amendment]) -> GroupedChange:
    amendments = by_number(by_id[name] for name in group.keys)
    wanted = canonical(base, group.change)
    rows = tuple(
        next(c for c in a.changes if canonical(base, Change(c.start, c.end, c.text)) == wanted) for a in amendments
    )
    return _group(key, part, Operation.REPLACE, group.change, amendments, rows)


def _operations(key: int, amendments: Iterable[Amendment]) -> list[GroupedChange]:
    """Operations that want the same of a block are one each."""
    same: dict[tuple[object, ...], list[Amendment]] = defaultdict(list)
    for a in by_number(amendments):
        if a.operation is not Operation.REPLACE:
            same[_ORDER.index(a.operation), *wanted(a)].append(a)
    ordered = sorted(same.items(), key=lambda item: (item[0][0], item[1][0].number))
    return [_group(key, 0, found[0].operation, None, tuple(found), ()) for _, found in ordered]


def wanted(amendment: Amendment) -> tuple[object, ...]:
    """What an operation wants of its block: equal where two amendments on one block want the same."""
    match amendment.operation:
        case Operation.DELETE:
            return (amendment.beneath,)
        case Operation.INSERT:
            return (amendment.text, *amendment.cells, amendment.new_kind, amendment.new_level)
        case Operation.MOVE:
            return (amendment.after,)
        case Operation.RESHAPE:
            return (amendment.new_kind, amendment.new_level)
        case _:
            return ()


def _group(
    key: int,
    part: int,
    operation: Operation,
    change: Change | None,
    amendments: tuple[Amendment, ...],
    rows: tuple[AmendmentChange, ...],
) -> GroupedChange:
    proposers = tuple(dict.fromkeys(a.delegation.name for a in amendments))
    supporting = dict.fromkeys(s.delegation.name for a in amendments for s in a.supports if s.withdrawn_at is None)
    return GroupedChange(
        key=key,
        part=part,
        operation=operation,
        change=change,
        text=amendments[0].text if operation is Operation.INSERT else "",
        amendments=amendments,
        rows=rows,
        proposers=proposers,
        supporters=tuple(name for name in supporting if name not in proposers),
    )


def _clusters(groups: Sequence[GroupedChange], conflicts: Iterable[Between]) -> tuple[tuple[GroupedChange, ...], ...]:
    """Groups connected by collisions; each cluster, and the clusters, in the order of `groups`."""
    place = {group: n for n, group in enumerate(groups)}
    leader: dict[GroupedChange, GroupedChange] = {}

    def find(group: GroupedChange) -> GroupedChange:
        while leader.setdefault(group, group) is not group:
            group = leader[group]
        return group

    for between in conflicts:
        left, right = find(between.left), find(between.right)
        if left is not right:
            leader[right] = left
    clusters: dict[GroupedChange, list[GroupedChange]] = defaultdict(list)
    for group in list(leader):
        clusters[find(group)].append(group)
    ordered = [sorted(found, key=lambda g: place.get(g, -1)) for found in clusters.values()]
    return tuple(tuple(found) for found in sorted(ordered, key=lambda found: max(place.get(g, -1) for g in found)))
