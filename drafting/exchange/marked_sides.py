"""The two drafts that are laid into one another: what stands in the text of each, its notes and its tables."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace

from drafting.exchange.document import PrintedBlock
from drafting.text.blocks import Block, Kind


def notes_of(side: Sequence[PrintedBlock]) -> list[PrintedBlock]:
    """The footnotes that the text refers to."""
    referred = "\n".join(part for one in side for part in one.block.parts)
    return [one for one in side if one.block.kind is Kind.FOOTNOTE and f"[^{one.block.label}]" in referred]


def note_numbers(side: Sequence[PrintedBlock]) -> dict[str, str]:
    return {one.block.label: one.number for one in notes_of(side)}


def printed(side: Sequence[PrintedBlock]) -> list[PrintedBlock]:
    """The blocks that stand in the text; a footnote that nothing refers to stands as a paragraph."""
    referred = note_numbers(side)
    out: list[PrintedBlock] = []
    for one in side:
        if one.block.kind is not Kind.FOOTNOTE:
            out.append(one)
        elif one.block.label not in referred:
            block = Block(kind=Kind.PARAGRAPH, text=one.block.text, label=f"[^{one.block.label}]")
            out.append(replace(one, number="", block=block))
    return out


def paired_tables(old: Sequence[PrintedBlock], new: Sequence[PrintedBlock]) -> dict[int, int]:
    """The earlier draft's tables that are one of the later one's: each has rows of that one only, and the reverse."""
    table_of = {one.key: one.block.table for one in new if one.block.kind is Kind.ROW}
    forward: dict[int, set[int]] = defaultdict(set)
    backward: dict[int, set[int]] = defaultdict(set)
    for one in old:
        if one.block.kind is Kind.ROW and one.key in table_of:
            forward[one.block.table].add(table_of[one.key])
            backward[table_of[one.key]].add(one.block.table)
    return {
        table: next(iter(found))
        for table, found in forward.items()
        if len(found) == 1 and len(backward[next(iter(found))]) == 1
    }
