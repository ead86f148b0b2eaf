"""A round: what it is, who has contributed, where the discussion is; opened, extended, closed by the secretariat."""

from __future__ import annotations

from datetime import datetime

from flask import Blueprint, render_template, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from drafting.errors import Invalid, Stale
from drafting.procedure import rounds as verbs
from drafting.procedure.figures import figures_of
from drafting.procedure.find import find_draft, find_round
from drafting.rules.deadlines import STRASBOURG, left
from drafting.rules.permissions import Act
from drafting.web.access import acts, now, seat
from drafting.web.dashboard import CONTESTED, Dashboard
from drafting.web.database import db
from drafting.web.replies import refused, see_other

bp = Blueprint("rounds", __name__)


@bp.get("/<text>/round/<int:number>")
@acts(Act.READ_CONTRIBUTIONS)
def round(text: str, number: int) -> str:
    return _page(text, number, [])


@bp.get("/<text>/<int:number>/round")
@acts(Act.CHANGE_ROUND)
def new(text: str, number: int) -> str:
    draft = find_draft(db.session(), text, number, by=seat())
    return render_template("rounds/new.html", draft=draft, errors=[])


@bp.post("/<text>/<int:number>/round")
@acts(Act.CHANGE_ROUND)
def open_round(text: str, number: int) -> str | Response | tuple[str, int]:
    draft = find_draft(db.session(), text, number, by=seat())
    try:
        opened = verbs.open_round(
            db.session(),
            draft,
            deadline=_deadline(),
            meeting=request.form.get("meeting", ""),
            head_submits="head_submits" in request.form,
            by=seat(),
            at=now(),
        )
    except Invalid as error:
        errors = refused(error)
        draft = find_draft(db.session(), text, number, by=seat())
        return render_template("rounds/new.html", draft=draft, errors=errors), 422
    return see_other(
        "rounds.round", text=text, number=opened.number, said=_("Round %(number)s is open.", number=opened.number)
    )


@bp.post("/<text>/round/<int:number>/extend")
@acts(Act.CHANGE_ROUND)
def extend(text: str, number: int) -> str | Response | tuple[str, int]:
    try:
        verbs.extend_round(
            db.session(),
            find_round(db.session(), text, number, by=seat()),
            deadline=_deadline(),
            reason=request.form.get("reason", ""),
            by=seat(),
            at=now(),
        )
    except Invalid as error:
        return _page(text, number, refused(error)), 422
    return see_other("rounds.round", text=text, number=number, said=_("The deadline is extended."))


@bp.get("/<text>/round/<int:number>/close")
@acts(Act.CHANGE_ROUND)
def closing(text: str, number: int) -> str:
    """Ask once more before the round is closed."""
    return _closing(text, number, [])


@bp.post("/<text>/round/<int:number>/close")
@acts(Act.CHANGE_ROUND)
def close(text: str, number: int) -> str | Response | tuple[str, int]:
    found = find_round(db.session(), text, number, by=seat())
    try:
        verbs.close_round(db.session(), found, version=request.form.get("version", 0, int), by=seat(), at=now())
    except Stale as error:
        return _closing(text, number, refused(error)), 409
    except Invalid as error:
        return _page(text, number, refused(error)), 422
    if request.form.get("back") == "desk":
        return see_other("desk.desk", text=text, said=_("The round is closed. Nothing can be submitted any more."))
    return see_other("rounds.round", text=text, number=number, said=_("The round is closed."))


def _closing(text: str, number: int, errors: list[tuple[str, str]]) -> str:
    found = find_round(db.session(), text, number, by=seat())
    return render_template(
        "rounds/close.html",
        round=found,
        draft=found.draft,
        figures=figures_of(db.session(), found, by=seat()),
        left=left(deadline=found.deadline, at=now()),
        back=request.values.get("back", ""),
        errors=errors,
    )


@bp.post("/<text>/round/<int:number>/reopen")
@acts(Act.CHANGE_ROUND)
def reopen(text: str, number: int) -> str | Response | tuple[str, int]:
    try:
        verbs.reopen_round(db.session(), find_round(db.session(), text, number, by=seat()), by=seat(), at=now())
    except Invalid as error:
        return _page(text, number, refused(error)), 422
    return see_other("rounds.round", text=text, number=number, said=_("The round is open again."))


def _deadline() -> datetime:
    """Day and time as typed, in Strasbourg time. Raises Invalid ("deadline-missing")."""
    day, time = request.form.get("day", ""), request.form.get("time", "") or "18:00"
    try:
        return datetime.fromisoformat(f"{day}T{time}").replace(tzinfo=STRASBOURG)
    except ValueError:
        raise Invalid("deadline-missing", field="day") from None


def _page(text: str, number: int, errors: list[tuple[str, str]]) -> str:
    found = find_round(db.session(), text, number, by=seat())
    told = Dashboard(found, seat())
    return render_template(
        "rounds/round.html",
        round=found,
        draft=found.draft,
        told=told,
        figures=told.figures,
        most_shown=CONTESTED,
        left=left(deadline=found.deadline, at=now()),
        deadline=found.deadline.astimezone(STRASBOURG),
        errors=errors,
    )
