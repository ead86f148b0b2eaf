"""Files to work with, on the web and on the command line: the working copy, and the changes between two drafts."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from drafting.exchange.place_alignment import GUIDE_KEYS
from drafting.exchange.read_returned_docx import read
from drafting.exchange.returned import accepted, rejected
from drafting.model.journal import JournalEntry
from drafting.model.people import Seat
from drafting.procedure.change_comment import answer_comment
from drafting.procedure.submit_comment import reply
from drafting.rules.lifecycle import Disposition, Operation
from drafting.rules.permissions import Category
from tests.desk import ON_THE_DESK, WITH_POINTS, on_the_desk, publish, rule
from tests.factories import NOON, a_comment, a_draft, a_head, a_seat, an_amendment, an_open_round, the_secretariat
from tests.web.test_commands import run

ClientOf = Callable[[Seat | int], FlaskClient]


def two_drafts(session: Session) -> Seat:
    round_ = an_open_round(session, a_draft(session, blocks=WITH_POINTS))
    one = an_amendment(session, round_, text="Cities must:")
    on_the_desk(session, round_)
    rule(session, round_, [one])
    publish(session, round_)
    session.commit()
    return a_head(session)


def test_the_changes_between_two_drafts_are_a_word_file_by_delegation(session: Session, client_of: ClientOf) -> None:
    client = client_of(two_drafts(session))
    answer = client.get("/framework/2/export/marked-docx")
    assert "framework-draft-1-to-2-changes.docx" in answer.headers["Content-Disposition"]
    found = read(answer.data)
    assert {run.inserted.author for one in found.paragraphs for run in one.runs if run.inserted} == {"Bergen"}
    assert "Cities should:" in rejected(found)
    assert "Cities must:" in accepted(found)


def test_they_can_be_had_backwards_and_are_journalled_with_both_drafts(session: Session, client_of: ClientOf) -> None:
    client = client_of(two_drafts(session))
    found = read(client.get("/framework/1/export/marked-docx?before=2").data)
    assert "Cities must:" in rejected(found)
    assert "Cities should:" in accepted(found)
    session.rollback()
    entry = session.scalars(select(JournalEntry).where(JournalEntry.verb == "export_changes")).one()
    assert (entry.subject["draft"], entry.subject["before"]) == (1, 2)


@pytest.mark.parametrize(
    ("address", "status", "said"),
    [
        ("/framework/1/export/marked-docx", 422, "is the first one"),
        ("/framework/2/export/marked-docx?before=2", 422, "the same draft"),
        ("/framework/2/export/marked-docx?before=9", 404, "Not found"),
    ],
)
def test_where_there_is_nothing_to_compare_it_is_said(
    session: Session, client_of: ClientOf, address: str, status: int, said: str
) -> None:
    answer = client_of(two_drafts(session)).get(address)
    assert answer.status_code == status
    assert said in answer.text


def test_who_may_not_read_contributions_has_no_changes_with_names(session: Session, client_of: ClientOf) -> None:
    two_drafts(session)
    reader = a_seat(session, "cdadi", category=Category.PARENT_COMMITTEE)
    session.commit()
    assert client_of(reader).get("/framework/2/export/marked-docx").status_code == 404


def test_the_working_copy_says_how_and_by_when_to_send_it_back(session: Session, client_of: ClientOf) -> None:
    an_open_round(session, a_draft(session, blocks=WITH_POINTS))
    head = a_head(session)
    session.commit()
    answer = client_of(head).get("/framework/1/export/working-docx")
    found = read(answer.data)
    words = "\n".join(one.text for one in found.paragraphs)
    assert found.draft == "framework/1"
    assert len(found.hash) == 64
    keys = [key for one in found.paragraphs for key in one.keys if key < GUIDE_KEYS]
    assert keys == [1, 2, 3, 4]
    assert "Track Changes is on" in words
    assert "Send it to the secretariat by" in words


def test_the_working_copy_speaks_the_readers_language(session: Session, client_of: ClientOf) -> None:
    an_open_round(session, a_draft(session))
    head = a_head(session)
    session.commit()
    client = client_of(head)
    client.set_cookie("language", "fr")
    words = "\n".join(one.text for one in read(client.get("/framework/1/export/working-docx").data).paragraphs)
    assert "Copie de travail" in words
    assert "Motif" in words


def test_the_page_offers_both(session: Session, client_of: ClientOf) -> None:
    client = client_of(two_drafts(session))
    page = client.get("/framework/2/exports").text
    assert 'href="/framework/2/export/working-docx"' in page
    assert '<option value="1" selected>Draft 1</option>' in page
    assert 'href="/framework/2/export/marked-docx?before=1"' in client.get("/framework/1..2").text


def test_the_command_writes_both(app: Flask, session: Session, tmp_path: Path) -> None:
    two_drafts(session)
    the_secretariat(session)
    session.commit()
    for fmt in ("marked-docx", "working-docx"):
        target = tmp_path / f"{fmt}.docx"
        made = run(app, "export-draft", "2", "--as", fmt, "--to", str(target))
        assert made.exit_code == 0, made.output
        found = read(io.BytesIO(target.read_bytes()).getvalue())
        assert bool(found.tracked) is (fmt == "marked-docx")


def test_comments_of_the_round_stand_in_the_margin_with_replies_and_answers(
    session: Session, client_of: ClientOf
) -> None:
    round_ = an_open_round(session, a_draft(session, blocks=WITH_POINTS))
    one = an_amendment(session, round_, text="Cities must:")
    comment = a_comment(session, round_, key=4, words="help", body="With what?")
    reply(session, comment, body="With money.", by=a_head(session, "malta"), at=NOON)
    moved = an_amendment(session, round_, operation=Operation.MOVE, key=4, after=0, reason="First things first.")
    on_the_desk(session, round_)
    rule(session, round_, [one])
    rule(session, round_, [moved], key=4)
    answer_comment(
        session,
        comment,
        disposition=Disposition.ANSWERED,
        answer="In the next draft.",
        version=comment.version,
        by=the_secretariat(session),
        at=ON_THE_DESK,
    )
    publish(session, round_)
    head = a_head(session)
    session.commit()
    found = read(client_of(head).get("/framework/2/export/marked-docx").data)
    told = {(each.author, each.text) for each in found.comments}
    assert ("Bergen", "C-001: With what?") in told
    assert ("Malta", "With money.") in told
    assert ("Secretariat", "In the next draft.") in told
    assert ("Bergen", "Moved here; it was 2.") in told
