"""The start page, what happened, and what one follows, by pages."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from html import unescape

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from drafting.model.people import Seat
from drafting.model.rounds import Round
from drafting.procedure.held import carry_undecided
from drafting.procedure.submit_comment import reply
from drafting.procedure.unsent import save_unsent
from drafting.rules.lifecycle import HeldFate
from drafting.rules.permissions import Category, Role
from tests.desk import on_the_desk, publish, rule
from tests.factories import (
    DEADLINE,
    ENCOURAGE,
    NOON,
    a_comment,
    a_draft,
    a_head,
    a_seat,
    an_amendment,
    an_open_round,
    the_secretariat,
)
from tests.peers.application import Clock

ClientOf = Callable[[Seat | int], FlaskClient]
REQUIRE = ENCOURAGE.replace("encourage", "require")
LATER = NOON + timedelta(hours=5)


def words(client: FlaskClient, path: str = "/", status: int = 200) -> str:
    answer = client.get(path)
    assert answer.status_code == status, path
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", answer.text.partition("<main")[2])).split())


@dataclass
class Group:
    round_: Round
    bergen: FlaskClient
    malta: FlaskClient
    office: FlaskClient
    reader: FlaskClient


@pytest.fixture
def group(session: Session, client_of: ClientOf) -> Group:
    """A round on two paragraphs: Bergen amends the first and comments on it, Malta replies and amends the second."""
    round_ = an_open_round(session, a_draft(session, paragraphs=(ENCOURAGE, "Cities help.")))
    bergen, malta, office = a_head(session), a_head(session, "malta"), the_secretariat(session)
    an_amendment(session, round_, text=REQUIRE, by=bergen)
    said = a_comment(session, round_, by=bergen)
    reply(session, said, body="So do we.", by=malta, at=NOON + timedelta(hours=2))
    an_amendment(session, round_, key=2, text="Cities must help.", by=malta)
    reader = a_seat(session, "committee", category=Category.PARENT_COMMITTEE)
    session.commit()
    return Group(round_, client_of(bergen), client_of(malta), client_of(office), client_of(reader))


def test_a_delegate_sees_what_is_asked_and_until_when_and_what_is_new(group: Group, clock: Clock) -> None:
    clock.at = LATER
    page = words(group.bergen)
    assert "Round 1 is open until Friday 27 November 2026, 13:00 (Strasbourg). 24 days left." in page
    assert "C-001 Malta replies to your comment on paragraph 1" in page
    assert "A-002 Malta amends paragraph 2" in page
    assert "Bergen amends" not in page
    assert "Nothing of your delegation is waiting to be sent." in page
    clock.at = DEADLINE - timedelta(minutes=30)
    assert "30 minutes left." in words(group.bergen)


def test_what_is_marked_as_seen_is_new_no_more_and_what_came_since_is(
    group: Group, session: Session, clock: Clock
) -> None:
    clock.at = LATER
    up_to = re.search(r'name="up_to" value="([^"]+)"', group.bergen.get("/").text)
    assert up_to
    session.rollback()
    an_amendment(
        session, group.round_, text="Late words.", by=a_head(session, "turku"), at=LATER + timedelta(minutes=1)
    )
    session.commit()
    clock.at = LATER + timedelta(minutes=2)
    assert "Marked as seen." in group.bergen.post("/seen", data={"up_to": up_to[1]}, follow_redirects=True).text
    page = words(group.bergen)
    assert "New since Monday 2 November 2026, 18:00" in page
    assert "A-003 Turku amends paragraph 1" in page
    assert "A-002" not in page
    happened = words(group.bergen, "/framework/news")
    assert re.search(r"A-003 Turku amends paragraph 1 2 Nov 2026 new", happened)
    assert re.search(r"A-002 Malta amends paragraph 2 2 Nov 2026 (?!new)", happened)
    group.bergen.post("/seen", data={"up_to": clock.at.isoformat()})
    assert "Nothing new." in words(group.bergen)


@pytest.mark.parametrize("moment", ["", "yesterday", "2026-11-02T12:00:00"])
def test_what_is_no_moment_marks_nothing_as_seen(group: Group, moment: str) -> None:
    assert group.bergen.post("/seen", data={"up_to": moment}).status_code == 422


def test_unsent_items_of_colleagues_are_listed_with_their_names_and_for_no_other_delegation(
    group: Group, session: Session, client_of: ClientOf
) -> None:
    session.rollback()
    reviewer = a_seat(session, role=Role.REVIEWER)
    save_unsent(session, group.round_, form="amend:2:0", fields={"text": "Secret."}, by=reviewer, at=LATER)
    session.commit()
    assert "Amendment to paragraph 2 , Reviewer 2, Bergen, 2 Nov 2026" in words(group.bergen)
    assert "Your delegation has 1 unsent item." in words(group.bergen)
    for stranger in (group.malta, group.office):
        assert "Reviewer 2" not in words(stranger)


def test_the_secretariat_sees_what_is_left_to_do(group: Group, session: Session, clock: Clock) -> None:
    page = words(group.office)
    assert "Amendments not decided 2" in page
    assert "Comments not answered 1" in page
    assert "Left to do" not in words(group.malta)
    session.rollback()
    clock.at = DEADLINE + timedelta(days=2)
    on_the_desk(session, group.round_)
    session.commit()
    assert "Held for the meeting 0" in words(group.office)
    for address in ("status=undecided", "type=comment&status=open"):
        assert group.office.get(f"/framework/desk/triage?{address}").status_code == 200
    assert "Nothing is asked of you now" in words(group.malta)


def test_after_publication_it_says_what_became_of_ones_own(session: Session, client_of: ClientOf) -> None:
    round_ = an_open_round(session)
    made = an_amendment(session, round_, text=REQUIRE)
    an_amendment(session, round_, text=ENCOURAGE.replace("two years", "year"), by=a_head(session, "malta"))
    on_the_desk(session, round_)
    rule(session, round_, [made])
    bergen, turku, office = a_head(session), a_head(session, "turku"), the_secretariat(session)
    session.commit()
    assert "accepted" not in words(client_of(bergen))
    session.rollback()
    carry_undecided(session, round_, reason="For the meeting.", by=office, at=DEADLINE + timedelta(days=3))
    publish(session, round_)
    session.commit()
    page = words(client_of(bergen))
    assert "What became of yours in Draft 2 Amendments of Bergen: 1 accepted." in page
    assert "Draft 2 is published" in page
    assert "What became of yours in Draft" not in words(client_of(turku))
    assert HeldFate.CARRIED.value not in words(client_of(turku))


def test_a_paragraph_is_followed_and_given_up_from_its_page_without_a_script(group: Group) -> None:
    address = "/framework/1/p/2"
    assert "Follow paragraph 2" in words(group.bergen, address).replace("Paragraph", "paragraph")
    sent = group.bergen.post("/framework/follow/2", data={"back": address})
    assert (sent.status_code, sent.headers["Location"]) == (303, address)
    assert "You follow this now" in group.bergen.get(address).text
    assert "Follow no more" in words(group.bergen, address)
    assert "Where you follow A-002 Malta amends paragraph 2" in words(group.bergen)
    listed = words(group.bergen, "/framework/following")
    assert "Paragraph 2 A-002 Malta amends paragraph 2" in listed
    assert "Paragraph 1 C-001 Malta replies to your comment on paragraph 1" in listed
    assert group.bergen.post("/framework/unfollow/2").headers["Location"] == "/framework/following"
    assert "A-002" not in words(group.bergen, "/framework/following")
    assert group.bergen.post("/framework/unfollow/2").status_code == 422
    assert group.bergen.post("/framework/follow/99").status_code == 404


def test_a_way_back_that_leads_elsewhere_is_not_taken(group: Group) -> None:
    sent = group.bergen.post("/framework/follow/2", data={"back": "//evil.example/"})
    assert sent.headers["Location"] == "/framework/following"


def test_a_reader_of_the_parent_committee_sees_and_follows_nothing_of_the_round(group: Group) -> None:
    assert "There is no text yet." in words(group.reader)
    assert group.reader.post("/framework/follow/1").status_code == 403
    assert group.reader.get("/framework/news").status_code == 403


def test_long_news_have_pages(group: Group, session: Session) -> None:
    session.rollback()
    malta = a_head(session, "malta")
    for number in range(60):
        a_comment(session, group.round_, body=f"Comment {number}.", key=2, by=malta, at=LATER)
    session.commit()
    assert "Page 1 of 2" in words(group.bergen, "/framework/news")
    assert "Page 2 of 2" in words(group.bergen, "/framework/news?page=2")
    assert group.bergen.get("/framework/news?page=3").status_code == 404
