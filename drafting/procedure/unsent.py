"""What is typed and not sent: kept for its author, seen by the delegation, never by anybody else."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session, joinedload

from drafting.errors import Closed, Invalid, NotFound, NotPermitted
from drafting.model import journal
from drafting.model.amendments import Unsent
from drafting.model.people import Seat
from drafting.model.rounds import Round
from drafting.procedure.acting import case_of, record, require
from drafting.procedure.contributing import block_of
from drafting.rules.lifecycle import Operation, RoundState
from drafting.rules.permissions import Act, Role, may

FORM = re.compile(
    r"(?:amend:[0-9]+:[0-9]+|(?:insert|delete|join|move|reshape):[0-9]+|comment:[0-9]*|propose:[0-9]*|reply:[0-9]+|edit:[0-9]+)"
)
_UNKEPT = re.compile(r"[\x00\ud800-\udfff]")
"""Signs that a database cannot hold: NUL, and half of one that was cut in two."""
AMENDING = frozenset({"amend", "insert", "delete", "join", "move", "reshape"})
"""The forms of amendments."""
LONGEST_KEY = 9
"""In digits: what both databases can look for."""
MOST = 500
"""Most forms that one seat keeps in a round: more than anybody writes by hand."""
FIELDS_LIMIT = 60_000
"""Most characters that one form keeps, all fields together."""


def amendment_form(operation: Operation, key: int, part: int = 0) -> str:
    """The name of the form for an operation on a block: one unsent item for each."""
    if operation is Operation.REPLACE:
        return f"amend:{key}:{part}"
    return f"{operation.value}:{key}"


def comment_form(key: int | None) -> str:
    """The name of the form for a comment on a block, or on the whole draft."""
    return f"comment:{key or ''}"


def proposal_form(key: int | None) -> str:
    """The name of the form for a proposal in words on a section, or on the whole draft."""
    return f"propose:{key or ''}"


def save_unsent(
    session: Session, round_: Round, *, form: str, fields: Mapping[str, str], by: Seat, at: datetime
) -> Unsent:
    """Keep a form as typed, in place of what was kept of it before.

    Only the first saving is journalled: the keeping of a text, not each of its keystrokes. Raises NotPermitted, Closed
    ("round-closed"), NotFound ("block-unknown"), Invalid ("form-unknown", "too-long", "too-many-unsent").
    """
    case = case_of(round_, at=at)
    if round_.state is not RoundState.OPEN and not may(by.standing, Act.PREPARE, case):
        require(by, Act.READ_CONTRIBUTIONS, case)
        raise Closed("round-closed", round=round_.number, deadline=round_.deadline, act=Act.PREPARE.value)
    require(by, Act.PREPARE, case)
    _require_block(session, round_, form)
    return _put(session, round_, form=form, fields=fields, by=by, at=at, not_received_at=None)


def keep_not_received(
    session: Session, round_: Round, *, form: str, fields: Mapping[str, str], by: Seat, at: datetime, code: str
) -> Unsent:
    """Keep what was sent too late, plainly marked as not received; the journal has it as refused with `code`.

    Raises NotPermitted, Invalid ("form-unknown", "too-long", "too-many-unsent").
    """
    require(by, Act.READ_CONTRIBUTIONS, case_of(round_, at=at))
    unsent = _put(session, round_, form=form, fields=fields, by=by, at=at, not_received_at=at)
    journal.append(
        session,
        act=Act.SUBMIT_AMENDMENT.value if form.split(":")[0] in AMENDING else Act.SUBMIT_COMMENT.value,
        verb="keep_not_received",
        seat_id=by.id,
        at=at,
        outcome=code,
        subject={"round": round_.id, "unsent": unsent.id},
    )
    return unsent


def discard_unsent(session: Session, unsent: Unsent, *, by: Seat, at: datetime) -> None:
    """Throw away one's own; the head of the delegation may throw away its reviewers'. Raises NotPermitted."""
    head = unsent.delegation_id == by.delegation_id and by.role is Role.HEAD
    if not by.active or not (unsent.seat_id == by.id or head):
        raise NotPermitted("not-permitted", act=Act.PREPARE.value)
    round_id, unsent_id = unsent.round_id, unsent.id
    session.delete(unsent)
    record(session, act=Act.PREPARE, verb="discard_unsent", by=by, at=at, round=round_id, unsent=unsent_id)


def unsent_of(session: Session, *, by: Seat, text_id: int | None = None) -> list[Unsent]:
    """What `by`'s delegation has not sent, one's own first, latest first; `text_id`: of one text."""
    query = (
        select(Unsent)
        .where(Unsent.delegation_id == by.delegation_id)
        .order_by(Unsent.saved_at.desc(), Unsent.id.desc())
        .options(joinedload(Unsent.seat).joinedload(Seat.person))
    )
    if text_id is not None:
        query = query.join(Round, Round.id == Unsent.round_id).where(Round.text_id == text_id)
    return sorted(session.scalars(query), key=lambda unsent: unsent.seat_id != by.id)


def kept_of(session: Session, round_: Round, *, form: str, by: Seat) -> Unsent | None:
    """What `by` has kept of a form."""
    return session.scalar(
        select(Unsent).where(Unsent.seat_id == by.id, Unsent.round_id == round_.id, Unsent.form == form)
    )


def unsent_for(session: Session, unsent_id: int, *, by: Seat) -> Unsent:
    """One unsent item of `by`'s delegation. Raises NotFound: others do not learn that it is there."""
    unsent = session.get(Unsent, unsent_id)
    if unsent is None or unsent.delegation_id != by.delegation_id:
        raise NotFound("unsent-unknown")
    return unsent


