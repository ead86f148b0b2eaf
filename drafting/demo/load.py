"""The demonstration group, built by the tool's own verbs: what a demonstration shows is what the tool does."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from drafting.demo.content import (
    AmendmentRecord,
    CommentRecord,
    Contributions,
    DelegationRecord,
    DemoContent,
    find,
    load,
)
from drafting.demo.decide import decide_round
from drafting.exchange.read_markdown import read
from drafting.model.amendments import Amendment
from drafting.model.people import Person, Seat
from drafting.model.rounds import Round
from drafting.model.texts import Draft
from drafting.procedure.change_comment import answer_comment
from drafting.procedure.delegations import add_delegation
from drafting.procedure.door import hash_password
from drafting.procedure.import_draft import import_draft
from drafting.procedure.layout import rows_of
from drafting.procedure.propose_amendment import propose_amendment
from drafting.procedure.rounds import close_round, open_round
from drafting.procedure.seats import take_seat
from drafting.procedure.submit_comment import reply, submit_comment
from drafting.procedure.support_amendment import support_amendment
from drafting.procedure.withdraw_amendment import withdraw_amendment
from drafting.rules.deadlines import STRASBOURG
from drafting.rules.lifecycle import Disposition, Operation
from drafting.rules.permissions import Role
from drafting.text.blocks import Block, Kind

PASSWORD = "demonstration only"
"""Everybody's password in the demonstration, which never runs in production."""


@dataclass(frozen=True, slots=True)
class Place:
    """A block of a draft and its key."""

    key: int
    block: Block


class Group:
    """The seats by delegation and role."""

    def __init__(self) -> None:
        self._seats: dict[tuple[str, Role], Seat] = {}

    def take(self, code: str, role: Role, seat: Seat) -> None:
        self._seats.setdefault((code, role), seat)

    def seat(self, code: str, role: Role = Role.HEAD) -> Seat:
        """The delegation's seat of that role, else the one it has."""
        for wanted in (role, Role.HEAD, Role.REVIEWER):
            if (code, wanted) in self._seats:
                return self._seats[code, wanted]
        raise LookupError(code)


def load_demo(session: Session, *, at: datetime) -> str:
    """Make the group, its text with two issued drafts, and the open round on Draft 2; gives what was made, in words.

    `at` is the present moment: Draft 1 is seven weeks old, and the open round ends in five days at 18:00 in Strasbourg.
    """
    now = at
    content = load()
    start = now - timedelta(days=49)
    group = make_group(session, content, at=start)
    secretary = group.seat("secretariat")
    reading = read(content.framework.encode())
    draft = import_draft(
        session,
        reading,
        title=content.text.title,
        reference=content.text.references[0],
        slug=content.text.slug,
        by=secretary,
        at=start,
    )
    first = open_round(
        session,
        draft,
        deadline=start + timedelta(days=21),
        by=secretary,
        at=start + timedelta(hours=2),
        meeting="Second meeting",
    )
    made = contribute(session, first, content.rounds[0], group, start=start + timedelta(days=1), days=19)
    closing = start + timedelta(days=21, hours=1)
    close_round(session, first, by=secretary, at=closing)
    second = decide_round(
        session,
        first,
        content.rounds[0],
        made,
        by=secretary,
        at=closing + timedelta(days=2),
        reference=content.text.references[1],
    )
    ends = (now.astimezone(STRASBOURG) + timedelta(days=5)).replace(hour=18, minute=0, second=0, microsecond=0)
    opened = now - timedelta(days=16)
    round_ = open_round(session, second, deadline=ends, by=secretary, at=opened, meeting="Third meeting")
    contribute(session, round_, content.rounds[1], group, start=opened + timedelta(hours=3), days=15)
    session.flush()
    return (
        f"{len(content.delegations)} delegations; “{content.text.title}” with two drafts; round {round_.number} open "
        f"until {ends:%d %B %Y, %H:%M}, with {len(content.rounds[1].amendments)} amendments and "
        f"{len(content.rounds[1].comments)} comments."
    )


def make_group(session: Session, content: DemoContent, *, at: datetime) -> Group:
    """Delegations, people and seats."""
    group = Group()
    take_seats(session, content.delegations, group, at=at)
    return group


