"""All contributions of a round as a list of pages, and as CSV; and the parts of the dashboard as CSV."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from flask import Blueprint, Response, render_template, request, url_for
from flask_babel import get_locale, gettext
from flask_babel import lazy_gettext as _
from markupsafe import Markup

from drafting.errors import NotFound
from drafting.model.amendments import Amendment
from drafting.model.rounds import Round
from drafting.procedure.find import find_round
from drafting.procedure.round_items import (
    SORTS,
    ItemList,
    RoundItem,
    items_of,
)
from drafting.rules.deadlines import STRASBOURG
from drafting.rules.labels import amendment_label, comment_label
from drafting.rules.lifecycle import ItemKind
from drafting.rules.permissions import Act
from drafting.web.access import acts, seat
from drafting.web.dashboard import Dashboard
from drafting.web.database import db
from drafting.web.exports import round_formats
from drafting.web.phrases import block_name
from drafting.web.round_asked import TYPES, asked_of, query_of, statuses_of
from drafting.web.spreadsheet import as_csv
from drafting.web.triage_page import VALUES, chapter_name, item_shown
from drafting.web.wording_terms import term

bp = Blueprint("round_items", __name__)
A_PAGE = 50
SAID = {"standing": _("not withdrawn"), "undecided": _("undecided")} | VALUES
"""What values are called where the terms of the field do not have them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One contribution as the list and the file show it; of one that is not for the reader the words are missing."""

    label: str
    address: str
    place: str
    place_address: str
    chapter: str
    delegation: str
    type: str
    kind: str
    change: Markup
    said: str
    supporters: Sequence[str]
    at: datetime
    status: str
    late: bool
    suggestion: bool
    on_behalf: bool


@bp.get("/<text>/round/<int:number>/contributions")
@acts(Act.READ_CONTRIBUTIONS)
def items(text: str, number: int) -> str:
    """The list, filtered, sorted and paged as the address says."""
    round_ = find_round(db.session(), text, number, by=seat())
    asked, page = asked_of(round_), max(1, request.args.get("page", 1, int))
    found = items_of(db.session(), round_, asked, by=seat(), start=(page - 1) * A_PAGE, most=A_PAGE)
    pages = max(1, -(-found.count // A_PAGE))
    if page > pages:
        page = pages
        found = items_of(db.session(), round_, asked, by=seat(), start=(page - 1) * A_PAGE, most=A_PAGE)
    language = str(get_locale())
    return render_template(
        "rounds/items.html",
        round=round_,
        draft=round_.draft,
        lines=_lines(round_, found),
        zone=STRASBOURG,
        count=found.count,
        page=page,
        pages=pages,
        asked=asked,
        formats=round_formats(round_),
        query=query_of(asked),
        offered={
            "delegation": [(one.code, one.called(language)) for one in found.delegations],
            "type": [(value, _word(value)) for value in TYPES],
            "kind": [(kind.value, _word(kind.value)) for kind in ItemKind],
            "status": [(value, _word(value)) for value in statuses_of(round_)],
            "chapter": [("0", gettext("none, or the whole draft"))]
            + [(str(row.key), chapter_name(row)) for row in found.chapters],
            "sort": [(value, _word(value)) for value in SORTS],
        },
        labels={
            "delegation": gettext("Delegation"),
            "type": gettext("Type of item"),
            "kind": gettext("Kind"),
            "status": gettext("Status"),
            "chapter": gettext("Chapter"),
            "paragraph": gettext("Paragraph"),
            "sort": gettext("Order"),
        },
    )


@bp.get("/<text>/round/<int:number>/contributions.csv")
@acts(Act.READ_CONTRIBUTIONS)
def table(text: str, number: int) -> Response:
    """The list as the address filters it, all of its pages."""
    round_ = find_round(db.session(), text, number, by=seat())
    found = items_of(db.session(), round_, asked_of(round_), by=seat())
    head = (
        gettext("Number"), gettext("Chapter"), gettext("Place"), gettext("Delegation"), gettext("Type"),
        gettext("Kind"), gettext("Change or words"), gettext("Supported by"), gettext("Submitted"), gettext("Status"),
        gettext("Late"), gettext("On behalf"),
    )  # fmt: skip
    rows = [
        (
            line.label, line.chapter, line.place, line.delegation, line.type, line.kind, line.said,
            ", ".join(line.supporters), line.at.astimezone(STRASBOURG).strftime("%Y-%m-%d %H:%M"), line.status,
            gettext("yes") if line.late else "", gettext("yes") if line.on_behalf else "",
        )
        for line in _lines(round_, found)
    ]  # fmt: skip
    return as_csv(f"{text}-round-{number}-contributions.csv", head, rows)


@bp.get("/<text>/round/<int:number>/<part>.csv")
@acts(Act.READ_CONTRIBUTIONS)
def part(text: str, number: int, part: str) -> Response:
    """One part of the dashboard."""
    round_ = find_round(db.session(), text, number, by=seat())
    try:
        head, rows = Dashboard(round_, seat()).table(part)
    except KeyError:
        raise NotFound("table", part=part) from None
    return as_csv(f"{text}-round-{number}-{part}.csv", head, rows)


def _word(value: str) -> str:
    return str(SAID[value]) if value in SAID else term(value)


def _lines(round_: Round, found: ItemList) -> list[Line]:
    chapters: Mapping[int, str] = {row.key: chapter_name(row) for row in found.chapters}
    language = str(get_locale())
    return [_line(round_, found, item, chapters.get(item.chapter, ""), language) for item in found.items]


def _line(round_: Round, found: ItemList, item: RoundItem, chapter: str, language: str) -> Line:
    what, draft, row = item.what, round_.draft, found.rows.get(item.key)
    amendment = what if isinstance(what, Amendment) else None
    if row is not None:
        place = block_name(row.block, row.number)
    else:
        place = gettext("the beginning of the draft") if amendment is not None else gettext("the whole draft")
    there = {"text": draft.text.slug, "number": draft.number, "p": item.key, "_anchor": f"p{item.key}"}
    place_address = url_for("reading.draft", **there)  # type: ignore[arg-type]
    label, address = _label(item, draft.text.slug)
    said, change = item_shown(what, row) if item.in_full else ("", Markup())
    at = what.withdrawn_at if item.status == "withdrawn" and what.withdrawn_at is not None else what.submitted_at
    supports = amendment.supports if amendment is not None and item.in_full else ()
    return Line(
        label=label,
        address=address,
        place=place[:1].upper() + place[1:],
        place_address=place_address,
        chapter=chapter,
        delegation=what.delegation.called(language),
        type=_word(item.type),
        kind=term(what.kind) if item.in_full else "",
        change=change,
        said=said or " ".join(change.striptags().split()),
        supporters=[one.delegation.called(language) for one in supports if one.withdrawn_at is None],
        at=at,
        status="" if item.status == "standing" else _word(item.status),
        late=what.late,
        suggestion=amendment is not None and amendment.suggestion,
        on_behalf=what.entered_by_id is not None,
    )


def _label(item: RoundItem, slug: str) -> tuple[str, str]:
    what = item.what
    if isinstance(what, Amendment):
        label = amendment_label(what.number, what.revision)
        return label, url_for("reading.amendment", text=slug, item=what.number)
    if not what.number:
        return gettext("Reply"), ""
    return comment_label(what.number), url_for("reading.comment", text=slug, item=what.number)
