from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from html import unescape

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from drafting.model.amendments import Amendment
from drafting.model.people import Seat
from drafting.model.rounds import Round
from drafting.procedure.packages import make_package
from drafting.rules.lifecycle import Disposition, Ruling
from drafting.web.database import WRITE
from tests.desk import fresh, group_of, on_the_desk, row_of, rule
from tests.factories import NOON, a_draft, a_head, an_amendment, an_open_round, the_secretariat

TEXTS = (
    "Cities help migrants in need.",
    "States help migrants in need.",
    "Regions help migrants in need.",
    "Towns help migrants in need.",
    "Nobody else is named.",
)
ClientOf = Callable[[Seat | int], FlaskClient]


@dataclass
class Desk:
    """On the desk: A-001 to A-003 make the same change in blocks 1 to 3; A-004 collides in block 3; Malta's A-005 on
    block 5 makes a package with A-006 on block 4."""

    session: Session
    round_: Round
    client: FlaskClient
    delegate: FlaskClient

    def again(self) -> Session:
        self.session.rollback()
        self.session.expire_all()
        self.session.connection(execution_options={WRITE: True})
        return self.session

    def amendment(self, number: int) -> Amendment:
        self.session.rollback()
        self.session.expire_all()
        return self.session.scalars(select(Amendment).where(Amendment.number == number)).one()

    def dispositions(self) -> list[Disposition | None]:
        return [self.amendment(number).disposition for number in (1, 2, 3)]

    def address(self, number: int = 1) -> str:
        amendment = self.amendment(number)
        return f"/framework/desk/linked/{amendment.key}/{group_of(self.session, self.round_, amendment).id}"

    def text(self, key: int) -> str:
        self.session.rollback()
        self.session.expire_all()
        return row_of(self.session, self.round_, key).text

    def page(self, path: str, status: int = 200) -> str:
        answer = self.client.get(path)
        assert answer.status_code == status, path
        return unescape(answer.get_data(as_text=True))

    def send(self, path: str, *at: int, **fields: str) -> TestResponse:
        """Tick the blocks `at` of a page of linked changes and send its form."""
        versions = re.findall(r'name="(version-\d+)" value="(\d+)"', self.page(path))
        return self.client.post(
            path, data={"at": [str(key) for key in at], "ruling": "accept"} | dict(versions) | fields
        )


@pytest.fixture
def desk(session: Session, client_of: ClientOf) -> Desk:
    round_ = an_open_round(session, a_draft(session, paragraphs=TEXTS))
    malta = a_head(session, "malta")
    for key in (1, 2, 3):
        an_amendment(session, round_, key=key, text=TEXTS[key - 1].replace("migrants", "newcomers"))
    an_amendment(session, round_, key=3, text=TEXTS[2].replace("migrants", "arrivals"), by=malta)
    pair = [
        an_amendment(session, round_, key=5, text="Nobody is named.", by=malta),
        an_amendment(session, round_, key=4, text="Some towns help migrants in need.", by=malta),
    ]
    make_package(session, round_, pair, title="Fewer names", by=malta, at=NOON)
    on_the_desk(session, round_)
    session.commit()
    return Desk(session, round_, client_of(the_secretariat(session)), client_of(a_head(session)))


def ticked(page: str) -> list[int]:
    return [int(key) for key in re.findall(r'name="at" value="(\d+)" checked', page)]


def test_the_desk_says_where_else_a_change_stands_before_any_decision(desk: Desk) -> None:
    page = desk.page("/framework/desk/1")
    assert "The same change stands in 2 other paragraphs." in page
    assert "Its words also stand in 1 paragraph where nobody proposed it." in page
    assert desk.address() in page


def test_each_place_is_listed_with_its_change_and_what_collides_is_named_and_not_ticked(desk: Desk) -> None:
    page = desk.page(desk.address())
    assert "“migrants” becomes “newcomers”." in page
    assert ticked(page) == [1, 2]
    assert re.search(r"Collides</span>\s*<a [^>]*>A-004</a> Malta", page)
    assert page.count("<ins") == 3 and page.count("<del") == 3


def test_one_decision_goes_to_all_that_is_ticked_and_one_undo_takes_it_back(desk: Desk) -> None:
    answer = desk.send(desk.address(), 1, 2)
    assert answer.status_code == 303 and "?done=" in answer.headers["Location"]
    assert desk.dispositions() == [Disposition.ACCEPTED, Disposition.ACCEPTED, None]
    assert desk.text(2) == "States help newcomers in need."
    page = desk.page(answer.headers["Location"])
    assert "Decided in 2 blocks." in page and "This decision stands in 2 blocks." in page
    together = re.search(r'name="together" value="(\d+)"', page)
    assert together is not None
    back = desk.client.post(
        "/framework/desk/together/undo", data={"together": together[1], "back": "/framework/desk?queue=1"}
    )
    assert (back.status_code, back.headers["Location"]) == (303, "/framework/desk?queue=1")
    assert "Taken back in 2 blocks." in desk.page("/framework/desk?queue=1")
    assert desk.dispositions() == [None, None, None] and desk.text(2) == TEXTS[1]


def test_a_place_that_collides_can_be_ticked_and_is_then_taken(desk: Desk) -> None:
    assert desk.send(desk.address(), 1, 2, 3).status_code == 303
    assert desk.text(3) == "Regions help newcomers in need."


