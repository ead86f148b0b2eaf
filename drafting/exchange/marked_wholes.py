"""A paragraph that stayed told as one that goes and one that comes: where its own end cannot be tracked."""

from __future__ import annotations

from dataclasses import replace

from drafting.exchange.marked import MarkedBlock, Runs
from drafting.text.diff import Op
from drafting.text.inline import Mark


def as_whole(one: MarkedBlock) -> tuple[MarkedBlock, Runs]:
    """A paragraph whose end goes or comes, as one that does so as a whole; and what the other draft has of its words,
    for the paragraph with which that one shares its end."""
    op: Op = one.mark
    other: Op = "delete" if op == "insert" else "insert"
    by = one.mark_by
    alone: Runs = tuple(replace(run, op=op, by=run.by or by) for run in one.runs[0] if run.op in ("equal", op))
    shared: Runs = tuple(replace(run, op=other, by=run.by or by) for run in one.runs[0] if run.op in ("equal", other))
    return replace(one, runs=(alone,), op=op, by=by), shared


def refers_to_note(one: MarkedBlock) -> bool:
    """Whether its words hold a reference to a footnote."""
    return any(run.mark is Mark.FOOTNOTE for runs in one.runs for run in runs)
