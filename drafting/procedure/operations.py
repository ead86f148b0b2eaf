"""Deletions and insertions as the rulings have them: rows go and come, others fall with them; all can be undone."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from drafting.model.amendments import Amendment
from drafting.model.decisions import Decision
from drafting.model.paragraphs import RANK_STEP, DraftParagraph
from drafting.model.people import Seat
from drafting.model.rounds import Round
from drafting.model.texts import Draft
from drafting.procedure.acting import case_of, record, require
from drafting.procedure.consolidate import lock_consolidation, working_draft
from drafting.procedure.grouping import GroupedChange
from drafting.procedure.layout import new_paragraph, rows_of
from drafting.procedure.rulings import Unit, decision_before, derive_disposition, latest_decisions, ruling_on
from drafting.rules.lifecycle import ItemState, Operation, Ruling
from drafting.rules.permissions import Act
from drafting.text.blocks import Block, Kind
from drafting.text.structure import Keyed, beneath


@dataclass(frozen=True, slots=True, kw_only=True)
class Hand:
    """Who acts and when, and the act (`edit_id`; None when an act is undone) to which what falls or rises belongs."""

    by_id: int
    at: datetime
    edit_id: int | None = None


def carry_out_operations(
    session: Session,
    round_: Round,
    groups: Iterable[GroupedChange],
    latest: Mapping[Unit, Decision],
    hand: Hand,
    *,
    working: Draft,
) -> None:
    """Bring the working rows in line with the rulings on the block's insertions and the round's deletions."""
    found = list(groups)
    for group in found:
        if group.operation is Operation.INSERT:
            decision = ruling_on(group, latest)
            put_insertion(session, group.amendments[0], working=working, accepted=_accepts(decision))
    if any(group.operation is Operation.DELETE for group in found):
        _carry_out_deletions(session, round_, hand, working=working)
    session.flush()


def inserted_rows(session: Session, working: Draft, amendment: Amendment) -> Sequence[DraftParagraph]:
    """The rows that an insertion brought, gone ones included, in order."""
    return session.scalars(
        select(DraftParagraph)
        .where(DraftParagraph.draft_id == working.id, DraftParagraph.from_amendment_id == amendment.id)
        .order_by(DraftParagraph.rank)
    ).all()


def blocks_of(amendment: Amendment, like: Block | None) -> list[Block]:
    """The blocks that an insertion proposes, a blank line between two; a point is marked like its neighbour."""
    kind, level = amendment.new_kind or Kind.PARAGRAPH, amendment.new_level
    style = ""
    if kind is Kind.POINT:
        style = like.style if like is not None and like.kind is Kind.POINT and like.level == level else "•"
    return [
        Block(kind=kind, text=part.strip(), level=level, style=style)
        for part in amendment.text.split("\n\n")
        if part.strip()
    ]


def move_inserted(
    session: Session, round_: Round, amendment: Amendment, *, earlier: bool, by: Seat, at: datetime
) -> bool:
    """Let what an insertion brought change places with what another one brought at the same place; False at the edge.

    The order of several insertions at one place is the secretariat's to set. Raises NotPermitted.
    """
    lock_consolidation(session, round_)
    require(by, Act.DECIDE, case_of(round_, at=at))
    working = working_draft(session, round_)
    rows = rows_of(session, working)
    mine = [row for row in rows if row.from_amendment_id == amendment.id]
    if not mine:
        return False
    first, last = rows.index(mine[0]), rows.index(mine[-1])
    beside = rows[first - 1] if earlier and first else rows[last + 1] if not earlier and last + 1 < len(rows) else None
    if beside is None or beside.from_amendment_id is None:
        return False
    other = session.get_one(Amendment, beside.from_amendment_id)
    if other.key != amendment.key:
        return False
    theirs = [row for row in rows if row.from_amendment_id == other.id]
    places = sorted(row.rank for row in (*mine, *theirs))
    for row, rank in zip((*mine, *theirs) if earlier else (*theirs, *mine), places, strict=True):
        row.rank = rank
    record(session, act=Act.DECIDE, verb="move_inserted", by=by, at=at, round=round_.id, amendment=amendment.id)
    return True


def put_insertion(session: Session, amendment: Amendment, *, working: Draft, accepted: bool) -> None:
    """Give the proposed blocks their keys and rows after the block, or let them stand or go as `accepted` says.

    Blocks that the same proposal of another delegation brought are the same blocks: they never come in twice.
    """
    rows = _rows_of_same(session, working, amendment)
    if rows:
        for row in rows:
            row.gone = not accepted
        return
    if not accepted:
        return
    standing = rows_of(session, working, with_gone=True)
    at = next((i for i, row in enumerate(standing) if row.key == amendment.key), -1) if amendment.key else -1
    like = standing[at].block if at >= 0 else None
    while at + 1 < len(standing) and _came_here(session, standing[at + 1], amendment):
        at += 1
    blocks = blocks_of(amendment, like)
    before = standing[at].rank if at >= 0 else 0
    after = standing[at + 1].rank if at + 1 < len(standing) else before + RANK_STEP * (len(blocks) + 1)
    if after - before <= len(blocks):
        for place, row in enumerate(standing, start=1):
            row.rank = place * RANK_STEP
        session.flush()
        before = standing[at].rank if at >= 0 else 0
        after = before + RANK_STEP
    step = (after - before) // (len(blocks) + 1)
    for place, block in enumerate(blocks, start=1):
        paragraph = new_paragraph(session, working.text)
        row = DraftParagraph(draft=working, paragraph=paragraph, key=paragraph.key, rank=before + step * place)
        row.take(block)
        row.from_amendment_id = amendment.id
        session.add(row)
    session.flush()


def _rows_of_same(session: Session, working: Draft, amendment: Amendment) -> Sequence[DraftParagraph]:
    """The rows that this insertion, or one of the same blocks at the same place, brought; withdrawn ones included."""
    same = select(Amendment.id).where(
        Amendment.round_id == amendment.round_id,
        Amendment.operation == Operation.INSERT,
        Amendment.key == amendment.key,
        Amendment.text == amendment.text,
        Amendment.new_kind == amendment.new_kind,
        Amendment.new_level == amendment.new_level,
    )
    return session.scalars(
        select(DraftParagraph)
        .where(DraftParagraph.draft_id == working.id, DraftParagraph.from_amendment_id.in_(same))
        .order_by(DraftParagraph.rank)
    ).all()


def _came_here(session: Session, row: DraftParagraph, amendment: Amendment) -> bool:
    if row.from_amendment_id is None:
        return False
    return session.get_one(Amendment, row.from_amendment_id).key == amendment.key


def _accepts(decision: Decision | None) -> bool:
    return decision is not None and decision.ruling is Ruling.ACCEPT


def _carry_out_deletions(session: Session, round_: Round, hand: Hand, *, working: Draft) -> None:
    """Let every row stand or go as all accepted deletions of the round together have it: the order of rulings does not
    matter, and a block that two of them take stays gone until both are taken back."""
    deletions = session.scalars(
        select(Amendment)
        .where(Amendment.round_id == round_.id, Amendment.operation == Operation.DELETE)
        .order_by(Amendment.number)
    ).all()
    latest = latest_decisions(session, [a.id for a in deletions])
    originals = {row.key: row.block for row in rows_of(session, round_.draft)}
    blocks = [Keyed(key=key, block=block) for key, block in originals.items()]
    rows = {row.key: row for row in rows_of(session, working, with_gone=True)}
    taken: dict[int, Amendment] = {}
    raised: dict[int, int] = {}
    for deletion in deletions:
        if not _accepts(latest.get((deletion.id, None))):
            _let_rise(session, round_, deletion, hand)
            continue
        under = beneath(blocks, deletion.key)
        taken.setdefault(deletion.key, deletion)
        for key in under:
            if deletion.beneath == "lift":
                raised[key] = raised.get(key, 0) + 1
            else:
                taken.setdefault(key, deletion)
    for key, original in originals.items():
        rows[key].gone = key in taken
        _lift(rows[key], original, by=raised.get(key, 0))
    _let_fall(session, round_, taken, hand)


def _lift(row: DraftParagraph, original: Block, *, by: int) -> None:
    """A point whose parent goes moves up a level, for each parent that does; above the first it is a paragraph."""
    row.kind, row.level, row.style = original.kind, original.level, original.style
    if by and original.level > by:
        row.level = original.level - by
    elif by:
        row.kind, row.level, row.style = Kind.PARAGRAPH, 1, ""


def _let_fall(session: Session, round_: Round, taken: Mapping[int, Amendment], hand: Hand) -> None:
    """Amendments to what is deleted that are undecided, or held, fall: each names the deletion."""
    standing = session.scalars(
        select(Amendment).where(
            Amendment.round_id == round_.id,
            Amendment.key.in_(list(taken)),
            Amendment.state == ItemState.SUBMITTED,
            Amendment.operation == Operation.REPLACE,
        )
    ).all()
    latest = latest_decisions(session, [a.id for a in standing])
    for amendment in standing:
        for change in amendment.changes:
            held = latest.get((amendment.id, change.id))
            if held is None or held.ruling is Ruling.HOLD:
                session.add(
                    Decision(
                        round_id=round_.id,
                        amendment_id=amendment.id,
                        change_id=change.id,
                        ruling=Ruling.FALLEN,
                        fallen_by_id=taken[amendment.key].id,
                        by_id=hand.by_id,
                        at=hand.at,
                        edit_id=hand.edit_id,
                    )
                )
    session.flush()
    _derive(session, standing)


def _let_rise(session: Session, round_: Round, deletion: Amendment, hand: Hand) -> None:
    """What fell with a deletion that does not stand is as it was before: held again, or open."""
    fallen = session.scalars(
        select(Decision).where(Decision.round_id == round_.id, Decision.fallen_by_id == deletion.id)
    ).all()
    latest = latest_decisions(session, [decision.amendment_id for decision in fallen])
    for decision in fallen:
        if latest.get((decision.amendment_id, decision.change_id)) is not decision:
            continue
        unit = (decision.amendment_id, decision.change_id)
        earlier = decision_before(session, unit, decision.id, not_fallen_by=deletion.id)
        session.add(
            Decision(
                round_id=round_.id,
                amendment_id=decision.amendment_id,
                change_id=decision.change_id,
                ruling=earlier.ruling if earlier else Ruling.REOPENED,
                reason=earlier.reason if earlier else "",
                by_id=hand.by_id,
                at=hand.at,
                edit_id=hand.edit_id,
            )
        )
    session.flush()
    _derive(session, [session.get_one(Amendment, decision.amendment_id) for decision in fallen])


def _derive(session: Session, amendments: Iterable[Amendment]) -> None:
    listed = list(amendments)
    latest = latest_decisions(session, [a.id for a in listed])
    for amendment in listed:
        derive_disposition(amendment, latest)
