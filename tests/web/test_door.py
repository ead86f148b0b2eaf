"""The way in and out: sessions, sign-ins that end, and what stays in a browser."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from drafting.model.amendments import Amendment, Unsent
from drafting.model.journal import JournalEntry
from drafting.model.people import Person, Seat
from drafting.procedure.door import SIGN_IN_LASTS, hash_password
from drafting.procedure.people import invite
from drafting.rules.permissions import Role
from tests.factories import ENCOURAGE, NOON, a_draft, a_head, a_seat, an_open_round, the_secretariat
from tests.peers.application import Clock

ClientOf = Callable[[Seat | int], FlaskClient]
PASSWORD = "four plain words here"


@pytest.fixture
def bergen(app: Flask, session: Session) -> int:
    seat = a_seat(session)
    seat.person.password_hash = hash_password(PASSWORD)
    a_draft(session)
    session.commit()
    return seat.id


def sign_in(client: FlaskClient, password: str = PASSWORD) -> int:
    answer = client.post("/sign-in", data={"email": "head1.bergen@group.example", "password": password})
    return answer.status_code


def is_in(client: FlaskClient) -> bool:
    """Whether the account's page is given, and the kept page of a draft too."""
    answers = {client.get("/account").status_code, client.get("/framework/1").status_code}
    assert len(answers) == 1
    return answers == {200}


def told(session: Session) -> list[str]:
    session.rollback()
    return list(session.scalars(select(JournalEntry.verb).order_by(JournalEntry.sequence)))


def test_nothing_of_the_session_before_is_in_the_one_after_signing_in(app: Flask, bergen: int) -> None:
    client = app.test_client()
    with client.session_transaction() as kept:
        kept["csrf_token"] = "planted"
        kept["anything"] = "planted"
    assert sign_in(client) == 303
    with client.session_transaction() as kept:
        assert "planted" not in kept.values()
        assert "_user_id" in kept
    client.post("/sign-out")
    with client.session_transaction() as kept:
        assert set(kept) == {"_flashes"}


def test_a_copied_cookie_is_worth_nothing_after_signing_out(app: Flask, bergen: int) -> None:
    client, thief = app.test_client(), app.test_client()
    sign_in(client)
    with client.session_transaction() as kept, thief.session_transaction() as copied:
        copied.update(kept)
    assert is_in(thief)
    client.post("/sign-out")
    assert not is_in(thief)


def test_signing_out_clears_what_the_browser_keeps(client_of: ClientOf, bergen: int) -> None:
    answer = client_of(bergen).post("/sign-out")
    assert answer.headers["Clear-Site-Data"] == '"cache", "storage"'


def test_a_sign_in_ends_by_itself(app: Flask, clock: Clock, bergen: int) -> None:
    client = app.test_client()
    sign_in(client)
    clock.at = NOON + SIGN_IN_LASTS - timedelta(seconds=1)
    assert is_in(client)
    clock.at = NOON + SIGN_IN_LASTS
    assert not is_in(client)


def test_a_changed_password_ends_the_other_sign_ins(app: Flask, session: Session, bergen: int) -> None:
    here, there = app.test_client(), app.test_client()
    sign_in(here)
    sign_in(there)
    new = "quite other plain words"
    here.post("/account/password", data={"present": PASSWORD, "password": new, "again": new})
    assert (is_in(here), is_in(there)) == (True, False)
    assert sign_in(there) == 403
    assert sign_in(there, new) == 303


def test_signing_out_everywhere_else_leaves_this_browser_in(app: Flask, session: Session, bergen: int) -> None:
    here, there = app.test_client(), app.test_client()
    sign_in(here)
    sign_in(there)
    here.post("/account/sessions")
    assert (is_in(here), is_in(there)) == (True, False)
    assert told(session)[-1] == "end_other_sign_ins"


