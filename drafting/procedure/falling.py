"""What a deletion takes with it: pending amendments fall, naming it; they rise with it, or are restored by hand
(DOMAIN, case 7)."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from drafting.model.amendments import Amendment
from drafting.model.decisions import Decision
from drafting.model.rounds import Round
from drafting.procedure.as_operation import as_operation
from drafting.procedure.collisions import keyed_blocks, loaded
from drafting.procedure.rulings import Unit, decision_before, derive_disposition, latest_decisions
from drafting.rules.lifecycle import ItemState, Operation, Ruling

TAKEN_ALONG = (Operation.REPLACE, Operation.JOIN, Operation.MOVE, Operation.RESHAPE)
"""What cannot be done to a block that is gone. New text after it still has its place."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Hand:
    """Who acts and when, and the act (`edit_id`; None when an act is undone) to which what falls or rises belongs."""

    by_id: int
    at: datetime
    edit_id: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Fallen:
    """An amendment that fell, and the amendment whose acceptance overtook it."""

    amendment: Amendment
    by: Amendment


def would_fall(session: Session, round_: Round, deletions: Iterable[Amendment]) -> dict[int, list[Amendment]]:
    """Deletion → the amendments that would fall if it were accepted now, by number: undecided ones and held ones."""
    found = list(deletions)
    if not found:
        return {}
    blocks = keyed_blocks(session, round_)
    there = {item.key for item in blocks}
    keys = {
        a.id: {a.key, *as_operation(a, blocks).also}
        for a in found
        if a.operation is Operation.DELETE and a.key in there
    }
    pending = _pending(session, round_, {key for of_one in keys.values() for key in of_one})
    ruled = latest_decisions(session, [a.id for a in pending])
    pending = [a for a in pending if any(_falls(ruled.get(unit)) for unit in units(a))]
    return {id_: [a for a in pending if a.key in of_one or a.after in of_one] for id_, of_one in keys.items()}


def fallen(session: Session, round_: Round) -> list[Fallen]:
    """The amendments of a round that have fallen, by number, each with the one that it fell to."""
    amendments = session.scalars(
        select(Amendment)
        .where(Amendment.round_id == round_.id, Amendment.state == ItemState.SUBMITTED)
        .where(Amendment.id.in_(select(Decision.amendment_id).where(Decision.ruling == Ruling.FALLEN)))
        .order_by(Amendment.number)
        .options(*loaded())
    ).all()
    latest = latest_decisions(session, [a.id for a in amendments])
    out = []
    for amendment in amendments:
        held = [latest[unit] for unit in units(amendment) if unit in latest]
        overtaken = next((d.fallen_by_id for d in held if d.ruling is Ruling.FALLEN and d.fallen_by_id), None)
        if overtaken is not None:
            out.append(Fallen(amendment=amendment, by=session.get_one(Amendment, overtaken)))
    return out


def let_fall(session: Session, round_: Round, taken: Mapping[int, Amendment], hand: Hand) -> None:
    """Amendments to what is deleted that are undecided, or held, fall: each names the deletion. `taken` says by which
    deletion each block goes. What was restored since that deletion was accepted stands."""
    standing = _pending(session, round_, taken)
    latest = latest_decisions(session, [a.id for a in standing])
    accepted = latest_decisions(session, {a.id for a in taken.values()})
    restored = _restored(session, standing)
    for amendment in standing:
        overtaking = taken.get(amendment.key) or taken[amendment.after or 0]
        since = accepted[overtaking.id, None].id if (overtaking.id, None) in accepted else 0
        for unit in units(amendment):
            if _falls(latest.get(unit)) and restored.get(unit, 0) <= since:
                session.add(
                    Decision(
                        round_id=round_.id,
                        amendment_id=unit[0],
                        change_id=unit[1],
                        ruling=Ruling.FALLEN,
                        fallen_by_id=overtaking.id,
                        by_id=hand.by_id,
                        at=hand.at,
                        edit_id=hand.edit_id,
                    )
                )
    session.flush()
    derive(session, standing)


def let_rise(session: Session, round_: Round, deletion: Amendment, hand: Hand) -> None:
    """What fell with a deletion that does not stand is as it was before: held again, or open."""
    down = session.scalars(
        select(Decision).where(
            Decision.round_id == round_.id, Decision.fallen_by_id == deletion.id, Decision.ruling == Ruling.FALLEN
        )
    ).all()
    latest = latest_decisions(session, [decision.amendment_id for decision in down])
    for decision in down:
        if latest.get((decision.amendment_id, decision.change_id)) is decision:
            let_stand_again(session, decision, hand)
    session.flush()
    derive(session, [session.get_one(Amendment, decision.amendment_id) for decision in down])


def units(amendment: Amendment) -> list[Unit]:
    """What is ruled on of one amendment: each of its changes, or the whole operation."""
    return [(amendment.id, change.id) for change in amendment.changes] or [(amendment.id, None)]


def let_stand_again(session: Session, decision: Decision, hand: Hand, *, although: int | None = None) -> None:
    """What held before a fall holds again; `although`: the deletion that stands all the same."""
    unit = (decision.amendment_id, decision.change_id)
    earlier = decision_before(session, unit, decision.id, not_fallen_by=decision.fallen_by_id)
    session.add(
        Decision(
            round_id=decision.round_id,
            amendment_id=decision.amendment_id,
            change_id=decision.change_id,
            ruling=earlier.ruling if earlier else Ruling.REOPENED,
            reason=earlier.reason if earlier else "",
            fallen_by_id=although,
            by_id=hand.by_id,
            at=hand.at,
            edit_id=hand.edit_id,
        )
    )


def derive(session: Session, amendments: Iterable[Amendment]) -> None:
    """Set their dispositions to what their rulings come to."""
    listed = list(amendments)
    latest = latest_decisions(session, [a.id for a in listed])
    for amendment in listed:
        derive_disposition(amendment, latest)


def _falls(held: Decision | None) -> bool:
    return held is None or held.ruling is Ruling.HOLD


def _pending(session: Session, round_: Round, keys: Collection[int]) -> Sequence[Amendment]:
    """The amendments that stand on blocks with `keys`, or would move behind one, and could not if these went."""
    return session.scalars(
        select(Amendment)
        .where(
            Amendment.round_id == round_.id,
            or_(Amendment.key.in_(keys), Amendment.after.in_(keys)),
            Amendment.state == ItemState.SUBMITTED,
            Amendment.operation.in_(TAKEN_ALONG),
        )
        .order_by(Amendment.number)
        .options(*loaded())
    ).all()


def _restored(session: Session, amendments: Iterable[Amendment]) -> dict[Unit, int]:
    """Unit → the latest decision that restored it by hand: one that names a deletion without being a fall."""
    found = session.scalars(
        select(Decision)
        .where(Decision.amendment_id.in_([a.id for a in amendments]))
        .where(Decision.fallen_by_id.is_not(None), Decision.ruling != Ruling.FALLEN)
        .order_by(Decision.id)
    )
    return {(decision.amendment_id, decision.change_id): decision.id for decision in found}
