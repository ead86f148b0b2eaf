"""Why a block reads as it does: every word that changed, with the delegations, reason and decision behind it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from sqlalchemy import select
from sqlalchemy.orm import Session

from drafting.model.amendments import Amendment, AmendmentChange
from drafting.model.decisions import Decision
from drafting.model.paragraphs import DraftParagraph
from drafting.model.people import Seat
from drafting.model.rounds import Round
from drafting.model.texts import Draft
from drafting.procedure.acting import require
from drafting.procedure.as_operation import as_operation
from drafting.procedure.collisions import loaded
from drafting.procedure.descent import Descents
from drafting.procedure.grouping import wanted
from drafting.procedure.layout import rows_of
from drafting.procedure.rulings import latest_decisions
from drafting.rules.lifecycle import HeldFate, ItemState, Operation, Ruling
from drafting.rules.permissions import Act, Case
from drafting.text.blocks import Kind
from drafting.text.inline import INLINE_NOTE
from drafting.text.merge import Authored, Change
from drafting.text.notes import with_labels
from drafting.text.provenance import attribute
from drafting.text.stretch import within
from drafting.text.structure import Keyed
from drafting.text.tokens import BLANK_LINE


@dataclass(frozen=True, slots=True, kw_only=True)
class WhyRun:
    """A stretch of a block's part between two drafts. A changed one has the `amendments` that it came from with their
    `decisions`; where there are none it is the secretariat's own hand, with `hand_reason` and, in `decisions`, the
    amendments that it accepted as modified. "operation": the block was moved, joined or given another kind."""

    op: Literal["equal", "delete", "insert", "operation"]
    text: str
    part: int
    amendments: tuple[Amendment, ...] = ()
    decisions: tuple[Decision, ...] = ()
    hand_reason: str = ""


def why(session: Session, draft: Draft, key: int, *, by: Seat) -> tuple[WhyRun, ...]:
    """The runs of the block `key` from the draft's base to `draft`; () where nothing is known of it.

    Operations on the block come first. A block that was joined has the wordings of both before it, one that was split
    off its own stretch of what they came to. Raises NotPermitted: it tells whose words were taken, and for what reason.
    """
    require(by, Act.READ_DRAFT, Case(draft_state=draft.state.value))
    if draft.base is not None:
        require(by, Act.READ_CONTRIBUTIONS, Case(draft_state=draft.base.state.value))
    round_id = session.scalar(select(Round.id).where(Round.draft_id == draft.base_id))
    if draft.base_id is None or (round_id is None and not draft.import_reason and draft.corrects_id is None):
        return ()
    base = session.get_one(Draft, draft.base_id)
    descents = Descents(rows_of(session, base), rows_of(session, draft, with_gone=True))
    after, before = descents.now.get(key), descents.before.get(key)
    if before is None and after is None:
        return ()
    sources = descents.sources_of(descents.first_of(key))
    if not sources and after is not None:
        return _new_note(session, round_id, descents, after) or _inserted(session, after)
    if not sources:
        return ()
    proposed = session.scalars(
        select(Amendment)
        .where(Amendment.round_id == round_id, Amendment.key.in_(sources), Amendment.state == ItemState.SUBMITTED)
        .order_by(Amendment.number)
        .options(*loaded())
    ).all()
    latest = latest_decisions(session, [a.id for a in proposed])
    told = [
        WhyRun(op="operation", text="", part=0, amendments=(a,), decisions=(latest[a.id, None],))
        for a in proposed
        if a.operation in (Operation.JOIN, Operation.MOVE, Operation.RESHAPE)
        and (a.id, None) in latest
        and latest[a.id, None].ruling is Ruling.ACCEPT
    ]
    if after is None:
        joined = descents.first_of(key) != key
        if before is None or joined:
            return tuple(told)
        unreferred = _unreferred(session, round_id, descents, before)
        deleted = _deleted(session, round_id, descents, before, hand_reason=draft.import_reason)
        return (*told, *(unreferred or deleted))
    return (
        *told,
        *(run for part in range(len(after.block.parts)) for run in _words(descents, after, part, proposed, latest)),
    )


def _words(
    descents: Descents,
    after: DraftParagraph,
    part: int,
    proposed: Sequence[Amendment],
    latest: Mapping[tuple[int, int | None], Decision],
) -> Iterable[WhyRun]:
    """The runs of one part, cut to what stands in the block `after`."""
    descent = descents.of(after.key, part)
    if descent is None:
        return
    by_name = {str(a.id): a for a in proposed}
    labels = descents.new_labels()
    accepted = [
        Authored(
            key=str(a.id),
            change=Change(
                descent.old_at[a.key] + change.start,
                descent.old_at[a.key] + change.end,
                with_labels(change.text, labels),
            ),
        )
        for a in proposed
        if a.operation is Operation.REPLACE and a.part == part
        for change in a.changes
        if (a.id, change.id) in latest and latest[a.id, change.id].ruling is Ruling.ACCEPT
    ]
    modified = tuple(d for d in latest.values() if d.ruling is Ruling.MODIFY)
    held = tuple(a for a in proposed if a.held_fate is HeldFate.BRACKETED)
    by_hand = descents.hand_reason_of(after.key)
    start, end = descent.new_at[after.key]
    start = max(start - len(BLANK_LINE), 0)  # the blank line that parts it from the block before is its own
    runs = attribute(descent.old, descent.new, accepted)
    for run, text in within(runs, start, end, last=end == len(descent.new)):
        if run.op == "equal":
            yield WhyRun(op="equal", text=text, part=part)
            continue
        amendments = tuple(by_name[name] for name in run.keys if name in by_name)
        if not amendments and held and not by_hand:
            amendments = held
        if amendments:
            found = tuple(d for (a_id, _c), d in latest.items() if any(a.id == a_id for a in amendments))
            yield WhyRun(op=run.op, text=text, part=part, amendments=amendments, decisions=found)
        else:
            yield WhyRun(op=run.op, text=text, part=part, decisions=modified, hand_reason=by_hand)


def _shifted(change: AmendmentChange, *, by: int, labels: Mapping[str, str]) -> Change:
    """The change where its block stands among those that were joined, with new footnotes as what they became."""
    return Change(change.start + by, change.end + by, with_labels(change.text, labels))


def _accepted_changes(session: Session, round_id: int | None) -> list[tuple[AmendmentChange, Decision]]:
    """The changes of words that were accepted in a round, with their decisions."""
    standing = session.scalars(
        select(Amendment)
        .where(Amendment.round_id == round_id, Amendment.operation == Operation.REPLACE)
        .order_by(Amendment.number)
        .options(*loaded())
    ).all()
    latest = latest_decisions(session, [a.id for a in standing])
    units = [(change, latest.get((a.id, change.id))) for a in standing for change in a.changes]
    return [(change, ruled) for change, ruled in units if ruled is not None and ruled.ruling is Ruling.ACCEPT]


def _new_note(session: Session, round_id: int | None, descents: Descents, after: DraftParagraph) -> tuple[WhyRun, ...]:
    """A footnote that came with the text that refers to it, changed or new; () for what is none."""
    if after.kind is not Kind.FOOTNOTE:
        return ()
    for row in descents.now.values():
        if (
            row.key not in descents.before
            and row.from_amendment_id is not None
            and any(f"[^{after.label}]" in part for part in row.block.parts)
        ):
            return tuple(replace(run, text=after.text, part=0) for run in _inserted(session, row)[:1])
    found = [
        (change, ruled)
        for change, ruled in _accepted_changes(session, round_id)
        if any(note[1].strip() == after.text for note in INLINE_NOTE.finditer(change.text))
    ]
    return (_note_run("insert", after, found, "" if found else after.hand_reason),)


def _unreferred(
    session: Session, round_id: int | None, descents: Descents, before: DraftParagraph
) -> tuple[WhyRun, ...]:
    """A footnote that went because a change took the reference to it out; () for what is none."""
    if before.kind is not Kind.FOOTNOTE:
        return ()
    rows = descents.before
    reference = f"[^{before.label}]"
    found = [
        (change, ruled)
        for change, ruled in _accepted_changes(session, round_id)
        if reference in rows[change.amendment.key].block.parts[change.amendment.part][change.start : change.end]
        and reference not in change.text
    ]
    return (_note_run("delete", before, found, ""),) if found else ()


def _note_run(
    op: Literal["insert", "delete"],
    row: DraftParagraph,
    found: Sequence[tuple[AmendmentChange, Decision]],
    hand_reason: str,
) -> WhyRun:
    return WhyRun(
        op=op,
        text=row.text,
        part=0,
        amendments=tuple(dict.fromkeys(change.amendment for change, _ruled in found)),
        decisions=tuple(ruled for _change, ruled in found),
        hand_reason=hand_reason,
    )


def _inserted(session: Session, after: DraftParagraph) -> tuple[WhyRun, ...]:
    """A block that an insertion brought, with all who proposed the same."""
    brought = session.get(Amendment, after.from_amendment_id) if after.from_amendment_id else None
    same: list[Amendment] = []
    if brought is not None:
        there = session.scalars(
            select(Amendment)
            .where(Amendment.round_id == brought.round_id, Amendment.key == brought.key)
            .where(Amendment.operation == Operation.INSERT, Amendment.state == ItemState.SUBMITTED)
            .order_by(Amendment.number)
        )
        same = [a for a in there if wanted(a) == wanted(brought)]
    latest = latest_decisions(session, [a.id for a in same])
    return tuple(
        WhyRun(
            op="insert",
            text=text,
            part=part,
            amendments=tuple(same),
            decisions=tuple(latest.values()),
            hand_reason=after.hand_reason,
        )
        for part, text in enumerate(after.block.parts)
    )


def _deleted(
    session: Session, round_id: int | None, descents: Descents, before: DraftParagraph, *, hand_reason: str
) -> tuple[WhyRun, ...]:
    """A block that went, with the accepted deletions that took it: its own, or those of a block above it."""
    blocks = [Keyed(key=row.key, block=row.block) for row in descents.before.values()]
    proposed = session.scalars(
        select(Amendment)
        .where(Amendment.round_id == round_id, Amendment.operation == Operation.DELETE)
        .where(Amendment.state == ItemState.SUBMITTED)
        .order_by(Amendment.number)
    ).all()
    latest = latest_decisions(session, [a.id for a in proposed])
    deleting = tuple(
        a
        for a in proposed
        if (a.id, None) in latest
        and latest[a.id, None].ruling is Ruling.ACCEPT
        and (a.key == before.key or before.key in as_operation(a, blocks).also)
    )
    decisions = tuple(latest[a.id, None] for a in deleting)
    return tuple(
        WhyRun(op="delete", text=text, part=part, amendments=deleting, decisions=decisions, hand_reason=hand_reason)
        for part, text in enumerate(before.block.parts)
    )
