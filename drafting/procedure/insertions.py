"""Insertions as the rulings have them: their blocks come after a block of the working draft, or go again."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from drafting.model.amendments import Amendment
from drafting.model.paragraphs import RANK_STEP, DraftParagraph
from drafting.model.people import Seat
from drafting.model.rounds import Round
from drafting.model.texts import Draft
from drafting.procedure.acting import case_of, hold_round, record, require
from drafting.procedure.as_operation import inserted_blocks
from drafting.procedure.consolidate import working_draft
from drafting.procedure.grouping import wanted
from drafting.procedure.layout import new_paragraph, rows_of
from drafting.rules.lifecycle import Operation
from drafting.rules.permissions import Act


def move_inserted(
    session: Session, round_: Round, amendment: Amendment, *, earlier: bool, by: Seat, at: datetime
) -> bool:
    """Let what an insertion brought change places with what another one brought at the same place; False at the edge.

    The order of several insertions at one place is the secretariat's to set. Raises NotPermitted.
    """
    hold_round(session, round_)
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
    blocks = inserted_blocks(amendment, like)
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
    there = session.scalars(
        select(Amendment).where(
            Amendment.round_id == amendment.round_id,
            Amendment.operation == Operation.INSERT,
            Amendment.key == amendment.key,
        )
    )
    same = [a.id for a in there if wanted(a) == wanted(amendment)]
    return session.scalars(
        select(DraftParagraph)
        .where(DraftParagraph.draft_id == working.id, DraftParagraph.from_amendment_id.in_(same))
        .order_by(DraftParagraph.rank)
    ).all()


def _came_here(session: Session, row: DraftParagraph, amendment: Amendment) -> bool:
    if row.from_amendment_id is None:
        return False
    return session.get_one(Amendment, row.from_amendment_id).key == amendment.key
