"""To propose an amendment, to see what it changes while typing, to support one, to take one back."""

from __future__ import annotations

from dataclasses import replace

from flask import Blueprint, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from drafting.errors import Closed, DraftingError, Invalid, NotFound, Stale
from drafting.model.amendments import Amendment
from drafting.model.paragraphs import DraftParagraph
from drafting.model.rounds import Round
from drafting.model.texts import Draft
from drafting.procedure.acting import case_of, require
from drafting.procedure.contributing import block_of
from drafting.procedure.find import find_amendment
from drafting.procedure.layout import rows_of
from drafting.procedure.own_text import accept_own
from drafting.procedure.propose_amendment import propose_amendment
from drafting.procedure.support_amendment import support_amendment, withdraw_support
from drafting.procedure.unsent import save_unsent, unsent_for
from drafting.procedure.visibility import SeenAmendment
from drafting.procedure.withdraw_amendment import require_withdrawing, withdraw_amendment
from drafting.rules.labels import amendment_label
from drafting.rules.lifecycle import ItemState, Operation
from drafting.rules.permissions import Act
from drafting.text.rewording import Rewording, reworded
from drafting.web.access import acts, local_path, now, seat
from drafting.web.amend_form import AmendForm, preview, without_typographic
from drafting.web.amend_page import page, told_of
from drafting.web.cards import amendment_card
from drafting.web.colleagues import colleagues_item
from drafting.web.contribution import draft_in_round, kept_form
from drafting.web.database import db
from drafting.web.opened import opened_at
from drafting.web.packages import link_as_chosen
from drafting.web.replies import refused, see_other
from drafting.web.sending import came_from, mark_sent, not_received, on_behalf_of, sending
from drafting.web.shown import unlinked

bp = Blueprint("amend", __name__)
bp.add_app_template_filter(unlinked, "unlinked")
ASKED = ("new_kind", "on_behalf_of", "source", "reason")
"""Fields that an address may fill in."""


@bp.get("/<text>/<int:number>/p/<int:key>/amend")
@acts(Act.PREPARE)
def amend(text: str, number: int, key: int) -> str:
    draft, round_ = draft_in_round(text, number)
    how = sending(round_, Act.SUBMIT_AMENDMENT)
    operation, part = _operation(key), request.args.get("part", 0, int)
    row, base = _row(round_, operation, key, part)
    kept = kept_form(round_, AmendForm(operation=operation, key=key, part=part).name)
    asked = {name: request.args[name] for name in ASKED if name in request.args}
    if how.on_behalf and request.args.get("old") and operation is Operation.REPLACE:
        asked["text"] = reworded(base, Rewording(request.args["old"], request.args.get("new", "")))
    form = AmendForm.of({**asked, **(kept.fields if kept else {})}, operation=operation, key=key, part=part, base=base)
    return page(draft, round_, row, form, how=how, kept=kept)


@bp.post("/<text>/<int:number>/p/<int:key>/amend")
@acts(Act.PREPARE)
def send(text: str, number: int, key: int) -> str | Response | tuple[str, int]:
    """Submit, check, keep, or take typographic changes back, as the button says."""
    draft, round_ = draft_in_round(text, number)
    operation, part = _operation(key), request.values.get("part", 0, int)
    row, base = _row(round_, operation, key, part)
    form = AmendForm.of(request.form, operation=operation, key=key, part=part, base=base)
    wanted = request.form.get("do", "submit")
    try:
        how = sending(round_, Act.SUBMIT_AMENDMENT, form_opened=opened_at(round_, _opened()))
        if wanted == "keep" or (wanted == "submit" and not how.submits):
            save_unsent(db.session(), round_, form=form.name, fields=form.fields(), by=seat(), at=now())
            said = _("Kept, not sent.") if how.submits else _("Kept for the head of delegation, not sent.")
            return mark_sent(see_other("unsent.unsent", text=text, said=said), draft, form.name)
        if wanted == "plain" and operation is Operation.REPLACE:
            form = replace(form, text=without_typographic(base, form.text))
        elif wanted in ("submit", "accept"):
            return _submit(text, draft, round_, form, accepts=wanted == "accept")
    except Closed as error:
        return not_received(draft, round_, error, form=form.name, fields=form.fields())
    except Invalid as error:
        if error.code == "already-submitted":
            made = int(str(error.facts["number"]))
            refused(error)
            said = _("Your delegation has submitted exactly this already: %(label)s.", label=amendment_label(made))
            return mark_sent(see_other("reading.amendment", text=text, item=made, said=said), draft, form.name)
        return _again(text, number, form, error), 422
    except Stale as error:
        return _again(text, number, form, error), 409
    return page(draft, round_, row, form, how=how, opened=_opened())


@bp.post("/<text>/<int:number>/diff")
@acts(Act.PREPARE, writes=False)
def diff(text: str, number: int) -> str:
    """What the form would change, as a fragment of the page."""
    _draft, round_ = draft_in_round(text, number)
    require(seat(), Act.READ_CONTRIBUTIONS, case_of(round_, at=now()))
    key, part = request.form.get("key", 0, int), request.form.get("part", 0, int)
    operation = _operation(key)
    row, base = _row(round_, operation, key, part)
    form = AmendForm.of(request.form, operation=operation, key=key, part=part, base=base)
    return render_template("amend/_diff.html", **told_of(text, round_, preview(db.session(), round_, row, form)))


