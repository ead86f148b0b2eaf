"""Every page of the demonstration by axe, wide and narrow, light and dark; and nothing scrolls sideways."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page
from werkzeug.serving import make_server

from drafting.demo.load import PASSWORD
from drafting.web.database import db
from tests.exchange.sample import sample
from tests.peers.application import make_app

DELEGATE = [
    "/",
    "/account",
    "/framework/2",
    "/framework/2?view=changes",
    "/framework/2?view=all",
    "/framework/2?p=36&tab=amendments",
    "/framework/2?p=36&tab=comments",
    "/framework/2?p=36&tab=history",
    "/framework/2?p=0&tab=comments",
    "/framework/2/p/36",
    "/framework/1..2",
    "/framework/1..2?why=7",
    "/framework/1..2?all=1",
    "/framework/2/p/36/amend",
    "/framework/2/p/36/amend?operation=insert",
    "/framework/2/p/36/amend?operation=delete",
    "/framework/2/p/36/amend?operation=move",
    "/framework/2/p/36/amend?operation=join",
    "/framework/2/p/36/amend?operation=reshape",
    "/framework/2/p/36/comment",
    "/framework/2/p/0/comment",
    "/framework/unsent",
    "/framework/round/2",
    "/framework/round/1",
    "/framework/2/yours",
    "/framework/2/exports",
    "/framework/desk",
    "/framework/99",
]
SECRETARIAT = [
    "/",
    "/people",
    "/people/bergen",
    "/import",
    "/framework/desk",
    "/framework/round/2",
    "/framework/2/round",
    "/framework/2/import",
    "/framework/2/on-behalf",
    "/framework/2/on-behalf?what=amendment",
]
DECIDING = [
    "/framework/desk?queue=1",
    "/framework/desk/36",
    "/framework/desk/2",
    "/framework/desk/0",
    "/framework/desk/preview",
    "/framework/desk/publish",
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
SIZES = [(1440, 900), (390, 844)]


@pytest.fixture(scope="module")
def demonstration(tmp_path_factory: pytest.TempPathFactory, blank_database: Path) -> Iterator[str]:
    """The address at which the loaded demonstration is served."""
    folder = tmp_path_factory.mktemp("every-page")
    path = folder / "drafting.sqlite"
    path.write_bytes(blank_database.read_bytes())
    app = make_app(folder, f"sqlite:///{path}", None, DEMO=True)
    assert app.test_cli_runner().invoke(args=["load-demo"]).exit_code == 0
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join(10)
    server.server_close()
    with app.app_context():
        db.session.remove()
        db.engine.dispose()


def signed_in(browser: Browser, address: str, email: str | None, size: tuple[int, int], scheme: str) -> Page:
    context = browser.new_context(
        base_url=address,
        viewport={"width": size[0], "height": size[1]},
        color_scheme="dark" if scheme == "dark" else "light",
        reduced_motion="reduce",
    )
    page = context.new_page()
    page.goto("/sign-in")
    if email:
        page.fill("#email", email)
        page.fill("#password", PASSWORD)
        page.click("main form .btn-p")
    return page


def faults(page: Page, where: str) -> list[str]:
    """What axe finds, and whether the page scrolls sideways."""
    found = [
        f"{where}: {violation['id']} at {violation['nodes'][0]['target']}"
        for violation in Axe().run(page).response["violations"]
    ]
    if page.evaluate("document.documentElement.scrollWidth > innerWidth + 1"):
        found.append(f"{where}: scrolls sideways")
    return found


def visited(page: Page, addresses: list[str]) -> list[str]:
    found: list[str] = []
    for address in addresses:
        page.goto(address)
        found += faults(page, address)
    page.context.close()
    return found


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", SIZES, ids=["wide", "narrow"])
def test_axe_finds_nothing_on_any_page(
    demonstration: str, browser: Browser, size: tuple[int, int], scheme: str, tmp_path: Path
) -> None:
    door = signed_in(browser, demonstration, None, size, scheme)
    found = faults(door, "sign-in")
    door.goto("/invitation/unknown")
    found += faults(door, "an unknown invitation")
    door.context.close()
    found += visited(signed_in(browser, demonstration, "head.bergen@demo.example", size, scheme), DELEGATE)
    found += visited(signed_in(browser, demonstration, "secretary@demo.example", size, scheme), SECRETARIAT)
    importing = signed_in(browser, demonstration, "secretary@demo.example", size, scheme)
    path = tmp_path / "sample.docx"
    path.write_bytes(sample())
    importing.goto("/import")
    importing.set_input_files("#file", path)
    importing.get_by_role("button", name="Read the file").click()
    found += faults(importing, "the question about tracked changes")
    importing.get_by_label("The text with all changes accepted").check()
    importing.get_by_role("button", name="Go on").click()
    found += faults(importing, "the preview of an import")
    importing.get_by_label("Title of the text").fill(f"Sample {size[0]} {scheme}")
    importing.get_by_role("button", name="Import as Draft 1").click()
    importing.get_by_role("link", name="Import a reworked file as the next draft").click()
    found += faults(importing, "the import of a reworked file")
    path.with_suffix(".md").write_text(REWORKED)
    importing.set_input_files("#file", path.with_suffix(".md"))
    importing.get_by_role("button", name="Read the file").click()
    found += faults(importing, "the preview of a reworked file")
    importing.get_by_label("It is new").first.check()
    importing.get_by_label("Reason").fill("The meeting asked for it.")
    importing.get_by_label("Source").fill("Report of the meeting, item 5")
    importing.get_by_role("button", name="Issue Draft 2").click()
    found += faults(importing, "the comparison with what was reworked")
    importing.context.close()
    assert found == []


def test_axe_finds_nothing_where_the_secretariat_decides(demonstration: str, browser: Browser) -> None:
    page = signed_in(browser, demonstration, "secretary@demo.example", SIZES[0], "light")
    page.goto("/framework/desk")
    page.get_by_role("button", name="Close the round now").click()
    found = faults(page, "the desk of a closed round")
    page.get_by_role("button", name="Begin to decide").click()
    page.context.close()
    for size in SIZES:
        for scheme in ("light", "dark"):
            found += visited(signed_in(browser, demonstration, "secretary@demo.example", size, scheme), DECIDING)
    assert found == []
