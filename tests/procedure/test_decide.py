from __future__ import annotations

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from drafting.errors import Invalid, NotFound, NotPermitted, Stale
from drafting.model.decisions import Decision
from drafting.procedure.collisions import collisions_on
from drafting.procedure.consolidate import begin_consolidation
from drafting.procedure.decide import Ruled, decide
from drafting.procedure.support_amendment import support_amendment
from drafting.procedure.undo import undo
from drafting.procedure.withdraw_amendment import withdraw_amendment
from drafting.rules.lifecycle import Disposition, DraftState, RoundState, Ruling
from drafting.rules.permissions import Category
from tests.desk import ON_THE_DESK, REASON, fresh, group_of, on_the_desk, row_of, rule, take_back
from tests.factories import ENCOURAGE, NOON, a_draft, a_head, a_seat, an_amendment, an_open_round, the_secretariat

REQUIRE = ENCOURAGE.replace("encourage", "require")
SUPPORT = ENCOURAGE.replace("encourage", "support")
YEARLY = ENCOURAGE.replace("every two years", "every year")
BOTH = REQUIRE.replace("every two years", "every year")


def test_consolidation_begins_with_a_copy_of_every_row(session: Session) -> None:
    round_ = an_open_round(session)
    working = on_the_desk(session, round_)
    assert (working.number, working.state, round_.state) == (2, DraftState.WORKING, RoundState.CONSOLIDATING)
    assert row_of(session, round_).text == ENCOURAGE


def test_consolidation_begins_once_and_only_when_the_round_is_closed(session: Session) -> None:
    round_ = an_open_round(session)
    with pytest.raises(Invalid, match="round-state"):
        begin_consolidation(session, round_, by=the_secretariat(session), at=ON_THE_DESK)
    on_the_desk(session, round_)
    with pytest.raises(Invalid, match="round-state"):
        begin_consolidation(session, round_, by=the_secretariat(session), at=ON_THE_DESK)


def test_no_delegation_begins_consolidation(session: Session) -> None:
    with pytest.raises(NotPermitted):
        begin_consolidation(session, an_open_round(session), by=a_head(session), at=ON_THE_DESK)


def test_an_accepted_amendment_is_in_the_text(session: Session) -> None:
    round_ = an_open_round(session)
    amendment = an_amendment(session, round_, text=BOTH)
    on_the_desk(session, round_)
    rule(session, round_, [amendment])
    assert row_of(session, round_).text == BOTH
    assert amendment.disposition is Disposition.ACCEPTED


def test_no_delegation_decides(session: Session) -> None:
    round_ = an_open_round(session)
    amendment = an_amendment(session, round_, text=REQUIRE)
    on_the_desk(session, round_)
    with pytest.raises(NotPermitted):
        rule(session, round_, [amendment], by=a_head(session))
    assert row_of(session, round_).text == ENCOURAGE


def test_nothing_is_decided_while_the_round_is_open(session: Session) -> None:
    round_ = an_open_round(session)
    amendment = an_amendment(session, round_, text=REQUIRE)
    with pytest.raises(NotPermitted):
        rule(session, round_, [amendment], version=1)


def test_a_change_that_several_delegations_propose_is_decided_once_for_all_of_them(session: Session) -> None:
    round_ = an_open_round(session)
    bergen = an_amendment(session, round_, text=BOTH)
    lublin = an_amendment(session, round_, text=YEARLY, by=a_seat(session, "lublin"))
    malta = an_amendment(session, round_, text=SUPPORT, by=a_seat(session, "malta"))
    on_the_desk(session, round_)
    rule(session, round_, {group_of(session, round_, lublin): Ruling.ACCEPT})
    assert row_of(session, round_).text == YEARLY
    assert [a.disposition for a in (bergen, lublin, malta)] == [None, Disposition.ACCEPTED, None]

    rule(session, round_, {group_of(session, round_, bergen, "require"): Ruling.REFUSE})
    assert bergen.disposition is Disposition.ACCEPTED_IN_PART


def test_amendments_that_collide_are_never_both_accepted_silently(session: Session) -> None:
    round_ = an_open_round(session)
    bergen = an_amendment(session, round_, text=REQUIRE)
    malta = an_amendment(session, round_, text=SUPPORT, by=a_seat(session, "malta"))
    on_the_desk(session, round_)
    for wanted in ([bergen, malta], [malta, bergen]):
        with pytest.raises(Invalid) as refused:
            rule(session, round_, wanted)
        assert refused.value.code == "collides"
        assert {refused.value.facts["left"], refused.value.facts["right"]} == {bergen.number, malta.number}
    rule(session, round_, [bergen])
    with pytest.raises(Invalid, match="collides"):
        rule(session, round_, [malta])
    assert row_of(session, round_).text == REQUIRE


