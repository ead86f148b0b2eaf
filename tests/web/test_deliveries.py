"""The secretariat takes a returned file in on the web, looks through what it brings, corrects, leaves out, submits."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from io import BytesIO

import docx
import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from drafting.model.amendments import Amendment
from drafting.model.comments import Comment
from drafting.model.deliveries import DeliveredItem, Delivery, ItemFate
from drafting.model.people import Seat
from drafting.model.rounds import Round
from drafting.model.texts import Draft
from drafting.procedure.export_draft import issue_of
from drafting.procedure.working_copy import GuideWords, name_of, written_copy
from drafting.web.deliveries import seen_of
from tests.deliveries import a_delivery
from tests.factories import DEADLINE, a_draft, a_head, an_open_round, the_secretariat

ClientOf = Callable[[Seat | int], FlaskClient]
FILES, FILE = "/framework/1/by-word", "/framework/by-word/1"


@pytest.fixture
def office(session: Session, client_of: ClientOf) -> FlaskClient:
    """The secretariat, before a draft with an open round and one file of Bergen's (three things in it)."""
    round_ = an_open_round(session, a_draft(session, paragraphs=["Cities help.", "Regions help."]))
    a_delivery(session, round_)
    seat = the_secretariat(session)
    a_head(session, "malta")
    session.commit()
    return client_of(seat)


def a_copy(session: Session) -> bytes:
    draft = session.scalars(select(Draft)).one()
    guide = GuideWords(heading="Before the text", paragraphs=("Write.",))
    data = written_copy(issue_of(session, draft, group=""), guide, name=name_of(draft))
    session.rollback()
    return data


def form(session: Session, **more: str) -> dict[str, str]:
    """The form of the file's page as it comes, all ticked, `more` changed."""
    items = session.scalars(select(DeliveredItem).order_by(DeliveredItem.place)).all()
    seen = seen_of(session.get_one(Delivery, 1))
    fields = {"seen": seen, "reason": "No reason is given in the file.", "what": "chosen", "page": "1"}
    for one in items:
        fields |= {f"shown-{one.id}": "1", f"take-{one.id}": "1"}
    session.rollback()
    return fields | more


def test_what_is_ticked_is_submitted_on_behalf_of_the_delegation_with_its_source(
    session: Session, office: FlaskClient
) -> None:
    answer = office.post(FILE, data=form(session), follow_redirects=True)
    assert "2 things were submitted." in answer.text
    amendment, comment = session.scalars(select(Amendment)).one(), session.scalars(select(Comment)).one()
    assert (amendment.text, amendment.reason) == ("Towns help.", "No reason is given in the file.")
    assert (amendment.delegation.code, amendment.source) == ("bergen", "E-mail of 2 November; Anna")
    assert (comment.body, comment.exact) == ("Why?", "Regions")
    assert "A-001" in answer.text
    assert "C-001" in answer.text


def test_what_is_not_ticked_is_left_out(session: Session, office: FlaskClient) -> None:
    fields = form(session)
    del fields["take-1"]
    office.post(FILE, data=fields)
    assert session.scalars(select(Amendment)).all() == []
    assert session.get_one(DeliveredItem, 1).fate is ItemFate.DROPPED


def test_words_kind_and_reason_can_be_corrected(session: Session, office: FlaskClient) -> None:
    more = {"text-1": "Towns must help.", "reason-1": "They can.", "kind-1": "editorial", "text-2": "Why them?"}
    office.post(FILE, data=form(session, **more))
    amendment = session.scalars(select(Amendment)).one()
    assert (amendment.text, amendment.reason, amendment.kind.value) == ("Towns must help.", "They can.", "editorial")
    assert session.scalars(select(Comment)).one().body == "Why them?"


def test_what_had_no_place_is_put_on_a_paragraph(session: Session, office: FlaskClient) -> None:
    office.post(FILE, data=form(session, **{"place-3": "2"}))
    bodies = {(one.body, one.key) for one in session.scalars(select(Comment))}
    assert bodies == {("Why?", 2), ("Words.", 2)}


def test_a_reason_that_is_missing_is_asked_for_and_what_was_typed_comes_back(
    session: Session, office: FlaskClient
) -> None:
    answer = office.post(FILE, data=form(session, reason=" ", **{"text-1": "Typed before."}))
    assert answer.status_code == 422
    assert "Typed before." in answer.text
    assert session.scalars(select(Amendment)).all() == []


def test_one_thing_that_is_refused_keeps_no_other_back_and_can_be_corrected(
    session: Session, office: FlaskClient
) -> None:
    answer = office.post(FILE, data=form(session, **{"text-1": "Cities help."}), follow_redirects=True)
    assert "1 thing was submitted." in answer.text
    assert "Refused:" in answer.text
    seen = answer.text.split('name="seen" value="')[1].split('"')[0]
    office.post(FILE, data=form(session, seen=seen, **{"text-1": "Cities must help."}))
    assert session.scalars(select(Amendment)).one().text == "Cities must help."


def test_of_two_who_look_through_a_file_at_once_the_second_is_told(session: Session, office: FlaskClient) -> None:
    fields = form(session)
    office.post(FILE, data=fields)
    answer = office.post(FILE, data=fields)
    assert answer.status_code == 409
    assert "Somebody else worked on this file" in answer.text


def test_a_file_is_read_and_nothing_of_it_is_submitted_yet(session: Session, office: FlaskClient) -> None:
    told = {"on_behalf_of": "malta", "source": "E-mail", "file": (BytesIO(a_copy(session)), "copy.docx")}
    answer = office.post(FILES, data=told, follow_redirects=True)
    assert answer.status_code == 200
    assert "The file brings no change and no comment." in answer.text
    assert "copy.docx, from Malta" in answer.text


