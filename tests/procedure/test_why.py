from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from drafting.errors import NotPermitted
from drafting.model.texts import Draft
from drafting.procedure.held import choose_fate
from drafting.procedure.history import history_of
from drafting.procedure.why import why
from drafting.procedure.why_runs import WhyRun
from drafting.procedure.withdraw_amendment import withdraw_amendment
from drafting.rules.lifecycle import Aftermath, DraftState, HeldFate, Operation, Ruling
from drafting.rules.permissions import Category
from tests.desk import ON_THE_DESK, REASON, group_of, on_the_desk, publish, rule, settle
from tests.factories import ENCOURAGE, a_draft, a_head, a_seat, an_amendment, an_open_round, the_secretariat

REQUIRE = ENCOURAGE.replace("encourage", "require")
YEARLY = ENCOURAGE.replace("every two years", "every year")


def because(session: Session, draft: Draft, key: int) -> tuple[WhyRun, ...]:
    return why(session, draft, key, by=the_secretariat(session))


def test_every_changed_word_names_its_amendment_and_its_decision(session: Session) -> None:
    round_ = an_open_round(session)
    bergen = an_amendment(session, round_, text=REQUIRE)
    lublin = an_amendment(session, round_, text=YEARLY, by=a_seat(session, "lublin"))
    on_the_desk(session, round_)
    rule(session, round_, [bergen, lublin])
    runs = because(session, publish(session, round_), 1)
    assert "".join(run.text for run in runs if run.op != "insert") == ENCOURAGE
    assert "".join(run.text for run in runs if run.op != "delete") == YEARLY.replace("encourage", "require")
    told = {run.text: run for run in runs if run.op == "insert"}
    assert {words: run.amendments for words, run in told.items()} == {"require": (bergen,), "year": (lublin,)}
    assert [decision.ruling for decision in told["require"].decisions] == [Ruling.ACCEPT]
    assert told["require"].decisions[0].by == the_secretariat(session)


def test_the_secretariats_own_hand_has_its_reason_and_what_it_modified(session: Session) -> None:
    round_ = an_open_round(session)
    bergen = an_amendment(session, round_, text=REQUIRE)
    on_the_desk(session, round_)
    own = ENCOURAGE.replace("encourage", "invite")
    rule(session, round_, {group_of(session, round_, bergen): Ruling.MODIFY}, texts=[own], hand_reason="A middle way.")
    (run,) = [run for run in because(session, publish(session, round_), 1) if run.op == "insert"]
    assert (run.text, run.amendments, run.hand_reason) == ("invite", (), "A middle way.")
    assert [decision.amendment for decision in run.decisions] == [bergen]


def test_words_of_a_withdrawn_amendment_that_were_kept_are_the_secretariats(session: Session) -> None:
    round_ = an_open_round(session)
    bergen = an_amendment(session, round_, text=REQUIRE)
    on_the_desk(session, round_)
    rule(session, round_, [bergen])
    withdraw_amendment(session, bergen, by=a_head(session), at=ON_THE_DESK)
    settle(session, bergen, Aftermath.KEPT, reason="The mandate asks for a duty.")
    (run,) = [run for run in because(session, publish(session, round_), 1) if run.op == "insert"]
    (own,) = run.amendments
    assert (run.text, own.delegation.name, own.reason) == ("require", "Secretariat", "The mandate asks for a duty.")


def test_brackets_name_those_whose_words_they_hold(session: Session) -> None:
    round_ = an_open_round(session)
    bergen = an_amendment(session, round_, text=REQUIRE)
    on_the_desk(session, round_)
    rule(session, round_, {group_of(session, round_, bergen): Ruling.HOLD})
    choose_fate(session, bergen, HeldFate.BRACKETED, by=the_secretariat(session), at=ON_THE_DESK)
    runs = [run for run in because(session, publish(session, round_), 1) if run.op == "insert"]
    assert runs
    assert all(run.amendments == (bergen,) and run.decisions[0].reason == REASON for run in runs)


def test_a_block_that_came_or_went_names_who_asked_for_it(session: Session) -> None:
    round_ = an_open_round(session, a_draft(session, paragraphs=("One.", "Two.")))
    insertion = an_amendment(session, round_, operation=Operation.INSERT, key=1, text="Between.")
    deletion = an_amendment(session, round_, operation=Operation.DELETE, key=2)
    on_the_desk(session, round_)
    rule(session, round_, [insertion])
    rule(session, round_, [deletion])
    issued = publish(session, round_)
    assert [(r.op, r.text, r.amendments) for r in because(session, issued, 3)] == [("insert", "Between.", (insertion,))]
    assert [(r.op, r.text, r.amendments) for r in because(session, issued, 2)] == [("delete", "Two.", (deletion,))]


def test_the_first_draft_was_made_of_nothing(session: Session) -> None:
    assert because(session, a_draft(session), 1) == ()


def test_the_parent_committee_is_not_told_whose_words_were_taken(session: Session) -> None:
    round_ = an_open_round(session)
    bergen = an_amendment(session, round_, text=REQUIRE)
    on_the_desk(session, round_)
    rule(session, round_, [bergen])
    draft = publish(session, round_)
    draft.state = DraftState.SUBMITTED
    reader = a_seat(session, "committee", category=Category.PARENT_COMMITTEE)
    with pytest.raises(NotPermitted):
        why(session, draft, 1, by=reader)
    assert [station.draft for station in history_of(session, draft.text, 1, by=reader)] == [draft]
    assert len(history_of(session, draft.text, 1, by=a_head(session))) == 2
