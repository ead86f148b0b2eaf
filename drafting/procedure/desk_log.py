"""What was done on a block of the desk."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload

from drafting.model.amendments import Amendment
from drafting.model.decisions import Decision
from drafting.model.people import Seat
from drafting.model.rounds import Round
from drafting.model.working import WorkingEdit
from drafting.procedure.acting import require
from drafting.procedure.rulings import Unit
from drafting.rules.permissions import Act

LATEST = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class ActOnMany:
    """One act on many blocks: `together` names it, `blocks` is on how many it stands still."""

    together: int
    blocks: int
    by: Seat
    at: datetime


def acts_together(session: Session, round_: Round, *, by: Seat) -> list[ActOnMany]:
    """The latest acts on many blocks of which something stands, the latest first. Raises NotPermitted."""
    require(by, Act.READ_DESK)
    standing = session.execute(
        select(WorkingEdit.together, func.count(), func.max(WorkingEdit.by_id), func.max(WorkingEdit.at))
        .where(WorkingEdit.round_id == round_.id, WorkingEdit.together.is_not(None), WorkingEdit.undone.is_(False))
        .group_by(WorkingEdit.together)
        .order_by(WorkingEdit.together.desc())
        .limit(LATEST)
    ).all()
    return [
        ActOnMany(together=together, blocks=blocks, by=session.get_one(Seat, by_id), at=at)
        for together, blocks, by_id, at in standing
        if together is not None
    ]


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
