from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from html import unescape
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from drafting.model.amendments import Amendment
from drafting.model.journal import JournalEntry
from drafting.model.people import Seat
from drafting.model.rounds import Round
from drafting.model.texts import Draft
from drafting.procedure.collisions import collisions_on
from drafting.procedure.rounds import close_round
from drafting.rules.lifecycle import Disposition, Operation, RoundState
from tests.desk import on_the_desk, row_of
from tests.factories import (
    DEADLINE,
    ENCOURAGE,
    a_comment,
    a_draft,
    a_head,
    a_seat,
    an_amendment,
    an_open_round,
    the_secretariat,
)

REQUIRE = ENCOURAGE.replace("encourage", "require")
SUPPORT = ENCOURAGE.replace("encourage", "support")
YEARLY = ENCOURAGE.replace("every two years", "every year")
SECOND = "Cities should hear those concerned."
ClientOf = Callable[[Seat | int], FlaskClient]


@dataclass
class Desk:
    """A round with rivals on the first block and a free amendment on the second; its people and their clients."""

    session: Session
    round_: Round
    client: FlaskClient
    delegate: FlaskClient

    def refresh(self) -> None:
        self.session.rollback()
        self.session.expire_all()

    def amendment(self, number: int) -> Amendment:
        self.refresh()
        return self.session.scalars(select(Amendment).where(Amendment.number == number)).one()

    def group(self, number: int) -> str:
        """The id of the first group in which the amendment is."""
        amendment = self.amendment(number)
        found = collisions_on(self.session, self.round_, amendment.key).groups
        return next(group.id for group in found if amendment in group.amendments)

    def text(self, key: int = 1) -> str:
        self.refresh()
        return row_of(self.session, self.round_, key).text

    def page(self, path: str, status: int = 200) -> str:
        answer = self.client.get(path)
        assert answer.status_code == status, path
        return unescape(answer.get_data(as_text=True))

    def version(self, key: int = 1) -> str:
        found = re.search(r'name="version" value="(\d+)"', self.page(f"/framework/desk/{key}"))
        assert found
        return found.group(1)

    def send(self, key: int, rulings: dict[int, str], **fields: Any) -> TestResponse:
        """Post the block's form as a browser without JavaScript does."""
        data = {f"ruling-{self.group(number)}": ruling for number, ruling in rulings.items()}
        data |= {"version": self.version(key), "text-0": self.text(key), "go": "stay"} | fields
        return self.client.post(f"/framework/desk/{key}", data=data)


@pytest.fixture
def closed(session: Session, client_of: ClientOf) -> Desk:
    round_ = an_open_round(session, a_draft(session, paragraphs=(ENCOURAGE, SECOND)))
    an_amendment(session, round_, text=REQUIRE)
    an_amendment(session, round_, text=SUPPORT, by=a_seat(session, "malta"))
    an_amendment(session, round_, text="Cities should hear everybody concerned.", key=2)
    a_comment(session, round_, body="Who is meant?", key=2)
    close_round(session, round_, by=the_secretariat(session), at=DEADLINE)
    session.commit()
    return Desk(
        session=session,
        round_=round_,
        client=client_of(the_secretariat(session)),
        delegate=client_of(a_head(session)),
    )


@pytest.fixture
def desk(closed: Desk) -> Desk:
    assert closed.client.post("/framework/desk/begin").status_code == 303
    closed.refresh()
    return closed


def words(answer: TestResponse) -> str:
    return unescape(answer.get_data(as_text=True))


