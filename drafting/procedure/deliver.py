"""A file that came back is taken in for a delegation: kept as it came, with everything that it brings."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload, selectinload

from drafting.errors import Invalid, NotFound
from drafting.exchange.found import Found, FoundKind, Remark
from drafting.model.deliveries import DeliveredItem, Delivery, ItemFate
from drafting.model.people import Delegation, Seat
from drafting.model.rounds import Round
from drafting.procedure.acting import hold_round, record, require
from drafting.procedure.contributing import given_source, one_line, require_contributing
from drafting.procedure.read_returned import Opened
from drafting.rules.lifecycle import ItemKind, Operation
from drafting.rules.permissions import Act, Category
from drafting.text.blocks import Kind

NAME_LIMIT = 200
"""Longest name of a file or of a reviewer that is kept, in characters."""


def known_delivery(session: Session, round_: Round, data: bytes, delegation: Delegation) -> Delivery | None:
    """The delivery of this very file for this delegation in this round, where there is one."""
    return session.scalar(
        select(Delivery).where(
            Delivery.round_id == round_.id,
            Delivery.delegation_id == delegation.id,
            Delivery.digest == hashlib.sha256(data).hexdigest(),
        )
    )


def deliver(
    session: Session,
    round_: Round,
    opened: Opened,
    *,
    name: str,
    data: bytes,
    delegation: Delegation,
    source: str,
    by: Seat,
    at: datetime,
) -> Delivery:
    """Take in the file `name` with what was found in it (`read_returned.found_in`); nothing of it is submitted yet.

    Raises NotPermitted, Closed as `require_contributing`; Invalid: "entry-source-missing", "delegation-inactive",
    "delivered-for-secretariat", "delivered-already".
    """
    hold_round(session, round_)
    require_contributing(by, Act.SUBMIT_AMENDMENT, round_, at=at, on_behalf=True)
    if not delegation.active:
        raise Invalid("delegation-inactive", field="delegation")
    if delegation.category is Category.SECRETARIAT:
        raise Invalid("delivered-for-secretariat", field="delegation")
    if known_delivery(session, round_, data, delegation) is not None:
        raise Invalid("delivered-already", field="file")
    delivery = Delivery(
        round_id=round_.id,
        delegation=delegation,
        seat=by,
        source=given_source(source, by=by, owed=True),
        name=_cut(name),
        digest=hashlib.sha256(data).hexdigest(),
        content=data,
        made_from=opened.made_from[:100],
        received_at=at,
        left_out=[
            *({"row": one.row, "code": one.code, "words": one.words} for one in opened.refused),
            *({"lost": one.lost.value, "words": one.words, "times": one.times} for one in opened.notes),
        ],
    )
    before = _marks_taken(session, round_, delegation)
    for found in opened.found:
        mark = mark_of(found)
        fate = ItemFate.PRESENT if mark in before else ItemFate.WAITING
        delivery.items.append(
            DeliveredItem(
                place=found.place,
                reviewer=_cut(found.reviewer),
                written_at=found.at,
                mark=mark,
                found=told(found),
                fate=ItemFate.UNPLACED if found.found is FoundKind.UNPLACED else fate,
                amendment_id=before[mark].amendment_id if mark in before else None,
                comment_id=before[mark].comment_id if mark in before else None,
            )
        )
    session.add(delivery)
    session.flush()
    record(
        session,
        act=Act.SUBMIT_AMENDMENT,
        verb="deliver",
        by=by,
        at=at,
        round=round_.id,
        delivery=delivery.id,
        delegation=delegation.id,
        sha256=delivery.digest,
        found=len(opened.found),
    )
    return delivery


def earlier_items(session: Session, delivery: Delivery) -> list[DeliveredItem]:
    """What the reviewers of this file brought in earlier files and do not bring in it: changed since, or gone."""
    reviewers = {one.reviewer for one in delivery.items}
    marks = {one.mark for one in delivery.items}
    query = (
        select(DeliveredItem)
        .join(Delivery)
        .where(
            Delivery.round_id == delivery.round_id,
            Delivery.delegation_id == delivery.delegation_id,
            Delivery.id < delivery.id,
            DeliveredItem.fate == ItemFate.SUBMITTED,
        )
        .order_by(DeliveredItem.id)
    )
    return [one for one in session.scalars(query) if one.reviewer in reviewers and one.mark not in marks]


def mark_of(found: Found) -> str:
    """What tells something from everything else that its reviewer brings: not when it was written, nor its reason."""
    same = (found.reviewer, found.found, found.operation, found.key, found.part, found.text, found.new_kind,
            found.new_level, found.beneath, found.cells, found.after, found.start, found.end)  # fmt: skip
    return hashlib.sha256(repr(same).encode()).hexdigest()


def told(found: Found) -> dict[str, Any]:
    """As the database keeps it; `found_of` gives it back."""
    left_out = ("place", "reviewer", "at")
    return {
        name: value for name, value in asdict(found).items() if name not in left_out and value not in (None, "", ())
    }


def found_of(item: DeliveredItem) -> Found:
    """What was found, as it was placed."""
    kept: Mapping[str, Any] = item.found
    words: dict[str, Any] = {
        "found": FoundKind(kept["found"]),
        "kind": ItemKind(kept["kind"]),
        "remarks": tuple(Remark(one) for one in kept.get("remarks", ())),
        "cells": tuple(kept.get("cells", ())),
    }
    if "operation" in kept:
        words["operation"] = Operation(kept["operation"])
    if "new_kind" in kept:
        words["new_kind"] = Kind(kept["new_kind"])
    return Found(place=item.place, reviewer=item.reviewer, at=item.written_at, **{**kept, **words})


def _marks_taken(session: Session, round_: Round, delegation: Delegation) -> dict[str, DeliveredItem]:
    query = (
        select(DeliveredItem)
        .join(Delivery)
        .where(
            Delivery.round_id == round_.id,
            Delivery.delegation_id == delegation.id,
            DeliveredItem.fate.in_([ItemFate.SUBMITTED, ItemFate.PRESENT]),
        )
    )
    return {one.mark: one for one in session.scalars(query)}


def _cut(name: str) -> str:
    """A name on one line, as far as it can be kept."""
    return one_line(name[:NAME_LIMIT], field="file", limit=NAME_LIMIT)


def find_delivery(session: Session, slug: str, delivery_id: int, *, by: Seat, hold: bool = False) -> Delivery:
    """A file that came back for a round of the text `slug`; `hold`: nobody else works on it until this act is done.
    Raises NotPermitted, NotFound."""
    require(by, Act.READ_DESK)
    found = session.get(Delivery, delivery_id, with_for_update=hold or None)
    if found is None or session.get_one(Round, found.round_id).draft.text.slug != slug:
        raise NotFound("delivery", slug=slug, number=delivery_id)
    return found


def deliveries_in(session: Session, round_: Round, *, by: Seat) -> Sequence[Delivery]:
    """The files that came back in a round, latest first. Raises NotPermitted."""
    require(by, Act.READ_DESK)
    query = select(Delivery).where(Delivery.round_id == round_.id).order_by(Delivery.id.desc())
    return session.scalars(query.options(selectinload(Delivery.items), joinedload(Delivery.delegation))).all()
