"""A small group with plain defaults, made through the product's own verbs. Every maker flushes and returns the thing."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from sqlalchemy.orm import Session

from drafting.exchange.document import Reading
from drafting.model.people import Delegation, Person, Seat
from drafting.model.rounds import Round
from drafting.model.texts import Draft
from drafting.procedure.import_draft import import_draft
from drafting.procedure.rounds import open_round
from drafting.rules.permissions import Category, Role
from drafting.text.blocks import Block, Kind

NOON = datetime(2026, 11, 2, 12, 0, tzinfo=UTC)
DEADLINE = NOON + timedelta(days=25)

ENCOURAGE = (
    "Member States should encourage administrations to adopt such practices, and to report every two years."
)


def a_seat(
    session: Session, code: str = "bergen", *, category: Category = Category.LOCAL_AUTHORITY, role: Role = Role.HEAD
) -> Seat:
    """A person's seat in the delegation `code`, which is made when it is not there yet."""
    delegation = session.query(Delegation).filter_by(code=code).one_or_none()
    if delegation is None:
        delegation = Delegation(code=code, name=code.replace("-", " ").title(), category=category)
        session.add(delegation)
        session.flush()
    count = len(delegation.seats) + 1
    person = Person(
        name=f"{role.value.title()} {count}, {delegation.name}",
        email=f"{role.value}{count}.{code}@group.example",
        created_at=NOON,
        password_hash=None,
    )
    seat = Seat(person=person, delegation=delegation, role=role, offices=[])
    session.add_all([person, seat])
    session.flush()
    return seat


def the_secretariat(session: Session) -> Seat:
    """The secretariat's first seat."""
    seat = session.query(Seat).join(Delegation).filter(Delegation.code == "secretariat").first()
    return seat or a_seat(session, "secretariat", category=Category.SECRETARIAT)


def a_draft(
    session: Session,
    *,
    paragraphs: Sequence[str] = (ENCOURAGE,),
    blocks: Sequence[Block] | None = None,
    title: str = "Framework",
    reference: str | None = None,
) -> Draft:
    """Draft 1 of a new text, issued."""
    taken = tuple(blocks) if blocks else tuple(Block(kind=Kind.PARAGRAPH, text=text) for text in paragraphs)
    return import_draft(
        session,
        Reading(title=title, blocks=taken),
        title=title,
        reference=reference,
        by=the_secretariat(session),
        at=NOON,
    )


def an_open_round(session: Session, draft: Draft | None = None, *, deadline: datetime = DEADLINE) -> Round:
    """A round that is open from NOON to DEADLINE."""
    return open_round(session, draft or a_draft(session), deadline=deadline, by=the_secretariat(session), at=NOON)
