"""Every item of a round with all that the secretariat sorts by, in a constant number of queries."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from drafting.model.amendments import Amendment
from drafting.model.comments import Comment
from drafting.model.organising import Assignment
from drafting.model.paragraphs import DraftParagraph
from drafting.model.people import Seat
from drafting.model.rounds import Round
from drafting.procedure.acting import require
from drafting.procedure.collisions import collisions_of, loaded
from drafting.procedure.grouping import BlockCollisions, GroupedChange
from drafting.procedure.internal_notes import notes_on
from drafting.procedure.layout import rows_of
from drafting.procedure.organise_desk import assignments
from drafting.procedure.rulings import latest_decisions
from drafting.rules.lifecycle import ItemState, Ruling
from drafting.rules.permissions import Act
from drafting.text.blocks import Kind


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """An amendment, a comment or a reply to one, and where it stands.

    `place` counts blocks from the draft's beginning; `chapter` is the key of the heading of the first level above it
    (0: none). `rivals` are the amendments that it collides with; `checks` kinds of `text.checks`; `groups` what is to
    be decided of it; `notes` how many internal notes it has; `replies` how many standing ones a comment has;
    `held` whether a change of it is held, others decided or not.
    """

    amendment: Amendment | None
    comment: Comment | None
    key: int
    place: int
    chapter: int
    rivals: tuple[Amendment, ...]
    checks: frozenset[str]
    groups: tuple[GroupedChange, ...]
    assigned: Seat | None
    notes: int
    replies: int = 0
    held: bool = False

    @property
    def what(self) -> Amendment | Comment:
        """The amendment or the comment itself."""
        found = self.amendment if self.amendment is not None else self.comment
        assert found is not None  # one of the two is always there
        return found

    @property
    def type(self) -> str:
        if self.comment is None:
            return "amendment"
        if self.comment.parent_id is not None:
            return "reply"
        return "proposal" if self.comment.proposal else "comment"

    @property
    def status(self) -> str:
        """Its disposition's word; "withdrawn" as soon as it is; "open" while nothing is decided."""
        if self.what.state is ItemState.WITHDRAWN:
            return "withdrawn"
        return self.what.disposition.value if self.what.disposition is not None else "open"

    @property
    def number(self) -> int:
        """The number that it is known by; a reply's is that of what it answers, 0 where it is not told."""
        return self.what.number or 0

    @property
    def member(self) -> bool:
        """Whether it may enter the text: no suggestion, or one that a member supports."""
        return all(group.has_member for group in self.groups)


@dataclass(frozen=True, slots=True, kw_only=True)
class Triage:
    """All items of a round by their place in the text; `rows` are the draft's blocks in order, `chapters` its headings
    of the first level."""

    items: Sequence[Item]
    rows: Sequence[DraftParagraph]
    chapters: Sequence[DraftParagraph]
    on: Mapping[int, BlockCollisions]

    @property
    def row_of(self) -> dict[int, DraftParagraph]:
        return {row.key: row for row in self.rows}


def triage_of(session: Session, round_: Round, *, by: Seat) -> Triage:
    """The items of a round, withdrawn ones included. Raises NotPermitted."""
    require(by, Act.READ_DESK)
    rows = rows_of(session, round_.draft)
    chapter, chapters = chapters_of(rows)
    place = {row.key: number for number, row in enumerate(rows, start=1)}
    on = collisions_of(session, round_)
    groups: dict[int, list[GroupedChange]] = defaultdict(list)
    rivals: dict[int, dict[int, Amendment]] = defaultdict(dict)
    checks: dict[int, set[str]] = defaultdict(set)
    for found in on.values():
        for group in found.groups:
            for amendment in group.amendments:
                groups[amendment.id].append(group)
        for between in found.conflicts:
            for mine, other in ((between.left, between.right), (between.right, between.left)):
                for amendment in mine.amendments:
                    rivals[amendment.id] |= {a.id: a for a in other.amendments if a.id != amendment.id}
        for _part, check in found.checks:
            for id_ in {*check.left, *check.right}:
                checks[int(id_)].add(check.kind)
    given = assignments(session, round_)
    notes = Counter(
        (note.amendment_id, note.key if note.amendment_id is None else 0) for note in notes_on(session, round_, by=by)
    )
    amendments = session.scalars(
        select(Amendment).where(Amendment.round_id == round_.id).options(*loaded()).order_by(Amendment.number)
    )
    comments = session.scalars(
        select(Comment)
        .where(Comment.round_id == round_.id)
        .options(joinedload(Comment.delegation), joinedload(Comment.seat).joinedload(Seat.person))
        .order_by(Comment.id)
    ).all()
    replies = Counter(c.parent_id for c in comments if c.state is ItemState.SUBMITTED)
    latest = latest_decisions(session, groups)
    held = {amendment for (amendment, _change), decision in latest.items() if decision.ruling is Ruling.HOLD}
    items = [
        Item(
            amendment=a,
            comment=None,
            key=a.key,
            place=place.get(a.key, 0),
            chapter=chapter.get(a.key, 0),
            rivals=tuple(sorted(rivals[a.id].values(), key=lambda one: one.number)),
            checks=frozenset(checks[a.id]),
            groups=tuple(groups[a.id]),
            assigned=_who(given, a.key),
            notes=notes[a.id, 0],
            held=a.id in held,
        )
        for a in amendments
    ] + [
        Item(
            amendment=None,
            comment=c,
            key=c.key or 0,
            place=place.get(c.key or 0, 0),
            chapter=chapter.get(c.key or 0, 0),
            rivals=(),
            checks=frozenset(),
            groups=(),
            assigned=_who(given, c.key or 0),
            notes=0,
            replies=replies[c.id],
        )
        for c in comments
    ]
    items.sort(key=lambda item: (item.place, item.comment is not None, item.number, item.what.id))
    return Triage(items=items, rows=rows, chapters=chapters, on=on)


def _who(given: Mapping[int, Assignment], key: int) -> Seat | None:
    return given[key].seat if key in given else None


def chapters_of(rows: Sequence[DraftParagraph]) -> tuple[dict[int, int], list[DraftParagraph]]:
    """For each block the heading of the first level that it stands under, and these headings. A heading that is alone
    on its level is the draft's title."""
    levels = Counter(row.level for row in rows if row.kind is Kind.HEADING)
    top = min((level for level, count in levels.items() if count > 1), default=1)
    under, found, chapters = 0, {}, []
    for row in rows:
        if row.kind is Kind.HEADING and row.level == top:
            under = row.key
            chapters.append(row)
        found[row.key] = under
    return found, chapters
