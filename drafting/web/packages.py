"""A delegation says which of its amendments belong together: on a page of its own, and on the amendment form."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Blueprint, render_template, request
from flask_babel import gettext as _
from sqlalchemy import select
from werkzeug.wrappers import Response

from drafting.errors import Invalid
from drafting.model.amendments import Amendment
from drafting.model.packages import Package
from drafting.model.rounds import Round
from drafting.procedure.acting import case_of
from drafting.procedure.find import find_amendment
from drafting.procedure.packages import (
    TITLE_LIMIT,
    add_to_package,
    find_package,
    link_with,
    make_package,
    packages_of,
    take_out,
)
from drafting.rules.labels import amendment_label
from drafting.rules.lifecycle import ItemState
from drafting.rules.permissions import Act, may
from drafting.web.access import acts, now, seat
from drafting.web.contribution import draft_in_round
from drafting.web.database import db
from drafting.web.places import place_name
from drafting.web.replies import refused, see_other

bp = Blueprint("packages", __name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Own:
    """An amendment of one's own delegation, as it can be chosen. `number` is its A-number."""

    number: int
    label: str
    about: str


@bp.get("/<text>/<int:number>/packages")
@acts(Act.READ_CONTRIBUTIONS)
def packages(text: str, number: int) -> str:
    return _page(text, number, errors=[])


@bp.post("/<text>/<int:number>/packages")
@acts(Act.LINK)
def link(text: str, number: int) -> Response | tuple[str, int]:
    """Link what is ticked: in a new package, or with one that is there."""
    _draft, round_ = draft_in_round(text, number)
    form = request.form
    try:
        chosen = [find_amendment(db.session(), text, item, by=seat()) for item in form.getlist("amendments", int)]
        into = form.get("package", 0, int)
        if into:
            package = find_package(db.session(), round_, into)
            add_to_package(db.session(), package, chosen, by=seat(), at=now())
        else:
            title = form.get("package_title", "")
            package = make_package(db.session(), round_, chosen, title=title, by=seat(), at=now())
        said = _("They belong together now: “%(title)s”.", title=package.title)
    except Invalid as error:
        errors = refused(error)
        return _page(text, number, errors=errors), 422
    return see_other("packages.packages", text=text, number=number, said=said)


@bp.post("/<text>/A-<int:item>/unlink")
@acts(Act.LINK)
def unlink(text: str, item: int) -> Response:
    amendment = find_amendment(db.session(), text, item, by=seat())
    number = db.session.get_one(Round, amendment.round_id).draft.number
    take_out(db.session(), amendment, by=seat(), at=now())
    said = _("%(label)s stands by itself again.", label=amendment_label(item))
    return see_other("packages.packages", text=text, number=number, said=said)


def belonging(round_: Round) -> list[tuple[str, str]]:
    """With what a new amendment of the acting delegation can be linked: (value of the field, what it is called)."""
    there = packages_of(db.session(), round_, by=seat())
    taken = {item.amendment_id for package in there for item in package.items}
    own = [a for a in _own(round_) if a.id not in taken]
    named = [(f"A-{package.items[0].amendment.number}", _("“%(title)s”", title=package.title)) for package in there]
    return named + [(f"A-{a.number}", f"{_line(a).label}, {_line(a).about}") for a in own]


def link_as_chosen(amendment: Amendment, belongs: str, title: str) -> None:
    """Link a submitted amendment with what its form names. Raises Invalid, NotFound, NotPermitted, Closed."""
    number = belongs.removeprefix("A-")
    if not number.isdecimal() or len(number) > 8:
        raise Invalid("choice", field="belongs")
    slug = db.session.get_one(Round, amendment.round_id).draft.text.slug
    other = find_amendment(db.session(), slug, int(number), by=seat())
    link_with(db.session(), amendment, other, title=title, by=seat(), at=now())


def _page(text: str, number: int, *, errors: list[tuple[str, str]]) -> str:
    draft, round_ = draft_in_round(text, number)
    by = seat()
    there: list[Package] = packages_of(db.session(), round_, by=by)
    taken = {item.amendment_id for package in there for item in package.items}
    case = case_of(round_, at=now(), owner=by.delegation.code, head_submits=by.delegation.head_submits)
    return render_template(
        "packages/packages.html",
        text=draft.text,
        draft=draft,
        round=round_,
        packages=[(package.id, package.title, [_line(item.amendment) for item in package.items]) for package in there],
        free=[_line(a) for a in _own(round_) if a.id not in taken],
        may_link=may(by.standing, Act.LINK, case),
        form=request.form,
        ticked=set(request.form.getlist("amendments", int)),
        errors=errors,
        title_limit=TITLE_LIMIT,
    )


def _own(round_: Round) -> list[Amendment]:
    """The standing amendments of the acting delegation, by number."""
    query = select(Amendment).where(
        Amendment.round_id == round_.id,
        Amendment.delegation_id == seat().delegation_id,
        Amendment.state == ItemState.SUBMITTED,
    )
    return list(db.session.scalars(query.order_by(Amendment.number)))


def _line(amendment: Amendment) -> Own:
    label = amendment_label(amendment.number, amendment.revision)
    if amendment.state is ItemState.WITHDRAWN:
        label = _("%(label)s (withdrawn)", label=label)
    return Own(number=amendment.number, label=label, about=place_name(amendment.round_id, amendment.key))
