"""What happened around a text, as one seat may know of it: to itself, where it follows, and elsewhere."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session, aliased

from drafting.model.amendments import Amendment, Support
from drafting.model.comments import Comment
from drafting.model.following import Follow
from drafting.model.people import Delegation, Seat
from drafting.model.rounds import Extension, Round
from drafting.model.texts import Draft, Text
from drafting.procedure.find import latest_issued
from drafting.procedure.following import WHOLE
from drafting.rules.lifecycle import Disposition, DraftState, ItemState
from drafting.rules.permissions import Act, Case, may

BEGINNING = datetime(1970, 1, 1, tzinfo=UTC)


class Happening(StrEnum):
    """What happened. A decision on an amendment is told by the draft that it led to."""

    AMENDMENT = "amendment"
    COMMENT = "comment"
    PROPOSAL = "proposal"
    REPLY = "reply"
    ANSWER = "answer"
    SUPPORT = "support"
    AMENDMENT_WITHDRAWN = "amendment withdrawn"
    COMMENT_WITHDRAWN = "comment withdrawn"
    ROUND = "round"
    EXTENSION = "extension"
    DRAFT = "draft"


class Nearness(StrEnum):
    """How near it is to who asks: about its delegation's own items, on a block that it follows, or elsewhere."""

    OWN = "own"
    FOLLOWED = "followed"
    ELSEWHERE = "elsewhere"


@dataclass(frozen=True, slots=True, kw_only=True)
class News:
    """One thing that happened. `number` and `revision` are the item's (of a reply: the comment's), or the draft's or
    the round's; `key` the block (`WHOLE`: the draft as a whole); `round_id` the round whose draft has that block;
    `until` the deadline, where it is about one."""

    what: Happening
    at: datetime
    nearness: Nearness
    number: int
    revision: int = 0
    key: int = WHOLE
    round_id: int = 0
    delegation: Delegation | None = None
    until: datetime | None = None


def news_of(session: Session, text: Text, *, by: Seat, since: datetime | None) -> list[News]:
    """What others did since a moment (None: ever), the latest first; a constant number of queries.

    Of what was withdrawn only that it was; of support and answers only those for one's own, or where one follows. Who
    may not read contributions hears of drafts alone.
    """
    return sorted(_all(session, text, by, since or BEGINNING), key=lambda one: one.at, reverse=True)


def _all(session: Session, text: Text, by: Seat, since: datetime) -> Iterator[News]:
    yield from _drafts(session, text, by, since)
    draft = latest_issued(session, text)
    if draft is None or not may(by.standing, Act.READ_CONTRIBUTIONS, Case(draft_state=draft.state.value)):
        return
    delegations = {one.id: one for one in session.scalars(select(Delegation))}
    keys = frozenset(session.scalars(select(Follow.key).where(Follow.seat_id == by.id, Follow.text_id == text.id)))
    told = _Told(by, delegations, keys)
    yield from _rounds(session, text, since)
    yield from _amendments(session, text, told, since)
    yield from _supports(session, text, told, since)
    yield from _comments(session, text, told, since)
    yield from _replies(session, text, told, since)
    yield from _answers(session, text, told, since)


@dataclass(frozen=True, slots=True)
class _Told:
    """To whom it is told, and with which names."""

    by: Seat
    delegations: Mapping[int, Delegation]
    keys: frozenset[int]

    def nearness(self, owner: int, key: int) -> Nearness:
        if owner == self.by.delegation_id:
            return Nearness.OWN
        return Nearness.FOLLOWED if key in self.keys else Nearness.ELSEWHERE


def _drafts(session: Session, text: Text, by: Seat, since: datetime) -> Iterator[News]:
    query = select(Draft.number, Draft.issued_at, Draft.state).where(
        Draft.text_id == text.id, Draft.state != DraftState.WORKING, Draft.issued_at > since
    )
    for number, at, state in session.execute(query):
        if at is not None and may(by.standing, Act.READ_DRAFT, Case(draft_state=state.value)):
            yield News(what=Happening.DRAFT, at=at, nearness=Nearness.OWN, number=number)


def _rounds(session: Session, text: Text, since: datetime) -> Iterator[News]:
    opened = select(Round.number, Round.opened_at, Round.deadline).where(
        Round.text_id == text.id, Round.opened_at > since
    )
    for number, at, until in session.execute(opened):
        if at is not None:
            yield News(what=Happening.ROUND, at=at, nearness=Nearness.OWN, number=number, until=until)
    longer = (
        select(Round.number, Extension.at, Extension.after)
        .join(Extension, Extension.round_id == Round.id)
        .where(Round.text_id == text.id, Extension.at > since)
    )
    for number, at, until in session.execute(longer):
        yield News(what=Happening.EXTENSION, at=at, nearness=Nearness.OWN, number=number, until=until)


