"""What follows a submission: a withdrawal after acceptance that was settled, an entry on behalf that was confirmed."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy import Text as LongText
from sqlalchemy.orm import Mapped, mapped_column, relationship

from drafting.model.amendments import Amendment
from drafting.model.base import Base, in_words
from drafting.rules.lifecycle import Aftermath, Confirmation


class SettledWithdrawal(Base):
    """What the secretariat chose for an amendment that was withdrawn after its acceptance (DOMAIN, case 3)."""

    __tablename__ = "settled_withdrawal"

    id: Mapped[int] = mapped_column(primary_key=True)
    amendment_id: Mapped[int] = mapped_column(ForeignKey("amendment.id"), index=True)
    aftermath: Mapped[Aftermath] = mapped_column(in_words(Aftermath))
    reason: Mapped[str] = mapped_column(LongText, default="")
    own_id: Mapped[int | None] = mapped_column(ForeignKey("amendment.id"))
    """The secretariat's own amendment that keeps the words (KEPT)."""
    by_id: Mapped[int] = mapped_column(ForeignKey("seat.id"))
    at: Mapped[datetime]
    undone_at: Mapped[datetime | None]
    """When it was taken back: the question is open again; what was chosen and why stays on record."""

    amendment: Mapped[Amendment] = relationship(foreign_keys=[amendment_id])

    __table_args__ = (
        Index(
            "one_settlement_stands",
            "amendment_id",
            unique=True,
            sqlite_where=text("undone_at IS NULL"),
            postgresql_where=text("undone_at IS NULL"),
        ),
    )


class OnBehalfAnswer(Base):
    """A delegation's word on what the secretariat entered for it: one of `amendment_id` and `comment_id` is set."""

    __tablename__ = "on_behalf_answer"
    id: Mapped[int] = mapped_column(primary_key=True)
    amendment_id: Mapped[int | None] = mapped_column(ForeignKey("amendment.id"), unique=True)
    comment_id: Mapped[int | None] = mapped_column(ForeignKey("comment.id"), unique=True)
    confirmation: Mapped[Confirmation] = mapped_column(in_words(Confirmation))
    note: Mapped[str] = mapped_column(LongText, default="")
    seat_id: Mapped[int] = mapped_column(ForeignKey("seat.id"))
    at: Mapped[datetime]
