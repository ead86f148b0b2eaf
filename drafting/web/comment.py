"""To comment on words, a block or the whole draft; to reply, edit, withdraw, answer."""

from __future__ import annotations

from flask import Blueprint, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from drafting.errors import Closed, DraftingError, Invalid, NotFound, Stale
from drafting.model.comments import Comment
from drafting.model.paragraphs import DraftParagraph
from drafting.model.rounds import Round
from drafting.procedure.change_comment import answer_comment, edit_comment, require_changing, withdraw_comment
from drafting.procedure.contributing import block_of
from drafting.procedure.find import find_comment
from drafting.procedure.submit_comment import reply as reply_to
from drafting.procedure.submit_comment import submit_comment
from drafting.procedure.unsent import kept_of, save_unsent, unsent_for
from drafting.procedure.visibility import in_full
from drafting.rules.labels import comment_label
from drafting.rules.lifecycle import Disposition, ItemKind
from drafting.rules.permissions import Act
from drafting.text.blocks import Kind
from drafting.web.access import acts, now, seat
from drafting.web.colleagues import colleagues_item
from drafting.web.comment_page import CommentForm, page, small, whole
from drafting.web.contribution import draft_in_round, kept_form
from drafting.web.database import db
from drafting.web.opened import opened_at
from drafting.web.replies import refused, see_other
from drafting.web.sending import came_from, mark_sent, not_received, on_behalf_of, sending
from drafting.web.shown import whole_diff

bp = Blueprint("comment", __name__)


@bp.get("/<text>/<int:number>/p/<int:key>/propose", endpoint="propose", defaults={"proposal": True})
@bp.get("/<text>/<int:number>/p/<int:key>/comment")
@acts(Act.PREPARE)
def comment(text: str, number: int, key: int, proposal: bool = False) -> str:
    """The form for a comment; or for a proposal in words, on a section or the whole draft."""
    draft, round_ = draft_in_round(text, number)
    how = sending(round_, Act.SUBMIT_COMMENT)
    row = _row(round_, key, proposal)
    kept = kept_form(round_, CommentForm(key=key, proposal=proposal).name)
    fields = {name: request.args[name] for name in ("on_behalf_of", "source") if name in request.args}
    fields |= {str(name): str(value) for name, value in kept.fields.items()} if kept else {}
    form = CommentForm.of(key, fields, proposal=proposal).about(
        request.args, row.block.parts if row is not None else ()
    )
    return page(draft, round_, row, form, how=how, kept=kept)


@bp.post("/<text>/<int:number>/p/<int:key>/propose", endpoint="send_proposal", defaults={"proposal": True})
@bp.post("/<text>/<int:number>/p/<int:key>/comment")
@acts(Act.PREPARE)
def send(text: str, number: int, key: int, proposal: bool = False) -> str | Response | tuple[str, int]:
    draft, round_ = draft_in_round(text, number)
    row = _row(round_, key, proposal)
    form = CommentForm.of(key, request.form, proposal=proposal)
    opened = request.form.get("opened", "")
    wanted = request.form.get("do", "submit")
    try:
        how = sending(round_, Act.SUBMIT_COMMENT, form_opened=opened_at(round_, opened))
        if wanted == "whole":
            form = CommentForm.of(key, {k: v for k, v in form.fields().items() if k not in ("start", "end", "part")})
            return page(draft, round_, row, form, how=how, opened=opened)
        if wanted == "keep" or not how.submits:
            save_unsent(db.session(), round_, form=form.name, fields=form.fields(), by=seat(), at=now())
            said = _("Kept, not sent.") if how.submits else _("Kept for the head of delegation, not sent.")
            return mark_sent(see_other("unsent.unsent", text=text, said=said), draft, form.name)
        made = _submit(round_, form, opened)
    except Closed as error:
        return not_received(draft, round_, error, form=form.name, fields=form.fields())
    except (Invalid, Stale) as error:
        if error.code == "already-submitted":
            there = int(str(error.facts["number"]))
            refused(error)
            said = _("Your delegation has submitted exactly this already: %(label)s.", label=comment_label(there))
            return mark_sent(see_other("reading.comment", text=text, item=there, said=said), draft, form.name)
        places = error.facts.get("places")
        errors = refused(error)
        draft, round_ = draft_in_round(text, number)
        row = _row(round_, key, proposal)
        how = sending(round_, Act.SUBMIT_COMMENT, form_opened=opened_at(round_, opened))
        other = request.form.get("unsent", 0, int)
        kept = unsent_for(db.session(), other, by=seat()) if other else None
        again = page(draft, round_, row, form, how=how, kept=kept, errors=errors, opened=opened, places=places)
        return again, 409 if isinstance(error, Stale) else 422
    said = _(
        "%(label)s is submitted for %(delegation)s.",
        label=comment_label(made.number or 0),
        delegation=made.delegation.name,
    )
    if made.late:
        said += " " + _("It came after the deadline and is marked as late.")
    back = came_from(draft, made, said) or see_other("reading.comment", text=text, item=made.number, said=said)
    return mark_sent(back, draft, form.name)


