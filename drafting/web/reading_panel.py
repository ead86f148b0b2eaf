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
from drafting.procedure.layout import rows_of
from drafting.procedure.read_draft import carried_comments, places_in
from drafting.procedure.visibility import SeenAmendment, visible_amendments, visible_comments
from drafting.rules.labels import amendment_label
from drafting.rules.lifecycle import AnchorState, ItemState, RoundState
from drafting.rules.permissions import Act, Category, may
from drafting.text.blocks import Kind
from drafting.web.access import now, seat
from drafting.web.cards import AmendmentCard, CommentThread, amendment_card, comment_thread
from drafting.web.database import db
from drafting.web.package_lines import package_lines
from drafting.web.reading_history import Wording, name_of, wordings_of

TABS = ("amendments", "comments", "history")


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """Amendments that collide: `said` tells where."""

    said: str
    cards: Sequence[AmendmentCard]


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
    slug = draft.text.slug
    passages: list[Passage] = []
    free: list[AmendmentCard] = []
    withdrawn: list[AmendmentCard] = []
    threads: list[CommentThread] = []
    case = case_of(round_, at=at) if round_ is not None else None
    if round_ is not None and case is not None and may(by.standing, Act.READ_CONTRIBUTIONS, case):
        decided = round_.state is RoundState.PUBLISHED or by.delegation.category is Category.SECRETARIAT
        on = collisions_on(session, round_, key)
        items = {item.amendment.id: item for item in visible_amendments(session, round_, by, key=key)}

        packages = package_lines(slug, items)

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
                package=packages.get(item.amendment.id),
            )

        passages, free = _arranged(on, items, card)
        withdrawn = [card(item) for item in items.values() if item.amendment.state is ItemState.WITHDRAWN]
        places = places_in(session, draft, round_) if draft.corrects_id is not None else {}
        for comment in visible_comments(session, round_, by, key=key):
            anchor = places.get(comment.comment.id, AnchorState.ANCHORED).value
            threads.append(comment_thread(comment, slug=slug, round_=round_, by=by, at=at, row=row, anchor=anchor))
        for comment, place in carried_comments(session, draft, by=by, key=key):
            threads.append(
                comment_thread(comment, slug=slug, round_=round_, by=by, at=at, row=row, anchor=place.state.value)
            )
    wordings = wordings_of(draft, key) if key else []
    name = _name(row, key, wordings)
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
        may_amend=prepares and (row is not None or not key),
        may_comment=prepares and (row is not None or not key),
        tables=row is not None and row.kind is Kind.ROW,
    )


def _name(row: DraftParagraph | None, key: int, wordings: Sequence[Wording]) -> str:
    if not key:
        return gettext("The whole draft")
    if row is None:
        return gettext("%(name)s (deleted)", name=next((one.name for one in wordings if one.name), ""))
    return name_of(row)


def _arranged(
    on: BlockCollisions, items: dict[int, SeenAmendment], make: Callable[[SeenAmendment], AmendmentCard]
) -> tuple[list[Passage], list[AmendmentCard]]:
    """Collision by collision, each amendment once; then those that are free, by their place in the text."""
    done: set[int] = set()
    passages = []
    for cluster in on.clusters:
        ids = [a.id for group in cluster for a in group.amendments if a.id in items and a.id not in done]
        ids = list(dict.fromkeys(ids))
        if not ids:
            continue
        done.update(ids)
        labels = [amendment_label(items[i].amendment.number, items[i].amendment.revision) for i in ids]
        passages.append(Passage(said=_said(labels), cards=[make(items[i]) for i in ids]))
    rest = dict.fromkeys(a.id for group in on.groups for a in group.amendments if a.id in items and a.id not in done)
    others = [
        id_
        for id_, item in items.items()
        if id_ not in done and id_ not in rest and item.amendment.state is ItemState.SUBMITTED
    ]
    return passages, [make(items[i]) for i in (*rest, *others)]


def _said(labels: Sequence[str]) -> str:
    if len(labels) == 1:
        return gettext("%(label)s collides with another proposal.", label=labels[0])
    listed = gettext("%(first)s and %(last)s", first=", ".join(labels[:-1]), last=labels[-1])
    return gettext("%(labels)s change the same words. Not all of them can be accepted as they stand.", labels=listed)
