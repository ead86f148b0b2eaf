"""Two drafts of a text as one issue with tracked changes, each by the delegations whose amendment it came from."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from functools import partial

from sqlalchemy.orm import Session

from drafting.errors import Invalid
from drafting.exchange.document import Issue
from drafting.exchange.mark_up import Drafts, Kin
from drafting.exchange.marked import Hand
from drafting.exchange.marked_issue import marked_issue
from drafting.model.amendments import Amendment
from drafting.model.people import Seat
from drafting.model.texts import Draft
from drafting.procedure.acting import require
from drafting.procedure.descent import Descents
from drafting.procedure.export_draft import issue_of, printed_of
from drafting.procedure.reasons import Reasons
from drafting.procedure.succession import descents_over, steps_between
from drafting.procedure.why import reasons_of
from drafting.rules.permissions import Act, Case
from drafting.text.diff import diff
from drafting.text.tracked import Stretch

Stretches = tuple[Stretch[Hand], ...]


def marked_between(session: Session, old: Draft, new: Draft, *, group: str, secretariat: str, by: Seat) -> Issue:
    """The changes from `old` to `new`: rejected they are `old` as it is exported clean, accepted `new`.

    Where `new` comes of `old` over several drafts a block's changes bear the names of all whose amendments changed it
    on the way; where it does not come of it, `secretariat`'s, as what no amendment brought. Raises as
    `refuse_comparison`.
    """
    refuse_comparison(old, new, by=by)
    steps = [reasons for step in steps_between(old, new) if (reasons := reasons_of(session, step, by=by)) is not None]
    for reasons in steps:
        reasons.read_all()
    descents = steps[0].descents if len(steps) == 1 else descents_over(session, old, new)
    nobody = Hand(author=secretariat, at=_moment(new.issued_at or old.issued_at))
    hands = _Hands(steps, nobody)
    drafts = Drafts(
        old=printed_of(session, old),
        new=printed_of(session, new),
        kin=tuple(_kin(descents, hands)),
        hands=hands.of_blocks(descents),
        nobody=nobody,
    )
    return marked_issue(issue_of(session, old, group=group), issue_of(session, new, group=group), drafts)


def refuse_comparison(old: Draft, new: Draft, *, by: Seat) -> None:
    """Raise NotPermitted, or Invalid ("drafts-of-two-texts", "draft-same"), where `by` cannot have the changes."""
    for draft in (old, new):
        require(by, Act.READ_DRAFT, Case(draft_state=draft.state.value))
    require(by, Act.READ_CONTRIBUTIONS, Case(draft_state=old.state.value))
    if old.text_id != new.text_id:
        raise Invalid("drafts-of-two-texts", field="before")
    if old.id == new.id:
        raise Invalid("draft-same", field="before")


class _Hands:
    """Whose each change is, over one step or several."""

    def __init__(self, steps: Sequence[Reasons], nobody: Hand) -> None:
        self.steps, self.nobody = steps, nobody

    def named(self, amendments: Iterable[Amendment]) -> Hand | None:
        """The delegations that proposed or support these, each once, at the time of the first."""
        given = list(amendments)
        if not given:
            return None
        names = dict.fromkeys(
            name
            for one in given
            for name in (one.delegation.name, *(s.delegation.name for s in one.supports if s.withdrawn_at is None))
        )
        return Hand(author=", ".join(names), at=_moment(min(one.submitted_at for one in given)))

    def of_blocks(self, descents: Descents) -> Mapping[int, Hand]:
        """Who took a block out, brought it, moved it or gave it another shape, by its key."""
        out: dict[int, Hand] = {}
        for reasons in self.steps:
            for key, row in reasons.descents.now.items():
                sources = reasons.descents.sources_of(reasons.descents.first_of(key))
                found = self.named(reasons.operations_on(sources) if sources else reasons.inserting(row))
                if found is not None:
                    out[key] = found
            for key, row in reasons.descents.before.items():
                if reasons.descents.first_of(key) not in reasons.descents.now:
                    found = self.named(reasons.deleting(row))
                    if found is not None:
                        out[key] = found
        return out

    def stretches(self, descents: Descents, first: int, part: int) -> Stretches:
        """The comparison of one part of blocks that belong together, each change by its hand."""
        if len(self.steps) == 1:
            return tuple(
                Stretch(
                    op=one.run.op,
                    text=one.run.text,
                    by=None if one.run.op == "equal" else self.named(one.amendments) or self.nobody,
                )
                for one in self.steps[0].traced(first, part)
            )
        descent = descents.of(first, part)
        if descent is None:
            return ()
        keys = [*descents.sources_of(first), *descents.parts_of(first)]
        by = self.named(self._over_all(keys)) or self.nobody
        return tuple(
            Stretch(op=one.op, text=one.text, by=None if one.op == "equal" else by)
            for one in diff(descent.old, descent.new)
        )

    def _over_all(self, keys: Sequence[int]) -> list[Amendment]:
        """The amendments that changed the words of these blocks, or of what they came from, in any step."""
        return list(
            dict.fromkeys(
                amendment
                for reasons in self.steps
                for key in keys
                if key in reasons.descents.now
                for part in range(len(reasons.descents.now[key].block.parts))
                for one in reasons.traced(key, part)
                if one.run.op != "equal"
                for amendment in one.amendments
            )
        )


def _kin(descents: Descents, hands: _Hands) -> Iterable[Kin]:
    """The blocks that belong together, with the comparison of each part."""
    for first in dict.fromkeys(descents.first_of(key) for key in descents.now):
        sources = descents.sources_of(first)
        later = [key for key in descents.parts_of(first) if key in descents.now]
        if not sources or first not in descents.now:
            continue
        old = [descents.before[key].block.parts for key in sources]
        new = [descents.now[key].block.parts for key in later]
        parts = range(min(len(one) for one in (*old, *new)))
        told = partial(hands.stretches, descents, first)
        yield Kin(
            old=tuple(sources),
            new=tuple(later),
            parts=tuple(
                (Stretch(op="equal", text=old[0][part]),)
                if len(old) == len(new) == 1 and old[0][part] == new[0][part]
                else told(part)
                for part in parts
            ),
        )


def _moment(at: datetime | None) -> str:
    """As word processors write it: UTC, to the second."""
    return (at or datetime(2000, 1, 1, tzinfo=UTC)).astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
