"""A member delegation's support for another's amendment, given and taken back by its head. It is a name, not a vote."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from drafting.errors import Invalid
from drafting.model.amendments import Amendment, Support
from drafting.model.people import Seat
from drafting.model.rounds import Round
from drafting.procedure.acting import hold_round, record, touch
from drafting.procedure.contributing import require_contributing
from drafting.procedure.following import follow_own
from drafting.rules.lifecycle import ItemState
from drafting.rules.permissions import Act


def support_amendment(
    session: Session, amendment: Amendment, *, by: Seat, at: datetime, form_opened: datetime | None = None
) -> Support:
    """Put the delegation's name to an amendment.

    Raises NotPermitted, Closed ("deadline-passed", "round-closed"), Invalid ("own-amendment", "amendment-withdrawn",
    "already-supporting").
    """
    round_ = session.get_one(Round, amendment.round_id)
    hold_round(session, round_)
    require_contributing(by, Act.SUPPORT, round_, at=at, form_opened=form_opened)
    if amendment.delegation_id == by.delegation_id:
        raise Invalid("own-amendment", number=amendment.number)
    if amendment.state is ItemState.WITHDRAWN:
        raise Invalid("amendment-withdrawn", number=amendment.number)
    if _standing(session, amendment, by) is not None:
        raise Invalid("already-supporting", number=amendment.number)
    support = Support(amendment=amendment, delegation=by.delegation, seat_id=by.id, at=at, withdrawn_at=None)
    session.add(support)
    session.flush()
    follow_own(session, round_.text_id, amendment.key, by=by, at=at)
    touch(session, round_.draft_id)
    record(session, act=Act.SUPPORT, verb="support_amendment", by=by, at=at, round=round_.id, amendment=amendment.id)
    return support


def withdraw_support(
    session: Session, amendment: Amendment, *, by: Seat, at: datetime, form_opened: datetime | None = None
) -> None:
    """Take the delegation's name off again; that it stood there stays on record.

    Raises NotPermitted, Closed ("deadline-passed", "round-closed"), Invalid ("not-supporting").
    """
    round_ = session.get_one(Round, amendment.round_id)
    hold_round(session, round_)
    require_contributing(by, Act.SUPPORT, round_, at=at, form_opened=form_opened)
    support = _standing(session, amendment, by)
    if support is None:
        raise Invalid("not-supporting", number=amendment.number)
    support.withdrawn_at = at
    session.flush()
    touch(session, round_.draft_id)
    record(session, act=Act.SUPPORT, verb="withdraw_support", by=by, at=at, round=round_.id, amendment=amendment.id)


def _standing(session: Session, amendment: Amendment, by: Seat) -> Support | None:
    """The delegation's standing support; the amendment is locked, so that two clicks make one."""
    session.refresh(amendment, ["version"], with_for_update=True)
    return session.scalar(
        select(Support).where(
            Support.amendment_id == amendment.id,
            Support.delegation_id == by.delegation_id,
            Support.withdrawn_at.is_(None),
        )
    )
