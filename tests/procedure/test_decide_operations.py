from __future__ import annotations

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from drafting.errors import Invalid, NotPermitted
from drafting.model.amendments import Amendment
from drafting.model.decisions import Decision
from drafting.model.rounds import Round
from drafting.procedure.consolidate import working_draft
from drafting.procedure.insertions import move_inserted
from drafting.procedure.layout import rows_of
from drafting.procedure.withdraw_amendment import withdraw_amendment
from drafting.rules.lifecycle import Disposition, Operation, Ruling
from drafting.text.blocks import Kind
from tests.desk import ON_THE_DESK, WITH_POINTS, group_of, on_the_desk, row_of, rule, take_back
from tests.factories import a_draft, a_seat, an_amendment, an_open_round, the_secretariat


def words(session: Session, round_: Round) -> list[str]:
    """The texts of the working draft as it stands."""
    return [row.text for row in rows_of(session, working_draft(session, round_))]


def a_round_with_points(session: Session) -> Round:
    return an_open_round(session, a_draft(session, blocks=WITH_POINTS))


def a_deletion(session: Session, round_: Round, key: int, beneath: str = "", code: str = "bergen") -> Amendment:
    by = a_seat(session, code)
    return an_amendment(session, round_, operation=Operation.DELETE, key=key, beneath=beneath, by=by)


def an_insertion(session: Session, round_: Round, text: str, key: int = 4, code: str = "bergen") -> Amendment:
    by, kind = a_seat(session, code), Kind.PARAGRAPH
    return an_amendment(session, round_, operation=Operation.INSERT, key=key, text=text, new_kind=kind, by=by)


def test_a_deletion_takes_the_points_beneath_with_it(session: Session) -> None:
    round_ = a_round_with_points(session)
    deletion = a_deletion(session, round_, 1, "delete")
    on_the_desk(session, round_)
    rule(session, round_, [deletion])
    assert words(session, round_) == ["States should help them."]
    take_back(session, round_)
    assert words(session, round_) == [block.text for block in WITH_POINTS]
    assert deletion.disposition is None


def test_a_deletion_that_lifts_leaves_the_points_as_paragraphs(session: Session) -> None:
    round_ = a_round_with_points(session)
    deletion = a_deletion(session, round_, 1, "lift")
    on_the_desk(session, round_)
    rule(session, round_, [deletion])
    assert words(session, round_) == [block.text for block in WITH_POINTS[1:]]
    assert [row_of(session, round_, key).kind for key in (2, 3)] == [Kind.PARAGRAPH, Kind.PARAGRAPH]
    take_back(session, round_)
    assert [row_of(session, round_, key).block for key in (1, 2, 3, 4)] == list(WITH_POINTS)


def test_amendments_to_a_deleted_block_fall_naming_the_deletion_and_come_back_with_it(session: Session) -> None:
    round_ = a_round_with_points(session)
    deletion = a_deletion(session, round_, 1, "delete")
    open_ = an_amendment(session, round_, key=2, text="publish their budgets;")
    held = an_amendment(session, round_, key=3, text="hear everybody concerned;")
    on_the_desk(session, round_)
    rule(session, round_, {group_of(session, round_, held): Ruling.HOLD})
    rule(session, round_, [deletion])
    assert [a.disposition for a in (open_, held)] == [Disposition.FALLEN, Disposition.FALLEN]
    fell = session.scalars(select(Decision).where(Decision.ruling == Ruling.FALLEN)).all()
    assert {decision.fallen_by_id for decision in fell} == {deletion.id}

    take_back(session, round_)
    assert [a.disposition for a in (open_, held)] == [None, Disposition.HELD]


def test_what_fell_rises_when_the_deletion_is_ruled_on_anew(session: Session) -> None:
    round_ = a_round_with_points(session)
    deletion = a_deletion(session, round_, 1, "delete")
    fallen = an_amendment(session, round_, key=2, text="publish their budgets;")
    on_the_desk(session, round_)
    rule(session, round_, [deletion])
    rule(session, round_, {group_of(session, round_, deletion): Ruling.REFUSE})
    assert fallen.disposition is None
    assert words(session, round_) == [block.text for block in WITH_POINTS]


@pytest.mark.parametrize("first", ["deletion", "change"])
def test_a_block_is_not_deleted_and_changed_even_from_the_block_above(session: Session, first: str) -> None:
    round_ = a_round_with_points(session)
    deletion = a_deletion(session, round_, 1, "delete")
    change = an_amendment(session, round_, key=2, text="publish their budgets;", by=a_seat(session, "malta"))
    on_the_desk(session, round_)
    one, other = (deletion, change) if first == "deletion" else (change, deletion)
    rule(session, round_, [one])
    with pytest.raises(Invalid, match="collide"):
        rule(session, round_, [other])


