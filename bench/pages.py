"""How long every page of the largest round takes, by the browser's own clock, through the server of `make run`.

The round is that of `load-demo --large`: 27 member delegations, 400 blocks, 900 amendments, 600 comments. Each page
of the app is opened in Chromium with an empty cache, by a delegate and by the secretariat, while the round is open and
again while it is consolidated. A figure is `loadEventEnd - startTime` of PerformanceNavigationTiming, in milliseconds;
beside it the same as a multiple of the bare route in the same run. Run as `python -m bench.pages`.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from flask import Flask
from playwright.sync_api import Browser, Page, StorageState, sync_playwright
from sqlalchemy import func, select
from werkzeug.routing import BuildError

from drafting.demo.load import PASSWORD
from drafting.model.amendments import Amendment
from drafting.model.comments import Comment
from drafting.model.people import Delegation, Seat
from drafting.model.rounds import Round
from drafting.model.texts import Text
from drafting.procedure.consolidate import begin_consolidation
from drafting.procedure.rounds import close_round
from drafting.rules.lifecycle import ItemState
from drafting.rules.permissions import Category
from drafting.web.database import begin_write, db
from drafting.web.factory import create_app

ROOT = Path(__file__).resolve().parents[1]
CHROMIUM = Path("/usr/bin/chromium")
BARE = "/healthz"
ASKED = 1_000
"""Milliseconds within which every page is loaded."""
TIMES = 3
PEOPLE = {"delegate": "head.bergen@demo.example", "secretary": "secretary@demo.example"}
DOWNLOADS = ".csv"
"""What the addresses of files end with: no pages."""
NO_PAGES = ("static", "health", "exports.export", "door.invitation")
"""Endpoints that answer with no page, or only once."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """One page: `first` is the first time that anybody opens it since the server started, `usual` the median after."""

    who: str
    path: str
    first: float
    usual: float


def environment(folder: Path, port: int) -> dict[str, str]:
    return os.environ | {"DRAFTING_INSTANCE": str(folder), "DRAFTING_DEMO": "1", "PORT": str(port)}


def flask(folder: Path, *arguments: str, port: int = 5000) -> list[str]:
    return [sys.executable, "-m", "flask", "--app", "app", *arguments]


def load(folder: Path) -> Flask:
    """The large demonstration in `folder`, and an app on it beside the server."""
    subprocess.run(flask(folder, "load-demo", "--large"), cwd=ROOT, env=environment(folder, 0), check=True)
    os.environ["DRAFTING_INSTANCE"] = str(folder)
    return create_app()


@contextmanager
def serving(folder: Path, port: int) -> Iterator[str]:
    """The address of the server that `make run` starts."""
    process = subprocess.Popen(
        flask(folder, "serve"),
        cwd=ROOT,
        env=environment(folder, port),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.STDOUT,
    )
    address = f"http://127.0.0.1:{port}"
    try:
        for _ in range(300):
            try:
                urllib.request.urlopen(address + BARE, timeout=5).read()
                break
            except OSError:
                time.sleep(0.1)
        else:
            raise RuntimeError("the server did not start")
        yield address
    finally:
        process.terminate()
        process.wait(30)


def pages(app: Flask, values: Mapping[str, Sequence[object]]) -> list[str]:
    """An address for every route that shows a page and whose values are known; one with several values gives several
    pages, each value at its place."""
    found = []
    with app.test_request_context():
        for rule in app.url_map.iter_rules():
            if "GET" not in (rule.methods or ()) or rule.endpoint.startswith(NO_PAGES):
                continue
            if not set(rule.arguments) <= set(values) or rule.rule.endswith(DOWNLOADS):
                continue
            most = max([len(values[name]) for name in rule.arguments], default=1)
            for n in range(most):
                told = {name: values[name][min(n, len(values[name]) - 1)] for name in rule.arguments}
                try:
                    found.append(app.url_for(rule.endpoint, _external=False, **told))  # type: ignore[arg-type]
                except BuildError:
                    continue
    return sorted(set(found))


def values_of(app: Flask) -> dict[str, Sequence[object]]:
    """What stands in the addresses: the round of the large text, its block with most amendments, one of its items."""
    with app.app_context():
        session = db.session
        round_ = session.scalars(
            select(Round).join(Text).where(Text.slug == "programme").order_by(Round.id.desc())
        ).first()
        assert round_ is not None
        on_round = (Amendment.round_id == round_.id, Amendment.state == ItemState.SUBMITTED)
        crowd = session.execute(
            select(Amendment.key).where(*on_round).group_by(Amendment.key).order_by(func.count().desc()).limit(1)
        ).scalar_one()
        item = session.scalars(select(Amendment.number).where(*on_round, Amendment.key == crowd).limit(1)).one()
        same = session.scalars(
            select(Comment.number).where(Comment.round_id == round_.id, Comment.number == item)
        ).first()
        assert same is not None
        number = round_.draft.number
        db.session.remove()
    return {
        "text": ["programme"],
        "number": [number],
        "key": [crowd],
        "item": [item],
        "code": ["bergen"],
        "before": [1],
        "after": [2],
    }


def milliseconds(page: Page, address: str) -> tuple[float, int]:
    """The time of one loading, and the answer's status."""
    answer = page.goto(address, wait_until="load")
    page.wait_for_function("performance.getEntriesByType('navigation')[0].loadEventEnd > 0")
    told = page.evaluate(
        "(() => { const t = performance.getEntriesByType('navigation')[0]; return t.loadEventEnd - t.startTime; })()"
    )
    return float(told), answer.status if answer is not None else 0


