"""Every page's picture, in Chromium from both demonstrations, at 1440x900 and 390x844, the main pages dark too.

`make screenshots` writes them into docs/screenshots, with fewer colours and so a third of the size; pictures of that
folder that are not in the table are removed. A name, or the beginning of one, takes these only:
`python -m scripts.screenshots triage crowd`. tests/test_screenshots.py holds the table against the app's pages.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from bench.pages import CHROMIUM, PEOPLE, ROOT, environment, flask, serving, signed_in
from scripts.palette import reduced
from scripts.prepared import prepare

FOLDER = ROOT / "docs" / "screenshots"
SIZES = {1440: 900, 390: 844}
PORT = int(os.environ.get("SCREENSHOTS_PORT", "5907"))
DELEGATE, SECRETARY, NOBODY = "delegate", "secretary", ""
OPEN, DECIDING, LARGE, CROWD = "demonstration", "demonstration, deciding", "large", "large, deciding"
"""The worlds, in the order in which the pictures are taken; a round that was closed is not opened again."""
FILE = b"# Shared tasks\n\nCities publish their plans every year.\n\nRegions support them with advice and with means.\n"
REWORKED = FILE.replace(b"every year", b"every two years") + b"\nA paragraph that is new stands here.\n"


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """One page: `address` is where it is, or where `reach` begins to go there; TOKEN in it is that of an invitation.
    Files: `name`-1440.png and so on."""

    name: str
    address: str
    endpoint: str
    who: str = DELEGATE
    world: str = OPEN
    reach: Callable[[Page], None] | None = None
    dark: bool = False

    def files(self) -> list[tuple[str, int, str]]:
        """Name of the file, width, theme."""
        themes = ("light", "dark") if self.dark else ("light",)
        return [
            (f"{self.name}-{width}{'-dark' if theme == 'dark' else ''}.png", width, theme)
            for theme in themes
            for width in SIZES
        ]


def uploading(words: bytes) -> Callable[[Page], None]:
    def reach(page: Page) -> None:
        page.set_input_files("#file", {"name": "text.md", "mimeType": "text/markdown", "buffer": words})
        page.get_by_role("button", name="Read the file").click()
        page.wait_for_load_state()

    return reach


def following(selector: str) -> Callable[[Page], None]:
    """Go where the first link leads that fits."""

    def reach(page: Page) -> None:
        page.goto(page.locator(selector).first.get_attribute("href") or "")

    return reach


def one(name: str, address: str, endpoint: str, who: str = DELEGATE, world: str = OPEN, **more: object) -> Picture:
    return Picture(name=name, address=address, endpoint=endpoint, who=who, world=world, **more)  # type: ignore[arg-type]


PICTURES: Sequence[Picture] = (
    one("sign-in", "/sign-in", "door.sign_in", NOBODY),
    one("start", "/", "start.start", dark=True),
    one("start-secretariat", "/", "start.start", SECRETARY),
    one("account", "/account", "account.account"),
    one("search", "/search?q=integration", "search.page"),
    one("help", "/help", "help.page"),
    one("text", "/framework/2", "reading.draft"),
    one("reading", "/framework/2?p=36#p36", "reading.draft", dark=True),
    one("changes", "/framework/2?view=changes", "reading.draft"),
    one("amendments-inline", "/framework/2?view=all", "reading.draft"),
    one("print", "/framework/2/print?notes=1&view=changes", "printing.page"),
    one("history", "/framework/2?p=36&tab=history#p36", "reading.draft"),
    one("block", "/framework/2/p/36", "reading.block", dark=True),
    one("block-history", "/framework/p/36/history", "reading.history"),
    one("comparison", "/framework/1..2", "reading.comparison"),
    one("amend", "/framework/2/p/36/amend", "amend.amend", dark=True),
    one("amend-insert", "/framework/2/p/36/amend?operation=insert", "amend.amend"),
    one("amend-withdraw", "/framework/A-82/withdraw", "amend.ask_withdraw"),
    one("comment", "/framework/2/p/36/comment", "comment.comment"),
    one("propose", "/framework/2/p/0/propose", "comment.propose"),
    one("reply", "/framework/C-27/reply", "comment.reply"),
    one("comment-edit", "/framework/C-27/edit", "comment.edit"),
    one("comment-withdraw", "/framework/C-27/withdraw", "comment.ask_withdraw"),
    one("comment-answer", "/framework/C-27/answer", "comment.answer", SECRETARY),
    one("proposal", "/framework/C-69/operations", "proposals.proposal", SECRETARY),
    one("mine", "/framework/unsent", "unsent.unsent"),
    one("packages", "/framework/2/packages", "packages.packages"),
    one("yours", "/framework/2/yours", "outcome.outcome"),
    one("news", "/framework/news", "following.news"),
    one("following", "/framework/following", "following.listed"),
    one("exports", "/framework/2/exports", "exports.exports"),
    one("entered", "/framework/A-166/entered", "on_behalf.amendment"),
    one("entered-comment", "/framework/C-70/entered", "on_behalf.comment"),
    one("not-found", "/framework/99", ""),
    one("not-permitted", "/framework/desk", ""),
    one("people", "/people", "people.people", SECRETARY),
    one("group", "/people/group", "group.group", SECRETARY),
    one("invitations", "/people/invitations", "invitations.invitations", SECRETARY),
    one("invitations-table", "/people/invitations/table", "invitations.bulk", SECRETARY),
    one("delegation", "/people/bergen", "people.delegation", SECRETARY),
    one("invitation", "/invitation/TOKEN", "door.invitation", NOBODY),
    one("import", "/import", "drafts.new", SECRETARY),
    one("import-preview", "/import", "drafts.preview", SECRETARY, reach=uploading(FILE)),
    one("correct", "/framework/2/correct?key=36", "correct.new", SECRETARY),
    one("on-behalf", "/framework/2/on-behalf", "on_behalf.enter", SECRETARY),
    one("by-word", "/framework/2/by-word", "deliveries.files", SECRETARY),
    one("by-word-file", "/framework/by-word/1", "deliveries.delivery", SECRETARY, dark=True),
    one("round", "/framework/round/2", "rounds.round"),
    one("round-close", "/framework/round/2/close", "rounds.closing", SECRETARY),
    one("desk-open", "/framework/desk", "desk.desk", SECRETARY),
    one("desk", "/framework/desk?queue=1", "desk.desk", SECRETARY, DECIDING, dark=True),
    one("consolidation", "/framework/desk/36", "desk.block", SECRETARY, DECIDING, dark=True),
    one("linked", "/framework/desk/36", "linked.change", SECRETARY, DECIDING,
        reach=following('a[href*="/desk/linked/"]:not([href*="package"])')),
    one("linked-package", "/framework/desk/linked/package/1", "linked.package", SECRETARY, DECIDING),
    one("preview", "/framework/desk/preview", "desk.preview", SECRETARY, DECIDING),
    one("publish", "/framework/desk/publish", "desk.publish", SECRETARY, DECIDING),
    one("withdrawn", "/framework/desk/withdrawn", "desk.withdrawn", SECRETARY, DECIDING),
    one("fallen", "/framework/desk/fallen", "desk.fallen_list", SECRETARY, DECIDING),
    one("reasons", "/framework/desk/reasons", "reasons.reasons", SECRETARY, DECIDING),
    one("round-new", "/shared-tasks/1/round", "rounds.new", SECRETARY, DECIDING),
    one("next-draft", "/shared-tasks/1/import", "next_draft.new", SECRETARY, DECIDING),
    one("next-draft-preview", "/shared-tasks/1/import", "next_draft.preview", SECRETARY, DECIDING,
        reach=uploading(REWORKED)),
    one("dashboard", "/programme/round/2", "rounds.round", SECRETARY, LARGE, dark=True),
    one("contributions", "/programme/round/2/contributions", "round_items.items", DELEGATE, LARGE),
    one("triage", "/programme/desk/triage?status=undecided", "triage.triage", SECRETARY, CROWD, dark=True),
    one("crowd", "/programme/desk?queue=1", "desk.block", SECRETARY, CROWD,
        reach=following('table.list tr:has(td:text-is("47")) th a'), dark=True),
)  # fmt: skip


def load(folder: Path, *more: str) -> None:
    subprocess.run(flask(folder, "load-demo", *more), cwd=ROOT, env=environment(folder, 0), check=True)


def begin(page: Page, text: str) -> None:
    """Close the round of `text` and begin to decide, as a secretary does."""
    page.goto(f"/{text}/round/2/close?back=desk")
    page.get_by_role("button", name="Close the round now").click()
    with page.expect_navigation(timeout=60_000):
        page.get_by_role("button", name="Begin to decide").click()


def publish_a_text(page: Page) -> None:
    """A text that is imported and in no round."""
    page.goto("/import")
    uploading(FILE)(page)
    page.get_by_label("Title of the text").fill("Shared tasks")
    page.get_by_role("button", name="Import as Draft 1").click()
    page.wait_for_load_state()


def photograph(context: BrowserContext, blank: Page, picture: Picture, token: str) -> None:
    page = context.new_page()
    for file, width, theme in picture.files():
        page.set_viewport_size({"width": width, "height": SIZES[width]})
        page.emulate_media(color_scheme="dark" if theme == "dark" else "light", reduced_motion="reduce")
        page.goto(picture.address.replace("TOKEN", token))
        if picture.reach is not None:
            picture.reach(page)
        page.wait_for_load_state("networkidle")
        page.evaluate("document.fonts.ready")
        (FOLDER / file).write_bytes(reduced(blank, page.screenshot()))
    page.close()
    print(picture.name, flush=True)


def take(
    browser: Browser,
    address: str,
    pictures: Iterable[Picture],
    *,
    before: Callable[[Page], None] | None,
    token: str,
) -> None:
    """The pictures of one world, when `before` was done in it; `token` is of an open invitation."""
    states = {who: signed_in(browser, address, email) for who, email in PEOPLE.items()}
    contexts = {who: browser.new_context(base_url=address, storage_state=state) for who, state in states.items()}
    contexts[NOBODY] = browser.new_context(base_url=address)
    blank = browser.new_page()
    if before is not None:
        first = contexts[SECRETARY].new_page()
        before(first)
        first.close()
    for picture in pictures:
        photograph(contexts[picture.who], blank, picture, token)
    blank.close()
    for context in contexts.values():
        context.close()


def deciding(text: str) -> Callable[[Page], None]:
    def before(page: Page) -> None:
        if text == "framework":
            publish_a_text(page)
        begin(page, text)

    return before


def main(names: Sequence[str]) -> None:
    wanted = [one for one in PICTURES if not names or one.name.startswith(tuple(names))]
    FOLDER.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=["--no-sandbox", "--disable-gpu"])
        for text, more, worlds in (("framework", (), (OPEN, DECIDING)), ("programme", ("--large",), (LARGE, CROWD))):
            if not any(one.world in worlds for one in wanted):
                continue
            with tempfile.TemporaryDirectory() as kept:
                folder = Path(kept)
                load(folder, *more)
                token = prepare(folder) if text == "framework" else ""
                with serving(folder, PORT) as address:
                    for world in worlds:
                        pictures = [one for one in wanted if one.world == world]
                        before = deciding(text) if world in (DECIDING, CROWD) else None
                        if pictures:
                            take(browser, address, pictures, before=before, token=token)
        browser.close()
    if not names:
        listed = {file for picture in PICTURES for file, _width, _theme in picture.files()}
        for path in FOLDER.glob("*.png"):
            if path.name not in listed:
                path.unlink()


if __name__ == "__main__":
    main(sys.argv[1:])
