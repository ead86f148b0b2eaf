"""Texts and their drafts."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, ForeignKey, String, UniqueConstraint
from sqlalchemy import Text as LongText
from sqlalchemy.orm import Mapped, mapped_column, relationship

from drafting.model.base import Base, in_words
from drafting.rules.lifecycle import DraftState


class Form(StrEnum):
    """What a text is to become; changing it keeps identities and history."""

    MEMORANDUM = "explanatory memorandum"
    RECOMMENDATION = "recommendation"
    APPENDIX = "appendix"
    REPORT = "report"


class Numbering(StrEnum):
    """Whether paragraphs are numbered by the tool or keep the numbers that they came with."""

    CONTINUOUS = "continuous"
    KEPT = "kept"


class Text(Base):
    """A text of the group through all its drafts; counts its keys and its A- and C-numbers, which are never reused."""

    __tablename__ = "text"

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(String(80), unique=True)
    title: Mapped[str] = mapped_column(String(300))
    form: Mapped[Form] = mapped_column(in_words(Form), default=Form.MEMORANDUM)
    numbering: Mapped[Numbering] = mapped_column(in_words(Numbering), default=Numbering.CONTINUOUS)
    language: Mapped[str] = mapped_column(String(10), default="en")
    next_key: Mapped[int] = mapped_column(default=1)
    next_amendment: Mapped[int] = mapped_column(default=1)
    next_comment: Mapped[int] = mapped_column(default=1)
    next_round: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[datetime]

    drafts: Mapped[list[Draft]] = relationship(back_populates="text", order_by="Draft.number")


class Draft(Base):
    """A numbered version of a text: working until it is issued, frozen from then."""

    __tablename__ = "draft"
    __table_args__ = (UniqueConstraint("text_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    text_id: Mapped[int] = mapped_column(ForeignKey("text.id"), index=True)
    number: Mapped[int]
    state: Mapped[DraftState] = mapped_column(in_words(DraftState))
    title: Mapped[str] = mapped_column(String(300))
    reference: Mapped[str | None] = mapped_column(String(80), unique=True)
    base_id: Mapped[int | None] = mapped_column(ForeignKey("draft.id"))
    """The draft that this one was made from."""
    issued_at: Mapped[datetime | None]
    issued_by_id: Mapped[int | None] = mapped_column(ForeignKey("seat.id"))
    journal_head: Mapped[str] = mapped_column(String(64), default="")
    """The journal's head when the draft was issued, in hex."""
    notes: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)
    """What the import could not keep: `{"lost", "words", "times"}` each."""
    import_reason: Mapped[str] = mapped_column(LongText, default="")
    """Why a reworked file was imported as this draft; empty for one that was made here."""
    import_source: Mapped[str] = mapped_column(String(300), default="")
    """Where that file comes from: a meeting, a decision, an author."""
    corrects_id: Mapped[int | None] = mapped_column(ForeignKey("draft.id"))
    """The issued draft whose faults this one mends: a *corr*."""
    revision: Mapped[int] = mapped_column(default=0)
    """Counts what readers can see change around the draft (contributions included): the key of every cache."""

    text: Mapped[Text] = relationship(back_populates="drafts")
    base: Mapped[Draft | None] = relationship(remote_side=[id], foreign_keys=[base_id])
