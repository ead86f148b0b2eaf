"""One delegation: what it is called and is, its seats, its invitations."""

from __future__ import annotations

from flask import render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy import select
from werkzeug.wrappers import Response

from drafting.errors import Invalid, NotFound, Stale
from drafting.model.people import Delegation, Invitation, Seat
from drafting.procedure import delegations as verbs
from drafting.procedure import people as invitations
from drafting.procedure import seats
from drafting.procedure.members import members
from drafting.rules.permissions import Act, Category, Office, Role
from drafting.web.access import acts, now, seat
from drafting.web.arrived import form_arrived
from drafting.web.database import db
from drafting.web.people import bp, chosen_in
from drafting.web.replies import refused, see_other

Answer = str | Response | tuple[str, int]


@bp.get("/people/<code>")
@acts(Act.MANAGE_PEOPLE)
def delegation(code: str) -> str:
    return _page(code)


@bp.post("/people/<code>")
@acts(Act.MANAGE_PEOPLE)
def change_delegation(code: str) -> Answer:
    form = request.form
    try:
        verbs.change_delegation(
            db.session(),
            _find(code),
            name=form.get("name", ""),
            name_fr=form.get("name_fr", ""),
            category=chosen_in(Category, "category"),
            language=form.get("language", ""),
            head_submits="head_submits" in form,
            active="active" in form,
            version=form.get("version", 0, int),
            by=seat(),
            at=now(),
        )
    except Invalid as error:
        return _page(code, errors=refused(error), typed="delegation"), 422
    except Stale as error:
        return _page(code, errors=refused(error), typed="delegation", overtaken=True), 409
    return see_other("people.delegation", code=code, said=_("Saved."))


@bp.post("/people/<code>/seats/<int:seat_id>")
@acts(Act.MANAGE_PEOPLE)
def change_seat(code: str, seat_id: int) -> Answer:
    """Save what the seat is; `do`: "end" ends it, "give back" lets the person take it up again."""
    found, do = _find_seat(code, seat_id), request.form.get("do", "")
    at_fault = f"seat-{seat_id}"
    try:
        seats.change_seat(
            db.session(),
            found,
            role=chosen_in(Role, "role"),
            offices=_offices(),
            active=do == "give back" or (found.active and do != "end"),
            version=request.form.get("version", 0, int),
            by=seat(),
            at=now(),
        )
    except (Invalid, Stale) as error:
        errors = [(at_fault, words) for _field, words in refused(error)]
        status = 409 if isinstance(error, Stale) else 422
        return _page(code, errors=errors, typed=at_fault, overtaken=status == 409), status
    said = {"end": _("The seat of %(person)s has ended.", person=found.person.name)}.get(do, _("Saved."))
    return see_other("people.delegation", code=code, said=said)


@bp.post("/people/<code>/seats/<int:seat_id>/sessions")
@acts(Act.MANAGE_PEOPLE)
def end_sessions(code: str, seat_id: int) -> Response:
    person = _find_seat(code, seat_id).person
    count = seats.end_sessions(db.session(), person, by=seat(), at=now())
    said = ngettext(
        "%(num)s session of %(person)s is ended.",
        "%(num)s sessions of %(person)s are ended.",
        count,
        person=person.name,
    )
    return see_other("people.delegation", code=code, said=said)


@bp.post("/people/<code>/invitations")
@acts(Act.MANAGE_PEOPLE)
def invite(code: str) -> Answer:
    """The link is shown once, to be passed on: only its hash is kept."""
    form = request.form
    try:
        invitation, token = invitations.invite(
            db.session(),
            email=form.get("email", ""),
            name=form.get("person", ""),
            delegation=_find(code),
            role=chosen_in(Role, "role"),
            offices=_offices(),
            language=form.get("language", ""),
            by=seat(),
            at=now(),
        )
    except Invalid as error:
        return _page(code, errors=refused(error), typed="invitation"), 422
    form_arrived()
    return _page(code, link=_link(token), invited=invitation.email)


@bp.post("/people/<code>/invitations/<int:invitation>/renew")
@acts(Act.MANAGE_PEOPLE)
def renew_invitation(code: str, invitation: int) -> Answer:
    found = _find_invitation(code, invitation)
    try:
        token = invitations.renew_invitation(db.session(), found, by=seat(), at=now())
    except Invalid as error:
        return _page(code, errors=refused(error)), 422
    return _page(code, link=_link(token), invited=found.email)


@bp.post("/people/<code>/invitations/<int:invitation>/withdraw")
@acts(Act.MANAGE_PEOPLE)
def withdraw_invitation(code: str, invitation: int) -> Answer:
    try:
        invitations.withdraw_invitation(db.session(), _find_invitation(code, invitation), by=seat(), at=now())
    except Invalid as error:
        return _page(code, errors=refused(error)), 422
    return see_other("people.delegation", code=code, said=_("The invitation is withdrawn."))


def _link(token: str) -> str:
    return url_for("door.invitation", token=token, _external=True)


def _offices() -> list[str]:
    """Ticked offices; a rapporteur's theme is typed beside it."""
    theme = " ".join(request.form.get("theme", "").split())
    return [
        f"{office}:{theme}" if office == Office.RAPPORTEUR and theme else office
        for office in request.form.getlist("offices")
    ]


def _find(code: str) -> Delegation:
    found = db.session.scalar(select(Delegation).where(Delegation.code == code))
    if found is None:
        raise NotFound("delegation", delegation=code)
    return found


def _find_seat(code: str, seat_id: int) -> Seat:
    found = db.session.get(Seat, seat_id)
    if found is None or found.delegation.code != code:
        raise NotFound("seat", seat=seat_id)
    return found


def _find_invitation(code: str, invitation: int) -> Invitation:
    found = db.session.get(Invitation, invitation)
    if found is None or found.delegation.code != code:
        raise NotFound("invitation", invitation=invitation)
    return found


def _page(
    code: str,
    *,
    errors: list[tuple[str, str]] | None = None,
    typed: str = "",
    overtaken: bool = False,
    link: str = "",
    invited: str = "",
) -> str:
    """`typed` names the form whose words come back: "delegation", "invitation", "seat-<id>"; `overtaken`: what it was
    about was changed meanwhile."""
    found = _find(code)
    member = members(db.session(), by=seat(), at=now(), codes=[code])[0]
    return render_template(
        "people/delegation.html",
        delegation=found,
        member=member,
        categories=list(Category),
        roles=list(Role),
        offices=list(Office),
        errors=errors or [],
        form=request.form if typed else {},
        ticked=_offices() if typed else [],
        typed=typed,
        overtaken=overtaken,
        link=link,
        invited=invited,
    )
