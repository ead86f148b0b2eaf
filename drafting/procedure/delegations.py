"""Delegations: the units of the group, what they are called and what they are."""

from __future__ import annotations

import re
from datetime import datetime

from sqlalchemy import or_, select, update
from sqlalchemy.orm import Session

from drafting.errors import Invalid, Stale
from drafting.model.people import Delegation, Person, Seat, SignIn
from drafting.procedure.acting import record, require
from drafting.procedure.contributing import one_line
from drafting.rules.permissions import Act, Category

LONGEST_NAME = 200
LONGEST_CODE = 40
SECRETARIAT = "secretariat"
LANGUAGES = ("", "en", "fr")
"""What can be said of somebody's language; "" for nothing."""
RESERVED_CODES = frozenset({"delegations", "group", "invitations"})
"""Words that the pages about people need themselves as addresses."""


def hold_people(session: Session) -> None:
    """Let nobody else change who is in the group until this act is done; whoever comes meanwhile waits.

    The rows of the secretariat stand for it: there is always one. What refers to them does not wait.
    """
    session.flush()
    rows = select(Delegation.id).where(Delegation.category == Category.SECRETARIAT).order_by(Delegation.id)
    session.execute(rows.with_for_update(key_share=True)).all()


def add_delegation(
    session: Session,
    *,
    code: str,
    name: str,
    category: Category,
    by: Seat | None,
    at: datetime,
    name_fr: str = "",
    language: str = "",
) -> Delegation:
    """Add a delegation. `by` None: the instance sets itself up.

    Raises NotPermitted, or Invalid ("delegation-code", "delegation-code-taken", "delegation-name-missing",
    "delegation-name-taken", "language").
    """
    if by is not None:
        require(by, Act.MANAGE_PEOPLE)
    code = code.strip().lower()
    if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", code) or len(code) > LONGEST_CODE:
        raise Invalid("delegation-code", field="code")
    if code in RESERVED_CODES or session.scalar(select(Delegation.id).where(Delegation.code == code)):
        raise Invalid("delegation-code-taken", field="code", delegation=code)
    name, name_fr = _names(session, name, name_fr, but=None)
    _check_language(language)
    delegation = Delegation(
        code=code, name=name, name_fr=name_fr, language=language, category=category, head_submits=False, active=True
    )
    session.add(delegation)
    session.flush()
    record(session, act=Act.MANAGE_PEOPLE, verb="add_delegation", by=by, at=at, delegation=delegation.id)
    return delegation


def change_delegation(
    session: Session,
    delegation: Delegation,
    *,
    name: str,
    name_fr: str = "",
    category: Category,
    language: str = "",
    head_submits: bool,
    active: bool,
    version: int,
    by: Seat,
    at: datetime,
) -> None:
    """Rename or correct a delegation, say whether its head submits, or rest it, which ends its people's sessions.

    Raises NotPermitted, Stale ("delegation-changed", with `theirs`), or Invalid: as `add_delegation`, and
    "own-delegation", "last-secretariat-seat", "secretariat-stays" (what the secretariat may do does not pass on to
    people who were invited to something else, nor is it taken from them in passing).
    """
    require(by, Act.MANAGE_PEOPLE)
    hold_people(session)
    session.refresh(delegation, with_for_update={"key_share": True})
    if delegation.version != version:
        theirs = " | ".join(filter(None, (delegation.name, delegation.name_fr, delegation.category.value)))
        raise Stale("delegation-changed", version=delegation.version, theirs=theirs)
    name, name_fr = _names(session, name, name_fr, but=delegation.id)
    _check_language(language)
    if not active and delegation.id == by.delegation_id:
        raise Invalid("own-delegation", field="active")
    if category is not delegation.category and Category.SECRETARIAT in (category, delegation.category):
        raise Invalid("secretariat-stays", field="category")
    if not active:
        keep_somebody(session, but_delegation=delegation.id)
    delegation.name, delegation.name_fr, delegation.language = name, name_fr, language
    delegation.category, delegation.head_submits, delegation.active = category, head_submits, active
    if not active:
        seats = select(Seat.id).where(Seat.delegation_id == delegation.id)
        session.execute(update(SignIn).where(SignIn.seat_id.in_(seats), SignIn.ended_at.is_(None)).values(ended_at=at))
    record(session, act=Act.MANAGE_PEOPLE, verb="change_delegation", by=by, at=at, delegation=delegation.id)


def keep_somebody(session: Session, *, but_seat: int = 0, but_delegation: int = 0) -> None:
    """Raise Invalid ("last-secretariat-seat") unless somebody who can sign in is left in the secretariat: nobody could
    let anyone in any more. The people are held (`hold_people`)."""
    going = select(Seat.id).join(Delegation).where(Delegation.category == Category.SECRETARIAT)
    if not session.scalar(going.where(or_(Seat.id == but_seat, Delegation.id == but_delegation)).limit(1)):
        return
    left = going.join(Person).where(
        Seat.active.is_(True),
        Delegation.active.is_(True),
        Seat.id != but_seat,
        Delegation.id != but_delegation,
        Person.password_hash.is_not(None),
    )
    if not session.scalar(left.limit(1)):
        raise Invalid("last-secretariat-seat", field="active")


def the_secretariat(session: Session, *, at: datetime) -> Delegation:
    """The secretariat's delegation, made on a new instance."""
    delegation = session.scalar(
        select(Delegation).where(Delegation.category == Category.SECRETARIAT).order_by(Delegation.id).limit(1)
    )
    return delegation or add_delegation(
        session, code=SECRETARIAT, name="Secretariat", category=Category.SECRETARIAT, by=None, at=at
    )


def _names(session: Session, name: str, name_fr: str, *, but: int | None) -> tuple[str, str]:
    """Both names as they are kept; no two delegations are called the same in either language."""
    name = one_line(name, field="name", limit=LONGEST_NAME)
    name_fr = one_line(name_fr, field="name_fr", limit=LONGEST_NAME)
    if not name:
        raise Invalid("delegation-name-missing", field="name")
    others = session.execute(select(Delegation.name, Delegation.name_fr).where(Delegation.id != (but or 0))).all()
    taken = {one.casefold() for names in others for one in names}  # a database may not know Î from î
    for field, given in (("name", name), ("name_fr", name_fr)):
        if given and given.casefold() in taken:
            raise Invalid("delegation-name-taken", field=field)
    return name, name_fr


def _check_language(language: str) -> None:
    if language not in LANGUAGES:
        raise Invalid("language", field="language")
