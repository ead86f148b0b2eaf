"""Whose changes each block of the working draft has, for the whole preview: names by blocks, in few queries."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

from flask_babel import gettext as _

from drafting.model.amendments import Amendment
from drafting.model.rounds import Round
from drafting.model.texts import Draft
from drafting.procedure.collisions import collisions_of
from drafting.procedure.layout import rows_of
from drafting.procedure.rulings import latest_decisions, ruling_on
from drafting.rules.lifecycle import Operation, Ruling
from drafting.web.database import db
from drafting.web.wording_terms import term


def hands_in(round_: Round, working: Draft) -> Mapping[int, Sequence[str]]:
    """By block: the delegations whose changes are accepted, those whose words were modified, and the secretariat's own
    hand with its reason. A block that was inserted names those who proposed it."""
    session = db.session()
    proposed = collisions_of(session, round_)
    amendments: dict[int, Amendment] = {
        a.id: a for on in proposed.values() for group in on.groups for a in group.amendments
    }
    latest = latest_decisions(session, amendments)
    out: dict[int, list[str]] = defaultdict(list)
    brought: dict[int, str] = {}
    for key, on in proposed.items():
        for group in on.groups:
            decision = ruling_on(group, latest)
            if decision is None or decision.ruling not in (Ruling.ACCEPT, Ruling.MODIFY):
                continue
            names = ", ".join(group.proposers)
            if decision.ruling is Ruling.MODIFY:
                names = _("%(names)s (as modified)", names=names)
            if group.operation is Operation.INSERT:
                brought |= {amendment.id: names for amendment in group.amendments}
            elif names not in out[key]:
                out[key].append(names)
    for row in rows_of(session, working, with_gone=True):
        if row.from_amendment_id in brought and not row.gone:
            out[row.key].append(brought[row.from_amendment_id])
        if row.by_hand:
            out[row.key].append(f"{term('secretariat')}{_(':')} {row.hand_reason}")
    return out
