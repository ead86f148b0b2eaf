"""A file that came back is taken in for a delegation: kept as it came, with everything that it brings."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from drafting.errors import Invalid
from drafting.exchange.found import Found, FoundKind, Remark
from drafting.model.deliveries import DeliveredItem, Delivery, ItemFate
from drafting.model.people import Delegation, Seat
from drafting.model.rounds import Round
from drafting.procedure.acting import hold_round, record
from drafting.procedure.contributing import given_source, one_line, require_contributing
from drafting.procedure.deliveries_seen import known_delivery
from drafting.procedure.read_returned import Opened
from drafting.rules.lifecycle import ItemKind, Operation
from drafting.rules.permissions import Act, Category
from drafting.text.blocks import Kind

NAME_LIMIT = 200
"""Longest name of a file or of a reviewer that is kept, in characters."""


def brings_own(by: Seat) -> bool:
    """Whether a file that `by` takes in is its own delegation's."""
    return by.delegation.category is not Category.SECRETARIAT


def require_delivering(by: Seat, round_: Round, delegation: Delegation, *, own: bool, at: datetime) -> None:
    """Ask whether `by` may now bring a file of the delegation, and look through it; `own`: as its own, else on its
    behalf. Raises NotPermitted, Closed."""
    require_contributing(by, Act.DELIVER, round_, at=at, owner=delegation.code, on_behalf=not own)


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
    """Take in the file `name` with what was found in it (`read_returned.found_in`); nothing of it is submitted yet. A
    seat of the delegation brings its own; the secretariat takes it in on behalf of the delegation.

    Raises NotPermitted, Closed as `require_contributing`; Invalid: "entry-source-missing", "delegation-inactive",
    "delivered-for-secretariat", "delivered-already".
    """
    hold_round(session, round_)
    own = brings_own(by)
    require_delivering(by, round_, delegation, own=own, at=at)
    if not delegation.active:
        raise Invalid("delegation-inactive", field="delegation")
    if delegation.category is Category.SECRETARIAT:
        raise Invalid("delivered-for-secretariat", field="delegation")
    if known_delivery(session, round_, data, delegation, own=own) is not None:
        raise Invalid("delivered-already", field="file")
    delivery = Delivery(
        round_id=round_.id,
        delegation=delegation,
        seat=by,
        own=own,
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
    before = _known(session, round_, delegation, own=own)
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
        act=Act.DELIVER,
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


def _known(session: Session, round_: Round, delegation: Delegation, *, own: bool) -> dict[str, DeliveredItem]:
    """What files of this side brought before and is submitted, or waits to be, by its mark."""
    query = (
        select(DeliveredItem)
        .join(Delivery)
        .where(
            Delivery.round_id == round_.id,
            Delivery.delegation_id == delegation.id,
            Delivery.own == own,
            DeliveredItem.fate.in_([ItemFate.WAITING, ItemFate.SUBMITTED, ItemFate.PRESENT]),
        )
        .order_by(DeliveredItem.id)
    )
    out: dict[str, DeliveredItem] = {}
    for one in session.scalars(query):
        if one.mark not in out or out[one.mark].fate is ItemFate.WAITING:
            out[one.mark] = one
    return out


def _cut(name: str) -> str:
    """A name on one line, as far as it can be kept."""
    return one_line(name[:NAME_LIMIT], field="file", limit=NAME_LIMIT)
