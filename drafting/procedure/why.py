"""Why a block reads as it does: every word that changed, with the delegations, reason and decision behind it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from sqlalchemy import select
from sqlalchemy.orm import Session

from drafting.model.amendments import Amendment
from drafting.model.decisions import Decision
from drafting.model.paragraphs import DraftParagraph
from drafting.model.rounds import Round
from drafting.model.texts import Draft
from drafting.procedure.collisions import loaded
from drafting.procedure.rulings import latest_decisions
from drafting.rules.lifecycle import HeldFate, ItemState, Operation, Ruling
from drafting.text.merge import Authored, Change
from drafting.text.provenance import attribute


@dataclass(frozen=True, slots=True, kw_only=True)
class WhyRun:
    """A stretch of a block's part between two drafts. A changed one has the `amendments` that it came from with their
    `decisions`; where there are none it is the secretariat's own hand, with `hand_reason` and, in `decisions`, the
    amendments that it accepted as modified."""

    op: Literal["equal", "delete", "insert"]
    text: str
    part: int
    amendments: tuple[Amendment, ...] = ()
    decisions: tuple[Decision, ...] = ()
    hand_reason: str = ""


def why(session: Session, draft: Draft, key: int) -> tuple[WhyRun, ...]:
    """The runs of the block `key` from the draft's base to `draft`; () where nothing is known of it."""
    after = _row(session, draft.id, key)
    before = _row(session, draft.base_id, key) if draft.base_id is not None else None
    round_ = session.scalar(select(Round).where(Round.draft_id == draft.base_id))
    if round_ is None or (before is None and after is None):
        return ()
    if before is None and after is not None:
        return _inserted(session, after)
    proposed = session.scalars(
        select(Amendment)
        .where(Amendment.round_id == round_.id, Amendment.key == key, Amendment.state == ItemState.SUBMITTED)
        .order_by(Amendment.number)
        .options(*loaded())
    ).all()
    latest = latest_decisions(session, [a.id for a in proposed])
    if before is not None and after is None:
        return _deleted(before, proposed, latest)
    assert before is not None and after is not None
    by_name = {str(a.id): a for a in proposed}
    modified = tuple(d for d in latest.values() if d.ruling is Ruling.MODIFY)
    held = [a for a in proposed if a.held_fate is HeldFate.BRACKETED]
    runs: list[WhyRun] = []
    for part, (old, new) in enumerate(zip(before.block.parts, after.block.parts, strict=False)):
        accepted = [
            Authored(key=str(a.id), change=Change(change.start, change.end, change.text))
            for a in proposed
            if a.operation is Operation.REPLACE and a.part == part
            for change in a.changes
            if (a.id, change.id) in latest and latest[a.id, change.id].ruling is Ruling.ACCEPT
        ]
        for run in attribute(old, new, accepted):
            if run.op == "equal":
                runs.append(WhyRun(op="equal", text=run.text, part=part))
                continue
            amendments = tuple(by_name[name] for name in run.keys if name in by_name)
            if amendments:
                found = tuple(d for (a_id, _c), d in latest.items() if any(a.id == a_id for a in amendments))
                runs.append(WhyRun(op=run.op, text=run.text, part=part, amendments=amendments, decisions=found))
            elif held and not after.by_hand:
                found = tuple(d for (a_id, _c), d in latest.items() if any(a.id == a_id for a in held))
                runs.append(WhyRun(op=run.op, text=run.text, part=part, amendments=tuple(held), decisions=found))
            else:
                runs.append(
                    WhyRun(op=run.op, text=run.text, part=part, decisions=modified, hand_reason=after.hand_reason)
                )
    return tuple(runs)


def _inserted(session: Session, after: DraftParagraph) -> tuple[WhyRun, ...]:
    amendment = session.get(Amendment, after.from_amendment_id) if after.from_amendment_id else None
    latest = latest_decisions(session, [amendment.id]) if amendment else {}
    return tuple(
        WhyRun(
            op="insert",
            text=text,
            part=part,
            amendments=(amendment,) if amendment else (),
            decisions=tuple(latest.values()),
            hand_reason=after.hand_reason,
        )
        for part, text in enumerate(after.block.parts)
    )


def _deleted(
    before: DraftParagraph, proposed: Sequence[Amendment], latest: dict[tuple[int, int | None], Decision]
) -> tuple[WhyRun, ...]:
    deleting = tuple(
        a
        for a in proposed
        if a.operation is Operation.DELETE and (a.id, None) in latest and latest[a.id, None].ruling is Ruling.ACCEPT
    )
    decisions = tuple(latest[a.id, None] for a in deleting)
    return tuple(
        WhyRun(op="delete", text=text, part=part, amendments=deleting, decisions=decisions)
        for part, text in enumerate(before.block.parts)
    )


def _row(session: Session, draft_id: int | None, key: int) -> DraftParagraph | None:
    return session.scalar(
        select(DraftParagraph).where(
            DraftParagraph.draft_id == draft_id, DraftParagraph.key == key, DraftParagraph.gone.is_(False)
        )
    )
