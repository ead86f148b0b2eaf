from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from drafting.errors import Invalid, NotFound, NotPermitted
from drafting.model.following import Seen
from drafting.model.journal import JournalEntry
from drafting.model.people import Seat, SignIn
from drafting.procedure.find import find_text
from drafting.procedure.following import follow, follow_own, followed, mark_seen, new_since, unfollow
from drafting.procedure.submit_comment import reply
from drafting.procedure.support_amendment import support_amendment
from drafting.rules.permissions import Category
from tests.desk import on_the_desk
from tests.factories import ENCOURAGE, NOON, a_comment, a_draft, a_head, a_seat, an_amendment, an_open_round
from tests.factories import the_secretariat as the_office

LATER = NOON + timedelta(hours=3)


def verbs(session: Session) -> list[str]:
    return list(session.scalars(select(JournalEntry.verb).order_by(JournalEntry.sequence.desc()).limit(1)))


def keys(session: Session, by: Seat) -> list[int]:
    return [one.key for one in followed(session, find_text(session, "framework"), by=by)]


def test_a_block_and_the_whole_draft_are_followed_once_and_no_more_when_asked(session: Session) -> None:
    text, bergen = an_open_round(session).draft.text, a_head(session)
    follow(session, text, 1, by=bergen, at=NOON)
    assert verbs(session) == ["follow"]
    follow(session, text, 1, by=bergen, at=LATER)
    follow(session, text, 0, by=bergen, at=LATER)
    assert keys(session, bergen) == [0, 1]
    assert keys(session, a_head(session, "malta")) == []
    unfollow(session, text, 1, by=bergen, at=LATER)
    assert verbs(session) == ["unfollow"]
    assert keys(session, bergen) == [0]


def test_what_is_not_followed_is_not_given_up_and_what_is_not_there_not_followed(session: Session) -> None:
    text, bergen = an_open_round(session).draft.text, a_head(session)
    with pytest.raises(Invalid, match="not-followed"):
        unfollow(session, text, 1, by=bergen, at=NOON)
    with pytest.raises(NotFound, match="block-unknown"):
        follow(session, text, 77, by=bergen, at=NOON)


def test_a_block_that_only_the_working_draft_has_is_not_there_for_whoever_asks(session: Session) -> None:
    round_ = an_open_round(session)
    working = on_the_desk(session, round_)
    row = working.text.next_key
    with pytest.raises(NotFound, match="block-unknown"):
        follow(session, round_.draft.text, row, by=a_head(session), at=NOON)


@pytest.mark.parametrize("verb", [follow, unfollow])
def test_the_parent_committee_and_who_gave_up_the_seat_follow_nothing(session: Session, verb: object) -> None:
    text = an_open_round(session).draft.text
    gone = a_seat(session)
    gone.active = False
    for nobody in (a_seat(session, "committee", category=Category.PARENT_COMMITTEE), gone):
        with pytest.raises(NotPermitted):
            verb(session, text, 1, by=nobody, at=NOON)  # type: ignore[operator]


def test_whoever_amends_comments_replies_or_supports_follows_from_then_on(session: Session) -> None:
    round_ = an_open_round(session, a_draft(session, paragraphs=(ENCOURAGE, "Cities help.")))
    bergen, malta, turku = a_head(session), a_head(session, "malta"), a_head(session, "turku")
    made = an_amendment(session, round_, text=ENCOURAGE.replace("encourage", "require"), by=bergen)
    said = a_comment(session, round_, key=2, by=malta)
    assert (keys(session, bergen), keys(session, malta)) == ([1], [2])
    reply(session, said, body="So do we.", by=turku, at=LATER)
    support_amendment(session, made, by=turku, at=LATER)
    a_comment(session, round_, key=None, by=turku)
    assert sorted(keys(session, turku)) == [0, 1, 2]
    follow_own(session, round_.text_id, 1, by=bergen, at=LATER)
    assert keys(session, bergen) == [1]


def test_what_the_secretariat_enters_for_a_delegation_nobody_follows_by_it(session: Session) -> None:
    round_ = an_open_round(session)
    office, bergen = the_office(session), a_head(session)
    an_amendment(session, round_, text="Cities must.", by=office, on_behalf_of=bergen.delegation)
    a_comment(session, round_, by=office, on_behalf_of=bergen.delegation)
    assert (keys(session, office), keys(session, bergen)) == ([], [])


def a_sign_in(session: Session, by: Seat, **moments: object) -> SignIn:
    made = SignIn(
        token_hash=str(len(by.person.name) + session.query(SignIn).count()), person=by.person, seat=by, **moments
    )
    session.add(made)
    session.flush()
    return made


def test_new_is_what_came_since_the_sign_in_before_was_last_used(session: Session) -> None:
    bergen = a_head(session)
    first = a_sign_in(session, bergen, created_at=NOON, used_at=NOON + timedelta(hours=2))
    assert new_since(session, by=bergen, sign_in=first) is None
    second = a_sign_in(session, bergen, created_at=NOON + timedelta(days=1))
    on_the_phone = a_sign_in(session, bergen, created_at=NOON + timedelta(days=1, hours=1))
    assert new_since(session, by=bergen, sign_in=second) == NOON + timedelta(hours=2)
    assert new_since(session, by=bergen, sign_in=on_the_phone) == second.created_at
    assert new_since(session, by=a_head(session, "malta"), sign_in=None) is None


def test_what_is_marked_as_seen_goes_forward_only_and_never_beyond_the_clock(session: Session) -> None:
    bergen = a_head(session)
    mark_seen(session, up_to=NOON, by=bergen, at=LATER)
    assert verbs(session) == ["mark_seen"]
    assert new_since(session, by=bergen, sign_in=None) == NOON
    mark_seen(session, up_to=LATER + timedelta(days=9), by=bergen, at=LATER)
    mark_seen(session, up_to=NOON, by=bergen, at=LATER)
    assert [one.at for one in session.scalars(select(Seen))] == [LATER]
    bergen.active = False
    with pytest.raises(NotPermitted):
        mark_seen(session, up_to=LATER, by=bergen, at=LATER)
