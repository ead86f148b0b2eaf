"""The words of a returned file as the draft stores them: what one reviewer proposes, carried onto the stored text."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from drafting.exchange.returned import ReturnedRun
from drafting.rules.lifecycle import ItemKind
from drafting.text.inline import ALLOWED_LINK, Mark, plain
from drafting.text.merge import merge
from drafting.text.runs import BREAK, Run, compose
from drafting.text.tokens import BLANK_LINE

_NEW_NOTE = re.compile("\ue000(\\d+)\ue001")
"""Stands where a new footnote is, while the words around it are put together."""
_WORD = re.compile(r"[^\W_]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteNames:
    """The notes of one file: `labels` of those that the draft has, by the file's id; `words` of all, as source."""

    labels: Mapping[str, str]
    words: Mapping[str, str]


def source_of(runs: Iterable[ReturnedRun], notes: NoteNames) -> str:
    """Inline source that reads as the runs; a note that the draft does not have stands in it as `^[words]`."""
    new: list[str] = []
    told: list[Run] = []
    for run in runs:
        look = run.look
        if run.mark is Mark.HARD_BREAK:
            told.append(Run(text=BREAK))
        elif run.mark is Mark.FOOTNOTE and run.text in notes.labels:
            told.append(Run(text=notes.labels[run.text], em=look.em, strong=look.strong, footnote=True))
        elif run.mark is Mark.FOOTNOTE:
            told.append(Run(text=f"\ue000{len(new)}\ue001", em=look.em, strong=look.strong))
            new.append(notes.words.get(run.text, ""))
        else:
            link = look.link if ALLOWED_LINK.match(look.link) else ""
            told.append(Run(text=run.text, em=look.em, strong=look.strong, link=link))
    return _NEW_NOTE.sub(lambda found: f"^[{_inside(new[int(found[1])])}]", compose(told))


def passages_of(passages: Sequence[Sequence[ReturnedRun]], notes: NoteNames) -> str:
    """Several wordings with a blank line between; those without words are left out."""
    return BLANK_LINE.join(text for runs in passages if (text := source_of(runs, notes)).strip())


def carried(stored: str, base: str, proposed: str) -> tuple[str, bool]:
    """`stored` with what `proposed` changes in `base`, both being what a file shows of it; and whether that could not
    be told apart from what differs already, so that `proposed` is given as it is."""
    if base == stored:
        return proposed, False
    if base == proposed:
        return stored, False
    merged = merge(base, {"stored": stored, "proposed": proposed})
    return (proposed, True) if merged.conflicts else (merged.text, False)


def kind_of(before: str, after: str) -> ItemKind:
    """Editorial where the words stay the same, their capitals, marks and signs aside."""

    def words(text: str) -> list[str]:
        return [word.casefold() for word in _WORD.findall(plain(text))]

    same = words(before) == words(after) and BLANK_LINE not in after
    return ItemKind.EDITORIAL if same else ItemKind.SUBSTANTIVE


def shown(runs: Iterable[ReturnedRun]) -> str:
    """What is read, without the signs of notes; breaks as spaces."""
    signs = {Mark.FOOTNOTE: "", Mark.HARD_BREAK: " "}
    return "".join(signs.get(run.mark, run.text) for run in runs)


def _inside(words: str) -> str:
    """A note's words where they may stand between brackets."""
    return " ".join(words.split()) if words.count("[") == words.count("]") else re.sub(r"[\[\]]", "", words)
