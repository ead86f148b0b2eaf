"""What the secretariat tells itself about a block or an amendment: seen on the desk only, never exported."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from drafting.errors import Invalid, NotFound, NotPermitted
from drafting.model.amendments import Amendment
from drafting.model.organising import InternalNote
from drafting.model.paragraphs import DraftParagraph
from drafting.model.people import Seat
from drafting.model.rounds import Round
from drafting.procedure.acting import record, require
from drafting.procedure.contributing import stored
from drafting.rules.permissions import Act

NOTE_LIMIT = 2000
"""Longest internal note, in characters."""


def notes_on(session: Session, round_: Round, *, by: Seat, key: int | None = None) -> Sequence[InternalNote]:
    """The notes of a round that were not removed, oldest first; `key`: on one block. Raises NotPermitted."""
    require(by, Act.READ_DESK)
    query = select(InternalNote).where(InternalNote.round_id == round_.id, InternalNote.removed_at.is_(None))
    if key is not None:
        query = query.where(InternalNote.key == key)
    return session.scalars(
        query.order_by(InternalNote.id).options(joinedload(InternalNote.seat).joinedload(Seat.person))
    ).all()


def add_note(
    session: Session,
    round_: Round,
    *,
    key: int,
    body: str,
    by: Seat,
    at: datetime,
    amendment: Amendment | None = None,
) -> InternalNote:
    """Note something on the block `key` (0: before the first), or on one amendment there.

    Raises NotPermitted; NotFound ("amendment", "block"); Invalid ("internal-note-missing", "too-long",
    "control-character").
    """
    require(by, Act.ORGANISE_DESK)
    known = select(DraftParagraph.id).where(DraftParagraph.draft_id == round_.draft_id, DraftParagraph.key == key)
    if key and session.scalar(known) is None:
        raise NotFound("block", key=key)
    if amendment is not None and (amendment.round_id, amendment.key) != (round_.id, key):
        raise NotFound("amendment", number=amendment.number)
    words = stored(body, field="note").strip()
    if not words:
        raise Invalid("internal-note-missing", field="note")
    if len(words) > NOTE_LIMIT:
        raise Invalid("too-long", field="note", limit=NOTE_LIMIT, length=len(words))
    note = InternalNote(
        round_id=round_.id,
        key=key,
        amendment_id=amendment.id if amendment is not None else None,
        seat=by,
        body=words,
        at=at,
    )
    session.add(note)
    session.flush()
    record(session, act=Act.ORGANISE_DESK, verb="add_note", by=by, at=at, round=round_.id, key=key, note=note.id)
    return note


def remove_note(session: Session, round_: Round, note_id: int, *, by: Seat, at: datetime) -> InternalNote:
    """Remove a note of one's own. Raises NotFound; NotPermitted also for a colleague's."""
    require(by, Act.ORGANISE_DESK)
    note = session.get(InternalNote, note_id)
    if note is None or note.round_id != round_.id or note.removed_at is not None:
        raise NotFound("note", note=note_id)
    if note.seat_id != by.id:
        raise NotPermitted("not-permitted", act=Act.ORGANISE_DESK.value)
    note.removed_at = at
    record(session, act=Act.ORGANISE_DESK, verb="remove_note", by=by, at=at, round=round_.id, note=note.id)
    return note
