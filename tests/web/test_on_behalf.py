from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from html import unescape

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from drafting.model.afterwards import OnBehalfAnswer
from drafting.model.amendments import Amendment, Unsent
from drafting.model.comments import Comment
from drafting.model.people import Seat
from drafting.model.rounds import Round
from drafting.procedure.on_behalf import answer_entry
from drafting.procedure.rounds import close_round
from drafting.procedure.withdraw_amendment import withdraw_amendment
from drafting.rules.lifecycle import Confirmation, Disposition
from drafting.rules.permissions import Category
from drafting.web.database import WRITE
from tests.desk import on_the_desk, row_of
from tests.factories import (
    DEADLINE,
    ENCOURAGE,
    a_comment,
    a_draft,
    a_head,
    a_seat,
    an_amendment,
    an_open_round,
    the_secretariat,
)

REQUIRE = ENCOURAGE.replace("encourage", "require")
FORM = "/framework/1/p/1/amend"
ENTER = "/framework/1/on-behalf"
ENTERED = "Entered by the secretariat on behalf of Malta. Source: E-mail of 3 November"
ClientOf = Callable[[Seat | int], FlaskClient]


@dataclass
class Office:
    """An open round with Malta's amendment A-001 and comment C-001, both entered by the secretariat."""

    session: Session
    round_: Round
    secretary: FlaskClient
    malta: FlaskClient
    bergen: FlaskClient
    client_of: ClientOf

    def refresh(self) -> None:
        self.session.rollback()
        self.session.expire_all()

    def again(self) -> Session:
        """The session, fresh and writing, after the clients wrote."""
        self.refresh()
        self.session.connection(execution_options={WRITE: True})
        return self.session

    def latest(self) -> Amendment:
        self.refresh()
        return self.session.scalars(select(Amendment).order_by(Amendment.id.desc())).first()  # type: ignore[return-value]

    def answers(self) -> list[OnBehalfAnswer]:
        self.refresh()
        return list(self.session.scalars(select(OnBehalfAnswer)))


@pytest.fixture
def office(session: Session, client_of: ClientOf) -> Office:
    round_ = an_open_round(session, a_draft(session, paragraphs=(ENCOURAGE, "Cities should hear those concerned.")))
    malta, bergen, secretary = a_head(session, "malta"), a_head(session), the_secretariat(session)
    told = {"by": secretary, "on_behalf_of": malta.delegation, "source": "E-mail of 3 November"}
    an_amendment(session, round_, text=REQUIRE, **told)
    a_comment(session, round_, **told)
    session.commit()
    return Office(session, round_, client_of(secretary), client_of(malta), client_of(bergen), client_of)


def words(client: FlaskClient, path: str, status: int = 200) -> str:
    answer = client.get(path)
    assert answer.status_code == status, path
    return unescape(answer.get_data(as_text=True))


def hidden(page: str) -> dict[str, str]:
    return dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', page))


def test_everybody_sees_who_entered_it_out_of_what(office: Office) -> None:
    for client in (office.secretary, office.malta, office.bergen):
        for page in ("/framework/1?p=1&tab=amendments", "/framework/1?p=1&tab=comments"):
            shown = words(client, page)
            assert ENTERED in shown and "Head 1, Malta" not in shown.partition("</header>")[2]
    assert ENTERED in words(office.malta, "/framework/unsent")


def test_a_delegation_is_led_from_its_start_page_to_confirm(office: Office) -> None:
    start = words(office.malta, "/")
    assert "Please confirm" in start and "/framework/A-1/entered" in start and "/framework/C-1/entered" in start
    assert "Please confirm" not in words(office.bergen, "/")
    assert "Please confirm" not in words(office.secretary, "/")
    page = words(office.malta, "/framework/A-1/entered")
    assert "Is A-001 what you sent?" in page and ENTERED in page
    answer = office.malta.post("/framework/A-1/entered", data={"confirmation": "confirmed"})
    assert answer.status_code == 303 and answer.headers["Location"] == "/framework/A-1"
    assert [a.confirmation for a in office.answers()] == [Confirmation.CONFIRMED]
    assert "/framework/A-1/entered" not in words(office.malta, "/")
    assert "Confirmed by Malta on" in words(office.secretary, "/framework/1?p=1&tab=amendments")
    assert "Confirmed by Malta" not in words(office.bergen, "/framework/1?p=1&tab=amendments")


