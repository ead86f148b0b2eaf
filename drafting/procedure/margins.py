"""What stands beside the blocks of a draft: how much was contributed to each, and which words comments quote.

A page of hundreds of blocks is read for what has changed in one of them. So the database is asked for no more than
which comments stand on each block; their places only for blocks that must be made anew.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple, Protocol, TypeVar

from sqlalchemy import Select, String, bindparam, func, select
from sqlalchemy.orm import Session

from drafting.model.amendments import Amendment
from drafting.model.comments import Comment, CommentAnchor
from drafting.model.rounds import Round
from drafting.model.texts import Draft
from drafting.procedure.collisions import collision_counts
from drafting.rules.lifecycle import AnchorState, ItemState

MANY = 100
"""For more blocks than this, all places of the draft are asked for at once."""

V = TypeVar("V")


class Keeper(Protocol):
    """Gives what was made for `key` before, or makes it. What has an equal key is equal, for good."""

    def __call__(self, key: tuple[object, ...], make: Callable[[], V], /) -> V: ...


@dataclass(frozen=True, slots=True)
class Quoted:
    """Words of a block that a comment stands on: code points of its `part`, half-open."""

    part: int
    start: int
    end: int


class Margin(NamedTuple):
    """What stands beside one block: how many amendments, how many of them collide, comments (replies not counted).

    `which` lists these comments: where it is equal, they are the same and quote the same words. A tuple, because
    hundreds are made for a page and looked up by.
    """

    amendments: int = 0
    colliding: int = 0
    comments: int = 0
    which: str = ""

    @property
    def all(self) -> int:
        return self.amendments + self.comments


NOTHING = Margin()


def margins_of(session: Session, draft: Draft, round_: Round, *, kept: Keeper) -> dict[int, Margin]:
    """By the blocks' keys (0: the whole draft, or before the first). What collides among the same amendments is asked
    of `kept`."""
    amendments = _amendments(session, round_)
    ids = tuple(id_ for found in amendments.values() for id_ in found)
    colliding = kept(("collide", round_.id, ids), lambda: collision_counts(session, round_)) if ids else {}
    comments = _comments(session, draft, round_)
    return {
        key: Margin(
            amendments=len(amendments.get(key, ())),
            colliding=colliding.get(key, 0),
            comments=comments[key][0] if key in comments else 0,
            which=comments[key][1] if key in comments else "",
        )
        for key in {*comments, *amendments}
    }


def quoted_in(session: Session, draft: Draft, round_: Round, keys: Collection[int]) -> Mapping[int, Sequence[Quoted]]:
    """The words that comments quote in the blocks with `keys`, one a comment, in their order in the text."""
    own, carried = _OWN_PLACES, _CARRIED_PLACES
    if len(keys) <= MANY:
        own, carried = own.where(Comment.key.in_(keys)), carried.where(CommentAnchor.key.in_(keys))
    out: dict[int, list[Quoted]] = {}
    for key, part, start, end in _both(session, own, carried, draft, round_):
        if key is not None:
            out.setdefault(key, []).append(Quoted(part, start, end))
    return {key: sorted(found, key=lambda one: (one.part, one.start, one.end)) for key, found in out.items()}


def _amendments(session: Session, round_: Round) -> dict[int, list[int]]:
    """The submitted amendments' ids by their blocks' keys."""
    out: dict[int, list[int]] = {}
    for key, id_ in session.connection().execute(_AMENDMENTS, {"round": round_.id}):
        out.setdefault(key, []).append(id_)
    return out


def _comments(session: Session, draft: Draft, round_: Round) -> dict[int, tuple[int, str]]:
    """How many comments stand on each block (0: the whole draft), and which."""
    out: dict[int, tuple[int, str]] = {}
    for key, count, listed in _both(session, _OWN, _CARRIED, draft, round_):
        before, others = out.get(key or 0, (0, ""))
        out[key or 0] = (before + count, f"{others} {listed}" if others else listed)
    return out


def _both(
    session: Session, own: Select[*tuple[Any, ...]], carried: Select[*tuple[Any, ...]], draft: Draft, round_: Round
) -> Iterator[Any]:
    """Rows of the round's comments, then of those carried into the draft; a first draft has none of these."""
    connection = session.connection()
    yield from connection.execute(own, {"round": round_.id})
    if draft.base_id is not None:
        yield from connection.execute(carried, {"draft": draft.id, "round": round_.id})


# Made once: to build a statement takes longer than the database does. Replies are left out throughout.
_STANDING = (Comment.parent_id.is_(None), Comment.state == ItemState.SUBMITTED)
_IN_ROUND = (Comment.round_id == bindparam("round"), *_STANDING)
_IN_DRAFT = (
    CommentAnchor.draft_id == bindparam("draft"),
    CommentAnchor.state != AnchorState.ANCHORED,
    Comment.round_id != bindparam("round"),  # those of a round that went on on a corr are its own
    *_STANDING,
)
_WHICH = func.aggregate_strings(Comment.id.cast(String), " ")
_THERE = Comment.id == CommentAnchor.comment_id

_AMENDMENTS = (
    select(Amendment.key, Amendment.id)
    .where(Amendment.round_id == bindparam("round"), Amendment.state == ItemState.SUBMITTED)
    .order_by(Amendment.id)
)
_OWN = select(Comment.key, func.count(), _WHICH).where(*_IN_ROUND).group_by(Comment.key)
_CARRIED = (
    select(CommentAnchor.key, func.count(), _WHICH).join(Comment, _THERE).where(*_IN_DRAFT).group_by(CommentAnchor.key)
)
_OWN_PLACES = select(Comment.key, Comment.part, Comment.start, Comment.end).where(
    *_IN_ROUND, Comment.start.is_not(None)
)
_CARRIED_PLACES = (
    select(CommentAnchor.key, CommentAnchor.part, CommentAnchor.start, CommentAnchor.end)
    .join(Comment, _THERE)
    .where(*_IN_DRAFT, CommentAnchor.start.is_not(None))
)
