"""A change told in words, as data: what is replaced, added or deleted. Sentences are made where people read them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from drafting.text.diff import Segment


@dataclass(frozen=True, slots=True, kw_only=True)
class Phrase:
    """One thing that a change does. `old` is empty for "adds", `new` for "deletes"; no white space at the edges.

    `before` and `after` are up to three words of the unchanged text on either side, for a reader who hears the phrase
    without seeing the text.
    """

    op: Literal["replaces", "adds", "deletes"]
    old: str
    new: str
    before: str = ""
    after: str = ""


_NEIGHBOURS = 3


def in_words(segments: Iterable[Segment]) -> tuple[Phrase, ...]:
    """The phrases for a difference, in reading order; changes of white space alone are told with the spaces kept."""
    told: list[Phrase] = []
    given = tuple(segments)
    index = 0
    while index < len(given):
        if given[index].op == "equal":
            index += 1
            continue
        first = index
        old = new = ""
        while index < len(given) and given[index].op != "equal":
            if given[index].op == "delete":
                old += given[index].text
            else:
                new += given[index].text
            index += 1
        before = given[first - 1].text if first else ""
        after = given[index].text if index < len(given) else ""
        told.append(_phrase(old, new, " ".join(before.split()[-_NEIGHBOURS:]), " ".join(after.split()[:_NEIGHBOURS])))
    return tuple(told)


def _phrase(old: str, new: str, before: str, after: str) -> Phrase:
    kept_old, kept_new = old.strip(), new.strip()
    if kept_old == kept_new:
        kept_old, kept_new = old, new
    if kept_old and kept_new:
        return Phrase(op="replaces", old=kept_old, new=kept_new, before=before, after=after)
    if kept_new:
        return Phrase(op="adds", old="", new=kept_new, before=before, after=after)
    return Phrase(op="deletes", old=kept_old, new="", before=before, after=after)
