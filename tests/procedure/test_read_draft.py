from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import TypeVar

import pytest
from sqlalchemy import event, select
from sqlalchemy.orm import Session

from drafting.errors import NotPermitted
from drafting.model.amendments import Amendment
from drafting.model.rounds import Round
from drafting.procedure.change_comment import withdraw_comment
from drafting.procedure.margins import Margin, Quoted
from drafting.procedure.read_draft import Reading, carried_comments, read_draft
from drafting.procedure.submit_comment import reply
from drafting.procedure.withdraw_amendment import withdraw_amendment
from drafting.rules.lifecycle import AnchorState
from drafting.rules.permissions import Category
from drafting.text.blocks import Block, Kind
from tests.desk import ON_THE_DESK, on_the_desk, publish, rule
from tests.factories import (
    ENCOURAGE,
    NOON,
    a_comment,
    a_draft,
    a_head,
    a_seat,
    an_amendment,
    an_open_round,
    the_secretariat,
)

V = TypeVar("V")
LATER = NOON + timedelta(hours=2)
SUPPORT = ENCOURAGE.replace("encourage", "support")
REQUIRE = ENCOURAGE.replace("encourage", "require")


@pytest.fixture
def round_(session: Session) -> Round:
    """On a heading, two paragraphs and a row."""
    blocks = (
        Block(kind=Kind.HEADING, text="Practice", label="A."),
        Block(kind=Kind.PARAGRAPH, text=ENCOURAGE),
        Block(kind=Kind.PARAGRAPH, text="Cities *should* act."),
        Block(kind=Kind.ROW, cells=("Equality", "Review the law"), table=1),
    )
    return an_open_round(session, a_draft(session, blocks=blocks))


def read(session: Session, round_: Round, *, code: str = "bergen") -> Reading:
    return read_draft(session, round_.draft, round_, by=a_head(session, code))


def counted(margin: Margin) -> tuple[int, int, int]:
    return margin.amendments, margin.colliding, margin.comments


def test_the_draft_is_read_in_its_order_as_it_was_issued(session: Session, round_: Round) -> None:
    rows = read(session, round_).rows
    assert [(row.key, row.kind, row.number) for row in rows] == [
        (1, Kind.HEADING, "A."),
        (2, Kind.PARAGRAPH, "1"),
        (3, Kind.PARAGRAPH, "2"),
        (4, Kind.ROW, ""),
    ]
    assert rows[2].html == "Cities <em>should</em> act." and rows[2].parts == ("Cities *should* act.",)
    assert rows[3].html == "<td>Equality</td><td>Review the law</td>"
    assert rows[3].parts == ("Equality", "Review the law")


def test_margins_count_amendments_collisions_and_comments_by_block(session: Session, round_: Round) -> None:
    malta = a_seat(session, "malta")
    an_amendment(session, round_, key=2, text=REQUIRE)
    an_amendment(session, round_, key=2, text=SUPPORT, by=malta)
    an_amendment(session, round_, key=2, text=ENCOURAGE.replace("two years", "year"), by=malta)
    an_amendment(session, round_, key=3, text="Cities *shall* act.")
    reply(session, a_comment(session, round_, key=2), body="All of us.", by=malta, at=LATER)
    a_comment(session, round_, key=None, body="The structure is clear.")
    margins = read(session, round_).margins
    assert {key: counted(margin) for key, margin in margins.items()} == {2: (3, 2, 1), 3: (1, 0, 0), 0: (0, 0, 1)}


def test_what_is_withdrawn_is_not_counted(session: Session, round_: Round) -> None:
    bergen = a_head(session)
    withdraw_amendment(session, an_amendment(session, round_, key=2, text=REQUIRE), by=bergen, at=LATER)
    withdraw_comment(session, a_comment(session, round_, key=2), by=bergen, at=LATER)
    assert read(session, round_).margins == {}


def test_words_that_comments_quote_are_told_in_their_order_and_by_part(session: Session, round_: Round) -> None:
    a_comment(session, round_, key=2, words="such practices")
    a_comment(session, round_, key=2, words="encourage")
    a_comment(session, round_, key=4, words="the law")
    a_comment(session, round_, key=3)
    at = ENCOURAGE.index
    quoted = read(session, round_).quoted_in([2, 3, 4])
    assert quoted == {
        2: [
            Quoted(0, at("encourage"), at("encourage") + len("encourage")),
            Quoted(0, at("such practices"), at("such practices") + len("such practices")),
        ],
        4: [Quoted(1, len("Review "), len("Review the law"))],
    }


