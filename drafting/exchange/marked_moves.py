"""Words that went from one place to another, kept from being taken for a tracked move.

LibreOffice takes a deletion and an insertion of the same words for a move and settles both together, in paragraphs of
another shape wrongly. So the first word of such an insertion is dated two minutes later: a change of its own.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from drafting.exchange.marked import Hand, MarkedBlock, Runs
from drafting.exchange.marked_dates import later
from drafting.text.inline import Mark
from drafting.text.tracked import TrackedRun


def not_as_moves(blocks: Iterable[MarkedBlock]) -> Iterator[MarkedBlock]:
    """The blocks in order, with the insertions cut whose words are deleted elsewhere."""
    laid = list(blocks)
    gone = {_words(runs) for one in laid if one.op == "delete" for runs in one.runs}
    for one in laid:
        if one.op == "insert":
            runs = tuple(tuple(_cut(part)) if _words(part) in gone else part for part in one.runs)
            yield replace(one, runs=runs)
        else:
            yield one


def _words(runs: Runs) -> str:
    return "".join(run.text for run in runs).strip()


def _cut(runs: Runs) -> Iterator[TrackedRun[Hand]]:
    first, *others = runs or ()
    if first.mark is Mark.TEXT and first.by is not None:
        at = max(first.text.find(" "), 1)
        yield replace(first, text=first.text[:at], by=later(first.by))
        if first.text[at:]:
            yield replace(first, text=first.text[at:])
    else:
        yield first
    yield from others
