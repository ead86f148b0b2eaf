"""The reasons that the secretariat uses again and again, in both languages; and the one that a seat gave last."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from drafting.errors import Invalid, NotFound, Stale
from drafting.model.decisions import Decision
from drafting.model.organising import CannedReason
from drafting.model.people import Seat
from drafting.model.rounds import Round
from drafting.procedure.acting import record, require
from drafting.procedure.contributing import stored
from drafting.rules.lifecycle import REASON_LIMIT
from drafting.rules.permissions import Act


def canned_reasons(session: Session) -> list[CannedReason]:
    """The reasons that were not removed, oldest first."""
    return list(
        session.scalars(select(CannedReason).where(CannedReason.removed_at.is_(None)).order_by(CannedReason.id))
    )


def find_reason(session: Session, reason_id: int) -> CannedReason:
    """A reason that was not removed. Raises NotFound."""
    reason = session.get(CannedReason, reason_id, populate_existing=True)
    if reason is None or reason.removed_at is not None:
        raise NotFound("reason", reason=reason_id)
    return reason


def add_reason(session: Session, *, english: str, french: str, by: Seat, at: datetime) -> CannedReason:
    """Keep a reason for use again. Raises NotPermitted; Invalid ("reason-missing", "too-long", "control-character")."""
    require(by, Act.ORGANISE_DESK)
    reason = CannedReason(english=_words(english, "english"), french=_words(french, "french"), by_id=by.id, at=at)
    if not reason.english:
        raise Invalid("reason-missing", field="english")
    session.add(reason)
    session.flush()
    record(session, act=Act.ORGANISE_DESK, verb="add_reason", by=by, at=at, reason=reason.id)
    return reason


def add_reasons(session: Session, pairs: Sequence[tuple[str, str]], *, by: Seat, at: datetime) -> list[CannedReason]:
    """Keep each (English, French) pair that is not there yet; gives those that were added. Raises as `add_reason`."""
    require(by, Act.ORGANISE_DESK)
    there = {reason.english for reason in canned_reasons(session)}
    return [
        add_reason(session, english=english, french=french, by=by, at=at)
        for english, french in pairs
        if english not in there
    ]


def edit_reason(
    session: Session, reason: CannedReason, *, english: str, french: str, version: int, by: Seat, at: datetime
) -> None:
    """Reword a reason; what was decided with it keeps its words.

    Raises as `add_reason`, and Stale ("reason-changed", with `theirs`).
    """
    require(by, Act.ORGANISE_DESK)
    _refuse_stale(session, reason, version)
    new_english, new_french = _words(english, "english"), _words(french, "french")
    if not new_english:
        raise Invalid("reason-missing", field="english")
    reason.english, reason.french, reason.by_id, reason.at = new_english, new_french, by.id, at
    record(session, act=Act.ORGANISE_DESK, verb="edit_reason", by=by, at=at, reason=reason.id)


def remove_reason(session: Session, reason: CannedReason, *, version: int, by: Seat, at: datetime) -> None:
    """Offer a reason no more. Raises NotPermitted, Stale ("reason-changed")."""
    require(by, Act.ORGANISE_DESK)
    _refuse_stale(session, reason, version)
    reason.removed_at = at
    record(session, act=Act.ORGANISE_DESK, verb="remove_reason", by=by, at=at, reason=reason.id)


def last_reason(session: Session, round_: Round, *, by: Seat) -> str:
    """The last reason that `by` gave in the round; "" for none. Raises NotPermitted."""
    require(by, Act.READ_DESK)
    query = select(Decision.reason).where(
        Decision.round_id == round_.id, Decision.by_id == by.id, Decision.reason != "", Decision.fallen_by_id.is_(None)
    )
    return session.scalar(query.order_by(Decision.id.desc()).limit(1)) or ""


def _words(given: str, field: str) -> str:
    words = " ".join(stored(given, field=field).split())
    if len(words) > REASON_LIMIT:
        raise Invalid("too-long", field=field, limit=REASON_LIMIT, length=len(words))
    return words


def _refuse_stale(session: Session, reason: CannedReason, version: int) -> None:
    session.refresh(reason, with_for_update=True)
    if reason.version != version:
        theirs = " | ".join(words for words in (reason.english, reason.french) if words)
        raise Stale("reason-changed", version=reason.version, theirs=theirs)
