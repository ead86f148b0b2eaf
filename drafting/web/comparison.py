"""Two drafts side by side, block by block, with the reason for each changed word."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from flask import render_template, request
from markupsafe import Markup

from drafting.errors import NotFound
from drafting.model.paragraphs import DraftParagraph
from drafting.model.texts import Draft
from drafting.procedure.find import find_draft
from drafting.procedure.layout import rows_of
from drafting.procedure.why import WhyRun, why
from drafting.rules.labels import amendment_label
from drafting.rules.lifecycle import Ruling
from drafting.rules.permissions import Act, Case, may
from drafting.text.blocks import Kind
from drafting.text.render import render_inline
from drafting.web.access import seat
from drafting.web.database import db
from drafting.web.phrases import block_name
from drafting.web.reading_views import Numbers, changed_html, whole_html
from drafting.web.wording_terms import term


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
    """Changed words with what is behind them."""

    html: Markup
    sources: tuple[tuple[str, str, str], ...]
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
        counts={name: sum(1 for one in compared if one.lineage == name) for name in ("changed", "inserted", "deleted")},
        everything=everything,
        asked=asked,
        because=_because(new, asked, text) if asked is not None and follows else [],
        follows=follows,
    )


def _compared(old: Draft, new: Draft) -> list[Compared]:
    before = rows_of(db.session(), old)
    after = rows_of(db.session(), new)
    former, numbers = Numbers(before), Numbers(after)
    was = {row.key: row for row in before}
    now = {row.key for row in after}
    out: list[Compared] = []
    waiting = [row for row in before if row.key not in now]
    place = {row.key: index for index, row in enumerate(before)}
    for row in after:
        while waiting and row.key in place and place[waiting[0].key] < place[row.key]:
            out.append(_one(waiting.pop(0), None, former))
        out.append(_one(was.get(row.key), row, numbers))
    return out + [_one(row, None, former) for row in waiting]


def _one(old: DraftParagraph | None, new: DraftParagraph | None, numbers: Numbers) -> Compared:
    row = new or old
    assert row is not None
    if old is not None and new is not None:
        lineage = "kept" if old.hash == new.hash else "changed"
        html = new.html if lineage == "kept" else changed_html(old, new, numbers)
    else:
        tag, lineage = ("ins", "inserted") if new is not None else ("del", "deleted")
        html = whole_html(row, tag, numbers)
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
    tag = "del" if run.op == "delete" else "ins"
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
        html=Markup(f"<{tag}>{render_inline(run.text)}</{tag}>"),
        sources=tuple((amendment_label(a.number, a.revision), a.delegation.name, a.reason) for a in run.amendments),
        decisions=tuple(decisions),
        hand_reason=run.hand_reason,
    )
