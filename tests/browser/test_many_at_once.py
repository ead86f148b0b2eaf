"""Two secretaries and ten delegates at once, each in a browser, on a true server: nothing is overwritten.

A share in `make test`; five minutes, on PostgreSQL too, in `make soak`.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from drafting.model.amendments import Amendment, Support
from drafting.model.comments import Comment
from drafting.model.journal import Verified, verify
from drafting.model.paragraphs import DraftParagraph
from drafting.model.texts import Draft, Text
from drafting.model.working import WorkingEdit
from drafting.rules.lifecycle import DraftState
from drafting.rules.permissions import Role
from drafting.web.database import WRITE, db
from tests.browser.actors import BLOCKS, Act, Told, delegate, edit, in_a_thread, secretary, write
from tests.desk import on_the_desk
from tests.factories import ENCOURAGE, NOON, a_comment, a_draft, a_head, a_seat, an_amendment, an_open_round
from tests.peers.application import make_app
from tests.peers.server import SECRET, serving
from tests.soak import SEED, SOAKING, share

DELEGATIONS = [f"city-{number}" for number in range(1, 10)]
SECONDS = share(20, 300)


async def either(actor: object) -> None:
    """A secretary: the first act is on the same block for both, so that they meet."""
    if actor.number == 0:  # type: ignore[attr-defined]
        await write(actor, 1)  # type: ignore[arg-type]
    else:
        await secretary(actor)  # type: ignore[arg-type]


CAST: list[tuple[str, str, Act]] = [
    *((code, f"Head 1, {code.replace('-', ' ').title()}", delegate) for code in DELEGATIONS[:8]),
    *((f"{DELEGATIONS[8]} {place}", f"Head 1, {DELEGATIONS[8].replace('-', ' ').title()}", edit) for place in "ab"),
    ("secretary 1", "Head 1, Secretariat", either),
    ("secretary 2", "Reviewer 2, Secretariat", either),
]


@dataclass
class Place:
    app: Flask
    address: str
    url: str


@pytest.fixture(params=["sqlite", "postgresql"] if SOAKING else ["sqlite"])
def place(tmp_path: Path, blank_database: Path, request: pytest.FixtureRequest) -> Iterator[Place]:
    """A server of two processes, with a text in a round and one on the desk."""
    if request.param == "sqlite":
        path = tmp_path / "drafting.sqlite"
        path.write_bytes(blank_database.read_bytes())
        url = f"sqlite:///{path}"
    else:
        url = request.getfixturevalue("postgres_url")
    key = hashlib.sha256(b"drafting journal\0" + SECRET.encode()).digest()
    app = make_app(tmp_path, url, None, SECRET_KEY=SECRET, JOURNAL_KEY=key)
    with app.app_context(), Session(db.engine, info={"journal_key": key}) as session:
        session.connection(execution_options={WRITE: True})
        deadline = max(NOON, datetime.now(UTC)) + timedelta(days=30)
        paragraphs = [ENCOURAGE] * BLOCKS
        in_round = an_open_round(session, a_draft(session, title="Open", paragraphs=paragraphs), deadline=deadline)
        heads = [a_head(session, code) for code in DELEGATIONS]
        a_comment(session, in_round, body="To be edited.", by=heads[-1])
        deciding = an_open_round(session, a_draft(session, title="Deciding", paragraphs=paragraphs))
        for number in (3, 4):
            an_amendment(session, deciding, key=number, text=ENCOURAGE.replace("encourage", "require"), by=heads[0])
        on_the_desk(session, deciding)
        a_seat(session, "secretariat", role=Role.REVIEWER)
        session.commit()
        db.session.remove()
        db.engine.dispose()
    with serving(tmp_path, url, workers=2) as server:
        yield Place(app, server.address, url)


def test_nothing_is_overwritten_and_each_refused_save_showed_both_texts(
    place: Place, capsys: pytest.CaptureFixture[str]
) -> None:
    told = in_a_thread(place.address, CAST, SECONDS, str(SEED))
    with capsys.disabled():
        engine = place.url.split(":")[0]
        print(f"\n{len(CAST)} people at once for {SECONDS} s on {engine}: {told.figures()}")  # noqa: T201
    assert told.wrong == []
    info = {"journal_key": place.app.config["JOURNAL_KEY"]}
    with place.app.app_context(), Session(db.engine, info=info) as session:
        found_again(session, told)
        assert isinstance(verify(session), Verified)
    with place.app.app_context():
        db.engine.dispose()
    assert told.comments and told.amendments and told.decisions
    assert {who.split()[0] for who, _where, _page, _typed in told.refused} >= {"secretary"}, (
        "the two secretaries did not meet"
    )
    for who, where, page, typed in told.refused:
        theirs = [saved.written for saved in told.saves if saved.place == where and saved.written != typed]
        assert any(words in page for words in theirs) or where in told.decisions, (who, where, page)


def found_again(session: Session, told: Told) -> None:
    """Whatever was acknowledged stands in the database once, and every save was made on what its author saw."""
    bodies = Counter(session.scalars(select(Comment.body)))
    assert [words for _name, _label, words in told.comments if bodies[words] != 1] == []
    submitted = {
        f"A-{one.number:03d}": one for one in session.scalars(select(Amendment).join(Text).where(Text.slug == "open"))
    }
    assert len(submitted) == len(told.amendments)
    for name, label, words in told.amendments:
        assert (submitted[label].delegation.code, submitted[label].text) == (name, words)
    supports = Counter(
        (one.delegation.code, f"A-{one.amendment.number:03d}") for one in session.scalars(select(Support))
    )
    assert supports == Counter(told.supports)
    for where in {saved.place for saved in told.saves}:
        assert standing(session, where) == last_of_chain(told, where)
    edits = Counter(session.scalars(select(WorkingEdit.key)))
    for key in range(1, BLOCKS + 1):
        where = f"block {key}"
        saved = sum(1 for one in told.saves if one.place == where) + told.decisions.get(where, 0)
        assert edits[key] == saved, where


def standing(session: Session, where: str) -> str:
    if where == "C-1":
        return session.scalars(select(Comment.body).where(Comment.number == 1)).one()
    working = select(Draft.id).join(Text).where(Text.slug == "deciding", Draft.state == DraftState.WORKING)
    row = select(DraftParagraph).where(DraftParagraph.draft_id.in_(working), DraftParagraph.key == int(where[6:]))
    return session.scalars(row).one().block.text


def last_of_chain(told: Told, where: str) -> str:
    """Follow the saves of a text from its beginning, each on what its author saw; every one of them must be met."""
    left = [saved for saved in told.saves if saved.place == where]
    now = "To be edited." if where == "C-1" else ENCOURAGE
    while left:
        following = [saved for saved in left if saved.seen == now]
        assert len(following) == 1, f"{where}: {len(following)} saves were made on “{now}”, {len(left)} are left"
        left.remove(following[0])
        now = following[0].written
    return now
