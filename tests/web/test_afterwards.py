from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from html import unescape

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from drafting.model.afterwards import SettledWithdrawal
from drafting.model.amendments import Amendment
from drafting.model.people import Seat
from drafting.model.rounds import Round
from drafting.procedure.held import carry_undecided
from drafting.procedure.support_amendment import support_amendment
from drafting.procedure.withdraw_amendment import withdraw_amendment
from drafting.rules.lifecycle import Aftermath, Disposition, Operation
from drafting.rules.permissions import Role
from drafting.web.database import WRITE
from tests.desk import ON_THE_DESK, WITH_POINTS, on_the_desk, row_of, rule
from tests.factories import ENCOURAGE, NOON, a_draft, a_head, a_seat, an_amendment, an_open_round, the_secretariat

REQUIRE = ENCOURAGE.replace("encourage", "require")
ClientOf = Callable[[Seat | int], FlaskClient]


@dataclass
class Room:
    session: Session
    round_: Round
    client: FlaskClient
    delegate: FlaskClient

    def page(self, path: str, status: int = 200) -> str:
        answer = self.client.get(f"/framework/desk/{path}")
        assert answer.status_code == status
        return unescape(answer.get_data(as_text=True))

    def post(self, path: str, **fields: object) -> tuple[int, str]:
        answer = self.client.post(f"/framework/desk/{path}", data=fields)
        return answer.status_code, unescape(answer.get_data(as_text=True))

    def version(self, key: int = 1) -> str:
        found = re.search(r'name="version" value="(\d+)"', self.page(str(key)))
        assert found
        return found.group(1)

    def fresh(self) -> Session:
        self.session.rollback()
        self.session.expire_all()
        return self.session

    def writing(self) -> Session:
        session = self.fresh()
        session.connection(execution_options={WRITE: True})
        return session


@pytest.fixture
def withdrawn(session: Session, client_of: ClientOf) -> Room:
    """A-001 of Bergen, accepted and then withdrawn."""
    round_ = an_open_round(session)
    amendment = an_amendment(session, round_, text=REQUIRE)
    on_the_desk(session, round_)
    rule(session, round_, [amendment])
    withdraw_amendment(session, amendment, by=a_head(session), at=ON_THE_DESK)
    session.commit()
    return Room(session, round_, client_of(the_secretariat(session)), client_of(a_head(session)))


@pytest.fixture
def deleting(session: Session, client_of: ClientOf) -> Room:
    """A-001 deletes the first paragraph with its points; A-002 changes one of these."""
    round_ = an_open_round(session, a_draft(session, blocks=WITH_POINTS))
    an_amendment(session, round_, operation=Operation.DELETE, key=1, beneath="delete")
    an_amendment(session, round_, key=2, text="publish their budgets;", by=a_seat(session, "malta"))
    on_the_desk(session, round_)
    session.commit()
    return Room(session, round_, client_of(the_secretariat(session)), client_of(a_head(session)))


def test_the_desk_asks_what_becomes_of_withdrawn_words_wherever_the_secretariat_looks(withdrawn: Room) -> None:
    assert withdrawn.client.get("/framework/desk").headers["Location"].endswith("/framework/desk/1")
    page = withdrawn.page("1")
    assert "A-001 was withdrawn after it was accepted" in page
    assert "Keep as the secretariat's own" in page and "Put it in square brackets" in page
    assert "1 withdrawn" in page
    assert "1 amendment was withdrawn after it was accepted." in unescape(
        withdrawn.client.get("/framework/desk?queue=1").get_data(as_text=True)
    )
    assert "say what becomes of its words" in withdrawn.page("publish")
    assert "A-001" in withdrawn.page("withdrawn")


