"""My contributions: what is typed and not sent, and what the delegation has submitted."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, render_template, request, url_for
from flask_babel import gettext as _
from sqlalchemy import select
from werkzeug.wrappers import Response

from drafting.errors import Invalid, NotFound
from drafting.model.amendments import Unsent
from drafting.model.comments import Comment
from drafting.model.paragraphs import DraftParagraph
from drafting.model.rounds import Round
from drafting.model.texts import Draft, Text
from drafting.procedure.find import find_draft, find_text, latest_round, round_of
from drafting.procedure.unsent import discard_unsent, save_unsent, unsent_for, unsent_of
from drafting.procedure.visibility import SeenAmendment, SeenComment, visible_amendments, visible_comments
from drafting.rules.lifecycle import DraftState, RoundState
from drafting.rules.permissions import Act, Role
from drafting.web.access import acts, now, seat
from drafting.web.cards import AmendmentCard, CommentThread, amendment_card, comment_thread
from drafting.web.database import db
from drafting.web.languages import strasbourg
from drafting.web.package_lines import package_lines
from drafting.web.phrases import block_name
from drafting.web.replies import see_other

bp = Blueprint("unsent", __name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class UnsentItem:
    """An unsent item as it is listed; `address` "" when its form can no longer be opened."""

    id: int
    about: str
    words: str
    reason: str
    person: str
    own: bool
    kept: Unsent
    address: str
    may_discard: bool


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
        items=_items(found),
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


def _rounds(text: Text) -> list[Round]:
    query = select(Round).where(Round.text_id == text.id).order_by(Round.number.desc())
    return list(db.session.scalars(query))


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


def _items(text: Text) -> list[UnsentItem]:
    by = seat()
    rounds = {round_.id: round_ for round_ in _rounds(text)}
    rows: dict[int, dict[int, DraftParagraph]] = {}
    out = []
    for kept in unsent_of(db.session(), by=by, text_id=text.id):
        round_ = rounds[kept.round_id]
        of_round = rows.setdefault(round_.id, _rows(round_))
        about, address = _form(text, round_, kept, of_round)
        out.append(
            UnsentItem(
                id=kept.id,
                about=about,
                words=str(kept.fields.get("text") or kept.fields.get("body") or ""),
                reason=str(kept.fields.get("reason") or ""),
                person=kept.seat.person.name,
                own=kept.seat_id == by.id,
                kept=kept,
                address=address if round_.state is RoundState.OPEN else "",
                may_discard=kept.seat_id == by.id or by.role is Role.HEAD,
            )
        )
    return out


def _form(text: Text, round_: Round, kept: Unsent, rows: Mapping[int, DraftParagraph]) -> tuple[str, str]:
    """What an unsent item is about, and where its form is."""
    kind, _colon, place = kept.form.partition(":")
    at = [int(part) for part in place.split(":") if part]
    key = at[0] if at else 0
    other = kept.id if kept.seat_id != seat().id else None

    def at_block(endpoint: str, **more: Any) -> str:
        return url_for(endpoint, text=text.slug, number=round_.draft.number, key=key, unsent=other, **more)

    row = rows.get(key)
    name = block_name(row.block, row.number) if row is not None else ""
    match kind:
        case "amend":
            words = _("Amendment to %(block)s", block=name)
            return words, at_block("amend.amend", part=at[1])
        case "delete":
            return _("Deletion of %(block)s", block=name), at_block("amend.amend", operation=kind)
        case "join" | "move" | "reshape":
            told = {
                "join": _("Joining of %(block)s with the next", block=name),
                "move": _("Move of %(block)s", block=name),
                "reshape": _("Another kind or level for %(block)s", block=name),
            }
            return told[kind], at_block("amend.amend", operation=kind)
        case "insert":
            words = _("New text after %(block)s", block=name) if name else _("New text at the beginning")
            return words, at_block("amend.amend", operation=kind)
        case "comment":
            words = _("Comment on %(block)s", block=name) if name else _("Comment on the whole draft")
            return words, at_block("comment.comment")
        case "propose":
            words = (
                _("Proposal in words on %(block)s", block=name) if name else _("Proposal in words on the whole draft")
            )
            return words, at_block("comment.propose")
        case "reply":
            words = _("Reply to %(label)s", label=f"C-{key:03d}")
            return words, url_for("comment.reply", text=text.slug, item=key)
    found = db.session.get(Comment, key)
    number = found.number if found else None
    if found is not None and found.parent_id is not None:
        parent = db.session.get(Comment, found.parent_id)
        number = parent.number if parent else None
    if found is None or number is None:
        return _("Comment"), ""
    reply = found.id if found.parent_id is not None else None
    return _("Change of C-%(number)s", number=f"{number:03d}"), url_for(
        "comment.edit", text=text.slug, item=number, reply=reply
    )
