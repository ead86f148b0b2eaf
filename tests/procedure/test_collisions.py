from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

import pytest
from sqlalchemy import event
from sqlalchemy.orm import Session

from drafting.model.rounds import Round
from drafting.procedure.collisions import (
    Beside,
    BlockCollisions,
    beside,
    collision_counts,
    collisions_of,
    collisions_on,
)
from drafting.procedure.proposed_operation import Typed, proposal
from drafting.procedure.support_amendment import support_amendment
from drafting.procedure.withdraw_amendment import withdraw_amendment
from drafting.rules.lifecycle import Operation
from drafting.rules.permissions import Category
from drafting.text.blocks import Block, Kind
from drafting.text.merge import changes
from tests.factories import ENCOURAGE, NOON, a_draft, a_head, a_seat, an_amendment, an_open_round

BERGEN = ENCOURAGE.replace("encourage", "require").replace("two years", "year")
MALTA = ENCOURAGE.replace("encourage", "support")
LUBLIN = ENCOURAGE.replace("two years", "year")
LATER = NOON + timedelta(hours=3)


@pytest.fixture
def round_(session: Session) -> Round:
    """The worked example: Bergen and Malta on the same word, Bergen and Lublin with the same change."""
    made = an_open_round(session)
    for code, text in (("bergen", BERGEN), ("malta", MALTA), ("lublin", LUBLIN)):
        an_amendment(session, made, text=text, by=a_seat(session, code))
    return made


def told(found: BlockCollisions) -> list[tuple[str, Sequence[str]]]:
    return [(group.change.text if group.change else group.operation.value, group.proposers) for group in found.groups]


def test_the_same_change_by_two_is_one_group_with_both_names(session: Session, round_: Round) -> None:
    found = collisions_on(session, round_, 1)
    assert told(found) == [("require", ("Bergen",)), ("support", ("Malta",)), ("year", ("Bergen", "Lublin"))]
    assert [len(group.rows) for group in found.groups] == [1, 1, 2]
    assert [g.change.text for g in found.free if g.change] == ["year"]


def test_two_amendments_to_the_same_words_collide_and_the_third_does_not(session: Session, round_: Round) -> None:
    found = collisions_on(session, round_, 1)
    (between,) = found.conflicts
    assert (between.kind, between.words) == ("overlap", "encourage")
    numbers = {a.id: a.number for group in found.groups for a in group.amendments}
    assert sorted(numbers[a] for a in found.colliding) == [1, 2]
    assert collision_counts(session, round_) == {1: 2}
    first = found.groups[0].amendments[0]
    assert [rival.number for rival in found.rivals(first.id)] == [2]


def test_a_group_is_called_the_same_whoever_else_proposes_it(session: Session, round_: Round) -> None:
    before = {group.id for group in collisions_on(session, round_, 1).groups}
    an_amendment(session, round_, text=MALTA, by=a_seat(session, "seville"))
    assert {group.id for group in collisions_on(session, round_, 1).groups} == before


def test_what_is_withdrawn_no_longer_collides(session: Session, round_: Round) -> None:
    malta = collisions_on(session, round_, 1).groups[1].amendments[0]
    withdraw_amendment(session, malta, by=a_head(session, "malta"), at=LATER)
    assert collision_counts(session, round_) == {}


def test_supporters_are_named_once_and_apart(session: Session, round_: Round) -> None:
    group = collisions_on(session, round_, 1).groups[2]
    for code in ("seville", "lublin"):
        support_amendment(session, group.amendments[0], by=a_head(session, code), at=LATER)
    session.expire_all()
    again = collisions_on(session, round_, 1).groups[2]
    assert (again.proposers, again.supporters) == (("Bergen", "Lublin"), ("Seville",))


def test_a_deletion_collides_with_every_change_of_its_block(session: Session, round_: Round) -> None:
    an_amendment(session, round_, operation=Operation.DELETE, by=a_seat(session, "seville"))
    found = collisions_on(session, round_, 1)
    assert sorted(between.kind for between in found.conflicts) == ["deleted-and-changed"] * 3 + ["overlap"]
    assert len(found.clusters) == 1 and len(found.clusters[0]) == 4
    assert collision_counts(session, round_) == {1: 4}


def test_a_deletion_with_what_is_beneath_collides_with_changes_there(session: Session) -> None:
    blocks = [
        Block(kind=Kind.PARAGRAPH, text="Authorities should:"),
        Block(kind=Kind.POINT, text="review the law;", style="a)"),
    ]
    round_ = an_open_round(session, a_draft(session, blocks=blocks))
    an_amendment(session, round_, operation=Operation.DELETE, beneath="delete", by=a_seat(session, "malta"))
    an_amendment(session, round_, key=2, text="review all laws;")
    assert collision_counts(session, round_) == {1: 1, 2: 1}
    (between,) = collisions_on(session, round_, 2).conflicts
    assert (between.left.operation, between.left.key, between.right.key) == (Operation.DELETE, 1, 2)