def test_a_dispute_needs_a_note_which_only_the_secretariat_and_the_delegation_read(office: Office) -> None:
    refused = office.malta.post("/framework/C-1/entered", data={"confirmation": "disputed", "note": " "})
    assert refused.status_code == 422 and "Say in a few words what is not right." in refused.get_data(as_text=True)
    note = "We asked who reports."
    assert (
        office.malta.post("/framework/C-1/entered", data={"confirmation": "disputed", "note": note}).status_code == 303
    )
    assert note in words(office.secretary, ENTER) and note in words(office.malta, "/framework/C-1/entered")
    assert note in words(office.secretary, "/framework/1?p=1&tab=comments")
    assert note not in words(office.bergen, "/framework/1?p=1&tab=comments")
    assert office.malta.post("/framework/C-1/entered", data={"confirmation": "perhaps", "note": "x"}).status_code == 422


@pytest.mark.parametrize("path", ["/framework/A-1/entered", "/framework/C-1/entered"])
def test_nobody_else_answers_for_a_delegation(office: Office, path: str) -> None:
    for client in (office.bergen, office.secretary):
        assert client.get(path).status_code == 403
        assert client.post(path, data={"confirmation": "confirmed"}).status_code == 403
    assert office.answers() == []
    assert office.malta.get(path.replace("-1", "-9")).status_code == 404


@pytest.mark.parametrize("item", ["A-1", "A-2", "C-1"])
def test_who_may_not_answer_reads_nothing_of_an_entry_whatever_is_sent(office: Office, item: str) -> None:
    session = office.again()
    malta, observer = a_head(session, "malta"), a_seat(session, "festival", category=Category.OBSERVER)
    for one in (session.scalars(select(Amendment)).one(), session.scalars(select(Comment)).one()):
        told = {"confirmation": Confirmation.DISPUTED, "note": "Our minister hesitates.", "by": malta}
        answer_entry(session, one, at=DEADLINE, **told)  # type: ignore[arg-type]
    own = an_amendment(
        session, session.get_one(Round, office.round_.id), text=REQUIRE + " Now.", by=malta, reason="Ours."
    )
    withdraw_amendment(session, own, by=malta, at=DEADLINE)
    festival = observer.id
    session.commit()
    for client in (office.bergen, office.secretary, office.client_of(festival)):
        answer = client.post(f"/framework/{item}/entered", data={"confirmation": ""})
        assert answer.status_code == 403
        for kept in ("minister", REQUIRE, "Ours."):
            assert kept not in answer.text
    assert office.malta.post("/framework/A-2/entered", data={"confirmation": ""}).status_code == 422


def test_an_own_amendment_is_not_there_to_be_confirmed(office: Office) -> None:
    office.again()
    an_amendment(office.session, office.round_, text=f"{ENCOURAGE} Yearly.", by=a_head(office.session, "malta"))
    office.session.commit()
    assert office.malta.get("/framework/A-2/entered").status_code == 422


def test_what_came_by_mail_is_entered_from_its_page_one_item_after_the_other(office: Office) -> None:
    page = words(office.secretary, ENTER)
    assert "Enter for a delegation" in page and "Not confirmed yet." in page
    chosen = {"on_behalf_of": "malta", "source": "E-mail of 5 November", "key": "1"}
    to_form = office.secretary.get(ENTER, query_string=chosen | {"what": "amendment"})
    assert to_form.status_code == 303
    form = words(office.secretary, to_form.headers["Location"])
    assert '<option value="malta" selected>' in form and 'value="E-mail of 5 November"' in form
    data = hidden(form) | chosen | {"text": f"{ENCOURAGE} Yearly.", "reason": "As they say."}
    sent = office.secretary.post(FORM, data=data)
    assert sent.status_code == 303 and sent.headers["Location"].startswith(ENTER)
    back = words(office.secretary, sent.headers["Location"])
    assert '<option value="malta" selected>' in back and 'value="E-mail of 5 November"' in back and "A-002" in back
    to_comment = office.secretary.get(ENTER, query_string=chosen | {"what": "comment"})
    form = words(office.secretary, to_comment.headers["Location"])
    data = hidden(form) | chosen | {"body": "Who pays?"}
    assert office.secretary.post("/framework/1/p/1/comment", data=data).headers["Location"].startswith(ENTER)
    office.refresh()
    comment = office.session.scalars(select(Comment).order_by(Comment.id.desc())).first()
    assert comment is not None and (comment.source, comment.delegation.code) == ("E-mail of 5 November", "malta")


@pytest.mark.parametrize(
    ("chosen", "said"),
    [
        ({"on_behalf_of": "", "source": "E-mail"}, "Choose the delegation"),
        ({"on_behalf_of": "nowhere", "source": "E-mail"}, "There is no such delegation."),
        ({"on_behalf_of": "malta", "source": " "}, "Say where it comes from"),
    ],
)
def test_the_page_for_entries_asks_for_what_is_missing(office: Office, chosen: dict[str, str], said: str) -> None:
    answer = office.secretary.get(ENTER, query_string=chosen | {"what": "amendment"})
    assert answer.status_code == 422 and said in unescape(answer.get_data(as_text=True))


