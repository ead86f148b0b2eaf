"""The first footnote of a file, kept out of paragraphs whose end goes or comes.

LibreOffice reads all footnotes when it meets the first reference, and forgets meanwhile that the end of the paragraph
around it is tracked. So the paragraph that has the first reference keeps its end: what was split or joined there goes
and comes as a whole, and the change of ends begins one paragraph earlier.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from drafting.exchange.marked import MarkedBlock, Runs
from drafting.exchange.marked_ends import EMPTY, ended_before
from drafting.text.blocks import Kind
from drafting.text.diff import Op
from drafting.text.inline import Mark


def with_first_note(blocks: Sequence[MarkedBlock]) -> tuple[MarkedBlock, ...]:
    """The blocks with the first reference to a footnote in a paragraph whose end stays."""
    at = next((place for place, one in enumerate(blocks) if _refers(one)), None)
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
        gone, rest[0] = _as_whole(one, rest[0])
        whole.insert(parted - first, gone)
    if any(one.op == "equal" for one in whole):
        return tuple(blocks)  # split and joined in one place: nothing that a word processor would read alike
    moving = [one for one in whole if one.op == op]
    others = [one for one in whole if one.op != op]
    before = list(blocks[:first])
    if not before or before[-1].block.kind is Kind.ROW:
        before.append(EMPTY)
    return (*ended_before([*before, *moving], len(before) - 1), *others, *rest)


def _refers(one: MarkedBlock) -> bool:
    return any(run.mark is Mark.FOOTNOTE for runs in one.runs for run in runs)


def _as_whole(one: MarkedBlock, after: MarkedBlock) -> tuple[MarkedBlock, MarkedBlock]:
    """A paragraph that was split off, or joined with the next, as one that comes or goes; the next has the words that
    it shares with it on the other side."""
    op: Op = one.mark
    other: Op = "delete" if op == "insert" else "insert"
    by = one.mark_by
    alone: Runs = tuple(replace(run, op=op, by=run.by or by) for run in one.runs[0] if run.op in ("equal", op))
    shared: Runs = tuple(replace(run, op=other, by=run.by or by) for run in one.runs[0] if run.op in ("equal", other))
    return replace(one, runs=(alone,), op=op, by=by), replace(after, runs=(shared + after.runs[0],))
