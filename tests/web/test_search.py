from __future__ import annotations

from collections.abc import Callable
from html import unescape
from urllib.parse import quote

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from drafting.model.people import Seat
from drafting.rules.permissions import Category
from tests.factories import a_comment, a_draft, a_head, a_seat, an_amendment, an_open_round

ClientOf = Callable[[Seat | int], FlaskClient]


@pytest.fixture
def client(session: Session, client_of: ClientOf) -> FlaskClient:
    round_ = an_open_round(session, a_draft(session, paragraphs=("Cities <b> welcome newcomers.", "Regions teach.")))
    an_amendment(session, round_, key=2, text="Regions teach languages.", by=a_head(session, "malta"))
    for number in range(25):
        a_comment(session, round_, body=f"Remark number {number}.")
    session.commit()
    return client_of(a_head(session))


def words(client: FlaskClient, query: str, more: str = "") -> str:
    return unescape(client.get(f"/search?q={quote(query)}{more}").get_data(as_text=True))


def test_what_is_found_is_shown_marked_and_leads_to_its_place(client: FlaskClient) -> None:
    page = client.get("/search?q=welcoming").get_data(as_text=True)
    assert "1 place found" in page and 'href="/framework/1?p=1#p1"' in page
    assert "Cities &lt;b&gt; <mark>welcome</mark> newcomers." in page
    page = words(client, "languages")
    assert "A-001" in page and "Malta, on §2 of Draft 1" in page


def test_a_reference_leads_straight_to_it(client: FlaskClient) -> None:
    assert client.get("/search?q=a-1").headers["Location"] == "/framework/A-1"
    assert client.get("/search?q=C-12").headers["Location"] == "/framework/C-12"
    assert client.get(f"/search?q={quote('§2')}").headers["Location"] == "/framework/1?p=2#p2"


def test_a_number_that_several_texts_have_is_asked_about(session: Session, client: FlaskClient) -> None:
    session.rollback()
    an_amendment(
        session, an_open_round(session, a_draft(session, title="Other", paragraphs=("A city.",))), text="The city."
    )
    session.commit()
    page = words(client, "A-1")
    assert "In more than one place:" in page and "/framework/A-1" in page and "/other/A-1" in page
    assert client.get("/search?q=A-1&text=other").headers["Location"] == "/other/A-1"


def test_many_are_paged_and_narrowed(client: FlaskClient) -> None:
    page = words(client, "remark")
    assert "25 places found" in page and "page=2" in page
    assert '<ol class="results" start="21">' in words(client, "remark", "&page=2")
    assert "Nothing has all these words." in words(client, "remark", "&from=malta")
    assert 'aria-current="page">Comments' in words(client, "remark", "&sort=comment")


def test_an_empty_and_a_strange_query_are_told_so_and_come_back(client: FlaskClient) -> None:
    assert "Every draft that you may read is searched" in words(client, "")
    answer = client.get("/search?q=%3F%21")
    assert answer.status_code == 422 and "There is no word in this." in answer.text and 'value="?!"' in answer.text
    assert "Nothing has all these words." in words(client, "nowhere")
    assert client.get("/search?q=x&sort=strange&page=-4&text=no&from=no").status_code == 200


def test_the_parent_committee_finds_nothing_of_a_draft_that_it_was_not_sent(
    session: Session, client: FlaskClient, client_of: ClientOf
) -> None:
    session.rollback()
    reader = a_seat(session, "committee", category=Category.PARENT_COMMITTEE).id
    session.commit()
    page = words(client_of(reader), "newcomers")
    assert "0 places found" in page and "<option" not in page