def sent(session: Session, round_: Round, *, form: str, by: Seat, also: Unsent | None = None) -> None:
    """The form was submitted: nothing of it is unsent any longer; `also` is a colleague's item of the same form that
    was submitted. Any other item is not touched."""
    kept = kept_of(session, round_, form=form, by=by)
    for gone in {kept, also}:
        if gone is not None and (gone.delegation_id, gone.round_id, gone.form) == (by.delegation_id, round_.id, form):
            session.delete(gone)


def _require_block(session: Session, round_: Round, form: str) -> None:
    """What is typed about a block is kept where the draft has the block. Raises NotFound ("block-unknown")."""
    kind, *places = form.split(":")
    if not FORM.fullmatch(form):
        return
    for place in places:
        if len(place) > LONGEST_KEY:
            raise NotFound("block-unknown", key=place[:LONGEST_KEY])
    if (kind in AMENDING or kind in ("comment", "propose")) and places[0] not in ("", "0"):
        block_of(session, round_, int(places[0]))


def _put(
    session: Session,
    round_: Round,
    *,
    form: str,
    fields: Mapping[str, str],
    by: Seat,
    at: datetime,
    not_received_at: datetime | None,
) -> Unsent:
    if not FORM.fullmatch(form) or len(form) > 60:
        raise Invalid("form-unknown", form=form[:60])
    typed = {_UNKEPT.sub("", str(name))[:60]: _UNKEPT.sub("", str(value)) for name, value in fields.items()}
    if sum(map(len, typed.values())) > FIELDS_LIMIT:
        raise Invalid("too-long", field="text", limit=FIELDS_LIMIT, length=sum(map(len, typed.values())))
    unsent = kept_of(session, round_, form=form, by=by)
    if unsent is None:
        mine = select(func.count(Unsent.id)).where(Unsent.seat_id == by.id, Unsent.round_id == round_.id)
        if (session.scalar(mine) or 0) >= MOST:
            raise Invalid("too-many-unsent", most=MOST)
        try:
            with session.begin_nested():
                unsent = Unsent(
                    seat=by,
                    delegation_id=by.delegation_id,
                    round_id=round_.id,
                    form=form,
                    fields=typed,
                    saved_at=at,
                    not_received_at=not_received_at,
                )
                session.add(unsent)
            if not_received_at is None:
                record(session, act=Act.PREPARE, verb="save_unsent", by=by, at=at, round=round_.id, unsent=unsent.id)
            return unsent
        except IntegrityError:  # another tab was first
            unsent = kept_of(session, round_, form=form, by=by)
            assert unsent is not None
    unsent.fields, unsent.saved_at, unsent.not_received_at = typed, at, not_received_at
    session.flush()
    return unsent
