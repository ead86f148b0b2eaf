"""What a file says that went out as a working copy and came back: each paragraph with its tracked changes, comments.

Two readings stand in one value. A run, a row or the end of a paragraph that has `inserted` set is missing from the
rejected reading, one that has `deleted` set from the accepted one; what one person inserted and another deleted has
both. `accepted` and `rejected` are those readings as plain words.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from itertools import groupby

from drafting.exchange.document import Note
from drafting.text.blocks import Kind
from drafting.text.inline import Mark
from drafting.text.tracked import Look

MOST_PARAGRAPHS = 20_000
"""Paragraphs of a file, those of notes and cells among them; a long treaty has a tenth of that."""

STAND_IN = "\u200d"
_PLAIN = Look()
_FIRST_YEAR = 1980
"""Word processors write a year before this where they know of no date."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Signed:
    """Whose change the file says it is ("" for nobody's), and when (UTC; None: not told, or not to be believed)."""

    author: str
    at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReturnedRun:
    """Words that are alike in all that is told of them.

    `mark` is TEXT, HARD_BREAK ("\\n"), or FOOTNOTE with the note's id as `text`. `look.link` is an address, "#57" for
    the paragraph with that key, or "". `moved` says that the file calls the insertion or deletion a move.
    """

    text: str
    look: Look = _PLAIN
    mark: Mark = Mark.TEXT
    inserted: Signed | None = None
    deleted: Signed | None = None
    moved: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """What a paragraph is: its kind, its level from 1, and the style of its marker as in a Block ("" for none)."""

    kind: Kind = Kind.PARAGRAPH
    level: int = 1
    style: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReturnedParagraph:
    """One paragraph, wherever it stands.

    `keys` are those of our bookmarks that begin in it, in order. `kind`, `level` and `style` are its shape; `former`
    is the shape that it had before a tracked change of it (None: the same). `label` is the number or marker that the
    word processor shows before it ("" for none); one that is typed is part of the words. `title` marks the document's
    title. `mark_inserted` and `mark_deleted` say of its end that it was set or taken out: where it goes, the paragraph
    is joined with the one after it. `table` counts from 1 (None outside tables), `row` and `cell` from 0, a cell being
    counted by the columns before it. `row_inserted` and `row_deleted` are the row's, or the cell's where a cell came
    or went by itself. `note` is the id of the note that it is of, "" for the body. `reformatted` is whose change of
    formatting alone it holds that is not told otherwise.
    """

    keys: tuple[int, ...] = ()
    runs: tuple[ReturnedRun, ...] = ()
    kind: Kind = Kind.PARAGRAPH
    level: int = 1
    label: str = ""
    style: str = ""
    former: Shape | None = None
    title: bool = False
    mark_inserted: Signed | None = None
    mark_deleted: Signed | None = None
    moved: bool = False
    table: int | None = None
    row: int = 0
    cell: int = 0
    header: bool = False
    row_inserted: Signed | None = None
    row_deleted: Signed | None = None
    note: str = ""
    reformatted: Signed | None = None

    @property
    def text(self) -> str:
        """All runs joined, inserted and deleted ones too: what a comment's span counts in."""
        return "".join(run.text for run in self.runs)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReturnedComment:
    """A comment; `parent` is the id of the one that it answers.

    `spans` are (index in `Returned.paragraphs`, start, end) of the words that it was set on, in code points of the
    paragraph's `text`; start == end: at that point. Empty: nowhere in the text.
    """

    id: str
    author: str
    at: datetime | None
    text: str
    parent: str | None = None
    resolved: bool = False
    spans: tuple[tuple[int, int, int], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Returned:
    """A file read. `draft` and `hash` are the properties that the working copy carries ("" when lost); `tracked` is
    how many changes of words, paragraph ends, rows and cells it tells of; `notes`: what could not be read."""

    draft: str = ""
    hash: str = ""
    paragraphs: tuple[ReturnedParagraph, ...] = ()
    comments: tuple[ReturnedComment, ...] = ()
    tracked: int = 0
    notes: tuple[Note, ...] = ()


def accepted(returned: Returned) -> tuple[str, ...]:
    """The words of each paragraph once all changes are accepted: the body's in order, then the notes'."""
    return tuple(_settled(returned.paragraphs, accept=True))


def rejected(returned: Returned) -> tuple[str, ...]:
    """The words of each paragraph once all changes are rejected: the body's in order, then the notes'."""
    return tuple(_settled(returned.paragraphs, accept=False))


def joined(runs: Sequence[ReturnedRun]) -> tuple[ReturnedRun, ...]:
    """The same without empty words, and with neighbours that are alike as one run."""
    out: list[ReturnedRun] = []
    told = (run for run in runs if run.text)
    for like, same in groupby(told, key=lambda run: replace(run, text="")):
        if like.mark is Mark.TEXT:
            out.append(replace(like, text="".join(run.text for run in same)))
        else:
            out += same
    return tuple(out)


def without_stand_ins(runs: tuple[ReturnedRun, ...]) -> tuple[ReturnedRun, ...]:
    """A cell's runs without the sign of no width that LibreOffice puts into an empty one to carry its row's change."""
    return tuple(run for run in runs if run.text != STAND_IN or not (run.inserted or run.deleted))


def moment(written: str | None) -> datetime | None:
    """A date and time as files write it (UTC where no zone is told), to the second; None for none that can be."""
    try:
        found = datetime.fromisoformat((written or "").strip())
        found = (found if found.tzinfo else found.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError):
        return None
    return found.replace(microsecond=0) if found.year >= _FIRST_YEAR else None


def _settled(paragraphs: Sequence[ReturnedParagraph], *, accept: bool) -> Iterator[str]:
    """As ECMA-376-1 17.13.5 has it: a paragraph whose end goes is joined with the next one beside it; where there is
    none, it stays, unless nothing is left of it and it is not the only one there."""
    kept = [one for one in paragraphs if (one.row_deleted if accept else one.row_inserted) is None]
    kept = _without_lost_notes(kept, accept=accept)
    kept.sort(key=lambda one: bool(one.note))
    beside: dict[tuple[object, ...], int] = {}
    for one in kept:
        beside[_place(one)] = beside.get(_place(one), 0) + 1
    carried: list[str] = []
    for at, one in enumerate(kept):
        carried.append(_words(one, accept=accept))
        if (one.mark_deleted if accept else one.mark_inserted) is not None:
            follows = at + 1 < len(kept) and _place(kept[at + 1]) == _place(one)
            if follows or (not any(carried) and beside[_place(one)] > 1):
                beside[_place(one)] -= 1
                continue
        yield "".join(carried)
        carried = []


def _without_lost_notes(paragraphs: list[ReturnedParagraph], *, accept: bool) -> list[ReturnedParagraph]:
    """Without notes all references to which went."""
    named: dict[str, bool] = {}
    for one in paragraphs:
        for run in one.runs:
            if run.mark is Mark.FOOTNOTE:
                named[run.text] = named.get(run.text, False) or _stands(run, accept=accept)
    return [one for one in paragraphs if named.get(one.note, True)]


def _place(one: ReturnedParagraph) -> tuple[object, ...]:
    return (one.note, one.table, one.row, one.cell) if one.table is not None else (one.note, None)


def _stands(run: ReturnedRun, *, accept: bool) -> bool:
    return (run.deleted if accept else run.inserted) is None


def _words(one: ReturnedParagraph, *, accept: bool) -> str:
    shown = {Mark.FOOTNOTE: "", Mark.HARD_BREAK: " "}
    return "".join(shown.get(run.mark, run.text) for run in one.runs if _stands(run, accept=accept))
