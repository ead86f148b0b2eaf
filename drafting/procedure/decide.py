"""The desk's verb: rulings on a block's changes and operations, and the text that comes of them.

The result is the base with the accepted changes composed, unless the secretariat wrote it by hand; then a later ruling
is merged into the hand-written text, and what would collide is refused, never applied silently.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import flag_modified

from drafting.errors import Invalid, NotFound, Stale
from drafting.model.decisions import Decision
from drafting.model.paragraphs import DraftParagraph
from drafting.model.people import Seat
from drafting.model.rounds import Round
from drafting.model.working import WorkingEdit
from drafting.procedure.acting import case_of, hold_round, record, require
from drafting.procedure.collisions import collisions_on
from drafting.procedure.consolidate import working_draft
from drafting.procedure.contributing import has_blank_line, stored, with_blank_lines
from drafting.procedure.falling import Hand
from drafting.procedure.grouping import BlockCollisions, GroupedChange
from drafting.procedure.left_standing import left_standing
from drafting.procedure.operations import carry_out_operations
from drafting.procedure.result import composed, not_as_proposed, with_hand
from drafting.procedure.rulings import Unit, derive_disposition, latest_decisions, ruling_in, units_of
from drafting.rules.lifecycle import REASON_OWED, STRUCTURAL, Ruling
from drafting.rules.permissions import Act
from drafting.text.diff import MAX_BLOCK_CHARS
from drafting.text.structure import DIVISIBLE


@dataclass(frozen=True, slots=True, kw_only=True)
class Ruled:
    """A ruling on a group of identical changes or on an operation, with the reason that is owed for all but
    acceptance."""

    ruling: Ruling
    reason: str = ""


def decide(
    session: Session,
    round_: Round,
    *,
    key: int,
    version: int,
    rulings: Mapping[str, Ruled],
    by: Seat,
    at: datetime,
    texts: Sequence[str] | None = None,
    hand_reason: str = "",
) -> WorkingEdit:
    """Rule on groups of the block `key` (by `GroupedChange.id`), and set its result.

    `texts` are the block's parts as they stand in the form (None: as the rulings make them); where they are not what
    the accepted changes come to, the secretariat's hand is in them and `hand_reason` is owed for what was written
    now. `version` is the row's when the form was made.

    Raises NotPermitted; NotFound ("block-unknown"); Stale ("block-changed", with `version` and `theirs`); Invalid:
    "collides", "operations-collide" (with `left`, `right`: amendments' numbers, and `words`), "hand-collides",
    "not-as-proposed" (accepted, but not in the text as proposed), "reason-missing", "hand-reason-missing",
    "suggestion-without-member", "group-unknown", "too-long", "blank-line-in-replace", "withdrawal-open" (with the
    `number` of an amendment that was withdrawn after its acceptance: what becomes of its words is settled first).
    """
    hold_round(session, round_, alone=any(name.split("-")[0] in STRUCTURAL for name in rulings))
    require(by, Act.DECIDE, case_of(round_, at=at))
    working = working_draft(session, round_)
    row = locked_row(session, working.id, key)
    refuse_stale(session, round_, row, key, version)
    left = left_standing(session, round_, key=key)
    if left:
        raise Invalid("withdrawal-open", key=key, number=left[0].amendment.number)
    on = collisions_on(session, round_, key)
    groups = {group.id: group for group in on.groups}
    unknown = [name for name in rulings if name not in groups]
    if unknown:
        raise Invalid("group-unknown", group=unknown[0])
    amendments = {a.id: a for group in on.groups for a in group.amendments}
    before = latest_decisions(session, amendments)
    edit = new_edit(session, round_, row, key, by=by, at=at)
    was = {name: ruling_in(group, before) for name, group in groups.items()}
    wanted = was | {name: ruled.ruling for name, ruled in rulings.items()}
    refuse_collisions(session, on, wanted)
    for name, ruled in rulings.items():
        _check(groups[name], ruled)
    if row is not None:
        base = _base_parts(session, row)
        _set_result(row, base, on, was, wanted, texts=texts, hand_reason=hand_reason)
    add_decisions(session, round_, groups, rulings, before, edit)
    after = latest_decisions(session, amendments)
    hand = Hand(by_id=by.id, at=at, edit_id=edit.id)
    carry_out_operations(session, round_, on.groups, after, hand, working=working)
    after = latest_decisions(session, amendments)
    for amendment in amendments.values():
        derive_disposition(amendment, after)
    touch_row(row, by=by, at=at)
    record(
        session,
        act=Act.DECIDE,
        verb="decide",
        by=by,
        at=at,
        round=round_.id,
        key=key,
        edit=edit.id,
        amendments=sorted({a.id for name in rulings for a in groups[name].amendments}),
    )
    return edit


def version_of(session: Session, round_: Round, row: DraftParagraph | None, key: int) -> int:
    """What a form on the block must show to be fresh: the row's version; before the first block, the last act there."""
    if row is not None:
        return row.version
    query = select(func.max(WorkingEdit.id)).where(WorkingEdit.round_id == round_.id, WorkingEdit.key == key)
    return session.scalar(query) or 0


def add_decisions(
    session: Session,
    round_: Round,
    groups: Mapping[str, GroupedChange],
    rulings: Mapping[str, Ruled],
    before: Mapping[Unit, Decision],
    edit: WorkingEdit,
) -> None:
    """A decision for each unit whose ruling or reason is new; a ruling taken back is REOPENED."""
    for name, ruled in rulings.items():
        reason = stored(ruled.reason, field=f"reason-{name}").strip()
        for unit in units_of(groups[name]):
            held = before.get(unit)
            if held is None and ruled.ruling is Ruling.REOPENED:
                continue
            if held is not None and (held.ruling, held.reason) == (ruled.ruling, reason):
                continue
            session.add(
                Decision(
                    round_id=round_.id,
                    amendment_id=unit[0],
                    change_id=unit[1],
                    ruling=ruled.ruling,
                    reason=reason,
                    by_id=edit.by_id,
                    at=edit.at,
                    edit_id=edit.id,
                )
            )
    session.flush()


def locked_row(session: Session, draft_id: int, key: int) -> DraftParagraph | None:
    if key == 0:
        return None
    row = session.scalar(
        select(DraftParagraph)
        .where(DraftParagraph.draft_id == draft_id, DraftParagraph.key == key)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    if row is None:
        raise NotFound("block-unknown", key=key)
    return row


def refuse_stale(session: Session, round_: Round, row: DraftParagraph | None, key: int, version: int) -> None:
    now = version_of(session, round_, row, key)
    if now != version:
        theirs = "" if row is None else " | ".join(row.block.parts)
        raise Stale("block-changed", key=key, version=now, theirs=theirs)


def new_edit(
    session: Session, round_: Round, row: DraftParagraph | None, key: int, *, by: Seat, at: datetime
) -> WorkingEdit:
    """An act on the block, with what it finds there before it changes anything."""
    edit = WorkingEdit(
        round_id=round_.id,
        key=key,
        text=row.text if row else "",
        cells=list(row.cells) if row else [],
        by_hand=row.by_hand if row else False,
        hand_reason=row.hand_reason if row else "",
        by_id=by.id,
        at=at,
    )
    session.add(edit)
    session.flush()
    return edit


def refuse_collisions(session: Session, on: BlockCollisions, wanted: Mapping[str, Ruling | None]) -> None:
    """Raise Invalid ("collides") when both sides of a collision would be accepted; a deletion of the block above, or
    a change of a point beneath, counts as it is ruled on over there."""
    here = set(on.groups)
    elsewhere = {side for between in on.conflicts for side in (between.left, between.right)} - here
    latest = latest_decisions(session, {a.id for group in elsewhere for a in group.amendments})
    for between in on.conflicts:
        rulings = [
            wanted.get(side.id) if side in here else ruling_in(side, latest) for side in (between.left, between.right)
        ]
        if rulings == [Ruling.ACCEPT, Ruling.ACCEPT]:
            words = between.left.change is not None and between.right.change is not None
            raise Invalid(
                "collides" if words else "operations-collide",
                left=between.left.amendments[0].number,
                right=between.right.amendments[0].number,
                words=between.words[:120],
            )


def _check(group: GroupedChange, ruled: Ruled) -> None:
    if ruled.ruling is Ruling.FALLEN:
        raise Invalid("group-unknown", group=group.id)
    if not stored(ruled.reason, field=f"reason-{group.id}").strip() and ruled.ruling in REASON_OWED:
        raise Invalid("reason-missing", field=f"reason-{group.id}", number=group.amendments[0].number)
    if ruled.ruling in (Ruling.ACCEPT, Ruling.MODIFY) and not group.has_member:
        raise Invalid("suggestion-without-member", number=group.amendments[0].number)


def _set_result(
    row: DraftParagraph,
    base: Sequence[str],
    on: BlockCollisions,
    was: Mapping[str, Ruling | None],
    wanted: Mapping[str, Ruling | None],
    *,
    texts: Sequence[str] | None,
    hand_reason: str,
) -> None:
    parts = list(row.block.parts)
    if texts is not None and len(texts) != len(parts):
        raise Invalid("block-unknown", key=row.key)
    by_hand = wrote = False
    for part, source in enumerate(base):
        made = composed(source, on.groups, wanted, part)
        before = composed(source, on.groups, was, part)
        given = (
            with_blank_lines(stored(texts[part], field=f"text-{part}").strip()) if texts is not None else parts[part]
        )
        found = with_hand(before, parts[part], made)
        if texts is not None and given != parts[part]:
            result = given
            wrote = wrote or result not in (made, found.text)
        elif found.rival:
            raise Invalid("hand-collides", field=f"text-{part}", words=found.rival[:120])
        else:
            result = found.text
        if len(result) > MAX_BLOCK_CHARS:
            raise Invalid("too-long", field=f"text-{part}", limit=MAX_BLOCK_CHARS, length=len(result))
        if row.kind not in DIVISIBLE and has_blank_line(result):
            raise Invalid("blank-line-in-replace", field=f"text-{part}")
        if result != made:
            by_hand = True
            absent = not_as_proposed(source, result, on.groups, wanted, part)
            if absent:
                number = absent[0].amendments[0].number
                raise Invalid("not-as-proposed", field=f"ruling-{absent[0].id}", number=number)
        parts[part] = result
    given_now = stored(hand_reason, field="hand_reason").strip() if wrote else ""
    if wrote and not given_now:
        raise Invalid("hand-reason-missing", field="hand_reason")
    # What was written earlier keeps its reason beside that of what was written now.
    reasons = dict.fromkeys(reason for reason in (*row.hand_reason.split("\n"), given_now) if reason)
    if row.kind == "row":
        row.cells = parts
    else:
        row.text = parts[0]
    row.by_hand, row.hand_reason = by_hand, "\n".join(reasons) if by_hand else ""


def _base_parts(session: Session, row: DraftParagraph) -> tuple[str, ...]:
    """The parts of the block in the base draft; a block that an insertion brought is its own base."""
    base = session.scalar(
        select(DraftParagraph).where(DraftParagraph.draft_id == row.draft.base_id, DraftParagraph.key == row.key)
    )
    return base.block.parts if base is not None else row.block.parts


def touch_row(row: DraftParagraph | None, *, by: Seat, at: datetime) -> None:
    """Raise the row's version, also where its text stays: a ruling was added to it."""
    if row is not None:
        row.edited_by_id, row.edited_at = by.id, at
        flag_modified(row, "edited_at")
