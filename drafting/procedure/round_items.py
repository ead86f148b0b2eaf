"""All that was contributed in a round as one list, filtered, sorted and paged, as everybody in the group may see it.

Of what was withdrawn, others see its number, delegation and date (DOCUMENT): it is found by these alone, not by its
kind. What was decided of an amendment is seen on publication; the secretariat sees it before.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from drafting.model.amendments import Amendment
from drafting.model.comments import Comment
from drafting.model.paragraphs import DraftParagraph
from drafting.model.people import Delegation, Seat
from drafting.model.rounds import Round
from drafting.procedure.acting import require
from drafting.procedure.collisions import loaded
from drafting.procedure.layout import rows_of
from drafting.procedure.printed_places import place_named, printed_places
from drafting.procedure.triage import chapters_of
from drafting.procedure.visibility import in_full
from drafting.rules.lifecycle import ItemState, RoundState
from drafting.rules.permissions import Act, Case, Category, may

STANDING = ("standing", "withdrawn", "answered", "noted")
DECIDED = (
    "undecided",
    "accepted",
    "accepted in part",
    "accepted as modified",
    "not accepted",
    "held for the meeting",
    "fallen",
)
"""What may be asked besides of the state of amendments, by those who are told of decisions."""
SORTS = ("place", "number", "delegation", "time")


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What is asked for; "" asks for nothing, but replies come only where `type` asks for them. `chapter` is a
    heading's key, 0 for what stands under none, None for all; `paragraph` what a block is called (`printed_places`)."""

    delegation: str = ""
    type: str = ""
    kind: str = ""
    status: str = ""
    chapter: int | None = None
    paragraph: str = ""
    sort: str = "place"


@dataclass(frozen=True, slots=True, kw_only=True)
class RoundItem:
    """One contribution; not `in_full`: only its number, its delegation and when it was withdrawn are for the reader.

    `status` is "withdrawn", "standing", or the disposition's word where it is told (an answer to a comment: at once);
    where decisions are told, "undecided" instead of "standing".
    """

    what: Amendment | Comment
    type: str
    key: int
    chapter: int
    in_full: bool
    status: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemList:
    """One page of the list; `count` are all that fit, `delegations` those that have contributed, by name."""

    items: Sequence[RoundItem]
    count: int
    rows: Mapping[int, DraftParagraph]
    chapters: Sequence[DraftParagraph]
    delegations: Sequence[Delegation]
    decisions_told: bool


def decisions_told(round_: Round, by: Seat) -> bool:
    """Whether `by` is told what became of an item: on publication, the secretariat before."""
    return round_.state is RoundState.PUBLISHED or may(by.standing, Act.READ_DESK)


