"""The raw difference of two lists of tokens: each token encoded as one character, compared by diff-match-patch.

Source: E. W. Myers, "An O(ND) Difference Algorithm and Its Variations" (1986), in the linear-space form of N. Fraser's
diff-match-patch. The time limit is off: with it results would depend on the clock. `fast_diff_match_patch` is the same
algorithm in C++; it is used where its wheel is installed, and tests compare the two.

Its time grows with the square of what differs. Long texts are compared by rows of bits instead (`long_common`), which
keeps as much; which of the two is used depends on the lengths only, so that every machine tells the same changes.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable
from typing import Any, NamedTuple

from drafting.text.long_common import common

_SURROGATES = 0xD800
_SURROGATES_LENGTH = 0x800
_MOST_TOKENS = 0x10F7FF
_LONG = 100
"""Tokens of both texts together from which on they are long: there rows of bits are no slower than the C++ wheel."""


class Hunk(NamedTuple):
    """`old[a0:a1]` becomes `new[b0:b1]`; indices of tokens, half-open. Hunks are sorted and do not touch."""

    a0: int
    a1: int
    b0: int
    b1: int


# Neither package has types; both are known to this file only.
_reference: Any = importlib.import_module("diff_match_patch").diff_match_patch

Compare = Callable[[str, str], list[tuple[int, int]]]


def compare_reference(old: str, new: str) -> list[tuple[int, int]]:
    """(-1, 0 or 1; length) for two strings, by the Python implementation."""
    engine = _reference()
    engine.Diff_Timeout = 0
    return [(op, len(text)) for op, text in engine.diff_main(old, new, False)]


def compare_long(old: str, new: str) -> list[tuple[int, int]]:
    """The same for long strings, in a time that depends on their lengths only."""
    out: list[tuple[int, int]] = []
    a = b = 0
    for left, right in [*common(old, new), (len(old), len(new))]:
        out += [(-1, left - a), (1, right - b), (0, 1)]
        a, b = left + 1, right + 1
    return out[:-1]


def _fast() -> Compare | None:
    """The C++ implementation, if its wheel is installed."""
    try:
        fast: Any = importlib.import_module("fast_diff_match_patch")
    except ImportError:
        return None
    sign = {"-": -1, "=": 0, "+": 1}
    run = fast.diff

    def compare(old: str, new: str) -> list[tuple[int, int]]:
        return [(sign[op], length) for op, length in run(old, new, timelimit=0, checklines=False, cleanup="No")]

    return compare


compare_fast = _fast()
_compare: Compare = compare_fast or compare_reference


def encode(old: list[str], new: list[str]) -> tuple[str, str]:
    """Both lists as strings of one character a token; equal tokens have equal characters. No surrogates, no NUL."""
    codes: dict[str, str] = {}
    for token in old + new:
        if token not in codes:
            point = len(codes) + 1
            codes[token] = chr(point if point < _SURROGATES else point + _SURROGATES_LENGTH)
    if len(codes) > _MOST_TOKENS:  # pragma: no cover - blocks are capped far below
        raise ValueError("more distinct tokens than characters")
    return "".join([codes[token] for token in old]), "".join([codes[token] for token in new])


def hunks(old: list[str], new: list[str], compare: Compare | None = None) -> list[Hunk]:
    """The raw changes from `old` to `new`.

    What both begin with, and what both then end with, is left out first, as diff-match-patch would; where nothing is
    left of one side there is nothing to compare.
    """
    shorter = min(len(old), len(new))
    start = end = 0
    while start < shorter and old[start] == new[start]:
        start += 1
    while end < shorter - start and old[-1 - end] == new[-1 - end]:
        end += 1
    old_end, new_end = len(old) - end, len(new) - end
    if start in (old_end, new_end):
        return [Hunk(start, old_end, start, new_end)] if old_end != new_end else []
    chosen = compare or (compare_long if old_end + new_end - 2 * start > _LONG else _compare)
    out: list[Hunk] = []
    a = b = a0 = b0 = start
    for op, length in chosen(*encode(old[start:old_end], new[start:new_end])):
        if op == 0:
            if a > a0 or b > b0:
                out.append(Hunk(a0, a, b0, b))
            a += length
            b += length
            a0, b0 = a, b
        elif op < 0:
            a += length
        else:
            b += length
    if a > a0 or b > b0:
        out.append(Hunk(a0, a, b0, b))
    return out
