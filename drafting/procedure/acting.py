"""What every verb begins and ends with: ask the rights table, and write the act into the journal."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import update
from sqlalchemy.orm import Session

from drafting.errors import Closed, NotPermitted
from drafting.model import journal
from drafting.model.people import Seat
from drafting.model.rounds import Round
from drafting.model.texts import Draft
from drafting.rules.deadlines import Timeliness, timeliness
from drafting.rules.permissions import ANY_CASE, Act, Case, may


def require(by: Seat | None, act: Act, case: Case = ANY_CASE) -> None:
    """Raise NotPermitted (with the act) unless the rights table lets `by` do `act` in `case`."""
    standing = by.standing if by is not None and by.active and by.delegation.active else None
    if not may(standing, act, case):
        raise NotPermitted("not-permitted", act=act.value)


def record(session: Session, *, act: Act, verb: str, by: Seat | None, at: datetime, **subject: object) -> None:
    """Write a done act into the journal; `subject` holds ids and figures, never names or addresses."""
    session.flush()
    journal.append(session, act=act.value, verb=verb, seat_id=by.id if by else None, at=at, subject=dict(subject))


def touch(session: Session, draft_id: int) -> None:
    """Something that readers of the draft see has changed: whatever was kept for its former revision is stale."""
    session.execute(update(Draft).where(Draft.id == draft_id).values(revision=Draft.revision + 1))


def hold_round(session: Session, round_: Round, *, alone: bool = False) -> None:
    """Let the round stay as it is until this act is done: whoever closes or publishes it waits for the act, and what
    comes after them finds the round closed. Those who hold it do not wait for each other, but for who holds it
    `alone`. Raises Closed ("draft-corrected") where the round went on on a corr while this act waited."""
    session.flush()
    before = round_.draft_id
    session.refresh(round_, with_for_update=True if alone else {"read": True})
    if round_.draft_id != before:
        raise Closed("draft-corrected", draft=round_.draft.number)


def case_of(
    round_: Round,
    *,
    at: datetime,
    form_opened: datetime | None = None,
    owner: str = "",
    own_seat: bool = False,
    head_submits: bool = False,
    on_behalf: bool = False,
) -> Case:
    """The facts about a round and an item in it that the rights table asks for."""
    in_time = timeliness(deadline=round_.deadline, form_opened=form_opened, at=at) is not Timeliness.TOO_LATE
    return Case(
        draft_state=round_.draft.state.value,
        round_state=round_.state.value,
        in_time=in_time,
        owner=owner,
        own_seat=own_seat,
        head_submits=head_submits or round_.head_submits,
        on_behalf=on_behalf,
    )
