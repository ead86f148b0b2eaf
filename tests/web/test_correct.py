from __future__ import annotations

from collections.abc import Callable
from html import unescape

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from drafting.model.people import Seat
from drafting.model.texts import Draft
from drafting.procedure.layout import rows_of
from tests.desk import on_the_desk
from tests.factories import ENCOURAGE, a_draft, a_head, an_amendment, an_open_round, the_secretariat

ClientOf = Callable[[Seat | int], FlaskClient]
MISTAKEN = "Citys should hear those concerned."
RIGHT = "Cities should hear those concerned."
FORM = {"key": "2", "text-2-0": RIGHT, "reason-2": "A slip of the pen."}


@pytest.fixture
def client(session: Session, client_of: ClientOf) -> FlaskClient:
    """The secretariat, with an open round on a draft that holds a mistake, and an amendment beside it and on it."""
    round_ = an_open_round(session, a_draft(session, paragraphs=(ENCOURAGE, MISTAKEN), reference="WG(2026)1"))
    an_amendment(session, round_, key=2, text="Citys should hear everybody concerned.")
    an_amendment(session, round_, key=2, text="Towns should hear those concerned.")
    session.commit()
    return client_of(the_secretariat(session))


def sent(client: FlaskClient, **fields: str) -> tuple[int, str]:
    answer = client.post("/framework/1/correct", data=fields)
    return answer.status_code, unescape(answer.get_data(as_text=True))


def test_the_draft_leads_the_secretariat_to_its_correction_and_nobody_else(
    client: FlaskClient, session: Session, client_of: ClientOf
) -> None:
    assert "/framework/1/correct" in client.get("/framework/1").get_data(as_text=True)
    delegate = client_of(a_head(session))
    assert "/framework/1/correct" not in delegate.get("/framework/1").get_data(as_text=True)
    assert delegate.get("/framework/1/correct").status_code == 403
    assert delegate.post("/framework/1/correct", data=FORM | {"do": "issue", "confirm": "2"}).status_code == 403
    session.rollback()
    assert session.scalars(select(Draft.number)).all() == [1]


def test_blocks_are_chosen_one_by_one_and_left_out_again_and_what_is_typed_stays(client: FlaskClient) -> None:
    status, page = sent(client, do="add", block="2")
    assert status == 200 and MISTAKEN in page and "Paragraph 2" in page
    status, page = sent(client, **FORM, do="add", block="1")
    assert status == 200 and RIGHT in page and "A slip of the pen." in page and ENCOURAGE in page
    status, page = sent(client, **FORM, do="leave:2")
    assert status == 200 and RIGHT not in page
    assert MISTAKEN in unescape(client.get("/framework/1/correct?key=2").get_data(as_text=True))


def test_the_corr_is_looked_at_with_names_and_reasons_before_it_is_issued(
    client: FlaskClient, session: Session
) -> None:
    status, page = sent(client, **FORM, do="look")
    assert status == 200 and "<ins" in page and "Secretariat: A slip of the pen." in page
    assert "WG(2026)1 corr" in page
    assert "2 amendments to this block are set on the corrected words." in page
    assert "the authors have to look, since both change the same words: A-002 Bergen" in page
    status, page = sent(client, **FORM, do="issue", confirm="1")
    assert status == 422 and "Type the number of the draft (2)" in page and "<ins" in page
    answer = client.post("/framework/1/correct", data=FORM | {"do": "issue", "confirm": "2"})
    assert (answer.status_code, answer.headers["Location"]) == (303, "/framework/1..2")
    session.rollback()
    session.expire_all()
    corr = session.scalars(select(Draft).where(Draft.number == 2)).one()
    assert [row.text for row in rows_of(session, corr)] == [ENCOURAGE, RIGHT]


def test_each_draft_tells_of_the_other_and_the_round_goes_on(
    client: FlaskClient, session: Session, client_of: ClientOf
) -> None:
    delegate = client_of(a_head(session))
    client.post("/framework/1/correct", data=FORM | {"do": "issue", "confirm": "2"})
    old = unescape(delegate.get("/framework/1").get_data(as_text=True))
    new = unescape(delegate.get("/framework/2").get_data(as_text=True))
    assert "A mistake in this draft is corrected by Draft 2 (corr)." in old
    assert "This draft corrects Draft 1 (corr)." in new and "Round 1 on Draft 2" in new
    why = unescape(delegate.get("/framework/1..2?why=2").get_data(as_text=True))
    assert "A slip of the pen." in why
    panel = unescape(delegate.get("/framework/2/p/2").get_data(as_text=True))
    assert "The text was corrected since; its author has to fit it to the corrected words." in panel
    late = delegate.post("/framework/1/p/2/amend", data={"text": "Mine.", "reason": "So."})
    assert late.status_code == 403
    assert "The round goes on on Draft 2" in unescape(late.get_data(as_text=True))


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({"do": "look"}, "Choose the paragraph that holds the mistake."),
        (FORM | {"text-2-0": MISTAKEN}, "This is what the draft says already"),
        (FORM | {"reason-2": ""}, "Say why"),
        (FORM | {"text-2-0": "One.\n\nTwo."}, "A corr does not part a paragraph in two."),
    ],
)
def test_what_cannot_be_taken_is_told_in_words(client: FlaskClient, fields: dict[str, str], told: str) -> None:
    status, page = sent(client, **fields)
    assert status == 422 and told in page


def test_a_draft_that_is_decided_on_says_why_it_has_no_corr(session: Session, client_of: ClientOf) -> None:
    on_the_desk(session, an_open_round(session))
    session.commit()
    client = client_of(the_secretariat(session))
    page = unescape(client.get("/framework/1/correct").get_data(as_text=True))
    assert "mend the mistake on the desk" in page and "<select" not in page
    status, page = sent(client, **(FORM | {"key": "1", "text-1-0": RIGHT, "reason-1": "So."}), do="issue", confirm="2")
    assert status == 422 and RIGHT in page
