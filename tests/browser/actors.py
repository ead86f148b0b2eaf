"""People at work in browsers of their own at the same moment, and what each was told of what they did.

Each has a browser context; all run in one event loop in a thread of its own, because the suite's other browser tests
hold the main thread.
"""

from __future__ import annotations

import asyncio
import random
import re
import threading
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from html import unescape

from playwright.async_api import Browser, Page, async_playwright

from tests.factories import ENCOURAGE
from tests.peers.browser import CHROMIUM, QUIET

OPEN, DESK = "/open/1", "/deciding/desk"
BLOCKS = 4
"""Of each text; on the desk the last two have amendments to decide on, the first two are written by hand."""


@dataclass(frozen=True)
class Saved:
    """A save of a text that was acknowledged: what was seen when it was saved, and what was written over it."""

    place: str
    by: str
    seen: str
    written: str


@dataclass
class Told:
    """What all of them were told, in the order in which it was told."""

    comments: list[tuple[str, str, str]] = field(default_factory=list)
    """Delegation, label, words; replies have the label of what they answer."""
    amendments: list[tuple[str, str, str]] = field(default_factory=list)
    supports: list[tuple[str, str]] = field(default_factory=list)
    saves: list[Saved] = field(default_factory=list)
    decisions: dict[str, int] = field(default_factory=dict)
    """How many saves of rulings were acknowledged, by place."""
    refused: list[tuple[str, str, str, str]] = field(default_factory=list)
    """Saves refused because others had been first: by whom, where, the page that was shown, and what was typed."""
    wrong: list[str] = field(default_factory=list)
    read: int = 0

    def figures(self) -> str:
        return (
            f"{self.read} pages read, {len(self.comments)} comments and replies, {len(self.amendments)} amendments, "
            f"{len(self.supports)} supports, {len(self.saves)} texts saved, {sum(self.decisions.values())} decisions, "
            f"{len(self.refused)} refused with both texts shown, {len(self.wrong)} faults"
        )


@dataclass
class Actor:
    """One person at one computer. `first` are waited for by all who share them, so that they meet at least once."""

    name: str
    page: Page
    told: Told
    chance: random.Random
    first: Meeting
    number: int = 0

    def token(self) -> str:
        self.number += 1
        return f"{self.name} {self.number}"

    async def open(self, address: str) -> None:
        answer = await self.page.goto(address)
        self.told.read += 1
        if answer is None or answer.status >= 400:
            self.told.wrong.append(f"{self.name}: {address} answered {answer and answer.status}")

    async def send(self, button: str) -> int:
        """Press a button and wait for the page that answers; gives its status as the server's own pages tell it."""
        beside = ("/unsent", "/diff", "/result")
        async with self.page.expect_response(
            lambda answer: answer.request.method == "POST" and not answer.url.endswith(beside)
        ) as response:
            await self.page.locator(button).first.click()
        answer = await response.value
        await self.page.wait_for_load_state("load")
        if answer.status >= 500 or answer.status in (400, 401, 403):
            self.told.wrong.append(f"{self.name}: {answer.url} answered {answer.status}")
        return int(answer.status)

    async def said(self) -> str:
        await self.page.wait_for_selector(".said p")
        return (await self.page.locator(".said").inner_text()).strip()


class Meeting:
    """Lets nobody go on before all `size` are there, once; afterwards it is open."""

    def __init__(self, size: int) -> None:
        self.left = size
        self.all_there = asyncio.Event()

    async def wait(self) -> None:
        self.left -= 1
        if self.left <= 0:
            self.all_there.set()
        await asyncio.wait_for(self.all_there.wait(), 60)


async def delegate(actor: Actor) -> None:
    """One act of a delegate, of those that a round is for."""
    act = actor.chance.choice((read, read, comment, comment, amend, amend, support, reply))
    await act(actor)


async def read(actor: Actor) -> None:
    key = actor.chance.randint(1, BLOCKS)
    await actor.open(actor.chance.choice((OPEN, f"{OPEN}?p={key}", f"{OPEN}/p/{key}", "/", f"{OPEN}?view=all")))


async def comment(actor: Actor) -> None:
    words = f"Comment of {actor.token()}."
    await actor.open(f"{OPEN}/p/{actor.chance.randint(0, BLOCKS)}/comment")
    await actor.page.fill("#body", words)
    await actor.send("button[value=submit]")
    actor.told.comments.append((actor.name, label_in(await actor.said()), words))


async def reply(actor: Actor) -> None:
    if not actor.told.comments:
        return
    _name, label, _words = actor.chance.choice(actor.told.comments)
    words = f"Reply of {actor.token()}."
    await actor.open(f"/open/C-{int(label[2:])}/reply")
    await actor.page.fill("#body", words)
    await actor.send("form[data-autosave] .btn-p")
    await actor.said()
    actor.told.comments.append((actor.name, label, words))


async def amend(actor: Actor) -> None:
    await actor.open(f"{OPEN}/p/{actor.chance.randint(1, BLOCKS)}/amend")
    words = ENCOURAGE.replace("encourage", f"encourage, says {actor.token()},")
    await actor.page.fill("#text", words)
    await actor.page.fill("#reason", f"Because of {actor.token()}.")
    await actor.send("button[value=submit]")
    actor.told.amendments.append((actor.name, label_in(await actor.said()), words))


async def support(actor: Actor) -> None:
    await actor.open(f"{OPEN}/p/{actor.chance.randint(1, BLOCKS)}?tab=amendments")
    buttons = actor.page.locator("form[action$='/support'] button")
    count = await buttons.count()
    if not count:
        return
    form = actor.page.locator("form[action$='/support']").nth(actor.chance.randrange(count))
    address = await form.get_attribute("action") or ""
    await form.evaluate("form => form.querySelector('button').setAttribute('data-pressed', '')")
    await actor.send("[data-pressed]")
    actor.told.supports.append((actor.name, label_in(address)))


