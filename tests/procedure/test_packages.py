from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from drafting.errors import Closed, Invalid, NotFound, NotPermitted
from drafting.model.amendments import Amendment
from drafting.model.journal import JournalEntry
from drafting.model.packages import Package, PackageItem
from drafting.model.rounds import Round
from drafting.procedure.packages import (
    add_to_package,
    find_package,
    in_packages,
    link_with,
    make_package,
    packages_of,
    take_out,
)
from drafting.procedure.withdraw_amendment import withdraw_amendment
from drafting.rules.permissions import Category, Role
from tests.desk import on_the_desk
from tests.factories import DEADLINE, NOON, a_draft, a_head, a_seat, an_amendment, an_open_round, the_secretariat

TEXTS = tuple(f"Paragraph {n} is about reports." for n in range(1, 5))
LATER = NOON + timedelta(hours=2)


@pytest.fixture
def made(session: Session) -> tuple[Round, list[Amendment]]:
    """A round with three amendments of Bergen and one of Malta."""
    round_ = an_open_round(session, a_draft(session, paragraphs=TEXTS))
    codes = ("bergen", "bergen", "bergen", "malta")
    return round_, [
        an_amendment(session, round_, key=key, text=f"{TEXTS[key - 1]} Yearly.", by=a_head(session, code))
        for key, code in enumerate(codes, start=1)
    ]


def test_a_delegation_links_its_amendments_under_a_title_that_everybody_reads(
    session: Session, made: tuple[Round, list[Amendment]]
) -> None:
    round_, (one, two, three, malta) = made
    package = make_package(session, round_, [one, two], title=" Yearly  reports ", by=a_head(session), at=LATER)
    assert package.title == "Yearly reports"
    add_to_package(session, package, [three], by=a_head(session), at=LATER)

    seen = in_packages(session, [one.id, malta.id], by=a_head(session, "malta"))
    assert seen.keys() >= {one.id} and malta.id not in seen
    assert seen[one.id].package is package and seen[one.id].others == (two, three)
    assert [p.title for p in packages_of(session, round_, by=a_head(session))] == ["Yearly reports"]
    assert packages_of(session, round_, by=a_head(session, "malta")) == []
    assert find_package(session, round_, package.id) is package
    verbs = session.scalars(select(JournalEntry.verb).order_by(JournalEntry.sequence.desc()).limit(2)).all()
    assert verbs == ["add_to_package", "make_package"]


def test_linking_with_one_that_stands_goes_into_its_package_or_makes_one(
    session: Session, made: tuple[Round, list[Amendment]]
) -> None:
    _round, (one, two, three, _malta) = made
    first = link_with(session, two, one, title="Yearly reports", by=a_head(session), at=LATER)
    assert link_with(session, three, one, title="", by=a_head(session), at=LATER) is first
    assert [item.amendment for item in first.items] == [one, two, three]


def test_an_amendment_is_taken_out_and_a_package_of_one_is_none(
    session: Session, made: tuple[Round, list[Amendment]]
) -> None:
    round_, (one, two, three, _malta) = made
    make_package(session, round_, [one, two, three], title="Yearly reports", by=a_head(session), at=LATER)
    take_out(session, three, by=a_head(session), at=LATER)
    assert in_packages(session, [one.id], by=a_head(session))[one.id].others == (two,)
    take_out(session, one, by=a_head(session), at=LATER)
    assert session.scalars(select(Package)).all() == [] and session.scalars(select(PackageItem)).all() == []
    with pytest.raises(NotFound):
        take_out(session, one, by=a_head(session), at=LATER)


@pytest.mark.parametrize(
    ("title", "count", "code"),
    [(" ", 2, "package-title-missing"), ("x" * 201, 2, "too-long"), ("Reports", 1, "package-too-small")],
)
def test_a_package_has_a_title_and_two_amendments(
    session: Session, made: tuple[Round, list[Amendment]], title: str, count: int, code: str
) -> None:
    round_, amendments = made
    with pytest.raises(Invalid) as refused:
        make_package(session, round_, amendments[:count], title=title, by=a_head(session), at=LATER)
    assert refused.value.code == code


