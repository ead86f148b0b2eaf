"""To propose an amendment: one operation on one block, with its reason; its changes are computed and stored."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from drafting.errors import Invalid
from drafting.model.amendments import Amendment, Unsent
from drafting.model.people import Delegation, Seat
from drafting.model.rounds import Round
from drafting.procedure.acting import hold_round, record, touch
from drafting.procedure.consolidate import touch_working
from drafting.procedure.contributing import (
    block_of,
    given_reason,
    given_source,
    marked_late,
    next_amendment_number,
    position,
    require_contributing,
)
from drafting.procedure.following import follow_own
from drafting.procedure.grouping import wanted
from drafting.procedure.proposed_operation import Typed, put_operation
from drafting.procedure.unsent import amendment_form, sent
from drafting.rules.lifecycle import STRUCTURAL, ItemKind, ItemState, Operation, RoundState
from drafting.rules.permissions import Act, is_suggestion
from drafting.text.blocks import Kind


def propose_amendment(
    session: Session,
    round_: Round,
    *,
    operation: Operation,
    key: int,
    reason: str,
    kind: ItemKind,
    by: Seat,
    at: datetime,
    part: int = 0,
    text: str = "",
    new_kind: Kind | None = None,
    new_level: int | None = None,
    beneath: str = "",
    cells: Sequence[str] = (),
    after: int | None = None,
    form_opened: datetime | None = None,
    on_behalf_of: Delegation | None = None,
    source: str = "",
    unsent: Unsent | None = None,
    ruled_at_once: bool = False,
    by_form: bool = True,
) -> Amendment:
    """Submit an amendment to the round's draft; what was kept unsent of its form is gone with it, where it came
    `by_form`. A form that the desk has open on the block is stale then, unless it is `ruled_at_once` from there.

    `form_opened` is when the form was made (grace); `unsent` a colleague's item that the head submits. Raises
    NotPermitted; Closed ("deadline-passed", "round-closed"); what `put_operation` raises; Invalid: "reason-missing",
    "reason-too-long", "entry-source-missing" (the secretariat owes one), "already-submitted" (with `number`),
    "delegation-inactive".
    """
    # The secretariat may accept its own text in the same act; operations are carried out with the round held alone.
    hold_round(session, round_, alone=operation in STRUCTURAL and round_.state is RoundState.CONSOLIDATING)
    timely = require_contributing(
        by, Act.SUBMIT_AMENDMENT, round_, at=at, form_opened=form_opened, on_behalf=on_behalf_of is not None
    )
    row = block_of(session, round_, key) if key or operation is not Operation.INSERT else None
    if not ruled_at_once:
        touch_working(session, round_, key)
    seat, delegation, entered_by = position(by, on_behalf_of)
    amendment = Amendment(
        text_id=round_.text_id,
        round_id=round_.id,
        seat=seat,
        delegation=delegation,
        entered_by_id=entered_by.id if entered_by else None,
        source="",
        operation=operation,
        key=key,
        text="",
        cells=[],
        new_level=1,
        beneath="",
        reason="",
        kind=kind,
        suggestion=is_suggestion(seat.standing),
        state=ItemState.SUBMITTED,
        submitted_at=at,
        late=marked_late(round_, delegation, timely),
    )
    with session.no_autoflush:
        put_operation(
            session,
            round_,
            amendment,
            row,
            Typed(
                operation=operation,
                part=part,
                text=text,
                cells=cells,
                new_kind=new_kind,
                new_level=new_level,
                beneath=beneath,
                after=after,
            ),
        )
        amendment.reason = given_reason(reason)
        amendment.source = given_source(source, by=by, owed=True)
        amendment.number = next_amendment_number(session, round_.text_id)
        _refuse_twice(session, amendment)
    session.add(amendment)
    if by_form:
        sent(session, round_, form=amendment_form(operation, key, amendment.part), by=by, also=unsent)
    session.flush()
    if on_behalf_of is None:
        follow_own(session, round_.text_id, key, by=by, at=at)
    touch(session, round_.draft_id)
    record(
        session,
        act=Act.SUBMIT_AMENDMENT,
        verb="propose_amendment",
        by=by,
        at=at,
        round=round_.id,
        amendment=amendment.id,
        number=amendment.number,
        late=amendment.late,
        delegation=delegation.id,
    )
    return amendment


def _refuse_twice(session: Session, amendment: Amendment) -> None:
    """A double click, or the same thing proposed again by the same delegation, is one amendment.

    Asked once the number is taken: of two clicks at the same moment the second waits for it, and then finds the first.
    """
    there = session.scalars(
        select(Amendment).where(
            Amendment.round_id == amendment.round_id,
            Amendment.delegation_id == amendment.delegation.id,
            Amendment.state == ItemState.SUBMITTED,
            Amendment.operation == amendment.operation,
            Amendment.key == amendment.key,
            Amendment.part == amendment.part,
            Amendment.text == amendment.text,
        )
    )
    for standing in there:
        if wanted(standing) == wanted(amendment):
            raise Invalid("already-submitted", number=standing.number)
