"""Words that went from one place to another, kept from being taken for a tracked move.

LibreOffice takes a deletion and an insertion of the same words for a move and settles both together, in paragraphs of
another shape wrongly. So the first word of such an insertion is dated two minutes later: a change of its own.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator
from dataclasses import replace
from itertools import groupby

from drafting.exchange.marked import Hand, MarkedBlock, Runs
from drafting.exchange.marked_dates import later
from drafting.text.inline import Mark
from drafting.text.tracked import TrackedRun

LEAST = 6
"""Fewest characters of words that LibreOffice takes for moved; a space is among them."""


def may_seem_moved(words: str) -> bool:
    """Whether LibreOffice takes these words for moved where they go and come."""
    return len(words.strip()) >= LEAST and " " in words.strip()


def not_as_moves(blocks: Iterable[MarkedBlock]) -> Iterator[MarkedBlock]:
    """The blocks in order, with the insertions cut whose words are deleted elsewhere."""
    laid = list(blocks)
    parts = [runs for one in laid if one.op == "delete" for runs in one.runs]
    gone = {_words(runs) for runs in parts} | {_words(stretch) for runs in parts for stretch in _by_hand(runs)}
    for one in laid:
        if one.op == "insert":
            yield replace(one, runs=tuple(tuple(_cut_where(part, gone)) for part in one.runs))
        else:
            yield one


def _words(runs: Runs) -> str:
    return "".join(run.text for run in runs).strip()


def _by_hand(runs: Runs) -> Iterator[Runs]:
    """The runs of each hand that follow each other."""
    for _by, same in groupby(runs, key=lambda run: run.by):
        yield tuple(same)


def _cut_where(runs: Runs, gone: Container[str]) -> Iterator[TrackedRun[Hand]]:
    if _words(runs) in gone:
        yield from _cut(runs)
        return
    for stretch in _by_hand(runs):
        yield from _cut(stretch) if may_seem_moved(_words(stretch)) and _words(stretch) in gone else stretch


def _cut(runs: Runs) -> Iterator[TrackedRun[Hand]]:
    if not runs:
        return
    first, *others = runs
    if others and not first.text.strip():
        yield first
        yield from _cut(tuple(others))
        return
    if first.mark is Mark.TEXT and first.by is not None:
        at = max(first.text.find(" "), 1)
        yield replace(first, text=first.text[:at], by=later(first.by))
        if first.text[at:]:
            yield replace(first, text=first.text[at:])
    else:
        yield first
    yield from others
