"""Comments that are still open go along to the next draft: carried, reworded, ambiguous, or orphaned at their block."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from drafting.model.comments import Comment, CommentAnchor
from drafting.model.rounds import Round
from drafting.model.texts import Draft
from drafting.procedure.descent import Descents
from drafting.procedure.layout import rows_of
from drafting.rules.lifecycle import AnchorState, ItemState
from drafting.text.anchor import Ambiguous, Carried, Reworded, carry, describe


def carry_comments(session: Session, round_: Round | None, *, base: Draft, following: Draft) -> None:
    """Write where each open comment of the base draft stands in the following one: of the round on it, if there was
    one, and those carried to it before. An orphan stays at its block."""
    descents = Descents(rows_of(session, base), rows_of(session, following, with_gone=True))
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
            (Comment.round_id == (round_.id if round_ else None)) | Comment.id.in_(list(earlier)),
        )
        .order_by(Comment.id)
    )
    for comment in open_:
        place = earlier.get(comment.id) or comment
        session.add(carried_anchor(comment, place, descents, following))
    session.flush()


def carried_anchor(
    comment: Comment,
    place: Comment | CommentAnchor,
    descents: Descents,
    following: Draft,
) -> CommentAnchor:
    """Where a comment that stands at `place` stands in the following draft."""
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
    descent = descents.of(place.key, place.part)
    if descent is None:
        anchor.state = AnchorState.REMOVED
        return anchor
    anchor.key = descents.first_of(place.key)
    if place.start is None or place.end is None:
        if isinstance(place, CommentAnchor) and place.state in (AnchorState.REMOVED, AnchorState.AMBIGUOUS):
            anchor.state = place.state
        return anchor
    at = descent.old_at[place.key]
    match carry(describe(descent.old, at + place.start, at + place.end), descent.old, descent.new):
        case Carried(start=start, end=end):
            anchor.key, anchor.start, anchor.end = descent.place(start, end)
            if isinstance(place, CommentAnchor) and place.state is AnchorState.REWORDED:
                anchor.state = AnchorState.REWORDED
        case Reworded(start=start, end=end):
            anchor.key, anchor.start, anchor.end = descent.place(start, end)
            anchor.state = AnchorState.REWORDED
        case Ambiguous():
            anchor.state = AnchorState.AMBIGUOUS
        case _:
            anchor.state = AnchorState.REMOVED
    return anchor
