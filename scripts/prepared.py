"""What the demonstration does not have and a picture is to show: something unsent, a package, a proposal, an entry."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from drafting.model.amendments import Amendment
from drafting.model.people import Delegation, Person, Seat
from drafting.model.rounds import Round
from drafting.model.texts import Text
from drafting.procedure.following import follow
from drafting.procedure.packages import make_package
from drafting.procedure.people import invite
from drafting.procedure.propose_amendment import propose_amendment
from drafting.procedure.submit_comment import submit_comment
from drafting.procedure.unsent import save_unsent
from drafting.rules.lifecycle import ItemKind, ItemState, Operation
from drafting.rules.permissions import Role
from drafting.web.database import begin_write, db
from drafting.web.factory import create_app

HEAD, OFFICE = "head.bergen@demo.example", "secretary@demo.example"
SOURCE = "Letter of the delegation, item 2"


def prepare(folder: Path) -> str:
    """Add it to the demonstration in `folder`, as Bergen and as the secretariat; gives the token of an invitation."""
    os.environ["DRAFTING_INSTANCE"] = str(folder)
    app = create_app()
    with app.app_context():
        begin_write()
        at = datetime.now(UTC)
        _fill(db.session(), at)
        token = _invite(db.session(), at)
        db.session.commit()
        db.session.remove()
        db.engine.dispose()
    return token


def _fill(session: Session, at: datetime) -> None:
    text = session.scalars(select(Text).where(Text.slug == "framework")).one()
    round_ = session.scalars(select(Round).where(Round.text_id == text.id).order_by(Round.number.desc())).first()
    assert round_ is not None
    bergen, office = _seat(session, HEAD), _seat(session, OFFICE)
    own = session.scalars(
        select(Amendment)
        .where(
            Amendment.round_id == round_.id,
            Amendment.delegation_id == bergen.delegation_id,
            Amendment.state == ItemState.SUBMITTED,
        )
        .order_by(Amendment.number)
        .limit(2)
    ).all()
    make_package(session, round_, own, title="Who helps, and how it is paid for", by=bergen, at=at)
    fields = {"text": "Towns help with housing and with advice.", "reason": "Advice comes first."}
    save_unsent(session, round_, form="amend:15:0", fields=fields, by=bergen, at=at)
    save_unsent(session, round_, form="comment:36", fields={"body": "Who bears the cost?"}, by=bergen, at=at)
    follow(session, text, 36, by=bergen, at=at)
    submit_comment(
        session, round_, body="Put the duties of towns before those of regions throughout.", kind=ItemKind.SUBSTANTIVE,
        proposal=True, reason="They bind most of the readers.", by=bergen, at=at,
    )  # fmt: skip
    delegation = session.get_one(Delegation, bergen.delegation_id)
    propose_amendment(
        session, round_, operation=Operation.INSERT, key=15, text="Towns name a person to whom newcomers can turn.",
        reason="One door is found more easily than five.", kind=ItemKind.SUBSTANTIVE, by=office, at=at,
        on_behalf_of=delegation, source=SOURCE,
    )  # fmt: skip
    submit_comment(
        session, round_, key=36, body="The delegation thanks the group for this paragraph.", kind=ItemKind.GENERAL,
        by=office, at=at, on_behalf_of=delegation, source=SOURCE,
    )  # fmt: skip


def _invite(session: Session, at: datetime) -> str:
    bergen, office = _seat(session, HEAD), _seat(session, OFFICE)
    delegation = session.get_one(Delegation, bergen.delegation_id)
    new = {"email": "reviewer.bergen@demo.example", "name": "Reviewer, Bergen", "role": Role.REVIEWER, "offices": []}
    return invite(session, delegation=delegation, by=office, at=at, **new)[1]  # type: ignore[arg-type]


def _seat(session: Session, email: str) -> Seat:
    return session.scalars(select(Seat).join(Person).where(Person.email == email)).one()
