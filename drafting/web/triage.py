"""Triage: every item of a round in one table, filtered by the address; views kept under names; blocks given out."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qsl

from flask import Blueprint, Response, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response as Answer

from drafting.errors import Invalid, NotFound
from drafting.model.people import Seat
from drafting.model.rounds import Round
from drafting.procedure.acting import require
from drafting.procedure.canned_reasons import canned_reasons, last_reason
from drafting.procedure.desk_log import acts_together
from drafting.procedure.figures import figures_of
from drafting.procedure.find import find_text, latest_round
from drafting.procedure.organise_desk import assign, colleagues
from drafting.procedure.saved_views import remove_view, rename_view, save_view, views_of
from drafting.procedure.triage import Item, Triage, triage_of
from drafting.procedure.triage_filter import READY, Filter, chosen
from drafting.rules.lifecycle import RoundState, Ruling
from drafting.rules.permissions import Act
from drafting.web.access import acts, now, seat
from drafting.web.database import db
from drafting.web.replies import refused, see_other
from drafting.web.spreadsheet import as_csv
from drafting.web.triage_page import (
    A_PAGE,
    OFFERED,
    READY_NAMES,
    VALUES,
    chapter_name,
    filter_of,
    query_of,
    rows_shown,
)

bp = Blueprint("triage", __name__)
RULINGS = (Ruling.ACCEPT, Ruling.REFUSE, Ruling.HOLD, Ruling.REOPENED)
"""What can be ruled on many at once: to modify one is to write its text."""


@bp.get("/<text>/desk/triage")
@acts(Act.READ_DESK)
def triage(text: str) -> str:
    """The table, filtered and sorted as the address says."""
    return page(round_on(text), filter_of(request.args), errors=[])


@bp.get("/<text>/desk/triage.csv")
@acts(Act.READ_DESK)
def table(text: str) -> Response:
    """The view as CSV, all of its pages; internal notes are not in it."""
    round_ = round_on(text)
    found = triage_of(db.session(), round_, by=seat())
    rows = rows_shown(round_, found, chosen(found.items, filter_of(request.args), by=seat()))
    head = (
        _("Number"), _("Chapter"), _("Place"), _("Delegation"), _("Type"), _("Kind"), _("Operation"), _("Change"),
        _("Collides with"), _("Checks"), _("Status"), _("Late"), _("On behalf"), _("Assigned to"),
    )  # fmt: skip
    lines = []
    for row in rows:
        rivals = ", ".join(label for label, _address in row.rivals)
        if row.more_rivals:
            rivals += f" +{row.more_rivals}"
        told = (
            row.label, row.chapter, row.place, row.delegation, row.type, row.kind, row.operation, row.said, rivals,
            row.checks, row.status, _("yes") if row.late else "", _("yes") if row.on_behalf else "", row.assigned,
        )  # fmt: skip
        lines.append(told)
    return as_csv(f"{text}-round-{round_.number}-triage.csv", head, lines)


@bp.post("/<text>/desk/triage/assign")
@acts(Act.ORGANISE_DESK)
def give(text: str) -> Answer | tuple[str, int]:
    """Give the blocks of what is ticked, of the view, or one block or chapter, to a colleague or to nobody."""
    round_, asked = round_on(text), filter_of(request.form)
    found = triage_of(db.session(), round_, by=seat())
    try:
        keys = {item.key for item in picked(found, asked)}
        given = request.form.get("colleague", "")
        to = db.session.get(Seat, int(given)) if given.isdecimal() and len(given) < 10 else None
        if to is None and given != "nobody":
            raise Invalid("colleague-unknown", field="colleague")
        count = assign(db.session(), round_, keys, to=to, by=seat(), at=now())
    except Invalid as error:
        errors = refused(error)
        return page(round_on(text), asked, errors=errors), 422
    said = ngettext("%(num)s block changed hands.", "%(num)s blocks changed hands.", count)
    return see_other("triage.triage", text=text, said=said, **query_of(asked))


@bp.post("/<text>/desk/triage/views")
@acts(Act.ORGANISE_DESK)
def keep_view(text: str) -> Answer | tuple[str, int]:
    """Save the filters under a name, or rename or remove what was saved."""
    round_, asked = round_on(text), filter_of(request.form)
    session, of, view = db.session(), round_.draft.text, request.form.get("id", 0, int)
    name, by, at = request.form.get("view", ""), seat(), now()
    try:
        match request.form.get("do"):
            case "rename":
                rename_view(session, of, view, name=name, by=by, at=at)
                said = _("Renamed.")
            case "remove":
                remove_view(session, of, view, by=by, at=at)
                said = _("The view is kept no more.")
            case _:
                query = url_for("triage.triage", text=text, **query_of(asked)).partition("?")[2]
                save_view(session, of, name=name, query=query, by=by, at=at)
                said = _("The view is saved.")
    except Invalid as error:
        errors = refused(error)
        return page(round_on(text), asked, errors=errors), 422
    return see_other("triage.triage", text=text, said=said, **query_of(asked))


def round_on(text: str) -> Round:
    """The latest round of the text, for those who may see the desk. Raises NotPermitted, NotFound."""
    require(seat(), Act.READ_DESK)
    round_ = latest_round(db.session(), find_text(db.session(), text))
    if round_ is None:
        raise NotFound("round")
    return round_


def picked(found: Triage, asked: Filter) -> list[Item]:
    """What the form is about: the ticked rows, or with `all` everything of the view. Raises Invalid
    ("nothing-ticked")."""
    if request.form.get("all"):
        items = chosen(found.items, asked, by=seat())
    else:
        ticked = set(request.form.getlist("item", int))
        items = [item for item in found.items if item.amendment is not None and item.amendment.id in ticked]
    if not items:
        raise Invalid("nothing-ticked", field="all")
    return items


def page(round_: Round, asked: Filter, *, errors: list[tuple[str, str]]) -> str:
    """The table; after a refusal with what was ticked and typed."""
    session, by, slug = db.session(), seat(), round_.draft.text.slug
    found = triage_of(session, round_, by=by)
    items = chosen(found.items, asked, by=by)
    pages = max(1, -(-len(items) // A_PAGE))
    number = min(max(request.args.get("page", 1, int), 1), pages)
    shown = items[(number - 1) * A_PAGE : number * A_PAGE]
    query = query_of(asked)
    posted = request.method == "POST"
    views = [
        (view, url_for("triage.triage", text=slug, **_kept(view.query)))
        for view in views_of(session, round_.draft.text, by=by)
    ]
    return render_template(
        "triage/triage.html",
        text=round_.draft.text,
        round=round_,
        figures=figures_of(session, round_, by=by),
        rows=rows_shown(round_, found, shown),
        count=len(items),
        bulk=sum(1 for item in items if item.amendment is not None and item.status != "withdrawn"),
        asked=asked,
        query=query,
        page=number,
        pages=pages,
        offered=OFFERED,
        values=VALUES,
        delegations=sorted({(i.what.delegation.name, i.what.delegation.code) for i in found.items}),
        chapters=[(row.key, chapter_name(row)) for row in found.chapters],
        colleagues=colleagues(session),
        ready=[_ready(slug, name, found, query) for name in READY],
        views=views,
        rulings=RULINGS,
        deciding=round_.state is RoundState.CONSOLIDATING,
        canned=canned_reasons(session),
        before=last_reason(session, round_, by=by),
        form=request.form if posted else MultiDict(),
        ticked=set(request.form.getlist("item", int)) if posted else set(),
        errors=errors,
        done=request.args.get("done", 0, int),
        standing=acts_together(session, round_, by=by),
    )


def _ready(slug: str, name: str, found: Triage, query: dict[str, Any]) -> tuple[str, str, bool, int]:
    """A view that is there without being saved: its name, address, whether it is the present one, how many it has."""
    asked = READY[name]
    address = url_for("triage.triage", text=slug, **query_of(asked))
    return str(READY_NAMES[name]), address, query_of(asked) == query, len(chosen(found.items, asked, by=seat()))


def _kept(query: str) -> dict[str, Any]:
    """The filters of a saved view; of what is no longer offered nothing."""
    return query_of(filter_of(MultiDict(parse_qsl(query))))
