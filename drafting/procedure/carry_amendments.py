"""Held amendments that are carried: the same number with a new revision on the next round's draft, rebased by merge."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from drafting.model.amendments import Amendment, AmendmentChange, Support
from drafting.model.rounds import Round
from drafting.model.texts import Draft
from drafting.procedure.layout import rows_of
from drafting.rules.lifecycle import Disposition, HeldFate, ItemState, Operation
from drafting.text.merge import changes, merge


def carry_amendments(session: Session, round_: Round) -> list[Amendment]:
    """Carry what the round on the base draft held for this one; called when a round opens."""
    draft = round_.draft
    if draft.base_id is None:
        return []
    held = session.scalars(
        select(Amendment)
        .join(Round, Round.id == Amendment.round_id)
        .where(
            Round.draft_id == draft.base_id,
            Amendment.held_fate == HeldFate.CARRIED,
            Amendment.state == ItemState.SUBMITTED,
        )
        .order_by(Amendment.number)
    ).all()
    if not held:
        return []
    base = session.get_one(Draft, draft.base_id)
    before = {row.key: row.block for row in rows_of(session, base)}
    after = {row.key: row.block for row in rows_of(session, draft)}
    made = []
    for amendment in held:
        if amendment.key and amendment.key not in after:
            continue
        carried = _copy(amendment, round_)
        if amendment.operation is Operation.REPLACE:
            old = before[amendment.key].parts[amendment.part]
            new = after[amendment.key].parts[amendment.part]
            merged = merge(old, {"next": new, "own": amendment.text})
            carried.needs_author = bool(merged.conflicts)
            carried.text = amendment.text if merged.conflicts else merged.text
            carried.changes = [
                AmendmentChange(start=c.start, end=c.end, text=c.text) for c in changes(new, carried.text)
            ]
            if not carried.changes:  # its words stand in the text already: nothing is left to decide
                carried.disposition = Disposition.ACCEPTED
        session.add(carried)
        session.flush()
        for support in amendment.supports:
            if support.withdrawn_at is None:
                session.add(
                    Support(
                        amendment_id=carried.id,
                        delegation_id=support.delegation_id,
                        seat_id=support.seat_id,
                        at=support.at,
                    )
                )
        made.append(carried)
    session.flush()
    return made


def _copy(amendment: Amendment, round_: Round) -> Amendment:
    return Amendment(
        text_id=amendment.text_id,
        round_id=round_.id,
        number=amendment.number,
        revision=amendment.revision + 1,
        seat_id=amendment.seat_id,
        delegation_id=amendment.delegation_id,
        entered_by_id=amendment.entered_by_id,
        source=amendment.source,
        operation=amendment.operation,
        key=amendment.key,
        part=amendment.part,
        text=amendment.text,
        new_kind=amendment.new_kind,
        new_level=amendment.new_level,
        beneath=amendment.beneath,
        reason=amendment.reason,
        kind=amendment.kind,
        suggestion=amendment.suggestion,
        state=ItemState.SUBMITTED,
        submitted_at=amendment.submitted_at,
        late=amendment.late,
    )