def test_an_open_round_is_closed_and_then_consolidated_from_the_desk(session: Session, client_of: ClientOf) -> None:
    round_ = an_open_round(session)
    session.commit()
    client = client_of(the_secretariat(session))
    assert "/framework/round/1/close?back=desk" in client.get("/framework/desk").get_data(as_text=True)
    asked = client.get("/framework/round/1/close?back=desk").get_data(as_text=True)
    form = dict(re.findall(r'name="(version|back)" value="([^"]*)"', asked))
    closed = client.post("/framework/round/1/close", data=form)
    assert closed.status_code == 303 and closed.headers["Location"] == "/framework/desk"
    assert "/framework/desk/begin" in client.get("/framework/desk").get_data(as_text=True)
    assert client.post("/framework/desk/begin").status_code == 303
    session.rollback()
    session.expire_all()
    assert round_.state is RoundState.CONSOLIDATING


@pytest.mark.parametrize(
    "path", ["/framework/desk", "/framework/desk/1", "/framework/desk/preview", "/framework/desk/publish"]
)
def test_delegates_do_not_see_the_desk(desk: Desk, path: str) -> None:
    assert desk.delegate.get(path).status_code in (403, 404)


ACTS = ("begin", "1", "1/whole", "1/result", "1/undo", "1/move", "carry", "fate", "publish")


@pytest.mark.parametrize("act", ACTS)
def test_no_delegate_acts_on_the_desk_by_calling_an_address(desk: Desk, act: str) -> None:
    assert desk.delegate.post(f"/framework/desk/{act}", data={"version": "1"}).status_code in (403, 404)
    desk.refresh()
    outcome = desk.session.scalars(select(JournalEntry.outcome).order_by(JournalEntry.sequence.desc())).first()
    assert outcome == "not-permitted"


def test_the_desk_leads_to_the_first_block_that_is_open(desk: Desk) -> None:
    answer = desk.client.get("/framework/desk")
    assert (answer.status_code, answer.headers["Location"]) == (303, "/framework/desk/1")


def test_a_block_shows_collisions_delegations_reasons_and_the_map(desk: Desk) -> None:
    page = desk.page("/framework/desk/1")
    assert "Collision at “encourage”: 2 amendments" in page
    assert "Bergen" in page and "Malta" in page and "It must be a duty." in page
    assert "<svg" in page and ' style="' not in page
    assert page.count('value="accept"') >= 2


def test_an_accepted_change_is_in_the_result_without_javascript(desk: Desk) -> None:
    answer = desk.send(1, {1: "accept"})
    assert answer.status_code == 303
    assert desk.text() == REQUIRE
    assert desk.amendment(1).disposition is Disposition.ACCEPTED


def test_save_and_next_goes_to_the_next_open_block(desk: Desk) -> None:
    answer = desk.send(1, {1: "accept", 2: "refuse"}, reason="A duty is wanted.", go="next")
    assert answer.headers["Location"] == "/framework/desk/2"
    answer = desk.send(2, {3: "accept"}, go="next")
    assert answer.headers["Location"].startswith("/framework/desk")
    assert desk.client.get("/framework/desk").status_code == 200


def test_two_that_collide_are_refused_with_both_named_and_what_was_ticked_kept(desk: Desk) -> None:
    answer = desk.send(1, {1: "accept", 2: "accept"})
    assert answer.status_code == 422
    assert "A-001 and A-002 both change “encourage”" in words(answer)
    assert words(answer).count('value="accept" checked') == 2
    assert desk.text() == ENCOURAGE


def test_a_missing_reason_is_told_and_what_was_typed_is_kept(desk: Desk) -> None:
    answer = desk.send(1, {1: "modify"}, **{"text-0": ENCOURAGE.replace("encourage", "invite")})
    assert answer.status_code == 422
    assert "invite" in words(answer)
    assert desk.text() == ENCOURAGE


