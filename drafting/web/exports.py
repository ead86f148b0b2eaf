"""Exports: which files there are of a draft, and the files."""

from __future__ import annotations

from flask import Blueprint, Response, render_template
from flask_babel import LazyString
from flask_babel import lazy_gettext as _

from drafting.procedure.export_draft import ENDINGS, file_name, record_export, written
from drafting.procedure.find import find_draft
from drafting.rules.permissions import Act, Case, may
from drafting.web.access import acts, now, seat
from drafting.web.database import db, write_from_here
from drafting.web.group import group_name

bp = Blueprint("exports", __name__)

TYPES = {
    "clean-docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
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


@bp.get("/<text>/<int:number>/exports")
@acts(Act.EXPORT_CLEAN)
def exports(text: str, number: int) -> str:
    draft = find_draft(db.session(), text, number, by=seat())
    drafts = [
        one for one in draft.text.drafts if may(seat().standing, Act.EXPORT_CLEAN, Case(draft_state=one.state.value))
    ]
    return render_template("exports/exports.html", draft=draft, drafts=drafts, formats=SAID, endings=ENDINGS)


@bp.get("/<text>/<int:number>/export/<fmt>")
@acts(Act.EXPORT_CLEAN)
def export(text: str, number: int, fmt: str) -> Response:
    """The file. It is journalled, so this GET writes, once the file is made."""
    draft = find_draft(db.session(), text, number, by=seat())
    data = written(db.session(), draft, fmt, group=group_name(draft.text.language), by=seat())
    name = file_name(draft, fmt)
    write_from_here()
    record_export(db.session(), draft, fmt, by=seat(), at=now())
    answer = Response(data, content_type=TYPES[fmt])
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    if fmt == "clean-html":
        answer.headers["Content-Security-Policy"] = "sandbox; default-src 'none'; style-src 'unsafe-inline'"
    return answer
