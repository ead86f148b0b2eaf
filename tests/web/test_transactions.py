"""What a request holds the database for, and what it may bring."""

from __future__ import annotations

import io
from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session
from werkzeug.test import EnvironBuilder, run_wsgi_app

from drafting.exchange import read_markdown
from drafting.model.journal import JournalEntry
from drafting.model.people import Seat
from drafting.procedure import export_draft, read_file
from drafting.web import database
from drafting.web.database import db
from drafting.web.factory import LARGEST_FORM
from tests.factories import ENCOURAGE, a_head, an_open_round, the_secretariat

FORM = "application/x-www-form-urlencoded"
ClientOf = Callable[[Seat | int], FlaskClient]


@pytest.fixture
def order(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What happened in a request, in order: the lock taken, the body there, a file read or written."""
    told: list[str] = []
    begin, read, write = database.begin_write, read_markdown.read, export_draft.WRITERS["clean-md"]

    def tell(word: str, act: Callable[..., object]) -> Callable[..., object]:
        def telling(*args: object) -> object:
            told.append(word)
            return act(*args)

        return telling

    monkeypatch.setattr(database, "begin_write", tell("lock", begin))
    monkeypatch.setitem(read_file._READERS, ".md", tell("read", read))  # type: ignore[arg-type]
    monkeypatch.setitem(export_draft.WRITERS, "clean-md", tell("written", write))  # type: ignore[arg-type]
    return told


class Slow:
    """A body that tells when it has been read to its end."""

    def __init__(self, data: bytes, told: list[str]) -> None:
        self.data = io.BytesIO(data)
        self.told = told

    def read(self, size: int = -1) -> bytes:
        data = self.data.read(size)
        if self.data.tell() == len(self.data.getbuffer()) and "body" not in self.told:
            self.told.append("body")
        return data

    def close(self) -> None:
        self.data.close()


def test_the_lock_is_taken_when_all_of_the_body_is_there(app: Flask, order: list[str]) -> None:
    data = b"email=somebody%40group.example&password=long+enough"
    environment = EnvironBuilder("/language", method="POST", data=data, content_type=FORM).get_environ()
    run_wsgi_app(app, environment | {"wsgi.input": Slow(data, order)})
    assert order == ["body", "lock"]


def test_a_file_is_read_and_written_without_keeping_other_writers_waiting(
    session: Session, client_of: ClientOf, order: list[str]
) -> None:
    secretary = the_secretariat(session).id
    session.commit()
    client = client_of(secretary)
    order.clear()
    file = (io.BytesIO(b"First words.\n\nSecond words.\n"), "text.md")
    waiting = client.post("/import", data={"file": file}).headers["Location"]
    assert order == ["read"]
    order.clear()
    assert client.post(waiting, data={"title": "Framework"}).headers["Location"] == "/framework/1"
    assert order == ["read", "lock"]
    order.clear()
    assert client.get("/framework/1/export/clean-md").status_code == 200
    assert order == ["written", "lock"]


def test_an_import_and_an_export_are_kept_and_journalled(app: Flask, session: Session, client_of: ClientOf) -> None:
    secretary = the_secretariat(session).id
    session.commit()
    client = client_of(secretary)
    file = (io.BytesIO(b"First words.\n\nSecond words.\n"), "text.md")
    client.post(client.post("/import", data={"file": file}).headers["Location"], data={"title": "Framework"})
    client.get("/framework/1/export/clean-md")
    with app.app_context():
        told = [entry.verb for entry in db.session.query(JournalEntry).order_by(JournalEntry.sequence)]
    assert told == ["import_draft", "export_draft"]


@pytest.mark.parametrize("kind", [FORM, "application/json"])
def test_a_form_that_is_too_large_is_refused_with_a_page_that_says_so(
    session: Session, client_of: ClientOf, kind: str
) -> None:
    round_ = an_open_round(session)
    head = a_head(session).id
    assert round_.draft.number == 1
    session.commit()
    client = client_of(head)
    answer = client.post("/framework/1/p/1/amend", data=b"text=" + b"x" * LARGEST_FORM, content_type=kind)
    assert answer.status_code == 413
    assert "What was sent is too large to be taken." in answer.text
    assert client.post("/framework/1/p/1/amend", data={"text": ENCOURAGE}).status_code == 422
