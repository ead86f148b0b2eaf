from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from drafting.errors import Closed, Invalid, NotFound, NotPermitted, Stale
from drafting.model.comments import CommentAnchor
from drafting.model.people import Seat
from drafting.procedure.change_comment import answer_comment, edit_comment, withdraw_comment
from drafting.procedure.rounds import close_round
from drafting.procedure.submit_comment import reply
from drafting.rules.lifecycle import AnchorState, Disposition, ItemState, RoundState
from drafting.rules.permissions import Category, Role
from drafting.text.blocks import Block, Kind
from tests.factories import (
    DEADLINE,
    ENCOURAGE,
    NOON,
    a_comment,
    a_draft,
    a_head,
    a_seat,
    an_open_round,
    the_secretariat,
)

LATER = NOON + timedelta(hours=3)


def test_a_comment_on_words_keeps_the_words_and_what_stands_around_them(session: Session) -> None:
    comment = a_comment(session, an_open_round(session), words="such practices")
    assert (comment.number, comment.exact) == (1, "such practices")
    assert ENCOURAGE[comment.start : comment.end] == "such practices"
    assert comment.prefix.endswith("to adopt ") and comment.suffix.startswith(", and to")
    anchor = session.scalars(select(CommentAnchor)).one()
    assert (anchor.comment_id, anchor.key, anchor.start, anchor.state) == (
        comment.id,
        1,
        comment.start,
        AnchorState.ANCHORED,
    )


def test_selected_words_come_as_code_points_of_the_stored_text(session: Session) -> None:
    comment = a_comment(session, an_open_round(session), start=14, end=30)
    assert comment.exact == ENCOURAGE[14:30]
    with pytest.raises(Invalid) as refused:
        a_comment(session, an_open_round_again(session), start=14, end=10_000)
    assert refused.value.code == "range-outside"


def an_open_round_again(session: Session) -> Any:
    return an_open_round(session, a_draft(session, title="Again"))


def test_words_that_stand_there_more_than_once_are_asked_about(session: Session) -> None:
    round_ = an_open_round(session)
    with pytest.raises(Invalid) as refused:
        a_comment(session, round_, words="to")
    assert refused.value.code == "words-ambiguous"
    places = refused.value.facts["places"]
    assert isinstance(places, list) and len(places) == ENCOURAGE.count("to ") and places[0][1] == "to"

    chosen = a_comment(session, round_, words="to", occurrence=1)
    assert ENCOURAGE[: chosen.end].endswith(", and to")


def test_words_that_are_not_there_are_said_not_to_be(session: Session) -> None:
    with pytest.raises(Invalid) as refused:
        a_comment(session, an_open_round(session), words="quite other words")
    assert (refused.value.code, refused.value.facts["field"]) == ("words-not-found", "words")


def test_words_are_found_in_whichever_cell_they_stand(session: Session) -> None:
    row = Block(kind=Kind.ROW, cells=("Equality", "Review the law"), table=1)
    round_ = an_open_round(session, a_draft(session, blocks=[row]))
    comment = a_comment(session, round_, words="the law")
    assert (comment.part, comment.start, comment.end) == (1, 7, 14)


def test_a_comment_may_be_on_a_block_or_on_the_whole_draft(session: Session) -> None:
    round_ = an_open_round(session)
    on_block, on_draft = a_comment(session, round_), a_comment(session, round_, key=None)
    assert (on_block.key, on_block.exact, on_draft.key) == (1, None, None)
    assert (on_block.number, on_draft.number) == (1, 2)
    with pytest.raises(NotFound):
        a_comment(session, round_, key=99)


@pytest.mark.parametrize(("body", "code"), [(" \n ", "body-missing"), ("c" * 10_001, "too-long")])
def test_a_comment_says_something_and_not_too_much(session: Session, body: str, code: str) -> None:
    with pytest.raises(Invalid) as refused:
        a_comment(session, an_open_round(session), body=body)
    assert (refused.value.code, refused.value.facts["field"]) == (code, "body")


def test_observers_comment_and_the_parent_committee_does_not(session: Session) -> None:
    round_ = an_open_round(session)
    assert a_comment(session, round_, by=a_seat(session, "net", category=Category.OBSERVER)).number == 1
    with pytest.raises(NotPermitted):
        a_comment(session, round_, by=a_seat(session, "committee", category=Category.PARENT_COMMITTEE))


def test_comments_end_with_the_deadline(session: Session) -> None:
    round_ = an_open_round(session)
    with pytest.raises(Closed):
        a_comment(session, round_, at=DEADLINE + timedelta(seconds=1))
    assert a_comment(session, round_, at=DEADLINE + timedelta(minutes=1), form_opened=DEADLINE).late


def test_there_is_one_level_of_replies(session: Session) -> None:
    round_ = an_open_round(session)
    comment = a_comment(session, round_)
    malta = a_seat(session, "malta")
    answer = reply(session, comment, body="The ministries.", by=malta, at=LATER)
    assert (answer.number, answer.parent_id, answer.delegation.code) == (None, comment.id, "malta")
    assert comment.replies == [answer]
    with pytest.raises(Invalid) as refused:
        reply(session, answer, body="Which ones?", by=malta, at=LATER)
    assert refused.value.code == "reply-to-reply"
    with pytest.raises(NotPermitted):
        reply(session, comment, body="We read.", by=a_seat(session, "c", category=Category.PARENT_COMMITTEE), at=LATER)
    with pytest.raises(Closed):
        reply(session, comment, body="Too late.", by=malta, at=DEADLINE + timedelta(hours=1))


