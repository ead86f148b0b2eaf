from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from drafting.model.amendments import Amendment
from drafting.model.people import Seat
from drafting.model.rounds import Round
from drafting.procedure.collisions import collisions_on
from drafting.procedure.consolidate import begin_consolidation
from drafting.procedure.decide import Ruled, decide, version_of
from drafting.procedure.layout import rows_of
from drafting.procedure.packages import make_package
from drafting.procedure.publish import publish_next_draft
from drafting.procedure.rounds import close_round
from drafting.rules.lifecycle import Operation, Ruling
from drafting.rules.permissions import Category
from tests.factories import (
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

LATER = NOON + timedelta(days=30)
ClientOf = Callable[[Seat | int], FlaskClient]
BERGEN = ENCOURAGE.replace("encourage", "require").replace("two years", "year")


@pytest.fixture
def round_(session: Session) -> Round:
    """Bergen's two changes, Malta's rival to the first, Bergen's comment on the whole draft."""
    made = an_open_round(session, a_draft(session))
    an_amendment(session, made, text=BERGEN)
    an_amendment(session, made, text=ENCOURAGE.replace("encourage", "support"), by=a_seat(session, "malta"))
    a_comment(session, made, key=None, body="The structure is clear.")
    session.commit()
    return made


def publish(session: Session, round_: Round) -> None:
    """Bergen's second change is accepted, the two on the same words are not."""
    by = the_secretariat(session)
    close_round(session, round_, by=by, at=LATER)
    working = begin_consolidation(session, round_, by=by, at=LATER)
    row = rows_of(session, working)[0]
    reason = "The group was not ready for a duty."
    rulings = {
        group.id: Ruled(ruling=Ruling.ACCEPT)
        if group.change and group.change.text == "year"
        else Ruled(ruling=Ruling.REFUSE, reason=reason)
        for group in collisions_on(session, round_, 1).groups
    }
    version = version_of(session, round_, row, 1)
    decide(session, round_, key=1, version=version, rulings=rulings, by=by, at=LATER)
    publish_next_draft(session, round_, reference=None, confirm_number=2, by=by, at=LATER)
    session.commit()


def test_after_publication_each_item_has_its_disposition_reason_and_present_wording(
    client_of: ClientOf, session: Session, round_: Round
) -> None:
    publish(session, round_)
    client = client_of(a_head(session).id)
    page = client.get("/framework/2/yours").get_data(as_text=True)
    assert "What became of the contributions of Bergen" in page
    assert "accepted in part" in page and "The group was not ready for a duty." in page
    assert "“encourage” → “require”" in page and "“two years” → “year”" in page
    assert ENCOURAGE.replace("two years", "year") in page
    assert "The structure is clear." in page and "A-002" not in page
    assert 'href="/framework/2?p=1#p1"' in page
    assert "in Draft 2" in client.get("/framework/unsent").get_data(as_text=True)


def test_before_publication_the_page_says_so(client_of: ClientOf, session: Session, round_: Round) -> None:
    page = client_of(a_head(session).id).get("/framework/1/yours").get_data(as_text=True)
    assert "Nothing is published yet." in page and "The group was not ready" not in page


def test_a_delegation_that_said_nothing_is_told_so(client_of: ClientOf, session: Session, round_: Round) -> None:
    a_seat(session, "lublin")
    publish(session, round_)
    page = client_of(a_head(session, "lublin").id).get("/framework/2/yours").get_data(as_text=True)
    assert "Your delegation had submitted no amendment in this round." in page


def test_the_parent_committee_does_not_find_it(client_of: ClientOf, session: Session, round_: Round) -> None:
    reader = a_seat(session, "committee", category=Category.PARENT_COMMITTEE).id
    session.commit()
    assert client_of(reader).get("/framework/1/yours").status_code == 404


def test_what_was_linked_is_named_with_what_became_of_it(session: Session, round_: Round, client_of: ClientOf) -> None:
    first = session.scalars(select(Amendment).where(Amendment.delegation_id == a_head(session).delegation_id)).one()
    second = an_amendment(session, round_, operation=Operation.INSERT, text="A new paragraph.", by=a_head(session))
    make_package(session, round_, [first, second], title="Duties", by=a_head(session), at=NOON + timedelta(hours=2))
    publish(session, round_)
    page = client_of(a_head(session)).get("/framework/2/yours").get_data(as_text=True)
    assert page.count("Part of “Duties” with") == 2
