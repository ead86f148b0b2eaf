"""Two drafts as one issue with tracked changes, ready for its writer."""

from __future__ import annotations

from dataclasses import replace

from drafting.exchange.document import Issue
from drafting.exchange.mark_up import Drafts, mark_up
from drafting.exchange.marked import Hand, MarkedBlock, Runs
from drafting.exchange.marked_dates import kept_apart
from drafting.exchange.marked_ends import with_ends
from drafting.exchange.marked_first_note import with_first_note
from drafting.exchange.marked_shapes import with_shapes
from drafting.text.blocks import Block, Kind
from drafting.text.diff import Op
from drafting.text.tracked import Look, TrackedRun


def marked_issue(old: Issue, new: Issue, drafts: Drafts) -> Issue:
    """`new` with MarkedBlocks: rejected they are `old`, accepted `new`.

    Where a change ends just before a table or at the end of the file an empty paragraph may stay, which no word
    processor takes out: `marked_ends.left_empty` counts them.
    """
    blocks = with_ends((*_title(old, new, drafts.nobody), *mark_up(drafts)))
    return replace(new, blocks=tuple(kept_apart(with_shapes(with_first_note(blocks)))))


def _title(old: Issue, new: Issue, nobody: Hand) -> tuple[MarkedBlock, ...]:
    """The title before the text, where either draft has it."""
    gone, come = (issue.title_before_text for issue in (old, new))
    if not gone and not come:
        return ()
    if gone == come:
        runs: Runs = (TrackedRun(op="equal", text=gone, look=Look()),)
    else:
        said: tuple[tuple[Op, str], ...] = (("delete", gone), ("insert", come))
        runs = tuple(TrackedRun(op=op, text=text, look=Look(), by=nobody) for op, text in said if text)
    op: Op = "equal" if gone and come else "delete" if gone else "insert"
    by = None if op == "equal" else nobody
    block = Block(kind=Kind.HEADING, level=0)
    return (MarkedBlock(key=0, number="", block=block, runs=(runs,), op=op, by=by, mark=op, mark_by=by),)
