from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from drafting.errors import Invalid, NotPermitted, Stale
from drafting.model.amendments import Amendment
from drafting.model.people import Seat
from drafting.model.rounds import Round
from drafting.procedure.checklist import checklist
from drafting.procedure.falling import fallen, would_fall
from drafting.procedure.restore_fallen import restore_fallen
from drafting.rules.lifecycle import Disposition, Operation, Ruling
from drafting.text.blocks import Kind
from tests.desk import ON_THE_DESK, WITH_POINTS, fresh, group_of, on_the_desk, publish, row_of, rule, take_back
from tests.factories import a_draft, a_head, a_seat, an_amendment, an_open_round, the_secretariat


class Pending:
    """A deletion of the first paragraph with its points, and what is pending on them: words of a point, held words of
    another, a move behind the paragraph; and new text after a point, which still has its place."""

    def __init__(self, session: Session, beneath: str = "delete") -> None:
        self.session = session
        self.round_: Round = an_open_round(session, a_draft(session, blocks=WITH_POINTS))
        malta = a_seat(session, "malta")
        self.deletion = an_amendment(session, self.round_, operation=Operation.DELETE, key=1, beneath=beneath)
        self.words = an_amendment(session, self.round_, key=2, text="publish their budgets;", by=malta)
        self.held = an_amendment(session, self.round_, key=3, text="hear everybody concerned;", by=malta)
        self.new = an_amendment(
            session, self.round_, operation=Operation.INSERT, key=3, text="ask;", new_kind=Kind.POINT, by=malta
        )
        self.above = an_amendment(session, self.round_, key=1, text="Cities must:", by=malta)
        on_the_desk(session, self.round_)
        rule(session, self.round_, {group_of(session, self.round_, self.held): Ruling.HOLD})

    def restore(self, amendment: Amendment, *, by: Seat | None = None, version: int | None = None) -> None:
        if version is None:
            version = fresh(self.session, self.round_, amendment.key)
        restore_fallen(self.session, amendment, version=version, by=by or the_secretariat(self.session), at=ON_THE_DESK)

    def dispositions(self) -> list[Disposition | None]:
        return [a.disposition for a in (self.words, self.held, self.above)]


DOWN = [Disposition.FALLEN] * 3
UP = [None, Disposition.HELD, None]


def test_before_a_deletion_is_accepted_it_is_told_what_would_fall(session: Session) -> None:
    made = Pending(session)
    listed = would_fall(session, made.round_, [made.deletion, made.words])
    assert listed == {made.deletion.id: [made.words, made.held, made.above]}
    lifting = an_amendment(
        session,
        made.round_,
        operation=Operation.DELETE,
        key=1,
        beneath="lift",
        by=the_secretariat(session),
        at=ON_THE_DESK,
    )
    assert would_fall(session, made.round_, [lifting]) == {lifting.id: [made.above]}
    assert would_fall(session, made.round_, []) == {}


def test_what_fell_stays_listed_naming_the_deletion_until_the_deletion_is_taken_back(session: Session) -> None:
    made = Pending(session)
    assert fallen(session, made.round_) == []
    rule(session, made.round_, [made.deletion])
    assert made.dispositions() == DOWN
    assert [(one.amendment, one.by) for one in fallen(session, made.round_)] == [
        (made.words, made.deletion),
        (made.held, made.deletion),
        (made.above, made.deletion),
    ]
    assert would_fall(session, made.round_, [made.deletion]) == {made.deletion.id: []}
    take_back(session, made.round_)
    assert made.dispositions() == UP
    assert fallen(session, made.round_) == []
    rule(session, made.round_, [made.deletion])
    rule(session, made.round_, {group_of(session, made.round_, made.deletion): Ruling.REOPENED})
    assert made.dispositions() == UP


def test_the_secretariat_restores_one_and_decides_it_while_the_deletion_holds(session: Session) -> None:
    made = Pending(session)
    rule(session, made.round_, [made.deletion])
    made.restore(made.words)
    made.restore(made.held)
    assert made.dispositions() == [None, Disposition.HELD, Disposition.FALLEN]
    assert checklist(session, made.round_).undecided == [made.words, made.new]
    with pytest.raises(Invalid, match="collide"):
        rule(session, made.round_, [made.words])
    rule(session, made.round_, {group_of(session, made.round_, made.words): Ruling.REFUSE})
    assert made.words.disposition is Disposition.NOT_ACCEPTED


def test_what_was_restored_does_not_fall_again_by_another_act_but_by_undo(session: Session) -> None:
    made = Pending(session)
    other = an_amendment(
        session, made.round_, operation=Operation.MOVE, key=4, after=0, by=the_secretariat(session), at=ON_THE_DESK
    )
    rule(session, made.round_, [made.deletion])
    made.restore(made.words)
    rule(session, made.round_, [other])
    assert made.words.disposition is None
    take_back(session, made.round_, 2)
    assert made.words.disposition is Disposition.FALLEN
    assert row_of(session, made.round_, 2).gone


def test_a_new_acceptance_of_the_deletion_takes_it_down_again(session: Session) -> None:
    made = Pending(session)
    rule(session, made.round_, [made.deletion])
    made.restore(made.words)
    deletion = group_of(session, made.round_, made.deletion)
    rule(session, made.round_, {deletion: Ruling.REFUSE})
    assert made.dispositions() == UP
    rule(session, made.round_, {deletion: Ruling.ACCEPT})
    assert made.dispositions() == DOWN


def test_only_the_secretariat_restores_and_only_what_has_fallen(session: Session) -> None:
    made = Pending(session)
    with pytest.raises(Invalid, match="not-fallen"):
        made.restore(made.words)
    rule(session, made.round_, [made.deletion])
    for by in (a_head(session), a_head(session, "malta")):
        with pytest.raises(NotPermitted):
            made.restore(made.words, by=by)
    with pytest.raises(Stale):
        made.restore(made.words, version=fresh(session, made.round_, 2) - 1)
    rule(session, made.round_, {group_of(session, made.round_, made.new): Ruling.REFUSE})
    publish(session, made.round_)
    with pytest.raises(NotPermitted):
        made.restore(made.words, version=1)
