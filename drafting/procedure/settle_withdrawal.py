"""To settle a withdrawal after acceptance: the secretariat keeps the words as its own, takes them back, or brackets
them (DOMAIN, case 3)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from drafting.errors import Invalid
from drafting.model.afterwards import SettledWithdrawal
from drafting.model.amendments import Amendment, AmendmentChange
from drafting.model.decisions import Decision
from drafting.model.paragraphs import DraftParagraph
from drafting.model.people import Seat
from drafting.model.rounds import Round
from drafting.model.texts import Draft
from drafting.procedure.acting import case_of, hold_round, record, require, touch
from drafting.procedure.collisions import collisions_on, loaded
from drafting.procedure.consolidate import working_draft
from drafting.procedure.contributing import given_reason, next_amendment_number
from drafting.procedure.decide import locked_row, new_edit, refuse_stale, touch_row
from drafting.procedure.falling import Hand, units
from drafting.procedure.held import has_words
from drafting.procedure.left_standing import Left, groups_with, left_standing, like
from drafting.procedure.operations import carry_out_operations
from drafting.procedure.result import composed, with_hand
from drafting.procedure.rulings import Unit, derive_disposition, latest_decisions
from drafting.rules.lifecycle import STRUCTURAL, Aftermath, Disposition, HeldFate, ItemState, Operation, Ruling
from drafting.rules.permissions import Act
from drafting.text.merge import Authored, Change, compose


def settle_withdrawal(
    session: Session,
    amendment: Amendment,
    aftermath: Aftermath,
    *,
    reason: str,
    version: int,
    by: Seat,
    at: datetime,
) -> SettledWithdrawal:
    """Settle what becomes of what a withdrawn amendment left in the text; its like, withdrawn too, with it.

    KEPT: an amendment of the secretariat's own has the same words, accepted. REVERTED: the words go back, merged with
    what else was accepted and written. BRACKETED: they go back, and the secretariat's own amendment is held for square
    brackets. `version` is the block's when the form was made. `undo` on the block opens the question again.

    Raises NotPermitted; Stale ("block-changed"); Invalid: "not-left-standing", "cannot-bracket", "reason-missing",
    "reason-too-long", "withdrawal-entwined" (with `words`: hand-written ones that the words to go touch),
    "operations-collide", "not-consolidating".
    """
    round_ = session.get_one(Round, amendment.round_id)
    hold_round(session, round_, alone=amendment.operation in STRUCTURAL)
    require(by, Act.DECIDE, case_of(round_, at=at))
    working = working_draft(session, round_)
    key = amendment.key
    row = locked_row(session, working.id, key)
    refuse_stale(session, round_, row, key, version)
    open_ = left_standing(session, round_, key=key)
    left = next((one for one in open_ if one.amendment.id == amendment.id), None)
    if left is None:
        raise Invalid("not-left-standing", number=amendment.number)
    reason = given_reason(reason)
    if aftermath is Aftermath.BRACKETED and not has_words(amendment):
        raise Invalid("cannot-bracket", number=amendment.number, key=key)
    alike = [one.amendment for one in open_ if like(one.amendment, amendment)]
    edit = new_edit(session, round_, row, key, by=by, at=at)
    if row is not None and amendment.operation is Operation.REPLACE and aftermath is not Aftermath.KEPT:
        _take_back(session, round_, row, amendment.part, {one.id for one in alike})
    ruled = latest_decisions(session, [one.id for one in alike])
    for unit in (unit for one in alike for unit in units(one) if unit in ruled):
        _rule(session, round_, unit, Ruling.REOPENED, "", Hand(by_id=by.id, at=at, edit_id=edit.id))
    own = None
    if aftermath is not Aftermath.REVERTED:
        own = _own(session, round_, left, reason, by=by, at=at)
        ruling = Ruling.ACCEPT if aftermath is Aftermath.KEPT else Ruling.HOLD
        for unit in units(own):
            hand = Hand(by_id=by.id, at=at, edit_id=edit.id)
            _rule(session, round_, unit, ruling, "" if ruling is Ruling.ACCEPT else reason, hand)
    session.flush()
    on = collisions_on(session, round_, key)
    involved = {a.id: a for a in (*alike, *(a for group in on.groups for a in group.amendments))}
    after = latest_decisions(session, involved)
    hand = Hand(by_id=by.id, at=at, edit_id=edit.id)
    carry_out_operations(session, round_, on.groups, after, hand, working=working, withdrawn=alike)
    if own is not None:
        _now_from(session, working, {one.id for one in alike}, own.id)
        derive_disposition(own, latest_decisions(session, [own.id]))
        own.held_fate = HeldFate.BRACKETED if aftermath is Aftermath.BRACKETED else None
    for one in alike:
        session.add(
            SettledWithdrawal(
                amendment_id=one.id,
                aftermath=aftermath,
                reason=reason,
                own_id=own.id if own is not None else None,
                by_id=by.id,
                at=at,
            )
        )
    touch_row(row, by=by, at=at)
    touch(session, round_.draft_id)
    record(
        session,
        act=Act.DECIDE,
        verb="settle_withdrawal",
        by=by,
        at=at,
        round=round_.id,
        amendment=amendment.id,
        aftermath=aftermath.value,
        own=own.id if own is not None else None,
        edit=edit.id,
    )
    return session.scalars(_standing(amendment)).one()


def unsettle(session: Session, working: Draft, amendment: Amendment, *, at: datetime) -> None:
    """Open the question about a withdrawn amendment again, where it was settled: called when that act is undone. The
    secretariat's own amendment is withdrawn; its number is not used again."""
    settled = session.scalar(_standing(amendment))
    if settled is None:
        return
    if settled.own_id is not None:
        own = session.get_one(Amendment, settled.own_id)
        _now_from(session, working, {own.id}, amendment.id)
        own.state, own.disposition = ItemState.WITHDRAWN, Disposition.WITHDRAWN
        own.withdrawn_at, own.held_fate = at, None
    settled.undone_at = at
    session.flush()


