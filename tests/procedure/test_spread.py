from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy.orm import Session

from drafting.errors import NotPermitted
from drafting.model.rounds import Round
from drafting.procedure.figures import figures_of
from drafting.procedure.rounds import extend_round
from drafting.procedure.spread import spread_of
from drafting.procedure.submit_comment import reply
from drafting.procedure.withdraw_amendment import withdraw_amendment
from drafting.rules.permissions import Category
from drafting.text.blocks import Block, Kind
from tests.factories import (
    DEADLINE,
    NOON,
    a_comment,
    a_draft,
    a_head,
    a_seat,
    an_amendment,
    an_open_round,
    the_secretariat,
)

CHAPTERS = (
    Block(kind=Kind.PARAGRAPH, text="A preamble stands first."),
    Block(kind=Kind.HEADING, level=1, text="Housing"),
    Block(kind=Kind.PARAGRAPH, text="Cities help."),
    Block(kind=Kind.HEADING, level=1, text="Schools"),
    Block(kind=Kind.PARAGRAPH, text="Regions help."),
)


def a_round(session: Session) -> Round:
    """Of Bergen two amendments of one paragraph under Housing and a comment on the whole draft, of Malta an amendment
    of the same paragraph a day later and one that it withdrew."""
    round_ = an_open_round(session, a_draft(session, blocks=CHAPTERS))
    an_amendment(session, round_, key=3, text="Cities must help.")
    an_amendment(session, round_, key=3, text="Cities help all.")
    a_comment(session, round_, key=None)
    malta, later = a_head(session, "malta"), NOON + timedelta(days=1)
    an_amendment(session, round_, key=3, text="Cities may help.", by=malta, at=later)
    gone = an_amendment(session, round_, key=5, text="Regions may help.", by=malta, at=later)
    withdraw_amendment(session, gone, by=malta, at=later)
    return round_


def test_each_contribution_stands_under_its_chapter_and_delegation(session: Session) -> None:
    round_ = a_round(session)
    bergen, malta = a_head(session), a_head(session, "malta")
    spread = spread_of(session, round_, by=bergen)
    assert [row.text for row in spread.chapters] == ["Housing", "Schools"]
    assert spread.keys == (0, 2, 4)
    assert spread.cells == {
        (bergen.delegation_id, 2): 2,
        (bergen.delegation_id, 0): 1,
        (malta.delegation_id, 2): 1,
    }
    assert [spread.in_chapter(key) for key in spread.keys] == [1, 3, 0]


def test_what_is_spread_is_what_the_figures_count(session: Session) -> None:
    round_ = a_round(session)
    reply(
        session,
        a_comment(session, round_, key=5),
        body="Yes.",
        by=a_head(session, "malta"),
        at=NOON + timedelta(days=2),
    )
    bergen = a_head(session)
    spread, figures = spread_of(session, round_, by=bergen), figures_of(session, round_, by=bergen)
    assert sum(spread.cells.values()) == figures.amendments + figures.comments == 5
    assert sum(day.amendments for day in spread.days) == figures.amendments
    assert sum(day.comments for day in spread.days) == figures.comments
    assert sum(day.replies for day in spread.days) == figures.replies == 1
    for one in figures.delegations:
        in_matrix = sum(count for (id_, _chapter), count in spread.cells.items() if id_ == one.delegation.id)
        assert in_matrix == one.amendments + one.comments


def test_the_days_go_from_the_opening_to_the_deadline_and_say_when_it_was_moved(session: Session) -> None:
    round_ = a_round(session)
    extend_round(
        session,
        round_,
        deadline=DEADLINE + timedelta(days=2),
        reason="A holiday.",
        by=the_secretariat(session),
        at=NOON + timedelta(days=3),
    )
    session.expire(round_)
    days = spread_of(session, round_, by=a_head(session)).days
    assert (days[0].day, days[-1].day) == (date(2026, 11, 2), date(2026, 11, 29))
    assert [day.day for day in days if day.opened] == [date(2026, 11, 2)]
    assert [day.day for day in days if day.extended] == [date(2026, 11, 5)]
    assert [day.day for day in days if day.deadline] == [date(2026, 11, 29)]
    assert [(day.amendments, day.comments) for day in days[:3]] == [(2, 1), (1, 0), (0, 0)]


def test_a_day_is_one_of_strasbourg(session: Session) -> None:
    round_ = an_open_round(session)
    an_amendment(session, round_, text="Before midnight there.", at=NOON.replace(hour=23, minute=30))
    found = [day.day for day in spread_of(session, round_, by=a_head(session)).days if day.amendments]
    assert found == [date(2026, 11, 3)]


def test_a_contested_block_names_its_delegations_once_each(session: Session) -> None:
    round_ = a_round(session)
    on = spread_of(session, round_, by=a_head(session)).delegations_on
    assert {key: [one.name for one in found] for key, found in on.items()} == {3: ["Bergen", "Malta"]}


def test_an_empty_round_has_its_days_and_nothing_else(session: Session) -> None:
    spread = spread_of(session, an_open_round(session), by=a_head(session))
    assert (spread.cells, spread.carried, spread.keys) == ({}, 0, ())
    assert len(spread.days) == 26


def test_the_parent_committee_does_not_see_it_before_submission(session: Session) -> None:
    reader = a_seat(session, "committee", category=Category.PARENT_COMMITTEE)
    with pytest.raises(NotPermitted):
        spread_of(session, an_open_round(session), by=reader)


def test_who_has_sent_nothing_is_named_and_the_secretariat_is_not_waited_for(session: Session) -> None:
    round_ = a_round(session)
    a_head(session, "lublin")
    figures = figures_of(session, round_, by=the_secretariat(session))
    assert [one.name for one in figures.silent] == ["Lublin"]
    assert (figures.spoken, len(figures.expected)) == (2, 3)
