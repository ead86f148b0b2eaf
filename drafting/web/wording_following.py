"""What the codes of following say."""

from __future__ import annotations

from flask_babel import LazyString
from flask_babel import lazy_gettext as _

WORDS: dict[str, LazyString] = {
    "not-followed": _("You do not follow this any more."),
}
