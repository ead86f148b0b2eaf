from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable
from datetime import timedelta
from html import unescape
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event
from sqlalchemy.orm import Session

from drafting.exchange.write_table_csv import harmless
from drafting.model.people import Seat
from drafting.procedure.rounds import extend_round
from drafting.rules.lifecycle import RoundState
from drafting.web.dashboard import shade
from drafting.web.database import db
from tests.factories import DEADLINE, NOON, a_comment, a_draft, a_head, an_amendment, an_open_round, the_secretariat
from tests.peers.application import make_app
from tests.procedure.test_round_items import a_round

ClientOf = Callable[[Seat | int], FlaskClient]
ROUND = "/framework/round/1"


def page(client: FlaskClient, address: str) -> str:
    return unescape(client.get(address).get_data(as_text=True))


def rows(client: FlaskClient, address: str) -> list[list[str]]:
    answer = client.get(address)
    assert answer.status_code == 200 and answer.mimetype == "text/csv"
    return list(csv.reader(io.StringIO(answer.get_data(as_text=True).removeprefix("\ufeff"))))


def test_the_page_and_its_files_tell_the_same_figures(session: Session, client_of: ClientOf) -> None:
    a_round(session)
    a_head(session, "lublin")
    session.commit()
    client = client_of(a_head(session))
    shown = page(client, ROUND)
    assert "2 of 3</b> delegations have contributed" in shown
    assert "<b>2</b> amendments, <b>2</b> comments" in shown
    assert 'Lublin</th><td class="hint" colspan="4">nothing yet</td>' in shown
    assert rows(client, f"{ROUND}/delegations.csv")[1:] == [
        ["Bergen", "Local authority", "1", "1", "0"],
        ["Lublin", "Local authority", "0", "0", "0"],
        ["Malta", "Local authority", "1", "1", "1"],
    ]
    assert rows(client, f"{ROUND}/chapters.csv") == [
        ["Delegation", "Whole draft, or before the first chapter", "Housing", "Schools"],
        ["Bergen", "0", "2", "0"],
        ["Malta", "1", "0", "1"],
        ["All", "1", "2", "1"],
    ]
    days = rows(client, f"{ROUND}/days.csv")
    assert days[1] == ["2026-11-02", "2", "2", "1", "the round opens"]
    assert days[-1] == ["2026-11-27", "0", "0", "0", "deadline"]


def test_every_cell_of_the_heat_map_leads_to_a_list_of_that_length(session: Session, client_of: ClientOf) -> None:
    a_round(session)
    session.commit()
    client = client_of(a_head(session))
    shown = page(client, ROUND)
    cells = re.findall(r'<a href="([^"]*contributions[^"]*chapter=[^"]*)" aria-label="([^"]*)">(\d+)</a>', shown)
    assert len(cells) == 3
    for address, said, count in cells:
        noun = "contribution" if count == "1" else "contributions"
        assert f"<b>{count} {noun}</b>" in page(client, address)
        assert said.endswith(f": {count}")


def test_the_most_contested_paragraphs_name_their_delegations(session: Session, client_of: ClientOf) -> None:
    round_ = an_open_round(session, a_draft(session))
    for by, words in ((a_head(session), "must"), (a_head(session, "malta"), "may")):
        an_amendment(session, round_, text=f"Member States {words} act.", by=by)
    session.commit()
    delegate = client_of(a_head(session))
    assert '<span class="who-by">Bergen, Malta</span>' in page(delegate, ROUND)
    assert rows(delegate, f"{ROUND}/collisions.csv") == [
        ["Paragraph", "Amendments", "In collision", "Delegations"],
        ["1 Member States should encourage administrations to adopt such …", "2", "2", "Bergen, Malta"],
    ]


def test_how_far_the_desk_has_come_is_told_to_the_secretariat_only(session: Session, client_of: ClientOf) -> None:
    round_ = an_open_round(session, a_draft(session))
    for by, words in ((a_head(session), "must"), (a_head(session, "malta"), "may")):
        an_amendment(session, round_, text=f"Member States {words} act.", by=by)
    session.commit()
    assert "Undecided" not in page(client_of(a_head(session)), ROUND)
    assert "Undecided" in page(client_of(the_secretariat(session)), ROUND)
    assert "Undecided" in rows(client_of(the_secretariat(session)), f"{ROUND}/collisions.csv")[0]


def test_who_is_to_be_reminded_is_listed_for_the_secretariat(session: Session, client_of: ClientOf) -> None:
    a_round(session)
    a_head(session, "lublin")
    session.commit()
    assert "Of these nothing has come yet: Lublin." in page(client_of(the_secretariat(session)), ROUND)
    assert "Of these nothing has come yet" not in page(client_of(a_head(session)), ROUND)


def test_an_extension_is_shown_with_its_reason_and_marked_on_its_day(session: Session, client_of: ClientOf) -> None:
    round_ = a_round(session)
    office = the_secretariat(session)
    later = {"deadline": DEADLINE + timedelta(days=1), "at": NOON + timedelta(days=2)}
    extend_round(session, round_, reason="A holiday.", by=office, **later)  # type: ignore[arg-type]
    session.commit()
    client = client_of(a_head(session))
    shown = page(client, ROUND)
    assert "A holiday." in shown and 'class="moved"' in shown and 'class="deadline"' in shown
    assert ["2026-11-04", "0", "0", "0", "the deadline is moved"] in rows(client, f"{ROUND}/days.csv")


def test_a_part_that_is_none_is_not_found(session: Session, client_of: ClientOf) -> None:
    a_round(session)
    session.commit()
    assert client_of(a_head(session)).get(f"{ROUND}/weather.csv").status_code == 404


