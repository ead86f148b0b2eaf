"""Reading a draft: the text, its margin, the panel, one block, permalinks."""

from __future__ import annotations

import hashlib

from flask import Blueprint, Response, render_template, request, session, url_for
from flask_babel import get_locale
from sqlalchemy import func, select
from werkzeug.wrappers import Response as Redirect

from drafting.errors import NotFound
from drafting.model.amendments import Unsent
from drafting.model.paragraphs import DraftParagraph
from drafting.model.rounds import Round
from drafting.model.texts import Draft
from drafting.procedure.acting import case_of
from drafting.procedure.find import find_amendment, find_comment, find_draft, find_text, round_of
from drafting.procedure.read_draft import read_draft
from drafting.rules.deadlines import Left, left
from drafting.rules.lifecycle import DraftState
from drafting.rules.permissions import Act, may
from drafting.web.access import acts, maybe_sign_in, now, seat
from drafting.web.comparison import compare
from drafting.web.database import db
from drafting.web.languages import theme
from drafting.web.reading_body import Addresses, Body, bodies, compose
from drafting.web.reading_panel import panel_of
from drafting.web.reading_views import amendments_inline, changes_since
from drafting.web.replies import see_other

bp = Blueprint("reading", __name__)
VIEWS = ("published", "changes", "all")
PARAMETERS = ("p", "tab", "view")


@bp.get("/<text>")
@acts(Act.READ_DRAFT)
def text(text: str) -> Redirect:
    """The latest draft."""
    found = find_text(db.session(), text)
    number = db.session.scalar(
        select(func.max(Draft.number)).where(Draft.text_id == found.id, Draft.state != DraftState.WORKING)
    )
    return see_other("reading.draft", text=text, number=number or 1)


@bp.get("/<text>/<int:number>")
@acts(Act.READ_DRAFT)
def draft(text: str, number: int) -> str | Response:
    found = find_draft(db.session(), text, number, by=seat())
    round_ = round_of(db.session(), found)
    tag = _tag(found, round_)
    if tag and request.if_none_match.contains(tag):
        answer = Response(status=304)
        answer.set_etag(tag)
        return answer
    key = request.args.get("p", type=int)
    view = request.args.get("view", "published")
    if view not in VIEWS or (view == "changes" and found.base_id is None):
        view = "published"
    panel = panel_of(found, round_, key, tab=request.args.get("tab", "")) if key is not None else None
    page = render_template(
        "reading/draft.html",
        draft=found,
        text=found.text,
        round=round_,
        body=_body(found, round_, view),
        panel=panel,
        view=view,
        left=_left(round_),
        mine=_mine(round_),
        contributing=_contributing(round_),
        latest=_latest(found),
    )
    answer = Response(page)
    if tag:
        answer.set_etag(tag)
    return answer


@bp.get("/<text>/<int:number>/p/<int:key>")
@acts(Act.READ_DRAFT)
def block(text: str, number: int, key: int) -> str:
    """One block by itself: the panel's home on small screens and without JavaScript."""
    found = find_draft(db.session(), text, number, by=seat())
    round_ = round_of(db.session(), found)
    panel = panel_of(found, round_, key, tab=request.args.get("tab", ""))
    if panel.row is None and key != 0:
        raise NotFound("block", key=key)
    return render_template(
        "reading/block.html",
        draft=found,
        text=found.text,
        round=round_,
        panel=panel,
        left=_left(round_),
        mine=_mine(round_),
        contributing=_contributing(round_),
    )


@bp.get("/<text>/<int:number>/<printed>")
@acts(Act.READ_DRAFT)
def numbered(text: str, number: int, printed: str) -> Redirect:
    """A block by its printed number of that draft."""
    found = find_draft(db.session(), text, number, by=seat())
    key = db.session.scalar(
        select(DraftParagraph.key)
        .where(DraftParagraph.draft_id == found.id, DraftParagraph.number == printed)
        .order_by(DraftParagraph.kind != "paragraph", DraftParagraph.rank)
        .limit(1)
    )
    if key is None:
        raise NotFound("block", printed=printed)
    return see_other("reading.draft", text=text, number=number, p=key, anchor=f"p{key}")


