"""What colleagues of one delegation say to each other about an unsent item or a block: seen by that delegation only,
by no secretariat, in no export."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, Select, or_, select, update
from sqlalchemy.orm import Session, joinedload

from drafting.errors import Closed, Invalid, NotFound, NotPermitted, Stale
from drafting.model.amendments import Unsent
from drafting.model.following import ColleagueNote
from drafting.model.people import Seat
from drafting.model.rounds import Round
from drafting.procedure.acting import case_of, record, require
from drafting.procedure.contributing import block_of, stored
from drafting.procedure.unsent import kept_of
from drafting.rules.lifecycle import RoundState
from drafting.rules.permissions import Act, may

COLLEAGUE_NOTE_LIMIT = 2000
"""Longest note, in characters."""


def notes_of(session: Session, *, by: Seat, text_id: int) -> Sequence[ColleagueNote]:
    """All notes of `by`'s delegation in the rounds of a text, oldest first."""
    query = select(ColleagueNote).join(Round, Round.id == ColleagueNote.round_id)
    return _loaded(session, query.where(Round.text_id == text_id, *_standing(by)))


def notes_at(session: Session, round_: Round, key: int, *, by: Seat) -> Sequence[ColleagueNote]:
    """The notes of `by`'s delegation on a block (0: the draft as a whole), and on what it had unsent there."""
    forms = [_block_form(key), f"comment:{key or ''}", f"propose:{key or ''}", f"insert:{key}"]
    forms += [f"{kind}:{key}" for kind in ("delete", "join", "move", "reshape")]
    there = or_(ColleagueNote.form.in_(forms), ColleagueNote.form.startswith(f"amend:{key}:", autoescape=True))
    return _loaded(session, select(ColleagueNote).where(ColleagueNote.round_id == round_.id, there, *_standing(by)))


def note_on_item(session: Session, unsent: Unsent, *, body: str, by: Seat, at: datetime) -> ColleagueNote:
    """Note something on an unsent item of one's delegation.

    Raises NotPermitted; NotFound ("unsent-unknown") of another delegation's; Invalid ("colleague-note-missing",
    "too-long", "control-character").
    """
    round_ = session.get_one(Round, unsent.round_id)
    if unsent.delegation_id != by.delegation_id:
        raise NotFound("unsent-unknown")
    _require(round_, by, at)
    return _add(session, round_, form=unsent.form, about=unsent.seat_id, body=body, by=by, at=at)


def note_on_block(session: Session, round_: Round, key: int, *, body: str, by: Seat, at: datetime) -> ColleagueNote:
    """Note something on a block of the round's draft (0: the draft as a whole).

    Raises NotPermitted; NotFound ("block-unknown"); Invalid as `note_on_item`.
    """
    _require(round_, by, at)
    if key:
        block_of(session, round_, key)
    return _add(session, round_, form=_block_form(key), about=by.id, body=body, by=by, at=at)


def remove_colleague_note(session: Session, note_id: int, *, by: Seat, at: datetime) -> ColleagueNote:
    """Remove a note of one's own. Raises NotFound, also of another delegation's; NotPermitted for a colleague's."""
    note = session.get(ColleagueNote, note_id)
    if note is None or note.delegation_id != by.delegation_id or note.removed_at is not None:
        raise NotFound("note", note=note_id)
    _require(session.get_one(Round, note.round_id), by, at)
    if note.seat_id != by.id:
        raise NotPermitted("not-permitted", act=Act.CONFER.value)
    note.removed_at = at
    record(session, act=Act.CONFER, verb="remove_colleague_note", by=by, at=at, round=note.round_id, note=note.id)
    return note


def take_over(session: Session, unsent: Unsent, *, saved_at: datetime, by: Seat, at: datetime) -> Unsent:
    """Let a colleague's unsent item be one's own, with the notes on it; `saved_at` is its version.

    Raises NotPermitted; Closed ("round-closed"); NotFound ("unsent-unknown") of another delegation's; Stale
    ("unsent-changed"): its author went on with it; Invalid: "unsent-own" (it is), "unsent-own-there" (one has kept
    something of the same form), "unsent-not-taken" (only who wrote a comment changes it).
    """
    query = select(Unsent).where(Unsent.id == unsent.id).with_for_update()
    if session.scalar(query.execution_options(populate_existing=True)) is None:
        raise NotFound("unsent-unknown")
    round_ = session.get_one(Round, unsent.round_id)
    if unsent.delegation_id != by.delegation_id:
        raise NotFound("unsent-unknown")
    case = case_of(round_, at=at)
    if round_.state is not RoundState.OPEN and not may(by.standing, Act.PREPARE, case):
        require(by, Act.READ_CONTRIBUTIONS, case)
        raise Closed("round-closed", round=round_.number, deadline=round_.deadline, act=Act.PREPARE.value)
    require(by, Act.PREPARE, case)
    require_version(unsent, saved_at)
    if unsent.seat_id == by.id:
        raise Invalid("unsent-own")
    if unsent.form.startswith("edit:"):
        raise Invalid("unsent-not-taken")
    if kept_of(session, round_, form=unsent.form, by=by) is not None:
        raise Invalid("unsent-own-there")
    before = unsent.seat_id
    session.execute(
        update(ColleagueNote)
        .where(ColleagueNote.round_id == round_.id, ColleagueNote.form == unsent.form, ColleagueNote.about_id == before)
        .values(about_id=by.id)
    )
    unsent.seat = by
    record(session, act=Act.PREPARE, verb="take_over", by=by, at=at, round=round_.id, unsent=unsent.id, before=before)
    return unsent


def require_version(unsent: Unsent, saved_at: datetime) -> None:
    """Raise Stale ("unsent-changed", with what is kept as `theirs`) unless it is as it was at `saved_at`."""
    if unsent.saved_at != saved_at:
        theirs = str(unsent.fields.get("text") or unsent.fields.get("body") or "")
        raise Stale("unsent-changed", version=unsent.saved_at.isoformat(), theirs=theirs)


def _add(session: Session, round_: Round, *, form: str, about: int, body: str, by: Seat, at: datetime) -> ColleagueNote:
    words = stored(body, field="note").strip()
    if not words:
        raise Invalid("colleague-note-missing", field="note")
    if len(words) > COLLEAGUE_NOTE_LIMIT:
        raise Invalid("too-long", field="note", limit=COLLEAGUE_NOTE_LIMIT, length=len(words))
    note = ColleagueNote(
        delegation_id=by.delegation_id, round_id=round_.id, form=form, about_id=about, seat=by, body=words, at=at
    )
    session.add(note)
    session.flush()
    record(session, act=Act.CONFER, verb="add_colleague_note", by=by, at=at, round=round_.id, note=note.id)
    return note


def _block_form(key: int) -> str:
    return f"block:{key}"


def _standing(by: Seat) -> tuple[ColumnElement[bool], ...]:
    return (ColleagueNote.delegation_id == by.delegation_id, ColleagueNote.removed_at.is_(None))


def _loaded(session: Session, query: Select[ColleagueNote]) -> Sequence[ColleagueNote]:
    with_names = joinedload(ColleagueNote.seat).joinedload(Seat.person)
    return session.scalars(query.order_by(ColleagueNote.id).options(with_names)).all()


def _require(round_: Round, by: Seat, at: datetime) -> None:
    require(by, Act.CONFER, case_of(round_, at=at, owner=by.delegation.code))
