from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from drafting.errors import Closed, Invalid, NotPermitted
from drafting.model.decisions import Decision
from drafting.procedure.rounds import close_round
from drafting.procedure.support_amendment import support_amendment, withdraw_support
from drafting.procedure.withdraw_amendment import withdraw_amendment
from drafting.rules.lifecycle import Disposition, ItemState, RoundState, Ruling
from drafting.rules.permissions import Category, Role
from tests.factories import DEADLINE, ENCOURAGE, NOON, a_head, a_seat, an_amendment, an_open_round, the_secretariat

REQUIRE = ENCOURAGE.replace("encourage", "require")
LATER = NOON + timedelta(hours=3)


def test_the_head_of_another_member_supports_with_its_delegations_name(session: Session) -> None:
    amendment = an_amendment(session, an_open_round(session), text=REQUIRE)
    malta = a_seat(session, "malta", category=Category.STATE)
    support = support_amendment(session, amendment, by=malta, at=LATER)
    assert (support.delegation.code, support.at, support.withdrawn_at) == ("malta", LATER, None)
    assert [s.delegation.code for s in amendment.supports] == ["malta"]


@pytest.mark.parametrize(
    ("category", "role"),
    [(Category.STATE, Role.REVIEWER), (Category.OBSERVER, Role.HEAD), (Category.SECRETARIAT, Role.HEAD)],
)
def test_only_heads_of_member_delegations_support(session: Session, category: Category, role: Role) -> None:
    amendment = an_amendment(session, an_open_round(session), text=REQUIRE)
    with pytest.raises(NotPermitted):
        support_amendment(session, amendment, by=a_seat(session, "other", category=category, role=role), at=LATER)


def test_nobody_supports_twice_or_their_own_or_what_was_withdrawn(session: Session) -> None:
    round_ = an_open_round(session)
    amendment = an_amendment(session, round_, text=REQUIRE)
    malta = a_seat(session, "malta")
    support_amendment(session, amendment, by=malta, at=LATER)

    for by, code in ((malta, "already-supporting"), (a_head(session), "own-amendment")):
        with pytest.raises(Invalid) as refused:
            support_amendment(session, amendment, by=by, at=LATER)
        assert refused.value.code == code

    withdraw_amendment(session, amendment, by=a_head(session), at=LATER)
    with pytest.raises(Invalid) as refused:
        support_amendment(session, amendment, by=a_seat(session, "lublin"), at=LATER)
    assert refused.value.code == "amendment-withdrawn"


def test_support_is_neither_given_nor_taken_back_after_the_deadline(session: Session) -> None:
    amendment = an_amendment(session, an_open_round(session), text=REQUIRE)
    malta = a_seat(session, "malta")
    support_amendment(session, amendment, by=malta, at=LATER)
    after = DEADLINE + timedelta(minutes=1)
    with pytest.raises(Closed):
        withdraw_support(session, amendment, by=malta, at=after)
    with pytest.raises(Closed):
        support_amendment(session, amendment, by=a_seat(session, "lublin"), at=after)


def test_support_that_is_taken_back_stays_on_record_and_may_be_given_again(session: Session) -> None:
    amendment = an_amendment(session, an_open_round(session), text=REQUIRE)
    malta = a_seat(session, "malta")
    support_amendment(session, amendment, by=malta, at=LATER)
    withdraw_support(session, amendment, by=malta, at=LATER)
    with pytest.raises(Invalid) as refused:
        withdraw_support(session, amendment, by=malta, at=LATER)
    assert refused.value.code == "not-supporting"
    support_amendment(session, amendment, by=malta, at=LATER)
    session.refresh(amendment, ["supports"])
    assert [support.withdrawn_at is None for support in amendment.supports] == [False, True]


def test_an_observer_may_not_take_back_another_delegations_support(session: Session) -> None:
    amendment = an_amendment(session, an_open_round(session), text=REQUIRE)
    with pytest.raises(NotPermitted):
        withdraw_support(session, amendment, by=a_seat(session, "net", category=Category.OBSERVER), at=LATER)


def test_a_withdrawn_amendment_stays_with_its_date(session: Session) -> None:
    amendment = an_amendment(session, an_open_round(session), text=REQUIRE)
    withdraw_amendment(session, amendment, by=a_head(session), at=LATER)
    assert (amendment.state, amendment.withdrawn_at) == (ItemState.WITHDRAWN, LATER)
    assert amendment.disposition is Disposition.WITHDRAWN
    with pytest.raises(Invalid) as refused:
        withdraw_amendment(session, amendment, by=a_head(session), at=LATER)
    assert refused.value.code == "already-withdrawn"


def test_a_reviewer_withdraws_their_own_only_and_another_delegation_nothing(session: Session) -> None:
    round_ = an_open_round(session)
    a_seat(session)
    reviewer = a_seat(session, role=Role.REVIEWER)
    of_head, own = (
        an_amendment(session, round_, text=REQUIRE),
        an_amendment(session, round_, text="Other.", by=reviewer),
    )
    for seat, amendment in ((reviewer, of_head), (a_seat(session, "malta"), of_head), (the_secretariat(session), own)):
        with pytest.raises(NotPermitted):
            withdraw_amendment(session, amendment, by=seat, at=LATER)
    withdraw_amendment(session, own, by=reviewer, at=LATER)
    assert own.state is ItemState.WITHDRAWN


def test_an_amendment_may_be_withdrawn_while_the_secretariat_works_but_not_after_publication(session: Session) -> None:
    round_ = an_open_round(session)
    first, second = an_amendment(session, round_, text=REQUIRE), an_amendment(session, round_, text="Other.")
    close_round(session, round_, by=the_secretariat(session), at=LATER)
    withdraw_amendment(session, first, by=a_head(session), at=LATER)
    round_.state = RoundState.PUBLISHED
    with pytest.raises(Closed):
        withdraw_amendment(session, second, by=a_head(session), at=LATER)


def test_withdrawn_after_acceptance_it_passes_to_the_member_that_supports_it(session: Session) -> None:
    round_ = an_open_round(session)
    amendment = an_amendment(session, round_, text=REQUIRE)
    malta = a_seat(session, "malta")
    support_amendment(session, amendment, by=malta, at=LATER)
    session.add(
        Decision(round_id=round_.id, amendment=amendment, ruling=Ruling.ACCEPT, by=the_secretariat(session), at=LATER)
    )
    session.flush()

    withdraw_amendment(session, amendment, by=a_head(session), at=LATER)

    assert (amendment.delegation.code, amendment.seat_id, amendment.state) == ("malta", malta.id, ItemState.SUBMITTED)
    assert amendment.supports[0].withdrawn_at == LATER
