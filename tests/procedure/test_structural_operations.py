"""Splits, joins, moves, other kinds and levels, new rows: from the proposal to the next draft."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from drafting.errors import Closed, Invalid, NotPermitted
from drafting.model.amendments import Amendment
from drafting.model.comments import CommentAnchor
from drafting.model.paragraphs import Concordance
from drafting.model.rounds import Round
from drafting.model.texts import Draft
from drafting.procedure.collisions import collisions_on
from drafting.procedure.consolidate import working_draft
from drafting.procedure.held import choose_fate
from drafting.procedure.layout import rows_of
from drafting.procedure.rounds import open_round
from drafting.procedure.why import why
from drafting.rules.lifecycle import AnchorState, Disposition, HeldFate, Lineage, Operation, Ruling
from drafting.rules.permissions import Category, Role
from drafting.text.blocks import Block, Kind
from tests.desk import ON_THE_DESK, group_of, on_the_desk, publish, row_of, rule, take_back
from tests.factories import (
    DEADLINE,
    a_comment,
    a_draft,
    a_head,
    a_seat,
    an_amendment,
    an_open_round,
    the_secretariat,
)

TEXT = (
    Block(kind=Kind.HEADING, text="Principles"),
    Block(kind=Kind.PARAGRAPH, text="Cities listen to all. States compare what they hear."),
    Block(kind=Kind.POINT, text="every year;", style="a)"),
    Block(kind=Kind.PARAGRAPH, text="Regions report."),
    Block(kind=Kind.PARAGRAPH, text="Observers may speak."),
    Block(kind=Kind.ROW, cells=("What", "Who"), header=True, table=1),
    Block(kind=Kind.ROW, cells=("Plan", "Cities"), table=1),
)
SPLIT = "Cities listen to all.\n\nStates compare what they hear."


@pytest.fixture
def round_(session: Session) -> Round:
    return an_open_round(session, a_draft(session, blocks=TEXT))


def a_move(session: Session, round_: Round, key: int, after: int | None, code: str = "bergen") -> Amendment:
    return an_amendment(session, round_, operation=Operation.MOVE, key=key, after=after, by=a_head(session, code))


def a_join(session: Session, round_: Round, key: int, code: str = "bergen") -> Amendment:
    return an_amendment(session, round_, operation=Operation.JOIN, key=key, by=a_head(session, code))


def a_shape(session: Session, round_: Round, key: int, kind: Kind, code: str = "bergen", level: int = 1) -> Amendment:
    by = a_head(session, code)
    return an_amendment(session, round_, operation=Operation.RESHAPE, key=key, new_kind=kind, new_level=level, by=by)


def standing(session: Session, round_: Round) -> list[int]:
    return [row.key for row in rows_of(session, working_draft(session, round_))]


def issued(session: Session, round_: Round) -> list[tuple[int, str]]:
    draft = publish(session, round_)
    return [(row.key, " | ".join(row.block.parts)) for row in rows_of(session, draft)]


def lineages(session: Session) -> dict[int, tuple[Lineage, int | None]]:
    return {one.key: (one.lineage, one.to_key) for one in session.scalars(select(Concordance))}


def test_a_blank_line_splits_the_paragraph_and_other_changes_go_together_with_it(
    session: Session, round_: Round
) -> None:
    split = an_amendment(session, round_, key=2, text=SPLIT)
    other = an_amendment(
        session,
        round_,
        key=2,
        text=SPLIT.replace("\n\n", " ").replace("compare", "publish"),
        by=a_head(session, "malta"),
    )
    on_the_desk(session, round_)
    rule(session, round_, [split, other])
    assert issued(session, round_)[1:4] == [
        (2, "Cities listen to all."),
        (8, "States publish what they hear."),
        (3, "every year;"),
    ]
    assert lineages(session)[8] == (Lineage.SPLIT, 2)
    assert lineages(session)[2] == (Lineage.SPLIT, 8)


def test_blank_lines_with_spaces_in_them_are_one_blank_line(session: Session, round_: Round) -> None:
    split = an_amendment(session, round_, key=2, text=SPLIT.replace("\n\n", " \r\n \t\r\n\r\n "))
    assert split.text == SPLIT


def test_a_cell_and_a_footnote_cannot_be_split(session: Session, round_: Round) -> None:
    with pytest.raises(Invalid) as refused:
        an_amendment(session, round_, key=7, text="Plan\n\nand report")
    assert refused.value.code == "blank-line-in-replace"


def test_joined_paragraphs_are_one_with_the_changes_of_both(session: Session, round_: Round) -> None:
    join = a_join(session, round_, 4)
    change = an_amendment(session, round_, key=5, text="Observers may speak and write.", by=a_head(session, "malta"))
    on_the_desk(session, round_)
    rule(session, round_, [join])
    rule(session, round_, [change])
    assert standing(session, round_) == [1, 2, 3, 4, 5, 6, 7]  # until publication each keeps its own words
    assert issued(session, round_)[3:5] == [(4, "Regions report. Observers may speak and write."), (6, "What | Who")]
    assert lineages(session)[5] == (Lineage.JOINED, 4)
    assert lineages(session)[4] == (Lineage.JOINED, 5)


def test_a_moved_paragraph_takes_its_points_along_and_keeps_its_keys(session: Session, round_: Round) -> None:
    move = a_move(session, round_, 2, 5)
    on_the_desk(session, round_)
    versions = {key: row_of(session, round_, key).version for key in (1, 3, 4, 5)}
    rule(session, round_, [move])
    assert standing(session, round_) == [1, 4, 5, 2, 3, 6, 7]
    assert {key: row_of(session, round_, key).version for key in (1, 3, 4, 5)} == versions
    take_back(session, round_, 2)
    assert standing(session, round_) == [1, 2, 3, 4, 5, 6, 7]


def test_the_concordance_calls_moved_what_was_moved_and_nothing_else(session: Session, round_: Round) -> None:
    move = a_move(session, round_, 5, 1)
    on_the_desk(session, round_)
    rule(session, round_, [move])
    publish(session, round_)
    assert {key: found for key, (found, _other) in lineages(session).items()} == {
        **dict.fromkeys((1, 2, 3, 4, 6, 7), Lineage.KEPT),
        5: Lineage.MOVED,
    }


def test_what_was_inserted_after_a_paragraph_moves_with_it(session: Session, round_: Round) -> None:
    insertion = an_amendment(
        session, round_, operation=Operation.INSERT, key=4, text="So do cities.", new_kind=Kind.PARAGRAPH
    )
    move = a_move(session, round_, 4, 1)
    on_the_desk(session, round_)
    rule(session, round_, [insertion])
    rule(session, round_, [move])
    assert standing(session, round_) == [1, 4, 8, 2, 3, 5, 6, 7]


def test_a_paragraph_becomes_a_point_marked_like_its_neighbours_and_back(session: Session, round_: Round) -> None:
    shape = a_shape(session, round_, 4, Kind.POINT)
    on_the_desk(session, round_)
    rule(session, round_, [shape])
    assert (row_of(session, round_, 4).kind, row_of(session, round_, 4).style) == (Kind.POINT, "a)")
    assert issued(session, round_)[3] == (4, "Regions report.")


def test_a_new_row_has_as_many_cells_as_its_table(session: Session, round_: Round) -> None:
    insert = {"operation": Operation.INSERT, "key": 7, "new_kind": Kind.ROW}
    with pytest.raises(Invalid) as refused:
        an_amendment(session, round_, cells=["Report"], **insert)
    assert refused.value.code == "cells-missing"
    row = an_amendment(session, round_, cells=["Report", "States"], **insert)
    on_the_desk(session, round_)
    rule(session, round_, [row])
    draft = publish(session, round_)
    last = rows_of(session, draft)[-1]
    assert (last.cells, last.table_number, last.header) == (["Report", "States"], 1, False)


@pytest.mark.parametrize(
    ("key", "what", "code"),
    [
        (4, {"operation": Operation.MOVE, "after": None}, "place-missing"),
        (4, {"operation": Operation.MOVE, "after": 3}, "unchanged"),
        (2, {"operation": Operation.MOVE, "after": 3}, "moved-into-itself"),
        (4, {"operation": Operation.MOVE, "after": 6}, "inside-table"),
        (7, {"operation": Operation.MOVE, "after": 4}, "inside-table"),
        (6, {"operation": Operation.MOVE, "after": 7}, "not-movable"),
        (5, {"operation": Operation.JOIN}, "nothing-to-join"),
        (7, {"operation": Operation.JOIN}, "nothing-to-join"),
        (4, {"operation": Operation.RESHAPE, "new_kind": Kind.PARAGRAPH}, "unchanged"),
        (4, {"operation": Operation.RESHAPE, "new_kind": Kind.ROW}, "kind-not-insertable"),
        (4, {"operation": Operation.RESHAPE, "new_kind": Kind.HEADING, "new_level": 7}, "level-unknown"),
        (7, {"operation": Operation.RESHAPE, "new_kind": Kind.PARAGRAPH}, "kind-not-insertable"),
        (4, {"operation": Operation.INSERT, "new_kind": Kind.ROW, "cells": ["a", "b"]}, "kind-not-insertable"),
    ],
)
def test_what_cannot_be_done_to_a_block_is_refused(
    session: Session, round_: Round, key: int, what: dict[str, Any], code: str
) -> None:
    with pytest.raises(Invalid) as refused:
        an_amendment(session, round_, key=key, **what)
    assert refused.value.code == code
    assert session.scalars(select(Amendment)).all() == []


@pytest.mark.parametrize("operation", [Operation.MOVE, Operation.JOIN, Operation.RESHAPE])
def test_operations_are_proposed_in_an_open_round_by_those_who_may(
    session: Session, round_: Round, operation: Operation
) -> None:
    what = {"operation": operation, "key": 4, "after": 1, "new_kind": Kind.POINT}
    reader = a_seat(session, "parent", category=Category.PARENT_COMMITTEE, role=Role.REVIEWER)
    with pytest.raises(NotPermitted):
        an_amendment(session, round_, by=reader, **what)
    with pytest.raises(Closed):
        an_amendment(session, round_, at=DEADLINE + timedelta(hours=1), **what)
    assert an_amendment(session, round_, **what).number == 1


def test_the_same_operation_of_two_delegations_is_one_to_decide(session: Session, round_: Round) -> None:
    for code in ("bergen", "malta"):
        a_move(session, round_, 4, 1, code)
    (group,) = collisions_on(session, round_, 4).groups
    assert group.proposers == ("Bergen", "Malta")


def kinds(session: Session, round_: Round, key: int) -> list[tuple[str, Sequence[int]]]:
    return [
        (between.kind, sorted(a.number for side in (between.left, between.right) for a in side.amendments))
        for between in collisions_on(session, round_, key).conflicts
    ]


def test_operations_that_cannot_go_together_are_told_on_both_blocks_and_not_both_accepted(
    session: Session, round_: Round
) -> None:
    a_move(session, round_, 4, 5)
    deletion = an_amendment(session, round_, operation=Operation.DELETE, key=5, by=a_head(session, "malta"))
    join = a_join(session, round_, 4, "lublin")
    assert ("moved-into-deleted", [1, 2]) in kinds(session, round_, 4)
    assert ("moved-into-deleted", [1, 2]) in kinds(session, round_, 5)
    assert ("joined-with-deleted", [2, 3]) in kinds(session, round_, 5)
    on_the_desk(session, round_)
    rule(session, round_, [deletion])
    with pytest.raises(Invalid) as refused:
        rule(session, round_, [join])
    assert refused.value.code == "operations-collide"


def test_two_ways_of_moving_a_block_collide(session: Session, round_: Round) -> None:
    a_move(session, round_, 4, 1)
    a_move(session, round_, 4, 5, "malta")
    assert kinds(session, round_, 4) == [("two-moves", [1, 2])]


def test_what_was_to_be_done_to_a_deleted_block_falls_with_it(session: Session, round_: Round) -> None:
    move = a_move(session, round_, 4, 5)
    deletion = an_amendment(session, round_, operation=Operation.DELETE, key=5, by=a_head(session, "malta"))
    on_the_desk(session, round_)
    rule(session, round_, [deletion])
    assert move.disposition is Disposition.FALLEN
    take_back(session, round_, 5)
    assert move.disposition is None


def test_a_held_operation_is_carried_and_cannot_stand_in_brackets(session: Session, round_: Round) -> None:
    move = a_move(session, round_, 4, 1)
    on_the_desk(session, round_)
    rule(session, round_, {group_of(session, round_, move): Ruling.HOLD})
    by = the_secretariat(session)
    with pytest.raises(Invalid) as refused:
        choose_fate(session, move, HeldFate.BRACKETED, by=by, at=ON_THE_DESK)
    assert refused.value.code == "cannot-bracket"
    choose_fate(session, move, HeldFate.CARRIED, by=by, at=ON_THE_DESK)
    draft = publish(session, round_)
    following = open_round(session, draft, deadline=ON_THE_DESK + timedelta(days=9), by=by, at=ON_THE_DESK)
    carried = session.scalars(select(Amendment).where(Amendment.round_id == following.id)).one()
    assert (carried.operation, carried.key, carried.after, carried.revision) == (Operation.MOVE, 4, 1, 1)


def test_comments_follow_their_words_into_what_was_split_off_or_joined(session: Session, round_: Round) -> None:
    at = TEXT[1].text.index("States")
    on_split = a_comment(session, round_, key=2, start=at, end=at + len("States compare"))
    on_joined = a_comment(session, round_, key=5, start=0, end=len("Observers"))
    split = an_amendment(session, round_, key=2, text=SPLIT)
    join = a_join(session, round_, 4)
    on_the_desk(session, round_)
    rule(session, round_, [split])
    rule(session, round_, [join])
    draft = publish(session, round_)
    anchors = {
        a.comment_id: a for a in session.scalars(select(CommentAnchor).where(CommentAnchor.draft_id == draft.id))
    }
    one, other = anchors[on_split.id], anchors[on_joined.id]
    assert (one.state, one.key, one.start, one.end) == (AnchorState.CARRIED, 8, 0, len("States compare"))
    assert (other.state, other.key, other.start) == (AnchorState.CARRIED, 4, len("Regions report. "))


def test_a_carried_amendment_goes_to_the_part_that_it_changes(session: Session, round_: Round) -> None:
    split = an_amendment(session, round_, key=2, text=SPLIT)
    other = an_amendment(
        session,
        round_,
        key=2,
        text=SPLIT.replace("\n\n", " ").replace("compare", "publish"),
        by=a_head(session, "malta"),
    )
    on_the_desk(session, round_)
    rule(session, round_, [split])
    rule(session, round_, {group_of(session, round_, other): Ruling.HOLD})
    choose_fate(session, other, HeldFate.CARRIED, by=the_secretariat(session), at=ON_THE_DESK)
    draft = publish(session, round_)
    following = open_round(
        session, draft, deadline=ON_THE_DESK + timedelta(days=9), by=the_secretariat(session), at=ON_THE_DESK
    )
    carried = session.scalars(select(Amendment).where(Amendment.round_id == following.id)).one()
    assert (carried.key, carried.text, carried.needs_author) == (8, "States publish what they hear.", False)


def test_why_names_who_split_joined_and_moved(session: Session, round_: Round) -> None:
    split = an_amendment(session, round_, key=2, text=SPLIT)
    join = a_join(session, round_, 4, "malta")
    change = an_amendment(session, round_, key=5, text="Observers may write.", by=a_head(session, "lublin"))
    on_the_desk(session, round_)
    rule(session, round_, [split])
    rule(session, round_, [join])
    rule(session, round_, [change])
    draft = publish(session, round_)

    def told(key: int) -> list[tuple[str, str, list[str]]]:
        return [
            (run.op, run.text, [a.delegation.name for a in run.amendments])
            for run in why(session, draft, key, by=the_secretariat(session))
            if run.op != "equal"
        ]

    assert told(2) == []
    assert told(8) == [("delete", " ", ["Bergen"]), ("insert", "\n\n", ["Bergen"])]
    assert told(4) == [("operation", "", ["Malta"]), ("delete", "speak", ["Lublin"]), ("insert", "write", ["Lublin"])]


def test_a_new_footnote_comes_with_its_reference_and_goes_with_it(session: Session, round_: Round) -> None:
    noted = an_amendment(session, round_, key=4, text="Regions report^[Each year.].")
    insertion = an_amendment(
        session,
        round_,
        operation=Operation.INSERT,
        key=5,
        text="So do cities^[Every second year.].",
        new_kind=Kind.PARAGRAPH,
        by=a_head(session, "malta"),
    )
    on_the_desk(session, round_)
    rule(session, round_, [noted])
    rule(session, round_, [insertion])
    draft = publish(session, round_)
    rows = {row.text: row for row in rows_of(session, draft)}
    assert [rows[text].kind for text in ("Regions report[^1].", "So do cities[^2].", "Each year.")] == [
        Kind.PARAGRAPH,
        Kind.PARAGRAPH,
        Kind.FOOTNOTE,
    ]

    def names(draft: Draft, key: int) -> list[tuple[str, str, list[str]]]:
        return [
            (run.op, run.text, [a.delegation.name for a in run.amendments])
            for run in why(session, draft, key, by=the_secretariat(session))
            if run.op != "equal"
        ]

    assert names(draft, 4) == [("insert", "[^1]", ["Bergen"])]
    assert names(draft, rows["Each year."].key) == [("insert", "Each year.", ["Bergen"])]
    assert names(draft, rows["Every second year."].key) == [("insert", "Every second year.", ["Malta"])]

    note = rows["Each year."].key
    following = open_round(
        session, draft, deadline=ON_THE_DESK + timedelta(days=9), by=the_secretariat(session), at=ON_THE_DESK
    )
    later = ON_THE_DESK + timedelta(hours=1)
    without = an_amendment(session, following, key=4, text="Regions report.", by=a_head(session, "lublin"), at=later)
    on_the_desk(session, following)
    rule(session, following, [without])
    third = publish(session, following)
    assert note not in [row.key for row in rows_of(session, third)]
    assert names(third, note) == [("delete", "Each year.", ["Lublin"])]