def test_a_block_that_two_deletions_take_stays_gone_while_one_of_them_stands(session: Session) -> None:
    round_ = a_round_with_points(session)
    above = a_deletion(session, round_, 1, "delete")
    point = a_deletion(session, round_, 2, code="malta")
    on_the_desk(session, round_)
    rule(session, round_, [above])
    rule(session, round_, {group_of(session, round_, point): Ruling.REFUSE})
    assert row_of(session, round_, 2).gone
    rule(session, round_, [point])
    rule(session, round_, {group_of(session, round_, above): Ruling.REFUSE})
    assert [row_of(session, round_, key).gone for key in (1, 2, 3)] == [False, True, False]


def test_two_ways_of_deleting_one_block_are_not_both_accepted(session: Session) -> None:
    round_ = a_round_with_points(session)
    whole = a_deletion(session, round_, 1, "delete")
    lifting = a_deletion(session, round_, 1, "lift", code="malta")
    on_the_desk(session, round_)
    with pytest.raises(Invalid, match="collide"):
        rule(session, round_, [whole, lifting])
    rule(session, round_, [lifting])
    assert words(session, round_) == [block.text for block in WITH_POINTS[1:]]


def test_an_insertion_makes_new_blocks_where_a_blank_line_parts_them(session: Session) -> None:
    round_ = a_round_with_points(session)
    insertion = an_insertion(session, round_, "Regions too.\n\nAnd everybody else.")
    on_the_desk(session, round_)
    rule(session, round_, [insertion])
    assert words(session, round_)[-2:] == ["Regions too.", "And everybody else."]
    assert [row.key for row in rows_of(session, working_draft(session, round_))] == [1, 2, 3, 4, 5, 6]


def test_what_was_inserted_goes_with_undo_and_comes_back_with_the_same_key(session: Session) -> None:
    round_ = a_round_with_points(session)
    insertion = an_insertion(session, round_, "First of all.", key=0)
    on_the_desk(session, round_)
    rule(session, round_, [insertion])
    assert words(session, round_)[0] == "First of all."
    take_back(session, round_, key=0)
    assert words(session, round_) == [block.text for block in WITH_POINTS]
    rule(session, round_, [insertion])
    assert [row.key for row in rows_of(session, working_draft(session, round_))] == [5, 1, 2, 3, 4]


def test_several_insertions_at_one_place_stand_in_the_order_that_the_secretariat_sets(session: Session) -> None:
    round_ = a_round_with_points(session)
    bergen = an_insertion(session, round_, "Regions too.")
    malta = an_insertion(session, round_, "And everybody else.", code="malta")
    on_the_desk(session, round_)
    rule(session, round_, [bergen])
    rule(session, round_, [malta])
    assert words(session, round_)[-2:] == ["Regions too.", "And everybody else."]
    by = the_secretariat(session)
    with pytest.raises(NotPermitted):
        move_inserted(session, round_, malta, earlier=True, by=malta.seat, at=ON_THE_DESK)
    assert move_inserted(session, round_, malta, earlier=True, by=by, at=ON_THE_DESK)
    assert words(session, round_)[-2:] == ["And everybody else.", "Regions too."]
    assert not move_inserted(session, round_, malta, earlier=True, by=by, at=ON_THE_DESK)


def test_the_same_insertion_of_two_delegations_comes_in_once_even_when_one_withdraws(session: Session) -> None:
    round_ = a_round_with_points(session)
    bergen = an_insertion(session, round_, "Regions too.")
    malta = an_insertion(session, round_, "Regions too.", code="malta")
    on_the_desk(session, round_)
    rule(session, round_, [bergen])
    assert [a.disposition for a in (bergen, malta)] == [Disposition.ACCEPTED, Disposition.ACCEPTED]
    withdraw_amendment(session, bergen, by=bergen.seat, at=ON_THE_DESK)
    rule(session, round_, {group_of(session, round_, malta): Ruling.ACCEPT})
    assert words(session, round_).count("Regions too.") == 1


def test_what_rises_again_never_has_a_ruling_that_was_undone(session: Session) -> None:
    round_ = a_round_with_points(session)
    deletion = a_deletion(session, round_, 4)
    changed = an_amendment(session, round_, key=4, text="States shall help them.", by=a_seat(session, "malta"))
    on_the_desk(session, round_)
    goes, words_ = group_of(session, round_, deletion), group_of(session, round_, changed)
    rule(session, round_, {words_: Ruling.HOLD})
    rule(session, round_, {goes: Ruling.ACCEPT})
    rule(session, round_, {goes: Ruling.REFUSE, words_: Ruling.ACCEPT})
    take_back(session, round_, 4)
    rule(session, round_, {goes: Ruling.REFUSE})
    assert changed.disposition is Disposition.HELD
    assert row_of(session, round_, 4).text == "States should help them."


def test_undo_leaves_what_was_ruled_from_another_block_since(session: Session) -> None:
    round_ = a_round_with_points(session)
    deletion = a_deletion(session, round_, 1, beneath="delete")
    changed = an_amendment(session, round_, key=2, text="publish all their plans;", by=a_seat(session, "malta"))
    on_the_desk(session, round_)
    rule(session, round_, [deletion])
    rule(session, round_, {group_of(session, round_, changed): Ruling.REFUSE})
    take_back(session, round_, 1)
    assert changed.disposition is Disposition.NOT_ACCEPTED
    take_back(session, round_, 2)
    assert changed.disposition is None
