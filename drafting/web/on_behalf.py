"""What comes by e-mail: the secretariat enters it for a delegation, and the delegation is asked for its word."""

from __future__ import annotations

from dataclasses import dataclass, replace

from flask import Blueprint, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from drafting.errors import Invalid, Stale
from drafting.model.amendments import Amendment
from drafting.model.comments import Comment
from drafting.model.rounds import Round
from drafting.procedure.acting import case_of, require
from drafting.procedure.contributing import SOURCE_LIMIT, given_source, require_contributing
from drafting.procedure.find import find_amendment, find_comment
from drafting.procedure.layout import rows_of
from drafting.procedure.on_behalf import (
    Entered,
    Item,
    answer_entry,
    answer_to,
    entered_in,
    may_answer,
    moment_of,
    to_confirm,
)
from drafting.procedure.visibility import SeenAmendment, seen
from drafting.rules.labels import amendment_label, comment_label
from drafting.rules.lifecycle import REASON_LIMIT, Confirmation
from drafting.rules.permissions import Act
from drafting.web.access import acts, now, seat
from drafting.web.cards import AmendmentCard, CommentThread, amendment_card, comment_thread
from drafting.web.contribution import draft_in_round
from drafting.web.database import db
from drafting.web.entered import answer_in_words
from drafting.web.phrases import block_name
from drafting.web.places import place_name
from drafting.web.replies import refused, see_other
from drafting.web.sending import delegations_to_speak_for, on_behalf_of

