"""What the codes of triage, assignments, notes, views and usual reasons say."""

from __future__ import annotations

from flask_babel import LazyString
from flask_babel import lazy_gettext as _

WORDS: dict[str, LazyString] = {
    "nothing-ticked": _("Tick at least one amendment, or the whole view."),
    "comment-not-decided": _("A comment is answered or noted, not decided."),
    "already-decided": _("A-%(number)03d is decided already; reopen it first."),
    "not-decided": _("A-%(number)03d is not decided."),
    "colleague-unknown": _("Choose one of the secretariat, or nobody."),
    "internal-note-missing": _("Write the note."),
    "view-name-missing": _("Give the view a name."),
    "view-name-taken": _("You have a view of this name already: “%(name)s”."),
    "reason-changed": _(
        "Somebody else changed this reason: “%(theirs)s”. Yours is in the form; save it again to keep it."
    ),
}
