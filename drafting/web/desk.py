"""The desk: the secretariat decides change by change."""

from __future__ import annotations

from collections.abc import Mapping

from flask import Blueprint, render_template, request
from flask_babel import gettext as _
from flask_babel import ngettext
from markupsafe import Markup
from werkzeug.wrappers import Response

from drafting.errors import Invalid, NotFound, Stale
from drafting.model.amendments import Amendment
from drafting.model.rounds import Round
from drafting.model.texts import Draft, Text
from drafting.procedure.acting import require
from drafting.procedure.canned_reasons import canned_reasons, last_reason
from drafting.procedure.carry_amendments import waiting_for
from drafting.procedure.collisions import collisions_on
from drafting.procedure.consolidate import begin_consolidation, working_draft
from drafting.procedure.decide import Ruled, decide, refuse_stale, version_of
from drafting.procedure.figures import figures_of
from drafting.procedure.find import find_text, latest_issued, latest_round
from drafting.procedure.insertions import move_inserted
from drafting.procedure.layout import rows_of
from drafting.procedure.organise_desk import progress_of
from drafting.procedure.rulings import latest_decisions, ruling_on
from drafting.procedure.undo import undo
from drafting.rules.lifecycle import RoundState, Ruling
from drafting.rules.permissions import Act
from drafting.text.render import render_inline
from drafting.web.access import acts, now, seat
from drafting.web.database import db
from drafting.web.desk_crowd import shown_of
from drafting.web.desk_form import read_form
from drafting.web.desk_home import chapter_beginnings, ready_views
from drafting.web.desk_origin import origins_of
from drafting.web.desk_page import RULINGS, desk_block, following, queue_in, queue_of
from drafting.web.linked import offer_the_rest
from drafting.web.linked_page import desk_links
from drafting.web.places import place_name
from drafting.web.replies import refused, see_other
from drafting.web.shown import whole_diff

bp = Blueprint("desk", __name__)


@bp.get("/<text>/desk")
@acts(Act.READ_DESK)
def desk(text: str) -> str | Response:
    """Where the round stands: the step that is due, and the queue."""
    found, round_ = _round(text)
    if round_ is None:
        return render_template("desk/none.html", text=found)
    if round_.state is RoundState.CONSOLIDATING and request.args.get("queue") is None:
        figures, queue = queue_of(round_)
        open_ = next((block.key for block in queue if block.to_decide), None)
        if open_ is not None:
            return see_other("desk.block", text=text, key=open_)
    figures, queue = queue_of(round_)
    newest = latest_issued(db.session(), found) if round_.state is RoundState.PUBLISHED else None
    return render_template(
        "desk/desk.html",
        text=found,
        round=round_,
        figures=figures,
        queue=queue,
        following=newest,
        waiting=waiting_for(db.session(), newest) if newest is not None else 0,
        ready=ready_views(text),
        begins=chapter_beginnings(round_, queue),
        progress=progress_of(db.session(), round_, by=seat()),
    )


@bp.post("/<text>/desk/begin")
@acts(Act.CHANGE_ROUND)
def begin(text: str) -> Response:
    _found, round_ = _round(text)
    if round_ is None:
        raise NotFound("round")
    begin_consolidation(db.session(), round_, by=seat(), at=now())
    return see_other("desk.desk", text=text, said=_("The next draft is being made. Decide block by block."))


@bp.get("/<text>/desk/<int:key>")
@acts(Act.READ_DESK)
def block(text: str, key: int) -> str:
    return page_again(text, key, errors=[], form={})


@bp.post("/<text>/desk/<int:key>")
@acts(Act.DECIDE)
def save(text: str, key: int) -> str | Response | tuple[str, int]:
    """Save the rulings and the result of one block."""
    _found, round_, working = consolidating(text)
    refusal = _not_saved(text, round_, working, key)
    if refusal is not None:
        return refusal
    target: int | None = key
    left = ""
    if request.form.get("go") == "next":
        figures = figures_of(db.session(), round_, by=seat())
        target = following(figures, key)
        open_ = next((one.open for one in figures.blocks if one.key == key), 0)
        if open_ and target != key:
            left = " " + ngettext(
                "%(num)s amendment is still open there.", "%(num)s amendments are still open there.", open_
            )
    if target is None:
        return see_other("desk.desk", text=text, queue=1, said=_("Saved. Everything is decided."))
    view = _view() if target == key else {}
    name = place_name(round_.id, key) if key else _("Before the first block")
    said = _("%(block)s is saved.", block=name[:1].upper() + name[1:]) + left
    return see_other("desk.block", text=text, key=target, said=said, **view)


@bp.post("/<text>/desk/<int:key>/whole")
@acts(Act.DECIDE)
def whole(text: str, key: int) -> str | Response | tuple[str, int]:
    """Rule on a whole amendment, or on all that collides with nothing, in one click; what else is ticked or typed in
    the form is saved with it."""
    _found, round_, working = consolidating(text)
    on = collisions_on(db.session(), round_, key)
    form = request.form
    latest = latest_decisions(db.session(), [a.id for group in on.groups for a in group.amendments])
    wanted = form.get("amendment", 0, int)
    if wanted:
        groups = [group for group in on.groups if any(a.id == wanted for a in group.amendments)]
    else:
        groups = [group for group in on.free if group.has_member and ruling_on(group, latest) is None]
    ruling = Ruling(form["ruling"]) if form.get("ruling") in set(Ruling) else Ruling.ACCEPT
    ruled = Ruled(ruling=ruling, reason=form.get("reason", "") if ruling is not Ruling.ACCEPT else "")
    refusal = _not_saved(text, round_, working, key, forced={group.id: ruled for group in groups})
    if refusal is not None:
        return refusal
    return see_other("desk.block", text=text, key=key, said=_("Saved."), **_view())


