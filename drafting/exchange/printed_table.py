"""A table as writers print it: what stands before it, its columns, and cells of paragraphs in which changes are marked.

Every word in it that is not the draft's own comes in as data, in the language of whoever the table is for.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import pairwise

from drafting.text.inline import Mark
from drafting.text.tracked import Look, TrackedRun

Run = TrackedRun[None]
Line = tuple[Run, ...]
"""One paragraph of a cell."""

QUIET = Look(em=True)
FIRST_DAY = date(2000, 1, 1)
"""The day of what has none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """What stands before a table. `facts` are (name, value) in order; `legend` says what the marks of changes mean;
    `language` is that of the words around the draft's (BCP 47); `day` that of the latest thing in the table; `foot` the
    journal's head when the draft was issued, or ""."""

    title: str
    group: str
    facts: tuple[tuple[str, str], ...] = ()
    legend: str = ""
    language: str = "en"
    day: date = FIRST_DAY
    foot: str = ""

    def with_facts(self, facts: tuple[tuple[str, str], ...]) -> Head:
        """The same with other facts."""
        return replace(self, facts=facts)


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A column's heading, and how wide it is in parts of the table's width."""

    name: str
    share: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """Paragraphs of runs. `said` is what a file without looks has instead of runs that go and come; "" for their
    words."""

    lines: tuple[Line, ...] = ()
    said: str = ""

    @property
    def words(self) -> str:
        """The cell without looks: lines as lines."""
        return self.said or "\n".join("".join(run.text for run in line) for line in self.lines)


@dataclass(frozen=True, slots=True, kw_only=True)
class PrintedTable:
    """A head, and rows that have as many cells as there are columns."""

    head: Head
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]


def line_of(words: str, *, look: Look | None = None) -> Line:
    """One line of words that stay."""
    return (TrackedRun(op="equal", text=words, look=look or Look()),) if words else ()


def lines_of(words: str, *, look: Look | None = None) -> tuple[Line, ...]:
    """Words as typed: each of their lines that is not empty."""
    return tuple(line_of(line, look=look) for line in words.split("\n") if line.strip())


def typed_cell(words: str) -> Cell:
    """Words as typed with their empty lines, which part paragraphs."""
    return Cell(lines=tuple(line_of(line) for line in words.split("\n"))) if words.strip() else Cell()


def cell_of(*words: str) -> Cell:
    """A cell with these words, each from a new line; "" for nothing."""
    return Cell(lines=tuple(line for each in words for line in lines_of(each)))


def parted(runs: Iterable[Run]) -> tuple[Line, ...]:
    """Runs in lines, where blocks were split or joined, or a line breaks."""
    lines: list[list[Run]] = [[]]
    for run in runs:
        if run.mark in (Mark.BLANK_LINE, Mark.HARD_BREAK):
            lines.append([])
        else:
            lines[-1].append(run)
    return tuple(tuple(line) for line in lines if line)


def share_out(columns: Sequence[Column], whole: int) -> list[int]:
    """`whole` shared out among the columns by their parts, without a rest."""
    parts = sum(column.share for column in columns)
    edges = [0]
    for column in columns:
        edges.append(edges[-1] + column.share)
    places = [round(whole * edge / parts) for edge in edges]
    return [after - before for before, after in pairwise(places)]
