"""What the codes about a reworked file that becomes the next draft say."""

from __future__ import annotations

from flask_babel import LazyString
from flask_babel import lazy_gettext as _

WORDS: dict[str, LazyString] = {
    "draft-followed": _("Draft %(draft)s is the latest already: a file can follow the latest draft only."),
    "draft-settled": _("The draft is no longer one that another can follow."),
    "round-not-over": _(
        "Round %(round)s on this draft is not over. Decide on what it brought, and publish the next draft."
    ),
    "amendments-waiting": _(
        "Held amendments wait for the next round on this draft (%(count)s). Open it, so that they are not left behind."
    ),
    "nothing-changed": _("The file says the same as Draft %(draft)s: there is nothing to import."),
    "lineage-open": _("Say of each doubtful block which earlier one it is, or that it is new (%(count)s left)."),
    "lineage-answer": _("What was chosen for block %(place)s does not go together with the rest. Choose again."),
    "source-missing": _("Say where the file comes from."),
    "references-dangling": _(
        "The file refers to what the draft would not have (%(first)s). Mend it in the file, and import it again."
    ),
    "brackets-open": _("Square brackets in the file are not closed. Mend them in the file, and import it again."),
}
