"""Consolidation begins: a working draft is laid out beside the base, a row for each of its rows."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import flag_modified

from drafting.errors import Invalid
from drafting.model.paragraphs import DraftParagraph
from drafting.model.people import Seat
from drafting.model.rounds import Round
from drafting.model.texts import Draft
from drafting.procedure.acting import record, require, touch
from drafting.procedure.layout import rows_of
from drafting.rules.lifecycle import DraftState, RoundState
from drafting.rules.permissions import Act


def begin_consolidation(session: Session, round_: Round, *, by: Seat, at: datetime) -> Draft:
    """Make the working draft of a closed round. Raises NotPermitted or Invalid ("round-state")."""
    require(by, Act.CHANGE_ROUND)
    if round_.state is not RoundState.CLOSED:
        wanted = RoundState.CONSOLIDATING.value
        raise Invalid("round-state", round=round_.id, state=round_.state.value, wanted=wanted)
    base = round_.draft
    round_.state = RoundState.CONSOLIDATING
    working = Draft(
        text=base.text, number=base.number + 1, state=DraftState.WORKING, title=base.title, base=base, notes=[]
    )
    session.add(working)
    session.flush()
    for row in rows_of(session, base):
        copy = DraftParagraph(draft=working, paragraph=row.paragraph, key=row.key, rank=row.rank)
        copy.take(row.block)
        session.add(copy)
    session.flush()
    touch(session, base.id)
    record(session, act=Act.CHANGE_ROUND, verb="begin_consolidation", by=by, at=at, round=round_.id, draft=working.id)
    return working


def working_draft(session: Session, round_: Round) -> Draft:
    """The working draft of a round that is being consolidated. Raises Invalid ("not-consolidating")."""
    found = session.scalar(select(Draft).where(Draft.base_id == round_.draft_id, Draft.state == DraftState.WORKING))
    if found is None:
        raise Invalid("not-consolidating", round=round_.id, state=round_.state.value)
    return found


def touch_working(session: Session, round_: Round, key: int) -> None:
    """What is proposed on a block changed while it is being decided: a form that the desk has open on it is stale."""
    if round_.state is not RoundState.CONSOLIDATING or key == 0:
        return
    working = Draft.base_id == round_.draft_id, Draft.state == DraftState.WORKING
    query = select(DraftParagraph).join(Draft, Draft.id == DraftParagraph.draft_id)
    query = query.where(*working, DraftParagraph.key == key)
    row = session.scalar(query.with_for_update(of=DraftParagraph).execution_options(populate_existing=True))
    if row is not None:
        flag_modified(row, "edited_at")
        session.flush()
