"""What became of a delegation's contributions, once the next draft is published."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload, selectinload

from drafting.model.amendments import Amendment, AmendmentChange
from drafting.model.comments import Comment, CommentAnchor
from drafting.model.decisions import Decision
from drafting.model.paragraphs import DraftParagraph
from drafting.model.people import Seat
from drafting.model.rounds import Round
from drafting.model.texts import Draft
from drafting.procedure.acting import require
from drafting.procedure.collisions import loaded
from drafting.procedure.mended import mended
from drafting.procedure.visibility import comment_loaded
from drafting.rules.lifecycle import AnchorState, Operation, RoundState, Ruling
from drafting.rules.permissions import Act, Case
from drafting.text.anchor import Carried, Reworded, carry, describe
from drafting.text.cleanup import sentences
from drafting.text.tokens import tokens


@dataclass(frozen=True, slots=True, kw_only=True)
class Ruled:
    """What was decided on one change (`change` None: on the whole operation), with its reason.

    `old` and `new` are the change's words; `fallen_by` the amendment whose acceptance overtook it.
    """

    change: AmendmentChange | None
    old: str
    new: str
    ruling: Ruling
    reason: str
    fallen_by: Amendment | None


@dataclass(frozen=True, slots=True, kw_only=True)
class AmendmentOutcome:
    """An amendment, its block before and in the next draft (None: not there), and its sentences as they read now."""

    amendment: Amendment
    before: DraftParagraph | None
    after: DraftParagraph | None
    ruled: tuple[Ruled, ...]
    reads: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CommentOutcome:
    """A comment, its block in the next draft, and where its words went (None: answered, or not carried)."""

    comment: Comment
    after: DraftParagraph | None
    anchor: AnchorState | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcomes:
    """All that a delegation had submitted to the round from which `draft` came, by number; `round_` is that round."""

    draft: Draft
    round_: Round
    amendments: tuple[AmendmentOutcome, ...]
    comments: tuple[CommentOutcome, ...]


def round_behind(session: Session, draft: Draft) -> Round | None:
    """The round from whose contributions `draft` was made, or the draft that it mends; None for a first draft, or while
    it is not published."""
    mended_ = mended(draft)
    if mended_.base_id is None:
        return None
    return session.scalar(select(Round).where(Round.draft_id == mended_.base_id, Round.state == RoundState.PUBLISHED))


def outcomes_of(session: Session, draft: Draft, *, by: Seat) -> Outcomes | None:
    """What became of the contributions of `by`'s delegation in `draft`; None while nothing is published.

    A constant number of queries. Raises NotPermitted.
    """
    require(by, Act.READ_CONTRIBUTIONS, Case(draft_state=draft.state.value))
    round_ = round_behind(session, draft)
    if round_ is None:
        return None
    amendments = session.scalars(
        select(Amendment)
        .where(Amendment.round_id == round_.id, Amendment.delegation_id == by.delegation_id)
        .order_by(Amendment.number)
        .options(*loaded())
    ).all()
    comments = session.scalars(
        select(Comment)
        .where(Comment.round_id == round_.id, Comment.delegation_id == by.delegation_id, Comment.parent_id.is_(None))
        .order_by(Comment.number)
        .options(*comment_loaded())
    ).all()
    before = _rows(session, round_.draft_id)
    now = _rows(session, draft.id)
    brought = {row.from_amendment_id: row for row in now.values() if row.from_amendment_id is not None}
    rulings = _latest(session, [a.id for a in amendments])
    overtaking = _overtaking(session, rulings)
    anchors = {
        anchor.comment_id: anchor
        for anchor in session.scalars(
            select(CommentAnchor).where(
                CommentAnchor.draft_id == draft.id, CommentAnchor.comment_id.in_([c.id for c in comments])
            )
        )
    }
    return Outcomes(
        draft=draft,
        round_=round_,
        amendments=tuple(_amendment(a, before, now, brought, rulings.get(a.id, ()), overtaking) for a in amendments),
        comments=tuple(_comment(c, now, anchors.get(c.id)) for c in comments),
    )


def _rows(session: Session, draft_id: int) -> dict[int, DraftParagraph]:
    query = select(DraftParagraph).where(DraftParagraph.draft_id == draft_id, DraftParagraph.gone.is_(False))
    return {row.key: row for row in session.scalars(query)}


def _latest(session: Session, amendment_ids: Sequence[int]) -> Mapping[int, Sequence[Decision]]:
    """The decision that holds on each change or operation, by amendment; what was reopened has none."""
    found: dict[int, dict[int | None, Decision]] = defaultdict(dict)
    decisions = session.scalars(
        select(Decision)
        .where(Decision.amendment_id.in_(amendment_ids))
        .order_by(Decision.id)
        .options(joinedload(Decision.change), selectinload(Decision.by))
    )
    for decision in decisions:
        found[decision.amendment_id][decision.change_id] = decision
    return {
        amendment_id: [d for d in latest.values() if d.ruling is not Ruling.REOPENED]
        for amendment_id, latest in found.items()
    }


def _overtaking(session: Session, rulings: Mapping[int, Sequence[Decision]]) -> dict[int, Amendment]:
    """The amendments that others fell to, by id."""
    ids = {d.fallen_by_id for decisions in rulings.values() for d in decisions if d.fallen_by_id is not None}
    return {a.id: a for a in session.scalars(select(Amendment).where(Amendment.id.in_(ids)))}


def _amendment(
    amendment: Amendment,
    before: Mapping[int, DraftParagraph],
    now: Mapping[int, DraftParagraph],
    brought: Mapping[int, DraftParagraph],
    decisions: Sequence[Decision],
    overtaking: Mapping[int, Amendment],
) -> AmendmentOutcome:
    old = before.get(amendment.key)
    inserting = amendment.operation is Operation.INSERT
    after = brought.get(amendment.id) if inserting else now.get(amendment.key)
    base = old.block.parts[amendment.part] if old is not None and not inserting else ""
    return AmendmentOutcome(
        amendment=amendment,
        before=old,
        after=after,
        ruled=tuple(_ruled(decision, base, overtaking) for decision in sorted(decisions, key=_place)),
        reads=_reads(amendment, base, after),
    )


def _place(decision: Decision) -> int:
    return decision.change.start if decision.change is not None else -1


def _ruled(decision: Decision, base: str, overtaking: Mapping[int, Amendment]) -> Ruled:
    change = decision.change
    return Ruled(
        change=change,
        old=base[change.start : change.end].strip() if change is not None else "",
        new=change.text.strip() if change is not None else "",
        ruling=decision.ruling,
        reason=decision.reason,
        fallen_by=overtaking.get(decision.fallen_by_id or 0),
    )


def _reads(amendment: Amendment, base: str, after: DraftParagraph | None) -> tuple[str, ...]:
    """The sentences that the amendment was about, as they read now, in their order; all of a block that was brought."""
    if after is None:
        return ()
    parts = after.block.parts
    if amendment.operation is not Operation.REPLACE or amendment.part >= len(parts):
        return tuple(part for part in parts if part.strip())
    now = parts[amendment.part]
    found: dict[int, str] = {}
    for change in amendment.changes:
        for start, end in _sentences_around(base, change.start, change.end):
            match carry(describe(base, start, end), base, now):
                case Carried(first, last, _) | Reworded(first, last, _):
                    found |= {at: now[at:to] for at, to in _sentences_around(now, first, last)}
                case _:
                    return (now,)
    return tuple(words.strip() for _, words in sorted(found.items())) or (now,)


def _sentences_around(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """The sentences that code points `start` to `end` lie in or touch."""
    all_tokens = tokens(text)
    places = [0]
    for token in all_tokens:
        places.append(places[-1] + len(token))
    spans = [(places[first], places[last]) for first, last in sentences(all_tokens)]
    return [(first, last) for first, last in spans if first <= end and start <= last] or [(0, len(text))]


def _comment(comment: Comment, now: Mapping[int, DraftParagraph], anchor: CommentAnchor | None) -> CommentOutcome:
    key = anchor.key if anchor is not None else comment.key
    return CommentOutcome(
        comment=comment,
        after=now.get(key) if key is not None else None,
        anchor=anchor.state if anchor is not None else None,
    )