@bp.get("/<text>/C-<int:item>/reply")
@acts(Act.READ_CONTRIBUTIONS)
def reply(text: str, item: int) -> str:
    found = _comment(text, item)
    round_ = db.session.get_one(Round, found.round_id)
    sending(round_, Act.SUBMIT_COMMENT)
    kept = kept_of(db.session(), round_, form=f"reply:{item}", by=seat())
    body = str(kept.fields.get("body", "")) if kept else ""
    return small("comment/reply.html", found, body=body, kept=kept, form_name=f"reply:{item}")


@bp.post("/<text>/C-<int:item>/reply")
@acts(Act.SUBMIT_COMMENT)
def send_reply(text: str, item: int) -> str | Response | tuple[str, int]:
    found = _comment(text, item)
    round_ = db.session.get_one(Round, found.round_id)
    body, name = request.form.get("body", ""), f"reply:{item}"
    opened = opened_at(round_, request.form.get("opened", ""))
    try:
        reply_to(db.session(), found, body=body, by=seat(), at=now(), form_opened=opened)
    except Closed as error:
        return not_received(round_.draft, round_, error, form=name, fields={"body": body})
    except Invalid as error:
        if error.code == "already-submitted":
            return mark_sent(_to(text, item, refused(error)[0][1]), round_.draft, name)
        return _small_again("comment/reply.html", text, item, error, body=body, form_name=name), 422
    return mark_sent(_to(text, item, _("Your reply is submitted.")), round_.draft, name)


@bp.get("/<text>/C-<int:item>/edit")
@acts(Act.READ_CONTRIBUTIONS)
def edit(text: str, item: int) -> str:
    found = _comment_to(Act.EDIT_COMMENT, text, item)
    round_, name = db.session.get_one(Round, found.round_id), f"edit:{found.id}"
    kept = kept_of(db.session(), round_, form=name, by=seat())
    body = str(kept.fields.get("body", "")) if kept else found.body
    # What was typed was typed over another wording, if it changed since: it is refused then, and both are shown.
    version = str(kept.fields.get("version", "")) if kept else ""
    return small("comment/edit.html", found, body=body, kept=kept, form_name=name, version=version)


@bp.post("/<text>/C-<int:item>/edit")
@acts(Act.EDIT_COMMENT)
def send_edit(text: str, item: int) -> str | Response | tuple[str, int]:
    found = _comment(text, item)
    round_ = db.session.get_one(Round, found.round_id)
    body, name = request.form.get("body", ""), f"edit:{found.id}"
    try:
        edit_comment(db.session(), found, body=body, version=request.form.get("version", 0, int), by=seat(), at=now())
    except Closed as error:
        return not_received(round_.draft, round_, error, form=name, fields={"body": body})
    except Invalid as error:
        return _small_again("comment/edit.html", text, item, error, body=body, form_name=name), 422
    except Stale as error:
        return _small_again("comment/edit.html", text, item, error, body=body, form_name=name), 409
    return mark_sent(_to(text, item, _("The comment is changed.")), round_.draft, name)


