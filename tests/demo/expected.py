"""Draft 2 as round 1's decisions make it: worked out from the records and the text core, without a database."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from drafting.demo.content import AmendmentRecord, Contributions, find, rewrite
from drafting.rules.lifecycle import Disposition
from drafting.text.blocks import Block, Kind
from drafting.text.merge import Merge, merge

_ENTERS = {Disposition.ACCEPTED, Disposition.ACCEPTED_AS_MODIFIED, Disposition.ACCEPTED_IN_PART}


def entering(contributions: Contributions) -> list[AmendmentRecord]:
    """The amendments of which something enters the text."""
    return [amendment for amendment in contributions.amendments if amendment.disposition in _ENTERS]


def merges(blocks: Sequence[Block], contributions: Contributions) -> dict[tuple[int, int], Merge]:
    """What enters, put together: by index of the block and of its part."""
    texts: dict[tuple[int, int], dict[str, str]] = {}
    for amendment in entering(contributions):
        if not amendment.rewords:
            continue
        index = find(blocks, amendment.at)
        base = blocks[index].parts[amendment.cell]
        text = rewrite(base, amendment.result) if amendment.result else amendment.proposed(base)
        texts.setdefault((index, amendment.cell), {})[amendment.id] = text
    return {place: merge(blocks[place[0]].parts[place[1]], proposals) for place, proposals in texts.items()}


def next_draft(blocks: Sequence[Block], contributions: Contributions) -> list[Block]:
    """The blocks of the next draft."""
    together = merges(blocks, contributions)
    gone = {find(blocks, amendment.at) for amendment in entering(contributions) if amendment.delete}
    out: list[Block] = []
    for index, block in enumerate(blocks):
        parts = tuple(
            together[index, part].text if (index, part) in together else text for part, text in enumerate(block.parts)
        )
        if index not in gone:
            out.append(replace(block, cells=parts) if block.kind is Kind.ROW else replace(block, text=parts[0]))
        for amendment in entering(contributions):
            if amendment.insert_after is not None and find(blocks, amendment.at) == index:
                out.append(inserted(amendment, block))
    return out


def inserted(amendment: AmendmentRecord, after: Block) -> Block:
    """The block that an insertion adds; its marker is its neighbour's."""
    style = after.style if amendment.new_kind is Kind.POINT else ""
    return Block(kind=amendment.new_kind, level=amendment.new_level, style=style, text=amendment.insert_after or "")
