"""Comments that are still open go along to the next draft: carried, reworded, ambiguous, or orphaned at their block."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from drafting.model.comments import Comment, CommentAnchor
from drafting.model.paragraphs import DraftParagraph
from drafting.model.rounds import Round
from drafting.model.texts import Draft
from drafting.procedure.layout import rows_of
from drafting.rules.lifecycle import AnchorState, ItemState
from drafting.text.anchor import Ambiguous, Carried, Reworded, carry, describe


def carry_comments(session: Session, round_: Round, *, base: Draft, following: Draft) -> None:
    """Write where each open comment of the base draft stands in the following one. An orphan stays at its block."""
    before = {row.key: row for row in rows_of(session, base)}
    after = {row.key: row for row in rows_of(session, following)}
    earlier = {
        anchor.comment_id: anchor
        for anchor in session.scalars(select(CommentAnchor).where(CommentAnchor.draft_id == base.id))
    }
    open_ = session.scalars(
        select(Comment)
        .where(
            Comment.parent_id.is_(None),
            Comment.state == ItemState.SUBMITTED,
            Comment.disposition.is_(None),
            (Comment.round_id == round_.id) | Comment.id.in_(list(earlier)),
        )
        .order_by(Comment.id)
    )
    for comment in open_:
        place = earlier.get(comment.id) or comment
        session.add(_carried(comment, place, before, after, following))
    session.flush()


def _carried(
    comment: Comment,
    place: Comment | CommentAnchor,
    before: dict[int, DraftParagraph],
    after: dict[int, DraftParagraph],
    following: Draft,
) -> CommentAnchor:
    anchor = CommentAnchor(
        comment_id=comment.id,
        draft_id=following.id,
        key=place.key,
        part=place.part,
        start=None,
        end=None,
        state=AnchorState.CARRIED,
    )
    if place.key is None:
        return anchor
    new = after.get(place.key)
    if new is None or place.key not in before:
        anchor.state = AnchorState.REMOVED
        return anchor
    if place.start is None or place.end is None:
        if isinstance(place, CommentAnchor) and place.state in (AnchorState.REMOVED, AnchorState.AMBIGUOUS):
            anchor.state = place.state
        return anchor
    old_text = before[place.key].block.parts[place.part]
    parts = new.block.parts
    if place.part >= len(parts):
        anchor.state = AnchorState.REMOVED
        return anchor
    match carry(describe(old_text, place.start, place.end), old_text, parts[place.part]):
        case Carried(start=start, end=end):
            anchor.start, anchor.end = start, end
            if isinstance(place, CommentAnchor) and place.state is AnchorState.REWORDED:
                anchor.state = AnchorState.REWORDED
        case Reworded(start=start, end=end):
            anchor.start, anchor.end, anchor.state = start, end, AnchorState.REWORDED
        case Ambiguous():
            anchor.state = AnchorState.AMBIGUOUS
        case _:
            anchor.state = AnchorState.REMOVED
    return anchor