def test_the_second_secretary_sees_both_texts_and_can_send_again(desk: Desk) -> None:
    seen = desk.version()
    desk.send(1, {1: "accept"})
    own = ENCOURAGE.replace("encourage", "invite")
    answer = desk.client.post(
        "/framework/desk/1",
        data={
            "version": seen,
            f"ruling-{desk.group(1)}": "modify",
            "text-0": own,
            "reason": "A middle way.",
            "go": "stay",
        },
    )
    assert answer.status_code == 409
    page = words(answer)
    assert own in page and REQUIRE in page
    assert desk.text() == REQUIRE
    hidden = dict(re.findall(r'type="hidden" name="([^"]+)" value="([^"]*)"', page))
    again = desk.client.post(
        "/framework/desk/1", data=hidden | {"text-0": own, "reason": "A middle way.", "go": "stay"}
    )
    assert again.status_code == 303
    assert desk.text() == own
    assert desk.amendment(1).disposition is Disposition.ACCEPTED_AS_MODIFIED


def test_what_is_ticked_and_typed_at_once_comes_together_without_javascript(desk: Desk) -> None:
    own = ENCOURAGE.replace("every two years", "regularly")
    answer = desk.send(1, {1: "accept"}, **{"text-0": own}, reason="Shorter.")
    assert answer.status_code == 303
    assert desk.text() == REQUIRE.replace("every two years", "regularly")


def test_a_ruling_that_meets_what_was_typed_is_told_and_nothing_is_saved(desk: Desk) -> None:
    own = ENCOURAGE.replace("encourage", "invite")
    answer = desk.send(1, {1: "accept"}, **{"text-0": own}, reason="Softer.")
    assert answer.status_code == 422
    assert "changes words that you wrote by hand" in words(answer) and own in words(answer)
    assert desk.text() == ENCOURAGE


def test_one_click_on_a_whole_amendment_saves_what_was_typed_beside_it(desk: Desk) -> None:
    own = ENCOURAGE.replace("every two years", "regularly")
    data = {"version": desk.version(), "text-0": own, "reason": "Shorter.", "amendment": str(desk.amendment(1).id)}
    assert desk.client.post("/framework/desk/1/whole", data=data).status_code == 303
    assert desk.text() == REQUIRE.replace("every two years", "regularly")


def test_undo_of_what_somebody_changed_in_the_meantime_is_refused(desk: Desk) -> None:
    seen = desk.version()
    desk.send(1, {1: "accept"})
    answer = desk.client.post("/framework/desk/1/undo", data={"version": seen})
    assert answer.status_code == 409
    assert "Somebody else decided on this block" in words(answer)
    assert desk.text() == REQUIRE


def test_undo_and_the_log_of_what_was_done(desk: Desk) -> None:
    desk.send(1, {1: "accept"})
    answer = desk.client.post("/framework/desk/1/undo", data={"version": desk.version()})
    assert answer.status_code == 303
    assert desk.text() == ENCOURAGE
    assert "taken back" in desk.page("/framework/desk/1")


def test_all_that_collides_with_nothing_is_accepted_in_one_click(desk: Desk) -> None:
    answer = desk.client.post("/framework/desk/2/whole", data={"version": desk.version(2), "ruling": "accept"})
    assert answer.status_code == 303
    assert desk.text(2) == "Cities should hear everybody concerned."


def test_the_preview_composes_what_is_ticked_and_keeps_what_was_written_by_hand(desk: Desk) -> None:
    own = ENCOURAGE.replace("every two years", "regularly")
    data = {f"ruling-{desk.group(1)}": "accept", "text-0": own, "made-0": ENCOURAGE}
    told = desk.client.post("/framework/desk/1/result", data=data).get_json()
    assert told["texts"] == [REQUIRE.replace("every two years", "regularly")]
    assert told["made"] == [REQUIRE]
    assert "<ins" in told["diffs"][0]
    assert "In words: replaces “encourage” with “require”; " in told["diffs"][0]
    assert told["notice"] == ""


def test_the_preview_never_applies_two_that_collide_and_says_so(desk: Desk) -> None:
    data = {f"ruling-{desk.group(1)}": "accept", f"ruling-{desk.group(2)}": "accept", "text-0": ENCOURAGE}
    told = desk.client.post("/framework/desk/1/result", data=data).get_json()
    assert told["texts"] == [ENCOURAGE]
    assert "A-001 and A-002 collide" in told["notice"]


