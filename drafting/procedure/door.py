"""The way in: passwords checked in the same time whether the address is known or not."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from drafting.errors import Invalid, NotPermitted
from drafting.model.people import Delegation, Person, Seat, SignIn
from drafting.procedure.acting import record
from drafting.rules.addresses import plain_address
from drafting.rules.permissions import Act

SIGN_IN_LASTS = timedelta(days=30)
"""A browser that was forgotten somewhere does not stay signed in for ever."""
SHORTEST_PASSWORD = 12
LONGEST_PASSWORD = 500
_hasher = PasswordHasher()


def hash_password(password: str) -> str:
    """Argon2id. Raises Invalid ("password-short" with the least number of characters, "password-long")."""
    if len(password) < SHORTEST_PASSWORD:
        raise Invalid("password-short", field="password", least=SHORTEST_PASSWORD)
    if len(password) > LONGEST_PASSWORD:
        raise Invalid("password-long", field="password", most=LONGEST_PASSWORD)
    return _hasher.hash(password)


def proof(session: Session, *, email: str, password: str) -> str:
    """The kept hash of the person of `email` that the password fits, "" for none. Slow by design, and only reads: to be
    asked before the transaction that writes, so that no writer waits for it."""
    known = session.scalar(select(Person.password_hash).where(Person.email == plain_address(email)))
    return known if _matches(known or _of_nobody(), password[:LONGEST_PASSWORD]) and known else ""


def check_sign_in(session: Session, *, email: str, password: str, at: datetime, proven: str | None = None) -> Seat:
    """The seat with which the person of `email` comes in: the last one used, else the first. `proven`: what `proof`
    gave (None: asked here).

    Raises NotPermitted ("sign-in-failed") alike for an unknown address, a wrong password and a person without a seat.
    """
    if proven is None:
        proven = proof(session, email=email, password=password)
    person = session.scalar(select(Person).where(Person.email == plain_address(email)))
    known = person.password_hash if person else None
    right = known == proven
    seat = usual_seat(session, person) if person and known and right else None
    if seat is None or person is None:
        raise NotPermitted("sign-in-failed", act=Act.USE_THE_DOOR.value)
    if known and _hasher.check_needs_rehash(known):
        person.password_hash = _hasher.hash(password)
    record(session, act=Act.USE_THE_DOOR, verb="sign_in", by=seat, at=at)
    return seat


def usual_seat(session: Session, person: Person) -> Seat | None:
    """The active seat with which the person last acted, else the first one."""
    active = (
        select(Seat)
        .join(Delegation)
        .where(Seat.person_id == person.id, Seat.active.is_(True), Delegation.active.is_(True))
    )
    last = active.join(SignIn, SignIn.seat_id == Seat.id).order_by(SignIn.id.desc()).limit(1)
    return session.scalar(last) or session.scalar(active.order_by(Seat.id).limit(1))


def is_password_of(person: Person, password: str) -> bool:
    """Whether `password` is the person's; as long to say for one who has none."""
    return _matches(person.password_hash or _of_nobody(), password[:LONGEST_PASSWORD]) and bool(person.password_hash)


def standing(at: datetime) -> ColumnElement[bool]:
    """Which sign-ins still hold: not ended, and not too old."""
    return SignIn.ended_at.is_(None) & (SignIn.created_at > at - SIGN_IN_LASTS)


def _matches(kept: str, password: str) -> bool:
    try:
        return _hasher.verify(kept, password)
    except (VerificationError, InvalidHashError):
        return False


@cache
def _of_nobody() -> str:
    """A hash to spend the same time on when the address is not known."""
    return _hasher.hash("nobody has this password")
