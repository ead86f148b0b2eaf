"""What nobody types but a program may send: it is refused like anything else, on both databases, never a failure."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from drafting.model.people import Seat
from drafting.web.database import db
from tests.factories import a_comment, a_head, an_open_round, the_secretariat
from tests.peers.application import Clock, make_app

ClientOf = Callable[[Seat | int], FlaskClient]
DIGITS = "9" * 5000


@pytest.fixture(params=["sqlite", "postgresql"])
def app(request: pytest.FixtureRequest, tmp_path: Path, blank_database: Path, clock: Clock) -> Iterator[Flask]:
    if request.param == "postgresql":
        url = request.getfixturevalue("postgres_url")
    else:
        url = f"sqlite:///{tmp_path / 'drafting.sqlite'}"
        (tmp_path / "drafting.sqlite").write_bytes(blank_database.read_bytes())
    app = make_app(tmp_path, url, clock)
    app.config["PROPAGATE_EXCEPTIONS"] = False
    yield app
    with app.app_context():
        db.session.remove()
        db.engine.dispose()


@pytest.fixture
def people(session: Session) -> tuple[int, int]:
    """A head of delegation and a secretary, with an open round and a comment."""
    a_comment(session, an_open_round(session))
    found = a_head(session).id, the_secretariat(session).id
    session.commit()
    return found


def test_numbers_that_no_row_can_have_are_no_failure(client_of: ClientOf, people: tuple[int, int]) -> None:
    head, secretary = map(client_of, people)
    for number in ("2147483648", "9" * 30, DIGITS):
        for address in (f"/framework/{number}", f"/framework/A-{number}", f"/framework/1/p/{number}/amend"):
            assert head.get(address).status_code == 404
        for address in (f"/framework/1?p={number}", f"/framework/1/p/1/comment?unsent={number}"):
            assert head.get(address).status_code in (200, 303, 400, 404)
        where = {"words": "Member", "part": number, "from": number, "to": number}
        assert head.get("/framework/1/p/1/comment", query_string=where).status_code == 200
        comment = {"body": "Why?", "part": number, "start": number, "end": number, "occurrence": number}
        assert head.post("/framework/1/p/1/comment", data=comment | {"words": "e"}).status_code == 422
        assert head.post("/framework/1/p/1/comment", data=comment | {"body": number[:40]}).status_code in (303, 422)
        assert head.post("/seat", data={"seat": number}).status_code in (400, 403)
        assert secretary.post("/framework/desk/fate", data={"amendment": number}).status_code in (404, 422)


def test_zero_characters_are_no_failure(app: Flask, client_of: ClientOf, people: tuple[int, int]) -> None:
    head, secretary = map(client_of, people)
    zero = "a\x00b"
    assert app.test_client().post("/sign-in", data={"email": zero, "password": zero}).status_code in (400, 403)
    assert head.get("/frame%00work").status_code in (400, 404)
    assert head.get("/framework/1/a%00b").status_code in (400, 404)
    assert head.post("/framework/1/p/1/comment", data={"body": zero}).status_code == 422
    source = {"body": "Why?", "on_behalf_of": "bergen", "source": zero}
    assert secretary.post("/framework/1/p/1/comment", data=source).status_code in (303, 400, 422)
    assert (
        secretary.post("/people/delegations", data={"code": "x", "name": zero, "category": "state"}).status_code == 422
    )


def test_names_that_are_too_long_are_refused_at_their_field(client_of: ClientOf, people: tuple[int, int]) -> None:
    head, secretary = map(client_of, people)
    long = "x" * 301
    given = {"code": "malta", "name": long, "category": "state"}
    for answer in (
        head.post("/account", data={"name": long}),
        secretary.post("/people/delegations", data=given),
        secretary.post("/people/bergen", data={"name": long, "category": "state", "version": "1"}),
        secretary.post("/people/bergen/invitations", data={"email": "a@b.example", "person": long, "role": "head"}),
    ):
        assert answer.status_code == 422
        assert "This is too long: 301 characters, where 200 can be taken." in answer.text
