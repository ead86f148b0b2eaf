"""One act of the desk on many blocks: each is decided as by itself, and all are taken back together.

A block that somebody changed since the form was made, or where a ruling cannot stand, is left as it is and named; the
others are decided nevertheless.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from drafting.errors import DraftingError, Invalid, Stale
from drafting.model.paragraphs import DraftParagraph
from drafting.model.people import Seat
from drafting.model.rounds import Round
from drafting.model.texts import Draft
from drafting.model.working import WorkingEdit
from drafting.procedure.acting import case_of, hold_round, record, require
from drafting.procedure.consolidate import working_draft
from drafting.procedure.decide import Ruled, decide, version_of
from drafting.procedure.undo import undo
from drafting.rules.permissions import Act

WORDS_ONLY = "p"
"""What the id of a group begins with that changes words of its block and nothing else."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OnBlock:
    """What is ruled on one block: by `GroupedChange.id`, with the version that the form was made from."""

    key: int
    version: int
    rulings: Mapping[str, Ruled]


@dataclass(frozen=True, slots=True, kw_only=True)
class LeftAlone:
    """A block that was not touched, and why."""

    key: int
    error: DraftingError


@dataclass(frozen=True, slots=True, kw_only=True)
class Together:
    """What came of an act on many blocks. `id` names it for `undo_many`; 0 when no block was touched."""

    edits: Sequence[WorkingEdit]
    left_alone: Sequence[LeftAlone]

    @property
    def id(self) -> int:
        return min((edit.together or edit.id for edit in self.edits), default=0)


def decide_many(session: Session, round_: Round, blocks: Sequence[OnBlock], *, by: Seat, at: datetime) -> Together:
    """Rule on groups of many blocks in one act; each block once.

    Raises NotPermitted, Invalid ("not-consolidating", "nothing-chosen"). What `decide` refuses on one block as Stale
    or Invalid is in `left_alone`, and nothing of that block is changed.
    """
    chosen = [block for block in blocks if block.rulings]
    alone = any(not name.startswith(WORDS_ONLY) for block in chosen for name in block.rulings)
    hold_round(session, round_, alone=alone)
    require(by, Act.DECIDE, case_of(round_, at=at))
    working = working_draft(session, round_)
    if not chosen:
        raise Invalid("nothing-chosen")
    _lock(session, working, [block.key for block in chosen])
    edits, left_alone = [], []
    for block in sorted(chosen, key=lambda block: block.key):
        try:
            with session.begin_nested():
                edits.append(
                    decide(session, round_, key=block.key, version=block.version, rulings=block.rulings, by=by, at=at)
                )
        except (Stale, Invalid) as error:
            left_alone.append(LeftAlone(key=block.key, error=error))
    for edit in edits:
        edit.together = edits[0].id
    if edits:
        touched = [edit.key for edit in edits]
        record(
            session,
            act=Act.DECIDE,
            verb="decide_many",
            by=by,
            at=at,
            round=round_.id,
            together=edits[0].id,
            keys=touched,
        )
    return Together(edits=edits, left_alone=left_alone)


def undo_many(session: Session, round_: Round, together: int, *, by: Seat, at: datetime) -> Together:
    """Take back, in one act, everything of the act `together` that still is the last one on its block.

    Where something was done since, the block stays as it is and is in `left_alone` ("decided-since"). Raises
    NotPermitted, Invalid ("not-consolidating"; "nothing-to-undo").
    """
    hold_round(session, round_, alone=True)  # what it takes back may have been operations
    require(by, Act.DECIDE, case_of(round_, at=at))
    working = working_draft(session, round_)
    theirs = select(WorkingEdit).where(WorkingEdit.round_id == round_.id, WorkingEdit.undone.is_(False))
    edits = session.scalars(theirs.where(WorkingEdit.together == together).order_by(WorkingEdit.key)).all()
    if not edits:
        raise Invalid("nothing-to-undo")
    keys = [edit.key for edit in edits]
    _lock(session, working, keys)
    newest = select(func.max(WorkingEdit.id)).where(
        WorkingEdit.round_id == round_.id, WorkingEdit.undone.is_(False), WorkingEdit.key.in_(keys)
    )
    latest = set(session.scalars(newest.group_by(WorkingEdit.key)))
    done, left_alone = [], []
    for edit in edits:
        if edit.id not in latest:
            left_alone.append(LeftAlone(key=edit.key, error=Invalid("decided-since", key=edit.key)))
            continue
        version = version_of(session, round_, _row(session, working, edit.key), edit.key)
        done.append(undo(session, round_, key=edit.key, version=version, by=by, at=at))
    if done:
        record(
            session,
            act=Act.DECIDE,
            verb="undo_many",
            by=by,
            at=at,
            round=round_.id,
            together=together,
            keys=[edit.key for edit in done],
        )
    return Together(edits=done, left_alone=left_alone)


def _lock(session: Session, working: Draft, keys: Collection[int]) -> None:
    """Hold all rows before the first is written, in one order: two acts that meet on some blocks wait, and do not block
    each other."""
    session.scalars(
        select(DraftParagraph.id)
        .where(DraftParagraph.draft_id == working.id, DraftParagraph.key.in_(keys))
        .order_by(DraftParagraph.key)
        .with_for_update()
    ).all()


def _row(session: Session, working: Draft, key: int) -> DraftParagraph | None:
    found = select(DraftParagraph).where(DraftParagraph.draft_id == working.id, DraftParagraph.key == key)
    return session.scalar(found.execution_options(populate_existing=True))
