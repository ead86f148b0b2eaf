"""What the start page tells of each text: what is asked of this seat and until when, and what became of its items."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from drafting.model.amendments import Amendment
from drafting.model.people import Seat
from drafting.model.rounds import Round
from drafting.model.texts import Draft, Text
from drafting.procedure.find import latest_round
from drafting.procedure.left_to_do import LeftToDo, left_to_do
from drafting.procedure.outcomes import round_behind
from drafting.rules.deadlines import Left, left
from drafting.rules.lifecycle import Disposition, DraftState, ItemState, RoundState
from drafting.rules.permissions import Act, Case, Category, may


@dataclass(frozen=True, slots=True, kw_only=True)
class TextOverview:
    """One text as it stands for one seat. `round` is the latest, `draft` the latest that the seat may read.

    `to_fit` are the delegation's amendments that were carried and wait to be fitted to the new text; `became` counts
    by disposition what it had submitted to the round that ended in `draft`; `left_to_do` is the secretariat's.
    """

    text: Text
    draft: Draft
    round: Round | None = None
    left: Left | None = None
    to_fit: Sequence[Amendment] = ()
    became: Mapping[Disposition, int] = field(default_factory=dict)
    left_to_do: LeftToDo | None = None

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
    if by.delegation.category is Category.PARENT_COMMITTEE:
        return TextOverview(text=text, draft=draft)
    running = round_ is not None and round_.state is not RoundState.PUBLISHED
    return TextOverview(
        text=text,
        draft=draft,
        round=round_,
        left=left(deadline=round_.deadline, at=at) if round_ and round_.state is RoundState.OPEN else None,
        to_fit=_to_fit(session, round_, by) if round_ and round_.state is RoundState.OPEN else (),
        became=_became(session, draft, by),
        left_to_do=left_to_do(session, round_, by=by)
        if round_ and running and may(by.standing, Act.READ_DESK)
        else None,
    )


def _to_fit(session: Session, round_: Round, by: Seat) -> Sequence[Amendment]:
    query = select(Amendment).where(
        Amendment.round_id == round_.id,
        Amendment.delegation_id == by.delegation_id,
        Amendment.state == ItemState.SUBMITTED,
        Amendment.needs_author,
    )
    return session.scalars(query.order_by(Amendment.number)).all()


def _became(session: Session, draft: Draft, by: Seat) -> dict[Disposition, int]:
    """By disposition, the most frequent first; nothing where the draft did not come out of a round."""
    round_ = round_behind(session, draft)
    if round_ is None:
        return {}
    query = (
        select(Amendment.disposition, func.count())
        .where(
            Amendment.round_id == round_.id,
            Amendment.delegation_id == by.delegation_id,
            Amendment.disposition.is_not(None),
        )
        .group_by(Amendment.disposition)
    )
    counted = {disposition: count for disposition, count in session.execute(query) if disposition is not None}
    return dict(sorted(counted.items(), key=lambda one: -one[1]))
