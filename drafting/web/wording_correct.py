"""What the codes about a corr say."""

from __future__ import annotations

from flask_babel import LazyString
from flask_babel import lazy_gettext as _

WORDS: dict[str, LazyString] = {
    "nothing-corrected": _("Choose the paragraph that holds the mistake."),
    "corr-unchanged": _("This is what the draft says already: type the right words, or leave the paragraph out."),
    "corr-blank-line": _("A corr does not part a paragraph in two. Take the empty line out."),
    "corr-takes-note": _(
        "The correction takes out a reference to a footnote, and with it the footnote. A corr takes no block away: "
        "leave the reference, and propose the deletion in a round."
    ),
    "corr-deciding": _(
        "Round %(round)s on this draft is being decided, or is over: "
        "mend the mistake on the desk, or in the draft that followed."
    ),
    "draft-corrected": _(
        "The draft was corrected while you were writing. The round goes on on Draft %(draft)s: "
        "send it again from there."
    ),
}
