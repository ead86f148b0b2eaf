"""Many invitations from one table: what each row would do, and all of it or nothing."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from drafting.errors import Invalid, NotPermitted, Stale
from drafting.exchange.read_people import PersonRow, read_people
from drafting.model.journal import JournalEntry
from drafting.model.people import Delegation, Invitation
from drafting.procedure.invite_many import by_tokens, invite_many, renew_many, withdraw_many
from drafting.procedure.invite_plan import Fate, plan_invitations
from drafting.procedure.people import INVITATION_LASTS, accept_invitation, find_invitation, invite
from drafting.rules.permissions import Category, Role
from tests.factories import NOON, a_seat, the_secretariat

HEAD = "Delegation,Kind,Name,E-mail,Role,Language\n"
LATER = NOON + INVITATION_LASTS


def rows_of(*lines: str) -> Sequence[PersonRow]:
    return read_people(HEAD + "\n".join(lines) + "\n").rows


def fates(session: Session, *lines: str, at: object = NOON) -> list[tuple[str, str]]:
    plan = plan_invitations(session, rows_of(*lines), by=the_secretariat(session), at=at)  # type: ignore[arg-type]
    return [(one.fate.value, one.why) for one in plan.rows]


def sent(session: Session, *lines: str, at: object = NOON):  # type: ignore[no-untyped-def]
    by = the_secretariat(session)
    rows = rows_of(*lines)
    plan = plan_invitations(session, rows, by=by, at=at)  # type: ignore[arg-type]
    return invite_many(session, rows, mark=plan.mark, by=by, at=at)  # type: ignore[arg-type]


def test_each_row_is_new_there_changed_or_refused(session: Session) -> None:
    bergen = a_seat(session)
    malta = a_seat(session, "malta", category=Category.STATE).delegation
    by = the_secretariat(session)
    told = {"name": "Open", "delegation": malta, "role": Role.HEAD, "offices": [], "by": by}
    invite(session, email="open@malta.example", at=NOON, **told)  # type: ignore[arg-type]
    invite(session, email="lapsed@malta.example", at=NOON - INVITATION_LASTS, **told)  # type: ignore[arg-type]
    assert fates(
        session,
        "Bergen,,Ana,ana@bergen.example,head,en",
        f"bergen,,,{bergen.person.email},head,",
        f"BERGEN,,,{bergen.person.email.upper()},head,",
        "malta,,,open@malta.example,head,",
        "malta,,,lapsed@malta.example,head,",
    ) == [
        ("new", "invited"),
        ("there", "seated"),
        ("refused", "row-twice"),
        ("there", "invited-already"),
        ("new", "renewed"),
    ]
    assert fates(session, f"bergen,,,{bergen.person.email},relecteur,", "malta,,,open@malta.example,reviewer,") == [
        ("changed", "seat-role"),
        ("changed", "invitation-corrected"),
    ]


@pytest.mark.parametrize(
    ("line", "why"),
    [
        (",,Ana,ana@bergen.example,head,", "row-delegation-missing"),
        ("Atlantis,,Ana,ana@bergen.example,head,", "row-delegation-unknown"),
        ("Atlantis,kingdom,Ana,ana@bergen.example,head,", "row-kind"),
        ("Atlantis,secretariat,Ana,ana@bergen.example,head,", "row-delegation-unknown"),
        ("Bergen,state,Ana,ana@bergen.example,head,", "row-other-kind"),
        ("Bergen,,Ana,ana,head,", "email"),
        ("Bergen,,Ana,Ana <ana@bergen.example>,head,", "email"),
        ("Bergen,,Ana,ana@bergen.example,king,", "row-role"),
        ("Bergen,,Ana,ana@bergen.example,,", "row-role-missing"),
        ("Bergen,,Ana,ana@bergen.example,head,nl", "row-language"),
        ("Bergen,,Ana,ana@bergen.example,head,en,more", "row-cells"),
        (f"Bergen,,{'x' * 201},ana@bergen.example,head,", "too-long"),
        ("Bergen,,A\x07na,ana@bergen.example,head,", "control-character"),
    ],
)
def test_a_row_that_cannot_be_taken_is_refused_with_its_reason(session: Session, line: str, why: str) -> None:
    a_seat(session)
    assert fates(session, line) == [("refused", why)]


def test_a_delegation_that_rests_gets_nobody(session: Session) -> None:
    a_seat(session).delegation.active = False
    assert fates(session, "Bergen,,Ana,ana@bergen.example,head,") == [("refused", "delegation-rests")]


def test_a_delegation_is_named_by_its_code_or_either_name_and_a_name_of_two_is_asked_about(session: Session) -> None:
    a_seat(session, "bergen").delegation.name_fr = "Bergue"
    a_seat(session, "malta").delegation.name_fr = "Bérgue"
    session.flush()
    assert fates(session, "bergue,,,a@x.example,head,", "MALTA,,,b@x.example,head,") == [
        ("refused", "row-delegation-two"),
        ("new", "invited"),
    ]


def test_all_of_a_table_is_done_in_one_act_and_the_same_again_makes_nothing_twice(session: Session) -> None:
    bergen = a_seat(session)
    lines = (
        "Bergen,,Ana Example,ana@bergen.example,head,fr",
        f"Bergen,,,{bergen.person.email},reviewer,",
        "Upper Region,région,Bo Example,bo@upper.example,chef,en",
        "upper region,region,Cy Example,cy@upper.example,reviewer,",
    )
    done = sent(session, *lines)
    assert [one.invitation.email for one in done.invited] == [
        "ana@bergen.example",
        "bo@upper.example",
        "cy@upper.example",
    ]
    assert (done.changed, [one.code for one in done.founded]) == (1, ["upper-region"])
    assert bergen.role is Role.REVIEWER
    assert session.query(Delegation).filter_by(code="upper-region").one().category is Category.REGION
    seat = accept_invitation(session, done.invited[0].token, name="Ana", password="four plain words here", at=NOON)
    assert (seat.role, seat.person.language) == (Role.HEAD, "fr")
    entry = session.scalars(select(JournalEntry).order_by(JournalEntry.sequence.desc()).offset(1).limit(1)).one()
    assert entry.verb == "invite_many"
    assert "ana@bergen.example" not in str(entry.subject)
    assert {fate for fate, _why in fates(session, *lines)} == {"there"}
    with pytest.raises(Invalid) as refused:
        sent(session, *lines)
    assert refused.value.code == "nothing-to-invite"
    assert session.query(Invitation).count() == 3


def test_new_delegations_whose_names_begin_alike_or_have_no_latin_letter_are_two(session: Session) -> None:
    names = [f"Association of Local Authorities of the State of {name}" for name in ("Malta", "Lublin")]
    sent(session, *(f"{name},state,N,n{n}@group.example,head," for n, name in enumerate((*names, "Ελλάδα", "Кипър"))))
    found = session.scalars(select(Invitation).order_by(Invitation.id)).all()
    assert [one.delegation.name for one in found] == [*names, "Ελλάδα", "Кипър"]
    assert len({one.delegation.code for one in found}) == 4


def test_nothing_is_done_while_a_row_is_refused(session: Session) -> None:
    a_seat(session)
    with pytest.raises(Invalid) as refused:
        sent(session, "Bergen,,Ana,ana@bergen.example,head,", "Bergen,,Bo,bo,head,")
    assert (refused.value.code, refused.value.facts["num"]) == ("rows-refused", 1)
    assert session.query(Invitation).count() == 0


def test_what_was_not_looked_at_is_not_done(session: Session) -> None:
    by = the_secretariat(session)
    a_seat(session)
    rows = rows_of("Bergen,,Ana,ana@bergen.example,head,")
    mark = plan_invitations(session, rows, by=by, at=NOON).mark
    invite_many(session, rows, mark=mark, by=by, at=NOON)
    with pytest.raises(Stale) as refused:
        invite_many(session, rows, mark=mark, by=by, at=NOON)
    assert refused.value.code == "plan-changed"
    assert session.query(Invitation).count() == 1


def test_a_person_who_sits_elsewhere_gets_a_further_seat_and_that_is_said(session: Session) -> None:
    bergen = a_seat(session)
    a_seat(session, "malta")
    by = the_secretariat(session)
    rows = rows_of(f"Malta,,,{bergen.person.email},reviewer,", f"New,state,,{bergen.person.email},reviewer,")
    plan = plan_invitations(session, rows, by=by, at=NOON)
    assert [one.elsewhere for one in plan.rows] == [("Bergen",), ("Bergen",)]
    assert [one.fate for one in plan.rows] == [Fate.NEW, Fate.NEW]


def test_a_seat_that_ended_is_offered_again(session: Session) -> None:
    bergen = a_seat(session)
    bergen.active = False
    session.flush()
    done = sent(session, f"Bergen,,,{bergen.person.email},head,")
    assert (
        accept_invitation(session, done.invited[0].token, name="", password="four plain words here", at=NOON) is bergen
    )


def test_links_that_were_lost_are_made_anew_and_the_old_ones_are_useless(session: Session) -> None:
    a_seat(session)
    by = the_secretariat(session)
    first = sent(session, "Bergen,,Ana,ana@bergen.example,head,").invited[0]
    renewed = renew_many(session, [first.invitation.id, 999], by=by, at=LATER)
    assert [one.invitation for one in renewed] == [first.invitation]
    assert find_invitation(session, renewed[0].token, at=LATER + timedelta(days=13)) is first.invitation
    first.invitation.delegation.active = False
    assert renew_many(session, [first.invitation.id], by=by, at=LATER) == ()
    assert by_tokens(session, [first.token, renewed[0].token, "made up"], by=by) == [renewed[0]]
    assert withdraw_many(session, [first.invitation.id], by=by, at=LATER) == 1
    for again in (renew_many, withdraw_many):
        with pytest.raises(Invalid) as refused:
            again(session, [first.invitation.id], by=by, at=LATER)  # type: ignore[operator]
        assert refused.value.code == "invitations-unticked"


def test_a_delegate_may_do_none_of_it(session: Session) -> None:
    head = a_seat(session)
    rows = rows_of("Bergen,,Ana,ana@bergen.example,head,")
    for act in (
        lambda: plan_invitations(session, rows, by=head, at=NOON),
        lambda: invite_many(session, rows, mark="", by=head, at=NOON),
        lambda: renew_many(session, [1], by=head, at=NOON),
        lambda: withdraw_many(session, [1], by=head, at=NOON),
        lambda: by_tokens(session, ["x"], by=head),
    ):
        with pytest.raises(NotPermitted):
            act()
