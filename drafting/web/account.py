"""My account: name, password, language, theme, keyboard, what is kept on this computer, my seats and sign-ins."""

from __future__ import annotations

from flask import Blueprint, render_template, request
from flask_babel import gettext as _
from sqlalchemy import func, select
from werkzeug.wrappers import Response

from drafting.errors import Invalid, NotPermitted
from drafting.model.people import SignIn
from drafting.procedure import account as verbs
from drafting.procedure.door import standing
from drafting.rules.permissions import Act
from drafting.web.access import acts, maybe_sign_in, now, seat
from drafting.web.attempts import count_attempt, not_in_vain
from drafting.web.database import db
from drafting.web.languages import THEMES
from drafting.web.replies import refused, see_other

bp = Blueprint("account", __name__)


@bp.get("/account")
@acts(Act.KEEP_OWN_ACCOUNT)
def account() -> str:
    return _page([])


@bp.post("/account")
@acts(Act.KEEP_OWN_ACCOUNT)
def change() -> str | Response | tuple[str, int]:
    form = request.form
    theme = form.get("theme")
    try:
        verbs.change_account(
            db.session(),
            seat(),
            name=form.get("name", ""),
            shortcuts="shortcuts" in form,
            keep_typed="keep_typed" in form,
            theme=theme if theme in THEMES else None,
            at=now(),
        )
    except Invalid as error:
        return _page(refused(error)), 422
    return see_other("account.account", said=_("Saved."))


@bp.post("/account/password")
@acts(Act.KEEP_OWN_ACCOUNT)
def password() -> str | Response | tuple[str, int]:
    form, email = request.form, seat().person.email
    count_attempt(email)
    try:
        if form.get("password", "") != form.get("again", ""):
            raise Invalid("passwords-differ", field="again")
        verbs.change_password(
            db.session(),
            seat(),
            present=form.get("present", ""),
            new=form.get("password", ""),
            here=maybe_sign_in(),
            at=now(),
        )
    except Invalid as error:
        return _page(refused(error)), 422
    not_in_vain(email)
    return see_other("account.account", said=_("The password is changed, and all other sign-ins are ended."))


@bp.post("/account/sign-ins")
@acts(Act.KEEP_OWN_ACCOUNT)
def end_other_sign_ins() -> Response:
    here = maybe_sign_in()
    if here is None:
        raise NotPermitted("not-signed-in")
    verbs.end_other_sign_ins(db.session(), here, at=now())
    return see_other("account.account", said=_("All other sign-ins are ended."))


def _page(errors: list[tuple[str, str]]) -> str:
    acting = seat()
    others = db.session.scalar(
        select(func.count(SignIn.id)).where(SignIn.person_id == acting.person_id, standing(now()))
    )
    seats = [one for one in acting.person.seats if one.active and one.delegation.active]
    return render_template(
        "account/account.html", person=acting.person, seats=seats, others=(others or 1) - 1, errors=errors
    )
