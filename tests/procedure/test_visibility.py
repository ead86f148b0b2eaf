from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from drafting.errors import NotPermitted
from drafting.procedure.change_comment import withdraw_comment
from drafting.procedure.submit_comment import reply
from drafting.procedure.visibility import visible_amendments, visible_comments
from drafting.procedure.withdraw_amendment import withdraw_amendment
from drafting.rules.permissions import Category
from tests.factories import ENCOURAGE, NOON, a_comment, a_head, a_seat, an_amendment, an_open_round, the_secretariat

LATER = NOON + timedelta(hours=3)


def test_of_what_was_withdrawn_others_see_that_it_was_there(session: Session) -> None:
    round_ = an_open_round(session)
    amendment = an_amendment(session, round_, text=ENCOURAGE.replace("encourage", "require"))
    withdraw_amendment(session, amendment, by=a_head(session), at=LATER)
    for seat, in_full in ((a_head(session), True), (the_secretariat(session), True), (a_seat(session, "malta"), False)):
        (seen,) = visible_amendments(session, round_, seat)
        assert (seen.amendment.number, seen.in_full) == (1, in_full)


def test_comments_come_with_their_replies_and_a_withdrawn_one_keeps_them(session: Session) -> None:
    round_ = an_open_round(session)
    comment = a_comment(session, round_)
    a_comment(session, round_, key=None)
    malta = a_seat(session, "malta")
    reply(session, comment, body="The ministries.", by=malta, at=LATER)
    withdraw_comment(session, comment, by=a_head(session), at=LATER)

    (seen,) = visible_comments(session, round_, malta, key=1)
    assert (seen.in_full, [r.comment.body for r in seen.replies]) == (False, ["The ministries."])
    assert [s.comment.number for s in visible_comments(session, round_, malta)] == [1, 2]
    assert [s.comment.number for s in visible_comments(session, round_, malta, key=0)] == [2]


def test_the_parent_committee_sees_no_contributions(session: Session) -> None:
    round_ = an_open_round(session)
    reader = a_seat(session, "committee", category=Category.PARENT_COMMITTEE)
    for ask in (visible_amendments, visible_comments):
        with pytest.raises(NotPermitted):
            ask(session, round_, reader)
