"""Rounds: opened on an issued draft, extended with a reason, closed, consolidated."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from drafting.errors import Invalid, Stale
from drafting.model.decisions import Decision
from drafting.model.people import Seat
from drafting.model.rounds import Extension, Round
from drafting.model.texts import Draft
from drafting.procedure.acting import record, require, touch
from drafting.procedure.carry_amendments import carry_amendments
from drafting.procedure.contributing import one_line, stored
from drafting.procedure.counters import take
from drafting.rules.deadlines import LONGEST_ROUND
from drafting.rules.lifecycle import ROUND_MAY_BECOME, DraftState, RoundState
from drafting.rules.permissions import Act


def open_round(
    session: Session,
    draft: Draft,
    *,
    deadline: datetime,
    by: Seat,
    at: datetime,
    meeting: str = "",
    head_submits: bool = False,
) -> Round:
    """Open the next round on `draft`.

    Raises NotPermitted, or Invalid: "draft-not-issued", "round-already-there" (a draft has one round),
    "deadline-past", "deadline-far" (with the `latest`).
    """
    require(by, Act.CHANGE_ROUND)
    number = take(session, draft.text_id, "next_round")  # of two who open one, the second waits here and finds it
    session.refresh(draft)  # a file may have followed it meanwhile
    if draft.state is not DraftState.ISSUED:
        raise Invalid("draft-not-issued", draft=draft.id, state=draft.state.value)
    if session.scalar(select(Round.id).where(Round.draft_id == draft.id)):
        raise Invalid("round-already-there", draft=draft.id)
    if deadline <= at:
        raise Invalid("deadline-past", field="deadline")
    _refuse_far(deadline, at)
    round_ = Round(
        text_id=draft.text_id,
        draft=draft,
        number=number,
        state=RoundState.OPEN,
        deadline=deadline,
        meeting=one_line(meeting, field="meeting", limit=200),
        head_submits=head_submits,
        opened_at=at,
    )
    session.add(round_)
    session.flush()
    carry_amendments(session, round_)
    touch(session, draft.id)
    record(session, act=Act.CHANGE_ROUND, verb="open_round", by=by, at=at, round=round_.id, draft=draft.id)
    return round_


def _refuse_far(deadline: datetime, at: datetime) -> None:
    if deadline - at > LONGEST_ROUND:
        raise Invalid("deadline-far", field="deadline", latest=at + LONGEST_ROUND)


def extend_round(
    session: Session, round_: Round, *, deadline: datetime, reason: str, by: Seat, at: datetime
) -> Extension:
    """Move the deadline of an open round later. Raises NotPermitted or Invalid ("round-not-open", "deadline-not-later",
    "deadline-far", "reason-missing")."""
    require(by, Act.CHANGE_ROUND)
    if round_.state is not RoundState.OPEN:
        raise Invalid("round-not-open", round=round_.id, state=round_.state.value)
    if deadline <= round_.deadline or deadline <= at:
        raise Invalid("deadline-not-later", field="deadline")
    _refuse_far(deadline, at)
    reason = stored(reason, field="reason").strip()
    if not reason:
        raise Invalid("reason-missing", field="reason")
    extension = Extension(round_id=round_.id, before=round_.deadline, after=deadline, reason=reason, by_id=by.id, at=at)
    session.add(extension)
    round_.deadline = deadline
    touch(session, round_.draft_id)
    record(session, act=Act.CHANGE_ROUND, verb="extend_round", by=by, at=at, round=round_.id)
    return extension


def close_round(session: Session, round_: Round, *, by: Seat, at: datetime, version: int | None = None) -> None:
    """Close an open round; `version` is the round's when it was asked whether to (None: it was not asked).

    Raises NotPermitted, Invalid ("round-state") or Stale ("round-changed").
    """
    require(by, Act.CHANGE_ROUND)
    if version is not None and version != round_.version and round_.state is RoundState.OPEN:
        raise Stale("round-changed", round=round_.id, version=round_.version)
    _become(session, round_, RoundState.CLOSED, verb="close_round", by=by, at=at)
    round_.closed_at = at


def reopen_round(session: Session, round_: Round, *, by: Seat, at: datetime) -> None:
    """Open a closed round again, before any disposition. Raises NotPermitted or Invalid ("round-state",
    "round-has-decisions")."""
    if session.scalar(select(func.count()).select_from(Decision).where(Decision.round_id == round_.id)):
        require(by, Act.CHANGE_ROUND)
        raise Invalid("round-has-decisions", round=round_.id)
    _become(session, round_, RoundState.OPEN, verb="reopen_round", by=by, at=at)
    round_.closed_at = None


def _become(session: Session, round_: Round, state: RoundState, *, verb: str, by: Seat, at: datetime) -> None:
    require(by, Act.CHANGE_ROUND)
    if state not in ROUND_MAY_BECOME[round_.state]:
        raise Invalid("round-state", round=round_.id, state=round_.state.value, wanted=state.value)
    round_.state = state
    touch(session, round_.draft_id)
    record(session, act=Act.CHANGE_ROUND, verb=verb, by=by, at=at, round=round_.id)
