"""Comments, their earlier wordings, and where each stands in each draft."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy import Text as LongText
from sqlalchemy.orm import Mapped, mapped_column, relationship

from drafting.model.base import Base, in_words
from drafting.model.people import Delegation, Seat
from drafting.rules.lifecycle import AnchorState, Disposition, ItemKind, ItemState


class Comment(Base):
    """What a delegation says without changing the text: on words, on a block (`exact` is None), or on the whole draft
    (`key` is None). A reply has a `parent` and no number of its own. Offsets are code points of the block's part."""

    __tablename__ = "comment"
    __table_args__ = (
        UniqueConstraint("text_id", "number"),
        # A page's margin counts comments by block out of this index alone.
        Index("ix_comment_margin", "round_id", "parent_id", "state", "key"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    text_id: Mapped[int] = mapped_column(ForeignKey("text.id"))
    round_id: Mapped[int] = mapped_column(ForeignKey("round.id"))
    number: Mapped[int | None]
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("comment.id"), index=True)
    seat_id: Mapped[int] = mapped_column(ForeignKey("seat.id"))
    delegation_id: Mapped[int] = mapped_column(ForeignKey("delegation.id"), index=True)
    entered_by_id: Mapped[int | None] = mapped_column(ForeignKey("seat.id"))
    """The secretariat's seat that entered it on behalf of the delegation."""
    source: Mapped[str] = mapped_column(String(200), default="")
    kind: Mapped[ItemKind] = mapped_column(in_words(ItemKind))
    body: Mapped[str] = mapped_column(LongText)
    key: Mapped[int | None]
    part: Mapped[int] = mapped_column(default=0)
    start: Mapped[int | None]
    end: Mapped[int | None]
    exact: Mapped[str | None] = mapped_column(LongText)
    prefix: Mapped[str] = mapped_column(String(64), default="")
    suffix: Mapped[str] = mapped_column(String(64), default="")
    proposal: Mapped[bool] = mapped_column(default=False)
    """An amendment told in words: of the section under the heading `key`, or of the whole draft (`key` is None)."""
    reason: Mapped[str] = mapped_column(LongText, default="", server_default="")
    """Why a proposal is made; "" for a comment."""
    state: Mapped[ItemState] = mapped_column(in_words(ItemState))
    submitted_at: Mapped[datetime]
    late: Mapped[bool] = mapped_column(default=False)
    edited_at: Mapped[datetime | None]
    withdrawn_at: Mapped[datetime | None]
    disposition: Mapped[Disposition | None] = mapped_column(in_words(Disposition))
    """Answered or noted, with the `answer`; None while open."""
    answer: Mapped[str] = mapped_column(LongText, default="")
    answered_by_id: Mapped[int | None] = mapped_column(ForeignKey("seat.id"))
    answered_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1)

    seat: Mapped[Seat] = relationship(foreign_keys=[seat_id])
    delegation: Mapped[Delegation] = relationship()
    replies: Mapped[list[Comment]] = relationship(order_by="Comment.id")
    wordings: Mapped[list[CommentWording]] = relationship(order_by="CommentWording.id")

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - SQLAlchemy reads it as a plain dict


class CommentWording(Base):
    """An earlier wording of a comment that was edited."""

    __tablename__ = "comment_wording"

    id: Mapped[int] = mapped_column(primary_key=True)
    comment_id: Mapped[int] = mapped_column(ForeignKey("comment.id"), index=True)
    body: Mapped[str] = mapped_column(LongText)
    replaced_at: Mapped[datetime]


class CommentAnchor(Base):
    """Where a comment stands in one draft. In its own draft it is anchored; publication carries it to the next."""

    __tablename__ = "comment_anchor"
    __table_args__ = (
        UniqueConstraint("comment_id", "draft_id"),
        Index("ix_comment_anchor_margin", "draft_id", "state"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    comment_id: Mapped[int] = mapped_column(ForeignKey("comment.id"))
    draft_id: Mapped[int] = mapped_column(ForeignKey("draft.id"))
    key: Mapped[int | None]
    part: Mapped[int] = mapped_column(default=0)
    start: Mapped[int | None]
    end: Mapped[int | None]
    state: Mapped[AnchorState] = mapped_column(in_words(AnchorState))

    comment: Mapped[Comment] = relationship()
