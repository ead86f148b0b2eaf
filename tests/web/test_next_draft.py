"""A reworked file becomes the next draft, by browser."""

from __future__ import annotations

import io
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from lxml import html
from sqlalchemy import select
from sqlalchemy.orm import Session

from drafting.exchange.read_pandoc import pandoc
from drafting.model.journal import JournalEntry
from drafting.model.people import Seat
from drafting.model.texts import Draft
from drafting.procedure.layout import rows_of
from drafting.text.blocks import Block, Kind
from drafting.web.database import db
from tests.exchange.sample import sample
from tests.factories import ENCOURAGE, a_draft, a_head, an_open_round, the_secretariat

ClientOf = Callable[[Seat | int], FlaskClient]
LISTEN = "Cities should listen to their residents before they plan."
SCHOOLS = "Schools have a part of their own in this work."
MONEY = "Money for interpreters is found in every budget line."
AGAIN = "Nothing was decided."
FIELDS = {"reason": "The meeting asked for it.", "source": "Report of the second meeting, item 5"}
Row = Block(kind=Kind.ROW, cells=("Northport", "two seats at the table"), table=1)


@pytest.fixture
def client(session: Session, client_of: ClientOf) -> FlaskClient:
    """The secretariat, on a text with Draft 1."""
    blocks = [Block(kind=Kind.PARAGRAPH, text=text) for text in (LISTEN, AGAIN, AGAIN, ENCOURAGE, SCHOOLS)]
    a_draft(session, blocks=[*blocks, Row])
    secretary = the_secretariat(session).id
    session.commit()
    return client_of(secretary)


def sent(client: FlaskClient, *paragraphs: str, name: str = "reworked.md", data: bytes | None = None) -> str:
    """The address of the preview."""
    file = (io.BytesIO(data if data is not None else "\n\n".join(paragraphs).encode()), name)
    answer = client.post("/framework/1/import", data={"file": file})
    assert answer.status_code == 303
    return answer.headers["Location"]


def page(client: FlaskClient, address: str) -> html.HtmlElement:
    answer = client.get(address)
    assert answer.status_code == 200
    return html.fromstring(answer.get_data(as_text=True))


def texts(app: Flask, number: int) -> list[tuple[int, str]]:
    with app.app_context():
        draft = db.session.scalars(select(Draft).where(Draft.number == number)).one()
        return [(row.key, row.text) for row in rows_of(db.session(), draft)]


def test_the_draft_and_the_start_page_lead_the_secretariat_to_the_form(client: FlaskClient) -> None:
    for address in ("/", "/framework/1"):
        links = page(client, address).xpath("//main//a/@href | //section//a/@href")
        assert "/framework/1/import" in links


def test_the_preview_says_what_became_of_each_block_and_stores_nothing(app: Flask, client: FlaskClient) -> None:
    changed = ENCOURAGE.replace("encourage", "require")
    shown = page(client, sent(client, SCHOOLS, LISTEN, AGAIN, AGAIN, changed, MONEY))
    fates = [" ".join(each.text_content().split()) for each in shown.find_class("fate")]
    assert fates == [
        "moved Paragraph 1 (before: 5)",
        "changed Paragraph 5 (before: 4), 92% of the words kept",
        "inserted Paragraph 6",
        "deleted table row “Northport two seats at the table”",
    ]
    assert [each.text_content() for each in shown.xpath("//main//ins")] == ["require", MONEY]
    assert "3 blocks are as they were." in shown.text_content()
    with app.app_context():
        assert len(db.session.scalars(select(Draft)).all()) == 1


def test_confirmed_the_file_is_the_next_draft_with_its_reason_beside_each_change(
    app: Flask, client: FlaskClient
) -> None:
    changed = ENCOURAGE.replace("encourage", "require")
    address = sent(client, LISTEN, AGAIN, AGAIN, changed, SCHOOLS)
    answer = client.post(address, data=FIELDS | {"reference": "GT(2026)2"})
    assert answer.headers["Location"] == "/framework/1..2"
    assert texts(app, 2) == [(1, LISTEN), (2, AGAIN), (3, AGAIN), (4, changed), (5, SCHOOLS)]
    compared = page(client, "/framework/1..2").text_content()
    assert "Draft 2 was imported from a reworked file by Head 1, Secretariat." in compared
    assert "Source: Report of the second meeting, item 5." in compared
    for key in (4, 6):
        assert FIELDS["reason"] in page(client, f"/framework/1..2?why={key}").find_class("why-box")[0].text_content()
    assert client.get(address).status_code == 404


@pytest.mark.parametrize("ending", ["odt", "html"])
def test_a_file_of_another_word_processor_becomes_the_next_draft_as_well(
    app: Flask, client: FlaskClient, tmp_path: Path, ending: str
) -> None:
    changed = ENCOURAGE.replace("encourage", "require")
    made = tmp_path / f"reworked.{ending}"
    words = "\n\n".join((LISTEN, AGAIN, AGAIN, changed, SCHOOLS))
    command = [pandoc(), "--standalone", "-f", "markdown", "-t", ending, "-o", str(made)]
    subprocess.run(command, input=words.encode(), check=True)
    address = sent(client, name=made.name, data=made.read_bytes())
    assert client.post(address, data=FIELDS).status_code == 303
    assert texts(app, 2) == [(1, LISTEN), (2, AGAIN), (3, AGAIN), (4, changed), (5, SCHOOLS)]


