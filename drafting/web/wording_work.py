"""What the files say that people work with, and what their codes say."""

from __future__ import annotations

from flask_babel import LazyString, gettext
from flask_babel import lazy_gettext as _

from drafting.model.rounds import Round
from drafting.model.texts import Draft
from drafting.procedure.export_work import WorkWords
from drafting.procedure.working_copy import GuideWords
from drafting.web.group import group_said
from drafting.web.languages import strasbourg
from drafting.web.wording_terms import term

WORDS: dict[str, LazyString] = {
    "draft-first": _("Draft %(draft)s is the first one: there is no draft before it from which it could differ."),
    "draft-same": _("These are the same draft. Choose two different ones."),
    "drafts-of-two-texts": _("The two drafts are of different texts, which cannot be compared."),
}


def work_words(draft: Draft, round_: Round | None) -> WorkWords:
    """What stands in the files of `draft`, in the language of this moment."""
    return WorkWords(guide=guide_words(draft, round_), secretariat=term("secretariat"), moved=_moved)


def _moved(number: str) -> str:
    if not number:
        return gettext("Moved here from another place.")
    return gettext("Moved here; it was %(number)s.", number=number)


def guide_words(draft: Draft, round_: Round | None) -> GuideWords:
    """The page before the text of a working copy; `round_` is the one that it can be sent back to."""
    said = group_said()
    contact = said.contact if said is not None else ""
    told = [
        gettext(
            "Write your changes into the text itself. Track Changes is on: leave it on, and each change comes back as "
            "an amendment of your delegation."
        ),
        gettext("To say something without changing the text, set a comment on the words that it is about."),
        gettext(
            "To give the reason of a change, set a comment on the changed words that begins with “Reason:”. Each "
            "amendment needs a reason."
        ),
        gettext(
            "Write into this file or a copy of it, and save it as a Word file (.docx) or an OpenDocument text (.odt): "
            "text that is copied into a new file loses its place."
        ),
    ]
    if round_ is None:
        told.append(gettext("No round is open on this draft at present."))
    else:
        deadline = strasbourg(round_.deadline)
        told.append(gettext("Send it to the secretariat by %(deadline)s (Strasbourg time).", deadline=deadline))
        if contact:
            told.append(gettext("The secretariat's address: %(contact)s.", contact=contact))
    told.append(gettext("This page is not part of the draft; it may stay."))
    heading = gettext("Working copy of “%(title)s”, Draft %(number)s", title=draft.title, number=draft.number)
    return GuideWords(heading=heading, paragraphs=tuple(told))
