"""Exports to work with: the changes from one draft to another as tracked changes, and the working copy."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from drafting.errors import Invalid
from drafting.exchange.document import Issue
from drafting.exchange.docx_margin import MarginNote
from drafting.exchange.marked import MarkedBlock
from drafting.exchange.write_marked import write as write_marked
from drafting.model.people import Seat
from drafting.model.texts import Draft
from drafting.procedure.acting import record, require
from drafting.procedure.find import round_of
from drafting.procedure.margin_notes import margin_notes
from drafting.procedure.marked_draft import marked_between
from drafting.procedure.working_copy import GuideWords, working_copy
from drafting.rules.permissions import Act, Case

MARKED, WORKING = "marked-docx", "working-docx"
WORK_FORMATS = (MARKED, WORKING)


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkWords:
    """What these files say that the draft does not."""

    guide: GuideWords
    secretariat: str
    moved: Callable[[str], str]
    """What is said of a block that was moved, by the number that it had ("" for none)."""


def draft_before(draft: Draft) -> Draft:
    """The draft that `draft` was made from. Raises Invalid ("draft-first")."""
    if draft.base is None:
        raise Invalid("draft-first", field="before", draft=draft.number)
    return draft.base


def changes_written(session: Session, old: Draft, new: Draft, *, words: WorkWords, group: str, by: Seat) -> bytes:
    """The changes from `old` to `new` as a Word file, with the comments of the round on `old`. Raises as
    `marked_between`."""
    issue = marked_between(session, old, new, group=group, secretariat=words.secretariat, by=by)
    round_ = round_of(session, old)
    notes = margin_notes(session, round_, secretariat=words.secretariat, by=by) if round_ is not None else []
    return write_marked(issue, [*_moves(issue, words), *notes])


def _moves(issue: Issue, words: WorkWords) -> Iterator[MarginNote]:
    """What was moved goes in one place and comes in another; a comment at the second says so."""
    for one in issue.blocks:
        if isinstance(one, MarkedBlock) and one.moved and one.by is not None and one.key:
            yield MarginNote(author=one.by.author, at=one.by.at, text=words.moved(one.old_number), key=one.key)


def record_changes(session: Session, old: Draft, new: Draft, *, digest: str, by: Seat, at: datetime) -> None:
    """Journal that the changes were handed out, with the file's SHA-256 (hex). Raises NotPermitted."""
    act = Act.EXPORT_CONTRIBUTIONS
    require(by, act, Case(draft_state=old.state.value))
    record(session, act=act, verb="export_changes", by=by, at=at, draft=new.id, before=old.id, sha256=digest)


def record_working_copy(session: Session, draft: Draft, *, digest: str, by: Seat, at: datetime) -> None:
    """Journal that a working copy was handed out, with the file's SHA-256 (hex). Raises NotPermitted."""
    act = Act.EXPORT_CLEAN
    require(by, act, Case(draft_state=draft.state.value))
    record(session, act=act, verb="export_working_copy", by=by, at=at, draft=draft.id, sha256=digest)


def export_work(
    session: Session, draft: Draft, fmt: str, *, words: WorkWords, group: str, by: Seat, at: datetime
) -> bytes:
    """One of WORK_FORMATS, journalled; changes are those from the draft before.

    Raises NotPermitted, or Invalid ("draft-first").
    """
    if fmt == WORKING:
        data = working_copy(session, draft, words.guide, group=group, by=by)
        record_working_copy(session, draft, digest=hashlib.sha256(data).hexdigest(), by=by, at=at)
        return data
    old = draft_before(draft)
    data = changes_written(session, old, draft, words=words, group=group, by=by)
    record_changes(session, old, draft, digest=hashlib.sha256(data).hexdigest(), by=by, at=at)
    return data
