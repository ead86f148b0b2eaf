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
    first_sentence = [bisect_right(starts, group.change.start) for group in applied]
    last_sentence = [bisect_right(starts, max(group.change.start, group.change.end - 1)) for group in applied]
    weights: dict[int, frozenset[CheckKind]] = {}

    def weight(index: int) -> frozenset[CheckKind]:
        if index not in weights:
            change = applied[index].change
            weights[index] = kinds_of(base.text[change.start : change.end], change.text)
        return weights[index]

    out: list[Check] = []
    for index, left in enumerate(applied):
        for later in range(index + 1, len(applied)):
            right = applied[later]
            apart = base.text[left.change.end : right.change.start]
            adjoining = bool(apart) and apart.isspace()
            if first_sentence[later] > last_sentence[index] and not adjoining:
                break
            if not set(left.keys).isdisjoint(right.keys):
                continue
            kinds: list[CheckKind] = []
            if first_sentence[later] <= last_sentence[index]:
                kinds.extend(sorted(weight(index) | weight(later)))
            if adjoining:
                kinds.append("space")
            start, end = left.change.start, max(left.change.end, right.change.end)
            out.extend(Check(kind, left.keys, right.keys, start, end, base.text[start:end]) for kind in kinds)
    return tuple(out)
