"""What may happen to a comment afterwards: edited by its author, withdrawn, answered or noted."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from drafting.errors import Invalid, Stale
from drafting.model.comments import Comment, CommentWording
from drafting.model.people import Seat
from drafting.model.rounds import Round
from drafting.procedure.acting import hold_round, record, touch
from drafting.procedure.contributing import require_contributing, require_in_time, stored
from drafting.procedure.submit_comment import given_body
from drafting.procedure.unsent import kept_of, sent
from drafting.rules.lifecycle import Disposition, ItemState
from drafting.rules.permissions import Act, Category

FREE_EDITING = timedelta(minutes=15)
"""For so long a slip of the pen is mended without leaving a mark."""
ANSWERS = (Disposition.ANSWERED, Disposition.NOTED)


def edit_comment(session: Session, comment: Comment, *, body: str, version: int, by: Seat, at: datetime) -> None:
    """Change the words of one's own comment or reply; after fifteen minutes it says "edited" and keeps its history.

    Raises NotPermitted; Closed ("round-closed", "deadline-passed"); Stale ("comment-changed"); Invalid
    ("comment-withdrawn", "unchanged", "body-missing", "too-long", "control-character").
    """
    round_ = session.get_one(Round, comment.round_id)
    hold_round(session, round_)
    session.refresh(comment, with_for_update=True)  # of two at once the second finds what the first wrote
    require_changing(round_, comment, Act.EDIT_COMMENT, by=by, at=at)
    if comment.state is ItemState.WITHDRAWN:
        raise Invalid("comment-withdrawn", number=comment.number)
    if comment.version != version:
        raise Stale("comment-changed", version=comment.version, theirs=comment.body)
    body = given_body(body)
    if body == comment.body:
        raise Invalid("unchanged", field="body")
    if at - comment.submitted_at > FREE_EDITING:
        comment.wordings.append(CommentWording(body=comment.body, replaced_at=at))
        comment.edited_at = at
    comment.body = body
    form = f"edit:{comment.id}"
    kept = kept_of(session, round_, form=form, by=by)
    if kept is not None and str(kept.fields.get("body", "")).split() == body.split():  # else it was typed elsewhere
        sent(session, round_, form=form, by=by)
    _done(session, round_, comment, act=Act.EDIT_COMMENT, verb="edit_comment", by=by, at=at)


def withdraw_comment(session: Session, comment: Comment, *, by: Seat, at: datetime) -> None:
    """Withdraw a comment or reply; its replies stay.

    Raises NotPermitted, Closed ("round-closed"), Invalid ("already-withdrawn").
    """
    round_ = session.get_one(Round, comment.round_id)
    hold_round(session, round_)
    session.refresh(comment, with_for_update=True)  # of two at once the second finds what the first wrote
    require_changing(round_, comment, Act.WITHDRAW, by=by, at=at)
    if comment.state is ItemState.WITHDRAWN:
        raise Invalid("already-withdrawn", number=comment.number)
    comment.state, comment.withdrawn_at = ItemState.WITHDRAWN, at
    comment.disposition = Disposition.WITHDRAWN
    _done(session, round_, comment, act=Act.WITHDRAW, verb="withdraw_comment", by=by, at=at)


def answer_comment(
    session: Session,
    comment: Comment,
    *,
    disposition: Disposition,
    answer: str,
    version: int,
    by: Seat,
    at: datetime,
) -> None:
    """Mark a comment as answered, or noted, with the answer's words; the latest answer stands.

    The secretariat owes words for "answered", and for each proposal; an author who has got an answer among the replies
    does not. Raises NotPermitted; Closed ("round-closed"); Stale ("comment-changed"); Invalid ("reply-not-answered",
    "comment-withdrawn", "answer-missing", "too-long", "control-character", "disposition-unknown").
    """
    round_ = session.get_one(Round, comment.round_id)
    hold_round(session, round_)
    session.refresh(comment, with_for_update=True)  # of two at once the second finds what the first wrote
    require_changing(round_, comment, Act.ANSWER_COMMENT, by=by, at=at)
    if disposition not in ANSWERS:
        raise Invalid("disposition-unknown", field="disposition", disposition=disposition.value)
    if comment.parent_id is not None:
        raise Invalid("reply-not-answered")
    if comment.state is ItemState.WITHDRAWN:
        raise Invalid("comment-withdrawn", number=comment.number)
    if comment.version != version:
        raise Stale("comment-changed", version=comment.version, theirs=comment.answer)
    answer = stored(answer, field="answer").strip()
    secretariat = by.delegation.category is Category.SECRETARIAT
    owed = secretariat and (disposition is Disposition.ANSWERED or comment.proposal)
    if owed and not answer:
        raise Invalid("answer-missing", field="answer")
    comment.disposition, comment.answer = disposition, answer
    comment.answered_by_id, comment.answered_at = by.id, at
    _done(session, round_, comment, act=Act.ANSWER_COMMENT, verb="answer_comment", by=by, at=at)


def require_changing(round_: Round, comment: Comment, act: Act, *, by: Seat, at: datetime) -> None:
    """Whether `by` may edit, withdraw or answer the comment now. Raises NotPermitted; Closed ("round-closed",
    "deadline-passed")."""
    require_contributing(by, act, round_, at=at, owner=comment.delegation.code, own_seat=comment.seat_id == by.id)
    if act is Act.EDIT_COMMENT:
        require_in_time(round_, at=at)


def _done(session: Session, round_: Round, comment: Comment, *, act: Act, verb: str, by: Seat, at: datetime) -> None:
    session.flush()
    touch(session, round_.draft_id)
    record(session, act=act, verb=verb, by=by, at=at, round=round_.id, comment=comment.id)
