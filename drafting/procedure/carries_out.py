"""A proposal told in words, and the secretariat's own amendments that carry it out: told both ways."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from drafting.errors import Invalid
from drafting.model.amendments import Amendment
from drafting.model.comments import Comment
from drafting.model.packages import CarriesOut
from drafting.model.people import Seat
from drafting.model.rounds import Round
from drafting.procedure.acting import case_of, hold_round, record, require, touch
from drafting.rules.lifecycle import ItemState
from drafting.rules.permissions import Act, Category


def attach(session: Session, proposal: Comment, amendment: Amendment, *, by: Seat, at: datetime) -> None:
    """Say that an amendment of the secretariat's own carries the proposal out.

    Raises NotPermitted; Invalid: "not-a-proposal", "comment-withdrawn", "not-own" (another delegation's, or one of
    another round), "amendment-withdrawn", "attached-already".
    """
    round_ = session.get_one(Round, proposal.round_id)
    hold_round(session, round_)
    require(by, Act.CARRY_OUT, case_of(round_, at=at))
    for item in (proposal, amendment):  # withdrawn meanwhile it is not attached
        session.refresh(item, with_for_update=True)
    if not proposal.proposal:
        raise Invalid("not-a-proposal", number=proposal.number)
    if proposal.state is ItemState.WITHDRAWN:
        raise Invalid("comment-withdrawn", number=proposal.number)
    if amendment.round_id != round_.id or amendment.delegation.category is not Category.SECRETARIAT:
        raise Invalid("not-own", field="amendment", number=amendment.number)
    if amendment.state is ItemState.WITHDRAWN:
        raise Invalid("amendment-withdrawn", field="amendment", number=amendment.number)
    if _link(session, proposal, amendment) is not None:
        raise Invalid("attached-already", field="amendment", number=amendment.number)
    session.add(CarriesOut(comment_id=proposal.id, amendment_id=amendment.id))
    _done(session, round_, proposal, amendment, verb="attach", by=by, at=at)


def detach(session: Session, proposal: Comment, amendment: Amendment, *, by: Seat, at: datetime) -> None:
    """Take that back. Raises NotPermitted, Invalid ("not-attached")."""
    round_ = session.get_one(Round, proposal.round_id)
    hold_round(session, round_)
    require(by, Act.CARRY_OUT, case_of(round_, at=at))
    link = _link(session, proposal, amendment)
    if link is None:
        raise Invalid("not-attached", number=amendment.number)
    session.delete(link)
    _done(session, round_, proposal, amendment, verb="detach", by=by, at=at)


def carried_out_by(session: Session, proposal: Comment) -> Sequence[Amendment]:
    """The standing amendments that carry a proposal out, by number."""
    return session.scalars(
        select(Amendment)
        .join(CarriesOut, CarriesOut.amendment_id == Amendment.id)
        .where(CarriesOut.comment_id == proposal.id, Amendment.state == ItemState.SUBMITTED)
        .order_by(Amendment.number)
    ).all()


def proposals_behind(session: Session, amendment: Amendment) -> Sequence[Comment]:
    """The proposals that an amendment carries out, by number."""
    return session.scalars(
        select(Comment)
        .join(CarriesOut, CarriesOut.comment_id == Comment.id)
        .where(CarriesOut.amendment_id == amendment.id, Comment.state == ItemState.SUBMITTED)
        .order_by(Comment.number)
        .options(joinedload(Comment.delegation))
    ).all()


def attachable(session: Session, proposal: Comment) -> Sequence[Amendment]:
    """The secretariat's own standing amendments of the round that are not attached yet, by number."""
    own = session.scalars(
        select(Amendment)
        .where(Amendment.round_id == proposal.round_id, Amendment.state == ItemState.SUBMITTED)
        .where(Amendment.id.not_in(select(CarriesOut.amendment_id).where(CarriesOut.comment_id == proposal.id)))
        .order_by(Amendment.number)
        .options(joinedload(Amendment.delegation))
    )
    return [a for a in own if a.delegation.category is Category.SECRETARIAT]


def open_proposals(session: Session, round_: Round) -> Sequence[Comment]:
    """The proposals in words of a round that are neither answered nor noted, by number."""
    return session.scalars(
        select(Comment)
        .where(
            Comment.round_id == round_.id,
            Comment.proposal.is_(True),
            Comment.state == ItemState.SUBMITTED,
            Comment.disposition.is_(None),
        )
        .order_by(Comment.number)
        .options(joinedload(Comment.delegation))
    ).all()


def _link(session: Session, proposal: Comment, amendment: Amendment) -> CarriesOut | None:
    return session.scalar(
        select(CarriesOut).where(CarriesOut.comment_id == proposal.id, CarriesOut.amendment_id == amendment.id)
    )


def _done(
    session: Session, round_: Round, proposal: Comment, amendment: Amendment, *, verb: str, by: Seat, at: datetime
) -> None:
    session.flush()
    touch(session, round_.draft_id)
    record(
        session,
        act=Act.CARRY_OUT,
        verb=verb,
        by=by,
        at=at,
        round=round_.id,
        comment=proposal.id,
        amendment=amendment.id,
    )
