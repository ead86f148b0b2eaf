"""A round on the desk, and rulings given in few words, for the tests of deciding and publishing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

from sqlalchemy.orm import Session

from drafting.model.afterwards import SettledWithdrawal
from drafting.model.amendments import Amendment
from drafting.model.paragraphs import DraftParagraph
from drafting.model.rounds import Round
from drafting.model.texts import Draft
from drafting.model.working import WorkingEdit
from drafting.procedure.collisions import collisions_on
from drafting.procedure.consolidate import begin_consolidation, working_draft
from drafting.procedure.decide import Ruled, decide, version_of
from drafting.procedure.grouping import GroupedChange
from drafting.procedure.layout import rows_of
from drafting.procedure.publish import publish_next_draft
from drafting.procedure.rounds import close_round
from drafting.procedure.settle_withdrawal import settle_withdrawal
from drafting.procedure.undo import undo
from drafting.rules.lifecycle import Aftermath, Ruling
from drafting.text.blocks import Block, Kind
from tests.factories import DEADLINE, the_secretariat

ON_THE_DESK = DEADLINE + timedelta(days=1)
REASON = "The group's mandate asks for it."

WITH_POINTS = (
    Block(kind=Kind.PARAGRAPH, text="Cities should:"),
    Block(kind=Kind.POINT, text="publish their plans;", style="a)"),
    Block(kind=Kind.POINT, text="hear those concerned;", style="a)"),
    Block(kind=Kind.PARAGRAPH, text="States should help them."),
)


def on_the_desk(session: Session, round_: Round) -> Draft:
    """Close the round and begin its consolidation; gives the working draft."""
    by = the_secretariat(session)
    close_round(session, round_, by=by, at=DEADLINE)
    return begin_consolidation(session, round_, by=by, at=ON_THE_DESK)


def row_of(session: Session, round_: Round, key: int = 1) -> DraftParagraph:
    """The block's row in the working draft, gone or not."""
    rows = rows_of(session, working_draft(session, round_), with_gone=True)
    return next(row for row in rows if row.key == key)


def group_of(session: Session, round_: Round, amendment: Amendment, new: str | None = None) -> GroupedChange:
    """The amendment's group; of several changes the one that brings the words `new`."""
    groups = [g for g in collisions_on(session, round_, amendment.key).groups if amendment in g.amendments]
    return next(g for g in groups if new is None or (g.change is not None and new in g.change.text))


def rule(
    session: Session,
    round_: Round,
    rulings: Mapping[GroupedChange, Ruling] | Sequence[Amendment],
    *,
    key: int | None = None,
    reason: str = REASON,
    **more: Any,
) -> WorkingEdit:
    """Rule on groups of one block as the secretariat; a sequence of amendments is accepted with all their changes."""
    if not isinstance(rulings, Mapping):
        at_key = rulings[0].key if key is None else key
        found = collisions_on(session, round_, at_key).groups
        rulings = {g: Ruling.ACCEPT for g in found if any(a in g.amendments for a in rulings)}
    where = next(iter(rulings)).key if key is None else key
    more.setdefault("by", the_secretariat(session))
    if "version" not in more:
        more["version"] = fresh(session, round_, where)
    return decide(
        session,
        round_,
        key=where,
        rulings={
            group.id: Ruled(ruling=ruling, reason="" if ruling is Ruling.ACCEPT else reason)
            for group, ruling in rulings.items()
        },
        at=ON_THE_DESK,
        **more,
    )


def fresh(session: Session, round_: Round, key: int) -> int:
    """What a form made now would show as its version."""
    return version_of(session, round_, row_of(session, round_, key) if key else None, key)


def take_back(session: Session, round_: Round, key: int = 1) -> WorkingEdit:
    """Undo the last act on the block."""
    version = fresh(session, round_, key)
    return undo(session, round_, key=key, version=version, by=the_secretariat(session), at=ON_THE_DESK)


def settle(session: Session, amendment: Amendment, aftermath: Aftermath, **more: Any) -> SettledWithdrawal:
    """Say what becomes of what a withdrawn amendment left in the text, as the secretariat with a fresh form."""
    round_ = session.get_one(Round, amendment.round_id)
    more = {"by": the_secretariat(session), "reason": REASON, "at": ON_THE_DESK} | more
    if "version" not in more:
        more["version"] = fresh(session, round_, amendment.key)
    return settle_withdrawal(session, amendment, aftermath, **more)


def publish(session: Session, round_: Round, **more: Any) -> Draft:
    """Publish as the secretariat, with the right number typed unless `more` says otherwise."""
    more.setdefault("by", the_secretariat(session))
    more.setdefault("confirm_number", round_.draft.number + 1)
    more.setdefault("reference", None)
    return publish_next_draft(session, round_, at=ON_THE_DESK, **more)
