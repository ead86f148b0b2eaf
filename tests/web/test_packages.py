from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from html import unescape

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from drafting.model.amendments import Amendment
from drafting.model.packages import Package
from drafting.model.people import Seat
from drafting.rules.permissions import Role
from drafting.web.database import WRITE
from tests.factories import DEADLINE, a_draft, a_head, a_seat, an_amendment, an_open_round
from tests.peers.application import Clock

TEXTS = tuple(f"Paragraph {n} is about reports." for n in range(1, 5))
PAGE = "/framework/1/packages"
FORM = "/framework/1/p/4/amend"
ClientOf = Callable[[Seat | int], FlaskClient]


@dataclass
class Group:
    """Bergen's A-001 to A-003, Malta's A-004."""

    session: Session
    bergen: FlaskClient
    malta: FlaskClient
    reviewer: FlaskClient

    def packages(self) -> list[tuple[str, list[int]]]:
        self.session.rollback()
        self.session.expire_all()
        found = self.session.scalars(select(Package).order_by(Package.id))
        return [(package.title, [item.amendment.number for item in package.items]) for package in found]


@pytest.fixture
def group(session: Session, client_of: ClientOf) -> Group:
    round_ = an_open_round(session, a_draft(session, paragraphs=TEXTS))
    for key, code in enumerate(("bergen", "bergen", "bergen", "malta"), start=1):
        an_amendment(session, round_, key=key, text=f"{TEXTS[key - 1]} Yearly.", by=a_head(session, code))
    reviewer = a_seat(session, role=Role.REVIEWER)
    bergen, malta = a_head(session), a_head(session, "malta")
    session.commit()
    return Group(session, client_of(bergen), client_of(malta), client_of(reviewer))


def words(client: FlaskClient, path: str, status: int = 200) -> str:
    answer = client.get(path)
    assert answer.status_code == status, path
    return unescape(answer.get_data(as_text=True))


def made(group: Group, *numbers: int, title: str = "Yearly reports", **more: str) -> int:
    data = {"amendments": [str(number) for number in numbers], "package_title": title} | more
    return group.bergen.post(PAGE, data=data).status_code


def test_a_delegation_links_its_amendments_from_its_contributions(group: Group) -> None:
    assert PAGE in words(group.bergen, "/framework/unsent")
    assert "Nothing is linked yet." in words(group.bergen, PAGE)
    assert made(group, 1, 2) == 303
    assert group.packages() == [("Yearly reports", [1, 2])]
    page = words(group.bergen, PAGE)
    assert "They belong together now" in page and "Put them into" in page
    for client in (group.bergen, group.malta):
        assert re.search(r"Part of “Yearly reports” with\s*<a [^>]*>A-002</a>", words(client, "/framework/1?p=1"))
    assert "Part of “Yearly reports”" in words(group.bergen, "/framework/unsent")


def test_a_third_is_put_into_it_and_taken_out_again(group: Group) -> None:
    made(group, 1, 2)
    assert group.packages() == [("Yearly reports", [1, 2])]
    package = group.session.scalars(select(Package.id)).one()
    assert made(group, 3, title="", package=str(package)) == 303
    assert group.packages() == [("Yearly reports", [1, 2, 3])]
    assert group.bergen.post("/framework/A-2/unlink").headers["Location"] == PAGE
    assert group.packages() == [("Yearly reports", [1, 3])]
    assert group.bergen.post("/framework/A-3/unlink").status_code == 303
    assert group.packages() == []
    assert group.bergen.post("/framework/A-3/unlink").status_code == 404


@pytest.mark.parametrize(
    ("numbers", "title", "said"),
    [
        ((1, 2), " ", "Give it a title"),
        ((1,), "Yearly reports", "two or more belong together"),
        ((), "Yearly reports", "two or more belong together"),
    ],
)
def test_what_is_missing_is_said_and_what_was_chosen_comes_back(
    group: Group, numbers: tuple[int, ...], title: str, said: str
) -> None:
    answer = group.bergen.post(PAGE, data={"amendments": [str(n) for n in numbers], "package_title": title})
    page = unescape(answer.get_data(as_text=True))
    assert answer.status_code == 422 and said in page
    assert re.findall(r'name="amendments" value="(\d+)" checked', page) == [str(n) for n in numbers]
    assert f'value="{title}"' in page and group.packages() == []


def test_an_amendment_that_is_in_a_package_names_it(group: Group) -> None:
    made(group, 1, 2)
    answer = group.bergen.post(PAGE, data={"amendments": ["2", "3"], "package_title": "Others"})
    assert answer.status_code == 422
    assert "A-002 is in “Yearly reports” already" in unescape(answer.get_data(as_text=True))


def test_nobody_links_what_is_not_their_own(group: Group) -> None:
    assert made(group, 1, 4) == 403
    made(group, 1, 2)
    assert group.malta.post("/framework/A-1/unlink").status_code == 403
    assert "Yearly reports" not in words(group.malta, PAGE)
    assert group.packages() == [("Yearly reports", [1, 2])]


def test_where_the_head_submits_a_reviewer_only_reads_what_is_linked(group: Group) -> None:
    made(group, 1, 2)
    group.session.rollback()
    group.session.connection(execution_options={WRITE: True})
    seat = group.session.scalars(select(Seat).where(Seat.role == Role.REVIEWER)).one()
    seat.delegation.head_submits = True
    group.session.commit()
    page = words(group.reviewer, PAGE)
    assert "Yearly reports" in page and "Your head of delegation links amendments." in page
    assert group.reviewer.post("/framework/A-1/unlink").status_code == 403


def test_after_the_deadline_nothing_is_linked_any_more(group: Group, clock: Clock) -> None:
    made(group, 1, 2)
    clock.at = DEADLINE + timedelta(hours=1)
    assert group.bergen.post("/framework/A-1/unlink").status_code == 403
    assert made(group, 1, 3) == 403
    assert group.packages() == [("Yearly reports", [1, 2])]


def form_of(client: FlaskClient) -> dict[str, str]:
    return dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', words(client, FORM)))


def test_an_amendment_is_linked_as_it_is_submitted(group: Group) -> None:
    assert '<option value="A-3">A-003, paragraph' in words(group.bergen, FORM)
    data = form_of(group.bergen) | {"text": "All report.", "reason": "So.", "belongs": "A-1"}
    untitled = group.bergen.post(FORM, data=data)
    page = unescape(untitled.get_data(as_text=True))
    assert untitled.status_code == 422 and "Give it a title" in page and "All report." in page
    assert '<option value="A-1" selected>' in page
    assert len(group.session.scalars(select(Amendment)).all()) == 4
    assert group.bergen.post(FORM, data=data | {"package_title": "Who reports"}).status_code == 303
    assert group.packages() == [("Who reports", [1, 5])]
    again = words(group.bergen, FORM)
    assert '<option value="A-1">“Who reports”</option>' in again and '<option value="A-5">' not in again


@pytest.mark.parametrize(("belongs", "status"), [("A-x", 422), ("A-99", 404), ("A-4", 403)])
def test_nothing_is_submitted_with_a_link_that_cannot_be_made(group: Group, belongs: str, status: int) -> None:
    data = {"text": "All report.", "reason": "So.", "belongs": belongs, "package_title": "T"}
    assert group.bergen.post(FORM, data=form_of(group.bergen) | data).status_code == status
    assert len(group.session.scalars(select(Amendment)).all()) == 4
