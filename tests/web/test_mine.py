"""My contributions as a list, and what the form shows of others: where, in which state, whom one supports."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from html import unescape

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from drafting.model.people import Seat
from drafting.model.rounds import Round
from drafting.procedure.support_amendment import support_amendment
from drafting.procedure.withdraw_amendment import withdraw_amendment
from tests.desk import on_the_desk, publish, rule
from tests.factories import ENCOURAGE, NOON, a_comment, a_draft, a_head, an_amendment, an_open_round

ClientOf = Callable[[Seat | int], FlaskClient]
MINE = "/framework/unsent"


@dataclass
class Group:
    round_: Round
    bergen: FlaskClient
    malta: FlaskClient


@pytest.fixture
def group(session: Session, client_of: ClientOf) -> Group:
    """Bergen's A-001 on paragraph 1 and withdrawn A-002 on paragraph 2; Malta's A-003 there, which Bergen supports."""
    round_ = an_open_round(session, a_draft(session, paragraphs=(ENCOURAGE, "Cities help.")))
    bergen, malta = a_head(session), a_head(session, "malta")
    an_amendment(session, round_, text=ENCOURAGE.replace("encourage", "require"), by=bergen)
    withdrawn = an_amendment(session, round_, key=2, text="Cities can help.", by=bergen)
    withdraw_amendment(session, withdrawn, by=bergen, at=NOON)
    supported = an_amendment(session, round_, key=2, text="Cities must help.", by=malta)
    support_amendment(session, supported, by=bergen, at=NOON)
    a_comment(session, round_, key=2, by=bergen)
    session.commit()
    return Group(round_, client_of(bergen), client_of(malta))


def labels(page: str, section: str) -> list[str]:
    """The labels of the cards under a heading, as they stand."""
    inside = page.partition(f'aria-labelledby="{section}"')[2].partition("</section>")[0]
    return re.findall(r'<article class="am" id="([^"]+)"', inside)


def test_the_newest_stands_first_each_with_a_link_to_its_paragraph(group: Group) -> None:
    page = group.bergen.get(MINE).text
    assert labels(page, "amendments") == ["A-002", "A-001"]
    assert '<a href="/framework/1?p=1#p1">On paragraph 1</a>' in page
    assert '<a href="/framework/1?p=2#p2">paragraph 2</a>' in page


def test_what_the_delegation_supports_is_listed_for_it_alone(group: Group) -> None:
    page = group.bergen.get(MINE).text
    assert "Supported by Bergen" in page and labels(page, "supported") == ["A-003"]
    assert labels(group.malta.get(MINE).text, "supported") == []


def test_one_may_ask_for_one_state(group: Group) -> None:
    assert labels(group.bergen.get(f"{MINE}?status=withdrawn").text, "amendments") == ["A-002"]
    assert labels(group.bergen.get(f"{MINE}?status=submitted").text, "amendments") == ["A-001"]
    assert "None in this state." in group.bergen.get(f"{MINE}?status=accepted").text


def test_no_decision_shows_before_publication_and_afterwards_it_does(
    group: Group, session: Session, client_of: ClientOf
) -> None:
    session.rollback()
    round_ = an_open_round(session, a_draft(session, title="Second"))
    made = an_amendment(session, round_, text=ENCOURAGE.replace("encourage", "require"))
    on_the_desk(session, round_)
    rule(session, round_, [made])
    session.commit()
    address = "/second/unsent?status=accepted"
    assert labels(group.bergen.get(address).text, "amendments") == []
    session.rollback()
    publish(session, round_)
    session.commit()
    assert labels(group.bergen.get(address).text, "amendments") == ["A-001"]


def test_the_form_shows_folded_what_others_propose_there_and_not_ones_own(group: Group) -> None:
    page = group.bergen.get("/framework/1/p/2/amend").text
    folded = re.search(r'<details class="others"><summary>([^<]+)</summary>(.*?)</details>', page, re.DOTALL)
    assert folded and folded[1] == "What others propose here: 1 amendment"
    assert "A-003" in folded[2] and "A-002" not in folded[2] and "<button" not in folded[2]
    assert 'class="others"' not in group.malta.get("/framework/1/p/2/amend").text


def test_after_publication_nothing_invites_to_discuss_and_the_margin_leads_to_the_history(
    group: Group, session: Session
) -> None:
    session.rollback()
    round_ = an_open_round(session, a_draft(session, title="Third"))
    page = group.bergen.get("/framework/1").text
    assert "Words on yellow are commented on" in unescape(page)
    session.commit()
    assert "Discuss</a>" in group.bergen.get("/third/1").text
    session.rollback()
    on_the_desk(session, round_)
    session.commit()
    page = group.bergen.get("/third/1").text
    assert "Discuss" not in page
    assert 'href="/third/1?p=1&amp;tab=history#panel-title"' in page
