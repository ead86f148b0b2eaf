"""What a file brought, line by line, as its page shows it; and what the page's form says of each."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from flask import url_for
from flask_babel import gettext as _
from markupsafe import Markup
from sqlalchemy import select

from drafting.exchange.found import Found, FoundKind
from drafting.model.amendments import Amendment
from drafting.model.comments import Comment
from drafting.model.deliveries import DeliveredItem, Delivery, ItemFate
from drafting.model.paragraphs import DraftParagraph
from drafting.model.rounds import Round
from drafting.procedure.deliver import found_of
from drafting.procedure.deliveries_seen import OPEN, Since, earlier_items, place_of, since, told_before
from drafting.procedure.look_through import Choice, can_change
from drafting.procedure.submit_delivery import refusal_of
from drafting.rules.labels import amendment_label, comment_label
from drafting.rules.lifecycle import ItemKind, Operation
from drafting.web.database import db
from drafting.web.phrases import block_name, operation_in_words
from drafting.web.places import place_name
from drafting.web.shown import told_diff
from drafting.web.wording import words_of
from drafting.web.wording_deliveries import REMARKS

A_PAGE = 100
"""Most things on one page."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One thing. `can_change`: its fields can still be filled in; `text` is what can be corrected (None: nothing);
    `label` and `address` are those of what was made of it; `quote` are the words that it is about; `since` says how it
    stands to earlier files of its reviewer."""

    id: int
    what: str
    reviewer: str
    at: str
    diff: Markup
    words: str
    quote: str
    remarks: tuple[str, ...]
    amends: bool
    unplaced: bool
    can_change: bool
    taken: bool
    text: str | None
    reason: str
    kind: str
    place: str
    fate: str
    label: str
    address: str
    refusal: str
    since: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """What concerns one block: its name, and the things in order."""

    name: str
    lines: tuple[Line, ...]


def counts_of(delivery: Delivery) -> Mapping[str, int]:
    """How many there are of each fate, and among all how many amendments, comments and untracked changes."""
    counts: Counter[str] = Counter(one.fate.value for one in delivery.items)
    counts.update(one.found["found"] for one in delivery.items if one.fate is not ItemFate.UNPLACED)
    counts["untracked"] = sum(1 for one in delivery.items if "untracked" in one.found.get("remarks", ()))
    counts["all"] = len(delivery.items)
    counts["open"] = sum(1 for one in delivery.items if one.fate in OPEN)
    return counts


def pages_of(delivery: Delivery) -> list[list[DeliveredItem]]:
    """The delivery's things by page; one page at least."""
    items = list(delivery.items)
    return [items[at : at + A_PAGE] for at in range(0, len(items), A_PAGE)] or [[]]


def choices_of(delivery: Delivery, form: Mapping[str, str]) -> dict[int, Choice]:
    """What the form says of the things that stood in it. What is given no place stays as it is."""
    out: dict[int, Choice] = {}
    for item in delivery.items:
        if f"shown-{item.id}" not in form:
            continue
        key = form.get(f"place-{item.id}", "")
        kind = form.get(f"kind-{item.id}", "")
        out[item.id] = Choice(
            taken=form.get(f"take-{item.id}") == "1",
            text=form.get(f"text-{item.id}"),
            reason=form.get(f"reason-{item.id}"),
            kind=ItemKind(kind) if kind in set(ItemKind) else None,
            key=int(key) if key.isascii() and key.isdecimal() and len(key) < 10 else None,
        )
    return out


def lines_of(
    delivery: Delivery,
    items: Sequence[DeliveredItem],
    rows: Sequence[DraftParagraph],
    *,
    form: Mapping[str, str],
    is_open: bool,
) -> list[Section]:
    """The things of one page, those of one block together; `form` is what was typed where it was not taken; in a file
    that is not open any longer nothing can be changed."""
    before = told_before(db.session(), delivery)
    return _sections(delivery, items, rows, form, is_open=is_open, told=lambda one: since(one, before))


def earlier_lines(delivery: Delivery, rows: Sequence[DraftParagraph]) -> list[Section]:
    """What the file's reviewers brought in earlier files and not in this one: changed here, or gone."""
    here = {(one.reviewer, place_of(one)) for one in delivery.items}
    return _sections(
        delivery,
        earlier_items(db.session(), delivery),
        rows,
        {},
        is_open=False,
        told=lambda one: Since.CHANGED if (one.reviewer, place_of(one)) in here else Since.FIRST,
    )


