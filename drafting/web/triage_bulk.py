"""One ruling on many amendments: looked at first, confirmed once, taken back in one."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from flask import render_template, request
from flask_babel import ngettext
from markupsafe import Markup
from werkzeug.wrappers import Response

from drafting.errors import Invalid, Stale
from drafting.model.amendments import Amendment
from drafting.model.rounds import Round
from drafting.procedure.decide import Ruled
from drafting.procedure.decide_many import LeftAlone, decide_many
from drafting.procedure.grouping import GroupedChange
from drafting.procedure.triage import Triage, triage_of
from drafting.procedure.triage_filter import Filter
from drafting.procedure.triage_plan import Plan, PlannedBlock, plan_of
from drafting.rules.labels import amendment_label
from drafting.rules.lifecycle import REASON_OWED, Operation, Ruling
from drafting.rules.permissions import Act
from drafting.text.render import render_gone, render_new
from drafting.web.access import acts, now, seat
from drafting.web.database import db
from drafting.web.linked import tell_left_alone
from drafting.web.phrases import operation_in_words
from drafting.web.places import place_name
from drafting.web.replies import refused, see_other
from drafting.web.shown import place_of, shown_diff
from drafting.web.triage import RULINGS, bp, page, picked, round_on
from drafting.web.triage_page import chapter_name, filter_of, query_of
from drafting.web.wording import words_of


@dataclass(frozen=True, slots=True, kw_only=True)
class BlockPreview:
    """One block that would be decided, as the preview shows it."""

    key: int
    version: int
    chapter: str
    name: str
    labels: str
    also: str
    rivals: str
    diffs: tuple[Markup, ...]


@bp.post("/<text>/desk/triage/preview")
@acts(Act.DECIDE, writes=False)
def preview(text: str) -> str | tuple[str, int]:
    """What the ruling would do to what is ticked, or to the whole view; nothing is saved."""
    round_, asked = round_on(text), filter_of(request.form)
    found = triage_of(db.session(), round_, by=seat())
    try:
        ruled = _ruled()
        plan = plan_of(db.session(), round_, found, picked(found, asked), ruled)
    except Invalid as error:
        errors = refused(error)
        return page(round_on(text), asked, errors=errors), 422
    return _shown(round_, found, asked, ruled, plan, errors=[])


@bp.post("/<text>/desk/triage/decide")
@acts(Act.DECIDE)
def decide(text: str) -> Response | str | tuple[str, int]:
    """Save what was previewed. What was changed or withdrawn since is left as it is and named."""
    round_, asked = round_on(text), filter_of(request.form)
    found = triage_of(db.session(), round_, by=seat())
    ruled, plan = None, Plan(blocks=[], refused=[])
    try:
        ruled = _ruled()
        plan = plan_of(db.session(), round_, found, picked(found, asked), ruled)
        seen = {one.block.key: request.form.get(f"version-{one.block.key}", -1, int) for one in plan.blocks}
        blocks = [one.at(seen[one.block.key]) for one in plan.blocks if seen[one.block.key] >= 0]
        done = decide_many(db.session(), round_, blocks, by=seat(), at=now())
        if not done.edits:
            raise done.left_alone[0].error
    except (Invalid, Stale) as error:
        status = 409 if isinstance(error, Stale) else 422
        errors = refused(error)
        again = round_on(text)
        fresh = triage_of(db.session(), again, by=seat())
        if ruled is None:
            return page(again, asked, errors=errors), status
        try:
            plan = plan_of(db.session(), again, fresh, picked(fresh, asked), ruled)
        except Invalid:
            return page(again, asked, errors=errors), status
        return _shown(again, fresh, asked, ruled, plan, errors=errors), status
    count = len(done.edits)
    since = [LeftAlone(key=one.item.key, error=one.error) for one in plan.refused]
    tell_left_alone(round_, [*since, *done.left_alone])
    said = ngettext("Decided in %(num)s block.", "Decided in %(num)s blocks.", count)
    return see_other("triage.triage", text=text, said=said, done=done.id, **query_of(asked))


def _ruled() -> Ruled:
    """The ruling and the reason of the form. Raises Invalid ("choice", "reason-missing")."""
    given = request.form.get("ruling", "")
    if given not in {ruling.value for ruling in RULINGS}:
        raise Invalid("choice", field="ruling")
    ruling = Ruling(given)
    reason = request.form.get("reason", "").strip() if ruling in REASON_OWED else ""
    if ruling in REASON_OWED and not reason:
        raise Invalid("reason-missing", field="reason")
    return Ruled(ruling=ruling, reason=reason)


def _shown(
    round_: Round, found: Triage, asked: Filter, ruled: Ruled, plan: Plan, *, errors: list[tuple[str, str]]
) -> str:
    of_chapter = {item.key: item.chapter for item in found.items}
    row_of = found.row_of
    return render_template(
        "triage/preview.html",
        text=round_.draft.text,
        round=round_,
        ruled=ruled,
        blocks=[
            _block(round_, found, planned, chapter_name(row_of[under]) if under else "")
            for planned in plan.blocks
            for under in (of_chapter[planned.block.key],)
        ],
        amendments=plan.amendments,
        also=sum(len(planned.also) for planned in plan.blocks),
        ids=[amendment.id for planned in plan.blocks for amendment in planned.amendments],
        refused=[
            (
                amendment_label(one.item.amendment.number, one.item.amendment.revision)
                if one.item.amendment is not None
                else "",
                one.item.what.delegation.name,
                words_of(one.error),
            )
            for one in plan.refused
        ],
        query=query_of(asked),
        errors=errors,
    )


def _block(round_: Round, found: Triage, planned: PlannedBlock, chapter: str) -> BlockPreview:
    name = place_name(round_.id, planned.block.key)
    diffs = [shown_diff(now_, then)[0] for now_, then in planned.results if now_ != then]
    diffs += [_operation(group) for group in planned.groups if group.change is None]
    return BlockPreview(
        key=planned.block.key,
        version=planned.block.version,
        chapter=chapter,
        name=name[:1].upper() + name[1:],
        labels=_named(planned.amendments),
        also=_named(planned.also),
        rivals=_named(_open_rivals(found, planned)),
        diffs=tuple(diffs),
    )


def _named(amendments: Iterable[Amendment]) -> str:
    return ", ".join(f"{amendment_label(a.number, a.revision)} {a.delegation.name}" for a in amendments)


def _open_rivals(found: Triage, planned: PlannedBlock) -> list[Amendment]:
    """What collides with the chosen amendments and is not decided, chosen ones left out."""
    decided = {a.id for a in (*planned.amendments, *planned.also)}
    named = {a.id: a for item in found.items if item.what.id in decided and item.amendment for a in item.rivals}
    return [a for a in named.values() if a.id not in decided and a.disposition is None]


def _operation(group: GroupedChange) -> Markup:
    if group.operation is Operation.INSERT:
        words = group.text or " · ".join(group.amendments[0].cells)
        return Markup("<p>{}</p>").format(Markup(render_new(words)))
    amendment = group.amendments[0]
    place = place_name(amendment.round_id, group.key)
    if group.operation is Operation.DELETE:
        return Markup("<p>{}</p>").format(Markup(render_gone(place)))
    return Markup("<p>{}</p>").format(operation_in_words(amendment, place, place_of(amendment)))
