"""The files of a round on the web and on the command line: offered where they may be had, in the reader's language."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from flask_babel import force_locale
from sqlalchemy import select
from sqlalchemy.orm import Session

from drafting.exchange.table_headings import KINDS, columns_of, plain
from drafting.model.journal import JournalEntry
from drafting.model.people import Seat
from drafting.procedure.export_round import FORMATS
from drafting.rules.lifecycle import ItemKind
from drafting.web.exports import ROUND_SAID, ROUND_TYPES
from drafting.web.wording_tables import SAID
from drafting.web.wording_terms import term
from tests.desk import on_the_desk, publish
from tests.factories import a_draft, a_head, an_amendment, an_open_round, the_secretariat
from tests.tables import csv_rows, word_rows

ClientOf = Callable[[Seat | int], FlaskClient]
ADDRESS = "/framework/round/1/export"


def a_round_of_two(session: Session) -> None:
    round_ = an_open_round(session, a_draft(session, paragraphs=["Cities should help.", "States should pay."]))
    an_amendment(session, round_, text="Cities must help.")
    an_amendment(session, round_, key=2, text="=States must pay.", by=a_head(session, "malta"))
    the_secretariat(session)
    session.commit()


def test_every_format_is_said_and_has_a_type() -> None:
    assert ROUND_SAID.keys() == FORMATS.keys()
    assert {form.ending for form in FORMATS.values()} <= ROUND_TYPES.keys()


def test_the_page_offers_the_tables_of_the_round_and_dispositions_once_published(
    session: Session, client_of: ClientOf
) -> None:
    a_round_of_two(session)
    delegate, secretary = a_head(session).id, the_secretariat(session).id
    page = client_of(delegate).get("/framework/1/exports").get_data(as_text=True)
    assert f'href="{ADDRESS}/compilation-docx"' in page
    assert "dispositions" not in page
    assert f'href="{ADDRESS}/dispositions-docx"' in client_of(secretary).get("/framework/1/exports").get_data(
        as_text=True
    )


def test_a_file_is_given_as_the_page_is_filtered_and_its_handing_out_is_journalled(
    session: Session, client_of: ClientOf
) -> None:
    a_round_of_two(session)
    client = client_of(a_head(session).id)
    listed = client.get("/framework/round/1/contributions?delegation=malta").get_data(as_text=True)
    assert f'href="{ADDRESS}/compilation-csv?delegation=malta"' in listed
    answer = client.get(f"{ADDRESS}/compilation-csv?delegation=malta")
    assert answer.status_code == 200
    assert answer.content_type == "text/csv; charset=utf-8"
    assert answer.headers["Content-Disposition"] == 'attachment; filename="framework-draft-1-compilation.csv"'
    rows = csv_rows(answer.data)
    assert [row[0] for row in rows] == ["Number", "A-002"]
    assert rows[1][6] == "'=States must pay."
    session.rollback()
    last = session.scalars(select(JournalEntry).order_by(JournalEntry.sequence.desc())).first()
    assert last is not None
    assert (last.act, last.verb) == ("export contributions", "export_round")


def test_one_paragraph_is_asked_for_by_its_number(session: Session, client_of: ClientOf) -> None:
    a_round_of_two(session)
    client = client_of(a_head(session).id)
    assert 'value="§ 2"' in client.get("/framework/round/1/contributions?paragraph=§ 2").get_data(as_text=True)
    rows = csv_rows(client.get(f"{ADDRESS}/compilation-csv?paragraph=2").data)
    assert [row[0] for row in rows] == ["Number", "A-002"]


@pytest.mark.parametrize(("fmt", "status"), [("dispositions-docx", 403), ("compilation-odt", 422)])
def test_what_may_not_be_had_is_refused(session: Session, client_of: ClientOf, fmt: str, status: int) -> None:
    a_round_of_two(session)
    assert client_of(a_head(session).id).get(f"{ADDRESS}/{fmt}").status_code == status


def test_a_table_is_in_the_reader_s_language(session: Session, client_of: ClientOf) -> None:
    a_round_of_two(session)
    seat = a_head(session)
    seat.person.language = "fr"
    session.commit()
    client = client_of(seat.id)
    assert csv_rows(client.get(f"{ADDRESS}/compilation-csv").data, delimiter=";")[0][0] == "Numéro"
    heading = word_rows(client.get(f"{ADDRESS}/compilation-docx").data)[0]
    assert heading[:4] == ["Numéro", "Paragraphe", "Délégation", "Nature"]


@pytest.mark.parametrize("language", ["en", "fr"])
def test_every_heading_and_kind_that_goes_out_is_known_when_it_comes_back(app: Flask, language: str) -> None:
    sheet = ("number", "paragraph", "delegation", "supporters", "kind", "change", "proposed", "reason", "comments")
    iso = ("member body", "line", "clause", "iso type", "iso comments", "iso proposed", "observations")
    with app.test_request_context(), force_locale(language):
        for codes in (sheet, iso):
            headings = [str(SAID[code]) for code in codes]
            found = columns_of(headings)
            assert found is not None and len(found) == len(codes), headings
        assert {kind: KINDS.get(plain(term(kind))) for kind in ItemKind} == {kind: kind.value for kind in ItemKind}


@pytest.mark.parametrize("fmt", sorted(FORMATS))
def test_the_command_line_writes_each_format(app: Flask, session: Session, tmp_path: Path, fmt: str) -> None:
    a_round_of_two(session)
    path = tmp_path / "table"
    done = app.test_cli_runner().invoke(args=["export-draft", "1", "--as", fmt, "--to", str(path)])
    assert done.exit_code == 0, done.output
    assert len(path.read_bytes()) > 100


def test_the_command_line_says_that_a_draft_has_no_round(app: Flask, session: Session, tmp_path: Path) -> None:
    a_draft(session)
    session.commit()
    arguments = ["export-draft", "1", "--as", "compilation-docx", "--to", str(tmp_path / "x")]
    done = app.test_cli_runner().invoke(args=arguments)
    assert done.exit_code == 1
    assert "Draft 1 has no round" in done.output


def test_a_published_round_gives_everybody_its_dispositions(session: Session, client_of: ClientOf) -> None:
    round_ = an_open_round(session)
    a_head(session)
    on_the_desk(session, round_)
    publish(session, round_)
    session.commit()
    client = client_of(a_head(session).id)
    assert f'href="{ADDRESS}/dispositions-docx"' in client.get("/framework/1/exports").get_data(as_text=True)
    assert word_rows(client.get(f"{ADDRESS}/dispositions-docx").data)[0][-1] == "In Draft 2"