def test_an_amendment_is_in_one_package_and_not_a_withdrawn_one(
    session: Session, made: tuple[Round, list[Amendment]]
) -> None:
    round_, (one, two, three, _malta) = made
    package = make_package(session, round_, [one, two], title="Reports", by=a_head(session), at=LATER)
    with pytest.raises(Invalid) as refused:
        make_package(session, round_, [two, three], title="Others", by=a_head(session), at=LATER)
    assert (refused.value.code, refused.value.facts["title"]) == ("already-in-package", "Reports")
    withdraw_amendment(session, three, by=a_head(session), at=LATER)
    with pytest.raises(Invalid) as refused:
        add_to_package(session, package, [three], by=a_head(session), at=LATER)
    assert refused.value.code == "already-withdrawn"
    withdraw_amendment(session, two, by=a_head(session), at=LATER)
    assert in_packages(session, [one.id], by=a_head(session))[one.id].others == ()


def test_nobody_links_anothers_amendments(session: Session, made: tuple[Round, list[Amendment]]) -> None:
    round_, (one, two, _three, malta) = made
    with pytest.raises(NotPermitted):
        make_package(session, round_, [one, malta], title="Reports", by=a_head(session), at=LATER)
    package = make_package(session, round_, [one, two], title="Reports", by=a_head(session), at=LATER)
    for stranger in (a_head(session, "malta"), the_secretariat(session)):
        with pytest.raises(NotPermitted):
            add_to_package(session, package, [malta], by=stranger, at=LATER)
        with pytest.raises(NotPermitted):
            take_out(session, one, by=stranger, at=LATER)


def test_where_the_head_submits_the_head_links(session: Session, made: tuple[Round, list[Amendment]]) -> None:
    round_, (one, two, *_rest) = made
    reviewer = a_seat(session, role=Role.REVIEWER)
    reviewer.delegation.head_submits = True
    with pytest.raises(NotPermitted):
        make_package(session, round_, [one, two], title="Reports", by=reviewer, at=LATER)
    make_package(session, round_, [one, two], title="Reports", by=a_head(session), at=LATER)


def test_after_the_deadline_a_delegation_links_nothing_and_the_secretariat_its_own(
    session: Session, made: tuple[Round, list[Amendment]]
) -> None:
    round_, (one, two, *_rest) = made
    with pytest.raises(Closed):
        make_package(session, round_, [one, two], title="R", by=a_head(session), at=DEADLINE + timedelta(minutes=1))
    on_the_desk(session, round_)
    with pytest.raises(Closed):
        make_package(session, round_, [one, two], title="R", by=a_head(session), at=DEADLINE)
    by = the_secretariat(session)
    own = [an_amendment(session, round_, key=k, text=f"{TEXTS[k - 1]} At last.", by=by, at=DEADLINE) for k in (1, 2)]
    assert make_package(session, round_, own, title="Compromise", by=by, at=DEADLINE).delegation is by.delegation


def test_a_package_is_of_one_round(session: Session, made: tuple[Round, list[Amendment]]) -> None:
    round_, (one, two, *_rest) = made
    other = an_open_round(session, a_draft(session, paragraphs=TEXTS, title="Other"))
    elsewhere = an_amendment(session, other, text=f"{TEXTS[0]} Never.")
    package = make_package(session, round_, [one, two], title="Reports", by=a_head(session), at=LATER)
    with pytest.raises(Invalid) as refused:
        add_to_package(session, package, [elsewhere], by=a_head(session), at=LATER)
    assert refused.value.code == "other-round"
    with pytest.raises(NotFound):
        find_package(session, other, package.id)


def test_who_reads_no_contributions_reads_no_packages(session: Session, made: tuple[Round, list[Amendment]]) -> None:
    round_, (one, two, *_rest) = made
    make_package(session, round_, [one, two], title="Reports", by=a_head(session), at=LATER)
    with pytest.raises(NotPermitted):
        in_packages(session, [one.id], by=a_seat(session, "cdadi", category=Category.PARENT_COMMITTEE))
