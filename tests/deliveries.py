"""A file that came back, for the tests of its pages."""

from __future__ import annotations

from sqlalchemy.orm import Session

from drafting.exchange.found import Found, FoundKind, Remark
from drafting.exchange.read_table import RefusedRow
from drafting.model.deliveries import Delivery
from drafting.model.rounds import Round
from drafting.procedure.deliver import deliver
from drafting.procedure.read_returned import Opened
from drafting.rules.lifecycle import Operation
from tests.factories import NOON, a_head, the_secretariat


def a_delivery(session: Session, round_: Round, *, own: bool = False) -> Delivery:
    """A file of Bergen's that brought a change, a comment, and words without a place; `own`: by its head."""
    brought = (
        Found(
            place=0,
            found=FoundKind.AMENDMENT,
            reviewer="Anna",
            operation=Operation.REPLACE,
            key=1,
            text="Towns help.",
            remarks=(Remark.UNTRACKED,),
        ),
        Found(place=1, found=FoundKind.COMMENT, reviewer="Bert", key=2, text="Why?", start=0, end=7, exact="Regions"),
        Found(place=2, found=FoundKind.UNPLACED, reviewer="Anna", text="Words.", remarks=(Remark.NO_PLACE,)),
    )
    return deliver(
        session,
        round_,
        Opened(found=brought, refused=(RefusedRow(row=4, code="row-empty", words="…"),)),
        name="position.docx",
        data=b"position",
        delegation=a_head(session).delegation,
        source="E-mail of 2 November",
        by=a_head(session) if own else the_secretariat(session),
        at=NOON,
    )
