"""What the group is called and what it is, in both languages, and whom to ask."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from drafting.errors import Invalid, Stale
from drafting.model.group import THE_ONLY, WorkingGroup
from drafting.model.people import Delegation, Person, Seat
from drafting.procedure.acting import record, require
from drafting.procedure.contributing import one_line, stored
from drafting.procedure.people import mail_address
from drafting.rules.permissions import Act, Category

LONGEST_NAME = 200
LONGEST_DESCRIPTION = 2_000


def the_group(session: Session) -> WorkingGroup | None:
    """What was said of the group; None while nothing was."""
    return session.get(WorkingGroup, THE_ONLY)


def people_of_secretariat(session: Session) -> list[Person]:
    """Whom to write to: those who act for the secretariat now, the first who came first."""
    seats = session.scalars(
        select(Seat)
        .join(Delegation)
        .where(Delegation.category == Category.SECRETARIAT, Delegation.active.is_(True), Seat.active.is_(True))
        .order_by(Seat.id)
    )
    return list(dict.fromkeys(one.person for one in seats))


def describe_group(
    session: Session,
    *,
    name: str,
    name_fr: str,
    description: str,
    description_fr: str,
    contact: str,
    version: int,
    by: Seat,
    at: datetime,
) -> WorkingGroup:
    """Say what the group is called and what it is; `version` 0: nothing was said before.

    Raises NotPermitted, Stale ("group-changed", with `theirs`), or Invalid ("group-name-missing", "email",
    "too-long", "control-character").
    """
    require(by, Act.DESCRIBE_GROUP)
    group = session.get(WorkingGroup, THE_ONLY, with_for_update=True, populate_existing=True)
    if (group.version if group else 0) != version:
        theirs = "\n".join((group.name, group.name_fr, group.description, group.description_fr)) if group else ""
        raise Stale("group-changed", version=group.version if group else 0, theirs=theirs)
    name = one_line(name, field="name", limit=LONGEST_NAME)
    if not name:
        raise Invalid("group-name-missing", field="name")
    group = group or WorkingGroup(id=THE_ONLY)
    group.name, group.name_fr = name, one_line(name_fr, field="name_fr", limit=LONGEST_NAME)
    group.description = _description(description, "description")
    group.description_fr = _description(description_fr, "description_fr")
    group.contact = _address(contact)
    session.add(group)
    record(session, act=Act.DESCRIBE_GROUP, verb="describe_group", by=by, at=at)
    return group


def _description(given: str, field: str) -> str:
    words = stored(given, field=field).strip()
    if len(words) > LONGEST_DESCRIPTION:
        raise Invalid("too-long", field=field, limit=LONGEST_DESCRIPTION, length=len(words))
    return words


def _address(given: str) -> str:
    if not given.strip():
        return ""
    try:
        return mail_address(given)
    except Invalid as error:
        raise Invalid(error.code, field="contact") from None
