"""Whose words stand in the result: each changed stretch with the delegations behind it, or the secretariat's hand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from flask_babel import gettext
from markupsafe import Markup

from drafting.procedure.grouping import BlockCollisions
from drafting.procedure.rulings import latest_decisions, ruling_on
from drafting.rules.lifecycle import Ruling
from drafting.text.diff import Segment
from drafting.text.merge import Authored
from drafting.text.provenance import Run, attribute
from drafting.text.render import render_diff
from drafting.text.tokens import BLANK_LINE
from drafting.web.database import db
from drafting.web.phrases import changes_in_words
from drafting.web.shown import unseen


@dataclass(frozen=True, slots=True)
class Origin:
    """A changed stretch, and who is behind it: names of delegations, or the secretariat."""

    words: Markup
    names: str


def origins_of(on: BlockCollisions, parts: Sequence[tuple[str, str]]) -> list[Origin]:
    """The changed stretches of the block as it is saved; `on` is what is proposed there, `parts` are (base, result)
    each."""
    latest = latest_decisions(db.session(), [a.id for group in on.groups for a in group.amendments])
    names = {group.id: ", ".join(group.proposers) for group in on.groups}
    found: list[Origin] = []
    for part, (base, result) in enumerate(parts):
        accepted = [
            Authored(key=group.id, change=group.change)
            for group in on.groups
            if group.change is not None
            and group.part == part
            and (decision := ruling_on(group, latest)) is not None
            and decision.ruling is Ruling.ACCEPT
        ]
        found += [_origin(run, names) for run in attribute(base, result, accepted) if _tells(run)]
    return found


def _tells(run: Run) -> bool:
    return run.op != "equal" and (bool(run.text.strip()) or BLANK_LINE in run.text)


def _origin(run: Run, names: dict[str, str]) -> Origin:
    told = "; ".join(names[name] for name in run.keys if name in names)
    segments = [Segment(run.op, run.text)]
    return Origin(unseen(changes_in_words(segments)) + Markup(render_diff(segments)), told or gettext("Secretariat"))
