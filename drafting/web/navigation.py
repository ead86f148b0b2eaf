"""What stands at the head of every page: the text one is in, its latest draft and round."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Flask, current_app, g, request
from sqlalchemy import func, select

from drafting.model.rounds import Round
from drafting.model.texts import Draft, Text
from drafting.rules.lifecycle import DraftState
from drafting.rules.permissions import Act, Case, Standing, may
from drafting.web.access import maybe_seat
from drafting.web.database import db
from drafting.web.group import group_name, group_said


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """The text that the page belongs to: address, title, latest issued draft's number, latest round's (0: none)."""

    slug: str
    title: str
    draft: int
    round: int


def place() -> Place | None:
    """Where this page is; a page outside of texts belongs to the only text when there is just one."""
    if "place" not in g:
        seat = maybe_seat()
        text = (request.view_args or {}).get("text") or request.args.get("text") or None
        g.place = _place(text, seat.standing) if seat else None
    found: Place | None = g.place
    return found


def _place(slug: str | None, standing: Standing) -> Place | None:
    readable = [
        state
        for state in DraftState
        if state is not DraftState.WORKING and may(standing, Act.READ_DRAFT, Case(draft_state=state.value))
    ]
    query = (
        select(Text.slug, Text.title, func.max(Draft.number), func.max(Round.number))
        .join(Draft, (Draft.text_id == Text.id) & Draft.state.in_(readable))
        .outerjoin(Round, Round.text_id == Text.id)
        .group_by(Text.id, Text.slug, Text.title)
    )
    if slug is not None:
        query = query.where(Text.slug == slug)
    rows = db.session.execute(query.limit(2)).all()
    if len(rows) != 1:
        return None
    return Place(slug=rows[0][0], title=rows[0][1], draft=rows[0][2] or 0, round=rows[0][3] or 0)


def install(app: Flask) -> None:
    @app.context_processor
    def _everywhere() -> dict[str, object]:
        return {
            "place": place,
            "acting": maybe_seat(),
            "group_name": group_name(),
            "group_said": group_said,
            "demo": bool(current_app.config.get("DEMO")),
        }
