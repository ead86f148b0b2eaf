"""The desk in a true browser: the result follows the ticks, the hand is kept, the keyboard decides, axe is content."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest
from axe_playwright_python.sync_playwright import Axe
from flask import Flask
from flask.testing import FlaskClient
from playwright.sync_api import Browser, Locator, Page, expect
from sqlalchemy.orm import Session

from drafting.model.people import Seat
from drafting.model.rounds import Round
from tests.desk import on_the_desk, row_of
from tests.factories import ENCOURAGE, a_comment, a_draft, a_seat, an_amendment, an_open_round, the_secretariat

REQUIRE = ENCOURAGE.replace("encourage", "require")
YEARLY = ENCOURAGE.replace("every two years", "every year")
SECOND = "Cities should hear those concerned."


@dataclass
class Desk:
    """The secretariat's browser at a round with two rivals and a free change on the first block, one on the second."""

    page: Page
    address: str
    session: Session
    round_: Round

    def go(self, path: str) -> None:
        self.page.goto(self.address + path)

    def text(self, key: int = 1) -> str:
        self.session.rollback()
        self.session.expire_all()
        return row_of(self.session, self.round_, key).text

    def card(self, words: str) -> Locator:
        """The card of the change that brings `words`."""
        return self.page.locator("article.group").filter(has=self.page.locator("ins", has_text=words))

    @property
    def result(self) -> Locator:
        return self.page.locator("#text-0")


@pytest.fixture
def desk(
    app: Flask, session: Session, served: str, browser: Browser, client_of: Callable[[Seat | int], FlaskClient]
) -> Iterator[Desk]:
    round_ = an_open_round(session, a_draft(session, paragraphs=(ENCOURAGE, SECOND)))
    an_amendment(session, round_, text=REQUIRE)
    an_amendment(session, round_, text=ENCOURAGE.replace("encourage", "support"), by=a_seat(session, "malta"))
    an_amendment(session, round_, text=YEARLY, by=a_seat(session, "lublin"))
    an_amendment(session, round_, text="Cities should hear everybody concerned.", key=2)
    a_comment(session, round_, body="Who is meant?")
    on_the_desk(session, round_)
    session.commit()
    cookie = client_of(the_secretariat(session)).get_cookie("drafting")
    assert cookie is not None
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    context.add_cookies([{"name": "drafting", "value": cookie.value, "url": served}])
    faults: list[str] = []
    page = context.new_page()
    page.on("pageerror", lambda error: faults.append(str(error)))
    yield Desk(page, served, session, round_)
    context.close()
    assert faults == []


def test_the_result_follows_the_ticks_and_is_saved(desk: Desk) -> None:
    desk.go("/framework/desk/1")
    desk.card("require").get_by_label("Accept", exact=True).check()
    expect(desk.result).to_have_value(REQUIRE)
    desk.card("year").get_by_label("Accept", exact=True).check()
    expect(desk.result).to_have_value(YEARLY.replace("encourage", "require"))
    expect(desk.page.locator(".live ins")).to_have_count(2)
    desk.page.get_by_role("button", name="Save and stay").click()
    assert desk.text() == YEARLY.replace("encourage", "require")


def test_what_was_written_by_hand_is_kept_when_something_more_is_accepted(desk: Desk) -> None:
    desk.go("/framework/desk/1")
    desk.result.fill(ENCOURAGE.replace("Member States", "States"))
    desk.card("year").get_by_label("Accept", exact=True).check()
    both = YEARLY.replace("Member States", "States")
    expect(desk.result).to_have_value(both)
    desk.page.locator("#reason").fill("Shorter.")
    desk.page.get_by_role("button", name="Save and stay").click()
    assert desk.text() == both

    desk.go("/framework/desk/1")
    desk.card("require").get_by_label("Accept", exact=True).check()
    expect(desk.result).to_have_value(both.replace("encourage", "require"))


def test_two_that_collide_are_told_at_once_and_neither_is_applied(desk: Desk) -> None:
    desk.go("/framework/desk/1")
    for words in ("require", "support"):
        desk.card(words).get_by_label("Accept", exact=True).check()
    expect(desk.page.locator("[data-notice]")).to_contain_text("A-001 and A-002 collide")
    expect(desk.result).to_have_value(ENCOURAGE)


def test_the_keyboard_decides_and_saves(desk: Desk) -> None:
    desk.go("/framework/desk/2")
    desk.page.locator("article.group input").first.focus()
    desk.page.keyboard.press("1")
    expect(desk.card("everybody").get_by_label("Accept", exact=True)).to_be_checked()
    desk.page.keyboard.press("r")
    expect(desk.page.locator("#reason")).to_be_focused()
    desk.page.keyboard.press("Control+Enter")
    desk.page.wait_for_url("**/desk/1")
    assert desk.text(2) == "Cities should hear everybody concerned."


def test_what_was_typed_survives_leaving_the_page(desk: Desk) -> None:
    desk.page.clock.install()
    desk.go("/framework/desk/1")
    own = ENCOURAGE.replace("encourage", "invite")
    desk.result.fill(own)
    desk.page.clock.run_for(2500)
    desk.go("/framework/desk/2")
    desk.go("/framework/desk/1")
    expect(desk.result).to_have_value(own)
    expect(desk.page.get_by_text("was found on this computer and put back")).to_be_visible()
    desk.page.get_by_role("button", name="Discard it").click()
    expect(desk.result).to_have_value(ENCOURAGE)


@pytest.mark.parametrize("width", [1440, 390])
@pytest.mark.parametrize(
    "path", ["/framework/desk?queue=1", "/framework/desk/1", "/framework/desk/preview", "/framework/desk/publish"]
)
def test_axe_finds_nothing_and_nothing_is_wider_than_the_window(desk: Desk, path: str, width: int) -> None:
    desk.page.set_viewport_size({"width": width, "height": 900})
    desk.go(path)
    found = Axe().run(desk.page)
    assert found.violations_count == 0, found.generate_report()
    assert desk.page.evaluate("document.documentElement.scrollWidth") <= width
