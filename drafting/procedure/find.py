"""Things found by their addresses; what is not there, or not for this seat to know of, is NotFound."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session, contains_eager

from drafting.errors import NotFound
from drafting.model.amendments import Amendment
from drafting.model.comments import Comment
from drafting.model.people import Seat
from drafting.model.rounds import Round
from drafting.model.texts import Draft, Text
from drafting.rules.lifecycle import DraftState
from drafting.rules.permissions import Act, Case, may


def find_text(session: Session, slug: str) -> Text:
    """The text at the address `slug`. Raises NotFound."""
    text = session.scalar(select(Text).where(Text.slug == slug))
    if text is None:
        raise NotFound("text", slug=slug)
    return text


def find_draft(session: Session, slug: str, number: int, *, by: Seat) -> Draft:
    """A draft that `by` may read. Raises NotFound otherwise: that a working draft exists is not told."""
    return find_draft_and_round(session, slug, number, by=by)[0]


def find_draft_and_round(session: Session, slug: str, number: int, *, by: Seat) -> tuple[Draft, Round | None]:
    """A draft that `by` may read, and the round on it. Raises NotFound as `find_draft`."""
    found = session.execute(
        select(Draft, Round)
        .join(Draft.text)
        .outerjoin(Round, Round.draft_id == Draft.id)
        .where(Text.slug == slug, Draft.number == number)
        .options(contains_eager(Draft.text))
    ).one_or_none()
    if found is None or not may(by.standing, Act.READ_DRAFT, Case(draft_state=found[0].state.value)):
        raise NotFound("draft", slug=slug, number=number)
    return found[0], found[1]


def latest_round(session: Session, text: Text) -> Round | None:
    """The text's latest round, or None."""
    return session.scalar(select(Round).where(Round.text_id == text.id).order_by(Round.number.desc()).limit(1))


def latest_issued(session: Session, text: Text) -> Draft | None:
    """The text's latest draft that is not a working one, or None."""
    query = select(Draft).where(Draft.text_id == text.id, Draft.state != DraftState.WORKING)
    return session.scalar(query.order_by(Draft.number.desc()).limit(1))


def round_of(session: Session, draft: Draft) -> Round | None:
    """The round on `draft`, or None."""
    return session.scalar(select(Round).where(Round.draft_id == draft.id))


def find_round(session: Session, slug: str, number: int, *, by: Seat) -> Round:
    """Raises NotFound, also where `by` may not read what is contributed to its draft."""
    query = select(Round).join(Text, Text.id == Round.text_id).where(Text.slug == slug, Round.number == number)
    found = session.scalar(query)
    if found is None or not _may_read_contributions(found, by):
        raise NotFound("round", slug=slug, number=number)
    return found


def find_amendment(session: Session, slug: str, number: int, *, by: Seat) -> Amendment:
    """The latest revision of A-`number`. Raises NotFound as `find_round`."""
    found = session.scalar(
        select(Amendment)
        .join(Text, Text.id == Amendment.text_id)
        .where(Text.slug == slug, Amendment.number == number)
        .order_by(Amendment.revision.desc())
        .limit(1)
    )
    if found is None or not _may_read_contributions(session.get_one(Round, found.round_id), by):
        raise NotFound("amendment", slug=slug, number=number)
    return found


def find_comment(session: Session, slug: str, number: int, *, by: Seat) -> Comment:
    """C-`number`. Raises NotFound as `find_round`."""
    found = session.scalar(
        select(Comment).join(Text, Text.id == Comment.text_id).where(Text.slug == slug, Comment.number == number)
    )
    if found is None or not _may_read_contributions(session.get_one(Round, found.round_id), by):
        raise NotFound("comment", slug=slug, number=number)
    return found


def _may_read_contributions(round_: Round, by: Seat) -> bool:
    return may(by.standing, Act.READ_CONTRIBUTIONS, Case(draft_state=round_.draft.state.value))
