"""My account: name, language, ways of working, password, my seats, and my sessions."""

from __future__ import annotations

from flask import Blueprint, render_template, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from drafting.errors import Invalid, NotPermitted
from drafting.model.people import SignIn
from drafting.procedure import account as verbs
from drafting.rules.permissions import Act
from drafting.web.access import acts, maybe_sign_in, now, seat
from drafting.web.attempts import count_attempt, not_in_vain
from drafting.web.browsers import in_plain_words
from drafting.web.database import db
from drafting.web.languages import LANGUAGES, THEMES
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
    theme, language = form.get("theme"), form.get("language")
    try:
        verbs.change_account(
            db.session(),
            seat(),
            name=form.get("name", ""),
            shortcuts="shortcuts" in form,
            keep_typed="keep_typed" in form,
            say_changes="say_changes" in form,
            theme=theme if theme in THEMES else None,
            language=language if language in ("", *LANGUAGES) else None,
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
    return see_other("account.account", said=_("The password is changed, and all other sessions are ended."))


@bp.post("/account/sessions")
@acts(Act.KEEP_OWN_ACCOUNT)
def end_others() -> Response:
    verbs.end_other_sign_ins(db.session(), _here(), at=now())
    return see_other("account.account", said=_("All other sessions are ended."), anchor="sessions")


@bp.post("/account/sessions/<int:session>")
@acts(Act.KEEP_OWN_ACCOUNT)
def end_one(session: int) -> Response:
    ended = verbs.end_session(db.session(), _here(), session, at=now())
    said = _("The session is ended: %(browser)s.", browser=in_plain_words(ended.agent))
    return see_other("account.account", said=said, anchor="sessions")


def _here() -> SignIn:
    here = maybe_sign_in()
    if here is None:
        raise NotPermitted("not-signed-in")
    return here


def _page(errors: list[tuple[str, str]]) -> str:
    acting, here = seat(), _here()
    sessions = verbs.sessions_of(db.session(), acting.person_id, at=now())
    seats = [one for one in acting.person.seats if one.active and one.delegation.active]
    return render_template(
        "account/account.html",
        person=acting.person,
        seats=seats,
        sessions=[(one, in_plain_words(one.agent)) for one in sorted(sessions, key=lambda one: one.id != here.id)],
        this_one=here.id,
        errors=errors,
        form=request.form if errors else {},
    )
