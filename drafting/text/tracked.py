"""A comparison of two inline texts as word processors track it: runs that stay, go or come, each with its marks.

Where only the marks of words changed (`encourage` became `**encourage**`) the words go with their old marks and come
with their new ones: every word processor rejects that to the very text that stood there, which none does for tracked
changes of formatting alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Generic, TypeVar

from drafting.text.diff import Op
from drafting.text.inline import Mark, pieces
from drafting.text.tokens import BLANK_LINE

By = TypeVar("By")


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch(Generic[By]):
    """A stretch of source text that stayed, went or came, with whose change it is (None where it stayed)."""

    op: Op
    text: str
    by: By | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """How words look: emphasis, strong, a link's target ("" for none), and raised as the sign of a footnote is."""

    em: bool = False
    strong: bool = False
    link: str = ""
    raised: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class TrackedRun(Generic[By]):
    """Words with one look that stay, go or come. `mark` is TEXT, HARD_BREAK, FOOTNOTE with its key as `text`, or, where
    blocks were joined or split, BLANK_LINE: the end of a block that has another after it."""

    op: Op
    text: str
    look: Look
    mark: Mark = Mark.TEXT
    by: By | None = None


@dataclass(frozen=True, slots=True)
class _Sign:
    """One sign that is shown, a break or a reference."""

    text: str
    look: Look
    mark: Mark


def tracked(
    stretches: Iterable[Stretch[By]], *, old: Sequence[str] = (), new: Sequence[str] = ()
) -> tuple[TrackedRun[By], ...]:
    """The runs of a comparison of inline Markdown, in order.

    The runs that do not come are what the old source shows, those that do not go what the new one shows. Where a change
    parts marks, its words outside are told as going and coming, by whoever changed the marks. Where blocks were joined
    or split, `old` and `new` are the wordings that the two sources hold, as `Descent` puts them together.
    """
    given = list(stretches)
    old_signs = _signs_of(old or ["".join(one.text for one in given if one.op != "insert")], " ")
    new_signs = _signs_of(new or ["".join(one.text for one in given if one.op != "delete")], BLANK_LINE)
    return tuple(joined(_told(given, old_signs, new_signs)))


def shown(runs: Iterable[TrackedRun[By]], *, accepted: bool) -> tuple[TrackedRun[By], ...]:
    """What is read when all changes are accepted, or rejected: as runs that stay."""
    gone = "delete" if accepted else "insert"
    return tuple(joined(replace(run, op="equal", by=None) for run in runs if run.op != gone))


def _signs_of(wordings: Sequence[str], between: str) -> dict[int, _Sign]:
    """What is shown of several wordings, each read by itself, by the place in the whole (code points)."""
    out: dict[int, _Sign] = {}
    at = 0
    for number, wording in enumerate(wordings):
        if number:
            out[at] = _Sign("", Look(), Mark.BLANK_LINE)
            at += len(between)
        out |= {at + place: sign for place, sign in _signs(wording).items()}
        at += len(wording)
    return out


def _signs(source: str) -> dict[int, _Sign]:
    """What is shown of `source`, by the place in it (code points)."""
    out: dict[int, _Sign] = {}
    em = strong = 0
    link = ""
    for piece in pieces(source):
        look = Look(em=em > 0, strong=strong > 0, link=link)
        match piece.mark:
            case Mark.EM_OPEN | Mark.EM_CLOSE:
                em += 1 if piece.mark is Mark.EM_OPEN else -1
            case Mark.STRONG_OPEN | Mark.STRONG_CLOSE:
                strong += 1 if piece.mark is Mark.STRONG_OPEN else -1
            case Mark.LINK_OPEN:
                link = piece.text
            case Mark.LINK_CLOSE:
                link = ""
            case Mark.HARD_BREAK | Mark.FOOTNOTE:
                out[piece.start] = _Sign(piece.text, look, piece.mark)
            case Mark.SOFT_BREAK:
                out[piece.start] = _Sign(" ", look, Mark.TEXT)
            case _:
                out |= {piece.start + n: _Sign(sign, look, Mark.TEXT) for n, sign in enumerate(piece.text)}
    return out


def _told(given: Sequence[Stretch[By]], old: dict[int, _Sign], new: dict[int, _Sign]) -> Iterator[TrackedRun[By]]:
    """The runs sign by sign; where marks alone changed, what goes stands before what comes."""
    at_old = at_new = 0
    for number, one in enumerate(given):
        length = len(one.text)
        if one.op == "delete":
            yield from _run("delete", old, at_old, length, one.by)
        elif one.op == "insert":
            yield from _run("insert", new, at_new, length, one.by)
        else:
            by = _nearest(given, number)
            same = [old.get(at_old + n) == new.get(at_new + n) for n in range(length)]
            for kept, places in groupby(range(length), key=same.__getitem__):
                first, *others = places
                count = 1 + len(others)
                if kept:
                    yield from _run("equal", old, at_old + first, count, None)
                else:
                    yield from _run("delete", old, at_old + first, count, by)
                    yield from _run("insert", new, at_new + first, count, by)
        at_old += length if one.op != "insert" else 0
        at_new += length if one.op != "delete" else 0


def _run(op: Op, signs: dict[int, _Sign], at: int, length: int, by: By | None) -> Iterator[TrackedRun[By]]:
    for place in range(at, at + length):
        sign = signs.get(place)
        if sign is not None:
            yield TrackedRun(op=op, text=sign.text, look=sign.look, mark=sign.mark, by=by)


def _nearest(given: Sequence[Stretch[By]], number: int) -> By | None:
    """Whose the change is that stands last before a stretch, else first after it."""
    around = [*reversed(given[:number]), *given[number + 1 :]]
    return next((one.by for one in around if one.op != "equal"), None)


def joined(runs: Iterable[TrackedRun[By]]) -> Iterator[TrackedRun[By]]:
    """The same with runs of text that are alike in all else as one."""
    last: TrackedRun[By] | None = None
    texts: list[str] = []
    for run in runs:
        if last is not None and _alike(last, run):
            texts.append(run.text)
            continue
        if last is not None:
            yield replace(last, text="".join(texts)) if len(texts) > 1 else last
        last, texts = run, [run.text]
    if last is not None:
        yield replace(last, text="".join(texts)) if len(texts) > 1 else last


def _alike(one: TrackedRun[By], other: TrackedRun[By]) -> bool:
    """Whether two runs of text differ in their words alone. Runs come sign by sign: this is asked of each."""
    return (
        one.mark is other.mark is Mark.TEXT
        and one.op == other.op
        and (one.look is other.look or one.look == other.look)
        and one.by == other.by
    )
