"""The ends of paragraphs before a table and at the end of a file, which no word processor takes out.

The end of a paragraph can go or come only where another paragraph follows. So of what goes or comes just before a table
or at the end of the file the last end is left in place, and the change of ends begins one paragraph earlier: accepted
or rejected, the words before it meet that last end, which is as good as their own where both have the same shape. Where
there is none of that shape an empty paragraph is put in, which stays whatever is accepted.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from drafting.exchange.marked import MarkedBlock
from drafting.text.blocks import Block, Kind

EMPTY = MarkedBlock(key=0, number="", old_number="", block=Block(kind=Kind.PARAGRAPH), runs=((),))
"""The paragraph that is put in."""


def with_ends(blocks: Sequence[MarkedBlock]) -> tuple[tuple[MarkedBlock, ...], int]:
    """The blocks with ends that can be settled, and how many empty paragraphs were put in."""
    out: list[MarkedBlock] = []
    passage: list[MarkedBlock] = []
    added = 0
    notes = [one for one in blocks if one.block.kind is Kind.FOOTNOTE]
    for one in (*(one for one in blocks if one.block.kind is not Kind.FOOTNOTE), None):
        if one is not None and one.block.kind is not Kind.ROW:
            passage.append(one)
            continue
        settled = _settled(passage, after_table=bool(out), at_end=one is None)
        added += len(settled) > len(passage)
        out += settled
        passage = []
        if one is not None:
            out.append(one)
    return (*out, *notes), added


def _settled(passage: Sequence[MarkedBlock], *, after_table: bool, at_end: bool) -> list[MarkedBlock]:
    """Paragraphs that follow each other, with a table or the end of the file after them."""
    if not passage:
        return [EMPTY] if at_end and after_table else []
    ends = [(one.mark, one.mark_by) for one in passage]
    stays = max((at for at, (op, _by) in enumerate(ends) if op == "equal"), default=-1)
    trailing = ends[stays + 1 :]
    if not trailing:
        return list(passage)
    gone = [at for at in range(stays + 1, len(passage)) if ends[at][0] == "delete"]
    come = [at for at in range(stays + 1, len(passage)) if ends[at][0] == "insert"]
    if gone and come and passage[gone[-1]].shape == passage[come[-1]].shape:
        return _as_one(passage, gone[-1], come[-1])
    if stays >= 0 and not (gone and come) and passage[stays].shape == passage[-1].shape:
        shifted = list(passage)
        for at in range(stays, len(passage) - 1):
            op, by = ends[at + 1]
            shifted[at] = replace(shifted[at], mark=op, mark_by=by)
        shifted[-1] = replace(shifted[-1], mark="equal", mark_by=None)
        return shifted
    if at_end and after_table and stays < 0 and len(trailing) == 1 and passage[-1].shape == EMPTY.shape:
        return [replace(passage[-1], mark="equal", mark_by=None)]  # a table has a paragraph after it in any case
    return [*passage, EMPTY]


def _as_one(passage: Sequence[MarkedBlock], gone: int, come: int) -> list[MarkedBlock]:
    """The last that goes and the last that comes as one paragraph, whose end stays."""
    old, new = passage[gone], passage[come]
    both = replace(
        new, runs=(old.runs[0] + new.runs[0],), old_number=old.number, op="equal", by=None, mark="equal", mark_by=None
    )
    return [one for at, one in enumerate(passage) if at not in (gone, come)] + [both]
