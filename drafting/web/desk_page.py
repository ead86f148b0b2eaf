"""What the desk shows of a block: groups and collisions, rulings that hold, the result, the queue beside it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from flask_babel import get_locale, gettext
from markupsafe import Markup

from drafting.model.amendments import Amendment
from drafting.model.decisions import Decision
from drafting.model.paragraphs import DraftParagraph
from drafting.model.rounds import Round
from drafting.model.texts import Draft
from drafting.model.working import WorkingEdit
from drafting.procedure.collisions import collisions_on
from drafting.procedure.decide import version_of
from drafting.procedure.desk_log import log_of
from drafting.procedure.figures import BlockFigures, Figures, figures_of
from drafting.procedure.grouping import BlockCollisions, GroupedChange
from drafting.procedure.layout import rows_of
from drafting.procedure.rulings import latest_decisions, ruling_on
from drafting.procedure.visibility import visible_comments
from drafting.rules.labels import amendment_label
from drafting.rules.lifecycle import Operation, Ruling
from drafting.text.diff import Segment
from drafting.text.render import render_diff, render_gone, render_inline, render_new
from drafting.web.access import now, seat
from drafting.web.cards import CommentThread, comment_thread
from drafting.web.database import db
from drafting.web.phrases import block_name, changes_in_words, operation_in_words
from drafting.web.places import place_name
from drafting.web.shown import place_of, whole_diff

MANY = 15
"""From more amendments than this the contested passages are shown in the text, and the span map is left out."""
AROUND = 60
RULINGS = (Ruling.ACCEPT, Ruling.MODIFY, Ruling.REFUSE, Ruling.HOLD)


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupCard:
    """One thing to decide. `ruling` is what holds ("" while open); `said` puts the change into words."""

    id: str
    said: str
    words: str
    diff: Markup
    proposers: str
    supporters: str
    amendments: Sequence[tuple[str, int, str, str, str]]
    ruling: str
    reason: str
    fallen_by: str
    member: bool
    operation: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Cluster:
    """Groups that collide: only one of them can be accepted at one place."""

    id: str
    said: str
    cards: Sequence[GroupCard]


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """Where one amendment touches the block, in percent of its length, for the map."""

    label: str
    name: str
    deletions: Sequence[tuple[float, float]]
    insertions: Sequence[float]


@dataclass(frozen=True, slots=True, kw_only=True)
class DeskBlock:
    """Everything that the desk shows of one block. `on` is what is proposed there, `figures` are the round's, `parts`
    (base, text now, its diff) of each part."""

    key: int
    name: str
    on: BlockCollisions
    figures: Figures
    row: DraftParagraph | None
    parts: Sequence[tuple[str, str, Markup]]
    clusters: Sequence[Cluster]
    free: Sequence[GroupCard]
    passages: Markup
    spans: Sequence[Span]
    threads: Sequence[CommentThread]
    log: Sequence[tuple[WorkingEdit, Sequence[Decision]]]
    version: int
    can_undo: bool
    amendments: int
    delegations: int
    following: int | None
    gone: bool
    arrived: Sequence[tuple[Amendment, Sequence[DraftParagraph]]]


def desk_block(round_: Round, working: Draft, key: int) -> DeskBlock | None:
    """The block `key` of the working draft; None when the base draft does not have it (0: before the first)."""
    session, by = db.session(), seat()
    base = {row.key: row for row in rows_of(session, round_.draft)}
    if key and key not in base:
        return None
    rows = {row.key: row for row in rows_of(session, working, with_gone=True)}
    row = rows.get(key)
    on = collisions_on(session, round_, key)
    standing = {a.id: a for group in on.groups for a in group.amendments}
    latest = latest_decisions(session, standing)
    source = base[key].block.parts if key else ()
    cards = {group: _card(group, source, ruling_on(group, latest)) for group in on.groups}
    present = row.block.parts if row is not None else ()
    parts = [(old, new, whole_diff(old, new)) for old, new in zip(source, present, strict=True)]
    figures = figures_of(session, round_, by=by)
    log = log_of(session, round_, key, by=by)
    at = now()
    return DeskBlock(
        key=key,
        name=_upper(block_name(base[key].block, base[key].number)) if key else gettext("Before the first block"),
        on=on,
        figures=figures,
        row=row,
        parts=parts,
        clusters=[
            Cluster(id=f"c{number}", said=_cluster_said(cluster, on), cards=[cards[g] for g in cluster if g in cards])
            for number, cluster in enumerate(on.clusters, start=1)
        ],
        free=[cards[group] for group in on.groups if group in on.free],
        passages=_passages(on, source),
        spans=_spans(on, source) if 0 < len(standing) <= MANY and len(source) == 1 else (),
        threads=[
            comment_thread(seen, slug=round_.draft.text.slug, round_=round_, by=by, at=at, row=base.get(key))
            for seen in visible_comments(session, round_, by, key=key)
        ],
        log=log,
        version=version_of(session, round_, row, key),
        can_undo=any(not edit.undone for edit, _ in log),
        amendments=len(standing),
        delegations=len({a.delegation_id for a in standing.values()}),
        following=following(figures, key),
        gone=row.gone if row is not None else False,
        arrived=[
            (standing[a_id], [r for r in rows.values() if r.from_amendment_id == a_id and not r.gone])
            for a_id in standing
            if any(r.from_amendment_id == a_id and not r.gone for r in rows.values())
        ],
    )


def following(figures: Figures, key: int) -> int | None:
    """The next block with something to decide after `key`, else the first one; None when all is decided."""
    open_ = [block.key for block in figures.blocks if block.to_decide and block.key != key]
    order = [block.key for block in figures.blocks]
    place = order.index(key) if key in order else -1
    later = [k for k in open_ if order.index(k) > place]
    return next(iter(later or open_), None)


def queue_of(round_: Round) -> tuple[Figures, list[BlockFigures]]:
    """The figures, and the blocks on which something is proposed, in the order of the text."""
    figures = figures_of(db.session(), round_, by=seat())
    return figures, queue_in(figures)


def queue_in(figures: Figures) -> list[BlockFigures]:
    """The blocks on which something is proposed, in the order of the text."""
    return [block for block in figures.blocks if block.amendments or block.withdrawn]


def _upper(words: str) -> str:
    return words[:1].upper() + words[1:]


def _card(group: GroupedChange, source: Sequence[str], decision: Decision | None) -> GroupCard:
    if group.change is not None:
        base = source[group.part]
        change = group.change
        old = base[change.start : change.end]
        shown, words = _around(base, change.start, change.end, change.text), old.strip() or change.text.strip()
        replaced = [Segment("delete", old), Segment("insert", change.text)]
        said = changes_in_words([segment for segment in replaced if segment.text])
    elif group.operation is Operation.DELETE:
        shown = Markup("<p>{}</p>").format(Markup(render_gone(" · ".join(source))))
        said, words = gettext("Delete it"), " ".join(source)
    elif group.operation is Operation.INSERT:
        words = group.text or " · ".join(group.amendments[0].cells)
        shown = Markup("<p>{}</p>").format(Markup(render_new(words)))
        said = gettext("New text after it")
    else:
        amendment = group.amendments[0]
        said = operation_in_words(amendment, place_name(amendment.round_id, group.key), place_of(amendment))
        shown, words = Markup("<p>{}</p>").format(said), said
    fallen = decision.fallen_by_id if decision is not None else None
    rival = db.session.get(Amendment, fallen) if fallen else None
    return GroupCard(
        id=group.id,
        said=said,
        words=words,
        diff=shown,
        proposers=", ".join(group.proposers),
        supporters=", ".join(group.supporters),
        amendments=[
            (amendment_label(a.number, a.revision), a.id, a.delegation.name, a.reason, str(len(a.changes)))
            for a in group.amendments
        ],
        ruling=decision.ruling.value if decision is not None else "",
        reason=decision.reason if decision is not None else "",
        fallen_by=amendment_label(rival.number, rival.revision) if rival is not None else "",
        member=group.has_member,
        operation=group.operation.value,
    )


def _around(base: str, start: int, end: int, new: str) -> Markup:
    """The change with the words around it."""
    left = base[max(0, start - AROUND) : start]
    right = base[end : end + AROUND]
    left = "… " + left.split(" ", 1)[-1] if start > AROUND and " " in left else left
    right = right.rsplit(" ", 1)[0] + " …" if end + AROUND < len(base) and " " in right else right
    segments = [
        Segment("equal", left),
        *([Segment("delete", base[start:end])] if end > start else []),
        *([Segment("insert", new)] if new else []),
        Segment("equal", right),
    ]
    return Markup("<p>{}</p>").format(Markup(render_diff([s for s in segments if s.text])))


def _cluster_said(cluster: Sequence[GroupedChange], on: BlockCollisions) -> str:
    elsewhere = [group for group in cluster if group.key != on.key]
    if elsewhere:
        told = ", ".join(
            f"{amendment_label(a.number, a.revision)} ({place_name(a.round_id, group.key)})"
            for group in elsewhere
            for a in group.amendments
        )
        return gettext("Collides with what is decided elsewhere: %(names)s", names=told)
    words = next((b.words for b in on.conflicts if b.left in cluster and b.words.strip()), "")
    labels = {amendment_label(a.number, a.revision) for group in cluster for a in group.amendments}
    if words:
        shown = words if len(words) <= 60 else words[:57] + "…"
        return gettext("Collision at “%(words)s”: %(count)s amendments", words=shown.strip(), count=len(labels))
    return gettext("Collision: %(count)s amendments", count=len(labels))


def _passages(on: BlockCollisions, source: Sequence[str]) -> Markup:
    """The base text with each contested passage linked to its group; "" where nothing collides or there are cells."""
    if len(source) != 1 or not on.clusters:
        return Markup()
    spans = []
    for number, cluster in enumerate(on.clusters, start=1):
        changes = [group.change for group in cluster if group.change is not None]
        if changes:
            start, end = min(c.start for c in changes), max(c.end for c in changes)
            count = len({a.id for group in cluster for a in group.amendments})
            spans.append((start, max(end, start), f"c{number}", count))
    out, at = Markup(), 0
    for start, end, target, count in sorted(spans):
        if start < at:
            continue
        words = source[0][start:end] or "‸"
        out += Markup(render_inline(source[0][at:start]))
        out += Markup('<a class="seg" href="#{}">{}<sup>{}<span class="vh" lang="{}"> {}</span></sup></a>').format(
            target, Markup(render_inline(words)), count, get_locale(), gettext("amendments")
        )
        at = end
    return out + Markup(render_inline(source[0][at:]))


def _spans(on: BlockCollisions, source: Sequence[str]) -> list[Span]:
    length = max(len(source[0]), 1)
    found: dict[int, tuple[Amendment, list[tuple[float, float]], list[float]]] = {}
    for group in on.groups:
        for amendment in group.amendments:
            _a, deletions, insertions = found.setdefault(amendment.id, (amendment, [], []))
            if group.change is None:
                if group.operation is Operation.DELETE:
                    deletions.append((0.0, 100.0))
                continue
            start, end = group.change.start / length * 100, group.change.end / length * 100
            if group.change.end > group.change.start:
                deletions.append((round(start, 1), round(max(end - start, 0.6), 1)))
            if group.change.text:
                insertions.append(round(start, 1))
    return [
        Span(
            label=amendment_label(a.number, a.revision),
            name=a.delegation.name,
            deletions=deletions,
            insertions=insertions,
        )
        for a, deletions, insertions in sorted(found.values(), key=lambda one: one[0].number)
    ]
