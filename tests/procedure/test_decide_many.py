from __future__ import annotations

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from drafting.errors import Invalid, NotPermitted
from drafting.model.amendments import Amendment
from drafting.model.journal import JournalEntry, Verified, verify
from drafting.model.rounds import Round
from drafting.procedure.decide import Ruled
from drafting.procedure.decide_many import OnBlock, Together, decide_many, undo_many
from drafting.rules.lifecycle import Disposition, Operation, Ruling
from tests.desk import ON_THE_DESK, REASON, fresh, group_of, on_the_desk, row_of, rule
from tests.factories import a_draft, a_head, an_amendment, an_open_round, the_secretariat

TEXTS = ("Cities help migrants.", "States help migrants.", "Regions help migrants.")
ACCEPT = Ruled(ruling=Ruling.ACCEPT)


@pytest.fixture
def made(session: Session) -> tuple[Round, list[Amendment]]:
    """A round on the desk with the same change in each of three blocks."""
    round_ = an_open_round(session, a_draft(session, paragraphs=TEXTS))
    amendments = [
        an_amendment(session, round_, key=key, text=text.replace("migrants", "newcomers"))
        for key, text in enumerate(TEXTS, start=1)
    ]
    on_the_desk(session, round_)
    return round_, amendments


def block(session: Session, round_: Round, amendment: Amendment, ruled: Ruled = ACCEPT) -> OnBlock:
    """The amendment's block as a form made now would send it."""
    name = group_of(session, round_, amendment).id
    return OnBlock(key=amendment.key, version=fresh(session, round_, amendment.key), rulings={name: ruled})


def decided(session: Session, round_: Round, blocks: list[OnBlock]) -> Together:
    return decide_many(session, round_, blocks, by=the_secretariat(session), at=ON_THE_DESK)


def texts(session: Session, round_: Round) -> list[str]:
    return [row_of(session, round_, key).text.split()[-1] for key in (1, 2, 3)]


def test_many_blocks_are_decided_in_one_act_and_taken_back_in_one(
    session: Session, made: tuple[Round, list[Amendment]]
) -> None:
    round_, amendments = made
    done = decided(session, round_, [block(session, round_, a) for a in reversed(amendments)])
    assert [edit.key for edit in done.edits] == [1, 2, 3] and done.left_alone == []
    assert texts(session, round_) == ["newcomers."] * 3
    assert {a.disposition for a in amendments} == {Disposition.ACCEPTED}

    taken = undo_many(session, round_, done.id, by=the_secretariat(session), at=ON_THE_DESK)
    assert [edit.key for edit in taken.edits] == [1, 2, 3]
    assert texts(session, round_) == ["migrants."] * 3
    assert {a.disposition for a in amendments} == {None}
    verbs = set(session.scalars(select(JournalEntry.verb)))
    assert {"decide_many", "undo_many"} <= verbs and isinstance(verify(session), Verified)


def test_the_same_refusal_and_reason_go_to_each(session: Session, made: tuple[Round, list[Amendment]]) -> None:
    round_, amendments = made
    ruled = Ruled(ruling=Ruling.REFUSE, reason=REASON)
    decided(session, round_, [block(session, round_, a, ruled) for a in amendments])
    assert {a.disposition for a in amendments} == {Disposition.NOT_ACCEPTED}
    assert texts(session, round_) == ["migrants."] * 3


def test_a_block_that_changed_meanwhile_is_named_and_not_touched(
    session: Session, made: tuple[Round, list[Amendment]]
) -> None:
    round_, amendments = made
    blocks = [block(session, round_, a) for a in amendments]
    rule(session, round_, {group_of(session, round_, amendments[1]): Ruling.HOLD})
    done = decided(session, round_, blocks)
    assert [(one.key, one.error.code) for one in done.left_alone] == [(2, "block-changed")]
    assert texts(session, round_) == ["newcomers.", "migrants.", "newcomers."]
    assert amendments[1].disposition is Disposition.HELD


