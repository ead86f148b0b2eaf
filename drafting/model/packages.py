"""Linked amendments: what belongs together over several blocks, and what carries a general proposal out."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from drafting.model.amendments import Amendment
from drafting.model.base import Base
from drafting.model.people import Delegation


class Package(Base):
    """Amendments of one delegation that it wants to be decided together, under one title."""

    __tablename__ = "package"

    id: Mapped[int] = mapped_column(primary_key=True)
    round_id: Mapped[int] = mapped_column(ForeignKey("round.id"), index=True)
    delegation_id: Mapped[int] = mapped_column(ForeignKey("delegation.id"))
    title: Mapped[str] = mapped_column(String(200))
    seat_id: Mapped[int] = mapped_column(ForeignKey("seat.id"))
    at: Mapped[datetime]

    delegation: Mapped[Delegation] = relationship()
    items: Mapped[list[PackageItem]] = relationship(back_populates="package", order_by="PackageItem.id")


class PackageItem(Base):
    """One amendment of a package; an amendment is in one at most."""

    __tablename__ = "package_item"

    id: Mapped[int] = mapped_column(primary_key=True)
    package_id: Mapped[int] = mapped_column(ForeignKey("package.id"), index=True)
    amendment_id: Mapped[int] = mapped_column(ForeignKey("amendment.id"), unique=True)

    package: Mapped[Package] = relationship(back_populates="items")
    amendment: Mapped[Amendment] = relationship()


class CarriesOut(Base):
    """An amendment of the secretariat's own that carries out a proposal told in words (`Comment.proposal`)."""

    __tablename__ = "carries_out"
    __table_args__ = (UniqueConstraint("comment_id", "amendment_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    comment_id: Mapped[int] = mapped_column(ForeignKey("comment.id"))
    amendment_id: Mapped[int] = mapped_column(ForeignKey("amendment.id"), index=True)

    amendment: Mapped[Amendment] = relationship()
