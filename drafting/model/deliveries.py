"""Files that came back with contributions, and what each of them brought."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, ForeignKey, LargeBinary, String, UniqueConstraint
from sqlalchemy import Text as LongText
from sqlalchemy.orm import Mapped, mapped_column, relationship

from drafting.model.base import Base, in_words
from drafting.model.people import Delegation, Seat


class ItemFate(StrEnum):
    """What became of something that a file brought."""

    WAITING = "waiting"
    SUBMITTED = "submitted"
    PRESENT = "present"
    """The delegation has contributed the very same before."""
    REFUSED = "refused"
    DROPPED = "dropped"
    """Whoever looked through the file left it out."""
    UNPLACED = "unplaced"


class Delivery(Base):
    """A file that came back for a delegation, as it came. `digest` is its SHA-256 (hex): the same file twice is one.

    `own` says that a seat of the delegation brought it: nobody else reads it, and what it brings is the delegation's
    unsent work until it is submitted. Otherwise the secretariat took it in, and `source` is where it comes from, in its
    words; `made_from` the draft that it says it was made
    from ("framework/3"), "" where it does not say.
    """

    __tablename__ = "delivery"
    __table_args__ = (UniqueConstraint("round_id", "delegation_id", "own", "digest"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    round_id: Mapped[int] = mapped_column(ForeignKey("round.id"), index=True)
    delegation_id: Mapped[int] = mapped_column(ForeignKey("delegation.id"))
    seat_id: Mapped[int] = mapped_column(ForeignKey("seat.id"))
    own: Mapped[bool] = mapped_column(default=False)
    source: Mapped[str] = mapped_column(String(200))
    name: Mapped[str] = mapped_column(String(200))
    digest: Mapped[str] = mapped_column(String(64))
    content: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)
    made_from: Mapped[str] = mapped_column(String(100), default="")
    received_at: Mapped[datetime]
    left_out: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)
    """What the file holds and could not be read: a refused row (`row`, `code`, `words`), or what a draft cannot keep
    (`lost`, `words`, `times`)."""

    delegation: Mapped[Delegation] = relationship()
    seat: Mapped[Seat] = relationship()
    items: Mapped[list[DeliveredItem]] = relationship(order_by="DeliveredItem.place")


class DeliveredItem(Base):
    """One thing that a file brought, in the file's order.

    `reviewer` and `written_at` are the file's; `found` holds what was found, by the names of `exchange.found.Found`;
    `mark` tells it from every other thing of its reviewer (SHA-256, hex). `refusal` is the error for which it was not
    taken (JSON: code and facts), "" otherwise.
    """

    __tablename__ = "delivered_item"
    __table_args__ = (UniqueConstraint("delivery_id", "place"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    delivery_id: Mapped[int] = mapped_column(ForeignKey("delivery.id"))
    place: Mapped[int]
    reviewer: Mapped[str] = mapped_column(String(200), default="")
    written_at: Mapped[datetime | None]
    mark: Mapped[str] = mapped_column(String(64), index=True)
    found: Mapped[dict[str, Any]] = mapped_column(JSON)
    fate: Mapped[ItemFate] = mapped_column(in_words(ItemFate))
    refusal: Mapped[str] = mapped_column(LongText, default="")
    amendment_id: Mapped[int | None] = mapped_column(ForeignKey("amendment.id"))
    comment_id: Mapped[int | None] = mapped_column(ForeignKey("comment.id"))