bp = Blueprint("on_behalf", __name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryLine:
    """One entry as it is listed. `about` names its block; `address` is the item's, `answer` where one gives a word."""

    label: str
    address: str
    answer: str
    delegation: str
    about: str
    source: str
    said: str
    disputed: bool


def line(entered: Entered) -> EntryLine:
    """An entry for a list: of the secretariat's, or of what a delegation is asked to confirm."""
    item, slug = entered.item, entered.round_.draft.text.slug
    number = item.number or 0
    amends = isinstance(item, Amendment)
    return EntryLine(
        label=amendment_label(number, item.revision) if isinstance(item, Amendment) else comment_label(number),
        address=url_for("reading.amendment" if amends else "reading.comment", text=slug, item=number),
        answer=url_for("on_behalf.amendment" if amends else "on_behalf.comment", text=slug, item=number),
        delegation=item.delegation.name,
        about=_("the whole draft") if item.key is None else place_name(item.round_id, item.key),
        source=item.source,
        said=answer_in_words(item, entered.answer),
        disputed=entered.disputed,
    )


def lines_to_confirm() -> list[EntryLine]:
    """What the acting seat's delegation is asked to confirm, for the start page."""
    return [line(entered) for entered in to_confirm(db.session(), by=seat(), at=now())]


@bp.get("/<text>/<int:number>/on-behalf")
@acts(Act.READ_DESK)
def enter(text: str, number: int) -> str | Response | tuple[str, int]:
    """Whose it is, where it comes from, and what: leads to the form for it. Below, what was entered until now."""
    draft, round_ = draft_in_round(text, number)
    require(seat(), Act.SUBMIT_AMENDMENT, case_of(round_, at=now(), on_behalf=True))
    asked = request.args
    errors: list[tuple[str, str]] = []
    if "what" in asked:
        try:
            return _to_form(text, number)
        except Invalid as error:
            errors = refused(error)
            draft, round_ = draft_in_round(text, number)
    page = render_template(
        "on_behalf/enter.html",
        draft=draft,
        round=round_,
        form=asked,
        errors=errors,
        delegations=delegations_to_speak_for(),
        blocks=[(row.key, block_name(row.block, row.number)) for row in rows_of(db.session(), draft)],
        entered=[line(one) for one in entered_in(db.session(), round_)],
        source_limit=SOURCE_LIMIT,
    )
    return (page, 422) if errors else page


@bp.get("/<text>/A-<int:item>/entered")
@acts(Act.READ_CONTRIBUTIONS)
def amendment(text: str, item: int) -> str:
    return _page(text, _may_be_answered(find_amendment(db.session(), text, item, by=seat())))


@bp.post("/<text>/A-<int:item>/entered")
@acts(Act.ANSWER_ENTRY)
def answer_amendment(text: str, item: int) -> Response | tuple[str, int]:
    return _answer(text, find_amendment(db.session(), text, item, by=seat()))


@bp.get("/<text>/C-<int:item>/entered")
@acts(Act.READ_CONTRIBUTIONS)
def comment(text: str, item: int) -> str:
    return _page(text, _may_be_answered(find_comment(db.session(), text, item, by=seat())))


@bp.post("/<text>/C-<int:item>/entered")
@acts(Act.ANSWER_ENTRY)
def answer_comment(text: str, item: int) -> Response | tuple[str, int]:
    return _answer(text, find_comment(db.session(), text, item, by=seat()))


def _to_form(text: str, number: int) -> Response:
    """The form that was asked for, with the delegation and the source filled in. Raises Invalid."""
    asked = request.args
    delegation = on_behalf_of(asked.get("on_behalf_of", ""))
    if delegation is None:
        raise Invalid("delegation-missing", field="on_behalf_of")
    source = given_source(asked.get("source", ""), by=seat(), owed=True)
    key = asked.get("key", 0, int)
    endpoint = "amend.amend" if asked["what"] == "amendment" else "comment.comment"
    return see_other(
        endpoint, text=text, number=number, key=key, on_behalf_of=delegation.code, source=source, back="on-behalf"
    )


def _may_be_answered(item: Item) -> Item:
    """The item, for those who may give their delegation's word on it now. Raises NotPermitted, Closed, Invalid."""
    round_ = db.session.get_one(Round, item.round_id)
    if not may_answer(round_, item, by=seat(), at=now()):
        require(seat(), Act.ANSWER_ENTRY, case_of(round_, at=now(), owner=item.delegation.code))
        raise Invalid("not-entered")
    return item


def _refuse_strangers(item: Item) -> None:
    """Before anything of an entry is shown: raise NotPermitted, Closed or Invalid ("not-entered") where one's
    delegation has no word to give on it."""
    round_ = db.session.get_one(Round, item.round_id)
    require_contributing(seat(), Act.ANSWER_ENTRY, round_, at=now(), owner=item.delegation.code)
    if item.entered_by_id is None:
        raise Invalid("not-entered")


def _page(text: str, item: Item, *, errors: list[tuple[str, str]] | None = None) -> str:
    round_ = db.session.get_one(Round, item.round_id)
    answer = answer_to(db.session(), item)
    entry = line(Entered(item=item, round_=round_, answer=answer))
    note = request.form.get("note", answer.note if answer is not None else "")
    return render_template(
        "on_behalf/answer.html",
        text=round_.draft.text,
        entry=entry,
        card=_card(item, round_) if isinstance(item, Amendment) else None,
        thread=None if isinstance(item, Amendment) else _thread(item, round_),
        note=note,
        former=moment_of(answer, item),
        errors=errors or [],
        note_limit=REASON_LIMIT,
    )


def _card(item: Amendment, round_: Round) -> AmendmentCard:
    """The amendment without what else could be done with it."""
    row = next((row for row in rows_of(db.session(), round_.draft) if row.key == item.key), None)
    slug = round_.draft.text.slug
    card = amendment_card(SeenAmendment(item, True), slug=slug, row=row, round_=round_, by=seat(), at=now())
    return replace(card, actions=())


def _thread(item: Comment, round_: Round) -> CommentThread:
    """The comment alone, without its replies and what else could be done with it."""
    row = next((row for row in rows_of(db.session(), round_.draft) if row.key == item.key), None)
    thread = comment_thread(
        seen(item, seat()), slug=round_.draft.text.slug, round_=round_, by=seat(), at=now(), row=row
    )
    return replace(thread, first=replace(thread.first, actions=()), replies=(), actions=())


def _answer(text: str, item: Item) -> Response | tuple[str, int]:
    _refuse_strangers(item)
    wanted = request.form.get("confirmation", "")
    try:
        if wanted not in set(Confirmation):
            raise Invalid("choice", field="confirmation")
        note = request.form.get("note", "")
        former = request.form.get("version", "")
        answer_entry(
            db.session(),
            item,
            confirmation=Confirmation(wanted),
            note=note,
            former=former,
            by=seat(),
            at=now(),
        )
    except (Invalid, Stale) as error:
        errors = refused(error)
        return _page(text, item, errors=errors), 409 if isinstance(error, Stale) else 422
    if wanted == Confirmation.CONFIRMED:
        said = _("Confirmed. Thank you.")
    else:
        said = _("The secretariat now sees that your delegation disputes this entry, and your note.")
    return see_other(
        "reading.amendment" if isinstance(item, Amendment) else "reading.comment",
        text=text,
        item=item.number,
        said=said,
    )
