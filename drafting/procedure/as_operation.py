"""An amendment as the text floor has it: one operation on keyed blocks."""

from __future__ import annotations

from collections.abc import Sequence

from drafting.model.amendments import Amendment
from drafting.rules.lifecycle import Operation
from drafting.text import structure
from drafting.text.blocks import Block, Kind
from drafting.text.structure import Keyed, OperationKind, beneath, passages

_BULLET = "•"


def name_of(amendment: Amendment) -> str:
    """What an amendment is called on the text floor; names stand in the order in which amendments were submitted."""
    return f"{amendment.id or 0:012}"


def as_operation(amendment: Amendment, blocks: Sequence[Keyed]) -> structure.Operation:
    """The operation that `amendment` (`name_of` is its name) does to `blocks`, which hold its block.

    An insertion's blocks have no keys yet: they are told as 0.
    """
    name, key = name_of(amendment), amendment.key
    match amendment.operation:
        case Operation.DELETE:
            under = beneath(blocks, key)
            goes, stays = (under, ()) if amendment.beneath != "lift" else ((), under)
            return structure.Operation(id=name, kind=OperationKind.DELETE, key=key, also=goes, raised=stays)
        case Operation.INSERT:
            like = next((item.block for item in blocks if item.key == key), None)
            new = tuple(Keyed(key=0, block=block) for block in inserted_blocks(amendment, like))
            return structure.Operation(id=name, kind=OperationKind.INSERT, key=key, blocks=new)
        case Operation.MOVE:
            return structure.Operation(id=name, kind=OperationKind.MOVE, key=key, after=amendment.after or 0)
        case Operation.RESHAPE:
            shape = shape_of(amendment.new_kind or Kind.PARAGRAPH, amendment.new_level, blocks, key)
            return structure.Operation(id=name, kind=OperationKind.RESHAPE, key=key, shape=shape)
        case Operation.JOIN:
            return structure.Operation(id=name, kind=OperationKind.JOIN, key=key)
        case Operation.REPLACE:
            return structure.Operation(
                id=name, kind=OperationKind.REPLACE, key=key, part=amendment.part, text=amendment.text
            )


def inserted_blocks(amendment: Amendment, like: Block | None) -> list[Block]:
    """The blocks that an insertion proposes, a blank line between two; a point is marked like its neighbour `like`,
    and a row belongs to its table."""
    kind, level = amendment.new_kind or Kind.PARAGRAPH, amendment.new_level
    if kind is Kind.ROW:
        return [Block(kind=Kind.ROW, cells=tuple(amendment.cells), table=like.table if like is not None else 0)]
    style = ""
    if kind is Kind.POINT:
        style = like.style if like is not None and like.kind is Kind.POINT and like.level == level else _BULLET
    return [
        Block(kind=kind, text=part.strip(), level=level, style=style)
        for part in passages(amendment.text)
        if part.strip()
    ]


def shape_of(kind: Kind, level: int, blocks: Sequence[Keyed], key: int) -> Block:
    """What the block `key` becomes: a point is marked as the nearest other point of its level is."""
    if kind is not Kind.POINT:
        return Block(kind=kind, level=level)
    at = next(place for place, item in enumerate(blocks) if item.key == key)
    points = [
        (abs(place - at), item.block.style)
        for place, item in enumerate(blocks)
        if place != at and item.block.kind is Kind.POINT and item.block.level == level
    ]
    return Block(kind=kind, level=level, style=min(points)[1] if points else _BULLET)
