"""The way in: passwords checked in the same time whether the address is known or not."""

from __future__ import annotations

from datetime import datetime
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from sqlalchemy import select
from sqlalchemy.orm import Session

from drafting.errors import Invalid, NotPermitted
from drafting.model.people import Delegation, Person, Seat, SignIn
from drafting.procedure.acting import record
from drafting.rules.permissions import Act

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


def check_sign_in(session: Session, *, email: str, password: str, at: datetime) -> Seat:
    """The seat with which the person of `email` comes in: the last one used, else the first.

    Raises NotPermitted ("sign-in-failed") alike for an unknown address, a wrong password and a person without a seat.
    """
    person = session.scalar(select(Person).where(Person.email == email.strip().lower()))
    known = person.password_hash if person else None
    right = _matches(known or _of_nobody(), password[:LONGEST_PASSWORD])
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


def choose_seat(session: Session, sign_in: SignIn, seat_id: int, *, at: datetime) -> Seat:
    """Act for another of one's own seats from now on. Raises NotPermitted."""
    seat = session.get(Seat, seat_id)
    if seat is None or seat.person_id != sign_in.person_id or not seat.active or not seat.delegation.active:
        raise NotPermitted("seat-not-yours", act=Act.KEEP_OWN_ACCOUNT.value)
    sign_in.seat = seat
    record(session, act=Act.KEEP_OWN_ACCOUNT, verb="choose_seat", by=seat, at=at)
    return seat


def change_password(session: Session, seat: Seat, *, present: str, new: str, at: datetime) -> None:
    """Raises Invalid ("password-wrong", "password-short", "password-long")."""
    if not _matches(seat.person.password_hash or _of_nobody(), present):
        raise Invalid("password-wrong", field="present")
    seat.person.password_hash = hash_password(new)
    record(session, act=Act.KEEP_OWN_ACCOUNT, verb="change_password", by=seat, at=at)


def _matches(kept: str, password: str) -> bool:
    try:
        return _hasher.verify(kept, password)
    except (VerificationError, InvalidHashError):
        return False


@cache
def _of_nobody() -> str:
    """A hash to spend the same time on when the address is not known."""
    return _hasher.hash("nobody has this password")
