"""The rolling text: a round's draft with its open proposals in square brackets, each with whose it is.

The brackets are those of publication (`bracket`): `[encourage] [Bergen: require]`. What changes no words (a move, a
join, another kind of block) stands after its block, told between brackets.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from sqlalchemy.orm import Session

from drafting.exchange.document import Issue, PrintedBlock
from drafting.model.amendments import Amendment
from drafting.model.paragraphs import DraftParagraph
from drafting.model.people import Seat
from drafting.model.rounds import Round
from drafting.procedure.acting import require
from drafting.procedure.as_operation import inserted_blocks
from drafting.procedure.bracket import bracketed, bracketed_whole
from drafting.procedure.export_draft import issue_of
from drafting.procedure.grouping import wanted
from drafting.procedure.round_items import Asked, items_of
from drafting.procedure.telling import Telling
from drafting.rules.lifecycle import Disposition, ItemState, Operation
from drafting.rules.permissions import Act, Case
from drafting.text.blocks import Block, Kind
from drafting.text.brackets import attributed
from drafting.text.merge import Change
from drafting.text.structure import Keyed, beneath
from drafting.text.tokens import BLANK_LINE

PARTED = " ¶ "
"""Where a proposal would begin a new paragraph."""
_TOLD = (Operation.MOVE, Operation.JOIN, Operation.RESHAPE)


def rolling_issue(session: Session, round_: Round, asked: Asked, *, telling: Telling, by: Seat) -> Issue:
    """The round's draft with the proposals that `asked` lets through and that `by` does not know to be decided; in a
    constant number of queries. Raises NotPermitted."""
    require(by, Act.EXPORT_CONTRIBUTIONS, Case(draft_state=round_.draft.state.value))
    found = items_of(session, round_, replace(asked, type="amendment", sort="number"), by=by)
    standing = [
        item.what
        for item in found.items
        if isinstance(item.what, Amendment)
        and item.what.state is ItemState.SUBMITTED
        and (not found.decisions_told or item.what.disposition in (None, Disposition.HELD))
    ]
    on: dict[int, list[Amendment]] = defaultdict(list)
    for amendment in standing:
        on[amendment.key].append(amendment)
    issue = issue_of(session, round_.draft, group=f"{telling.group} · {telling.say('rolling text')}")
    names = _Names(telling.language)
    keyed = [Keyed(key=key, block=row.block) for key, row in found.rows.items()]
    deleted = _deleted(standing, keyed)
    blocks: list[PrintedBlock] = [*_inserted(on[0], None, names)]
    for printed in issue.blocks:
        row = found.rows[printed.key]
        told = _told(on[printed.key], found.rows, telling, names)
        block = _bracketed(printed.block, row.block, on[printed.key], deleted[printed.key], told, names)
        blocks += [replace(printed, block=block), *_inserted(on[printed.key], row.block, names)]
    return replace(issue, blocks=tuple(blocks))


class _Names:
    """Whose proposals are: each delegation once, in the order of their numbers."""

    def __init__(self, language: str) -> None:
        self.language = language

    def of(self, amendments: Iterable[Amendment]) -> list[str]:
        return list(dict.fromkeys(one.delegation.called(self.language) for one in amendments))


def _deleted(standing: Iterable[Amendment], keyed: Sequence[Keyed]) -> Mapping[int, list[Amendment]]:
    """Who wants each block deleted, for itself or with the one above it."""
    out: dict[int, list[Amendment]] = defaultdict(list)
    for amendment in standing:
        if amendment.operation is Operation.DELETE:
            under = beneath(keyed, amendment.key) if amendment.beneath == "delete" else ()
            for key in (amendment.key, *under):
                out[key].append(amendment)
    return out


def _bracketed(
    shown: Block,
    stored: Block,
    amendments: Sequence[Amendment],
    deleting: Sequence[Amendment],
    told: Sequence[str],
    names: _Names,
) -> Block:
    """The block with all that is proposed on it; as it is `shown` where nothing is."""
    parts = list(stored.parts)
    for part, text in enumerate(parts):
        units: dict[Change, list[Amendment]] = {}
        for amendment in amendments:
            if amendment.operation is Operation.REPLACE and amendment.part == part:
                for one in amendment.changes:
                    words = one.text.replace(BLANK_LINE, PARTED)
                    units.setdefault(Change(one.start, one.end, words), []).append(amendment)
        if units:
            parts[part] = bracketed(text, [(change, names.of(whose)) for change, whose in units.items()])
    if tuple(parts) == stored.parts:
        parts = list(shown.parts)  # with its links' numbers of the day
    if deleting:
        parts = [bracketed_whole(each, names.of(deleting), delete=True) if each else "" for each in parts]
    if told:
        parts[-1] = " ".join([parts[-1], *told]).strip()
    return replace(shown, cells=tuple(parts)) if shown.kind is Kind.ROW else replace(shown, text=parts[0])


def _told(
    amendments: Sequence[Amendment], rows: Mapping[int, DraftParagraph], telling: Telling, names: _Names
) -> list[str]:
    """What changes no words, equal ones together."""
    alike: dict[object, list[Amendment]] = defaultdict(list)
    for amendment in amendments:
        if amendment.operation in _TOLD:
            alike[amendment.operation, wanted(amendment)].append(amendment)
    out = []
    for same in alike.values():
        row, after = rows[same[0].key], rows.get(same[0].after or 0)
        place = telling.block(after.block, after.number) if after is not None else ""
        words = telling.operation(same[0], telling.block(row.block, row.number), place)
        out.append(attributed(names.of(same), words))
    return out


def _inserted(amendments: Sequence[Amendment], like: Block | None, names: _Names) -> list[PrintedBlock]:
    """The blocks that are proposed after a block, equal ones once. They have no number, and points a bullet."""
    alike: dict[object, list[Amendment]] = defaultdict(list)
    for amendment in amendments:
        if amendment.operation is Operation.INSERT:
            alike[wanted(amendment)].append(amendment)
    out = []
    for same in alike.values():
        whose = names.of(same)
        for block in inserted_blocks(same[0], like):
            cells = tuple(bracketed_whole(cell, whose, delete=False) if cell else "" for cell in block.cells)
            text = bracketed_whole(block.text, whose, delete=False) if block.text else ""
            style = "•" if block.kind is Kind.POINT else ""
            out.append(PrintedBlock(key=0, number=style, block=replace(block, text=text, cells=cells, style=style)))
    return out
