from __future__ import annotations

import unicodedata
from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from drafting.errors import Closed, DraftingError, Invalid, NotFound, NotPermitted
from drafting.model.amendments import Amendment, Unsent
from drafting.model.journal import JournalEntry, Verified, verify
from drafting.model.rounds import Round
from drafting.procedure.propose_amendment import propose_amendment
from drafting.procedure.rounds import close_round, open_round
from drafting.procedure.unsent import save_unsent
from drafting.rules.lifecycle import ItemKind, ItemState, Operation, RoundState
from drafting.rules.permissions import Category, Role
from drafting.text.blocks import Block, Kind
from drafting.text.diff import MAX_BLOCK_CHARS
from drafting.text.merge import Change, apply
from tests.factories import DEADLINE, ENCOURAGE, NOON, a_draft, a_seat, an_amendment, an_open_round, the_secretariat

REQUIRE = ENCOURAGE.replace("encourage", "require")
LATER = NOON + timedelta(hours=3)


def test_a_delegate_proposes_other_words_and_the_changes_are_stored(session: Session) -> None:
    round_ = an_open_round(session)
    bergen = a_seat(session)

    amendment = an_amendment(session, round_, text=REQUIRE.replace("two years", "year"), by=bergen)

    assert (amendment.number, amendment.state, amendment.delegation) == (1, ItemState.SUBMITTED, bergen.delegation)
    assert not amendment.late and not amendment.suggestion
    stored = [Change(c.start, c.end, c.text) for c in amendment.changes]
    assert [ENCOURAGE[c.start : c.end] for c in stored] == ["encourage", "two years"]
    assert apply(ENCOURAGE, stored) == amendment.text


def test_numbers_run_through_the_text_and_are_never_given_twice(session: Session) -> None:
    round_ = an_open_round(session, a_draft(session, paragraphs=[ENCOURAGE, "Another paragraph."]))
    first = an_amendment(session, round_, text=REQUIRE)
    second = an_amendment(session, round_, key=2, text="Another paragraph, amended.")

    assert (first.number, second.number) == (1, 2)
    assert round_.draft.text.next_amendment == 3


def test_a_proposal_is_journalled_and_readers_see_something_new(session: Session) -> None:
    round_ = an_open_round(session)
    before = round_.draft.revision
    amendment = an_amendment(session, round_, text=REQUIRE)

    session.refresh(round_.draft)
    entry = session.scalars(select(JournalEntry).order_by(JournalEntry.sequence.desc())).first()
    assert entry is not None and (entry.verb, entry.subject["amendment"]) == ("propose_amendment", amendment.id)
    assert round_.draft.revision == before + 1
    assert isinstance(verify(session), Verified)


def test_text_is_stored_composed_with_plain_line_ends_and_without_empty_ends(session: Session) -> None:
    round_ = an_open_round(session)
    typed = unicodedata.normalize("NFD", REQUIRE.replace("every", "évery")) + "\r\n\r\n"

    amendment = an_amendment(session, round_, text=typed)

    assert amendment.text == REQUIRE.replace("every", "évery")


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (ENCOURAGE, "unchanged"),
        (ENCOURAGE + "\r\n", "unchanged"),
        ("", "text-missing"),
        ("x" * (MAX_BLOCK_CHARS + 1), "too-long"),
        (REQUIRE + "\x00", "control-character"),
    ],
)
def test_a_text_that_cannot_be_taken_is_refused_at_its_field(session: Session, text: str, code: str) -> None:
    round_ = an_open_round(session)
    with pytest.raises(Invalid) as refused:
        an_amendment(session, round_, text=text)
    assert (refused.value.code, refused.value.facts["field"]) == (code, "text")
    assert session.scalars(select(Amendment)).all() == []


@pytest.mark.parametrize(("reason", "code"), [("  ", "reason-missing"), ("r" * 601, "reason-too-long")])
def test_a_reason_is_owed_and_is_short(session: Session, reason: str, code: str) -> None:
    round_ = an_open_round(session)
    with pytest.raises(Invalid) as refused:
        an_amendment(session, round_, text=REQUIRE, reason=reason)
    assert (refused.value.code, refused.value.facts["field"]) == (code, "reason")


def test_the_same_proposal_sent_twice_is_one_amendment(session: Session) -> None:
    round_ = an_open_round(session)
    bergen = a_seat(session)
    first = an_amendment(session, round_, text=REQUIRE, by=bergen)
    with pytest.raises(Invalid) as refused:
        an_amendment(session, round_, text=REQUIRE, by=bergen)
    assert (refused.value.code, refused.value.facts["number"]) == ("already-submitted", first.number)


