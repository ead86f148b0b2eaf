"""To restore what fell: a fallen amendment stands again as it was before, although the deletion holds."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from drafting.errors import Invalid
from drafting.model.amendments import Amendment
from drafting.model.people import Seat
from drafting.model.rounds import Round
from drafting.procedure.acting import case_of, hold_round, record, require
from drafting.procedure.consolidate import working_draft
from drafting.procedure.decide import locked_row, new_edit, refuse_stale, touch_row
from drafting.procedure.falling import Hand, derive, let_stand_again, units
from drafting.procedure.rulings import latest_decisions
from drafting.rules.lifecycle import Ruling
from drafting.rules.permissions import Act


def restore_fallen(session: Session, amendment: Amendment, *, version: int, by: Seat, at: datetime) -> None:
    """Let it stand again, undecided or held. It does not fall to the same acceptance a second time; undo on its block
    lets it fall again. `version` is the block's when the form was made.

    Raises NotPermitted, Stale ("block-changed"), Invalid ("not-fallen", "not-consolidating").
    """
    round_ = session.get_one(Round, amendment.round_id)
    hold_round(session, round_, alone=True)
    require(by, Act.DECIDE, case_of(round_, at=at))
    row = locked_row(session, working_draft(session, round_).id, amendment.key)
    refuse_stale(session, round_, row, amendment.key, version)
    latest = latest_decisions(session, [amendment.id])
    falls = [latest[unit] for unit in units(amendment) if unit in latest and latest[unit].ruling is Ruling.FALLEN]
    if not falls:
        raise Invalid("not-fallen", number=amendment.number)
    edit = new_edit(session, round_, row, amendment.key, by=by, at=at)
    for decision in falls:
        let_stand_again(session, decision, Hand(by_id=by.id, at=at, edit_id=edit.id), although=decision.fallen_by_id)
    session.flush()
    derive(session, [amendment])
    touch_row(row, by=by, at=at)
    record(session, act=Act.DECIDE, verb="restore_fallen", by=by, at=at, round=round_.id, amendment=amendment.id)
