"""A *corr*: the mistakes of an issued draft mended in the next one, each with its reason, by the secretariat.

An issued draft is never changed. What the group contributed to it goes on on the corr; rounds that are being decided
are not moved: there the mistake is mended on the desk.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from drafting.errors import Invalid
from drafting.model import journal
from drafting.model.paragraphs import DraftParagraph
from drafting.model.people import Seat
from drafting.model.rounds import Round
from drafting.model.texts import Draft
from drafting.procedure.acting import hold_round, record, require, touch
from drafting.procedure.carry_comments import carry_comments
from drafting.procedure.concordance import write_concordance
from drafting.procedure.contributing import has_blank_line, stored
from drafting.procedure.counters import take
from drafting.procedure.layout import dangling_references, number_and_render, rows_of
from drafting.procedure.mended import corr_reference
from drafting.procedure.move_round import move_round, refuse_unmovable
from drafting.procedure.settled import settle_rows
from drafting.rules.lifecycle import REASON_LIMIT, DraftState
from drafting.rules.permissions import Act
from drafting.text.blocks import Block, Kind
from drafting.text.brackets import are_open


@dataclass(frozen=True, slots=True, kw_only=True)
class Correction:
    """The right words of one block, a text for each of its parts, and why."""

    key: int
    texts: Sequence[str]
    reason: str


def correct_draft(
    session: Session, base: Draft, corrections: Sequence[Correction], *, confirm_number: int, by: Seat, at: datetime
) -> Draft:
    """Issue the next draft with these words of `base` mended, and nothing else; its round goes on there.

    Raises NotPermitted; Invalid: as `refuse_uncorrectable` and `corrected_rows`, "confirm-number" (with `number`),
    "too-long" (the reference).
    """
    require(by, Act.CORRECT)
    round_ = session.scalar(select(Round).where(Round.draft_id == base.id))
    if round_ is not None:  # before the counter, as contributions do
        hold_round(session, round_, alone=True)
    take(session, base.text_id, "next_key", count=0)  # of two who make the next draft, the second waits and finds it
    session.refresh(base)
    refuse_uncorrectable(session, base)
    blocks = corrected_blocks(session, base, corrections)
    if confirm_number != base.number + 1:
        raise Invalid("confirm-number", field="confirm", number=base.number + 1)
    reference = corr_reference(session, base)
    if reference is not None and len(reference) > 80:
        raise Invalid("too-long", field="confirm", limit=80, length=len(reference))
    draft = Draft(
        text=base.text,
        number=base.number + 1,
        state=DraftState.ISSUED,
        title=base.title,
        reference=reference,
        base=base,
        corrects_id=base.id,
        issued_at=at,
        issued_by_id=by.id,
        notes=[],
        revision=0,
    )
    session.add(draft)
    session.flush()
    reasons = {one.key: one.reason.strip() for one in corrections}
    standing = rows_of(session, base)
    for before in standing:
        row = DraftParagraph(draft=draft, paragraph=before.paragraph, key=before.key, rank=before.rank)
        row.take(blocks.get(before.key, before.block))
        row.from_amendment_id = before.from_amendment_id
        if before.key in blocks:
            row.by_hand, row.hand_reason = True, reasons[before.key]
            row.edited_by_id, row.edited_at = by.id, at
        session.add(row)
    session.flush()
    rows = settle_rows(session, draft)
    _refuse_broken(standing, rows)
    number_and_render(rows, draft.text.numbering)
    session.flush()
    write_concordance(session, base, draft)
    carry_comments(session, None, base=base, following=draft)
    if round_ is not None:
        move_round(session, round_, draft, set(blocks))
    base.state = DraftState.SUPERSEDED
    touch(session, base.id)
    record(
        session,
        act=Act.CORRECT,
        verb="correct_draft",
        by=by,
        at=at,
        text=draft.text_id,
        base=base.id,
        draft=draft.id,
        blocks=sorted(blocks),
    )
    draft.journal_head = journal.head_of(session)
    session.flush()
    return draft


def refuse_uncorrectable(session: Session, base: Draft) -> None:
    """Raise Invalid unless a corr may follow `base` now: "corr-deciding" (with the round), "draft-followed" (with the
    `draft` that is the latest), "draft-settled" (with its state)."""
    refuse_unmovable(session, session.scalar(select(Round).where(Round.draft_id == base.id)))
    latest = session.scalar(select(func.max(Draft.number)).where(Draft.text_id == base.text_id))
    if latest != base.number:
        raise Invalid("draft-followed", draft=latest)
    if base.state is not DraftState.ISSUED:
        raise Invalid("draft-settled", state=base.state.value)


def corrected_blocks(session: Session, base: Draft, corrections: Sequence[Correction]) -> dict[int, Block]:
    """The corrected blocks by key, as they would be stored.

    Raises Invalid: "nothing-corrected"; with the `field` at fault "block-unknown", "text-missing", "corr-unchanged",
    "corr-blank-line", "reason-missing", "reason-too-long", "too-long", "control-character".
    """
    if not corrections:
        raise Invalid("nothing-corrected", field="block")
    rows = {row.key: row for row in rows_of(session, base)}
    out: dict[int, Block] = {}
    for one in corrections:
        row = rows.get(one.key)
        if row is None or len(one.texts) != len(row.block.parts) or one.key in out:
            raise Invalid("block-unknown", key=one.key)
        field = f"text-{one.key}-0"
        parts = tuple(stored(text, field=field).strip() for text in one.texts)
        if not any(parts):
            raise Invalid("text-missing", field=field)
        if any(has_blank_line(part) for part in parts):
            raise Invalid("corr-blank-line", field=field)
        if parts == row.block.parts:
            raise Invalid("corr-unchanged", field=field, number=row.number)
        reason = stored(one.reason, field=f"reason-{one.key}").strip()
        if not reason:
            raise Invalid("reason-missing", field=f"reason-{one.key}")
        if len(reason) > REASON_LIMIT:
            raise Invalid("reason-too-long", field=f"reason-{one.key}", limit=REASON_LIMIT, length=len(reason))
        block = DraftParagraph()
        block.take(row.block)
        if row.kind is Kind.ROW:
            block.cells = list(parts)
        else:
            block.text = parts[0]
        out[one.key] = block.block
    return out


def _refuse_broken(before: Sequence[DraftParagraph], after: Sequence[DraftParagraph]) -> None:
    """A corr is held to what every publication is held to, for what it brings itself; and it takes no block away."""
    lost = {row.key for row in before} - {row.key for row in after}
    if lost:
        raise Invalid("corr-takes-note", count=len(lost))
    known = {target for _key, target in dangling_references((row.key, row.block) for row in before)}
    dangling = [
        target for _key, target in dangling_references((row.key, row.block) for row in after) if target not in known
    ]
    if dangling:
        raise Invalid("references-dangling", count=len(dangling), first=dangling[0])
    known_open = {row.key for row in before if are_open(row.block.parts)}
    broken = [row.key for row in after if row.key not in known_open and are_open(row.block.parts)]
    if broken:
        raise Invalid("brackets-open", count=len(broken))
