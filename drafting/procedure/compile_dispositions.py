"""The table of dispositions of a round: for everybody once the next draft is published, for the secretariat before."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from drafting.exchange.dispositions import Disposed, Dispositions, DispositionWords
from drafting.model.amendments import Amendment
from drafting.model.comments import Comment
from drafting.model.decisions import Decision
from drafting.model.paragraphs import Concordance, DraftParagraph
from drafting.model.people import Seat
from drafting.model.rounds import Round
from drafting.model.texts import Draft
from drafting.procedure.acting import require
from drafting.procedure.compile_contributions import Compiled, compiled, contribution_of, head_of
from drafting.procedure.grouping import wanted
from drafting.procedure.layout import rows_of
from drafting.procedure.printed_places import printed_places
from drafting.procedure.round_items import Asked, RoundItem, decisions_told
from drafting.procedure.rulings import latest_decisions
from drafting.procedure.telling import Telling
from drafting.rules.labels import amendment_label
from drafting.rules.lifecycle import Disposition, DraftState, ItemState, Operation, RoundState
from drafting.rules.permissions import Act


@dataclass(frozen=True, slots=True, kw_only=True)
class _Next:
    """The draft that the round led to: what its blocks are called, where those that went are told, and which block
    each insertion brought. Without a `draft` it is not published."""

    draft: Draft | None
    places: Mapping[int, str]
    became: Mapping[int, int]
    brought: Mapping[object, int]


def dispositions_of(session: Session, round_: Round, asked: Asked, *, telling: Telling, by: Seat) -> Dispositions:
    """The dispositions of what `asked` lets through, in a constant number of queries.

    Raises NotPermitted, before publication for everybody but the secretariat.
    """
    if not decisions_told(round_, by):
        require(by, Act.READ_DESK)
    made = compiled(session, round_, asked, by=by)
    amendments = [item.what for item in made.found.items if isinstance(item.what, Amendment)]
    decisions: dict[int, list[Decision]] = defaultdict(list)
    for (amendment_id, _change), decision in latest_decisions(session, [a.id for a in amendments]).items():
        decisions[amendment_id].append(decision)
    fallen_by = {d.fallen_by_id for each in decisions.values() for d in each if d.fallen_by_id is not None}
    overtaking = {a.id: a for a in session.scalars(select(Amendment).where(Amendment.id.in_(fallen_by)))}
    following = _next(session, round_)
    say = telling.say
    now = say("now") if following.draft is None else f"{say('in draft')} {following.draft.number}"
    return Dispositions(
        head=head_of(made, telling, title=say("dispositions")),
        words=DispositionWords(
            number=say("number"),
            paragraph=say("paragraph"),
            delegation=say("delegation"),
            proposed=say("what was proposed"),
            disposition=say("disposition"),
            reason=say("reason"),
            now=now,
            supported=say("supported"),
        ),
        rows=tuple(_disposed(made, item, decisions, overtaking, following, telling) for item in made.found.items),
    )


def _disposed(
    made: Compiled,
    item: RoundItem,
    decisions: Mapping[int, Sequence[Decision]],
    overtaking: Mapping[int, Amendment],
    following: _Next,
    telling: Telling,
) -> Disposed:
    what = item.what
    contribution = contribution_of(made, item, telling)
    if what.state is ItemState.WITHDRAWN:
        return Disposed(what=contribution, disposition=telling.term("withdrawn"))
    if isinstance(what, Comment):
        told = telling.term(what.disposition) if what.disposition is not None else ""
        answer = (what.answer,) if what.answer else ()
        return Disposed(what=contribution, disposition=told, reasons=answer, now=_now(what, following, telling))
    disposition = telling.term(what.disposition or "undecided")
    if what.held_fate is not None:
        disposition += f" ({telling.term(what.held_fate)})"
    reasons = _reasons(made, what, decisions.get(what.id, ()), overtaking, telling)
    return Disposed(what=contribution, disposition=disposition, reasons=reasons, now=_now(what, following, telling))


def _reasons(
    made: Compiled,
    amendment: Amendment,
    decisions: Sequence[Decision],
    overtaking: Mapping[int, Amendment],
    telling: Telling,
) -> tuple[str, ...]:
    """Each reason once; where only some changes were accepted, what became of each."""
    change_of = {change.id: change for change in amendment.changes}
    row = made.found.rows.get(amendment.key)
    parts = row.block.parts if row is not None else ()
    base = parts[amendment.part] if amendment.part < len(parts) else ""
    found = []
    for decision in sorted(decisions, key=lambda one: one.id):
        other = overtaking.get(decision.fallen_by_id or 0)
        why = [decision.reason] if decision.reason else []
        if other is not None:
            why.append(f"{telling.say('overtaken')} {amendment_label(other.number, other.revision)}")
        change = change_of.get(decision.change_id or 0)
        if amendment.disposition is Disposition.ACCEPTED_IN_PART and change is not None:
            words = " → ".join(f"“{text.strip()}”" for text in (base[change.start : change.end], change.text) if text)
            why.insert(0, f"{words}: {telling.term(decision.ruling)}")
        found.append((change.start if change is not None else -1, ". ".join(why)))
    return tuple(dict.fromkeys(words for _place, words in sorted(found) if words))


def _now(what: Amendment | Comment, following: _Next, telling: Telling) -> str:
    """Where the block is in the next draft; of what an insertion brought, where that is."""
    if following.draft is None or not what.key:
        key = following.brought.get(_same(what)) if isinstance(what, Amendment) else None
        return following.places.get(key or 0, "")
    if isinstance(what, Amendment) and what.operation is Operation.INSERT:
        return following.places.get(following.brought.get(_same(what), 0), "")
    key = following.became.get(what.key, what.key)
    return following.places.get(key) or telling.say("deleted")


def _same(amendment: Amendment) -> object:
    """What equal insertions have in common."""
    return (amendment.key, wanted(amendment))


def _next(session: Session, round_: Round) -> _Next:
    draft = None
    if round_.state is RoundState.PUBLISHED:
        draft = session.scalar(
            select(Draft).where(
                Draft.base_id == round_.draft_id, Draft.corrects_id.is_(None), Draft.state != DraftState.WORKING
            )
        )
    if draft is None:
        return _Next(draft=None, places={}, became={}, brought={})
    rows = rows_of(session, draft)
    into = select(Concordance.key, Concordance.to_key).where(
        Concordance.to_draft_id == draft.id, Concordance.to_key.is_not(None)
    )
    standing = {row.key for row in rows}
    became = {key: other for key, other in session.execute(into) if key not in standing and other is not None}
    return _Next(draft=draft, places=printed_places(rows), became=became, brought=_brought(session, rows))


def _brought(session: Session, rows: Sequence[DraftParagraph]) -> dict[object, int]:
    """The first block that each insertion brought; equal ones brought the same."""
    of_id: dict[int, int] = {}
    for row in rows:
        if row.from_amendment_id is not None:
            of_id.setdefault(row.from_amendment_id, row.key)
    return {_same(a): of_id[a.id] for a in session.scalars(select(Amendment).where(Amendment.id.in_(of_id)))}
