"""Exports are kept with their hash; one that takes longer is made beside the request, and a page says how far it is."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from drafting.errors import Invalid
from drafting.model.journal import JournalEntry
from drafting.model.people import Seat
from drafting.model.rounds import Round
from drafting.web.kept_files import KeptFile, claim, keep_file, kept_file, key_of, release
from drafting.web.made_files import BeingMade, made_file
from tests.factories import a_draft, a_head, an_amendment, an_open_round

ClientOf = Callable[[Seat | int], FlaskClient]
FILE = "/framework/round/1/export/compilation-csv"


def a_round(session: Session) -> Seat:
    round_ = an_open_round(session, a_draft(session, paragraphs=["Cities should help."]))
    an_amendment(session, round_, text="Cities must help.")
    session.commit()
    return a_head(session)


def kept_in(app: Flask) -> set[str]:
    folder = Path(app.config["INSTANCE"]) / "exports"
    return {one.name for one in folder.iterdir() if "." not in one.name and not one.name.startswith("usual-")}


def test_the_same_export_is_the_same_file_made_once(app: Flask, session: Session, client_of: ClientOf) -> None:
    client = client_of(a_round(session))
    first, again = client.get(FILE), client.get(FILE)
    assert first.status_code == 200
    assert (again.data, again.headers["ETag"]) == (first.data, first.headers["ETag"])
    assert len(kept_in(app)) == 1


def test_what_changes_the_contributions_makes_another_file(app: Flask, session: Session, client_of: ClientOf) -> None:
    head = a_round(session)
    client = client_of(head)
    before = client.get(FILE).data
    session.rollback()
    an_amendment(session, session.scalars(select(Round)).one(), text="Cities may help.", by=a_head(session, "malta"))
    session.commit()
    assert client.get(FILE).data != before
    assert len(kept_in(app)) == 2


def test_each_filter_and_each_language_has_its_own_file(app: Flask, session: Session, client_of: ClientOf) -> None:
    client = client_of(a_round(session))
    client.get(FILE)
    client.get(f"{FILE}?kind=editorial")
    client.set_cookie("language", "fr")
    client.get(FILE)
    assert len(kept_in(app)) == 3


def test_the_journal_tells_which_file_was_handed_out(session: Session, client_of: ClientOf) -> None:
    data = client_of(a_round(session)).get(FILE).data
    session.rollback()
    entry = session.scalars(select(JournalEntry).where(JournalEntry.verb == "export_round")).one()
    assert entry.subject["sha256"] == hashlib.sha256(data).hexdigest()


def test_a_file_that_takes_longer_leads_to_a_page_that_says_so_and_then_to_the_file(
    app: Flask, session: Session, client_of: ClientOf
) -> None:
    client = client_of(a_round(session))
    app.config["EXPORT_PATIENCE"] = 0
    answer = client.get(f"{FILE}?kind=substantive")
    assert answer.status_code == 303
    page = answer.headers["Location"]
    assert "making=1" in page
    assert "kind=substantive" in page
    app.config["EXPORT_PATIENCE"] = 60
    ready = client.get(page)
    assert "Your file is ready" in ready.text
    assert f'href="{FILE}?kind=substantive"' in ready.text
    file = client.get(f"{FILE}?kind=substantive")
    assert file.headers["Content-Disposition"].startswith("attachment")
    assert file.headers["ETag"].strip('"') in ready.text


def test_while_a_file_is_made_the_page_says_for_how_long_and_how_long_is_usual(
    app: Flask, session: Session, client_of: ClientOf
) -> None:
    a_round(session)
    app.config["EXPORT_PATIENCE"] = 0
    may_go_on = threading.Event()
    with app.test_request_context():
        keys = key_of("slow", 1), key_of("slow", 2)
        found = [made_file(key, "slow", lambda: b"x" if may_go_on.wait(60) else b"") for key in keys[:1]]
        assert isinstance(found[0], BeingMade)
        assert (found[0].usual, found[0].part) == (None, None)
        may_go_on.set()
        app.config["EXPORT_PATIENCE"] = 60
        assert isinstance(made_file(keys[0], "slow", lambda: b"not made twice"), KeptFile)
        may_go_on.clear()
        app.config["EXPORT_PATIENCE"] = 0
        later = made_file(keys[1], "slow", lambda: b"y" if may_go_on.wait(60) else b"")
        may_go_on.set()
        assert isinstance(later, BeingMade)
        assert later.usual is not None
        app.config["EXPORT_PATIENCE"] = 60
        assert made_file(keys[1], "slow", lambda: b"") == KeptFile(data=b"y", digest=hashlib.sha256(b"y").hexdigest())


def test_what_fails_is_told_once_and_may_be_tried_again(app: Flask) -> None:
    def fails() -> bytes:
        raise RuntimeError("on purpose")

    def refuses() -> bytes:
        raise Invalid("format-unknown", format="x")

    app.config["EXPORT_PATIENCE"] = 60
    with app.test_request_context():
        with pytest.raises(Invalid, match="export-failed"):
            made_file(key_of("failing"), "failing", fails)
        with pytest.raises(Invalid, match=r"format-unknown\(format='x'\)"):
            made_file(key_of("failing"), "failing", refuses)
        assert made_file(key_of("failing"), "failing", lambda: b"now") == KeptFile(
            data=b"now", digest=hashlib.sha256(b"now").hexdigest()
        )


def test_of_two_who_ask_at_once_one_makes_the_file(app: Flask) -> None:
    with app.test_request_context():
        key = key_of("two")
        assert claim(key)
        assert not claim(key)
        release(key)
        assert claim(key)
        release(key)


def test_what_a_server_that_was_killed_had_begun_is_begun_anew(app: Flask) -> None:
    with app.test_request_context():
        key = key_of("killed")
        assert claim(key)
        gone = subprocess.run([sys.executable, "-c", "import os; print(os.getpid())"], capture_output=True, check=True)
        (Path(app.config["INSTANCE"]) / "exports" / f"{key}.claim").write_bytes(gone.stdout.strip())
        assert claim(key)
        release(key)


def test_a_file_that_nobody_asked_for_in_a_week_is_thrown_away(app: Flask) -> None:
    with app.test_request_context():
        old, new = key_of("old"), key_of("new")
        keep_file(old, b"old")
        path = Path(app.config["INSTANCE"]) / "exports" / old
        os.utime(path, (path.stat().st_atime, path.stat().st_mtime - 8 * 24 * 3600))
        keep_file(new, b"new")
        assert kept_file(old) is None
        assert kept_file(new) is not None


def test_an_address_that_asks_for_more_leads_nowhere_else(app: Flask, session: Session, client_of: ClientOf) -> None:
    client = client_of(a_round(session))
    app.config["EXPORT_PATIENCE"] = 0
    strange = f"{FILE}?_scheme=javascript&_external=1&said=Hello&anchor=x&kind=%22%3E%3Cb%3E"
    answer = client.get(strange)
    assert answer.headers["Location"].startswith(f"{FILE}?")
    app.config["EXPORT_PATIENCE"] = 60
    page = client.get(f"{strange}&making=1").text
    assert "javascript:" not in page
    assert 'href="/framework/round/1/export/compilation-csv?_scheme=javascript' in page
    assert "<b>" not in page.split("<main")[1].split("</main>")[0]
