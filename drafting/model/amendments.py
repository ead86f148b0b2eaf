"""Amendments, the changes they come to, who supports them, and what is typed but not sent."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, String, UniqueConstraint
from sqlalchemy import Text as LongText
from sqlalchemy.orm import Mapped, mapped_column, relationship

from drafting.model.base import Base, in_words
from drafting.model.people import Delegation, Seat
from drafting.rules.lifecycle import Disposition, HeldFate, ItemKind, ItemState, Operation
from drafting.text.blocks import Kind


class Amendment(Base):
    """An exact change of the text: one operation on one block of the round's draft.

    `key` is the block (0 with INSERT: first of the draft); `part` the cell of a row (0 otherwise); `text` the whole
    proposed text of that part (REPLACE) or the new block's text (INSERT), in both of which a blank line parts two
    blocks; `cells` are a new row's; `new_kind` and `new_level` are an inserted block's, or what the block becomes
    (RESHAPE); `after` is the key of the block that it moves behind, 0 for the first place (MOVE); `beneath` says what
    happens to the points under a deleted block: "delete" or "lift".
    """

    __tablename__ = "amendment"
    __table_args__ = (UniqueConstraint("text_id", "number", "revision"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    text_id: Mapped[int] = mapped_column(ForeignKey("text.id"))
    round_id: Mapped[int] = mapped_column(ForeignKey("round.id"), index=True)
    number: Mapped[int]
    revision: Mapped[int] = mapped_column(default=0)
    """0 when first submitted; a carried amendment has the same number and the next revision on the next round."""
    seat_id: Mapped[int] = mapped_column(ForeignKey("seat.id"))
    delegation_id: Mapped[int] = mapped_column(ForeignKey("delegation.id"), index=True)
    entered_by_id: Mapped[int | None] = mapped_column(ForeignKey("seat.id"))
    source: Mapped[str] = mapped_column(String(200), default="")
    operation: Mapped[Operation] = mapped_column(in_words(Operation))
    key: Mapped[int]
    part: Mapped[int] = mapped_column(default=0)
    text: Mapped[str] = mapped_column(LongText, default="")
    new_kind: Mapped[Kind | None] = mapped_column(in_words(Kind))
    new_level: Mapped[int] = mapped_column(default=1)
    cells: Mapped[list[str]] = mapped_column(JSON, default=list)
    after: Mapped[int | None]
    beneath: Mapped[str] = mapped_column(String(10), default="")
    reason: Mapped[str] = mapped_column(LongText)
    kind: Mapped[ItemKind] = mapped_column(in_words(ItemKind))
    suggestion: Mapped[bool] = mapped_column(default=False)
    """By an observer, participant or expert: enters the text only when a member delegation supports it."""
    state: Mapped[ItemState] = mapped_column(in_words(ItemState))
    submitted_at: Mapped[datetime]
    late: Mapped[bool] = mapped_column(default=False)
    withdrawn_at: Mapped[datetime | None]
    disposition: Mapped[Disposition | None] = mapped_column(in_words(Disposition))
    """Derived from the latest decisions whenever one is added; None while open."""
    held_fate: Mapped[HeldFate | None] = mapped_column(in_words(HeldFate))
    needs_author: Mapped[bool] = mapped_column(default=False)
    """Carried, but could not be rebased: its author has to look at it."""
    version: Mapped[int] = mapped_column(default=1)

    seat: Mapped[Seat] = relationship(foreign_keys=[seat_id])
    delegation: Mapped[Delegation] = relationship()
    changes: Mapped[list[AmendmentChange]] = relationship(back_populates="amendment", order_by="AmendmentChange.start")
    supports: Mapped[list[Support]] = relationship(back_populates="amendment", order_by="Support.id")

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - SQLAlchemy reads it as a plain dict


class AmendmentChange(Base):
    """One change that a replacement comes to, computed by `text.merge.changes` and stored at submission.

    `base[start:end]` of the block's part becomes `text`. Equal changes of several amendments are one to decide.
    """

    __tablename__ = "amendment_change"

    id: Mapped[int] = mapped_column(primary_key=True)
    amendment_id: Mapped[int] = mapped_column(ForeignKey("amendment.id"), index=True)
    start: Mapped[int]
    end: Mapped[int]
    text: Mapped[str] = mapped_column(LongText)

    amendment: Mapped[Amendment] = relationship(back_populates="changes")


class Support(Base):
    """A member delegation's support, given by its head; taken back, it stays with its date."""

    __tablename__ = "support"

    id: Mapped[int] = mapped_column(primary_key=True)
    amendment_id: Mapped[int] = mapped_column(ForeignKey("amendment.id"), index=True)
    delegation_id: Mapped[int] = mapped_column(ForeignKey("delegation.id"))
    seat_id: Mapped[int] = mapped_column(ForeignKey("seat.id"))
    at: Mapped[datetime]
    withdrawn_at: Mapped[datetime | None]

    amendment: Mapped[Amendment] = relationship(back_populates="supports")
    delegation: Mapped[Delegation] = relationship()


class Unsent(Base):
    """What somebody typed and has not sent: seen by their own delegation only. One for each seat and form.

    `form` names the form and its place ("amend:57:0", "insert:57", "delete:57", "comment:57", "comment:", "reply:12");
    `fields` are its fields as typed. `not_received_at` is set when it was sent after the deadline: it stays, plainly.
    """

    __tablename__ = "unsent"
    __table_args__ = (UniqueConstraint("seat_id", "round_id", "form"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    seat_id: Mapped[int] = mapped_column(ForeignKey("seat.id"))
    delegation_id: Mapped[int] = mapped_column(ForeignKey("delegation.id"), index=True)
    round_id: Mapped[int] = mapped_column(ForeignKey("round.id"), index=True)
    form: Mapped[str] = mapped_column(String(60))
    fields: Mapped[dict[str, Any]] = mapped_column(JSON)
    saved_at: Mapped[datetime]
    not_received_at: Mapped[datetime | None]

    seat: Mapped[Seat] = relationship()
