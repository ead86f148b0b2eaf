"""A block through the drafts: its wordings, what was proposed to it, what was decided and why."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from drafting.model.amendments import Amendment
from drafting.model.comments import Comment
from drafting.model.decisions import Decision
from drafting.model.paragraphs import Concordance, DraftParagraph
from drafting.model.people import Seat
from drafting.model.rounds import Round
from drafting.model.texts import Draft, Text
from drafting.procedure.collisions import loaded
from drafting.procedure.visibility import comment_loaded
from drafting.rules.lifecycle import DraftState, ItemState, Lineage, Ruling
from drafting.rules.permissions import Act, Case, may


@dataclass(frozen=True, slots=True, kw_only=True)
class Station:
    """The block in one issued draft. `row` is None where the draft does not have it; `lineage` is what became of it on
    the way into this draft (None in the first). `amendments` were proposed to it in the draft's round, with the
    `reasons` that stood with the decisions on each (by amendment id), and `comments` were made on it, replies left
    out; `public` once what was decided on them is."""

    draft: Draft
    round: Round | None
    row: DraftParagraph | None
    lineage: Lineage | None
    amendments: Sequence[Amendment]
    comments: Sequence[Comment]
    reasons: dict[int, list[str]]
    public: bool


def history_of(session: Session, text: Text, key: int, *, by: Seat) -> list[Station]:
    """The block's stations, the latest first; only drafts that `by` may read, in which it stood or out of which it
    went."""
    issued = session.scalars(
        select(Draft).where(Draft.text_id == text.id, Draft.state != DraftState.WORKING).order_by(Draft.number)
    )
    drafts = [one for one in issued if may(by.standing, Act.READ_DRAFT, Case(draft_state=one.state.value))]
    rows = {
        row.draft_id: row
        for row in session.scalars(
            select(DraftParagraph)
            .join(Draft, Draft.id == DraftParagraph.draft_id)
            .where(Draft.text_id == text.id, DraftParagraph.key == key, DraftParagraph.gone.is_(False))
        )
    }
    lineages = {
        one.to_draft_id: one.lineage
        for one in session.scalars(
            select(Concordance)
            .join(Draft, Draft.id == Concordance.to_draft_id)
            .where(Draft.text_id == text.id, Concordance.key == key)
        )
    }
    rounds = {one.draft_id: one for one in session.scalars(select(Round).where(Round.text_id == text.id))}
    proposed: dict[int, list[Amendment]] = {}
    query = (
        select(Amendment, Round.draft_id)
        .join(Round, Round.id == Amendment.round_id)
        .where(Amendment.text_id == text.id, Amendment.key == key, Amendment.state == ItemState.SUBMITTED)
        .order_by(Amendment.number)
        .options(*loaded())
    )
    for amendment, draft_id in session.execute(query):
        proposed.setdefault(draft_id, []).append(amendment)
    said: dict[int, list[Comment]] = {}
    for comment in session.scalars(
        select(Comment)
        .where(Comment.text_id == text.id, Comment.key == key, Comment.parent_id.is_(None))
        .where(Comment.state == ItemState.SUBMITTED)
        .order_by(Comment.number)
        .options(*comment_loaded())
    ):
        said.setdefault(comment.round_id, []).append(comment)
    reasons = reasons_of(session, [a.id for found in proposed.values() for a in found])
    last = max((draft.number for draft in drafts), default=0)
    return [
        Station(
            draft=draft,
            round=rounds.get(draft.id),
            row=rows.get(draft.id),
            lineage=lineages.get(draft.id),
            amendments=proposed.get(draft.id, ()),
            comments=said.get(rounds[draft.id].id, ()) if draft.id in rounds else (),
            reasons=reasons,
            public=draft.number < last,
        )
        for draft in reversed(drafts)
        if draft.id in rows or draft.id in lineages
    ]


def reasons_of(session: Session, amendment_ids: Sequence[int]) -> dict[int, list[str]]:
    """The reasons of the decisions that hold, each once, by amendment id."""
    latest: dict[tuple[int, int | None], Decision] = {}
    if amendment_ids:
        query = (
            select(Decision)
            .where(Decision.amendment_id.in_(amendment_ids))
            .order_by(Decision.id)
            .options(joinedload(Decision.by))
        )
        for decision in session.scalars(query):
            latest[decision.amendment_id, decision.change_id] = decision
    found: dict[int, list[str]] = {}
    for (amendment_id, _change), decision in latest.items():
        told = found.setdefault(amendment_id, [])
        if decision.reason and decision.ruling is not Ruling.REOPENED and decision.reason not in told:
            told.append(decision.reason)
    return found
