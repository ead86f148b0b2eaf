"""To propose an amendment: one operation on one block, with its reason; its changes are computed and stored."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from drafting.errors import Invalid, NotFound
from drafting.model.amendments import Amendment, AmendmentChange, Unsent
from drafting.model.paragraphs import DraftParagraph
from drafting.model.people import Delegation, Seat
from drafting.model.rounds import Round
from drafting.procedure.acting import hold_round, record, touch
from drafting.procedure.collisions import keyed_blocks
from drafting.procedure.contributing import (
    block_of,
    given_reason,
    has_blank_line,
    next_amendment_number,
    position,
    require_contributing,
    stored,
)
from drafting.procedure.unsent import amendment_form, sent
from drafting.rules.deadlines import Timeliness
from drafting.rules.lifecycle import ItemKind, ItemState, Operation
from drafting.rules.permissions import Act, is_suggestion
from drafting.text.blocks import Block, Kind
from drafting.text.merge import changes
from drafting.text.structure import beneath as points_beneath

INSERTABLE = (Kind.PARAGRAPH, Kind.POINT, Kind.HEADING)
DEEPEST = 6
BENEATH = ("delete", "lift")


def propose_amendment(
    session: Session,
    round_: Round,
    *,
    operation: Operation,
    key: int,
    reason: str,
    kind: ItemKind,
    by: Seat,
    at: datetime,
    part: int = 0,
    text: str = "",
    new_kind: Kind | None = None,
    new_level: int | None = None,
    beneath: str = "",
    form_opened: datetime | None = None,
    on_behalf_of: Delegation | None = None,
    source: str = "",
    unsent: Unsent | None = None,
) -> Amendment:
    """Submit an amendment to the round's draft; what was kept unsent of its form is gone with it.

    `form_opened` is when the form was made (grace); `unsent` a colleague's item that the head submits. Raises
    NotPermitted; Closed ("deadline-passed", "round-closed"); NotFound ("block-unknown", "part-unknown"); Invalid:
    "unchanged", "text-missing", "blank-line-in-replace", "too-long", "control-character", "reason-missing",
    "reason-too-long", "beneath-missing", "kind-not-insertable", "level-unknown", "inside-table",
    "after-footnote", "already-submitted" (with `number`), "delegation-inactive".
    """
    hold_round(session, round_)
    timely = require_contributing(
        by, Act.SUBMIT_AMENDMENT, round_, at=at, form_opened=form_opened, on_behalf=on_behalf_of is not None
    )
    row = block_of(session, round_, key) if key or operation is not Operation.INSERT else None
    seat, delegation, entered_by = position(by, on_behalf_of)
    amendment = Amendment(
        text_id=round_.text_id,
        round_id=round_.id,
        seat=seat,
        delegation=delegation,
        entered_by_id=entered_by.id if entered_by else None,
        source=source.strip()[:200],
        operation=operation,
        key=key,
        part=part if operation is Operation.REPLACE else 0,
        text="",
        new_kind=None,
        new_level=1,
        beneath="",
        reason="",
        kind=kind,
        suggestion=is_suggestion(seat.standing),
        state=ItemState.SUBMITTED,
        submitted_at=at,
        late=timely is not Timeliness.IN_TIME,
    )
    with session.no_autoflush:
        if operation is Operation.INSERT:
            _insert(session, round_, amendment, row, text, new_kind, new_level)
        elif row is None:
            raise NotFound("block-unknown", key=key)
        elif operation is Operation.REPLACE:
            _replace(amendment, row, part, text)
        else:
            _delete(session, round_, amendment, row, beneath)
        amendment.reason = given_reason(reason)
        amendment.number = next_amendment_number(session, round_.text_id)
        _refuse_twice(session, amendment)
    session.add(amendment)
    sent(session, round_, form=amendment_form(operation, key, amendment.part), by=by, also=unsent)
    session.flush()
    touch(session, round_.draft_id)
    record(
        session,
        act=Act.SUBMIT_AMENDMENT,
        verb="propose_amendment",
        by=by,
        at=at,
        round=round_.id,
        amendment=amendment.id,
        number=amendment.number,
        late=amendment.late,
        delegation=delegation.id,
    )
    return amendment


def proposed_changes(base: str, text: str) -> list[AmendmentChange]:
    """The changes that a proposed text comes to, as they are stored. Raises Invalid ("unchanged")."""
    found = [AmendmentChange(start=c.start, end=c.end, text=c.text) for c in changes(base, text)]
    if not found:
        raise Invalid("unchanged", field="text")
    return found


def _replace(amendment: Amendment, row: DraftParagraph, part: int, text: str) -> None:
    parts = row.block.parts
    if not 0 <= part < len(parts):
        raise NotFound("part-unknown", key=row.key, part=part)
    text = stored(text, field="text")
    if not text.strip() and row.kind is not Kind.ROW:
        raise Invalid("text-missing", field="text")
    if has_blank_line(text):
        raise Invalid("blank-line-in-replace", field="text")
    if text == parts[part]:
        raise Invalid("unchanged", field="text")
    amendment.text = text
    amendment.changes = proposed_changes(parts[part], text)


def _delete(session: Session, round_: Round, amendment: Amendment, row: DraftParagraph, beneath: str) -> None:
    count = len(points_beneath(keyed_blocks(session, round_), row.key))
    if count and beneath not in BENEATH:
        raise Invalid("beneath-missing", field="beneath", count=count)
    amendment.beneath = beneath if count else ""


def _insert(
    session: Session,
    round_: Round,
    amendment: Amendment,
    row: DraftParagraph | None,
    text: str,
    new_kind: Kind | None,
    new_level: int | None,
) -> None:
    text = stored(text, field="text")
    if not text.strip():
        raise Invalid("text-missing", field="text")
    if row is not None and row.kind is Kind.FOOTNOTE:
        raise Invalid("after-footnote", key=row.key)
    if row is not None and row.kind is Kind.ROW and _followed_in_table(session, round_, row):
        raise Invalid("inside-table", key=row.key)
    like = row.block if row is not None and row.kind in INSERTABLE else Block(kind=Kind.PARAGRAPH)
    kind = new_kind or like.kind
    if kind not in INSERTABLE:
        raise Invalid("kind-not-insertable", field="new_kind", kind=kind.value)
    level = new_level or (like.level if kind is like.kind else 1)
    if not 1 <= level <= (1 if kind is Kind.PARAGRAPH else DEEPEST):
        raise Invalid("level-unknown", field="new_level", level=level)
    amendment.text, amendment.new_kind, amendment.new_level = text, kind, level


def _followed_in_table(session: Session, round_: Round, row: DraftParagraph) -> bool:
    later = session.scalar(
        select(DraftParagraph)
        .where(
            DraftParagraph.draft_id == round_.draft_id, DraftParagraph.rank > row.rank, DraftParagraph.gone.is_(False)
        )
        .order_by(DraftParagraph.rank)
        .limit(1)
    )
    return later is not None and later.kind is Kind.ROW and later.table_number == row.table_number


def _refuse_twice(session: Session, amendment: Amendment) -> None:
    """A double click, or the same thing proposed again by the same delegation, is one amendment.

    Asked once the number is taken: of two clicks at the same moment the second waits for it, and then finds the first.
    """
    there = session.scalar(
        select(Amendment.number).where(
            Amendment.round_id == amendment.round_id,
            Amendment.delegation_id == amendment.delegation.id,
            Amendment.state == ItemState.SUBMITTED,
            Amendment.operation == amendment.operation,
            Amendment.key == amendment.key,
            Amendment.part == amendment.part,
            Amendment.text == amendment.text,
        )
    )
    if there is not None:
        raise Invalid("already-submitted", number=there)
