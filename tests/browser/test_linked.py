"""In a true browser, by its links alone: one decision for the same change in several paragraphs, and one undo; and what
came by e-mail, from the secretariat's form to the delegation's word."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from flask import Flask
from flask.testing import FlaskClient
from playwright.sync_api import Browser, Page, expect
from sqlalchemy.orm import Session

from drafting.model.people import Seat
from drafting.model.rounds import Round
from tests.desk import on_the_desk, row_of
from tests.factories import a_draft, a_head, an_amendment, an_open_round, the_secretariat

TEXTS = ("Cities help migrants in need.", "States help migrants in need.", "Regions help migrants in need.")
Signed = Callable[[Seat], Page]


@pytest.fixture
def signed(
    app: Flask, served: str, browser: Browser, client_of: Callable[[Seat | int], FlaskClient]
) -> Iterator[Signed]:
    """A browser's page, signed in with a seat."""
    contexts = []

    def sign_in(seat: Seat) -> Page:
        cookie = client_of(seat).get_cookie("drafting")
        assert cookie is not None
        context = browser.new_context(base_url=served, viewport={"width": 1440, "height": 900})
        context.add_cookies([{"name": "drafting", "value": cookie.value, "url": served}])
        contexts.append(context)
        return context.new_page()

    yield sign_in
    for context in contexts:
        context.close()


def texts(session: Session, round_: Round) -> list[str]:
    session.rollback()
    session.expire_all()
    return [row_of(session, round_, key).text for key in (1, 2, 3)]


def faults(page: Page) -> list[str]:
    return [violation["id"] for violation in Axe().run(page).response["violations"]]


def test_the_rest_is_offered_decided_and_taken_back(session: Session, signed: Signed) -> None:
    round_ = an_open_round(session, a_draft(session, paragraphs=TEXTS))
    wanted = [text.replace("migrants", "newcomers") for text in TEXTS]
    for key, text in enumerate(wanted, start=1):
        an_amendment(session, round_, key=key, text=text)
    on_the_desk(session, round_)
    secretary = the_secretariat(session)
    session.commit()
    page = signed(secretary)

    page.goto("/framework/desk/1")
    expect(page.get_by_text("The same change stands in 2 other paragraphs.")).to_be_visible()
    page.locator("article.group").get_by_label("Accept", exact=True).check()
    page.get_by_role("button", name="Save and stay").click()
    page.get_by_role("status").get_by_role("link", name="Decide them the same way").click()
    expect(page.get_by_role("checkbox", checked=True)).to_have_count(2)
    assert faults(page) == []
    page.get_by_role("button", name="Decide what is ticked").click()
    expect(page.get_by_text("Decided in 2 blocks.")).to_be_visible()
    assert texts(session, round_) == wanted
    page.get_by_role("button", name="Take it back everywhere").click()
    expect(page.get_by_text("Taken back in 2 blocks.")).to_be_visible()
    assert texts(session, round_) == [wanted[0], *TEXTS[1:]]


def test_what_came_by_mail_is_entered_and_the_delegation_disputes_it(session: Session, signed: Signed) -> None:
    an_open_round(session, a_draft(session, paragraphs=TEXTS))
    secretary, malta = the_secretariat(session), a_head(session, "malta")
    session.commit()
    page = signed(secretary)

    page.goto("/framework/desk")
    page.get_by_role("link", name="Enter what came by e-mail").click()
    page.get_by_label("Delegation", exact=True).select_option("malta")
    page.get_by_label("Source").fill("E-mail of 3 November")
    page.get_by_label("On what").select_option("2")
    assert faults(page) == []
    page.get_by_role("button", name="Enter an amendment").click()
    page.locator("#text").fill("States help all migrants in need.")
    page.locator("#reason").fill("So the e-mail says.")
    page.get_by_role("button", name="Submit", exact=True).click()
    expect(page.get_by_role("status").first).to_contain_text("A-001 is submitted for Malta.")
    expect(page.get_by_label("Source")).to_have_value("E-mail of 3 November")

    reader = signed(malta)
    reader.goto("/")
    reader.get_by_role("region", name="Please confirm").get_by_role("link", name="A-001").click()
    assert faults(reader) == []
    reader.get_by_role("button", name="No, we dispute it").click()
    expect(reader.locator("#note")).to_have_attribute("aria-invalid", "true")
    reader.get_by_label("Note").fill("We wrote “most migrants”.")
    reader.get_by_role("button", name="No, we dispute it").click()
    expect(reader.get_by_role("status").first).to_contain_text("disputes this entry")
    reader.goto("/")
    expect(reader.get_by_role("region", name="Please confirm")).to_have_count(0)

    page.reload()
    expect(page.get_by_text("We wrote “most migrants”.")).to_be_visible()
