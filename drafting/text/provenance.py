"""Whose hand made each changed word of a result.

The accepted changes that go together are made on the base, each with its names; what the result has beyond that is
compared with it, and the two steps are told as one. So a word that nobody touched is never given a name because it
stood between two changed ones.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from drafting.text.comparison import raw
from drafting.text.diff import Op
from drafting.text.merge import Authored, Group, compose
from drafting.text.tokens import is_word, tokens


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch that stayed, went or came, and the sorted keys it came from; () is the secretariat, or nobody."""

    op: Op
    text: str
    keys: tuple[str, ...]


class _Piece(NamedTuple):
    """A stretch of the composed text: kept from the base, or inserted by `keys`; or gone before it (`text` deleted)."""

    op: Op
    text: str
    keys: tuple[str, ...]
    base_at: int


def attribute(base: str, result: str, accepted: Iterable[Authored]) -> tuple[Run, ...]:
    """The runs from `base` to `result`: what is not inserted joined is `base`, what is not deleted joined is `result`.

    Every inserted or deleted run has the keys of the accepted changes that it came from; what comes from none has ().
    Accepted changes that conflict (accepted as modified, their words merged by hand) give their names to the words
    of the result that they proposed, and to the words of the base that they took away.
    """
    merged = compose(base, accepted)
    applied = set(merged.applied)
    contested = [group for group in merged.groups if group.change not in applied]
    pieces = _pieces(base, [group for group in merged.groups if group.change in applied])
    return _told(list(_edited(pieces, merged.text, result, contested)))


def _pieces(base: str, groups: Sequence[Group]) -> list[_Piece]:
    """The base with `groups` made on it, as stretches in order."""
    out: list[_Piece] = []
    at = 0
    for group in groups:
        start, end, text = group.change.start, group.change.end, group.change.text
        if at < start:
            out.append(_Piece("equal", base[at:start], (), at))
        if start < end:
            out.append(_Piece("delete", base[start:end], group.keys, start))
        if text:
            out.append(_Piece("insert", text, group.keys, end))
        at = end
    if at < len(base):
        out.append(_Piece("equal", base[at:], (), at))
    return out


def _edited(pieces: Sequence[_Piece], composed: str, result: str, contested: Sequence[Group]) -> Iterable[Run]:
    """The pieces after the edits from `composed` to `result`; both are walked along the composed text."""
    found = raw(composed, result)
    edits: list[tuple[int, int, str]] = []
    at, index = len(found.head), 0
    for a0, a1, b0, b1 in found.hunks:
        start = at + sum(map(len, found.old[index:a0]))
        at, index = start + sum(map(len, found.old[a0:a1])), a1
        edits.append((start, at, "".join(found.new[b0:b1])))
    queue = list(reversed(edits))
    here = 0
    base_at = 0
    for piece in pieces:
        if piece.op == "delete":
            yield Run("delete", piece.text, piece.keys)
            base_at = piece.base_at + len(piece.text)
            continue
        text, from_base = piece.text, piece.op == "equal"
        base_at = piece.base_at
        while text:
            if not queue or queue[-1][0] >= here + len(text):
                yield Run(piece.op, text, piece.keys)
                here += len(text)
                text = ""
                continue
            start, end, inserted = queue[-1]
            kept = text[: start - here]
            if kept:
                yield Run(piece.op, kept, piece.keys)
                text, here = text[len(kept) :], here + len(kept)
                base_at += len(kept) if from_base else 0
            gone = text[: end - here]
            if from_base and gone:
                yield from _taken(gone, base_at, contested)
                base_at += len(gone)
            text, here = text[len(gone) :], here + len(gone)
            if here == end:
                queue.pop()
                yield from _given(inserted, base_at, contested)
            else:
                queue[-1] = (here, end, inserted)
    for _, _, inserted in reversed(queue):
        yield from _given(inserted, base_at, contested)


def _taken(text: str, at: int, contested: Sequence[Group]) -> Iterable[Run]:
    """Words of the base taken away by hand: those that a contested change took too have its names."""
    for token in tokens(text):
        names = {
            key
            for group in contested
            if group.change.start <= at and at + len(token) <= group.change.end
            for key in group.keys
        }
        yield Run("delete", token, tuple(sorted(names)))
        at += len(token)


def _given(text: str, at: int, contested: Sequence[Group]) -> Iterable[Run]:
    """Words put in by hand at `at` of the base: those that a contested change there proposed have its names."""
    near = [group for group in contested if group.change.start <= at <= group.change.end]
    for token in tokens(text):
        names = {key for group in near if is_word(token) and token in tokens(group.change.text) for key in group.keys}
        yield Run("insert", token, tuple(sorted(names)))


def _told(runs: Sequence[Run]) -> tuple[Run, ...]:
    """Runs as they are read: between two equal ones first what went, then what came; neighbours alike are one."""
    out: list[Run] = []
    went: list[Run] = []
    came: list[Run] = []

    def say(run: Run) -> None:
        if out and out[-1].op == run.op and out[-1].keys == run.keys:
            out[-1] = Run(run.op, out[-1].text + run.text, run.keys)
        elif run.text:
            out.append(run)

    def settle() -> None:
        old, new = "".join(run.text for run in went), "".join(run.text for run in came)
        if old and old == new:
            say(Run("equal", old, ()))
        else:
            for run in (*went, *came):
                say(run)
        went.clear()
        came.clear()

    for run in runs:
        if run.op == "equal":
            settle()
            say(run)
        else:
            (went if run.op == "delete" else came).append(run)
    settle()
    return tuple(out)