def _amendments(session: Session, text: Text, told: _Told, since: datetime) -> Iterator[News]:
    """New ones, and those that were withdrawn; what was carried to the next round is not new in it."""
    new = (Amendment.revision == 0) & (Amendment.submitted_at > since)
    query = select(
        Amendment.number,
        Amendment.revision,
        Amendment.key,
        Amendment.round_id,
        Amendment.delegation_id,
        Amendment.submitted_at,
        Amendment.withdrawn_at,
    ).where(
        Amendment.text_id == text.id,
        Amendment.delegation_id != told.by.delegation_id,
        new | (Amendment.withdrawn_at > since),
    )
    for number, revision, key, round_id, delegation_id, submitted_at, withdrawn_at in session.execute(query):
        yield News(
            what=Happening.AMENDMENT if withdrawn_at is None else Happening.AMENDMENT_WITHDRAWN,
            at=withdrawn_at or submitted_at,
            nearness=told.nearness(0, key),
            number=number,
            revision=revision,
            key=key,
            round_id=round_id,
            delegation=told.delegations[delegation_id],
        )


def _supports(session: Session, text: Text, told: _Told, since: datetime) -> Iterator[News]:
    query = (
        select(
            Amendment.number,
            Amendment.revision,
            Amendment.key,
            Amendment.round_id,
            Amendment.delegation_id,
            Support.delegation_id,
            Support.at,
        )
        .join(Amendment, Amendment.id == Support.amendment_id)
        .where(
            Amendment.text_id == text.id,
            Amendment.state == ItemState.SUBMITTED,
            Support.withdrawn_at.is_(None),
            Support.at > since,
            Support.delegation_id != told.by.delegation_id,
        )
    )
    for number, revision, key, round_id, owner, delegation_id, at in session.execute(query):
        nearness = told.nearness(owner, key)
        if nearness is not Nearness.ELSEWHERE:
            yield News(
                what=Happening.SUPPORT,
                at=at,
                nearness=nearness,
                number=number,
                revision=revision,
                key=key,
                round_id=round_id,
                delegation=told.delegations[delegation_id],
            )


def _comments(session: Session, text: Text, told: _Told, since: datetime) -> Iterator[News]:
    rows = _of_comments(
        session,
        Comment.text_id == text.id,
        Comment.parent_id.is_(None),
        Comment.delegation_id != told.by.delegation_id,
        (Comment.submitted_at > since) | (Comment.withdrawn_at > since),
    )
    for comment in rows:
        new = Happening.PROPOSAL if comment.proposal else Happening.COMMENT
        yield News(
            what=new if comment.withdrawn_at is None else Happening.COMMENT_WITHDRAWN,
            at=comment.withdrawn_at or comment.submitted_at,
            nearness=told.nearness(0, comment.key or WHOLE),
            number=comment.number or 0,
            key=comment.key or WHOLE,
            round_id=comment.round_id,
            delegation=told.delegations[comment.delegation_id],
        )


def _replies(session: Session, text: Text, told: _Told, since: datetime) -> Iterator[News]:
    parent = aliased(Comment)
    query = (
        select(
            parent.number,
            parent.key,
            parent.round_id,
            parent.delegation_id,
            Comment.delegation_id,
            Comment.submitted_at,
        )
        .join(parent, parent.id == Comment.parent_id)
        .where(
            Comment.text_id == text.id,
            Comment.state == ItemState.SUBMITTED,
            Comment.delegation_id != told.by.delegation_id,
            Comment.submitted_at > since,
        )
    )
    for number, key, round_id, owner, delegation_id, at in session.execute(query):
        yield News(
            what=Happening.REPLY,
            at=at,
            nearness=told.nearness(owner, key or WHOLE),
            number=number or 0,
            key=key or WHOLE,
            round_id=round_id,
            delegation=told.delegations[delegation_id],
        )


def _answers(session: Session, text: Text, told: _Told, since: datetime) -> Iterator[News]:
    """Of the secretariat, or of who asked: that a comment is answered or noted."""
    rows = _of_comments(
        session,
        Comment.text_id == text.id,
        Comment.state == ItemState.SUBMITTED,
        Comment.disposition.in_([Disposition.ANSWERED, Disposition.NOTED]),
        Comment.answered_by_id != told.by.id,
        Comment.answered_at > since,
    )
    for comment in rows:
        nearness = told.nearness(comment.delegation_id, comment.key or WHOLE)
        if nearness is not Nearness.ELSEWHERE and comment.answered_at is not None:
            yield News(
                what=Happening.ANSWER,
                at=comment.answered_at,
                nearness=nearness,
                number=comment.number or 0,
                key=comment.key or WHOLE,
                round_id=comment.round_id,
            )


def _of_comments(session: Session, *where: ColumnElement[bool]) -> Sequence[Comment]:
    return session.scalars(select(Comment).where(*where)).all()
