"""Commenting and amending in a true browser: live, kept while typing, nothing lost."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from urllib.parse import quote

import pytest
from axe_playwright_python.sync_playwright import Axe
from flask import Flask
from flask.testing import FlaskClient
from playwright.sync_api import Browser, BrowserContext, Page, expect
from sqlalchemy import select
from sqlalchemy.orm import Session

from drafting.model.amendments import Amendment, Unsent
from drafting.model.comments import Comment
from drafting.model.people import Seat
from drafting.text.blocks import Block, Kind
from tests.factories import ENCOURAGE, a_comment, a_draft, a_seat, an_amendment, an_open_round

BLOCKS = (
    Block(kind=Kind.HEADING, text="Institutional practice", label="A."),
    Block(kind=Kind.PARAGRAPH, text=ENCOURAGE),
    Block(kind=Kind.PARAGRAPH, text="Authorities *should* act:"),
    Block(kind=Kind.POINT, text="review the law;", style="a)"),
    Block(kind=Kind.ROW, cells=("Equality", "Review the law"), table=1),
)
FORM = "/framework/1/p/2/amend"


@dataclass
class Reader:
    """A delegate's browser, and what the database says."""

    page: Page
    context: BrowserContext
    address: str
    session: Session

    def go(self, path: str) -> None:
        self.page.goto(self.address + path)

    def amendments(self) -> list[Amendment]:
        self.session.rollback()
        return list(self.session.scalars(select(Amendment).order_by(Amendment.number)))


@pytest.fixture
def reader(
    app: Flask, session: Session, served: str, browser: Browser, client_of: Callable[[Seat | int], FlaskClient]
) -> Iterator[Reader]:
    """The head of Bergen, in a round in which Malta has amended and commented on the second block."""
    round_ = an_open_round(session, a_draft(session, blocks=BLOCKS))
    malta, bergen = a_seat(session, "malta"), a_seat(session)
    an_amendment(session, round_, key=2, text=ENCOURAGE.replace("encourage", "support"), by=malta)
    a_comment(session, round_, key=2, words="such practices", by=malta)
    session.commit()
    cookie = client_of(bergen).get_cookie("drafting")
    assert cookie is not None
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    context.add_cookies([{"name": "drafting", "value": cookie.value, "url": served}])
    faults: list[str] = []
    page = context.new_page()
    page.on("pageerror", lambda error: faults.append(str(error)))
    yield Reader(page, context, served, session)
    context.close()
    assert faults == []


def typed(reader: Reader) -> None:
    """Bergen's proposal, typed and not sent."""
    reader.page.locator("#text").fill(ENCOURAGE.replace("encourage", "require"))
    reader.page.locator("#reason").fill("It must be a duty.")


def test_the_changes_are_marked_while_one_types(reader: Reader) -> None:
    reader.go(FORM)
    typed(reader)
    expect(reader.page.locator("#live ins")).to_have_text("require")
    expect(reader.page.locator("#words")).to_contain_text("replaces “encourage” with “require”")
    expect(reader.page.locator("#beside")).to_contain_text("the same words as A-001 (Malta)")
    expect(reader.page.get_by_role("button", name="Check changes")).to_be_hidden()


def test_an_amendment_is_sent_and_its_copy_in_the_browser_is_gone(reader: Reader) -> None:
    reader.go(FORM)
    typed(reader)
    reader.page.get_by_role("button", name="Submit for Bergen").click()
    expect(reader.page.locator(".said")).to_contain_text("A-002 is submitted for Bergen.")
    assert [a.number for a in reader.amendments()] == [1, 2]
    assert reader.page.evaluate("Object.keys(localStorage)") == []


def test_what_was_typed_is_found_again_after_the_page_was_left(reader: Reader) -> None:
    reader.go(FORM)
    typed(reader)
    reader.page.locator("#kind").focus()
    expect(reader.page.locator("[data-said]")).to_contain_text("Kept at")
    reader.go("/framework/unsent")
    expect(reader.page.get_by_role("heading", name="Amendment to paragraph 1")).to_be_visible()
    reader.go(FORM)
    expect(reader.page.locator("#text")).to_have_value(ENCOURAGE.replace("encourage", "require"))
    expect(reader.page.locator("#reason")).to_have_value("It must be a duty.")
    expect(reader.page.locator("#live ins")).to_have_text("require")
    reader.session.rollback()
    assert [unsent.form for unsent in reader.session.scalars(select(Unsent))] == ["amend:2:0"]


@pytest.mark.parametrize(
    ("address", "focused"),
    [
        (FORM, "text"),
        (FORM + "?operation=move", "after"),
        (FORM + "?operation=delete", "what"),
        ("/framework/C-001/reply", "body"),
        ("/framework/1/p/2/comment", "words"),
    ],
)
def test_a_form_opens_where_its_work_begins(reader: Reader, address: str, focused: str) -> None:
    reader.go(address)
    assert reader.page.evaluate("document.activeElement.id") == focused


def test_who_follows_a_paragraph_by_keyboard_stays_there(reader: Reader) -> None:
    reader.go("/framework/1?p=2")
    reader.page.locator(".follow button").focus()
    with reader.page.expect_navigation():
        reader.page.keyboard.press("Enter")
    expect(reader.page.get_by_role("button", name="Follow no more")).to_be_visible()
    assert reader.page.url.endswith("#panel-title")


