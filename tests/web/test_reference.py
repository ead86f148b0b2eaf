from __future__ import annotations

from collections.abc import Callable
from html import unescape
from urllib.parse import quote

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from drafting.model.people import Seat
from tests.factories import ENCOURAGE, a_draft, a_head, an_open_round

ClientOf = Callable[[Seat | int], FlaskClient]


@pytest.fixture
def client(session: Session, client_of: ClientOf) -> FlaskClient:
    an_open_round(session, a_draft(session, paragraphs=(ENCOURAGE, "Regions **teach** languages & arts.")))
    bergen = a_head(session).id
    session.commit()
    return client_of(bergen)


def words(client: FlaskClient, address: str) -> str:
    return unescape(client.get(address).get_data(as_text=True))


def test_a_paragraph_has_a_reference_to_be_said_and_followed(client: FlaskClient) -> None:
    said = "Draft 1, paragraph 2, http://localhost/framework/1/p/2"
    assert f'value="{said}" readonly' in words(client, "/framework/1/p/2")
    assert f'value="{said}" readonly' in words(client, "/framework/1?p=2")


def test_a_reference_to_words_opens_on_these_words(client: FlaskClient) -> None:
    page = client.get(f"/framework/1/p/2?words={quote('teach languages & arts')}").get_data(as_text=True)
    assert "<mark>" in page and "[quoted: " in page and "does not stand" not in page
    again = unescape(page)
    assert "“teach languages & arts”" in again
    assert "http://localhost/framework/1/p/2?words=teach+languages+%26+arts" in again


def test_words_that_do_not_stand_there_are_told_so(client: FlaskClient) -> None:
    page = words(client, "/framework/1/p/2?words=other+<b>words")
    assert "“other <b>words” does not stand in this paragraph of Draft 1." in page
    assert "other <b>words" not in client.get("/framework/1/p/2?words=other+<b>words").get_data(as_text=True)
    assert "<mark>" not in page and "teach" in page


def test_the_whole_draft_has_no_paragraph_to_refer_to(client: FlaskClient) -> None:
    assert 'id="reference"' not in words(client, "/framework/1/p/0")
