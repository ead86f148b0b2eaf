"""The dashboard of a round: who has contributed, where, when, and where proposals collide; each as rows of a table.

The page and the CSV are made of the same rows, and these of the same figures (`procedure.figures`).
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from babel.dates import format_date
from flask import url_for
from flask_babel import get_locale, gettext

from drafting.model.people import Delegation, Seat
from drafting.model.rounds import Round
from drafting.procedure.figures import BlockFigures, DelegationFigures, Figures, figures_of
from drafting.procedure.round_items import decisions_told
from drafting.procedure.spread import DayFigures, Spread, spread_of
from drafting.rules.permissions import Category
from drafting.web.database import db
from drafting.web.triage_page import chapter_name
from drafting.web.wording_terms import term

Table = tuple[Sequence[str], list[Sequence[object]]]
"""The head and the rows of a file."""
SHADES = 4
CONTESTED = 10
"""Blocks with collisions on the page; the CSV has all."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """A delegation with its bar; lengths in hundredths of the longest."""

    figures: DelegationFigures
    name: str
    category: str
    address: str
    amendments: float
    comments: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """One delegation's contributions under one chapter; `shade` is 0 for none to `SHADES`."""

    count: int
    shade: int
    address: str
    said: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A day of the timeline: heights in hundredths of the highest; `marks` say what else fell on it."""

    figures: DayFigures
    name: str
    marks: Sequence[str]
    amendments: float
    comments: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Contested:
    figures: BlockFigures
    delegations: Sequence[str]
    address: str


class Dashboard:
    """One round as `by` sees it."""

    def __init__(self, round_: Round, by: Seat) -> None:
        self.round = round_
        self.figures: Figures = figures_of(db.session(), round_, by=by)
        self.spread: Spread = spread_of(db.session(), round_, by=by)
        self.decisions_told = decisions_told(round_, by)
        self.language = str(get_locale())

    @cached_property
    def delegations(self) -> list[DelegationFigures]:
        """Those that a round is for, and the secretariat where it has contributed."""
        shown = self.figures.delegations
        return [one for one in shown if one.delegation.category is not Category.SECRETARIAT or not one.nothing]

    @cached_property
    def empty(self) -> bool:
        return not (self.figures.amendments or self.figures.comments or self.figures.replies)

    @cached_property
    def silent(self) -> list[str]:
        return [self.named(one) for one in self.figures.silent]

    @cached_property
    def bars(self) -> list[Bar]:
        most = max((one.amendments + one.comments for one in self.delegations), default=0) or 1
        return [
            Bar(
                figures=one,
                name=self.named(one.delegation),
                category=term(one.delegation.category),
                address=self._list(one.delegation),
                amendments=round(100 * one.amendments / most, 2),
                comments=round(100 * one.comments / most, 2),
            )
            for one in self.delegations
        ]

    @cached_property
    def chapters(self) -> list[str]:
        """The names of the matrix's columns."""
        names = {row.key: chapter_name(row) for row in self.spread.chapters}
        return [names.get(key) or gettext("Whole draft, or before the first chapter") for key in self.spread.keys]

    @cached_property
    def matrix(self) -> list[tuple[str, list[Cell]]]:
        """A row for each delegation of which something stands."""
        most = max(self.spread.cells.values(), default=0)
        return [
            (
                self.named(one.delegation),
                [
                    self._cell(one.delegation, key, name, most)
                    for key, name in zip(self.spread.keys, self.chapters, strict=True)
                ],
            )
            for one in self.delegations
            if one.amendments or one.comments
        ]

    @cached_property
    def totals(self) -> list[int]:
        """What stands under each chapter, of all delegations."""
        return [self.spread.in_chapter(key) for key in self.spread.keys]

    @cached_property
    def columns(self) -> list[Column]:
        most = max((day.amendments + day.comments for day in self.spread.days), default=0) or 1
        return [
            Column(
                figures=day,
                name=format_date(day.day, "EEE d MMM", locale=self.language),
                marks=self._marks(day),
                amendments=round(100 * day.amendments / most, 2),
                comments=round(100 * day.comments / most, 2),
            )
            for day in self.spread.days
        ]

    @cached_property
    def contested(self) -> list[Contested]:
        draft = self.round.draft
        return [
            Contested(
                figures=one,
                delegations=[self.named(each) for each in self.spread.delegations_on.get(one.key, ())],
                address=url_for(
                    "reading.draft", text=draft.text.slug, number=draft.number, p=one.key, tab="amendments",
                    _anchor=f"p{one.key}",
                ),
            )
            for one in self.figures.contested
        ]  # fmt: skip

    def table(self, part: str) -> Table:
        """The head and the rows of one part as a file has them. Raises KeyError for what is no part."""
        return _TABLES[part](self)

    def named(self, delegation: Delegation) -> str:
        return delegation.called(self.language)

    def _list(self, delegation: Delegation, chapter: int | None = None) -> str:
        return url_for(
            "round_items.items",
            text=self.round.draft.text.slug,
            number=self.round.number,
            delegation=delegation.code,
            status="standing",
            chapter=chapter,
        )

    def _cell(self, delegation: Delegation, key: int, chapter: str, most: int) -> Cell:
        count = self.spread.cells.get((delegation.id, key), 0)
        return Cell(
            count=count,
            shade=shade(count, most),
            address=self._list(delegation, key),
            said=gettext(
                "%(delegation)s, %(chapter)s: %(count)s",
                delegation=self.named(delegation),
                chapter=chapter,
                count=count,
            ),
        )

    def _marks(self, day: DayFigures) -> list[str]:
        said = (
            (day.opened, gettext("the round opens")),
            (day.extended, gettext("the deadline is moved")),
            (day.deadline, gettext("deadline")),
        )
        return [words for so, words in said if so]


