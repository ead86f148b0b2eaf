"""Internal notes of the secretariat on a block or an amendment."""

from __future__ import annotations

from flask import Blueprint, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from drafting.errors import NotFound
from drafting.model.amendments import Amendment
from drafting.procedure.internal_notes import add_note, notes_on, remove_note
from drafting.rules.permissions import Act
from drafting.web.access import acts, local_path, now, seat
from drafting.web.database import db
from drafting.web.replies import see_other
from drafting.web.triage import round_on

bp = Blueprint("internal_notes", __name__)


@bp.app_context_processor
def _for_the_desk() -> dict[str, object]:
    """`internal_notes_on(round, key)` for `_partials/internal_notes.html`; refused to who does not see the desk."""
    return {"internal_notes_on": lambda round_, key: notes_on(db.session(), round_, by=seat(), key=key)}


@bp.post("/<text>/desk/<int:key>/notes")
@acts(Act.ORGANISE_DESK)
def add(text: str, key: int) -> Response:
    """Add a note; on one amendment where its number is given."""
    round_ = round_on(text)
    amendment = None
    if request.form.get("amendment"):
        amendment = db.session.get(Amendment, request.form.get("amendment", 0, int))
        if amendment is None:
            raise NotFound("amendment")
    body = request.form.get("note", "")
    add_note(db.session(), round_, key=key, body=body, amendment=amendment, by=seat(), at=now())
    return _back(text, key, _("Noted. Only the secretariat sees it."))


@bp.post("/<text>/desk/notes/<int:note>/remove")
@acts(Act.ORGANISE_DESK)
def remove(text: str, note: int) -> Response:
    removed = remove_note(db.session(), round_on(text), note, by=seat(), at=now())
    return _back(text, removed.key, _("The note is removed."))


def _back(text: str, key: int, said: str) -> Response:
    """To the page that it was asked from."""
    back = local_path(request.form.get("back")) or url_for("desk.block", text=text, key=key)
    answer = see_other("desk.block", text=text, key=key, said=said)
    answer.headers["Location"] = back
    return answer
