"""How many actions a secretary needs for a decision, counted on the largest round in a browser.

An action is a click, a key or chord of keys, or a field typed. The script decides block by block as a secretary would:
of changes that collide it accepts the one with most delegations behind it and refuses the others with one reason; what
collides with nothing it accepts, all at once where the page offers it; a suggestion that no member supports it refuses.
Ctrl+Enter saves and leads to the next block. What is counted for a block is shared out among the amendments that were
decided by it. Run as `python -m bench.desk [steps]`.
"""

from __future__ import annotations

import os
import re
import statistics
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from flask import Flask
from playwright.sync_api import ElementHandle, Page, sync_playwright
from sqlalchemy import func, select

from bench.pages import CHROMIUM, PEOPLE, consolidate, load, serving, signed_in, values_of
from drafting.model.amendments import Amendment
from drafting.model.rounds import Round
from drafting.model.texts import Text
from drafting.rules.lifecycle import RoundState
from drafting.web.database import db

BLOCKS = 60
VIEWS = ("Editorial", "Free of collisions")
"""Ready views of the triage table that are accepted as a whole."""
REASON = "The wording of the other delegations finds more support."


class Secretary:
    """Works at the desk and counts what the hands do."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.actions = 0

    def click(self, what: ElementHandle) -> None:
        self.actions += 1
        what.click()

    def press(self, keys: str) -> None:
        self.actions += 1
        self.page.keyboard.press(keys)

    def type(self, selector: str, words: str) -> None:
        self.actions += 1
        self.page.fill(selector, words)

    def decide_block(self) -> bool:
        """Rule on all that is open on the page before us and save; False where the page did not take it."""
        if not self.page.query_selector_all(".clash article.group"):
            offered = self.page.query_selector("button[name=ruling][value=accept]")
            if offered is not None and not self._suggestions():
                with self.page.expect_navigation():
                    self.click(offered)
                return self._taken()
        refused = False
        for cluster in self.page.query_selector_all(".clash"):
            refused |= self._choose(cluster.query_selector_all("article.group"))
        for card in self.page.query_selector_all("main article.group"):
            if not card.evaluate("card => !!card.closest('.clash')"):
                refused |= self._choose([card])
        if refused:
            self.type("#reason", REASON)
        with self.page.expect_navigation():
            self.press("Control+Enter")
        return self._taken()

    def refuse_colliding(self) -> bool:
        """The page says which amendments cannot go together: refuse those of them that stand here, and save."""
        error = self.page.query_selector("#errors")
        named = set(re.findall(r"A-\d+", error.inner_text())) if error is not None else set()
        cards = [card for card in self.page.query_selector_all("main article.group") if card.query_selector("fieldset")]
        for card in [card for card in cards if set(re.findall(r"A-\d+", card.inner_text())) & named] or cards:
            radio = card.query_selector("input[value=refuse]")
            assert radio is not None
            self.click(radio)
        if not self.page.input_value("#reason"):
            self.type("#reason", REASON)
        with self.page.expect_navigation():
            self.press("Control+Enter")
        return self._taken()

    def decide_view(self, view: str) -> bool:
        """Accept in one act what the ready view of the triage table holds; False where it offers nothing."""
        found = next((one for one in self.page.query_selector_all(".views a") if view in one.inner_text()), None)
        assert found is not None, view
        with self.page.expect_navigation():
            self.click(found)
        whole = self.page.query_selector("#all")
        if whole is None:
            return False
        self.click(whole)
        for button in ("#triage .bulk button.btn-p", "main form button.btn-p"):
            offered = self.page.query_selector(button)
            if offered is None:
                return False
            with self.page.expect_navigation():
                self.click(offered)
        return self._taken()

    def _suggestions(self) -> bool:
        return bool(self.page.query_selector_all("main article.group .tag.w"))

    def _choose(self, cards: list[ElementHandle]) -> bool:
        """Accept the card with most names that may be accepted, refuse the others; whether one was refused."""
        open_ = [card for card in cards if card.query_selector("fieldset.dec") and not card.query_selector(":checked")]
        if not open_:
            return False
        taken = [card for card in cards if card not in open_ and card.query_selector("input[value=accept]:checked")]
        able = [card for card in open_ if card.query_selector(".tag.w") is None]
        best = None if taken or not able else max(able, key=lambda card: len(card.query_selector_all(".why")))
        refused = False
        for card in open_:
            ruling = "accept" if card is best else "refuse"
            refused |= ruling == "refuse"
            radio = card.query_selector(f"input[value={ruling}]")
            assert radio is not None
            self.click(radio)
        return refused

    def _taken(self) -> bool:
        self.page.wait_for_load_state("load")
        return self.page.query_selector("#errors") is None


def decided(app: Flask) -> int:
    """How many amendments of the large round are decided."""
    with app.app_context():
        count = db.session.scalar(
            select(func.count(Amendment.id))
            .join(Round, Round.id == Amendment.round_id)
            .join(Text, Text.id == Round.text_id)
            .where(
                Text.slug == "programme", Round.state == RoundState.CONSOLIDATING, Amendment.disposition.is_not(None)
            )
        )
        db.session.remove()
    return count or 0


def work(app: Flask, secretary: Secretary, start: str, blocks: int) -> tuple[list[float], int]:
    """Actions for each decided amendment over `blocks` blocks from `start`, and how many blocks were refused once."""
    shares: list[float] = []
    refusals, done = 0, secretary.actions
    secretary.page.goto(start)
    for _ in range(blocks):
        before = decided(app)
        if not secretary.decide_block():
            refusals += 1
            if not secretary.refuse_colliding() and not secretary.refuse_colliding():
                raise RuntimeError(f"{secretary.page.url} cannot be decided: {secretary.page.inner_text('#errors')}")
        now = decided(app) - before
        if now:  # what decides nothing, as going on to the next block, is counted with the next decision
            shares += [(secretary.actions - done) / now] * now
            done = secretary.actions
        if secretary.page.query_selector("form#desk") is None:
            break
    return shares, refusals


def triage(app: Flask, secretary: Secretary, views: Sequence[str]) -> list[float]:
    """Actions for each amendment that is decided in the triage table, one ready view after the other."""
    shares: list[float] = []
    secretary.page.goto("/programme/desk/triage")
    for view in views:
        before, done = decided(app), secretary.actions
        secretary.decide_view(view)
        now = decided(app) - before
        shares += [(secretary.actions - done) / now] * now if now else []
    return shares


def tell(what: str, shares: list[float], refusals: int) -> None:
    if not shares:
        print(f"{what}: nothing was decided")
        return
    print(
        f"{what}: {len(shares)} decisions, median {statistics.median(shares):.2f}, mean {statistics.fmean(shares):.2f} "
        f"actions a decision; {refusals} times the desk asked again"
    )


def main(blocks: int = BLOCKS) -> None:
    if not CHROMIUM.exists():
        print("Chromium is not installed: the desk is not measured.")
        return
    port = int(os.environ.get("BENCH_PORT", "5905"))
    with tempfile.TemporaryDirectory() as kept, sync_playwright() as playwright:
        app = load(Path(kept))
        crowd = values_of(app)["key"][0]
        consolidate(app)
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=["--no-sandbox", "--disable-gpu"])
        with serving(Path(kept), port) as address:
            state = signed_in(browser, address, PEOPLE["secretary"])
            page = browser.new_context(base_url=address, storage_state=state).new_page()
            tell("The block with 47 amendments", *work(app, Secretary(page), f"/programme/desk/{crowd}", 1))
            tell(f"{blocks} blocks in the order of the text", *work(app, Secretary(page), "/programme/desk", blocks))
            tell("The rest in the triage table", triage(app, Secretary(page), VIEWS), 0)
        browser.close()


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else BLOCKS)
