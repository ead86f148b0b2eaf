"""On the desk no word changes without a reason, no reason is lost, and nothing taken back stands beside its rival."""

from __future__ import annotations

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from drafting.errors import Invalid, Stale
from drafting.model.afterwards import SettledWithdrawal
from drafting.model.decisions import Decision
from drafting.procedure.decide import Ruled, decide
from drafting.procedure.held import carry_undecided, mark_of
from drafting.procedure.withdraw_amendment import withdraw_amendment
from drafting.rules.lifecycle import Aftermath, Disposition, Operation, Ruling
from tests.desk import ON_THE_DESK, WITH_POINTS, fresh, group_of, on_the_desk, row_of, rule, settle, take_back
from tests.factories import ENCOURAGE, a_draft, a_head, a_seat, an_amendment, an_open_round, the_secretariat

REQUIRE = ENCOURAGE.replace("encourage", "require")
BY_HAND = ENCOURAGE.replace("two years", "three years")


def test_what_was_written_by_hand_keeps_its_reason_when_a_colleague_rules_and_owes_one_when_it_changes(
    session: Session,
) -> None:
    round_ = an_open_round(session)
    amendment = an_amendment(session, round_, text=REQUIRE)
    on_the_desk(session, round_)
    first, second = the_secretariat(session), a_seat(session, "secretariat")

    def save(text: str, reason: str, rulings: dict[str, Ruled] | None = None, by: object = first) -> None:
        told = {"texts": [text], "hand_reason": reason, "by": by, "at": ON_THE_DESK}
        version = fresh(session, round_, 1)
        decide(session, round_, key=1, version=version, rulings=rulings or {}, **told)  # type: ignore[arg-type]
        session.flush()

    save(BY_HAND, "Mandate, item 5.")
    group = group_of(session, round_, amendment)
    save(
        BY_HAND, "Outside the mandate.", {group.id: Ruled(ruling=Ruling.REFUSE, reason="Outside the mandate.")}, second
    )
    assert row_of(session, round_).hand_reason == "Mandate, item 5."
    with pytest.raises(Invalid, match="hand-reason-missing"):
        save("Wholly other words.", "", by=second)
    session.refresh(row_of(session, round_))
    save(BY_HAND + " Now.", "As agreed.", by=second)
    assert row_of(session, round_).hand_reason == "Mandate, item 5.\nAs agreed."
    save(ENCOURAGE, "", by=second)
    assert (row_of(session, round_).by_hand, row_of(session, round_).hand_reason) == (False, "")


def test_a_reason_is_kept_as_all_typed_text_is(session: Session) -> None:
    round_ = an_open_round(session)
    amendment = an_amendment(session, round_, text=REQUIRE)
    on_the_desk(session, round_)
    rule(
        session, round_, {group_of(session, round_, amendment): Ruling.REFUSE}, reason="e\u0301te\u0301\r\nsecond line"
    )
    assert session.scalars(select(Decision.reason)).all() == ["\u00e9t\u00e9\nsecond line"]


def test_a_settlement_that_is_taken_back_stays_on_record_with_its_reason(session: Session) -> None:
    round_, bergen = an_open_round(session), a_head(session)
    amendment = an_amendment(session, round_, text=REQUIRE, by=bergen)
    on_the_desk(session, round_)
    rule(session, round_, [amendment])
    withdraw_amendment(session, amendment, by=bergen, at=ON_THE_DESK)
    for aftermath, reason in ((Aftermath.REVERTED, "Nobody wants it."), (Aftermath.KEPT, "The chair asks for it.")):
        settle(session, amendment, aftermath, reason=reason)
        take_back(session, round_)
    kept = session.scalars(select(SettledWithdrawal).order_by(SettledWithdrawal.id)).all()
    assert [one.reason for one in kept] == ["Nobody wants it.", "The chair asks for it."]
    assert all(one.undone_at is not None for one in kept)


def test_what_is_taken_back_does_not_bring_back_what_collides_with_another_block(session: Session) -> None:
    round_ = an_open_round(session, a_draft(session, blocks=WITH_POINTS))
    whole = an_amendment(session, round_, operation=Operation.DELETE, key=1, beneath="delete")
    point = an_amendment(session, round_, key=2, text="publish all their plans;", by=a_head(session, "malta"))
    on_the_desk(session, round_)
    rule(session, round_, [whole])
    rule(session, round_, {group_of(session, round_, whole): Ruling.REFUSE})
    rule(session, round_, [point])
    with pytest.raises(Invalid, match="operations-collide"):
        take_back(session, round_, 1)
    session.expire_all()
    assert point.disposition is Disposition.ACCEPTED and not row_of(session, round_, 2).gone


def test_what_is_entered_meanwhile_is_not_ruled_on_unseen(session: Session) -> None:
    round_ = an_open_round(session)
    amendment = an_amendment(session, round_, text=REQUIRE)
    on_the_desk(session, round_)
    version, by = fresh(session, round_, 1), the_secretariat(session)
    group = group_of(session, round_, amendment)
    malta = a_head(session, "malta").delegation
    an_amendment(session, round_, text=REQUIRE, by=by, on_behalf_of=malta, source="E-mail", at=ON_THE_DESK)
    ruled = {group.id: Ruled(ruling=Ruling.REFUSE, reason="Bergen's argument does not hold.")}
    with pytest.raises(Stale, match="block-changed"):
        decide(session, round_, key=1, version=version, rulings=ruled, by=by, at=ON_THE_DESK)


def test_no_other_amendments_are_carried_than_were_looked_at(session: Session) -> None:
    round_ = an_open_round(session)
    amendment = an_amendment(session, round_, text=REQUIRE)
    other = an_amendment(session, round_, text=BY_HAND, by=a_head(session, "malta"))
    on_the_desk(session, round_)
    told = {"reason": "For April.", "by": the_secretariat(session), "at": ON_THE_DESK}
    with pytest.raises(Stale, match="undecided-changed"):
        carry_undecided(session, round_, mark=mark_of([other]), **told)  # type: ignore[arg-type]
    assert carry_undecided(session, round_, mark=mark_of([other, amendment]), **told) == 2  # type: ignore[arg-type]
