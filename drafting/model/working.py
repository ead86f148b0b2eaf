"""What each act on a working row found there before: for undo, and for the desk's history."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import JSON, ForeignKey
from sqlalchemy import Text as LongText
from sqlalchemy.orm import Mapped, mapped_column, relationship

from drafting.model.base import Base
from drafting.model.people import Seat


class WorkingEdit(Base):
    """One act of the secretariat on one block of a round (`key` 0: before the first), with the row's text before it.

    Decisions of the same act have its `id` in `Decision.edit_id`. One that was undone stays, marked.
    """

    __tablename__ = "working_edit"

    id: Mapped[int] = mapped_column(primary_key=True)
    round_id: Mapped[int] = mapped_column(ForeignKey("round.id"), index=True)
    key: Mapped[int]
    text: Mapped[str] = mapped_column(LongText, default="")
    cells: Mapped[list[str]] = mapped_column(JSON, default=list)
    by_hand: Mapped[bool] = mapped_column(default=False)
    hand_reason: Mapped[str] = mapped_column(LongText, default="")
    by_id: Mapped[int] = mapped_column(ForeignKey("seat.id"))
    at: Mapped[datetime]
    undone: Mapped[bool] = mapped_column(default=False)
    together: Mapped[int | None]
    """The id of the first edit of an act on many blocks, on each of its edits; None for an act on this block alone."""

    by: Mapped[Seat] = relationship()
