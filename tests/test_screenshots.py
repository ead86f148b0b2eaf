"""Each page has its picture: the table of scripts/screenshots.py against the app's pages, the folder and its list."""

from __future__ import annotations

import base64
import re
import struct
from pathlib import Path
from urllib.parse import urlsplit

from flask import Flask
from playwright.sync_api import Browser
from werkzeug.exceptions import NotFound

from scripts.palette import reduced
from scripts.screenshots import FOLDER, PICTURES
from tests.browser import test_every_page
from tests.web.test_states import PAGES

LEAD_ELSEWHERE = {"reading.text", "reading.numbered", "reading.amendment", "reading.comment"}
"""They answer with the address of another page."""
SIX_MEGABYTES = 6_000_000


def endpoint_of(app: Flask, address: str) -> str:
    try:
        return str(app.url_map.bind("localhost").match(urlsplit(address).path)[0])
    except NotFound:
        return ""


def pictured() -> set[str]:
    return {one.endpoint for one in PICTURES}


def test_every_page_of_the_app_has_a_picture() -> None:
    assert set(PAGES) - LEAD_ELSEWHERE - pictured() == set(), "add these to scripts/screenshots.py"


def test_every_page_that_axe_looks_at_has_a_picture(app: Flask) -> None:
    looked_at = [*test_every_page.DELEGATE, *test_every_page.SECRETARIAT, *test_every_page.DECIDING]
    found = {endpoint_of(app, address) for address in looked_at} - LEAD_ELSEWHERE
    assert len(found) > 20
    assert found - pictured() == set(), "add these to scripts/screenshots.py"


def test_each_picture_is_of_the_page_that_it_says(app: Flask) -> None:
    wrong = [
        one.name
        for one in PICTURES
        if one.reach is None and one.endpoint and endpoint_of(app, one.address) != one.endpoint
    ]
    assert wrong == []


def test_no_name_is_given_twice() -> None:
    names = [one.name for one in PICTURES]
    assert sorted(names) == sorted(set(names))


def test_the_folder_has_the_pictures_of_the_table_at_their_sizes_and_no_other() -> None:
    sizes = {file: width for one in PICTURES for file, width, _theme in one.files()}
    there = {path.name: width_of(path) for path in FOLDER.glob("*.png")}
    assert there == sizes, "run make screenshots"
    assert sum(path.stat().st_size for path in FOLDER.glob("*.png")) < SIX_MEGABYTES


def width_of(path: Path) -> int:
    return int(struct.unpack(">I", path.read_bytes()[16:20])[0])


def test_the_list_beside_them_tells_each_picture() -> None:
    told = set(re.findall(r"`([a-z][a-z-]*)`", (FOLDER / "README.md").read_text(encoding="utf-8").partition("##")[0]))
    assert told == {one.name for one in PICTURES}


def test_a_picture_is_made_smaller_and_looks_the_same(browser: Browser) -> None:
    page = browser.new_page(viewport={"width": 300, "height": 120})
    page.set_content("<body style='background:#1c4a80;color:#fff;font:20px serif'>Drafting <b>together</b>")
    before = page.screenshot()
    after = reduced(page, before)
    page.set_content(f"<img src='data:image/png;base64,{base64.b64encode(after).decode()}'>")
    assert page.evaluate("document.images[0].decode().then(() => document.images[0].naturalWidth)") == 300
    assert after[25] == 3 and len(after) < len(before)
    page.close()
