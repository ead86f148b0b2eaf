"""A form that fails for any reason gives back what was typed, with and without scripts."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from drafting.model.people import Seat, SignIn
from drafting.rules.permissions import Act
from drafting.web.database import db
from drafting.web.factory import LARGEST_FORM
from tests.factories import NOON, a_comment, a_head, an_open_round, the_secretariat

ClientOf = Callable[[Seat | int], FlaskClient]
TYPED = "Words that took an hour & more."
SHOWN = "Words that took an hour &amp; more."
FORM = "/framework/1/p/1/amend"


@pytest.fixture
def client(app: Flask, session: Session, client_of: ClientOf) -> FlaskClient:
    """Bergen's head, in an open round."""
    a_comment(session, an_open_round(session))
    session.commit()
    return client_of(a_head(session))


def end_every_sign_in(session: Session) -> None:
    session.rollback()
    for sign_in in session.scalars(select(SignIn)):
        sign_in.ended_at = NOON
    session.commit()


def test_every_form_sent_after_the_session_ended_comes_back_with_a_way_to_sign_in(
    app: Flask, session: Session, client: FlaskClient
) -> None:
    end_every_sign_in(session)
    for rule in app.url_map.iter_rules():
        view = app.view_functions[rule.endpoint]
        if "POST" not in (rule.methods or ()) or view.act is Act.USE_THE_DOOR:  # type: ignore[attr-defined]
            continue
        address = rule.build(dict.fromkeys(rule.arguments, 1), append_unknown=False)
        assert address is not None
        referrer = {"Referer": "http://localhost/framework/1/p/1/amend"}
        answer = client.post(address[1], data={"text": TYPED, "password": "a long secret"}, headers=referrer)
        assert answer.status_code == 401, rule.rule
        assert SHOWN in answer.text and "a long secret" not in answer.text
        assert 'href="/sign-in?next=/framework/1/p/1/amend"' in answer.text


def test_a_form_whose_token_is_of_another_session_comes_back_with_a_way_to_open_it_again(
    app: Flask, client: FlaskClient
) -> None:
    app.config["WTF_CSRF_ENABLED"] = True
    data = {"text": TYPED, "csrf_token": "of another session"}
    answer = client.post(FORM, data=data, headers={"Referer": f"http://localhost{FORM}"})
    assert answer.status_code == 400
    assert SHOWN in answer.text and f'href="{FORM}"' in answer.text


def test_without_any_cookie_a_form_comes_back_too(app: Flask, client: FlaskClient) -> None:
    app.config["WTF_CSRF_ENABLED"] = True
    answer = app.test_client().post(FORM, data={"text": TYPED})
    assert answer.status_code == 401
    assert SHOWN in answer.text


def test_a_form_that_is_too_large_comes_back(client: FlaskClient) -> None:
    answer = client.post(FORM, data={"text": TYPED + "x" * LARGEST_FORM})
    assert answer.status_code == 413
    assert SHOWN in answer.text


def test_of_what_is_larger_than_anybody_types_only_the_refusal_comes_back(client: FlaskClient) -> None:
    answer = client.post(FORM, data={"text": TYPED + "x" * 17 * 1024 * 1024})
    assert answer.status_code == 413
    assert SHOWN not in answer.text


@pytest.mark.parametrize("address", [FORM, "/framework/1/p/1/comment", "/framework/C-1/reply"])
def test_when_the_database_is_gone_the_text_comes_back(app: Flask, client: FlaskClient, address: str) -> None:
    app.config["PROPAGATE_EXCEPTIONS"] = False
    with app.app_context():
        assert db.engine.url.database is not None
        path = Path(db.engine.url.database)
        db.engine.dispose()
    for file in path.parent.glob(f"{path.name}*"):
        file.unlink()
    path.write_bytes(b"no database any more" * 400)
    answer = client.post(address, data={"body": TYPED, "text": TYPED})
    assert answer.status_code == 500
    assert SHOWN in answer.text
    assert "The server failed" in answer.text


def test_the_browser_is_told_which_forms_arrived_and_of_no_other(
    session: Session, client_of: ClientOf, client: FlaskClient
) -> None:
    office = client_of(the_secretariat(session))
    data = {"name": "Oslo", "code": "No code!", "category": "state", "kept-as": "1:/people/delegations"}
    office.post("/people/delegations", data=data)
    assert office.get_cookie("sent") is None
    assert office.post("/people/delegations", data=data | {"code": "oslo"}).status_code == 303
    told = office.get_cookie("sent")
    assert told is not None and told.value == "1:/people/delegations"


def test_who_is_signed_in_is_told_to_the_form_with_a_fresh_token(app: Flask, client: FlaskClient) -> None:
    told = client.get("/signed-in").get_json()
    assert told["seat"] > 0 and told["token"]
    assert app.test_client().get("/signed-in").get_json()["seat"] == 0


def test_who_is_signed_in_already_comes_to_where_they_wanted_to_go(client: FlaskClient) -> None:
    assert client.get("/sign-in?next=/framework/1").headers["Location"] == "/framework/1"
    assert client.get("/sign-in?next=//evil.example/").headers["Location"] == "/"