def signed_in(browser: Browser, address: str, email: str) -> StorageState:
    context = browser.new_context(base_url=address)
    page = context.new_page()
    page.goto("/sign-in")
    page.fill("#email", email)
    page.fill("#password", PASSWORD)
    page.click("main button.btn-p")
    page.wait_for_load_state("load")
    kept = context.storage_state()
    context.close()
    return kept


def opened(browser: Browser, address: str, who: str, state: StorageState, path: str) -> Opened | None:
    """The page, several times with an empty cache; None where it is not for `who`."""
    took = []
    for _ in range(TIMES):
        context = browser.new_context(base_url=address, storage_state=state, viewport={"width": 1440, "height": 900})
        time_, status = milliseconds(context.new_page(), path)
        context.close()
        if status != 200:
            return None
        took.append(time_)
    return Opened(who=who, path=path, first=took[0], usual=statistics.median(took[1:]))


def measure(browser: Browser, address: str, paths: Sequence[str], title: str) -> list[Opened]:
    """Print a table of the pages, the slowest first, and give them."""
    states = {who: signed_in(browser, address, email) for who, email in PEOPLE.items()}
    bare = [opened(browser, address, "delegate", states["delegate"], BARE) for _ in range(3)]
    unit = statistics.median(one.usual for one in bare if one is not None)
    found = [
        one for who, state in states.items() for path in paths if (one := opened(browser, address, who, state, path))
    ]
    load = os.getloadavg()[0]
    print(f"\n{title}; the bare route takes {unit:.0f} ms; load of the machine {load:.1f}")
    print(f"{'page':<46} {'who':<10} {'first':>8} {'usual':>8} {'× bare':>8}")
    for one in sorted(found, key=lambda one: -one.first):
        late = "  MISSED" if max(one.first, one.usual) > ASKED else ""
        print(f"{one.path:<46} {one.who:<10} {one.first:>5.0f} ms {one.usual:>5.0f} ms {one.usual / unit:>8.1f}{late}")
    return found


def consolidate(app: Flask) -> None:
    """Close the round and begin to make the next draft."""
    with app.app_context():
        begin_write()
        session, at = db.session(), datetime.now(UTC)
        round_ = session.scalars(
            select(Round).join(Text).where(Text.slug == "programme").order_by(Round.id.desc())
        ).first()
        secretary = session.scalars(
            select(Seat).join(Delegation).where(Delegation.category == Category.SECRETARIAT).order_by(Seat.id)
        ).first()
        assert round_ is not None and secretary is not None
        close_round(session, round_, by=secretary, at=at)
        begin_consolidation(session, round_, by=secretary, at=at)
        db.session.commit()
        db.session.remove()


def main() -> list[str]:
    """Measure; gives the pages that take longer than is asked."""
    if not CHROMIUM.exists():
        print("Chromium is not installed: the pages are not measured.")
        return []
    port = int(os.environ.get("BENCH_PORT", "5904"))
    found: list[Opened] = []
    with tempfile.TemporaryDirectory() as kept, sync_playwright() as playwright:
        folder = Path(kept)
        app = load(folder)
        paths = pages(app, values_of(app))
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=["--no-sandbox", "--disable-gpu"])
        for title, step in (("The round is open", None), ("The round is consolidated", consolidate)):
            if step is not None:
                step(app)
            with serving(folder, port) as address:
                found += measure(browser, address, paths, title)
        browser.close()
    return [f"{one.path} ({one.who}): {max(one.first, one.usual):.0f} ms" for one in found if one.first > ASKED]


if __name__ == "__main__":
    sys.exit(1 if main() else 0)
