"""A file that came back is looked through: what it brings is corrected, left out, taken after all; nothing is sent."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy.orm import Session

from drafting.exchange.found import Found, FoundKind, Remark
from drafting.model.deliveries import DeliveredItem, Delivery, ItemFate
from drafting.model.people import Seat
from drafting.model.rounds import Round
from drafting.procedure.acting import record
from drafting.procedure.contributing import stored
from drafting.procedure.deliver import found_of, require_delivering, told
from drafting.procedure.deliveries_seen import OPEN
from drafting.rules.lifecycle import ItemKind
from drafting.rules.permissions import Act

CHANGEABLE = (*OPEN, ItemFate.DROPPED)
"""Fates of what can still be corrected, left out, or taken after all."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """What whoever looked through a file says of one thing in it: whether it is taken, and what is corrected of it
    (None: nothing). `key` places a comment, and what had no place, on a block (0: on the whole draft)."""

    taken: bool = True
    text: str | None = None
    reason: str | None = None
    kind: ItemKind | None = None
    key: int | None = None


def keep_choices(
    session: Session, delivery: Delivery, choices: Mapping[int, Choice], *, by: Seat, at: datetime
) -> None:
    """Keep what was chosen and corrected, by the item's id, for later.

    Raises NotPermitted, Closed as `deliver`; Invalid ("control-character", "too-long").
    """
    round_ = session.get_one(Round, delivery.round_id)
    require_delivering(by, round_, delivery.delegation, own=delivery.own, at=at)
    for item in delivery.items:
        if item.id in choices and can_change(item):
            look_at(item, choices[item.id])
    with_answers(delivery)
    record(session, act=Act.DELIVER, verb="keep_choices", by=by, at=at, round=round_.id, delivery=delivery.id)


def can_change(item: DeliveredItem) -> bool:
    """Whether a choice can still be made of it; what answers a comment goes with that comment."""
    return item.fate in CHANGEABLE and "parent" not in item.found


def look_at(item: DeliveredItem, choice: Choice) -> Found:
    """Correct an item as chosen, and leave it out or take it; what it is then. Raises Invalid as `keep_choices`."""
    found = found_of(item)
    corrected = _corrected(found, choice)
    if corrected != found:
        remarks = tuple(dict.fromkeys((*corrected.remarks, Remark.CORRECTED)))
        found = replace(corrected, remarks=remarks)
        item.found = told(found)
    if not choice.taken:
        item.fate, item.refusal = ItemFate.DROPPED, ""
    elif item.fate in (ItemFate.DROPPED, ItemFate.UNPLACED):
        item.fate = ItemFate.UNPLACED if found.found is FoundKind.UNPLACED else ItemFate.WAITING
    return found


def with_answers(delivery: Delivery) -> None:
    """What was answered in the file shares what became of what it answers."""
    by_place = {one.place: one for one in delivery.items}
    for item in delivery.items:
        answered = by_place.get(item.found.get("parent", -1))
        if answered is not None and item.fate in CHANGEABLE:
            item.fate, item.comment_id = answered.fate, answered.comment_id
            item.refusal = answered.refusal


def _corrected(found: Found, choice: Choice) -> Found:
    """What was found, with a person's corrections; an unplaced thing that was given a place is a comment there."""
    text, reason = found.text, found.reason
    if choice.text is not None and (typed := stored(choice.text, field="text")) != stored(text, field="text"):
        text = typed
    if choice.reason is not None and choice.reason.split() != reason.split():
        reason = stored(choice.reason, field="reason").strip()
    if found.found is FoundKind.UNPLACED:
        if choice.key is None:
            return replace(found, text=text)
        return replace(found, found=FoundKind.COMMENT, key=choice.key or None, text=text or found.before, before="")
    found = replace(found, text=text, reason=reason, kind=choice.kind or found.kind)
    if found.found is FoundKind.COMMENT and choice.key is not None and (choice.key or None) != found.key:
        quoted = found.exact or found.before
        found = replace(found, key=choice.key or None, part=0, start=None, end=None, exact=None, before=quoted)
    return found
