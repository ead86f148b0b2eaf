"""A round that goes on on a corr: what was contributed is set on the corrected words, or waits for its author."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from drafting.errors import Invalid
from drafting.model.amendments import Amendment, Unsent
from drafting.model.comments import Comment, CommentAnchor
from drafting.model.decisions import Decision
from drafting.model.rounds import Round
from drafting.model.texts import Draft
from drafting.procedure.carry_amendments import set_on
from drafting.procedure.carry_comments import carried_anchor
from drafting.procedure.collisions import loaded
from drafting.procedure.descent import Descents
from drafting.procedure.layout import rows_of
from drafting.rules.lifecycle import AnchorState, ItemState, Operation, RoundState
from drafting.text.blocks import Block
from drafting.text.merge import merge


@dataclass(frozen=True, slots=True, kw_only=True)
class Moved:
    """How many amendments were set on other words, and those that need their author."""

    rebased: int
    needing: tuple[Amendment, ...]


def refuse_unmovable(session: Session, round_: Round | None) -> None:
    """Raise Invalid ("corr-deciding") where decisions were begun on what would move."""
    if round_ is None:
        return
    decided = session.scalar(select(Decision.id).where(Decision.round_id == round_.id).limit(1))
    if round_.state not in (RoundState.PREPARING, RoundState.OPEN, RoundState.CLOSED) or decided is not None:
        raise Invalid("corr-deciding", round=round_.number)


def set_on_by(session: Session, round_: Round, blocks: Mapping[int, Block]) -> list[tuple[Amendment, bool]]:
    """The replacements that a correction to `blocks` would be merged with, by number; True where both change the same
    words, so that the author has to look."""
    rows = {row.key: row for row in rows_of(session, round_.draft)}
    standing = session.scalars(
        select(Amendment)
        .where(
            Amendment.round_id == round_.id,
            Amendment.key.in_(list(blocks)),
            Amendment.operation == Operation.REPLACE,
            Amendment.state == ItemState.SUBMITTED,
        )
        .order_by(Amendment.number)
        .options(*loaded())
    )
    out = []
    for a in standing:
        old, new = rows[a.key].block.parts[a.part], blocks[a.key].parts[a.part]
        if old != new:
            out.append((a, bool(merge(old, {"next": new, "own": a.text}).conflicts)))
    return out


def move_round(session: Session, round_: Round, following: Draft, changed: Collection[int]) -> Moved:
    """Let the round go on on `following`, a corr of its draft whose words differ in the blocks `changed` only.

    Amendments keep their numbers; each is merged with the correction, or `needs_author` where both change the same
    words. What is typed and unsent is merged where it can be, else left as it is.
    """
    before = round_.draft
    descents = Descents(rows_of(session, before), rows_of(session, following, with_gone=True))
    amendments = session.scalars(
        select(Amendment)
        .where(Amendment.round_id == round_.id, Amendment.key.in_(changed))
        .order_by(Amendment.number)
        .options(*loaded())
    ).all()
    touched = [a for a in amendments if a.operation is Operation.REPLACE and a.state is ItemState.SUBMITTED]
    set_on(session, touched, descents)
    _comments(session, round_, following, descents, changed)
    _unsent(session, round_, descents, changed)
    round_.draft = following
    session.flush()
    return Moved(rebased=len(touched), needing=tuple(a for a in touched if a.needs_author))


def _comments(session: Session, round_: Round, following: Draft, descents: Descents, changed: Collection[int]) -> None:
    """The round's own comments stay its own: their places are those in the corrected words."""
    carried = {
        anchor.comment_id: anchor
        for anchor in session.scalars(select(CommentAnchor).where(CommentAnchor.draft_id == following.id))
    }
    own = session.scalars(select(Comment).where(Comment.round_id == round_.id, Comment.parent_id.is_(None)))
    for comment in own:
        anchor = carried.get(comment.id)
        if anchor is None:
            anchor = carried_anchor(comment, comment, descents, following)
            session.add(anchor)
        if anchor.state is AnchorState.CARRIED:
            anchor.state = AnchorState.ANCHORED
        if comment.key in changed:
            comment.start, comment.end = anchor.start, anchor.end


def _unsent(session: Session, round_: Round, descents: Descents, changed: Collection[int]) -> None:
    kept = session.scalars(select(Unsent).where(Unsent.round_id == round_.id, Unsent.form.startswith("amend:")))
    for unsent in kept:
        key, part = (int(told) for told in unsent.form.split(":")[1:3])
        descent = descents.of(key, part) if key in changed else None
        typed = str(unsent.fields.get("text", ""))
        if descent is None or not typed:
            continue
        merged = merge(descent.old, {"own": typed, "correction": descent.new})
        if not merged.conflicts:
            unsent.fields = unsent.fields | {"text": merged.text}