@pytest.mark.parametrize(
    ("aftermath", "told"),
    [
        ("kept", "kept as the secretariat's own, A-002"),
        ("reverted", "taken back"),
        ("bracketed", "in square brackets, as A-002"),
    ],
)
def test_what_is_chosen_is_done_and_listed_with_its_reason(withdrawn: Room, aftermath: str, told: str) -> None:
    fields = {"version": withdrawn.version(), "aftermath": f"{aftermath}:1", "withdrawn-1": "The mandate asks for it."}
    status, _body = withdrawn.post("1/settle", **fields)
    assert status == 303
    settled = withdrawn.fresh().scalars(select(SettledWithdrawal)).one()
    assert settled.aftermath is Aftermath(aftermath)
    page = withdrawn.page("withdrawn")
    assert told in page and "The mandate asks for it." in page and "Nothing is to be settled." in page
    assert "was withdrawn after it was accepted" not in withdrawn.page("1")


def test_without_a_reason_or_with_an_old_form_nothing_is_settled_and_what_was_typed_comes_back(withdrawn: Room) -> None:
    version = withdrawn.version()
    status, body = withdrawn.post("1/settle", version=version, aftermath="kept:1", reason="For the rest.")
    assert status == 422 and "Say why" in body and "For the rest." in body
    assert 'href="#withdrawn-1"' in body
    fields = {"version": str(int(version) - 1), "aftermath": "kept:1", "withdrawn-1": "My reason."}
    status, body = withdrawn.post("1/settle", **fields)
    assert status == 409 and "My reason." in body
    assert withdrawn.fresh().scalars(select(SettledWithdrawal)).all() == []


def test_an_amendment_of_another_block_or_a_choice_that_does_not_exist_is_not_found(withdrawn: Room) -> None:
    for aftermath in ("kept:99", "kept:x", "lost:1", ""):
        status, _body = withdrawn.post("1/settle", version=withdrawn.version(), aftermath=aftermath)
        assert status == 404


def test_a_ruling_on_the_block_waits_for_the_question_and_says_so(withdrawn: Room) -> None:
    fields = {"version": withdrawn.version(), "text-0": REQUIRE + " More.", "reason": "Mine."}
    status, body = withdrawn.post("1", **fields)
    assert status == 422
    assert "A-001 was withdrawn after it was accepted: say first" in body and "More." in body


@pytest.mark.parametrize("path", ["withdrawn", "fallen"])
def test_no_delegate_sees_the_lists(withdrawn: Room, path: str) -> None:
    assert withdrawn.delegate.get(f"/framework/desk/{path}").status_code == 403


@pytest.mark.parametrize("path", ["1/settle", "1/restore"])
def test_no_delegate_settles_or_restores_by_calling_an_address(withdrawn: Room, path: str) -> None:
    assert withdrawn.delegate.post(f"/framework/desk/{path}", data={"aftermath": "kept:1"}).status_code == 403


def test_what_a_deletion_would_take_is_told_before_and_what_it_took_after(deleting: Room) -> None:
    assert "If this is accepted, 1 amendment falls: A-002 Malta." in deleting.page("1")
    assert "Nothing has fallen." in deleting.page("fallen")
    fields = {"version": deleting.version(), "ruling-delete-1": "accept", "text-0": "Cities should:"}
    assert deleting.post("1", **fields)[0] == 303
    assert "1 amendment fell with it: A-002 Malta." in deleting.page("1")
    assert "Fell with A-001." in deleting.page("2")
    page = deleting.page("fallen")
    assert "A-002" in page and "A-001 Bergen" in page and "Restore A-002" in page


def test_a_fallen_amendment_is_restored_from_its_block_and_decided(deleting: Room) -> None:
    fields = {"version": deleting.version(), "ruling-delete-1": "accept", "text-0": "Cities should:"}
    deleting.post("1", **fields)
    status, _body = deleting.post("2/restore", version=deleting.version(2), amendment=2)
    assert status == 303
    amendment = deleting.fresh().get_one(Amendment, 2)
    assert amendment.disposition is None
    page = deleting.page("2")
    (group,) = set(re.findall(r'name="ruling-([^"]+)" value="refuse"', page))
    fields = {"version": deleting.version(2), f"ruling-{group}": "refuse", "reason": "The paragraph goes."}
    assert deleting.post("2", **fields, **{"text-0": row_of(deleting.session, deleting.round_, 2).text})[0] == 303
    assert deleting.fresh().get_one(Amendment, 2).disposition is Disposition.NOT_ACCEPTED