def test_what_cannot_stand_is_named_and_the_others_are_decided(desk: Desk) -> None:
    session = desk.again()
    rule(session, desk.round_, [session.scalars(select(Amendment).where(Amendment.number == 4)).one()])
    session.commit()
    answer = desk.send(desk.address(), 1, 3)
    page = desk.page(answer.headers["Location"])
    assert "Decided in 1 block." in page and "Not touched: paragraph" in page
    assert "both change “migrants”" in page
    assert desk.dispositions() == [Disposition.ACCEPTED, None, None]


def test_a_block_that_changed_since_the_page_was_made_is_listed_and_not_touched(desk: Desk) -> None:
    address = desk.address()
    stale = dict(re.findall(r'name="(version-\d+)" value="(\d+)"', desk.page(address)))
    session = desk.again()
    second = session.scalars(select(Amendment).where(Amendment.number == 2)).one()
    rule(session, desk.round_, {group_of(session, desk.round_, second): Ruling.HOLD})
    session.commit()
    answer = desk.client.post(address, data={"at": ["1", "2"], "ruling": "accept"} | stale)
    assert "Somebody else decided on this block" in desk.page(answer.headers["Location"])
    assert desk.dispositions() == [Disposition.ACCEPTED, Disposition.HELD, None]
    alone = desk.client.post(address, data={"at": ["2"], "ruling": "accept"} | stale)
    assert alone.status_code == 409


def test_a_refusal_needs_its_reason_and_what_was_typed_and_ticked_comes_back(desk: Desk) -> None:
    answer = desk.send(desk.address(), 2, ruling="refuse", reason=" ")
    page = unescape(answer.get_data(as_text=True))
    assert answer.status_code == 422 and 'aria-invalid="true"' in page
    assert ticked(page) == [2] and re.search(r'value="refuse" checked', page)
    none = desk.send(desk.address(), ruling="hold", reason="To be talked over.")
    page = unescape(none.get_data(as_text=True))
    assert none.status_code == 422 and "Tick at least one block." in page and "To be talked over." in page
    assert desk.send(desk.address(), 1, ruling="modify", reason="x").status_code == 422
    assert desk.dispositions() == [None, None, None]


def test_after_a_decision_the_rest_is_offered_with_the_same_ruling_and_reason(desk: Desk) -> None:
    first = desk.amendment(1)
    name = group_of(desk.session, desk.round_, first).id
    data = {f"ruling-{name}": "refuse", "reason": "Another word is used.", "go": "next", "text-0": TEXTS[0]}
    data["version"] = str(fresh(desk.session, desk.round_, 1))
    desk.session.rollback()
    answer = desk.client.post("/framework/desk/1", data=data)
    page = desk.page(answer.headers["Location"])
    assert "The same change stands in 2 other paragraphs." in page and "Decide them the same way" in page
    offered = desk.page(desk.address())
    assert "Another word is used." in offered and re.search(r'value="refuse" checked', offered)
    assert ticked(offered) == [2]


def test_a_package_is_offered_and_decided_as_one(desk: Desk) -> None:
    page = desk.page("/framework/desk/5")
    assert "part of “Fewer names”" in page
    address = re.search(r'"(/framework/desk/linked/package/\d+)"', page)
    assert address is not None
    listed = desk.page(address[1])
    assert "Package: Fewer names" in listed and "Malta asks that these be decided together." in listed
    assert ticked(listed) == [4, 5]
    assert desk.send(address[1], 4, 5).status_code == 303
    assert (desk.text(4), desk.text(5)) == ("Some towns help migrants in need.", "Nobody is named.")
    assert desk.page("/framework/desk/linked/package/99", 404)


def test_where_nobody_proposed_it_the_secretariats_own_form_is_filled_in(desk: Desk) -> None:
    page = desk.page(desk.address())
    assert "These words also stand in 1 place where nobody proposed it" in page
    link = re.search(r'href="(/framework/1/p/4/amend\?[^"]*)"', page)
    assert link is not None
    form = desk.page(link[1])
    assert "Towns help newcomers in need." in form and 'value="A-001"' in form and "It must be a duty." in form


def test_delegates_see_no_linked_items_of_the_desk(desk: Desk) -> None:
    for path in (desk.address(), "/framework/desk/linked/package/1"):
        assert desk.delegate.get(path).status_code == 403
        assert desk.delegate.post(path, data={"at": "1", "ruling": "accept"}).status_code == 403
    assert desk.delegate.post("/framework/desk/together/undo", data={"together": "1"}).status_code == 403
    assert desk.dispositions() == [None, None, None]


def test_what_is_not_linked_is_not_found_and_an_act_that_is_not_there_is_not_taken_back(desk: Desk) -> None:
    desk.page("/framework/desk/linked/1/p0-0-1-00000000", 404)
    answer = desk.client.post("/framework/desk/together/undo", data={"together": "77"})
    assert answer.status_code == 422


def test_while_the_round_is_open_the_list_is_there_to_be_read(session: Session, client_of: ClientOf) -> None:
    round_ = an_open_round(session, a_draft(session, paragraphs=TEXTS))
    first = an_amendment(session, round_, key=1, text=TEXTS[0].replace("migrants", "newcomers"))
    an_amendment(session, round_, key=2, text=TEXTS[1].replace("migrants", "newcomers"))
    address = f"/framework/desk/linked/1/{group_of(session, round_, first).id}"
    session.commit()
    client = client_of(the_secretariat(session))
    page = client.get(address).get_data(as_text=True)
    assert "Decisions are taken when the round is closed" in page and 'type="checkbox"' not in page
    assert client.post(address, data={"at": "1", "ruling": "accept"}).status_code == 403
