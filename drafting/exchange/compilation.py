"""The compilation of a round's contributions as values, and as the table that committees know.

On paper the supporters stand beneath the delegation and the changes in the text; a spreadsheet has them in columns of
their own, and the proposed text plain besides, so that it can be sorted, edited, and read back.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from drafting.exchange.printed_table import (
    QUIET,
    Cell,
    Column,
    Head,
    Line,
    PrintedTable,
    cell_of,
    line_of,
    lines_of,
    typed_cell,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class CompilationWords:
    """The headings of the columns, and `supported`: what stands before the supporters on paper."""

    number: str
    paragraph: str
    delegation: str
    supporters: str
    kind: str
    change: str
    proposed: str
    reason: str
    comments: str
    supported: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """What a delegation says to a comment."""

    delegation: str
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Contribution:
    """One amendment, comment or proposal in words.

    `place` is the printed number of its block in the draft that it was made on. `notes` say what else is to be known of
    it (late, a suggestion, withdrawn and when). `operation` is what happens to the block as a whole, in words; `change`
    the text with its changes marked, `in_words` the same told, `proposed` how the text would read. `quote` are the
    words that a comment (`words`) is on. Of what is withdrawn `label`, `place`, `delegation`, `notes` and others'
    replies are all.
    """

    label: str
    place: str
    delegation: str
    notes: tuple[str, ...] = ()
    supporters: tuple[str, ...] = ()
    kind: str = ""
    operation: str = ""
    change: tuple[Line, ...] = ()
    in_words: str = ""
    proposed: str = ""
    reason: str = ""
    quote: str = ""
    words: str = ""
    replies: tuple[Reply, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Compilation:
    """The contributions of a round in the order in which they are to stand."""

    head: Head
    words: CompilationWords
    rows: tuple[Contribution, ...]


def as_paper(compilation: Compilation) -> PrintedTable:
    """The table as it is printed."""
    words = compilation.words
    columns = (
        Column(name=words.number, share=7),
        Column(name=words.paragraph, share=9),
        Column(name=words.delegation, share=13),
        Column(name=words.kind, share=10),
        Column(name=words.proposed, share=31),
        Column(name=words.reason, share=15),
        Column(name=words.comments, share=15),
    )
    return PrintedTable(
        head=compilation.head, columns=columns, rows=tuple(_on_paper(one, words) for one in compilation.rows)
    )


def as_sheet(compilation: Compilation) -> PrintedTable:
    """The table as a spreadsheet has it."""
    words = compilation.words
    columns = (
        Column(name=words.number, share=8),
        Column(name=words.paragraph, share=10),
        Column(name=words.delegation, share=14),
        Column(name=words.supporters, share=14),
        Column(name=words.kind, share=10),
        Column(name=words.change, share=40),
        Column(name=words.proposed, share=40),
        Column(name=words.reason, share=30),
        Column(name=words.comments, share=30),
    )
    return PrintedTable(head=compilation.head, columns=columns, rows=tuple(_in_sheet(one) for one in compilation.rows))


def _on_paper(one: Contribution, words: CompilationWords) -> tuple[Cell, ...]:
    return (
        cell_of(one.label),
        cell_of(one.place),
        delegation_of(one, words.supported),
        cell_of(one.kind),
        Cell(lines=(*lines_of(one.operation), *one.change)),
        cell_of(one.reason),
        Cell(lines=remarks_of(one)),
    )


def delegation_of(one: Contribution, supported: str) -> Cell:
    """Whose it is, with its supporters and what else is to be known beneath."""
    supporters = f"{supported} {', '.join(one.supporters)}" if one.supporters else ""
    return Cell(lines=(*lines_of(one.delegation), *lines_of(supporters), *_quiet(one.notes)))


def _in_sheet(one: Contribution) -> tuple[Cell, ...]:
    return (
        cell_of(one.label),
        cell_of(one.place),
        Cell(lines=(*lines_of(one.delegation), *_quiet(one.notes))),
        cell_of("\n".join(one.supporters)),
        cell_of(one.kind),
        Cell(lines=(*lines_of(one.operation), *one.change), said=one.operation or one.in_words),
        typed_cell(one.proposed),
        cell_of(one.reason),
        Cell(lines=remarks_of(one)),
    )


def _quiet(notes: Sequence[str]) -> tuple[Line, ...]:
    return tuple(line_of(note, look=QUIET) for note in notes)


def remarks_of(one: Contribution) -> tuple[Line, ...]:
    """A comment with the words that it is on, and what was said to it."""
    replies = [line for reply in one.replies for line in lines_of(f"{reply.delegation}: {reply.words}")]
    quote = lines_of(f"“{one.quote}”", look=QUIET) if one.quote else ()
    return (*quote, *lines_of(one.words), *replies)
