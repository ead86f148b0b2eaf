"""All that the reading page depends on, in one statement: who asks, by which seat, of which draft and round."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path

from flask import current_app, request, session
from sqlalchemy import Select, bindparam, func, select
from sqlalchemy.orm import aliased

from drafting.model.amendments import Unsent
from drafting.model.group import THE_ONLY, WorkingGroup
from drafting.model.people import Delegation, Person, Seat, SignIn
from drafting.model.rounds import Round
from drafting.model.texts import Draft, Text
from drafting.procedure.door import SIGN_IN_LASTS
from drafting.procedure.people import token_hash
from drafting.rules.deadlines import left
from drafting.rules.lifecycle import DraftState, RoundState
from drafting.rules.permissions import Act, Case, Standing, may
from drafting.web.access import now
from drafting.web.database import db
from drafting.web.languages import chosen_language, chosen_theme
from drafting.web.last_used import TOLD_EVERY
from drafting.web.settings import ROOT

VIEWS = ("published", "changes", "all")


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """`body` names the draft's body, which all who see the same share; `page` what is around it; `tag` both."""

    body: tuple[object, ...]
    page: str
    tag: str


def facts_of(slug: str, number: int) -> Facts | None:
    """None where the page is out of the ordinary: nobody signed in, not permitted, something to say once, a panel."""
    token = session.get("_user_id")
    view = request.args.get("view", "published")
    if not token or session.get("_flashes") or view not in VIEWS or not set(request.args) <= {"view"}:
        return None
    with db.engine.connect() as connection:
        since = now() - SIGN_IN_LASTS
        used = now() - TOLD_EVERY
        asked = {"token": token_hash(token), "slug": slug, "number": number, "since": since, "used": used}
        row = connection.execute(_STATEMENT, asked).one_or_none()
    if row is None or row.state is DraftState.WORKING:
        return None
    standing = Standing(delegation=row.code, category=row.category, role=row.role, offices=frozenset(row.offices))
    if view == "changes" and not may_compare(standing, row.base_state):
        return None
    if not may(standing, Act.READ_DRAFT, Case(draft_state=row.state.value)):
        return None
    language = chosen_language(row.language)
    body = body_key(
        standing,
        draft=(row.draft_id, row.revision),
        draft_state=row.state,
        round_state=row.round_state,
        language=language,
        view=view,
    )
    person = tuple(row)[: -len(_OF_THE_BODY)]
    rest = _shown(row.deadline) if row.round_state is RoundState.OPEN else ()
    group = current_app.config.get("GROUP_NAME")
    page = _digest((person, rest, language, chosen_theme(row.theme), request.query_string, group, edition()))
    return Facts(body=body, page=page, tag=_digest((page, body)))


def body_key(
    standing: Standing,
    *,
    draft: tuple[int, int],
    draft_state: DraftState,
    round_state: RoundState | None,
    language: str,
    view: str,
) -> tuple[object, ...]:
    """What a body depends on: the draft's id and revision, the language, the view, and what the seat may see.

    Submitted items are seen by the whole group alike; what differs is whether the seat sees any, and may contribute.
    """
    case = Case(draft_state=draft_state.value, round_state=round_state.value if round_state else "")
    reads = round_state is not None and may(standing, Act.READ_CONTRIBUTIONS, case)
    contributing = round_state is not None and may(standing, Act.PREPARE, case)
    return (*draft, language, view, reads, contributing)


def may_compare(standing: Standing, base: DraftState | None) -> bool:
    """Whether the words that went since the base, in its state, may be shown; None: there is no base."""
    return base is not None and may(standing, Act.READ_DRAFT, Case(draft_state=base.value))


def _digest(told: object) -> str:
    return hashlib.sha256(repr(told).encode()).hexdigest()[:32]


def _shown(deadline: datetime) -> tuple[int, ...]:
    """As much of the time that is left as the page says."""
    rest = left(deadline=deadline, at=now())
    if rest.days:
        return (rest.days,)
    return (0, rest.hours) if rest.hours else (0, 0, rest.minutes)


@cache
def edition() -> str:
    """A mark of the program's own files: another version makes other pages."""
    told = hashlib.sha256()
    for folder in ("templates", "static", "drafting"):
        for path in sorted((ROOT / folder).rglob("*")):
            if path.suffix in (".html", ".css", ".js", ".py", ".mo"):
                told.update(_file(path))
    return told.hexdigest()[:12]


def _file(path: Path) -> bytes:
    stat = path.stat()
    return f"{path.relative_to(ROOT)} {stat.st_size} {stat.st_mtime_ns}\n".encode()


_OF_THE_BODY = (Draft.revision,)
_base, _later_draft, _later_round = aliased(Draft), aliased(Draft), aliased(Round)


def _statement() -> Select[*tuple[object, ...]]:
    """One row; what only the body depends on stands last."""
    latest = select(func.max(_later_draft.number)).where(
        _later_draft.text_id == Text.id, _later_draft.state != DraftState.WORKING
    )
    last_round = select(func.max(_later_round.number)).where(_later_round.text_id == Text.id)
    unsent = select(func.count(Unsent.id)).where(
        Unsent.round_id == Round.id, Unsent.delegation_id == Seat.delegation_id
    )
    columns = (
        SignIn.id.label("sign_in_id"),
        SignIn.seat_id,
        Person.name.label("person"),
        Person.language,
        Person.theme,
        Person.shortcuts,
        Person.keep_typed,
        Person.say_changes,
        Seat.role,
        Seat.offices,
        Delegation.code,
        Delegation.name.label("delegation"),
        Delegation.name_fr.label("delegation_fr"),
        Delegation.category,
        Draft.id.label("draft_id"),
        Draft.state,
        _base.state.label("base_state"),
        Round.id.label("round_id"),
        Round.number.label("round_number"),
        Round.version.label("round_version"),
        Round.state.label("round_state"),
        Round.deadline,
        unsent.correlate(Round, Seat).scalar_subquery().label("unsent"),
        WorkingGroup.version.label("group_version"),
        latest.correlate(Text).scalar_subquery().label("latest"),
        last_round.correlate(Text).scalar_subquery().label("last_round"),
        *_OF_THE_BODY,
    )
    return (
        select(*columns)
        .select_from(SignIn)
        .join(Person, Person.id == SignIn.person_id)
        .join(Seat, Seat.id == SignIn.seat_id)
        .join(Delegation, Delegation.id == Seat.delegation_id)
        .join(Text, Text.slug == bindparam("slug"))
        .join(Draft, (Draft.text_id == Text.id) & (Draft.number == bindparam("number")))
        .outerjoin(_base, _base.id == Draft.base_id)
        .outerjoin(Round, Round.draft_id == Draft.id)
        .outerjoin(WorkingGroup, WorkingGroup.id == THE_ONLY)
        .where(
            SignIn.token_hash == bindparam("token"),
            SignIn.ended_at.is_(None),
            SignIn.created_at > bindparam("since"),
            func.coalesce(SignIn.used_at, SignIn.created_at) > bindparam("used"),  # else its use is told first
            Seat.active.is_(True),
            Delegation.active.is_(True),
        )
    )


_STATEMENT = _statement()
