"""What changed between two wordings, as a person would say it.

>>> [(s.op, s.text) for s in diff("administrations are encouraged", "administrations are required")]
[('equal', 'administrations are '), ('delete', 'encouraged'), ('insert', 'required')]
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from drafting.text.comparison import displayed
from drafting.text.tokens import plain, words

Op = Literal["equal", "delete", "insert"]

MAX_BLOCK_CHARS = 24_000
"""Longer blocks are refused by the procedure. Two texts of this length, however unlike, take under half a second."""


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch of text that stayed, went or came."""

    op: Op
    text: str


def diff(old: str, new: str) -> tuple[Segment, ...]:
    """The segments from `old` to `new`, a deletion before the insertion that replaces it.

    What is not inserted, joined, is `old`; what is not deleted, joined, is `new`; exactly, for any two strings.
    """
    found = displayed(old, new)
    if not found.hunks:
        return (Segment("equal", old),) if old else ()
    out: list[Segment] = []
    kept, at = found.head, 0
    for a0, a1, b0, b1 in found.hunks:
        kept += "".join(found.old[at:a0])
        if kept:
            out.append(Segment("equal", kept))
        if a0 < a1:
            out.append(Segment("delete", "".join(found.old[a0:a1])))
        if b0 < b1:
            out.append(Segment("insert", "".join(found.new[b0:b1])))
        kept, at = "", a1
    kept = "".join(found.old[at:]) + found.tail
    if kept:
        out.append(Segment("equal", kept))
    return tuple(out)


def is_typographic(old: str, new: str) -> bool:
    """Whether the two differ, and in spaces, quotes or dashes only."""
    return old != new and plain(old).replace(" ", "") == plain(new).replace(" ", "")


WHOLE_BELOW = 0.4
"""When fewer words than this share survive, old and new are shown whole, one after the other."""


def is_rewritten(segments: Sequence[Segment]) -> bool:
    """Whether so little survives that a reader is better served with old and new whole, one after the other."""
    return {"delete", "insert"} <= {segment.op for segment in segments} and survives(segments) < WHOLE_BELOW


def survives(segments: Iterable[Segment]) -> float:
    """The share of words, of both texts together, that survive: 1.0 for equal texts and for texts without words."""
    kept = total = 0
    for segment in segments:
        count = len(words(segment.text))
        if segment.op == "equal":
            kept += 2 * count
            total += 2 * count
        else:
            total += count
    return kept / total if total else 1.0
