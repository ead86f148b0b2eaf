from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from html import unescape

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from drafting.model.people import Seat
from drafting.procedure.support_amendment import support_amendment
from drafting.procedure.withdraw_amendment import withdraw_amendment
from drafting.rules.lifecycle import Operation
from tests.factories import ENCOURAGE, NOON, a_comment, a_draft, a_head, an_amendment, an_open_round

ClientOf = Callable[[Seat | int], FlaskClient]
LATER = NOON + timedelta(hours=2)


@pytest.fixture
def client(session: Session, client_of: ClientOf) -> FlaskClient:
    """Three amendments stand: A-001 of Bergen on the second paragraph, A-002 before the first, A-003 of Malta on it."""
    round_ = an_open_round(session, a_draft(session, paragraphs=(ENCOURAGE, "Regions teach.")))
    one = an_amendment(session, round_, key=2, text="Regions teach languages.", reason="They do.")
    support_amendment(session, one, by=a_head(session, "malta"), at=LATER)
    an_amendment(session, round_, operation=Operation.INSERT, key=0, text="A first paragraph.")
    an_amendment(session, round_, text=ENCOURAGE.replace("encourage", "require"), by=a_head(session, "malta"))
    gone = an_amendment(session, round_, key=2, text="Regions embrace.")
    withdraw_amendment(session, gone, by=a_head(session), at=LATER)
    a_comment(session, round_, body="Who reports?")
    session.commit()
    return client_of(a_head(session))


def test_amendments_are_end_notes_in_the_order_of_the_text(client: FlaskClient) -> None:
    page = unescape(client.get("/framework/1/print?notes=1").get_data(as_text=True))
    labels = [page.index(f"<b>{label} ") for label in ("A-002", "A-003", "A-001")]
    assert labels == sorted(labels)
    assert page.count('class="noted-at"') == 3 and 'href="#note-3" id="at-note-3"' in page
    assert "(supported by Malta)" in page and "They do." in page
    assert "replaces “encourage” with “require”" in page
    assert "embrace" not in page and "Who reports?" not in page


def test_without_them_the_draft_stands_alone(client: FlaskClient) -> None:
    page = client.get("/framework/1/print").get_data(as_text=True)
    assert "Regions teach." in page and "A-001" not in page and "noted-at" not in page


def test_the_draft_leads_to_its_print(client: FlaskClient) -> None:
    assert 'href="/framework/1/print"' in client.get("/framework/1").get_data(as_text=True)
