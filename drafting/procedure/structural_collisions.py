"""Which operations on blocks cannot go together with what else is proposed, found by the rules of the text floor."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations

from drafting.model.amendments import Amendment
from drafting.procedure.as_operation import as_operation, name_of
from drafting.rules.lifecycle import STRUCTURAL, Operation
from drafting.text.structure import Collision, CollisionKind, Keyed, OperationKind
from drafting.text.structure_rules import Rules

_LEADING: Mapping[CollisionKind, tuple[OperationKind, ...]] = {
    CollisionKind.DELETED_AND_CHANGED: (OperationKind.DELETE,),
    CollisionKind.MOVED_INTO_DELETED: (OperationKind.MOVE,),
    CollisionKind.JOINED_WITH_DELETED: (OperationKind.JOIN,),
    CollisionKind.JOINED_AND_CHANGED: (OperationKind.JOIN,),
}
"""Of these collisions one side is such an operation, the other is none."""


def opposed(
    blocks: Sequence[Keyed], of_block: Mapping[int, Sequence[Amendment]]
) -> Iterator[tuple[CollisionKind, int, Amendment, Amendment]]:
    """(kind, block, one, other) for each two amendments of which at least one is an operation on blocks and that
    cannot both be carried out. `of_block` are the amendments by the key of their block; words against words are not
    looked at."""
    there = {item.key for item in blocks}
    standing = [a for key, found in of_block.items() if key in there or key == 0 for a in found]
    structural = [a for a in standing if a.operation in STRUCTURAL]
    if not structural:
        return
    by_id = {name_of(a): a for a in standing}
    operations = {name_of(a): as_operation(a, blocks) for a in structural}
    deleting = {key for o in operations.values() if o.kind is OperationKind.DELETE for key in (o.key, *o.also)}
    joining = {o.key for o in operations.values() if o.kind is OperationKind.JOIN}
    for a in standing:
        if (a.operation is Operation.REPLACE and a.key in deleting) or (
            a.operation is Operation.INSERT and a.key in joining
        ):
            operations[name_of(a)] = as_operation(a, blocks)
    for collision in Rules(tuple(blocks), list(operations.values())).collisions():
        if collision.kind is CollisionKind.WORDS:
            continue
        for one, other in _pairs(collision, {name: operations[name].kind for name in collision.operations}):
            yield collision.kind, collision.keys[0], by_id[one], by_id[other]


def _pairs(collision: Collision, kinds: Mapping[str, OperationKind]) -> Iterator[tuple[str, str]]:
    leading = _LEADING.get(collision.kind)
    for one, other in combinations(collision.operations, 2):
        if leading is None:
            yield one, other
        elif (kinds[one] in leading) != (kinds[other] in leading):
            yield (one, other) if kinds[one] in leading else (other, one)
