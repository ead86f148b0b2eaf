"""What stands in the working draft although its author withdrew it: nothing reverts by itself (DOMAIN, case 3)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from drafting.model.afterwards import SettledWithdrawal
from drafting.model.amendments import Amendment, AmendmentChange
from drafting.model.decisions import Decision
from drafting.model.paragraphs import DraftParagraph
from drafting.model.rounds import Round
from drafting.procedure.collisions import loaded, submitted_amendments
from drafting.procedure.consolidate import working_draft
from drafting.procedure.grouping import GroupedChange, replacements, wanted
from drafting.procedure.layout import rows_of
from drafting.procedure.result import not_as_proposed
from drafting.procedure.rulings import Unit, latest_decisions, units_of
from drafting.rules.lifecycle import STRUCTURAL, ItemState, Operation, Ruling


@dataclass(frozen=True, slots=True, kw_only=True)
class Left:
    """A withdrawn amendment whose words, or whose operation, nobody else proposes and the text still has.

    `changes` are those of a replacement that are so, in their order; () for an operation.
    """

    amendment: Amendment
    changes: tuple[AmendmentChange, ...] = ()


def left_standing(session: Session, round_: Round, *, key: int | None = None) -> list[Left]:
    """What the secretariat has to settle, by number; `key`: on one block.

    What was accepted as modified is the secretariat's own wording, with its reason, and is none. Where nothing of the
    kind was withdrawn it costs one query. Raises Invalid ("not-consolidating").
    """
    wanted_: list[ColumnElement[bool]] = [Amendment.key == key] if key is not None else []
    accepted = select(Decision.id).where(Decision.amendment_id == Amendment.id, Decision.ruling == Ruling.ACCEPT)
    settled = select(SettledWithdrawal.id).where(
        SettledWithdrawal.amendment_id == Amendment.id, SettledWithdrawal.undone_at.is_(None)
    )
    withdrawn = session.scalars(
        select(Amendment)
        .where(
            Amendment.round_id == round_.id,
            Amendment.state == ItemState.WITHDRAWN,
            accepted.exists(),
            ~settled.exists(),
            *wanted_,
        )
        .order_by(Amendment.number)
        .options(*loaded())
    ).all()
    if not withdrawn:
        return []
    base = {row.key: row for row in rows_of(session, round_.draft)}
    rows = rows_of(session, working_draft(session, round_), with_gone=True)
    standing = submitted_amendments(session, round_, concerning={a.key for a in withdrawn})
    latest = latest_decisions(session, [a.id for a in (*standing, *withdrawn)])
    in_force = {a.id for a in carried_out([*standing, *withdrawn], latest)}
    changes = _changes(base, {row.key: row for row in rows}, standing, withdrawn, latest)
    found = []
    for amendment in withdrawn:
        if amendment.operation is Operation.REPLACE:
            if amendment.id in changes:
                found.append(Left(amendment=amendment, changes=tuple(changes[amendment.id])))
        elif any(like(a, amendment) for a in standing):
            continue
        elif amendment.operation is Operation.INSERT:
            same = {a.id for a in withdrawn if like(a, amendment)}
            if any(row.from_amendment_id in same and not row.gone for row in rows):
                found.append(Left(amendment=amendment))
        elif amendment.id in in_force:
            found.append(Left(amendment=amendment))
    return found


def like(one: Amendment, other: Amendment) -> bool:
    """Whether two want the same of the same block."""
    told = (one.operation, one.key, one.part, one.text, wanted(one))
    return told == (other.operation, other.key, other.part, other.text, wanted(other))


def carried_out(proposed: Iterable[Amendment], latest: Mapping[Unit, Decision]) -> list[Amendment]:
    """The operations on blocks that are accepted. A withdrawn one goes by the ruling on its like that stands; where
    none does, by the latest on any like it: its acceptance holds until the secretariat settles what becomes of it."""
    alike: dict[tuple[object, ...], list[Amendment]] = defaultdict(list)
    for amendment in proposed:
        if amendment.operation in STRUCTURAL:
            alike[amendment.operation, amendment.key, *wanted(amendment)].append(amendment)
    out = []
    for found in alike.values():
        standing = [a for a in found if a.state is ItemState.SUBMITTED]
        ruled = [a for a in found if (a.id, None) in latest]
        counting = standing or sorted(ruled, key=lambda a: latest[a.id, None].id)[-1:]
        out += [a for a in counting if (a.id, None) in latest and latest[a.id, None].ruling is Ruling.ACCEPT]
    return sorted(out, key=lambda a: (a.number, a.id))


def groups_with(
    key: int, part: int, base: str, amendments: Sequence[Amendment], latest: Mapping[Unit, Decision]
) -> tuple[list[GroupedChange], dict[str, Ruling | None]]:
    """The changes of one part that `amendments`, withdrawn ones among them, propose; accepted is what any of those who
    propose it got accepted."""
    groups, _conflicts, _checks = replacements(key, part, base, amendments)
    rulings: dict[str, Ruling | None] = {}
    for group in groups:
        found = {latest[unit].ruling for unit in units_of(group) if unit in latest}
        rulings[group.id] = Ruling.ACCEPT if Ruling.ACCEPT in found else next(iter(found), None)
    return groups, rulings


def _changes(
    base: Mapping[int, DraftParagraph],
    rows: Mapping[int, DraftParagraph],
    standing: Sequence[Amendment],
    withdrawn: Sequence[Amendment],
    latest: Mapping[Unit, Decision],
) -> dict[int, list[AmendmentChange]]:
    """Amendment → its accepted changes that only withdrawn ones propose and that stand in the text as proposed."""
    out: dict[int, list[AmendmentChange]] = defaultdict(list)
    places = {(a.key, a.part) for a in withdrawn if a.operation is Operation.REPLACE}
    for key, part in sorted(places):
        row = rows.get(key)
        if row is None or row.gone or key not in base:
            continue
        source, text = base[key].block.parts[part], row.block.parts[part]
        there = [a for a in (*standing, *withdrawn) if a.key == key]
        groups, rulings = groups_with(key, part, source, there, latest)
        absent = not_as_proposed(source, text, groups, rulings, part)
        for group in groups:
            if group in absent or any(a.state is not ItemState.WITHDRAWN for a in group.amendments):
                continue
            for change in group.rows:
                held = latest.get((change.amendment_id, change.id))
                if held is not None and held.ruling is Ruling.ACCEPT:
                    out[change.amendment_id].append(change)
    return out
