"""Persons, the delegations they sit in, their seats, invitations and sign-ins."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import JSON, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from drafting.model.base import Base, in_words
from drafting.rules.permissions import Category, Role, Standing


class Person(Base):
    """Somebody who can sign in. Mail addresses are kept in lower case."""

    __tablename__ = "person"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(200))
    email: Mapped[str] = mapped_column(String(254), unique=True)
    password_hash: Mapped[str | None] = mapped_column(String(200))
    language: Mapped[str] = mapped_column(String(10), default="")
    theme: Mapped[str] = mapped_column(String(10), default="")
    shortcuts: Mapped[bool] = mapped_column(default=True)
    keep_typed: Mapped[bool] = mapped_column(default=True)
    say_changes: Mapped[bool] = mapped_column(default=False)
    """Whether a screen reader is told where a changed passage begins and ends."""
    created_at: Mapped[datetime]

    seats: Mapped[list[Seat]] = relationship(back_populates="person", order_by="Seat.id")


class Delegation(Base):
    """The unit that holds a position; named in addresses and commands by its short code."""

    __tablename__ = "delegation"

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(40), unique=True)
    name: Mapped[str] = mapped_column(String(200), unique=True)
    name_fr: Mapped[str] = mapped_column(String(200), default="")
    """What it is called in French; "" where it is called the same."""
    language: Mapped[str] = mapped_column(String(10), default="")
    """The language in which its people are invited, "" for none in particular."""
    category: Mapped[Category] = mapped_column(in_words(Category))
    head_submits: Mapped[bool] = mapped_column(default=False)
    """Whether the delegation asks that only its head submits."""
    active: Mapped[bool] = mapped_column(default=True)
    version: Mapped[int] = mapped_column(default=1)

    seats: Mapped[list[Seat]] = relationship(back_populates="delegation", order_by="Seat.id")

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - SQLAlchemy reads it as a plain dict

    def called(self, language: str) -> str:
        """Its name in a language."""
        return self.name_fr if language == "fr" and self.name_fr else self.name


class Seat(Base):
    """A person's place in a delegation: what acts. A seat that was given up stays, inactive, for the record."""

    __tablename__ = "seat"
    __table_args__ = (UniqueConstraint("person_id", "delegation_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    delegation_id: Mapped[int] = mapped_column(ForeignKey("delegation.id"), index=True)
    role: Mapped[Role] = mapped_column(in_words(Role))
    offices: Mapped[list[str]] = mapped_column(JSON, default=list)
    """Words of `Office`; a rapporteur's theme follows a colon ("rapporteur:gender equality")."""
    active: Mapped[bool] = mapped_column(default=True)
    version: Mapped[int] = mapped_column(default=1)

    person: Mapped[Person] = relationship(back_populates="seats")
    delegation: Mapped[Delegation] = relationship(back_populates="seats")

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - SQLAlchemy reads it as a plain dict

    @property
    def standing(self) -> Standing:
        """The seat as the rights table sees it."""
        return Standing(
            delegation=self.delegation.code,
            category=self.delegation.category,
            role=self.role,
            offices=frozenset(self.offices),
        )


class Invitation(Base):
    """A one-use way in for one mail address to one seat; only the hash of its token is kept."""

    __tablename__ = "invitation"

    id: Mapped[int] = mapped_column(primary_key=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    email: Mapped[str] = mapped_column(String(254), index=True)
    name: Mapped[str] = mapped_column(String(200), default="")
    delegation_id: Mapped[int] = mapped_column(ForeignKey("delegation.id"))
    role: Mapped[Role] = mapped_column(in_words(Role))
    offices: Mapped[list[str]] = mapped_column(JSON, default=list)
    language: Mapped[str] = mapped_column(String(10), default="")
    """The language of the account that is made of it; "" for what the browser asks for."""
    invited_by_id: Mapped[int | None] = mapped_column(ForeignKey("seat.id"))
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
    withdrawn_at: Mapped[datetime | None]

    delegation: Mapped[Delegation] = relationship()


class SignIn(Base):
    """One signed-in browser and the seat that acts in it; only the hash of its token is kept."""

    __tablename__ = "sign_in"

    id: Mapped[int] = mapped_column(primary_key=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    seat_id: Mapped[int] = mapped_column(ForeignKey("seat.id"))
    agent: Mapped[str] = mapped_column(String(200), default="")
    """What the browser called itself, so that a person knows their sessions apart."""
    created_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
    """When a page was last asked for with it, to the hour; None: not since the hour of `created_at`."""
    ended_at: Mapped[datetime | None]

    person: Mapped[Person] = relationship()
    seat: Mapped[Seat] = relationship()