def test_offline_the_text_stays_and_is_sent_when_the_server_is_there_again(reader: Reader) -> None:
    reader.go(FORM)
    typed(reader)
    reader.context.set_offline(True)
    reader.page.get_by_role("button", name="Submit for Bergen").click()
    expect(reader.page.locator("[data-alert]")).to_contain_text("cannot be reached")
    expect(reader.page.locator("#reason")).to_have_value("It must be a duty.")
    reader.context.set_offline(False)
    reader.page.get_by_role("button", name="Submit for Bergen").click()
    expect(reader.page.locator(".said")).to_contain_text("A-002")
    assert len(reader.amendments()) == 2


def test_when_the_session_has_ended_the_text_is_found_again_after_signing_in(reader: Reader) -> None:
    reader.go(FORM)
    typed(reader)
    reader.page.wait_for_function("Object.keys(localStorage).length > 0")
    cookies = reader.context.cookies()
    reader.context.clear_cookies()
    reader.page.get_by_role("button", name="Submit for Bergen").click()
    link = reader.page.locator("[data-alert]").get_by_role("link", name="Sign in")
    expect(link).to_have_attribute("href", f"/sign-in?next={quote(FORM, safe='')}")
    link.click()
    expect(reader.page).to_have_url(re.compile("/sign-in"))
    reader.context.add_cookies([{"name": c["name"], "value": c["value"], "url": reader.address} for c in cookies])
    reader.go(FORM)
    expect(reader.page.locator("#reason")).to_have_value("It must be a duty.")
    assert len(reader.amendments()) == 1


def test_a_fault_moves_the_focus_to_its_summary(reader: Reader) -> None:
    reader.go(FORM)
    reader.page.locator("#text").fill(ENCOURAGE.replace("encourage", "require"))
    reader.page.get_by_role("button", name="Submit for Bergen").click()
    expect(reader.page.locator("#errors")).to_be_focused()
    expect(reader.page.locator("#live ins")).to_have_text("require")
    reader.page.locator("#reason").fill("It must be a duty.")
    reader.page.get_by_role("button", name="Submit for Bergen").click()
    expect(reader.page.locator(".said")).to_contain_text("A-002")


def test_signing_out_leaves_nothing_in_the_browser(reader: Reader) -> None:
    reader.go(FORM)
    typed(reader)
    reader.page.wait_for_function("Object.keys(localStorage).length > 0")
    reader.page.get_by_role("button", name="Sign out").click()
    expect(reader.page).to_have_url(re.compile("/sign-in"))
    assert reader.page.evaluate("Object.keys(localStorage)") == []


def test_signing_out_leaves_nothing_in_the_browser_without_scripts_either(
    reader: Reader, browser: Browser, client_of: Callable[[Seat | int], FlaskClient]
) -> None:
    """What scripts kept before they were turned off goes by the answer's header (Clear-Site-Data)."""
    reader.go(FORM)
    typed(reader)
    reader.page.wait_for_function("Object.keys(localStorage).length > 0")
    with_words = reader.context.storage_state()
    assert with_words["origins"][0]["localStorage"]
    context = browser.new_context(java_script_enabled=False, storage_state=with_words)
    page = context.new_page()
    page.goto(reader.address + FORM)
    page.get_by_role("button", name="Sign out").click()
    expect(page).to_have_url(re.compile("/sign-in"))
    assert context.storage_state()["origins"] == []
    context.close()


def select_words(page: Page, key: int, start: int, end: int) -> None:
    """Select from the `start`-th sign of the first text node of a block to the `end`-th of its last."""
    page.evaluate(
        """([key, start, end]) => {
            const place = document.querySelector(`[data-key="${key}"] .own`);
            const range = document.createRange();
            range.setStart(place.firstChild, start);
            range.setEnd(place.lastChild, end);
            getSelection().removeAllRanges();
            getSelection().addRange(range);
        }""",
        [key, start, end],
    )


def test_selected_words_are_commented_on_by_the_bar_or_its_key(reader: Reader) -> None:
    reader.go("/framework/1")
    select_words(reader.page, 3, len("Authorities "), len(" act"))
    expect(reader.page.get_by_role("toolbar")).to_be_visible()
    reader.page.keyboard.press("c")
    expect(reader.page.locator(".quote")).to_have_text("should act")
    reader.page.locator("#body").fill("Why so weak?")
    reader.page.get_by_role("button", name="Submit for Bergen").click()
    expect(reader.page.locator(".said")).to_contain_text("C-002")
    reader.session.rollback()
    made = reader.session.scalars(select(Comment).where(Comment.number == 2)).one()
    assert made.exact == "should* act"


PAGES = (
    FORM,
    "/framework/1/p/3/amend?operation=delete",
    "/framework/1/p/0/amend?operation=insert",
    "/framework/1/p/5/amend?part=1",
    "/framework/1/p/2/comment",
    "/framework/C-1/reply",
    "/framework/A-1/withdraw",
    "/framework/unsent",
    "/framework/1/yours",
)


@pytest.mark.parametrize("width", [1440, 390])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_pages_of_contributions_have_no_fault_that_axe_finds(reader: Reader, width: int, scheme: str) -> None:
    reader.page.set_viewport_size({"width": width, "height": 900})
    reader.page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    for path in PAGES:
        reader.go(path)
        if path == FORM:
            typed(reader)
            expect(reader.page.locator("#live ins")).to_have_text("require")
        found = Axe().run(reader.page)
        assert found.violations_count == 0, f"{path}: {found.generate_report()}"
        wide = reader.page.evaluate("document.documentElement.scrollWidth > innerWidth + 1")
        assert not wide, f"{path} scrolls sideways at {width}"
