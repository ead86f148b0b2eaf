from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from drafting.errors import Invalid, NotPermitted, Stale
from drafting.model.afterwards import SettledWithdrawal
from drafting.model.amendments import Amendment
from drafting.model.decisions import Decision
from drafting.model.paragraphs import DraftParagraph
from drafting.model.rounds import Round
from drafting.model.texts import Draft
from drafting.procedure.checklist import checklist
from drafting.procedure.consolidate import working_draft
from drafting.procedure.layout import rows_of
from drafting.procedure.left_standing import left_standing
from drafting.procedure.support_amendment import support_amendment
from drafting.procedure.why import why
from drafting.procedure.withdraw_amendment import withdraw_amendment
from drafting.rules.lifecycle import Aftermath, Disposition, HeldFate, ItemState, Operation, Ruling
from drafting.text.blocks import Kind
from tests.desk import ON_THE_DESK, WITH_POINTS, fresh, group_of, on_the_desk, publish, row_of, rule, settle, take_back
from tests.factories import ENCOURAGE, NOON, a_draft, a_head, a_seat, an_amendment, an_open_round, the_secretariat

REQUIRE = ENCOURAGE.replace("encourage", "require")
YEARLY = ENCOURAGE.replace("every two years", "every year")
BOTH = REQUIRE.replace("every two years", "every year")
LATER = NOON + timedelta(hours=3)


def withdrawn(session: Session, text: str = REQUIRE, **more: Any) -> Amendment:
    """An amendment that was accepted and then withdrawn; another delegation's, for each year, is accepted beside it."""
    round_ = an_open_round(session)
    amendment = an_amendment(session, round_, text=text)
    malta = an_amendment(session, round_, text=YEARLY, by=a_seat(session, "malta"))
    on_the_desk(session, round_)
    rule(session, round_, [amendment, malta], **more)
    withdraw_amendment(session, amendment, by=a_head(session), at=ON_THE_DESK)
    return amendment


def round_of(session: Session, amendment: Amendment) -> Round:
    return session.get_one(Round, amendment.round_id)


def text_of(session: Session, amendment: Amendment) -> str:
    return row_of(session, round_of(session, amendment), amendment.key).text


def own_of(session: Session, settled: SettledWithdrawal) -> Amendment:
    assert settled.own_id is not None
    return session.get_one(Amendment, settled.own_id)


def test_nothing_reverts_by_itself_and_the_question_is_open_until_it_is_settled(session: Session) -> None:
    amendment = withdrawn(session)
    round_ = round_of(session, amendment)
    assert text_of(session, amendment) == BOTH
    assert [left.amendment for left in left_standing(session, round_)] == [amendment]
    assert [left.amendment for left in left_standing(session, round_, key=2)] == []
    assert checklist(session, round_).withdrawn == [amendment]
    with pytest.raises(Invalid, match="withdrawal-open"):
        rule(session, round_, {}, key=1)


def test_kept_words_are_the_secretariats_own_with_its_reason_in_the_next_draft(session: Session) -> None:
    amendment = withdrawn(session)
    settled = settle(session, amendment, Aftermath.KEPT, reason="The mandate asks for a duty.")
    own = own_of(session, settled)
    assert (own.delegation.name, own.reason, own.text) == ("Secretariat", "The mandate asks for a duty.", REQUIRE)
    assert (own.disposition, amendment.disposition) == (Disposition.ACCEPTED, Disposition.WITHDRAWN)
    assert text_of(session, amendment) == BOTH
    round_ = round_of(session, amendment)
    assert left_standing(session, round_) == []
    assert not row_of(session, round_).by_hand
    draft = publish(session, round_)
    runs = [run for run in why(session, draft, 1, by=a_head(session)) if run.op == "insert"]
    assert [(run.text, [a.delegation.name for a in run.amendments]) for run in runs] == [
        ("require", ["Secretariat"]),
        ("year", ["Malta"]),
    ]


def test_reverted_words_go_and_what_else_was_accepted_stays(session: Session) -> None:
    amendment = withdrawn(session)
    settled = settle(session, amendment, Aftermath.REVERTED, reason="Nobody wants it any more.")
    assert (settled.aftermath, settled.own_id, settled.reason) == (
        Aftermath.REVERTED,
        None,
        "Nobody wants it any more.",
    )
    assert text_of(session, amendment) == YEARLY
    assert checklist(session, round_of(session, amendment)).ready


def test_reverting_keeps_what_the_secretariat_wrote_by_hand(session: Session) -> None:
    by_hand = BOTH.replace("Member States", "All member States")
    amendment = withdrawn(session, texts=[by_hand], hand_reason="All of them.")
    settle(session, amendment, Aftermath.REVERTED)
    row = row_of(session, round_of(session, amendment))
    assert row.text == YEARLY.replace("Member States", "All member States")
    assert (row.by_hand, row.hand_reason) == (True, "All of them.")