def test_restoring_what_has_not_fallen_or_with_an_old_form_is_refused_in_words(deleting: Room) -> None:
    status, body = deleting.post("2/restore", version=deleting.version(2), amendment=2)
    assert status == 422 and "A-002 has not fallen" in body
    status, _body = deleting.post("2/restore", version=0, amendment=2)
    assert status == 409
    assert deleting.post("3/restore", version=deleting.version(3), amendment=2)[0] == 404


def test_only_who_may_withdraw_an_amendment_is_asked_whether_to(session: Session, client_of: ClientOf) -> None:
    round_ = an_open_round(session)
    head = a_seat(session)
    reviewer, malta = a_seat(session, role=Role.REVIEWER), a_seat(session, "malta")
    an_amendment(session, round_, text=REQUIRE, by=head)
    on_the_desk(session, round_)
    session.commit()
    address = "/framework/A-1/withdraw"
    seats = {head.id: 200, reviewer.id: 403, malta.id: 403, the_secretariat(session).id: 403}
    clients = {seat: client_of(seat) for seat in seats}
    assert {seat: client.get(address).status_code for seat, client in clients.items()} == seats
    shown = {seat: address in clients[seat].get("/framework/1/p/1").get_data(as_text=True) for seat in seats}
    assert shown == {seat: status == 200 for seat, status in seats.items()}
    assert clients[head.id].post(address).status_code == 303
    assert clients[head.id].get(address).status_code == 422


def test_who_withdraws_what_a_member_supports_is_told_to_whom_it_passes(session: Session, client_of: ClientOf) -> None:
    round_ = an_open_round(session)
    amendment = an_amendment(session, round_, text=REQUIRE)
    support_amendment(session, amendment, by=a_seat(session, "malta"), at=NOON)
    on_the_desk(session, round_)
    rule(session, round_, [amendment])
    session.commit()
    answer = client_of(a_head(session)).post("/framework/A-1/withdraw", follow_redirects=True)
    assert "A-001 passes to Malta, which supports it." in unescape(answer.get_data(as_text=True))


def test_the_preview_names_whose_changes_each_block_has(deleting: Room) -> None:
    session, round_ = deleting.writing(), deleting.round_
    words = session.get_one(Amendment, 2)
    rule(session, round_, [words])
    rule(session, round_, {}, key=4, texts=["States shall help them."], hand_reason="Shorter.")
    session.commit()
    shown = re.findall(r'<p class="hint hands"[^>]*>([^<]*)</p>', deleting.page("preview"))
    assert shown == ["Malta", "Secretariat: Shorter."]


def test_after_publication_it_is_told_how_many_amendments_wait_for_the_next_round(deleting: Room) -> None:
    session, round_ = deleting.writing(), deleting.round_
    carry_undecided(session, round_, reason="For April.", by=the_secretariat(session), at=ON_THE_DESK)
    session.commit()
    answer = deleting.client.post("/framework/desk/publish", data={"confirm": "2"}, follow_redirects=True)
    assert "2 held amendments wait for the next round." in unescape(answer.get_data(as_text=True))
    page = unescape(deleting.client.get("/framework/desk").get_data(as_text=True))
    assert "2 held amendments were carried, and wait for that round." in page
    fields = {"key": "4", "text-4-0": "States must help them.", "reason-4": "A slip.", "do": "issue", "confirm": "3"}
    assert deleting.client.post("/framework/2/correct", data=fields).status_code == 303
    page = unescape(deleting.client.get("/framework/desk").get_data(as_text=True))
    assert "/framework/3/round" in page and "2 held amendments were carried" in page
