"""A table as it was found in a file: rows of words, whichever format they came from."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class GridCell:
    """The words of a cell, its lines as lines; `standing` are those that are not struck through, a blank line between
    two of a word processor's paragraphs."""

    words: str = ""
    standing: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class GridRow:
    """A row with the number by which a person finds it (from 1); `merged`: a cell of it is one with another."""

    number: int
    cells: tuple[GridCell, ...]
    merged: bool = False

    @property
    def words(self) -> tuple[str, ...]:
        return tuple(cell.words for cell in self.cells)


Grid = tuple[GridRow, ...]
