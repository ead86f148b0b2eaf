"""Who is in the group, as the secretariat looks at it: delegations with their seats, invitations and last sign-ins."""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload

from drafting.model.people import Delegation, Invitation, Seat, SignIn
from drafting.procedure.acting import require
from drafting.procedure.people import standing_invitations
from drafting.rules.permissions import Act, Category


class Lack(StrEnum):
    """What may be looked for among the delegations."""

    NOBODY = "nobody"
    INVITED = "invited"
    LAPSED = "lapsed"
    NEVER_IN = "never signed in"
    RESTING = "resting"


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """A delegation: `seats` that are held, those that `ended`, invitations that stand and that `lapsed`; `seen` is the
    last sign-in of each person by their id."""

    delegation: Delegation
    seats: tuple[Seat, ...]
    ended: tuple[Seat, ...]
    invited: tuple[Invitation, ...]
    lapsed: tuple[Invitation, ...]
    seen: dict[int, datetime]

    @property
    def last_seen(self) -> datetime | None:
        """The last sign-in of anybody who holds a seat."""
        return max((self.seen[one.person_id] for one in self.seats if one.person_id in self.seen), default=None)

    def lacks(self, lack: Lack) -> bool:
        match lack:
            case Lack.NOBODY:
                return not self.seats
            case Lack.INVITED:
                return bool(self.invited)
            case Lack.LAPSED:
                return bool(self.lapsed)
            case Lack.NEVER_IN:
                return any(one.person_id not in self.seen for one in self.seats)
            case Lack.RESTING:
                return not self.delegation.active

    def holds(self, words: str) -> bool:
        """Whether `words`, plain, are part of a name, a code or an address."""
        told = [self.delegation.name, self.delegation.name_fr, self.delegation.code]
        told += [word for one in (*self.seats, *self.ended) for word in (one.person.name, one.person.email)]
        told += [word for one in (*self.invited, *self.lapsed) for word in (one.name, one.email)]
        return any(words in plain(one) for one in told)


def plain(words: str) -> str:
    """Words for comparing: small letters, no accents, single spaces."""
    apart = unicodedata.normalize("NFKD", words.casefold())
    return " ".join("".join(one for one in apart if not unicodedata.combining(one)).split())


def members(session: Session, *, by: Seat, at: datetime, codes: Iterable[str] | None = None) -> Sequence[Member]:
    """All delegations, or those of `codes`: by category, then by name. Raises NotPermitted."""
    require(by, Act.MANAGE_PEOPLE)
    asked = select(Delegation).order_by(Delegation.name)
    if codes is not None:
        asked = asked.where(Delegation.code.in_(tuple(codes)))
    delegations = session.scalars(asked).all()
    ids = [one.id for one in delegations]
    seats = session.scalars(
        select(Seat).where(Seat.delegation_id.in_(ids)).order_by(Seat.role, Seat.id).options(joinedload(Seat.person))
    ).all()
    open_ = select(Invitation).where(Invitation.delegation_id.in_(ids), standing_invitations())
    invitations = session.scalars(open_.order_by(Invitation.email)).all()
    last = select(SignIn.person_id, func.max(func.coalesce(SignIn.used_at, SignIn.created_at)))
    people = {one.person_id for one in seats}
    seen = {
        person_id: moment
        for person_id, moment in session.execute(last.group_by(SignIn.person_id))
        if person_id in people
    }
    order = list(Category)
    sitting: dict[int, list[Seat]] = defaultdict(list)
    for seat in seats:
        sitting[seat.delegation_id].append(seat)
    waiting: dict[int, list[Invitation]] = defaultdict(list)
    for invitation in invitations:
        waiting[invitation.delegation_id].append(invitation)
    found = [
        Member(
            delegation=one,
            seats=tuple(seat for seat in sitting[one.id] if seat.active),
            ended=tuple(seat for seat in sitting[one.id] if not seat.active),
            invited=tuple(i for i in waiting[one.id] if i.expires_at > at),
            lapsed=tuple(i for i in waiting[one.id] if i.expires_at <= at),
            seen=seen,
        )
        for one in delegations
    ]
    return sorted(found, key=lambda one: order.index(one.delegation.category))