def items_of(
    session: Session, round_: Round, asked: Asked, *, by: Seat, start: int = 0, most: int | None = None
) -> ItemList:
    """The items that `asked` lets through, `most` of them from `start`: the same few queries however many there are.

    Raises NotPermitted.
    """
    require(by, Act.READ_CONTRIBUTIONS, Case(draft_state=round_.draft.state.value))
    rows = rows_of(session, round_.draft)
    chapter_of, chapters = chapters_of(rows)
    place = {row.key: number for number, row in enumerate(rows, start=1)}
    told = decisions_told(round_, by)
    of_id = {one.id: one for one in session.scalars(select(Delegation))}
    brief = [*_amendments(session, round_), *_comments(session, round_)]
    on = place_named(asked.paragraph, printed_places(rows)) if asked.paragraph else None
    found = [
        one
        for one in brief
        if _fits(one, asked, of_id[one.delegation], chapter_of, told, by) and (not asked.paragraph or one.key == on)
    ]
    found.sort(key=_order(asked.sort, place, of_id))
    page = found[start : None if most is None else start + most]
    whole = _whole(session, page)
    return ItemList(
        items=[
            RoundItem(
                what=whole[one.amendment, one.id],
                type=one.type,
                key=one.key,
                chapter=chapter_of.get(one.key, 0),
                in_full=in_full(whole[one.amendment, one.id], by),
                status=_status(one, told),
            )
            for one in page
        ],
        count=len(found),
        rows={row.key: row for row in rows},
        chapters=chapters,
        delegations=sorted({of_id[one.delegation] for one in brief}, key=lambda one: one.name),
        decisions_told=told,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Brief:
    """What the filters and the order need of one item, without its words."""

    amendment: bool
    id: int
    number: int
    type: str
    delegation: int
    key: int
    kind: str
    withdrawn: bool
    disposition: str
    at: datetime


def _amendments(session: Session, round_: Round) -> list[_Brief]:
    found = session.execute(
        select(
            Amendment.id, Amendment.number, Amendment.delegation_id, Amendment.key, Amendment.kind, Amendment.state,
            Amendment.disposition, Amendment.submitted_at,
        ).where(Amendment.round_id == round_.id)
    )  # fmt: skip
    return [_brief(row, amendment=True, number=row.number, type_="amendment") for row in found]


def _comments(session: Session, round_: Round) -> list[_Brief]:
    found = session.execute(
        select(
            Comment.id, Comment.number, Comment.delegation_id, Comment.key, Comment.kind, Comment.state,
            Comment.disposition, Comment.submitted_at, Comment.parent_id, Comment.proposal,
        ).where(Comment.round_id == round_.id)
    )  # fmt: skip
    return [
        _brief(
            row,
            amendment=False,
            number=row.number or 0,
            type_="reply" if row.parent_id is not None else "proposal" if row.proposal else "comment",
        )
        for row in found
    ]


def _brief(row: Any, *, amendment: bool, number: int, type_: str) -> _Brief:
    return _Brief(
        amendment=amendment,
        id=row.id,
        number=number,
        type=type_,
        delegation=row.delegation_id,
        key=row.key or 0,
        kind=row.kind.value,
        withdrawn=row.state is ItemState.WITHDRAWN,
        disposition=row.disposition.value if row.disposition is not None else "",
        at=row.submitted_at,
    )


def _status(one: _Brief, told: bool) -> str:
    if one.withdrawn:
        return "withdrawn"
    if one.amendment and not told:
        return "standing"
    return one.disposition or ("undecided" if told else "standing")


def _fits(
    one: _Brief, asked: Asked, delegation: Delegation, chapter_of: Mapping[int, int], told: bool, by: Seat
) -> bool:
    hidden = (
        one.withdrawn
        and one.delegation != by.delegation_id
        and by.delegation.category is not Category.SECRETARIAT
    )  # fmt: skip
    return (
        (one.type == asked.type if asked.type else one.type != "reply")
        and asked.delegation in ("", delegation.code)
        and (not asked.kind or (asked.kind == one.kind and not hidden))
        and (asked.chapter is None or (asked.chapter == chapter_of.get(one.key, 0)))
        and (
            not asked.status
            or (asked.status == "standing" and not one.withdrawn)
            or asked.status == _status(one, told)
        )
    )  # fmt: skip


def _order(sort: str, place: Mapping[int, int], of_id: Mapping[int, Delegation]) -> Callable[[_Brief], Any]:
    def in_text(one: _Brief) -> tuple[object, ...]:
        return place.get(one.key, 0), not one.amendment, one.number, one.id

    match sort:
        case "number":
            return lambda one: (not one.amendment, one.number, one.id)
        case "delegation":
            return lambda one: (of_id[one.delegation].name, *in_text(one))
        case "time":
            return lambda one: (one.at, not one.amendment, one.id)
        case _:
            return in_text


def _whole(session: Session, page: Sequence[_Brief]) -> dict[tuple[bool, int], Amendment | Comment]:
    """The amendments and comments of a page with all that a line shows, by whether it is an amendment and by id."""
    amendments = session.scalars(
        select(Amendment).where(Amendment.id.in_([one.id for one in page if one.amendment])).options(*loaded())
    )
    comments = session.scalars(
        select(Comment)
        .where(Comment.id.in_([one.id for one in page if not one.amendment]))
        .options(joinedload(Comment.delegation), joinedload(Comment.seat).joinedload(Seat.person))
    )
    return {(True, a.id): a for a in amendments} | {(False, c.id): c for c in comments}
