"""Search: one page for what is asked, what is found, and what was referred to by its number."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for
from flask_babel import gettext as _
from markupsafe import Markup, escape
from sqlalchemy import select
from werkzeug.wrappers import Response

from drafting.errors import Invalid
from drafting.model.people import Delegation
from drafting.model.texts import Text
from drafting.procedure.find import latest_issued
from drafting.procedure.referred import Reference, referred
from drafting.procedure.search import QUERY_LIMIT, Found, Results, Sort, Thing, Within, search
from drafting.rules.permissions import Act, Case, Category, may
from drafting.text.searching import Piece
from drafting.web.access import acts, seat
from drafting.web.database import db
from drafting.web.reading_cache import Shelf, shelves_of_app
from drafting.web.wording import words_of
from drafting.web.wording_search import SORTS

A_PAGE = 20
"""Things on one page."""

bp = Blueprint("search", __name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One thing that was found. `also` are (how an earlier draft is called, address)."""

    sort: str
    name: str
    address: str
    about: str
    title: str
    language: str
    excerpt: Markup
    also: Sequence[tuple[str, str]]


@bp.get("/search")
@acts(Act.READ_DRAFT)
def page() -> str | Response | tuple[str, int]:
    """What is asked for stands in the address: `q`, `text`, `sort`, `from` (a delegation's code), `page`."""
    texts = {text.slug: text for text in _readable()}
    delegations = _delegations()
    asked = request.args.get("q", "").strip()
    slug = chosen if (chosen := request.args.get("text", "")) in texts else ""
    sort = Sort(given) if (given := request.args.get("sort", "")) in set(Sort) else None
    speaking = next((one for one in delegations if one.code == request.args.get("from")), None)
    number = max(1, request.args.get("page", 1, int))
    within = Within(slug=slug, sort=sort, delegation_id=speaking.id if speaking else 0)
    direct = referred(db.session(), asked, slug=slug, by=seat()) if asked else []
    if len(direct) == 1:
        return redirect(url_for(**_to(direct[0])), code=303)
    results: Results | None = None
    errors: list[tuple[str, str]] = []
    if asked and not direct:
        try:
            first = (number - 1) * A_PAGE
            results = search(db.session(), asked, within, by=seat(), kept=_shelf().of, first=first, most=A_PAGE)
        except Invalid as error:
            errors = [("q", words_of(error))]
    names = {one.id: one.name for one in delegations}
    query = {"q": asked, "text": slug, "from": speaking.code if speaking else ""}
    shown = render_template(
        "search/search.html",
        asked=asked,
        limit=QUERY_LIMIT,
        texts=list(texts.values()),
        delegations=delegations,
        within=within,
        results=results,
        lines=[_line(found, texts[found.thing.slug], names) for found in results.found] if results else [],
        direct=[(_reference(one), url_for(**_to(one)), one.title) for one in direct],
        page_count=-(-results.total // A_PAGE) if results else 0,
        number=number,
        query={name: value for name, value in query.items() if value},
        errors=errors,
        sorts=SORTS,
    )
    return (shown, 422) if errors else shown


def _readable() -> list[Text]:
    """The texts of which the acting seat may read a draft, by title."""
    found = db.session.scalars(select(Text).order_by(Text.title))
    latest = [(text, latest_issued(db.session(), text)) for text in found]
    return [
        text
        for text, draft in latest
        if draft is not None and may(seat().standing, Act.READ_DRAFT, Case(draft_state=draft.state.value))
    ]


def _delegations() -> list[Delegation]:
    """Those who can have contributed, by name; the parent committee, which reads no contributions, finds none."""
    if not may(seat().standing, Act.READ_CONTRIBUTIONS, Case(draft_state="issued")):
        return []
    query = select(Delegation).where(Delegation.category != Category.PARENT_COMMITTEE)
    return list(db.session.scalars(query.order_by(Delegation.name)))


def _shelf() -> Shelf:
    """Kept in this process: what drafts never change, and what was contributed up to a revision."""
    return shelves_of_app().found


def _line(found: Found, text: Text, names: dict[int, str]) -> Line:
    thing = found.thing
    return Line(
        sort=thing.sort.value,
        name=_name(thing),
        address=_address(thing, thing.draft),
        about=_about(thing, names),
        title=text.title,
        language=text.language,
        excerpt=_marked(found.excerpt),
        also=[(_("Draft %(number)s", number=draft), _address(thing, draft)) for draft in found.also],
    )


def _name(thing: Thing) -> str:
    if thing.sort is Sort.PARAGRAPH:
        here = _("Draft %(number)s", number=thing.draft)
        if thing.footnote:
            return _("Footnote %(number)s, %(draft)s", number=thing.number, draft=here)
        return f"§{thing.number}, {here}" if thing.number else here
    if thing.sort is Sort.REPLY:
        return _("Reply to %(label)s", label=thing.number)
    if thing.sort is Sort.DECISION:
        return _("Decision on %(label)s", label=thing.number)
    return thing.number


def _about(thing: Thing, names: dict[int, str]) -> str:
    """Whose it is, and on which draft."""
    if thing.sort is Sort.PARAGRAPH:
        return ""
    by = names.get(thing.delegation_id, "")
    on = _("on Draft %(number)s", number=thing.draft)
    if thing.place:
        on = _("on §%(number)s of Draft %(draft)s", number=thing.place, draft=thing.draft)
    return f"{by}, {on}" + (_(", withdrawn") if thing.withdrawn else "")


def _address(thing: Thing, draft: int) -> str:
    if thing.sort is Sort.PARAGRAPH:
        return url_for("reading.draft", text=thing.slug, number=draft, p=thing.key, _anchor=f"p{thing.key}")
    endpoint = "reading.amendment" if thing.sort in (Sort.AMENDMENT, Sort.DECISION) else "reading.comment"
    return url_for(endpoint, text=thing.slug, item=thing.item)


def _marked(pieces: Sequence[Piece]) -> Markup:
    return Markup().join(Markup("<mark>{}</mark>").format(p.text) if p.hit else escape(p.text) for p in pieces)


def _to(one: Reference) -> dict[str, Any]:
    """The endpoint and the values of the address of what was referred to."""
    if one.amendment:
        return {"endpoint": "reading.amendment", "text": one.slug, "item": one.amendment}
    if one.comment:
        return {"endpoint": "reading.comment", "text": one.slug, "item": one.comment}
    return {
        "endpoint": "reading.draft",
        "text": one.slug,
        "number": one.draft,
        "p": one.key,
        "_anchor": f"p{one.key}",
    }


def _reference(one: Reference) -> str:
    return _("§%(number)s of Draft %(draft)s", number=one.label, draft=one.draft) if one.key else one.label
