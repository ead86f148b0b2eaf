"""What the reading page needs of a draft, as plain rows: a constant number of queries, whatever the draft's length."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from drafting.model.comments import Comment, CommentAnchor
from drafting.model.paragraphs import DraftParagraph
from drafting.model.people import Seat
from drafting.model.rounds import Round
from drafting.model.texts import Draft
from drafting.procedure.acting import require
from drafting.procedure.margins import Keeper, Margin, Quoted, margins_of, quoted_in
from drafting.procedure.visibility import SeenComment, comment_loaded, seen
from drafting.rules.lifecycle import AnchorState, DraftState, ItemState
from drafting.rules.permissions import Act, Case
from drafting.text.blocks import Kind

V = TypeVar("V")


@dataclass(frozen=True, slots=True)
class PrintedRow:
    """One block as it is printed: `html` is what was stored when the draft was issued; `parts` are its stored texts."""

    key: int
    kind: Kind
    level: int
    label: str
    number: str
    header: bool
    table: int
    html: str
    parts: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """A draft with its margins, by the blocks' keys (0: the whole draft, or before the first).

    `quoted_in` tells which words of blocks comments quote, for marking them.
    """

    rows: Sequence[PrintedRow]
    margins: Mapping[int, Margin]
    quoted_in: Callable[[Collection[int]], Mapping[int, Sequence[Quoted]]]


def made_anew(_key: tuple[object, ...], make: Callable[[], V], /) -> V:
    """The keeper that keeps nothing."""
    return make()


def read_draft(session: Session, draft: Draft, round_: Round | None, *, by: Seat, kept: Keeper = made_anew) -> Reading:
    """The draft as it is printed, with what stands beside it in `round_` (None: nothing).

    An issued draft's rows, and what collides among the same amendments, are asked of `kept`. Raises NotPermitted.
    """
    require(by, Act.READ_DRAFT, Case(draft_state=draft.state.value))
    if draft.state is DraftState.WORKING:
        kept = made_anew
    rows = kept(("rows", draft.id), lambda: _printed(session, draft))
    if round_ is None:
        return Reading(rows=rows, margins={}, quoted_in=lambda _keys: {})
    require(by, Act.READ_CONTRIBUTIONS, Case(draft_state=draft.state.value))
    return Reading(
        rows=rows,
        margins=margins_of(session, draft, round_, kept=kept),
        quoted_in=partial(quoted_in, session, draft, round_),
    )


def _printed(session: Session, draft: Draft) -> tuple[PrintedRow, ...]:
    row = DraftParagraph
    found = session.execute(
        select(row.key, row.kind, row.level, row.label, row.number, row.header, row.table_number, row.html, row.text)
        .add_columns(row.cells)
        .where(row.draft_id == draft.id, row.gone.is_(False))
        .order_by(row.rank)
    )
    return tuple(
        PrintedRow(key, kind, level, label, number, header, table, html, tuple(cells) if kind is Kind.ROW else (text,))
        for key, kind, level, label, number, header, table, html, text, cells in found.all()
    )


def places_in(session: Session, draft: Draft, round_: Round) -> dict[int, AnchorState]:
    """Comment → where it stands, for comments of the round whose words the corr that it went on on has changed."""
    query = (
        select(CommentAnchor.comment_id, CommentAnchor.state)
        .join(Comment, Comment.id == CommentAnchor.comment_id)
        .where(CommentAnchor.draft_id == draft.id, Comment.round_id == round_.id)
        .where(CommentAnchor.state != AnchorState.ANCHORED)
    )
    return {row[0]: row[1] for row in session.execute(query)}


def carried_comments(
    session: Session, draft: Draft, *, by: Seat, key: int | None = None
) -> list[tuple[SeenComment, CommentAnchor]]:
    """Comments of earlier rounds that stand in this draft, orphans included, with where they stand; `key`: one block
    (0: the whole draft)."""
    query = (
        select(CommentAnchor)
        .join(Comment, Comment.id == CommentAnchor.comment_id)
        .where(CommentAnchor.draft_id == draft.id, CommentAnchor.state != AnchorState.ANCHORED)
        .where(Comment.state == ItemState.SUBMITTED)
        .where(Comment.round_id.not_in(select(Round.id).where(Round.draft_id == draft.id)))
        .order_by(Comment.number)
        .options(joinedload(CommentAnchor.comment).options(*comment_loaded()))
    )
    if key is not None:
        query = query.where(CommentAnchor.key.is_(None) if key == 0 else CommentAnchor.key == key)
    return [(seen(anchor.comment, by), anchor) for anchor in session.scalars(query)]
