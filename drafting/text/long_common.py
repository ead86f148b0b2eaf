"""What two long strings have in common, found row by row with whole rows as one integer each.

Source: M. Crochemore, C. S. Iliopoulos, Y. J. Pinzon, J. F. Reid, "A fast and practical bit-vector algorithm for the
longest common subsequence problem" (2001), as simplified by H. Hyyrö, "Bit-parallel LCS-length computation revisited"
(2004). The time depends on the lengths only, not on how much differs: n rows of m bits. The way back through the table
needs all rows. Where they are many, one in about √n is kept and those between are made again: memory stays at 2√n rows.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import isqrt

_MOST_BITS = 2**23
"""So many bits of rows are kept at once: a megabyte."""


def common(old: str, new: str) -> list[tuple[int, int]]:
    """Places (index in `old`, index in `new`) of a longest common subsequence, ascending; the latest where many are."""
    places: dict[str, int] = {}
    for index, sign in enumerate(old):
        places[sign] = places.get(sign, 0) | 1 << index
    step = max(1, len(new)) if len(old) * len(new) <= _MOST_BITS else isqrt(len(new)) + 1
    kept = [(1 << len(old)) - 1]
    for start in range(0, len(new) - step, step):
        kept.append(_rows(kept[-1], new[start : start + step], places, len(old))[-1])
    out: list[tuple[int, int]] = []
    left = len(old)
    for block in range(len(kept) - 1, -1, -1):
        start = block * step
        part = new[start : start + step]
        left, found = _back(_rows(kept[block], part, places, len(old)), left, old, part)
        out += [(index, start + offset) for index, offset in found]
    return out[::-1]


def _rows(first: int, new: Sequence[str], places: dict[str, int], width: int) -> list[int]:
    """The table's rows after each sign of `new`. In a row a bit is 0 where one more sign of the old text adds one to
    the length of what is common.
    """
    every = (1 << width) - 1
    out = []
    row = first
    for sign in new:
        here = row & places.get(sign, 0)
        row = (row + here | row - here) & every
        out.append(row)
    return out


def _back(rows: Sequence[int], left: int, old: str, new: str) -> tuple[int, list[tuple[int, int]]]:
    """The way back through `rows` from column `left`: the column where it leaves them, and the common places met."""
    found: list[tuple[int, int]] = []
    for offset in range(len(rows) - 1, -1, -1):
        row, sign = rows[offset], new[offset]
        while left > 0 and old[left - 1] != sign and row >> (left - 1) & 1:
            left -= 1
        if left > 0 and old[left - 1] == sign:
            left -= 1
            found.append((left, offset))
    return left, found
