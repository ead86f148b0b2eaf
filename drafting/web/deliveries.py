"""Files that came back: a delegation brings its own, the secretariat takes them in for others; they are looked through,
and what they bring is submitted.

A delegation's own files are read by it alone; nothing of them is anybody else's before it is submitted.
"""

from __future__ import annotations

import hashlib

from flask import Blueprint, render_template, request
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response

from drafting.errors import Closed, Invalid, NotPermitted, Stale
from drafting.exchange.document import Lost
from drafting.model.deliveries import Delivery
from drafting.model.people import Delegation
from drafting.model.rounds import Round
from drafting.model.texts import Draft
from drafting.procedure.contributing import SOURCE_LIMIT, given_source, require_contributing
from drafting.procedure.deliver import brings_own, deliver, require_delivering
from drafting.procedure.deliveries_seen import deliveries_in, find_delivery, known_delivery, require_reading
from drafting.procedure.layout import rows_of
from drafting.procedure.look_through import keep_choices
from drafting.procedure.read_returned import found_in
from drafting.procedure.submit_delivery import submit_delivery
from drafting.rules.lifecycle import REASON_LIMIT, ItemKind
from drafting.rules.permissions import Act
from drafting.web.access import acts, now, seat
from drafting.web.contribution import draft_in_round
from drafting.web.database import db, write_from_here
from drafting.web.delivered_items import choices_of, counts_of, earlier_lines, lines_of, pages_of
from drafting.web.phrases import block_name
from drafting.web.replies import refused, see_other
from drafting.web.sending import delegations_to_speak_for, on_behalf_of
from drafting.web.uploads import LARGEST_UPLOAD
from drafting.web.wording_deliveries import ROWS, guides_of, no_reason
from drafting.web.wording_files import LOST

bp = Blueprint("deliveries", __name__)


@bp.get("/<text>/<int:number>/by-word")
@acts(Act.READ_DELIVERY)
def files(text: str, number: int) -> str:
    """The form for a file, and those that came in this round: the delegation's own, or those taken in for others."""
    draft, round_ = draft_in_round(text, number)
    return _files(draft, round_, [])


@bp.post("/<text>/<int:number>/by-word")
@acts(Act.DELIVER, writes=False, largest_body=LARGEST_UPLOAD)
def take_in(text: str, number: int) -> Response | tuple[str, int]:
    """Read the file, and keep it with what it brings: nothing is submitted yet."""
    draft, round_ = draft_in_round(text, number)
    own = brings_own(seat())
    if own:
        require_delivering(seat(), round_, seat().delegation, own=True, at=now())
    else:
        require_contributing(seat(), Act.DELIVER, round_, at=now(), on_behalf=True)
    try:
        delegation = _whose(own=own)
        source = given_source(request.form.get("source", ""), by=seat(), owed=True)
        file = request.files.get("file")
        if file is None or not file.filename:
            raise Invalid("file-missing", field="file")
        data, name = file.read(), file.filename
        known = known_delivery(db.session(), round_, data, delegation, own=own)
        if known is not None:
            return see_other("deliveries.delivery", text=text, item=known.id, said=_("This very file is here already."))
        opened = found_in(db.session(), round_, data, guides=guides_of(draft, round_), member=delegation.name)
        write_from_here()
        draft, round_ = draft_in_round(text, number)
        made = deliver(
            db.session(),
            round_,
            opened,
            name=name,
            data=data,
            delegation=_whose(own=own),
            source=source,
            by=seat(),
            at=now(),
        )
    except Invalid as error:
        errors = refused(error)
        return _files(*draft_in_round(text, number), errors), 422
    said = ngettext("The file brings %(num)s thing.", "The file brings %(num)s things.", len(opened.found))
    return see_other("deliveries.delivery", text=text, item=made.id, said=said)


@bp.get("/<text>/by-word/<int:item>")
@acts(Act.READ_DELIVERY)
def delivery(text: str, item: int) -> str:
    """What a file brings, block by block: before it is submitted a preview, afterwards the receipt."""
    return _delivery(find_delivery(db.session(), text, item, by=seat()), [])


