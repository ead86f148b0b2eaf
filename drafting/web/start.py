"""The start page: what is asked and until when, what is unsent, what is new, what became of it, what to decide."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from flask import Blueprint, render_template, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from drafting.errors import Invalid
from drafting.model.texts import Text
from drafting.procedure.following import followed, mark_seen, new_since
from drafting.procedure.news import Nearness, news_of
from drafting.procedure.overview import TextOverview, overview
from drafting.rules.permissions import Act
from drafting.web.access import acts, maybe_sign_in, now, seat
from drafting.web.database import db
from drafting.web.news_lines import NewsLine, news_lines
from drafting.web.on_behalf import lines_to_confirm
from drafting.web.replies import see_other
from drafting.web.unsent_items import UnsentItem, unsent_items

bp = Blueprint("start", __name__)
LATEST = 6
"""Most lines of one nearness on the start page; the rest stands on the page of news."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """One text on the start page. `news` are the latest lines by nearness, `more` how many further ones are new."""

    one: TextOverview
    unsent: Sequence[UnsentItem]
    news: Mapping[str, Sequence[NewsLine]]
    new: int
    followed: int


@bp.get("/")
@acts(Act.KEEP_OWN_ACCOUNT)
def start() -> str:
    at = now()
    since = new_since(db.session(), by=seat(), sign_in=maybe_sign_in())
    return render_template(
        "start/start.html",
        cards=[_card(one, since) for one in overview(db.session(), by=seat(), at=at)],
        to_confirm=lines_to_confirm(),
        since=since,
        shown_at=at.isoformat(),
    )


@bp.post("/seen")
@acts(Act.KEEP_OWN_ACCOUNT)
def seen() -> Response:
    """All that the page showed is seen; what came since it was made stays new."""
    try:
        up_to = datetime.fromisoformat(request.form.get("up_to", ""))
        if up_to.tzinfo is None:
            raise ValueError
    except ValueError:
        raise Invalid("choice", field="up_to") from None
    mark_seen(db.session(), up_to=up_to, by=seat(), at=now())
    return see_other("start.start", said=_("Marked as seen."))


def _card(one: TextOverview, since: datetime | None) -> Card:
    text: Text = one.text
    news = news_of(db.session(), text, by=seat(), since=since)
    near = {nearness: [item for item in news if item.nearness is nearness] for nearness in Nearness}
    shown = [item for nearness in Nearness for item in near[nearness][:LATEST]]
    lines = news_lines(text, shown, since=since)
    return Card(
        one=one,
        unsent=unsent_items(text),
        news={nearness.value: [line for line in lines if line.nearness is nearness] for nearness in Nearness},
        new=len(news),
        followed=len(followed(db.session(), text, by=seat())),
    )
