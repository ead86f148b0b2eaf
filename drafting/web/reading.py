"""Reading a draft: the text, its margin, the panel, one block, permalinks."""

from __future__ import annotations

from flask import Blueprint, render_template, request, url_for
from flask_babel import get_locale
from sqlalchemy import func, select
from werkzeug.wrappers import Response as Redirect

from drafting.errors import NotFound
from drafting.model.amendments import Unsent
from drafting.model.paragraphs import DraftParagraph
from drafting.model.rounds import Round
from drafting.model.texts import Draft
from drafting.procedure.acting import case_of
from drafting.procedure.find import find_amendment, find_comment, find_draft, find_draft_and_round, find_text
from drafting.procedure.mended import correction_of
from drafting.procedure.read_draft import read_draft
from drafting.rules.deadlines import Left, left
from drafting.rules.lifecycle import DraftState
from drafting.rules.permissions import Act, may
from drafting.web.access import acts, now, seat
from drafting.web.block_history import block_history
from drafting.web.comparison import choose, compare
from drafting.web.database import db
from drafting.web.reading_blocks import Around
from drafting.web.reading_body import Body, compose
from drafting.web.reading_cache import STANDING_IN, keeping, page_is_kept, shelves_of_app
from drafting.web.reading_facts import VIEWS, body_key, may_compare
from drafting.web.reading_panel import panel_of
from drafting.web.reading_views import amendments_inline, changes_since
from drafting.web.reference import quoted_in, reference_to
from drafting.web.replies import see_other

bp = Blueprint("reading", __name__)


@bp.get("/<text>")
@acts(Act.READ_DRAFT)
def text(text: str) -> Redirect:
    """The latest draft."""
    found = find_text(db.session(), text)
    number = db.session.scalar(
        select(func.max(Draft.number)).where(Draft.text_id == found.id, Draft.state != DraftState.WORKING)
    )
    return see_other("reading.draft", text=text, number=number or 1)


def body_alone(text: str, number: int) -> Body:
    """The body of the draft that is asked for, in the view that is asked for."""
    found, round_ = find_draft_and_round(db.session(), text, number, by=seat())
    return _body(found, round_, _view(found))


@bp.get("/<text>/<int:number>")
@keeping(body_alone)
@acts(Act.READ_DRAFT)
def draft(text: str, number: int) -> str | Redirect:
    found, round_ = find_draft_and_round(db.session(), text, number, by=seat())
    if found.state is DraftState.WORKING:
        return see_other("desk.preview", text=text)
    view = _view(found)
    panel = None
    if page_is_kept():
        body = STANDING_IN
    else:
        body = _body(found, round_, view)
        key = request.args.get("p", type=int)
        if key is not None:
            panel = panel_of(found, round_, key, tab=request.args.get("tab", ""))
            if panel.row is None and key:
                return see_other("reading.block", text=text, number=number, key=key)
            body = body.with_selected(key)
    return render_template(
        "reading/draft.html",
        draft=found,
        text=found.text,
        round=round_,
        body=body,
        panel=panel,
        reference=reference_to(found, panel.row) if panel is not None else "",
        view=view,
        left=_left(round_),
        mine=_mine(round_),
        contributing=_contributing(round_),
        latest=_latest(found),
        corrected_by=_corrected_by(found),
    )


@bp.get("/<text>/<int:number>/p/<int:key>")
@acts(Act.READ_DRAFT)
def block(text: str, number: int, key: int) -> str:
    """One block by itself: the panel's home on small screens and without JavaScript."""
    found, round_ = find_draft_and_round(db.session(), text, number, by=seat())
    panel = panel_of(found, round_, key, tab=request.args.get("tab", ""))
    if panel.row is None and key != 0 and not panel.wordings:
        raise NotFound("block", key=key)
    quoted = quoted_in(panel.row, request.args.get("words", ""))
    return render_template(
        "reading/block.html",
        draft=found,
        latest=_latest(found),
        text=found.text,
        round=round_,
        panel=panel,
        quoted=quoted,
        reference=reference_to(found, panel.row, quoted),
        left=_left(round_),
        mine=_mine(round_),
        contributing=_contributing(round_),
    )


@bp.get("/<text>/p/<int:key>/history")
@acts(Act.READ_DRAFT)
def history(text: str, key: int) -> str:
    """A block through all drafts, whatever became of it."""
    found = find_text(db.session(), text)
    return render_template("reading/history.html", text=found, history=block_history(found, key))


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


@bp.get("/<text>/compare")
@acts(Act.READ_DRAFT)
def choose_drafts(text: str) -> Redirect:
    """To the comparison of the two drafts that were chosen."""
    return choose(text)


@bp.get("/<text>/<int:before>..<int:after>")
@acts(Act.READ_DRAFT)
def comparison(text: str, before: int, after: int) -> str:
    """What changed from one draft to another, and why."""
    return compare(text, before, after)


@bp.get("/<text>/A-<int:item>")
@acts(Act.READ_CONTRIBUTIONS)
def amendment(text: str, item: int) -> Redirect:
    found = find_amendment(db.session(), text, item, by=seat())
    round_ = db.session.get_one(Round, found.round_id)
    number = round_.draft.number
    return see_other("reading.block", text=text, number=number, key=found.key, tab="amendments", anchor=f"A-{item:03d}")


@bp.get("/<text>/C-<int:item>")
@acts(Act.READ_CONTRIBUTIONS)
def comment(text: str, item: int) -> Redirect:
    found = find_comment(db.session(), text, item, by=seat())
    round_ = db.session.get_one(Round, found.round_id)
    number = round_.draft.number
    return see_other(
        "reading.block", text=text, number=number, key=found.key or 0, tab="comments", anchor=f"C-{item:03d}"
    )


def _view(found: Draft) -> str:
    """The view that is asked for, if there is such a one of this draft."""
    view = request.args.get("view", "")
    if view == "changes" and not (found.base and may_compare(seat().standing, found.base.state)):
        return "published"
    return view if view in VIEWS else "published"


def _body(found: Draft, round_: Round | None, view: str) -> Body:
    """The body, kept while nothing that this seat may see changes."""
    shelves, language = shelves_of_app(), str(get_locale())
    key = body_key(
        seat().standing,
        draft=(found.id, found.revision),
        draft_state=found.state,
        round_state=round_.state if round_ else None,
        language=language,
        view=view,
    )
    *_, reads, contributing = key
    body: Body | None = shelves.bodies.get(key)
    if body is not None:
        return body
    session = db.session()
    reading = read_draft(session, found, round_ if reads else None, by=seat(), kept=shelves.facts.of)

    around = Around(
        address=url_for("reading.draft", text=found.text.slug, number=found.number), contributing=bool(contributing)
    )
    shown, inserted = None, None
    if view == "changes":
        shown, inserted = changes_since(session, found)
    elif view == "all" and round_ is not None and reads:
        inserted = amendments_inline(session, found, round_, by=seat())
    place = (found.id, language, contributing)
    body = compose(reading, around, kept=shelves.blocks, place=place, shown=shown, inserted=inserted)
    return shelves.bodies.keep(key, body)


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


def _corrected_by(found: Draft) -> int | None:
    """The number of the corr that mends the draft."""
    if found.state is not DraftState.SUPERSEDED:
        return None
    corr = correction_of(db.session(), found)
    return corr.number if corr is not None else None


def _latest(found: Draft) -> int:
    number = db.session.scalar(
        select(func.max(Draft.number)).where(Draft.text_id == found.text_id, Draft.state != DraftState.WORKING)
    )
    return number or found.number
