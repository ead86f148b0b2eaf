"""A small group with plain defaults, made through the product's own verbs. Each maker flushes and returns the thing."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from drafting.exchange.document import Reading
from drafting.model.amendments import Amendment
from drafting.model.comments import Comment
from drafting.model.people import Delegation, Person, Seat
from drafting.model.rounds import Round
from drafting.model.texts import Draft
from drafting.procedure.import_draft import import_draft
from drafting.procedure.propose_amendment import propose_amendment
from drafting.procedure.rounds import open_round
from drafting.procedure.submit_comment import submit_comment
from drafting.rules.lifecycle import ItemKind, Operation
from drafting.rules.permissions import Category, Role
from drafting.text.blocks import Block, Kind

NOON = datetime(2026, 11, 2, 12, 0, tzinfo=UTC)
DEADLINE = NOON + timedelta(days=25)

ENCOURAGE = "Member States should encourage administrations to adopt such practices, and to report every two years."


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


def an_amendment(
    session: Session,
    round_: Round,
    *,
    text: str = "",
    operation: Operation = Operation.REPLACE,
    key: int = 1,
    part: int = 0,
    by: Seat | None = None,
    at: datetime = NOON + timedelta(hours=1),
    reason: str = "It must be a duty.",
    **more: Any,
) -> Amendment:
    """A submitted amendment, of Bergen's head unless `by` says otherwise; `more` as `propose_amendment` takes it.

    Where the secretariat enters it, its source is item 5 of the meeting unless `more` says otherwise.
    """
    more.setdefault("source", "Item 5 of the meeting")
    return propose_amendment(
        session,
        round_,
        operation=operation,
        key=key,
        part=part,
        text=text,
        reason=reason,
        kind=ItemKind.SUBSTANTIVE,
        by=by or a_head(session),
        at=at,
        **more,
    )


def a_comment(
    session: Session,
    round_: Round,
    *,
    body: str = "Please say who is meant.",
    key: int | None = 1,
    by: Seat | None = None,
    at: datetime = NOON + timedelta(hours=1),
    **more: Any,
) -> Comment:
    """A submitted comment, of Bergen's head unless `by` says otherwise; `more` as `submit_comment` takes it, with a
    source as in `an_amendment`."""
    more.setdefault("source", "Item 5 of the meeting")
    return submit_comment(
        session, round_, body=body, kind=ItemKind.GENERAL, key=key, by=by or a_head(session), at=at, **more
    )


def a_head(session: Session, code: str = "bergen") -> Seat:
    """The head of the delegation `code`, made when it is not there yet."""
    seats = session.query(Seat).join(Delegation).filter(Delegation.code == code, Seat.role == Role.HEAD)
    return seats.first() or a_seat(session, code)
