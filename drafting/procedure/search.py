"""Search in all drafts and contributions that somebody may read; what they may not read is not found either.

Nothing is stored for it: the words of a draft, which never change, and of what was contributed to it, by the draft's
revision, are indexed when they are first asked for and kept by whoever asks (docs/decisions/008).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from functools import partial

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload, selectinload

from drafting.errors import Invalid
from drafting.model.amendments import Amendment
from drafting.model.comments import Comment
from drafting.model.paragraphs import BLOCK_COLUMNS, DraftParagraph, block_from
from drafting.model.people import Seat
from drafting.model.rounds import Round
from drafting.model.texts import Draft, Text
from drafting.procedure.layout import rows_of
from drafting.procedure.margins import Keeper
from drafting.procedure.rulings import latest_decisions
from drafting.rules.labels import amendment_label, comment_label
from drafting.rules.lifecycle import DraftState, ItemState, Operation, RoundState
from drafting.rules.permissions import Act, Case, Category, may
from drafting.text.blocks import Kind
from drafting.text.inline import plain
from drafting.text.searching import Asked, Hit, Index, Piece, asked, excerpt

QUERY_LIMIT = 200
"""Longest query, in characters."""


class Sort(StrEnum):
    """What is found."""

    PARAGRAPH = "paragraph"
    AMENDMENT = "amendment"
    COMMENT = "comment"
    REPLY = "reply"
    DECISION = "decision"


@dataclass(frozen=True, slots=True, kw_only=True)
class Thing:
    """One thing that can be found. `key` is its block's (0: the whole draft, or before the first); `number` what is
    printed before a block, or the label of an item, `item` its number (a reply's and a decision's are those of what
    they are on), `place` what is printed before its block; `delegation_id` is 0 for a block."""

    sort: Sort
    slug: str
    draft: int
    key: int
    number: str
    words: str
    item: int = 0
    place: str = ""
    delegation_id: int = 0
    withdrawn: bool = False
    footnote: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A thing with an excerpt of its words. `also` are earlier drafts in which the same block has what is asked for."""

    thing: Thing
    excerpt: tuple[Piece, ...]
    also: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Results:
    """What was found, the best first: `found` is one page of `total`; `counts` tell how many there are of each sort,
    whichever of them was asked for."""

    found: Sequence[Found]
    total: int
    counts: Mapping[Sort, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Within:
    """Where to look: "" and 0 are everywhere. `delegation_id` leaves the drafts themselves out."""

    slug: str = ""
    sort: Sort | None = None
    delegation_id: int = 0


@dataclass(frozen=True, slots=True)
class Shelf:
    """Things, and the index of their words."""

    things: Sequence[Thing]
    index: Index = field(compare=False)


@dataclass(frozen=True, slots=True)
class _Ranked:
    thing: Thing
    hit: Hit


def search(
    session: Session, query: str, within: Within, *, by: Seat, kept: Keeper, first: int = 0, most: int = 20
) -> Results:
    """What `by` may read and has all that `query` asks for; `most` of it, from the `first` on (0 is the best).

    Raises Invalid: "query-empty" (no word in it), "query-too-long".
    """
    if len(query) > QUERY_LIMIT:
        raise Invalid("query-too-long", field="q", limit=QUERY_LIMIT, length=len(query))
    wanted = asked(query)
    if not wanted.wanted:
        raise Invalid("query-empty", field="q")
    ranked = [one for shelf in _shelves(session, within, by, kept) for one in _hits(shelf, wanted, within, by)]
    blocks = _by_block(one for one in ranked if one.thing.sort is Sort.PARAGRAPH)
    others = [one for one in ranked if one.thing.sort is not Sort.PARAGRAPH]
    counts = Counter(one.thing.sort for one in others)
    counts[Sort.PARAGRAPH] = len(blocks)
    best: list[tuple[_Ranked, tuple[int, ...]]] = [(one, ()) for one in others]
    best += [(drafts[0], tuple(one.thing.draft for one in drafts[1:])) for drafts in blocks]
    chosen = [one for one in best if within.sort in (None, one[0].thing.sort)]
    chosen.sort(key=lambda one: (-one[0].hit.score, -one[0].thing.draft, one[0].thing.key))
    return Results(
        found=[
            Found(thing=one.thing, excerpt=excerpt(one.thing.words, one.hit.words), also=also)
            for one, also in chosen[first : first + most]
        ],
        total=len(chosen),
        counts={sort: counts[sort] for sort in Sort},
    )


def _by_block(ranked: Iterable[_Ranked]) -> list[list[_Ranked]]:
    """What is found in drafts, by block, with the latest draft first."""
    blocks: dict[tuple[str, int], list[_Ranked]] = {}
    for one in ranked:
        blocks.setdefault((one.thing.slug, one.thing.key), []).append(one)
    return [sorted(drafts, key=lambda one: -one.thing.draft) for drafts in blocks.values()]


def _hits(shelf: Shelf, wanted: Asked, within: Within, by: Seat) -> Iterator[_Ranked]:
    for hit in shelf.index.find(wanted):
        thing = shelf.things[hit.place]
        hidden = thing.withdrawn and not _sees_withdrawn(thing, by)
        if not hidden and within.delegation_id in (0, thing.delegation_id):
            yield _Ranked(thing, hit)


def _sees_withdrawn(thing: Thing, by: Seat) -> bool:
    """As `visibility.in_full` has it for the thing itself."""
    return thing.delegation_id == by.delegation_id or by.delegation.category is Category.SECRETARIAT


def _shelves(session: Session, within: Within, by: Seat, kept: Keeper) -> Iterator[Shelf]:
    """What `by` may read: issued drafts, and what was contributed to each in its round."""
    query = (
        select(Draft, Round)
        .join(Draft.text)
        .outerjoin(Round, Round.draft_id == Draft.id)
        .where(Draft.state != DraftState.WORKING)
        .order_by(Draft.text_id, Draft.number)
        .options(joinedload(Draft.text))
    )
    if within.slug:
        query = query.where(Text.slug == within.slug)
    for draft, round_ in session.execute(query):
        case = Case(draft_state=draft.state.value)
        if may(by.standing, Act.READ_DRAFT, case) and not within.delegation_id:
            yield kept(("search", draft.id), partial(_in_draft, session, draft))
        if round_ is not None and may(by.standing, Act.READ_CONTRIBUTIONS, case):
            # Decisions are public once the next draft is.
            key = ("search", draft.id, draft.revision, round_.state)
            yield kept(key, partial(_in_round, session, draft, round_))


def _in_draft(session: Session, draft: Draft) -> Shelf:
    """The blocks of an issued draft."""
    columns = (DraftParagraph.key, DraftParagraph.number, *BLOCK_COLUMNS)
    rows = session.execute(
        select(*columns)
        .where(DraftParagraph.draft_id == draft.id, DraftParagraph.gone.is_(False))
        .order_by(DraftParagraph.rank)
    )
    return _shelf(
        Thing(
            sort=Sort.PARAGRAPH,
            slug=draft.text.slug,
            draft=draft.number,
            key=row.key,
            number=row.number,
            words=plain(" · ".join(block_from(row).parts)),
            footnote=row.kind == Kind.FOOTNOTE,
        )
        for row in rows
    )


def _in_round(session: Session, draft: Draft, round_: Round) -> Shelf:
    """What was contributed to a draft and, after publication, what was decided on it with a reason."""
    rows = {row.key: row for row in rows_of(session, draft)}
    amendments = session.scalars(
        select(Amendment).where(Amendment.round_id == round_.id).options(selectinload(Amendment.changes))
    ).all()
    comments = session.scalars(select(Comment).where(Comment.round_id == round_.id)).all()
    things = [_amendment(draft, one, rows.get(one.key)) for one in amendments]
    numbers = {one.id: one.number or 0 for one in comments}
    things += [_comment(draft, one, rows.get(one.key or 0), numbers) for one in comments]
    if round_.state is RoundState.PUBLISHED:
        latest = latest_decisions(session, [one.id for one in amendments])
        reasons = dict.fromkeys((d.amendment_id, d.reason) for d in latest.values() if d.reason)
        by_id = {one.id: one for one in amendments}
        things += [
            replace(_amendment(draft, by_id[id_], rows.get(by_id[id_].key)), sort=Sort.DECISION, words=plain(reason))
            for id_, reason in reasons
        ]
    return _shelf(thing for thing in things if thing.words)


def _amendment(draft: Draft, one: Amendment, row: DraftParagraph | None) -> Thing:
    """With the words that it deletes and adds, and its reason."""
    said = [one.text, *one.cells] if one.operation is Operation.INSERT else []
    for change in one.changes:
        old = row.block.parts[one.part][change.start : change.end].strip() if row is not None else ""
        said.append(f"{old} → {change.text.strip()}" if old and change.text.strip() else old or change.text)
    return Thing(
        sort=Sort.AMENDMENT,
        slug=draft.text.slug,
        draft=draft.number,
        key=one.key,
        number=amendment_label(one.number, one.revision),
        item=one.number,
        place=row.number if row is not None and row.kind != Kind.FOOTNOTE else "",
        words=plain(" · ".join(words.strip() for words in (*said, one.reason) if words.strip())),
        delegation_id=one.delegation_id,
        withdrawn=one.state is ItemState.WITHDRAWN,
    )


def _comment(draft: Draft, one: Comment, row: DraftParagraph | None, numbers: Mapping[int, int]) -> Thing:
    """With its answer; a reply stands at what it answers."""
    number = numbers.get(one.parent_id, 0) if one.parent_id is not None else one.number or 0
    return Thing(
        sort=Sort.REPLY if one.parent_id is not None else Sort.COMMENT,
        slug=draft.text.slug,
        draft=draft.number,
        key=one.key or 0,
        number=comment_label(number),
        item=number,
        place=row.number if row is not None and row.kind != Kind.FOOTNOTE else "",
        words=plain(" · ".join(words for words in (one.body, one.reason, one.answer) if words)),
        delegation_id=one.delegation_id,
        withdrawn=one.state is ItemState.WITHDRAWN,
    )


def _shelf(things: Iterable[Thing]) -> Shelf:
    those = tuple(things)
    return Shelf(those, Index(thing.words for thing in those))