@bp.post("/<text>/by-word/<int:item>")
@acts(Act.DELIVER)
def submit(text: str, item: int) -> Response | tuple[str, int]:
    """Submit what was chosen on the page, or everything that waits; or keep what was chosen and corrected for later."""
    found = find_delivery(db.session(), text, item, by=seat(), hold=True)
    form = request.form
    what = form.get("what")
    try:
        if form.get("seen") != seen_of(found):
            raise Stale("delivery-changed")
        if what == "keep":
            keep_choices(db.session(), found, choices_of(found, form), by=seat(), at=now())
            said = _("Kept for later. Nothing was submitted.")
        else:
            made = submit_delivery(
                db.session(),
                found,
                reason=form.get("reason", ""),
                choices=None if what == "all" else choices_of(found, form),
                by=seat(),
                at=now(),
            )
            said = ngettext("%(num)s thing was submitted.", "%(num)s things were submitted.", made)
    except (Invalid, Stale, Closed) as error:
        errors = refused(error)
        page = _delivery(find_delivery(db.session(), text, item, by=seat()), errors)
        return page, 422 if isinstance(error, Invalid) else 409 if isinstance(error, Stale) else 403
    return see_other("deliveries.delivery", text=text, item=item, page=form.get("page"), said=said)


@bp.get("/<text>/by-word/<int:item>/file")
@acts(Act.READ_DELIVERY)
def file(text: str, item: int) -> Response:
    """The file as it came."""
    found = find_delivery(db.session(), text, item, by=seat())
    answer = Response(found.content, content_type="application/octet-stream")
    answer.headers.set("Content-Disposition", "attachment", filename=found.name)
    return answer


def seen_of(found: Delivery) -> str:
    """A mark of what became of the delivery's things: of two who look through it at once the second is told."""
    seen = [(one.fate.value, sorted(one.found.items(), key=lambda pair: pair[0])) for one in found.items]
    return hashlib.sha256(repr(seen).encode()).hexdigest()[:16]


def _whose(*, own: bool) -> Delegation:
    """The delegation whose file it is: one's own, or the one that the secretariat names. Raises Invalid."""
    found = seat().delegation if own else on_behalf_of(request.form.get("on_behalf_of", ""))
    if found is None:
        raise Invalid("delegation-missing", field="on_behalf_of")
    return found


def _files(draft: Draft, round_: Round, errors: list[tuple[str, str]]) -> str:
    require_reading(seat(), round_)
    own = brings_own(seat())
    deliveries = deliveries_in(db.session(), round_, by=seat())
    return render_template(
        "deliveries/files.html",
        text=draft.text,
        draft=draft,
        round=round_,
        own=own,
        takes_in=_may_now(Act.DELIVER, round_),
        submits=_may_now(Act.SUBMIT_AMENDMENT, round_),
        form=request.form or request.args,
        errors=errors,
        delegations=[] if own else delegations_to_speak_for(),
        deliveries=[(one, counts_of(one)) for one in deliveries],
        source_limit=SOURCE_LIMIT,
    )


def _delivery(found: Delivery, errors: list[tuple[str, str]]) -> str:
    round_ = db.session.get_one(Round, found.round_id)
    rows = rows_of(db.session(), round_.draft)
    pages = pages_of(found)
    page = min(max(request.values.get("page", 1, int), 1), len(pages))
    open_ = bool(request.form) or _may_now(Act.DELIVER, round_)
    return render_template(
        "deliveries/delivery.html",
        text=round_.draft.text,
        draft=round_.draft,
        round=round_,
        delivery=found,
        counts=counts_of(found),
        sections=lines_of(found, pages[page - 1], rows, form=request.form, is_open=open_),
        earlier=earlier_lines(found, rows),
        blocks=[(row.key, block_name(row.block, row.number)) for row in rows],
        page=page,
        pages=len(pages),
        seen=seen_of(found),
        is_open=open_,
        submits=_may_now(Act.SUBMIT_AMENDMENT, round_),
        reason=request.form.get("reason", no_reason()),
        reason_limit=REASON_LIMIT,
        kinds=[kind.value for kind in ItemKind],
        errors=errors,
        rows=[(one["row"], ROWS[one["code"]], one["words"]) for one in found.left_out if "row" in one],
        notes=[(LOST[Lost(one["lost"])], one["words"]) for one in found.left_out if "lost" in one],
    )


def _may_now(act: Act, round_: Round) -> bool:
    """Whether the acting seat may do it with a file of its delegation's, or as the secretariat with another's."""
    by = seat()
    try:
        require_contributing(by, act, round_, at=now(), owner=by.delegation.code, on_behalf=not brings_own(by))
    except (NotPermitted, Closed):
        return False
    return True
