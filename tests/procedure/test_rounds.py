from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from drafting.errors import Invalid, NotPermitted
from drafting.procedure.consolidate import begin_consolidation
from drafting.procedure.rounds import close_round, extend_round, open_round, reopen_round
from drafting.rules.lifecycle import RoundState
from tests.factories import DEADLINE, NOON, a_draft, a_seat, an_open_round, the_secretariat


def test_a_round_opens_on_an_issued_draft_and_counts_from_one(session: Session) -> None:
    round_ = an_open_round(session)
    assert (round_.number, round_.state) == (1, RoundState.OPEN)


def test_a_delegate_may_not_open_a_round(session: Session) -> None:
    with pytest.raises(NotPermitted):
        open_round(session, a_draft(session), deadline=DEADLINE, by=a_seat(session), at=NOON)


def test_a_draft_has_one_round(session: Session) -> None:
    round_ = an_open_round(session)
    with pytest.raises(Invalid) as refused:
        an_open_round(session, round_.draft)
    assert refused.value.code == "round-already-there"


def test_a_round_does_not_open_on_a_working_draft(session: Session) -> None:
    round_ = an_open_round(session)
    secretary = the_secretariat(session)
    close_round(session, round_, by=secretary, at=NOON)
    working = begin_consolidation(session, round_, by=secretary, at=NOON)
    with pytest.raises(Invalid) as refused:
        an_open_round(session, working)
    assert refused.value.code == "draft-not-issued"


def test_a_deadline_lies_in_the_future(session: Session) -> None:
    with pytest.raises(Invalid) as refused:
        an_open_round(session, deadline=NOON)
    assert refused.value.code == "deadline-past"


def test_a_year_mistyped_in_a_deadline_is_refused(session: Session) -> None:
    with pytest.raises(Invalid) as refused:
        an_open_round(session, deadline=NOON.replace(year=NOON.year + 100))
    assert refused.value.code == "deadline-far"


def test_a_round_is_extended_with_a_reason(session: Session) -> None:
    round_ = an_open_round(session)
    later = DEADLINE + timedelta(days=3)
    extend_round(session, round_, deadline=later, reason="A holiday.", by=the_secretariat(session), at=NOON)
    session.expire(round_)
    assert round_.deadline == later
    assert [one.reason for one in round_.extensions] == ["A holiday."]


@pytest.mark.parametrize(
    ("days", "reason", "refusal"),
    [(0, "x", "deadline-not-later"), (1, " ", "reason-missing"), (731, "x", "deadline-far")],
)
def test_an_extension_goes_later_and_says_why(session: Session, days: int, reason: str, refusal: str) -> None:
    round_ = an_open_round(session)
    with pytest.raises(Invalid) as refused:
        extend_round(
            session,
            round_,
            deadline=DEADLINE + timedelta(days=days),
            reason=reason,
            by=the_secretariat(session),
            at=NOON,
        )
    assert refused.value.code == refusal


def test_a_delegate_may_not_extend_close_or_reopen(session: Session) -> None:
    round_, by = an_open_round(session), a_seat(session)
    with pytest.raises(NotPermitted):
        extend_round(session, round_, deadline=DEADLINE + timedelta(days=1), reason="x", by=by, at=NOON)
    with pytest.raises(NotPermitted):
        close_round(session, round_, by=by, at=NOON)
    with pytest.raises(NotPermitted):
        reopen_round(session, round_, by=by, at=NOON)


def test_a_closed_round_cannot_be_extended_or_closed_again_but_opens_again(session: Session) -> None:
    round_, secretary = an_open_round(session), the_secretariat(session)
    close_round(session, round_, by=secretary, at=NOON)
    with pytest.raises(Invalid) as refused:
        close_round(session, round_, by=secretary, at=NOON)
    assert refused.value.code == "round-state"
    with pytest.raises(Invalid) as refused:
        extend_round(session, round_, deadline=DEADLINE + timedelta(days=1), reason="x", by=secretary, at=NOON)
    assert refused.value.code == "round-not-open"
    reopen_round(session, round_, by=secretary, at=NOON)
    assert round_.state is RoundState.OPEN


def test_an_open_round_is_not_consolidated(session: Session) -> None:
    with pytest.raises(Invalid) as refused:
        begin_consolidation(session, an_open_round(session), by=the_secretariat(session), at=NOON)
    assert refused.value.code == "round-state"


def test_a_delegate_may_not_begin_to_decide(session: Session) -> None:
    round_ = an_open_round(session)
    close_round(session, round_, by=the_secretariat(session), at=NOON)
    with pytest.raises(NotPermitted):
        begin_consolidation(session, round_, by=a_seat(session), at=NOON)