def _sections(
    delivery: Delivery,
    items: Sequence[DeliveredItem],
    rows: Sequence[DraftParagraph],
    form: Mapping[str, str],
    *,
    is_open: bool,
    told: Callable[[DeliveredItem], Since],
) -> list[Section]:
    row_of = {row.key: row for row in rows}
    round_ = db.session.get_one(Round, delivery.round_id)
    made = _made(items)
    sections = []
    for key, together in groupby(items, key=lambda one: one.found.get("key")):
        lines = tuple(
            replace(_line(one, row_of, round_, made, form, is_open=is_open), since=told(one).value) for one in together
        )
        sections.append(Section(name=_name(key, row_of), lines=lines))
    return sections


def _name(key: int | None, row_of: Mapping[int, DraftParagraph]) -> str:
    if key is None:
        return _("The whole draft")
    row = row_of.get(key)
    return block_name(row.block, row.number) if row is not None else _("The beginning of the draft")


def _line(
    item: DeliveredItem,
    row_of: Mapping[int, DraftParagraph],
    round_: Round,
    made: Mapping[tuple[str, int], tuple[str, str]],
    form: Mapping[str, str],
    *,
    is_open: bool,
) -> Line:
    found = found_of(item)
    row = row_of.get(found.key or 0)
    amends = found.found is FoundKind.AMENDMENT
    words, diff = _told(found, row, round_) if amends else (_what(found), Markup())
    label, address = made.get(("amendment", item.amendment_id or 0)) or made.get(("comment", item.comment_id or 0)) or (
        "", ""
    )  # fmt: skip
    typed = f"shown-{item.id}" in form
    return Line(
        id=item.id,
        what=words,
        reviewer=item.reviewer,
        at=item.written_at.isoformat() if item.written_at else "",
        diff=diff,
        words="" if amends else found.text,
        quote="" if amends else (found.exact or found.before),
        remarks=tuple(str(REMARKS[one]) for one in found.remarks),
        amends=amends,
        unplaced=found.found is FoundKind.UNPLACED,
        can_change=is_open and can_change(item),
        taken=form.get(f"take-{item.id}") == "1" if typed else item.fate in (ItemFate.WAITING, ItemFate.REFUSED),
        text=form.get(f"text-{item.id}", found.text) if _has_words(found) else None,
        reason=form.get(f"reason-{item.id}", found.reason),
        kind=form.get(f"kind-{item.id}", found.kind.value),
        place=form.get(f"place-{item.id}", ""),
        fate=item.fate.value,
        label=label,
        address=address,
        refusal=words_of(refusal_of(item)) if item.refusal and item.fate is ItemFate.REFUSED else "",
    )


def _has_words(found: Found) -> bool:
    """Whether it has words that a person can correct."""
    if found.found is not FoundKind.AMENDMENT:
        return True
    return found.operation is Operation.REPLACE or (found.operation is Operation.INSERT and not found.cells)


def _what(found: Found) -> str:
    if found.found is FoundKind.UNPLACED:
        return _("Could not be placed")
    return _("Answer to a comment") if found.parent is not None else _("Comment")


def _told(found: Found, row: DraftParagraph | None, round_: Round) -> tuple[str, Markup]:
    """What an amendment does, in words and as a diff."""
    like = Amendment(
        round_id=round_.id,
        operation=found.operation,
        key=found.key,
        part=found.part,
        text=found.text,
        cells=list(found.cells),
        new_kind=found.new_kind,
        new_level=found.new_level or 1,
        beneath=found.beneath,
        after=found.after,
    )
    name = block_name(row.block, row.number) if row is not None else ""
    place = place_name(round_.id, found.after) if found.after is not None else ""
    words, short, whole = told_diff(like, row)
    return operation_in_words(like, name, place) or words, whole or short


def _made(items: Sequence[DeliveredItem]) -> dict[tuple[str, int], tuple[str, str]]:
    """Label and address of the contributions that were made of things, by what they are and their ids."""
    out: dict[tuple[str, int], tuple[str, str]] = {}
    amendments = [one.amendment_id for one in items if one.amendment_id is not None]
    comments = [one.comment_id for one in items if one.comment_id is not None]
    for amendment in db.session.scalars(select(Amendment).where(Amendment.id.in_(amendments))):
        slug = db.session.get_one(Round, amendment.round_id).draft.text.slug
        address = url_for("reading.amendment", text=slug, item=amendment.number)
        out["amendment", amendment.id] = (amendment_label(amendment.number, amendment.revision), address)
    for comment in db.session.scalars(select(Comment).where(Comment.id.in_(comments))):
        slug = db.session.get_one(Round, comment.round_id).draft.text.slug
        number = comment.number or 0
        out["comment", comment.id] = (comment_label(number), url_for("reading.comment", text=slug, item=number))
    return out
