"""Invitations: all that stand or lapsed, many of them from a table, and the links as a table for a mail merge."""

from __future__ import annotations

from collections.abc import Sequence

from flask import Blueprint, Response, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy import select
from sqlalchemy.orm import joinedload
from werkzeug.wrappers import Response as Answered

from drafting.errors import Invalid, Stale
from drafting.exchange.read_people import MOST_ROWS, PeopleTable, decode_table, read_people
from drafting.model.people import Invitation
from drafting.procedure.invite_many import Invited, by_tokens, invite_many, renew_many, withdraw_many
from drafting.procedure.invite_plan import Fate, Plan, Planned, plan_invitations
from drafting.procedure.people import standing_invitations
from drafting.rules.permissions import Act
from drafting.web.access import acts, now, seat
from drafting.web.arrived import form_arrived
from drafting.web.database import db, write_from_here
from drafting.web.languages import day
from drafting.web.replies import refused, see_other
from drafting.web.spreadsheet import as_csv
from drafting.web.wording import words_of
from drafting.web.wording_people import FATES
from drafting.web.wording_terms import term

bp = Blueprint("invitations", __name__)
A_PAGE = 100
"""Invitations on a page."""
Answer = str | Answered | tuple[str, int]


@bp.get("/people/invitations")
@acts(Act.MANAGE_PEOPLE)
def invitations() -> str:
    return _list_page([])


@bp.post("/people/invitations")
@acts(Act.MANAGE_PEOPLE)
def change() -> Answer:
    """New links for what is ticked, or for all of the view; or take it back."""
    try:
        ids = [int(one) for one in request.form.getlist("invitation") if one.isdecimal() and len(one) < 10]
        if "all" in request.form:
            ids = [one.id for one in _standing()]
        if request.form.get("do") == "withdraw":
            count = withdraw_many(db.session(), ids, by=seat(), at=now())
            said = ngettext("%(num)s invitation is withdrawn.", "%(num)s invitations are withdrawn.", count)
            return see_other("invitations.invitations", said=said)
        made = renew_many(db.session(), ids, by=seat(), at=now())
    except Invalid as error:
        return _list_page(refused(error)), 422
    form_arrived()
    return _links_page(made)


@bp.get("/people/invitations/table")
@acts(Act.MANAGE_PEOPLE)
def bulk() -> str:
    return _bulk_page("")


@bp.post("/people/invitations/table")
@acts(Act.MANAGE_PEOPLE, writes=False)
def take_table() -> Answer:
    """Look at a table, row by row; or do all that was looked at, at once."""
    text = request.form.get("table", "").replace("\r\n", "\n")
    try:
        file = request.files.get("file")
        if file is not None and file.filename:
            text = decode_table(file.read())
        found = read_people(text)
    except Invalid as error:
        return _bulk_page(text, errors=refused(error)), 422
    if request.form.get("do") == "leave out":
        return _look(_without_refused(text, found))
    if request.form.get("do") != "confirm":
        return _look(text)
    write_from_here()
    try:
        done = invite_many(db.session(), found.rows, mark=request.form.get("mark", ""), by=seat(), at=now())
    except Invalid as error:
        return _look(text, errors=refused(error)), 422
    except Stale as error:
        return _look(text, errors=refused(error)), 409
    form_arrived()
    return _links_page(done.invited, changed=done.changed, founded=[one.name for one in done.founded])


@bp.get("/people/invitations/template.csv")
@acts(Act.MANAGE_PEOPLE)
def template() -> Response:
    """The columns, and two rows that are plainly examples: left in, they are refused."""
    rows = [
        (_("Delegation or its code"), "", "Ana Example", "ana@town.example", term("head"), "en"),
        (_("Delegation or its code"), "", "Luc Exemple", "luc@ville.example", term("reviewer"), "fr"),
    ]
    return as_csv("invitations.csv", _head(), rows)


