"""Footnotes that come with a proposed text: `^[words]` stands where the reference will be until the text is settled."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace

from drafting.text.blocks import Block, Kind
from drafting.text.inline import FOOTNOTE, INLINE_NOTE
from drafting.text.operations import Keyed


def references(blocks: Iterable[Block]) -> frozenset[str]:
    """The labels of footnotes that the text refers to."""
    return frozenset(
        found[1]
        for block in blocks
        if block.kind is not Kind.FOOTNOTE
        for part in block.parts
        for found in FOOTNOTE.finditer(part)
    )


def settle_notes(
    blocks: Iterable[Keyed], referred: Collection[str], *, next_key: int
) -> tuple[tuple[Keyed, ...], dict[int, int], frozenset[int]]:
    """The blocks with new footnotes after all others, and without those to which nothing refers any more.

    `referred`: labels to which the text referred before; a footnote that nothing ever referred to stays. Gives the
    blocks, the key of the block that refers to each new footnote (keys from `next_key`, in reading order), and the keys
    of the footnotes that went.
    """
    given = tuple(blocks)
    labels = {item.block.label for item in given if item.block.kind is Kind.FOOTNOTE}
    number = max((int(label) for label in labels if label.isdecimal()), default=0)
    out: list[Keyed] = []
    new: list[Keyed] = []
    note_of: dict[int, int] = {}

    def referring(text: str, key: int) -> str:
        def put(found: re.Match[str]) -> str:
            nonlocal number
            number += 1
            note_of[next_key + len(new)] = key
            note = Block(kind=Kind.FOOTNOTE, label=str(number), text=found[1].strip())
            new.append(Keyed(key=next_key + len(new), block=note))
            return f"[^{number}]"

        return INLINE_NOTE.sub(put, text)

    for item in given:
        block = item.block
        if block.kind is not Kind.FOOTNOTE and any("^[" in part for part in block.parts):
            text, cells = referring(block.text, item.key), tuple(referring(cell, item.key) for cell in block.cells)
            block = replace(block, text=text, cells=cells)
        out.append(replace(item, block=block))
    now = references(item.block for item in out)
    gone = frozenset(
        item.key
        for item in out
        if item.block.kind is Kind.FOOTNOTE and item.block.label in referred and item.block.label not in now
    )
    return tuple(item for item in (*out, *new) if item.key not in gone), note_of, gone


def with_labels(text: str, label_of: Mapping[str, str]) -> str:
    """`text` with each new footnote as the reference that it became; `label_of`: words → label."""

    def put(found: re.Match[str]) -> str:
        label = label_of.get(found[1].strip())
        return found[0] if label is None else f"[^{label}]"

    return INLINE_NOTE.sub(put, text)
