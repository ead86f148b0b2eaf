"""From the desk to the next draft: the fate of what is held, the checklist, the whole preview, publication."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from flask import render_template, request
from flask_babel import gettext as _
from flask_babel import ngettext
from markupsafe import Markup, escape
from werkzeug.wrappers import Response

from drafting.errors import Invalid, NotFound, Stale
from drafting.model.paragraphs import DraftParagraph
from drafting.procedure.carry_amendments import waiting_for
from drafting.procedure.checklist import checklist
from drafting.procedure.descent import Descents
from drafting.procedure.figures import figures_of
from drafting.procedure.find import find_amendment, find_text, latest_round
from drafting.procedure.held import carry_undecided, choose_fate, mark_of
from drafting.procedure.layout import printed_numbers, rows_of
from drafting.procedure.left_to_do import left_to_do
from drafting.procedure.publish import publish_next_draft
from drafting.procedure.settled import preview_rows
from drafting.rules.lifecycle import HeldFate, RoundState
from drafting.rules.permissions import Act
from drafting.text.blocks import Kind
from drafting.text.order import moved
from drafting.web.access import acts, now, seat
from drafting.web.comparison import lineage_of
from drafting.web.database import db
from drafting.web.desk import bp, consolidating
from drafting.web.desk_hands import hands_in
from drafting.web.reading_views import Numbers, descended_html, gone_html
from drafting.web.replies import refused, see_other
from drafting.web.wording_desk import BRACKET_FAULTS
from drafting.web.wording_terms import term


@dataclass(frozen=True, slots=True, kw_only=True)
class Previewed:
    """One block of the preview. `lineage` says that it was moved, joined or split ("" if not); `decide` is the key of
    the block on the desk that it comes from (None: it came with an insertion or a footnote); `hands` names those whose
    changes it has."""

    row: DraftParagraph
    number: str
    html: Markup
    lineage: str
    decide: int | None
    hands: Sequence[str]


@bp.get("/<text>/desk/preview")
@acts(Act.READ_DESK)
def preview(text: str) -> str:
    """The next draft as it would be published now, with what changes."""
    found, round_, working = consolidating(text)
    rows = preview_rows(db.session(), working)
    descents = Descents(rows_of(db.session(), round_.draft), rows)
    standing = list(descents.now.values())
    numbers = dict(
        zip(
            (row.key for row in standing),
            printed_numbers([row.block for row in standing], found.numbering),
            strict=True,
        )
    )
    shown = []
    elsewhere = moved(descents.before, descents.now)
    hands = hands_in(round_, working)
    for row in rows:
        if row.joined_into is not None or (row.gone and row.key not in descents.before):
            continue
        html = gone_html(row, Numbers()) if row.gone else descended_html(descents, row, Numbers())
        lineage = "" if row.gone else lineage_of(descents, row, elsewhere)
        told = term(lineage) if lineage in ("moved", "joined", "split") else ""
        shown.append(
            Previewed(
                row=row,
                number=numbers.get(row.key, ""),
                html=Markup(_scrolling(html) if row.kind is Kind.ROW else html),
                lineage=told,
                decide=row.key if row.key in descents.before else row.split_from,
                hands=hands.get(row.key, ()),
            )
        )
    return render_template("desk/preview.html", text=found, round=round_, working=working, rows=shown)


def _scrolling(cells: str) -> str:
    """A row as a table of its own that scrolls where the window is narrow."""
    told = escape(_("Row of a table"))
    return (
        f'<div class="scroll" tabindex="0" role="group" aria-label="{told}">'
        f'<table class="rows"><tbody><tr>{cells}</tr></tbody></table></div>'
    )


@bp.get("/<text>/desk/publish")
@acts(Act.READ_DESK)
def publish(text: str) -> str | Response:
    found = find_text(db.session(), text)
    round_ = latest_round(db.session(), found)
    if round_ is not None and round_.state is RoundState.PUBLISHED:
        return see_other("reading.draft", text=text, number=round_.draft.number + 1)
    return _page(text, [])


@bp.post("/<text>/desk/publish")
@acts(Act.PUBLISH)
def issue(text: str) -> str | Response | tuple[str, int]:
    """Publish, once: a second click is led to the draft that the first one made."""
    found = find_text(db.session(), text)
    round_ = latest_round(db.session(), found)
    if round_ is None:
        raise NotFound("round")
    form = request.form
    try:
        made = publish_next_draft(
            db.session(),
            round_,
            reference=form.get("reference"),
            title=form.get("title"),
            confirm_number=form.get("confirm", 0, int),
            by=seat(),
            at=now(),
        )
    except Invalid as error:
        errors = refused(error)
        if error.code == "already-published":
            return see_other("reading.draft", text=text, number=int(str(error.facts["draft"])), said=errors[0][1])
        return _page(text, errors), 422
    said = _("Draft %(number)s is published.", number=made.number)
    waiting = waiting_for(db.session(), made)
    if waiting:
        said += " " + ngettext(
            "%(num)s held amendment waits for the next round.",
            "%(num)s held amendments wait for the next round.",
            waiting,
        )
    return see_other("reading.draft", text=text, number=made.number, said=said)


@bp.post("/<text>/desk/carry")
@acts(Act.DECIDE)
def carry(text: str) -> str | Response | tuple[str, int]:
    """Carry everything undecided to the next round with one reason."""
    _found, round_, _draft = consolidating(text)
    try:
        count = carry_undecided(
            db.session(),
            round_,
            reason=request.form.get("carry_reason", ""),
            mark=request.form.get("mark"),
            by=seat(),
            at=now(),
        )
    except (Invalid, Stale) as error:
        errors = [("carry_reason", words) for _field, words in refused(error)]
        return _page(text, errors), 409 if isinstance(error, Stale) else 422
    return see_other("desk.publish", text=text, said=_("%(count)s amendments are carried.", count=count))


@bp.post("/<text>/desk/fate")
@acts(Act.DECIDE)
def fate(text: str) -> str | Response | tuple[str, int]:
    """What publication does with one held amendment, or with all that have no fate yet."""
    _found, round_, _draft = consolidating(text)
    chosen = HeldFate(request.form["fate"]) if request.form.get("fate") in set(HeldFate) else HeldFate.CARRIED
    number = request.form.get("amendment", 0, int)
    points = checklist(db.session(), round_)
    items = [find_amendment(db.session(), text, number, by=seat())] if number else list(points.held_open)
    try:
        for amendment in items:
            choose_fate(db.session(), amendment, chosen, by=seat(), at=now())
    except Invalid as error:
        return _page(text, refused(error)), 422
    return see_other("desk.publish", text=text, said=_("Saved."), anchor="held")


def _page(text: str, errors: list[tuple[str, str]]) -> str:
    found, round_, working = consolidating(text)
    names = {
        row.key: f"{row.number} {escape(' '.join(' '.join(row.block.parts).split()[:6]))}".strip()
        for row in rows_of(db.session(), round_.draft)
    }
    points = checklist(db.session(), round_)
    return render_template(
        "desk/publish.html",
        text=found,
        round=round_,
        working=working,
        points=points,
        mark=mark_of(points.undecided),
        unanswered=left_to_do(db.session(), round_, by=seat()).unanswered,
        figures=figures_of(db.session(), round_, by=seat()),
        names=names,
        fates=list(HeldFate),
        errors=errors,
        bracket_faults=BRACKET_FAULTS,
        form=request.form,
    )
