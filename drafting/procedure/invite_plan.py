"""What a table of people would do, row by row, before anything is done."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import TypeVar

from sqlalchemy import ColumnElement, Select, select
from sqlalchemy.orm import Session

from drafting.errors import Invalid
from drafting.exchange.people_words import KINDS, LANGUAGES, ROLES, plain
from drafting.exchange.read_people import PersonRow
from drafting.model.people import Delegation, Invitation, Person, Seat
from drafting.procedure.acting import require
from drafting.procedure.contributing import one_line
from drafting.procedure.delegations import LONGEST_CODE, LONGEST_NAME, RESERVED_CODES
from drafting.procedure.people import mail_address, standing_invitations
from drafting.rules.addresses import plain_address
from drafting.rules.permissions import Act, Category, Role

T = TypeVar("T")
AT_ONCE = 400
"""Addresses asked for in one statement."""


class Fate(StrEnum):
    """What becomes of a row."""

    NEW = "new"
    CHANGED = "changed"
    THERE = "there"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True, kw_only=True)
class NewDelegation:
    """A delegation that is made because a row names it and says what it is."""

    code: str
    name: str
    category: Category


@dataclass(frozen=True, slots=True, kw_only=True)
class Planned:
    """A row with what it means. `why` is the code of what happens or of the refusal, with its `facts`: "invited",
    "renewed" (an invitation that lapsed), "seat-role", "invitation-corrected", "seated", "invited-already"."""

    row: PersonRow
    fate: Fate
    why: str
    facts: Mapping[str, object]
    email: str = ""
    name: str = ""
    language: str = ""
    role: Role | None = None
    delegation: Delegation | None = None
    founds: NewDelegation | None = None
    seat: Seat | None = None
    invitation: Invitation | None = None
    elsewhere: tuple[str, ...] = ()
    """The other delegations in which the person sits: they get a further seat."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """All rows; `mark` names what would be done, so that nothing else is done than what was looked at."""

    rows: tuple[Planned, ...]
    mark: str

    def of(self, fate: Fate) -> Sequence[Planned]:
        return [one for one in self.rows if one.fate is fate]


def plan_invitations(session: Session, rows: Sequence[PersonRow], *, by: Seat, at: datetime) -> Plan:
    """Read the group beside the rows. Nothing is changed. Raises NotPermitted."""
    require(by, Act.MANAGE_PEOPLE)
    planner = _Planner(session, rows, at)
    planned = tuple(planner.planned(row) for row in rows)
    told = hashlib.sha256()
    for one in planned:
        place = one.delegation.id if one.delegation else one.founds
        told.update(repr((one.fate, one.why, one.email, one.name, one.language, one.role, place)).encode())
    return Plan(rows=planned, mark=told.hexdigest()[:32])


class _Planner:
    """What is there of the addresses in the rows, read in few statements."""

    def __init__(self, session: Session, rows: Sequence[PersonRow], at: datetime) -> None:
        self.at = at
        self.delegations: dict[str, Delegation | None] = {}
        self.codes = set(RESERVED_CODES)
        for one in session.scalars(select(Delegation).order_by(Delegation.id)):
            self.codes.add(one.code)
            for word in {plain(one.code), plain(one.name), plain(one.name_fr)} - {""}:
                self.delegations[word] = None if word in self.delegations else one  # two of a name: neither is meant
        emails = sorted({plain_address(row.email) for row in rows})
        self.people = {one.email: one for one in _of(session, select(Person), Person.email.in_, emails)}
        ids = [one.id for one in self.people.values()]
        self.seats = {
            (one.person_id, one.delegation_id): one for one in _of(session, select(Seat), Seat.person_id.in_, ids)
        }
        self.sits: dict[int, list[Seat]] = {}
        for seat in self.seats.values():
            self.sits.setdefault(seat.person_id, []).append(seat)
        open_ = select(Invitation).where(standing_invitations()).order_by(Invitation.id)
        self.invitations = {
            (one.email, one.delegation_id): one for one in _of(session, open_, Invitation.email.in_, emails)
        }
        self.founded: dict[str, NewDelegation] = {}
        self.met: dict[tuple[str, str], int] = {}

    def planned(self, row: PersonRow) -> Planned:
        try:
            return self._meant(row)
        except Invalid as error:
            return Planned(row=row, fate=Fate.REFUSED, why=error.code, facts=error.facts)

    def _meant(self, row: PersonRow) -> Planned:
        if row.spare:
            raise Invalid("row-cells", words=row.spare[0][:80])
        email = mail_address(row.email)
        name = one_line(row.name, field="name", limit=LONGEST_NAME)
        role = ROLES.get(plain(row.role))
        if role is None:
            raise Invalid("row-role-missing" if not row.role else "row-role", words=row.role[:80])
        language = LANGUAGES.get(plain(row.language))
        if language is None:
            raise Invalid("row-language", words=row.language[:80])
        delegation, founds = self._delegation(row)
        place = delegation.code if delegation else founds.code if founds else ""
        before = self.met.setdefault((email, place), row.line)
        if before != row.line:
            raise Invalid("row-twice", line=before)
        meant = Planned(
            row=row, fate=Fate.NEW, why="invited", facts={}, email=email, name=name, language=language, role=role,
            delegation=delegation, founds=founds,
        )  # fmt: skip
        return self._beside_the_group(meant) if delegation else replace(meant, elsewhere=self._elsewhere(email, None))

    def _elsewhere(self, email: str, but: Seat | None) -> tuple[str, ...]:
        person = self.people.get(email)
        sits = self.sits.get(person.id, []) if person else []
        return tuple(one.delegation.name for one in sits if one is not but and one.active)

    def _beside_the_group(self, meant: Planned) -> Planned:
        """What becomes of a row whose delegation is there."""
        assert meant.delegation
        email, role, delegation = meant.email, meant.role, meant.delegation
        person = self.people.get(email)
        seat = self.seats.get((person.id, delegation.id)) if person else None
        if seat is not None and seat.active:
            if seat.role is role:
                return replace(meant, fate=Fate.THERE, why="seated")
            return replace(meant, fate=Fate.CHANGED, why="seat-role", seat=seat)
        invitation = self.invitations.get((email, delegation.id))
        meant = replace(meant, invitation=invitation, elsewhere=self._elsewhere(email, seat))
        if invitation is None:
            return meant
        if invitation.expires_at <= self.at:
            return replace(meant, why="renewed")
        told = (role, meant.name or invitation.name, meant.language or invitation.language)
        if told == (invitation.role, invitation.name, invitation.language):
            return replace(meant, fate=Fate.THERE, why="invited-already")
        return replace(meant, fate=Fate.CHANGED, why="invitation-corrected")

    def _delegation(self, row: PersonRow) -> tuple[Delegation | None, NewDelegation | None]:
        words = plain(row.delegation)
        if not words:
            raise Invalid("row-delegation-missing")
        kind = KINDS.get(plain(row.kind))
        if row.kind and kind is None and plain(row.kind) not in ("secretariat",):
            raise Invalid("row-kind", words=row.kind[:80])
        if words in self.delegations:
            found = self.delegations[words]
            if found is None:
                raise Invalid("row-delegation-two", words=row.delegation[:80])
            if not found.active:
                raise Invalid("delegation-rests")
            if row.kind and (kind or Category.SECRETARIAT) is not found.category:
                raise Invalid("row-other-kind", kind=found.category.value)
            return found, None
        if kind is None:
            raise Invalid("row-delegation-unknown", words=row.delegation[:80])
        name = one_line(row.delegation, field="delegation", limit=LONGEST_NAME)
        made = self.founded.get(words)
        if made is None:
            made = self.founded[words] = NewDelegation(code=self._free_code(words), name=name, category=kind)
            self.codes.add(made.code)
        if made.category is not kind:
            raise Invalid("row-other-kind", kind=made.category.value)
        return None, made

    def _free_code(self, words: str) -> str:
        stem = re.sub(r"[^a-z0-9]+", "-", words).strip("-")[: LONGEST_CODE - 4].strip("-") or "delegation"
        code, count = stem, 2
        while code in self.codes:
            code, count = f"{stem}-{count}", count + 1
        return code


def _of(
    session: Session,
    query: Select[T],
    among: Callable[[Sequence[object]], ColumnElement[bool]],
    values: Sequence[object],
) -> Iterator[T]:
    for begin in range(0, len(values), AT_ONCE):
        yield from session.scalars(query.where(among(values[begin : begin + AT_ONCE])))
