"""References to footnotes where changes are tracked.

No word processor takes two references to one note: on each side the first carries it, those after it show its number.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from drafting.exchange.marked import Hand, MarkedBlock, Runs
from drafting.text.inline import Mark
from drafting.text.tracked import Look, TrackedRun


def with_notes(
    blocks: Iterable[MarkedBlock], *, old: Mapping[str, str], new: Mapping[str, str], nobody: Hand
) -> Iterator[MarkedBlock]:
    """The blocks in order, with references as either side shows them; `old` and `new`: label → the note's number.

    A reference that is the first one on one side only goes as what it was and comes as what it is, by `nobody`.
    """
    seen: tuple[set[str], set[str]] = (set(), set())
    for one in blocks:
        yield replace(one, runs=tuple(tuple(_settled(runs, seen, (old, new), nobody)) for runs in one.runs))


def _settled(
    runs: Runs, seen: tuple[set[str], set[str]], numbers: Sequence[Mapping[str, str]], nobody: Hand
) -> Iterator[TrackedRun[Hand]]:
    for run in runs:
        if run.mark is not Mark.FOOTNOTE:
            yield run
            continue
        shown = []
        for side, unseen in enumerate(("insert", "delete")):
            if run.op != unseen:
                again = run.text in seen[side] and run.text in numbers[side]
                seen[side].add(run.text)
                shown.append(_again(run, numbers[side][run.text]) if again else run)
        if len(shown) == 1 or shown[0] == shown[1]:
            yield shown[0]
        else:
            yield replace(shown[0], op="delete", by=nobody)
            yield replace(shown[1], op="insert", by=nobody)


def _again(run: TrackedRun[Hand], number: str) -> TrackedRun[Hand]:
    return replace(run, text=number, mark=Mark.TEXT, look=Look(raised=True))
