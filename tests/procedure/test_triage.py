from __future__ import annotations

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from drafting.errors import Invalid, NotPermitted
from drafting.model.amendments import Amendment
from drafting.model.comments import Comment
from drafting.model.rounds import Round
from drafting.procedure.decide import Ruled
from drafting.procedure.decide_many import decide_many, undo_many
from drafting.procedure.figures import figures_of
from drafting.procedure.left_to_do import left_to_do
from drafting.procedure.organise_desk import assign
from drafting.procedure.submit_comment import reply
from drafting.procedure.triage import triage_of
from drafting.procedure.triage_filter import READY, Filter, chosen
from drafting.procedure.triage_plan import Plan, plan_of
from drafting.procedure.withdraw_amendment import withdraw_amendment
from drafting.rules.lifecycle import Disposition, ItemKind, Ruling
from tests.desk import ON_THE_DESK, REASON, group_of, on_the_desk, row_of, rule
from tests.factories import NOON, a_comment, a_draft, a_head, an_amendment, an_open_round, the_secretariat

TEXTS = ("Cities help migrants.", "States help migrants.", "Regions help migrants.")
ACCEPT = Ruled(ruling=Ruling.ACCEPT)


@pytest.fixture
def made(session: Session) -> tuple[Round, list[Amendment]]:
    """A-001 on block 1 and A-002 on block 2 are free; A-003 and Malta's A-004 collide on block 3; one comment."""
    round_ = an_open_round(session, a_draft(session, paragraphs=TEXTS))
    amendments = [
        an_amendment(session, round_, key=key, text=text.replace("migrants", "newcomers"))
        for key, text in enumerate(TEXTS, start=1)
    ]
    amendments.append(an_amendment(session, round_, key=3, text="Regions help arrivals.", by=a_head(session, "malta")))
    a_comment(session, round_, key=2)
    return round_, amendments


def numbers(session: Session, round_: Round, asked: Filter) -> list[int]:
    by = the_secretariat(session)
    found = chosen(triage_of(session, round_, by=by).items, asked, by=by)
    return [item.number for item in found if item.amendment is not None]


def planned(session: Session, round_: Round, ruled: Ruled = ACCEPT) -> Plan:
    found = triage_of(session, round_, by=the_secretariat(session))
    return plan_of(session, round_, found, found.items, ruled)


def test_the_table_agrees_with_the_figures_of_the_round(session: Session, made: tuple[Round, list[Amendment]]) -> None:
    round_, amendments = made
    by = the_secretariat(session)
    withdraw_amendment(session, amendments[0], by=a_head(session), at=NOON)
    found = triage_of(session, round_, by=by)
    figures = figures_of(session, round_, by=by)
    standing = [item for item in found.items if item.status != "withdrawn"]
    assert sum(item.amendment is not None for item in standing) == figures.amendments == 3
    assert sum(item.comment is not None for item in standing) == figures.comments == 1


def test_replies_stand_with_their_comment_and_are_listed_where_they_are_asked_for(
    session: Session, made: tuple[Round, list[Amendment]]
) -> None:
    round_, _amendments = made
    by = the_secretariat(session)
    comment = session.scalars(select(Comment).where(Comment.round_id == round_.id)).one()
    reply(session, comment, body="We agree.", by=a_head(session, "malta"), at=NOON)
    items = triage_of(session, round_, by=by).items
    assert [item.replies for item in chosen(items, Filter(type="comment"), by=by)] == [1]
    assert not [item for item in chosen(items, Filter(), by=by) if item.type == "reply"]
    assert [item.what.body for item in chosen(items, Filter(type="reply"), by=by)] == ["We agree."]  # type: ignore[union-attr]
    figures = figures_of(session, round_, by=by)
    assert (figures.comments, figures.replies) == (1, 1)
    assert {f.delegation.code: f.replies for f in figures.delegations}["malta"] == 1


def test_items_are_found_by_what_they_are(session: Session, made: tuple[Round, list[Amendment]]) -> None:
    round_, _amendments = made
    by = the_secretariat(session)
    assert numbers(session, round_, Filter()) == [1, 2, 3, 4]
    assert numbers(session, round_, Filter(collision="collides")) == [3, 4]
    assert numbers(session, round_, READY["free"]) == [1, 2]
    assert numbers(session, round_, Filter(delegation="malta")) == [4]
    assert numbers(session, round_, Filter(operation="insert")) == []
    assert numbers(session, round_, Filter(sort="delegation"))[-1] == 4
    assign(session, round_, [2], to=by, by=by, at=NOON)
    assert numbers(session, round_, Filter(assigned="me")) == [2]
    assert numbers(session, round_, Filter(assigned="nobody")) == [1, 3, 4]


def test_each_state_is_a_view(session: Session, made: tuple[Round, list[Amendment]]) -> None:
    round_, amendments = made
    on_the_desk(session, round_)
    rule(session, round_, {group_of(session, round_, amendments[0]): Ruling.HOLD})
    rule(session, round_, [amendments[1]])
    withdraw_amendment(session, amendments[3], by=a_head(session, "malta"), at=ON_THE_DESK)
    assert numbers(session, round_, READY["held"]) == [1]
    assert numbers(session, round_, Filter(status="accepted")) == [2]
    assert numbers(session, round_, READY["undecided"]) == [3]
    assert numbers(session, round_, READY["withdrawn"]) == [4]


