"""Decisions: on a change or on a whole operation; added, never overwritten."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy import Text as LongText
from sqlalchemy.orm import Mapped, mapped_column, relationship

from drafting.model.amendments import Amendment, AmendmentChange
from drafting.model.base import Base, in_words
from drafting.model.people import Seat
from drafting.rules.lifecycle import Ruling


class Decision(Base):
    """One ruling; the latest on a change (or, `change_id` None, on the operation) is the one that holds.

    `fallen_by_id` names the amendment whose acceptance overtook this one; `edit_id` the act that it belongs to.
    """

    __tablename__ = "decision"

    id: Mapped[int] = mapped_column(primary_key=True)
    round_id: Mapped[int] = mapped_column(ForeignKey("round.id"), index=True)
    amendment_id: Mapped[int] = mapped_column(ForeignKey("amendment.id"), index=True)
    change_id: Mapped[int | None] = mapped_column(ForeignKey("amendment_change.id"), index=True)
    ruling: Mapped[Ruling] = mapped_column(in_words(Ruling))
    reason: Mapped[str] = mapped_column(LongText, default="")
    fallen_by_id: Mapped[int | None] = mapped_column(ForeignKey("amendment.id"))
    edit_id: Mapped[int | None] = mapped_column(ForeignKey("working_edit.id"), index=True)
    by_id: Mapped[int] = mapped_column(ForeignKey("seat.id"))
    at: Mapped[datetime]

    amendment: Mapped[Amendment] = relationship(foreign_keys=[amendment_id])
    change: Mapped[AmendmentChange | None] = relationship()
    by: Mapped[Seat] = relationship()
