"""What the codes of the desk and of publication say."""

from __future__ import annotations

from flask_babel import LazyString
from flask_babel import lazy_gettext as _

from drafting.text.brackets import Fault

WORDS: dict[str, LazyString] = {
    "not-consolidating": _("The round is not being consolidated."),
    "accept-own-only": _(
        "Only the secretariat's own text is accepted at once; decide what a delegation sent on the desk."
    ),
    "nothing-chosen": _("Tick at least one block."),
    "decided-since": _("Something was done there since; take that back first."),
    "collides": _(
        "A-%(left)03d and A-%(right)03d both change “%(words)s”: only one of them can be accepted as it stands. "
        "Accept one, or write the wording yourself and mark both as modified."
    ),
    "operations-collide": _(
        "What A-%(left)03d and A-%(right)03d do to the paragraphs cannot go together: only one of them can be accepted."
    ),
    "hand-collides": _(
        "This decision changes words that you wrote by hand (“%(words)s”). Change the text yourself; nothing was saved."
    ),
    "not-as-proposed": _(
        "A-%(number)03d is accepted, but its words do not stand in your text as they were proposed: "
        "mark it as modified, with a reason, or put them back."
    ),
    "cannot-bracket": _(
        "What A-%(number)03d would change are not words that stand in the text, so it cannot stand beside them in "
        "brackets: carry it, or decide it."
    ),
    "hand-reason-missing": _("You changed the text yourself: give the reason."),
    "suggestion-without-member": _(
        "A-%(number)03d is a suggestion: it enters the text only when a member delegation supports it."
    ),
    "group-unknown": _("What was decided on has changed in the meantime. Look at it again."),
    "block-changed": _("Somebody else decided on this block while you were working on it."),
    "nothing-to-undo": _("There is nothing to take back."),
    "withdrawal-open": _(
        "A-%(number)03d was withdrawn after it was accepted: say first what becomes of what it brought."
    ),
    "not-left-standing": _("Nothing of A-%(number)03d that is to be settled stands in the text any more."),
    "withdrawal-entwined": _(
        "Words that you wrote by hand touch what would go (“%(words)s”). Keep it as the secretariat's own, "
        "then edit the text."
    ),
    "not-fallen": _("A-%(number)03d has not fallen, or stands again already."),
    "nothing-free": _("Nothing is open here that collides with nothing."),
    "not-held": _("A-%(number)03d is not held."),
    "cannot-carry": _("A-%(number)03d cannot be carried: its block is deleted. Decide it, or keep the block."),
    "already-published": _("Draft %(draft)s is published already."),
    "not-ready": _("The draft cannot be published yet: look at the checklist."),
    "confirm-number": _("Type the number of the draft (%(number)s) to confirm."),
}

BRACKET_FAULTS: dict[Fault, LazyString] = {
    "crossing": _("it crosses emphasis or a link"),
    "empty": _("it is empty"),
    "unknown": _("it is attributed to nobody who is known here"),
}
