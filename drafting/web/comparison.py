"""Two drafts side by side, block by block, with the reason for each changed word."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from flask import render_template, request
from markupsafe import Markup, escape

from drafting.errors import NotFound
from drafting.model.paragraphs import DraftParagraph
from drafting.model.people import Seat
from drafting.model.texts import Draft
from drafting.procedure.descent import Descents
from drafting.procedure.find import find_draft
from drafting.procedure.layout import rows_of
from drafting.procedure.why import WhyRun, why
from drafting.rules.labels import amendment_label
from drafting.rules.lifecycle import Ruling
from drafting.rules.permissions import Act, Case, may
from drafting.text.blocks import Kind
from drafting.text.diff import Segment
from drafting.text.order import moved
from drafting.text.render import render_diff
from drafting.web.access import seat
from drafting.web.database import db
from drafting.web.entered import source_in_words
from drafting.web.phrases import block_name, changes_in_words, operation_in_words
from drafting.web.places import place_name
from drafting.web.reading_views import Numbers, descended_html, gone_html
from drafting.web.shown import place_of, unseen
from drafting.web.wording_terms import term

COUNTED = {"changed": ("changed", "moved", "split", "joined"), "inserted": ("inserted",), "deleted": ("deleted",)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """One block in both drafts; `html` has what changed marked; `lineage` is one of Lineage's words."""

    key: int
    name: str
    number: str
    lineage: str
    kind: Kind
    level: int
    html: Markup


@dataclass(frozen=True, slots=True, kw_only=True)
class Because:
    """Changed words with what is behind them; `sources` are (label, delegation, reason, who entered it out of what)."""

    html: Markup
    sources: tuple[tuple[str, str, str, str], ...]
    decisions: tuple[tuple[str, str, str, datetime], ...]
    hand_reason: str


def compare(text: str, before: int, after: int) -> str:
    """The page; `?why=57` opens the reasons of one block, `?all=1` shows what stayed too."""
    by = seat()
    if before >= after:
        raise NotFound("comparison")
    old, new = (find_draft(db.session(), text, number, by=by) for number in (before, after))
    compared = _compared(old, new)
    everything = request.args.get("all") == "1"
    asked = request.args.get("why", type=int)
    follows = new.base_id == old.id
    return render_template(
        "reading/comparison.html",
        text=new.text,
        before=old,
        after=new,
        blocks=[one for one in compared if everything or one.lineage != "kept" or one.key == asked],
        kept=sum(1 for one in compared if one.lineage == "kept"),
        counts={name: sum(1 for one in compared if one.lineage in names) for name, names in COUNTED.items()},
        everything=everything,
        asked=asked,
        because=_because(new, asked, text) if asked is not None and follows else [],
        follows=follows,
        imported_by=_imported_by(new) if new.import_reason else "",
    )


def _compared(old: Draft, new: Draft) -> list[Compared]:
    """The blocks of both in one order; of drafts that do not follow each other splits and joins are not known."""
    before = rows_of(db.session(), old)
    follows = new.base_id == old.id
    descents = Descents(before, rows_of(db.session(), new, with_gone=follows))
    after = list(descents.now.values())
    former, numbers = Numbers(before), Numbers(after)
    elsewhere = moved(descents.before, descents.now)
    out: list[Compared] = []
    waiting = [row for row in before if descents.first_of(row.key) not in descents.now]
    place = {row.key: index for index, row in enumerate(before)}
    for row in after:
        while waiting and row.key in place and place[waiting[0].key] < place[row.key]:
            gone = waiting.pop(0)
            out.append(_one(gone, "deleted", gone_html(gone, former)))
        lineage = lineage_of(descents, row, elsewhere)
        same = row.key in descents.before and descents.before[row.key].hash == row.hash and descents.is_plain(row.key)
        out.append(_one(row, lineage, row.html if same else descended_html(descents, row, numbers)))
    return out + [_one(row, "deleted", gone_html(row, former)) for row in waiting]


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


def _one(row: DraftParagraph, lineage: str, html: str) -> Compared:
    return Compared(
        key=row.key,
        name=block_name(row.block, row.number),
        number=row.number,
        lineage=lineage,
        kind=row.kind,
        level=row.level,
        html=Markup(html),
    )


def _because(draft: Draft, key: int, slug: str) -> list[Because]:
    by = seat()
    if draft.base is None or not may(by.standing, Act.READ_CONTRIBUTIONS, Case(draft_state=draft.base.state.value)):
        return []
    return [_told(run, slug) for run in why(db.session(), draft, key, by=by) if run.op != "equal"]


def _told(run: WhyRun, slug: str) -> Because:
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
