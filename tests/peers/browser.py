"""A true browser (Debian's Chromium) against a true server; absent programs fail the tests that need them."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from flask import Flask
from playwright.sync_api import Browser, sync_playwright
from werkzeug.serving import WSGIRequestHandler, make_server

if TYPE_CHECKING:
    from wsgiref.types import StartResponse, WSGIEnvironment

ANSWER = "tests.answer"
CHROMIUM = Path("/usr/bin/chromium")
QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One browser for the whole run; each test opens contexts of its own."""
    assert CHROMIUM.exists(), "Chromium is not installed: run make test, or install Debian's chromium"
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=str(CHROMIUM), args=QUIET)
        yield opened
        opened.close()


class _Handler(WSGIRequestHandler):
    """Closes what was being sent when a browser goes away: werkzeug leaves it open."""

    def connection_dropped(self, error: BaseException, environ: WSGIEnvironment | None = None) -> None:
        answer = (environ or {}).get(ANSWER)
        if hasattr(answer, "close"):
            answer.close()


@contextmanager
def serving(app: Flask) -> Iterator[str]:
    """The address at which `app` is served, by threads."""

    def remembered(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        environ[ANSWER] = answer = app(environ, start_response)
        return answer

    server = make_server("127.0.0.1", 0, remembered, threaded=True, request_handler=_Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join(10)
    server.server_close()


@pytest.fixture
def served(app: Flask) -> Iterator[str]:
    """The address at which the test's app is served."""
    with serving(app) as address:
        yield address