def test_another_comment_on_a_block_is_told_apart_from_the_one_that_was_withdrawn(
    session: Session, round_: Round
) -> None:
    withdrawn = a_comment(session, round_, key=2, words="encourage")
    before = read(session, round_).margins[2]
    withdraw_comment(session, withdrawn, by=a_head(session), at=LATER)
    a_comment(session, round_, key=2, words="such practices")
    after = read(session, round_).margins[2]
    assert counted(before) == counted(after) and before.which != after.which


def test_comments_of_the_former_round_stand_in_the_next_draft_where_they_were_carried(
    session: Session, round_: Round
) -> None:
    kept = a_comment(session, round_, key=2, words="such practices")
    gone = a_comment(session, round_, key=2, words="every two years")
    amendment = an_amendment(session, round_, key=2, text=ENCOURAGE.replace(", and to report every two years", ""))
    on_the_desk(session, round_)
    rule(session, round_, [amendment])
    draft = publish(session, round_)
    following = an_open_round(session, draft, deadline=ON_THE_DESK + timedelta(days=9))
    by = a_head(session)
    found = {seen.comment.id: anchor for seen, anchor in carried_comments(session, draft, by=by, key=2)}
    assert found[kept.id].state is AnchorState.CARRIED and found[gone.id].state is AnchorState.REMOVED
    reading = read_draft(session, draft, following, by=by)
    assert counted(reading.margins[2]) == (0, 0, 2)
    place = reading.rows[1].parts[0].index("such practices")
    assert reading.quoted_in([2]) == {2: [Quoted(0, place, place + len("such practices"))]}


def test_a_working_draft_is_read_by_the_secretariat_alone(session: Session, round_: Round) -> None:
    working = on_the_desk(session, round_)
    assert read_draft(session, working, None, by=the_secretariat(session)).rows
    with pytest.raises(NotPermitted):
        read_draft(session, working, None, by=a_head(session))


def test_contributions_are_not_read_by_the_parent_committee(session: Session, round_: Round) -> None:
    reader = a_seat(session, "committee", category=Category.PARENT_COMMITTEE)
    with pytest.raises(NotPermitted):
        read_draft(session, round_.draft, round_, by=reader)


def test_what_is_kept_is_not_asked_for_again_but_what_changed_is_seen(session: Session, round_: Round) -> None:
    kept: dict[tuple[object, ...], object] = {}

    def keeper(key: tuple[object, ...], make: Callable[[], V], /) -> V:
        return kept.setdefault(key, make())  # type: ignore[return-value]

    by = a_head(session)
    an_amendment(session, round_, key=2, text=REQUIRE)
    first = read_draft(session, round_.draft, round_, by=by, kept=keeper)
    again = read_draft(session, round_.draft, round_, by=by, kept=keeper)
    assert again.rows is first.rows and again.margins == first.margins
    an_amendment(session, round_, key=2, text=SUPPORT, by=a_seat(session, "malta"))
    assert counted(read_draft(session, round_.draft, round_, by=by, kept=keeper).margins[2]) == (2, 2, 0)


@pytest.mark.parametrize("with_base", [False, True])
def test_the_number_of_queries_is_the_same_whatever_the_drafts_length(session: Session, with_base: bool) -> None:
    told = []
    for count in (10, 60):
        draft = a_draft(session, title=f"Of {count}", paragraphs=[f"{ENCOURAGE} {n}" for n in range(count)])
        round_ = an_open_round(session, draft)
        for key in range(1, count, 3):
            a_comment(session, round_, key=key, words="such practices")
            an_amendment(session, round_, key=key, text=f"{REQUIRE} {key - 1}")
        if with_base:
            on_the_desk(session, round_)
            for key in range(1, count, 3):
                found = [a for a in _amendments(session, round_) if a.key == key]
                rule(session, round_, found)
            draft = publish(session, round_)
            round_ = an_open_round(session, draft, deadline=ON_THE_DESK + timedelta(days=9))
        session.flush()
        session.expire_all()
        told.append(_queries(session, round_))
    assert told[0] == told[1] <= 12


def _amendments(session: Session, round_: Round) -> list[Amendment]:
    return list(session.scalars(select(Amendment).where(Amendment.round_id == round_.id)))


def _queries(session: Session, round_: Round) -> int:
    """Statements of reading the draft and all that comments quote in it."""
    by = a_head(session)
    draft = round_.draft
    assert by.standing and draft.title
    count = 0

    def _one(*_given: object) -> None:
        nonlocal count
        count += 1

    connection = session.connection()
    event.listen(connection, "before_cursor_execute", _one)
    reading = read_draft(session, draft, round_, by=by)
    reading.quoted_in([row.key for row in reading.rows])
    event.remove(connection, "before_cursor_execute", _one)
    return count