@bp.post("/<text>/A-<int:item>/support")
@acts(Act.SUPPORT)
def support(text: str, item: int) -> Response:
    amendment = find_amendment(db.session(), text, item, by=seat())
    support_amendment(db.session(), amendment, by=seat(), at=now())
    said = _("%(delegation)s supports %(label)s.", delegation=seat().delegation.name, label=amendment_label(item))
    return _to_item(text, amendment, said)


@bp.post("/<text>/A-<int:item>/unsupport")
@acts(Act.SUPPORT)
def unsupport(text: str, item: int) -> Response:
    amendment = find_amendment(db.session(), text, item, by=seat())
    withdraw_support(db.session(), amendment, by=seat(), at=now())
    return _to_item(text, amendment, _("Support for %(label)s is taken back.", label=amendment_label(item)))


@bp.get("/<text>/A-<int:item>/withdraw")
@acts(Act.READ_CONTRIBUTIONS)
def ask_withdraw(text: str, item: int) -> str:
    amendment = find_amendment(db.session(), text, item, by=seat())
    require_withdrawing(db.session(), amendment, by=seat(), at=now())
    round_ = db.session.get_one(Round, amendment.round_id)
    row = next((row for row in rows_of(db.session(), round_.draft) if row.key == amendment.key), None)
    return render_template(
        "amend/withdraw.html",
        label=amendment_label(item, amendment.revision),
        text=round_.draft.text,
        card=amendment_card(SeenAmendment(amendment, True), slug=text, row=row, round_=round_, by=seat(), at=now()),
        back=local_path(request.referrer) or url_for("reading.amendment", text=text, item=item),
    )


@bp.post("/<text>/A-<int:item>/withdraw")
@acts(Act.WITHDRAW)
def withdraw(text: str, item: int) -> Response:
    amendment = find_amendment(db.session(), text, item, by=seat())
    withdraw_amendment(db.session(), amendment, by=seat(), at=now())
    said = _("%(label)s is withdrawn.", label=amendment_label(item))
    if amendment.state is ItemState.SUBMITTED:
        heir = amendment.delegation.name
        said = _("%(label)s passes to %(delegation)s, which supports it.", label=amendment_label(item), delegation=heir)
    return _to_item(text, amendment, said)


def _to_item(text: str, amendment: Amendment, said: str) -> Response:
    return see_other("reading.amendment", text=text, item=amendment.number, said=said)


def _submit(text: str, draft: Draft, round_: Round, form: AmendForm, *, accepts: bool) -> Response:
    typed = form.typed()
    amendment = propose_amendment(
        db.session(),
        round_,
        operation=form.operation,
        key=form.key,
        part=typed.part,
        text=typed.text,
        cells=typed.cells,
        new_kind=typed.new_kind,
        new_level=typed.new_level,
        beneath=typed.beneath,
        after=typed.after,
        reason=form.reason,
        kind=form.item_kind(),
        by=seat(),
        at=now(),
        form_opened=opened_at(round_, _opened()),
        on_behalf_of=on_behalf_of(form.on_behalf_of),
        source=form.source,
        unsent=colleagues_item(),
        ruled_at_once=accepts,
    )
    if form.belongs and amendment.delegation_id == seat().delegation_id:
        link_as_chosen(amendment, form.belongs, form.package_title)
    if accepts:
        version = request.form.get("version", 0, int)
        accept_own(db.session(), round_, amendment, version=version, by=seat(), at=now())
        said = _("%(label)s is entered and accepted.", label=amendment_label(amendment.number))
        return mark_sent(see_other("desk.block", text=text, key=form.key, said=said), draft, form.name)
    said = _(
        "%(label)s is submitted for %(delegation)s.",
        label=amendment_label(amendment.number),
        delegation=amendment.delegation.name,
    )
    if amendment.late:
        said += " " + _("It came after the deadline and is marked as late.")
    return mark_sent(came_from(draft, amendment, said) or _to_item(text, amendment, said), draft, form.name)


def _again(text: str, number: int, form: AmendForm, error: DraftingError) -> str:
    errors = refused(error)
    draft, round_ = draft_in_round(text, number)
    row, _base = _row(round_, form.operation, form.key, form.part)
    how = sending(round_, Act.SUBMIT_AMENDMENT, form_opened=opened_at(round_, _opened()))
    other = request.form.get("unsent", 0, int)
    kept = unsent_for(db.session(), other, by=seat()) if other else None
    return page(draft, round_, row, form, how=how, kept=kept, errors=errors, opened=_opened())


def _operation(key: int) -> Operation:
    given = request.values.get("operation", Operation.REPLACE.value if key else Operation.INSERT.value)
    if given not in set(Operation) or (not key and given != Operation.INSERT):
        raise NotFound("operation", operation=given)
    return Operation(given)


def _row(round_: Round, operation: Operation, key: int, part: int) -> tuple[DraftParagraph | None, str]:
    """The block and the text of the part. Raises NotFound."""
    if not key:
        return None, ""
    row = block_of(db.session(), round_, key)
    if operation is Operation.REPLACE and not 0 <= part < len(row.block.parts):
        raise NotFound("part-unknown", key=key, part=part)
    return row, row.block.parts[part] if operation is Operation.REPLACE else ""


def _opened() -> str:
    return request.form.get("opened", "")
