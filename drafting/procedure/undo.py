"""The last act on a block of the desk taken back: its rulings return to what they were, and its text too."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from drafting.errors import Invalid
from drafting.model.amendments import Amendment
from drafting.model.decisions import Decision
from drafting.model.people import Seat
from drafting.model.rounds import Round
from drafting.model.working import WorkingEdit
from drafting.procedure.acting import case_of, hold_round, record, require
from drafting.procedure.collisions import collisions_on
from drafting.procedure.consolidate import working_draft
from drafting.procedure.decide import locked_row, refuse_collisions, refuse_stale, touch_row
from drafting.procedure.falling import Hand
from drafting.procedure.operations import carry_out_operations
from drafting.procedure.rulings import decision_before, derive_disposition, latest_decisions, ruling_in
from drafting.procedure.settle_withdrawal import unsettle
from drafting.rules.lifecycle import ItemState, Ruling
from drafting.rules.permissions import Act


def undo(session: Session, round_: Round, *, key: int, version: int, by: Seat, at: datetime) -> WorkingEdit:
    """Take back the last act on the block: its rulings return to what they were, and its text too.

    Raises NotPermitted, Stale ("block-changed"), Invalid: "nothing-to-undo"; "collides", "operations-collide" (what
    would be accepted again cannot go with what was accepted on another block since).
    """
    hold_round(session, round_, alone=True)  # operations may be carried out
    require(by, Act.DECIDE, case_of(round_, at=at))
    working = working_draft(session, round_)
    row = locked_row(session, working.id, key)
    refuse_stale(session, round_, row, key, version)
    last = session.scalar(
        select(WorkingEdit)
        .where(WorkingEdit.round_id == round_.id, WorkingEdit.key == key, WorkingEdit.undone.is_(False))
        .order_by(WorkingEdit.id.desc())
        .limit(1)
    )
    if last is None:
        raise Invalid("nothing-to-undo", key=key)
    taken = session.scalars(select(Decision).where(Decision.edit_id == last.id).order_by(Decision.id)).all()
    touched: dict[int, Amendment] = {}
    latest = latest_decisions(session, {decision.amendment_id for decision in taken})
    for unit in dict.fromkeys((decision.amendment_id, decision.change_id) for decision in taken):
        held = latest.get(unit)
        if held is not None and held.edit_id != last.id:
            continue  # ruled on from another block since: that stands
        earlier = decision_before(session, unit, min(d.id for d in taken))
        session.add(
            Decision(
                round_id=round_.id,
                amendment_id=unit[0],
                change_id=unit[1],
                ruling=earlier.ruling if earlier else Ruling.REOPENED,
                reason=earlier.reason if earlier else "",
                fallen_by_id=earlier.fallen_by_id if earlier else None,
                by_id=by.id,
                at=at,
                edit_id=earlier.edit_id if earlier else None,
            )
        )
        touched[unit[0]] = session.get_one(Amendment, unit[0])
    session.flush()
    if row is not None:
        row.text, row.cells, row.by_hand, row.hand_reason = last.text, last.cells, last.by_hand, last.hand_reason
    last.undone = True
    withdrawn = [a for a in touched.values() if a.state is ItemState.WITHDRAWN]
    for amendment in withdrawn:
        unsettle(session, working, amendment, at=at)
    on = collisions_on(session, round_, key)
    amendments = touched | {a.id: a for group in on.groups for a in group.amendments}
    after = latest_decisions(session, amendments)
    refuse_collisions(session, on, {group.id: ruling_in(group, after) for group in on.groups})
    hand = Hand(by_id=by.id, at=at)
    carry_out_operations(session, round_, on.groups, after, hand, working=working, withdrawn=withdrawn)
    after = latest_decisions(session, amendments)
    for amendment in amendments.values():
        derive_disposition(amendment, after)
    touch_row(row, by=by, at=at)
    record(session, act=Act.DECIDE, verb="undo", by=by, at=at, round=round_.id, key=key, edit=last.id)
    return last
