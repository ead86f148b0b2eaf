"""Drafting among colleagues: notes on an unsent item or a block, and to take an item over."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime

from flask import Blueprint, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from drafting.errors import Invalid
from drafting.model.amendments import Unsent
from drafting.model.following import ColleagueNote
from drafting.model.rounds import Round
from drafting.model.texts import Text
from drafting.procedure.acting import case_of
from drafting.procedure.colleagues import (
    COLLEAGUE_NOTE_LIMIT,
    note_on_block,
    note_on_item,
    notes_at,
    notes_of,
    remove_colleague_note,
    require_version,
    take_over,
)
from drafting.procedure.unsent import unsent_for
from drafting.rules.permissions import Act, may
from drafting.web.access import acts, local_path, now, seat
from drafting.web.contribution import draft_in_round
from drafting.web.database import db
from drafting.web.replies import see_other

bp = Blueprint("colleagues", __name__)


@bp.app_context_processor
def _here() -> dict[str, object]:
    """`colleague_notes_at(round, key)` for `_partials/colleague_notes.html`: None for who has no such notes."""

    def at_block(round_: Round | None, key: int) -> Sequence[ColleagueNote] | None:
        if round_ is None or not may_confer(round_):
            return None
        return notes_at(db.session(), round_, key, by=seat())

    return {"colleague_notes_at": at_block, "COLLEAGUE_NOTE_LIMIT": COLLEAGUE_NOTE_LIMIT}


def may_confer(round_: Round) -> bool:
    """Whether the acting seat's delegation has notes of its own."""
    case = case_of(round_, at=now(), owner=seat().delegation.code)
    return may(seat().standing, Act.CONFER, case)


def notes_by_item(text: Text) -> Mapping[tuple[int, str, int], Sequence[ColleagueNote]]:
    """The notes of the acting delegation by round, form and author of the unsent item."""
    out: dict[tuple[int, str, int], list[ColleagueNote]] = defaultdict(list)
    for note in notes_of(db.session(), by=seat(), text_id=text.id):
        out[note.round_id, note.form, note.about_id].append(note)
    return out


def colleagues_item() -> Unsent | None:
    """The colleague's unsent item that the form of this request took up, as it was then. Raises NotFound; Stale
    ("unsent-changed") where its author went on with it since."""
    other = request.form.get("unsent", 0, int)
    if not other:
        return None
    found = unsent_for(db.session(), other, by=seat())
    require_version(found, _moment("unsent_at"))
    return found


@bp.post("/<text>/unsent/<int:item>/note")
@acts(Act.CONFER)
def note_item(text: str, item: int) -> Response:
    unsent = unsent_for(db.session(), item, by=seat())
    note_on_item(db.session(), unsent, body=request.form.get("note", ""), by=seat(), at=now())
    return see_other("unsent.unsent", text=text, said=_("Noted. Only your delegation sees it."), anchor=f"item-{item}")


@bp.post("/<text>/<int:number>/p/<int:key>/note")
@acts(Act.CONFER)
def note_block(text: str, number: int, key: int) -> Response:
    _draft, round_ = draft_in_round(text, number)
    note_on_block(db.session(), round_, key, body=request.form.get("note", ""), by=seat(), at=now())
    back = url_for("reading.block", text=text, number=number, key=key)
    return _back(text, _("Noted. Only your delegation sees it."), back)


@bp.post("/<text>/unsent/notes/<int:note>/remove")
@acts(Act.CONFER)
def remove(text: str, note: int) -> Response:
    remove_colleague_note(db.session(), note, by=seat(), at=now())
    return _back(text, _("The note is removed."), "")


@bp.post("/<text>/unsent/<int:item>/take-over")
@acts(Act.PREPARE)
def take(text: str, item: int) -> Response:
    unsent = unsent_for(db.session(), item, by=seat())
    take_over(db.session(), unsent, saved_at=_moment("saved_at"), by=seat(), at=now())
    return see_other("unsent.unsent", text=text, said=_("It is yours now."), anchor=f"item-{item}")


def _moment(field: str) -> datetime:
    """The version of an unsent item: when it was kept. Raises Invalid ("choice")."""
    try:
        found = datetime.fromisoformat(request.form.get(field, ""))
    except ValueError:
        raise Invalid("choice", field=field) from None
    if found.tzinfo is None:
        raise Invalid("choice", field=field)
    return found


def _back(text: str, said: str, otherwise: str) -> Response:
    """To the page that it was asked from."""
    answer = see_other("unsent.unsent", text=text, said=said)
    answer.headers["Location"] = local_path(request.form.get("back")) or otherwise or answer.headers["Location"]
    return answer
