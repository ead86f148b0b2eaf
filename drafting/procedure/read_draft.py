"""What the reading page needs of a draft, as plain rows: a constant number of queries, whatever the draft's length."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload

from drafting.model.amendments import Amendment
from drafting.model.comments import Comment, CommentAnchor
from drafting.model.paragraphs import DraftParagraph
from drafting.model.people import Seat
from drafting.model.rounds import Round
from drafting.model.texts import Draft
from drafting.procedure.acting import require
from drafting.procedure.collisions import collision_counts
from drafting.procedure.visibility import SeenComment, comment_loaded, seen
from drafting.rules.lifecycle import AnchorState, ItemState
from drafting.rules.permissions import Act, Case
from drafting.text.blocks import Kind


@dataclass(frozen=True, slots=True)
class PrintedRow:
    """One block as it is printed: `html` is what was stored when the draft was issued."""

    key: int
    kind: Kind
    level: int
    label: str
    number: str
    header: bool
    table: int
    html: str


@dataclass(frozen=True, slots=True)
class Quoted:
    """Words of a block that comments stand on: code points of its `part`, half-open."""

    part: int
    start: int
    end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Margin:
    """What stands beside one block: how many amendments, how many of them collide, comments (replies not counted)."""

    amendments: int = 0
    colliding: int = 0
    comments: int = 0

    @property
    def all(self) -> int:
        return self.amendments + self.comments


NOTHING = Margin()


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """A draft with its margin: `margins` and `quoted` by the blocks' keys (0: the whole draft, or before the first).

    `texts` are the parts of the blocks that comments quote words of, for marking them.
    """

    rows: Sequence[PrintedRow]
    margins: Mapping[int, Margin]
    quoted: Mapping[int, Sequence[Quoted]]
    texts: Mapping[int, Sequence[str]]


def read_draft(session: Session, draft: Draft, round_: Round | None, *, by: Seat) -> Reading:
    """Raises NotPermitted."""
    require(by, Act.READ_DRAFT, Case(draft_state=draft.state.value))
    columns = (
        DraftParagraph.key,
        DraftParagraph.kind,
        DraftParagraph.level,
        DraftParagraph.label,
        DraftParagraph.number,
        DraftParagraph.header,
        DraftParagraph.table_number,
        DraftParagraph.html,
    )
    found = session.execute(
        select(*columns)
        .where(DraftParagraph.draft_id == draft.id, DraftParagraph.gone.is_(False))
        .order_by(DraftParagraph.rank)
    )
    rows = [PrintedRow(*row) for row in found]
    if round_ is None:
        return Reading(rows=rows, margins={}, quoted={}, texts={})
    require(by, Act.READ_CONTRIBUTIONS, Case(draft_state=draft.state.value))
    comments: dict[int, int] = defaultdict(int)
    quoted: dict[int, list[Quoted]] = defaultdict(list)
    own = select(Comment.key, Comment.part, Comment.start, Comment.end).where(
        Comment.round_id == round_.id, Comment.parent_id.is_(None), Comment.state == ItemState.SUBMITTED
    )
    carried = (
        select(CommentAnchor.key, CommentAnchor.part, CommentAnchor.start, CommentAnchor.end)
        .join(Comment, Comment.id == CommentAnchor.comment_id)
        .where(
            CommentAnchor.draft_id == draft.id,
            Comment.round_id != round_.id,
            Comment.parent_id.is_(None),
            Comment.state == ItemState.SUBMITTED,
        )
    )
    for key, part, start, end in session.execute(own.union_all(carried)):
        comments[key or 0] += 1
        if key and start is not None and end is not None:
            quoted[key].append(Quoted(part, start, end))
    counted = session.execute(
        select(Amendment.key, func.count())
        .where(Amendment.round_id == round_.id, Amendment.state == ItemState.SUBMITTED)
        .group_by(Amendment.key)
    )
    amendments = dict(counted.all())
    colliding = collision_counts(session, round_) if amendments else {}
    return Reading(
        rows=rows,
        margins={
            key: Margin(
                amendments=amendments.get(key, 0), colliding=colliding.get(key, 0), comments=comments.get(key, 0)
            )
            for key in {*comments, *amendments}
        },
        quoted=quoted,
        texts=_texts(session, draft, quoted),
    )


def _texts(session: Session, draft: Draft, quoted: Mapping[int, Sequence[Quoted]]) -> dict[int, Sequence[str]]:
    if not quoted:
        return {}
    found = session.execute(
        select(DraftParagraph.key, DraftParagraph.kind, DraftParagraph.text, DraftParagraph.cells).where(
            DraftParagraph.draft_id == draft.id
        )
    )
    return {key: tuple(cells) if kind is Kind.ROW else (text,) for key, kind, text, cells in found if key in quoted}


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
        .order_by(Comment.number)
        .options(joinedload(CommentAnchor.comment).options(*comment_loaded()))
    )
    if key is not None:
        query = query.where(CommentAnchor.key.is_(None) if key == 0 else CommentAnchor.key == key)
    return [(seen(anchor.comment, by), anchor) for anchor in session.scalars(query)]
