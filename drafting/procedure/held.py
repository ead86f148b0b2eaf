"""Held amendments: what publication is to do with each, and the undecided ones carried all together."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import flag_modified

from drafting.errors import Invalid, Stale
from drafting.model.amendments import Amendment
from drafting.model.decisions import Decision
from drafting.model.people import Seat
from drafting.model.rounds import Round
from drafting.model.texts import Draft
from drafting.procedure.acting import case_of, hold_round, record, require
from drafting.procedure.bracket import bracketed, bracketed_whole
from drafting.procedure.checklist import checklist
from drafting.procedure.consolidate import working_draft
from drafting.procedure.contributing import has_blank_line, stored
from drafting.procedure.insertions import put_insertion
from drafting.procedure.layout import rows_of
from drafting.procedure.rulings import latest_decisions
from drafting.rules.lifecycle import Disposition, HeldFate, Operation, Ruling
from drafting.rules.permissions import Act
from drafting.text.blocks import Kind
from drafting.text.merge import Change, changes


def choose_fate(session: Session, amendment: Amendment, fate: HeldFate, *, by: Seat, at: datetime) -> None:
    """Say what publication does with a held amendment.

    Raises NotPermitted or Invalid ("not-held"; "cannot-carry": its block is deleted, so that it has no place;
    "cannot-bracket": it changes no words that could stand between brackets).
    """
    round_ = session.get_one(Round, amendment.round_id)
    hold_round(session, round_)
    require(by, Act.DECIDE, case_of(round_, at=at))
    if amendment.disposition is not Disposition.HELD:
        raise Invalid("not-held", number=amendment.number)
    _refuse_gone(session, round_, [amendment])
    if fate is HeldFate.BRACKETED and not has_words(amendment):
        raise Invalid("cannot-bracket", number=amendment.number, key=amendment.key)
    amendment.held_fate = fate
    record(session, act=Act.DECIDE, verb="choose_fate", by=by, at=at, amendment=amendment.id, fate=fate.value)


def mark_of(undecided: Sequence[Amendment]) -> str:
    """Names a list of amendments, so that no other is carried than was looked at."""
    return hashlib.sha256(repr(sorted(a.id for a in undecided)).encode()).hexdigest()[:32]


def carry_undecided(
    session: Session, round_: Round, *, reason: str, by: Seat, at: datetime, mark: str | None = None
) -> int:
    """Carry all undecided amendments to the next round with one reason; gives how many. `mark` names those that were
    looked at (None: whichever there are).

    Raises NotPermitted; Stale ("undecided-changed", with how many `count` there are now); Invalid ("reason-missing",
    "cannot-carry").
    """
    hold_round(session, round_)
    require(by, Act.DECIDE, case_of(round_, at=at))
    reason = stored(reason, field="reason").strip()
    if not reason:
        raise Invalid("reason-missing", field="reason")
    undecided = checklist(session, round_).undecided
    if mark is not None and mark != mark_of(undecided):
        raise Stale("undecided-changed", count=len(undecided))
    _refuse_gone(session, round_, undecided)
    latest = latest_decisions(session, [a.id for a in undecided])
    for amendment in undecided:
        units: list[int | None] = [change.id for change in amendment.changes] or [None]
        for change_id in units:
            if (amendment.id, change_id) not in latest:
                session.add(
                    Decision(
                        round_id=round_.id,
                        amendment_id=amendment.id,
                        change_id=change_id,
                        ruling=Ruling.HOLD,
                        reason=reason,
                        by_id=by.id,
                        at=at,
                    )
                )
        amendment.disposition, amendment.held_fate = Disposition.HELD, HeldFate.CARRIED
    record(session, act=Act.DECIDE, verb="carry_undecided", by=by, at=at, round=round_.id, count=len(undecided))
    return len(undecided)


def put_brackets(session: Session, round_: Round, *, at: datetime) -> None:
    """Write the held amendments that are to be bracketed into the working draft.

    Raises Invalid ("cannot-bracket", with `number`) where the words that one changes are no longer there.
    """
    working = working_draft(session, round_)
    held = [a for a in checklist(session, round_).held if a.held_fate is HeldFate.BRACKETED]
    rows = {row.key: row for row in rows_of(session, working)}
    base = {row.key: row for row in rows_of(session, round_.draft)}
    latest = latest_decisions(session, [a.id for a in held])
    for key in dict.fromkeys(a.key for a in held):
        of_key = [a for a in held if a.key == key]
        row = rows.get(key)
        insertions: dict[tuple[str, object, int], list[Amendment]] = {}
        for amendment in of_key:
            if amendment.operation is Operation.INSERT:
                same = (amendment.text, amendment.new_kind, amendment.new_level)
                insertions.setdefault(same, []).append(amendment)
        for proposed in insertions.values():
            _bracket_insertion(session, proposed, working)
        if row is None:
            continue
        for part, text in enumerate(row.block.parts):
            units: dict[Change, list[str]] = {}
            source = base[key].block.parts[part] if key in base else text
            for amendment in of_key:
                if amendment.operation is Operation.REPLACE and amendment.part == part:
                    for change in amendment.changes:
                        ruled = latest.get((amendment.id, change.id))
                        if ruled is not None and ruled.ruling is Ruling.HOLD:
                            moved = _moved(source, text, Change(change.start, change.end, change.text))
                            if moved is None:
                                raise Invalid("cannot-bracket", number=amendment.number, key=key)
                            units.setdefault(moved, []).append(amendment.delegation.name)
            told = bracketed(text, list(units.items())) if units else text
            deleting = [a.delegation.name for a in of_key if a.operation is Operation.DELETE]
            if deleting:
                told = bracketed_whole(told, deleting, delete=True)
            if told != text:
                if row.kind is Kind.ROW:
                    row.cells = [told if i == part else cell for i, cell in enumerate(row.cells)]
                else:
                    row.text = told
                row.edited_at = at
                flag_modified(row, "edited_at")
    session.flush()


def has_words(amendment: Amendment) -> bool:
    """Whether what it proposes are words: a move, a join, a split, another kind of block are none."""
    if amendment.operation in (Operation.MOVE, Operation.JOIN, Operation.RESHAPE):
        return False
    return amendment.operation is not Operation.REPLACE or not has_blank_line(amendment.text)


def _moved(source: str, text: str, change: Change) -> Change | None:
    """The change at its place in `text`, where accepted changes have moved it; None where its words are gone."""
    shift = 0
    for done in changes(source, text):
        if done.end <= change.start and not (done.start == done.end == change.start == change.end):
            shift += len(done.text) - (done.end - done.start)
        elif done.start < change.end:
            return None
    return Change(change.start + shift, change.end + shift, change.text)


def _bracket_insertion(session: Session, proposed: Sequence[Amendment], working: Draft) -> None:
    """A held insertion comes in as blocks of its own, in brackets with all who propose it."""
    put_insertion(session, proposed[0], working=working, accepted=True)
    names = list(dict.fromkeys(amendment.delegation.name for amendment in proposed))
    brought = {amendment.id for amendment in proposed}
    for row in rows_of(session, working):
        if row.from_amendment_id in brought:
            row.text = bracketed_whole(row.text, names, delete=False) if row.text else ""
            row.cells = [bracketed_whole(cell, names, delete=False) if cell else "" for cell in row.cells]
    session.flush()


def _refuse_gone(session: Session, round_: Round, amendments: Sequence[Amendment]) -> None:
    standing = {row.key for row in rows_of(session, working_draft(session, round_))} | {0}
    gone = [a.number for a in amendments if a.key not in standing]
    if gone:
        raise Invalid("cannot-carry", number=gone[0])
