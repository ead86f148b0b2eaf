"""Views of the triage that a seat keeps under names of its own."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from drafting.errors import Invalid, NotFound
from drafting.model.organising import SavedView
from drafting.model.people import Seat
from drafting.model.texts import Text
from drafting.procedure.acting import record, require
from drafting.procedure.contributing import one_line
from drafting.rules.permissions import Act

NAME_LIMIT = 80
"""Longest name of a view, in characters: what its column holds."""
QUERY_LIMIT = 500
"""Longest query string of a view, in characters: what its column holds."""


def views_of(session: Session, text: Text, *, by: Seat) -> Sequence[SavedView]:
    """The seat's views of the text, by name."""
    mine = select(SavedView).where(SavedView.seat_id == by.id, SavedView.text_id == text.id)
    return session.scalars(mine.order_by(SavedView.name)).all()


def save_view(session: Session, text: Text, *, name: str, query: str, by: Seat, at: datetime) -> SavedView:
    """Keep filters under a name; one of that name is replaced.

    Raises NotPermitted; Invalid ("view-name-missing", "too-long", "control-character").
    """
    require(by, Act.ORGANISE_DESK)
    name = _name(name)
    query = one_line(query, field="view", limit=QUERY_LIMIT)
    view = _named(session, text, name, by)
    if view is None:
        view = SavedView(seat_id=by.id, text_id=text.id, name=name, query=query, at=at)
        session.add(view)
    view.query, view.at = query, at
    record(session, act=Act.ORGANISE_DESK, verb="save_view", by=by, at=at, text=text.id)
    return view


def rename_view(session: Session, text: Text, view_id: int, *, name: str, by: Seat, at: datetime) -> SavedView:
    """Give a view another name. Raises as `save_view`; NotFound; Invalid ("view-name-taken")."""
    require(by, Act.ORGANISE_DESK)
    view = _own(session, text, view_id, by)
    name = _name(name)
    other = _named(session, text, name, by)
    if other is not None and other is not view:
        raise Invalid("view-name-taken", field="view", name=name)
    view.name = name
    record(session, act=Act.ORGANISE_DESK, verb="rename_view", by=by, at=at, text=text.id)
    return view


def remove_view(session: Session, text: Text, view_id: int, *, by: Seat, at: datetime) -> None:
    """Keep a view no more. Raises NotPermitted; NotFound, also for somebody else's."""
    require(by, Act.ORGANISE_DESK)
    session.delete(_own(session, text, view_id, by))
    record(session, act=Act.ORGANISE_DESK, verb="remove_view", by=by, at=at, text=text.id)


def _name(given: str) -> str:
    name = one_line(given, field="view", limit=NAME_LIMIT)
    if not name:
        raise Invalid("view-name-missing", field="view")
    return name


def _named(session: Session, text: Text, name: str, by: Seat) -> SavedView | None:
    return session.scalar(
        select(SavedView).where(SavedView.seat_id == by.id, SavedView.text_id == text.id, SavedView.name == name)
    )


def _own(session: Session, text: Text, view_id: int, by: Seat) -> SavedView:
    view = session.get(SavedView, view_id)
    if view is None or (view.seat_id, view.text_id) != (by.id, text.id):
        raise NotFound("view", view=view_id)
    return view
