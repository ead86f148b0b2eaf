"""The comment table in the layout of ISO and IEC, as values and as it is printed.

Types are those that the layout has: ge (general), te (technical: of substance), ed (editorial, translation included).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from drafting.exchange.compilation import Contribution, remarks_of
from drafting.exchange.printed_table import Cell, Column, Head, PrintedTable, cell_of, lines_of

TYPES: Mapping[str, str] = {"general": "ge", "substantive": "te", "editorial": "ed", "translation": "ed"}
"""The layout's types for our kinds."""
KINDS: Mapping[str, str] = {"ge": "general", "te": "substantive", "ed": "editorial"}
"""And back."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CommentWords:
    """The headings of the columns, as the layout calls them in a language."""

    member: str
    paragraph: str
    clause: str
    type: str
    comments: str
    proposed: str
    observations: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Commented:
    """A contribution as a line of the table: `clause` is the heading that it stands under, `type` ge, te or ed ("" for
    what is withdrawn), `observations` what the secretariat says to it."""

    what: Contribution
    clause: str
    type: str
    observations: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class CommentTable:
    """The contributions of a round; the head's facts are date, document and project."""

    head: Head
    words: CommentWords
    rows: tuple[Commented, ...]


def as_table(comments: CommentTable) -> PrintedTable:
    """The table as it is printed."""
    words = comments.words
    columns = (
        Column(name=words.member, share=12),
        Column(name=words.paragraph, share=10),
        Column(name=words.clause, share=13),
        Column(name=words.type, share=6),
        Column(name=words.comments, share=21),
        Column(name=words.proposed, share=25),
        Column(name=words.observations, share=13),
    )
    return PrintedTable(head=comments.head, columns=columns, rows=tuple(_row(one) for one in comments.rows))


def _row(one: Commented) -> tuple[Cell, ...]:
    what = one.what
    return (
        cell_of(what.delegation, what.label, *what.notes),
        cell_of(what.place),
        cell_of(one.clause),
        cell_of(one.type),
        Cell(lines=(*lines_of(what.reason), *remarks_of(what))),
        Cell(lines=(*lines_of(what.operation), *what.change)),
        cell_of(*one.observations),
    )
