"""How the secretariat shares its work on a round: assignments, internal notes, canned reasons, saved views."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy import Text as LongText
from sqlalchemy.orm import Mapped, mapped_column, relationship

from drafting.model.base import Base
from drafting.model.people import Seat


class Assignment(Base):
    """A block of a round that one of the secretariat has taken or was given (key 0: before the first block)."""

    __tablename__ = "assignment"
    __table_args__ = (UniqueConstraint("round_id", "key"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    round_id: Mapped[int] = mapped_column(ForeignKey("round.id"))
    key: Mapped[int]
    seat_id: Mapped[int] = mapped_column(ForeignKey("seat.id"))
    by_id: Mapped[int] = mapped_column(ForeignKey("seat.id"))
    at: Mapped[datetime]

    seat: Mapped[Seat] = relationship(foreign_keys=[seat_id])


class InternalNote(Base):
    """What the secretariat tells itself about a block or one amendment on it: never shown to others, never exported."""

    __tablename__ = "internal_note"

    id: Mapped[int] = mapped_column(primary_key=True)
    round_id: Mapped[int] = mapped_column(ForeignKey("round.id"), index=True)
    key: Mapped[int]
    amendment_id: Mapped[int | None] = mapped_column(ForeignKey("amendment.id"))
    seat_id: Mapped[int] = mapped_column(ForeignKey("seat.id"))
    body: Mapped[str] = mapped_column(LongText)
    at: Mapped[datetime]
    removed_at: Mapped[datetime | None]

    seat: Mapped[Seat] = relationship()


class CannedReason(Base):
    """A reason that the secretariat uses again, in both languages; one that was removed stays for the record."""

    __tablename__ = "canned_reason"

    id: Mapped[int] = mapped_column(primary_key=True)
    english: Mapped[str] = mapped_column(LongText)
    french: Mapped[str] = mapped_column(LongText, default="")
    by_id: Mapped[int] = mapped_column(ForeignKey("seat.id"))
    at: Mapped[datetime]
    removed_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - SQLAlchemy reads it as a plain dict


class SavedView(Base):
    """Filters of the triage table under a name, for the seat that saved them; `query` is the address's query string."""

    __tablename__ = "saved_view"
    __table_args__ = (UniqueConstraint("seat_id", "text_id", "name"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    seat_id: Mapped[int] = mapped_column(ForeignKey("seat.id"))
    text_id: Mapped[int] = mapped_column(ForeignKey("text.id"))
    name: Mapped[str] = mapped_column(String(80))
    query: Mapped[str] = mapped_column(String(500))
    at: Mapped[datetime]
