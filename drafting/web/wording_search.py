"""What the codes about searching say."""

from __future__ import annotations

from flask_babel import LazyString
from flask_babel import lazy_gettext as _

WORDS: dict[str, LazyString] = {
    "query-empty": _("There is no word in this. Write at least one."),
    "query-too-long": _("This is too long to be searched for: %(length)s characters; at most %(limit)s."),
}
SORTS: dict[str, LazyString] = {
    "paragraph": _("Paragraphs"),
    "amendment": _("Amendments"),
    "comment": _("Comments"),
    "reply": _("Replies"),
    "decision": _("Decisions"),
}
"""The sorts of things that are found, in the plural."""
