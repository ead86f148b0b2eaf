"""My contributions: what is typed and not sent, and what the delegation has submitted."""

from __future__ import annotations

from collections.abc import Mapping

from flask import Blueprint, render_template, request
from flask_babel import gettext as _
from sqlalchemy import select
from werkzeug.wrappers import Response

from drafting.errors import Invalid, NotFound
from drafting.model.deliveries import Delivery
from drafting.model.rounds import Round
from drafting.model.texts import Draft, Text
from drafting.procedure.deliveries_seen import OPEN, may_read_own, waiting_in
from drafting.procedure.find import find_draft, find_text, latest_round, round_of
from drafting.procedure.unsent import discard_unsent, save_unsent, unsent_for
from drafting.rules.lifecycle import DraftState
from drafting.rules.permissions import Act
from drafting.web.access import acts, now, seat
from drafting.web.colleagues import may_confer, notes_by_item
from drafting.web.database import db
from drafting.web.languages import strasbourg
from drafting.web.mine import NOTHING, mine_in
from drafting.web.replies import see_other
from drafting.web.unsent_items import unsent_items

bp = Blueprint("unsent", __name__)


@bp.get("/<text>/unsent")
@acts(Act.READ_CONTRIBUTIONS)
def unsent(text: str) -> str:
    found = find_text(db.session(), text)
    round_ = latest_round(db.session(), found)
    wanted = request.args.get("status", "")
    return render_template(
        "unsent/unsent.html",
        text=found,
        round=round_,
        items=unsent_items(found),
        notes=notes_by_item(found),
        confers=round_ is not None and may_confer(round_),
        mine=mine_in(found, round_, wanted) if round_ is not None else NOTHING,
        waiting=_waiting(round_) if round_ is not None else [],
        delivers=round_ is not None and may_read_own(seat(), round_),
        wanted=wanted,
        published=_published(found),
    )


@bp.post("/<text>/<int:number>/unsent")
@acts(Act.PREPARE)
def save(text: str, number: int) -> tuple[Mapping[str, str], int]:
    """What the browser keeps while one types: `{"form": …, "fields": {…}}`."""
    draft = find_draft(db.session(), text, number, by=seat())
    round_ = round_of(db.session(), draft)
    typed = request.get_json(silent=True)
    if round_ is None:
        raise NotFound("no-round")
    if not isinstance(typed, dict) or not isinstance(typed.get("fields"), dict):
        raise Invalid("form-unknown")
    form, fields = str(typed.get("form", "")), {str(k): str(v) for k, v in typed["fields"].items()}
    kept = save_unsent(db.session(), round_, form=form, fields=fields, by=seat(), at=now())
    return {"kept_at": kept.saved_at.isoformat(), "said": strasbourg(kept.saved_at)}, 200


@bp.post("/<text>/unsent/<int:item>/discard")
@acts(Act.PREPARE)
def discard(text: str, item: int) -> Response:
    discard_unsent(db.session(), unsent_for(db.session(), item, by=seat()), by=seat(), at=now())
    return see_other("unsent.unsent", text=text, said=_("Discarded."))


def _waiting(round_: Round) -> list[tuple[Delivery, int]]:
    """The delegation's files that hold something to look through, and how much."""
    found = waiting_in(db.session(), round_, by=seat())
    return [(one, sum(item.fate in OPEN for item in one.items)) for one in found]


def _published(text: Text) -> list[Draft]:
    """The drafts that came out of rounds, latest first: for each there is what became of one's own."""
    query = select(Draft).where(Draft.text_id == text.id, Draft.base_id.is_not(None), Draft.state != DraftState.WORKING)
    return list(db.session.scalars(query.order_by(Draft.number.desc())))
