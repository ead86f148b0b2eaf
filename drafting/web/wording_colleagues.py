"""What the codes of drafting among colleagues say."""

from __future__ import annotations

from flask_babel import LazyString
from flask_babel import lazy_gettext as _

WORDS: dict[str, LazyString] = {
    "colleague-note-missing": _("Write the note first."),
    "unsent-changed": _("Your colleague went on with this since you opened it: %(theirs)s"),
    "unsent-own": _("This is yours already."),
    "unsent-own-there": _("You have kept something of your own for the same place: send it or discard it first."),
    "unsent-not-taken": _("Only who wrote a comment can change it."),
}