@bp.post("/people/invitations/links.csv")
@acts(Act.MANAGE_PEOPLE, writes=False)
def links() -> Response:
    """The links that the page before shows, for a mail merge; they are made of the tokens that it sends back."""
    tokens = request.form.get("tokens", "").split()[:MOST_ROWS]
    head, rows = (*_head(), _("Link"), _("Valid until")), []
    for one in by_tokens(db.session(), tokens, by=seat()):
        given = one.invitation
        name, kind = given.delegation.name, term(given.delegation.category)
        spoken = given.language or given.delegation.language
        told = (name, kind, given.name, given.email, term(given.role), spoken, _link(one.token), day(given.expires_at))
        rows.append(told)
    answer = as_csv("invitation-links.csv", head, rows)
    answer.headers["Cache-Control"] = "no-store"  # whoever has a link can take the seat
    return answer


def _head() -> tuple[str, ...]:
    return (_("Delegation"), _("Kind"), _("Name"), _("E-mail"), _("Role"), _("Language"))


def _link(token: str) -> str:
    return url_for("door.invitation", token=token, _external=True)


def _without_refused(text: str, found: PeopleTable) -> str:
    """The table without the rows that are refused; a row may stand on several lines."""
    plan = plan_invitations(db.session(), found.rows, by=seat(), at=now())
    begins = [one.line for one in found.rows]
    lines = text.split("\n")
    gone: set[int] = set()
    for one in plan.of(Fate.REFUSED):
        later = [line for line in begins if line > one.row.line]
        gone.update(range(one.row.line, later[0] if later else len(lines) + 1))
    return "\n".join(words for number, words in enumerate(lines, 1) if number not in gone)


def _said(one: Planned) -> str:
    """What becomes of the row, in words."""
    if one.fate is Fate.REFUSED:
        facts = dict(one.facts)
        if "kind" in facts:
            facts["kind"] = term(facts["kind"])
        return words_of(Invalid(one.why, **facts))
    before = one.seat or one.invitation
    words = str(FATES[one.why]) % {"role": term(before.role) if before else ""}
    if one.founds:
        words += " " + _("The delegation is added as: %(kind)s.", kind=term(one.founds.category))
    if one.elsewhere:
        words += " " + _("Sits for %(delegations)s too.", delegations=", ".join(one.elsewhere))
    return words


def _look(text: str, errors: list[tuple[str, str]] | None = None) -> str:
    """The page of a table that can be read: what each row would do."""
    try:
        found = read_people(text)
    except Invalid as error:
        return _bulk_page(text, errors=[("table", words_of(error))])
    plan = plan_invitations(db.session(), found.rows, by=seat(), at=now())
    return _bulk_page(text, errors=errors, plan=plan, unread=found.unread)


def _bulk_page(
    text: str,
    *,
    errors: list[tuple[str, str]] | None = None,
    plan: Plan | None = None,
    unread: Sequence[str] = (),
) -> str:
    rows = [(one, _said(one)) for one in plan.rows] if plan else []
    return render_template(
        "people/bulk.html",
        table=text,
        plan=plan,
        rows=rows,
        counts={fate.value: len(plan.of(fate)) for fate in Fate} if plan else {},
        unread=unread,
        most=MOST_ROWS,
        errors=errors or [],
    )


def _links_page(made: Sequence[Invited], *, changed: int = 0, founded: Sequence[str] = ()) -> str:
    return render_template(
        "people/links.html",
        links=[(one.invitation, _link(one.token)) for one in made],
        tokens="\n".join(one.token for one in made),
        changed=changed,
        founded=founded,
    )


def _standing() -> Sequence[Invitation]:
    """The invitations that the view shows, those that lapsed first."""
    asked = select(Invitation).where(standing_invitations()).options(joinedload(Invitation.delegation))
    which = request.values.get("which")
    if which == "lapsed":
        asked = asked.where(Invitation.expires_at <= now())
    elif which == "open":
        asked = asked.where(Invitation.expires_at > now())
    return db.session.scalars(asked.order_by(Invitation.expires_at, Invitation.id)).all()


def _list_page(errors: list[tuple[str, str]]) -> str:
    found = _standing()
    pages = max(1, -(-len(found) // A_PAGE))
    page = min(max(request.args.get("page", 1, int), 1), pages)
    return render_template(
        "people/invitations.html",
        rows=found[(page - 1) * A_PAGE : page * A_PAGE],
        count=len(found),
        lapsed={one.id for one in found if one.expires_at <= now()},
        which=request.values.get("which", ""),
        page=page,
        pages=pages,
        errors=errors,
    )
