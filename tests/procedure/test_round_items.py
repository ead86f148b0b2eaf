from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from drafting.errors import NotPermitted
from drafting.model.people import Seat
from drafting.model.rounds import Round
from drafting.procedure.figures import figures_of
from drafting.procedure.round_items import Asked, ItemList, items_of
from drafting.procedure.spread import spread_of
from drafting.procedure.submit_comment import reply
from drafting.procedure.withdraw_amendment import withdraw_amendment
from drafting.rules.permissions import Category
from tests.desk import on_the_desk, publish, rule
from tests.factories import NOON, a_comment, a_draft, a_head, a_seat, an_amendment, an_open_round, the_secretariat
from tests.procedure.test_spread import CHAPTERS


def a_round(session: Session) -> Round:
    """A-001 of Malta under Schools, A-002 of Bergen under Housing, A-003 of Malta withdrawn; C-001 of Bergen on
    Housing with Malta's reply, C-002 of Malta on the whole draft, the first that was sent."""
    round_ = an_open_round(session, a_draft(session, blocks=CHAPTERS))
    malta = a_head(session, "malta")
    an_amendment(session, round_, key=5, text="Regions may help.", by=malta)
    an_amendment(session, round_, key=3, text="Cities must help.")
    gone = an_amendment(session, round_, key=3, text="Cities may help.", by=malta)
    withdraw_amendment(session, gone, by=malta, at=NOON + timedelta(hours=2))
    asked = a_comment(session, round_, key=3)
    reply(session, asked, body="Cities.", by=malta, at=NOON + timedelta(hours=3))
    a_comment(session, round_, key=None, body="Well done.", by=malta, at=NOON + timedelta(minutes=1))
    return round_


def told(found: ItemList) -> list[str]:
    prefix = {"amendment": "A", "comment": "C", "proposal": "C", "reply": "R"}
    return [f"{prefix[one.type]}{one.what.number or ''}" for one in found.items]


def asked(session: Session, round_: Round, by: Seat | None = None, **what: object) -> list[str]:
    return told(items_of(session, round_, Asked(**what), by=by or a_head(session)))  # type: ignore[arg-type]


def test_everything_stands_in_the_order_of_the_text_and_replies_come_when_asked_for(session: Session) -> None:
    round_ = a_round(session)
    assert asked(session, round_) == ["C2", "A2", "A3", "C1", "A1"]
    assert asked(session, round_, type="reply") == ["R"]


@pytest.mark.parametrize(
    ("sort", "order"),
    [
        ("number", ["A1", "A2", "A3", "C1", "C2"]),
        ("delegation", ["A2", "C1", "C2", "A3", "A1"]),
        ("time", ["C2", "A1", "A2", "A3", "C1"]),
    ],
)
def test_it_is_sorted_as_asked(session: Session, sort: str, order: list[str]) -> None:
    assert asked(session, a_round(session), sort=sort) == order


@pytest.mark.parametrize(
    ("what", "found"),
    [
        ({"delegation": "bergen"}, ["A2", "C1"]),
        ({"delegation": "nobody"}, []),
        ({"type": "amendment"}, ["A2", "A3", "A1"]),
        ({"kind": "general"}, ["C2", "C1"]),
        ({"chapter": 2}, ["A2", "A3", "C1"]),
        ({"chapter": 0}, ["C2"]),
        ({"status": "standing"}, ["C2", "A2", "C1", "A1"]),
        ({"status": "withdrawn"}, ["A3"]),
        ({"delegation": "malta", "chapter": 4, "status": "standing"}, ["A1"]),
    ],
)
def test_filters_are_joined(session: Session, what: dict[str, object], found: list[str]) -> None:
    assert asked(session, a_round(session), **what) == found


def test_of_anothers_withdrawn_item_the_words_are_hidden_and_its_kind_does_not_find_it(session: Session) -> None:
    round_ = a_round(session)
    for by, seen in ((a_head(session), False), (a_head(session, "malta"), True), (the_secretariat(session), True)):
        found = items_of(session, round_, Asked(status="withdrawn"), by=by)
        assert [one.in_full for one in found.items] == [seen]
        assert ("A3" in asked(session, round_, by, kind="substantive")) is seen


def test_what_was_decided_is_told_on_publication_and_to_the_secretariat_before(session: Session) -> None:
    round_ = an_open_round(session)
    made = an_amendment(session, round_, text="Member States must act.")
    on_the_desk(session, round_)
    rule(session, round_, [made])
    bergen, office = a_head(session), the_secretariat(session)
    assert [one.status for one in items_of(session, round_, Asked(), by=bergen).items] == ["standing"]
    assert [one.status for one in items_of(session, round_, Asked(), by=office).items] == ["accepted"]
    assert asked(session, round_, bergen, status="accepted") == []
    publish(session, round_)
    assert asked(session, round_, bergen, status="accepted") == ["A1"]


def test_a_page_is_a_part_of_the_whole(session: Session) -> None:
    round_ = a_round(session)
    found = items_of(session, round_, Asked(), by=a_head(session), start=2, most=2)
    assert (told(found), found.count) == (["A3", "C1"], 5)


def test_each_cell_of_the_matrix_leads_to_exactly_what_it_counts(session: Session) -> None:
    round_ = a_round(session)
    bergen = a_head(session)
    spread, figures = spread_of(session, round_, by=bergen), figures_of(session, round_, by=bergen)
    for one in figures.delegations:
        for chapter in spread.keys:
            where = Asked(delegation=one.delegation.code, chapter=chapter, status="standing")
            listed = items_of(session, round_, where, by=bergen).count
            assert listed == spread.cells.get((one.delegation.id, chapter), 0)


def test_the_parent_committee_does_not_see_it_before_submission(session: Session) -> None:
    reader = a_seat(session, "committee", category=Category.PARENT_COMMITTEE)
    with pytest.raises(NotPermitted):
        items_of(session, an_open_round(session), Asked(), by=reader)