@bp.get("/<text>/<int:before>..<int:after>")
@acts(Act.READ_DRAFT)
def comparison(text: str, before: int, after: int) -> str:
    """What changed from one draft to another, and why."""
    return compare(text, before, after)


@bp.get("/<text>/A-<int:item>")
@acts(Act.READ_CONTRIBUTIONS)
def amendment(text: str, item: int) -> Redirect:
    found = find_amendment(db.session(), text, item)
    round_ = db.session.get_one(Round, found.round_id)
    number = find_draft(db.session(), text, round_.draft.number, by=seat()).number
    return see_other("reading.block", text=text, number=number, key=found.key, tab="amendments", anchor=f"A-{item:03d}")


@bp.get("/<text>/C-<int:item>")
@acts(Act.READ_CONTRIBUTIONS)
def comment(text: str, item: int) -> Redirect:
    found = find_comment(db.session(), text, item)
    round_ = db.session.get_one(Round, found.round_id)
    number = find_draft(db.session(), text, round_.draft.number, by=seat()).number
    return see_other(
        "reading.block", text=text, number=number, key=found.key or 0, tab="comments", anchor=f"C-{item:03d}"
    )


def _body(found: Draft, round_: Round | None, view: str) -> Body:
    """The body, kept while nothing that this seat may see changes."""
    acting = seat()
    contributing = _contributing(round_)
    # Submitted items are seen by the whole group alike; what differs by seat is only whether it may contribute.
    key = (found.id, found.revision, str(get_locale()), view, contributing, acting.delegation.category.value)
    kept = bodies.get(key)
    if kept is not None:
        return kept
    session_ = db.session()
    reads = may(acting.standing, Act.READ_CONTRIBUTIONS, case_of(round_, at=now())) if round_ else False
    reading = read_draft(session_, found, round_ if reads else None, by=acting)
    address = url_for("reading.draft", text=found.text.slug, number=found.number)
    addresses = Addresses(draft=address, contributing=contributing)
    if view == "changes":
        shown, inserted = changes_since(session_, found)
        body = compose(reading, addresses, shown=shown, inserted=inserted)
    elif view == "all" and round_ is not None and reads:
        body = compose(reading, addresses, inserted=amendments_inline(session_, found, round_, by=acting))
    else:
        body = compose(reading, addresses)
    return bodies.keep(key, body)


def _contributing(round_: Round | None) -> bool:
    """Whether this seat may prepare contributions now."""
    return round_ is not None and may(seat().standing, Act.PREPARE, case_of(round_, at=now()))


def _left(round_: Round | None) -> Left | None:
    return left(deadline=round_.deadline, at=now()) if round_ is not None and round_.state == "open" else None


def _mine(round_: Round | None) -> int:
    """How many unsent items the delegation has in the round."""
    if round_ is None:
        return 0
    query = select(func.count(Unsent.id)).where(
        Unsent.round_id == round_.id, Unsent.delegation_id == seat().delegation_id
    )
    return db.session.scalar(query) or 0


def _latest(found: Draft) -> int:
    number = db.session.scalar(
        select(func.max(Draft.number)).where(Draft.text_id == found.text_id, Draft.state != DraftState.WORKING)
    )
    return number or found.number


def _tag(found: Draft, round_: Round | None) -> str | None:
    """What the whole page depends on, hashed; None when there is something to say once (a status line)."""
    sign_in = maybe_sign_in()
    if session.get("_flashes") or sign_in is None:
        return None
    rest = _left(round_)
    told = (
        found.id,
        found.revision,
        found.state.value,
        round_.version if round_ else 0,
        (rest.days, rest.hours if not rest.days else 0, rest.minutes if not rest.days and not rest.hours else 0)
        if rest
        else None,
        sign_in.id,
        sign_in.seat_id,
        sign_in.person.name,
        sign_in.person.shortcuts,
        sign_in.person.keep_typed,
        str(get_locale()),
        theme(),
        _mine(round_),
        [request.args.get(name) for name in PARAMETERS],
        _latest(found),
    )
    return hashlib.sha256(repr(told).encode()).hexdigest()[:32]
