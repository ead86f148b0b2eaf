"""My account: name, password, language, theme, keyboard, what is kept on this computer, my seats and sign-ins."""

from __future__ import annotations

from flask import Blueprint, render_template, request
from flask_babel import gettext as _
from sqlalchemy import func, select, update
from werkzeug.wrappers import Response

from drafting.errors import Invalid, NotPermitted
from drafting.model.people import SignIn
from drafting.procedure.acting import record
from drafting.procedure.door import change_password
from drafting.rules.permissions import Act
from drafting.web.access import acts, maybe_sign_in, now, seat
from drafting.web.database import db
from drafting.web.replies import refused, see_other

bp = Blueprint("account", __name__)


@bp.get("/account")
@acts(Act.KEEP_OWN_ACCOUNT)
def account() -> str:
    return _page([])


@bp.post("/account")
@acts(Act.KEEP_OWN_ACCOUNT)
def change() -> str | Response | tuple[str, int]:
    acting = seat()
    name = " ".join(request.form.get("name", "").split())
    try:
        if not name:
            raise Invalid("name-missing", field="name")
    except Invalid as error:
        return _page(refused(error)), 422
    acting.person.name = name[:200]
    acting.person.shortcuts = "shortcuts" in request.form
    acting.person.keep_typed = "keep_typed" in request.form
    if request.form.get("theme") in ("", "light", "dark"):
        acting.person.theme = request.form["theme"]
    record(db.session(), act=Act.KEEP_OWN_ACCOUNT, verb="change_account", by=acting, at=now())
    return see_other("account.account", said=_("Saved."))


@bp.post("/account/password")
@acts(Act.KEEP_OWN_ACCOUNT)
def password() -> str | Response | tuple[str, int]:
    form = request.form
    try:
        if form.get("password", "") != form.get("again", ""):
            raise Invalid("passwords-differ", field="again")
        change_password(db.session(), seat(), present=form.get("present", ""), new=form.get("password", ""), at=now())
    except Invalid as error:
        return _page(refused(error)), 422
    return see_other("account.account", said=_("The password is changed."))


@bp.post("/account/sign-ins")
@acts(Act.KEEP_OWN_ACCOUNT)
def end_other_sign_ins() -> Response:
    here = maybe_sign_in()
    if here is None:
        raise NotPermitted("not-signed-in")
    db.session.execute(
        update(SignIn)
        .where(SignIn.person_id == here.person_id, SignIn.id != here.id, SignIn.ended_at.is_(None))
        .values(ended_at=now())
    )
    record(db.session(), act=Act.KEEP_OWN_ACCOUNT, verb="end_other_sign_ins", by=here.seat, at=now())
    return see_other("account.account", said=_("All other sign-ins are ended."))


def _page(errors: list[tuple[str, str]]) -> str:
    acting = seat()
    others = db.session.scalar(
        select(func.count(SignIn.id)).where(SignIn.person_id == acting.person_id, SignIn.ended_at.is_(None))
    )
    seats = [one for one in acting.person.seats if one.active and one.delegation.active]
    return render_template(
        "account/account.html", person=acting.person, seats=seats, others=(others or 1) - 1, errors=errors
    )
