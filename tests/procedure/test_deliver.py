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
from drafting.procedure.deliver import deliver, found_of
from drafting.procedure.deliveries_seen import (
    Since,
    deliveries_in,
    earlier_items,
    find_delivery,
    known_delivery,
    since,
    told_before,
)
from drafting.procedure.look_through import Choice, keep_choices
from drafting.procedure.read_returned import Opened
from drafting.procedure.submit_delivery import refusal_of, submit_delivery
from drafting.procedure.unsent import save_unsent, unsent_of
from drafting.rules.lifecycle import Operation
from drafting.rules.permissions import Category, Role
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
    assert known_delivery(session, round_, b"file", delivery.delegation, own=False) is delivery
    with pytest.raises(Invalid, match="delivered-already"):
        came(session, round_)
    assert known_delivery(session, round_, b"file", a_head(session, "malta").delegation, own=False) is None


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
def test_a_delegation_does_not_look_at_what_was_taken_in_on_behalf(session: Session, code: str) -> None:
    round_ = a_round(session)
    seat: Seat = a_head(session) if code == "bergen" else a_seat(session, code, category=Category.OBSERVER)
    delivery = came(session, round_, changed(1, "Cities must help."))
    with pytest.raises(NotFound):
        find_delivery(session, "framework", delivery.id, by=seat)
    assert deliveries_in(session, round_, by=seat) == []
    with pytest.raises(NotPermitted):
        sent(session, delivery, by=seat)
    with pytest.raises(NotPermitted):
        keep_choices(session, delivery, {}, by=seat, at=NOON)


def test_a_delegation_brings_its_own_file_which_it_alone_reads_and_submits_as_its_own(session: Session) -> None:
    round_, head = a_round(session), a_head(session)
    own = came(session, round_, changed(1, "Cities must help."), by=head, source="")
    assert (own.own, own.source) == (True, "")
    assert deliveries_in(session, round_, by=head) == [own]
    for other in (a_head(session, "malta"), the_secretariat(session)):
        assert deliveries_in(session, round_, by=other) == []
        with pytest.raises(NotFound):
            find_delivery(session, "framework", own.id, by=other)
        with pytest.raises(NotPermitted):
            sent(session, own, by=other)
        with pytest.raises(NotPermitted):
            keep_choices(session, own, {}, by=other, at=NOON)
    assert sent(session, own, by=head) == 1
    amendment = session.scalars(select(Amendment)).one()
    assert (amendment.seat, amendment.entered_by_id, amendment.source) == (head, None, "")


def test_a_delegation_brings_no_file_for_another_nor_does_the_parent_committee(session: Session) -> None:
    round_ = a_round(session)
    with pytest.raises(NotPermitted):
        came(session, round_, by=a_head(session, "malta"))
    parents = a_seat(session, "parents", category=Category.PARENT_COMMITTEE)
    with pytest.raises(NotPermitted):
        came(session, round_, by=parents, delegation=parents.delegation)
    with pytest.raises(NotPermitted):
        deliveries_in(session, round_, by=parents)


def test_where_the_head_submits_a_reviewer_brings_and_corrects_and_the_head_submits(session: Session) -> None:
    round_, head = a_round(session), a_head(session)
    reviewer = a_seat(session, "bergen", role=Role.REVIEWER)
    head.delegation.head_submits = True
    own = came(session, round_, changed(1, "Cities must help."), by=reviewer, source="")
    with pytest.raises(NotPermitted):
        sent(session, own, by=reviewer)
    choice = Choice(text="Cities shall help.", reason="They can.")
    keep_choices(session, own, {own.items[0].id: choice}, by=reviewer, at=NOON)
    assert sent(session, own, by=head) == 1
    amendment = session.scalars(select(Amendment)).one()
    assert (amendment.text, amendment.reason) == ("Cities shall help.", "They can.")


def test_after_the_deadline_a_delegation_neither_brings_nor_submits_and_keeps_what_it_brought(session: Session) -> None:
    round_, head = a_round(session), a_head(session)
    own = came(session, round_, changed(1, "Cities must help."), by=head, source="")
    late = DEADLINE + timedelta(hours=1)
    with pytest.raises(Closed):
        came(session, round_, data=b"2", by=head, source="", at=late)
    with pytest.raises(Closed):
        sent(session, own, by=head, at=late)
    assert [one.fate for one in own.items] == [ItemFate.WAITING]
    assert find_delivery(session, "framework", own.id, by=head) is own


def test_what_is_corrected_and_left_out_is_kept_and_can_be_taken_after_all(session: Session) -> None:
    round_ = a_round(session)
    delivery = came(session, round_, changed(1, "Cities must help."), changed(2, "Regions must help.", place=1))
    first, second = delivery.items
    by = the_secretariat(session)
    chosen = {first.id: Choice(text="Cities shall help."), second.id: Choice(taken=False)}
    keep_choices(session, delivery, chosen, by=by, at=NOON)
    assert [one.fate for one in delivery.items] == [ItemFate.WAITING, ItemFate.DROPPED]
    assert (found_of(first).text, found_of(first).remarks) == ("Cities shall help.", (Remark.CORRECTED,))
    assert sent(session, delivery) == 1
    assert sent(session, delivery, choices={second.id: Choice()}) == 1
    assert {one.text for one in session.scalars(select(Amendment))} == {"Cities shall help.", "Regions must help."}


def test_what_is_typed_in_a_form_and_not_sent_stays_when_a_file_is_submitted(session: Session) -> None:
    round_, head = a_round(session), a_head(session)
    save_unsent(session, round_, form="amend:1:0", fields={"text": "Cities could help."}, by=head, at=NOON)
    save_unsent(session, round_, form="comment:2", fields={"body": "Who?"}, by=head, at=NOON)
    comment = Found(place=1, found=FoundKind.COMMENT, key=2, text="Why?", reviewer="Anna")
    own = came(session, round_, changed(1, "Cities must help."), comment, by=head, source="")
    assert sent(session, own, by=head) == 2
    assert {one.form for one in unsent_of(session, by=head)} == {"amend:1:0", "comment:2"}


def test_the_same_thing_that_waits_in_an_earlier_file_is_not_to_be_looked_through_again(session: Session) -> None:
    round_ = a_round(session)
    came(session, round_, changed(1, "Cities must help."), changed(2, "Regions must help.", place=1))
    again = came(session, round_, changed(1, "Cities must help."), changed(2, "Regions pay.", place=1), data=b"2")
    assert [one.fate for one in again.items] == [ItemFate.PRESENT, ItemFate.WAITING]
    before = told_before(session, again)
    assert [since(one, before) for one in again.items] == [Since.SAME, Since.CHANGED]
    other = came(session, round_, changed(3, "States must pay.", reviewer="Bert"), data=b"3")
    assert since(other.items[0], told_before(session, other)) is Since.FIRST
    third = came(session, round_, changed(3, "States must pay."), data=b"4")
    assert since(third.items[0], told_before(session, third)) is Since.NEW


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
