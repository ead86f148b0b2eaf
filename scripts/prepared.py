"""What the demonstration does not have and a picture is to show: something unsent, a package, a proposal, an entry."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from drafting.exchange.found import Found, FoundKind, Remark
from drafting.model.amendments import Amendment
from drafting.model.people import Delegation, Person, Seat
from drafting.model.rounds import Round
from drafting.model.texts import Text
from drafting.procedure.deliver import deliver
from drafting.procedure.following import follow
from drafting.procedure.layout import rows_of
from drafting.procedure.packages import make_package
from drafting.procedure.people import invite
from drafting.procedure.propose_amendment import propose_amendment
from drafting.procedure.read_returned import Opened
from drafting.procedure.submit_comment import submit_comment
from drafting.procedure.unsent import save_unsent
from drafting.rules.lifecycle import ItemKind, ItemState, Operation
from drafting.rules.permissions import Role
from drafting.text.blocks import Kind
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
        _deliver(db.session(), at)
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


def _deliver(session: Session, at: datetime) -> None:
    """A file that came back from Bergen, and has not been looked through."""
    bergen, office = _seat(session, HEAD), _seat(session, OFFICE)
    text = session.scalars(select(Text).where(Text.slug == "framework")).one()
    round_ = session.scalars(select(Round).where(Round.text_id == text.id).order_by(Round.number.desc())).first()
    assert round_ is not None
    rows = [row for row in rows_of(session, round_.draft) if row.kind is Kind.PARAGRAPH and " should " in row.text]
    words: dict[str, Any] = {"reviewer": "Reviewer, Bergen", "at": at}
    brought = [
        Found(place=at_, found=FoundKind.AMENDMENT, operation=Operation.REPLACE, key=row.key, before=row.text,
              text=row.text.replace(" should ", " shall ", 1), reason=reason, remarks=remarks, **words)
        for at_, (row, reason, remarks) in enumerate(
            zip(rows, ("It has been agreed before.", "", ""), ((), (Remark.UNTRACKED,), ()), strict=False)
        )
    ]  # fmt: skip
    brought += [
        Found(place=7, found=FoundKind.COMMENT, key=rows[0].key, text="Is this the wording of the recommendation?",
              start=0, end=6, exact=rows[0].text[:6], **words),
        Found(place=8, found=FoundKind.UNPLACED, key=rows[1].key, text="Thank you for this draft.",
              remarks=(Remark.NOTE_ON_GUIDE,), **words),
    ]  # fmt: skip
    deliver(
        session, round_, Opened(found=tuple(brought), made_from=f"framework/{round_.draft.number}"),
        name="framework-draft-2-bergen.docx", data=b"", source="E-mail of the delegation",
        delegation=session.get_one(Delegation, bergen.delegation_id), by=office, at=at,
    )  # fmt: skip


def _invite(session: Session, at: datetime) -> str:
    bergen, office = _seat(session, HEAD), _seat(session, OFFICE)
    delegation = session.get_one(Delegation, bergen.delegation_id)
    new = {"email": "reviewer.bergen@demo.example", "name": "Reviewer, Bergen", "role": Role.REVIEWER, "offices": []}
    return invite(session, delegation=delegation, by=office, at=at, **new)[1]  # type: ignore[arg-type]


def _seat(session: Session, email: str) -> Seat:
    return session.scalars(select(Seat).join(Person).where(Person.email == email)).one()
