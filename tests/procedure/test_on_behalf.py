from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from drafting.errors import Closed, Invalid, NotPermitted, Stale
from drafting.model.afterwards import OnBehalfAnswer
from drafting.model.amendments import Amendment
from drafting.model.journal import JournalEntry
from drafting.model.rounds import Round
from drafting.procedure.checklist import checklist
from drafting.procedure.held import choose_fate
from drafting.procedure.on_behalf import answer_entry, answer_to, entered_in, moment_of, to_confirm
from drafting.procedure.rounds import close_round, open_round
from drafting.procedure.submit_comment import submit_comment
from drafting.procedure.withdraw_amendment import withdraw_amendment
from drafting.rules.lifecycle import Confirmation, HeldFate, ItemKind, RoundState, Ruling
from drafting.rules.permissions import Role
from tests.desk import ON_THE_DESK, group_of, on_the_desk, publish, row_of, rule
from tests.factories import (
    DEADLINE,
    ENCOURAGE,
    NOON,
    a_comment,
    a_head,
    a_seat,
    an_amendment,
    an_open_round,
    the_secretariat,
)

REQUIRE = ENCOURAGE.replace("encourage", "require")
LATER = NOON + timedelta(hours=2)
CONFIRMED, DISPUTED = Confirmation.CONFIRMED, Confirmation.DISPUTED


def an_entry(
    session: Session, round_: Round, *, at: object = None, code: str = "malta", text: str = REQUIRE
) -> Amendment:
    """An amendment that the secretariat entered for a delegation, out of an e-mail."""
    return an_amendment(
        session,
        round_,
        text=text,
        by=the_secretariat(session),
        on_behalf_of=a_head(session, code).delegation,
        source="E-mail of 3 November",
        **({"at": at} if at else {}),
    )


def test_an_amendment_of_the_secretariat_needs_its_source(session: Session) -> None:
    round_ = an_open_round(session)
    for on_behalf_of in (None, a_head(session, "malta").delegation):
        with pytest.raises(Invalid) as refused:
            an_amendment(
                session, round_, text=REQUIRE, by=the_secretariat(session), source=" ", on_behalf_of=on_behalf_of
            )
        assert (refused.value.code, refused.value.facts["field"]) == ("entry-source-missing", "source")


def test_a_comment_needs_a_source_only_on_behalf_of_a_delegation(session: Session) -> None:
    round_ = an_open_round(session)
    secretary = the_secretariat(session)
    own = submit_comment(
        session, round_, body="A slip.", kind=ItemKind.EDITORIAL, by=secretary, at=LATER, key=1, source=""
    )
    assert own.source == ""
    with pytest.raises(Invalid) as refused:
        a_comment(session, round_, by=secretary, on_behalf_of=a_head(session, "malta").delegation, source="")
    assert refused.value.code == "entry-source-missing"


def test_a_delegation_speaks_for_itself_and_has_no_source(session: Session) -> None:
    round_ = an_open_round(session)
    assert an_amendment(session, round_, text=REQUIRE, source="Decision 1").source == ""


@pytest.mark.parametrize("state", [RoundState.OPEN, RoundState.CLOSED, RoundState.CONSOLIDATING])
def test_an_entry_after_the_round_was_closed_is_late(session: Session, state: RoundState) -> None:
    round_ = an_open_round(session)
    if state is not RoundState.OPEN:
        close_round(session, round_, by=the_secretariat(session), at=LATER)  # before the deadline
        round_.state = state
    entered = an_entry(session, round_, at=LATER)
    own = an_amendment(session, round_, text=f"{ENCOURAGE} And yearly.", by=the_secretariat(session), at=LATER)
    assert entered.late is (state is not RoundState.OPEN)
    assert not own.late


def test_a_delegation_is_asked_to_confirm_what_was_entered_for_it(session: Session) -> None:
    round_ = an_open_round(session)
    entry = an_entry(session, round_)
    comment = a_comment(session, round_, by=the_secretariat(session), on_behalf_of=entry.delegation, at=LATER)
    a_comment(session, round_, body="Our own.", by=a_head(session, "malta"))
    malta, bergen = a_head(session, "malta"), a_head(session)

    assert [one.item for one in to_confirm(session, by=malta, at=LATER)] == [entry, comment]
    assert to_confirm(session, by=bergen, at=LATER) == []

    answer_entry(session, entry, confirmation=CONFIRMED, by=malta, at=LATER)
    answer_entry(session, comment, confirmation=DISPUTED, note="We asked for yearly reports.", by=malta, at=LATER)

    assert to_confirm(session, by=malta, at=LATER) == []
    assert [(one.item, one.disputed) for one in entered_in(session, round_)] == [(entry, False), (comment, True)]
    found = answer_to(session, comment)
    assert found is not None and found.note == "We asked for yearly reports."
    verbs = session.scalars(select(JournalEntry.verb).order_by(JournalEntry.sequence.desc()).limit(2)).all()
    assert verbs == ["answer_entry", "answer_entry"]


