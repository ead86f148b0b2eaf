"""The way in and out, invitations, language and theme."""

from __future__ import annotations

from collections.abc import Sequence

from flask import Blueprint, current_app, flash, redirect, render_template, request, session, url_for
from flask_babel import gettext as _
from flask_wtf.csrf import generate_csrf
from sqlalchemy import select
from sqlalchemy.orm import joinedload
from werkzeug.wrappers import Response

from drafting.errors import Invalid, NotFound, NotPermitted
from drafting.model.people import Delegation, Person, Seat
from drafting.procedure.account import choose_appearance, choose_seat
from drafting.procedure.acting import record
from drafting.procedure.door import check_sign_in, proof
from drafting.procedure.people import accept_invitation, find_invitation, invited_address
from drafting.rules.permissions import Act
from drafting.web.access import acts, let_in, let_out, local_path, maybe_seat, maybe_sign_in, now
from drafting.web.attempts import count_attempt, not_in_vain
from drafting.web.database import db, write_from_here
from drafting.web.languages import LANGUAGES, THEMES
from drafting.web.replies import refused, see_other

bp = Blueprint("door", __name__)


@bp.get("/sign-in")
@acts(Act.USE_THE_DOOR)
def sign_in() -> str | Response:
    if maybe_seat():
        return redirect(local_path(request.args.get("next")) or url_for("start.start"), code=303)
    return _sign_in_page(email="", errors=[])


@bp.post("/sign-in")
@acts(Act.USE_THE_DOOR)
def come_in() -> str | Response | tuple[str, int]:
    email, password = request.form.get("email", ""), request.form.get("password", "")
    count_attempt(email, then_write=False)
    proven = proof(db.session(), email=email, password=password)
    write_from_here()
    try:
        seat = check_sign_in(db.session(), email=email, password=password, proven=proven, at=now())
    except NotPermitted as error:
        return _sign_in_page(email=email, errors=[("email", words) for _field, words in refused(error)]), 403
    not_in_vain(email)
    let_in(seat, at=now())
    return redirect(local_path(request.form.get("next")) or "/", code=303)


@bp.post("/sign-in/demonstration")
@acts(Act.USE_THE_DOOR)
def come_in_to_the_demonstration() -> Response:
    """One click for each of the demonstration's people; there is no such way in production."""
    seat = db.session.get(Seat, request.form.get("seat", 0, int))
    if not current_app.config["DEMO"] or seat is None:
        raise NotFound("no-demonstration")
    record(db.session(), act=Act.USE_THE_DOOR, verb="sign_in", by=seat, at=now())
    let_in(seat, at=now())
    return redirect(local_path(request.form.get("next")) or "/", code=303)


@bp.post("/sign-out")
@acts(Act.USE_THE_DOOR)
def sign_out() -> Response:
    acting = maybe_seat()
    if acting:
        record(db.session(), act=Act.USE_THE_DOOR, verb="sign_out", by=acting, at=now())
    let_out(at=now())
    answer = see_other("door.sign_in", said=_("You are signed out."))
    # Whoever comes to this computer next finds neither unsent copies nor pages in the browser.
    answer.headers["Clear-Site-Data"] = '"cache", "storage"'
    return answer


@bp.get("/invitation/<token>")
@acts(Act.USE_THE_DOOR)
def invitation(token: str) -> str | tuple[str, int]:
    return _invitation_page(token, errors=[], name="")


@bp.post("/invitation/<token>")
@acts(Act.USE_THE_DOOR)
def take_invitation(token: str) -> str | Response | tuple[str, int]:
    name, password = request.form.get("name", ""), request.form.get("password", "")
    email = invited_address(db.session(), token)
    count_attempt(email)
    try:
        if password != request.form.get("again", password):
            raise Invalid("passwords-differ", field="again")
        seat = accept_invitation(db.session(), token, name=name, password=password, at=now())
    except Invalid as error:
        return _invitation_page(token, errors=refused(error), name=name), 422
    not_in_vain(email)
    let_in(seat, at=now())
    return see_other("start.start", said=_("Welcome. You act for %(delegation)s.", delegation=seat.delegation.name))


@bp.post("/language")
@acts(Act.USE_THE_DOOR)
def language() -> Response:
    """Language and theme: kept in the account when signed in, in a cookie for this browser always."""
    answer = redirect(local_path(request.form.get("next")).rstrip("?") or "/", code=303)
    acting = maybe_seat()
    chosen, theme = request.form.get("language"), request.form.get("theme")
    secure = bool(current_app.config.get("SESSION_COOKIE_SECURE"))
    chosen = chosen if chosen in LANGUAGES else None
    theme = theme if theme in THEMES else None
    for name, value in (("language", chosen), ("theme", theme)):
        if value is not None:
            answer.set_cookie(name, value, max_age=31_536_000, samesite="Lax", httponly=True, secure=secure)
    if acting and (chosen is not None or theme is not None):
        choose_appearance(db.session(), acting, language=chosen, theme=theme, at=now())
    return answer


@bp.post("/seat")
@acts(Act.KEEP_OWN_ACCOUNT)
def seat() -> Response:
    sign_in = maybe_sign_in()
    if sign_in is None:
        raise NotPermitted("not-signed-in")
    chosen = choose_seat(db.session(), sign_in, request.form.get("seat", 0, int), at=now())
    session.pop("csrf_token", None)  # what another window has open was begun for the other delegation, and is not taken
    return see_other("start.start", said=_("You now act for %(delegation)s.", delegation=chosen.delegation.name))


@bp.get("/signed-in")
@acts(Act.USE_THE_DOOR)
def signed_in() -> dict[str, object]:
    """For static/js/contact.js: who acts in this browser now (0: nobody), and the token for a form of this session."""
    acting = maybe_seat()
    return {"seat": acting.id if acting else 0, "token": generate_csrf()}


@bp.get("/healthz")
@acts(Act.USE_THE_DOOR)
def healthz() -> tuple[str, int, dict[str, str]]:
    db.session.execute(select(1))
    return "ok\n", 200, {"Content-Type": "text/plain"}


def _sign_in_page(*, email: str, errors: list[tuple[str, str]]) -> str:
    return render_template(
        "door/sign_in.html",
        email=email,
        errors=errors,
        next=local_path(request.values.get("next")),
        people=_demonstration_people() if current_app.config["DEMO"] else [],
    )


def _demonstration_people() -> Sequence[Seat]:
    query = (
        select(Seat)
        .join(Delegation)
        .join(Person)
        .where(Seat.active.is_(True), Delegation.active.is_(True), Person.email.endswith(".example"))
        .order_by(Delegation.name, Seat.role, Seat.id)
        .options(joinedload(Seat.person), joinedload(Seat.delegation))
    )
    return db.session.scalars(query).all()


def _invitation_page(token: str, *, errors: list[tuple[str, str]], name: str) -> str:
    try:
        found = find_invitation(db.session(), token, at=now())
    except Invalid as error:
        for _field, words in refused(error):
            flash(words, "done")
        return render_template("door/sign_in.html", email="", errors=[], next="", people=[])
    known = db.session.scalar(select(Person.password_hash).where(Person.email == found.email)) is not None
    return render_template(
        "door/invitation.html", invitation=found, known=known, errors=errors, name=name or found.name
    )
