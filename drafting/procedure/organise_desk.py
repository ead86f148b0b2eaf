"""The secretariat shares its work on a round: who takes which blocks, and how far each has come."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from drafting.errors import Invalid
from drafting.model.amendments import Amendment
from drafting.model.organising import Assignment
from drafting.model.paragraphs import DraftParagraph
from drafting.model.people import Delegation, Seat
from drafting.model.rounds import Round
from drafting.procedure.acting import hold_round, record, require
from drafting.rules.lifecycle import ItemState
from drafting.rules.permissions import Act, Category


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """What one of the secretariat has before them: blocks, and the standing amendments on them."""

    seat: Seat
    blocks: int
    assigned: int
    decided: int

    @property
    def left(self) -> int:
        return self.assigned - self.decided


def colleagues(session: Session) -> list[Seat]:
    """The seats of the secretariat that may act, in the order they came."""
    query = (
        select(Seat)
        .join(Delegation)
        .where(Delegation.category == Category.SECRETARIAT, Delegation.active.is_(True), Seat.active.is_(True))
    )
    return list(session.scalars(query.order_by(Seat.id).options(joinedload(Seat.person))))


def assign(session: Session, round_: Round, keys: Collection[int], *, to: Seat | None, by: Seat, at: datetime) -> int:
    """Give blocks of the round to a colleague, or to nobody; gives how many changed hands.

    Raises NotPermitted; Invalid ("nothing-chosen"; "colleague-unknown" for a seat outside the secretariat;
    "block-unknown" for a key that the round's draft does not have).
    """
    hold_round(session, round_, alone=True)
    require(by, Act.ORGANISE_DESK)
    if not keys:
        raise Invalid("nothing-chosen")
    if to is not None and (to.delegation.category is not Category.SECRETARIAT or not to.active):
        raise Invalid("colleague-unknown", field="colleague")
    known = set(session.scalars(select(DraftParagraph.key).where(DraftParagraph.draft_id == round_.draft_id))) | {0}
    unknown = sorted(set(keys) - known)
    if unknown:
        raise Invalid("block-unknown", key=unknown[0])
    there = assignments(session, round_)
    changed = []
    for key in sorted(set(keys)):
        held = there.get(key)
        if (held.seat_id if held is not None else None) == (to.id if to is not None else None):
            continue
        changed.append(key)
        if to is None and held is not None:
            session.delete(held)
        elif to is not None and held is not None:
            held.seat, held.by_id, held.at = to, by.id, at
        elif to is not None:
            session.add(Assignment(round_id=round_.id, key=key, seat=to, by_id=by.id, at=at))
    if changed:
        whom = to.id if to is not None else None
        record(session, act=Act.ORGANISE_DESK, verb="assign", by=by, at=at, round=round_.id, to=whom, keys=changed)
    return len(changed)


def assignments(session: Session, round_: Round) -> dict[int, Assignment]:
    """Who has which block, by key."""
    query = select(Assignment).where(Assignment.round_id == round_.id)
    return {one.key: one for one in session.scalars(query.options(joinedload(Assignment.seat).joinedload(Seat.person)))}


def progress_of(session: Session, round_: Round, *, by: Seat) -> list[Progress]:
    """How far each colleague with an assignment has come, in three queries. Raises NotPermitted."""
    require(by, Act.READ_DESK)
    given = assignments(session, round_)
    standing = session.execute(
        select(Amendment.key, Amendment.disposition).where(
            Amendment.round_id == round_.id, Amendment.state == ItemState.SUBMITTED
        )
    ).all()
    blocks, assigned, decided = Counter[int](), Counter[int](), Counter[int]()
    for one in given.values():
        blocks[one.seat_id] += 1
    for key, disposition in standing:
        if key in given:
            assigned[given[key].seat_id] += 1
            decided[given[key].seat_id] += disposition is not None
    seats = {one.seat_id: one.seat for one in given.values()}
    return [
        Progress(seat=seats[id_], blocks=blocks[id_], assigned=assigned[id_], decided=decided[id_])
        for id_ in sorted(seats)
    ]
