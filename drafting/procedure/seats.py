"""Seats: what a person is in a delegation, until it ends. What they did stays, under their name."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from drafting.errors import Invalid, Stale
from drafting.model.people import Delegation, Invitation, Person, Seat, SignIn
from drafting.procedure.acting import record, require
from drafting.procedure.contributing import one_line
from drafting.procedure.delegations import hold_people, keep_somebody
from drafting.rules.permissions import Act, Office, Role

LONGEST_OFFICE = 120


def take_seat(session: Session, person: Person, delegation: Delegation, *, role: Role, offices: list[str]) -> Seat:
    """The person's seat in the delegation, made or taken up again; one that they have keeps its role and offices."""
    seat = session.scalar(select(Seat).where(Seat.person_id == person.id, Seat.delegation_id == delegation.id))
    if seat is None:
        seat = Seat(person=person, delegation=delegation, role=role, offices=offices, active=True)
        session.add(seat)
    elif not seat.active:
        seat.role, seat.offices, seat.active = role, offices, True
    session.flush()
    return seat


def change_seat(
    session: Session, seat: Seat, *, role: Role, offices: list[str], active: bool, version: int, by: Seat, at: datetime
) -> None:
    """Change a seat's role and offices, end it, or give it back.

    A seat that ends takes its sessions and the person's open invitations to it with it, and nothing else.
    Raises NotPermitted, Stale ("seat-changed", with `theirs`), or Invalid ("office", "last-secretariat-seat").
    """
    require(by, Act.MANAGE_PEOPLE)
    check_offices(offices)
    hold_people(session)
    session.refresh(seat, with_for_update={"key_share": True})
    if seat.version != version:
        theirs = ", ".join([seat.role.value, *seat.offices, *([] if seat.active else ["ended"])])
        raise Stale("seat-changed", version=seat.version, theirs=theirs)
    if seat.active and not active:
        keep_somebody(session, but_seat=seat.id)
        session.execute(update(SignIn).where(SignIn.seat_id == seat.id, SignIn.ended_at.is_(None)).values(ended_at=at))
        waiting = update(Invitation).where(
            Invitation.email == seat.person.email,
            Invitation.delegation_id == seat.delegation_id,
            Invitation.used_at.is_(None),
            Invitation.withdrawn_at.is_(None),
        )
        session.execute(waiting.values(withdrawn_at=at))
    verb = "change_seat" if seat.active is active else "give_back_seat" if active else "end_seat"
    seat.role, seat.offices, seat.active = role, offices, active
    record(session, act=Act.MANAGE_PEOPLE, verb=verb, by=by, at=at, seat=seat.id)


def end_sessions(session: Session, person: Person, *, by: Seat, at: datetime) -> int:
    """Sign a person out everywhere; gives how many sessions ended. Their seats stay. Raises NotPermitted."""
    require(by, Act.MANAGE_PEOPLE)
    mine = select(SignIn.id).where(SignIn.person_id == person.id, SignIn.ended_at.is_(None))
    ids = session.scalars(mine.with_for_update()).all()
    session.execute(update(SignIn).where(SignIn.id.in_(ids)).values(ended_at=at))
    record(session, act=Act.MANAGE_PEOPLE, verb="end_sessions", by=by, at=at, person=person.id, sessions=len(ids))
    return len(ids)


def check_offices(offices: list[str]) -> None:
    """Raises Invalid ("office") for what is not an office."""
    for office in offices:
        if one_line(office, field="offices", limit=LONGEST_OFFICE).partition(":")[0] not in set(Office):
            raise Invalid("office", field="offices")
