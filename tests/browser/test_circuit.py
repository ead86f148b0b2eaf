"""The whole circuit in a true browser, with and without JavaScript: a Word file goes in, the next draft comes out.

CIRCUIT_FILE names another Word file to take instead of the project's own sample; its expected text is then made from
what was imported by the same edits.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Browser, BrowserContext, Page, expect
from sqlalchemy.orm import Session

from drafting.exchange.read_docx import read
from drafting.text.blocks import Block, Kind
from drafting.text.markdown_writer import write
from tests.exchange.sample import sample
from tests.factories import a_seat, the_secretariat
from tests.peers.application import Clock

EXPECTED = """# 1. Shared tasks

Cities and regions must publish their plans[^1] every spring.

- a) housing, with *clear* targets;
  - i. for rented homes;
  - ii. for owned homes;
- b) schools and kindergartens.

First half and second half.

| Task | Who |
| --- | --- |
| Survey | Regions |
| Report | Cities |

The survey is free of charge.

The results are public.

[^1]: Within two months.
"""


@dataclass(frozen=True)
class Plan:
    """Which block is amended (`key`), by whom how, which one goes, and what comes after which; and what comes out."""

    key: int
    bergen: str
    malta: str
    lublin: str
    result: str
    gone: int
    after: int
    expected: str


def the_samples_plan(blocks: tuple[Block, ...]) -> Plan:
    base = blocks[1].text
    assert base == "Cities and regions should publish their plans[^1] every year."
    return Plan(
        key=2,
        bergen=base.replace("should", "must"),
        malta=base.replace("should", "shall"),
        lublin=base.replace("year", "spring"),
        result="Cities and regions must publish their plans[^1] every spring.",
        gone=12,
        after=11,
        expected=EXPECTED,
    )


def any_plan(blocks: tuple[Block, ...]) -> Plan:
    """The same edits on another file: two words of its longest paragraph, the deletion of another, a new one."""
    plain = [i for i, b in enumerate(blocks) if b.kind is Kind.PARAGRAPH and b.text.replace(" ", "").isprintable()]
    longest = max(plain, key=lambda i: len(blocks[i].text))
    alone = [i for i in plain if i != longest and i + 1 < len(blocks) and blocks[i + 1].kind is not Kind.POINT]
    gone = alone[-1]
    words = blocks[longest].text.split(" ")
    early, late = 2, len(words) - 3

    def edited(**given: str) -> str:
        told = list(words)
        for place, word in given.items():
            told[early if place == "early" else late] = word
        return " ".join(told)

    result = edited(early="certainly", late="promptly")
    new = list(blocks)
    new[longest] = Block(kind=Kind.PARAGRAPH, text=result)
    new.insert(longest + 1, Block(kind=Kind.PARAGRAPH, text="The results are public."))
    del new[gone if gone < longest else gone + 1]
    return Plan(
        key=longest + 1,
        bergen=edited(early="certainly"),
        malta=edited(early="perhaps"),
        lublin=edited(late="promptly"),
        result=result,
        gone=gone + 1,
        after=longest + 1,
        expected=write(new),
    )


@dataclass
class Browsers:
    """Opens browsers that are signed in as somebody, by the demonstration's one click."""

    browser: Browser
    address: str
    scripted: bool
    contexts: list[BrowserContext]

    def __call__(self, name: str) -> Page:
        context = self.browser.new_context(base_url=self.address, java_script_enabled=self.scripted)
        context.set_default_timeout(10_000)
        self.contexts.append(context)
        page = context.new_page()
        page.goto("/sign-in")
        page.get_by_role("button", name=name).click()
        return page


@pytest.fixture(params=["with JavaScript", "without JavaScript"])
def open_browser(
    app: Flask, session: Session, served: str, browser: Browser, clock: Clock, request: pytest.FixtureRequest
) -> Iterator[Browsers]:
    app.config["DEMO"] = True
    clock.at = datetime.now(UTC)
    the_secretariat(session)
    for code in ("bergen", "malta", "lublin"):
        a_seat(session, code)
    session.commit()
    browsers = Browsers(browser, served, request.param == "with JavaScript", [])
    yield browsers
    for context in browsers.contexts:
        context.close()


