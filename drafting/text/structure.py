"""Operations on the blocks of a draft: what they make of it together, and which of them cannot go together.

`restructure` takes only operations that were chosen. Those that collide are all left undone, as in `merge`; the others
are carried out in an order of their own, so that the order in which they are given means nothing.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from itertools import pairwise

from drafting.text.blocks import Block, Kind
from drafting.text.merge import merge
from drafting.text.notes import references, settle_notes
from drafting.text.operations import (
    DIVISIBLE,
    Collision,
    CollisionKind,
    Keyed,
    Operation,
    OperationKind,
    Settled,
    Structure,
    beneath,
    passages,
)
from drafting.text.structure_rules import Rules

__all__ = [
    "DIVISIBLE", "Collision", "CollisionKind", "Keyed", "Operation", "OperationKind", "Settled", "Structure",
    "beneath", "passages", "restructure", "settle",
]  # fmt: skip

_START = 0
"""The place before the first block."""
_REFERENCE = re.compile(r"\]\(#(\d+)\)")


def restructure(blocks: Iterable[Keyed], operations: Iterable[Operation], *, next_key: int | None = None) -> Structure:
    """The blocks after `operations`, and the collisions among them.

    Each block keeps its company: what is inserted after it stays behind it, wherever it is moved, and stands in its
    place when it is deleted. Blocks that a blank line splits off stand directly after it; they get new keys in reading
    order from `next_key` (None: the first that no block has).
    """
    base = tuple(blocks)
    chosen = sorted(operations, key=lambda operation: operation.id)
    collisions = sorted(Rules(base, chosen).collisions(), key=lambda c: (c.keys, c.kind, c.operations))
    undone = {name for collision in collisions for name in collision.operations}
    of_kind: dict[OperationKind, list[Operation]] = defaultdict(list)
    for operation in chosen:
        if operation.id not in undone:
            of_kind[operation.kind].append(operation)

    own = {item.key: item.block for item in base}
    _reword(own, of_kind[OperationKind.REPLACE])
    _reshape(own, of_kind[OperationKind.RESHAPE])
    company = _company(own, of_kind[OperationKind.INSERT])
    order = _move(base, of_kind[OperationKind.MOVE])
    gone = _delete(own, of_kind[OperationKind.DELETE])
    joined = _joined(base, of_kind[OperationKind.JOIN])
    out: list[Keyed] = list(company[_START])
    for key in order:
        if key not in gone:
            out.append(Keyed(key=key, block=own[key]))
        out.extend(company[key])
    if next_key is None:
        next_key = max((item.key for item in (*base, *out)), default=0) + 1
    settled = settle(out, joined, references(item.block for item in base), next_key=next_key)
    return Structure(
        blocks=settled.blocks,
        collisions=tuple(dict.fromkeys(collisions)),
        order=tuple(order),
        joined_into=joined,
        split_from=settled.split_from,
        note_of=settled.note_of,
        deleted=frozenset(gone) | settled.dropped,
    )


def settle(
    blocks: Iterable[Keyed], joined_into: Mapping[int, int], referred: Collection[str], *, next_key: int
) -> Settled:
    """The last step: joined blocks are one, what a blank line parts are several, and footnotes go with references.

    `joined_into`: key → key of the block before it to which its words are added; references to it lead there from now
    on. What is split off stands directly after its block with new keys in reading order from `next_key`; split off a
    heading, it is a paragraph. `referred` are the labels of footnotes to which the base refers; see `settle_notes`.
    """
    whole: dict[int, Block] = {}
    for item in blocks:
        first = joined_into.get(item.key)
        if first is None or first not in whole:
            whole[item.key] = item.block
        else:
            whole[first] = replace(whole[first], text=f"{whole[first].text} {item.block.text}")
    out: list[Keyed] = []
    split_from: dict[int, int] = {}
    for key, joined in whole.items():
        block = _redirected(joined, joined_into)
        texts = passages(block.text) if block.kind in DIVISIBLE else [block.text]
        out.append(Keyed(key=key, block=block if len(texts) == 1 else replace(block, text=texts[0])))
        like = Block(kind=Kind.PARAGRAPH) if block.kind is Kind.HEADING else replace(block, label="", start=0)
        for text in texts[1:]:
            out.append(Keyed(key=next_key, block=replace(like, text=text)))
            split_from[next_key] = key
            next_key += 1
    noted, note_of, dropped = settle_notes(out, referred, next_key=next_key)
    return Settled(blocks=noted, split_from=split_from, note_of=note_of, dropped=dropped)


def _redirected(block: Block, joined_into: Mapping[int, int]) -> Block:
    """The block with its references to joined blocks leading to what these were added to."""

    def led(text: str) -> str:
        return _REFERENCE.sub(lambda found: f"](#{joined_into.get(int(found[1]), found[1])})", text)

    if not joined_into:
        return block
    return replace(block, text=led(block.text), cells=tuple(led(cell) for cell in block.cells))


def _reword(own: dict[int, Block], replacements: Sequence[Operation]) -> None:
    """Every part with all the changes that are proposed to it; these do not conflict any more."""
    proposals: dict[tuple[int, int], dict[str, str]] = defaultdict(dict)
    for operation in replacements:
        proposals[operation.key, operation.part][operation.id] = operation.text
    wordings = {place: merge(own[place[0]].parts[place[1]], texts).text for place, texts in proposals.items()}
    for (key, part), text in wordings.items():
        block = own[key]
        if block.kind is Kind.ROW:
            own[key] = replace(block, cells=(*block.cells[:part], text, *block.cells[part + 1 :]))
        else:
            own[key] = replace(block, text=text)


def _reshape(own: dict[int, Block], shapes: Sequence[Operation]) -> None:
    for operation in shapes:
        if operation.shape is not None:
            block = own[operation.key]
            own[operation.key] = replace(operation.shape, text=block.text, cells=block.cells, table=block.table)


def _company(own: dict[int, Block], insertions: Sequence[Operation]) -> dict[int, list[Keyed]]:
    """What is inserted after each block."""
    out: dict[int, list[Keyed]] = {key: [] for key in (_START, *own)}
    for operation in sorted(insertions, key=lambda o: (o.rank, o.id)):
        out[operation.key].extend(operation.blocks)
    return out


def _joined(base: Sequence[Keyed], joins: Sequence[Operation]) -> dict[int, int]:
    """Each second block's key → that of the first of all that are joined in a row."""
    joining = {operation.key for operation in joins}
    out = {second.key: first.key for first, second in pairwise(base) if first.key in joining}
    return {second: _last_of(out, first) for second, first in out.items()}


