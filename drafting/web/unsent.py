"""My contributions: what is typed and not sent, and what the delegation has submitted."""

from __future__ import annotations

from collections.abc import Mapping

from flask import Blueprint, render_template, request
from flask_babel import gettext as _
from sqlalchemy import select
from werkzeug.wrappers import Response

from drafting.errors import Invalid, NotFound
from drafting.model.paragraphs import DraftParagraph
from drafting.model.rounds import Round
from drafting.model.texts import Draft, Text
from drafting.procedure.find import find_draft, find_text, latest_round, round_of
from drafting.procedure.unsent import discard_unsent, save_unsent, unsent_for
from drafting.procedure.visibility import SeenAmendment, SeenComment, visible_amendments, visible_comments
from drafting.rules.lifecycle import DraftState, RoundState
from drafting.rules.permissions import Act
from drafting.web.access import acts, now, seat
from drafting.web.cards import AmendmentCard, CommentThread, amendment_card, comment_thread
from drafting.web.colleagues import may_confer, notes_by_item
from drafting.web.database import db
from drafting.web.languages import strasbourg
from drafting.web.package_lines import package_lines
from drafting.web.replies import see_other
from drafting.web.unsent_items import unsent_items

bp = Blueprint("unsent", __name__)


@bp.get("/<text>/unsent")
@acts(Act.READ_CONTRIBUTIONS)
def unsent(text: str) -> str:
    found = find_text(db.session(), text)
    round_ = latest_round(db.session(), found)
    amendments: list[AmendmentCard] = []
    threads: list[CommentThread] = []
    if round_ is not None:
        amendments, threads = _submitted(found, round_)
    return render_template(
        "unsent/unsent.html",
        text=found,
        round=round_,
        items=unsent_items(found),
        notes=notes_by_item(found),
        confers=round_ is not None and may_confer(round_),
        amendments=amendments,
        threads=threads,
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


def _published(text: Text) -> list[Draft]:
    """The drafts that came out of rounds, latest first: for each there is what became of one's own."""
    query = select(Draft).where(Draft.text_id == text.id, Draft.base_id.is_not(None), Draft.state != DraftState.WORKING)
    return list(db.session.scalars(query.order_by(Draft.number.desc())))


def _submitted(text: Text, round_: Round) -> tuple[list[AmendmentCard], list[CommentThread]]:
    """What the acting delegation has submitted in a round."""
    by, at = seat(), now()
    rows = _rows(round_)
    own: list[SeenAmendment] = [
        s for s in visible_amendments(db.session(), round_, by) if s.amendment.delegation_id == by.delegation_id
    ]
    spoken: list[SeenComment] = [
        s for s in visible_comments(db.session(), round_, by) if s.comment.delegation_id == by.delegation_id
    ]
    packages = package_lines(text.slug, [s.amendment.id for s in own])
    cards = [
        amendment_card(
            s,
            slug=text.slug,
            row=rows.get(s.amendment.key),
            round_=round_,
            by=by,
            at=at,
            decided=round_.state is RoundState.PUBLISHED,
            package=packages.get(s.amendment.id),
        )
        for s in own
    ]
    threads = [
        comment_thread(s, slug=text.slug, round_=round_, by=by, at=at, row=rows.get(s.comment.key or 0)) for s in spoken
    ]
    return cards, threads


def _rows(round_: Round) -> dict[int, DraftParagraph]:
    query = select(DraftParagraph).where(DraftParagraph.draft_id == round_.draft_id)
    return {row.key: row for row in db.session.scalars(query)}
