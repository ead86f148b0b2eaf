"""What the amendment form has for the secretariat beyond a delegation's: how the block reads on the desk by now, and to
accept its own text in the same step."""

from __future__ import annotations

from dataclasses import dataclass

from markupsafe import Markup

from drafting.model.rounds import Round
from drafting.procedure.acting import case_of
from drafting.procedure.consolidate import working_draft
from drafting.procedure.decide import version_of
from drafting.procedure.layout import rows_of
from drafting.rules.permissions import Act, may
from drafting.text.render import render_inline
from drafting.web.access import now, seat
from drafting.web.database import db


@dataclass(frozen=True, slots=True, kw_only=True)
class OnTheDesk:
    """The block as it stands on the desk. `version` is its row's; `reads` its parts, empty where nothing is changed."""

    version: int
    reads: tuple[Markup, ...]
    gone: bool


def on_the_desk(round_: Round, key: int) -> OnTheDesk | None:
    """The block in the working draft, for who may decide now; else None."""
    if not may(seat().standing, Act.DECIDE, case_of(round_, at=now())):
        return None
    session = db.session()
    working = working_draft(session, round_)
    row = next((row for row in rows_of(session, working, with_gone=True) if row.key == key), None)
    base = next((row for row in rows_of(session, round_.draft) if row.key == key), None)
    changed = row is not None and base is not None and row.block.parts != base.block.parts
    return OnTheDesk(
        version=version_of(session, round_, row, key),
        reads=tuple(Markup(render_inline(part)) for part in row.block.parts) if row is not None and changed else (),
        gone=row is not None and row.gone,
    )
