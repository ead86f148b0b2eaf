"""The usual reasons of the secretariat: kept, reworded and removed, in both languages."""

from __future__ import annotations

from flask import Blueprint, render_template, request
from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response

from drafting.errors import Invalid, Stale
from drafting.procedure.canned_reasons import (
    add_reason,
    add_reasons,
    canned_reasons,
    edit_reason,
    find_reason,
    remove_reason,
)
from drafting.procedure.find import find_text
from drafting.rules.permissions import Act
from drafting.web.access import acts, now, seat
from drafting.web.database import db
from drafting.web.replies import refused, see_other

bp = Blueprint("reasons", __name__)

STARTERS = (
    ("Covered by another paragraph.", "Couvert par un autre paragraphe."),
    ("The group asked for a shorter text here.", "Le groupe a demandé un texte plus court à cet endroit."),
    ("Outside the mandate of the group.", "Hors du mandat du groupe."),
    ("Kept for discussion at the meeting.", "Réservé à la discussion lors de la réunion."),
    ("Merged with the proposals of other delegations.", "Réuni avec les propositions d’autres délégations."),
    ("Editorial: harmonised with the rest of the draft.", "Rédactionnel : harmonisé avec le reste du projet."),
)
"""What is offered where no reason is kept yet: (English, French)."""


@bp.get("/<text>/desk/reasons")
@acts(Act.READ_DESK)
def reasons(text: str) -> str:
    return _page(text, errors=[])


@bp.post("/<text>/desk/reasons")
@acts(Act.ORGANISE_DESK)
def add(text: str) -> Response | tuple[str, int]:
    """Keep one more, or all of those that are offered to begin with."""
    session, by, at = db.session(), seat(), now()
    try:
        if request.form.get("do") == "starters":
            add_reasons(session, STARTERS, by=by, at=at)
        else:
            english, french = request.form.get("english", ""), request.form.get("french", "")
            add_reason(session, english=english, french=french, by=by, at=at)
    except Invalid as error:
        errors = refused(error)
        return _page(text, errors=errors), 422
    return see_other("reasons.reasons", text=text, said=_("Kept."))


@bp.post("/<text>/desk/reasons/<int:reason>")
@acts(Act.ORGANISE_DESK)
def change(text: str, reason: int) -> Response | tuple[str, int]:
    """Reword or remove one; a form made before somebody else's change is refused with both wordings."""
    session, form, by, at = db.session(), request.form, seat(), now()
    find_text(session, text)
    version = form.get("version", 0, int)
    try:
        found = find_reason(session, reason)
        if form.get("do") == "remove":
            remove_reason(session, found, version=version, by=by, at=at)
            said = _("Removed. What was decided with it keeps its words.")
        else:
            english, french = form.get("english", ""), form.get("french", "")
            edit_reason(session, found, english=english, french=french, version=version, by=by, at=at)
            said = _("Kept.")
    except (Invalid, Stale) as error:
        errors = refused(error)
        return _page(text, errors=errors, changing=reason), 409 if isinstance(error, Stale) else 422
    return see_other("reasons.reasons", text=text, said=said)


def _page(text: str, *, errors: list[tuple[str, str]], changing: int = 0) -> str:
    found = find_text(db.session(), text)
    return render_template(
        "reasons/reasons.html",
        text=found,
        reasons=canned_reasons(db.session()),
        errors=errors,
        form=request.form if request.method == "POST" else MultiDict(),
        changing=changing,
    )
