from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from html import unescape

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from drafting.model.comments import Comment
from drafting.model.people import Seat
from drafting.model.rounds import Round
from drafting.rules.permissions import Category
from tests.factories import DEADLINE, NOON, a_comment, a_draft, a_seat, an_open_round, the_secretariat
from tests.peers.application import Clock

TEXT = "Member States *should* encourage it, and should report to all."
FORM = "/framework/1/p/1/comment"
ClientOf = Callable[[Seat | int], FlaskClient]


@pytest.fixture
def bergen(app: Flask, session: Session) -> int:
    an_open_round(session, a_draft(session, paragraphs=[TEXT]))
    seat = a_seat(session).id
    a_seat(session, "malta", category=Category.STATE)
    session.commit()
    return seat


def comments(session: Session) -> list[Comment]:
    session.rollback()
    return list(session.scalars(select(Comment).order_by(Comment.id)))


def seat_of(session: Session, code: str) -> int:
    return session.scalars(select(Seat.id).join(Seat.delegation).where(Seat.delegation.has(code=code))).first() or 0


def test_a_comment_on_words_typed_by_hand_is_anchored_to_them(
    client_of: ClientOf, bergen: int, session: Session
) -> None:
    answer = client_of(bergen).post(FORM, data={"body": "Why so weak?", "words": "States should encourage"})
    assert answer.status_code == 303 and answer.headers["Location"].endswith("/framework/C-1")
    (made,) = comments(session)
    assert (made.exact, made.start) == ("States *should* encourage", 7)


def test_words_selected_on_the_page_are_shown_and_anchored(client_of: ClientOf, bergen: int, session: Session) -> None:
    client = client_of(bergen)
    page = client.get(FORM + "?part=0&from=14&to=30&words=should+encourage").get_data(as_text=True)
    hidden = dict(re.findall(r'data-keep name="(\w+)" value="(\d+)"', page))
    assert TEXT[int(hidden["start"]) : int(hidden["end"])] == "should* encourage"
    assert client.post(FORM, data=hidden | {"body": "Too weak."}).status_code == 303
    assert comments(session)[0].exact == "should* encourage"


def test_a_selection_that_does_not_fit_is_looked_for_by_its_words(client_of: ClientOf, bergen: int) -> None:
    page = client_of(bergen).get(FORM + "?part=0&from=0&to=5&words=report+to+all").get_data(as_text=True)
    assert 'name="words" value="report to all"' in page and "data-keep" not in page


def test_words_that_stand_twice_are_asked_about_and_the_choice_is_taken(
    client_of: ClientOf, bergen: int, session: Session
) -> None:
    client = client_of(bergen)
    page = client.post(FORM, data={"body": "Must.", "words": "should"})
    words = page.get_data(as_text=True)
    assert page.status_code == 422 and "These words stand there 2 times" in words and "Must." in words
    assert words.count('name="occurrence"') == 2
    assert client.post(FORM, data={"body": "Must.", "words": "should", "occurrence": "1"}).status_code == 303
    assert comments(session)[0].start == TEXT.rindex("should")


def test_the_whole_draft_is_commented_at_a_place_of_its_own(client_of: ClientOf, bergen: int, session: Session) -> None:
    client = client_of(bergen)
    assert "Comment on the whole draft" in client.get("/framework/1/p/0/comment").get_data(as_text=True)
    assert client.post("/framework/1/p/0/comment", data={"body": "Well done."}).status_code == 303
    assert comments(session)[0].key is None


def test_an_empty_comment_is_refused_at_its_field(client_of: ClientOf, bergen: int) -> None:
    page = client_of(bergen).post(FORM, data={"body": " ", "words": "report"})
    assert page.status_code == 422 and 'href="#body"' in page.get_data(as_text=True)
    assert 'value="report"' in page.get_data(as_text=True)


def test_a_comment_too_late_is_kept_and_not_received(
    client_of: ClientOf, bergen: int, clock: Clock, session: Session
) -> None:
    clock.at = DEADLINE + timedelta(hours=1)
    client = client_of(bergen)
    page = client.post(FORM, data={"body": "Just one thing."})
    assert page.status_code == 403 and "Just one thing." in page.get_data(as_text=True)
    assert comments(session) == []
    assert "Just one thing." in client.get("/framework/unsent").get_data(as_text=True)


def test_a_thread_grows_by_replies_and_shows_them(client_of: ClientOf, bergen: int, session: Session) -> None:
    a_comment(session, session.scalars(select(Round)).one())
    session.commit()
    malta = client_of(seat_of(session, "malta"))
    assert "Reply to C-001" in malta.get("/framework/C-1/reply").get_data(as_text=True)
    assert malta.post("/framework/C-1/reply", data={"body": "The ministries."}).status_code == 303
    assert malta.post("/framework/C-1/reply", data={"body": ""}).status_code == 422
    page = malta.get("/framework/1/p/1?tab=comments").get_data(as_text=True)
    assert "Please say who is meant." in page and "The ministries." in page


def test_a_comment_is_edited_by_its_author_with_its_history_shown(
    client_of: ClientOf, bergen: int, session: Session, clock: Clock
) -> None:
    comment = a_comment(session, session.scalars(select(Round)).one(), by=session.get(Seat, bergen))
    version = comment.version
    session.commit()
    clock.at = NOON + timedelta(hours=2)
    client = client_of(bergen)
    assert "Please say who is meant." in client.get("/framework/C-1/edit").get_data(as_text=True)
    changed = {"body": "Who is meant here?", "version": str(version)}
    assert client_of(seat_of(session, "malta")).post("/framework/C-1/edit", data=changed).status_code == 403
    assert client.post("/framework/C-1/edit", data=changed).status_code == 303
    page = client.get("/framework/1/p/1?tab=comments").get_data(as_text=True)
    assert "Who is meant here?" in page and "edited on" in page and "Please say who is meant." in page


