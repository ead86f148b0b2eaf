from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from drafting.errors import Invalid, NotFound, NotPermitted
from drafting.model.people import Delegation, Seat
from drafting.procedure.account import change_password
from drafting.procedure.delegations import add_delegation, change_delegation
from drafting.procedure.door import check_sign_in, hash_password, usual_seat
from drafting.procedure.people import accept_invitation, find_invitation, invite, withdraw_invitation
from drafting.procedure.seats import change_seat
from drafting.rules.permissions import Category, Role
from tests.factories import NOON, a_seat, the_secretariat

PASSWORD = "four plain words here"


def an_invitation(session: Session, email: str = "new@group.example") -> str:
    malta = a_seat(session, "malta", category=Category.STATE).delegation
    return invite(
        session,
        email=email,
        name="New member",
        delegation=malta,
        role=Role.REVIEWER,
        offices=[],
        by=the_secretariat(session),
        at=NOON,
    )[1]


def test_the_secretariat_adds_a_delegation(session: Session) -> None:
    made = add_delegation(
        session,
        code="Reggio-Emilia",
        name=" Reggio  Emilia ",
        category=Category.LOCAL_AUTHORITY,
        by=the_secretariat(session),
        at=NOON,
    )
    assert (made.code, made.name) == ("reggio-emilia", "Reggio Emilia")


def test_a_delegate_may_not_add_a_delegation(session: Session) -> None:
    with pytest.raises(NotPermitted):
        add_delegation(session, code="x", name="X", category=Category.STATE, by=a_seat(session), at=NOON)


@pytest.mark.parametrize(
    ("code", "name", "refusal"),
    [
        ("bad code", "X", "delegation-code"),
        ("bergen", "X", "delegation-code-taken"),
        ("x", " ", "delegation-name-missing"),
        ("x", "bergen", "delegation-name-taken"),
        ("x", "\u200bBer\u202egen", "delegation-name-taken"),
        ("x", "I\u0302LE VERTE", "delegation-name-taken"),
    ],
)
def test_a_delegation_needs_a_code_and_a_name_of_its_own(session: Session, code: str, name: str, refusal: str) -> None:
    a_seat(session)
    by = the_secretariat(session)
    add_delegation(session, code="ile", name="Île verte", category=Category.REGION, by=by, at=NOON)
    with pytest.raises(Invalid) as refused:
        add_delegation(session, code=code, name=name, category=Category.STATE, by=by, at=NOON)
    assert refused.value.code == refusal


def test_the_secretariat_cannot_rest_its_own_delegation(session: Session) -> None:
    secretary = the_secretariat(session)
    with pytest.raises(Invalid) as refused:
        change_delegation(
            session,
            secretary.delegation,
            name="Secretariat",
            category=Category.SECRETARIAT,
            head_submits=False,
            active=False,
            version=1,
            by=secretary,
            at=NOON,
        )
    assert refused.value.code == "own-delegation"


def test_an_invitation_is_taken_once(session: Session) -> None:
    token = an_invitation(session)
    seat = accept_invitation(session, token, name="New member", password=PASSWORD, at=NOON)
    assert (seat.delegation.code, seat.role) == ("malta", Role.REVIEWER)
    with pytest.raises(Invalid) as refused:
        accept_invitation(session, token, name="Again", password=PASSWORD, at=NOON)
    assert refused.value.code == "invitation-used"


def test_an_invitation_ends_after_fourteen_days(session: Session) -> None:
    token = an_invitation(session)
    assert find_invitation(session, token, at=NOON + timedelta(days=13))
    with pytest.raises(Invalid) as refused:
        find_invitation(session, token, at=NOON + timedelta(days=14))
    assert refused.value.code == "invitation-expired"


def test_an_invitation_that_was_withdrawn_lets_nobody_in(session: Session) -> None:
    token = an_invitation(session)
    withdraw_invitation(session, find_invitation(session, token, at=NOON), by=the_secretariat(session), at=NOON)
    with pytest.raises(Invalid) as refused:
        find_invitation(session, token, at=NOON)
    assert refused.value.code == "invitation-withdrawn"


def test_a_made_up_token_is_not_found(session: Session) -> None:
    with pytest.raises(NotFound):
        find_invitation(session, "made up", at=NOON)


def test_a_delegate_may_not_invite(session: Session) -> None:
    seat = a_seat(session)
    with pytest.raises(NotPermitted):
        invite(
            session,
            email="x@group.example",
            name="",
            delegation=seat.delegation,
            role=Role.HEAD,
            offices=[],
            by=seat,
            at=NOON,
        )


@pytest.mark.parametrize("email", ["", "nobody", "a b@c.example", "a@b"])
def test_an_invitation_needs_a_mail_address(session: Session, email: str) -> None:
    with pytest.raises(Invalid) as refused:
        an_invitation(session, email)
    assert refused.value.code == "email"