def test_no_delegate_enters_for_another_by_calling_the_address(office: Office) -> None:
    assert office.bergen.get(ENTER).status_code == 403
    data = {"text": f"{ENCOURAGE} Yearly.", "reason": "So.", "on_behalf_of": "malta", "source": "E-mail"}
    assert office.bergen.post(FORM, data=hidden(words(office.bergen, FORM)) | data).status_code == 403


def test_a_source_that_is_missing_is_asked_for_with_the_text_kept(office: Office) -> None:
    data = hidden(words(office.secretary, FORM)) | {"text": f"{ENCOURAGE} Yearly.", "reason": "So."}
    answer = office.secretary.post(FORM, data=data)
    page = unescape(answer.get_data(as_text=True))
    assert answer.status_code == 422 and "Say where it comes from" in page and f"{ENCOURAGE} Yearly." in page


def test_in_a_closed_round_an_entry_is_kept_while_typed_and_marked_late(office: Office) -> None:
    office.again()
    close_round(office.session, office.round_, by=the_secretariat(office.session), at=DEADLINE)
    office.session.commit()
    page = words(office.secretary, FORM)
    assert "The round is closed; the secretariat can still enter text of its own" in page
    kept = office.secretary.post("/framework/1/unsent", json={"form": "amend:1:0", "fields": {"text": "Half a se"}})
    assert kept.status_code == 200
    office.refresh()
    assert office.session.scalars(select(Unsent)).one().fields["text"] == "Half a se"
    data = {"text": f"{ENCOURAGE} Yearly.", "reason": "So.", "on_behalf_of": "malta", "source": "E-mail"}
    assert office.secretary.post(FORM, data=hidden(page) | data).status_code == 303
    assert office.latest().late
    assert office.bergen.get(FORM).status_code == 403


def test_a_disputed_entry_is_named_on_the_page_of_publication(office: Office) -> None:
    office.malta.post("/framework/A-1/entered", data={"confirmation": "disputed", "note": "Not our words."})
    office.again()
    on_the_desk(office.session, office.round_)
    office.session.commit()
    page = words(office.secretary, "/framework/desk/publish")
    assert "is disputed by it; this does not stop publication" in page and "Not our words." in page


def test_own_text_is_entered_and_accepted_in_one_step_on_the_desk(office: Office) -> None:
    office.again()
    on_the_desk(office.session, office.round_)
    office.session.commit()
    page = words(office.secretary, FORM)
    assert "Enter as the secretariat and accept it" in page
    data = {"text": ENCOURAGE.replace("two years", "year"), "reason": "A middle way.", "source": "Decision 4"}
    sent = office.secretary.post(FORM, data=hidden(page) | data | {"do": "accept"})
    assert (sent.status_code, sent.headers["Location"]) == (303, "/framework/desk/1")
    made = office.latest()
    assert (made.disposition, made.source) == (Disposition.ACCEPTED, "Decision 4")
    assert row_of(office.session, office.round_).text == ENCOURAGE.replace("two years", "year")
    assert "Source: Decision 4" in words(office.bergen, "/framework/1?p=1&tab=amendments")
    assert "How it reads on the desk by now" in words(office.secretary, FORM)


def test_own_text_that_cannot_be_accepted_comes_back_whole_and_nothing_is_entered(office: Office) -> None:
    office.again()
    on_the_desk(office.session, office.round_)
    office.session.commit()
    page = words(office.secretary, FORM)
    data = hidden(page) | {"text": ENCOURAGE.replace("encourage", "urge"), "reason": "A middle way.", "source": "D 4"}
    stale = office.secretary.post(FORM, data=data | {"do": "accept", "version": "99"})
    assert stale.status_code == 409 and "should urge administrations" in unescape(stale.get_data(as_text=True))
    theirs = office.secretary.post(FORM, data=data | {"do": "accept", "on_behalf_of": "malta"})
    assert theirs.status_code == 422
    assert office.latest().number == 1


def test_own_text_left_open_leads_back_to_the_desk(office: Office) -> None:
    office.again()
    on_the_desk(office.session, office.round_)
    office.session.commit()
    page = words(office.secretary, f"{FORM}?back=desk")
    data = hidden(page) | {"text": ENCOURAGE.replace("encourage", "urge"), "reason": "So.", "source": "Decision 4"}
    assert office.secretary.post(FORM, data=data).headers["Location"] == "/framework/desk/1"
    assert office.latest().disposition is None
