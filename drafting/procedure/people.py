"""Who is in the group: invitations, the way in, delegations and their seats."""

from __future__ import annotations

import hashlib
import re
import secrets
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from drafting.errors import Invalid, NotFound
from drafting.model.people import Delegation, Invitation, Person, Seat
from drafting.procedure.acting import record, require
from drafting.procedure.contributing import one_line
from drafting.procedure.door import hash_password, is_password_of
from drafting.rules.permissions import Act, Category, Office, Role

LONGEST_NAME = 200
LONGEST_OFFICE = 120
INVITATION_LASTS = timedelta(days=14)
SECRETARIAT = "secretariat"
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")


def token_hash(token: str) -> str:
    """SHA-256 of a token in hex: all that the database keeps of invitations and sign-ins."""
    return hashlib.sha256(token.encode()).hexdigest()


def add_delegation(
    session: Session, *, code: str, name: str, category: Category, by: Seat | None, at: datetime
) -> Delegation:
    """Add a delegation. `by` None: the instance sets itself up.

    Raises NotPermitted, or Invalid ("delegation-code", "delegation-code-taken", "delegation-name-missing",
    "delegation-name-taken").
    """
    if by is not None:
        require(by, Act.MANAGE_PEOPLE)
    code, name = code.strip().lower(), one_line(name, field="name", limit=LONGEST_NAME)
    if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", code) or len(code) > 40:
        raise Invalid("delegation-code", field="code")
    if session.scalar(select(Delegation.id).where(Delegation.code == code)):
        raise Invalid("delegation-code-taken", field="code", delegation=code)
    _check_name(session, name, but=None)
    delegation = Delegation(code=code, name=name, category=category, head_submits=False, active=True)
    session.add(delegation)
    session.flush()
    record(session, act=Act.MANAGE_PEOPLE, verb="add_delegation", by=by, at=at, delegation=delegation.id)
    return delegation


def change_delegation(
    session: Session, delegation: Delegation, *, name: str, head_submits: bool, active: bool, by: Seat, at: datetime
) -> None:
    """Rename a delegation, say whether its head submits, or rest it. Raises NotPermitted or Invalid."""
    require(by, Act.MANAGE_PEOPLE)
    name = one_line(name, field="name", limit=LONGEST_NAME)
    _check_name(session, name, but=delegation.id)
    if not active and delegation.id == by.delegation_id:
        raise Invalid("own-delegation", field="active")
    delegation.name, delegation.head_submits, delegation.active = name, head_submits, active
    record(session, act=Act.MANAGE_PEOPLE, verb="change_delegation", by=by, at=at, delegation=delegation.id)


def _check_name(session: Session, name: str, *, but: int | None) -> None:
    if not name:
        raise Invalid("delegation-name-missing", field="name")
    other = session.scalar(select(Delegation.id).where(func.lower(Delegation.name) == name.lower()))
    if other is not None and other != but:
        raise Invalid("delegation-name-taken", field="name")


def _check_offices(offices: list[str]) -> None:
    for office in offices:
        if one_line(office, field="offices", limit=LONGEST_OFFICE).partition(":")[0] not in set(Office):
            raise Invalid("office", field="offices")


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
) -> tuple[Invitation, str]:
    """Invite somebody to a seat; gives the invitation and its token, which is kept nowhere else.

    Raises NotPermitted, or Invalid ("email", "office", "already-seated").
    """
    if by is not None:
        require(by, Act.MANAGE_PEOPLE)
    email = email.strip().lower()
    if not _EMAIL.fullmatch(email) or len(email) > 254:
        raise Invalid("email", field="email")
    _check_offices(offices)
    seated = (
        select(Seat.id)
        .join(Person)
        .where(Person.email == email, Seat.delegation_id == delegation.id, Seat.active.is_(True))
    )
    if session.scalar(seated):
        raise Invalid("already-seated", field="email", delegation=delegation.code)
    token = secrets.token_urlsafe(24)
    invitation = Invitation(
        token_hash=token_hash(token),
        email=email,
        name=one_line(name, field="person", limit=LONGEST_NAME),
        delegation=delegation,
        role=role,
        offices=offices,
        invited_by_id=by.id if by else None,
        created_at=at,
        expires_at=at + INVITATION_LASTS,
    )
    session.add(invitation)
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


def find_invitation(session: Session, token: str, *, at: datetime) -> Invitation:
    """The open invitation of `token`. Raises NotFound, or Invalid ("invitation-used", "invitation-expired",
    "invitation-withdrawn")."""
    invitation = session.scalar(select(Invitation).where(Invitation.token_hash == token_hash(token)).with_for_update())
    if invitation is None:
        raise NotFound("invitation-unknown")
    if invitation.used_at:
        raise Invalid("invitation-used")
    if invitation.withdrawn_at:
        raise Invalid("invitation-withdrawn")
    if invitation.expires_at <= at:
        raise Invalid("invitation-expired")
    return invitation


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
        person = Person(name=name, email=invitation.email, created_at=at, password_hash=None)
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


def take_seat(session: Session, person: Person, delegation: Delegation, *, role: Role, offices: list[str]) -> Seat:
    """The person's seat in the delegation, made or taken up again."""
    seat = session.scalar(select(Seat).where(Seat.person_id == person.id, Seat.delegation_id == delegation.id))
    if seat is None:
        seat = Seat(person=person, delegation=delegation, role=role, offices=offices, active=True)
        session.add(seat)
    else:
        seat.role, seat.offices, seat.active = role, offices, True
    session.flush()
    return seat


def withdraw_invitation(session: Session, invitation: Invitation, *, by: Seat, at: datetime) -> None:
    """Take an invitation back. Raises NotPermitted or Invalid ("invitation-used")."""
    require(by, Act.MANAGE_PEOPLE)
    if invitation.used_at:
        raise Invalid("invitation-used")
    invitation.withdrawn_at = at
    record(session, act=Act.MANAGE_PEOPLE, verb="withdraw_invitation", by=by, at=at, invitation=invitation.id)


def change_seat(
    session: Session, seat: Seat, *, role: Role, offices: list[str], active: bool, by: Seat, at: datetime
) -> None:
    """Change a seat's role and offices, or have it given up.

    Raises NotPermitted, or Invalid ("office", "last-secretariat-seat": nobody could let anyone in any more).
    """
    require(by, Act.MANAGE_PEOPLE)
    _check_offices(offices)
    if not active and seat.delegation.category is Category.SECRETARIAT:
        others = (
            select(func.count(Seat.id))
            .join(Delegation)
            .join(Person)
            .where(
                Delegation.category == Category.SECRETARIAT,
                Seat.active.is_(True),
                Seat.id != seat.id,
                Person.password_hash.is_not(None),
            )
        )
        if not session.scalar(others):
            raise Invalid("last-secretariat-seat", field="active")
    seat.role, seat.offices, seat.active = role, offices, active
    record(session, act=Act.MANAGE_PEOPLE, verb="change_seat", by=by, at=at, seat=seat.id)


def the_secretariat(session: Session, *, at: datetime) -> Delegation:
    """The secretariat's delegation, made on a new instance."""
    delegation = session.scalar(
        select(Delegation).where(Delegation.category == Category.SECRETARIAT).order_by(Delegation.id).limit(1)
    )
    return delegation or add_delegation(
        session, code=SECRETARIAT, name="Secretariat", category=Category.SECRETARIAT, by=None, at=at
    )
