"""Why a block reads as it does: every word that changed, with the delegations, reason and decision behind it."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from drafting.model.people import Seat
from drafting.model.rounds import Round
from drafting.model.texts import Draft
from drafting.procedure.acting import require
from drafting.procedure.reasons import Reasons
from drafting.procedure.why_runs import WhyRun
from drafting.rules.permissions import Act, Case


def why(session: Session, draft: Draft, key: int, *, by: Seat) -> tuple[WhyRun, ...]:
    """The runs of the block `key` from the draft's base to `draft`; () where nothing is known of it.

    Operations on the block come first. A block that was joined has the wordings of both before it, one that was split
    off its own stretch of what they came to. Raises NotPermitted: it tells whose words were taken, and for what reason.
    """
    reasons = reasons_of(session, draft, by=by)
    return reasons.of(key) if reasons is not None else ()


def reasons_of(session: Session, draft: Draft, *, by: Seat) -> Reasons | None:
    """Why the blocks of `draft` read as they do, each asked for by its key; None where nothing is known of the way from
    the draft before. Raises NotPermitted."""
    require(by, Act.READ_DRAFT, Case(draft_state=draft.state.value))
    if draft.base is not None:
        require(by, Act.READ_CONTRIBUTIONS, Case(draft_state=draft.base.state.value))
    round_id = session.scalar(select(Round.id).where(Round.draft_id == draft.base_id))
    if draft.base_id is None or (round_id is None and not draft.import_reason and draft.corrects_id is None):
        return None
    return Reasons(session, draft, round_id)
