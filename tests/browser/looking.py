"""What a page is looked at for in a true browser: axe, nothing sideways, text spacing, one heading, landmarks."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import cycle

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from drafting.demo.load import PASSWORD
from tests.soak import SOAKING

WIDE, NARROW = (1440, 1920), (390, 320)
"""320 px is a window of 1280 at 400 %."""
HEIGHT = {1920: 1080, 1440: 900, 390: 844, 320: 256}
THEMES = ("light", "dark", "forced colours")
RULES = {"rules": {"target-size": {"enabled": True}}}
"""Targets of at least 24 px (WCAG 2.5.8) are not yet looked for by default."""

SPACING = """
* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important }
p { margin-bottom: 2em !important }
"""
"""What a reader may set, and nothing may break by it (WCAG 1.4.12)."""

LAYOUT = """(spacing) => {
  const found = [];
  const sheet = new CSSStyleSheet();
  if (spacing) {
    sheet.replaceSync(spacing);
    document.adoptedStyleSheets = [sheet];
  }
  const wide = document.documentElement.scrollWidth;
  if (wide > innerWidth + 1) {
    const of = [...document.querySelectorAll("body *")].filter(
      (e) => e.getBoundingClientRect().right > innerWidth + 1 && !e.closest(".scroll, .vh"));
    const last = of.at(-1);
    found.push(`scrolls sideways (${wide}): ${last ? last.tagName + "." + last.className : ""}`);
  }
  for (const e of document.querySelectorAll("h1, h2, h3, p, li, button, .btn, legend, label, td, th, summary")) {
    const style = getComputedStyle(e);
    const hides = ["hidden", "clip"].includes(style.overflowX) || ["hidden", "clip"].includes(style.overflowY);
    if (hides && !e.closest(".vh") && (e.scrollWidth > e.clientWidth + 1 || e.scrollHeight > e.clientHeight + 1))
      found.push(`cuts its words off: ${e.tagName}.${e.className} ${e.textContent.trim().slice(0, 40)}`);
  }
  document.adoptedStyleSheets = [];
  return found;
}"""
STRUCTURE = """() => {
  const found = [];
  const only = (what, many) => many !== 1 && found.push(`${many} of ${what}`);
  only("h1", document.querySelectorAll("h1").length);
  only("main", document.querySelectorAll("main").length);
  only("header of the page", document.querySelectorAll("body > header").length);
  only("main navigation", document.querySelectorAll("header nav[aria-label]").length);
  const skip = document.querySelector("a[href], button, input");
  if (!skip?.matches("a.skip[href='#main']")) found.push("the skip link does not come first");
  if (!document.querySelector("main#main")) found.push("the skip link leads nowhere");
  if (!document.documentElement.lang) found.push("no language");
  if (!document.title.trim()) found.push("no title");
  return found;
}"""


FOCUS = """() => {
  const e = document.activeElement;
  if (!e || e === document.body) return "";
  const box = e.getBoundingClientRect();
  const name = `${e.tagName} ${(e.labels?.[0] ?? e).textContent.trim().slice(0, 40) || e.id}`;
  const style = getComputedStyle(e);
  if (style.outlineStyle === "none" || parseFloat(style.outlineWidth) < 2) return `${name}: its focus is not seen`;
  const parts = [0.5, 0.1, 0.9];
  const points = parts.flatMap((x) => parts.map((y) => [box.left + x * box.width, box.top + y * box.height]));
  const seen = points.some(([x, y]) => {
    const there = document.elementFromPoint(x, y);
    return there && (e.contains(there) || there.contains(e) && !there.matches("html, body"));
  });
  return seen ? "" : `${name}: covered or out of sight at ${Math.round(box.left)}, ${Math.round(box.top)}`;
}"""
"""What is wrong with the focus where it is now ("" for nothing): it must be seen, and nothing may cover it."""


def fault_of_focus(page: Page) -> str:
    """What is wrong with the focus, when the browser has scrolled to it."""
    if not page.evaluate(FOCUS):
        return ""
    page.evaluate("new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")
    return str(page.evaluate(FOCUS))


def faults_of_focus(page: Page, stops: int) -> list[str]:
    """Go through a page by the Tab key, at most `stops` times; what is wrong with the focus on the way."""
    found = []
    for _ in range(stops):
        page.keyboard.press("Tab")
        if fault := fault_of_focus(page):
            found.append(fault)
        if page.evaluate("document.activeElement === document.body"):
            break
    return found


@dataclass
class Look:
    """Looks at pages in one browser; each address is loaded wide and narrow, and what is found is gathered."""

    page: Page
    found: list[str]

    def at(self, address: str) -> None:
        """Load `address` at each size and look at it."""
        for widths in (WIDE, NARROW):
            self._size(widths[0])
            self.page.goto(address)
            self._look(address, widths)

    def here(self, where: str) -> None:
        """Look at what the page shows now, without loading it again."""
        for widths in (WIDE, NARROW):
            self._size(widths[0])
            self._look(where, widths)
        self._size(WIDE[0])

    def _look(self, where: str, widths: tuple[int, int]) -> None:
        self._tell(where, self.page.evaluate(STRUCTURE))
        turns = [(width, theme) for width in widths for theme in THEMES] if SOAKING else [_turn(widths)]
        for width, theme in turns:
            self._size(width)
            self._theme(theme)
            axe = Axe().run(self.page, options=RULES).response["violations"]
            self._tell(f"{where} at {width}, {theme}", (f"{one['id']} at {one['nodes'][0]['target']}" for one in axe))
        for width in widths:
            self._size(width)
            self._tell(f"{where} at {width}", self.page.evaluate(LAYOUT, ""))
        if 320 in widths:
            self._tell(f"{where} at 320 with text spacing", self.page.evaluate(LAYOUT, SPACING))

    def _size(self, width: int) -> None:
        self.page.set_viewport_size({"width": width, "height": HEIGHT[width]})

    def _theme(self, theme: str) -> None:
        self.page.emulate_media(
            color_scheme="dark" if theme == "dark" else "light",
            forced_colors="active" if theme == "forced colours" else "none",
        )

    def _tell(self, where: str, found: Iterable[str]) -> None:
        self.found += [f"{where}: {one}" for one in found]


_TURNS = {widths: cycle([(width, theme) for theme in THEMES for width in widths]) for widths in (WIDE, NARROW)}


def _turn(widths: tuple[int, int]) -> tuple[int, str]:
    """In `make test` each page is looked at by axe wide once and narrow once, each time at the next width and theme."""
    return next(_TURNS[widths])


@contextmanager
def looking(browser: Browser, address: str, email: str | None) -> Iterator[Look]:
    """A browser that is signed in with the demonstration's password, or at the sign-in page. What was found in it must
    be nothing at the end."""
    with browser.new_context(base_url=address, reduced_motion="reduce") as context:
        page = context.new_page()
        page.goto("/sign-in")
        if email:
            page.fill("#email", email)
            page.fill("#password", PASSWORD)
            page.click("main form .btn-p")
            page.wait_for_url("**/")
        look = Look(page, [])
        yield look
        assert not look.found, "\n".join(look.found)
