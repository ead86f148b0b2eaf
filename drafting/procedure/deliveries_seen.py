"""Files that came back, as somebody may see them: which there are, and what a reviewer's earlier files brought."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Sequence
from enum import StrEnum

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session, joinedload, selectinload

from drafting.errors import NotFound
from drafting.model.deliveries import DeliveredItem, Delivery, ItemFate
from drafting.model.people import Delegation, Seat
from drafting.model.rounds import Round
from drafting.procedure.acting import require
from drafting.rules.permissions import Act, Case, Category, may

OPEN = (ItemFate.WAITING, ItemFate.REFUSED, ItemFate.UNPLACED)
"""Fates of what is still to be looked through."""


class Since(StrEnum):
    """How something in a file stands to what its reviewer brought in earlier files."""

    FIRST = "first"
    """The reviewer brought no earlier file."""
    SAME = "same"
    CHANGED = "changed"
    """They brought something else at its place."""
    NEW = "new"


def known_delivery(
    session: Session, round_: Round, data: bytes, delegation: Delegation, *, own: bool
) -> Delivery | None:
    """The delivery of this very file for this delegation in this round, where there is one; `own`: by itself."""
    return session.scalar(
        select(Delivery).where(
            Delivery.round_id == round_.id,
            Delivery.delegation_id == delegation.id,
            Delivery.own == own,
            Delivery.digest == hashlib.sha256(data).hexdigest(),
        )
    )


def require_reading(by: Seat, round_: Round) -> None:
    """Ask whether `by` reads files of the round at all: its delegation's own, or those that the secretariat took in.
    Raises NotPermitted."""
    own = by.delegation.category is not Category.SECRETARIAT
    case = Case(draft_state=round_.draft.state.value, owner=by.delegation.code, on_behalf=not own)
    require(by, Act.READ_DELIVERY, case)


def find_delivery(session: Session, slug: str, delivery_id: int, *, by: Seat, hold: bool = False) -> Delivery:
    """A file that came back for a round of the text `slug`; `hold`: nobody else works on it until this act is done.
    Raises NotFound: who may not read it does not learn that it is there."""
    found = session.get(Delivery, delivery_id, with_for_update=hold or None)
    round_ = session.get_one(Round, found.round_id) if found is not None else None
    if found is None or round_ is None or round_.draft.text.slug != slug or not may_read(by, found, round_):
        raise NotFound("delivery", slug=slug, number=delivery_id)
    return found


def may_read(by: Seat, delivery: Delivery, round_: Round) -> bool:
    """Whether `by` reads this file."""
    case = Case(draft_state=round_.draft.state.value, owner=delivery.delegation.code, on_behalf=not delivery.own)
    standing = by.standing if by.active and by.delegation.active else None
    return may(standing, Act.READ_DELIVERY, case)


def may_read_own(by: Seat, round_: Round) -> bool:
    """Whether `by` is of a delegation that brings files of its own."""
    case = Case(draft_state=round_.draft.state.value, owner=by.delegation.code)
    return may(by.standing, Act.READ_DELIVERY, case)


def deliveries_in(session: Session, round_: Round, *, by: Seat) -> Sequence[Delivery]:
    """The files of a round that `by` reads, latest first. Raises NotPermitted."""
    require_reading(by, round_)
    query = (
        select(Delivery)
        .where(Delivery.round_id == round_.id, *_side(by))
        .order_by(Delivery.id.desc())
        .options(selectinload(Delivery.items), joinedload(Delivery.delegation))
    )
    return session.scalars(query).all()


def waiting_in(session: Session, round_: Round, *, by: Seat) -> list[Delivery]:
    """The files of `by`'s delegation that hold something to look through, latest first; none for who reads none."""
    if not may_read_own(by, round_):
        return []
    return [one for one in deliveries_in(session, round_, by=by) if any(item.fate in OPEN for item in one.items)]


def told_before(session: Session, delivery: Delivery) -> list[DeliveredItem]:
    """What the reviewers of this file brought in earlier files of the same side, and nobody left out."""
    reviewers = {one.reviewer for one in delivery.items}
    query = (
        select(DeliveredItem)
        .join(Delivery)
        .where(
            Delivery.round_id == delivery.round_id,
            Delivery.delegation_id == delivery.delegation_id,
            Delivery.own == delivery.own,
            Delivery.id < delivery.id,
            DeliveredItem.fate.in_([ItemFate.SUBMITTED, ItemFate.WAITING, ItemFate.REFUSED]),
        )
        .order_by(DeliveredItem.delivery_id, DeliveredItem.place)
    )
    return [one for one in session.scalars(query) if one.reviewer in reviewers]


def earlier_items(session: Session, delivery: Delivery) -> list[DeliveredItem]:
    """What the reviewers of this file brought in earlier files and do not bring in it: changed since, or gone."""
    marks = {one.mark for one in delivery.items}
    return [one for one in told_before(session, delivery) if one.mark not in marks]


def since(item: DeliveredItem, before: Collection[DeliveredItem]) -> Since:
    """How `item` stands to what was told `before` (`told_before`)."""
    theirs = [one for one in before if one.reviewer == item.reviewer]
    if not theirs:
        return Since.FIRST
    if any(one.mark == item.mark for one in theirs):
        return Since.SAME
    return Since.CHANGED if any(place_of(one) == place_of(item) for one in theirs) else Since.NEW


def place_of(item: DeliveredItem) -> tuple[object, ...]:
    """Where in the draft something stands, and of which sort it is."""
    found = item.found
    return found["found"], found.get("operation"), found.get("key"), found.get("part", 0), found.get("start")


def _side(by: Seat) -> tuple[ColumnElement[bool], ...]:
    """The secretariat's files, or those of a delegation's own."""
    if by.delegation.category is Category.SECRETARIAT:
        return (Delivery.own.is_(False),)
    return (Delivery.own.is_(True), Delivery.delegation_id == by.delegation_id)
