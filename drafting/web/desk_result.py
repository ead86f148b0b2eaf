"""The live preview of the desk: the text that the ticked rulings and the form's own words come to."""

from __future__ import annotations

from collections.abc import Mapping

from flask import jsonify
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from drafting.procedure.grouping import BlockCollisions, GroupedChange
from drafting.procedure.result import not_as_proposed
from drafting.rules.labels import amendment_label
from drafting.rules.lifecycle import Ruling
from drafting.rules.permissions import Act
from drafting.web.access import acts
from drafting.web.desk import bp, consolidating
from drafting.web.desk_form import read_form
from drafting.web.shown import whole_diff


@bp.post("/<text>/desk/<int:key>/result")
@acts(Act.DECIDE, writes=False)
def result(text: str, key: int) -> Response:
    """What the ticked rulings and the text in the form come to together; what is in the way is told, never applied."""
    _found, round_, working = consolidating(text)
    filled = read_form(round_, working, key)
    on, wanted = filled.on, filled.wanted
    notices, diffs = _rivals(on, wanted), []
    for part, (source, found) in enumerate(zip(filled.source, filled.results, strict=True)):
        if found.rival:
            said = _("This changes words that you wrote yourself (“%(words)s”): edit them.", words=found.rival[:60])
            notices.append(said)
        diffs.append(str(whole_diff(source, found.text)))
        notices += [
            _("%(label)s does not stand in the text as proposed: mark it “As modified”?", label=_label(group))
            for group in not_as_proposed(source, found.text, on.groups, wanted, part)
            if not _is_rival(group, on, wanted)
        ]
    texts = [found.text for found in filled.results]
    return jsonify(texts=texts, made=list(filled.made), diffs=diffs, notice=" ".join(notices))


def _label(group: GroupedChange) -> str:
    return amendment_label(group.amendments[0].number, group.amendments[0].revision)


def _rivals(on: BlockCollisions, wanted: Mapping[str, Ruling]) -> list[str]:
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


def _is_rival(group: GroupedChange, on: BlockCollisions, wanted: Mapping[str, Ruling]) -> bool:
    return any(
        group in (between.left, between.right)
        and wanted.get(between.left.id) is wanted.get(between.right.id) is Ruling.ACCEPT
        for between in on.conflicts
    )
