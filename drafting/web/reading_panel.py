"""The panel beside a block: its amendments (collisions first), its comments, its history."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from flask_babel import gettext
from markupsafe import Markup

from drafting.model.paragraphs import DraftParagraph
from drafting.model.rounds import Round
from drafting.model.texts import Draft
from drafting.procedure.acting import case_of
from drafting.procedure.collisions import collisions_on
from drafting.procedure.grouping import BlockCollisions
from drafting.procedure.history import history_of
from drafting.procedure.layout import rows_of
from drafting.procedure.read_draft import carried_comments
from drafting.procedure.visibility import SeenAmendment, visible_amendments, visible_comments
from drafting.rules.labels import amendment_label
from drafting.rules.lifecycle import ItemState, RoundState
from drafting.rules.permissions import Act, Category, may
from drafting.text.blocks import Kind
from drafting.web.access import now, seat
from drafting.web.cards import AmendmentCard, CommentThread, amendment_card, comment_thread
from drafting.web.database import db
from drafting.web.phrases import block_name
from drafting.web.reading_views import changed_html
from drafting.web.wording_terms import term

TABS = ("amendments", "comments", "history")


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """Amendments that collide: `said` tells where."""

    said: str
    cards: Sequence[AmendmentCard]


@dataclass(frozen=True, slots=True, kw_only=True)
class Wording:
    """The block in one draft, for its history. `html` is its text, `changed` the same with what changed marked."""

    draft: Draft
    number: str
    lineage: str
    html: Markup
    changed: Markup
    items: Sequence[tuple[AmendmentCard, Sequence[str]]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Panel:
    """Everything that is said about one block. `row` is None for the whole draft (key 0)."""

    key: int
    row: DraftParagraph | None
    name: str
    html: Markup
    tab: str
    passages: Sequence[Passage]
    free: Sequence[AmendmentCard]
    withdrawn: Sequence[AmendmentCard]
    threads: Sequence[CommentThread]
    wordings: Sequence[Wording]
    may_amend: bool
    may_comment: bool
    tables: bool

    @property
    def amendments(self) -> int:
        return sum(len(passage.cards) for passage in self.passages) + len(self.free)


def panel_of(draft: Draft, round_: Round | None, key: int, *, tab: str) -> Panel:
    """The panel on the block `key` (0: the whole draft)."""
    by, at = seat(), now()
    session = db.session()
    rows = {row.key: row for row in rows_of(session, draft)}
    row = rows.get(key)
    name = _name(row)
    slug = draft.text.slug
    passages: list[Passage] = []
    free: list[AmendmentCard] = []
    withdrawn: list[AmendmentCard] = []
    threads: list[CommentThread] = []
    case = case_of(round_, at=at) if round_ is not None else None
    if round_ is not None and case is not None and may(by.standing, Act.READ_CONTRIBUTIONS, case):
        decided = round_.state is RoundState.PUBLISHED or by.delegation.category is Category.SECRETARIAT
        on = collisions_on(session, round_, key)
        seen = {item.amendment.id: item for item in visible_amendments(session, round_, by, key=key)}

        def card(item: SeenAmendment) -> AmendmentCard:
            return amendment_card(
                item,
                slug=slug,
                row=row,
                round_=round_,
                by=by,
                at=at,
                rivals=on.rivals(item.amendment.id),
                decided=decided,
            )

        passages, free = _arranged(on, seen, card)
        withdrawn = [card(item) for item in seen.values() if item.amendment.state is ItemState.WITHDRAWN]
        for comment in visible_comments(session, round_, by, key=key):
            threads.append(comment_thread(comment, slug=slug, round_=round_, by=by, at=at, row=row))
        for comment, anchor in carried_comments(session, draft, by=by, key=key):
            threads.append(
                comment_thread(comment, slug=slug, round_=round_, by=by, at=at, row=row, anchor=anchor.state.value)
            )
    wordings = _wordings(draft, key) if key else []
    chosen = tab if tab in TABS else ("amendments" if passages or free or not threads else "comments")
    prepares = case is not None and may(by.standing, Act.PREPARE, case)
    return Panel(
        key=key,
        row=row,
        name=name,
        html=Markup(row.html) if row is not None else Markup(),
        tab=chosen,
        passages=passages,
        free=free,
        withdrawn=withdrawn,
        threads=threads,
        wordings=wordings,
        may_amend=prepares,
        may_comment=prepares,
        tables=row is not None and row.kind is Kind.ROW,
    )


def _name(row: DraftParagraph | None) -> str:
    if row is None:
        return gettext("The whole draft")
    name = block_name(row.block, row.number)
    return name[:1].upper() + name[1:]


def _arranged(
    on: BlockCollisions, seen: dict[int, SeenAmendment], make: Callable[[SeenAmendment], AmendmentCard]
) -> tuple[list[Passage], list[AmendmentCard]]:
    """Collision by collision, each amendment once; then those that are free, by their place in the text."""
    done: set[int] = set()
    passages = []
    for cluster in on.clusters:
        ids = [a.id for group in cluster for a in group.amendments if a.id in seen and a.id not in done]
        ids = list(dict.fromkeys(ids))
        if not ids:
            continue
        done.update(ids)
        labels = [amendment_label(seen[i].amendment.number, seen[i].amendment.revision) for i in ids]
        passages.append(Passage(said=_said(labels), cards=[make(seen[i]) for i in ids]))
    rest = dict.fromkeys(a.id for group in on.groups for a in group.amendments if a.id in seen and a.id not in done)
    others = [
        i for i, item in seen.items() if i not in done and i not in rest and item.amendment.state is ItemState.SUBMITTED
    ]
    return passages, [make(seen[i]) for i in (*rest, *others)]


def _said(labels: Sequence[str]) -> str:
    if len(labels) == 1:
        return gettext("%(label)s collides with another proposal.", label=labels[0])
    listed = gettext("%(first)s and %(last)s", first=", ".join(labels[:-1]), last=labels[-1])
    return gettext("%(labels)s change the same words. Not all of them can be accepted as they stand.", labels=listed)


def _wordings(draft: Draft, key: int) -> list[Wording]:
    by, at = seat(), now()
    stations = history_of(db.session(), draft.text, key)
    out = []
    for place, station in enumerate(stations):
        older = next((other.row for other in stations[place + 1 :] if other.row is not None), None)
        changed = (
            Markup(changed_html(older, station.row))
            if station.row is not None and older is not None and older.hash != station.row.hash
            else Markup()
        )
        items: list[tuple[AmendmentCard, Sequence[str]]] = []
        if station.public:
            for amendment in station.amendments:
                card = amendment_card(
                    SeenAmendment(amendment, True),
                    slug=draft.text.slug,
                    row=station.row,
                    round_=db.session.get_one(Round, amendment.round_id),
                    by=by,
                    at=at,
                    decided=True,
                )
                items.append((card, station.reasons.get(amendment.id, [])))
        out.append(
            Wording(
                draft=station.draft,
                number=station.row.number if station.row is not None else "",
                lineage=term(station.lineage) if station.lineage is not None else "",
                html=Markup(station.row.html) if station.row is not None else Markup(),
                changed=changed,
                items=items,
            )
        )
    return out