def test_two_delegations_may_propose_the_same(session: Session) -> None:
    round_ = an_open_round(session)
    an_amendment(session, round_, text=REQUIRE, by=a_seat(session, "bergen"))
    assert an_amendment(session, round_, text=REQUIRE, by=a_seat(session, "malta")).number == 2


def test_a_cell_is_amended_by_itself(session: Session) -> None:
    row = Block(kind=Kind.ROW, cells=("Equality", "Review the law"), table=1)
    round_ = an_open_round(session, a_draft(session, blocks=[row]))
    amendment = an_amendment(session, round_, part=1, text="Review the law every year")
    assert [(c.start, c.text) for c in amendment.changes] == [(14, " every year")]
    with pytest.raises(NotFound):
        an_amendment(session, round_, part=2, text="There is no third cell")


def test_a_cell_may_be_emptied(session: Session) -> None:
    row = Block(kind=Kind.ROW, cells=("Equality", "Review the law"), table=1)
    round_ = an_open_round(session, a_draft(session, blocks=[row]))
    assert an_amendment(session, round_, part=1, text="").text == ""


def test_a_deletion_names_what_happens_to_the_points_beneath(session: Session) -> None:
    blocks = [
        Block(kind=Kind.PARAGRAPH, text="Authorities should:"),
        Block(kind=Kind.POINT, text="review the law;", style="a)"),
        Block(kind=Kind.POINT, text="report.", style="a)"),
    ]
    round_ = an_open_round(session, a_draft(session, blocks=blocks))
    with pytest.raises(Invalid) as refused:
        an_amendment(session, round_, operation=Operation.DELETE)
    assert (refused.value.code, refused.value.facts["count"]) == ("beneath-missing", 2)

    amendment = an_amendment(session, round_, operation=Operation.DELETE, beneath="lift")
    assert (amendment.beneath, amendment.text, amendment.changes) == ("lift", "", [])
    assert an_amendment(session, round_, operation=Operation.DELETE, key=3, beneath="delete").beneath == ""


def test_a_new_block_is_like_its_neighbour_unless_chosen(session: Session) -> None:
    blocks = [Block(kind=Kind.POINT, text="review the law;", style="a)", level=2)]
    round_ = an_open_round(session, a_draft(session, blocks=blocks))
    like = an_amendment(session, round_, operation=Operation.INSERT, text="report;")
    chosen = an_amendment(session, round_, operation=Operation.INSERT, text="A heading", new_kind=Kind.HEADING)
    assert (like.new_kind, like.new_level) == (Kind.POINT, 2)
    assert (chosen.new_kind, chosen.new_level) == (Kind.HEADING, 1)


def test_a_block_may_be_proposed_before_all_others_and_may_be_several(session: Session) -> None:
    round_ = an_open_round(session)
    amendment = an_amendment(session, round_, operation=Operation.INSERT, key=0, text="One.\r\n\r\nTwo.")
    assert (amendment.key, amendment.text, amendment.new_kind) == (0, "One.\n\nTwo.", Kind.PARAGRAPH)


def test_nothing_is_put_inside_a_table_or_after_a_footnote(session: Session) -> None:
    blocks = [
        Block(kind=Kind.ROW, cells=("A", "B"), table=1),
        Block(kind=Kind.ROW, cells=("C", "D"), table=1),
        Block(kind=Kind.FOOTNOTE, text="A note.", label="1"),
    ]
    round_ = an_open_round(session, a_draft(session, blocks=blocks))
    for key, code in ((1, "inside-table"), (3, "after-footnote")):
        with pytest.raises(Invalid) as refused:
            an_amendment(session, round_, operation=Operation.INSERT, key=key, text="New.")
        assert refused.value.code == code
    assert an_amendment(session, round_, operation=Operation.INSERT, key=2, text="New.").new_kind is Kind.PARAGRAPH


def test_a_block_of_another_text_is_not_found(session: Session) -> None:
    with pytest.raises(NotFound):
        an_amendment(session, an_open_round(session), key=99, text="Something else.")


def test_an_observer_only_suggests(session: Session) -> None:
    seat = a_seat(session, "network", category=Category.OBSERVER)
    assert an_amendment(session, an_open_round(session), text=REQUIRE, by=seat).suggestion


def test_a_reader_of_the_parent_committee_may_not_amend(session: Session) -> None:
    seat = a_seat(session, "committee", category=Category.PARENT_COMMITTEE)
    with pytest.raises(NotPermitted):
        an_amendment(session, an_open_round(session), text=REQUIRE, by=seat)


@pytest.mark.parametrize("whose", ["delegation", "round"])
def test_where_the_head_submits_a_reviewer_does_not(session: Session, whose: str) -> None:
    round_ = an_open_round(session)
    head, reviewer = a_seat(session), a_seat(session, role=Role.REVIEWER)
    if whose == "delegation":
        reviewer.delegation.head_submits = True
    else:
        round_.head_submits = True
    with pytest.raises(NotPermitted):
        an_amendment(session, round_, text=REQUIRE, by=reviewer)
    assert an_amendment(session, round_, text=REQUIRE, by=head).seat is head