@pytest.mark.parametrize("ruling", [Ruling.MODIFY, Ruling.REFUSE, Ruling.HOLD])
def test_all_but_acceptance_owe_a_reason(session: Session, ruling: Ruling) -> None:
    round_ = an_open_round(session)
    amendment = an_amendment(session, round_, text=REQUIRE)
    on_the_desk(session, round_)
    with pytest.raises(Invalid, match="reason-missing"):
        rule(session, round_, {group_of(session, round_, amendment): ruling}, reason="  ")
    assert amendment.disposition is None


@pytest.mark.parametrize(
    ("ruling", "disposition"),
    [
        (Ruling.MODIFY, Disposition.ACCEPTED_AS_MODIFIED),
        (Ruling.REFUSE, Disposition.NOT_ACCEPTED),
        (Ruling.HOLD, Disposition.HELD),
    ],
)
def test_what_is_not_accepted_leaves_the_text_and_keeps_its_reason(
    session: Session, ruling: Ruling, disposition: Disposition
) -> None:
    round_ = an_open_round(session)
    amendment = an_amendment(session, round_, text=REQUIRE)
    on_the_desk(session, round_)
    rule(session, round_, {group_of(session, round_, amendment): ruling})
    assert (amendment.disposition, row_of(session, round_).text) == (disposition, ENCOURAGE)
    assert session.scalars(select(Decision.reason)).all() == [REASON]


def test_what_the_secretariat_writes_itself_needs_a_reason(session: Session) -> None:
    round_ = an_open_round(session)
    amendment = an_amendment(session, round_, text=REQUIRE)
    on_the_desk(session, round_)
    group, own = group_of(session, round_, amendment), ENCOURAGE.replace("should encourage", "shall encourage")
    with pytest.raises(Invalid, match="hand-reason-missing"):
        rule(session, round_, {group: Ruling.MODIFY}, texts=[own])
    rule(session, round_, {group: Ruling.MODIFY}, texts=[own], hand_reason="Between duty and advice.")
    row = row_of(session, round_)
    assert (row.text, row.by_hand, row.hand_reason) == (own, True, "Between duty and advice.")


def test_a_later_acceptance_is_merged_into_the_hand_written_text(session: Session) -> None:
    round_ = an_open_round(session)
    bergen = an_amendment(session, round_, text=REQUIRE)
    lublin = an_amendment(session, round_, text=YEARLY, by=a_seat(session, "lublin"))
    on_the_desk(session, round_)
    own = ENCOURAGE.replace("encourage", "invite")
    rule(session, round_, {group_of(session, round_, bergen): Ruling.MODIFY}, texts=[own], hand_reason=REASON)
    rule(session, round_, [lublin])
    row = row_of(session, round_)
    assert row.text == own.replace("every two years", "every year")
    assert row.by_hand


def test_a_later_acceptance_that_collides_with_the_hand_is_refused(session: Session) -> None:
    round_ = an_open_round(session)
    bergen = an_amendment(session, round_, text=REQUIRE)
    on_the_desk(session, round_)
    own = ENCOURAGE.replace("encourage", "invite")
    rule(session, round_, {group_of(session, round_, bergen): Ruling.HOLD}, texts=[own], hand_reason=REASON)
    with pytest.raises(Invalid, match="hand-collides"):
        rule(session, round_, [bergen])
    assert row_of(session, round_).text == own


def test_of_two_secretaries_on_one_block_the_second_is_told(session: Session) -> None:
    round_ = an_open_round(session)
    amendment = an_amendment(session, round_, text=REQUIRE)
    on_the_desk(session, round_)
    seen = fresh(session, round_, 1)
    rule(session, round_, [amendment], version=seen)
    with pytest.raises(Stale) as refused:
        rule(session, round_, {group_of(session, round_, amendment): Ruling.REFUSE}, version=seen)
    assert refused.value.facts["theirs"] == REQUIRE
    assert amendment.disposition is Disposition.ACCEPTED


