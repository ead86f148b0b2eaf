"""Held amendments that are carried: the same number with a new revision on the next round's draft, rebased by merge."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from drafting.model.amendments import Amendment, AmendmentChange, Support
from drafting.model.rounds import Round
from drafting.model.texts import Draft
from drafting.procedure.descent import Descent, Descents
from drafting.procedure.layout import rows_of
from drafting.procedure.mended import corrs_of, mended
from drafting.procedure.packages import carry_packages
from drafting.rules.lifecycle import Disposition, HeldFate, ItemState, Operation
from drafting.text.merge import Merge, changes, merge
from drafting.text.tokens import BLANK_LINE


def carry_amendments(session: Session, round_: Round) -> list[Amendment]:
    """Carry what the round on the base draft held for this one; called when a round opens. On a corr it is what was
    held for the draft that it mends, set on the corrected words."""
    draft = mended(round_.draft)
    if draft.base_id is None:
        return []
    held = session.scalars(
        select(Amendment)
        .join(Round, Round.id == Amendment.round_id)
        .where(
            Round.draft_id == draft.base_id,
            Amendment.held_fate == HeldFate.CARRIED,
            Amendment.state == ItemState.SUBMITTED,
        )
        .order_by(Amendment.number)
    ).all()
    if not held:
        return []
    base = session.get_one(Draft, draft.base_id)
    descents = Descents(rows_of(session, base), rows_of(session, draft, with_gone=True))
    made: dict[int, Amendment] = {}
    for amendment in held:
        if not _has_place(amendment, descents):
            continue
        carried = _copy(amendment, round_)
        if amendment.key:
            carried.key = descents.first_of(amendment.key)
        if amendment.after:
            carried.after = descents.first_of(amendment.after)
        if amendment.operation is Operation.REPLACE:
            new = rebase(carried, amendment, descents)
            carried.changes = [
                AmendmentChange(start=c.start, end=c.end, text=c.text) for c in changes(new, carried.text)
            ]
            if not carried.changes:  # its words stand in the text already: nothing is left to decide
                carried.disposition = Disposition.ACCEPTED
        session.add(carried)
        session.flush()
        for support in amendment.supports:
            if support.withdrawn_at is None:
                session.add(
                    Support(
                        amendment_id=carried.id,
                        delegation_id=support.delegation_id,
                        seat_id=support.seat_id,
                        at=support.at,
                    )
                )
        made[amendment.id] = carried
    session.flush()
    carry_packages(session, round_, made)
    for corr in corrs_of(round_.draft):
        assert corr.base is not None
        after = Descents(rows_of(session, corr.base), rows_of(session, corr, with_gone=True))
        set_on(session, made.values(), after)
    return list(made.values())


def waiting_for(session: Session, draft: Draft) -> int:
    """How many held amendments the publication of `draft` carried: they wait for a round on it, or on its corr."""
    count = session.scalar(
        select(func.count(Amendment.id))
        .join(Round, Round.id == Amendment.round_id)
        .where(
            Round.draft_id == mended(draft).base_id,
            Amendment.held_fate == HeldFate.CARRIED,
            Amendment.state == ItemState.SUBMITTED,
        )
    )
    return count or 0


def set_on(session: Session, amendments: Iterable[Amendment], descents: Descents) -> None:
    """Set replacements on the words that their blocks have after `descents`, in place."""
    for amendment in amendments:
        if amendment.operation is not Operation.REPLACE:
            continue
        new = rebase(amendment, amendment, descents)
        for change in list(amendment.changes):
            session.delete(change)
        session.flush()
        session.expire(amendment, ["changes"])
        for c in changes(new, amendment.text):
            amendment.changes.append(AmendmentChange(start=c.start, end=c.end, text=c.text))
        session.flush()
        if not amendment.changes:  # the correction says what it proposed
            amendment.disposition = Disposition.ACCEPTED


def _has_place(amendment: Amendment, descents: Descents) -> bool:
    """Whether the blocks that an amendment is about are still there; a join that was made has no second block."""
    wanted = [key for key in (amendment.key, amendment.after) if key]
    return all(descents.first_of(key) in descents.now for key in wanted)


def rebase(carried: Amendment, amendment: Amendment, descents: Descents) -> str:
    """Give `carried` its block and its text on the next draft, or leave it to its author; gives the block's wording.

    Where the block was split or joined, the amendment goes to the one block that it would change; one that would change
    several needs its author.
    """
    descent = descents.of(amendment.key, amendment.part)
    assert descent is not None  # `_has_place`
    merged = _merged(descent, descents, amendment)
    now = {key: descent.new[start:end] for key, (start, end) in descent.new_at.items()}
    texts = merged.text.split(BLANK_LINE) if len(now) > 1 else [merged.text]
    changed = [key for key, text in zip(now, texts, strict=False) if text != now[key]]
    if merged.conflicts or len(texts) != len(now) or len(changed) > 1:
        carried.needs_author, carried.text = True, amendment.text
        return now[carried.key]
    if changed:
        carried.key = changed[0]
    carried.text = dict(zip(now, texts, strict=True))[carried.key]
    return now[carried.key]


def _merged(descent: Descent, descents: Descents, amendment: Amendment) -> Merge:
    """The amendment's own text and the next draft's wording, put together on the wording that both began with."""
    at = descent.old_at[amendment.key]
    source = descents.before[amendment.key].block.parts[amendment.part]
    own = descent.old[:at] + amendment.text + descent.old[at + len(source) :]
    return merge(descent.old, {"next": descent.new, "own": own})


def conflict_of(session: Session, carried: Amendment) -> str:
    """The former words that a carried amendment and the draft it came to both change; "" where there are none."""
    draft = mended(session.get_one(Round, carried.round_id).draft)
    earlier = session.scalar(
        select(Amendment).where(
            Amendment.text_id == carried.text_id,
            Amendment.number == carried.number,
            Amendment.revision == carried.revision - 1,
        )
    )
    if earlier is None or draft.base is None or earlier.operation is not Operation.REPLACE:
        return ""
    descents = Descents(rows_of(session, draft.base), rows_of(session, draft, with_gone=True))
    descent = descents.of(earlier.key, earlier.part) if earlier.key in descents.before else None
    if descent is None:
        return ""
    return next((found.words.strip() for found in _merged(descent, descents, earlier).conflicts if found.words), "")


def _copy(amendment: Amendment, round_: Round) -> Amendment:
    return Amendment(
        text_id=amendment.text_id,
        round_id=round_.id,
        number=amendment.number,
        revision=amendment.revision + 1,
        seat_id=amendment.seat_id,
        delegation_id=amendment.delegation_id,
        entered_by_id=amendment.entered_by_id,
        source=amendment.source,
        operation=amendment.operation,
        key=amendment.key,
        part=amendment.part,
        text=amendment.text,
        new_kind=amendment.new_kind,
        new_level=amendment.new_level,
        cells=list(amendment.cells),
        after=amendment.after,
        beneath=amendment.beneath,
        reason=amendment.reason,
        kind=amendment.kind,
        suggestion=amendment.suggestion,
        state=ItemState.SUBMITTED,
        submitted_at=amendment.submitted_at,
        late=amendment.late,
    )
