"""To follow a block and to follow it no more; what one follows; all that happened."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass

from flask import Blueprint, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from drafting.errors import NotFound
from drafting.model.texts import Text
from drafting.procedure.acting import require
from drafting.procedure.find import find_text, latest_issued
from drafting.procedure.following import WHOLE, follow, followed, following, new_since, unfollow
from drafting.procedure.layout import rows_of
from drafting.procedure.news import News, news_of
from drafting.rules.permissions import Act, Case, may
from drafting.web.access import acts, local_path, maybe_sign_in, now, seat
from drafting.web.database import db
from drafting.web.news_lines import NewsLine, news_lines
from drafting.web.phrases import block_name
from drafting.web.replies import see_other

bp = Blueprint("following", __name__)
LINES = 50
"""Lines of news on one page."""
LATEST = 3
"""Lines beneath each block that is followed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Followed:
    """A block that is followed: what it is called now, where it is (""; not there any more), what happened there."""

    key: int
    name: str
    address: str
    lines: list[NewsLine]


@bp.app_context_processor
def _here() -> dict[str, object]:
    """For `_partials/follow.html`: whether the acting seat may follow and follows a block of the text."""

    def follows(text: Text, key: int) -> bool | None:
        draft = latest_issued(db.session(), text)
        if draft is None or not may(seat().standing, Act.FOLLOW, Case(draft_state=draft.state.value)):
            return None
        return following(db.session(), text, key, by=seat()) is not None

    return {"follows": follows}


@bp.post("/<text>/follow/<int:key>")
@acts(Act.FOLLOW)
def begin(text: str, key: int) -> Response:
    follow(db.session(), find_text(db.session(), text), key, by=seat(), at=now())
    return _back(text, _("You follow this now: what happens here is listed on your start page."))


@bp.post("/<text>/unfollow/<int:key>")
@acts(Act.FOLLOW)
def end(text: str, key: int) -> Response:
    unfollow(db.session(), find_text(db.session(), text), key, by=seat(), at=now())
    return _back(text, _("You follow this no more."))


@bp.get("/<text>/following")
@acts(Act.FOLLOW)
def listed(text: str) -> str:
    found = _readable(text)
    session = db.session()
    since = new_since(session, by=seat(), sign_in=maybe_sign_in())
    draft = latest_issued(session, found)
    rows = {row.key: row for row in rows_of(session, draft)} if draft is not None else {}
    places = followed(session, found, by=seat())
    keys = {one.key for one in places}
    latest: list[News] = []
    told: Counter[int] = Counter()
    for one in news_of(session, found, by=seat(), since=None):
        if one.round_id and told[one.key] < LATEST and one.key in keys:
            told[one.key] += 1
            latest.append(one)
    lines: dict[int, list[NewsLine]] = defaultdict(list)
    for one, line in zip(latest, news_lines(found, latest, since=since), strict=True):
        lines[one.key].append(line)
    number = draft.number if draft is not None else 1

    def place(key: int) -> Followed:
        name = block_name(rows[key].block, rows[key].number) if key in rows else _("a block that is no longer there")
        address = url_for("reading.block", text=found.slug, number=number, key=key)
        return Followed(
            key=key,
            name=_("The whole draft") if key == WHOLE else name[:1].upper() + name[1:],
            address=address if key in rows or key == WHOLE else "",
            lines=lines[key],
        )

    latest_first = sorted(places, key=lambda one: lines[one.key][0].at if lines[one.key] else one.at, reverse=True)
    shown = [place(one.key) for one in latest_first]
    return render_template("following/following.html", text=found, places=shown)


@bp.get("/<text>/news")
@acts(Act.FOLLOW)
def news(text: str) -> str:
    """All that others did around the text, the latest first."""
    found = _readable(text)
    since = new_since(db.session(), by=seat(), sign_in=maybe_sign_in())
    happened = news_of(db.session(), found, by=seat(), since=None)
    pages = max(1, -(-len(happened) // LINES))
    page = request.args.get("page", 1, int)
    if not 1 <= page <= pages:
        raise NotFound("page", page=page)
    shown = happened[(page - 1) * LINES : page * LINES]
    return render_template(
        "following/news.html",
        text=found,
        lines=news_lines(found, shown, since=since),
        since=since,
        page=page,
        pages=pages,
        shown_at=now().isoformat(),
    )


def _readable(text: str) -> Text:
    """The text, for whom may follow it. Raises NotFound, NotPermitted."""
    found = find_text(db.session(), text)
    draft = latest_issued(db.session(), found)
    require(seat(), Act.FOLLOW, Case(draft_state=draft.state.value if draft is not None else ""))
    return found


def _back(text: str, said: str) -> Response:
    """To the page that it was asked from."""
    answer = see_other("following.listed", text=text, said=said)
    answer.headers["Location"] = local_path(request.form.get("back")) or answer.headers["Location"]
    return answer
