"""What a delegation has submitted to a round and what it supports there, as cards, the newest first."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select

from drafting.model.amendments import Amendment
from drafting.model.comments import Comment
from drafting.model.paragraphs import DraftParagraph
from drafting.model.rounds import Round
from drafting.model.texts import Text
from drafting.procedure.visibility import SeenAmendment, visible_amendments, visible_comments
from drafting.rules.lifecycle import ItemState, RoundState
from drafting.web.access import now, seat
from drafting.web.cards import AmendmentCard, CommentThread, amendment_card, comment_thread
from drafting.web.database import db
from drafting.web.package_lines import package_lines


@dataclass(frozen=True, slots=True, kw_only=True)
class Mine:
    """`supported` are others' amendments. `statuses` are those that one can ask for, in the order of the list."""

    amendments: Sequence[AmendmentCard] = ()
    threads: Sequence[CommentThread] = ()
    supported: Sequence[AmendmentCard] = ()
    statuses: Sequence[str] = ()


NOTHING = Mine()


def mine_in(text: Text, round_: Round, status: str) -> Mine:
    """What the acting delegation has in a round; `status`: only that of its own items, "" for all of them."""
    by, at, session = seat(), now(), db.session()
    own = visible_amendments(session, round_, by, delegation_id=by.delegation_id)
    spoken = visible_comments(session, round_, by, delegation_id=by.delegation_id)
    supported = visible_amendments(session, round_, by, supported_by=by.delegation_id)
    published = round_.state is RoundState.PUBLISHED
    states = [*(status_of(s.amendment, published) for s in own), *(status_of(s.comment, published) for s in spoken)]
    own = tuple(s for s in own if status in ("", status_of(s.amendment, published)))
    spoken = tuple(s for s in spoken if status in ("", status_of(s.comment, published)))
    keys = {s.amendment.key for s in (*own, *supported)} | {s.comment.key or 0 for s in spoken}
    rows = _rows(round_, keys)
    packages = package_lines(text.slug, [s.amendment.id for s in own])

    def cards(items: Iterable[SeenAmendment]) -> list[AmendmentCard]:
        return [
            amendment_card(
                s,
                slug=text.slug,
                row=rows.get(s.amendment.key),
                round_=round_,
                by=by,
                at=at,
                decided=published,
                package=packages.get(s.amendment.id),
            )
            for s in reversed(tuple(items))
        ]

    return Mine(
        amendments=cards(own),
        threads=[
            comment_thread(s, slug=text.slug, round_=round_, by=by, at=at, row=rows.get(s.comment.key or 0))
            for s in reversed(spoken)
        ],
        supported=cards(supported),
        statuses=tuple(dict.fromkeys(states)),
    )


def status_of(item: Amendment | Comment, published: bool) -> str:
    """How an item stands, as a delegation may know it: before publication nothing of what is decided on amendments."""
    if item.state is ItemState.WITHDRAWN:
        return ItemState.WITHDRAWN.value
    if item.disposition is not None and (published or isinstance(item, Comment)):
        return item.disposition.value
    return ItemState.SUBMITTED.value


def _rows(round_: Round, keys: Iterable[int]) -> Mapping[int, DraftParagraph]:
    query = select(DraftParagraph).where(DraftParagraph.draft_id == round_.draft_id, DraftParagraph.key.in_(set(keys)))
    return {row.key: row for row in db.session.scalars(query)}