def take_seats(session: Session, records: Sequence[DelegationRecord], group: Group, *, at: datetime) -> None:
    """Add these delegations with their people to the group."""
    password = hash_password(PASSWORD)
    people: dict[str, Person] = {}
    for record in records:
        delegation = add_delegation(
            session, code=record.code, name=record.name, category=record.category, by=None, at=at
        )
        for told in record.people:
            person = people.get(told.email)
            if person is None:
                person = Person(name=told.name, email=told.email, password_hash=password, created_at=at)
                people[told.email] = person
                session.add(person)
            seat = take_seat(session, person, delegation, role=told.role, offices=list(told.offices))
            group.take(record.code, told.role, seat)
    session.flush()


def contribute(
    session: Session, round_: Round, records: Contributions, group: Group, *, start: datetime, days: int
) -> dict[str, Amendment]:
    """Submit amendments and comments, spread evenly over `days` from `start`; gives the amendments by record id."""
    places = places_of(session, round_.draft)
    items: list[AmendmentRecord | CommentRecord] = [*records.amendments, *records.comments]
    items.sort(key=lambda record: _spread(record.id))
    step = timedelta(days=days) / max(len(items), 1)
    made: dict[str, Amendment] = {}
    for index, record in enumerate(items):
        at = start + step * index
        if isinstance(record, AmendmentRecord):
            made[record.id] = _amend(session, round_, record, places, group, at=at)
        else:
            _comment(session, round_, record, places, group, at=at)
    return made


def _spread(name: str) -> int:
    """An order that mixes blocks, kinds and delegations, the same on every load."""
    value = 0
    for char in name:
        value = (value * 131 + ord(char)) % 1009
    return value


def places_of(session: Session, draft: Draft) -> Sequence[Place]:
    return [Place(row.key, row.block) for row in rows_of(session, draft)]


def place_at(places: Sequence[Place], at: str) -> Place:
    """The one block that opens with `at`. Raises LookupError."""
    return places[find([place.block for place in places], at)]


def _amend(
    session: Session,
    round_: Round,
    record: AmendmentRecord,
    places: Sequence[Place],
    group: Group,
    *,
    at: datetime,
) -> Amendment:
    place = place_at(places, record.at)
    by = group.seat(record.by, record.role)
    more: Mapping[str, object]
    if record.insert_after is not None:
        operation = Operation.INSERT
        more = {"text": record.insert_after, "new_kind": record.new_kind, "new_level": record.new_level}
    elif record.row_after:
        operation = Operation.INSERT
        more = {"cells": record.row_after, "new_kind": Kind.ROW}
    elif record.move_after is not None:
        operation = Operation.MOVE
        more = {"after": place_at(places, record.move_after).key}
    elif record.join:
        operation, more = Operation.JOIN, {}
    elif record.shape is not None:
        operation = Operation.RESHAPE
        more = {"new_kind": record.shape, "new_level": record.new_level}
    elif record.delete:
        operation = Operation.DELETE
        more = {"beneath": record.beneath}
    else:
        operation = Operation.REPLACE
        more = {"text": record.proposed(place.block.parts[record.cell]), "part": record.cell}
    amendment = propose_amendment(
        session,
        round_,
        operation=operation,
        key=place.key,
        reason=record.reason,
        kind=record.kind,
        by=by,
        at=at,
        **more,  # type: ignore[arg-type]
    )
    for code in record.support:
        support_amendment(session, amendment, by=group.seat(code), at=at + timedelta(hours=1))
    if record.disposition is Disposition.WITHDRAWN:
        withdraw_amendment(session, amendment, by=by, at=at + timedelta(hours=2))
    return amendment


def _comment(
    session: Session,
    round_: Round,
    record: CommentRecord,
    places: Sequence[Place],
    group: Group,
    *,
    at: datetime,
) -> None:
    comment = submit_comment(
        session,
        round_,
        body=record.body,
        kind=record.kind,
        key=place_at(places, record.at).key if record.at else None,
        part=record.cell,
        words=record.quote or "",
        by=group.seat(record.by, record.role),
        at=at,
    )
    for one in record.replies:
        reply(session, comment, body=one.body, by=group.seat(one.by), at=at + timedelta(hours=5))
    if record.answer:
        answer_comment(
            session,
            comment,
            disposition=Disposition.ANSWERED,
            answer=record.answer,
            version=comment.version,
            by=group.seat("secretariat"),
            at=at + timedelta(hours=9),
        )
