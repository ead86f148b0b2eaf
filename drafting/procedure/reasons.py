"""What was proposed and decided on the way to a draft: whose each changed word is."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from drafting.model.amendments import Amendment, AmendmentChange
from drafting.model.decisions import Decision
from drafting.model.paragraphs import DraftParagraph
from drafting.model.texts import Draft
from drafting.procedure.as_operation import as_operation
from drafting.procedure.collisions import loaded
from drafting.procedure.descent import Descents
from drafting.procedure.grouping import wanted
from drafting.procedure.layout import rows_of
from drafting.procedure.rulings import latest_decisions
from drafting.procedure.why_runs import WhyRun, note_run
from drafting.rules.lifecycle import HeldFate, ItemState, Operation, Ruling
from drafting.text.blocks import Kind
from drafting.text.inline import INLINE_NOTE
from drafting.text.merge import Authored, Change
from drafting.text.notes import with_labels
from drafting.text.provenance import Run, attribute
from drafting.text.stretch import within
from drafting.text.structure import Keyed
from drafting.text.tokens import BLANK_LINE


@dataclass(frozen=True, slots=True, kw_only=True)
class Traced:
    """A run of a comparison with the amendments that it came from; `by_hand`: why the secretariat's hand is there."""

    run: Run
    amendments: tuple[Amendment, ...]
    by_hand: str