def test_a_person_with_an_account_gets_a_second_seat_with_the_password_that_they_have(session: Session) -> None:
    bergen = a_seat(session)
    bergen.person.password_hash = hash_password(PASSWORD)
    token = an_invitation(session, bergen.person.email)
    seat = accept_invitation(session, token, name="", password=PASSWORD, at=NOON)
    assert seat.person is bergen.person
    assert seat.delegation.code == "malta"


@pytest.mark.parametrize("password", ["", "a password of somebody else"])
def test_the_link_alone_does_not_let_anybody_act_for_a_person_with_an_account(session: Session, password: str) -> None:
    """The secretariat sees the links that it makes: it must not be able to sign in as a head of delegation."""
    bergen = a_seat(session)
    bergen.person.password_hash = hash_password(PASSWORD)
    token = an_invitation(session, bergen.person.email)
    with pytest.raises(Invalid) as refused:
        accept_invitation(session, token, name="", password=password, at=NOON)
    assert refused.value.code == "password-not-yours"
    assert find_invitation(session, token, at=NOON)


def test_a_new_person_owes_a_name_and_a_password(session: Session) -> None:
    token = an_invitation(session)
    with pytest.raises(Invalid) as refused:
        accept_invitation(session, token, name=" ", password="", at=NOON)
    assert refused.value.code == "name-missing"
    with pytest.raises(Invalid) as refused:
        accept_invitation(session, token, name="New", password="", at=NOON)
    assert refused.value.code == "password-missing"


def test_a_password_is_long_enough_and_not_endless() -> None:
    for password, refusal in (("short", "password-short"), ("x" * 501, "password-long")):
        with pytest.raises(Invalid) as refused:
            hash_password(password)
        assert refused.value.code == refusal


def a_member(session: Session) -> Seat:
    seat = a_seat(session)
    seat.person.password_hash = hash_password(PASSWORD)
    session.flush()
    return seat


def test_the_right_password_lets_in(session: Session) -> None:
    seat = a_member(session)
    assert check_sign_in(session, email=f" {seat.person.email.upper()} ", password=PASSWORD, at=NOON) is seat


def test_one_address_typed_on_two_keyboards_is_one_persons(session: Session) -> None:
    apart, composed = "rene\u0301@ville.example", "Ren\u00e9@ville.example"
    seat = accept_invitation(session, an_invitation(session, apart), name="René", password=PASSWORD, at=NOON)
    for email in (apart, composed):
        assert check_sign_in(session, email=email, password=PASSWORD, at=NOON) is seat
        with pytest.raises(Invalid, match="already-seated"):
            an_invitation(session, email)


@pytest.mark.parametrize(("email", "password"), [("", PASSWORD), (None, "wrong"), ("x@y.example", PASSWORD)])
def test_a_wrong_password_and_an_unknown_address_are_refused_alike(
    session: Session, email: str | None, password: str
) -> None:
    seat = a_member(session)
    with pytest.raises(NotPermitted) as refused:
        check_sign_in(session, email=seat.person.email if email is None else email, password=password, at=NOON)
    assert refused.value.code == "sign-in-failed"


def test_somebody_whose_seat_was_given_up_is_not_let_in(session: Session) -> None:
    seat = a_member(session)
    change_seat(
        session, seat, role=Role.HEAD, offices=[], active=False, version=1, by=the_secretariat(session), at=NOON
    )
    assert usual_seat(session, seat.person) is None
    with pytest.raises(NotPermitted):
        check_sign_in(session, email=seat.person.email, password=PASSWORD, at=NOON)


def test_the_last_secretariat_seat_cannot_be_given_up(session: Session) -> None:
    secretary = the_secretariat(session)
    with pytest.raises(Invalid) as refused:
        change_seat(session, secretary, role=Role.HEAD, offices=[], active=False, version=1, by=secretary, at=NOON)
    assert refused.value.code == "last-secretariat-seat"


def test_an_office_that_does_not_exist_is_refused(session: Session) -> None:
    with pytest.raises(Invalid) as refused:
        change_seat(
            session,
            a_seat(session),
            role=Role.HEAD,
            offices=["king"],
            active=True,
            version=1,
            by=the_secretariat(session),
            at=NOON,
        )
    assert refused.value.code == "office"


def test_a_password_is_changed_with_the_present_one(session: Session) -> None:
    seat = a_member(session)
    with pytest.raises(Invalid) as refused:
        change_password(session, seat, present="wrong", new="five plain words are here", at=NOON)
    assert refused.value.code == "password-wrong"
    change_password(session, seat, present=PASSWORD, new="five plain words are here", at=NOON)
    assert check_sign_in(session, email=seat.person.email, password="five plain words are here", at=NOON) is seat


def test_a_delegation_that_rests_may_do_nothing(session: Session) -> None:
    seat = a_seat(session, "malta", category=Category.SECRETARIAT)
    seat.delegation.active = False
    session.flush()
    with pytest.raises(NotPermitted):
        add_delegation(session, code="x", name="X", category=Category.STATE, by=seat, at=NOON)
    assert session.query(Delegation).filter_by(code="x").count() == 0