@bp.post("/<text>/desk/<int:key>/undo")
@acts(Act.DECIDE)
def take_back(text: str, key: int) -> str | Response | tuple[str, int]:
    _found, round_, _working = consolidating(text)
    try:
        undo(db.session(), round_, key=key, version=request.form.get("version", 0, int), by=seat(), at=now())
    except Stale as error:
        return page_again(text, key, errors=refused(error), form={}), 409
    except Invalid as error:
        return page_again(text, key, errors=refused(error), form={}), 422
    return see_other("desk.block", text=text, key=key, said=_("The last step is taken back."))


@bp.post("/<text>/desk/<int:key>/move")
@acts(Act.DECIDE)
def move(text: str, key: int) -> Response:
    """Change the order of what was inserted at one place."""
    _found, round_, _working = consolidating(text)
    amendment = db.session.get(Amendment, request.form.get("amendment", 0, int))
    if amendment is None or amendment.key != key:
        raise NotFound("amendment")
    earlier = request.form.get("to") == "earlier"
    moved = move_inserted(db.session(), round_, amendment, earlier=earlier, by=seat(), at=now())
    said = _("Moved.") if moved else _("It stands at the edge already.")
    return see_other("desk.block", text=text, key=key, said=said)


def _round(text: str) -> tuple[Text, Round | None]:
    found = find_text(db.session(), text)
    return found, latest_round(db.session(), found)


def consolidating(text: str) -> tuple[Text, Round, Draft]:
    """The text, its round on the desk and the working draft, for those who may see them.

    Raises NotPermitted, NotFound or Invalid ("not-consolidating").
    """
    require(seat(), Act.READ_DESK)
    found, round_ = _round(text)
    if round_ is None:
        raise NotFound("round")
    return found, round_, working_draft(db.session(), round_)


def page_again(text: str, key: int, *, errors: list[tuple[str, str]], form: Mapping[str, str]) -> str:
    """The page of one block, with what was sent in `form` where it could not be saved."""
    found, round_, working = consolidating(text)
    shown = desk_block(round_, working, key)
    if shown is None:
        raise NotFound("block", key=key)
    return render_template(
        "desk/block.html",
        text=found,
        round=round_,
        working=working,
        block=shown,
        shown=shown_of(shown, request.args),
        links=desk_links(round_, shown.on),
        origins=origins_of(shown.on, [(base, now_) for base, now_, _diff in shown.parts]),
        figures=shown.figures,
        queue=queue_in(shown.figures),
        rulings=RULINGS,
        canned=canned_reasons(db.session()),
        before=last_reason(db.session(), round_, by=seat()),
        # One reason serves every decision of the form, and its own field may be folded away: lead to the common one.
        errors=[("reason" if field.startswith(("reason-", "hand_reason")) else field, said) for field, said in errors],
        form=form,
        bases=[Markup(render_inline(base)) for base, _now, _diff in shown.parts],
        results=[
            whole_diff(base, typed) if (typed := form.get(f"text-{part}")) else diff
            for part, (base, _now, diff) in enumerate(shown.parts)
        ],
    )


def _not_saved(
    text: str, round_: Round, working: Draft, key: int, *, forced: Mapping[str, Ruled] | None = None
) -> tuple[str, int] | None:
    """Save the form, `forced` rulings above the ticked ones: None when it is saved, else the page that says why not."""
    form = request.form
    try:
        if forced is not None and not forced:
            raise Invalid("nothing-free", key=key)
        _refuse_stale(round_, working, key)
        filled = read_form(round_, working, key, forced=forced)
        edit = decide(
            db.session(),
            round_,
            key=key,
            version=form.get("version", 0, int),
            rulings=filled.rulings,
            texts=filled.texts(),
            hand_reason=form.get("hand_reason", "") or form.get("reason", ""),
            by=seat(),
            at=now(),
        )
    except Stale as error:
        refused(error)
        return _stale(text, key), 409
    except Invalid as error:
        return page_again(text, key, errors=refused(error), form=form), 422
    offer_the_rest(round_, edit)
    return None


def _view() -> dict[str, str]:
    """The page and the filter that the form was on, to come back to."""
    return {name: request.args[name] for name in ("delegation", "status", "page") if request.args.get(name)}


def _refuse_stale(round_: Round, working: Draft, key: int) -> None:
    """Look at the version before the form is read: what is in it was made for the text of that version."""
    row = next((row for row in rows_of(db.session(), working, with_gone=True) if row.key == key), None)
    refuse_stale(db.session(), round_, row, key, request.form.get("version", 0, int))


def _stale(text: str, key: int) -> str:
    """Both texts and the difference: what the person sent is in the form, ready to be sent again."""
    found, round_, working = consolidating(text)
    shown = desk_block(round_, working, key)
    if shown is None:
        raise NotFound("block", key=key)
    row = next((row for row in rows_of(db.session(), working, with_gone=True) if row.key == key), None)
    mine = [request.form.get(f"text-{part}", "") for part in range(len(shown.parts))]
    return render_template(
        "desk/stale.html",
        text=found,
        working=working,
        block=shown,
        mine=mine,
        made=read_form(round_, working, key).made,
        differences=[
            whole_diff(theirs, yours) for (_base, theirs, _diff), yours in zip(shown.parts, mine, strict=True)
        ],
        version=version_of(db.session(), round_, row, key),
        form=request.form,
    )