class Reasons:
    """What was proposed and decided in the round that led to a draft; read as it is asked for, or all at once."""

    def __init__(self, session: Session, draft: Draft, round_id: int | None) -> None:
        base = session.get_one(Draft, draft.base_id)
        self._session, self._draft, self._round_id = session, draft, round_id
        self.descents = Descents(rows_of(session, base), rows_of(session, draft, with_gone=True))
        self._all: dict[int, list[Amendment]] | None = None
        self._ruled: dict[tuple[int, int | None], Decision] = {}
        self._beneath: dict[int, frozenset[int]] = {}

    def read_all(self) -> None:
        """Read the whole round at once: for whoever asks for every block."""
        found = self._amendments()
        self._all = defaultdict(list)
        for amendment in found:
            self._all[amendment.key].append(amendment)
        self._ruled = latest_decisions(self._session, [a.id for a in found])

    def of(self, key: int) -> tuple[WhyRun, ...]:
        """The runs of a block of either draft, as `why` tells them."""
        descents = self.descents
        after, before = descents.now.get(key), descents.before.get(key)
        if before is None and after is None:
            return ()
        sources = descents.sources_of(descents.first_of(key))
        if not sources and after is not None:
            return self._new_note(after) or self._inserted(after)
        if not sources:
            return ()
        proposed = self.proposed_on(sources)
        latest = self._latest(proposed)
        told = [
            WhyRun(op="operation", text="", part=0, amendments=(a,), decisions=(latest[a.id, None],))
            for a in self.operations_on(sources)
        ]
        if after is None:
            joined = descents.first_of(key) != key
            if before is None or joined:
                return tuple(told)
            gone = self._unreferred(before) or self._deleted(before, hand_reason=self._draft.import_reason)
            return (*told, *gone)
        words = (self._words(after, part, proposed, latest) for part in range(len(after.block.parts)))
        return (*told, *(run for runs in words for run in runs))

    def operations_on(self, keys: Sequence[int]) -> list[Amendment]:
        """The accepted amendments that joined, moved or reshaped one of these blocks of the earlier draft."""
        proposed = self.proposed_on(keys)
        latest = self._latest(proposed)
        return [
            a
            for a in proposed
            if a.operation in (Operation.JOIN, Operation.MOVE, Operation.RESHAPE) and _accepted(latest, a)
        ]

    def proposed_on(self, keys: Sequence[int]) -> Sequence[Amendment]:
        """What stands of the amendments to these blocks of the earlier draft, by number."""
        if self._all is not None:
            return sorted((a for key in keys for a in self._all.get(key, ())), key=_number)
        return self._amendments(Amendment.key.in_(keys))

    def traced(self, key: int, part: int) -> list[Traced]:
        """The comparison of what the block `key` and its kin came from with what they came to, each run with its
        amendments; [] where there is nothing to compare."""
        descent = self.descents.of(key, part)
        if descent is None:
            return []
        proposed = self.proposed_on(self.descents.sources_of(self.descents.first_of(key)))
        latest = self._latest(proposed)
        by_name = {str(a.id): a for a in proposed}
        labels = self.descents.new_labels()
        accepted = [
            Authored(
                key=str(a.id),
                change=Change(
                    descent.old_at[a.key] + change.start,
                    descent.old_at[a.key] + change.end,
                    with_labels(change.text, labels),
                ),
            )
            for a in proposed
            if a.operation is Operation.REPLACE and a.part == part
            for change in a.changes
            if (a.id, change.id) in latest and latest[a.id, change.id].ruling is Ruling.ACCEPT
        ]
        held = tuple(a for a in proposed if a.held_fate is HeldFate.BRACKETED)
        by_hand = self.descents.hand_reason_of(key)
        out = []
        for run in attribute(descent.old, descent.new, accepted):
            amendments = tuple(by_name[name] for name in run.keys if name in by_name)
            if run.op != "equal" and not amendments and held and not by_hand:
                amendments = held
            out.append(Traced(run=run, amendments=amendments, by_hand=by_hand))
        return out

    def inserting(self, after: DraftParagraph) -> list[Amendment]:
        """The amendments that brought a block: the one that did, and all that proposed the same."""
        brought = self._session.get(Amendment, after.from_amendment_id) if after.from_amendment_id else None
        if brought is None:
            return []
        return [a for a in self._insertions if a.key == brought.key and wanted(a) == wanted(brought)]

    def deleting(self, before: DraftParagraph) -> list[Amendment]:
        """The accepted deletions that took a block: its own, or those of a block above it."""
        return [a for a in self._deletions if a.key == before.key or before.key in self._beneath[a.id]]

    def _words(
        self,
        after: DraftParagraph,
        part: int,
        proposed: Sequence[Amendment],
        latest: Mapping[tuple[int, int | None], Decision],
    ) -> Iterable[WhyRun]:
        """The runs of one part, cut to what stands in the block `after`."""
        descent = self.descents.of(after.key, part)
        if descent is None:
            return
        modified = tuple(d for d in latest.values() if d.ruling is Ruling.MODIFY)
        start, end = descent.new_at[after.key]
        start = max(start - len(BLANK_LINE), 0)  # the blank line that parts it from the block before is its own
        traced = self.traced(after.key, part)
        by_run = {id(one.run): one for one in traced}
        for run, text in within([one.run for one in traced], start, end, last=end == len(descent.new)):
            if run.op == "equal":
                yield WhyRun(op="equal", text=text, part=part)
                continue
            one = by_run[id(run)]
            if one.amendments:
                found = tuple(d for (a_id, _c), d in latest.items() if any(a.id == a_id for a in one.amendments))
                yield WhyRun(op=run.op, text=text, part=part, amendments=one.amendments, decisions=found)
            else:
                yield WhyRun(op=run.op, text=text, part=part, decisions=modified, hand_reason=one.by_hand)

    def _new_note(self, after: DraftParagraph) -> tuple[WhyRun, ...]:
        """A footnote that came with the text that refers to it, changed or new; () for what is none."""
        if after.kind is not Kind.FOOTNOTE:
            return ()
        for row in self.descents.now.values():
            if (
                row.key not in self.descents.before
                and row.from_amendment_id is not None
                and any(f"[^{after.label}]" in part for part in row.block.parts)
            ):
                return tuple(replace(run, text=after.text, part=0) for run in self._inserted(row)[:1])
        found = [
            (change, ruled)
            for change, ruled in self._accepted_changes
            if any(note[1].strip() == after.text for note in INLINE_NOTE.finditer(change.text))
        ]
        return (note_run("insert", after, found, "" if found else after.hand_reason),)

    def _unreferred(self, before: DraftParagraph) -> tuple[WhyRun, ...]:
        """A footnote that went because a change took the reference to it out; () for what is none."""
        if before.kind is not Kind.FOOTNOTE:
            return ()
        rows = self.descents.before
        reference = f"[^{before.label}]"
        found = [
            (change, ruled)
            for change, ruled in self._accepted_changes
            if reference in rows[change.amendment.key].block.parts[change.amendment.part][change.start : change.end]
            and reference not in change.text
        ]
        return (note_run("delete", before, found, ""),) if found else ()

    def _inserted(self, after: DraftParagraph) -> tuple[WhyRun, ...]:
        """A block that an insertion brought, with all who proposed the same."""
        same = self.inserting(after)
        latest = self._latest(same)
        return tuple(
            WhyRun(
                op="insert",
                text=text,
                part=part,
                amendments=tuple(same),
                decisions=tuple(latest.values()),
                hand_reason=after.hand_reason,
            )
            for part, text in enumerate(after.block.parts)
        )

    def _deleted(self, before: DraftParagraph, *, hand_reason: str) -> tuple[WhyRun, ...]:
        """A block that went, with the accepted deletions that took it."""
        deleting = tuple(self.deleting(before))
        latest = self._latest(deleting)
        decisions = tuple(latest[a.id, None] for a in deleting)
        return tuple(
            WhyRun(op="delete", text=text, part=part, amendments=deleting, decisions=decisions, hand_reason=hand_reason)
            for part, text in enumerate(before.block.parts)
        )

    @cached_property
    def _accepted_changes(self) -> list[tuple[AmendmentChange, Decision]]:
        """The changes of words that were accepted in the round, with their decisions."""
        standing = self._amendments(Amendment.operation == Operation.REPLACE, withdrawn=True)
        latest = latest_decisions(self._session, [a.id for a in standing])
        units = [(change, latest.get((a.id, change.id))) for a in standing for change in a.changes]
        return [(change, ruled) for change, ruled in units if ruled is not None and ruled.ruling is Ruling.ACCEPT]

    @cached_property
    def _insertions(self) -> Sequence[Amendment]:
        return self._of_operation(Operation.INSERT)

    @cached_property
    def _deletions(self) -> Sequence[Amendment]:
        """The accepted ones; what stands beneath each is kept in `_beneath`."""
        proposed = self._of_operation(Operation.DELETE)
        latest = self._latest(proposed)
        accepted = [a for a in proposed if _accepted(latest, a)]
        blocks = [Keyed(key=row.key, block=row.block) for row in self.descents.before.values()]
        self._beneath = {a.id: frozenset(as_operation(a, blocks).also) for a in accepted}
        return accepted

    def _of_operation(self, operation: Operation) -> Sequence[Amendment]:
        if self._all is not None:
            return sorted((a for found in self._all.values() for a in found if a.operation is operation), key=_number)
        return self._amendments(Amendment.operation == operation)

    def _amendments(self, *conditions: ColumnElement[bool], withdrawn: bool = False) -> Sequence[Amendment]:
        query = select(Amendment).where(Amendment.round_id == self._round_id, *conditions)
        if not withdrawn:
            query = query.where(Amendment.state == ItemState.SUBMITTED)
        return self._session.scalars(query.order_by(Amendment.number).options(*loaded())).all()

    def _latest(self, amendments: Sequence[Amendment]) -> Mapping[tuple[int, int | None], Decision]:
        """The decisions that hold on these; all of the round's where they are read."""
        if self._all is None:
            return latest_decisions(self._session, [a.id for a in amendments])
        wanted = {a.id for a in amendments}
        return {unit: decision for unit, decision in self._ruled.items() if unit[0] in wanted}


def _number(amendment: Amendment) -> int:
    return amendment.number


def _accepted(latest: Mapping[tuple[int, int | None], Decision], amendment: Amendment) -> bool:
    return (amendment.id, None) in latest and latest[amendment.id, None].ruling is Ruling.ACCEPT
