"""What was done on a block of the desk."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from drafting.model.amendments import Amendment
from drafting.model.decisions import Decision
from drafting.model.people import Seat
from drafting.model.rounds import Round
from drafting.model.working import WorkingEdit
from drafting.procedure.acting import require
from drafting.procedure.rulings import Unit
from drafting.rules.permissions import Act


def log_of(session: Session, round_: Round, key: int, *, by: Seat) -> list[tuple[WorkingEdit, list[Decision]]]:
    """Every act on the block, the latest first, with the decisions that were taken in it. Raises NotPermitted."""
    require(by, Act.READ_DESK)
    edits = session.scalars(
        select(WorkingEdit)
        .where(WorkingEdit.round_id == round_.id, WorkingEdit.key == key)
        .order_by(WorkingEdit.id.desc())
        .options(joinedload(WorkingEdit.by).joinedload(Seat.person))
    ).all()
    decisions: dict[int, dict[Unit, Decision]] = {}
    if edits:
        query = (
            select(Decision)
            .where(Decision.edit_id.in_([edit.id for edit in edits]))
            .order_by(Decision.id)
            .options(joinedload(Decision.amendment).joinedload(Amendment.delegation))
        )
        for decision in session.scalars(query):
            told = decisions.setdefault(decision.edit_id or 0, {})
            # What an undo brought back belongs to the act too: it is told once.
            told.setdefault((decision.amendment_id, decision.change_id), decision)
    return [(edit, list(decisions.get(edit.id, {}).values())) for edit in edits]
