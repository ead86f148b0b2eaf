"""What has moved from one order to another: all that does not stand in the longest run that kept its order."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence


def longest_rising(places: Sequence[int]) -> list[int]:
    """Indices of a longest strictly rising subsequence of `places`, in order; O(n log n).

    Source: Fredman, On computing the length of longest increasing subsequences (1975), with links back.
    """
    ends: list[int] = []
    values: list[int] = []
    before: list[int] = []
    for index, place in enumerate(places):
        at = bisect_left(values, place)
        before.append(ends[at - 1] if at else -1)
        ends[at : at + 1] = [index]
        values[at : at + 1] = [place]
    out: list[int] = []
    index = ends[-1] if ends else -1
    while index >= 0:
        out.append(index)
        index = before[index]
    return out[::-1]


def moved(before: Iterable[int], after: Iterable[int]) -> frozenset[int]:
    """The keys in both orders that have to be moved so that `before` becomes `after`: as few as can be."""
    place = {key: at for at, key in enumerate(before)}
    kept = [key for key in after if key in place]
    stayed = {kept[index] for index in longest_rising([place[key] for key in kept])}
    return frozenset(kept) - stayed