def test_a_deletion_that_lifts_what_is_beneath_leaves_changes_there_alone(session: Session) -> None:
    blocks = [
        Block(kind=Kind.PARAGRAPH, text="Authorities should:"),
        Block(kind=Kind.POINT, text="review the law;", style="a)"),
    ]
    round_ = an_open_round(session, a_draft(session, blocks=blocks))
    an_amendment(session, round_, operation=Operation.DELETE, beneath="lift", by=a_seat(session, "malta"))
    an_amendment(session, round_, key=2, text="review all laws;")
    assert collision_counts(session, round_) == {}


def test_two_insertions_at_one_place_are_both_possible_and_the_same_one_is_one(session: Session, round_: Round) -> None:
    for code, text in (("bergen", "New."), ("malta", "New."), ("lublin", "Newer.")):
        an_amendment(session, round_, operation=Operation.INSERT, text=text, by=a_head(session, code))
    found = collisions_on(session, round_, 1)
    assert [(g.text, g.proposers) for g in found.groups if g.operation is Operation.INSERT] == [
        ("New.", ("Bergen", "Malta")),
        ("Newer.", ("Lublin",)),
    ]
    assert all(g.operation is not Operation.INSERT for cluster in found.clusters for g in cluster)


def test_what_would_come_first_of_all_stands_at_key_nought(session: Session, round_: Round) -> None:
    an_amendment(session, round_, operation=Operation.INSERT, key=0, text="To begin with.")
    assert [group.text for group in collisions_of(session, round_)[0].groups] == ["To begin with."]


def test_cells_of_a_row_do_not_disturb_each_other(session: Session) -> None:
    row = Block(kind=Kind.ROW, cells=("Review the law", "Review the law"), table=1)
    round_ = an_open_round(session, a_draft(session, blocks=[row]))
    for part, code in ((0, "bergen"), (1, "malta")):
        an_amendment(session, round_, part=part, text="Review each law", by=a_seat(session, code))
    assert collision_counts(session, round_) == {}
    an_amendment(session, round_, part=1, text="Review some law", by=a_seat(session, "lublin"))
    assert collision_counts(session, round_) == {1: 2}


def test_a_suggestion_enters_only_with_a_member(session: Session) -> None:
    round_ = an_open_round(session)
    suggestion = an_amendment(session, round_, text=MALTA, by=a_seat(session, "net", category=Category.OBSERVER))
    assert not collisions_on(session, round_, 1).groups[0].has_member
    support_amendment(session, suggestion, by=a_seat(session, "lublin"), at=LATER)
    session.expire_all()
    assert collisions_on(session, round_, 1).groups[0].has_member


def test_before_it_is_sent_a_proposal_is_told_what_is_the_same_and_what_it_collides_with(
    session: Session, round_: Round
) -> None:
    def ask(text: str) -> Beside:
        proposed = changes(ENCOURAGE, text)
        return beside(session, round_, proposal(1, Typed(operation=Operation.REPLACE, text=text)), proposed)

    same = ask(LUBLIN)
    assert ([a.number for a in same.same], same.rivals) == ([3], ())
    against = ask(ENCOURAGE.replace("encourage", "oblige"))
    assert ([a.number for a in against.rivals], against.same) == ([1, 2], ())
    deleting = beside(session, round_, proposal(1, Typed(operation=Operation.DELETE)))
    assert [a.number for a in deleting.rivals] == [1, 2, 3]


def test_however_many_blocks_and_amendments_the_number_of_queries_is_the_same(session: Session) -> None:
    def queries(blocks: int, title: str) -> int:
        texts = [f"Paragraph {n} says what should be done by authorities." for n in range(blocks)]
        made = an_open_round(session, a_draft(session, paragraphs=texts, title=title))
        for key in range(1, blocks + 1):
            for code, word in (("bergen", "must"), ("malta", "may")):
                by = a_head(session, code)
                an_amendment(session, made, key=key, text=texts[key - 1].replace("should", word), by=by)
        session.expire_all()
        seen: list[str] = []
        bind = session.get_bind()
        event.listen(bind, "before_cursor_execute", lambda _c, _cu, statement, *_: seen.append(statement))
        assert len(collision_counts(session, made)) == blocks
        return len(seen)

    assert queries(3, "Short") == queries(15, "Long")


def test_what_was_counted_is_kept_until_something_is_submitted_or_withdrawn(session: Session, round_: Round) -> None:
    assert collision_counts(session, round_) is collision_counts(session, round_)
    spain = an_amendment(session, round_, text=ENCOURAGE.replace("encourage", "oblige"), by=a_seat(session, "spain"))
    assert collision_counts(session, round_) == {1: 3}
    withdraw_amendment(session, spain, by=a_head(session, "spain"), at=LATER)
    assert collision_counts(session, round_) == {1: 2}


def test_what_is_kept_was_counted_for_the_same_words_and_no_other(session: Session, round_: Round) -> None:
    """An act that is taken back leaves nothing behind: the next amendment has its number again, and other words."""
    session.flush()
    with session.begin_nested() as kept:
        an_amendment(session, round_, text=ENCOURAGE.replace("encourage", "oblige"), by=a_seat(session, "spain"))
        assert collision_counts(session, round_) == {1: 3}
        kept.rollback()
    an_amendment(session, round_, text=ENCOURAGE.replace("two years", "four years"), by=a_seat(session, "spain"))
    assert collision_counts(session, round_) == {
        key: len(on.colliding) for key, on in collisions_of(session, round_).items()
    }
