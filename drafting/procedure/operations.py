"""Deletions and insertions as the rulings have them: rows go and come, others fall with them, and all of it can be undone."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from drafting.model.amendments import Amendment
from drafting.model.decisions import Decision
from drafting.model.paragraphs import RANK_STEP, DraftParagraph
from drafting.model.rounds import Round
from drafting.model.texts import Draft
from drafting.model.working import WorkingEdit
from drafting.procedure.grouping import GroupedChange
from drafting.procedure.layout import new_paragraph, rows_of
from drafting.procedure.rulings import Unit, derive_disposition, latest_decisions, ruling_on
from drafting.rules.lifecycle import ItemState, Operation, Ruling
from drafting.text.blocks import Block, Kind
from drafting.text.structure import Keyed, beneath


def carry_out_operations(
    session: Session,
    round_: Round,
    groups: Iterable[GroupedChange],
    latest: Mapping[Unit, Decision],
    edit: WorkingEdit | None,
    *,
    base: Draft,
    working: Draft,
) -> None:
    """Bring the working rows in line with the rulings on the block's deletions and insertions.

    `edit` is the act that it happens in; None when an act is undone, whose falls are taken back too.
    """
    for group in groups:
        decision = ruling_on(group, latest)
        accepted = decision is not None and decision.ruling is Ruling.ACCEPT
        if group.operation is Operation.INSERT:
            _insert(session, group, accepted=accepted, working=working)
        elif group.operation is Operation.DELETE:
            _delete(session, round_, group, edit, accepted=accepted, base=base, working=working)
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


def move_inserted(session: Session, working: Draft, amendment: Amendment, *, earlier: bool) -> bool:
    """Let what an insertion brought change places with what another one brought at the same place; False at the edge.

    The order of several insertions at one place is the secretariat's to set.
    """
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
    session.flush()
    return True


def _insert(session: Session, group: GroupedChange, *, accepted: bool, working: Draft) -> None:
    amendment = group.amendments[0]
    rows = inserted_rows(session, working, amendment)
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


def _came_here(session: Session, row: DraftParagraph, amendment: Amendment) -> bool:
    if row.from_amendment_id is None:
        return False
    return session.get_one(Amendment, row.from_amendment_id).key == amendment.key


def _delete(
    session: Session,
    round_: Round,
    group: GroupedChange,
    edit: WorkingEdit | None,
    *,
    accepted: bool,
    base: Draft,
    working: Draft,
) -> None:
    amendment = group.amendments[0]
    originals = {row.key: row for row in rows_of(session, base)}
    under = beneath([Keyed(key=key, block=row.block) for key, row in originals.items()], amendment.key)
    rows = {row.key: row for row in rows_of(session, working, with_gone=True)}
    lifted = amendment.beneath == "lift"
    gone = rows[amendment.key].gone
    if accepted == gone:
        return
    goes = [amendment.key, *(() if lifted else under)]
    for key in goes:
        rows[key].gone = accepted
    for key in under if lifted else ():
        _lift(rows[key], originals[key].block, up=accepted)
    if accepted:
        if edit is not None:
            _let_fall(session, round_, amendment, goes, edit)
    else:
        _let_rise(session, round_, amendment, edit)


def _lift(row: DraftParagraph, original: Block, *, up: bool) -> None:
    """A point whose parent goes moves up one level; a first-level point becomes a paragraph."""
    if not up:
        row.kind, row.level, row.style = original.kind, original.level, original.style
    elif original.level > 1:
        row.level = original.level - 1
    else:
        row.kind, row.level, row.style = Kind.PARAGRAPH, 1, ""


def _let_fall(
    session: Session, round_: Round, deletion: Amendment, keys: Sequence[int], edit: WorkingEdit
) -> None:
    """Undecided amendments to what is deleted fall, naming the deletion."""
    standing = session.scalars(
        select(Amendment).where(
            Amendment.round_id == round_.id,
            Amendment.key.in_(keys),
            Amendment.state == ItemState.SUBMITTED,
            Amendment.operation == Operation.REPLACE,
        )
    ).all()
    latest = latest_decisions(session, [a.id for a in standing])
    for amendment in standing:
        for change in amendment.changes:
            if (amendment.id, change.id) not in latest:
                session.add(
                    Decision(
                        round_id=round_.id,
                        amendment_id=amendment.id,
                        change_id=change.id,
                        ruling=Ruling.FALLEN,
                        fallen_by_id=deletion.id,
                        by_id=edit.by_id,
                        at=edit.at,
                        edit_id=edit.id,
                    )
                )
    session.flush()
    _derive(session, standing)


def _let_rise(session: Session, round_: Round, deletion: Amendment, edit: WorkingEdit | None) -> None:
    """What fell with a deletion that no longer stands is open again."""
    fallen = session.scalars(
        select(Decision).where(Decision.round_id == round_.id, Decision.fallen_by_id == deletion.id)
    ).all()
    latest = latest_decisions(session, [decision.amendment_id for decision in fallen])
    for decision in fallen:
        if latest.get((decision.amendment_id, decision.change_id)) is decision:
            session.add(
                Decision(
                    round_id=round_.id,
                    amendment_id=decision.amendment_id,
                    change_id=decision.change_id,
                    ruling=Ruling.REOPENED,
                    by_id=edit.by_id if edit else decision.by_id,
                    at=edit.at if edit else decision.at,
                    edit_id=edit.id if edit else None,
                )
            )
    session.flush()
    _derive(session, [session.get_one(Amendment, decision.amendment_id) for decision in fallen])


def _derive(session: Session, amendments: Iterable[Amendment]) -> None:
    listed = list(amendments)
    latest = latest_decisions(session, [a.id for a in listed])
    for amendment in listed:
        derive_disposition(amendment, latest)