def test_a_stale_edit_shows_both_texts(client_of: ClientOf, bergen: int, session: Session, clock: Clock) -> None:
    a_comment(session, session.scalars(select(Round)).one(), by=session.get(Seat, bergen))
    session.commit()
    clock.at = NOON + timedelta(hours=2)
    page = client_of(bergen).post("/framework/C-1/edit", data={"body": "My new words.", "version": "77"})
    words = page.get_data(as_text=True)
    assert page.status_code == 409 and "My new words." in words and "Please say who is meant." in words
    assert "Difference from theirs to yours" in words and "<ins>" in words


def test_what_was_kept_of_an_edit_is_not_saved_over_a_wording_that_came_after_it(
    client_of: ClientOf, bergen: int, session: Session
) -> None:
    a_comment(session, session.scalars(select(Round)).one(), by=session.get(Seat, bergen))
    session.commit()
    client = client_of(bergen)
    typed = {"body": "Typed at home.", "version": "1"}
    assert client.post("/framework/1/unsent", json={"form": "edit:1", "fields": typed}).status_code == 200
    changed = {"body": "Sent from the office.", "version": "1"}
    assert client_of(bergen).post("/framework/C-1/edit", data=changed).status_code == 303
    page = client.get("/framework/C-1/edit").text
    assert "Typed at home." in page and 'name="version" value="1"' in page
    refused = client.post("/framework/C-1/edit", data=typed)
    assert refused.status_code == 409
    assert "Typed at home." in refused.text and "Sent from the office." in refused.text
    assert 'name="version" value="2"' in refused.text
    assert client.post("/framework/C-1/edit", data=typed | {"version": "2"}).status_code == 303
    assert 'name="version" value="3"' in client.get("/framework/C-1/edit").text


def test_the_secretariat_answers_and_the_author_withdraws(client_of: ClientOf, bergen: int, session: Session) -> None:
    comment = a_comment(session, session.scalars(select(Round)).one(), by=session.get(Seat, bergen))
    secretary, version = the_secretariat(session).id, comment.version
    session.commit()
    office, client = client_of(secretary), client_of(bergen)
    answer = {"disposition": "answered", "version": str(version)}
    assert office.post("/framework/C-1/answer", data=answer | {"answer": ""}).status_code == 422
    assert office.post("/framework/C-1/answer", data=answer | {"answer": "The ministries."}).status_code == 303
    page = client.get("/framework/1/p/1?tab=comments").get_data(as_text=True)
    assert "answered" in page and "The ministries." in page

    assert "Withdraw C-001?" in unescape(client.get("/framework/C-1/withdraw").get_data(as_text=True))
    assert office.post("/framework/C-1/withdraw").status_code == 403
    assert client.post("/framework/C-1/withdraw").status_code == 303
    malta = client_of(seat_of(session, "malta"))
    assert "Please say who is meant." not in malta.get("/framework/1/p/1?tab=comments").get_data(as_text=True)
    assert malta.get("/framework/C-1/reply").status_code == 404


def test_a_session_that_ended_gives_the_comment_back(app: Flask, bergen: int) -> None:
    page = app.test_client().post(FORM, data={"body": "Not to be lost."})
    assert page.status_code == 401 and "Not to be lost." in page.get_data(as_text=True)


def test_a_double_click_makes_one_comment_and_one_reply_and_wastes_no_number(
    client_of: ClientOf, bergen: int, session: Session
) -> None:
    client = client_of(bergen)
    for _click in range(2):
        answer = client.post(FORM, data={"body": "Why so weak?"})
        assert answer.status_code == 303 and answer.headers["Location"].endswith("/framework/C-1")
    for _click in range(2):
        answer = client.post("/framework/C-1/reply", data={"body": "Because of article 2."})
        assert answer.status_code == 303 and answer.headers["Location"].endswith("/framework/C-1")
    client.post(FORM, data={"body": "Something else."})
    assert [(made.number, made.body) for made in comments(session)] == [
        (1, "Why so weak?"),
        (None, "Because of article 2."),
        (2, "Something else."),
    ]


def test_who_selected_words_writes_at_once(client_of: ClientOf, bergen: int) -> None:
    chosen = client_of(bergen).get(FORM + "?part=0&from=14&to=30&words=should+encourage").text
    assert re.search(r'<textarea id="body"[^>]* autofocus>', chosen)
    assert re.search(r'<input type="text" id="words"[^>]* autofocus>', client_of(bergen).get(FORM).text)


def test_forms_about_a_comment_are_for_those_who_may_send_them(
    client_of: ClientOf, bergen: int, session: Session, clock: Clock
) -> None:
    a_comment(session, session.scalars(select(Round)).one(), by=session.get(Seat, bergen))
    secretary, malta = the_secretariat(session).id, seat_of(session, "malta")
    session.commit()
    for form, permitted in (("edit", {bergen}), ("withdraw", {bergen}), ("answer", {bergen, secretary})):
        for seat in (bergen, secretary, malta):
            answer = client_of(seat).get(f"/framework/C-1/{form}")
            assert answer.status_code == (200 if seat in permitted else 403), (form, seat)
    clock.at = DEADLINE + timedelta(hours=1)
    assert client_of(bergen).get("/framework/C-1/edit").status_code == 403
    assert client_of(bergen).get("/framework/C-1/withdraw").status_code == 200
