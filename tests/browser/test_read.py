"""Reading in a true browser: keyboard, focus, the panel, small screens."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from io import BytesIO

import pytest
from flask import Flask
from flask.testing import FlaskClient
from playwright.sync_api import Browser, BrowserContext, Page, expect
from pypdf import PdfReader
from sqlalchemy.orm import Session

from drafting.model.people import Seat
from tests.factories import ENCOURAGE, a_comment, a_draft, a_head, a_seat, an_amendment, an_open_round

PARAGRAPHS = [f"{ENCOURAGE} {n}." for n in range(1, 31)]


@pytest.fixture
def context(
    app: Flask, session: Session, served: str, browser: Browser, client_of: Callable[[Seat | int], FlaskClient]
) -> Iterator[BrowserContext]:
    """The head of Bergen's browser; Malta has amended paragraph 20 and commented on it."""
    round_ = an_open_round(session, a_draft(session, paragraphs=PARAGRAPHS))
    malta, bergen = a_seat(session, "malta"), a_head(session).id
    an_amendment(session, round_, key=20, text=PARAGRAPHS[19].replace("encourage", "support"), by=malta)
    a_comment(session, round_, key=20, words="such practices", by=malta)
    session.commit()
    cookie = client_of(bergen).get_cookie("drafting")
    assert cookie is not None
    opened = browser.new_context(viewport={"width": 1440, "height": 900}, base_url=served)
    opened.add_cookies([{"name": "drafting", "value": cookie.value, "url": served}])
    yield opened
    opened.close()


@pytest.fixture
def page(context: BrowserContext) -> Iterator[Page]:
    faults: list[str] = []
    opened = context.new_page()
    opened.on("pageerror", lambda error: faults.append(str(error)))
    opened.on("console", lambda line: faults.append(line.text) if line.type == "error" else None)
    yield opened
    assert faults == []


def test_a_count_opens_the_panel_at_its_heading_with_the_paragraph_in_view(page: Page) -> None:
    page.goto("/framework/1")
    page.locator("#p20").get_by_role("link", name="1 amendment").click()
    expect(page.locator("#panel-title")).to_be_focused()
    expect(page.locator("#p20")).to_have_attribute("aria-current", "true")
    expect(page.locator("#p20")).to_be_in_viewport()
    expect(page.locator("#A-001")).to_be_visible()


def test_the_address_of_a_paragraph_far_down_opens_with_it_at_the_top_whatever_is_not_laid_out_yet(page: Page) -> None:
    page.set_viewport_size({"width": 320, "height": 400})
    for key in (24, 7):
        page.goto("about:blank")
        page.goto(f"/framework/1#p{key}")
        page.wait_for_function("scrollY > 0")
        top = page.locator(f"#p{key}").evaluate("(block) => block.getBoundingClientRect().top")
        assert 0 <= top < 130


def test_escape_closes_the_panel_and_returns_to_where_it_was_opened(page: Page) -> None:
    page.goto("/framework/1")
    page.locator("#p20").get_by_role("link", name="1 amendment").click()
    expect(page.locator("#panel-title")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator("#panel")).to_have_count(0)
    expect(page.locator("#p20").get_by_role("link", name="1 amendment")).to_be_focused()


def test_keys_go_from_paragraph_to_paragraph_and_to_what_was_contributed(page: Page) -> None:
    page.goto("/framework/1")
    page.keyboard.press("j")
    page.keyboard.press("j")
    expect(page.locator("#p2 a.num")).to_be_focused()
    page.keyboard.press("k")
    expect(page.locator("#p1 a.num")).to_be_focused()
    page.keyboard.press("n")
    expect(page.locator("#p20 a.num")).to_be_focused()
    page.keyboard.press("p")
    expect(page.locator("#panel-title")).to_contain_text("Paragraph 20")
    expect(page.locator("#panel-title")).to_be_focused()  # by the script that takes the keys
    page.keyboard.press("e")
    expect(page).to_have_url(re.compile("/framework/1/p/20/amend$"))


def test_keys_do_nothing_for_who_switched_them_off(page: Page, session: Session) -> None:
    session.rollback()
    a_head(session).person.shortcuts = False
    session.commit()
    page.goto("/framework/1")
    page.keyboard.press("j")
    expect(page.locator("#p1 a.num")).not_to_be_focused()
    page.keyboard.press("?")
    page.keyboard.press("/")
    expect(page).to_have_url(re.compile("/framework/1$"))
    expect(page.locator("dialog")).to_have_count(0)


