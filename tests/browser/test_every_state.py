"""Each page in each of its states (tests/web/states.py) is looked at in a browser: axe, nothing sideways, landmarks.

What the app answers is shown to the browser under the page's own address; nothing is served. `make test` takes turns of
widths and themes and looks at the pages after a fault, `make soak` takes all.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

import pytest
from flask import Flask
from flask.testing import FlaskClient
from playwright.sync_api import Browser, Page, Route

from tests.browser.looking import Look
from tests.soak import SOAKING
from tests.web.states import State
from tests.web.test_states import PAGES, client_for, worlds

__all__ = ["worlds"]
ADDRESS = "http://localhost"


def states() -> Iterator[tuple[str, str, State]]:
    """Each page after a fault, which test_every_page.py does not come to; in all its states where there is time."""
    for endpoint, page in PAGES.items():
        for name, state in page.states().items():
            if SOAKING or name == "error":
                yield endpoint, name, state


@contextmanager
def shown(page: Page, client: FlaskClient, state: State, token: str) -> Iterator[str]:
    """The address under which the browser finds what the app answered; all else of the page comes from the app too."""
    answer = state.answer(client, token)
    for _ in range(3):
        if answer.status_code == 303:
            answer = client.get(answer.headers["Location"])
    address = f"{ADDRESS}/state-of-a-page"

    def give(route: Route) -> None:
        asked = urlsplit(route.request.url)
        if route.request.url == address:
            found = answer
        elif route.request.method == "GET":
            found = client.get(f"{asked.path}?{asked.query}")
        else:
            return route.abort()
        route.fulfill(status=found.status_code, headers=dict(found.headers), body=found.get_data())
        found.close()
        return None

    page.route("**/*", give)
    yield address
    page.unroute("**/*", give)


@pytest.mark.parametrize("state", [pytest.param(s, id=f"{e} {n}") for e, n, s in states()])
def test_axe_finds_nothing_in_any_state_of_any_page(
    worlds: dict[str, tuple[Flask, str]], quiet: Page, state: State
) -> None:
    app, token = worlds[state.world]
    look = Look(quiet, [])
    with shown(quiet, client_for(app, state.who), state, token) as address:
        quiet.goto(address)
        look.here("")
    assert not look.found, "\n".join(look.found)


@pytest.fixture(scope="module")
def quiet(browser: Browser) -> Iterator[Page]:
    with browser.new_context(reduced_motion="reduce") as context:
        yield context.new_page()
