"""A draft on paper: the clean text or its changes, and the amendments as end notes where one wants them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flask import Blueprint, render_template, request, url_for
from flask_babel import get_locale, gettext
from markupsafe import Markup

from drafting.model.rounds import Round
from drafting.model.texts import Draft
from drafting.procedure.find import find_draft_and_round
from drafting.procedure.layout import rows_of
from drafting.procedure.read_draft import read_draft
from drafting.procedure.visibility import visible_amendments
from drafting.rules.labels import amendment_label
from drafting.rules.lifecycle import ItemState
from drafting.rules.permissions import Act, Case, may
from drafting.web.access import acts, seat
from drafting.web.database import db
from drafting.web.phrases import block_name, operation_in_words
from drafting.web.reading_blocks import Around
from drafting.web.reading_body import Body, compose
from drafting.web.reading_cache import shelves_of_app
from drafting.web.reading_facts import may_compare
from drafting.web.reading_views import changes_since
from drafting.web.shown import place_of, told_diff

bp = Blueprint("printing", __name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class EndNote:
    """One amendment as an end note. `number` counts the notes; `about` names its block within a sentence; `shown` is
    the change, `said` the same in words ("" where `shown` says it)."""

    number: int
    label: str
    delegation: str
    about: str
    shown: Markup
    said: str
    reason: str
    supporters: Sequence[str]


@bp.get("/<text>/<int:number>/print")
@acts(Act.READ_DRAFT)
def page(text: str, number: int) -> str:
    """`view=changes` shows what changed since the draft before; `notes=1` adds the amendments as end notes."""
    found, round_ = find_draft_and_round(db.session(), text, number, by=seat())
    comparable = found.base is not None and may_compare(seat().standing, found.base.state)
    reads = round_ is not None and may(seat().standing, Act.READ_CONTRIBUTIONS, Case(draft_state=found.state.value))
    changes = comparable and request.args.get("view") == "changes"
    notes = _notes(found, round_) if round_ is not None and reads and "notes" in request.args else {}
    return render_template(
        "reading/print.html",
        draft=found,
        text=found.text,
        round=round_,
        body=_body(found, notes, changes=changes),
        notes=[note for on_block in notes.values() for note in on_block],
        noted="notes" in request.args,
        changes=changes,
        comparable=comparable,
        reads=reads,
    )


def _body(found: Draft, notes: Mapping[int, Sequence[EndNote]], *, changes: bool) -> Body:
    shelves, session = shelves_of_app(), db.session()
    reading = read_draft(session, found, None, by=seat(), kept=shelves.facts.of)
    around = Around(address=url_for("reading.draft", text=found.text.slug, number=found.number), contributing=False)
    shown, inserted = changes_since(session, found) if changes else (None, {})
    after = dict(inserted or {})
    for key, on_block in notes.items():
        after[key] = _marks(on_block) + after.get(key, "")
    place = (found.id, str(get_locale()), False)
    return compose(reading, around, kept=shelves.blocks, place=place, shown=shown, inserted=after)


def _marks(notes: Sequence[EndNote]) -> str:
    """The numbers of the notes on a block, to stand after it."""
    links = Markup(" ").join(
        Markup('<a href="#note-{}" id="at-note-{}">{}</a>').format(note.number, note.number, note.number)
        for note in notes
    )
    return Markup('<p class="noted-at" lang="{}">{} {}</p>').format(get_locale(), gettext("Notes"), links)


def _notes(found: Draft, round_: Round) -> Mapping[int, Sequence[EndNote]]:
    """The standing amendments by their blocks, numbered in the order of the text."""
    session = db.session()
    rows = {row.key: row for row in rows_of(session, found)}
    place = {key: at for at, key in enumerate(rows, start=1)}
    standing = [
        seen.amendment
        for seen in visible_amendments(session, round_, seat())
        if seen.amendment.state is ItemState.SUBMITTED
    ]
    out: dict[int, list[EndNote]] = defaultdict(list)
    ordered = sorted(standing, key=lambda one: (place.get(one.key, 0), one.number))
    for number, amendment in enumerate(ordered, start=1):
        row = rows.get(amendment.key)
        about = block_name(row.block, row.number) if row is not None else gettext("the beginning of the draft")
        said, shown, _full = told_diff(amendment, row)
        out[amendment.key].append(
            EndNote(
                number=number,
                label=amendment_label(amendment.number, amendment.revision),
                delegation=amendment.delegation.name,
                about=about,
                shown=shown,
                said=operation_in_words(amendment, about, place_of(amendment)) or said,
                reason=amendment.reason,
                supporters=[one.delegation.name for one in amendment.supports if one.withdrawn_at is None],
            )
        )
    return out