def test_a_key_shows_the_help_over_the_page_and_leaves_the_reader_where_they_were(page: Page) -> None:
    page.goto("/framework/1?p=20")
    page.keyboard.press("?")
    over = page.get_by_role("dialog", name="Help")
    expect(over.get_by_text("On a draft", exact=True)).to_be_visible()
    expect(over.get_by_role("button", name="Close")).to_be_focused()
    page.keyboard.press("e")
    page.keyboard.press("Escape")
    expect(over).to_be_hidden()
    expect(page).to_have_url(re.compile(r"/framework/1\?p=20$"))
    expect(page.locator("#panel")).to_be_visible()
    page.keyboard.press("?")
    over.get_by_role("button", name="Close").press("Enter")
    expect(over).to_be_hidden()


def test_where_the_help_does_not_come_over_the_page_the_key_leads_to_its_page(page: Page) -> None:
    page.goto("/account")
    page.route("**/help", lambda r: r.fulfill(status=204) if r.request.resource_type == "fetch" else r.continue_())
    page.keyboard.press("?")
    expect(page.get_by_role("heading", name="Help", level=1)).to_be_visible()


def test_a_question_mark_in_a_field_is_typed(page: Page) -> None:
    page.goto("/framework/1/p/20/comment")
    page.locator("#body").press_sequentially("What? Now/then?")
    expect(page.locator("#body")).to_have_value("What? Now/then?")
    expect(page.locator("dialog")).to_have_count(0)


def test_comment_and_amend_are_shown_on_hover_and_on_focus(page: Page) -> None:
    page.goto("/framework/1")
    offered = page.locator("#p3 .do")
    expect(offered).to_be_hidden()
    page.locator("#p3").hover()
    expect(offered).to_be_visible()
    page.mouse.move(0, 0)
    page.locator("#p4 a.num").focus()
    expect(page.locator("#p4 .do")).to_be_visible()


def test_a_view_is_chosen_without_pressing_the_button(page: Page) -> None:
    page.goto("/framework/1")
    page.locator(".toc").get_by_label("All amendments inline").check()
    expect(page.locator(".inline-am ins")).to_have_text("support")


def test_on_a_small_screen_a_count_leads_to_the_blocks_own_page(page: Page) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto("/framework/1")
    page.locator("#p20").get_by_role("link", name="1 amendment").click()
    expect(page).to_have_url(re.compile(r"/framework/1/p/20\?tab=amendments"))
    expect(page.get_by_role("heading", level=1)).to_have_text("Paragraph 20")


def test_on_a_small_screen_a_bar_stands_for_the_paragraph_in_the_middle(page: Page) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto("/framework/1")
    page.locator("#p15").evaluate("block => block.scrollIntoView({block: 'center'})")
    bar = page.locator(".fab")
    expect(bar.get_by_role("link", name="Amend (15)")).to_be_visible()
    expect(bar.get_by_role("link", name="Amend (15)")).to_have_attribute("href", "/framework/1/p/15/amend")


def test_printed_there_is_the_text_alone_with_its_numbers(page: Page) -> None:
    page.goto("/framework/1")
    page.emulate_media(media="print")
    for hidden in (".top", ".toc", "#p20 .marks", ".quiet-panel", ".round", ".ways"):
        expect(page.locator(hidden)).to_be_hidden()
    expect(page.locator("#p20 .num")).to_be_visible()


def test_without_javascript_the_panel_and_the_views_work(context: BrowserContext, browser: Browser) -> None:
    cookies = context.cookies()
    base = context.new_page()
    base.goto("/framework/1")
    address = base.url
    with browser.new_context(java_script_enabled=False) as plain:
        plain.add_cookies([{"name": c["name"], "value": c["value"], "url": address} for c in cookies])
        page = plain.new_page()
        page.goto(address)
        page.locator("#p20").get_by_role("link", name="1 amendment").click()
        expect(page.locator("#A-001")).to_be_visible()
        expect(page.locator("#p20")).to_have_attribute("aria-current", "true")
        with page.expect_navigation():
            page.get_by_role("link", name="Close").click()
        expect(page.locator("#panel")).to_have_count(0)
        every = page.locator(".toc").get_by_label("All amendments inline")
        every.press("Space")  # by key: a click may miss what a font that arrives late moves
        expect(every).to_be_checked()
        page.locator(".toc").get_by_role("button", name="Show").click()
        expect(page.locator(".inline-am ins")).to_have_text("support")


def test_a_draft_is_printed_with_its_amendments_as_end_notes(page: Page) -> None:
    page.goto("/framework/1")
    page.get_by_role("link", name="Print", exact=True).click()
    page.get_by_label("with amendments as end notes").check()
    with page.expect_navigation():
        page.get_by_role("button", name="Show").press("Enter")
    text = "\n".join(sheet.extract_text() for sheet in PdfReader(BytesIO(page.pdf(format="A4"))).pages)
    assert "Amendments" in text and "Skip to" not in text and "Back to the draft" not in text
    assert text.index(ENCOURAGE[:40]) < text.index("A-001")
