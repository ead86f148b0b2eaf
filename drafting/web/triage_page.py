"""The rows of the triage table, the filters out of the address, and what they are called."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from flask import url_for
from flask_babel import gettext
from flask_babel import lazy_gettext as _
from flask_babel import lazy_pgettext as _p
from markupsafe import Markup
from werkzeug.datastructures import MultiDict

from drafting.model.amendments import Amendment
from drafting.model.comments import Comment
from drafting.model.paragraphs import DraftParagraph
from drafting.model.rounds import Round
from drafting.procedure.triage import Item, Triage
from drafting.procedure.triage_filter import SORTS, STATUSES, Filter
from drafting.rules.labels import amendment_label, comment_label
from drafting.rules.lifecycle import ItemKind, Operation, RoundState
from drafting.rules.permissions import Category
from drafting.text.inline import plain
from drafting.web.phrases import block_name, operation_in_words
from drafting.web.places import place_name
from drafting.web.shown import place_of, told_diff

A_PAGE = 100
"""Items on one page of the table."""
RIVALS = 4
"""Most collisions that are named in one row."""
WORDS = 160
"""How much of a comment is shown in one row, in characters."""

OFFERED: Mapping[str, Sequence[str]] = {
    "type": ("amendment", "comment", "proposal", "reply"),
    "kind": tuple(kind.value for kind in ItemKind),
    "status": STATUSES,
    "category": tuple(c.value for c in Category if c is not Category.PARENT_COMMITTEE),
    "operation": tuple(operation.value for operation in Operation),
    "collision": ("collides", "free"),
    "check": ("any", "negation", "modal", "number", "space"),
    "late": ("yes",),
    "suggestion": ("yes",),
    "on_behalf": ("yes",),
    "sort": SORTS,
}
"""The values that a filter may have."""

VALUES = {
    "amendment": _("Amendment"),
    "comment": _("Comment"),
    "proposal": _("Proposal in words"),
    "reply": _("Reply"),
    "collides": _("collides"),
    "free": _("collides with nothing"),
    "any": _("any check"),
    "negation": _("negation"),
    "modal": _("word of obligation"),
    "number": _p("check", "number"),
    "space": _("spaces"),
    "carried": _("carried"),
    "bracketed": _("in square brackets"),
    "open": _("open"),
    "undecided": _("undecided"),
    "yes": _("only these"),
    "me": _("me"),
    "nobody": _("nobody"),
    "place": _("place in the text"),
    "delegation": _("delegation"),
    "time": _("time"),
}
"""What values are called where the terms of the field do not have them, or have them for something else."""

READY_NAMES = {
    "undecided": _("Undecided"),
    "mine": _("Assigned to me"),
    "editorial": _("Editorial, undecided"),
    "editorial-free": _("Editorial and free of collisions, undecided"),
    "free": _("Free of collisions, undecided"),
    "insertions": _("Insertions, undecided"),
    "held": _("Held"),
    "fallen": _("Fallen"),
    "carried": _("Carried"),
    "bracketed": _("Bracketed"),
    "withdrawn": _("Withdrawn"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class TriageRow:
    """One line of the table. `tick` names the item in the form; "" for what cannot be decided in bulk.
    `said` is the change in words."""

    tick: str
    label: str
    address: str
    chapter: str
    place: str
    place_address: str
    delegation: str
    type: str
    kind: str
    operation: str
    change: Markup
    said: str
    rivals: Sequence[tuple[str, str]]
    more_rivals: int
    checks: str
    status: str
    late: bool
    on_behalf: bool
    suggestion: bool
    assigned: str
    notes: int
    replies: int


def filter_of(values: MultiDict[str, str]) -> Filter:
    """The filters of an address or a form; what is not offered asks for nothing."""
    given: dict[str, str | int] = {}
    for name, offered in OFFERED.items():
        value = values.get(name, "")
        if value in offered:
            given[name] = value
    given["delegation"] = values.get("delegation", "")[:40]
    assigned = values.get("assigned", "")
    given["assigned"] = assigned if assigned in ("me", "nobody") or assigned.isdecimal() else ""
    given["chapter"] = values.get("chapter", 0, int)
    return Filter(**given)  # type: ignore[arg-type]  # each name and type is the dataclass's own


def query_of(asked: Filter) -> dict[str, Any]:
    """The filters as an address has them: only what asks for something."""
    return {
        name: str(value) for name, value in asdict(asked).items() if value and not (name == "sort" and value == "place")
    }


def rows_shown(round_: Round, triage: Triage, items: Iterable[Item]) -> list[TriageRow]:
    """The items as the table shows them."""
    row_of = triage.row_of
    return [_row(round_, row_of, item) for item in items]


def chapter_name(row: DraftParagraph) -> str:
    return " ".join(part for part in (row.number, plain(row.text)) if part)


def _row(round_: Round, row_of: Mapping[int, DraftParagraph], item: Item) -> TriageRow:
    slug, row = round_.draft.text.slug, row_of.get(item.key)
    chapter = row_of.get(item.chapter)
    if row is not None:
        place = block_name(row.block, row.number)
    else:
        place = gettext("the beginning of the draft") if item.amendment is not None else gettext("the whole draft")
    deciding = round_.state is RoundState.CONSOLIDATING and (item.key or item.amendment is not None)
    if deciding:
        place_address = url_for("desk.block", text=slug, key=item.key)
    else:
        place_address = url_for(
            "reading.draft", text=slug, number=round_.draft.number, p=item.key, _anchor=f"p{item.key}"
        )
    label, address = _label(slug, item)
    said, change = item_shown(item.what, row)
    return TriageRow(
        tick=str(item.amendment.id) if item.amendment is not None and item.status != "withdrawn" else "",
        label=label,
        address=address,
        chapter=chapter_name(chapter) if chapter is not None else "",
        place=place[:1].upper() + place[1:],
        place_address=place_address,
        delegation=item.what.delegation.name,
        type=item.type,
        kind=item.what.kind.value,
        operation=item.amendment.operation.value if item.amendment is not None else "",
        change=change,
        said=said or " ".join(change.striptags().split()),
        rivals=[
            (amendment_label(a.number, a.revision), url_for("reading.amendment", text=slug, item=a.number))
            for a in item.rivals[:RIVALS]
        ],
        more_rivals=max(0, len(item.rivals) - RIVALS),
        checks=", ".join(str(VALUES[kind]) for kind in sorted(item.checks)),
        status=item.status,
        late=item.what.late,
        on_behalf=item.what.entered_by_id is not None,
        suggestion=item.amendment is not None and item.amendment.suggestion and not item.member,
        assigned=item.assigned.person.name if item.assigned is not None else "",
        notes=item.notes,
        replies=item.replies,
    )


def _label(slug: str, item: Item) -> tuple[str, str]:
    if item.amendment is not None:
        a = item.amendment
        return amendment_label(a.number, a.revision), url_for("reading.amendment", text=slug, item=a.number)
    if not item.number:
        return gettext("Reply"), ""
    return comment_label(item.number), url_for("reading.comment", text=slug, item=item.number)


def item_shown(what: Amendment | Comment, row: DraftParagraph | None) -> tuple[str, Markup]:
    """What an item changes or says, in words ("" where its text says it) and shown, as a line of a table has it."""
    if isinstance(what, Comment):
        words = plain(what.body)
        return "", Markup("<p>{}</p>").format(words if len(words) <= WORDS else words[:WORDS].rsplit(" ", 1)[0] + " …")
    if what.operation in (Operation.MOVE, Operation.JOIN, Operation.RESHAPE):
        said = operation_in_words(what, place_name(what.round_id, what.key), place_of(what))
        return said, Markup("<p>{}</p>").format(said)
    return told_diff(what, row)[:2]
