"""What a delegation has typed and not sent, as it is listed on the start page and under its contributions."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from flask import url_for
from flask_babel import gettext as _
from sqlalchemy import select

from drafting.model.amendments import Unsent
from drafting.model.comments import Comment
from drafting.model.paragraphs import DraftParagraph
from drafting.model.rounds import Round
from drafting.model.texts import Text
from drafting.procedure.unsent import unsent_of
from drafting.rules.lifecycle import RoundState
from drafting.rules.permissions import Role
from drafting.web.access import seat
from drafting.web.database import db
from drafting.web.phrases import block_name


@dataclass(frozen=True, slots=True, kw_only=True)
class UnsentItem:
    """An unsent item as it is listed; `address` "" when its form can no longer be opened, or not by this seat; a
    colleague's that is `takeable` may be taken over."""

    id: int
    about: str
    words: str
    reason: str
    person: str
    own: bool
    kept: Unsent
    address: str
    may_discard: bool
    takeable: bool


def unsent_items(text: Text) -> list[UnsentItem]:
    """What the acting seat's delegation has not sent of a text, one's own first; a constant number of queries."""
    by = seat()
    kept_items = unsent_of(db.session(), by=by, text_id=text.id)
    ids = {kept.round_id for kept in kept_items}
    rounds = {one.id: one for one in db.session.scalars(select(Round).where(Round.id.in_(ids)))}
    rows = _rows(rounds.values(), {key for kept in kept_items if (key := place_of(kept)) is not None})
    out = []
    for kept in kept_items:
        round_ = rounds[kept.round_id]
        about, address = _form(text, round_, kept, rows.get((round_.draft_id, place_of(kept) or 0)))
        own, going = kept.seat_id == by.id, round_.state is RoundState.OPEN
        shared = not kept.form.startswith(("reply:", "edit:"))
        out.append(
            UnsentItem(
                id=kept.id,
                about=about,
                words=str(kept.fields.get("text") or kept.fields.get("body") or ""),
                reason=str(kept.fields.get("reason") or ""),
                person=kept.seat.person.name,
                own=own,
                kept=kept,
                address=address if going and (own or shared) else "",
                may_discard=own or by.role is Role.HEAD,
                takeable=going and not own and not kept.form.startswith("edit:"),
            )
        )
    return out


def place_of(kept: Unsent) -> int | None:
    """The key of the block that an unsent item is typed at; None where its form names none."""
    kind, _colon, place = kept.form.partition(":")
    first = place.partition(":")[0]
    return int(first) if first and kind not in ("reply", "edit") else None


def _rows(rounds: Iterable[Round], keys: Iterable[int]) -> Mapping[tuple[int, int], DraftParagraph]:
    """The rows of some blocks, by draft and key."""
    query = select(DraftParagraph).where(
        DraftParagraph.draft_id.in_({one.draft_id for one in rounds}), DraftParagraph.key.in_(set(keys))
    )
    return {(row.draft_id, row.key): row for row in db.session.scalars(query)}


def _form(text: Text, round_: Round, kept: Unsent, row: DraftParagraph | None) -> tuple[str, str]:
    """What an unsent item is about, and where its form is."""
    kind, _colon, place = kept.form.partition(":")
    at = [int(part) for part in place.split(":") if part]
    key = at[0] if at else 0
    other = kept.id if kept.seat_id != seat().id else None

    def at_block(endpoint: str, **more: Any) -> str:
        return url_for(endpoint, text=text.slug, number=round_.draft.number, key=key, unsent=other, **more)

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