def test_a_word_file_becomes_the_next_draft(open_browser: Browsers, tmp_path: Path) -> None:
    given = os.environ.get("CIRCUIT_FILE")
    path = Path(given) if given else tmp_path / "sample.docx"
    if not given:
        path.write_bytes(sample())
    blocks = read(path.read_bytes(), changes="accept").blocks
    plan = any_plan(blocks) if given else the_samples_plan(blocks)

    secretary = open_browser("Secretariat")
    imported(secretary, path)
    opened(secretary)

    bergen, malta, lublin = (open_browser(name) for name in ("Bergen", "Malta", "Lublin"))
    for page, wording in ((bergen, plan.bergen), (malta, plan.malta), (lublin, plan.lublin)):
        amended(page, f"/shared-framework/1/p/{plan.key}/amend", wording)
        commented(page, f"/shared-framework/1/p/{plan.key}/comment")
    amended(malta, f"/shared-framework/1/p/{plan.gone}/amend?operation=delete", None)
    amended(lublin, f"/shared-framework/1/p/{plan.after}/amend?operation=insert", "The results are public.")
    bergen.goto(f"/shared-framework/1?p={plan.key}")
    expect(bergen.get_by_text("A-001 and A-002 change the same words.")).to_be_visible()
    supported(bergen, "A-003", "Lublin")
    replied(bergen, "C-002")

    secretary.goto("/shared-framework/desk")
    secretary.get_by_role("link", name="Close the round now").click()
    secretary.get_by_role("button", name="Close the round now").click()
    secretary.get_by_role("button", name="Begin to decide").click()
    secretary.goto(f"/shared-framework/desk/{plan.key}")
    ruled(secretary, "Bergen", "Accept")
    ruled(secretary, "Lublin", "Accept")
    ruled(secretary, "Malta", "Not accept")
    if open_browser.scripted:
        expect(secretary.locator("#text-0")).to_have_value(plan.result)
    secretary.get_by_label("Reason given to the authors").fill("The duty is clear in Bergen's wording.")
    secretary.get_by_role("button", name="Save and stay").click()
    expect(secretary.locator("#text-0")).to_have_value(plan.result)
    for key, name in ((plan.gone, "Malta"), (plan.after, "Lublin")):
        secretary.goto(f"/shared-framework/desk/{key}")
        group = secretary.locator("article.group", has=secretary.get_by_role("heading", name=name))
        group.last.get_by_role("radio", name="Accept", exact=True).check()
        secretary.get_by_role("button", name="Save and stay").click()
    published(secretary)

    formats = ("clean-md", "clean-docx", "clean-html", "clean-pdf")
    files = {fmt: secretary.request.get(f"/shared-framework/2/export/{fmt}") for fmt in formats}
    assert all(answer.ok for answer in files.values())
    assert files["clean-md"].text() == plan.expected
    assert write(read(files["clean-docx"].body(), changes=None).blocks) == plan.expected
    assert "The results are public." in files["clean-html"].text()
    assert files["clean-pdf"].body().startswith(b"%PDF")

    bergen.goto("/shared-framework/2/yours")
    expect(bergen.get_by_text("A-001").first).to_be_visible()
    malta.goto(f"/shared-framework/1..2?why={plan.key}")
    expect(malta.get_by_text("Bergen").first).to_be_visible()


def imported(page: Page, path: Path) -> None:
    page.goto("/import")
    page.get_by_label("File").set_input_files(path)
    page.get_by_role("button", name="Read the file").click()
    page.get_by_label("The text with all changes accepted").check()
    page.get_by_role("button", name="Go on").click()
    page.get_by_label("Title of the text").fill("Shared framework")
    page.get_by_role("button", name="Import as Draft 1").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Shared framework")


def opened(page: Page) -> None:
    page.goto("/shared-framework/1/round")
    page.get_by_label("Deadline: day").fill((datetime.now(UTC) + timedelta(days=9)).date().isoformat())
    page.get_by_role("button", name="Open the round").click()
    expect(page.get_by_text("Round 1 is open.")).to_be_visible()


def amended(page: Page, address: str, wording: str | None) -> None:
    page.goto(address)
    if wording is not None:
        page.locator("#text").fill(wording)
    page.locator("#reason").fill("It should be said plainly.")
    page.get_by_role("button", name="Submit for").click()
    expect(page.get_by_role("status").first).to_contain_text("A-0")


def commented(page: Page, address: str) -> None:
    page.goto(address)
    page.locator("#body").fill("This matters to us.")
    page.locator("form .btn-p").first.click()
    expect(page.get_by_role("status").first).to_contain_text("C-0")


def supported(page: Page, label: str, delegation: str) -> None:
    card = page.locator(f"#{label}")
    expect(card.get_by_role("heading")).to_contain_text(delegation)
    card.get_by_role("button", name="Support").click()
    expect(page.locator(f"#{label}")).to_contain_text("Supported by")


def replied(page: Page, label: str) -> None:
    page.goto(f"/shared-framework/C-{int(label[2:])}/reply")
    page.locator("#body").fill("We see it in the same way.")
    page.get_by_role("button", name="Submit for").click()
    expect(page.get_by_role("status").first).to_contain_text("Your reply is submitted.")
    expect(page.get_by_text("We see it in the same way.")).to_be_visible()


def ruled(page: Page, name: str, ruling: str) -> None:
    group = page.locator("article.group", has=page.get_by_role("heading", name=name))
    group.first.get_by_role("radio", name=ruling, exact=True).check()


def published(page: Page) -> None:
    page.goto("/shared-framework/desk/publish")
    page.get_by_label("Reference of the draft").fill("GT(2026)2")
    page.get_by_label("to confirm", exact=False).fill("2")
    page.get_by_role("button", name="Publish Draft 2").click()
    expect(page.get_by_text("Draft 2 is published.")).to_be_visible()