def test_a_collision_stops_its_own_block_alone(session: Session) -> None:
    round_ = an_open_round(session, a_draft(session, paragraphs=TEXTS))
    rival = an_amendment(session, round_, key=1, text="Cities help arrivals.", by=a_head(session, "malta"))
    amendments = [
        an_amendment(session, round_, key=key, text=text.replace("migrants", "newcomers"))
        for key, text in enumerate(TEXTS, start=1)
    ]
    on_the_desk(session, round_)
    rule(session, round_, [rival])
    done = decided(session, round_, [block(session, round_, a) for a in amendments])
    assert [(one.key, one.error.code) for one in done.left_alone] == [(1, "collides")]
    assert texts(session, round_) == ["arrivals.", "newcomers.", "newcomers."]


def test_what_was_decided_since_stays_when_the_act_is_taken_back(
    session: Session, made: tuple[Round, list[Amendment]]
) -> None:
    round_, amendments = made
    done = decided(session, round_, [block(session, round_, a) for a in amendments])
    rule(session, round_, {group_of(session, round_, amendments[2]): Ruling.HOLD})
    taken = undo_many(session, round_, done.id, by=the_secretariat(session), at=ON_THE_DESK)
    assert [(one.key, one.error.code) for one in taken.left_alone] == [(3, "decided-since")]
    assert amendments[2].disposition is Disposition.HELD
    assert [a.disposition for a in amendments[:2]] == [None, None]


def test_an_act_is_taken_back_once(session: Session, made: tuple[Round, list[Amendment]]) -> None:
    round_, amendments = made
    done = decided(session, round_, [block(session, round_, a) for a in amendments])
    undo_many(session, round_, done.id, by=the_secretariat(session), at=ON_THE_DESK)
    for together in (done.id, 0, 999):
        with pytest.raises(Invalid) as refused:
            undo_many(session, round_, together, by=the_secretariat(session), at=ON_THE_DESK)
        assert refused.value.code == "nothing-to-undo"


def test_operations_go_along_with_changes_of_words(session: Session) -> None:
    round_ = an_open_round(session, a_draft(session, paragraphs=TEXTS))
    gone = an_amendment(session, round_, operation=Operation.DELETE, key=2)
    new = an_amendment(session, round_, operation=Operation.INSERT, key=3, text="All help.")
    words = an_amendment(session, round_, key=1, text="Cities help newcomers.")
    on_the_desk(session, round_)
    done = decided(session, round_, [block(session, round_, a) for a in (gone, new, words)])
    assert len(done.edits) == 3 and row_of(session, round_, 2).gone
    assert {a.disposition for a in (gone, new, words)} == {Disposition.ACCEPTED}
    undo_many(session, round_, done.id, by=the_secretariat(session), at=ON_THE_DESK)
    assert not row_of(session, round_, 2).gone
    assert {a.disposition for a in (gone, new, words)} == {None}


def test_nothing_chosen_is_no_act(session: Session, made: tuple[Round, list[Amendment]]) -> None:
    with pytest.raises(Invalid) as refused:
        decided(session, made[0], [])
    assert refused.value.code == "nothing-chosen"


def test_only_the_secretariat_decides_many_and_only_while_the_next_draft_is_made(session: Session) -> None:
    round_ = an_open_round(session, a_draft(session, paragraphs=TEXTS))
    amendment = an_amendment(session, round_, text="Cities help newcomers.")
    early = OnBlock(key=1, version=1, rulings={group_of(session, round_, amendment).id: ACCEPT})
    with pytest.raises(NotPermitted):
        decided(session, round_, [early])
    on_the_desk(session, round_)
    with pytest.raises(NotPermitted):
        decide_many(session, round_, [block(session, round_, amendment)], by=a_head(session), at=ON_THE_DESK)
    with pytest.raises(NotPermitted):
        undo_many(session, round_, 1, by=a_head(session), at=ON_THE_DESK)
