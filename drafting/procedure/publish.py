"""Publication: one transaction, once. The working draft is numbered, rendered and frozen; comments go along."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from drafting.errors import Invalid
from drafting.model import journal
from drafting.model.paragraphs import DraftParagraph
from drafting.model.people import Seat
from drafting.model.rounds import Round
from drafting.model.texts import Draft
from drafting.procedure.acting import case_of, record, require, touch
from drafting.procedure.carry_comments import carry_comments
from drafting.procedure.checklist import Checklist, checklist
from drafting.procedure.concordance import write_concordance
from drafting.procedure.consolidate import working_draft
from drafting.procedure.contributing import one_line
from drafting.procedure.held import put_brackets
from drafting.procedure.layout import dangling_references, number_and_render
from drafting.procedure.settled import settle_rows
from drafting.rules.lifecycle import DraftState, RoundState
from drafting.rules.permissions import Act
from drafting.text.brackets import are_open


def publish_next_draft(
    session: Session,
    round_: Round,
    *,
    reference: str | None,
    confirm_number: int,
    by: Seat,
    at: datetime,
    title: str | None = None,
) -> Draft:
    """Issue the working draft as the next draft and close the round's book.

    Raises NotPermitted; Invalid: "already-published" (with `draft`: its number), "not-consolidating", "not-ready" (with
    counts), "confirm-number" (with `number`), "reference-taken", "too-long", "control-character".
    """
    session.refresh(round_, with_for_update=True)
    if round_.state is RoundState.PUBLISHED:
        require(by, Act.READ_DESK)
        raise Invalid("already-published", draft=round_.draft.number + 1)
    require(by, Act.PUBLISH, case_of(round_, at=at))
    working = working_draft(session, round_)
    _refuse_unready(checklist(session, round_))
    if confirm_number != working.number:
        raise Invalid("confirm-number", field="confirm", number=working.number)
    reference = one_line(reference or "", field="reference", limit=80) or None
    title = one_line(title or "", field="title", limit=300)
    if reference and session.scalar(select(Draft.id).where(Draft.reference == reference, Draft.id != working.id)):
        raise Invalid("reference-taken", field="reference", reference=reference)
    base = round_.draft
    put_brackets(session, round_, at=at)
    rows = settle_rows(session, working)
    _refuse_broken(rows)
    number_and_render(rows, working.text.numbering)
    write_concordance(session, base, working)
    carry_comments(session, round_, base=base, following=working)
    working.reference = reference
    working.title = title or working.title
    working.state, working.issued_at, working.issued_by_id = DraftState.ISSUED, at, by.id
    base.state = DraftState.SUPERSEDED
    round_.state = RoundState.PUBLISHED
    touch(session, base.id)
    record(
        session,
        act=Act.PUBLISH,
        verb="publish_next_draft",
        by=by,
        at=at,
        round=round_.id,
        draft=working.id,
        blocks=len(rows),
    )
    working.journal_head = journal.head_of(session)
    session.flush()
    return working


def _refuse_unready(points: Checklist) -> None:
    if not points.ready:
        raise Invalid(
            "not-ready",
            undecided=len(points.undecided),
            withdrawn=len(points.withdrawn),
            held=len(points.held_open),
            brackets=len(points.brackets),
            dangling=len(points.dangling),
        )


def _refuse_broken(rows: Sequence[DraftParagraph]) -> None:
    """What held amendments brought into the text is held to the same: closed brackets, references that lead on."""
    brackets = [row.key for row in rows if are_open(row.block.parts)]
    dangling = dangling_references((row.key, row.block) for row in rows)
    if brackets or dangling:
        raise Invalid("not-ready", undecided=0, held=0, brackets=len(brackets), dangling=len(dangling))
