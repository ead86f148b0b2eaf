"""The way into the group: invitations, and what becomes of them."""

from __future__ import annotations

import hashlib
import re
import secrets
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from drafting.errors import Invalid, NotFound
from drafting.model.people import Delegation, Invitation, Person, Seat
from drafting.procedure.acting import record, require
from drafting.procedure.contributing import one_line
from drafting.procedure.delegations import LANGUAGES, LONGEST_NAME, hold_people
from drafting.procedure.door import hash_password, is_password_of
from drafting.procedure.seats import check_offices, take_seat
from drafting.rules.addresses import plain_address
from drafting.rules.permissions import Act, Role

LONGEST_EMAIL = 254
INVITATION_LASTS = timedelta(days=14)
_PART = r"[^@\s<>(),;:\"\[\]\\]+"
_EMAIL = re.compile(rf"{_PART}@{_PART}\.{_PART}")


def token_hash(token: str) -> str:
    """SHA-256 of a token in hex: all that the database keeps of invitations and sign-ins."""
    return hashlib.sha256(token.encode()).hexdigest()


def mail_address(given: str) -> str:
    """A mail address as it is kept. Raises Invalid ("email")."""
    email = plain_address(given)
    if not _EMAIL.fullmatch(email) or len(email) > LONGEST_EMAIL or not email.isprintable():
        raise Invalid("email", field="email")
    return email


def standing_invitations() -> ColumnElement[bool]:
    """Which invitations can still be used, or could be if they had not lapsed."""
    return Invitation.used_at.is_(None) & Invitation.withdrawn_at.is_(None)


def invite(
    session: Session,
    *,
    email: str,
    name: str,
    delegation: Delegation,
    role: Role,
    offices: list[str],
    by: Seat | None,
    at: datetime,
    language: str = "",
) -> tuple[Invitation, str]:
    """Invite somebody to a seat; gives the invitation and its token, which is kept nowhere else.

    An invitation of theirs to this delegation that lapsed, or still stands, is withdrawn: one link works.
    Raises NotPermitted, or Invalid ("email", "office", "language", "already-seated", "delegation-rests").
    """
    if by is not None:
        require(by, Act.MANAGE_PEOPLE)
    hold_people(session)
    email = mail_address(email)
    check_offices(offices)
    if language not in LANGUAGES:
        raise Invalid("language", field="language")
    if not delegation.active:
        raise Invalid("delegation-rests", field="email", delegation=delegation.code)
    seated = (
        select(Seat.id)
        .join(Person)
        .where(Person.email == email, Seat.delegation_id == delegation.id, Seat.active.is_(True))
    )
    if session.scalar(seated):
        raise Invalid("already-seated", field="email", delegation=delegation.code)
    before = select(Invitation).where(
        Invitation.email == email, Invitation.delegation_id == delegation.id, standing_invitations()
    )
    for earlier in session.scalars(before.with_for_update()):
        earlier.withdrawn_at = at
    invitation, token = new_invitation(
        session,
        email=email,
        name=one_line(name, field="person", limit=LONGEST_NAME),
        delegation=delegation,
        role=role,
        offices=offices,
        language=language,
        by=by,
        at=at,
    )
    session.flush()
    record(
        session,
        act=Act.MANAGE_PEOPLE,
        verb="invite",
        by=by,
        at=at,
        invitation=invitation.id,
        delegation=delegation.id,
    )
    return invitation, token


def new_invitation(
    session: Session,
    *,
    email: str,
    name: str,
    delegation: Delegation,
    role: Role,
    offices: list[str],
    language: str,
    by: Seat | None,
    at: datetime,
) -> tuple[Invitation, str]:
    """An invitation of what was checked already, with its token: part of an act that asks and records."""
    token = secrets.token_urlsafe(24)
    invitation = Invitation(
        token_hash=token_hash(token),
        email=email,
        name=name,
        delegation=delegation,
        role=role,
        offices=offices,
        language=language,
        invited_by_id=by.id if by else None,
        created_at=at,
        expires_at=at + INVITATION_LASTS,
    )
    session.add(invitation)
    return invitation, token


