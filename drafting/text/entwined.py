"""Changes that only make sense together: the two ends of emphasis, of a link, of a pair of square brackets.

An author who makes words bold proposes two insertions. If one of them cannot be applied the other must not be either,
and where two authors' stretches cross, neither can.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from drafting.text.checks import Group
from drafting.text.footprint import Base
from drafting.text.markup import has_markup
from drafting.text.tokens import tokens

_SYMMETRIC = ("*", "**", "~~", "`")


def _ends(base: Base, group: Group) -> Counter[str]:
    """What the change opens (+) and closes (-); for emphasis and code, whose two ends look the same, 0 or 1."""
    change = group.change
    removed = base.text[change.start : change.end]
    touched = removed + change.text
    if not (has_markup(touched) or "[" in touched or "]" in touched):
        return Counter()
    count: Counter[str] = Counter()
    for text, sign in ((change.text, 1), (removed, -1)):
        for token in tokens(text):
            if token in _SYMMETRIC:
                count[token] += sign
            elif token == "[":
                count["["] += sign
            elif token == "]" or token.startswith("]("):
                count["["] -= sign
    for token in _SYMMETRIC:
        count[token] %= 2
    return Counter({token: number for token, number in count.items() if number})


def units(base: Base, groups: Sequence[Group]) -> list[list[int]]:
    """Indices of the sorted `groups` that stand or fall together, for each author; only those of two and more."""
    found: dict[str, list[tuple[int, Counter[str]]]] = {}
    for index, group in enumerate(groups):
        ends = _ends(base, group)
        if ends:
            for key in group.keys:
                found.setdefault(key, []).append((index, ends))
    out: set[tuple[int, ...]] = set()
    for halves in found.values():
        unit: list[int] = []
        open_ends: Counter[str] = Counter()
        for index, ends in halves:
            unit.append(index)
            for token, number in ends.items():
                open_ends[token] = (open_ends[token] + number) % 2 if token in _SYMMETRIC else open_ends[token] + number
            if not any(open_ends.values()):
                out.add(tuple(unit))
                unit = []
        if len(unit) > 1:
            out.add(tuple(unit))
    return [list(unit) for unit in sorted(out) if len(unit) > 1]


def crossing(groups: Sequence[Group], found: Sequence[Sequence[int]]) -> list[tuple[int, int]]:
    """Pairs of indices into `found` whose stretches cross and that have no author in common."""
    out: list[tuple[int, int]] = []
    for one, left in enumerate(found):
        for other in range(one + 1, len(found)):
            right = found[other]
            if any(not set(groups[a].keys).isdisjoint(groups[b].keys) for a in left for b in right):
                continue
            start, end = groups[left[0]].change.start, groups[left[-1]].change.end
            begin, finish = groups[right[0]].change.start, groups[right[-1]].change.end
            if start < begin < end < finish or begin < start < finish < end:
                out.append((one, other))
    return out
