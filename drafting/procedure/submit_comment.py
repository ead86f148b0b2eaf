"""To comment: on words, on a block, or on the whole draft; and to reply. No comment changes the text."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from drafting.errors import Invalid
from drafting.model.amendments import Unsent
from drafting.model.comments import Comment, CommentAnchor
from drafting.model.people import Delegation, Seat
from drafting.model.rounds import Round
from drafting.procedure.acting import hold_round, record, touch
from drafting.procedure.contributing import (
    block_of,
    given_reason,
    given_source,
    marked_late,
    next_comment_number,
    position,
    require_contributing,
    stored,
)
from drafting.procedure.following import follow_own
from drafting.procedure.unsent import comment_form, proposal_form, sent
from drafting.rules.deadlines import Timeliness
from drafting.rules.lifecycle import AnchorState, ItemKind, ItemState
from drafting.rules.permissions import Act
from drafting.text.anchor import describe
from drafting.text.blocks import Kind
from drafting.text.occurrences import occurrences

BODY_LIMIT = 10_000
"""Longest comment, in characters."""
CONTEXT = 40


def submit_comment(
    session: Session,
    round_: Round,
    *,
    body: str,
    kind: ItemKind,
    by: Seat,
    at: datetime,
    key: int | None = None,
    part: int = 0,
    start: int | None = None,
    end: int | None = None,
    words: str = "",
    occurrence: int | None = None,
    form_opened: datetime | None = None,
    on_behalf_of: Delegation | None = None,
    source: str = "",
    unsent: Unsent | None = None,
    proposal: bool = False,
    reason: str = "",
    by_form: bool = True,
) -> Comment:
    """Submit a comment on the whole draft (`key` None), a block, or words of it; or a `proposal` in words, with its
    reason, on the whole draft or the section under a heading. What was kept unsent of its form is gone with it, where
    it came `by_form`.

    The words are either `start` and `end`, code points of the part's stored text, or `words` as a person reads them,
    which are looked for in every part of the block; `occurrence` (from 0) chooses among several places. Raises
    NotPermitted; Closed ("deadline-passed", "round-closed"); NotFound ("block-unknown"); Invalid: "body-missing",
    "too-long", "control-character", "words-not-found", "words-ambiguous" (with `places`: the words with what stands
    around them), "range-outside", "already-submitted" (with `number`), "delegation-inactive"; on behalf of a
    delegation "entry-source-missing"; of a proposal "proposal-place", "reason-missing", "reason-too-long".
    """
    hold_round(session, round_)
    timely = require_contributing(
        by, Act.SUBMIT_COMMENT, round_, at=at, form_opened=form_opened, on_behalf=on_behalf_of is not None
    )
    body = given_body(body)
    if proposal and key is not None and block_of(session, round_, key).kind is not Kind.HEADING:
        raise Invalid("proposal-place", key=key)
    reason = given_reason(reason) if proposal else ""
    if proposal:
        words, start, end = "", None, None
    exact: str | None = None
    prefix = suffix = ""
    if key is None:
        part, start, end = 0, None, None
    else:
        parts = block_of(session, round_, key).block.parts
        if words.strip() and start is None:
            part, start, end = _place(parts, words, occurrence)
        if start is not None and end is not None:
            if not 0 <= part < len(parts) or not 0 <= start < end <= len(parts[part]):
                raise Invalid("range-outside", field="words")
            quote = describe(parts[part], start, end)
            exact, prefix, suffix = quote.exact, quote.prefix, quote.suffix
        else:
            part, start, end = (part if 0 <= part < len(parts) else 0), None, None
    seat, delegation, entered_by = position(by, on_behalf_of)
    source = given_source(source, by=by, owed=entered_by is not None)
    number = next_comment_number(session, round_.text_id)
    place = Comment.key.is_(None) if key is None else (Comment.key == key) & (Comment.part == part)
    _refuse_twice(session, round_, delegation, body, Comment.parent_id.is_(None), place, Comment.start == start)
    comment = Comment(
        text_id=round_.text_id,
        round_id=round_.id,
        number=number,
        seat=seat,
        delegation=delegation,
        entered_by_id=entered_by.id if entered_by else None,
        source=source,
        kind=kind,
        body=body,
        key=key,
        part=part,
        start=start,
        end=end,
        exact=exact,
        prefix=prefix,
        suffix=suffix,
        proposal=proposal,
        reason=reason,
        state=ItemState.SUBMITTED,
        submitted_at=at,
        late=marked_late(round_, delegation, timely),
    )
    session.add(comment)
    session.add(
        CommentAnchor(
            comment=comment,
            draft_id=round_.draft_id,
            key=key,
            part=part,
            start=start,
            end=end,
            state=AnchorState.ANCHORED,
        )
    )
    if by_form:
        sent(session, round_, form=proposal_form(key) if proposal else comment_form(key), by=by, also=unsent)
    _submitted(session, round_, comment, verb="submit_comment", by=by, at=at)
    return comment


def reply(
    session: Session, comment: Comment, *, body: str, by: Seat, at: datetime, form_opened: datetime | None = None
) -> Comment:
    """Reply to a comment; there is one level of replies.

    Raises NotPermitted, Closed ("deadline-passed", "round-closed"), Invalid ("reply-to-reply", "comment-withdrawn",
    "body-missing", "too-long", "control-character", "already-submitted").
    """
    round_ = session.get_one(Round, comment.round_id)
    hold_round(session, round_)
    timely = require_contributing(by, Act.SUBMIT_COMMENT, round_, at=at, form_opened=form_opened)
    if comment.parent_id is not None:
        raise Invalid("reply-to-reply")
    if comment.state is ItemState.WITHDRAWN:
        raise Invalid("comment-withdrawn", number=comment.number)
    body = given_body(body)
    session.refresh(comment, ["version"], with_for_update=True)
    _refuse_twice(session, round_, by.delegation, body, Comment.parent_id == comment.id)
    answer = Comment(
        text_id=comment.text_id,
        round_id=comment.round_id,
        number=None,
        parent_id=comment.id,
        seat=by,
        delegation=by.delegation,
        kind=comment.kind,
        body=body,
        key=comment.key,
        part=comment.part,
        state=ItemState.SUBMITTED,
        submitted_at=at,
        late=timely is not Timeliness.IN_TIME,
    )
    comment.replies.append(answer)
    sent(session, round_, form=f"reply:{comment.number}", by=by)
    _submitted(session, round_, answer, verb="reply", by=by, at=at)
    return answer


def given_body(body: str) -> str:
    body = stored(body, field="body").strip()
    if not body:
        raise Invalid("body-missing", field="body")
    if len(body) > BODY_LIMIT:
        raise Invalid("too-long", field="body", limit=BODY_LIMIT, length=len(body))
    return body


def _refuse_twice(
    session: Session, round_: Round, delegation: Delegation, body: str, *place: ColumnElement[bool]
) -> None:
    """A double click is one comment. Asked once the number is taken, or the comment that is replied to locked: of two
    at the same moment the second waits, and then finds the first."""
    there = session.execute(
        select(Comment.number).where(
            Comment.round_id == round_.id,
            Comment.delegation_id == delegation.id,
            Comment.state == ItemState.SUBMITTED,
            Comment.body == body,
            *place,
        )
    ).first()
    if there is not None:
        raise Invalid("already-submitted", number=there[0])


def _place(parts: tuple[str, ...], words: str, occurrence: int | None) -> tuple[int, int, int]:
    found = [(part, start, end) for part, text in enumerate(parts) for start, end in occurrences(text, words)]
    if not found:
        raise Invalid("words-not-found", field="words")
    if len(found) == 1:
        return found[0]
    if occurrence is not None and 0 <= occurrence < len(found):
        return found[occurrence]
    places = [
        (parts[part][max(0, start - CONTEXT) : start], parts[part][start:end], parts[part][end : end + CONTEXT])
        for part, start, end in found
    ]
    raise Invalid("words-ambiguous", field="words", places=places, count=len(places))


def _submitted(session: Session, round_: Round, comment: Comment, *, verb: str, by: Seat, at: datetime) -> None:
    session.flush()
    if comment.entered_by_id is None:
        follow_own(session, round_.text_id, comment.key, by=by, at=at)
    touch(session, round_.draft_id)
    record(
        session,
        act=Act.SUBMIT_COMMENT,
        verb=verb,
        by=by,
        at=at,
        round=round_.id,
        comment=comment.id,
        delegation=comment.delegation_id,
    )
