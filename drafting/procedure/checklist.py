"""What stands between a consolidated round and the next draft: each point with a count and where to go."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from drafting.model.amendments import Amendment
from drafting.model.rounds import Round
from drafting.procedure.bracket import open_brackets
from drafting.procedure.collisions import loaded
from drafting.procedure.consolidate import working_draft
from drafting.procedure.layout import dangling_references, rows_of
from drafting.rules.lifecycle import Disposition, ItemState


@dataclass(frozen=True, slots=True, kw_only=True)
class Checklist:
    """Amendments by id; blocks by key. All but `held` must be empty before publication; `held` have a fate each."""

    undecided: Sequence[Amendment]
    held_open: Sequence[Amendment]
    held: Sequence[Amendment]
    unreasoned: Sequence[int]
    brackets: Sequence[int]
    dangling: Sequence[tuple[int, str]]

    @property
    def ready(self) -> bool:
        return not (self.undecided or self.held_open or self.unreasoned or self.brackets or self.dangling)


def checklist(session: Session, round_: Round) -> Checklist:
    """Raises Invalid ("not-consolidating")."""
    working = working_draft(session, round_)
    standing = session.scalars(
        select(Amendment)
        .where(Amendment.round_id == round_.id, Amendment.state == ItemState.SUBMITTED)
        .order_by(Amendment.number)
        .options(*loaded())
    ).all()
    held = [a for a in standing if a.disposition is Disposition.HELD]
    rows = rows_of(session, working)
    return Checklist(
        undecided=[a for a in standing if a.disposition is None],
        held_open=[a for a in held if a.held_fate is None],
        held=held,
        unreasoned=[row.key for row in rows if row.by_hand and not row.hand_reason],
        brackets=[row.key for row in rows if any(open_brackets(part) for part in row.block.parts)],
        dangling=dangling_references((row.key, row.block) for row in rows),
    )
