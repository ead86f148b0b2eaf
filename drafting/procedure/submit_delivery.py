"""What a file brought is submitted, by its delegation or on its behalf: each thing through the verb that it would go
through on its page, each by itself, so that one that is refused keeps no other back."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from drafting.errors import DraftingError, Invalid, NotFound
from drafting.exchange.found import Found, FoundKind
from drafting.model.deliveries import DeliveredItem, Delivery, ItemFate
from drafting.model.people import Seat
from drafting.model.rounds import Round
from drafting.procedure.acting import record
from drafting.procedure.contributing import SOURCE_LIMIT, given_reason
from drafting.procedure.deliver import found_of, require_delivering
from drafting.procedure.look_through import Choice, can_change, look_at, with_answers
from drafting.procedure.propose_amendment import propose_amendment
from drafting.procedure.submit_comment import submit_comment
from drafting.rules.lifecycle import ItemKind
from drafting.rules.permissions import Act


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

    What is refused keeps why in `refusal` (`refusal_of`) and what was corrected of it; what the delegation has
    submitted before is PRESENT. Raises NotPermitted, Closed as `deliver` and `propose_amendment`; Invalid
    ("reason-missing", "reason-too-long", "control-character", "too-long").
    """
    reason = given_reason(reason)
    round_ = session.get_one(Round, delivery.round_id)
    require_delivering(by, round_, delivery.delegation, own=delivery.own, at=at)
    made = 0
    for item in delivery.items:
        choice = choices.get(item.id) if choices is not None else Choice() if item.fate is ItemFate.WAITING else None
        if choice is None or not can_change(item):
            continue
        found = look_at(item, choice)
        if not choice.taken or found.found is FoundKind.UNPLACED:
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
    with_answers(delivery)
    record(
        session,
        act=Act.DELIVER,
        verb="submit_delivery",
        by=by,
        at=at,
        round=round_.id,
        delivery=delivery.id,
        count=made,
    )
    return made


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
        on_behalf_of=None if delivery.own else delivery.delegation,
        source=source_of(delivery, item),
        by_form=False,
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
        on_behalf_of=None if delivery.own else delivery.delegation,
        source=source_of(delivery, item),
        by_form=False,
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