def _last_of(joined: Mapping[int, int], key: int) -> int:
    while key in joined:
        key = joined[key]
    return key


def _move(base: Sequence[Keyed], moves: Sequence[Operation]) -> list[int]:
    """The keys in their new order. Several moves to one place stand there by `rank`, then by `id`."""
    moving = {operation.key: operation for operation in sorted(moves, key=lambda o: (o.rank, o.id), reverse=True)}
    groups = {key: [key, *beneath(base, key)] for key in moving}
    for key, group in groups.items():
        apart = {deeper for other in group[1:] if other in groups for deeper in groups[other]}
        groups[key] = [member for member in group if member not in apart]
    travelling = {member for group in groups.values() for member in group}
    order = [_START, *(item.key for item in base if item.key not in travelling)]
    waiting = list(moving.values())
    while waiting:
        ready = [operation for operation in waiting if operation.after in order]
        for operation in ready:
            at = order.index(operation.after) + 1
            order[at:at] = groups[operation.key]
        waiting = [operation for operation in waiting if operation not in ready]
    return order[1:]


def _delete(own: dict[int, Block], deletions: Sequence[Operation]) -> set[int]:
    """The keys that go. Points in `raised` move up a level for each deleted block; from the first, to paragraphs."""
    gone = {key for operation in deletions for key in (operation.key, *operation.also)}
    above: dict[int, set[int]] = defaultdict(set)
    for operation in deletions:
        for key in operation.raised:
            above[key].add(operation.key)
    for key, deleted in above.items():
        block = own[key]
        level = block.level - len(deleted)
        if block.kind is Kind.POINT and level < 1:
            own[key] = replace(block, kind=Kind.PARAGRAPH, level=1, style="", start=0)
        elif block.kind is Kind.POINT:
            own[key] = replace(block, level=level)
    return gone