def test_different_blocks_do_not_disturb_each_other(session: Session) -> None:
    round_ = an_open_round(session, a_draft(session, paragraphs=("One word.", "Two words.")))
    one = an_amendment(session, round_, text="One sentence.", key=1)
    two = an_amendment(session, round_, text="Two sentences.", key=2)
    on_the_desk(session, round_)
    first, second = fresh(session, round_, 1), fresh(session, round_, 2)
    rule(session, round_, [one], version=first)
    rule(session, round_, [two], version=second)
    assert [row_of(session, round_, key).text for key in (1, 2)] == ["One sentence.", "Two sentences."]


def test_a_suggestion_enters_only_when_a_member_supports_it(session: Session) -> None:
    round_ = an_open_round(session)
    observer = a_seat(session, "observatory", category=Category.OBSERVER)
    alone = an_amendment(session, round_, text=REQUIRE, by=observer)
    backed = an_amendment(session, round_, text=YEARLY, by=observer)
    support_amendment(session, backed, by=a_head(session), at=NOON.replace(hour=15))
    on_the_desk(session, round_)
    with pytest.raises(Invalid, match="suggestion-without-member"):
        rule(session, round_, [alone])
    rule(session, round_, [backed])
    assert row_of(session, round_).text == YEARLY


def test_undo_takes_back_the_last_act_and_its_text_only(session: Session) -> None:
    round_ = an_open_round(session)
    bergen = an_amendment(session, round_, text=REQUIRE)
    lublin = an_amendment(session, round_, text=YEARLY, by=a_seat(session, "lublin"))
    on_the_desk(session, round_)
    rule(session, round_, [bergen])
    rule(session, round_, [lublin])
    take_back(session, round_)
    assert row_of(session, round_).text == REQUIRE
    assert [a.disposition for a in (bergen, lublin)] == [Disposition.ACCEPTED, None]
    take_back(session, round_)
    assert (row_of(session, round_).text, bergen.disposition) == (ENCOURAGE, None)
    with pytest.raises(Invalid, match="nothing-to-undo"):
        take_back(session, round_)


def test_undo_brings_back_the_ruling_that_was_replaced_and_nothing_is_overwritten(session: Session) -> None:
    round_ = an_open_round(session)
    amendment = an_amendment(session, round_, text=REQUIRE)
    on_the_desk(session, round_)
    group = group_of(session, round_, amendment)
    rule(session, round_, {group: Ruling.HOLD})
    rule(session, round_, {group: Ruling.ACCEPT})
    take_back(session, round_)
    assert (amendment.disposition, row_of(session, round_).text) == (Disposition.HELD, ENCOURAGE)
    rulings = session.scalars(select(Decision.ruling).order_by(Decision.id)).all()
    assert rulings == [Ruling.HOLD, Ruling.ACCEPT, Ruling.HOLD]


def test_nobody_but_the_secretariat_undoes(session: Session) -> None:
    round_ = an_open_round(session)
    amendment = an_amendment(session, round_, text=REQUIRE)
    on_the_desk(session, round_)
    rule(session, round_, [amendment])
    with pytest.raises(NotPermitted):
        undo(session, round_, key=1, version=fresh(session, round_, 1), by=a_head(session), at=ON_THE_DESK)


def test_what_is_not_there_cannot_be_decided(session: Session) -> None:
    round_ = an_open_round(session)
    on_the_desk(session, round_)
    by, accept = the_secretariat(session), Ruled(ruling=Ruling.ACCEPT)
    with pytest.raises(NotFound):
        decide(session, round_, key=99, version=1, rulings={}, by=by, at=ON_THE_DESK)
    with pytest.raises(Invalid, match="group-unknown"):
        decide(session, round_, key=1, version=1, rulings={"p0-1-2-x": accept}, by=by, at=ON_THE_DESK)


def test_an_accepted_amendment_that_is_withdrawn_leaves_its_words_until_the_secretariat_decides(
    session: Session,
) -> None:
    round_ = an_open_round(session)
    amendment = an_amendment(session, round_, text=REQUIRE)
    on_the_desk(session, round_)
    rule(session, round_, [amendment])
    withdraw_amendment(session, amendment, by=a_head(session), at=ON_THE_DESK)
    assert amendment.disposition is Disposition.WITHDRAWN
    assert row_of(session, round_).text == REQUIRE
    assert collisions_on(session, round_, 1).groups == ()
    with pytest.raises(Invalid, match="withdrawal-open"):
        rule(session, round_, {}, key=1, texts=[REQUIRE], hand_reason="Kept as it is.")
