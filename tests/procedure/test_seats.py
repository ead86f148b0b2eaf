"""Seats and delegations that end or change, sessions, and what the group is called."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from drafting.errors import Invalid, NotFound, NotPermitted, Stale
from drafting.model.amendments import Amendment
from drafting.model.people import SignIn
from drafting.procedure.account import end_session, sessions_of
from drafting.procedure.delegations import add_delegation, change_delegation
from drafting.procedure.door import hash_password
from drafting.procedure.group import describe_group, the_group
from drafting.procedure.members import Lack, members
from drafting.procedure.people import accept_invitation, find_invitation, invite, renew_invitation, token_hash
from drafting.procedure.seats import change_seat, end_sessions
from drafting.rules.permissions import Category, Role
from tests.factories import ENCOURAGE, NOON, a_seat, an_amendment, an_open_round, the_secretariat

PASSWORD = "four plain words here"


def signed_in(session: Session, seat: object, token: str) -> SignIn:
    made = SignIn(token_hash=token_hash(token), person=seat.person, seat=seat, created_at=NOON)  # type: ignore[attr-defined]
    session.add(made)
    session.flush()
    return made


def ended(session: Session, seat: object, version: int = 1, active: bool = False) -> None:
    change_seat(
        session,
        seat,  # type: ignore[arg-type]
        role=Role.HEAD,
        offices=[],
        active=active,
        version=version,
        by=the_secretariat(session),
        at=NOON,
    )


def test_a_seat_that_ends_takes_its_sessions_and_open_invitations_with_it_and_nothing_else(session: Session) -> None:
    round_ = an_open_round(session)
    head = a_seat(session)
    an_amendment(session, round_, text=ENCOURAGE.replace("encourage", "require"), by=head)
    here = signed_in(session, head, "one")
    elsewhere = signed_in(session, a_seat(session, "malta"), "two")
    told = {"email": head.person.email, "name": "", "role": Role.HEAD, "offices": [], "by": the_secretariat(session)}
    malta = elsewhere.seat.delegation
    _invitation, token = invite(session, delegation=malta, at=NOON, **told)  # type: ignore[arg-type]
    ended(session, head)
    session.expire_all()
    assert (here.ended_at, elsewhere.ended_at) == (NOON, None)
    assert session.query(Amendment).one().delegation.name == "Bergen"
    assert find_invitation(session, token, at=NOON)  # to another delegation: it stands
    assert members(session, by=the_secretariat(session), at=NOON, codes=["bergen"])[0].ended == (head,)
    ended(session, head, version=2, active=True)
    assert head.active


def test_an_invitation_to_a_seat_that_ended_does_not_bring_it_back(session: Session) -> None:
    head = a_seat(session)
    head.active = False
    told = {"email": head.person.email, "name": "", "role": Role.HEAD, "offices": [], "by": the_secretariat(session)}
    _invitation, token = invite(session, delegation=head.delegation, at=NOON, **told)  # type: ignore[arg-type]
    ended(session, head, version=head.version, active=True)
    ended(session, head, version=head.version)
    session.expire_all()
    with pytest.raises(Invalid) as refused:
        find_invitation(session, token, at=NOON)
    assert refused.value.code == "invitation-withdrawn"


def test_an_invitation_to_a_seat_given_back_meanwhile_changes_nothing_in_it(session: Session) -> None:
    malta, by = a_seat(session, "malta"), the_secretariat(session)
    malta.person.password_hash = hash_password(PASSWORD)
    told = {"by": by, "at": NOON}
    change_seat(session, malta, role=Role.HEAD, offices=[], active=False, version=1, **told)  # type: ignore[arg-type]
    whom = {"email": malta.person.email, "name": "", "delegation": malta.delegation}
    _invitation, token = invite(session, role=Role.HEAD, offices=[], **whom, **told)  # type: ignore[arg-type]
    change_seat(
        session,
        malta,
        role=Role.REVIEWER,
        offices=["chair"],
        active=True,
        version=malta.version,
        **told,  # type: ignore[arg-type]
    )
    assert accept_invitation(session, token, name="", password=PASSWORD, at=NOON) is malta
    assert (malta.role, malta.offices) == (Role.REVIEWER, ["chair"])


def test_a_seat_and_a_delegation_that_somebody_else_changed_are_not_changed_over_them(session: Session) -> None:
    head = a_seat(session)
    ended(session, head)
    with pytest.raises(Stale) as refused:
        ended(session, head)
    assert (refused.value.code, refused.value.facts["version"]) == ("seat-changed", 2)
    with pytest.raises(Stale) as refused:
        renamed(session, head.delegation, version=7)
    assert "Bergen" in str(refused.value.facts["theirs"])


def renamed(session: Session, delegation: object, **more: object) -> None:
    given = {
        "name": "Bergen",
        "category": Category.LOCAL_AUTHORITY,
        "head_submits": False,
        "active": True,
        "version": 1,
        "by": the_secretariat(session),
        "at": NOON,
    } | more
    change_delegation(session, delegation, **given)  # type: ignore[arg-type]


def test_a_delegation_is_corrected_in_both_languages_and_its_kind(session: Session) -> None:
    delegation = a_seat(session).delegation
    renamed(session, delegation, name="Bergen City", name_fr="Ville de Bergen", category=Category.REGION, language="fr")
    assert (delegation.called("en"), delegation.called("fr")) == ("Bergen City", "Ville de Bergen")
    assert (delegation.category, delegation.language) == (Category.REGION, "fr")
    with pytest.raises(Invalid) as refused:
        add_delegation(
            session, code="x", name="ville de bergen", category=Category.STATE, by=the_secretariat(session), at=NOON
        )
    assert refused.value.code == "delegation-name-taken"


def test_the_secretariat_is_not_made_nor_unmade_in_passing(session: Session) -> None:
    delegation = a_seat(session).delegation
    secretary = the_secretariat(session)
    for one, category in ((delegation, Category.SECRETARIAT), (secretary.delegation, Category.STATE)):
        with pytest.raises(Invalid) as refused:
            renamed(session, one, name=one.name, category=category)
        assert refused.value.code == "secretariat-stays"


def test_a_second_secretariat_rests_only_while_somebody_is_left_who_can_come_in(session: Session) -> None:
    office = the_secretariat(session)
    second = a_seat(session, "registry", category=Category.SECRETARIAT)
    with pytest.raises(Invalid) as refused:
        renamed(session, second.delegation, name="Registry", category=Category.SECRETARIAT, active=False)
    assert refused.value.code == "last-secretariat-seat"
    office.person.password_hash = "something"
    session.flush()
    renamed(session, second.delegation, name="Registry", category=Category.SECRETARIAT, active=False)
    assert not second.delegation.active


def test_a_delegation_that_rests_ends_its_sessions_and_its_invitations_wait(session: Session) -> None:
    head, by = a_seat(session), the_secretariat(session)
    here = signed_in(session, head, "one")
    told = {"email": "a@b.example", "name": "", "delegation": head.delegation, "role": Role.HEAD, "offices": []}
    invitation, token = invite(session, by=by, at=NOON, **told)  # type: ignore[arg-type]
    renamed(session, head.delegation, active=False)
    session.expire_all()
    assert here.ended_at == NOON
    for act in (
        lambda: find_invitation(session, token, at=NOON),
        lambda: renew_invitation(session, invitation, by=by, at=NOON),
        lambda: invite(session, by=by, at=NOON, **told),  # type: ignore[arg-type]
    ):
        with pytest.raises(Invalid):
            act()
    renamed(session, head.delegation, version=2)
    assert find_invitation(session, token, at=NOON) is invitation


def test_who_is_invited_again_has_one_link_that_works(session: Session) -> None:
    delegation, by = a_seat(session).delegation, the_secretariat(session)
    told = {"email": "a@b.example", "name": "", "delegation": delegation, "role": Role.HEAD, "offices": [], "by": by}
    _first, old = invite(session, at=NOON, **told)  # type: ignore[arg-type]
    second, new = invite(session, at=NOON, **told)  # type: ignore[arg-type]
    with pytest.raises(Invalid):
        find_invitation(session, old, at=NOON)
    newest = renew_invitation(session, second, by=by, at=NOON)
    with pytest.raises(NotFound):
        find_invitation(session, new, at=NOON)
    assert find_invitation(session, newest, at=NOON) is second


def test_one_of_ones_sessions_is_ended_and_nobody_elses(session: Session) -> None:
    head, other = a_seat(session), a_seat(session, "malta")
    here, phone, theirs = (signed_in(session, seat, str(n)) for n, seat in enumerate((head, head, other)))
    assert {one.id for one in sessions_of(session, head.person_id, at=NOON)} == {here.id, phone.id}
    end_session(session, here, phone.id, at=NOON)
    assert [one.id for one in sessions_of(session, head.person_id, at=NOON)] == [here.id]
    with pytest.raises(NotFound):
        end_session(session, here, theirs.id, at=NOON)
    assert theirs.ended_at is None


def test_the_secretariat_ends_a_persons_sessions_and_a_delegate_does_not(session: Session) -> None:
    head, other = a_seat(session), a_seat(session, "malta")
    signed_in(session, head, "one")
    signed_in(session, head, "two")
    with pytest.raises(NotPermitted):
        end_sessions(session, head.person, by=other, at=NOON)
    assert end_sessions(session, head.person, by=the_secretariat(session), at=NOON) == 2
    assert sessions_of(session, head.person_id, at=NOON) == []
    assert head.active


def test_delegations_are_found_by_what_they_lack_and_by_words_without_their_accents(session: Session) -> None:
    head, by = a_seat(session), the_secretariat(session)
    signed_in(session, head, "one")
    empty = add_delegation(session, code="empty", name="Évreux", category=Category.STATE, by=by, at=NOON)
    found = {one.delegation.code: one for one in members(session, by=by, at=NOON)}
    assert [code for code, one in found.items() if one.lacks(Lack.NOBODY)] == ["empty"]
    assert [code for code, one in found.items() if one.lacks(Lack.NEVER_IN)] == ["secretariat"]
    assert found[empty.code].holds("evreux")
    assert found["bergen"].last_seen == NOON
    with pytest.raises(NotPermitted):
        members(session, by=head, at=NOON)


def described(session: Session, **more: object) -> object:
    given = {
        "name": "Working Group",
        "name_fr": "Groupe de travail",
        "description": "It writes.",
        "description_fr": "",
        "contact": "office@group.example",
        "version": 0,
        "by": the_secretariat(session),
        "at": NOON,
    } | more
    return describe_group(session, **given)  # type: ignore[arg-type]


def test_the_secretariat_says_what_the_group_is_called(session: Session) -> None:
    described(session)
    with pytest.raises(Stale) as refused:
        described(session, name="Other")
    assert "Working Group" in str(refused.value.facts["theirs"])
    described(session, name="Other", version=1, contact="")
    group = the_group(session)
    assert group is not None
    assert (group.name, group.contact, group.version) == ("Other", "", 2)


@pytest.mark.parametrize(
    ("given", "field"),
    [({"name": " "}, "name"), ({"contact": "nobody"}, "contact"), ({"description": "x" * 2_001}, "description")],
)
def test_a_group_that_cannot_be_called_so_is_refused(session: Session, given: dict[str, str], field: str) -> None:
    with pytest.raises(Invalid) as refused:
        described(session, **given)
    assert refused.value.facts["field"] == field


def test_a_delegate_does_not_name_the_group(session: Session) -> None:
    with pytest.raises(NotPermitted):
        described(session, by=a_seat(session))
