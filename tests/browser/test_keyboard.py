"""With Tab, Enter, the space bar and arrows alone: a delegate amends, the secretariat decides and publishes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import Group
from tests.browser.looking import fault_of_focus
from tests.factories import ENCOURAGE

PATIENCE = 150
"""Stops of the Tab key after which nobody goes on looking."""


@dataclass
class Keys:
    """A person without a mouse; what was wrong with the focus at any stop is gathered. `actions` counts what is
    activated and each field that is filled; `stops` the way there by the Tab key."""

    page: Page
    found: list[str] = field(default_factory=list)
    stops: int = 0
    actions: int = 0

    def to(self, wanted: Locator) -> None:
        """Go on by the Tab key until `wanted` has the focus."""
        for _ in range(PATIENCE):
            self.page.keyboard.press("Tab")
            self.stops += 1
            if fault := fault_of_focus(self.page):
                self.found.append(f"{self.page.url}: {fault}")
            if wanted.evaluate_all("those => those.includes(document.activeElement)"):
                return
        raise AssertionError(f"{wanted} was not reached in {PATIENCE} stops at {self.page.url}")

    def press(self, wanted: Locator, key: str = "Enter") -> None:
        self.to(wanted)
        self.page.keyboard.press(key)
        self.actions += 1

    def type(self, wanted: Locator, words: str) -> None:
        self.to(wanted)
        self.fill(words)

    def fill(self, words: str) -> None:
        """Type over the field that has the focus."""
        self.page.keyboard.press("Control+a")
        self.page.keyboard.type(words)
        self.actions += 1

    def follow(self, wanted: Locator, url: str) -> None:
        self.press(wanted)
        self.page.wait_for_url(url)


@pytest.fixture(params=[(1440, 700), (390, 844)], ids=["wide", "narrow"])
def keys(group: Group, request: pytest.FixtureRequest) -> Iterator[Keys]:
    """Somebody who is not signed in yet."""
    width, height = request.param
    with group.browser.new_context(
        base_url=group.server.address, viewport={"width": width, "height": height}, reduced_motion="reduce"
    ) as context:
        keys = Keys(context.new_page())
        keys.page.goto("/sign-in")
        yield keys
        assert keys.found == []


def test_a_delegate_signs_in_amends_and_submits_in_less_than_ten_actions(keys: Keys) -> None:
    page = keys.page
    keys.follow(page.get_by_role("button", name="Bergen"), "**/")
    keys.actions = 0
    keys.follow(page.get_by_role("link", name="In round").first, "**/in-round/1")
    keys.press(page.get_by_role("link", name="Skip to the text"))
    keys.follow(page.locator("#p3").get_by_role("link", name=": Amend"), "**/p/3/amend")
    expect(page.locator("#text")).to_be_focused()
    keys.fill(f"Authorities might act, {page.viewport_size}.")
    keys.type(page.locator("#reason"), "They are asked, not told.")
    keys.press(page.get_by_role("button", name="Submit for Bergen"))
    expect(page.locator(".said")).to_contain_text("is submitted for Bergen.")
    assert keys.actions == 6, "the text, the paragraph's Amend, two fields, the button; and the link past the head"


def test_the_secretariat_signs_in_decides_and_publishes(keys: Keys) -> None:
    page, text = keys.page, "by-keyboard" if keys.page.viewport_size == {"width": 1440, "height": 700} else "by-keys"
    keys.follow(page.get_by_role("button", name="Secretariat"), "**/")
    card = page.locator(".text-card", has=page.get_by_role("heading", name=text.replace("-", " ").capitalize()))
    keys.follow(card.get_by_role("link", name="To the desk"), f"**/{text}/desk/1")
    keys.press(page.get_by_role("link", name="Skip to the text"))
    keys.press(page.locator("article.group").first.get_by_role("radio"), "Space")
    keys.press(page.locator("article.group").nth(1).get_by_role("radio"), "Space")
    for _ in range(2):
        page.keyboard.press("ArrowRight")
    expect(page.locator("article.group").nth(1).get_by_label("Not accept", exact=True)).to_be_checked()
    keys.type(page.locator("#reason"), "One wording is enough.")
    keys.press(page.get_by_role("button", name="Save and stay"))
    expect(page.locator("#text-0")).to_have_value(ENCOURAGE.replace("encourage", "require"))
    keys.follow(page.get_by_role("link", name="Publish"), "**/desk/publish")
    keys.type(page.get_by_label("to confirm"), "2")
    keys.press(page.get_by_role("button", name="Publish Draft 2"))
    expect(page.get_by_text("Draft 2 is published.")).to_be_visible()