def test_the_same_file_leads_to_what_is_here_already(session: Session, office: FlaskClient) -> None:
    data = a_copy(session)
    for _ in range(2):
        told = {"on_behalf_of": "malta", "source": "E-mail", "file": (BytesIO(data), "copy.docx")}
        answer = office.post(FILES, data=told, follow_redirects=True)
    assert "This very file is here already." in answer.text
    assert len(session.scalars(select(Delivery)).all()) == 2


@pytest.mark.parametrize(
    ("told", "said"),
    [
        ({"on_behalf_of": "", "source": "E-mail"}, "Choose the delegation"),
        ({"on_behalf_of": "malta", "source": ""}, "e-mail"),
        ({"on_behalf_of": "malta", "source": "E-mail"}, "Choose a file."),
        ({"on_behalf_of": "malta", "source": "E-mail", "file": (BytesIO(b"no file"), "<b>x</b>.docx")}, "damaged"),
    ],
)
def test_what_cannot_be_taken_in_is_said_and_nothing_is_kept(
    session: Session, office: FlaskClient, told: dict[str, object], said: str
) -> None:
    answer = office.post(FILES, data=told)
    assert answer.status_code == 422
    assert said in answer.text
    assert "<b>x" not in answer.text
    assert len(session.scalars(select(Delivery)).all()) == 1


def test_a_word_file_that_is_no_working_copy_is_refused(session: Session, office: FlaskClient) -> None:
    strange = docx.Document()
    for number in range(9):
        strange.add_paragraph(f"Nothing of it, {number} times over.")
    data = BytesIO()
    strange.save(data)
    told = {"on_behalf_of": "malta", "source": "E-mail", "file": (BytesIO(data.getvalue()), "strange.docx")}
    answer = office.post(FILES, data=told)
    assert answer.status_code == 422
    assert "Hardly anything of Draft 1" in answer.text


def test_the_file_can_be_had_back_as_it_came(office: FlaskClient) -> None:
    answer = office.get(f"{FILE}/file")
    assert answer.data == b"position"
    assert "position.docx" in answer.headers["Content-Disposition"]
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_a_delegation_sees_nothing_of_what_the_secretariat_took_in(
    session: Session, office: FlaskClient, client_of: ClientOf
) -> None:
    client = client_of(a_head(session))
    for address in (FILE, f"{FILE}/file"):
        assert client.get(address).status_code == 404
    assert "position.docx" not in client.get(FILES).text
    assert client.post(FILE, data={}).status_code == 404


def test_a_delegation_brings_its_own_file_and_submits_it_and_no_other_seat_finds_it(
    session: Session, office: FlaskClient, client_of: ClientOf
) -> None:
    bergen, malta = a_head(session).id, a_head(session, "malta").id
    data = a_copy(session)
    client = client_of(bergen)
    said = client.post(FILES, data={"file": (BytesIO(data), "ours.docx")}, follow_redirects=True)
    assert "ours.docx, from Bergen" in said.text
    assert "Seen by your delegation only" in said.text
    assert "ours.docx" in client.get(FILES).text
    for other in (client_of(malta), office):
        assert other.get("/framework/by-word/2").status_code == 404
        assert other.get("/framework/by-word/2/file").status_code == 404
        assert other.post("/framework/by-word/2", data={}).status_code == 404
        assert "ours.docx" not in other.get(FILES).text


def test_an_own_file_is_looked_through_kept_and_submitted_as_ones_own(
    session: Session, office: FlaskClient, client_of: ClientOf
) -> None:
    session.rollback()
    a_delivery(session, session.scalars(select(Round)).one(), own=True)
    session.commit()
    client = client_of(a_head(session))
    page = client.get("/framework/unsent")
    assert "3 things of this file are not submitted" in page.text
    seen = client.get("/framework/by-word/2").text.split('name="seen" value="')[1].split('"')[0]
    fields = {"seen": seen, "what": "keep", "shown-4": "1", "take-4": "1", "text-4": "Towns shall help.", "page": "1"}
    kept = client.post("/framework/by-word/2", data=fields, follow_redirects=True)
    assert "Kept for later" in kept.text
    assert "Towns shall help." in kept.text
    assert "corrected since" in kept.text
    seen = kept.text.split('name="seen" value="')[1].split('"')[0]
    sent = client.post("/framework/by-word/2", data={**fields, "seen": seen, "what": "all", "reason": "They can."})
    assert sent.status_code == 303
    session.rollback()
    amendment = session.scalars(select(Amendment)).one()
    assert (amendment.text, amendment.source, amendment.entered_by_id) == ("Towns shall help.", "", None)


def test_after_the_deadline_an_own_file_is_still_read_and_says_that_nothing_more_is_taken(
    app: Flask, session: Session, office: FlaskClient, client_of: ClientOf
) -> None:
    session.rollback()
    a_delivery(session, session.scalars(select(Round)).one(), own=True)
    session.commit()
    client = client_of(a_head(session))
    seen = client.get("/framework/by-word/2").text.split('name="seen" value="')[1].split('"')[0]
    app.config["CLOCK"] = lambda: DEADLINE + timedelta(hours=1)
    fields = {"seen": seen, "what": "chosen", "shown-4": "1", "take-4": "1", "text-4": "Typed in time.", "reason": "x"}
    late = client.post("/framework/by-word/2", data=fields)
    assert late.status_code == 403
    assert "Typed in time." in late.text
    assert "Not submitted" in client.get("/framework/by-word/2").text
    assert "The round takes no more contributions." in client.get(FILES).text
    assert session.scalars(select(Amendment)).all() == []
