"""Fixtures: an app with an empty database made by the migrations, a session of the procedure, signed-in clients."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from drafting.model.people import Seat, SignIn
from drafting.procedure.people import token_hash
from drafting.web.database import WRITE, begin_write, db
from drafting.web.factory import create_app
from drafting.web.schema import bring_up_to_date
from tests.factories import NOON


class Clock:
    """The server's clock, set by the test."""

    def __init__(self, at: datetime = NOON) -> None:
        self.at = at

    def __call__(self) -> datetime:
        return self.at


@pytest.fixture
def clock() -> Clock:
    return Clock()


def make_app(folder: Path, url: str, clock: Callable[[], datetime] | None, **more: object) -> Flask:
    """An app on `url` whose schema was made by the migrations."""
    app = create_app(
        {
            "SECRET_KEY": "a key for tests",
            "JOURNAL_KEY": b"k" * 32,
            "INSTANCE": folder,
            "SQLALCHEMY_DATABASE_URI": url,
            "TESTING": True,
            "WTF_CSRF_ENABLED": False,
            "CLOCK": clock,
            "DEMO": False,
        }
        | more
    )
    with app.app_context():
        bring_up_to_date()
    return app


@pytest.fixture(scope="session")
def blank_database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite file with the schema and nothing in it; each test copies it."""
    folder = tmp_path_factory.mktemp("blank")
    path = folder / "blank.sqlite"
    app = make_app(folder, f"sqlite:///{path}", None)
    with app.app_context():
        db.session.connection().exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
        db.session.remove()
        db.engine.dispose()
    return path


@pytest.fixture
def app(tmp_path: Path, blank_database: Path, clock: Clock) -> Iterator[Flask]:
    """An app with an empty SQLite database of its own."""
    path = tmp_path / "drafting.sqlite"
    path.write_bytes(blank_database.read_bytes())
    app = make_app(tmp_path, f"sqlite:///{path}", clock)
    yield app
    with app.app_context():
        db.session.remove()
        db.engine.dispose()


@pytest.fixture
def session(app: Flask) -> Iterator[Session]:
    """A writing session of the procedure on that app's database; a test that uses clients too must commit.

    It is not the app's own session: no application context is pushed, so that each request of a client gets its own.
    """
    with app.app_context():
        engine = db.engine
    with Session(engine, info={"journal_key": app.config["JOURNAL_KEY"]}) as session:
        session.connection(execution_options={WRITE: True})
        yield session


@pytest.fixture
def client_of(app: Flask) -> Callable[[Seat | int], FlaskClient]:
    """A client signed in with a seat (which must be committed)."""

    def sign_in(seat: Seat | int) -> FlaskClient:
        token = secrets.token_urlsafe(16)
        seat_id = seat if isinstance(seat, int) else seat.id
        with app.app_context():
            begin_write()
            found = db.session.get(Seat, seat_id)
            assert found is not None
            made = SignIn(token_hash=token_hash(token), person=found.person, seat=found, created_at=NOON)
            db.session.add(made)
            db.session.commit()
            db.session.remove()
        client = app.test_client()
        with client.session_transaction() as kept:
            kept["_user_id"] = token
            kept["_fresh"] = True
        return client

    return sign_in
