"""What the codes about contributions say."""

from __future__ import annotations

from flask_babel import LazyString
from flask_babel import lazy_gettext as _

WORDS: dict[str, LazyString] = {
    "unchanged": _("The text is as it was; nothing would change."),
    "text-missing": _("Write the text as you want it to read. To take it out, choose “Delete”."),
    "blank-line-in-replace": _(
        "A cell and a footnote cannot be parted by a blank line. Use a line break without an empty line."
    ),
    "too-long": _("This is too long: %(length)s characters, where %(limit)s can be taken."),
    "control-character": _("The text holds a character that cannot be printed; it may have come with a copied text."),
    "reason-missing": _("Say why, in one to three sentences."),
    "delegation-missing": _("Choose the delegation that it comes from."),
    "package-title-missing": _("Give it a title: what these amendments are about."),
    "package-too-small": _("Choose the amendments: two or more belong together."),
    "already-in-package": _("A-%(number)03d is in “%(title)s” already; take it out there first."),
    "other-round": _("A-%(number)03d is of another round."),
    "not-entered": _("This was submitted by the delegation itself, or was withdrawn; there is nothing to confirm."),
    "answered-since": _(
        "A colleague has answered while you were writing: “%(theirs)s”. Yours is in the form; "
        "send it again to replace it."
    ),
    "note-missing": _("Say in a few words what is not right."),
    "entry-source-missing": _("Say where it comes from: a decision, an item of the meeting, an e-mail and its day."),
    "reason-too-long": _("The reason has %(length)s characters; %(limit)s can be taken."),
    "beneath-missing": _("Say what happens to the points beneath."),
    "kind-not-insertable": _("A new block is a paragraph, a point or a heading."),
    "level-unknown": _("There is no such level here."),
    "inside-table": _("A paragraph cannot stand inside a table. Put it after the table's last row."),
    "nothing-to-join": _("There is no paragraph after this one that it could be joined with."),
    "place-missing": _("Choose where it is to stand."),
    "moved-into-itself": _("It cannot stand beneath itself. Choose another place."),
    "not-movable": _("A table's heading row and a footnote stay where they are."),
    "cells-missing": _("A new row needs words in at least one of its %(count)s cells."),
    "after-footnote": _("A paragraph cannot stand after a footnote."),
    "already-submitted": _("Your delegation has submitted exactly this already."),
    "delegation-inactive": _("This delegation is resting."),
    "delegation-unknown": _("There is no such delegation."),
    "deadline-passed": _("The deadline has passed; this was not received."),
    "round-closed": _("The round is closed."),
    "no-round": _("There is no round on this draft; it takes no contributions."),
    "block-unknown": _("There is no such paragraph in this draft."),
    "part-unknown": _("There is no such cell in this row."),
    "already-withdrawn": _("This was withdrawn already."),
    "own-amendment": _("It is your own delegation's amendment."),
    "amendment-withdrawn": _("This amendment was withdrawn."),
    "already-supporting": _("Your delegation supports this amendment already."),
    "not-supporting": _("Your delegation does not support this amendment."),
    "body-missing": _("Write your comment."),
    "words-not-found": _("These words do not stand there. Copy them as they are on the page."),
    "words-ambiguous": _("These words stand there %(count)s times. Choose which you mean."),
    "range-outside": _("The selected words could not be found again. Give them in the field."),
    "reply-to-reply": _("Reply to the comment itself."),
    "comment-withdrawn": _("This comment was withdrawn."),
    "too-many-unsent": _(
        "You have %(most)s unsent contributions to this draft, and no more can be kept. Send or discard some of them."
    ),
    "proposal-place": _("A proposal in words is on a section, at its heading, or on the whole draft."),
    "not-a-proposal": _("C-%(number)03d is a comment; only a proposal is carried out by amendments."),
    "not-own": _("A-%(number)03d is not an amendment of the secretariat's own in this round."),
    "attached-already": _("A-%(number)03d is attached already."),
    "not-attached": _("A-%(number)03d is not attached."),
    "comment-changed": _("The comment was changed since this page was made."),
    "answer-missing": _("Write the answer."),
    "reply-not-answered": _("The answer is given to the comment, not to a reply."),
    "disposition-unknown": _("A comment is answered or noted."),
    "form-unknown": _("This could not be kept."),
    "unsent-unknown": _("There is no such unsent item."),
}
