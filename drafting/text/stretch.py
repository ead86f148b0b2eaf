"""A stretch cut out of a comparison: what stands in one part of the new text, with what went there."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Literal, Protocol, TypeVar


class Piece(Protocol):
    """A piece of a comparison, as `diff` and `provenance` give it."""

    @property
    def op(self) -> Literal["equal", "delete", "insert"]: ...

    @property
    def text(self) -> str: ...


P = TypeVar("P", bound=Piece)


def within(pieces: Iterable[P], start: int, end: int, *, last: bool) -> Iterator[tuple[P, str]]:
    """The pieces that stand in `start` to `end` of the new text (code points, half-open), each with its words there.

    What was deleted at `end` belongs to what follows; to this stretch only if it is the `last`.
    """
    at = 0
    for piece in pieces:
        if piece.op == "delete":
            if start <= at < end or (last and at == end):
                yield piece, piece.text
            continue
        first, final = max(at, start), min(at + len(piece.text), end)
        if first < final:
            yield piece, piece.text[first - at : final - at]
        at += len(piece.text)
