"""Changes that word processors would take for one, kept apart by two minutes.

LibreOffice takes two insertions of one author within a minute for one where they meet at the end of a paragraph, though
that end was there before; rejected, they take it along. So the second of two such is dated two minutes after the first.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta

from drafting.exchange.marked import Hand, MarkedBlock
from drafting.text.blocks import Kind

APART = timedelta(minutes=2)


def kept_apart(blocks: Iterable[MarkedBlock]) -> Iterator[MarkedBlock]:
    """The blocks in order, with later dates for insertions that begin a paragraph where it is needed."""
    before: Hand | None = None
    for one in blocks:
        if one.block.kind in (Kind.ROW, Kind.FOOTNOTE):
            before = None
            yield one
            continue
        moved = one if before is None else _after(one, before)
        yield moved
        last = moved.runs[0][-1] if moved.runs[0] else None
        before = last.by if moved.mark == "equal" and last is not None and last.op == "insert" else None


def _after(one: MarkedBlock, before: Hand) -> MarkedBlock:
    """The paragraph with the insertions that it begins with, its end too if it comes whole, dated after `before`."""
    later = replace(before, at=(_moment(before) + APART).strftime("%Y-%m-%dT%H:%M:%SZ"))
    runs = list(one.runs[0])
    at = 0
    while at < len(runs):
        by = runs[at].by
        if runs[at].op != "insert" or by is None or not _taken_for_one(by, before):
            return replace(one, runs=(tuple(runs),))
        runs[at] = replace(runs[at], by=later)
        at += 1
    whole = one.mark == "insert" and one.mark_by is not None and _taken_for_one(one.mark_by, before)
    return replace(one, runs=(tuple(runs),), mark_by=later if whole else one.mark_by)


def _taken_for_one(one: Hand, other: Hand) -> bool:
    return one.author == other.author and abs(_moment(one) - _moment(other)) < APART


def _moment(hand: Hand) -> datetime:
    return datetime.fromisoformat(hand.at)
