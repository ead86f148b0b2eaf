"""What the secretariat entered on behalf of a delegation, and that delegation's word on it (DOMAIN, case 10).

To dispute an entry changes neither it nor the text: the secretariat sees it, and the checklist warns before
publication. A carried item is the same item: its word holds in the next round too.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session, joinedload

from drafting.errors import Invalid, Stale
from drafting.model.afterwards import OnBehalfAnswer
from drafting.model.amendments import Amendment
from drafting.model.comments import Comment
from drafting.model.people import Seat
from drafting.model.rounds import Round
from drafting.procedure.acting import case_of, hold_round, record
from drafting.procedure.contributing import require_contributing, stored
from drafting.rules.lifecycle import REASON_LIMIT, Confirmation, ItemState, RoundState
from drafting.rules.permissions import Act, may

Item = Amendment | Comment


@dataclass(frozen=True, slots=True, kw_only=True)
class Entered:
    """An item that was entered on behalf of its delegation. `answer` is None until the delegation gave its word."""

    item: Item
    round_: Round
    answer: OnBehalfAnswer | None = None

    @property
    def disputed(self) -> bool:
        return self.answer is not None and self.answer.confirmation is Confirmation.DISPUTED


def answer_entry(
    session: Session,
    item: Item,
    *,
    confirmation: Confirmation,
    note: str = "",
    former: str = "",
    by: Seat,
    at: datetime,
) -> OnBehalfAnswer:
    """The delegation's word on an entry; given again, it replaces the former. That there was one stays in the journal.

    A note of at most REASON_LIMIT characters says what is wrong; it is owed by who disputes. `former` is the time of
    the word that whoever answers has seen (`moment_of`; "" for none). Raises NotPermitted; Closed ("round-closed");
    Stale ("answered-since", with `theirs`); Invalid: "not-entered", "already-withdrawn" (with `number`),
    "note-missing", "reason-too-long", "control-character".
    """
    round_ = session.get_one(Round, item.round_id)
    hold_round(session, round_)
    require_contributing(by, Act.ANSWER_ENTRY, round_, at=at, owner=item.delegation.code)
    if item.entered_by_id is None:
        raise Invalid("not-entered")
    if item.state is ItemState.WITHDRAWN:
        raise Invalid("already-withdrawn", number=item.number)
    note = stored(note, field="note").strip()
    if len(note) > REASON_LIMIT:
        raise Invalid("reason-too-long", field="note", limit=REASON_LIMIT, length=len(note))
    if confirmation is Confirmation.DISPUTED and not note:
        raise Invalid("note-missing", field="note")
    session.refresh(item, ["version"], with_for_update=True)  # of two colleagues at once the second finds the first's
    given = select(OnBehalfAnswer).where(_on(item, earlier=False))
    answer = session.scalar(given.execution_options(populate_existing=True))
    if moment_of(answer) != former:
        assert answer is not None  # nobody takes a word back
        raise Stale("answered-since", theirs=f"{answer.confirmation.value} {answer.note}".strip())
    if answer is None:
        on = {"amendment_id": item.id} if isinstance(item, Amendment) else {"comment_id": item.id}
        answer = OnBehalfAnswer(**on, confirmation=confirmation, note=note, seat_id=by.id, at=at)
        session.add(answer)
    else:
        answer.confirmation, answer.note, answer.seat_id, answer.at = confirmation, note, by.id, at
    session.flush()
    record(
        session,
        act=Act.ANSWER_ENTRY,
        verb="answer_entry",
        by=by,
        at=at,
        round=round_.id,
        item="amendment" if isinstance(item, Amendment) else "comment",
        number=item.number,
        answer=answer.id,
        confirmation=confirmation.value,
    )
    return answer


def moment_of(answer: OnBehalfAnswer | None, item: Item | None = None) -> str:
    """When the word was given, as a form carries it; "" while there is none, or none on this very `item`."""
    if answer is None or (item is not None and item.id not in (answer.amendment_id, answer.comment_id)):
        return ""
    return answer.at.isoformat()


def may_answer(round_: Round, item: Item, *, by: Seat, at: datetime) -> bool:
    """Whether `by` may give its delegation's word on the item now."""
    case = case_of(round_, at=at, owner=item.delegation.code, head_submits=by.delegation.head_submits)
    entered = item.entered_by_id is not None and item.state is ItemState.SUBMITTED
    return entered and may(by.standing, Act.ANSWER_ENTRY, case)