def _standing(amendment: Amendment) -> Select[SettledWithdrawal]:
    return select(SettledWithdrawal).where(
        SettledWithdrawal.amendment_id == amendment.id, SettledWithdrawal.undone_at.is_(None)
    )


def _take_back(session: Session, round_: Round, row: DraftParagraph, part: int, gone: set[int]) -> None:
    """Let the accepted changes of the amendments `gone` go out of the block's text."""
    base = session.scalars(
        select(DraftParagraph).where(DraftParagraph.draft_id == round_.draft_id, DraftParagraph.key == row.key)
    ).one()
    there = session.scalars(
        select(Amendment).where(Amendment.round_id == round_.id, Amendment.key == row.key).options(*loaded())
    ).all()
    there = [a for a in there if a.state is ItemState.SUBMITTED or a.id in gone]
    latest = latest_decisions(session, [a.id for a in there])
    parts = list(row.block.parts)
    before = _text(base, part, there, latest)
    made = _text(base, part, [a for a in there if a.id not in gone], latest)
    result = with_hand(before, parts[part], made)
    if result.rival:
        raise Invalid("withdrawal-entwined", words=result.rival[:120])
    parts[part] = result.text
    if row.kind == "row":
        row.cells = parts
    else:
        row.text = parts[0]
    standing = [a for a in there if a.id not in gone]
    if all(text == _text(base, place, standing, latest) for place, text in enumerate(parts)):
        row.by_hand, row.hand_reason = False, ""


def _text(base: DraftParagraph, part: int, amendments: Sequence[Amendment], latest: Mapping[Unit, Decision]) -> str:
    source = base.block.parts[part]
    groups, rulings = groups_with(base.key, part, source, amendments, latest)
    return composed(source, groups, rulings, part)


def _own(session: Session, round_: Round, left: Left, reason: str, *, by: Seat, at: datetime) -> Amendment:
    """The secretariat's amendment that wants what the withdrawn one left in the text."""
    theirs = left.amendment
    text = theirs.text
    if left.changes:
        base = session.scalars(
            select(DraftParagraph).where(DraftParagraph.draft_id == round_.draft_id, DraftParagraph.key == theirs.key)
        ).one()
        wanted = [Authored("own", Change(c.start, c.end, c.text)) for c in left.changes]
        text = compose(base.block.parts[theirs.part], wanted).text
    own = Amendment(
        text_id=round_.text_id,
        round_id=round_.id,
        number=next_amendment_number(session, round_.text_id),
        seat=by,
        delegation=by.delegation,
        operation=theirs.operation,
        key=theirs.key,
        part=theirs.part,
        text=text,
        new_kind=theirs.new_kind,
        new_level=theirs.new_level,
        cells=list(theirs.cells),
        after=theirs.after,
        beneath=theirs.beneath,
        reason=reason,
        kind=theirs.kind,
        state=ItemState.SUBMITTED,
        submitted_at=at,
        changes=[AmendmentChange(start=c.start, end=c.end, text=c.text) for c in left.changes],
    )
    session.add(own)
    session.flush()
    return own


def _rule(session: Session, round_: Round, unit: Unit, ruling: Ruling, reason: str, hand: Hand) -> None:
    session.add(
        Decision(
            round_id=round_.id,
            amendment_id=unit[0],
            change_id=unit[1],
            ruling=ruling,
            reason=reason,
            by_id=hand.by_id,
            at=hand.at,
            edit_id=hand.edit_id,
        )
    )


def _now_from(session: Session, working: Draft, before: set[int], now: int) -> None:
    """Blocks that the insertions `before` brought come from the insertion `now`."""
    rows = session.scalars(
        select(DraftParagraph).where(
            DraftParagraph.draft_id == working.id, DraftParagraph.from_amendment_id.in_(before)
        )
    )
    for row in rows:
        row.from_amendment_id = now
    session.flush()