def test_a_word_given_again_replaces_the_former(session: Session) -> None:
    round_ = an_open_round(session)
    entry, malta = an_entry(session, round_), a_head(session, "malta")
    answer_entry(session, entry, confirmation=DISPUTED, note="Not ours.", by=malta, at=LATER)
    with pytest.raises(Stale) as stale:
        answer_entry(session, entry, confirmation=CONFIRMED, by=malta, at=LATER)
    assert stale.value.facts["theirs"] == "disputed Not ours."
    former = moment_of(answer_to(session, entry))
    answer_entry(session, entry, confirmation=CONFIRMED, former=former, by=malta, at=LATER)
    (answer,) = session.scalars(select(OnBehalfAnswer))
    assert (answer.confirmation, answer.note) == (CONFIRMED, "")


def test_another_delegation_gives_no_word_on_an_entry(session: Session) -> None:
    round_ = an_open_round(session)
    entry = an_entry(session, round_)
    for stranger in (a_head(session), the_secretariat(session)):
        with pytest.raises(NotPermitted):
            answer_entry(session, entry, confirmation=CONFIRMED, by=stranger, at=LATER)


def test_where_the_head_submits_the_head_gives_the_word(session: Session) -> None:
    round_ = an_open_round(session)
    entry = an_entry(session, round_)
    reviewer = a_seat(session, "malta", role=Role.REVIEWER)
    assert [one.item for one in to_confirm(session, by=reviewer, at=LATER)] == [entry]
    entry.delegation.head_submits = True
    assert to_confirm(session, by=reviewer, at=LATER) == []
    with pytest.raises(NotPermitted):
        answer_entry(session, entry, confirmation=CONFIRMED, by=reviewer, at=LATER)
    answer_entry(session, entry, confirmation=CONFIRMED, by=a_head(session, "malta"), at=LATER)


def test_who_disputes_an_entry_says_what_is_wrong(session: Session) -> None:
    entry = an_entry(session, an_open_round(session))
    malta = a_head(session, "malta")
    for note, code in ((" ", "note-missing"), ("x" * 601, "reason-too-long")):
        with pytest.raises(Invalid) as refused:
            answer_entry(session, entry, confirmation=DISPUTED, note=note, by=malta, at=LATER)
        assert refused.value.code == code


def test_there_is_no_word_to_give_on_what_a_delegation_submitted_or_withdrew(session: Session) -> None:
    round_ = an_open_round(session)
    malta = a_head(session, "malta")
    own = an_amendment(session, round_, text=REQUIRE, by=malta)
    with pytest.raises(Invalid) as refused:
        answer_entry(session, own, confirmation=CONFIRMED, by=malta, at=LATER)
    assert refused.value.code == "not-entered"
    entry = an_entry(session, round_, text=f"{ENCOURAGE} Every year.")
    withdraw_amendment(session, entry, by=malta, at=LATER)
    with pytest.raises(Invalid) as refused:
        answer_entry(session, entry, confirmation=CONFIRMED, by=malta, at=LATER)
    assert refused.value.code == "already-withdrawn"
    assert to_confirm(session, by=malta, at=LATER) == []


def test_after_publication_no_word_is_taken_any_more(session: Session) -> None:
    round_ = an_open_round(session)
    entry = an_entry(session, round_)
    round_.state = RoundState.PUBLISHED
    with pytest.raises(Closed) as refused:
        answer_entry(session, entry, confirmation=CONFIRMED, by=a_head(session, "malta"), at=LATER)
    assert refused.value.code == "round-closed"
    assert to_confirm(session, by=a_head(session, "malta"), at=LATER) == []


def test_a_disputed_entry_warns_before_publication_and_changes_nothing(session: Session) -> None:
    round_ = an_open_round(session)
    entry = an_entry(session, round_)
    on_the_desk(session, round_)
    rule(session, round_, [entry])
    assert checklist(session, round_).disputed == []
    answer_entry(session, entry, confirmation=DISPUTED, note="Not ours.", by=a_head(session, "malta"), at=ON_THE_DESK)
    points = checklist(session, round_)
    assert [one.item for one in points.disputed] == [entry]
    assert points.ready and row_of(session, round_).text == REQUIRE
    assert publish(session, round_).number == 2


def test_a_carried_entry_that_was_confirmed_is_not_asked_about_again(session: Session) -> None:
    round_ = an_open_round(session)
    entry = an_entry(session, round_)
    malta = a_head(session, "malta")
    answer_entry(session, entry, confirmation=CONFIRMED, by=malta, at=LATER)
    on_the_desk(session, round_)
    rule(session, round_, {group_of(session, round_, entry): Ruling.HOLD})
    choose_fate(session, entry, HeldFate.CARRIED, by=the_secretariat(session), at=ON_THE_DESK)
    draft = publish(session, round_)
    opened = open_round(
        session, draft, deadline=DEADLINE + timedelta(days=30), by=the_secretariat(session), at=ON_THE_DESK
    )
    (carried,) = entered_in(session, opened)
    assert isinstance(carried.item, Amendment) and carried.item.revision == 1
    assert carried.answer is not None and to_confirm(session, by=malta, at=ON_THE_DESK) == []
