"""To withdraw an amendment: it stays listed with its number, its delegation and the date."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from drafting.errors import Invalid
from drafting.model.amendments import Amendment, Support
from drafting.model.decisions import Decision
from drafting.model.people import Seat
from drafting.model.rounds import Round
from drafting.procedure.acting import hold_round, record, touch
from drafting.procedure.consolidate import touch_working
from drafting.procedure.contributing import require_contributing
from drafting.rules.lifecycle import Disposition, ItemState
from drafting.rules.permissions import MEMBERS, Act


def withdraw_amendment(session: Session, amendment: Amendment, *, by: Seat, at: datetime) -> None:
    """Withdraw. Decided already and supported by a member delegation, it passes to that delegation instead, and what
    was decided stands; nothing of the text reverts by itself (DOMAIN, case 3).

    Raises NotPermitted, Closed ("round-closed"), Invalid ("already-withdrawn").
    """
    round_ = session.get_one(Round, amendment.round_id)
    hold_round(session, round_)
    require_withdrawing(session, amendment, by=by, at=at)
    touch_working(session, round_, amendment.key)
    heir = _heir(session, amendment)
    if heir is None:
        amendment.state, amendment.withdrawn_at = ItemState.WITHDRAWN, at
        amendment.disposition = Disposition.WITHDRAWN
    else:
        heir.withdrawn_at = at
        amendment.delegation, amendment.seat_id, amendment.suggestion = heir.delegation, heir.seat_id, False
    session.flush()
    touch(session, round_.draft_id)
    record(
        session,
        act=Act.WITHDRAW,
        verb="withdraw_amendment",
        by=by,
        at=at,
        round=round_.id,
        amendment=amendment.id,
        passed_to=heir.delegation_id if heir else None,
    )


def require_withdrawing(session: Session, amendment: Amendment, *, by: Seat, at: datetime) -> None:
    """Whether `by` may withdraw it now. Raises NotPermitted, Closed ("round-closed"), Invalid ("already-withdrawn")."""
    require_contributing(
        by,
        Act.WITHDRAW,
        session.get_one(Round, amendment.round_id),
        at=at,
        owner=amendment.delegation.code,
        own_seat=amendment.seat_id == by.id,
    )
    if amendment.state is ItemState.WITHDRAWN:
        raise Invalid("already-withdrawn", number=amendment.number)


def _heir(session: Session, amendment: Amendment) -> Support | None:
    decided = session.scalar(select(Decision.id).where(Decision.amendment_id == amendment.id).limit(1))
    if decided is None:
        return None
    standing = (s for s in amendment.supports if s.withdrawn_at is None and s.delegation.category in MEMBERS)
    return next(standing, None)
