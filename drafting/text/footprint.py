"""Where a change may lie: one text, many equal ways to say what was inserted or deleted.

To insert "very " into "very good" before or after "very" gives the same text. Two changes are compared on the whole
stretch over which each could slide, so that what collides does not depend on which way somebody's difference was told.
"""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass
from itertools import accumulate
from typing import NamedTuple

from drafting.text.tokens import tokens


@dataclass(frozen=True, slots=True, order=True)
class Change:
    """`base[start:end]` becomes `text`; code points of the base, half-open. An insertion has `start == end`."""

    start: int
    end: int
    text: str


class Footprint(NamedTuple):
    """Code points of the base between the first and the last place of a change; `low == high` for one insertion.

    `low` and `high` leave out slides over white space alone: these do not make neighbours of words that are none.
    `lowest` and `highest` count them: two insertions on either side of a space are at one place.
    """

    low: int
    high: int
    lowest: int
    highest: int
    insertion: bool


class Base:
    """A base text with its tokens, made once for all the changes on it."""

    __slots__ = ("starts", "text", "tokens")

    def __init__(self, text: str) -> None:
        self.text = text
        self.tokens = tokens(text)
        self.starts = list(accumulate(map(len, self.tokens), initial=0))

    def token_at(self, at: int) -> int | None:
        """The index of the token that starts at code point `at` (the count of tokens at the text's end)."""
        index = bisect_left(self.starts, at)
        return index if index < len(self.starts) and self.starts[index] == at else None

    def footprint(self, change: Change) -> Footprint:
        """Every place to which the change could slide, token by token, and give the same text."""
        start, end = change.start, change.end
        stays = Footprint(start, end, start, end, start == end)
        if change.text and start != end:
            return stays
        first, last = self.token_at(start), self.token_at(end)
        if first is None or last is None:
            return stays
        moved = tokens(change.text) if change.text else self.tokens[first:last]
        count = len(moved)
        if count == 0:
            return stays
        low, at = first, count - 1
        while low > 0 and self.tokens[low - 1] == moved[at % count]:
            low, at = low - 1, at - 1
        high, at = last, 0
        while high < len(self.tokens) and self.tokens[high] == moved[at % count]:
            high, at = high + 1, at + 1
        near = start if all(token.isspace() for token in self.tokens[low:first]) else self.starts[low]
        far = end if all(token.isspace() for token in self.tokens[last:high]) else self.starts[high]
        return Footprint(near, far, self.starts[low], self.starts[high], start == end)


def clash(left: Footprint, right: Footprint) -> str | None:
    """Why changes with these footprints cannot both be applied: "same-place", "overlap" or "touching"; or None."""
    if left.insertion and right.insertion:
        return "same-place" if left.lowest <= right.highest and right.lowest <= left.highest else None
    if left.low < right.high and right.low < left.high:
        return "overlap"
    if left.high == right.low or right.high == left.low:
        return "touching"
    return None


def canonical(base: str, change: Change) -> Change:
    """The one way to tell the changes that give the same text: without a common start, then without a common end.

    As far right as it can be slid. Two changes of one base give the same text if and only if these are equal.
    """
    start, end, text = change.start, change.end, change.text
    at = 0
    while start + at < end and at < len(text) and base[start + at] == text[at]:
        at += 1
    start, text = start + at, text[at:]
    while end > start and text and base[end - 1] == text[-1]:
        end, text = end - 1, text[:-1]
    if text and start == end:
        at, count = 0, len(text)
        while start + at < len(base) and base[start + at] == text[at % count]:
            at += 1
        turn = at % count
        return Change(start + at, start + at, text[turn:] + text[:turn])
    if not text and start < end:
        while end < len(base) and base[start] == base[end]:
            start, end = start + 1, end + 1
    return Change(start, end, text)
