"""Import of a reworked file as the next draft of a text: no word changes without a mark, a name and a reason.

It is for drafts on which nothing is pending: a round must have been published first, since a file cannot decide on what
delegations proposed in it; and amendments that a publication carried must have found their round, since they are
rebased on the draft directly behind the one on which they were held.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from drafting.errors import Invalid
from drafting.exchange.document import Reading
from drafting.model import journal
from drafting.model.paragraphs import RANK_STEP, DraftParagraph, Paragraph
from drafting.model.people import Seat
from drafting.model.rounds import Round
from drafting.model.texts import Draft
from drafting.procedure.acting import record, require, touch
from drafting.procedure.carry_amendments import waiting_for
from drafting.procedure.carry_comments import carry_comments
from drafting.procedure.concordance import write_concordance
from drafting.procedure.contributing import one_line, stored
from drafting.procedure.counters import take
from drafting.procedure.import_draft import note_record
from drafting.procedure.layout import dangling_references, number_and_render, rows_of
from drafting.procedure.reworked import Answers, lineage_of
from drafting.rules.lifecycle import REASON_LIMIT, DraftState, RoundState
from drafting.rules.permissions import Act
from drafting.text.brackets import are_open
from drafting.text.lineage import Fate, Lineage

SOURCE_LIMIT = 300
"""Longest source, in characters."""


def import_next_draft(
    session: Session,
    base: Draft,
    reading: Reading,
    *,
    answers: Answers,
    reason: str,
    source: str,
    reference: str | None,
    by: Seat,
    at: datetime,
) -> Draft:
    """Issue what was read as the draft after `base`, each block with the key that its lineage gives it.

    Raises NotPermitted; Invalid: as `refuse_wrong_state`, "nothing-to-import", "nothing-changed", "lineage-open" (with
    how many blocks are doubtful still), "lineage-answer", "reason-missing", "reason-too-long", "source-missing",
    "too-long", "control-character", "reference-taken", "references-dangling" and "brackets-open" (with how many are so
    that were not in `base`).
    """
    require(by, Act.IMPORT_NEXT_DRAFT)
    take(session, base.text_id, "next_key", count=0)  # of two who make the next draft, the second waits and finds it
    session.refresh(base)
    refuse_wrong_state(session, base)
    if not reading.blocks:
        raise Invalid("nothing-to-import", field="file")
    lineage = lineage_of(session, base, reading.blocks, answers)
    if lineage.doubts:
        raise Invalid("lineage-open", field=f"block-{lineage.doubts[0]}", count=len(lineage.doubts))
    if not lineage.gone and all(one.fate is Fate.KEPT for one in lineage.blocks):
        raise Invalid("nothing-changed", field="file", draft=base.number)
    _refuse_broken(rows_of(session, base), lineage)
    reason = stored(reason, field="reason").strip()
    if not reason:
        raise Invalid("reason-missing", field="reason")
    if len(reason) > REASON_LIMIT:
        raise Invalid("reason-too-long", field="reason", limit=REASON_LIMIT, length=len(reason))
    source = one_line(source, field="source", limit=SOURCE_LIMIT)
    if not source:
        raise Invalid("source-missing", field="source")
    reference = one_line(reference or "", field="reference", limit=80) or None
    if reference and session.scalar(select(Draft.id).where(Draft.reference == reference)):
        raise Invalid("reference-taken", field="reference", reference=reference)
    draft = Draft(
        text=base.text,
        number=base.number + 1,
        state=DraftState.ISSUED,
        title=base.title,
        reference=reference,
        base=base,
        issued_at=at,
        issued_by_id=by.id,
        notes=[note_record(note) for note in reading.notes],
        import_reason=reason,
        import_source=source,
        revision=0,
    )
    session.add(draft)
    session.flush()
    rows = _lay_out(session, base, draft, lineage, by=by, at=at)
    number_and_render(rows, draft.text.numbering)
    session.flush()
    write_concordance(session, base, draft)
    carry_comments(session, None, base=base, following=draft)
    base.state = DraftState.SUPERSEDED
    touch(session, base.id)
    record(
        session,
        act=Act.IMPORT_NEXT_DRAFT,
        verb="import_next_draft",
        by=by,
        at=at,
        text=draft.text_id,
        base=base.id,
        draft=draft.id,
        blocks=len(rows),
        answered=len(answers),
    )
    draft.journal_head = journal.head_of(session)
    session.flush()
    return draft


def refuse_wrong_state(session: Session, base: Draft) -> None:
    """Raise Invalid unless a file may become the draft after `base`: "draft-followed" (with the `draft` that is the
    latest), "draft-settled" (with its state), "round-not-over" (with the round), "amendments-waiting" (how many)."""
    round_ = session.scalar(select(Round).where(Round.draft_id == base.id, Round.state != RoundState.PUBLISHED))
    if round_ is not None:
        raise Invalid("round-not-over", round=round_.number, state=round_.state.value)
    latest = session.scalar(select(func.max(Draft.number)).where(Draft.text_id == base.text_id))
    if latest != base.number:
        raise Invalid("draft-followed", draft=latest)
    if base.state is not DraftState.ISSUED:
        raise Invalid("draft-settled", state=base.state.value)
    waiting = waiting_for(session, base)
    if waiting:
        raise Invalid("amendments-waiting", count=waiting)


def _lay_out(
    session: Session, base: Draft, draft: Draft, lineage: Lineage, *, by: Seat, at: datetime
) -> list[DraftParagraph]:
    """The rows of the next draft in order; those that are joined to another stand among them, gone, with their words.

    Gives the rows that stand. Each that is not as it was is the secretariat's hand, for the draft's reason.
    """
    before = {row.key: row for row in rows_of(session, base)}
    fresh = sum(1 for one in lineage.blocks if one.key is None)
    next_key = take(session, draft.text_id, "next_key", count=fresh)
    out = []
    for place, one in enumerate(lineage.blocks, start=1):
        if one.key is None:
            paragraph = Paragraph(text=draft.text, key=next_key)
            next_key += 1
        else:
            paragraph = before[one.key].paragraph
        row = DraftParagraph(draft=draft, paragraph=paragraph, key=paragraph.key, rank=place * RANK_STEP)
        row.take(one.block)
        row.split_from = one.split_from
        if one.fate is not Fate.KEPT:
            row.by_hand, row.hand_reason = True, draft.import_reason
            row.edited_by_id, row.edited_at = by.id, at
        out.append(row)
        for count, key in enumerate(one.joined, start=1):
            second = DraftParagraph(
                draft=draft, paragraph=before[key].paragraph, key=key, rank=row.rank + count, gone=True
            )
            second.take(before[key].block)
            second.joined_into = one.key
            session.add(second)
    session.add_all(out)
    session.flush()
    return out


def _refuse_broken(before: Sequence[DraftParagraph], lineage: Lineage) -> None:
    """A reworked file is held to what every publication is held to, for what it brings itself."""
    known = {target for _, target in dangling_references((row.key, row.block) for row in before)}
    after = [(one.key or 0, one.block) for one in lineage.blocks]
    dangling = [target for _, target in dangling_references(after) if target not in known]
    if dangling:
        raise Invalid("references-dangling", field="file", count=len(dangling), first=dangling[0])
    known_open = {row.key for row in before if are_open(row.block.parts)}
    broken = [key for key, block in after if key not in known_open and are_open(block.parts)]
    if broken:
        raise Invalid("brackets-open", field="file", count=len(broken))
