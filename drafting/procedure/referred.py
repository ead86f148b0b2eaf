"""What a reference that somebody typed leads to: §14, A-047, C-12, in each text that they may read."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from drafting.errors import NotFound
from drafting.model.paragraphs import DraftParagraph
from drafting.model.people import Seat
from drafting.model.texts import Draft, Text
from drafting.procedure.find import find_amendment, find_comment, latest_issued
from drafting.rules.labels import amendment_label, comment_label
from drafting.rules.permissions import Act, Case, may

_ITEM = re.compile(r"(?P<sort>[AC])[-\s]?0*(?P<number>\d{1,6})(?:/\d+)?", re.IGNORECASE)
_BLOCK = re.compile(r"(?:§|para\.?|paragraph|paragraphe|n[o°]\.?)\s*(?P<number>[\w.]{1,12}\)?)", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reference:
    """A block of the latest draft (`key`; `label` is its printed number), or an amendment or comment (`item`)."""

    slug: str
    title: str
    draft: int
    label: str
    key: int = 0
    amendment: int = 0
    comment: int = 0


def referred(session: Session, query: str, *, slug: str = "", by: Seat) -> Sequence[Reference]:
    """What `query` refers to in the text `slug` ("": in every text); nothing where it is no reference."""
    wanted = query.strip()
    item, block = _ITEM.fullmatch(wanted), _BLOCK.fullmatch(wanted)
    if item is None and block is None:
        return []
    texts = select(Text).order_by(Text.id)
    found = []
    for text in session.scalars(texts.where(Text.slug == slug) if slug else texts):
        draft = latest_issued(session, text)
        if draft is None or not may(by.standing, Act.READ_DRAFT, Case(draft_state=draft.state.value)):
            continue
        if item is not None:
            found += _item(session, draft, item["sort"].upper(), int(item["number"]), by)
        elif block is not None:
            found += _blocks(session, draft, block["number"])
    return found


def _item(session: Session, draft: Draft, sort: str, number: int, by: Seat) -> list[Reference]:
    text = draft.text
    try:
        if sort == "A":
            label = amendment_label(number, find_amendment(session, text.slug, number, by=by).revision)
            return [Reference(slug=text.slug, title=text.title, draft=draft.number, label=label, amendment=number)]
        find_comment(session, text.slug, number, by=by)
    except NotFound:
        return []
    label = comment_label(number)
    return [Reference(slug=text.slug, title=text.title, draft=draft.number, label=label, comment=number)]


def _blocks(session: Session, draft: Draft, number: str) -> list[Reference]:
    printed = {number, number.rstrip(".)"), *(number.rstrip(".)") + end for end in (".", ")"))}
    rows = session.execute(
        select(DraftParagraph.key, DraftParagraph.number)
        .where(DraftParagraph.draft_id == draft.id, DraftParagraph.gone.is_(False), DraftParagraph.number.in_(printed))
        .order_by(DraftParagraph.rank)
        .limit(10)
    )
    text = draft.text
    return [
        Reference(slug=text.slug, title=text.title, draft=draft.number, label=row.number, key=row.key) for row in rows
    ]
