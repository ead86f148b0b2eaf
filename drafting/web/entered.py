"""What the secretariat entered: its source in words, and what the delegation that it speaks for says to it."""

from __future__ import annotations

from flask_babel import gettext as _

from drafting.model.afterwards import OnBehalfAnswer
from drafting.model.amendments import Amendment
from drafting.model.comments import Comment
from drafting.model.people import Seat
from drafting.procedure.on_behalf import answer_to
from drafting.rules.lifecycle import Confirmation
from drafting.rules.permissions import Category
from drafting.web.database import db
from drafting.web.languages import day


def source_in_words(item: Amendment | Comment) -> str:
    """Who entered the item and out of what, in one or two sentences; "" for what a delegation submitted itself."""
    if item.entered_by_id is not None:
        name = item.delegation.name
        if not item.source:
            return _("Entered by the secretariat on behalf of %(delegation)s.", delegation=name)
        return _(
            "Entered by the secretariat on behalf of %(delegation)s. Source: %(source)s",
            delegation=name,
            source=item.source,
        )
    return _("Source: %(source)s", source=item.source) if item.source else ""


def answer_in_words(item: Amendment | Comment, answer: OnBehalfAnswer | None) -> str:
    """What the delegation said to an entry on its behalf; "" while it has said nothing."""
    if answer is None:
        return ""
    name, given = item.delegation.name, day(answer.at)
    if answer.confirmation is Confirmation.CONFIRMED:
        said = _("Confirmed by %(delegation)s on %(day)s.", delegation=name, day=given)
    else:
        said = _("Disputed by %(delegation)s on %(day)s:", delegation=name, day=given)
    return f"{said} {answer.note}".strip()


def answer_seen(item: Amendment | Comment, by: Seat) -> str:
    """The same as `by` may see it: its own delegation's word, and the secretariat everybody's."""
    concerned = item.delegation_id == by.delegation_id or by.delegation.category is Category.SECRETARIAT
    if item.entered_by_id is None or not concerned:
        return ""
    return answer_in_words(item, answer_to(db.session(), item)) or _("Not confirmed yet.")