def test_rich_text_and_marked_changes_of_a_page_are_refused_in_plain_words(client: FlaskClient) -> None:
    assert ".odt" in page(client, "/framework/1/import").xpath("//input[@type='file']/@accept")[0]
    for name, data, told in (
        ("reworked.rtf", b"{\\rtf1 Words.}", "save it as .docx or .odt"),
        ("reworked.html", b"<p>One <del>word</del>.</p>", "The file holds 1 tracked changes."),
    ):
        answer = client.post("/framework/1/import", data={"file": (io.BytesIO(data), name)})
        assert answer.status_code == 422
        assert told in answer.get_data(as_text=True)


def test_a_doubtful_block_is_a_question_and_nothing_is_issued_without_its_answer(
    app: Flask, client: FlaskClient
) -> None:
    address = sent(client, LISTEN, AGAIN, ENCOURAGE, SCHOOLS)
    (question,) = page(client, address).xpath("//fieldset[@id='block-1']")
    assert question.xpath(".//input/@value") == ["2", "3", "new"]
    assert "It is paragraph 3 (100% of the words)" in question.text_content()
    refused = client.post(address, data=FIELDS)
    assert refused.status_code == 422
    again = html.fromstring(refused.get_data(as_text=True))
    assert again.xpath("//div[@id='errors']//a/@href") == ["#block-1"]
    assert again.xpath("//input[@id='source']/@value") == [FIELDS["source"]]
    assert client.post(address, data=FIELDS | {"block-1": "3"}).status_code == 303
    assert texts(app, 2) == [(1, LISTEN), (3, AGAIN), (4, ENCOURAGE), (5, SCHOOLS)]


def test_what_was_found_can_be_told_to_be_new(app: Flask, client: FlaskClient) -> None:
    changed = ENCOURAGE.replace("encourage", "require")
    address = sent(client, LISTEN, AGAIN, AGAIN, changed, SCHOOLS)
    assert client.post(address, data=FIELDS | {"block-3": "new"}).status_code == 303
    assert [key for key, _text in texts(app, 2)] == [1, 2, 3, 7, 5]


@pytest.mark.parametrize("answer", [{"block-1": "4"}, {"block-1": "2,x"}, {"block-x": "2"}, {"block-1": "9" * 30}])
def test_an_answer_that_was_not_offered_gives_the_page_again(client: FlaskClient, answer: dict[str, str]) -> None:
    address = sent(client, LISTEN, AGAIN, ENCOURAGE, SCHOOLS)
    refused = client.post(address, data=FIELDS | answer)
    assert refused.status_code == 422
    assert "Choose again." in refused.get_data(as_text=True)


def test_joined_and_split_blocks_are_shown_with_those_they_were(client: FlaskClient) -> None:
    shown = page(client, sent(client, LISTEN, AGAIN, AGAIN, f"{ENCOURAGE} {SCHOOLS}"))
    assert "joined with paragraph 5" in shown.find_class("fate")[0].text_content()


def test_tracked_changes_are_asked_about_and_every_block_can_be_shown(client: FlaskClient) -> None:
    address = sent(client, name="sample.docx", data=sample())
    assert "The file holds tracked changes" in page(client, address).text_content()
    shown = page(client, f"{address}?changes=accept&all=1")
    assert shown.xpath("//input[@name='changes']/@value") == ["accept"]


@pytest.mark.parametrize(("name", "data"), [("x.pdf", b"%PDF"), ("x.docx", b"no archive"), ("x.md", b"")])
def test_a_file_that_cannot_be_read_is_refused_with_the_reason(client: FlaskClient, name: str, data: bytes) -> None:
    answer = client.post("/framework/1/import", data={"file": (io.BytesIO(data), name)})
    assert answer.status_code == 422
    assert html.fromstring(answer.get_data(as_text=True)).xpath("//div[@id='errors']//a/@href") == ["#file"]


def test_while_a_round_is_open_the_page_says_why_no_file_can_follow(session: Session, client_of: ClientOf) -> None:
    an_open_round(session)
    secretary = the_secretariat(session).id
    session.commit()
    client = client_of(secretary)
    shown = page(client, "/framework/1/import")
    assert "Round 1 on this draft is not over." in shown.text_content()
    assert shown.xpath("//input[@type='file']") == []
    answer = client.post("/framework/1/import", data={"file": (io.BytesIO(b"Words."), "x.md")})
    assert answer.status_code == 422


def test_what_is_not_imported_is_thrown_away(app: Flask, client: FlaskClient) -> None:
    address = sent(client, LISTEN)
    assert client.post(f"{address}/forget").headers["Location"] == "/framework/1"
    assert client.get(address).status_code == 404
    with app.app_context():
        assert db.session.scalars(select(JournalEntry.verb)).all()[-1] == "import_draft"


def test_a_delegation_reaches_neither_the_form_nor_the_preview(
    session: Session, client: FlaskClient, client_of: ClientOf
) -> None:
    address = sent(client, LISTEN)
    head = a_head(session).id
    session.commit()
    delegate = client_of(head)
    assert delegate.get("/framework/1/import").status_code == 403
    assert delegate.get(address).status_code == 403
    assert delegate.post(address, data=FIELDS).status_code == 403
