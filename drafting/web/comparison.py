"""Two drafts side by side, block by block, with the reason for each changed word."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise

from flask import render_template, request
from markupsafe import Markup, escape
from werkzeug.wrappers import Response as Redirect

from drafting.errors import NotFound
from drafting.model.paragraphs import DraftParagraph
from drafting.model.people import Seat
from drafting.model.texts import Draft
from drafting.procedure.descent import Descents
from drafting.procedure.find import find_draft, find_text
from drafting.procedure.succession import descents_over, readable_drafts, steps_between, why_by_steps
from drafting.procedure.why_runs import WhyRun
from drafting.rules.labels import amendment_label
from drafting.rules.lifecycle import Ruling
from drafting.text.blocks import Kind
from drafting.text.diff import Segment
from drafting.text.order import moved
from drafting.text.render import render_diff
from drafting.web.access import seat
from drafting.web.database import db
from drafting.web.entered import source_in_words
from drafting.web.phrases import block_name, changes_in_words, operation_in_words
from drafting.web.places import place_name
from drafting.web.reading_past import Past
from drafting.web.reading_views import Numbers, descended_html, gone_html
from drafting.web.replies import see_other
from drafting.web.shown import place_of, unseen
from drafting.web.wording_terms import term

COUNTED = {"changed": ("changed", "moved", "split", "joined"), "inserted": ("inserted",), "deleted": ("deleted",)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """One block in both drafts; `html` has what changed marked; `lineage` is one of Lineage's words, and `past` says
    where it stood or what it came from, where that is another place or block ("" where not)."""

    key: int
    name: str
    number: str
    lineage: str
    kind: Kind
    level: int
    html: Markup
    past: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Because:
    """Changed words with what is behind them; `sources` are (label, delegation, reason, who entered it out of what)."""

    html: Markup
    sources: tuple[tuple[str, str, str, str], ...]
    decisions: tuple[tuple[str, str, str, datetime], ...]
    hand_reason: str


def choose(text: str) -> Redirect:
    """From the form to the comparison; without a choice that of the last two drafts."""
    drafts = readable_drafts(db.session(), find_text(db.session(), text), by=seat())
    if not drafts:
        raise NotFound("comparison")
    numbers = [draft.number for draft in drafts]
    before = request.args.get("before", numbers[-2:][0], type=int)
    after = request.args.get("after", numbers[-1], type=int)
    whole = "1" if request.args.get("all") == "1" else None
    return see_other("reading.comparison", text=text, before=before, after=after, all=whole)


def compare(text: str, before: int, after: int) -> str:
    """The page; `?why=57` opens the reasons of one block, `?all=1` shows what stayed too."""
    by = seat()
    old, new = (find_draft(db.session(), text, number, by=by) for number in (before, after))
    compared = _compared(old, new)
    everything = request.args.get("all") == "1"
    asked = request.args.get("why", type=int)
    changes = [one for one in compared if one.lineage != "kept"]
    steps = steps_between(old, new) if old.id != new.id else []
    return render_template(
        "reading/comparison.html",
        text=new.text,
        before=old,
        after=new,
        drafts=readable_drafts(db.session(), new.text, by=by),
        blocks=[one for one in compared if everything or one.lineage != "kept" or one.key == asked],
        changes=changes,
        following={one.key: after for one, after in pairwise(changes)},
        former={after.key: one for one, after in pairwise(changes)},
        kept=len(compared) - len(changes),
        counts={name: sum(1 for one in compared if one.lineage in names) for name, names in COUNTED.items()},
        everything=everything,
        asked=asked,
        told=_told_by_steps(old, new, asked) if asked is not None and steps else [],
        follows=bool(steps),
        one_step=len(steps) == 1,
        imported=[step for step in steps if step.import_reason],
        imported_by={step.id: _imported_by(step) for step in steps if step.import_reason},
    )


def _compared(old: Draft, new: Draft) -> list[Compared]:
    """The blocks of both in one order; of drafts that do not come of each other splits and joins are not known."""
    descents = descents_over(db.session(), old, new)
    before = list(descents.before.values())
    after = list(descents.now.values())
    former, numbers = Numbers(before), Numbers(after)
    elsewhere = moved(descents.before, descents.now)
    out: list[Compared] = []
    waiting = [row for row in before if descents.first_of(row.key) not in descents.now]
    place = {row.key: index for index, row in enumerate(before)}
    past = Past(descents, old.number)
    for row in after:
        while waiting and row.key in place and place[waiting[0].key] < place[row.key]:
            gone = waiting.pop(0)
            out.append(_one(gone, "deleted", gone_html(gone, former), ""))
        lineage = lineage_of(descents, row, elsewhere)
        same = row.key in descents.before and descents.before[row.key].hash == row.hash and descents.is_plain(row.key)
        out.append(_one(row, lineage, row.html if same else descended_html(descents, row, numbers), past(row, lineage)))
    return out + [_one(row, "deleted", gone_html(row, former), "") for row in waiting]


def _imported_by(draft: Draft) -> str:
    issuer = db.session.get(Seat, draft.issued_by_id)
    return issuer.person.name if issuer is not None else ""


def lineage_of(descents: Descents, row: DraftParagraph, elsewhere: Collection[int]) -> str:
    """What became of the block on the way to the later draft, a word of Lineage; `elsewhere`: keys that moved."""
    if not descents.sources_of(descents.first_of(row.key)):
        return "inserted"
    if not descents.is_plain(row.key):
        return "joined" if len(descents.sources_of(descents.first_of(row.key))) > 1 else "split"
    if row.key in elsewhere:
        return "moved"
    return "kept" if descents.before[row.key].hash == row.hash else "changed"


def _one(row: DraftParagraph, lineage: str, html: str, past: str) -> Compared:
    return Compared(
        key=row.key,
        name=block_name(row.block, row.number),
        number=row.number,
        lineage=lineage,
        kind=row.kind,
        level=row.level,
        html=Markup(html),
        past=past,
    )


def _told_by_steps(old: Draft, new: Draft, key: int) -> list[tuple[Draft, list[Because]]]:
    steps = why_by_steps(db.session(), old, new, key, by=seat())
    return [(step.draft, [_told(run) for run in step.runs]) for step in steps]


def _told(run: WhyRun) -> Because:
    decisions = []
    for decision in run.decisions:
        said = (
            term(decision.ruling) if decision.ruling is not Ruling.ACCEPT else term("accepted"),
            decision.reason,
            decision.by.person.name,
            decision.at,
        )
        if said not in decisions:
            decisions.append(said)
    return Because(
        html=_html(run),
        sources=tuple(
            (amendment_label(a.number, a.revision), a.delegation.name, a.reason, source_in_words(a))
            for a in run.amendments
        ),
        decisions=tuple(decisions),
        hand_reason=run.hand_reason,
    )


def _html(run: WhyRun) -> Markup:
    if run.op == "operation":
        amendment = run.amendments[0]
        name = place_name(amendment.round_id, amendment.key)
        return escape(operation_in_words(amendment, name, place_of(amendment)))
    segments = [Segment("delete" if run.op == "delete" else "insert", run.text)]
    return unseen(changes_in_words(segments)) + Markup(render_diff(segments))
