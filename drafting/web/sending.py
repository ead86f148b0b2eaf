"""How a contribution is sent: submitted, or kept for the head; and what tells the browser that it arrived."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from flask import jsonify, render_template, request
from sqlalchemy import select
from werkzeug.wrappers import Response

from drafting.errors import Closed, Invalid, NotPermitted
from drafting.model.amendments import Amendment
from drafting.model.comments import Comment
from drafting.model.people import Delegation
from drafting.model.rounds import Round
from drafting.model.texts import Draft
from drafting.procedure.acting import case_of, require
from drafting.procedure.contributing import require_contributing, require_in_time
from drafting.procedure.group import people_of_secretariat
from drafting.procedure.unsent import keep_not_received
from drafting.rules.permissions import Act, Category
from drafting.web.access import now, seat
from drafting.web.arrived import tell
from drafting.web.database import db
from drafting.web.replies import see_other
from drafting.web.typed import answers_script
from drafting.web.wording import words_of


@dataclass(frozen=True, slots=True)
class Sending:
    """`submits`: the button submits for `delegation`; else what is written is kept for its head."""

    submits: bool
    delegation: str
    on_behalf: bool


def sending(round_: Round, act: Act, *, form_opened: datetime | None = None) -> Sending:
    """What the acting seat's button does now. Raises NotPermitted, Closed."""
    by, at = seat(), now()
    secretariat = by.delegation.category is Category.SECRETARIAT
    try:
        require_contributing(by, act, round_, at=at, form_opened=form_opened)
    except NotPermitted:
        require(by, Act.PREPARE, case_of(round_, at=at))
        require_in_time(round_, at=at, form_opened=form_opened)
        return Sending(False, by.delegation.name, secretariat)
    return Sending(True, by.delegation.name, secretariat)


def on_behalf_of(code: str) -> Delegation | None:
    """The delegation for which the secretariat enters something. Raises Invalid ("delegation-unknown")."""
    if not code:
        return None
    found = db.session.scalar(select(Delegation).where(Delegation.code == code))
    if found is None:
        raise Invalid("delegation-unknown", field="on_behalf_of")
    return found


def delegations_to_speak_for() -> list[Delegation]:
    """The delegations for which the secretariat can enter something."""
    speaking = Delegation.category.notin_([Category.SECRETARIAT, Category.PARENT_COMMITTEE])
    return list(
        db.session.scalars(select(Delegation).where(speaking, Delegation.active.is_(True)).order_by(Delegation.name))
    )


def came_from(draft: Draft, made: Amendment | Comment, said: str) -> Response | None:
    """Back to where the secretariat began the form, `back`: the desk's page of the block, or the page for entries on
    behalf with the delegation and the source still chosen, for what else the same e-mail holds. None: to the item.
    """
    back = request.form.get("back", "")
    if seat().delegation.category is not Category.SECRETARIAT:
        return None
    slug = draft.text.slug
    if back == "desk":
        return see_other("desk.block", text=slug, key=made.key or 0, said=said)
    if back == "on-behalf":
        code, source = made.delegation.code, made.source
        return see_other("on_behalf.enter", text=slug, number=draft.number, on_behalf_of=code, source=source, said=said)
    return None


def copy_name(draft: Draft, form: str) -> str:
    """The name of a form's copy in the browser: another seat or another draft never sees it."""
    return f"{seat().id}:{draft.id}:{form}"


def mark_sent(response: Response, draft: Draft, form: str) -> Response:
    """Tell the browser that the form arrived; its script then drops its copy.

    A form sent by static/js/autosave.js gets the address to go to instead of a redirect, which it would have followed
    unseen.
    """
    if answers_script():
        response = jsonify(location=response.location)
    tell(response, [copy_name(draft, form)])
    return response


def not_received(draft: Draft, round_: Round, error: Closed, *, form: str, fields: dict[str, str]) -> tuple[str, int]:
    """The 403 page for what came too late: it is kept, shown, and plainly not received."""
    keep_not_received(db.session(), round_, form=form, fields=fields, by=seat(), at=now(), code=error.code)
    page = render_template(
        "unsent/not_received.html",
        draft=draft,
        round=round_,
        said=words_of(error),
        fields=[(name, value) for name, value in fields.items() if name in ("text", "reason", "body", "words")],
        write_to=people_of_secretariat(db.session()),
    )
    return page, 403
