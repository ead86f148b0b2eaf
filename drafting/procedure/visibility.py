"""Who sees what (DOCUMENT): submitted items are seen by the group; of a withdrawn one, others see that it was there."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload, selectinload
from sqlalchemy.orm.strategy_options import _AbstractLoad as Loading

from drafting.model.amendments import Amendment, Support
from drafting.model.comments import Comment
from drafting.model.people import Seat
from drafting.model.rounds import Round
from drafting.procedure.acting import require
from drafting.procedure.collisions import loaded
from drafting.rules.lifecycle import ItemState
from drafting.rules.permissions import Act, Case, Category


@dataclass(frozen=True, slots=True)
class SeenAmendment:
    """An amendment as somebody may see it; not `in_full`: its number, delegation and date of withdrawal only."""

    amendment: Amendment
    in_full: bool


@dataclass(frozen=True, slots=True)
class SeenComment:
    """A comment as somebody may see it, with its replies; not `in_full`: number, delegation, date of withdrawal."""

    comment: Comment
    in_full: bool
    replies: tuple[SeenComment, ...] = ()


def in_full(item: Amendment | Comment, by: Seat) -> bool:
    """Whether `by` sees the words of `item`: always, but a withdrawn one only in its delegation and the secretariat."""
    return (
        item.state is not ItemState.WITHDRAWN
        or item.delegation_id == by.delegation_id
        or by.delegation.category is Category.SECRETARIAT
    )


def visible_amendments(
    session: Session,
    round_: Round,
    by: Seat,
    *,
    key: int | None = None,
    delegation_id: int | None = None,
    supported_by: int | None = None,
) -> tuple[SeenAmendment, ...]:
    """The round's amendments by number, withdrawn ones included; `key`: on one block; `delegation_id`: of one
    delegation; `supported_by`: those that a delegation supports now. Raises NotPermitted."""
    _require_reading(round_, by)
    query = (
        select(Amendment)
        .where(Amendment.round_id == round_.id)
        .order_by(Amendment.number, Amendment.id)
        .options(*loaded())
    )
    if key is not None:
        query = query.where(Amendment.key == key)
    if delegation_id is not None:
        query = query.where(Amendment.delegation_id == delegation_id)
    if supported_by is not None:
        given = (Support.delegation_id == supported_by, Support.withdrawn_at.is_(None))
        query = query.where(Amendment.id.in_(select(Support.amendment_id).where(*given)))
    return tuple(SeenAmendment(amendment, in_full(amendment, by)) for amendment in session.scalars(query))


def visible_comments(
    session: Session, round_: Round, by: Seat, *, key: int | None = None, delegation_id: int | None = None
) -> tuple[SeenComment, ...]:
    """The round's comments by number with their replies by age; `key`: on one block (0: on the whole draft);
    `delegation_id`: of one delegation. Raises NotPermitted.
    """
    _require_reading(round_, by)
    query = (
        select(Comment)
        .where(Comment.round_id == round_.id, Comment.parent_id.is_(None))
        .order_by(Comment.number)
        .options(*comment_loaded())
    )
    if key is not None:
        query = query.where(Comment.key.is_(None) if key == 0 else Comment.key == key)
    if delegation_id is not None:
        query = query.where(Comment.delegation_id == delegation_id)
    return tuple(seen(comment, by) for comment in session.scalars(query))


def seen(comment: Comment, by: Seat) -> SeenComment:
    """A comment and its replies as `by` may see them."""
    return SeenComment(
        comment, in_full(comment, by), tuple(SeenComment(reply, in_full(reply, by)) for reply in comment.replies)
    )


def comment_loaded() -> tuple[Loading, ...]:
    """What a thread shows, loaded with it in a constant number of queries."""
    return (
        joinedload(Comment.delegation),
        joinedload(Comment.seat).joinedload(Seat.person),
        selectinload(Comment.wordings),
        selectinload(Comment.replies).options(
            joinedload(Comment.delegation),
            joinedload(Comment.seat).joinedload(Seat.person),
            selectinload(Comment.wordings),
        ),
    )


def _require_reading(round_: Round, by: Seat) -> None:
    require(by, Act.READ_CONTRIBUTIONS, Case(draft_state=round_.draft.state.value))
