"""The words of the tables that committees know, in the language of whoever a table is for."""

from __future__ import annotations

from collections.abc import Mapping

from flask_babel import LazyString, get_locale
from flask_babel import lazy_gettext as _
from flask_babel import lazy_pgettext as _p

from drafting.procedure.telling import Telling
from drafting.web.languages import day
from drafting.web.phrases import block_name, changes_in_words, operation_in_words
from drafting.web.wording_terms import term

WORDS: dict[str, LazyString] = {
    "draft-without-round": _("Draft %(draft)s has no round, so that there is nothing to put into this table."),
    "export-failed": _(
        "The file could not be made, by a fault of the program that now stands in its log. Ask for it again, and tell "
        "the secretariat when it fails again."
    ),
    "file-not-table": _("This is neither a Word nor an Excel file. Send the table as .docx or .xlsx."),
    "table-missing": _("There is no table of contributions in the file: its headings are not those of ours."),
}

SAID: Mapping[str, LazyString] = {
    "compilation": _("Compilation of contributions"),
    "about": _p("sheet", "About"),
    "number": _("Number"),
    "paragraph": _("Paragraph"),
    "delegation": _("Delegation"),
    "supporters": _("Supported by"),
    "supported": _("supported by"),
    "kind": _("Kind"),
    "type": _("Type of item"),
    "status": _("Status"),
    "chapter": _("Chapter"),
    "change": _("Change"),
    "proposed": _("Text proposed"),
    "reason": _("Reason"),
    "comments": _("Comments"),
    "text": _("Text"),
    "draft": _("Draft"),
    "round": _("Round"),
    "deadline": _("Deadline"),
    "latest": _("Latest contribution"),
    "only": _("Only"),
    "legend": _("Words that are to go are struck through; words that are to come are underlined."),
    "beginning": _("beginning"),
    "whole": _("whole draft"),
    "reply": _("Reply"),
    "suggestion": _("suggestion"),
    "late": _("late"),
    "on behalf": _("on behalf"),
    "standing": _("not withdrawn"),
    "dispositions": _("Table of dispositions"),
    "what was proposed": _("What was proposed"),
    "disposition": _("Disposition"),
    "now": _("In the next draft"),
    "in draft": _("In Draft"),
    "overtaken": _("Overtaken by"),
    "deleted": _("deleted"),
    "comment table": _("Comments and observations of the secretariat"),
    "date": _("Date"),
    "document": _("Document"),
    "project": _("Project"),
    "member body": _p("comment table", "Member body"),
    "line": _p("comment table", "Line or paragraph"),
    "clause": _p("comment table", "Clause"),
    "iso type": _p("comment table", "Type (ge, te, ed)"),
    "iso comments": _p("comment table", "Comments"),
    "iso proposed": _p("comment table", "Proposed change"),
    "observations": _p("comment table", "Observations of the secretariat"),
    "rolling text": _("Rolling text"),
    "type amendment": _("Amendment"),
    "type comment": _("Comment"),
    "type proposal": _("Proposal in words"),
    "type reply": _("Reply"),
}


def telling(group: str) -> Telling:
    """How tables tell things in the language of this moment."""
    return Telling(
        language=str(get_locale()),
        group=group,
        say=lambda code: str(SAID[code]),
        term=term,
        block=block_name,
        operation=operation_in_words,
        changes=changes_in_words,
        day=day,
    )
