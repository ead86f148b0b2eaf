from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from drafting.errors import TooMany
from drafting.model.knocks import Knock
from drafting.procedure.knocking import (
    AS_ONE_PERSON,
    FROM_ONE_PLACE,
    FROM_ONE_PLACE_AS_ONE_PERSON,
    SPELL,
    knock,
    opened,
)
from tests.factories import NOON

PERSON, PLACE = "head@group.example", "192.0.2.7"


def in_vain(session: Session, times: int, *, place: str = PLACE, person: str = PERSON) -> None:
    for _ in range(times):
        knock(session, place=place, person=person, at=NOON)


def test_one_person_from_one_place_has_to_wait_after_ten_attempts(session: Session) -> None:
    in_vain(session, FROM_ONE_PLACE_AS_ONE_PERSON)
    with pytest.raises(TooMany) as refused:
        knock(session, place=PLACE, person=f" {PERSON.upper()} ", at=NOON + timedelta(minutes=3))
    assert (refused.value.code, refused.value.facts["minutes"]) == ("too-many-attempts", 12)
    knock(session, place=PLACE, person="another@group.example", at=NOON)
    knock(session, place="192.0.2.8", person=PERSON, at=NOON)


def test_the_wait_ends_and_nothing_is_left_of_it(session: Session) -> None:
    in_vain(session, FROM_ONE_PLACE_AS_ONE_PERSON)
    before = set(session.scalars(select(Knock.name)))
    knock(session, place=PLACE, person=PERSON, at=NOON + SPELL)
    after = set(session.scalars(select(Knock.name)))
    assert (len(before), len(after)) == (3, 3)
    assert not before & after


def test_what_succeeds_does_not_count(session: Session) -> None:
    for number in range(2 * FROM_ONE_PLACE):
        person = f"head{number % 5}@group.example"
        knock(session, place=PLACE, person=person, at=NOON)
        opened(session, place=PLACE, person=person, at=NOON)
    assert set(session.scalars(select(Knock.count))) == {0}


def test_many_names_from_one_place_and_one_name_from_many_places_have_to_wait(session: Session) -> None:
    for number in range(FROM_ONE_PLACE):
        in_vain(session, 1, person=f"{number}@group.example")
    with pytest.raises(TooMany):
        in_vain(session, 1, person="new@group.example")
    for number in range(AS_ONE_PERSON):
        in_vain(session, 1, place=f"198.51.100.{number}")
    with pytest.raises(TooMany):
        in_vain(session, 1, place="203.0.113.1")


def test_all_addresses_of_an_ipv6_network_are_one_place(session: Session) -> None:
    for number in range(FROM_ONE_PLACE_AS_ONE_PERSON):
        in_vain(session, 1, place=f"2001:db8::{number + 1:x}")
    with pytest.raises(TooMany):
        in_vain(session, 1, place="2001:db8::ffff")
    in_vain(session, 1, place="2001:db8:0:1::1")


def test_what_is_kept_names_neither_person_nor_place(session: Session) -> None:
    in_vain(session, 1)
    for name in session.scalars(select(Knock.name)):
        assert len(name) == 64
        assert set(name) <= set("0123456789abcdef")
