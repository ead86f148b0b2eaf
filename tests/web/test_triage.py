from __future__ import annotations

import re
from collections.abc import Callable
from html import unescape

from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.datastructures import MultiDict

from drafting.model.amendments import Amendment
from drafting.model.people import Seat
from drafting.model.rounds import Round
from drafting.procedure.internal_notes import add_note
from drafting.rules.lifecycle import Ruling
from tests.desk import group_of, on_the_desk, row_of, rule
from tests.factories import NOON, a_draft, a_head, an_amendment, an_open_round, the_secretariat

ClientOf = Callable[[Seat | int], FlaskClient]
SECRET = "Ask the legal service quietly."


def a_round(session: Session) -> Round:
    """A-001 to A-003 on three blocks, and an internal note on the first."""
    texts = ("Cities help migrants.", "States help migrants.", "Regions help migrants.")
    round_ = an_open_round(session, a_draft(session, paragraphs=texts))
    for key, text in enumerate(texts, start=1):
        an_amendment(session, round_, key=key, text=text.replace("migrants", "newcomers"))
    add_note(session, round_, key=1, body=SECRET, by=the_secretariat(session), at=NOON)
    on_the_desk(session, round_)
    session.commit()
    return round_


def test_a_whole_view_is_previewed_decided_and_taken_back(session: Session, client_of: ClientOf) -> None:
    round_ = a_round(session)
    client = client_of(the_secretariat(session))
    asked = {"status": "undecided", "all": "1", "ruling": "accept"}
    answer = client.post("/framework/desk/triage/preview", data=asked)
    page = unescape(answer.get_data(as_text=True))
    assert answer.status_code == 200 and "Accept 3 amendments" in page and "3 blocks would be decided." in page
    form = page[page.index('action="/framework/desk/triage/decide"') :].partition("</form>")[0]
    sent = MultiDict(re.findall(r'name="([^"]+)" value="([^"]*)"', form))
    done = client.post("/framework/desk/triage/decide", data=sent)
    assert done.status_code == 303
    session.rollback()
    session.expire_all()
    assert row_of(session, round_, 3).text == "Regions help newcomers."
    page = client.get(done.headers["Location"]).get_data(as_text=True)
    together = re.search(r'name="together" value="(\d+)"', page)
    assert together is not None and "Decided in 3 blocks." in page
    client.post("/framework/desk/together/undo", data={"together": together[1]})
    session.rollback()
    session.expire_all()
    assert row_of(session, round_, 3).text == "Regions help migrants."


def test_what_was_decided_since_the_preview_is_left_as_it_is_and_named(session: Session, client_of: ClientOf) -> None:
    round_ = a_round(session)
    client = client_of(the_secretariat(session))
    page = client.post("/framework/desk/triage/preview", data={"status": "undecided", "all": "1", "ruling": "accept"})
    text = unescape(page.get_data(as_text=True))
    form = text[text.index('action="/framework/desk/triage/decide"') :].partition("</form>")[0]
    sent = MultiDict(re.findall(r'name="([^"]+)" value="([^"]*)"', form))
    session.rollback()
    second = session.scalars(select(Amendment).where(Amendment.key == 2)).one()
    rule(session, round_, {group_of(session, round_, second): Ruling.REFUSE})
    session.commit()
    done = client.post("/framework/desk/triage/decide", data=sent)
    told = unescape(client.get(done.headers["Location"]).get_data(as_text=True))
    assert "Decided in 2 blocks." in told
    assert re.search(r"Not touched: paragraph 2\. .*decided", told)


def test_what_was_typed_comes_back_when_nothing_is_ticked_or_a_reason_is_missing(
    session: Session, client_of: ClientOf
) -> None:
    a_round(session)
    client = client_of(the_secretariat(session))
    answer = client.post("/framework/desk/triage/preview", data={"ruling": "hold", "reason": "For the meeting."})
    assert answer.status_code == 422 and "For the meeting." in answer.get_data(as_text=True)
    answer = client.post("/framework/desk/triage/preview", data={"ruling": "refuse", "all": "1"})
    assert answer.status_code == 422 and 'href="#reason"' in answer.get_data(as_text=True)


def test_internal_notes_are_on_the_desk_and_nowhere_else(session: Session, client_of: ClientOf) -> None:
    a_round(session)
    secretary, delegate = client_of(the_secretariat(session)), client_of(a_head(session))
    assert SECRET in secretary.get("/framework/desk/1").get_data(as_text=True)
    for client in (secretary, delegate):
        for path in ("/framework/1", "/framework/1/p/1", "/framework/1?p=1&tab=amendments", "/framework/round/1"):
            assert SECRET not in client.get(path).get_data(as_text=True), path
        for kind in ("clean-md", "clean-html"):
            assert SECRET.encode() not in client.get(f"/framework/1/export/{kind}").data
    assert SECRET not in secretary.get("/framework/desk/triage.csv").get_data(as_text=True)
    assert delegate.get("/framework/desk/triage").status_code == 403