def test_bracketed_words_stand_between_brackets_in_the_next_draft(session: Session) -> None:
    amendment = withdrawn(session)
    own = own_of(session, settle(session, amendment, Aftermath.BRACKETED))
    assert (own.disposition, own.held_fate) == (Disposition.HELD, HeldFate.BRACKETED)
    assert text_of(session, amendment) == YEARLY
    round_ = round_of(session, amendment)
    publish(session, round_)
    assert row_of_issued(session, round_) == YEARLY.replace("encourage", "[encourage] [Secretariat: require]")


def row_of_issued(session: Session, round_: Round) -> str:
    query = select(DraftParagraph.text).join(Draft).where(Draft.number == round_.draft.number + 1)
    return session.scalars(query).one()


@pytest.mark.parametrize("aftermath", list(Aftermath))
def test_undo_opens_the_question_again_and_withdraws_the_secretariats_own(
    session: Session, aftermath: Aftermath
) -> None:
    amendment = withdrawn(session)
    settled = settle(session, amendment, aftermath)
    own = session.get(Amendment, settled.own_id or 0)
    round_ = round_of(session, amendment)
    take_back(session, round_)
    assert text_of(session, amendment) == BOTH
    assert [left.amendment for left in left_standing(session, round_)] == [amendment]
    assert amendment.disposition is Disposition.WITHDRAWN
    assert own is None or (own.state, own.disposition) == (ItemState.WITHDRAWN, Disposition.WITHDRAWN)
    settle(session, amendment, Aftermath.REVERTED)
    assert text_of(session, amendment) == YEARLY


def test_a_delegate_settles_nothing(session: Session) -> None:
    amendment = withdrawn(session)
    for by in (a_head(session), a_head(session, "malta")):
        with pytest.raises(NotPermitted):
            settle(session, amendment, Aftermath.KEPT, by=by)


def test_a_reason_is_owed(session: Session) -> None:
    amendment = withdrawn(session)
    with pytest.raises(Invalid, match="reason-missing"):
        settle(session, amendment, Aftermath.REVERTED, reason=" ")


def test_a_form_made_before_somebody_else_acted_on_the_block_is_refused(session: Session) -> None:
    amendment = withdrawn(session)
    version = fresh(session, round_of(session, amendment), 1)
    settle(session, amendment, Aftermath.KEPT)
    with pytest.raises(Stale):
        settle(session, amendment, Aftermath.REVERTED, version=version)


def test_what_is_settled_or_was_never_accepted_or_still_stands_is_no_question(session: Session) -> None:
    amendment = withdrawn(session)
    settle(session, amendment, Aftermath.KEPT)
    with pytest.raises(Invalid, match="not-left-standing"):
        settle(session, amendment, Aftermath.REVERTED)
    other = session.scalars(select(Amendment).where(Amendment.text == YEARLY)).one()
    with pytest.raises(Invalid, match="not-left-standing"):
        settle(session, other, Aftermath.REVERTED)
    publish(session, round_of(session, amendment))
    with pytest.raises(NotPermitted):
        settle(session, other, Aftermath.REVERTED, version=1)


def test_what_a_supporting_member_takes_over_or_another_proposes_too_leaves_no_question(session: Session) -> None:
    round_ = an_open_round(session)
    supported = an_amendment(session, round_, text=REQUIRE)
    support_amendment(session, supported, by=a_seat(session, "malta"), at=LATER)
    shared = an_amendment(session, round_, text=YEARLY)
    an_amendment(session, round_, text=YEARLY, by=a_seat(session, "lublin"))
    on_the_desk(session, round_)
    rule(session, round_, [supported, shared])
    withdraw_amendment(session, supported, by=supported.seat, at=ON_THE_DESK)
    withdraw_amendment(session, shared, by=shared.seat, at=ON_THE_DESK)
    assert (supported.delegation.name, shared.state) == ("Malta", ItemState.WITHDRAWN)
    assert left_standing(session, round_) == []
    assert checklist(session, round_).ready


def test_what_was_accepted_as_modified_or_refused_leaves_no_question(session: Session) -> None:
    round_ = an_open_round(session)
    modified, refused = an_amendment(session, round_, text=REQUIRE), an_amendment(session, round_, text=YEARLY)
    on_the_desk(session, round_)
    rulings = {
        group_of(session, round_, modified): Ruling.MODIFY,
        group_of(session, round_, refused): Ruling.REFUSE,
    }
    own = ENCOURAGE.replace("encourage", "invite")
    rule(session, round_, rulings, texts=[own], hand_reason="A middle way.")
    for amendment in (modified, refused):
        withdraw_amendment(session, amendment, by=a_head(session), at=ON_THE_DESK)
    assert left_standing(session, round_) == []
    assert checklist(session, round_).ready


