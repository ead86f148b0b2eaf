"""What goes through more than one publication: comments, carried amendments; and what held words bring with them."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from drafting.errors import Invalid
from drafting.model.amendments import Amendment
from drafting.model.comments import Comment, CommentAnchor
from drafting.model.rounds import Round
from drafting.model.texts import Draft
from drafting.procedure.checklist import checklist
from drafting.procedure.consolidate import begin_consolidation
from drafting.procedure.held import choose_fate
from drafting.procedure.layout import rows_of
from drafting.procedure.rounds import close_round, open_round
from drafting.rules.lifecycle import AnchorState, Disposition, HeldFate, Operation, Ruling
from tests.desk import ON_THE_DESK, REASON, group_of, on_the_desk, publish, rule
from tests.factories import ENCOURAGE, a_comment, a_draft, a_seat, an_amendment, an_open_round, the_secretariat


def bracket(session: Session, amendments: list[Amendment]) -> None:
    for amendment in amendments:
        choose_fate(session, amendment, HeldFate.BRACKETED, by=the_secretariat(session), at=ON_THE_DESK)


def a_further_round(session: Session, draft: Draft) -> Round:
    by = the_secretariat(session)
    return open_round(session, draft, deadline=ON_THE_DESK + timedelta(days=20), by=by, at=ON_THE_DESK)


def published_again(session: Session, round_: Round, *, at: datetime = ON_THE_DESK + timedelta(days=21)) -> Draft:
    """The round closed, consolidated and published as it stands."""
    by = the_secretariat(session)
    close_round(session, round_, by=by, at=at)
    begin_consolidation(session, round_, by=by, at=at)
    return publish(session, round_)


def anchor_of(session: Session, comment: Comment, draft: Draft) -> CommentAnchor:
    return session.scalars(
        select(CommentAnchor).where(CommentAnchor.comment_id == comment.id, CommentAnchor.draft_id == draft.id)
    ).one()


def test_a_comment_whose_words_were_reworded_says_so_in_every_later_draft(session: Session) -> None:
    round_ = an_open_round(session)
    words = "encourage administrations to adopt such"
    start = ENCOURAGE.index(words)
    comment = a_comment(session, round_, start=start, end=start + len(words))
    on_the_desk(session, round_)
    own = ENCOURAGE.replace(words, "require administrations that hire staff to follow their")
    rule(session, round_, {}, key=1, texts=[own], hand_reason=REASON)
    second = publish(session, round_)
    assert anchor_of(session, comment, second).state is AnchorState.REWORDED
    third = published_again(session, a_further_round(session, second))
    assert anchor_of(session, comment, third).state is AnchorState.REWORDED


def test_a_comment_that_could_stand_at_two_places_is_not_called_carried_later(session: Session) -> None:
    round_ = an_open_round(session)
    comment = a_comment(session, round_)
    second = publish_as_it_is(session, round_)
    anchor_of(session, comment, second).state = AnchorState.AMBIGUOUS
    session.flush()
    third = published_again(session, a_further_round(session, second))
    assert anchor_of(session, comment, third).state is AnchorState.AMBIGUOUS


def publish_as_it_is(session: Session, round_: Round) -> Draft:
    on_the_desk(session, round_)
    return publish(session, round_)


def test_a_carried_amendment_whose_words_stand_in_the_next_draft_leaves_nothing_to_decide(session: Session) -> None:
    round_ = an_open_round(session)
    require = ENCOURAGE.replace("encourage", "require")
    held = an_amendment(session, round_, text=require)
    on_the_desk(session, round_)
    rule(session, round_, {group_of(session, round_, held): Ruling.HOLD}, texts=[require], hand_reason=REASON)
    choose_fate(session, held, HeldFate.CARRIED, by=the_secretariat(session), at=ON_THE_DESK)
    following = a_further_round(session, publish(session, round_))
    carried = session.scalars(select(Amendment).where(Amendment.round_id == following.id)).one()
    assert (carried.number, list(carried.changes), carried.disposition) == (held.number, [], Disposition.ACCEPTED)
    at = ON_THE_DESK + timedelta(days=21)
    close_round(session, following, by=the_secretariat(session), at=at)
    begin_consolidation(session, following, by=the_secretariat(session), at=at)
    assert checklist(session, following).ready


def test_a_held_insertion_of_several_delegations_names_them_all(session: Session) -> None:
    round_ = an_open_round(session, a_draft(session, paragraphs=("Kept.",)))
    made = [
        an_amendment(session, round_, operation=Operation.INSERT, text="New words.", by=a_seat(session, code))
        for code in ("bergen", "lublin")
    ]
    on_the_desk(session, round_)
    rule(session, round_, {group_of(session, round_, made[0]): Ruling.HOLD})
    bracket(session, made)
    issued = publish(session, round_)
    assert [row.text for row in rows_of(session, issued)] == ["Kept.", "[Bergen, Lublin: New words.]"]


@pytest.mark.parametrize(
    ("words", "point"),
    [("New [words.", "brackets"), ("See [paragraph 9](#99).", "dangling"), ("Seen[^x].", "dangling")],
)
def test_held_words_cannot_bring_an_open_bracket_or_a_reference_to_nowhere(
    session: Session, words: str, point: str
) -> None:
    round_ = an_open_round(session, a_draft(session, paragraphs=("Kept.",)))
    held = an_amendment(session, round_, operation=Operation.INSERT, text=words)
    on_the_desk(session, round_)
    rule(session, round_, {group_of(session, round_, held): Ruling.HOLD})
    bracket(session, [held])
    with pytest.raises(Invalid) as refused:
        publish(session, round_)
    assert (refused.value.code, refused.value.facts[point]) == ("not-ready", 1)
