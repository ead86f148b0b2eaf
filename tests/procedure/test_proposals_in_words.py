from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from drafting.errors import Closed, Invalid, NotPermitted
from drafting.model.comments import Comment
from drafting.model.people import Seat
from drafting.model.rounds import Round
from drafting.procedure.carries_out import attach, attachable, carried_out_by, detach, proposals_behind
from drafting.procedure.change_comment import answer_comment
from drafting.procedure.checklist import checklist
from drafting.procedure.unsent import kept_of, save_unsent
from drafting.procedure.withdraw_amendment import withdraw_amendment
from drafting.rules.lifecycle import Disposition
from drafting.rules.permissions import Category
from drafting.text.blocks import Block, Kind
from tests.desk import ON_THE_DESK, on_the_desk, publish, rule
from tests.factories import (
    DEADLINE,
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

REQUIRE = ENCOURAGE.replace("encourage", "require")
BLOCKS = (Block(kind=Kind.HEADING, text="Shared tasks", level=1), Block(kind=Kind.PARAGRAPH, text=ENCOURAGE))


def a_round(session: Session) -> Round:
    return an_open_round(session, a_draft(session, blocks=BLOCKS))


def a_proposal(session: Session, round_: Round, key: int | None = 1, **more: object) -> Comment:
    more = {"body": "Put the duties first.", "reason": "They bind most.", "proposal": True} | more
    return a_comment(session, round_, key=key, **more)  # type: ignore[arg-type]


def answered(session: Session, proposal: Comment, disposition: Disposition, answer: str, by: Seat) -> None:
    answer_comment(
        session, proposal, disposition=disposition, answer=answer, version=proposal.version, by=by, at=ON_THE_DESK
    )


@pytest.mark.parametrize("key", [1, None])
def test_a_proposal_is_told_in_words_on_a_section_or_the_whole_draft(session: Session, key: int | None) -> None:
    round_ = a_round(session)
    save_unsent(session, round_, form=f"propose:{key or ''}", fields={"body": "Put"}, by=a_head(session), at=NOON)
    proposal = a_proposal(session, round_, key)
    assert (proposal.proposal, proposal.key, proposal.reason, proposal.number) == (True, key, "They bind most.", 1)
    assert kept_of(session, round_, form=f"propose:{key or ''}", by=a_head(session)) is None


def test_a_proposal_owes_its_reason_and_is_on_no_paragraph(session: Session) -> None:
    round_ = a_round(session)
    with pytest.raises(Invalid, match="proposal-place"):
        a_proposal(session, round_, 2)
    with pytest.raises(Invalid, match="reason-missing"):
        a_proposal(session, round_, reason=" ")
    assert a_comment(session, round_, key=2, reason="Never asked for.").reason == ""


def test_the_rights_to_propose_in_words_are_those_to_comment(session: Session) -> None:
    round_ = a_round(session)
    assert a_proposal(session, round_, by=a_seat(session, "net", category=Category.OBSERVER)).proposal
    with pytest.raises(NotPermitted):
        a_proposal(session, round_, by=a_seat(session, "above", category=Category.PARENT_COMMITTEE))
    with pytest.raises(Closed):
        a_proposal(session, round_, at=ON_THE_DESK)


def test_the_secretariat_owes_each_proposal_an_answer_and_an_open_one_is_told_before_publication(
    session: Session,
) -> None:
    round_ = a_round(session)
    proposal = a_proposal(session, round_)
    a_comment(session, round_)
    on_the_desk(session, round_)
    by = the_secretariat(session)
    points = checklist(session, round_)
    assert (list(points.proposals), points.ready) == ([proposal], True)
    for disposition in (Disposition.NOTED, Disposition.ANSWERED):
        with pytest.raises(Invalid, match="answer-missing"):
            answered(session, proposal, disposition, " ", by)
    answered(session, proposal, Disposition.NOTED, "For the meeting.", by)
    assert checklist(session, round_).proposals == []


def test_the_secretariats_own_amendments_carry_a_proposal_out_and_each_leads_to_the_other(session: Session) -> None:
    round_ = a_round(session)
    proposal, other = a_proposal(session, round_), a_proposal(session, round_, None)
    by = the_secretariat(session)
    own = an_amendment(session, round_, key=2, text=REQUIRE, by=by)
    assert attachable(session, proposal) == [own]
    attach(session, proposal, own, by=by, at=NOON)
    attach(session, other, own, by=by, at=NOON)
    assert (carried_out_by(session, proposal), attachable(session, proposal)) == ([own], [])
    assert proposals_behind(session, own) == [proposal, other]
    with pytest.raises(Invalid, match="attached-already"):
        attach(session, proposal, own, by=by, at=NOON)
    detach(session, proposal, own, by=by, at=NOON)
    assert proposals_behind(session, own) == [other]
    with pytest.raises(Invalid, match="not-attached"):
        detach(session, proposal, own, by=by, at=NOON)
    withdraw_amendment(session, own, by=by, at=NOON)
    assert carried_out_by(session, other) == []
    with pytest.raises(Invalid, match="amendment-withdrawn"):
        attach(session, proposal, own, by=by, at=NOON)


def test_only_what_is_the_secretariats_own_in_the_round_is_attached_and_only_to_a_proposal(session: Session) -> None:
    round_ = a_round(session)
    proposal, comment = a_proposal(session, round_), a_comment(session, round_)
    by = the_secretariat(session)
    theirs, own = (
        an_amendment(session, round_, key=2, text=REQUIRE),
        an_amendment(session, round_, key=2, text="Own.", by=by),
    )
    with pytest.raises(Invalid, match="not-own"):
        attach(session, proposal, theirs, by=by, at=NOON)
    with pytest.raises(Invalid, match="not-a-proposal"):
        attach(session, comment, own, by=by, at=NOON)
    for seat in (a_head(session), a_seat(session, "malta")):
        with pytest.raises(NotPermitted):
            attach(session, proposal, own, by=seat, at=NOON)
        with pytest.raises(NotPermitted):
            detach(session, proposal, own, by=seat, at=NOON)


def test_nothing_is_attached_after_publication(session: Session) -> None:
    round_ = a_round(session)
    proposal = a_proposal(session, round_)
    own = an_amendment(session, round_, key=2, text=REQUIRE, by=the_secretariat(session))
    on_the_desk(session, round_)
    rule(session, round_, [own])
    publish(session, round_)
    with pytest.raises(NotPermitted):
        attach(session, proposal, own, by=the_secretariat(session), at=DEADLINE)
