"""What a round leaves the secretariat to do, in figures that agree with the desk's."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session, aliased

from drafting.model.amendments import Amendment
from drafting.model.comments import Comment
from drafting.model.decisions import Decision
from drafting.model.people import Seat
from drafting.model.rounds import Round
from drafting.procedure.acting import require
from drafting.procedure.left_standing import left_standing
from drafting.procedure.on_behalf import entered_in
from drafting.rules.lifecycle import Disposition, ItemState, RoundState, Ruling
from drafting.rules.permissions import Act


@dataclass(frozen=True, slots=True, kw_only=True)
class LeftToDo:
    """What is counted. Amendments: `undecided`; `held`, a change of it at least; `without_fate`, held ones of which
    nothing is said yet; `withdrawn` after their acceptance and not settled; `disputed` entries on behalf of others.
    Comments, replies not counted: `unanswered`."""

    undecided: int
    held: int
    without_fate: int
    withdrawn: int
    unanswered: int
    disputed: int


def left_to_do(session: Session, round_: Round, *, by: Seat) -> LeftToDo:
    """A constant number of queries. Raises NotPermitted."""
    require(by, Act.READ_DESK)
    held = Amendment.disposition == Disposition.HELD
    standing = (Amendment.round_id == round_.id, Amendment.state == ItemState.SUBMITTED)
    undecided, fateless = session.execute(
        select(
            func.count().filter(Amendment.disposition.is_(None)),
            func.count().filter(held & Amendment.held_fate.is_(None)),
        ).where(*standing)
    ).one()
    after = aliased(Decision)
    later = select(after.id).where(
        after.amendment_id == Decision.amendment_id,
        after.change_id.is_not_distinct_from(Decision.change_id),
        after.id > Decision.id,
    )
    on_hold = (
        select(func.count(Decision.amendment_id.distinct()))
        .join(Amendment, Amendment.id == Decision.amendment_id)
        .where(*standing, Decision.ruling == Ruling.HOLD, ~later.exists())
    )
    unanswered = select(func.count()).where(
        Comment.round_id == round_.id,
        Comment.parent_id.is_(None),
        Comment.state == ItemState.SUBMITTED,
        Comment.disposition.is_(None),
    )
    deciding = round_.state is RoundState.CONSOLIDATING
    return LeftToDo(
        undecided=undecided,
        held=session.scalar(on_hold) or 0,
        without_fate=fateless,
        withdrawn=len(left_standing(session, round_)) if deciding else 0,
        unanswered=session.scalar(unanswered) or 0,
        disputed=sum(1 for one in entered_in(session, round_) if one.disputed),
    )