def shade(count: int, most: int) -> int:
    """0 for none; else 1 to `SHADES`, by the logarithm, so that one crowded cell does not bleach all others."""
    if count <= 0:
        return 0
    return min(SHADES, 1 + int(SHADES * math.log(count) / math.log(most + 1)))


def _delegations(of: Dashboard) -> Table:
    head = (gettext("Delegation"), gettext("Category"), gettext("Amendments"), gettext("Comments"), gettext("Replies"))
    return head, [
        (bar.name, bar.category, bar.figures.amendments, bar.figures.comments, bar.figures.replies) for bar in of.bars
    ]


def _chapters(of: Dashboard) -> Table:
    rows: list[Sequence[object]] = [(name, *(cell.count for cell in cells)) for name, cells in of.matrix]
    return (gettext("Delegation"), *of.chapters), [*rows, (gettext("All"), *of.totals)]


def _days(of: Dashboard) -> Table:
    head = (gettext("Day"), gettext("Amendments"), gettext("Comments"), gettext("Replies"), gettext("What else"))
    return head, [
        (
            column.figures.day.isoformat(),
            column.figures.amendments,
            column.figures.comments,
            column.figures.replies,
            ", ".join(column.marks),
        )
        for column in of.columns
    ]


def _collisions(of: Dashboard) -> Table:
    head = [gettext("Paragraph"), gettext("Amendments"), gettext("In collision"), gettext("Delegations")]
    rows: list[Sequence[object]] = []
    for one in of.contested:
        words = _block(one.figures)
        undecided = (one.figures.open,) if of.decisions_told else ()
        rows.append((words, one.figures.amendments, one.figures.colliding, ", ".join(one.delegations), *undecided))
    return [*head, *([gettext("Undecided")] if of.decisions_told else [])], rows


def _block(figures: BlockFigures) -> str:
    return f"{figures.number} {figures.words} …".strip() if figures.key else gettext("Before the first block")


_TABLES: Mapping[str, Callable[[Dashboard], Table]] = {
    "delegations": _delegations,
    "chapters": _chapters,
    "days": _days,
    "collisions": _collisions,
}