async def edit(actor: Actor) -> None:
    """One comment, from two computers of the same person."""
    await actor.open("/open/C-1/edit")
    seen, words = await actor.page.input_value("#body"), f"Edited by {actor.token()}."
    await actor.first.wait()
    await actor.page.fill("#body", words)
    status = await actor.send("form[data-autosave] .btn-p")
    while status == 409:
        await actor.page.wait_for_selector("text=As it stands now")
        shown = await actor.page.locator("main").inner_text()
        both_shown(actor, "C-1", shown, await actor.page.input_value("#body"), words)
        seen = await actor.page.locator(".note > p").first.inner_text()
        status = await actor.send("form[data-autosave] .btn-p")
    await actor.said()
    actor.told.saves.append(Saved("C-1", actor.name, seen, words))


async def secretary(actor: Actor) -> None:
    """A block of the desk: its text by hand, or rulings on what is proposed."""
    key = actor.chance.randint(1, BLOCKS)
    await (write(actor, actor.chance.randint(1, 2)) if key <= 2 else rule(actor, key))


async def write(actor: Actor, key: int) -> None:
    place = f"block {key}"
    await actor.open(f"{DESK}/{key}")
    seen, words = await actor.page.input_value("#text-0"), f"Written by {actor.token()}."
    await actor.first.wait()
    await actor.page.fill("#text-0", words)
    await actor.page.fill("#reason", f"Reason of {actor.name}.")
    await asyncio.sleep(actor.chance.random() / 2)
    status = await actor.send("button[name=go][value=stay]:not(.vh)")
    while status == 409:
        shown = await actor.page.locator("main").inner_text()
        both_shown(actor, place, shown, await actor.page.input_value("#text-0"), words)
        seen = (await actor.page.locator("p.base").first.inner_text()).strip()
        if actor.chance.random() < 0.5:
            return
        status = await actor.send("button[name=go][value=stay]")
    if status < 400:
        actor.told.saves.append(Saved(place, actor.name, seen, words))
    else:
        actor.told.wrong.append(f"{actor.name}: {place} answered {status}")


async def rule(actor: Actor, key: int) -> None:
    """Tick a ruling for each change, at random, with a reason."""
    await actor.open(f"{DESK}/{key}")
    ruling = actor.chance.choice(("accept", "refuse", "hold"))
    for ticked in await actor.page.locator(f"input[type=radio][value={ruling}]").all():
        await ticked.check()
    await actor.page.fill("#reason", f"Reason of {actor.token()}.")
    status = await actor.send("button[name=go][value=stay]:not(.vh)")
    if status == 409:
        shown = await actor.page.locator("main").inner_text()
        both_shown(actor, f"block {key}", shown, "", "")
    elif status < 400:
        place = f"block {key}"
        actor.told.decisions[place] = actor.told.decisions.get(place, 0) + 1


def both_shown(actor: Actor, place: str, page: str, mine: str, words: str) -> None:
    """A refused save shows what was sent, to be sent again; that it shows the other's text too is looked at in the end,
    when everybody has told what they wrote."""
    if mine != words:
        actor.told.wrong.append(f"{actor.name} at {place}: typed “{words}”, and “{mine}” came back")
    actor.told.refused.append((actor.name, place, page, words))


def label_in(words: str) -> str:
    """ "A-012" or "C-003" in what is said or in an address."""
    found = re.search(r"\b([AC])-(\d+)", unescape(words))
    assert found, words
    return f"{found[1]}-{int(found[2]):03d}"


Act = Callable[[Actor], Awaitable[None]]


async def work(actor: Actor, act: Act, until: float) -> None:
    while time.monotonic() < until:
        try:
            await act(actor)
        except Exception as error:
            actor.told.wrong.append(f"{actor.name}: {type(error).__name__} {str(error)[:300]}")
            return


async def signed_in(browser: Browser, address: str, button: str) -> Page:
    context = await browser.new_context(base_url=address, reduced_motion="reduce")
    context.set_default_timeout(60_000)
    page = await context.new_page()
    await page.goto("/sign-in")
    await page.get_by_role("button", name=button, exact=True).click()
    await page.wait_for_url("**/")
    return page


async def all_at_once(address: str, cast: Sequence[tuple[str, str, Act]], seconds: float, seed: str) -> Told:
    told = Told()
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=str(CHROMIUM), args=QUIET)
        meetings = {act: Meeting(sum(1 for _n, _b, other in cast if other is act)) for _name, _button, act in cast}
        actors = []
        for name, button, act in cast:
            page, chance = await signed_in(browser, address, button), random.Random(f"{seed} {name}")
            actors.append((Actor(name, page, told, chance, meetings[act]), act))
        until = time.monotonic() + seconds
        await asyncio.gather(*(work(actor, act, until) for actor, act in actors))
        await browser.close()
    return told


def in_a_thread(address: str, cast: Sequence[tuple[str, str, Act]], seconds: float, seed: str) -> Told:
    """Let `cast` (name, button on the sign-in page, what they do) work for so many seconds; what they were told."""
    out: list[Told] = []
    failed: list[BaseException] = []

    def run() -> None:
        try:
            out.append(asyncio.run(all_at_once(address, cast, seconds, seed)))
        except BaseException as error:
            failed.append(error)

    thread = threading.Thread(target=run)
    thread.start()
    thread.join(seconds + 300)
    if failed:
        raise failed[0]
    assert out, "they did not come to an end"
    return out[0]
