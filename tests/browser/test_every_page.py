"""Every page of the demonstration: axe at each width in each theme, nothing sideways, one heading, landmarks.

`make test` takes turns: each page once wide and once narrow, at the next width in the next theme; `make soak` all.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from drafting.web.database import db
from tests.browser.looking import faults_of_focus, looking
from tests.exchange.sample import sample
from tests.peers.application import make_app
from tests.peers.browser import serving
from tests.soak import share

DELEGATE = [
    "/",
    "/account",
    "/help",
    "/search",
    "/search?q=integration",
    "/search?q=nowhere",
    "/framework/2",
    "/framework/2?view=changes",
    "/framework/2?view=all",
    "/framework/2?p=36&tab=amendments",
    "/framework/2?p=36&tab=comments",
    "/framework/2?p=36&tab=history",
    "/framework/2?p=0&tab=comments",
    "/framework/2/print?notes=1&view=changes",
    "/framework/2/p/36",
    "/framework/p/36/history",
    "/framework/1..2",
    "/framework/1..2?why=7",
    "/framework/1..2?all=1",
    "/framework/2..1",
    "/framework/2/p/36/amend",
    "/framework/2/p/36/amend?operation=insert",
    "/framework/2/p/36/amend?operation=delete",
    "/framework/2/p/36/amend?operation=move",
    "/framework/2/p/36/amend?operation=join",
    "/framework/2/p/36/amend?operation=reshape",
    "/framework/2/p/36/comment",
    "/framework/2/p/0/comment",
    "/framework/2/p/0/propose",
    "/framework/unsent",
    "/framework/news",
    "/framework/following",
    "/framework/2/packages",
    "/framework/round/2",
    "/framework/round/1",
    "/framework/round/2/contributions",
    "/framework/round/2/contributions?type=reply&delegation=malta",
    "/framework/2/yours",
    "/framework/2/exports",
    "/framework/desk",
    "/framework/99",
]
SECRETARIAT = [
    "/",
    "/help",
    "/people",
    "/people/bergen",
    "/people?lack=resting",
    "/people/group",
    "/people/invitations",
    "/people/invitations/table",
    "/import",
    "/framework/desk",
    "/framework/round/2",
    "/framework/2/round",
    "/framework/2/import",
    "/framework/2/correct?key=36",
    "/framework/2/on-behalf",
    "/framework/2/on-behalf?what=amendment",
]
DECIDING = [
    "/framework/desk?queue=1",
    "/framework/desk/triage",
    "/framework/desk/triage?kind=editorial&status=undecided",
    "/framework/desk/triage?status=bracketed",
    "/framework/desk/reasons",
    "/framework/desk/36",
    "/framework/desk/2",
    "/framework/desk/0",
    "/framework/desk/preview",
    "/framework/desk/publish",
    "/framework/desk/withdrawn",
    "/framework/desk/fallen",
]
REWORKED = """# 1. Shared tasks

Cities and regions must publish their plans every year.

First half and second half.

| Task | Who |
|---|---|
| Survey | Towns |
| Report | Cities |

A wholly other sentence stands here now.

This paragraph is moved to the end.
"""


@pytest.fixture(scope="module")
def demonstration(tmp_path_factory: pytest.TempPathFactory, blank_database: Path) -> Iterator[str]:
    """The address at which the loaded demonstration is served."""
    folder = tmp_path_factory.mktemp("every-page")
    path = folder / "drafting.sqlite"
    path.write_bytes(blank_database.read_bytes())
    app = make_app(folder, f"sqlite:///{path}", None, DEMO=True)
    assert app.test_cli_runner().invoke(args=["load-demo"]).exit_code == 0
    with serving(app) as address:
        yield address
    with app.app_context():
        db.session.remove()
        db.engine.dispose()


def test_at_the_door(demonstration: str, browser: Browser) -> None:
    with looking(browser, demonstration, None) as look:
        look.at("/sign-in")
        look.at("/help")
        look.at("/invitation/unknown")


def test_what_a_delegate_sees(demonstration: str, browser: Browser) -> None:
    with looking(browser, demonstration, "head.bergen@demo.example") as look:
        for address in DELEGATE:
            look.at(address)
        look.page.goto("/framework/2")
        look.page.keyboard.press("?")
        look.page.wait_for_selector("dialog[open]")
        look.here("the help over a draft")


@pytest.mark.parametrize("size", [(1440, 700), (390, 844)], ids=["wide", "narrow"])
def test_wherever_the_tab_key_leads_the_focus_is_seen_and_nothing_covers_it(
    demonstration: str, browser: Browser, size: tuple[int, int]
) -> None:
    with looking(browser, demonstration, "head.bergen@demo.example") as look:
        look.page.set_viewport_size({"width": size[0], "height": size[1]})
        for address in (
            "/framework/2",
            "/framework/2?p=36#panel-title",
            "/framework/2/p/36/amend",
            "/framework/unsent",
        ):
            look.page.goto(address)
            look.found += [f"{address}: {fault}" for fault in faults_of_focus(look.page, share(80, 2_000))]


def test_what_the_secretariat_sees(demonstration: str, browser: Browser) -> None:
    with looking(browser, demonstration, "secretary@demo.example") as look:
        for address in SECRETARIAT:
            look.at(address)


def test_what_is_seen_on_the_way_from_a_file_to_a_draft(demonstration: str, browser: Browser, tmp_path: Path) -> None:
    with looking(browser, demonstration, "secretary@demo.example") as look:
        page, path = look.page, tmp_path / "sample.docx"
        path.write_bytes(sample())
        page.goto("/import")
        page.set_input_files("#file", path)
        page.get_by_role("button", name="Read the file").click()
        look.here("the question about tracked changes")
        page.get_by_label("The text with all changes accepted").check()
        page.get_by_role("button", name="Go on").click()
        look.here("the preview of an import")
        page.get_by_label("Title of the text").fill("Sample")
        page.get_by_role("button", name="Import as Draft 1").click()
        page.get_by_role("link", name="Import a reworked file as the next draft").click()
        look.here("the import of a reworked file")
        path.with_suffix(".md").write_text(REWORKED)
        page.set_input_files("#file", path.with_suffix(".md"))
        page.get_by_role("button", name="Read the file").click()
        look.here("the preview of a reworked file")
        page.get_by_label("It is new").first.check()
        page.get_by_label("Reason").fill("The meeting asked for it.")
        page.get_by_label("Source").fill("Report of the meeting, item 5")
        page.get_by_role("button", name="Issue Draft 2").click()
        look.here("the comparison with what was reworked")


def test_what_the_secretariat_sees_when_it_decides(demonstration: str, browser: Browser) -> None:
    with looking(browser, demonstration, "secretary@demo.example") as look:
        look.page.goto("/framework/desk")
        look.page.get_by_role("link", name="Close the round now").click()
        look.here("the question whether to close the round")
        look.page.get_by_role("button", name="Close the round now").click()
        look.here("the desk of a closed round")
        look.page.get_by_role("button", name="Begin to decide").click()
        look.page.wait_for_load_state()
        for address in DECIDING:
            look.at(address)
        look.page.goto("/framework/desk/36")
        look.page.get_by_role("link", name="Look at them").first.click()
        look.here("a change and where else it stands")
