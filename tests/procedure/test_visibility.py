from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from drafting.errors import NotFound, NotPermitted
from drafting.procedure.change_comment import withdraw_comment
from drafting.procedure.desk_log import log_of
from drafting.procedure.find import find_amendment, find_comment, find_round
from drafting.procedure.submit_comment import reply
from drafting.procedure.visibility import visible_amendments, visible_comments
from drafting.procedure.withdraw_amendment import withdraw_amendment
from drafting.rules.permissions import Category
from tests.desk import on_the_desk, rule
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


def test_the_parent_committee_does_not_learn_that_a_contribution_is_there(session: Session) -> None:
    round_ = an_open_round(session)
    amendment = an_amendment(session, round_, text=ENCOURAGE.replace("encourage", "require"))
    comment = a_comment(session, round_)
    reader = a_seat(session, "committee", category=Category.PARENT_COMMITTEE)
    for find, found in ((find_round, round_), (find_amendment, amendment), (find_comment, comment)):
        assert find(session, "framework", 1, by=a_head(session)) is found
        with pytest.raises(NotFound):
            find(session, "framework", 1, by=reader)


def test_what_was_done_on_the_desk_is_told_to_the_secretariat_only(session: Session) -> None:
    round_ = an_open_round(session)
    amendment = an_amendment(session, round_, text=ENCOURAGE.replace("encourage", "require"))
    on_the_desk(session, round_)
    edit = rule(session, round_, [amendment])
    ((told, decisions),) = log_of(session, round_, 1, by=the_secretariat(session))
    assert (told, [decision.amendment for decision in decisions]) == (edit, [amendment])
    with pytest.raises(NotPermitted):
        log_of(session, round_, 1, by=a_head(session))
