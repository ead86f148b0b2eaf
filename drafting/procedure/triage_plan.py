"""What one ruling on many amendments would do, before anything is done: what is applied, what is refused, and why."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from sqlalchemy.orm import Session

from drafting.errors import DraftingError, Invalid
from drafting.model.amendments import Amendment
from drafting.model.paragraphs import DraftParagraph
from drafting.model.rounds import Round
from drafting.procedure.collisions import BlockCollisions
from drafting.procedure.consolidate import working_draft
from drafting.procedure.decide import Ruled, version_of
from drafting.procedure.decide_many import OnBlock
from drafting.procedure.grouping import GroupedChange, by_number
from drafting.procedure.layout import rows_of
from drafting.procedure.left_standing import left_standing
from drafting.procedure.result import composed, with_hand
from drafting.procedure.rulings import latest_decisions, ruling_on
from drafting.procedure.triage import Item, Triage
from drafting.rules.lifecycle import Ruling


@dataclass(frozen=True, slots=True, kw_only=True)
class RefusedItem:
    """An item that the ruling would not touch."""

    item: Item
    error: DraftingError


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedBlock:
    """One block that would be decided. `results` are (text now, text then) of each part; `amendments` the chosen ones,
    `also` others that make the same change and are decided with them."""

    block: OnBlock
    row: DraftParagraph | None
    amendments: tuple[Amendment, ...]
    also: tuple[Amendment, ...]
    groups: tuple[GroupedChange, ...]
    results: tuple[tuple[str, str], ...]

    def at(self, version: int) -> OnBlock:
        """The same rulings with the version that was looked at."""
        return replace(self.block, version=version)


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """The whole act, block by block in the order of the text."""

    blocks: Sequence[PlannedBlock]
    refused: Sequence[RefusedItem]

    @property
    def amendments(self) -> int:
        return sum(len(block.amendments) for block in self.blocks)


def plan_of(session: Session, round_: Round, triage: Triage, items: Sequence[Item], ruled: Ruled) -> Plan:
    """What `ruled` on `items` would do; nothing is changed. Raises Invalid ("not-consolidating").

    Refused by item: "comment-not-decided" (comments are answered), "already-withdrawn", "already-decided",
    "not-decided" (to be reopened), "suggestion-without-member", "collides" (with what is accepted already, or with
    another chosen one), "withdrawal-open", "hand-collides".
    """
    working = working_draft(session, round_)
    rows = {row.key: row for row in rows_of(session, working, with_gone=True)}
    base = triage.row_of
    latest = latest_decisions(session, [i.amendment.id for i in triage.items if i.amendment is not None])
    ruling = {
        group: (decision.ruling if (decision := ruling_on(group, latest)) is not None else None)
        for on in triage.on.values()
        for group in on.groups
    }
    left = {one.amendment.key: one.amendment for one in left_standing(session, round_)}
    by_block: dict[int, list[tuple[Item, list[GroupedChange]]]] = defaultdict(list)
    refused: list[RefusedItem] = []
    for item in items:
        wanted, code = _wanted(item, ruled, ruling)
        if code is not None or item.amendment is None:
            refused.append(RefusedItem(item=item, error=code or Invalid("comment-not-decided")))
        elif item.key in left:
            error = Invalid("withdrawal-open", key=item.key, number=left[item.key].number)
            refused.append(RefusedItem(item=item, error=error))
        else:
            by_block[item.key].append((item, wanted))
    if ruled.ruling is Ruling.ACCEPT:
        _refuse_collisions(triage, by_block, ruling, refused)
    blocks = []
    for key, taken in by_block.items():
        if not taken:
            continue
        planned = _planned(session, round_, key, taken, ruled, triage.on[key], ruling, base.get(key), rows.get(key))
        if isinstance(planned, Invalid):
            refused += [RefusedItem(item=item, error=planned) for item, _groups in taken]
        else:
            blocks.append(planned)
    order = {item.key: item.place for item in items}
    return Plan(blocks=sorted(blocks, key=lambda one: order[one.block.key]), refused=refused)


def _wanted(
    item: Item, ruled: Ruled, ruling: Mapping[GroupedChange, Ruling | None]
) -> tuple[list[GroupedChange], Invalid | None]:
    """The groups of an item that the ruling is for; or why there are none."""
    amendment = item.amendment
    if amendment is None:
        return [], Invalid("comment-not-decided")
    if item.status == "withdrawn":
        return [], Invalid("already-withdrawn", number=amendment.number)
    if ruled.ruling is Ruling.REOPENED:
        found = [group for group in item.groups if ruling[group] not in (None, Ruling.FALLEN)]
        return found, None if found else Invalid("not-decided", number=amendment.number)
    found = [group for group in item.groups if ruling[group] is None]
    if not found:
        return [], Invalid("already-decided", number=amendment.number)
    if ruled.ruling is Ruling.ACCEPT and not all(group.has_member for group in found):
        return [], Invalid("suggestion-without-member", number=amendment.number)
    return found, None


def _refuse_collisions(
    triage: Triage,
    by_block: Mapping[int, list[tuple[Item, list[GroupedChange]]]],
    ruling: Mapping[GroupedChange, Ruling | None],
    refused: list[RefusedItem],
) -> None:
    """Take out what collides with an accepted group or with another chosen one: neither of two is preferred."""
    chosen = {group for taken in by_block.values() for _item, groups in taken for group in groups}
    would = {group for group, held in ruling.items() if held is Ruling.ACCEPT} | chosen
    clash: dict[GroupedChange, Invalid] = {}
    for on in triage.on.values():
        for between in on.conflicts:
            if between.left in would and between.right in would:
                error = Invalid(
                    "collides" if between.left.change and between.right.change else "operations-collide",
                    left=between.left.amendments[0].number,
                    right=between.right.amendments[0].number,
                    words=between.words[:120],
                )
                clash |= {between.left: error, between.right: error}
    for taken in by_block.values():
        for entry in list(taken):
            bad = next((group for group in entry[1] if group in clash), None)
            if bad is not None:
                taken.remove(entry)
                refused.append(RefusedItem(item=entry[0], error=clash[bad]))


def _planned(
    session: Session,
    round_: Round,
    key: int,
    taken: Sequence[tuple[Item, list[GroupedChange]]],
    ruled: Ruled,
    on: BlockCollisions,
    ruling: Mapping[GroupedChange, Ruling | None],
    base: DraftParagraph | None,
    row: DraftParagraph | None,
) -> PlannedBlock | Invalid:
    groups = {group.id: group for _item, found in taken for group in found}
    was = {group.id: ruling[group] for group in on.groups}
    will = was | dict.fromkeys(groups, ruled.ruling)
    results = []
    if row is not None and base is not None:
        for part, (source, present) in enumerate(zip(base.block.parts, row.block.parts, strict=True)):
            before, made = (composed(source, on.groups, rulings, part) for rulings in (was, will))
            result = with_hand(before, present, made)
            if result.rival:
                return Invalid("hand-collides", words=result.rival[:120])
            results.append((present, result.text))
    chosen = {item.amendment.id: item.amendment for item, _groups in taken if item.amendment is not None}
    also = {a.id: a for group in groups.values() for a in group.amendments if a.id not in chosen}
    return PlannedBlock(
        block=OnBlock(
            key=key,
            version=version_of(session, round_, row, key),
            rulings=dict.fromkeys(groups, ruled),
        ),
        row=base,
        amendments=by_number(chosen.values()),
        also=by_number(also.values()),
        groups=tuple(groups.values()),
        results=tuple(results),
    )
