"""A small group on a true server, with a browser for each of its people."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext
from sqlalchemy.orm import Session

from drafting.web.database import WRITE, db
from tests.browser.forms import a_group
from tests.peers.application import make_app
from tests.peers.server import SECRET, Server, serving


@dataclass
class Group:
    """The server, and a browser for each person: signed in, with nothing typed yet."""

    server: Server
    browser: Browser
    states: dict[str, Any] = field(default_factory=dict)

    def context(self, who: str, state: Any = None) -> BrowserContext:
        if who not in self.states:
            with self.browser.new_context(base_url=self.server.address) as context:
                page = context.new_page()
                page.goto("/sign-in")
                page.get_by_role("button", name=who).click()
                page.wait_for_url("**/")
                self.states[who] = context.storage_state()
        context = self.browser.new_context(base_url=self.server.address, storage_state=state or self.states[who])
        context.set_default_timeout(15_000)
        return context


@pytest.fixture(scope="module")
def group(tmp_path_factory: pytest.TempPathFactory, blank_database: Path, browser: Browser) -> Iterator[Group]:
    folder = tmp_path_factory.mktemp("kept")
    path = folder / "drafting.sqlite"
    path.write_bytes(blank_database.read_bytes())
    key = hashlib.sha256(b"drafting journal\0" + SECRET.encode()).digest()
    app = make_app(folder, f"sqlite:///{path}", None, SECRET_KEY=SECRET, JOURNAL_KEY=key)
    with app.app_context(), Session(db.engine, info={"journal_key": key}) as session:
        session.connection(execution_options={WRITE: True})
        a_group(session)
        session.commit()
        db.session.remove()
        db.engine.dispose()
    with serving(folder, f"sqlite:///{path}") as server:
        yield Group(server, browser)
