from __future__ import annotations

from collections.abc import Callable
from html import unescape

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from drafting.model.amendments import Unsent
from drafting.model.comments import Comment
from drafting.model.people import Seat
from drafting.text.blocks import Block, Kind
from tests.factories import ENCOURAGE, a_draft, a_head, an_amendment, an_open_round, the_secretariat

ClientOf = Callable[[Seat | int], FlaskClient]
BLOCKS = (Block(kind=Kind.HEADING, text="Shared tasks", level=1), Block(kind=Kind.PARAGRAPH, text=ENCOURAGE))
FIELDS = {"body": "Put the duties first.", "reason": "They bind most."}


@pytest.fixture
def client(session: Session, client_of: ClientOf) -> FlaskClient:
    """The head of Bergen, in an open round on a draft with a section."""
    round_ = an_open_round(session, a_draft(session, blocks=BLOCKS))
    an_amendment(session, round_, key=2, text=ENCOURAGE.replace("encourage", "require"), by=the_secretariat(session))
    head = a_head(session)
    session.commit()
    return client_of(head)


def page(client: FlaskClient, address: str, status: int = 200) -> str:
    answer = client.get(address, follow_redirects=True)
    assert answer.status_code == status
    return unescape(answer.get_data(as_text=True))


def test_a_section_and_the_whole_draft_offer_a_proposal_in_words_and_a_paragraph_does_not(client: FlaskClient) -> None:
    assert "/framework/1/p/0/propose" in page(client, "/framework/1")
    assert "Propose a change to this section, in words" in page(client, "/framework/1/p/1?tab=comments")
    assert "/propose" not in page(client, "/framework/1/p/2?tab=comments")
    assert "Propose a change to a section, in words" in page(client, "/framework/1/p/1/propose")
    assert "Propose a change to the draft, in words" in page(client, "/framework/1/p/0/propose")
    page(client, "/framework/1/p/2/propose", 404)


@pytest.mark.parametrize("key", [0, 1])
def test_a_proposal_is_submitted_numbered_and_labelled_wherever_it_is_shown(client: FlaskClient, key: int) -> None:
    answer = client.post(f"/framework/1/p/{key}/propose", data=FIELDS)
    assert answer.status_code == 303
    shown = page(client, "/framework/C-1")
    assert '<span class="tag">Proposal</span>' in shown
    assert "Put the duties first." in shown and "They bind most." in shown
    assert '<span class="tag">Proposal</span>' in page(client, "/framework/unsent")


def test_without_a_reason_what_was_typed_comes_back(client: FlaskClient) -> None:
    answer = client.post("/framework/1/p/1/propose", data=FIELDS | {"reason": ""})
    shown = unescape(answer.get_data(as_text=True))
    assert answer.status_code == 422 and "Say why" in shown and "Put the duties first." in shown


def test_what_is_kept_is_listed_and_opened_again_in_its_own_form(client: FlaskClient, session: Session) -> None:
    answer = client.post("/framework/1/p/1/propose", data=FIELDS | {"do": "keep"})
    assert answer.status_code == 303
    session.rollback()
    assert session.scalars(select(Unsent.form)).all() == ["propose:1"]
    listed = page(client, "/framework/unsent")
    assert "Proposal in words on" in listed and "/framework/1/p/1/propose" in listed
    assert "They bind most." in page(client, "/framework/1/p/1/propose")


def test_the_secretariat_attaches_its_amendments_and_each_page_leads_to_the_other(
    client: FlaskClient, session: Session, client_of: ClientOf
) -> None:
    client.post("/framework/1/p/1/propose", data=FIELDS)
    session.rollback()
    secretary = client_of(the_secretariat(session))
    assert "/framework/C-1/operations" in page(secretary, "/framework/C-1")
    assert "No amendment carries it out yet." in page(secretary, "/framework/C-1/operations")
    assert secretary.post("/framework/C-1/operations", data={"amendment": 1}).status_code == 303
    assert "Carried out by" in page(client, "/framework/C-1")
    assert "C-001 Bergen" in page(client, "/framework/1/p/2?tab=amendments")
    again = secretary.post("/framework/C-1/operations", data={"amendment": 1})
    assert again.status_code == 422 and "A-001 is attached already." in unescape(again.get_data(as_text=True))
    assert secretary.post("/framework/C-1/operations", data={"off": 1}).status_code == 303
    assert "Carried out by" not in page(client, "/framework/C-1")


def test_no_delegate_attaches_and_a_comment_has_nothing_to_attach_to(
    client: FlaskClient, session: Session, client_of: ClientOf
) -> None:
    client.post("/framework/1/p/1/propose", data=FIELDS)
    client.post("/framework/1/p/1/comment", data={"body": "Only a comment."})
    assert client.get("/framework/C-1/operations").status_code == 403
    assert client.post("/framework/C-1/operations", data={"amendment": 1}).status_code == 403
    session.rollback()
    assert [comment.proposal for comment in session.scalars(select(Comment).order_by(Comment.id))] == [True, False]
    secretary = client_of(the_secretariat(session))
    assert secretary.get("/framework/C-2/operations").status_code == 404
    assert secretary.post("/framework/C-2/operations", data={"amendment": 1}).status_code in (404, 422)
