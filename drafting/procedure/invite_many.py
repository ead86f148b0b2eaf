"""Many invitations in one act: all that a table says, as it was looked at before, or nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from drafting.errors import Invalid, Stale
from drafting.exchange.read_people import PersonRow
from drafting.model.people import Delegation, Invitation, Seat
from drafting.procedure.acting import record, require
from drafting.procedure.delegations import add_delegation, hold_people
from drafting.procedure.invite_plan import Fate, Planned, plan_invitations
from drafting.procedure.people import new_invitation, new_link, standing_invitations, token_hash
from drafting.rules.permissions import Act


@dataclass(frozen=True, slots=True, kw_only=True)
class Invited:
    """An invitation and its token, which is kept nowhere else."""

    invitation: Invitation
    token: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """What was done: the invitations with new links, how many rows changed something that was there, and the
    delegations that were made."""

    invited: tuple[Invited, ...]
    changed: int
    founded: tuple[Delegation, ...]


def invite_many(session: Session, rows: Sequence[PersonRow], *, mark: str, by: Seat, at: datetime) -> Done:
    """Do what the plan of the `mark` says. One entry in the journal names all of it.

    Raises NotPermitted, Stale ("plan-changed": the group changed since it was looked at, or the same was sent twice),
    or Invalid ("rows-refused" with how many, "nothing-to-invite").
    """
    require(by, Act.MANAGE_PEOPLE)
    hold_people(session)
    session.expire_all()
    plan = plan_invitations(session, rows, by=by, at=at)
    if plan.mark != mark:
        raise Stale("plan-changed")
    if refused := plan.of(Fate.REFUSED):
        raise Invalid("rows-refused", field="table", num=len(refused))
    if len(plan.of(Fate.THERE)) == len(plan.rows):
        raise Invalid("nothing-to-invite", field="table")
    founded: dict[str, Delegation] = {}
    invited: list[Invited] = []
    seats: list[int] = []
    corrected: list[int] = []
    for one in plan.rows:
        if one.founds is not None and one.founds.code not in founded:
            made = one.founds
            founded[made.code] = add_delegation(
                session, code=made.code, name=made.name, category=made.category, by=by, at=at
            )
        match one.why:
            case "invited":
                delegation = one.delegation or founded[one.founds.code if one.founds else ""]
                invited.append(_new(session, one, delegation, by=by, at=at))
            case "renewed":
                invited.append(_renewed(one, at=at))
            case "seat-role":
                assert one.seat and one.role
                one.seat.role = one.role
                seats.append(one.seat.id)
            case "invitation-corrected":
                _correct(one)
                assert one.invitation
                corrected.append(one.invitation.id)
    session.flush()
    record(
        session,
        act=Act.MANAGE_PEOPLE,
        verb="invite_many",
        by=by,
        at=at,
        invitations=[one.invitation.id for one in invited],
        corrected=corrected,
        seats=seats,
        delegations=[one.id for one in founded.values()],
    )
    return Done(invited=tuple(invited), changed=len(seats) + len(corrected), founded=tuple(founded.values()))


def renew_many(session: Session, ids: Sequence[int], *, by: Seat, at: datetime) -> tuple[Invited, ...]:
    """New links for invitations that stand or lapsed; the old ones work no more. Others of `ids`, and those
    to a delegation that rests, stay as they are.

    Raises NotPermitted, or Invalid ("invitations-unticked").
    """
    require(by, Act.MANAGE_PEOPLE)
    hold_people(session)
    found = [one for one in _standing(session, ids) if one.delegation.active]
    made = []
    for invitation in found:
        made.append(Invited(invitation=invitation, token=new_link(invitation, at=at)))
    told = [one.id for one in found]
    record(session, act=Act.MANAGE_PEOPLE, verb="renew_many", by=by, at=at, invitations=told)
    return tuple(made)


def withdraw_many(session: Session, ids: Sequence[int], *, by: Seat, at: datetime) -> int:
    """Take invitations back; gives how many. Raises NotPermitted, or Invalid ("invitations-unticked")."""
    require(by, Act.MANAGE_PEOPLE)
    hold_people(session)
    found = _standing(session, ids)
    for invitation in found:
        invitation.withdrawn_at = at
    told = [one.id for one in found]
    record(session, act=Act.MANAGE_PEOPLE, verb="withdraw_many", by=by, at=at, invitations=told)
    return len(found)


def by_tokens(session: Session, tokens: Sequence[str], *, by: Seat) -> Sequence[Invited]:
    """The invitations of `tokens` that still stand, for the table of their links. Raises NotPermitted."""
    require(by, Act.MANAGE_PEOPLE)
    hashes = {token_hash(one): one for one in tokens}
    found = session.scalars(select(Invitation).where(Invitation.token_hash.in_(hashes), standing_invitations()))
    return [Invited(invitation=one, token=hashes[one.token_hash]) for one in found.all()]


def _standing(session: Session, ids: Sequence[int]) -> Sequence[Invitation]:
    asked = select(Invitation).where(Invitation.id.in_(ids), standing_invitations()).order_by(Invitation.id)
    found = session.scalars(asked.with_for_update()).all()
    if not found:
        raise Invalid("invitations-unticked")
    return found


def _new(session: Session, one: Planned, delegation: Delegation, *, by: Seat, at: datetime) -> Invited:
    assert one.role
    invitation, token = new_invitation(
        session,
        email=one.email,
        name=one.name,
        delegation=delegation,
        role=one.role,
        offices=[],
        language=one.language,
        by=by,
        at=at,
    )
    return Invited(invitation=invitation, token=token)


def _renewed(one: Planned, *, at: datetime) -> Invited:
    assert one.invitation
    token = new_link(one.invitation, at=at)
    _correct(one)
    return Invited(invitation=one.invitation, token=token)


def _correct(one: Planned) -> None:
    """An invitation as the row has it; what the row leaves empty stays."""
    assert one.invitation and one.role
    one.invitation.role = one.role
    one.invitation.name = one.name or one.invitation.name
    one.invitation.language = one.language or one.invitation.language