@pytest.mark.parametrize(
    ("aftermath", "gone"), [(Aftermath.KEPT, True), (Aftermath.REVERTED, False), (Aftermath.BRACKETED, False)]
)
def test_a_deletion_that_was_withdrawn_after_acceptance_is_settled_like_words(
    session: Session, aftermath: Aftermath, gone: bool
) -> None:
    round_ = an_open_round(session, a_draft(session, blocks=WITH_POINTS))
    deletion = an_amendment(session, round_, operation=Operation.DELETE, key=1, beneath="delete")
    pending = an_amendment(session, round_, key=2, text="publish their budgets;", by=a_seat(session, "malta"))
    on_the_desk(session, round_)
    rule(session, round_, [deletion])
    withdraw_amendment(session, deletion, by=a_head(session), at=ON_THE_DESK)
    assert row_of(session, round_, 2).gone
    assert [left.amendment for left in left_standing(session, round_)] == [deletion]

    settled = settle(session, deletion, aftermath)
    assert row_of(session, round_, 2).gone is gone
    assert pending.disposition is (Disposition.FALLEN if gone else None)
    if gone:
        fell = session.scalars(select(Decision).where(Decision.amendment_id == pending.id).order_by(Decision.id)).all()
        assert fell[-1].fallen_by_id == settled.own_id
    assert left_standing(session, round_) == []
    take_back(session, round_)
    assert row_of(session, round_, 2).gone
    assert [left.amendment for left in left_standing(session, round_)] == [deletion]
    assert pending.disposition is Disposition.FALLEN


@pytest.mark.parametrize(
    ("aftermath", "then"),
    [
        (Aftermath.KEPT, "Regions too."),
        (Aftermath.REVERTED, None),
        (Aftermath.BRACKETED, "[Secretariat: Regions too.]"),
    ],
)
def test_new_text_that_was_withdrawn_after_acceptance_is_settled_like_words(
    session: Session, aftermath: Aftermath, then: str | None
) -> None:
    round_ = an_open_round(session, a_draft(session, blocks=WITH_POINTS))
    insertion = an_amendment(
        session, round_, operation=Operation.INSERT, key=4, text="Regions too.", new_kind=Kind.PARAGRAPH
    )
    on_the_desk(session, round_)
    rule(session, round_, [insertion])
    withdraw_amendment(session, insertion, by=a_head(session), at=ON_THE_DESK)
    assert [left.amendment for left in left_standing(session, round_)] == [insertion]
    settled = settle(session, insertion, aftermath)
    take_back(session, round_, 4)
    assert [row.text for row in rows_of(session, working_draft(session, round_))][-1] == "Regions too."
    settled = settle(session, insertion, aftermath)
    draft = publish(session, round_)
    last = rows_of(session, draft)[-1]
    assert last.text == (then or "States should help them.")
    if settled.own_id is not None:
        (run,) = why(session, draft, last.key, by=a_head(session))
        assert [a.delegation.name for a in run.amendments] == ["Secretariat"]


def test_moves_joins_and_new_kinds_are_kept_or_taken_back_but_cannot_stand_in_brackets(session: Session) -> None:
    round_ = an_open_round(session, a_draft(session, blocks=WITH_POINTS))
    move = an_amendment(session, round_, operation=Operation.MOVE, key=4, after=0)
    on_the_desk(session, round_)
    rule(session, round_, [move])
    withdraw_amendment(session, move, by=a_head(session), at=ON_THE_DESK)
    assert rows_of(session, working_draft(session, round_))[0].key == 4
    with pytest.raises(Invalid, match="cannot-bracket"):
        settle(session, move, Aftermath.BRACKETED)
    settle(session, move, Aftermath.REVERTED)
    assert rows_of(session, working_draft(session, round_))[0].key == 1


def test_the_undo_of_an_acceptance_that_was_withdrawn_takes_the_operation_back(session: Session) -> None:
    round_ = an_open_round(session, a_draft(session, blocks=WITH_POINTS))
    deletion = an_amendment(session, round_, operation=Operation.DELETE, key=4)
    on_the_desk(session, round_)
    rule(session, round_, [deletion])
    withdraw_amendment(session, deletion, by=a_head(session), at=ON_THE_DESK)
    take_back(session, round_, 4)
    assert not row_of(session, round_, 4).gone
    assert left_standing(session, round_) == []
    assert deletion.disposition is Disposition.WITHDRAWN


def test_the_like_of_two_who_withdrew_is_settled_at_once(session: Session) -> None:
    round_ = an_open_round(session)
    bergen = an_amendment(session, round_, text=REQUIRE)
    malta = an_amendment(session, round_, text=REQUIRE, by=a_seat(session, "malta"))
    on_the_desk(session, round_)
    rule(session, round_, [bergen])
    for amendment in (bergen, malta):
        withdraw_amendment(session, amendment, by=amendment.seat, at=ON_THE_DESK)
    assert [left.amendment for left in left_standing(session, round_)] == [bergen, malta]
    own = own_of(session, settle(session, malta, Aftermath.KEPT))
    assert left_standing(session, round_) == []
    assert set(session.scalars(select(SettledWithdrawal.own_id))) == {own.id}
    assert the_secretariat(session).id == own.seat_id
