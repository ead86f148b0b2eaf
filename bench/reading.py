"""What the reading page costs: CPU of the server as a multiple of a bare route of the same app, on the same server, in
the same run; and how many queries a draft of 40 and one of 400 blocks takes.

A gunicorn of one process serves a draft of 400 blocks with 2,000 comments, all on words, one block in five with
emphasis; a second draft has 100 amendments besides. Run as `python -m bench.reading`. Linux only: the CPU time of the
server's process is read from its own clock.
"""

from __future__ import annotations

import http.client
import os
import random
import secrets
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

from flask import Flask
from sqlalchemy import Engine, event
from sqlalchemy.orm import Session

from drafting.exchange.document import Reading
from drafting.model.people import Delegation, Person, Seat, SignIn
from drafting.model.rounds import Round
from drafting.model.texts import Draft, Text
from drafting.procedure.import_draft import import_draft
from drafting.procedure.people import token_hash
from drafting.procedure.propose_amendment import propose_amendment
from drafting.procedure.rounds import open_round
from drafting.procedure.submit_comment import submit_comment
from drafting.rules.lifecycle import ItemKind, Operation
from drafting.rules.permissions import Category, Role
from drafting.text.blocks import Block, Kind
from drafting.web.database import begin_write, db
from drafting.web.factory import create_app
from drafting.web.schema import bring_up_to_date

