"""How one draft came of another over the drafts between them: what was split and joined on the way, and where why."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from drafting.model.paragraphs import DraftParagraph
from drafting.model.people import Seat
from drafting.model.texts import Draft, Text
from drafting.procedure.descent import Descents, Relations
from drafting.procedure.layout import rows_of
from drafting.procedure.why import why
from drafting.procedure.why_runs import WhyRun
from drafting.rules.permissions import Act, Case, may


def readable_drafts(session: Session, text: Text, *, by: Seat) -> list[Draft]:
    """The drafts of `text` that `by` may read, the first one first."""
    drafts = session.scalars(select(Draft).where(Draft.text_id == text.id).order_by(Draft.number))
    return [one for one in drafts if may(by.standing, Act.READ_DRAFT, Case(draft_state=one.state.value))]


def steps_between(old: Draft, new: Draft) -> list[Draft]:
    """The drafts after `old` up to `new`, in order; [] where `new` does not come of `old`."""
    steps: list[Draft] = []
    at: Draft | None = new
    while at is not None and at.id != old.id:
        steps.append(at)
        at = at.base
    return steps[::-1] if at is not None else []


def descents_over(session: Session, old: Draft, new: Draft) -> Descents:
    """The descents from `old` to `new`, with what was split and joined in any draft between them; none of it is known
    where `new` does not come of `old`."""
    before = rows_of(session, old)
    steps = steps_between(old, new)
    if len(steps) == 1:
        return Descents(before, rows_of(session, new, with_gone=True))
    after = rows_of(session, new)
    joined: dict[int, int] = {}
    split: dict[int, int] = {}
    relations = session.execute(
        select(DraftParagraph.key, DraftParagraph.joined_into, DraftParagraph.split_from, DraftParagraph.gone)
        .where(DraftParagraph.draft_id.in_([step.id for step in steps]))
        .order_by(DraftParagraph.id)
    )
    for key, into, origin, gone in relations:
        if into is not None:
            joined.setdefault(key, into)
        elif origin is not None and not gone:
            split.setdefault(key, origin)
    return Descents(before, after, relations=_composed(before, after, joined, split))


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """What was done to a block on the way into one draft: the `runs` of every block that it came from or went into."""

    draft: Draft
    runs: Sequence[WhyRun]


def why_by_steps(session: Session, old: Draft, new: Draft, key: int, *, by: Seat) -> list[Step]:
    """Why the block `key` of either draft reads as it does in `new`, draft by draft, first to last. Steps whose
    contributions `by` may not read, and those in which nothing changed, are left out."""
    keys = [key]
    out: list[Step] = []
    for draft in reversed(steps_between(old, new)):
        assert draft.base is not None  # it comes of another
        descents = Descents(rows_of(session, draft.base), rows_of(session, draft, with_gone=True))
        if may(by.standing, Act.READ_CONTRIBUTIONS, Case(draft_state=draft.base.state.value)):
            runs = [run for one in keys for run in why(session, draft, one, by=by) if run.op != "equal"]
            if runs:
                out.append(Step(draft=draft, runs=runs))
        sources = [descents.sources_of(descents.first_of(one)) or [one] for one in keys]
        keys = list(dict.fromkeys(source for found in sources for source in found))
    return out[::-1]


def _composed(
    before: Sequence[DraftParagraph],
    after: Sequence[DraftParagraph],
    joined: Mapping[int, int],
    split: Mapping[int, int],
) -> Relations:
    """The relations of the last draft's blocks to the first one's. A block whose origin is gone counts as new, one that
    went into such as deleted."""
    first, last = {row.key for row in before}, {row.key for row in after}
    origins = {key: _followed(key, split, until=first) for key in last - first}
    split_from = {key: origin for key, origin in origins.items() if origin in first & last}
    targets = {key: _followed(key, {**joined, **split}, until=last) for key in first - last}
    joined_into = {key: split_from.get(into, into) for key, into in targets.items() if into in last}
    return Relations(
        joined_into={key: into for key, into in joined_into.items() if into in first}, split_from=split_from
    )


def _followed(key: int, links: Mapping[int, int], *, until: set[int]) -> int:
    """Where the links from `key` lead, at the latest to the first of `until`."""
    seen = {key}
    while key not in until and key in links and links[key] not in seen:
        key = links[key]
        seen.add(key)
    return key
