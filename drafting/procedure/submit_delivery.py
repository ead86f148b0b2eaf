"""What a file brought is submitted on behalf of its delegation: each thing through the verb that it would go through
on its page, each by itself, so that one that is refused keeps no other back."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy.orm import Session

from drafting.errors import DraftingError, Invalid, NotFound
from drafting.exchange.found import Found, FoundKind
from drafting.model.deliveries import DeliveredItem, Delivery, ItemFate
from drafting.model.people import Seat
from drafting.model.rounds import Round
from drafting.procedure.acting import record
from drafting.procedure.contributing import SOURCE_LIMIT, given_reason
from drafting.procedure.deliver import found_of
from drafting.procedure.propose_amendment import propose_amendment
from drafting.procedure.submit_comment import submit_comment
from drafting.rules.lifecycle import ItemKind
from drafting.rules.permissions import Act


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """What whoever looked through a file says of one thing in it: whether it is taken, and what is corrected of it
    (None: nothing). `key` places a comment, and what had no place, on a block (0: on the whole draft)."""

    taken: bool = True
    text: str | None = None
    reason: str | None = None
    kind: ItemKind | None = None
    key: int | None = None


OPEN = (ItemFate.WAITING, ItemFate.REFUSED, ItemFate.UNPLACED)
"""Fates of what can still be submitted, or left out."""


def submit_delivery(
    session: Session,
    delivery: Delivery,
    *,
    reason: str,
    by: Seat,
    at: datetime,
    choices: Mapping[int, Choice] | None = None,
) -> int:
    """Submit what was chosen of the delivery, by the item's id (None: everything that waits); gives how much was.
    `reason` is that of amendments to which neither the file nor a choice gives one.

    What is refused keeps why in `refusal` (`refusal_of`); what the delegation has submitted before is PRESENT. Raises
    NotPermitted, Closed as `propose_amendment`; Invalid ("reason-missing", "reason-too-long").
    """
    reason = given_reason(reason)
    round_ = session.get_one(Round, delivery.round_id)
    made = 0
    for item in delivery.items:
        choice = Choice() if choices is None else choices.get(item.id)
        if choice is None or item.fate not in OPEN or (choices is None and item.fate is not ItemFate.WAITING):
            continue
        found = found_of(item)
        if not choice.taken:
            item.fate = ItemFate.DROPPED
            continue
        if found.parent is not None:
            continue  # it goes with what it answers
        found = _corrected(found, choice)
        if found.found is FoundKind.UNPLACED:
            continue
        try:
            with session.begin_nested():
                if found.found is FoundKind.AMENDMENT:
                    _amend(session, round_, delivery, item, found, reason=reason, by=by, at=at)
                else:
                    _comment(session, round_, delivery, item, found, by=by, at=at)
        except Invalid as error:
            # A refused thing stays to be corrected.
            item.fate = ItemFate.PRESENT if error.code == "already-submitted" else ItemFate.REFUSED
            item.refusal = _kept(error)
        except NotFound as error:
            item.fate, item.refusal = ItemFate.REFUSED, _kept(error)
        else:
            made, item.refusal = made + 1, ""
    _with_answers(delivery)
    record(
        session,
        act=Act.SUBMIT_AMENDMENT,
        verb="submit_delivery",
        by=by,
        at=at,
        round=round_.id,
        delivery=delivery.id,
        count=made,
    )
    return made


def _corrected(found: Found, choice: Choice) -> Found:
    """What was found, with a person's corrections; an unplaced thing that was given a place is a comment there."""
    text = found.text if choice.text is None else choice.text
    if found.found is FoundKind.UNPLACED:
        if choice.key is None:
            return found
        return replace(found, found=FoundKind.COMMENT, key=choice.key or None, text=text or found.before, before="")
    return replace(
        found,
        text=text,
        reason=found.reason if choice.reason is None else choice.reason,
        kind=choice.kind or found.kind,
    )


def refusal_of(item: DeliveredItem) -> Invalid:
    """Why an item was refused."""
    code, facts = json.loads(item.refusal)
    return Invalid(code, **facts)


def _kept(error: DraftingError) -> str:
    facts = {name: value for name, value in error.facts.items() if isinstance(value, str | int)}
    return json.dumps([error.code, facts], ensure_ascii=False)


def _amend(
    session: Session,
    round_: Round,
    delivery: Delivery,
    item: DeliveredItem,
    found: Found,
    *,
    reason: str,
    by: Seat,
    at: datetime,
) -> None:
    assert found.operation is not None and found.key is not None  # an amendment has them
    amendment = propose_amendment(
        session,
        round_,
        operation=found.operation,
        key=found.key,
        part=found.part,
        text=found.text,
        new_kind=found.new_kind,
        new_level=found.new_level,
        beneath=found.beneath,
        cells=found.cells,
        after=found.after,
        reason=found.reason or reason,
        kind=found.kind,
        by=by,
        at=at,
        on_behalf_of=delivery.delegation,
        source=source_of(delivery, item),
    )
    item.fate, item.amendment_id = ItemFate.SUBMITTED, amendment.id


def _comment(
    session: Session,
    round_: Round,
    delivery: Delivery,
    item: DeliveredItem,
    found: Found,
    *,
    by: Seat,
    at: datetime,
) -> None:
    on_words = found.start is not None and found.end is not None
    comment = submit_comment(
        session,
        round_,
        body=_with_quote(found, _answers_to(item, delivery.items)),
        kind=found.kind if found.kind is not ItemKind.SUBSTANTIVE else ItemKind.GENERAL,
        key=found.key or None,
        part=found.part if on_words else 0,
        start=found.start if on_words else None,
        end=found.end if on_words else None,
        by=by,
        at=at,
        on_behalf_of=delivery.delegation,
        source=source_of(delivery, item),
    )
    item.fate, item.comment_id = ItemFate.SUBMITTED, comment.id


def source_of(delivery: Delivery, item: DeliveredItem) -> str:
    """Where an item comes from, as it is shown with it: what was said of the file, and who wrote it there."""
    said = f"{delivery.source}; {item.reviewer}" if item.reviewer else delivery.source
    return said[:SOURCE_LIMIT]


def _answers_to(item: DeliveredItem, items: Sequence[DeliveredItem]) -> list[DeliveredItem]:
    """What was answered to a comment in the file, by colleagues of the same delegation."""
    return [one for one in items if one.found.get("parent") == item.place]


def _with_quote(found: Found, answers: Sequence[DeliveredItem]) -> str:
    """A comment's words; the words that it quotes where it cannot stand on them; and what colleagues answered."""
    lost = found.before and found.exact is None and not found.before.isspace()
    told = [f"“{found.before}”" if lost else "", found.text]
    told += [f"{one.reviewer}: {found_of(one).text}" for one in answers]
    return "\n\n".join(words for words in told if words)


def _with_answers(delivery: Delivery) -> None:
    """What was answered in the file shares what became of what it answers."""
    by_place = {one.place: one for one in delivery.items}
    for item in delivery.items:
        answered = by_place.get(item.found.get("parent", -1))
        if answered is not None and item.fate is ItemFate.WAITING:
            item.fate, item.comment_id = answered.fate, answered.comment_id
            item.refusal = answered.refusal
