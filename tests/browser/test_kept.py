"""Killing the browser, the server or the network while somebody types into any form: the text is there afterwards."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, expect

from tests.browser.conftest import Group
from tests.browser.forms import AMEND, COMMENT, FORMS, NOT_KEPT, PARTS, Form
from tests.peers.server import ROOT
from tests.soak import SOAKING

KEPT_THERE = [form for form in FORMS if form.of in (AMEND, COMMENT)]
"""Those that are kept on the server too."""
EVERY_FORM = pytest.mark.parametrize("form", FORMS, ids=[form.name for form in FORMS])


def button_of(form: Form, page: Page) -> Locator:
    name, _, which = form.button.partition(" >> nth=")
    found = page.locator("main, .res, .noted").locator("button:not(.vh)").filter(has_text=name)
    return found.nth(int(which)) if which else found.first


def left_and_kept(page: Page, words: str) -> None:
    """Leave the field, and wait until its words are in the browser's store."""
    page.keyboard.press("Tab")
    page.wait_for_function("words => Object.values(localStorage).some(kept => kept.includes(words))", arg=words)


def expect_typed(page: Page, said: dict[str, str]) -> None:
    for selector, value in said.items():
        expect(page.locator(selector)).to_have_value(value)


@EVERY_FORM
def test_without_the_network_the_text_stays_and_after_the_browser_died_it_is_found_again(
    group: Group, form: Form
) -> None:
    context = group.context(form.who)
    page = context.new_page()
    form.open(page)
    address = form.address or page.url
    said = form.type(page, "kept")
    left_and_kept(page, "kept")
    context.set_offline(True)
    button_of(form, page).click()
    expect(page.locator("[data-alert] .alert")).to_contain_text("The server cannot be reached.")
    expect_typed(page, said)
    state = context.storage_state()
    context.close()

    context = group.context(form.who, state)
    page = context.new_page()
    page.goto(address)
    expect_typed(page, said)
    told = page.get_by_text("found on this computer and put back")
    expect(told.or_(page.locator("[data-kept-notice]"))).to_be_visible()
    context.close()


@pytest.mark.parametrize("form", KEPT_THERE, ids=[form.name for form in KEPT_THERE])
def test_a_clock_that_is_slow_puts_nothing_older_over_what_was_typed_last(group: Group, form: Form) -> None:
    """The server kept the first words, at a time that this browser takes for later than its own copy of them all."""
    context = group.context(form.who)
    page = context.new_page()
    page.clock.install(time=datetime.now(UTC) - timedelta(hours=2))
    form.open(page)
    with page.expect_response(lambda answer: answer.request.method == "POST" and answer.ok):
        form.type(page, "kept in both places")
        page.keyboard.press("Tab")
    page.wait_for_load_state("networkidle")
    context.set_offline(True)
    said = form.type(page, "kept here alone")
    left_and_kept(page, "kept here alone")
    state = context.storage_state()
    context.close()
    context = group.context(form.who, state)
    page = context.new_page()
    form.open(page)
    expect_typed(page, said)
    context.close()


def test_what_was_typed_elsewhere_since_is_not_overwritten_by_an_older_copy(group: Group) -> None:
    context, elsewhere = group.context("Bergen"), group.context("Bergen")
    page, other = context.new_page(), elsewhere.new_page()
    for where, words in ((page, "Typed here first."), (other, "Typed there since.")):
        where.goto("/in-round/1/p/2/amend")
        where.locator("#text").fill(words)
        with where.expect_response(lambda answer: answer.request.method == "POST" and answer.ok):
            where.keyboard.press("Tab")
    page.goto("/in-round/1/p/2/amend")
    expect_typed(page, {"#text": "Typed there since."})
    for one in (context, elsewhere):
        one.close()


def test_a_server_that_was_killed_loses_nothing_of_any_form(group: Group) -> None:
    contexts: dict[str, list[BrowserContext]] = {"Bergen": [], "Secretariat": []}
    places: set[tuple[str, str]] = set()
    pages: list[tuple[Form, Page, str, dict[str, str]]] = []
    for form in FORMS if SOAKING else FORMS[::5]:
        place = (form.of[1], form.address)
        if not contexts[form.who] or (form.address and place in places):  # one form is in one browser once
            contexts[form.who].append(group.context(form.who))
        places.add(place)
        page = contexts[form.who][-1].new_page()
        page.clock.install()
        form.open(page)
        pages.append((form, page, form.address or page.url, form.type(page, f"killed {form.name}")))
    group.server.kill()
    for form, page, _address, said in pages:
        page.clock.run_for(10_000)  # it is asked whether the server is there
        button_of(form, page).click()
        expect(page.locator("[data-alert] .alert")).to_contain_text("The server cannot be reached.")
        expect_typed(page, said)
    group.server.start()
    for _form, page, address, said in pages:
        page.goto(address)
        expect_typed(page, said)
        page.close()
    for context in (*contexts["Bergen"], *contexts["Secretariat"]):
        context.close()


def test_what_arrived_is_not_kept_any_more_and_what_was_refused_is(group: Group) -> None:
    context = group.context("Secretariat")
    page = context.new_page()
    page.goto("/people")
    page.locator("#name").fill("Tromsø")
    page.locator("#code").fill("No code!")
    page.get_by_role("button", name="Add").click()
    expect(page.locator("#errors")).to_be_focused()
    assert page.evaluate("Object.keys(localStorage).length") == 1
    page.locator("#code").fill("tromso")
    page.get_by_role("button", name="Add").click()
    expect(page.locator(".said")).to_contain_text("Tromsø is added.")
    page.wait_for_function("Object.keys(localStorage).length === 0")
    context.close()


