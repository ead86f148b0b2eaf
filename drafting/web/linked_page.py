"""What the pages show of linked changes: where each would apply, beside what, and under which package it came."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flask import url_for
from flask_babel import gettext as _
from markupsafe import Markup

from drafting.model.paragraphs import DraftParagraph
from drafting.model.rounds import Round
from drafting.model.texts import Draft
from drafting.procedure.decide import version_of
from drafting.procedure.grouping import BlockCollisions, GroupedChange
from drafting.procedure.layout import rows_of
from drafting.procedure.linked import Link, Rewordings
from drafting.rules.lifecycle import Operation
from drafting.text.diff import diff
from drafting.text.merge import apply
from drafting.text.render import render_gone, render_new
from drafting.web.access import seat
from drafting.web.database import db
from drafting.web.entered import answer_seen, source_in_words
from drafting.web.package_lines import Named, PackageLine, named, package_lines
from drafting.web.phrases import block_name, changes_in_words, operation_in_words
from drafting.web.places import place_name
from drafting.web.shown import place_of, shown_diff, unseen


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkedPlace:
    """Where linked changes would apply in one block. `ruling` is what holds on all of them ("" while one is open);
    `rivals` are (label, delegation, address); `version` is what a form on the block must show."""

    key: int
    name: str
    address: str
    diffs: tuple[Markup, ...]
    delegations: str
    labels: tuple[Named, ...]
    rivals: tuple[tuple[str, str, str], ...]
    member: bool
    ruling: str
    reason: str
    version: int

    @property
    def fits(self) -> bool:
        """Whether nothing speaks against deciding it with the others; it is ticked then."""
        return not self.ruling and not self.rivals and self.member


@dataclass(frozen=True, slots=True, kw_only=True)
class DeskLinks:
    """What the desk's page of one block shows beside its groups, by `GroupedChange.id`, and its amendments, by id.

    `elsewhere` counts other blocks where the same change is proposed, `unproposed` those where its words stand and
    nobody proposes it; `sources` say who entered an amendment out of what, and what its delegation says to that.
    """

    elsewhere: Mapping[str, int]
    unproposed: Mapping[str, int]
    packages: Mapping[int, PackageLine]
    sources: Mapping[int, str]


def desk_links(round_: Round, on: BlockCollisions) -> DeskLinks:
    """The links of what is proposed `on` a block; a constant number of queries."""
    session, by = db.session(), seat()
    told = Rewordings(session, round_)
    amendments = {a.id: a for group in on.groups for a in group.amendments}
    unproposed = {
        group.id: len(told.unproposed(rewording))
        for group in on.groups
        if _replaces(group) and (rewording := told.of_group(group)) is not None
    }
    sources = {id_: f"{source_in_words(a)} {answer_seen(a, by)}".strip() for id_, a in amendments.items()}
    return DeskLinks(
        elsewhere={group.id: count for group in on.groups if (count := told.elsewhere(group))},
        unproposed={name: count for name, count in unproposed.items() if count},
        packages=package_lines(round_.draft.text.slug, amendments),
        sources={id_: said for id_, said in sources.items() if said},
    )


def _replaces(group: GroupedChange) -> bool:
    """Whether words become other words: of what is added or deleted in one place, nothing follows for another."""
    change = group.change
    return change is not None and change.start < change.end and bool(change.text.strip())


def places_of(round_: Round, working: Draft | None, links: Sequence[Link]) -> list[LinkedPlace]:
    """The links as a page lists them; without a working draft there is no version to decide by."""
    session, slug = db.session(), round_.draft.text.slug
    base = {row.key: row for row in rows_of(session, round_.draft)}
    now = {row.key: row for row in rows_of(session, working, with_gone=True)} if working is not None else {}
    return [_place(round_, slug, link, base.get(link.key), now.get(link.key), working) for link in links]


def _place(
    round_: Round,
    slug: str,
    link: Link,
    row: DraftParagraph | None,
    now: DraftParagraph | None,
    working: Draft | None,
) -> LinkedPlace:
    name = block_name(row.block, row.number) if row is not None else _("the beginning of the draft")
    amendments = {a.id: a for group in link.groups for a in group.amendments}
    names = dict.fromkeys(who for group in link.groups for who in (*group.proposers, *group.supporters))
    if working is not None:
        address = url_for("desk.block", text=slug, key=link.key)
    else:
        address = url_for("reading.block", text=slug, number=round_.draft.number, key=link.key)
    return LinkedPlace(
        key=link.key,
        name=name[:1].upper() + name[1:],
        address=address,
        diffs=tuple(_diff(group, row) for group in link.groups),
        delegations=", ".join(names),
        labels=tuple(named(slug, a) for a in sorted(amendments.values(), key=lambda a: a.number)),
        rivals=tuple((*named(slug, a)[:1], a.delegation.name, named(slug, a)[1]) for a in link.rivals),
        member=link.member,
        ruling=link.decided.ruling.value if link.decided is not None else "",
        reason=link.decided.reason if link.decided is not None else "",
        version=version_of(db.session(), round_, now, link.key) if working is not None else 0,
    )


def _diff(group: GroupedChange, row: DraftParagraph | None) -> Markup:
    """What the group would change in its block, with the words around it."""
    parts = row.block.parts if row is not None else ()
    if group.change is not None:
        base = parts[group.part]
        made = apply(base, [group.change])
        return unseen(changes_in_words(diff(base, made)), tag="p") + shown_diff(base, made)[0]
    if group.operation is Operation.DELETE:
        return Markup("<p>{}</p>").format(Markup(render_gone(" · ".join(parts))))
    if group.operation is Operation.INSERT:
        words = group.text or " · ".join(group.amendments[0].cells)
        return Markup("<p>{}</p>").format(Markup(render_new(words)))
    amendment = group.amendments[0]
    said = operation_in_words(amendment, place_name(amendment.round_id, group.key), place_of(amendment))
    return Markup("<p>{}</p>").format(said)
