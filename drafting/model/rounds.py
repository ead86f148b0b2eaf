"""Rounds: the time in which delegations contribute to one issued draft."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy import Text as LongText
from sqlalchemy.orm import Mapped, mapped_column, relationship

from drafting.model.base import Base, in_words
from drafting.model.texts import Draft
from drafting.rules.lifecycle import RoundState


class Round(Base):
    """Opens on an issued draft; `deadline` is what the server's clock holds contributions against."""

    __tablename__ = "round"
    __table_args__ = (UniqueConstraint("text_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    text_id: Mapped[int] = mapped_column(ForeignKey("text.id"))
    draft_id: Mapped[int] = mapped_column(ForeignKey("draft.id"), index=True)
    number: Mapped[int]
    state: Mapped[RoundState] = mapped_column(in_words(RoundState))
    deadline: Mapped[datetime]
    head_submits: Mapped[bool] = mapped_column(default=False)
    meeting: Mapped[str] = mapped_column(String(200), default="")
    opened_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1)

    draft: Mapped[Draft] = relationship()
    extensions: Mapped[list[Extension]] = relationship(order_by="Extension.id")

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - SQLAlchemy reads it as a plain dict


class Extension(Base):
    """A deadline that was moved, with the reason told to everybody."""

    __tablename__ = "extension"

    id: Mapped[int] = mapped_column(primary_key=True)
    round_id: Mapped[int] = mapped_column(ForeignKey("round.id"), index=True)
    before: Mapped[datetime]
    after: Mapped[datetime]
    reason: Mapped[str] = mapped_column(LongText)
    by_id: Mapped[int] = mapped_column(ForeignKey("seat.id"))
    at: Mapped[datetime]
