"""Exports: which files there are of a draft, and the files."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from flask import Blueprint, render_template
from flask_babel import LazyString
from flask_babel import lazy_gettext as _
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as AnyResponse

from drafting.model.people import Seat
from drafting.model.rounds import Round
from drafting.model.texts import Draft
from drafting.procedure.deliveries_seen import may_read_own
from drafting.procedure.export_draft import ENDINGS, file_name, record_export, refuse_format, written
from drafting.procedure.export_round import (
    FORMATS,
    record_round_export,
    refuse_round_format,
    round_file_name,
    round_written,
)
from drafting.procedure.find import find_draft, find_round, round_of
from drafting.procedure.round_items import decisions_told
from drafting.rules.permissions import Act, Case, may
from drafting.web.access import acts, now, seat
from drafting.web.database import db
from drafting.web.given_files import give_file
from drafting.web.group import group_name
from drafting.web.languages import language
from drafting.web.round_asked import asked_of
from drafting.web.wording_tables import telling

bp = Blueprint("exports", __name__)

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
TYPES = {
    "clean-docx": WORD,
    "clean-pdf": "application/pdf",
    "clean-html": "text/html; charset=utf-8",
    "clean-md": "text/markdown; charset=utf-8",
}
SAID: dict[str, tuple[LazyString, LazyString]] = {
    "clean-docx": (_("Word"), _("The clean version as a Word file: headings, numbers, tables and footnotes as such.")),
    "clean-pdf": (_("PDF"), _("The clean version for print and for the archive, tagged for screen readers.")),
    "clean-html": (_("HTML"), _("The clean version as one page that opens in every browser.")),
    "clean-md": (_("Markdown"), _("The clean version as plain text with marks; it can be imported again.")),
}

ROUND_TYPES = {
    ".docx": WORD,
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".csv": "text/csv; charset=utf-8",
    ".pdf": "application/pdf",
}
ROUND_SAID: dict[str, tuple[LazyString, LazyString]] = {
    "compilation-docx": (
        _("Compilation, Word"),
        _("All contributions in the order of the text, with the changes marked, supporters, reasons and comments."),
    ),
    "compilation-pdf": (_("Compilation, PDF"), _("The same for print, tagged for screen readers.")),
    "compilation-xlsx": (_("Compilation, Excel"), _("The same as a spreadsheet, to sort, to filter and to work on.")),
    "compilation-csv": (_("Compilation, CSV"), _("The same for other programs: plain text, with the changes told.")),
    "comments-docx": (
        _("Comment table of ISO and IEC, Word"),
        _("The layout of standards bodies: member body, paragraph, type, comment, proposed change, observations."),
    ),
    "rolling-docx": (
        _("Rolling text, Word"),
        _("The draft with every open proposal in square brackets, each with the delegations that make it."),
    ),
    "dispositions-docx": (
        _("Table of dispositions, Word"),
        _("What became of each contribution, with the reason, and where it is in the next draft."),
    ),
    "dispositions-pdf": (_("Table of dispositions, PDF"), _("The same for print, tagged for screen readers.")),
}


@bp.get("/<text>/<int:number>/exports")
@acts(Act.EXPORT_CLEAN)
def exports(text: str, number: int) -> str:
    draft = find_draft(db.session(), text, number, by=seat())
    drafts = [
        one for one in draft.text.drafts if may(seat().standing, Act.EXPORT_CLEAN, Case(draft_state=one.state.value))
    ]
    round_ = round_of(db.session(), draft)
    return render_template(
        "exports/exports.html",
        draft=draft,
        drafts=drafts,
        others=_compared_with(draft, drafts),
        formats=SAID,
        endings=ENDINGS,
        round=round_,
        delivers=round_ is not None and may_read_own(seat(), round_),
        round_formats=round_formats(round_) if round_ is not None else {},
    )


def _compared_with(draft: Draft, drafts: Sequence[Draft]) -> list[Draft]:
    """The drafts from which changes to `draft` can be told: those on which whoever looks may read contributions."""

    def readable(one: Draft) -> bool:
        case = Case(draft_state=one.state.value)
        return one.id != draft.id and may(seat().standing, Act.READ_CONTRIBUTIONS, case)

    return [one for one in drafts if readable(one)]


def round_formats(round_: Round) -> Mapping[str, tuple[LazyString, LazyString, str]]:
    """The files of a round that are offered to whoever looks: what each is called, what it is, its ending."""
    if not may(seat().standing, Act.EXPORT_CONTRIBUTIONS, Case(draft_state=round_.draft.state.value)):
        return {}
    told = decisions_told(round_, seat())
    return {fmt: (*said, FORMATS[fmt].ending) for fmt, said in ROUND_SAID.items() if told or not FORMATS[fmt].decided}


@bp.get("/<text>/<int:number>/export/<fmt>")
@acts(Act.EXPORT_CLEAN)
def export(text: str, number: int, fmt: str) -> AnyResponse | str:
    """The file. It is journalled, so this GET writes, once the file is made."""
    draft = find_draft(db.session(), text, number, by=seat())
    refuse_format(draft, fmt, by=seat())
    group, at = group_name(draft.text.language), now()

    def make(session: Session, by: Seat) -> bytes:
        return written(session, find_draft(session, text, number, by=by), fmt, group=group, by=by)

    def record(session: Session, digest: str) -> None:
        record_export(session, find_draft(session, text, number, by=seat()), fmt, digest=digest, by=seat(), at=at)

    answer = give_file(
        sort=fmt,
        facts=(draft.id, group),
        make=make,
        name=file_name(draft, fmt),
        content_type=TYPES[fmt],
        record=record,
    )
    if fmt == "clean-html" and not isinstance(answer, str):
        answer.headers["Content-Security-Policy"] = "sandbox; default-src 'none'; style-src 'unsafe-inline'"
    return answer


@bp.get("/<text>/round/<int:number>/export/<fmt>")
@acts(Act.EXPORT_CONTRIBUTIONS)
def export_of_round(text: str, number: int, fmt: str) -> AnyResponse | str:
    """The file of a round, of what the address asks for. It is journalled, once it is made."""
    round_ = find_round(db.session(), text, number, by=seat())
    refuse_round_format(round_, fmt, by=seat())
    group, asked, at = group_name(language()), asked_of(round_), now()

    def make(session: Session, by: Seat) -> bytes:
        found = find_round(session, text, number, by=by)
        return round_written(session, found, fmt, asked=asked, telling=telling(group), by=by)

    def record(session: Session, digest: str) -> None:
        found = find_round(session, text, number, by=seat())
        record_round_export(session, found, fmt, digest=digest, by=seat(), at=at)

    return give_file(
        sort=fmt,
        facts=(round_.id, group, asked),
        make=make,
        name=round_file_name(round_, fmt),
        content_type=ROUND_TYPES[FORMATS[fmt].ending],
        record=record,
    )
