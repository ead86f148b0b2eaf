"""Under which name the server answers: an invitation's link is made of it, and must not lead elsewhere."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from drafting.model.people import Invitation, Seat
from drafting.web.database import db
from drafting.web.settings import settings
from tests.factories import a_head, the_secretariat
from tests.peers.application import Clock, make_app

SOMEBODY = {"email": "somebody@group.example", "person": "A new delegate", "role": "head"}


@pytest.fixture
def environ() -> dict[str, str]:
    return {"DRAFTING_HOST": "drafting.group.example, texts.group.example"}


@pytest.fixture
def app(tmp_path: Path, blank_database: Path, clock: Clock, environ: dict[str, str]) -> Iterator[Flask]:
    path = tmp_path / "drafting.sqlite"
    path.write_bytes(blank_database.read_bytes())
    told = settings({"DRAFTING_SECRET_KEY": "a key", "DRAFTING_INSTANCE": str(tmp_path)} | environ)
    about_hosts = {name: told[name] for name in ("TRUSTED_HOSTS", "HOST", "SESSION_COOKIE_SECURE")}
    app = make_app(tmp_path, f"sqlite:///{path}", clock, **about_hosts)
    yield app
    with app.app_context():
        db.session.remove()
        db.engine.dispose()


def test_an_invitation_asked_for_under_a_forged_name_is_not_made(
    app: Flask, session: Session, client_of: Callable[[Seat | int], FlaskClient]
) -> None:
    a_head(session)
    secretary = the_secretariat(session).id
    session.commit()
    client = client_of(secretary)
    app.config["SESSION_COOKIE_SECURE"] = False  # the client speaks no TLS
    where = "/people/bergen/invitations"
    forged = client.post(where, data=SOMEBODY, headers={"Host": "elsewhere.example"})
    assert forged.status_code == 400
    assert "/invitation/" not in forged.text
    assert session.scalars(select(Invitation)).all() == []
    session.rollback()
    page = client.post(where, data=SOMEBODY, base_url="http://localhost/")
    assert page.status_code == 200
    assert "http://localhost/invitation/" in page.text


@pytest.mark.parametrize("address", ["/", "/sign-in", "/no-such-page", "/static/css/style.css", "/healthz"])
def test_nothing_is_answered_under_a_forged_name(app: Flask, address: str) -> None:
    for method in ("GET", "POST"):
        answer = app.test_client().open(address, method=method, headers={"Host": "elsewhere.example"})
        assert answer.status_code == 400


@pytest.mark.parametrize("host", ["drafting.group.example", "texts.group.example", "127.0.0.1:5000", "localhost"])
def test_the_groups_own_names_and_this_computers_are_answered(app: Flask, host: str) -> None:
    assert app.test_client().get("/sign-in", headers={"Host": host}).status_code == 200


def test_the_first_invitation_leads_to_the_groups_own_name(app: Flask) -> None:
    printed = app.test_cli_runner().invoke(args=["create-secretariat", "secretary@group.example"]).output
    assert printed.startswith("https://drafting.group.example/invitation/")


@pytest.mark.parametrize(
    ("given", "hosts", "secure"),
    [
        ({}, ["127.0.0.1", "localhost"], False),
        ({"DRAFTING_DEMO": "1"}, None, False),
        ({"DRAFTING_DEMO": "1", "DRAFTING_HOST": "a.example"}, ["a.example", "127.0.0.1", "localhost"], True),
        ({"DRAFTING_HOST": "a.example"}, ["a.example", "127.0.0.1", "localhost"], True),
        ({"DRAFTING_HOST": "a.example", "DRAFTING_HTTPS": "0"}, ["a.example", "127.0.0.1", "localhost"], False),
        ({"DRAFTING_HTTPS": "1"}, ["127.0.0.1", "localhost"], True),
    ],
)
def test_what_the_environment_says_of_names_and_of_cookies(
    tmp_path: Path, given: dict[str, str], hosts: list[str] | None, secure: bool
) -> None:
    told = settings({"DRAFTING_SECRET_KEY": "a key", "DRAFTING_INSTANCE": str(tmp_path)} | given)
    assert (told["TRUSTED_HOSTS"], told["SESSION_COOKIE_SECURE"]) == (hosts, secure)