@bp.get("/<text>/C-<int:item>/withdraw")
@acts(Act.READ_CONTRIBUTIONS)
def ask_withdraw(text: str, item: int) -> str:
    return small("comment/withdraw.html", _comment_to(Act.WITHDRAW, text, item), body="", form_name="")


@bp.post("/<text>/C-<int:item>/withdraw")
@acts(Act.WITHDRAW)
def withdraw(text: str, item: int) -> Response:
    withdraw_comment(db.session(), _comment(text, item), by=seat(), at=now())
    return _to(text, item, _("The comment is withdrawn."))


@bp.get("/<text>/C-<int:item>/answer")
@acts(Act.READ_CONTRIBUTIONS)
def answer(text: str, item: int) -> str:
    found = _comment_to(Act.ANSWER_COMMENT, text, item)
    return small("comment/answer.html", found, body=found.answer, form_name="")


@bp.post("/<text>/C-<int:item>/answer")
@acts(Act.ANSWER_COMMENT)
def send_answer(text: str, item: int) -> str | Response | tuple[str, int]:
    found = _comment(text, item)
    words, wanted = request.form.get("answer", ""), request.form.get("disposition", "")
    try:
        if wanted not in set(Disposition):
            raise Invalid("disposition-unknown", field="disposition", disposition=wanted[:40])
        answer_comment(
            db.session(),
            found,
            disposition=Disposition(wanted),
            answer=words,
            version=request.form.get("version", 0, int),
            by=seat(),
            at=now(),
        )
    except Invalid as error:
        return _small_again("comment/answer.html", text, item, error, body=words, form_name=""), 422
    except Stale as error:
        return _small_again("comment/answer.html", text, item, error, body=words, form_name=""), 409
    return _to(text, item, _("The answer is kept."))


def _submit(round_: Round, form: CommentForm, opened: str) -> Comment:
    part, start, end = form.place()
    return submit_comment(
        db.session(),
        round_,
        body=form.body,
        kind=ItemKind(form.kind) if form.kind in set(ItemKind) else ItemKind.GENERAL,
        key=form.key or None,
        part=part,
        start=start,
        end=end,
        words=form.words,
        occurrence=whole(form.occurrence),
        proposal=form.proposal,
        reason=form.reason,
        by=seat(),
        at=now(),
        form_opened=opened_at(round_, opened),
        on_behalf_of=on_behalf_of(form.on_behalf_of),
        source=form.source,
        unsent=colleagues_item(),
    )


def _row(round_: Round, key: int, proposal: bool) -> DraftParagraph | None:
    """The block that the form is about; a proposal is on a heading's section, or the whole draft. Raises NotFound."""
    row = block_of(db.session(), round_, key) if key else None
    if proposal and row is not None and row.kind is not Kind.HEADING:
        raise NotFound("section", key=key)
    return row


def _comment(text: str, item: int) -> Comment:
    """C-`item`, or the reply to it that is asked for. Raises NotFound."""
    found = find_comment(db.session(), text, item, by=seat())
    wanted = request.args.get("reply", 0, int)
    if wanted:
        replies = [reply for reply in found.replies if reply.id == wanted]
        if not replies:
            raise NotFound("comment", slug=text, number=item)
        found = replies[0]
    if not in_full(found, seat()):
        raise NotFound("comment", slug=text, number=item)
    return found


def _comment_to(act: Act, text: str, item: int) -> Comment:
    """The comment for a form that does `act` to it, which only those get who may send it. Raises as `_comment` and
    `require_changing`."""
    found = _comment(text, item)
    require_changing(db.session.get_one(Round, found.round_id), found, act, by=seat(), at=now())
    return found


def _to(text: str, item: int, said: str) -> Response:
    return see_other("reading.comment", text=text, item=item, said=said)


def _small_again(template: str, text: str, item: int, error: DraftingError, *, body: str, form_name: str) -> str:
    errors = refused(error)
    theirs = str(error.facts.get("theirs") or "") if isinstance(error, Stale) else ""
    more = {"errors": errors, "theirs": theirs, "difference": whole_diff(theirs, body) if theirs else ""}
    return small(template, _comment(text, item), body=body, form_name=form_name, **more)