def find_invitation(session: Session, token: str, *, at: datetime) -> Invitation:
    """The open invitation of `token`. Raises NotFound, or Invalid ("invitation-used", "invitation-expired",
    "invitation-withdrawn")."""
    invitation = session.scalar(select(Invitation).where(Invitation.token_hash == token_hash(token)).with_for_update())
    if invitation is None:
        raise NotFound("invitation-unknown")
    if invitation.used_at:
        raise Invalid("invitation-used")
    if invitation.withdrawn_at or not invitation.delegation.active:
        raise Invalid("invitation-withdrawn")
    if invitation.expires_at <= at:
        raise Invalid("invitation-expired")
    return invitation


def invited_address(session: Session, token: str) -> str:
    """Whose invitation it is, open or not; "" for none."""
    return session.scalar(select(Invitation.email).where(Invitation.token_hash == token_hash(token))) or ""


def accept_invitation(session: Session, token: str, *, name: str, password: str, at: datetime) -> Seat:
    """Use an invitation up: the person (made if the address is new) takes the seat.

    A person who has a password shows by it who they are: the link, which the secretariat has seen, is not enough to
    act for somebody who sits elsewhere already. Others choose one. Raises as `find_invitation`, or Invalid
    ("name-missing", "password-missing", "password-short", "password-long", "password-not-yours").
    """
    invitation = find_invitation(session, token, at=at)
    person = session.scalar(select(Person).where(Person.email == invitation.email))
    if person is None:
        name = one_line(name, field="name", limit=LONGEST_NAME)
        if not name:
            raise Invalid("name-missing", field="name")
        language = invitation.language or invitation.delegation.language
        person = Person(name=name, email=invitation.email, created_at=at, password_hash=None, language=language)
        session.add(person)
    if person.password_hash is None:
        if not password:
            raise Invalid("password-missing", field="password")
        person.password_hash = hash_password(password)
    elif not is_password_of(person, password):
        raise Invalid("password-not-yours", field="password")
    session.flush()
    seat = take_seat(session, person, invitation.delegation, role=invitation.role, offices=list(invitation.offices))
    invitation.used_at = at
    record(
        session,
        act=Act.USE_THE_DOOR,
        verb="accept_invitation",
        by=seat,
        at=at,
        invitation=invitation.id,
        person=person.id,
    )
    return seat


def new_link(invitation: Invitation, *, at: datetime) -> str:
    """A new token, as long good as that of a new invitation; the old one works no more."""
    token = secrets.token_urlsafe(24)
    invitation.token_hash, invitation.expires_at = token_hash(token), at + INVITATION_LASTS
    return token


def withdraw_invitation(session: Session, invitation: Invitation, *, by: Seat, at: datetime) -> None:
    """Take an invitation back. Raises NotPermitted or Invalid ("invitation-used")."""
    require(by, Act.MANAGE_PEOPLE)
    session.refresh(invitation, with_for_update=True)
    if invitation.used_at:
        raise Invalid("invitation-used")
    invitation.withdrawn_at = invitation.withdrawn_at or at
    record(session, act=Act.MANAGE_PEOPLE, verb="withdraw_invitation", by=by, at=at, invitation=invitation.id)


def renew_invitation(session: Session, invitation: Invitation, *, by: Seat, at: datetime) -> str:
    """A new link, for as long as a new invitation; the old one works no more. Gives the new token.

    Raises NotPermitted, or Invalid ("invitation-used", "invitation-withdrawn", "delegation-rests").
    """
    require(by, Act.MANAGE_PEOPLE)
    session.refresh(invitation, with_for_update=True)
    if invitation.used_at:
        raise Invalid("invitation-used")
    if invitation.withdrawn_at:
        raise Invalid("invitation-withdrawn")
    if not invitation.delegation.active:
        raise Invalid("delegation-rests", delegation=invitation.delegation.code)
    token = new_link(invitation, at=at)
    record(session, act=Act.MANAGE_PEOPLE, verb="renew_invitation", by=by, at=at, invitation=invitation.id)
    return token
