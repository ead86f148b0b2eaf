"""To take in a file that came back, and to submit what it brought: permitted, refused, in the wrong state."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from drafting.errors import Closed, DraftingError, Invalid, NotFound, NotPermitted
from drafting.exchange.found import Found, FoundKind, Remark
from drafting.exchange.read_table import RefusedRow
from drafting.model.amendments import Amendment
from drafting.model.comments import Comment
from drafting.model.deliveries import Delivery, ItemFate
from drafting.model.journal import JournalEntry
from drafting.model.people import Seat
from drafting.model.rounds import Round
from drafting.procedure.deliver import deliver, deliveries_in, earlier_items, find_delivery, found_of, known_delivery
from drafting.procedure.read_returned import Opened
from drafting.procedure.submit_delivery import Choice, refusal_of, submit_delivery
from drafting.rules.lifecycle import Operation
from drafting.rules.permissions import Category
from drafting.text.blocks import Kind
from tests.desk import ON_THE_DESK, on_the_desk, publish
from tests.factories import DEADLINE, NOON, a_draft, a_head, a_seat, an_amendment, an_open_round, the_secretariat

REASON = "None is given."


def a_round(session: Session) -> Round:
    return an_open_round(session, a_draft(session, paragraphs=["Cities help.", "Regions help.", "States pay."]))


def changed(key: int, text: str, *, place: int = 0, reviewer: str = "Anna") -> Found:
    return Found(
        place=place, found=FoundKind.AMENDMENT, operation=Operation.REPLACE, key=key, text=text, reviewer=reviewer
    )


def came(session: Session, round_: Round, *found: Found, data: bytes = b"file", **more: Any) -> Delivery:
    told: dict[str, Any] = {
        "name": "position.docx",
        "delegation": a_head(session).delegation,
        "source": "E-mail",
        "by": the_secretariat(session),
        "at": NOON,
    }
    placed = tuple(found)
    return deliver(session, round_, Opened(found=placed), data=data, **(told | more))


def sent(session: Session, delivery: Delivery, **more: Any) -> int:
    told: dict[str, Any] = {"reason": REASON, "by": the_secretariat(session), "at": NOON}
    return submit_delivery(session, delivery, **(told | more))


def test_the_secretariat_takes_in_a_file_and_nothing_of_it_is_submitted(session: Session) -> None:
    round_ = a_round(session)
    delivery = came(session, round_, changed(1, "Cities must help."))
    assert [one.fate for one in delivery.items] == [ItemFate.WAITING]
    assert session.scalars(select(Amendment)).all() == []
    assert deliveries_in(session, round_, by=the_secretariat(session)) == [delivery]
    entry = session.scalars(select(JournalEntry).where(JournalEntry.verb == "deliver")).one()
    assert entry.subject["sha256"] == delivery.digest


def test_what_was_found_is_kept_as_it_was(session: Session) -> None:
    found = (
        Found(
            place=0,
            found=FoundKind.AMENDMENT,
            reviewer="Anna",
            at=NOON,
            operation=Operation.INSERT,
            key=0,
            text="One.\n\nTwo.",
            new_kind=Kind.POINT,
            new_level=2,
            remarks=(Remark.BY_TEXT, Remark.CONFLICT),
        ),
        Found(place=1, found=FoundKind.COMMENT, key=2, text="Why?", start=0, end=7, exact="Regions", parent=0),
        Found(place=2, found=FoundKind.AMENDMENT, operation=Operation.MOVE, key=1, after=0, cells=("a", "b")),
    )
    delivery = came(session, a_round(session), *found)
    session.commit()
    session.expire_all()
    assert tuple(found_of(one) for one in session.get_one(Delivery, delivery.id).items) == found


def test_what_it_brings_is_submitted_on_behalf_each_through_its_own_verb(session: Session) -> None:
    round_ = a_round(session)
    delivery = came(
        session,
        round_,
        changed(1, "Cities must help."),
        Found(place=1, found=FoundKind.COMMENT, key=2, text="Why?", start=0, end=7, exact="Regions", reviewer="Bert"),
        Found(place=2, found=FoundKind.AMENDMENT, operation=Operation.DELETE, key=3, reason="It is said above."),
    )
    assert sent(session, delivery) == 3
    first, second = session.scalars(select(Amendment).order_by(Amendment.number))
    assert (first.reason, first.source, first.entered_by_id) == (
        REASON, "E-mail; Anna", the_secretariat(session).id,
    )  # fmt: skip
    assert (second.operation, second.reason) == (Operation.DELETE, "It is said above.")
    assert session.scalars(select(Comment)).one().exact == "Regions"
    assert {one.fate for one in delivery.items} == {ItemFate.SUBMITTED}


def test_what_is_refused_says_why_and_keeps_nothing_else_back(session: Session) -> None:
    delivery = came(session, a_round(session), changed(1, "Cities help."), changed(2, "Regions must help.", place=1))
    assert sent(session, delivery) == 1
    first, second = delivery.items
    assert (first.fate, refusal_of(first).code) == (ItemFate.REFUSED, "unchanged")
    assert second.fate is ItemFate.SUBMITTED


def test_a_refused_thing_can_be_corrected_and_submitted(session: Session) -> None:
    delivery = came(session, a_round(session), changed(1, "Cities help."))
    sent(session, delivery)
    item = delivery.items[0]
    assert sent(session, delivery, choices={item.id: Choice(text="Cities must help.")}) == 1
    assert (item.fate, item.refusal) == (ItemFate.SUBMITTED, "")


def test_what_the_delegation_contributed_itself_is_there_already(session: Session) -> None:
    round_ = a_round(session)
    an_amendment(session, round_, text="Cities must help.")
    delivery = came(session, round_, changed(1, "Cities must help."))
    assert sent(session, delivery) == 0
    assert delivery.items[0].fate is ItemFate.PRESENT


def test_a_later_file_of_the_same_reviewer_brings_what_is_new_and_tells_what_is_gone(session: Session) -> None:
    round_ = a_round(session)
    first = came(session, round_, changed(1, "Cities must help."), changed(2, "Regions must help.", place=1))
    sent(session, first)
    again = came(session, round_, changed(1, "Cities must help."), changed(3, "States must pay.", place=1), data=b"2")
    assert [one.fate for one in again.items] == [ItemFate.PRESENT, ItemFate.WAITING]
    assert sent(session, again) == 1
    assert [found_of(one).text for one in earlier_items(session, again)] == ["Regions must help."]


def test_the_same_thing_of_another_reviewer_of_the_delegation_is_there_already(session: Session) -> None:
    round_ = a_round(session)
    sent(session, came(session, round_, changed(1, "Cities must help.")))
    other = came(session, round_, changed(1, "Cities must help.", reviewer="Bert"), data=b"2")
    assert sent(session, other) == 0
    assert other.items[0].fate is ItemFate.PRESENT


def test_the_very_same_file_is_one(session: Session) -> None:
    round_ = a_round(session)
    delivery = came(session, round_)
    assert known_delivery(session, round_, b"file", delivery.delegation) is delivery
    with pytest.raises(Invalid, match="delivered-already"):
        came(session, round_)
    assert known_delivery(session, round_, b"file", a_head(session, "malta").delegation) is None


def test_refused_rows_and_what_could_not_be_kept_stay_with_the_file(session: Session) -> None:
    row = RefusedRow(row=3, code="row-empty", words="")
    delivery = deliver(
        session,
        a_round(session),
        Opened(found=(), refused=(row,)),
        name="table.xlsx",
        data=b"table",
        delegation=a_head(session).delegation,
        source="E-mail",
        by=the_secretariat(session),
        at=NOON,
    )
    assert delivery.left_out == [{"row": 3, "code": "row-empty", "words": ""}]


@pytest.mark.parametrize("code", ["bergen", "observers"])
def test_a_delegation_may_not_take_files_in_on_behalf_nor_look_at_them(session: Session, code: str) -> None:
    round_ = a_round(session)
    seat: Seat = a_head(session) if code == "bergen" else a_seat(session, code, category=Category.OBSERVER)
    with pytest.raises(NotPermitted):
        came(session, round_, by=seat)
    delivery = came(session, round_, changed(1, "Cities must help."))
    with pytest.raises(NotPermitted):
        find_delivery(session, "framework", delivery.id, by=seat)
    with pytest.raises(NotPermitted):
        deliveries_in(session, round_, by=seat)
    with pytest.raises(NotPermitted):
        sent(session, delivery, by=seat)


def test_a_file_of_another_text_is_not_found_at_this_one(session: Session) -> None:
    delivery = came(session, a_round(session))
    by = the_secretariat(session)
    assert find_delivery(session, "framework", delivery.id, by=by) is delivery
    for slug, number in (("other", delivery.id), ("framework", 99)):
        with pytest.raises(NotFound):
            find_delivery(session, slug, number, by=by)


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"source": " "}, "entry-source-missing"),
        ({"name": "a\x00b"}, "control-character"),
    ],
)
def test_what_is_missing_or_cannot_be_stored_is_refused(session: Session, more: dict[str, Any], code: str) -> None:
    with pytest.raises(DraftingError) as refused:
        came(session, a_round(session), **more)
    assert refused.value.code == code


def test_nothing_is_taken_in_for_the_secretariat_or_for_a_delegation_that_left(session: Session) -> None:
    round_ = a_round(session)
    with pytest.raises(Invalid, match="delivered-for-secretariat"):
        came(session, round_, delegation=the_secretariat(session).delegation)
    gone = a_head(session, "malta").delegation
    gone.active = False
    with pytest.raises(Invalid, match="delegation-inactive"):
        came(session, round_, delegation=gone)


def test_after_the_deadline_it_is_taken_as_late_and_after_publication_not_at_all(session: Session) -> None:
    round_ = a_round(session)
    on_the_desk(session, round_)
    late = came(session, round_, changed(1, "Cities must help."), at=DEADLINE + timedelta(hours=1))
    sent(session, late, at=ON_THE_DESK)
    one = session.scalars(select(Amendment)).one()
    assert one.late
    one.state = one.state.WITHDRAWN
    other = came(session, round_, changed(2, "Regions must help."), data=b"2", at=ON_THE_DESK)
    publish(session, round_)
    with pytest.raises(Closed):
        came(session, round_, data=b"3", at=ON_THE_DESK)
    with pytest.raises(Closed):
        sent(session, other, at=ON_THE_DESK)
