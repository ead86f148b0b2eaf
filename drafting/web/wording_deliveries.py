"""What is said of files that came back: their codes, what has to be known of what they bring, why rows are refused."""

from __future__ import annotations

from collections.abc import Mapping

from flask_babel import LazyString, force_locale, gettext
from flask_babel import lazy_gettext as _

from drafting.exchange.found import Remark
from drafting.exchange.read_table import Refusal
from drafting.model.rounds import Round
from drafting.model.texts import Draft
from drafting.procedure.working_copy import GuideWords
from drafting.web.languages import LANGUAGES
from drafting.web.wording_work import guide_words

WORDS: dict[str, LazyString] = {
    "returned-type": _(
        "This file cannot be taken in. Send the working copy as Word (.docx) or OpenDocument (.odt), or the table of "
        "contributions as Word or Excel (.xlsx)."
    ),
    "returned-other-text": _("The file is a working copy of another text (%(text)s)."),
    "returned-foreign": _(
        "Hardly anything of Draft %(draft)s is in this file. Is it another text? Write into the working copy of the "
        "draft, and send that."
    ),
    "delivered-for-secretariat": _("Files are taken in for delegations, not for the secretariat."),
    "delivered-already": _("This very file was taken in before; nothing was done again."),
    "delivery-changed": _("Somebody else worked on this file in the meantime. Look at what became of it."),
    "delivery-delegation": _("There is no delegation “%(delegation)s”."),
    "import-no-round": _("Draft %(draft)s has no round, so that nothing can be contributed to it."),
}

REMARKS: Mapping[Remark, LazyString] = {
    Remark.UNTRACKED: _("not tracked in the file"),
    Remark.FORMATTING: _("formatting that the draft does not hold"),
    Remark.BY_TEXT: _("found by its words"),
    Remark.WITH_OTHERS: _("with words of another reviewer, on which it builds"),
    Remark.MOVED_AND_CHANGED: _("moved and changed"),
    Remark.ON_INSERTED: _("set on words that the file inserts"),
    Remark.CONFLICT: _("tracked and untracked changes touch the same words"),
    Remark.OTHER_DRAFT: _("the file was made from another draft"),
    Remark.NOTE_ON_GUIDE: _("on the page before the text"),
    Remark.NO_PLACE: _("no place was found"),
    Remark.CORRECTED: _("corrected since"),
    Remark.NOT_AMENDABLE: _("no amendment can change this"),
}

ROWS: Mapping[Refusal, LazyString] = {
    "headings-altered": _("the headings of the table were altered"),
    "cells-merged": _("cells of the row are merged"),
    "paragraph-unknown": _("the draft has no such paragraph"),
    "row-empty": _("neither a comment nor a text stands in it"),
    "row-too-long": _("it is too long"),
    "kind-unknown": _("its type is none of general, substantive (technical), editorial"),
    "other-member": _("it names another delegation"),
}


def no_reason() -> str:
    """The reason of an amendment to which its file gives none, in the language of this moment."""
    return gettext("No reason is given in the file.")


def guides_of(draft: Draft, round_: Round) -> list[GuideWords]:
    """The pages that working copies of the draft have, in each language."""
    out = []
    for language in LANGUAGES:
        with force_locale(language):
            out.append(guide_words(draft, round_))
    return out
