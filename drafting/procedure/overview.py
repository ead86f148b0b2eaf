"""What the start page tells: each text, what is asked of this seat, what it has unsent, what became of its items."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload

from drafting.model.amendments import Amendment, Unsent
from drafting.model.comments import Comment
from drafting.model.people import Seat
from drafting.model.rounds import Round
from drafting.model.texts import Draft, Text
from drafting.procedure.find import latest_round
from drafting.rules.deadlines import Left, left
from drafting.rules.lifecycle import DraftState, ItemState
from drafting.rules.permissions import Act, Case, Category, may

LATEST = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class TextOverview:
    """One text as it stands for one seat. `round` is the latest, `draft` the latest that the seat may read.

    `open` counts undecided amendments (for the secretariat), `answers` are comments of the delegation that were
    answered or noted, newest first; `published` says that the round before ended in `draft`.
    """

    text: Text
    draft: Draft
    round: Round | None
    left: Left | None
    unsent: Sequence[Unsent]
    mine: int
    news: Sequence[Amendment]
    answers: Sequence[Comment]
    open: int

    @property
    def published(self) -> bool:
        return self.draft.number > 1


def overview(session: Session, *, by: Seat, at: datetime) -> list[TextOverview]:
    """Every text that `by` may read a draft of, the one whose round ends first at the top."""
    found = []
    for text in session.scalars(select(Text).order_by(Text.title)):
        draft = session.scalar(
            select(Draft)
            .where(Draft.text_id == text.id, Draft.state != DraftState.WORKING)
            .order_by(Draft.number.desc())
            .limit(1)
        )
        if draft is not None and may(by.standing, Act.READ_DRAFT, Case(draft_state=draft.state.value)):
            found.append(_of_text(session, text, draft, by=by, at=at))
    far = datetime.max.replace(tzinfo=at.tzinfo)
    return sorted(found, key=lambda one: one.round.deadline if one.round and one.left else far)


def _of_text(session: Session, text: Text, draft: Draft, *, by: Seat, at: datetime) -> TextOverview:
    round_ = latest_round(session, text)
    if round_ is None or by.delegation.category is Category.PARENT_COMMITTEE:
        return TextOverview(
            text=text, draft=draft, round=None, left=None, unsent=(), mine=0, news=(), answers=(), open=0
        )
    submitted = (Amendment.round_id == round_.id, Amendment.state == ItemState.SUBMITTED)
    return TextOverview(
        text=text,
        draft=draft,
        round=round_,
        left=left(deadline=round_.deadline, at=at) if round_.state == "open" else None,
        unsent=session.scalars(
            select(Unsent)
            .where(Unsent.round_id == round_.id, Unsent.delegation_id == by.delegation_id)
            .order_by(Unsent.saved_at.desc())
        ).all(),
        mine=session.scalar(select(func.count()).where(*submitted, Amendment.delegation_id == by.delegation_id)) or 0,
        news=session.scalars(
            select(Amendment)
            .where(*submitted, Amendment.delegation_id != by.delegation_id)
            .options(joinedload(Amendment.delegation))
            .order_by(Amendment.submitted_at.desc(), Amendment.id.desc())
            .limit(LATEST)
        ).all(),
        answers=session.scalars(
            select(Comment)
            .where(
                Comment.text_id == text.id, Comment.delegation_id == by.delegation_id, Comment.disposition.is_not(None)
            )
            .order_by(Comment.answered_at.desc())
            .limit(LATEST)
        ).all(),
        open=session.scalar(select(func.count()).where(*submitted, Amendment.disposition.is_(None))) or 0,
    )
