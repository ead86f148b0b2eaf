"""The table of dispositions as values, and as it is printed: what became of each contribution, and why."""

from __future__ import annotations

from dataclasses import dataclass

from drafting.exchange.compilation import Contribution, delegation_of, remarks_of
from drafting.exchange.printed_table import Cell, Column, Head, PrintedTable, cell_of, lines_of


@dataclass(frozen=True, slots=True, kw_only=True)
class DispositionWords:
    """The headings of the columns, and `supported`: what stands before the supporters."""

    number: str
    paragraph: str
    delegation: str
    proposed: str
    disposition: str
    reason: str
    now: str
    supported: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Disposed:
    """A contribution, its `disposition` in words, the `reasons` given, and where it is in the next draft: `now`."""

    what: Contribution
    disposition: str
    reasons: tuple[str, ...] = ()
    now: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Dispositions:
    """What became of the contributions of a round, in the order in which they are to stand."""

    head: Head
    words: DispositionWords
    rows: tuple[Disposed, ...]


def as_table(dispositions: Dispositions) -> PrintedTable:
    """The table as it is printed."""
    words = dispositions.words
    columns = (
        Column(name=words.number, share=7),
        Column(name=words.paragraph, share=9),
        Column(name=words.delegation, share=13),
        Column(name=words.proposed, share=31),
        Column(name=words.disposition, share=11),
        Column(name=words.reason, share=19),
        Column(name=words.now, share=10),
    )
    return PrintedTable(
        head=dispositions.head, columns=columns, rows=tuple(_row(one, words) for one in dispositions.rows)
    )


def _row(one: Disposed, words: DispositionWords) -> tuple[Cell, ...]:
    what = one.what
    return (
        cell_of(what.label),
        cell_of(what.place),
        delegation_of(what, words.supported),
        Cell(lines=(*lines_of(what.operation), *what.change, *remarks_of(what))),
        cell_of(one.disposition),
        cell_of(*one.reasons),
        cell_of(one.now),
    )
