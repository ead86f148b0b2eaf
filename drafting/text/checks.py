"""Changes that go together cleanly, but that a person should read together: a word of obligation, a number, a seam."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from drafting.text.cleanup import sentences
from drafting.text.footprint import Base, Change
from drafting.text.stopwords import MODALS, NEGATIONS, NUMERALS
from drafting.text.tokens import words

CheckKind = Literal["negation", "modal", "number", "space"]


@dataclass(frozen=True, slots=True)
class Group:
    """One change, and the sorted keys of all who propose it."""

    change: Change
    keys: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Check:
    """Two applied changes by different authors; `start` to `end` is the base they span, `words` its text."""

    kind: CheckKind
    left: tuple[str, ...]
    right: tuple[str, ...]
    start: int
    end: int
    words: str


def kinds_of(removed: str, inserted: str) -> frozenset[CheckKind]:
    """What of weight a change adds or takes away: a negation, a modal verb, a number."""
    before, after = (Counter(word.lower().replace("’", "'") for word in words(text)) for text in (removed, inserted))
    found: set[CheckKind] = set()
    for word in (before - after) + (after - before):
        if word in NEGATIONS or word.endswith("n't"):
            found.add("negation")
        if word in MODALS:
            found.add("modal")
        if word in NUMERALS or word[0].isdigit():
            found.add("number")
    return frozenset(found)


def checks(base: Base, applied: Sequence[Group]) -> tuple[Check, ...]:
    """The checks owed for `applied`, which is sorted and without conflict."""
    if len(applied) < 2:
        return ()
    starts = [base.starts[first] for first, _ in sentences(base.tokens)]
    spans = [
        (bisect_right(starts, change.start), bisect_right(starts, max(change.start, change.end - 1)))
        for change in (group.change for group in applied)
    ]
    weights = [kinds_of(base.text[group.change.start : group.change.end], group.change.text) for group in applied]
    heavy = [index for index, kinds in enumerate(weights) if kinds]
    out: list[Check] = []
    for index, left in enumerate(applied):
        found: dict[int, list[CheckKind]] = {}
        for later in range(index + 1, len(applied)) if weights[index] else heavy[bisect_right(heavy, index) :]:
            if spans[later][0] > spans[index][1]:
                break
            found[later] = sorted(weights[index] | weights[later])
        for later in range(index + 1, len(applied)):
            apart = base.text[left.change.end : applied[later].change.start]
            if apart.strip():
                break
            if apart:
                found.setdefault(later, []).append("space")
        for later, kinds in sorted(found.items()):
            right = applied[later]
            if set(left.keys).isdisjoint(right.keys):
                start, end = left.change.start, max(left.change.end, right.change.end)
                out += [Check(kind, left.keys, right.keys, start, end, base.text[start:end]) for kind in kinds]
    return tuple(out)