def answer_to(session: Session, item: Item) -> OnBehalfAnswer | None:
    """The delegation's word on the item, its latest where the amendment was carried."""
    query = select(OnBehalfAnswer).where(_on(item, earlier=True)).order_by(OnBehalfAnswer.id.desc())
    return session.scalar(query.limit(1))


def to_confirm(session: Session, *, by: Seat, at: datetime) -> list[Entered]:
    """What was entered on behalf of `by`'s delegation and awaits the word of `by`, oldest first."""
    running = Round.state != RoundState.PUBLISHED
    amendments = running & (Amendment.delegation_id == by.delegation_id)
    comments = running & (Comment.delegation_id == by.delegation_id)
    found = _entered(session, amendments, comments)
    return [one for one in found if one.answer is None and may_answer(one.round_, one.item, by=by, at=at)]


def entered_in(session: Session, round_: Round) -> list[Entered]:
    """Everything that stands in the round and was entered on behalf of a delegation, oldest first, with its word."""
    return _entered(session, Amendment.round_id == round_.id, Comment.round_id == round_.id)


def _on(item: Item, *, earlier: bool) -> ColumnElement[bool]:
    """The answers to an item; `earlier`: those to the revisions it was carried from too."""
    if isinstance(item, Comment):
        return OnBehalfAnswer.comment_id == item.id
    if not earlier:
        return OnBehalfAnswer.amendment_id == item.id
    same = select(Amendment.id).where(Amendment.text_id == item.text_id, Amendment.number == item.number)
    return OnBehalfAnswer.amendment_id.in_(same)


def _entered(session: Session, amendments: ColumnElement[bool], comments: ColumnElement[bool]) -> list[Entered]:
    """A constant number of queries, however many were entered."""
    found: list[tuple[Item, Round, OnBehalfAnswer | None]] = []
    texts = select(Amendment.text_id).join(Round, Round.id == Amendment.round_id)
    texts = texts.where(Amendment.entered_by_id.is_not(None), amendments)
    words = (
        select(Amendment.text_id, Amendment.number, OnBehalfAnswer)
        .join(OnBehalfAnswer, OnBehalfAnswer.amendment_id == Amendment.id)
        .where(Amendment.text_id.in_(texts))
    )
    given = {(text, number): answer for text, number, answer in session.execute(words.order_by(OnBehalfAnswer.id))}
    for amendment, round_ in session.execute(
        select(Amendment, Round)
        .join(Round, Round.id == Amendment.round_id)
        .where(Amendment.entered_by_id.is_not(None), Amendment.state == ItemState.SUBMITTED, amendments)
        .options(joinedload(Amendment.delegation))
    ):
        found.append((amendment, round_, given.get((amendment.text_id, amendment.number))))
    for comment, round_, answer in session.execute(
        select(Comment, Round, OnBehalfAnswer)
        .join(Round, Round.id == Comment.round_id)
        .outerjoin(OnBehalfAnswer, OnBehalfAnswer.comment_id == Comment.id)
        .where(Comment.entered_by_id.is_not(None), Comment.state == ItemState.SUBMITTED, comments)
        .options(joinedload(Comment.delegation))
    ):
        found.append((comment, round_, answer))
    ordered = sorted(found, key=lambda one: (one[0].submitted_at, isinstance(one[0], Comment), one[0].id))
    return [Entered(item=item, round_=round_, answer=answer) for item, round_, answer in ordered]
