from __future__ import annotations

import json
import re
from collections.abc import Callable
from html import unescape
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from drafting.model.people import Seat
from drafting.procedure.group import describe_group, people_of_secretariat
from drafting.web.keyboard import PLACES, SHORTCUTS
from tests.factories import NOON, a_draft, a_head, a_seat, an_open_round, the_secretariat

ClientOf = Callable[[Seat | int], FlaskClient]
SCRIPTS = Path(__file__).parents[2] / "static" / "js"


def page(client: FlaskClient, address: str = "/help") -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return unescape(answer.get_data(as_text=True))


def test_every_page_leads_to_the_help(app: Flask, session: Session, client_of: ClientOf) -> None:
    an_open_round(session, a_draft(session))
    head = a_head(session)
    session.commit()
    assert 'href="/help" data-help' in page(app.test_client(), "/sign-in")
    for address in ("/", "/account", "/framework/1", "/framework/1/p/1/amend", "/search"):
        assert 'href="/help" data-help' in page(client_of(head), address), address
    assert 'href="/help" data-help' in client_of(head).get("/nowhere").get_data(as_text=True)


def test_the_secretariat_has_its_own_part(app: Flask, session: Session, client_of: ClientOf) -> None:
    head, office = a_head(session), the_secretariat(session)
    session.commit()
    assert "For the secretariat" in page(client_of(office)) and "At the desk, on one block" in page(client_of(office))
    for client in (client_of(head), app.test_client()):
        assert "For the secretariat" not in page(client) and "At the desk, on one block" not in page(client)


def test_it_says_whom_to_ask_and_gives_peoples_addresses_to_those_who_are_signed_in(
    app: Flask, session: Session, client_of: ClientOf
) -> None:
    head, office = a_head(session), the_secretariat(session)
    session.commit()
    written = f'href="mailto:{office.person.email}"'
    assert written in page(client_of(head))
    assert "mailto:" not in page(app.test_client())
    assert "your invitation came from there" in page(app.test_client())
    session.rollback()
    names = {"name": "Group", "name_fr": "", "description": "", "description_fr": ""}
    describe_group(session, **names, contact="office@group.example", version=0, by=office, at=NOON)
    session.commit()
    assert 'href="mailto:office@group.example"' in page(app.test_client()) and written not in page(app.test_client())
    assert 'href="mailto:office@group.example"' in page(client_of(head)) and written in page(client_of(head))


def test_nobody_who_has_left_the_secretariat_is_to_be_asked(session: Session) -> None:
    office = the_secretariat(session)
    a_head(session)
    assert people_of_secretariat(session) == [office.person]
    office.active = False
    session.flush()
    assert people_of_secretariat(session) == []


def test_the_keys_of_the_help_are_those_that_the_scripts_are_told(session: Session, client_of: ClientOf) -> None:
    office = the_secretariat(session)
    session.commit()
    shown = page(client_of(office))
    told = json.loads(
        re.findall(r'<meta name="keys" content="(.*)">', client_of(office).get("/help").text)[0].replace("&#34;", '"')
    )
    assert set(told) == set(SHORTCUTS) == set(PLACES)
    for those in SHORTCUTS.values():
        for one in those:
            assert str(one.does) in shown
    caps = {cap for keys in told.values() for key in keys for cap in key.split("+")}
    assert {cap.lower() for cap in re.findall(r"<kbd>([^<]*)</kbd>", shown)} == caps


def test_each_act_of_the_table_is_done_by_a_script_and_no_script_names_a_letter_of_its_own() -> None:
    words = {path.name: path.read_text(encoding="utf-8") for path in SCRIPTS.glob("*.js")}
    for one in (one for those in SHORTCUTS.values() for one in those):
        assert any(re.search(rf'\b{one.act}: \(|[!=]== "{one.act}"', script) for script in words.values()), one.act
    own = re.compile(r"""event\.key(?:\.toLowerCase\(\))? ?[!=]== ?["'](?:.|Enter)["']""")
    assert [name for name, script in words.items() if own.search(script)] == []


@pytest.mark.parametrize("place", SHORTCUTS)
def test_no_key_has_two_meanings_in_one_place(place: str) -> None:
    keys = [
        key
        for those in (SHORTCUTS[place], *((SHORTCUTS["everywhere"],) * (place != "everywhere")))
        for one in those
        for key in one.keys
    ]
    assert len(keys) == len(set(keys))


def test_who_switched_shortcuts_off_is_told_so_and_no_script_is_told_a_key(
    session: Session, client_of: ClientOf
) -> None:
    head = a_seat(session)
    head.person.shortcuts = False
    session.commit()
    shown = page(client_of(head))
    assert "These keys are switched off in your account" in shown and 'name="keys"' not in shown
    assert "help.js" not in shown


def test_a_text_cannot_take_the_helps_address(session: Session) -> None:
    assert a_draft(session, title="Help").text.slug != "help"
