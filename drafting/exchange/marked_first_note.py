"""The first footnote of a file, kept out of paragraphs whose end goes or comes.

LibreOffice reads all footnotes when it meets the first reference, and forgets meanwhile that the end of the paragraph
around it is tracked. So the paragraph that has the first reference keeps its end: what was split or joined there goes
and comes as a whole, and the change of ends begins one paragraph earlier.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from drafting.exchange.marked import MarkedBlock
from drafting.exchange.marked_ends import EMPTY, ended_before
from drafting.exchange.marked_wholes import as_whole, refers_to_note
from drafting.text.blocks import Kind


def with_first_note(blocks: Sequence[MarkedBlock]) -> tuple[MarkedBlock, ...]:
    """The blocks with the first reference to a footnote in a paragraph whose end stays."""
    at = next((place for place, one in enumerate(blocks) if refers_to_note(one)), None)
    if at is None or blocks[at].block.kind in (Kind.ROW, Kind.FOOTNOTE) or blocks[at].mark == "equal":
        return tuple(blocks)
    op = blocks[at].mark
    first = at
    while first and blocks[first - 1].block.kind is not Kind.ROW and blocks[first - 1].mark != "equal":
        first -= 1
    parted = at + 1
    while parted > first and blocks[parted - 1].op == "equal" and blocks[parted - 1].mark == op:
        parted -= 1
    whole = list(blocks[first:parted])
    rest = list(blocks[at + 1 :])
    for one in reversed(blocks[parted : at + 1]):
        alone, shared = as_whole(one)
        whole.insert(parted - first, alone)
        rest[0] = replace(rest[0], runs=(shared + rest[0].runs[0],))
    if any(one.op == "equal" for one in whole):
        return tuple(blocks)  # split and joined in one place: nothing that a word processor would read alike
    moving = [one for one in whole if one.op == op]
    others = [one for one in whole if one.op != op]
    before = list(blocks[:first])
    if not before or before[-1].block.kind is Kind.ROW:
        before.append(EMPTY)
    # What went on into the next paragraph may hold the reference, and its end may go or come too.
    return with_first_note((*ended_before([*before, *moving], len(before) - 1), *others, *rest))
