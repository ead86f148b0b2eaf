"""Two secretaries who act on people at the same moment, over two connections of a true PostgreSQL."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlalchemy import Engine, create_engine, select
from sqlalchemy.orm import Session

from drafting.exchange.read_people import read_people
from drafting.model.people import Delegation, Invitation, Seat
from drafting.model.tables import metadata
from drafting.procedure.delegations import change_delegation
from drafting.procedure.group import describe_group
from drafting.procedure.invite_many import invite_many
from drafting.procedure.invite_plan import plan_invitations
from drafting.procedure.people import invite
from drafting.procedure.seats import change_seat
from drafting.rules.permissions import Category, Role
from tests.factories import NOON, a_seat
from tests.procedure.conftest import KEY
from tests.procedure.test_two_at_once import made, meet

ROWS = read_people("Delegation,Kind,E-mail,Role\nBergen,,ana@bergen.example,head\nTown,region,bo@t.example,head\n").rows


@pytest.fixture
def engine(postgres_url: str) -> Iterator[Engine]:
    engine = create_engine(postgres_url)
    metadata.create_all(engine)
    yield engine
    engine.dispose()


@pytest.fixture
def secretaries(engine: Engine) -> list[int]:
    """Two who can sign in, in a secretariat each; and Bergen."""

    def make(session: Session) -> list[int]:
        a_seat(session)
        seats = [a_seat(session, code, category=Category.SECRETARIAT) for code in ("secretariat", "registry")]
        for seat in seats:
            seat.person.password_hash = "something"
        return [seat.id for seat in seats]

    found: list[int] = made(engine, make)
    return found


def ending(seat_id: int, by: int):  # type: ignore[no-untyped-def]
    def act(session: Session) -> None:
        change_seat(
            session,
            session.get_one(Seat, seat_id),
            role=Role.HEAD,
            offices=[],
            active=False,
            version=1,
            by=session.get_one(Seat, by),
            at=NOON,
        )

    return act


def test_two_secretaries_who_end_each_other_leave_one(engine: Engine, secretaries: list[int]) -> None:
    one, other = secretaries
    assert meet(engine, ending(other, one), ending(one, other)) == ["done", "last-secretariat-seat"]
    with Session(engine) as session:
        assert session.scalars(select(Seat.id).where(Seat.active.is_(True), Seat.id.in_(secretaries))).all() == [one]


def test_a_seat_is_not_ended_while_the_other_secretariat_is_put_to_rest(engine: Engine, secretaries: list[int]) -> None:
    one, other = secretaries

    def rest(session: Session) -> None:
        change_delegation(
            session,
            session.scalars(select(Delegation).where(Delegation.code == "registry")).one(),
            name="Registry",
            category=Category.SECRETARIAT,
            head_submits=False,
            active=False,
            version=1,
            by=session.get_one(Seat, one),
            at=NOON,
        )

    assert meet(engine, rest, ending(one, other)) == ["done", "last-secretariat-seat"]


def test_a_table_confirmed_twice_at_once_is_done_once(engine: Engine, secretaries: list[int]) -> None:
    with Session(engine, info=KEY) as session:
        mark = plan_invitations(session, ROWS, by=session.get_one(Seat, secretaries[0]), at=NOON).mark

    def confirm(by: int):  # type: ignore[no-untyped-def]
        return lambda session: invite_many(session, ROWS, mark=mark, by=session.get_one(Seat, by), at=NOON)

    assert meet(engine, confirm(secretaries[0]), confirm(secretaries[1])) == ["done", "plan-changed"]
    with Session(engine) as session:
        assert session.query(Invitation).count() == 2
        assert session.query(Delegation).filter_by(code="town").count() == 1


def test_whoever_is_invited_by_two_at_once_has_one_link_that_works(engine: Engine, secretaries: list[int]) -> None:
    def inviting(by: int):  # type: ignore[no-untyped-def]
        def act(session: Session) -> None:
            bergen = session.scalars(select(Delegation).where(Delegation.code == "bergen")).one()
            told = {"email": "ana@bergen.example", "name": "", "delegation": bergen, "role": Role.HEAD, "offices": []}
            invite(session, by=session.get_one(Seat, by), at=NOON, **told)  # type: ignore[arg-type]

        return act

    assert meet(engine, inviting(secretaries[0]), inviting(secretaries[1])) == ["done", "done"]
    with Session(engine) as session:
        assert session.query(Invitation).filter(Invitation.withdrawn_at.is_(None)).count() == 1


def test_the_group_is_described_by_one_of_two(engine: Engine, secretaries: list[int]) -> None:
    def describing(by: int, version: int):  # type: ignore[no-untyped-def]
        def act(session: Session) -> None:
            told = {"name": f"Group of {by}", "name_fr": "", "description": "", "description_fr": "", "contact": ""}
            describe_group(session, version=version, by=session.get_one(Seat, by), at=NOON, **told)

        return act

    made(engine, describing(secretaries[0], 0))
    assert meet(engine, describing(secretaries[1], 1), describing(secretaries[0], 1)) == ["done", "group-changed"]
