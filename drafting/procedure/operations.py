"""Operations as the rulings have them: rows come, go, move and join, others fall with them; all can be undone."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from drafting.errors import Invalid
from drafting.model.amendments import Amendment
from drafting.model.decisions import Decision
from drafting.model.paragraphs import DraftParagraph
from drafting.model.rounds import Round
from drafting.model.texts import Draft
from drafting.procedure.as_operation import as_operation, name_of
from drafting.procedure.falling import Hand, let_fall, let_rise
from drafting.procedure.grouping import GroupedChange
from drafting.procedure.insertions import put_insertion
from drafting.procedure.layout import put_in_order, rows_of
from drafting.procedure.left_standing import carried_out, like
from drafting.procedure.rulings import Unit, latest_decisions, ruling_on
from drafting.rules.lifecycle import STRUCTURAL, Operation, Ruling
from drafting.text.structure import Keyed, OperationKind, restructure


def carry_out_operations(
    session: Session,
    round_: Round,
    groups: Iterable[GroupedChange],
    latest: Mapping[Unit, Decision],
    hand: Hand,
    *,
    working: Draft,
    withdrawn: Iterable[Amendment] = (),
) -> None:
    """Bring the working rows in line with the rulings on the block's insertions and the round's other operations.

    `withdrawn` are amendments in no group whose ruling was changed too. Raises Invalid ("operations-collide").
    """
    found = list(groups)
    gone = list(withdrawn)
    for group in found:
        if group.operation is Operation.INSERT:
            decision = ruling_on(group, latest)
            put_insertion(session, group.amendments[0], working=working, accepted=_accepts(decision))
    for amendment in gone:
        alone = not any(like(a, amendment) for group in found for a in group.amendments)
        if amendment.operation is Operation.INSERT and alone:
            put_insertion(session, amendment, working=working, accepted=_accepts(latest.get((amendment.id, None))))
    if ({group.operation for group in found} | {amendment.operation for amendment in gone}) & STRUCTURAL:
        _carry_out_structure(session, round_, hand, working=working)
    session.flush()


def _accepts(decision: Decision | None) -> bool:
    return decision is not None and decision.ruling is Ruling.ACCEPT


def _carry_out_structure(session: Session, round_: Round, hand: Hand, *, working: Draft) -> None:
    """Let every row stand, go, move and be shaped as all accepted operations of the round together have it: the order
    of rulings does not matter, and a block that two deletions take stays gone until both are taken back.

    Raises Invalid ("operations-collide", with `left`, `right`) where accepted operations cannot go together.
    """
    proposed = session.scalars(
        select(Amendment)
        .where(Amendment.round_id == round_.id, Amendment.operation.in_(STRUCTURAL))
        .order_by(Amendment.number)
    ).all()
    latest = latest_decisions(session, [a.id for a in proposed])
    base = [Keyed(key=row.key, block=row.block) for row in rows_of(session, round_.draft)]
    accepted = {name_of(a): a for a in carried_out(proposed, latest)}
    operations = [as_operation(a, base) for a in accepted.values()]
    after = restructure(base, operations)
    if after.collisions:
        numbers = sorted(accepted[name].number for name in after.collisions[0].operations)
        raise Invalid("operations-collide", left=numbers[0], right=numbers[-1])
    for amendment in proposed:
        if amendment.operation is Operation.DELETE and name_of(amendment) not in accepted:
            let_rise(session, round_, amendment, hand)
    shapes = {item.key: item.block for item in (*base, *after.blocks)}
    standing = rows_of(session, working, with_gone=True)
    rows = {row.key: row for row in standing}
    for item in base:
        row, shape = rows[item.key], shapes[item.key]
        row.gone, row.joined_into = item.key in after.deleted, after.joined_into.get(item.key)
        row.kind, row.level, row.style, row.label, row.start = (
            shape.kind,
            shape.level,
            shape.style,
            shape.label,
            shape.start,
        )
    put_in_order(session, _with_company(session, standing, after.order))
    taken: dict[int, Amendment] = {}
    for operation in operations:
        if operation.kind is OperationKind.DELETE:
            for key in (operation.key, *operation.also):
                taken.setdefault(key, accepted[operation.id])
    let_fall(session, round_, taken, hand)


def _with_company(session: Session, standing: Sequence[DraftParagraph], order: Sequence[int]) -> list[DraftParagraph]:
    """The rows of the base in `order`, each followed by what insertions brought after it."""
    company: dict[int, list[DraftParagraph]] = defaultdict(list)
    own: dict[int, DraftParagraph] = {}
    for row in standing:
        if row.from_amendment_id is None:
            own[row.key] = row
        else:
            company[session.get_one(Amendment, row.from_amendment_id).key].append(row)
    return [*company[0], *(row for key in order for row in (own[key], *company[key]))]
