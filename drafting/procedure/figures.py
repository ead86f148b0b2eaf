"""The figures of a round: every page that shows one takes it from here, so that they agree."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from drafting.model.amendments import Amendment, Unsent
from drafting.model.comments import Comment
from drafting.model.paragraphs import DraftParagraph
from drafting.model.people import Delegation, Seat
from drafting.model.rounds import Round
from drafting.procedure.acting import require
from drafting.procedure.collisions import collision_counts
from drafting.procedure.layout import rows_of
from drafting.procedure.left_standing import left_standing
from drafting.rules.lifecycle import ItemState, RoundState
from drafting.rules.permissions import Act, Case, Category, may
from drafting.text.blocks import Kind
from drafting.text.render import plain


@dataclass(frozen=True, slots=True, kw_only=True)
class DelegationFigures:
    """What one delegation has submitted and not withdrawn; `replies` are those to comments, its own or others'."""

    delegation: Delegation
    amendments: int
    comments: int
    replies: int

    @property
    def nothing(self) -> bool:
        """Whether nothing of it stands."""
        return not (self.amendments or self.comments or self.replies)


@dataclass(frozen=True, slots=True, kw_only=True)
class BlockFigures:
    """What stands on one block, replies not counted; `colliding` counts amendments that collide with another, `open`
    undecided ones, `withdrawn` those that were withdrawn after their acceptance and are not settled (told on the desk
    only).

    `key` 0 is the place before the first block; it is there only where something is proposed for it.
    """

    key: int
    number: str
    words: str
    amendments: int
    comments: int
    colliding: int
    open: int
    withdrawn: int = 0

    @property
    def to_decide(self) -> int:
        """How much there is to do on it."""
        return self.open + self.withdrawn


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """The figures of one round."""

    amendments: int
    comments: int
    replies: int
    decided: int
    unsent_of_mine: int
    delegations: tuple[DelegationFigures, ...]
    blocks: tuple[BlockFigures, ...]

    @property
    def open(self) -> int:
        """Amendments that are not decided yet."""
        return self.amendments - self.decided

    @property
    def withdrawn(self) -> int:
        """Amendments that were withdrawn after their acceptance and are not settled."""
        return sum(block.withdrawn for block in self.blocks)

    @property
    def expected(self) -> tuple[DelegationFigures, ...]:
        """The delegations that a round is for: all but the secretariat's own."""
        return tuple(one for one in self.delegations if one.delegation.category is not Category.SECRETARIAT)

    @property
    def spoken(self) -> int:
        """How many delegations have contributed."""
        return len(self.expected) - len(self.silent)

    @property
    def silent(self) -> tuple[Delegation, ...]:
        """The delegations of which nothing has come."""
        return tuple(one.delegation for one in self.expected if one.nothing)

    @property
    def contested(self) -> tuple[BlockFigures, ...]:
        """Blocks with collisions, the most contested first."""
        return tuple(sorted((b for b in self.blocks if b.colliding), key=lambda b: (-b.colliding, b.key)))


Where = tuple[ColumnElement[bool], ...]


def standing_amendments(round_: Round) -> Where:
    """Which amendments of a round every figure counts: submitted and not withdrawn."""
    return (Amendment.round_id == round_.id, Amendment.state == ItemState.SUBMITTED)


def standing_comments(round_: Round) -> Where:
    """The same for comments and replies."""
    return (Comment.round_id == round_.id, Comment.state == ItemState.SUBMITTED)


def figures_of(session: Session, round_: Round, *, by: Seat) -> Figures:
    """The figures as `by` may see them; a constant number of queries. Raises NotPermitted."""
    require(by, Act.READ_CONTRIBUTIONS, Case(draft_state=round_.draft.state.value))
    in_amendments, in_all = standing_amendments(round_), standing_comments(round_)
    in_comments, in_replies = (*in_all, Comment.parent_id.is_(None)), (*in_all, Comment.parent_id.is_not(None))
    per_block = {
        key: (count, decided)
        for key, count, decided in session.execute(
            select(Amendment.key, func.count(), func.count(Amendment.disposition))
            .where(*in_amendments)
            .group_by(Amendment.key)
        )
    }
    comments_per_block = _counts(session, Comment.key, in_comments)
    amendments_per = _counts(session, Amendment.delegation_id, in_amendments)
    comments_per = _counts(session, Comment.delegation_id, in_comments)
    replies_per = _counts(session, Comment.delegation_id, in_replies)
    colliding = collision_counts(session, round_)
    left = _left(session, round_, by)
    delegations = session.scalars(
        select(Delegation)
        .where(Delegation.active.is_(True), Delegation.category != Category.PARENT_COMMITTEE)
        .order_by(Delegation.name)
    ).all()
    unsent = select(func.count(Unsent.id)).where(Unsent.round_id == round_.id, Unsent.delegation_id == by.delegation_id)

    def block(key: int, number: str, words: str) -> BlockFigures:
        proposed, decided = per_block.get(key, (0, 0))
        return BlockFigures(
            key=key,
            number=number,
            words=words,
            amendments=proposed,
            comments=comments_per_block.get(key, 0),
            colliding=colliding.get(key, 0),
            open=proposed - decided,
            withdrawn=left[key],
        )

    return Figures(
        amendments=sum(count for count, _ in per_block.values()),
        comments=sum(comments_per.values()),
        replies=sum(replies_per.values()),
        decided=sum(decided for _, decided in per_block.values()),
        unsent_of_mine=session.scalar(unsent) or 0,
        delegations=tuple(
            DelegationFigures(
                delegation=one,
                amendments=amendments_per.get(one.id, 0),
                comments=comments_per.get(one.id, 0),
                replies=replies_per.get(one.id, 0),
            )
            for one in delegations
        ),
        blocks=(
            *((block(0, "", ""),) if 0 in per_block or left[0] else ()),
            *(
                block(row.key, _told(row), " ".join(plain(" ".join(row.block.parts)).split()[:8]))
                for row in rows_of(session, round_.draft)
            ),
        ),
    )


def _left(session: Session, round_: Round, by: Seat) -> Counter[int]:
    """By block: what was withdrawn after its acceptance and is not settled; nothing for who does not see the desk."""
    if round_.state is not RoundState.CONSOLIDATING or not may(by.standing, Act.READ_DESK):
        return Counter()
    return Counter(left.amendment.key for left in left_standing(session, round_))


def _counts(session: Session, column: InstrumentedAttribute[Any], where: Where) -> dict[int, int]:
    found = session.execute(select(column, func.count()).where(*where).group_by(column))
    return {value: count for value, count in found if value is not None}


def _told(row: DraftParagraph) -> str:
    """The block's number; a footnote's between brackets, since a paragraph has the same."""
    return f"[{row.number}]" if row.kind == Kind.FOOTNOTE and row.number else row.number