def test_the_plan_says_what_is_applied_and_what_is_refused_and_changes_nothing(
    session: Session, made: tuple[Round, list[Amendment]]
) -> None:
    round_, amendments = made
    on_the_desk(session, round_)
    plan = planned(session, round_)
    assert [one.block.key for one in plan.blocks] == [1, 2]
    assert plan.blocks[0].results == (("Cities help migrants.", "Cities help newcomers."),)
    codes = sorted((one.item.number, one.error.code) for one in plan.refused if one.item.amendment is not None)
    assert codes == [(3, "collides"), (4, "collides")]
    assert [one.error.code for one in plan.refused if one.item.comment is not None] == ["comment-not-decided"]
    assert {a.disposition for a in amendments} == {None} and row_of(session, round_, 1).text == TEXTS[0]


def test_what_was_planned_is_decided_and_taken_back_in_one(
    session: Session, made: tuple[Round, list[Amendment]]
) -> None:
    round_, amendments = made
    by = the_secretariat(session)
    on_the_desk(session, round_)
    plan = planned(session, round_)
    done = decide_many(session, round_, [one.block for one in plan.blocks], by=by, at=ON_THE_DESK)
    assert [row_of(session, round_, key).text.split()[-1] for key in (1, 2, 3)] == [
        "newcomers.",
        "newcomers.",
        "migrants.",
    ]
    again = {one.item.number: one.error.code for one in planned(session, round_).refused if one.item.amendment}
    assert again[1] == again[2] == "already-decided"
    undo_many(session, round_, done.id, by=by, at=ON_THE_DESK)
    assert {a.disposition for a in amendments} == {None}


def test_a_block_that_changed_since_the_preview_is_left_alone(
    session: Session, made: tuple[Round, list[Amendment]]
) -> None:
    round_, amendments = made
    on_the_desk(session, round_)
    plan = planned(session, round_)
    rule(session, round_, {group_of(session, round_, amendments[0]): Ruling.HOLD})
    by = the_secretariat(session)
    done = decide_many(session, round_, [one.block for one in plan.blocks], by=by, at=ON_THE_DESK)
    assert [(one.key, one.error.code) for one in done.left_alone] == [(1, "block-changed")]
    assert amendments[0].disposition is Disposition.HELD


def test_refusal_takes_both_sides_of_a_collision_and_reopening_what_is_decided(
    session: Session, made: tuple[Round, list[Amendment]]
) -> None:
    round_, amendments = made
    on_the_desk(session, round_)
    by = the_secretariat(session)
    plan = planned(session, round_, Ruled(ruling=Ruling.REFUSE, reason=REASON))
    assert plan.amendments == 4
    decide_many(session, round_, [one.block for one in plan.blocks], by=by, at=ON_THE_DESK)
    assert {a.disposition for a in amendments} == {Disposition.NOT_ACCEPTED}
    plan = planned(session, round_, Ruled(ruling=Ruling.REOPENED))
    decide_many(session, round_, [one.block for one in plan.blocks], by=by, at=ON_THE_DESK)
    assert {a.disposition for a in amendments} == {None}
    assert planned(session, round_, Ruled(ruling=Ruling.REOPENED)).blocks == []


def test_a_suggestion_without_a_member_and_a_rival_of_what_is_accepted_are_refused(
    session: Session, made: tuple[Round, list[Amendment]]
) -> None:
    round_, amendments = made
    amendments[0].suggestion = True
    session.flush()
    on_the_desk(session, round_)
    rule(session, round_, [amendments[3]])
    codes = {one.item.number: one.error.code for one in planned(session, round_).refused if one.item.amendment}
    assert codes == {1: "suggestion-without-member", 3: "collides", 4: "already-decided"}
    assert numbers(session, round_, Filter(suggestion="yes")) == [1]


def test_only_the_secretariat_sorts_and_nothing_is_planned_before_the_desk(
    session: Session, made: tuple[Round, list[Amendment]]
) -> None:
    with pytest.raises(NotPermitted):
        triage_of(session, made[0], by=a_head(session))
    with pytest.raises(Invalid) as refused:
        planned(session, made[0])
    assert refused.value.code == "not-consolidating"


def test_an_amendment_is_held_as_soon_as_one_of_its_changes_is(session: Session) -> None:
    round_ = an_open_round(session, a_draft(session, paragraphs=["Cities help migrants and hear those concerned."]))
    both = an_amendment(session, round_, text="Towns help migrants and hear those affected.")
    on_the_desk(session, round_)
    rule(session, round_, {group_of(session, round_, both, "Towns"): Ruling.HOLD})
    assert numbers(session, round_, READY["held"]) == numbers(session, round_, READY["undecided"]) == [both.number]
    assert left_to_do(session, round_, by=the_secretariat(session)).held == 1
    rule(session, round_, {group_of(session, round_, both, "Towns"): Ruling.REOPENED})
    assert numbers(session, round_, READY["held"]) == []
    assert left_to_do(session, round_, by=the_secretariat(session)).held == 0


def test_what_is_editorial_and_free_of_collisions_has_a_view_of_its_own(
    session: Session, made: tuple[Round, list[Amendment]]
) -> None:
    round_, amendments = made
    amendments[1].kind = ItemKind.EDITORIAL
    amendments[2].kind = ItemKind.EDITORIAL
    session.flush()
    assert numbers(session, round_, READY["editorial-free"]) == [2]
