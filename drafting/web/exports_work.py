"""Files to work with: the changes between two drafts as tracked changes, and the working copy to write into."""

from __future__ import annotations

from flask import Blueprint, request
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from drafting.model.people import Seat
from drafting.model.texts import Draft
from drafting.procedure.export_work import (
    MARKED,
    WORKING,
    changes_written,
    draft_before,
    record_changes,
    record_working_copy,
)
from drafting.procedure.find import find_draft
from drafting.procedure.marked_draft import refuse_comparison
from drafting.procedure.working_copy import round_open_for, working_copy
from drafting.rules.permissions import Act
from drafting.web.access import acts, now, seat
from drafting.web.database import db
from drafting.web.exports import WORD
from drafting.web.given_files import give_file
from drafting.web.group import group_name
from drafting.web.languages import language
from drafting.web.wording_work import guide_words, work_words

bp = Blueprint("exports_work", __name__)


@bp.get("/<text>/<int:number>/export/marked-docx")
@acts(Act.EXPORT_CONTRIBUTIONS)
def changes(text: str, number: int) -> Response | str:
    """What changed since the draft `before` (the address asks for one by its number), else since the one before."""
    new = find_draft(db.session(), text, number, by=seat())
    old = _before(new)
    refuse_comparison(old, new, by=seat())
    group, at, before = group_name(new.text.language), now(), old.number
    words = work_words(new, None)

    def both(session: Session, by: Seat) -> tuple[Draft, Draft]:
        return find_draft(session, text, before, by=by), find_draft(session, text, number, by=by)

    def make(session: Session, by: Seat) -> bytes:
        return changes_written(session, *both(session, by), words=words, group=group, by=by)

    def record(session: Session, digest: str) -> None:
        record_changes(session, *both(session, seat()), digest=digest, by=seat(), at=at)

    return give_file(
        sort=MARKED,
        facts=(old.id, new.id, group),
        make=make,
        name=f"{text}-draft-{before}-to-{number}-changes.docx",
        content_type=WORD,
        record=record,
    )


@bp.get("/<text>/<int:number>/export/working-docx")
@acts(Act.EXPORT_CLEAN)
def working(text: str, number: int) -> Response | str:
    draft = find_draft(db.session(), text, number, by=seat())
    group, at = group_name(draft.text.language), now()
    round_ = round_open_for(db.session(), draft)
    words = guide_words(draft, round_)

    def make(session: Session, by: Seat) -> bytes:
        return working_copy(session, find_draft(session, text, number, by=by), words, group=group, by=by)

    def record(session: Session, digest: str) -> None:
        found = find_draft(session, text, number, by=seat())
        record_working_copy(session, found, digest=digest, by=seat(), at=at)

    return give_file(
        sort=WORKING,
        facts=(draft.id, group, language(), words),
        make=make,
        name=f"{text}-draft-{number}-working-copy.docx",
        content_type=WORD,
        record=record,
    )


def _before(draft: Draft) -> Draft:
    """The draft that the address asks for, else the one that `draft` was made from. Raises NotFound, Invalid."""
    asked = request.args.get("before", 0, int)
    return find_draft(db.session(), draft.text.slug, asked, by=seat()) if asked else draft_before(draft)
