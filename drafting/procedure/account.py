"""One's own account: name, ways of working, language, password, and one's sessions."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from drafting.errors import Invalid, NotFound, NotPermitted
from drafting.model.people import Delegation, Seat, SignIn
from drafting.procedure.acting import record, require
from drafting.procedure.contributing import one_line
from drafting.procedure.delegations import LONGEST_NAME
from drafting.procedure.door import hash_password, is_password_of, standing
from drafting.rules.permissions import Act


def change_account(
    session: Session,
    seat: Seat,
    *,
    name: str,
    shortcuts: bool,
    keep_typed: bool,
    say_changes: bool,
    theme: str | None,
    language: str | None = None,
    at: datetime,
) -> None:
    """Change what the person of `seat` is called and how they work; `theme` is "light", "dark", "" for what the system
    prefers, `language` "en", "fr", "" for what the browser asks for, and None for as it is.

    Raises NotPermitted or Invalid ("name-missing", "too-long")."""
    require(seat, Act.KEEP_OWN_ACCOUNT)
    name = one_line(name, field="name", limit=LONGEST_NAME)
    if not name:
        raise Invalid("name-missing", field="name")
    person = seat.person
    person.name, person.shortcuts, person.keep_typed, person.say_changes = name, shortcuts, keep_typed, say_changes
    if theme is not None:
        person.theme = theme
    if language is not None:
        person.language = language
    record(session, act=Act.KEEP_OWN_ACCOUNT, verb="change_account", by=seat, at=at)


def choose_appearance(session: Session, seat: Seat, *, language: str | None, theme: str | None, at: datetime) -> None:
    """Keep the language, the colours, or both, in the account. Raises NotPermitted."""
    require(seat, Act.KEEP_OWN_ACCOUNT)
    if language is not None:
        seat.person.language = language
    if theme is not None:
        seat.person.theme = theme
    record(session, act=Act.KEEP_OWN_ACCOUNT, verb="choose_appearance", by=seat, at=at)


def choose_seat(session: Session, sign_in: SignIn, seat_id: int, *, at: datetime) -> Seat:
    """Act for another of one's own seats from now on. Raises NotPermitted."""
    seat = session.get(Seat, seat_id)
    if seat is None or seat.person_id != sign_in.person_id:
        raise NotPermitted("seat-not-yours", act=Act.KEEP_OWN_ACCOUNT.value)
    require(seat, Act.KEEP_OWN_ACCOUNT)
    sign_in.seat = seat
    record(session, act=Act.KEEP_OWN_ACCOUNT, verb="choose_seat", by=seat, at=at)
    return seat


def change_password(
    session: Session, seat: Seat, *, present: str, new: str, at: datetime, here: SignIn | None = None
) -> None:
    """Change the password, and end all sign-ins but the one `here`: whoever knew the old one is out.

    Raises NotPermitted, or Invalid ("password-wrong", "password-short", "password-long").
    """
    require(seat, Act.KEEP_OWN_ACCOUNT)
    if not is_password_of(seat.person, present):
        raise Invalid("password-wrong", field="present")
    seat.person.password_hash = hash_password(new)
    _end_sign_ins(session, seat, at=at, but=here)
    record(session, act=Act.KEEP_OWN_ACCOUNT, verb="change_password", by=seat, at=at)


def end_other_sign_ins(session: Session, here: SignIn, *, at: datetime) -> None:
    """Sign the person out everywhere but `here`. Raises NotPermitted."""
    require(here.seat, Act.KEEP_OWN_ACCOUNT)
    _end_sign_ins(session, here.seat, at=at, but=here)
    record(session, act=Act.KEEP_OWN_ACCOUNT, verb="end_other_sign_ins", by=here.seat, at=at)


def sessions_of(session: Session, person_id: int, *, at: datetime) -> Sequence[SignIn]:
    """The person's sessions that still hold, the latest used first."""
    last = func.coalesce(SignIn.used_at, SignIn.created_at)
    mine = select(SignIn).join(Seat).join(Delegation).where(SignIn.person_id == person_id, standing(at))
    acting = mine.where(Seat.active.is_(True), Delegation.active.is_(True))
    return session.scalars(acting.order_by(last.desc(), SignIn.id.desc())).all()


def end_session(session: Session, here: SignIn, sign_in_id: int, *, at: datetime) -> SignIn:
    """End one of one's own sessions. Raises NotPermitted, or NotFound for anybody else's."""
    require(here.seat, Act.KEEP_OWN_ACCOUNT)
    found = session.get(SignIn, sign_in_id)
    if found is None or found.person_id != here.person_id:
        raise NotFound("session", session=sign_in_id)
    found.ended_at = found.ended_at or at
    record(session, act=Act.KEEP_OWN_ACCOUNT, verb="end_session", by=here.seat, at=at, sign_in=found.id)
    return found


def _end_sign_ins(session: Session, seat: Seat, *, at: datetime, but: SignIn | None) -> None:
    session.execute(
        update(SignIn)
        .where(SignIn.person_id == seat.person_id, SignIn.id != (but.id if but else 0), SignIn.ended_at.is_(None))
        .values(ended_at=at)
    )