def test_within_fifteen_minutes_a_comment_is_mended_without_a_mark(session: Session) -> None:
    comment = a_comment(session, an_open_round(session))
    edit_comment(
        session, comment, body="Please say who.", version=comment.version, by=a_head(session),
        at=comment.submitted_at + timedelta(minutes=14),
    )  # fmt: skip
    assert (comment.body, comment.edited_at, comment.wordings) == ("Please say who.", None, [])


def test_afterwards_it_says_edited_and_keeps_its_earlier_wording(session: Session) -> None:
    comment = a_comment(session, an_open_round(session))
    before, at = comment.body, comment.submitted_at + timedelta(minutes=16)
    edit_comment(session, comment, body="Who is meant?", version=comment.version, by=a_head(session), at=at)
    assert (comment.body, comment.edited_at) == ("Who is meant?", at)
    assert [(wording.body, wording.replaced_at) for wording in comment.wordings] == [(before, at)]


def test_only_its_author_edits_a_comment_and_only_in_time_and_knowing_its_state(session: Session) -> None:
    comment = a_comment(session, an_open_round(session))
    author, colleague = a_head(session), a_seat(session, role=Role.REVIEWER)

    def edit(by: Seat, *, version: int = comment.version, at: Any = LATER, body: str = "Other.") -> None:
        edit_comment(session, comment, body=body, version=version, by=by, at=at)

    with pytest.raises(NotPermitted):
        edit(colleague)
    with pytest.raises(Closed):
        edit(author, at=DEADLINE + timedelta(minutes=1))
    with pytest.raises(Stale) as stale:
        edit(author, version=comment.version + 1)
    assert stale.value.facts["theirs"] == comment.body
    with pytest.raises(Invalid) as refused:
        edit(author, body=comment.body)
    assert refused.value.code == "unchanged"


def test_a_comment_is_withdrawn_by_its_author_or_head_and_its_replies_stay(session: Session) -> None:
    round_ = an_open_round(session)
    head, reviewer = a_seat(session), a_seat(session, role=Role.REVIEWER)
    comment = a_comment(session, round_, by=reviewer)
    reply(session, comment, body="Noted here.", by=a_seat(session, "malta"), at=LATER)
    with pytest.raises(NotPermitted):
        withdraw_comment(session, comment, by=a_seat(session, "lublin"), at=LATER)
    withdraw_comment(session, comment, by=head, at=LATER)
    assert (comment.state, comment.withdrawn_at, len(comment.replies)) == (ItemState.WITHDRAWN, LATER, 1)
    for attempt in (
        lambda: withdraw_comment(session, comment, by=head, at=LATER),
        lambda: reply(session, comment, body="Again.", by=head, at=LATER),
        lambda: edit_comment(session, comment, body="Again.", version=comment.version, by=reviewer, at=LATER),
    ):
        with pytest.raises(Invalid):
            attempt()


def test_the_secretariat_answers_with_words_or_notes_without(session: Session) -> None:
    round_ = an_open_round(session)
    comment = a_comment(session, round_)
    secretary = the_secretariat(session)
    close_round(session, round_, by=secretary, at=LATER)

    def answer(disposition: Disposition, words: str) -> None:
        answer_comment(
            session, comment, disposition=disposition, answer=words, version=comment.version, by=secretary, at=LATER
        )

    with pytest.raises(Invalid) as refused:
        answer(Disposition.ANSWERED, " ")
    assert refused.value.code == "answer-missing"
    answer(Disposition.NOTED, "")
    assert comment.disposition is Disposition.NOTED
    answer(Disposition.ANSWERED, "Clarified in paragraph 2.")
    assert (comment.disposition, comment.answer, comment.answered_by_id) == (
        Disposition.ANSWERED,
        "Clarified in paragraph 2.",
        secretary.id,
    )
    with pytest.raises(Invalid) as refused:
        answer(Disposition.ACCEPTED, "No such thing for a comment.")
    assert refused.value.code == "disposition-unknown"


def test_an_author_who_has_an_answer_says_so_and_others_do_not(session: Session) -> None:
    round_ = an_open_round(session)
    comment = a_comment(session, round_)
    settled = {"disposition": Disposition.ANSWERED, "answer": "", "at": LATER}
    with pytest.raises(NotPermitted):
        answer_comment(session, comment, version=comment.version, by=a_seat(session, "malta"), **settled)
    answer_comment(session, comment, version=comment.version, by=a_head(session), **settled)
    assert comment.disposition is Disposition.ANSWERED
    with pytest.raises(Stale):
        answer_comment(session, comment, version=1, by=a_head(session), **settled)


def test_a_published_round_changes_no_comment(session: Session) -> None:
    round_ = an_open_round(session)
    comment = a_comment(session, round_)
    round_.state = RoundState.PUBLISHED
    with pytest.raises(Closed):
        withdraw_comment(session, comment, by=a_head(session), at=LATER)
    with pytest.raises(Closed):
        answer_comment(
            session, comment, disposition=Disposition.NOTED, answer="", version=comment.version,
            by=the_secretariat(session), at=LATER,
        )  # fmt: skip
