"""A block through the drafts, as values for the panel: its wordings, what was said about it, and what was decided."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from drafting.model.paragraphs import DraftParagraph
from drafting.model.texts import Draft
from drafting.procedure.history import Station, history_of
from drafting.procedure.visibility import SeenAmendment, seen
from drafting.rules.permissions import Act, Case, may
from drafting.web.access import now, seat
from drafting.web.cards import AmendmentCard, CommentThread, amendment_card, comment_thread
from drafting.web.database import db
from drafting.web.phrases import block_name
from drafting.web.reading_views import changed_html
from drafting.web.wording_terms import term


@dataclass(frozen=True, slots=True, kw_only=True)
class Wording:
    """The block in one draft ("" for its name and text where the draft does not have it). `html` is its text, `changed`
    the same with what changed since the former draft marked; `items` are the amendments to it with the reasons of what
    was decided, `threads` the comments, both once the round is over."""

    draft: Draft
    name: str
    number: str
    lineage: str
    html: Markup
    changed: Markup
    items: Sequence[tuple[AmendmentCard, Sequence[str]]]
    threads: Sequence[CommentThread]


def wordings_of(draft: Draft, key: int) -> list[Wording]:
    """The latest draft first."""
    stations = history_of(db.session(), draft.text, key, by=seat())
    out = []
    for place, station in enumerate(stations):
        row = station.row
        older = next((other.row for other in stations[place + 1 :] if other.row is not None), None)
        changed = row is not None and older is not None and older.hash != row.hash
        told = station.public and _may_read_contributions(station)
        out.append(
            Wording(
                draft=station.draft,
                name=name_of(row) if row is not None else "",
                number=row.number if row is not None else "",
                lineage=term(station.lineage) if station.lineage is not None else "",
                html=Markup(row.html) if row is not None else Markup(),
                changed=Markup(changed_html(older, row)) if changed and row and older else Markup(),
                items=_items(station) if told else (),
                threads=_threads(station) if told else (),
            )
        )
    return out


def name_of(row: DraftParagraph) -> str:
    """A block's name as a title: "Paragraph 14"."""
    name = block_name(row.block, row.number)
    return name[:1].upper() + name[1:]


def _may_read_contributions(station: Station) -> bool:
    return may(seat().standing, Act.READ_CONTRIBUTIONS, Case(draft_state=station.draft.state.value))


def _items(station: Station) -> list[tuple[AmendmentCard, Sequence[str]]]:
    if station.round is None:
        return []
    return [
        (
            amendment_card(
                SeenAmendment(amendment, True),
                slug=station.draft.text.slug,
                row=station.row,
                round_=station.round,
                by=seat(),
                at=now(),
                decided=True,
            ),
            station.reasons.get(amendment.id, []),
        )
        for amendment in station.amendments
    ]


def _threads(station: Station) -> list[CommentThread]:
    if station.round is None:
        return []
    return [
        comment_thread(
            seen(comment, seat()),
            slug=station.draft.text.slug,
            row=station.row,
            round_=station.round,
            by=seat(),
            at=now(),
        )
        for comment in station.comments
    ]
