"""People: the delegations with their seats and invitations, and what there is of them as a table."""

from __future__ import annotations

from enum import StrEnum
from typing import TypeVar

from flask import Blueprint, Response, render_template, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response as Answer

from drafting.errors import Invalid
from drafting.procedure import delegations as verbs
from drafting.procedure.members import Lack, Member, members, plain
from drafting.rules.permissions import Act, Category
from drafting.web.access import acts, now, seat
from drafting.web.database import db
from drafting.web.languages import day
from drafting.web.replies import refused, see_other
from drafting.web.spreadsheet import as_csv
from drafting.web.wording_terms import term

bp = Blueprint("people", __name__)
A_PAGE = 50
"""Delegations on a page."""
Kind = TypeVar("Kind", bound=StrEnum)


@bp.get("/people")
@acts(Act.MANAGE_PEOPLE)
def people() -> str:
    return _page()


@bp.get("/people/people.csv")
@acts(Act.MANAGE_PEOPLE)
def table() -> Response:
    """Everybody of the view as CSV, with the columns by which people are invited first."""
    head = (
        _("Delegation"), _("Kind"), _("Name"), _("E-mail"), _("Role"), _("Language"), _("Offices"), _("Standing"),
        _("Last here"),
    )  # fmt: skip
    rows: list[tuple[str, ...]] = []
    for one in _found():
        first = (one.delegation.name, term(one.delegation.category))
        for given in (*one.seats, *one.ended):
            person, seen = given.person, one.seen.get(given.person_id)
            offices = ", ".join(term(office.partition(":")[0]) for office in given.offices)
            standing = _("holds the seat") if given.active else _("seat ended")
            told = (person.name, person.email, term(given.role), person.language, offices, standing)
            rows.append((*first, *told, day(seen) if seen else ""))
        for invited in (*one.invited, *one.lapsed):
            standing = _("invitation lapsed") if invited in one.lapsed else _("invited")
            rows.append((*first, invited.name, invited.email, term(invited.role), invited.language, "", standing, ""))
    return as_csv("people.csv", head, rows)


@bp.post("/people/delegations")
@acts(Act.MANAGE_PEOPLE)
def add_delegation() -> str | Answer | tuple[str, int]:
    form = request.form
    try:
        made = verbs.add_delegation(
            db.session(),
            code=form.get("code", ""),
            name=form.get("name", ""),
            name_fr=form.get("name_fr", ""),
            language=form.get("language", ""),
            category=chosen_in(Category, "category"),
            by=seat(),
            at=now(),
        )
    except Invalid as error:
        return _page(errors=refused(error)), 422
    return see_other("people.delegation", code=made.code, said=_("%(delegation)s is added.", delegation=made.name))


def chosen_in(kind: type[Kind], field: str) -> Kind:
    """What the form's field says. Raises Invalid ("choice")."""
    try:
        return kind(request.form.get(field, ""))
    except ValueError:
        raise Invalid("choice", field=field) from None


def _found() -> list[Member]:
    """The delegations that the address asks for."""
    words, category, lack = plain(request.args.get("q", "")), request.args.get("kind"), request.args.get("lack")
    found = members(db.session(), by=seat(), at=now())
    return [
        one
        for one in found
        if (not words or one.holds(words))
        and (category not in set(Category) or one.delegation.category == category)
        and (lack not in set(Lack) or one.lacks(Lack(lack)))
    ]


def _page(errors: list[tuple[str, str]] | None = None) -> str:
    found = _found()
    pages = max(1, -(-len(found) // A_PAGE))
    page = min(max(request.args.get("page", 1, int), 1), pages)
    asked = {name: request.args[name] for name in ("q", "kind", "lack") if request.args.get(name)}
    return render_template(
        "people/people.html",
        rows=found[(page - 1) * A_PAGE : page * A_PAGE],
        count=len(found),
        people=sum(len(one.seats) for one in found),
        invited=sum(len(one.invited) for one in found),
        lapsed=sum(len(one.lapsed) for one in found),
        page=page,
        pages=pages,
        asked=asked,
        categories=list(Category),
        lacks=list(Lack),
        errors=errors or [],
        form=request.form,
    )