def test_the_preview_tells_when_a_ruling_meets_the_hand(desk: Desk) -> None:
    own = ENCOURAGE.replace("encourage", "invite")
    data = {f"ruling-{desk.group(1)}": "accept", "text-0": own, "made-0": ENCOURAGE}
    told = desk.client.post("/framework/desk/1/result", data=data).get_json()
    assert told["texts"] == [own]
    assert "As modified" in told["notice"]


def test_the_place_before_the_first_block_has_its_page(session: Session, client_of: ClientOf) -> None:
    round_ = an_open_round(session)
    an_amendment(session, round_, operation=Operation.INSERT, key=0, text="First of all.")
    on_the_desk(session, round_)
    session.commit()
    client = client_of(the_secretariat(session))
    assert client.get("/framework/desk").headers["Location"] == "/framework/desk/0"
    page = client.get("/framework/desk/0").get_data(as_text=True)
    assert "Before the first block" in page and "First of all." in page
    group = collisions_on(session, round_, 0).groups[0].id
    session.rollback()
    answer = client.post("/framework/desk/0", data={"version": "0", f"ruling-{group}": "accept", "go": "stay"})
    assert answer.status_code == 303
    assert "First of all." in client.get("/framework/desk/preview").get_data(as_text=True)


@pytest.fixture
def crowd(session: Session, client_of: ClientOf) -> FlaskClient:
    """A block of 30 words of which each is changed by a delegation, and the first three by another one too."""
    names = [f"word{number}" for number in range(30)]
    stretches = [f"This is {name} here." for name in names]
    round_ = an_open_round(session, a_draft(session, paragraphs=(" ".join(stretches),)))
    for number, name in enumerate(names):
        text = " ".join(stretches).replace(f" {name} ", f" other{number} ")
        an_amendment(session, round_, text=text, by=a_seat(session, f"city-{number}"))
    for number, name in enumerate(names[:3]):
        text = " ".join(stretches).replace(f" {name} ", f" rival{number} ")
        an_amendment(session, round_, text=text, by=a_seat(session, f"state-{number}"))
    on_the_desk(session, round_)
    session.commit()
    return client_of(the_secretariat(session))


def test_twenty_changes_stand_on_a_page_and_collisions_come_first(crowd: FlaskClient) -> None:
    pages = [crowd.get(f"/framework/desk/1?page={number}").get_data(as_text=True) for number in (1, 2, 9)]
    assert [page.count("am group") for page in pages] == [20, 13, 13]
    assert [page.count('class="clash"') for page in pages] == [3, 0, 0]
    assert "Independent: 27" in pages[1]
    assert 'href="?page=1#c1"' in pages[1] and 'href="#c1"' in pages[0]


def test_the_desk_is_filtered_by_delegation_and_status(crowd: FlaskClient, session: Session) -> None:
    page = crowd.get("/framework/desk/1?delegation=City+20").get_data(as_text=True)
    assert page.count("am group") == 1 and "other20" in page
    group = re.search(r'id="g-([^"]+)"', page)
    version = re.search(r'name="version" value="(\d+)"', page)
    assert group and version
    data = {f"ruling-{group[1]}": "accept", "version": version[1], "go": "stay"}
    answer = crowd.post("/framework/desk/1?delegation=City+20", data=data)
    assert (answer.status_code, answer.headers["Location"]) == (303, "/framework/desk/1?delegation=City+20")
    page = crowd.get("/framework/desk/1?status=decided").get_data(as_text=True)
    assert page.count("am group") == 1 and "other20" in page
    assert crowd.get("/framework/desk/1?status=open&page=2").get_data(as_text=True).count("am group") == 12


def test_the_origin_of_the_words_is_told_on_demand(desk: Desk) -> None:
    desk.send(1, {1: "accept"}, **{"text-0": REQUIRE.replace("every two years", "regularly")}, reason="Shorter.")
    page = desk.page("/framework/desk/1")
    told = page[page.index("Whose words are these?") :]
    assert re.search(r"require</ins></span> Bergen", told)
    assert re.search(r"regularly</ins></span> Secretariat", told)


