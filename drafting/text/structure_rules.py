"""Which operations on blocks cannot go together: the collision rules of `structure`."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from itertools import pairwise

from drafting.text.merge import merge
from drafting.text.operations import DIVISIBLE, Collision, CollisionKind, Keyed, Operation, OperationKind, beneath


def _collision(kind: CollisionKind, operations: Iterable[Operation], *keys: int) -> Collision:
    names = tuple(sorted({operation.id for operation in operations}))
    return Collision(kind=kind, operations=names, keys=tuple(sorted(set(keys))))


class Rules:
    """The collision rules. Each looks at all operations, undone ones included: no rule depends on another's outcome."""

    def __init__(self, base: tuple[Keyed, ...], operations: Sequence[Operation]) -> None:
        self.base = base
        self.by_key = {item.key: item for item in base}
        self.following = {item.key: after.key for item, after in pairwise(base)}
        known = [operation for operation in operations if self._is_known(operation)]
        self.unknown = [operation for operation in operations if operation not in known]
        self.of_kind: dict[OperationKind, list[Operation]] = defaultdict(list)
        for operation in known:
            self.of_kind[operation.kind].append(operation)
        self.deleting: dict[int, list[Operation]] = defaultdict(list)
        for operation in self.of_kind[OperationKind.DELETE]:
            for key in (operation.key, *operation.also):
                self.deleting[key].append(operation)
        self.raising: dict[int, list[Operation]] = defaultdict(list)
        for operation in self.of_kind[OperationKind.DELETE]:
            for key in operation.raised:
                self.raising[key].append(operation)
        self.changing: dict[int, list[Operation]] = defaultdict(list)
        for kind in (OperationKind.REPLACE, OperationKind.RESHAPE):
            for operation in self.of_kind[kind]:
                self.changing[operation.key].append(operation)

    def _is_known(self, operation: Operation) -> bool:
        if operation.kind is OperationKind.INSERT:
            return operation.key == 0 or operation.key in self.by_key
        if operation.key not in self.by_key:
            return False
        if operation.kind is OperationKind.REPLACE:
            return 0 <= operation.part < len(self.by_key[operation.key].block.parts)
        if operation.kind is OperationKind.MOVE:
            return operation.after == 0 or operation.after in self.by_key
        if operation.kind is OperationKind.JOIN:
            both = (operation.key, self.following.get(operation.key, 0))
            return all(key in self.by_key and self.by_key[key].block.kind in DIVISIBLE for key in both)
        return True

    def collisions(self) -> Iterable[Collision]:
        for operation in self.unknown:
            yield _collision(CollisionKind.NO_SUCH_BLOCK, [operation], operation.key)
        yield from self._deletions()
        yield from self._wordings()
        yield from self._rivals(OperationKind.RESHAPE, CollisionKind.TWO_SHAPES, lambda o: o.shape)
        yield from self._rivals(OperationKind.MOVE, CollisionKind.TWO_MOVES, lambda o: o.after)
        yield from self._moves()
        yield from self._joins()

    def _deletions(self) -> Iterable[Collision]:
        for operation in self.of_kind[OperationKind.DELETE]:
            left = set(beneath(self.base, operation.key)) - set(operation.also) - set(operation.raised)
            if left:
                yield _collision(CollisionKind.POINTS_NOT_NAMED, [operation], operation.key, *left)
        for key, deleting in self.deleting.items():
            # A point that goes anyway may be raised by the deletion of another block: only two deletions of one block
            # that say different things of it cannot go together.
            same = {operation.key for operation in deleting}
            others = [*self.changing[key], *(o for o in self.raising[key] if o.key in same)]
            if others:
                yield _collision(CollisionKind.DELETED_AND_CHANGED, [*deleting, *others], key)
        for operation in self.of_kind[OperationKind.RESHAPE]:
            if self.raising[operation.key]:
                yield _collision(CollisionKind.TWO_SHAPES, [operation, *self.raising[operation.key]], operation.key)

    def _wordings(self) -> Iterable[Collision]:
        proposals: dict[tuple[int, int], dict[str, str]] = defaultdict(dict)
        for operation in self.of_kind[OperationKind.REPLACE]:
            proposals[operation.key, operation.part][operation.id] = operation.text
        for (key, part), texts in proposals.items():
            for conflict in merge(self.by_key[key].block.parts[part], texts).conflicts:
                names = tuple(sorted({*conflict.left, *conflict.right}))
                yield Collision(kind=CollisionKind.WORDS, operations=names, keys=(key,), conflict=conflict)

    def _rivals(
        self, kind: OperationKind, collision: CollisionKind, outcome: Callable[[Operation], object]
    ) -> Iterable[Collision]:
        """Two operations of a kind on one block that want different things."""
        of_block: dict[int, list[Operation]] = defaultdict(list)
        for operation in self.of_kind[kind]:
            of_block[operation.key].append(operation)
        for key, rivals in of_block.items():
            if any(outcome(rival) != outcome(rivals[0]) for rival in rivals):
                yield _collision(collision, rivals, key)

    def _moves(self) -> Iterable[Collision]:
        for operation in self.of_kind[OperationKind.MOVE]:
            if operation.after in (operation.key, *beneath(self.base, operation.key)):
                yield _collision(CollisionKind.MOVED_INTO_ITSELF, [operation], operation.key)
            deleting = [*self.deleting[operation.after], *self.deleting[operation.key]]
            if deleting:
                yield _collision(
                    CollisionKind.MOVED_INTO_DELETED, [operation, *deleting], operation.key, operation.after
                )
        circling = self._circles()
        if circling:
            yield _collision(CollisionKind.MOVED_INTO_ITSELF, circling, *(o.key for o in circling))

    def _circles(self) -> list[Operation]:
        """Moves that wait for each other: a after b and b after a."""
        moves = {operation.key: operation for operation in self.of_kind[OperationKind.MOVE]}
        carried = {key: {key, *beneath(self.base, key)} for key in moves}
        out: list[Operation] = []
        for key in moves:
            seen: set[int] = set()
            here = {owner for owner in moves if owner != key and moves[key].after in carried[owner]}
            while here - seen:
                seen |= here
                here = {o for s in here for o in moves if o != s and moves[s].after in carried[o]}
            if key in seen:
                out.extend(o for o in self.of_kind[OperationKind.MOVE] if o.key == key)
        return out

    def _parts(self, move: Operation, first: int, second: int) -> bool:
        """Whether a move takes one of two neighbours away: itself, or with the block that it hangs beneath."""
        carried = beneath(self.base, move.key)
        return move.key in (first, second) or (first in carried) != (second in carried)

    def _joins(self) -> Iterable[Collision]:
        for operation in self.of_kind[OperationKind.JOIN]:
            first, second = operation.key, self.following[operation.key]
            deleting = [*self.deleting[first], *self.deleting[second]]
            if deleting:
                yield _collision(CollisionKind.JOINED_WITH_DELETED, [operation, *deleting], first, second)
            others = [o for o in self.of_kind[OperationKind.MOVE] if self._parts(o, first, second)]
            others += [o for o in self.of_kind[OperationKind.INSERT] if o.key == first]
            others += [o for o in self.of_kind[OperationKind.MOVE] if o.after == first]
            if others:
                yield _collision(CollisionKind.JOINED_AND_CHANGED, [operation, *others], first, second)