def test_who_signs_in_after_a_session_that_lapsed_finds_nothing_of_others_in_the_browser(group: Group) -> None:
    context = group.context("Secretariat")
    page = context.new_page()
    page.goto("/people")
    page.locator("#name").fill("A name that is not settled")
    left_and_kept(page, "A name that is not settled")
    page.goto("/sign-in")
    context.clear_cookies()
    for name, stays in (("Secretariat", True), ("Bergen", False)):
        page.goto("/sign-in")
        context.clear_cookies()
        context.add_cookies(group.context(name).cookies())
        page.goto("/account")
        page.wait_for_load_state("load")
        kept = page.evaluate("Object.values(localStorage).join()")
        assert ("not settled" in kept) is stays
    context.close()


def test_a_form_put_back_after_somebody_else_acted_is_not_saved_over_them(group: Group) -> None:
    """The copy brings the version it was opened on: the server refuses it, and shows both texts."""
    mine, theirs = group.context("Secretariat"), group.context("Secretariat")
    page = mine.new_page()
    page.goto("/on-the-desk/desk/1")
    page.locator("#text-0").fill("Mine, typed first.")
    page.locator("#reason").fill("My reason.")
    left_and_kept(page, "Mine, typed first.")
    page.goto("/account")
    other = theirs.new_page()
    other.goto("/on-the-desk/desk/1")
    other.locator("#text-0").fill("Theirs, saved meanwhile.")
    other.locator("#reason").fill("Their reason.")
    other.get_by_role("button", name="Save and stay").click()
    expect(other.locator("#text-0")).to_have_value("Theirs, saved meanwhile.")

    page.goto("/on-the-desk/desk/1")
    expect(page.locator("#text-0")).to_have_value("Mine, typed first.")
    page.get_by_role("button", name="Save and stay").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("while you were working on it")
    expect(page.locator("#text-0")).to_have_value("Mine, typed first.")
    expect(page.get_by_text("Theirs, saved meanwhile.").first).to_be_visible()
    page.get_by_role("link", name="Discard mine").click()
    expect(page.locator("#text-0")).to_have_value("Theirs, saved meanwhile.")
    for context in (mine, theirs):
        context.close()


def test_after_signing_in_again_the_form_is_filled_in(group: Group) -> None:
    context = group.context("Secretariat")
    page = context.new_page()
    page.clock.install()
    page.goto("/in-round/round/1")
    page.locator("#reason").fill("Typed before the session ended.")
    context.clear_cookies()
    page.clock.run_for(10_000)
    expect(page.locator("[data-alert]")).to_contain_text("You have been signed out.")
    page.locator("[data-alert]").get_by_role("link", name="Sign in").click()
    page.get_by_role("button", name="Secretariat").click()
    expect(page.locator("#reason")).to_have_value("Typed before the session ended.")
    context.close()


def test_signed_in_again_in_another_window_the_form_is_sent_as_if_nothing_had_been(group: Group) -> None:
    context = group.context("Bergen")
    page = context.new_page()
    page.goto("/in-round/1/p/3/comment")
    page.locator("#body").fill("Sent with the token of another session.")
    context.clear_cookies()
    other = context.new_page()
    other.goto("/sign-in")
    other.get_by_role("button", name="Bergen").click()
    other.wait_for_url("**/")
    page.get_by_role("button", name="Submit for Bergen").click()
    expect(page.locator(".said")).to_contain_text("is submitted for Bergen")
    context.close()


def test_who_wants_nothing_kept_on_this_computer_has_nothing_kept(group: Group) -> None:
    context = group.context("Malta")
    page = context.new_page()
    page.goto("/account")
    page.get_by_label("Keep what I type on this computer too").uncheck()
    page.get_by_role("button", name="Save").click()
    expect(page.locator(".said")).to_contain_text("Saved.")
    page.clock.install()
    page.goto("/in-round/1/p/3/comment")
    page.locator("#body").fill("For the server only.")
    page.clock.run_for(2_500)
    page.locator("#kind").focus()
    expect(page.locator("[data-said]")).to_contain_text("Kept at")
    assert page.evaluate("Object.keys(localStorage)") == []
    context.close()


TYPED = re.compile(
    r"<textarea(?![^>]*\breadonly)"
    r"|<input\b(?![^>]*\btype=)"
    r'|<input\b(?=[^>]*\btype="(?:text|email|date|time|number|search|tel|url)")(?![^>]*\breadonly)'
)
A_FORM = re.compile(r"<form\b[^>]*>.*?</form>", re.DOTALL)
ENDPOINT = re.compile(r"'(\w+\.\w+)'")


def forms_of(template: Path) -> Iterator[tuple[str, str]]:
    """Each form of a template into which something is typed: (template, endpoint that it is sent to or "")."""
    source = re.sub(r"\{#.*?#\}", "", template.read_text(), flags=re.DOTALL)
    name = template.relative_to(ROOT / "templates").as_posix()
    for found in A_FORM.findall(source):
        tag = found[: found.index(">", found.index("method=") if "method=" in found else 0) + 1]
        if 'method="post"' in tag and TYPED.search(found):
            _before, _action, after = tag.partition('action="')
            for endpoint in ENDPOINT.findall(after.partition('"')[0]) or [""]:
                yield name, endpoint
    if TYPED.search(A_FORM.sub("", source)):
        yield name, "outside of its tags"


def test_no_form_into_which_somebody_types_is_missing_from_these_tests() -> None:
    in_templates = {form for path in (ROOT / "templates").rglob("*.html") for form in forms_of(path)}
    tested = {form.of for form in FORMS} | set(NOT_KEPT) | {(name, "outside of its tags") for name in PARTS}
    assert in_templates - tested == set(), "add these to tests/browser/forms.py"
    assert tested - in_templates == set(), "these are no more"
    assert set(PARTS.values()) <= {form.of for form in FORMS}