def test_the_origin_of_a_new_paragraph_is_told_as_that_of_words(desk: Desk) -> None:
    desk.send(2, {}, **{"text-0": SECOND.replace("hear ", "hear\n\n")}, reason="Easier to read.")
    page = desk.page("/framework/desk/2")
    told = page[page.index("Whose words are these?") :]
    assert "In words: begins a new paragraph." in told
    assert re.search(r"</ins></span> Secretariat", told)


def test_the_checklist_counts_and_links_and_holds_publication_back(desk: Desk) -> None:
    page = desk.page("/framework/desk/publish")
    assert "amendments are undecided" in page and 'href="/framework/desk/2"' in page
    assert 'name="confirm"' not in page
    assert desk.client.post("/framework/desk/publish", data={"confirm": "2"}).status_code == 422


def test_what_is_undecided_is_carried_all_together_from_the_checklist(desk: Desk) -> None:
    assert desk.client.post("/framework/desk/carry", data={"carry_reason": " "}).status_code == 422
    assert desk.client.post("/framework/desk/carry", data={"carry_reason": "For April."}).status_code == 303
    assert desk.amendment(2).disposition is Disposition.HELD
    assert 'name="confirm"' in desk.page("/framework/desk/publish")


def test_a_double_click_publishes_one_draft_and_leads_to_it(desk: Desk) -> None:
    desk.client.post("/framework/desk/carry", data={"carry_reason": "For April."})
    assert desk.client.post("/framework/desk/publish", data={"confirm": "1"}).status_code == 422
    for _ in range(2):
        answer = desk.client.post("/framework/desk/publish", data={"confirm": "2", "reference": "GROUP(2026)2"})
        assert (answer.status_code, answer.headers["Location"]) == (303, "/framework/2")
    desk.refresh()
    assert [draft.number for draft in desk.session.scalars(select(Draft).order_by(Draft.number))] == [1, 2]
    assert desk.delegate.get("/framework/2").status_code == 200


def test_a_held_amendment_gets_its_fate_on_the_checklist(desk: Desk) -> None:
    desk.send(1, {1: "hold", 2: "refuse"}, reason="For the meeting.")
    desk.send(2, {3: "accept"})
    assert "needs its fate" in desk.page("/framework/desk/publish")
    assert desk.client.post("/framework/desk/fate", data={"amendment": "1", "fate": "bracketed"}).status_code == 303
    assert desk.client.post("/framework/desk/publish", data={"confirm": "2"}).status_code == 303
    assert "[encourage] [Bergen: require]" in desk.page("/framework/2")


def test_what_is_carried_is_folded_away_so_that_publication_stays_in_sight(desk: Desk) -> None:
    desk.client.post("/framework/desk/carry", data={"carry_reason": "For April."})
    page = desk.page("/framework/desk/publish")
    assert "3 held amendments have their fate</summary>" in page
    assert page.count("carried to the next round</span>") == 3
    assert "carried from an earlier draft" not in page
    assert 'name="fate" value="carried"' not in page


def test_a_refused_form_shows_the_result_that_was_typed_and_marks_the_missing_reason(desk: Desk) -> None:
    answer = desk.send(1, {2: "refuse"}, **{"text-0": REQUIRE})
    assert answer.status_code == 422
    page = words(answer)
    live = page[page.index('class="diff live"') :]
    assert "<ins>require</ins>" in live[: live.index("</div>")]
    assert 'name="reason" rows="3" aria-invalid="true"' in page


def test_saving_says_which_block_is_saved(desk: Desk) -> None:
    answer = desk.send(1, {1: "accept"}, go="next")
    assert "Paragraph 1 is saved." in words(desk.client.get(answer.headers["Location"]))
