"""Texts of the bench's own making, as lists of pieces, and edits on them whose outcome is known piece by piece.

A piece is a word with the signs that stand on it, or one character in a script without spaces. The product's own
tokeniser has no part in this: what was kept, replaced, added and taken away is known from how the text was made.
"""

from __future__ import annotations

import random
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from bench.vocabulary import TONGUES, Tongue

SEED = 20_200_929


class Edit(NamedTuple):
    """`pieces[start:end]` become `new`; half-open."""

    start: int
    end: int
    new: tuple[str, ...]


def tongue(chance: random.Random) -> Tongue:
    """One of the languages, the first three as often as all others together."""
    return chance.choice(TONGUES[:3]) if chance.random() < 0.5 else chance.choice(TONGUES[3:])


def sentence(chance: random.Random, of: Tongue, length: int) -> list[str]:
    """`length` pieces with the closing sign on the last one; small words recur, as they do."""
    out: list[str] = []
    for number in range(length):
        draw = chance.random()
        small = out and out[-1] in of.common
        if number < length - 1 and not small and draw < 0.4:
            out.append(chance.choice(of.common))
        elif of.joiner and draw > 0.97:
            out.append(chance.choice(("1,250", "12.5%", "2021", "3.2", "1\u00a0000")))
        else:
            out.append(chance.choice(of.words))
            if of.joiner and draw > 0.9 and number < length - 1:
                out[-1] += of.comma
            elif of.joiner and draw > 0.88:
                out[-1] = f"“{out[-1]}”"
    out[0] = out[0][0].upper() + out[0][1:]
    out[-1] += of.stop
    return out


def paragraph(chance: random.Random, of: Tongue, length: int, *, marked: bool = False) -> list[str]:
    """Sentences of about 15 pieces, `length` pieces in all; `marked` with emphasis and links here and there."""
    out: list[str] = []
    while len(out) < length:
        out += sentence(chance, of, min(chance.randrange(8, 22), max(length - len(out), 3)))
    out = out[:length]
    if marked:
        for _ in range(max(1, length // 25)):
            start = chance.randrange(length - 3)
            end = start + chance.randrange(1, 4)
            opening, closing = chance.choice((("**", "**"), ("*", "*"), ("[", "](https://example.org/page)")))
            if not any(sign in piece for piece in out[start:end] for sign in "*[]"):
                out[start] = opening + out[start]
                out[end - 1] += closing
    return out


def fresh(chance: random.Random, of: Tongue, count: int) -> tuple[str, ...]:
    """New pieces, none of which is in any base text."""
    return tuple(chance.choice(of.fresh) for _ in range(count))


def applied(pieces: Sequence[str], edits: Iterable[Edit]) -> list[str]:
    """All edits made; they must not overlap, and of two at one point the insertion comes first."""
    out = list(pieces)
    for edit in sorted(edits, reverse=True):
        out[edit.start : edit.end] = edit.new
    return out


def a_change(chance: random.Random, of: Tongue, start: int, end: int, most: int = 3) -> Edit:
    """An insertion, a deletion or a replacement that begins in `start:end` and changes at most `most` pieces of it."""
    at = chance.randrange(start, end)
    kind = chance.random()
    if kind < 0.25:
        return Edit(at, at, fresh(chance, of, chance.randrange(1, most + 1)))
    until = min(end, at + chance.randrange(1, most + 1))
    return Edit(at, until, () if kind < 0.5 else fresh(chance, of, chance.randrange(1, most + 1)))


def footprint(pieces: Sequence[str], edit: Edit) -> tuple[int, int]:
    """From the first to the last place where an edit like this one gives the same text, by trying every place."""
    result = applied(pieces, [edit])
    gone, come = edit.end - edit.start, len(edit.new)
    if gone and come:
        return edit.start, edit.end
    possible = [
        at
        for at in range(len(pieces) - gone + 1)
        if [*pieces[:at], *result[at : at + come], *pieces[at + gone :]] == result
    ]
    return possible[0], possible[-1] + gone


def same(pieces: Sequence[str], one: Edit, other: Edit) -> bool:
    """Whether two edits give the same text, however they are told."""
    return applied(pieces, [one]) == applied(pieces, [other])


def overlap(one: Edit, other: Edit) -> bool:
    """Whether two edits that are not the same need the same pieces, or the same place between two of them."""
    if one.start == one.end and other.start == other.end:
        return one.start == other.start
    return one.start < other.end and other.start < one.end
