"""What the desk's form says: rulings, reasons, and the text that they and the secretariat's own words come to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flask import request

from drafting.errors import Invalid
from drafting.model.paragraphs import DraftParagraph
from drafting.model.rounds import Round
from drafting.model.texts import Draft
from drafting.procedure.collisions import collisions_on
from drafting.procedure.contributing import stored
from drafting.procedure.decide import Ruled
from drafting.procedure.grouping import BlockCollisions
from drafting.procedure.layout import rows_of
from drafting.procedure.result import Result, composed, with_hand
from drafting.procedure.rulings import latest_decisions, ruling_on
from drafting.rules.lifecycle import Ruling
from drafting.web.database import db


@dataclass(frozen=True, slots=True, kw_only=True)
class Filled:
    """The form of one block. `source` are the parts in the base draft, `made` what the accepted changes come to in
    each, `results` the same together with what was written by hand. `wanted` are the rulings as they would hold."""

    on: BlockCollisions
    source: Sequence[str]
    rulings: Mapping[str, Ruled]
    wanted: Mapping[str, Ruling]
    made: Sequence[str]
    results: Sequence[Result]

    def texts(self) -> list[str] | None:
        """The block's texts to save. Raises Invalid ("hand-collides") where a ruling would change the hand's words."""
        for part, result in enumerate(self.results):
            if result.rival:
                raise Invalid("hand-collides", field=f"text-{part}", words=result.rival[:120])
        return [result.text for result in self.results] or None


def read_form(round_: Round, working: Draft, key: int, *, forced: Mapping[str, Ruled] | None = None) -> Filled:
    """Read the form; `forced` rulings count above the ticked ones.

    `made-N` is what the accepted changes came to when part N of the form was last answered (without scripts: when the
    page was made): what the text has beyond it was written by hand. Raises Invalid ("control-character", "too-long").
    """
    session = db.session()
    on = collisions_on(session, round_, key)
    latest = latest_decisions(session, [a.id for group in on.groups for a in group.amendments])
    held = {group.id: decision for group in on.groups if (decision := ruling_on(group, latest)) is not None}
    holding = {name: decision.ruling for name, decision in held.items()}
    rulings = {}
    for group in on.groups:
        given = _ticked(group.id)
        if given is None or given is Ruling.FALLEN:
            continue
        kept = held[group.id].reason if holding.get(group.id) is given else ""
        rulings[group.id] = Ruled(ruling=given, reason=_reason(group.id, given, kept))
    rulings |= forced or {}
    wanted = holding | {name: ruled.ruling for name, ruled in rulings.items()}
    source = _parts(rows_of(session, round_.draft), key)
    present = _parts(rows_of(session, working, with_gone=True), key)
    made, results = [], []
    for part, base in enumerate(source):
        made.append(composed(base, on.groups, wanted, part))
        before = request.form.get(f"made-{part}", composed(base, on.groups, holding, part))
        typed = stored(request.form.get(f"text-{part}", present[part]), field=f"text-{part}").strip()
        results.append(with_hand(stored(before, field=f"made-{part}").strip(), typed, made[-1]))
    return Filled(on=on, source=source, rulings=rulings, wanted=wanted, made=made, results=results)


def _ticked(group_id: str) -> Ruling | None:
    given = request.form.get(f"ruling-{group_id}", "")
    return Ruling(given) if given in set(Ruling) else None


def _reason(group_id: str, ruling: Ruling, kept: str) -> str:
    """A reason of its own comes first, then the one that held, then the one for all."""
    own = request.form.get(f"reason-{group_id}", "").strip()
    common = request.form.get("reason", "") if ruling is not Ruling.ACCEPT else ""
    return own or kept or common


def _parts(rows: Sequence[DraftParagraph], key: int) -> tuple[str, ...]:
    return next((row.block.parts for row in rows if row.key == key), ())
