"""People: delegations with their seats, and invitations. For the secretariat."""

from __future__ import annotations

from enum import StrEnum
from typing import TypeVar

from flask import Blueprint, render_template, request, url_for
from flask_babel import gettext as _
from sqlalchemy import Select, select
from sqlalchemy.orm import selectinload
from werkzeug.wrappers import Response

from drafting.errors import Invalid, NotFound
from drafting.model.people import Delegation, Invitation, Seat
from drafting.procedure import people as verbs
from drafting.rules.permissions import Act, Category, Office, Role
from drafting.web.access import acts, now, seat
from drafting.web.arrived import form_arrived
from drafting.web.database import db
from drafting.web.replies import refused, see_other

bp = Blueprint("people", __name__)
CATEGORIES = list(Category)
Kind = TypeVar("Kind", bound=StrEnum)


@bp.get("/people")
@acts(Act.MANAGE_PEOPLE)
def people() -> str:
    return _page()


@bp.post("/people/delegations")
@acts(Act.MANAGE_PEOPLE)
def add_delegation() -> str | Response | tuple[str, int]:
    form = request.form
    try:
        made = verbs.add_delegation(
            db.session(),
            code=form.get("code", ""),
            name=form.get("name", ""),
            category=_chosen(Category, "category"),
            by=seat(),
            at=now(),
        )
    except Invalid as error:
        return _page(errors=refused(error)), 422
    return see_other("people.delegation", code=made.code, said=_("%(delegation)s is added.", delegation=made.name))


@bp.get("/people/<code>")
@acts(Act.MANAGE_PEOPLE)
def delegation(code: str) -> str:
    return _delegation_page(code)


@bp.post("/people/<code>")
@acts(Act.MANAGE_PEOPLE)
def change_delegation(code: str) -> str | Response | tuple[str, int]:
    form = request.form
    try:
        verbs.change_delegation(
            db.session(),
            _find(code),
            name=form.get("name", ""),
            head_submits="head_submits" in form,
            active="active" in form,
            by=seat(),
            at=now(),
        )
    except Invalid as error:
        return _delegation_page(code, errors=refused(error)), 422
    return see_other("people.delegation", code=code, said=_("Saved."))


@bp.post("/people/<code>/invitations")
@acts(Act.MANAGE_PEOPLE)
def invite(code: str) -> str | tuple[str, int]:
    """The link is shown once, to be passed on: only its hash is kept."""
    form = request.form
    try:
        invitation, token = verbs.invite(
            db.session(),
            email=form.get("email", ""),
            name=form.get("person", ""),
            delegation=_find(code),
            role=_chosen(Role, "role"),
            offices=_offices(),
            by=seat(),
            at=now(),
        )
    except Invalid as error:
        return _delegation_page(code, errors=refused(error)), 422
    form_arrived()
    link = url_for("door.invitation", token=token, _external=True)
    return _delegation_page(code, link=link, invited=invitation.email)


@bp.post("/people/<code>/invitations/<int:invitation>/withdraw")
@acts(Act.MANAGE_PEOPLE)
def withdraw_invitation(code: str, invitation: int) -> Response:
    found = db.session.get(Invitation, invitation)
    if found is None or found.delegation.code != code:
        raise NotFound("invitation")
    verbs.withdraw_invitation(db.session(), found, by=seat(), at=now())
    return see_other("people.delegation", code=code, said=_("The invitation is withdrawn."))


@bp.post("/people/<code>/seats/<int:seat_id>")
@acts(Act.MANAGE_PEOPLE)
def change_seat(code: str, seat_id: int) -> str | Response | tuple[str, int]:
    found = db.session.get(Seat, seat_id)
    if found is None or found.delegation.code != code:
        raise NotFound("seat")
    try:
        verbs.change_seat(
            db.session(),
            found,
            role=_chosen(Role, "role"),
            offices=_offices(),
            active="active" in request.form,
            by=seat(),
            at=now(),
        )
    except Invalid as error:
        return _delegation_page(code, errors=[("", words) for _field, words in refused(error)]), 422
    return see_other("people.delegation", code=code, said=_("Saved."))


def _chosen(kind: type[Kind], field: str) -> Kind:
    try:
        return kind(request.form.get(field, ""))
    except ValueError:
        raise Invalid("choice", field=field) from None


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


def _page(errors: list[tuple[str, str]] | None = None) -> str:
    delegations = db.session.scalars(
        select(Delegation).order_by(Delegation.name).options(selectinload(Delegation.seats).joinedload(Seat.person))
    ).all()
    waiting = db.session.scalars(_open_invitations()).all()
    return render_template(
        "people/people.html",
        groups=[(kind, [one for one in delegations if one.category is kind]) for kind in CATEGORIES],
        waiting={one.delegation_id for one in waiting},
        categories=CATEGORIES,
        errors=errors or [],
        form=request.form,
    )


def _delegation_page(
    code: str, *, errors: list[tuple[str, str]] | None = None, link: str = "", invited: str = ""
) -> str:
    found = _find(code)
    invitations = db.session.scalars(_open_invitations().where(Invitation.delegation_id == found.id)).all()
    return render_template(
        "people/delegation.html",
        delegation=found,
        invitations=invitations,
        roles=list(Role),
        offices=list(Office),
        errors=errors or [],
        form=request.form if errors else {},
        link=link,
        invited=invited,
    )


def _open_invitations() -> Select[Invitation]:
    return (
        select(Invitation)
        .where(Invitation.used_at.is_(None), Invitation.withdrawn_at.is_(None), Invitation.expires_at > now())
        .order_by(Invitation.id)
    )
