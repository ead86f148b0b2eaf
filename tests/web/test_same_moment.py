"""What the database refuses because two acted at the same moment: the second is told, and keeps what it typed.

Over two connections of a true PostgreSQL: the other one is ahead and has not committed when the request comes.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from html import unescape
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Engine, select, text
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from drafting.model import journal
from drafting.model.amendments import Amendment
from drafting.model.people import Delegation, Seat
from drafting.model.rounds import Round
from drafting.model.texts import Text
from drafting.rules.permissions import Category
from drafting.web.database import db
from tests.factories import ENCOURAGE, a_head, an_open_round, the_secretariat
from tests.peers.application import Clock, make_app

ClientOf = Callable[[Seat | int], FlaskClient]
AMENDED = ENCOURAGE.replace("encourage", "require")


@pytest.fixture
def isolation() -> str:
    return "READ COMMITTED"


@pytest.fixture
def app(tmp_path: Path, postgres_url: str, clock: Clock, isolation: str) -> Iterator[Flask]:
    app = make_app(tmp_path, postgres_url, clock, SQLALCHEMY_ENGINE_OPTIONS={"isolation_level": isolation})
    app.config["PROPAGATE_EXCEPTIONS"] = False
    yield app
    with app.app_context():
        db.session.remove()
        db.engine.dispose()


@pytest.fixture
def engine(app: Flask) -> Engine:
    with app.app_context():
        return db.engine


def until_somebody_waits(engine: Engine, asked: Future[TestResponse]) -> None:
    for _ in range(3000):
        with engine.connect() as connection:
            if connection.scalar(text("SELECT count(*) FROM pg_locks WHERE NOT granted")):
                return
        assert not asked.done(), asked.result().text
        time.sleep(0.01)
    raise AssertionError("the request does not wait")


def is_told(answer: TestResponse, typed: str) -> None:
    page = unescape(answer.text)
    assert answer.status_code == 409
    assert "Somebody else acted on this at the same moment" in page and typed in page
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]


def test_the_second_to_take_a_unique_name_is_told_and_keeps_what_was_typed(
    session: Session, engine: Engine, client_of: ClientOf
) -> None:
    secretary = the_secretariat(session).id
    session.commit()
    client = client_of(secretary)
    given = {"code": "malta", "name": "Malta and its islands", "category": "state"}
    with Session(engine, info=session.info) as first, ThreadPoolExecutor(1) as beside:
        first.add(Delegation(code="malta", name="Malta", category=Category.STATE))
        first.flush()
        asked = beside.submit(client.post, "/people/delegations", data=given)
        until_somebody_waits(engine, asked)
        first.commit()
        is_told(asked.result(30), "Malta and its islands")
    session.rollback()
    assert session.scalars(select(Delegation.name).where(Delegation.code == "malta")).all() == ["Malta"]
    assert isinstance(journal.verify(session), journal.Verified)


def amended_while(
    session: Session,
    engine: Engine,
    client_of: ClientOf,
    ahead: Callable[[Session], object],
    meanwhile: Callable[[Session], object],
) -> TestResponse:
    """The answer to an amendment that waits for what the first did `ahead`, and what it does `meanwhile`."""
    an_open_round(session)
    head = a_head(session).id
    session.commit()
    client = client_of(head)
    given = {"text": AMENDED, "reason": "A duty is a duty."}
    with Session(engine) as first, ThreadPoolExecutor(1) as beside:
        ahead(first)
        asked = beside.submit(client.post, "/framework/1/p/1/amend", data=given)
        until_somebody_waits(engine, asked)
        meanwhile(first)
        first.commit()
        return asked.result(30)


def test_one_of_two_who_wait_for_each_other_is_told_and_keeps_what_was_typed(
    session: Session, engine: Engine, client_of: ClientOf
) -> None:
    def ahead(first: Session) -> None:
        first.execute(text("SET LOCAL deadlock_timeout = '60s'"))  # the other one finds it out, and gives way
        first.scalars(select(Text).with_for_update()).one()

    def meanwhile(first: Session) -> None:
        first.scalars(select(Round).with_for_update()).one()

    is_told(amended_while(session, engine, client_of, ahead, meanwhile), AMENDED)
    assert session.scalars(select(Amendment)).all() == []


@pytest.mark.parametrize("isolation", ["REPEATABLE READ"])
def test_where_the_database_is_strict_the_second_is_told_and_keeps_what_was_typed(
    session: Session, engine: Engine, client_of: ClientOf
) -> None:
    def ahead(first: Session) -> None:
        first.scalars(select(Round)).one().meeting = "The sixth meeting"
        first.flush()

    is_told(amended_while(session, engine, client_of, ahead, lambda first: None), AMENDED)
    assert session.scalars(select(Amendment)).all() == []
