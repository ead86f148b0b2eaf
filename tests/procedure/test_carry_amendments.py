from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from drafting.model.amendments import Amendment
from drafting.model.rounds import Round
from drafting.procedure.carry_amendments import conflict_of
from drafting.procedure.held import choose_fate
from drafting.procedure.packages import in_packages, make_package
from drafting.procedure.rounds import open_round
from drafting.procedure.support_amendment import support_amendment
from drafting.rules.lifecycle import HeldFate, Operation, Ruling
from tests.desk import ON_THE_DESK, REASON, group_of, on_the_desk, publish, rule
from tests.factories import ENCOURAGE, NOON, a_draft, a_head, a_seat, an_amendment, an_open_round, the_secretariat

REQUIRE = ENCOURAGE.replace("encourage", "require")
YEARLY = ENCOURAGE.replace("every two years", "every year")


def hold_and_carry(session: Session, round_: Round, amendment: Amendment) -> None:
    rule(session, round_, {group_of(session, round_, amendment): Ruling.HOLD})
    choose_fate(session, amendment, HeldFate.CARRIED, by=the_secretariat(session), at=ON_THE_DESK)


def next_round(session: Session, round_: Round) -> list[Amendment]:
    """Publish, open the next round, and give the amendments that stand in it from the beginning."""
    issued = publish(session, round_)
    deadline = ON_THE_DESK + timedelta(days=20)
    opened = open_round(session, issued, deadline=deadline, by=the_secretariat(session), at=ON_THE_DESK)
    return list(session.scalars(select(Amendment).where(Amendment.round_id == opened.id).order_by(Amendment.number)))


def test_a_carried_amendment_has_its_number_and_a_new_revision_on_the_next_text(session: Session) -> None:
    round_ = an_open_round(session)
    held = an_amendment(session, round_, text=REQUIRE)
    taken = an_amendment(session, round_, text=YEARLY, by=a_seat(session, "lublin"))
    on_the_desk(session, round_)
    rule(session, round_, [taken])
    hold_and_carry(session, round_, held)
    (carried,) = next_round(session, round_)
    assert (carried.number, carried.revision, carried.delegation) == (held.number, 1, held.delegation)
    assert carried.text == YEARLY.replace("encourage", "require")
    assert [change.text for change in carried.changes] == ["require"]
    assert not carried.needs_author


def test_a_carried_amendment_whose_words_were_changed_needs_its_author(session: Session) -> None:
    round_ = an_open_round(session)
    held = an_amendment(session, round_, text=REQUIRE)
    on_the_desk(session, round_)
    hold_and_carry(session, round_, held)
    own = ENCOURAGE.replace("encourage", "invite")
    rule(session, round_, {}, key=1, texts=[own], hand_reason=REASON)
    (carried,) = next_round(session, round_)
    assert (carried.needs_author, carried.text) == (True, REQUIRE)
    assert conflict_of(session, carried) == "encourage"


def test_support_goes_along_with_a_carried_amendment(session: Session) -> None:
    round_ = an_open_round(session)
    held = an_amendment(session, round_, text=REQUIRE)
    support_amendment(session, held, by=a_seat(session, "malta"), at=NOON + timedelta(hours=2))
    on_the_desk(session, round_)
    hold_and_carry(session, round_, held)
    (carried,) = next_round(session, round_)
    assert [support.delegation.code for support in carried.supports] == ["malta"]


def test_what_was_linked_and_is_carried_stays_linked(session: Session) -> None:
    round_ = an_open_round(session, a_draft(session, paragraphs=[ENCOURAGE, ENCOURAGE, ENCOURAGE]))
    one, two, three = [an_amendment(session, round_, key=key, text=REQUIRE) for key in (1, 2, 3)]
    make_package(session, round_, [one, two, three], title="Duties", by=a_head(session), at=NOON + timedelta(hours=2))
    on_the_desk(session, round_)
    rule(session, round_, [three])
    for held in (one, two):
        hold_and_carry(session, round_, held)
    first, second = next_round(session, round_)
    found = in_packages(session, [first.id], by=a_head(session))[first.id]
    assert (found.package.title, found.package.round_id, found.others) == ("Duties", first.round_id, (second,))


def test_the_one_carried_amendment_of_a_package_is_in_none(session: Session) -> None:
    round_ = an_open_round(session, a_draft(session, paragraphs=[ENCOURAGE, ENCOURAGE]))
    one, two = [an_amendment(session, round_, key=key, text=REQUIRE) for key in (1, 2)]
    make_package(session, round_, [one, two], title="Duties", by=a_head(session), at=NOON + timedelta(hours=2))
    on_the_desk(session, round_)
    rule(session, round_, [two])
    hold_and_carry(session, round_, one)
    (carried,) = next_round(session, round_)
    assert in_packages(session, [carried.id], by=a_head(session)) == {}


def test_what_was_decided_or_bracketed_is_not_carried(session: Session) -> None:
    round_ = an_open_round(session)
    taken = an_amendment(session, round_, text=YEARLY)
    bracketed = an_amendment(session, round_, text=REQUIRE)
    on_the_desk(session, round_)
    rule(session, round_, [taken])
    rule(session, round_, {group_of(session, round_, bracketed): Ruling.HOLD})
    choose_fate(session, bracketed, HeldFate.BRACKETED, by=the_secretariat(session), at=ON_THE_DESK)
    assert next_round(session, round_) == []


def test_a_carried_insertion_stands_at_its_place(session: Session) -> None:
    round_ = an_open_round(session)
    held = an_amendment(session, round_, operation=Operation.INSERT, key=1, text="A new paragraph.")
    on_the_desk(session, round_)
    hold_and_carry(session, round_, held)
    (carried,) = next_round(session, round_)
    assert (carried.key, carried.text, carried.needs_author) == (1, "A new paragraph.", False)
