"""What may be done to the blocks of a draft, and what comes of it: the values of `structure`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from drafting.text.blocks import Block, Kind
from drafting.text.merge import Conflict
from drafting.text.tokens import BLANK_LINE


class OperationKind(StrEnum):
    """What an amendment may do to a block (DOCUMENT: operations)."""

    REPLACE = "replace"
    DELETE = "delete"
    INSERT = "insert"
    JOIN = "join"
    MOVE = "move"
    RESHAPE = "reshape"


@dataclass(frozen=True, slots=True, kw_only=True)
class Keyed:
    """A block and its lasting key."""

    key: int
    block: Block


@dataclass(frozen=True, slots=True, kw_only=True)
class Operation:
    """One chosen operation. `key` is the block that it is on; 0 is the place before the first block.

    replace: `text` is the whole proposed text of part `part`. A blank line in it splits the block there.
    delete: of the points beneath, those in `also` go too and those in `raised` move up a level; each must be named.
    insert: `blocks` come after `key`, with the keys that they are to have; at one place by `rank`, then by `id`.
    join: the block after `key` is added to it, with a space between the two.
    move: the block, and what hangs beneath it, comes after `after` (0: first).
    reshape: the block takes the kind, level, label, style, start and header of `shape`; its words stay.
    """

    id: str
    kind: OperationKind
    key: int
    part: int = 0
    text: str = ""
    also: tuple[int, ...] = ()
    raised: tuple[int, ...] = ()
    blocks: tuple[Keyed, ...] = ()
    rank: int = 0
    after: int = 0
    shape: Block | None = None


class CollisionKind(StrEnum):
    """Why operations cannot be carried out together, or one cannot be at all."""

    WORDS = "words"
    DELETED_AND_CHANGED = "deleted-and-changed"
    POINTS_NOT_NAMED = "points-not-named"
    TWO_SHAPES = "two-shapes"
    TWO_MOVES = "two-moves"
    MOVED_INTO_DELETED = "moved-into-deleted"
    MOVED_INTO_ITSELF = "moved-into-itself"
    JOINED_WITH_DELETED = "joined-with-deleted"
    JOINED_AND_CHANGED = "joined-and-changed"
    NO_SUCH_BLOCK = "no-such-block"


@dataclass(frozen=True, slots=True, kw_only=True)
class Collision:
    """Operations (sorted ids) that are left undone, the blocks concerned, and for wordings the conflict of words."""

    kind: CollisionKind
    operations: tuple[str, ...]
    keys: tuple[int, ...]
    conflict: Conflict | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Settled:
    """Blocks that are settled. `split_from`: key of each block that was split off → key of the block whose words they
    were; `note_of`: key of each new footnote → key of the block that refers to it; `dropped`: footnotes to which
    nothing refers any more."""

    blocks: tuple[Keyed, ...]
    split_from: Mapping[int, int]
    note_of: Mapping[int, int]
    dropped: frozenset[int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Structure:
    """The blocks with all operations carried out that do not collide.

    `order`: the keys of all blocks that were there, deleted and joined ones too, as they stand now. `joined_into`: the
    second block's key → that of the block that it was added to. `split_from`: the key of each block that a blank line
    split off → the key of the block whose words they were. `note_of`: the key of each new footnote → the key of the
    block that refers to it. `deleted`: keys that operations took out, and footnotes that went with their references.
    """

    blocks: tuple[Keyed, ...]
    collisions: tuple[Collision, ...]
    order: tuple[int, ...]
    joined_into: Mapping[int, int]
    split_from: Mapping[int, int]
    note_of: Mapping[int, int]
    deleted: frozenset[int]


DIVISIBLE = frozenset({Kind.HEADING, Kind.PARAGRAPH, Kind.POINT})
"""Kinds of blocks that a blank line can split and that can be joined, moved and given another kind."""


def passages(text: str) -> list[str]:
    """The wordings that blank lines part `text` into, without those lines; never empty."""
    return [part for part in text.split(BLANK_LINE) if part.strip()] or [""]


def beneath(blocks: Sequence[Keyed], key: int) -> tuple[int, ...]:
    """Keys of the points that hang beneath a block: for a point the deeper ones that follow it, for others all."""
    keys = [item.key for item in blocks]
    at = keys.index(key)
    block = blocks[at].block
    if block.kind not in (Kind.POINT, Kind.PARAGRAPH, Kind.HEADING):
        return ()
    depth = block.level if block.kind is Kind.POINT else 0
    out: list[int] = []
    for item in blocks[at + 1 :]:
        if item.block.kind is Kind.FOOTNOTE:
            continue
        if item.block.kind is not Kind.POINT or item.block.level <= depth:
            break
        out.append(item.key)
    return tuple(out)
