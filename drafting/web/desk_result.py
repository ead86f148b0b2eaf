"""The live preview of the desk: the text that the ticked rulings and the form's own words come to."""

from __future__ import annotations

from collections.abc import Mapping

from flask import jsonify, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from drafting.procedure.collisions import collisions_on
from drafting.procedure.contributing import stored
from drafting.procedure.grouping import BlockCollisions, GroupedChange
from drafting.procedure.layout import rows_of
from drafting.procedure.result import composed, not_as_proposed, with_hand
from drafting.procedure.rulings import latest_decisions, ruling_on
from drafting.rules.labels import amendment_label
from drafting.rules.lifecycle import Ruling
from drafting.rules.permissions import Act
from drafting.web.access import acts
from drafting.web.cards import shown_diff
from drafting.web.database import db
from drafting.web.desk import bp, consolidating, ticked


@bp.post("/<text>/desk/<int:key>/result")
@acts(Act.DECIDE, writes=False)
def result(text: str, key: int) -> Response:
    """What the ticked rulings and the text in the form come to together, for the live preview.

    `made-N` is what the accepted changes came to when the form was last answered: what the text has beyond it was
    written by hand, and stays. Where a ruling would change such words, nothing is applied and the notice says so.
    """
    _found, round_, _working = consolidating(text)
    on = collisions_on(db.session(), round_, key)
    base = next((row for row in rows_of(db.session(), round_.draft) if row.key == key), None)
    latest = latest_decisions(db.session(), [a.id for group in on.groups for a in group.amendments])
    held = {group.id: decision.ruling for group in on.groups if (decision := ruling_on(group, latest)) is not None}
    wanted = held | {group.id: ruling for group in on.groups if (ruling := ticked(group.id)) is not None}
    texts, all_made, diffs, notices = [], [], [], _rivals(on, wanted)
    for part, source in enumerate(base.block.parts if base is not None else ()):
        made = composed(source, on.groups, wanted, part)
        before = request.form.get(f"made-{part}", composed(source, on.groups, held, part))
        typed = stored(request.form.get(f"text-{part}", before), field=f"text-{part}").strip()
        found = with_hand(before, typed, made)
        if found.rival:
            said = _("This changes words that you wrote yourself (“%(words)s”): edit them.", words=found.rival[:60])
            notices.append(said)
        texts.append(found.text)
        all_made.append(made)
        rich, plain = shown_diff(source, found.text)
        diffs.append(str(plain or rich))
        notices += [
            _("%(label)s does not stand in the text as proposed: mark it “As modified”?", label=_label(group))
            for group in not_as_proposed(source, found.text, on.groups, wanted, part)
            if not _is_rival(group, on, wanted)
        ]
    return jsonify(texts=texts, made=all_made, diffs=diffs, notice=" ".join(notices))


def _label(group: GroupedChange) -> str:
    return amendment_label(group.amendments[0].number, group.amendments[0].revision)


def _rivals(on: BlockCollisions, wanted: Mapping[str, Ruling | None]) -> list[str]:
    """A notice for each two that are ticked for acceptance and collide."""
    return [
        _(
            "%(left)s and %(right)s collide: only one of them can be accepted. The result keeps the base there.",
            left=_label(between.left),
            right=_label(between.right),
        )
        for between in on.conflicts
        if wanted.get(between.left.id) is Ruling.ACCEPT and wanted.get(between.right.id) is Ruling.ACCEPT
    ]


def _is_rival(group: GroupedChange, on: BlockCollisions, wanted: Mapping[str, Ruling | None]) -> bool:
    return any(
        group in (between.left, between.right)
        and wanted.get(between.left.id) is wanted.get(between.right.id) is Ruling.ACCEPT
        for between in on.conflicts
    )
