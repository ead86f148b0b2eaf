from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from drafting.errors import Invalid, NotPermitted, Stale
from drafting.model.amendments import Amendment
from drafting.model.rounds import Round
from drafting.procedure.own_text import accept_own
from drafting.procedure.why import why
from drafting.rules.lifecycle import Disposition, Operation
from drafting.text.blocks import Kind
from tests.desk import ON_THE_DESK, fresh, on_the_desk, publish, row_of, rule
from tests.factories import ENCOURAGE, a_head, an_amendment, an_open_round, the_secretariat

REQUIRE = ENCOURAGE.replace("encourage", "require")
URGE = ENCOURAGE.replace("encourage", "urge")


def own(session: Session, round_: Round, text: str = URGE, **more: object) -> Amendment:
    """The secretariat's own text, entered while the next draft is made."""
    return an_amendment(
        session, round_, text=text, by=the_secretariat(session), at=ON_THE_DESK, reason="A middle way.", **more
    )


def accept(session: Session, round_: Round, amendment: Amendment, **more: object) -> None:
    given = {"version": fresh(session, round_, amendment.key), "by": the_secretariat(session)} | more
    accept_own(session, round_, amendment, at=ON_THE_DESK, **given)  # type: ignore[arg-type]


def test_the_secretariats_own_text_is_entered_and_accepted_with_its_reason_and_source(session: Session) -> None:
    round_ = an_open_round(session)
    on_the_desk(session, round_)
    amendment = own(session, round_, source="Decision 4")
    accept(session, round_, amendment)

    assert row_of(session, round_).text == URGE
    assert amendment.disposition is Disposition.ACCEPTED and not row_of(session, round_).by_hand
    draft = publish(session, round_)
    changed = [run for run in why(session, draft, 1, by=a_head(session)) if run.op != "equal"]
    assert [a.source for run in changed for a in run.amendments] == ["Decision 4", "Decision 4"]
    assert all(run.hand_reason == "" for run in changed)


@pytest.mark.parametrize("operation", [Operation.DELETE, Operation.INSERT])
def test_operations_are_entered_and_accepted_too(session: Session, operation: Operation) -> None:
    round_ = an_open_round(session)
    on_the_desk(session, round_)
    text, kind = ("Cities report too.", Kind.PARAGRAPH) if operation is Operation.INSERT else ("", None)
    amendment = own(session, round_, text, operation=operation, new_kind=kind)
    accept(session, round_, amendment)
    assert amendment.disposition is Disposition.ACCEPTED
    assert row_of(session, round_).gone is (operation is Operation.DELETE)


def test_own_text_that_collides_with_what_is_accepted_is_refused_and_names_it(session: Session) -> None:
    round_ = an_open_round(session)
    first = an_amendment(session, round_, text=REQUIRE)
    on_the_desk(session, round_)
    rule(session, round_, [first])
    with pytest.raises(Invalid) as refused:
        accept(session, round_, own(session, round_))
    assert refused.value.code == "collides"
    assert {refused.value.facts["left"], refused.value.facts["right"]} == {1, 2}


def test_own_text_is_not_accepted_over_what_a_colleague_decided_meanwhile(session: Session) -> None:
    round_ = an_open_round(session)
    first = an_amendment(session, round_, text=ENCOURAGE.replace("two years", "year"))
    on_the_desk(session, round_)
    version = fresh(session, round_, 1)
    rule(session, round_, [first])
    with pytest.raises(Stale):
        accept(session, round_, own(session, round_), version=version)


def test_what_a_delegation_sent_is_not_accepted_in_the_same_step(session: Session) -> None:
    round_ = an_open_round(session)
    malta = a_head(session, "malta").delegation
    on_the_desk(session, round_)
    with pytest.raises(Invalid) as refused:
        accept(session, round_, own(session, round_, on_behalf_of=malta))
    assert refused.value.code == "accept-own-only"


def test_only_the_secretariat_accepts_and_only_while_the_next_draft_is_made(session: Session) -> None:
    round_ = an_open_round(session)
    amendment = own(session, round_)
    with pytest.raises(NotPermitted):
        accept_own(session, round_, amendment, version=1, by=the_secretariat(session), at=ON_THE_DESK)
    on_the_desk(session, round_)
    with pytest.raises(NotPermitted):
        accept(session, round_, amendment, by=a_head(session))
