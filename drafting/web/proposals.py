"""A proposal told in words: the secretariat's own amendments that carry it out, attached to it."""

from __future__ import annotations

from flask import Blueprint, render_template, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from drafting.errors import Invalid, NotFound
from drafting.model.comments import Comment
from drafting.model.paragraphs import DraftParagraph
from drafting.model.rounds import Round
from drafting.procedure.acting import case_of, require
from drafting.procedure.carries_out import attach, attachable, carried_out_by, detach
from drafting.procedure.find import find_amendment, find_comment
from drafting.procedure.layout import rows_of
from drafting.rules.labels import amendment_label, comment_label
from drafting.rules.permissions import Act
from drafting.web.access import acts, now, seat
from drafting.web.database import db
from drafting.web.phrases import block_name, paragraphs_of
from drafting.web.replies import refused, see_other

bp = Blueprint("proposals", __name__)


@bp.get("/<text>/C-<int:item>/operations")
@acts(Act.CARRY_OUT)
def proposal(text: str, item: int) -> str:
    """The proposal, what carries it out, and what could."""
    return _page(text, item, [])


@bp.post("/<text>/C-<int:item>/operations")
@acts(Act.CARRY_OUT)
def change(text: str, item: int) -> str | Response | tuple[str, int]:
    """Attach an amendment, or take one off."""
    found = find_comment(db.session(), text, item, by=seat())
    off = request.form.get("off", 0, int)
    number = off or request.form.get("amendment", 0, int)
    try:
        amendment = find_amendment(db.session(), text, number, by=seat())
        (detach if off else attach)(db.session(), found, amendment, by=seat(), at=now())
    except Invalid as error:
        return _page(text, item, refused(error)), 422
    names = {"label": amendment_label(number), "proposal": comment_label(item)}
    said = _("%(label)s no longer carries %(proposal)s out.", **names)
    if not off:
        said = _("%(label)s carries %(proposal)s out.", **names)
    return see_other("proposals.proposal", text=text, item=item, said=said)


def _page(text: str, item: int, errors: list[tuple[str, str]]) -> str:
    found: Comment = find_comment(db.session(), text, item, by=seat())
    round_ = db.session.get_one(Round, found.round_id)
    require(seat(), Act.CARRY_OUT, case_of(round_, at=now()))
    if not found.proposal:
        raise NotFound("proposal", number=item)
    rows = {row.key: row for row in rows_of(db.session(), round_.draft)}
    return render_template(
        "proposals/proposal.html",
        text=round_.draft.text,
        draft=round_.draft,
        proposal=found,
        label=comment_label(item),
        about=_about(rows.get(found.key or 0)),
        body=paragraphs_of(found.body),
        attached=[(a, _about(rows.get(a.key))) for a in carried_out_by(db.session(), found)],
        others=[(a, _about(rows.get(a.key))) for a in attachable(db.session(), found)],
        errors=errors,
    )


def _about(row: DraftParagraph | None) -> str:
    return block_name(row.block, row.number) if row is not None else _("the whole draft")