def test_the_head_submits_what_a_reviewer_kept_and_it_is_no_longer_unsent(session: Session) -> None:
    round_ = an_open_round(session)
    head, reviewer = a_seat(session), a_seat(session, role=Role.REVIEWER)
    kept = save_unsent(session, round_, form="amend:1:0", fields={"text": REQUIRE}, by=reviewer, at=NOON)
    an_amendment(session, round_, text=REQUIRE, by=head, unsent=kept)
    assert session.scalars(select(Unsent)).all() == []


def test_what_was_kept_of_the_form_is_gone_with_the_submission(session: Session) -> None:
    round_ = an_open_round(session)
    bergen, malta = a_seat(session, "bergen"), a_seat(session, "malta")
    for seat in (bergen, malta):
        save_unsent(session, round_, form="amend:1:0", fields={"text": REQUIRE}, by=seat, at=NOON)
    an_amendment(session, round_, text=REQUIRE, by=bergen)
    assert [unsent.seat_id for unsent in session.scalars(select(Unsent))] == [malta.id]


def test_a_form_opened_in_time_may_be_sent_for_ten_minutes_and_is_marked_late(session: Session) -> None:
    round_ = an_open_round(session)
    within = DEADLINE + timedelta(minutes=9)
    amendment = an_amendment(session, round_, text=REQUIRE, at=within, form_opened=DEADLINE - timedelta(minutes=1))
    assert amendment.late


@pytest.mark.parametrize(
    ("after", "opened"), [(timedelta(minutes=11), timedelta(minutes=-1)), (timedelta(minutes=1), timedelta(seconds=1))]
)
def test_later_it_is_not_taken_and_says_that_the_deadline_passed(
    session: Session, after: timedelta, opened: timedelta
) -> None:
    round_ = an_open_round(session)
    with pytest.raises(Closed) as refused:
        an_amendment(session, round_, text=REQUIRE, at=DEADLINE + after, form_opened=DEADLINE + opened)
    assert refused.value.code == "deadline-passed"


def test_a_closed_round_takes_nothing_from_delegations(session: Session) -> None:
    round_ = an_open_round(session)
    close_round(session, round_, by=the_secretariat(session), at=LATER)
    with pytest.raises(Closed) as refused:
        an_amendment(session, round_, text=REQUIRE, at=LATER)
    assert refused.value.code == "round-closed"


def test_what_came_by_mail_is_entered_for_the_delegation_and_says_so(session: Session) -> None:
    round_ = an_open_round(session)
    reviewer = a_seat(session, "malta", role=Role.REVIEWER)
    head = a_seat(session, "malta")
    secretary = the_secretariat(session)
    close_round(session, round_, by=secretary, at=LATER)

    amendment = an_amendment(
        session,
        round_,
        text=REQUIRE,
        by=secretary,
        at=LATER,
        on_behalf_of=reviewer.delegation,
        source="E-mail of today",
    )

    assert (amendment.delegation.code, amendment.seat, amendment.entered_by_id) == ("malta", head, secretary.id)
    assert amendment.source == "E-mail of today"


def test_a_delegation_enters_nothing_on_behalf_of_another(session: Session) -> None:
    round_ = an_open_round(session)
    malta = a_seat(session, "malta")
    with pytest.raises(NotPermitted):
        an_amendment(session, round_, text=REQUIRE, on_behalf_of=malta.delegation)


def test_a_seat_that_was_given_up_does_nothing(session: Session) -> None:
    round_ = an_open_round(session)
    seat = a_seat(session)
    seat.active = False
    with pytest.raises(DraftingError):
        an_amendment(session, round_, text=REQUIRE, by=seat)


def test_a_published_round_takes_nothing_even_from_the_secretariat(session: Session) -> None:
    round_ = an_open_round(session)
    round_.state = RoundState.PUBLISHED
    with pytest.raises(Closed):
        an_amendment(session, round_, text=REQUIRE, by=the_secretariat(session))


def test_each_text_counts_its_own_amendments(session: Session) -> None:
    first = an_open_round(session)
    other = open_round(
        session, a_draft(session, title="Other"), deadline=DEADLINE, by=the_secretariat(session), at=NOON
    )
    rounds: list[Round] = [first, other]
    assert [
        propose_amendment(
            session,
            round_,
            operation=Operation.REPLACE,
            key=1,
            text=REQUIRE,
            reason="It must be a duty.",
            kind=ItemKind.SUBSTANTIVE,
            by=a_seat(session, "bergen"),
            at=LATER,
        ).number
        for round_ in rounds
    ] == [1, 1]
