"""Round 1 of the demonstration decided and published by the desk's own verbs, as its records say."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy.orm import Session

from drafting.demo.content import AmendmentRecord, Contributions, rewrite
from drafting.model.amendments import Amendment
from drafting.model.people import Seat
from drafting.model.rounds import Round
from drafting.model.texts import Draft
from drafting.procedure.collisions import collisions_on
from drafting.procedure.consolidate import begin_consolidation, working_draft
from drafting.procedure.decide import Ruled, decide, version_of
from drafting.procedure.grouping import GroupedChange
from drafting.procedure.held import choose_fate
from drafting.procedure.layout import rows_of
from drafting.procedure.publish import publish_next_draft
from drafting.rules.lifecycle import Disposition, HeldFate, Ruling
from drafting.text.merge import changes, merge

RULINGS = {
    Disposition.ACCEPTED: Ruling.ACCEPT,
    Disposition.ACCEPTED_AS_MODIFIED: Ruling.MODIFY,
    Disposition.NOT_ACCEPTED: Ruling.REFUSE,
    Disposition.HELD: Ruling.HOLD,
}


def decide_round(
    session: Session,
    round_: Round,
    records: Contributions,
    made: Mapping[str, Amendment],
    *,
    by: Seat,
    at: datetime,
    reference: str,
) -> Draft:
    """Consolidate the round block by block and issue the next draft."""
    begin_consolidation(session, round_, by=by, at=at)
    by_amendment = {made[record.id].id: record for record in records.amendments}
    keys = sorted({amendment.key for amendment in made.values()}, key=lambda key: (_deletes(key, made), key))
    for key in keys:
        _decide_block(session, round_, key, by_amendment, by=by, at=at)
    for record in records.amendments:
        if record.disposition is Disposition.HELD:
            choose_fate(session, made[record.id], HeldFate.CARRIED, by=by, at=at)
    number = round_.draft.number + 1
    return publish_next_draft(session, round_, reference=reference, confirm_number=number, by=by, at=at)


def _deletes(key: int, made: Mapping[str, Amendment]) -> bool:
    return any(amendment.key == key and amendment.operation == "delete" for amendment in made.values())


def _decide_block(
    session: Session,
    round_: Round,
    key: int,
    by_amendment: Mapping[int, AmendmentRecord],
    *,
    by: Seat,
    at: datetime,
) -> None:
    working = working_draft(session, round_)
    row = next((row for row in rows_of(session, working, with_gone=True) if row.key == key), None)
    base = {r.key: r for r in rows_of(session, round_.draft)}
    rulings: dict[str, Ruled] = {}
    texts = list(row.block.parts) if row is not None else []
    by_hand = ""
    for group in collisions_on(session, round_, key).groups:
        found = [by_amendment[a.id] for a in group.amendments if a.id in by_amendment]
        source = base[key].block.parts[group.part] if key in base else ""
        ruled = [_ruled(record, group, source) for record in found]
        # One change of several delegations has one ruling: the most that any record gives it.
        rulings[group.id] = min(ruled, key=lambda one: list(RULINGS.values()).index(one.ruling))
        for record in found:
            if record.disposition is Disposition.ACCEPTED_AS_MODIFIED and record.result:
                by_hand = record.answer
                texts[group.part] = rewrite(source, record.result)
    version = version_of(session, round_, row, key)
    decide(session, round_, key=key, version=version, rulings=rulings, by=by, at=at)
    if by_hand and row is not None:
        merged = _with_accepted(session, row.block.parts, texts, base[key].block.parts)
        version = version_of(session, round_, row, key)
        decide(session, round_, key=key, version=version, rulings={}, texts=merged, hand_reason=by_hand, by=by, at=at)


def _with_accepted(session: Session, now: tuple[str, ...], wanted: list[str], base: tuple[str, ...]) -> list[str]:
    """The secretariat's wording together with what was accepted beside it."""
    session.flush()
    return [
        merge(source, {"accepted": present, "secretariat": hand}).text
        for source, present, hand in zip(base, now, wanted, strict=True)
    ]


def _ruled(record: AmendmentRecord, group: GroupedChange, base: str) -> Ruled:
    if record.disposition is Disposition.ACCEPTED_IN_PART:
        taken = changes(base, rewrite(base, record.result))
        kept = group.change in taken
        return Ruled(ruling=Ruling.ACCEPT if kept else Ruling.REFUSE, reason=record.answer)
    return Ruled(ruling=RULINGS[record.disposition or Disposition.NOT_ACCEPTED], reason=record.answer)
