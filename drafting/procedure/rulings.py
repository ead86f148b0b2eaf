"""Which rulings hold: read from the decisions, of which the latest on each change or operation counts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from drafting.model.amendments import Amendment
from drafting.model.decisions import Decision
from drafting.model.people import Seat
from drafting.model.working import WorkingEdit
from drafting.procedure.grouping import GroupedChange
from drafting.rules.lifecycle import ItemState, Ruling, disposition_of

Unit = tuple[int, int | None]
"""What a decision is on: (amendment's id, change's id or None for the whole operation)."""


def units_of(group: GroupedChange) -> list[Unit]:
    """The units that deciding `group` decides: one for each amendment that proposes it."""
    if group.change is None:
        return [(amendment.id, None) for amendment in group.amendments]
    return [(row.amendment_id, row.id) for row in group.rows]


def latest_decisions(session: Session, amendment_ids: Iterable[int]) -> dict[Unit, Decision]:
    """The decision that holds on each unit; one that was reopened is left out."""
    wanted = list(amendment_ids)
    found: dict[Unit, Decision] = {}
    if wanted:
        query = (
            select(Decision)
            .where(Decision.amendment_id.in_(wanted))
            .order_by(Decision.id)
            .options(joinedload(Decision.by).joinedload(Seat.person))
        )
        for decision in session.scalars(query):
            found[decision.amendment_id, decision.change_id] = decision
    return {unit: decision for unit, decision in found.items() if decision.ruling is not Ruling.REOPENED}


def decision_before(
    session: Session, unit: Unit, decision_id: int, *, not_fallen_by: int | None = None
) -> Decision | None:
    """What held on a unit before the decision `decision_id`: acts that were undone count for nothing, nor does having
    fallen by the deletion `not_fallen_by`."""
    earlier = session.execute(
        select(Decision, WorkingEdit.undone)
        .outerjoin(WorkingEdit, WorkingEdit.id == Decision.edit_id)
        .where(
            Decision.amendment_id == unit[0],
            Decision.change_id.is_(None) if unit[1] is None else Decision.change_id == unit[1],
            Decision.id < decision_id,
        )
        .order_by(Decision.id.desc())
    )
    for decision, undone in earlier:
        if not undone and (not_fallen_by is None or decision.fallen_by_id != not_fallen_by):
            return decision
    return None


def ruling_on(group: GroupedChange, latest: Mapping[Unit, Decision]) -> Decision | None:
    """The decision that holds on a group, None while one of its units is open."""
    found = [latest.get(unit) for unit in units_of(group)]
    return found[-1] if found and all(found) else None


def ruling_in(group: GroupedChange, latest: Mapping[Unit, Decision]) -> Ruling | None:
    """What is ruled on a group, None while one of its units is open."""
    decision = ruling_on(group, latest)
    return decision.ruling if decision else None


def derive_disposition(amendment: Amendment, latest: Mapping[Unit, Decision]) -> None:
    """Set the amendment's disposition to what its rulings come to; a withdrawn one stays withdrawn."""
    if amendment.state is ItemState.WITHDRAWN:
        return
    units: list[Unit] = [(amendment.id, change.id) for change in amendment.changes] or [(amendment.id, None)]
    rulings = [latest[unit].ruling if unit in latest else Ruling.REOPENED for unit in units]
    amendment.disposition = disposition_of(rulings)
    if Ruling.HOLD not in rulings:
        amendment.held_fate = None
