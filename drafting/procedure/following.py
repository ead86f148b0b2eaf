"""What a seat follows, and up to when it has seen what is new."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from drafting.errors import Invalid, NotFound
from drafting.model.following import Follow, Seen
from drafting.model.paragraphs import DraftParagraph
from drafting.model.people import Seat, SignIn
from drafting.model.texts import Draft, Text
from drafting.procedure.acting import record, require
from drafting.procedure.find import latest_issued
from drafting.rules.lifecycle import DraftState
from drafting.rules.permissions import Act, Case

WHOLE = 0
"""The key under which the draft as a whole is followed."""


def follow(session: Session, text: Text, key: int, *, by: Seat, at: datetime) -> Follow:
    """Want the news of a block (`WHOLE`: of the draft as a whole) on the start page, in this draft and the next ones.

    To follow twice is to follow once. Raises NotPermitted; NotFound ("block-unknown").
    """
    _require(session, text, by)
    if key != WHOLE and _paragraph(session, text, key) is None:
        raise NotFound("block-unknown", key=key)
    found = following(session, text, key, by=by)
    if found is None:
        found = _begin(session, text.id, key, by=by, at=at)
        record(session, act=Act.FOLLOW, verb="follow", by=by, at=at, text=text.id, key=key)
    return found


def unfollow(session: Session, text: Text, key: int, *, by: Seat, at: datetime) -> None:
    """Follow it no more. Raises NotPermitted; Invalid ("not-followed")."""
    _require(session, text, by)
    found = following(session, text, key, by=by)
    if found is None:
        raise Invalid("not-followed", key=key)
    session.delete(found)
    record(session, act=Act.FOLLOW, verb="unfollow", by=by, at=at, text=text.id, key=key)


def follow_own(session: Session, text_id: int, key: int | None, *, by: Seat, at: datetime) -> None:
    """Whoever contributes to a block follows it: a part of that act, which the journal has already."""
    wanted = select(Follow.id).where(Follow.seat_id == by.id, Follow.text_id == text_id, Follow.key == (key or WHOLE))
    if session.scalar(wanted) is None:
        _begin(session, text_id, key or WHOLE, by=by, at=at)


def following(session: Session, text: Text, key: int, *, by: Seat) -> Follow | None:
    """That `by` follows a block, or None."""
    return session.scalar(select(Follow).where(Follow.seat_id == by.id, Follow.text_id == text.id, Follow.key == key))


def followed(session: Session, text: Text, *, by: Seat) -> list[Follow]:
    """All that `by` follows of a text, the latest first."""
    query = select(Follow).where(Follow.seat_id == by.id, Follow.text_id == text.id)
    return list(session.scalars(query.order_by(Follow.at.desc(), Follow.id.desc())))


def new_since(session: Session, *, by: Seat, sign_in: SignIn | None) -> datetime | None:
    """From when on something is new to `by`: since it said that it has seen all, or since the sign-in before the
    present one (`sign_in`) was last used, whichever is later; None for who was never here before.

    Sign-ins tell their last use to the hour: what came within it is told once more rather than not at all.
    """
    seen = session.scalar(select(Seen.at).where(Seen.seat_id == by.id))
    before = None
    if sign_in is not None:
        used = select(func.max(func.coalesce(SignIn.used_at, SignIn.created_at)))
        before = session.scalar(
            used.where(SignIn.seat_id == by.id, SignIn.id != sign_in.id, SignIn.created_at < sign_in.created_at)
        )
    return max((moment for moment in (seen, before) if moment is not None), default=None)


def mark_seen(session: Session, *, up_to: datetime, by: Seat, at: datetime) -> Seen:
    """Say that all that happened `up_to` a moment is seen: that of the page, so that what came since stays new.

    It never goes back, nor beyond `at`. Raises NotPermitted.
    """
    require(by, Act.KEEP_OWN_ACCOUNT)
    moment = min(up_to, at)
    seen = session.get(Seen, by.id, with_for_update=True)
    if seen is None:
        try:
            with session.begin_nested():
                seen = Seen(seat_id=by.id, at=moment)
                session.add(seen)
        except IntegrityError:  # another tab was first
            seen = session.get_one(Seen, by.id, with_for_update=True)
    seen.at = max(seen.at, moment)
    record(session, act=Act.KEEP_OWN_ACCOUNT, verb="mark_seen", by=by, at=at)
    return seen


def _begin(session: Session, text_id: int, key: int, *, by: Seat, at: datetime) -> Follow:
    try:
        with session.begin_nested():
            made = Follow(seat_id=by.id, text_id=text_id, key=key, at=at)
            session.add(made)
        return made
    except IntegrityError:  # another tab was first
        there = select(Follow).where(Follow.seat_id == by.id, Follow.text_id == text_id, Follow.key == key)
        return session.scalars(there).one()


def _paragraph(session: Session, text: Text, key: int) -> int | None:
    """A row of the block in an issued draft: that a working one has it is not told."""
    query = select(DraftParagraph.id).join(Draft, Draft.id == DraftParagraph.draft_id)
    known = (Draft.text_id == text.id, Draft.state != DraftState.WORKING, DraftParagraph.key == key)
    return session.scalar(query.where(*known).limit(1))


def _require(session: Session, text: Text, by: Seat) -> None:
    draft = latest_issued(session, text)
    require(by, Act.FOLLOW, Case(draft_state=draft.state.value if draft is not None else ""))