def test_language_and_colours_are_kept_in_the_account_and_journalled(
    client_of: ClientOf, session: Session, bergen: int
) -> None:
    client = client_of(bergen)
    client.post("/language", data={"language": "fr", "theme": "dark"})
    client.post("/language", data={"language": "xx", "theme": "pink"})
    assert told(session)[-2:] == ["import_draft", "choose_appearance"]
    person = session.scalars(select(Person).where(Person.email == "head1.bergen@group.example")).one()
    assert (person.language, person.theme) == ("fr", "dark")
    client.post("/account", data={"name": "  New   name ", "theme": "light", "shortcuts": "on"})
    session.rollback()
    assert (person.name, person.theme, person.shortcuts, person.keep_typed) == ("New name", "light", True, False)
    assert client.post("/account", data={"name": " "}).status_code == 422


def test_whoever_guesses_has_to_wait_and_does_not_fill_the_journal(
    app: Flask, session: Session, clock: Clock, bergen: int
) -> None:
    client = app.test_client()
    before = len(told(session))
    assert [sign_in(client, "a wrong guess") for _ in range(12)] == [403] * 10 + [429] * 2
    assert len(told(session)) == before + 10
    answer = client.post("/sign-in", data={"email": "head1.bergen@group.example", "password": PASSWORD})
    assert answer.status_code == 429
    assert "Try again in 15 minutes." in answer.text
    clock.at += timedelta(minutes=15)
    assert sign_in(client) == 303


def test_a_meeting_signs_in_from_one_room(app: Flask, bergen: int) -> None:
    assert {sign_in(app.test_client()) for _ in range(15)} == {303}


def test_guessing_the_present_password_from_a_browser_left_open_ends_too(client_of: ClientOf, bergen: int) -> None:
    client = client_of(bergen)
    form = {"present": "a wrong guess", "password": "quite other plain words", "again": "quite other plain words"}
    assert [client.post("/account/password", data=form).status_code for _ in range(11)] == [422] * 10 + [429]


def test_a_password_is_not_guessed_through_an_invitation_either(app: Flask, session: Session, bergen: int) -> None:
    sitting, by = session.get_one(Seat, bergen), the_secretariat(session)
    malta = a_seat(session, "malta").delegation
    told = {"name": "", "delegation": malta, "role": Role.HEAD, "offices": [], "by": by, "at": NOON}
    _invitation, token = invite(session, email=sitting.person.email, **told)  # type: ignore[arg-type]
    session.commit()
    client = app.test_client()
    guesses = [client.post(f"/invitation/{token}", data={"password": f"a wrong guess {n}"}) for n in range(11)]
    assert [answer.status_code for answer in guesses] == [422] * 10 + [429]
    assert sign_in(client) == 429


def test_what_is_open_for_one_delegation_is_not_taken_for_another(
    app: Flask, session: Session, client_of: ClientOf
) -> None:
    app.config["WTF_CSRF_ENABLED"] = True
    an_open_round(session, a_draft(session, paragraphs=(ENCOURAGE,)))
    malta, bergen = a_head(session, "malta"), a_head(session)
    second = Seat(person=malta.person, delegation=bergen.delegation, role=Role.REVIEWER, offices=[])
    session.add(second)
    session.commit()
    client = client_of(malta)
    page = client.get("/framework/1/p/1/amend").text
    form = dict(re.findall(r'name="(csrf_token|opened)" value="([^"]+)"', page))
    assert client.post("/seat", data=form | {"seat": second.id}).status_code == 303
    kept = {"form": "amend:1:0", "fields": {"text": "Malta's own words."}}
    answer = client.post("/framework/1/unsent", json=kept, headers={"X-CSRFToken": form["csrf_token"]})
    assert answer.status_code == 400
    sent = client.post("/framework/1/p/1/amend", data=form | {"text": "Malta's own words.", "reason": "Because."})
    assert sent.status_code == 400 and "Malta&#39;s own words." in sent.text
    session.rollback()
    assert session.scalars(select(Amendment)).all() == [] and session.scalars(select(Unsent)).all() == []


def test_guessing_invitations_ends_too(app: Flask, bergen: int) -> None:
    answers = [app.test_client().post(f"/invitation/guess-{n}").status_code for n in range(61)]
    assert answers == [404] * 60 + [429]
