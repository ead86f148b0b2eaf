"""The pages about people: a table of invitations from file to link, one's sessions, and the group's own name."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from datetime import timedelta
from html import unescape

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from drafting.exchange.read_people import decode_table, read_people
from drafting.model.people import Delegation, Invitation, Person, Seat, SignIn
from drafting.procedure.door import hash_password
from drafting.web.browsers import in_plain_words
from tests.factories import NOON, a_draft, a_seat, the_secretariat
from tests.peers.application import Clock

ClientOf = Callable[[Seat | int], FlaskClient]
AT = "/people/invitations/table"
TABLE = "Delegation;Nom;Courriel;Rôle;Langue\r\nBergen;Léa Exemple;lea@bergen.example;cheffe de délégation;français\r\n"
PASSWORD = "four plain words here"


@pytest.fixture
def office(session: Session, client_of: ClientOf) -> FlaskClient:
    a_seat(session)
    a_draft(session)
    secretary = the_secretariat(session).id
    session.commit()
    return client_of(secretary)


def look(office: FlaskClient, table: str, **more: str) -> TestResponse:
    return office.post(AT, data={"table": table, **more})


def mark_of(page: str) -> str:
    found = re.search(r'name="mark" value="([^"]+)"', page)
    assert found
    return found[1]


def confirmed(office: FlaskClient, table: str) -> str:
    mark = mark_of(look(office, table).text)
    return look(office, table, do="confirm", mark=mark).text


def kept(session: Session) -> list[str]:
    session.rollback()
    return list(session.scalars(select(Invitation.email).order_by(Invitation.id)))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
def test_a_file_as_a_french_spreadsheet_saves_it_becomes_links_in_two_steps(
    session: Session, office: FlaskClient, app: Flask, encoding: str
) -> None:
    page = office.post(AT, data={"file": (io.BytesIO(TABLE.encode(encoding)), "personnes.csv")}).text
    assert "Léa Exemple" in page
    assert "Confirm: invite 1 person" in page
    assert kept(session) == []
    typed = re.search(r"<textarea[^>]*>\n?(.*?)</textarea>", page, re.DOTALL)
    assert typed
    done = look(office, unescape(typed[1]), do="confirm", mark=mark_of(page)).text
    link = re.search(r"http://localhost(/invitation/[\w-]+)", done)
    assert link
    assert kept(session) == ["lea@bergen.example"]
    newcomer = app.test_client()
    given = {"name": "Léa Exemple", "password": PASSWORD, "again": PASSWORD}
    assert newcomer.post(link[1], data=given).status_code == 303
    assert 'lang="fr"' in newcomer.get("/account").text


def test_a_table_with_a_refused_row_is_given_back_and_nothing_is_done_until_it_is_right(
    session: Session, office: FlaskClient
) -> None:
    table = TABLE + '"Bergen";"Bo\r\nExample";bo@bergen.example;king;\r\nBergen;;cy@bergen.example;relecteur;\r\n'
    page = look(office, table).text
    assert "“king” is not a role" in unescape(page)
    assert 'value="confirm"' not in page
    assert look(office, table, do="confirm", mark=mark_of(page)).status_code == 422
    assert kept(session) == []
    page = look(office, table, do="leave out").text
    assert "Confirm: invite 2 people" in page
    assert "king" not in page


def test_what_was_changed_after_the_look_is_looked_at_again(session: Session, office: FlaskClient) -> None:
    mark = mark_of(look(office, TABLE).text)
    answer = look(office, TABLE.replace("lea@", "leo@"), do="confirm", mark=mark)
    assert answer.status_code == 409
    assert "leo@bergen.example" in answer.text
    assert kept(session) == []


def test_the_same_table_twice_makes_nothing_twice(session: Session, office: FlaskClient) -> None:
    mark = mark_of(look(office, TABLE).text)
    assert look(office, TABLE, do="confirm", mark=mark).status_code == 200
    assert look(office, TABLE, do="confirm", mark=mark).status_code == 409
    assert "there is nothing to do" in look(office, TABLE).text
    assert kept(session) == ["lea@bergen.example"]


@pytest.mark.parametrize(
    ("table", "said"),
    [
        (" ", "There is nothing in the table."),
        ("Name,Town\nAna,Bergen\n", "The first line names the columns."),
        ('Delegation,E-mail,Role\nBergen,"open,head\n', "from line 2 on"),
        ("Delegation,E-mail,Role\n" + "Bergen,a@b.example,head\n" * 10_000, "at most 2000 rows"),
    ],
)
def test_what_is_no_table_is_refused_in_words_and_given_back(office: FlaskClient, table: str, said: str) -> None:
    answer = look(office, table)
    assert answer.status_code == 422
    assert said in unescape(answer.text)
    assert unescape(answer.text).count(table.strip()[:20]) >= 1


def test_a_file_that_is_no_text_is_refused(office: FlaskClient) -> None:
    answer = office.post(AT, data={"file": (io.BytesIO(b"PK\x03\x04\x00\x00\x00"), "people.xlsx")})
    assert answer.status_code == 422
    assert "Please look at this again" in answer.text


def test_no_cell_of_a_file_is_a_formula_and_links_of_others_are_not_told(session: Session, office: FlaskClient) -> None:
    hostile = 'Delegation,Name,E-mail,Role\nBergen,"=HYPERLINK(""http://x.example"")",=1+1@x.example,head\n'
    page = confirmed(office, hostile)
    tokens = re.search(r'name="tokens" value="([^"]+)"', page)
    assert tokens
    answer = office.post("/people/invitations/links.csv", data={"tokens": f"{tokens[1]}\nmade-up"})
    assert answer.headers["Cache-Control"] == "no-store"
    head, row, *others = decode_table(answer.data).strip().split("\n")
    assert others == []
    assert head.startswith('"Delegation","Kind","Name","E-mail","Role","Language","Link"')
    assert ',"\'=1+1@x.example",' in row
    assert "\"'=HYPERLINK" in row
    assert tokens[1] in row
    for address in ("/people/people.csv", "/people/invitations/template.csv"):
        text = decode_table(office.get(address).data)
        assert not re.search(r'(^|[,;])"?[=+@-]', text, re.MULTILINE)


def test_the_list_of_people_can_be_sent_back_as_a_table(session: Session, office: FlaskClient) -> None:
    for language, delimiter in (("en", ","), ("fr", ";")):
        office.post("/language", data={"language": language})
        text = decode_table(office.get("/people/people.csv").data)
        assert delimiter in text.split("\n")[0]
        table = read_people(text)
        assert [row.email for row in table.rows] == ["head1.bergen@group.example", "head1.secretariat@group.example"]
        page = office.post(AT, data={"table": text}).text
        assert 'class="tag d"' not in page
        assert 'value="confirm"' not in page


def test_lost_links_are_made_anew_for_all_of_the_view(session: Session, office: FlaskClient, clock: Clock) -> None:
    confirmed(office, TABLE)
    clock.at = NOON + timedelta(days=15)
    assert "lapsed on" in office.get("/people/invitations?which=lapsed").text
    page = office.post("/people/invitations", data={"which": "lapsed", "all": "1", "do": "renew"}).text
    assert "/invitation/" in page
    assert "lapsed on" not in office.get("/people/invitations").text
    assert office.post("/people/invitations", data={"all": "1", "do": "withdraw"}).status_code == 303
    assert "No invitation is waiting" in office.get("/people/invitations").text


def test_delegations_are_filtered_by_words_kind_and_what_they_lack(session: Session, office: FlaskClient) -> None:
    assert "Bergen" in office.get("/people?q=BERGEN").text
    assert "Nothing matches." in office.get("/people?kind=observer").text
    assert "Nothing matches." in office.get("/people?lack=resting&page=7").text
    assert office.get("/people?kind=none&lack=none&page=x").status_code == 200


def test_a_delegation_changed_meanwhile_is_shown_beside_what_was_typed(session: Session, office: FlaskClient) -> None:
    given = {"name": "Mine", "category": "local authority", "active": "on", "version": "9"}
    answer = office.post("/people/bergen", data=given)
    assert answer.status_code == 409
    assert "Now it stands there: Bergen" in answer.text
    assert 'value="Mine"' in answer.text
    assert office.post("/people/bergen", data=given | {"version": "1"}).status_code == 303
    session.rollback()
    assert session.scalars(select(Delegation.name).where(Delegation.code == "bergen")).one() == "Mine"


def test_a_seat_is_ended_and_given_back_and_the_person_is_out_meanwhile(
    session: Session, office: FlaskClient, client_of: ClientOf
) -> None:
    seat = session.scalars(select(Seat).join(Delegation).where(Delegation.code == "bergen")).one().id
    head = client_of(seat)
    assert head.get("/account").status_code == 200
    given = {"role": "head", "version": "1", "do": "end"}
    assert office.post(f"/people/bergen/seats/{seat}", data=given).status_code == 303
    assert head.get("/account").status_code == 303
    assert "Seats that ended" in office.get("/people/bergen").text
    assert office.post(f"/people/bergen/seats/{seat}", data=given).status_code == 409
    assert (
        office.post(f"/people/bergen/seats/{seat}", data=given | {"version": "2", "do": "give back"}).status_code == 303
    )
    assert head.get("/account").status_code == 303  # the session ended for good
    assert client_of(seat).get("/account").status_code == 200
    assert office.post(f"/people/bergen/seats/{seat}/sessions").status_code == 303
    assert office.post("/people/malta/seats/1/sessions").status_code == 404


def test_my_sessions_say_where_and_one_of_them_is_ended(app: Flask, session: Session, office: FlaskClient) -> None:
    person = session.scalars(select(Person).where(Person.email == "head1.bergen@group.example")).one()
    person.password_hash = hash_password(PASSWORD)
    session.commit()
    given = {"email": person.email, "password": PASSWORD}
    firefox = "Mozilla/5.0 (Windows NT 10.0; rv:143.0) Gecko/20100101 Firefox/143.0"
    here, there = app.test_client(), app.test_client()
    for client in (here, there):
        assert client.post("/sign-in", data=given, headers={"User-Agent": firefox}).status_code == 303
    page = here.get("/account").text
    assert page.count("<b>Firefox on Windows</b>") == 2
    assert page.count("this one") == 1
    address = re.search(r'action="(/account/sessions/\d+)"', page)
    assert address
    assert there.post(address[1]).status_code == 303  # one may end the session that one acts in
    assert there.get("/account").status_code == 303
    assert here.get("/account").status_code == 200
    assert office.post(address[1]).status_code == 404


def test_when_a_session_was_last_used_is_told_once_an_hour(
    session: Session, client_of: ClientOf, office: FlaskClient, clock: Clock
) -> None:
    def used() -> object:
        session.rollback()
        return session.scalars(select(SignIn.used_at).order_by(SignIn.id.desc())).first()

    office.get("/framework/1")
    assert used() is None
    clock.at = NOON + timedelta(hours=2)
    office.get("/signed-in")
    assert used() is None
    office.get("/framework/1")
    assert used() == clock.at
    clock.at += timedelta(minutes=59)
    office.get("/framework/1")
    assert used() == NOON + timedelta(hours=2)
    clock.at += timedelta(minutes=2)
    office.get("/framework/1")  # a page that is kept tells it too
    assert used() == clock.at


@pytest.mark.parametrize(
    ("agent", "words"),
    [
        ("Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/140.0 Safari/537.36 Edg/140.0", "Edge on Linux"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Safari/604.1", "Safari on iPhone"),
        ("Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) Chrome/140.0 Safari/537.36", "Chrome on Mac"),
        ("Mozilla/5.0 (Linux; Android 15) Chrome/140.0 Mobile Safari/537.36", "Chrome on Android"),
        ("curl/8.0", "A browser that does not say what it is"),
        ("", "A browser that does not say what it is"),
    ],
)
def test_a_browser_is_told_in_plain_words(app: Flask, agent: str, words: str) -> None:
    with app.test_request_context(headers={"Accept-Language": "en"}):
        assert in_plain_words(agent) == words


def test_whoever_wants_changes_said_gets_the_marks_and_only_they(office: FlaskClient, client_of: ClientOf) -> None:
    assert "say-changes" not in office.get("/framework/1").text
    office.post("/account", data={"name": "Secretary", "say_changes": "on"})
    for _time in range(2):
        assert "say-changes" in office.get("/framework/1").text


def test_the_groups_name_stands_at_the_head_of_each_page_in_its_language_and_in_the_exports(
    app: Flask, session: Session, office: FlaskClient
) -> None:
    assert "Drafting</a>" in office.get("/framework/1").text
    given = {
        "name": "Group on Towns",
        "name_fr": "Groupe sur les villes",
        "description": "It writes <together>.",
        "contact": "office@group.example",
        "version": "0",
    }
    assert office.post("/people/group", data=given).status_code == 303
    for _time in range(2):
        assert "Group on Towns</a>" in office.get("/framework/1").text
    assert "Group on Towns" in office.get("/framework/1/export/clean-html").text
    office.post("/language", data={"language": "fr"})
    assert "Groupe sur les villes</a>" in office.get("/framework/1").text
    door = app.test_client().get("/sign-in").text
    assert "It writes &lt;together&gt;." in door
    assert 'href="mailto:office@group.example"' in door
    stale = office.post("/people/group", data=given | {"name": "Mine"})
    assert stale.status_code == 409
    assert 'value="Mine"' in stale.text
    assert "Group on Towns" in stale.text