def test_the_round_is_closed_on_a_second_page_and_only_as_it_was_shown(session: Session, client_of: ClientOf) -> None:
    round_ = a_round(session)
    session.commit()
    office = the_secretariat(session)
    client = client_of(office)
    asked = page(client, f"{ROUND}/close")
    version = re.search(r'name="version" value="(\d+)"', asked)
    assert version and "Close the round now" in asked
    session.rollback()
    extend_round(session, round_, deadline=DEADLINE + timedelta(days=1), reason="A holiday.", by=office, at=NOON)
    session.commit()
    stale = client.post(f"{ROUND}/close", data={"version": version[1]})
    assert stale.status_code == 409 and "28 November" in stale.get_data(as_text=True)
    session.rollback()
    session.expire_all()
    assert round_.state is RoundState.OPEN
    again = re.search(r'name="version" value="(\d+)"', stale.get_data(as_text=True))
    assert again
    session.rollback()
    assert client.post(f"{ROUND}/close", data={"version": again[1]}).headers["Location"] == ROUND
    assert "there is nothing to close" in page(client, f"{ROUND}/close")
    assert client.post(f"{ROUND}/close", data={"version": again[1]}).status_code == 422
    session.rollback()
    session.expire_all()
    assert round_.state is RoundState.CLOSED


def test_a_file_holds_the_whole_list_as_it_is_filtered_and_no_formula(session: Session, client_of: ClientOf) -> None:
    round_ = a_round(session)
    a_comment(session, round_, key=3, body="=HYPERLINK(1)", by=a_head(session, "malta"))
    session.commit()
    client = client_of(a_head(session))
    head, *found = rows(client, f"{ROUND}/contributions.csv?delegation=malta&type=comment")
    told = [dict(zip(head, row, strict=True)) for row in found]
    assert [(one["Number"], one["Change or words"]) for one in told] == [
        ("C-002", "Well done."),
        ("C-003", "'=HYPERLINK(1)"),
    ]


def test_a_file_for_french_readers_opens_in_their_spreadsheet_and_no_cell_parts_in_another(
    session: Session, client_of: ClientOf
) -> None:
    round_, head = a_round(session), a_head(session)
    a_comment(session, round_, key=3, body="See the annex;=HYPERLINK(1),=1+1", by=a_head(session, "malta"))
    head.person.language = "fr"
    session.commit()
    told = client_of(head).get(f"{ROUND}/contributions.csv?delegation=malta&type=comment").text
    assert '"See the annex;=HYPERLINK(1),=1+1"' in told and '";"' in told.splitlines()[0]


@pytest.mark.parametrize("cell", ["=1+1", "+1", "-1", "@sum", "\tx", "\rx"])
def test_what_a_spreadsheet_would_compute_is_marked_as_text(cell: str) -> None:
    assert harmless(cell) == f"'{cell}"


def test_of_anothers_withdrawn_amendment_no_word_is_in_the_list_or_its_file(
    session: Session, client_of: ClientOf
) -> None:
    a_round(session)
    session.commit()
    bergen, malta = client_of(a_head(session)), client_of(a_head(session, "malta"))
    for address in (f"{ROUND}/contributions?status=withdrawn", f"{ROUND}/contributions.csv?status=withdrawn"):
        assert "A-003" in page(bergen, address) and "may" not in page(bergen, address).replace("main", "")
        assert "may" in page(malta, address)


def test_what_is_asked_for_and_not_offered_asks_for_nothing(session: Session, client_of: ClientOf) -> None:
    a_round(session)
    session.commit()
    client = client_of(a_head(session))
    wild = "?type=x&kind=%00&status=accepted&chapter=many&sort=-1&page=99"
    assert "<b>5 contributions</b>" in page(client, f"{ROUND}/contributions{wild}")
    assert "Nothing matches." in page(client, f"{ROUND}/contributions?delegation=nobody")


@pytest.mark.parametrize(("count", "most", "expected"), [(0, 5, 0), (1, 1, 1), (1, 60, 1), (6, 53, 2), (53, 53, 4)])
def test_a_shade_grows_with_the_logarithm(count: int, most: int, expected: int) -> None:
    assert shade(count, most) == expected


@pytest.mark.parametrize("address", ["/programme/round/2", "/programme/round/2/contributions"])
def test_the_largest_round_takes_no_more_queries_than_a_small_one(
    large_database: Path, tmp_path: Path, session: Session, client_of: ClientOf, app: Flask, address: str
) -> None:
    a_round(session)
    session.commit()
    small = queries(app, client_of(a_head(session)), address.replace("programme", "framework").replace("2", "1"))
    path = tmp_path / "large.sqlite"
    path.write_bytes(large_database.read_bytes())
    large = make_app(tmp_path, f"sqlite:///{path}", None, DEMO=True)
    client = large.test_client()
    client.post("/sign-in", data={"email": "head.bergen@demo.example", "password": "demonstration only"})
    assert queries(large, client, address) <= small + 4
    with large.app_context():
        db.session.remove()
        db.engine.dispose()


def queries(app: Flask, client: FlaskClient, address: str) -> int:
    """How many statements the second loading of a page sends."""
    assert client.get(address).status_code == 200, address
    told: list[str] = []
    with app.app_context():
        engine = db.engine
    listen = ("before_cursor_execute", lambda _c, _cursor, statement, *_: told.append(statement))
    event.listen(engine, *listen)
    assert client.get(address).status_code == 200
    event.remove(engine, *listen)
    return len(told)
