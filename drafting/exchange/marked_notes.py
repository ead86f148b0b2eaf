"""References to footnotes where changes are tracked.

No word processor takes two references to one note: on each side the first carries it, those after it show its number.
LibreOffice loses the changes within a note that a table refers to, and within all where the first reference is in a
table: there the old note goes and the new one comes.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from drafting.exchange.marked import Hand, MarkedBlock, Runs
from drafting.text.blocks import Kind
from drafting.text.inline import Mark
from drafting.text.tracked import Look, TrackedRun


def with_notes(
    blocks: Iterable[MarkedBlock],
    *,
    old: Mapping[str, str],
    new: Mapping[str, str],
    changed: Mapping[str, Hand],
    nobody: Hand,
) -> Iterator[MarkedBlock]:
    """The blocks in order, with references as either side shows them; `old` and `new`: label → the note's number;
    `changed`: label → who changed its words.

    A reference that is the first one on one side only goes as what it was and comes as what it is, by `nobody`.
    """
    seen: tuple[set[str], set[str]] = (set(), set())
    in_table = False
    for one in blocks:
        if not any(seen):
            in_table = one.block.kind is Kind.ROW
        parted = changed if in_table or one.block.kind is Kind.ROW else {}
        yield replace(one, runs=tuple(tuple(_settled(runs, seen, (old, new), parted, nobody)) for runs in one.runs))


def _settled(
    runs: Runs,
    seen: tuple[set[str], set[str]],
    numbers: Sequence[Mapping[str, str]],
    parted: Mapping[str, Hand],
    nobody: Hand,
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
        if len(shown) == 1 or (shown[0] == shown[1] and (shown[0] != run or run.text not in parted)):
            yield shown[0]
        else:
            by = parted.get(run.text, nobody)
            yield replace(shown[0], op="delete", by=by)
            yield replace(shown[1], op="insert", by=by)


def _again(run: TrackedRun[Hand], number: str) -> TrackedRun[Hand]:
    return replace(run, text=number, mark=Mark.TEXT, look=Look(raised=True))


def hands_of(notes: Iterable[MarkedBlock]) -> dict[str, Hand]:
    """Who changed the words of each footnote, by its label: several as one."""
    out: dict[str, Hand] = {}
    for note in notes:
        hands = [run.by for runs in note.runs for run in runs if run.by is not None]
        if hands:
            names = ", ".join(dict.fromkeys(hand.author for hand in hands))
            out[note.block.label] = Hand(author=names, at=min(hand.at for hand in hands))
    return out