SEED = 20_200_929
COMMENTS_A_BLOCK = 5
SECTION = 20
ROUNDS = 7
BARE = "/bare/route/of/this/app"
ROOT = Path(__file__).resolve().parents[1]
VOCABULARY = str.split(
    "city region state council school library member group practice report dialogue resident newcomer service plan "
    "should may review support strengthen encourage common public local shared equal diverse open every with and of"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Prepared:
    """An instance with drafts in it and a signed-in reader's cookie."""

    folder: Path
    cookie: str


def configuration(folder: Path) -> dict[str, object]:
    return {
        "SECRET_KEY": "a key for the bench",
        "JOURNAL_KEY": b"k" * 32,
        "INSTANCE": folder,
        "SQLALCHEMY_DATABASE_URI": f"sqlite:///{folder / 'bench.sqlite'}",
        "DEMO": False,
    }


def served() -> Flask:
    """The app that gunicorn serves: the product's, and a bare route."""
    app = create_app(configuration(Path(os.environ["BENCH_FOLDER"])))

    @app.get(BARE)
    def bare() -> str:
        return "ok"

    bare.act = None  # type: ignore[attr-defined]
    return app


def sentences(chance: random.Random) -> str:
    chosen = [chance.choice(VOCABULARY) for _ in range(60)]
    if chance.random() < 0.2:
        chosen[7] = f"*{chosen[7]}*"
    return " ".join(chosen) + "."


def blocks(count: int) -> tuple[Block, ...]:
    chance = random.Random(SEED)
    return tuple(
        Block(kind=Kind.HEADING, text=f"Section {n // SECTION + 1}", level=2)
        if n % SECTION == 0
        else Block(kind=Kind.PARAGRAPH, text=sentences(chance))
        for n in range(count)
    )


def a_seat(session: Session, code: str, category: Category, at: datetime) -> Seat:
    person = Person(name=f"Head of {code}", email=f"head.{code}@bench.example", created_at=at, password_hash=None)
    delegation = Delegation(code=code, name=code.title(), category=category)
    seat = Seat(person=person, delegation=delegation, role=Role.HEAD, offices=[])
    session.add(seat)
    session.flush()
    return seat


def a_draft(
    session: Session, title: str, count: int, *, by: Seat, contributor: Seat, at: datetime, amendments: int
) -> Draft:
    """A draft of `count` blocks with comments on words of each, and `amendments` besides."""
    draft = import_draft(session, Reading(title=title, blocks=blocks(count)), title=title, reference=None, by=by, at=at)
    round_ = open_round(session, draft, deadline=at + timedelta(days=20), by=by, at=at)
    chance = random.Random(SEED)
    for key, block in enumerate(blocks(count), start=1):
        for number in range(COMMENTS_A_BLOCK):
            start = chance.randrange(max(len(block.text) - 40, 1))
            submit_comment(
                session, round_, body=f"Please say who is meant ({number}).", kind=ItemKind.GENERAL,
                by=contributor, at=at, key=key, start=start, end=min(start + 30, len(block.text)),
            )  # fmt: skip
    for n in range(amendments):
        key = 2 + n % (count - 1)
        block = blocks(count)[key - 1]
        if block.kind is Kind.PARAGRAPH:
            propose_amendment(
                session, round_, operation=Operation.REPLACE, key=key, text=block.text.replace(" ", f" {n} ", 1),
                reason="It must be counted.", kind=ItemKind.SUBSTANTIVE, by=contributor, at=at,
            )  # fmt: skip
    return draft


def prepare(folder: Path) -> Prepared:
    app = create_app(configuration(folder))
    at = datetime.now(UTC)
    token = secrets.token_urlsafe(16)
    with app.app_context():
        bring_up_to_date()
        begin_write()
        session = db.session()
        secretary = a_seat(session, "secretariat", Category.SECRETARIAT, at)
        head = a_seat(session, "bergen", Category.LOCAL_AUTHORITY, at)
        for title, count, amendments in (("long", 400, 0), ("short", 40, 0), ("amended", 400, 100)):
            a_draft(session, title, count, by=secretary, contributor=head, at=at, amendments=amendments)
        session.add(SignIn(token_hash=token_hash(token), person=head.person, seat=head, created_at=at, ended_at=None))
        session.commit()
        db.session.remove()
        db.engine.dispose()
    client = app.test_client()
    with client.session_transaction() as kept:
        kept["_user_id"], kept["_fresh"] = token, True
    client.get("/long/1")  # the token of forms is in the cookie from the first page on
    cookie = client.get_cookie("drafting")
    assert cookie is not None
    return Prepared(folder=folder, cookie=f"drafting={cookie.value}")


def queries(prepared: Prepared, path: str) -> int:
    """Statements of a first reading of `path`."""
    app = create_app(configuration(prepared.folder))
    told: list[str] = []
    with app.app_context():
        engine: Engine = db.engine

    @event.listens_for(engine, "before_cursor_execute")
    def _count(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        if not statement.startswith(("BEGIN", "PRAGMA")):
            told.append(statement)

    answer = app.test_client(use_cookies=False).get(path, headers={"Cookie": prepared.cookie})
    assert answer.status_code == 200, answer.status
    return len(told)


class Server:
    """A gunicorn of one process and one thread, and its process's CPU clock."""

    def __init__(self, folder: Path, port: int) -> None:
        self.port = port
        program = Path(sys.executable).parent / "gunicorn"
        self._process = subprocess.Popen(
            [program, "--config", ROOT / "gunicorn.conf.py", "--bind", f"127.0.0.1:{port}", "--workers", "1",
             "--access-logfile", "/dev/null", "bench.reading:served()"],
            cwd=ROOT, env=os.environ | {"BENCH_FOLDER": str(folder), "DRAFTING_INSTANCE": str(folder),
                                        "DRAFTING_DEMO": "1", "PORT": str(port)},
            stdout=subprocess.DEVNULL,
        )  # fmt: skip
        self._wait()
        children = Path(f"/proc/{self._process.pid}/task/{self._process.pid}/children").read_text().split()
        self._clock = (~int(children[0]) << 3) | 2

    def _wait(self) -> None:
        for _ in range(200):
            try:
                self.get("/healthz")
            except OSError:
                time.sleep(0.1)
            else:
                return
        raise RuntimeError("the server did not start")

    def cpu(self) -> float:
        """CPU seconds of the serving process so far."""
        return time.clock_gettime(self._clock)

    def get(self, path: str, **headers: str) -> tuple[int, str]:
        """Status and ETag of an answer that was read to its end."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        connection.request("GET", path, headers={name.replace("_", "-"): value for name, value in headers.items()})
        answer = connection.getresponse()
        answer.read()
        connection.close()
        return answer.status, answer.getheader("ETag") or ""

    def cost(self, once: Callable[[], object], times: int, *, before: Callable[[], object] = lambda: None) -> float:
        """CPU seconds of one `once`, over `times` of them; `before` each is not counted (it is another process's)."""
        started = self.cpu()
        for _ in range(times):
            before()
            once()
        return (self.cpu() - started) / times

    def stop(self) -> None:
        self._process.terminate()
        self._process.wait(30)


@contextmanager
def serving(folder: Path, port: int) -> Iterator[Server]:
    server = Server(folder, port)
    try:
        yield server
    finally:
        server.stop()


class Contributor:
    """Contributes to the drafts from another process, by the product's own verbs."""

    def __init__(self, folder: Path) -> None:
        self._app = create_app(configuration(folder))
        self._chance = random.Random(SEED)

    def comments(self, slug: str) -> None:
        """One more comment on words: whatever was kept for the draft's former revision is stale."""
        with self._round(slug) as (session, round_, by):
            key = 2 + self._chance.randrange(18)
            submit_comment(
                session, round_, body=f"And here ({self._chance.random()})?", kind=ItemKind.GENERAL, by=by,
                at=datetime.now(UTC), key=key, start=self._chance.randrange(60), end=80,
            )  # fmt: skip

    def amends(self, slug: str) -> None:
        """One more amendment: what collides is to be found out anew, too."""
        with self._round(slug) as (session, round_, by):
            key = 2 + self._chance.randrange(18)
            text = blocks(key)[key - 1].text.replace(" ", f" {self._chance.random()} ", 1)
            propose_amendment(
                session, round_, operation=Operation.REPLACE, key=key, text=text, reason="It must be counted.",
                kind=ItemKind.SUBSTANTIVE, by=by, at=datetime.now(UTC),
            )  # fmt: skip

    @contextmanager
    def _round(self, slug: str) -> Iterator[tuple[Session, Round, Seat]]:
        with self._app.app_context():
            begin_write()
            session = db.session()
            text = session.query(Text).filter_by(slug=slug).one()
            by = session.query(Seat).join(Delegation).filter_by(code="bergen").one()
            yield session, session.query(Round).filter_by(text_id=text.id).one(), by
            db.session.commit()
            db.session.remove()


def main() -> None:
    port = int(os.environ.get("BENCH_PORT", "5903"))
    with tempfile.TemporaryDirectory() as kept:
        folder = Path(kept)
        prepared = prepare(folder)
        print("Queries of a first reading: 40 blocks", queries(prepared, "/short/1"), end=", ")
        print("400 blocks", queries(prepared, "/long/1"))
        other = Contributor(folder)
        with serving(folder, port) as server:

            def read(path: str, tag: str = "") -> tuple[int, str]:
                more = {"If_None_Match": tag} if tag else {}
                return server.get(path, Cookie=prepared.cookie, **more)

            server.cost(partial(server.get, BARE), 200)
            cold = {slug: server.cost(partial(read, f"/{slug}/1"), 1) for slug in ("long", "amended")}
            figures: dict[str, list[float]] = {}
            bares = []
            for _ in range(ROUNDS):  # the machine is not ours alone: each figure beside its own bare route
                bare = server.cost(partial(server.get, BARE), 400)
                bares.append(bare)

                def note(name: str, once: Callable[[], object], times: int, bare: float = bare, **more: Any) -> None:
                    figures.setdefault(name, []).append(server.cost(once, times, **more) / bare)

                for slug in ("long", "amended"):
                    page = partial(read, f"/{slug}/1")
                    note(f"{slug} commented", page, 10, before=partial(other.comments, slug))
                    note(f"{slug} again", page, 100)
                    tag = page()[1]
                    assert read(f"/{slug}/1", tag)[0] == 304
                    note(f"{slug} unchanged", partial(read, f"/{slug}/1", tag), 200)
                note("amended amended", partial(read, "/amended/1"), 4, before=partial(other.amends, "amended"))
            middle = {name: statistics.median(found) for name, found in figures.items()}
            bare = statistics.median(bares)
            print(f"Bare route: {bare * 1e6:.0f} µs of CPU. As multiples of it (medians of {ROUNDS} rounds):")
            for slug, told in (("long", "400 blocks, 2,000 comments"), ("amended", "the same and 100 amendments")):
                print(f"  {told}: first reading after a comment {middle[f'{slug} commented']:.1f}", end=", ")
                if slug == "amended":
                    print(f"after an amendment {middle['amended amended']:.1f}", end=", ")
                print(
                    f"again {middle[f'{slug} again']:.1f}, not changed (304) {middle[f'{slug} unchanged']:.1f}", end=""
                )
                print(f", very first of the process {cold[slug] / bare:.0f}")


if __name__ == "__main__":
    main()
