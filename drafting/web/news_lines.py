"""What happened, in words: for the start page, the page of news, and what one follows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from flask import url_for
from flask_babel import gettext as _
from sqlalchemy import select

from drafting.model.paragraphs import DraftParagraph
from drafting.model.rounds import Round
from drafting.model.texts import Text
from drafting.procedure.following import WHOLE
from drafting.procedure.news import Happening, Nearness, News
from drafting.rules.labels import amendment_label, comment_label
from drafting.web.database import db
from drafting.web.languages import strasbourg
from drafting.web.phrases import block_name

OF_AMENDMENTS = frozenset({Happening.AMENDMENT, Happening.SUPPORT, Happening.AMENDMENT_WITHDRAWN})


@dataclass(frozen=True, slots=True, kw_only=True)
class NewsLine:
    """One thing that happened: `label` leads to `address`, `words` say what; `new` since one was last here."""

    label: str
    address: str
    words: str
    at: datetime
    new: bool
    nearness: Nearness


def news_lines(text: Text, news: Sequence[News], *, since: datetime | None) -> list[NewsLine]:
    """The lines, in the order given; two queries, however many there are."""
    names = _names(news)
    return [_line(text, one, names, since) for one in news]


def _line(text: Text, one: News, names: dict[tuple[int, int], str], since: datetime | None) -> NewsLine:
    label, address = _link(text, one)
    return NewsLine(
        label=label,
        address=address,
        words=_words(one, _block(one, names)),
        at=one.at,
        new=since is None or one.at > since,
        nearness=one.nearness,
    )


def _link(text: Text, one: News) -> tuple[str, str]:
    match one.what:
        case Happening.DRAFT:
            words = _("Draft %(number)s", number=one.number)
            return words, url_for("reading.draft", text=text.slug, number=one.number)
        case Happening.ROUND | Happening.EXTENSION:
            words = _("Round %(number)s", number=one.number)
            return words, url_for("rounds.round", text=text.slug, number=one.number)
    if one.what in OF_AMENDMENTS:
        label = amendment_label(one.number, one.revision)
        return label, url_for("reading.amendment", text=text.slug, item=one.number)
    return comment_label(one.number), url_for("reading.comment", text=text.slug, item=one.number)


def _words(one: News, block: str) -> str:
    who = one.delegation.name if one.delegation is not None else ""
    own = one.nearness is Nearness.OWN
    match one.what:
        case Happening.DRAFT:
            return _("is published")
        case Happening.ROUND:
            return _("is opened, until %(moment)s (Strasbourg)", moment=strasbourg(one.until or one.at))
        case Happening.EXTENSION:
            return _("has more time, until %(moment)s (Strasbourg)", moment=strasbourg(one.until or one.at))
        case Happening.AMENDMENT:
            return _("%(delegation)s amends %(block)s", delegation=who, block=block)
        case Happening.PROPOSAL:
            return _("%(delegation)s proposes a change in words, on %(block)s", delegation=who, block=block)
        case Happening.COMMENT:
            return _("%(delegation)s comments on %(block)s", delegation=who, block=block)
        case Happening.REPLY if own:
            return _("%(delegation)s replies to your comment on %(block)s", delegation=who, block=block)
        case Happening.REPLY:
            return _("%(delegation)s replies to a comment on %(block)s", delegation=who, block=block)
        case Happening.ANSWER if own:
            return _("your comment on %(block)s is answered", block=block)
        case Happening.ANSWER:
            return _("a comment on %(block)s is answered", block=block)
        case Happening.SUPPORT if own:
            return _("%(delegation)s supports your amendment to %(block)s", delegation=who, block=block)
        case Happening.SUPPORT:
            return _("%(delegation)s supports an amendment to %(block)s", delegation=who, block=block)
        case Happening.AMENDMENT_WITHDRAWN:
            return _("%(delegation)s withdraws its amendment to %(block)s", delegation=who, block=block)
        case Happening.COMMENT_WITHDRAWN:
            return _("%(delegation)s withdraws its comment on %(block)s", delegation=who, block=block)


def _block(one: News, names: dict[tuple[int, int], str]) -> str:
    if one.key != WHOLE:
        return names.get((one.round_id, one.key), _("a block that is no longer there"))
    return _("the beginning of the draft") if one.what in OF_AMENDMENTS else _("the whole draft")


def _names(news: Sequence[News]) -> dict[tuple[int, int], str]:
    """What the blocks are called in the draft of their round, by round and key."""
    rounds = {one.round_id for one in news if one.key != WHOLE}
    keys = {one.key for one in news if one.key != WHOLE}
    query = (
        select(Round.id, DraftParagraph)
        .join(DraftParagraph, DraftParagraph.draft_id == Round.draft_id)
        .where(Round.id.in_(rounds), DraftParagraph.key.in_(keys))
    )
    return {(round_id, row.key): block_name(row.block, row.number) for round_id, row in db.session.execute(query)}
