"""What a seat follows, up to when it has seen what is new, and what colleagues tell each other before they send."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy import Text as LongText
from sqlalchemy.orm import Mapped, mapped_column, relationship

from drafting.model.base import Base
from drafting.model.people import Seat


class Follow(Base):
    """A block of a text, through all its drafts, whose news a seat wants on its start page."""

    __tablename__ = "follow"
    __table_args__ = (UniqueConstraint("seat_id", "text_id", "key"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    seat_id: Mapped[int] = mapped_column(ForeignKey("seat.id"))
    text_id: Mapped[int] = mapped_column(ForeignKey("text.id"))
    key: Mapped[int]
    at: Mapped[datetime]


class Seen(Base):
    """Up to when a seat has said that it has seen what is new."""

    __tablename__ = "seen"

    seat_id: Mapped[int] = mapped_column(ForeignKey("seat.id"), primary_key=True)
    at: Mapped[datetime]


class ColleagueNote(Base):
    """What colleagues of one delegation say to each other about an unsent item: seen by that delegation only.

    `form` and `about_id` are the item's own (`Unsent.form`, `Unsent.seat_id`), so that the note outlives a saving.
    """

    __tablename__ = "colleague_note"
    __table_args__ = (UniqueConstraint("seat_id", "round_id", "form", "about_id", "at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    delegation_id: Mapped[int] = mapped_column(ForeignKey("delegation.id"), index=True)
    round_id: Mapped[int] = mapped_column(ForeignKey("round.id"), index=True)
    form: Mapped[str] = mapped_column(String(60))
    about_id: Mapped[int] = mapped_column(ForeignKey("seat.id"))
    seat_id: Mapped[int] = mapped_column(ForeignKey("seat.id"))
    body: Mapped[str] = mapped_column(LongText)
    at: Mapped[datetime]
    removed_at: Mapped[datetime | None]

    seat: Mapped[Seat] = relationship(foreign_keys=[seat_id])
