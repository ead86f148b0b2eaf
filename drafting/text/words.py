"""A change told in words, as data: what is replaced, added, deleted or parted. Sentences are made where people read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import Literal

from drafting.text.diff import Segment
from drafting.text.tokens import BLANK_LINE


@dataclass(frozen=True, slots=True, kw_only=True)
class Phrase:
    """One thing that a change does. `old` is empty for "adds", `new` for "deletes"; no white space at the edges.

    "splits" begins a new block between `before` and `after`, "joins" no longer does; they have no `old` and no `new`.
    `before` and `after` are up to three words of the text on either side, for a reader who hears the phrase without
    seeing the text.
    """

    op: Literal["replaces", "adds", "deletes", "splits", "joins"]
    old: str = ""
    new: str = ""
    before: str = ""
    after: str = ""


_NEIGHBOURS = 3


def in_words(segments: Iterable[Segment]) -> tuple[Phrase, ...]:
    """The phrases for a difference, in reading order; changes of white space alone are told with the spaces kept.

    A blank line parts two blocks (DOCUMENT: split) and is told apart from the words about it.
    """
    told: list[Phrase] = []
    runs = [(equal, tuple(run)) for equal, run in groupby(segments, lambda segment: segment.op == "equal")]
    was = now = ""  # both texts as far as they have been read
    for number, (equal, run) in enumerate(runs):
        old = "".join(segment.text for segment in run if segment.op != "insert")
        new = "".join(segment.text for segment in run if segment.op != "delete")
        if not equal:
            before, after = _last(now), _first(runs[number + 1][1][0].text if number + 1 < len(runs) else "")
            words = _words(old, new, before, after)
            parted = [*_parted("joins", was, old, after), *_parted("splits", now, new, after)]
            told += [*parted, *words] if _begins_apart(old, new) else [*words, *parted]
        was, now = was + old, now + new
    return tuple(told)


def _words(old: str, new: str, before: str, after: str) -> Iterator[Phrase]:
    """What happens to the words; nothing when no more than a blank line comes or goes."""
    kept_old, kept_new = (text.replace(BLANK_LINE, " ").strip() for text in (old, new))
    if kept_old == kept_new:
        if BLANK_LINE in old + new:
            return
        kept_old, kept_new = old, new
    op: Literal["replaces", "adds", "deletes"] = "deletes" if not kept_new else "replaces" if kept_old else "adds"
    yield Phrase(op=op, old=kept_old, new=kept_new, before=before, after=after)


def _parted(op: Literal["splits", "joins"], so_far: str, text: str, after: str) -> Iterator[Phrase]:
    """One phrase for each place where `text`, which follows `so_far`, is parted; blank lines in a row are one."""
    *parts, last = text.split(BLANK_LINE)
    for number, part in enumerate(parts):
        so_far += part
        if part.strip() or number == 0:
            following = next((_first(other) for other in (*parts[number + 1 :], last) if other.strip()), after)
            yield Phrase(op=op, before=_last(so_far), after=following)
        so_far += BLANK_LINE


def _begins_apart(old: str, new: str) -> bool:
    """Whether the blank line comes before the words of the change."""
    return all(text.lstrip(" ").startswith(BLANK_LINE) for text in (old, new) if text.strip(" "))


def _last(text: str) -> str:
    return " ".join(text.rsplit(maxsplit=_NEIGHBOURS)[-_NEIGHBOURS:])


def _first(text: str) -> str:
    return " ".join(text.split(maxsplit=_NEIGHBOURS)[:_NEIGHBOURS])
