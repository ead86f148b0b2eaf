"""What stands between a consolidated round and the next draft: each point with a count and where to go."""

from __future__ import annotations

from collections.abc import Sequence, Set
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from drafting.model.amendments import Amendment
from drafting.model.comments import Comment
from drafting.model.paragraphs import DraftParagraph
from drafting.model.people import Delegation
from drafting.model.rounds import Round
from drafting.procedure.carries_out import open_proposals
from drafting.procedure.collisions import collisions_of, loaded
from drafting.procedure.consolidate import working_draft
from drafting.procedure.layout import dangling_references, rows_of
from drafting.procedure.left_standing import left_standing
from drafting.procedure.on_behalf import Entered, entered_in
from drafting.procedure.result import composed
from drafting.procedure.rulings import latest_decisions, ruling_on
from drafting.rules.lifecycle import Disposition, ItemState
from drafting.text.brackets import OPEN, Fault, lint


@dataclass(frozen=True, slots=True, kw_only=True)
class Checklist:
    """What is open; blocks are named by key. All but `held`, `doubtful`, `disputed` must be empty before publication.

    `withdrawn` are amendments that were withdrawn after their acceptance, without a word on what becomes of it.
    `held_open` have no fate yet, or one that cannot be carried out because their block is gone. `unreasoned` are blocks
    whose text is not what the accepted amendments come to, without a reason by the secretariat: a hand without a name.
    `brackets` are blocks with one that is not closed; `doubtful` are closed ones to look at: (block, what is wrong, the
    words that it is about). `disputed` were entered on behalf of a delegation that says that they are not what it sent.
    `proposals` in words have no answer yet, which stops nothing either.
    """

    undecided: Sequence[Amendment]
    withdrawn: Sequence[Amendment]
    proposals: Sequence[Comment]
    held_open: Sequence[Amendment]
    held: Sequence[Amendment]
    unreasoned: Sequence[int]
    brackets: Sequence[int]
    doubtful: Sequence[tuple[int, Fault, str]]
    dangling: Sequence[tuple[int, str]]
    disputed: Sequence[Entered]

    @property
    def ready(self) -> bool:
        stopping = (self.undecided, self.withdrawn, self.held_open, self.unreasoned, self.brackets, self.dangling)
        return not any(stopping)


def checklist(session: Session, round_: Round) -> Checklist:
    """Raises Invalid ("not-consolidating")."""
    working = working_draft(session, round_)
    standing = session.scalars(
        select(Amendment)
        .where(Amendment.round_id == round_.id, Amendment.state == ItemState.SUBMITTED)
        .order_by(Amendment.number)
        .options(*loaded())
    ).all()
    held = [a for a in standing if a.disposition is Disposition.HELD]
    rows = rows_of(session, working)
    standing_keys = {row.key for row in rows}
    names = set(session.scalars(select(Delegation.name)))
    withdrawn = [left.amendment for left in left_standing(session, round_)]
    faults = [(row, part, found) for row in rows for part, found in lint(row.block.parts, known=names)]
    return Checklist(
        undecided=[a for a in standing if a.disposition is None],
        withdrawn=withdrawn,
        proposals=open_proposals(session, round_),
        held_open=[a for a in held if a.held_fate is None or (a.key and a.key not in standing_keys)],
        held=held,
        unreasoned=_unreasoned(session, round_, rows, {amendment.key for amendment in withdrawn}),
        brackets=list(dict.fromkeys(row.key for row, _part, found in faults if found.code in OPEN)),
        doubtful=[
            (row.key, found.code, row.block.parts[part][found.start : found.end])
            for row, part, found in faults
            if found.code not in OPEN
        ],
        dangling=dangling_references((row.key, row.block) for row in rows),
        disputed=[one for one in entered_in(session, round_) if one.disputed],
    )


def _unreasoned(session: Session, round_: Round, rows: Sequence[DraftParagraph], asked: Set[int]) -> list[int]:
    """Blocks `asked` about already, because of a withdrawal, are left out."""
    base = {row.key: row.block for row in rows_of(session, round_.draft)}
    proposed = collisions_of(session, round_)
    latest = latest_decisions(session, [a.id for on in proposed.values() for g in on.groups for a in g.amendments])
    found = []
    for row in rows:
        if row.key not in base or row.hand_reason or row.key in asked:
            continue
        groups = proposed[row.key].groups if row.key in proposed else ()
        rulings = {g.id: held.ruling for g in groups if (held := ruling_on(g, latest)) is not None}
        made = [composed(text, groups, rulings, part) for part, text in enumerate(base[row.key].parts)]
        if made != list(row.block.parts):
            found.append(row.key)
    return found
