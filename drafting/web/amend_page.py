"""The page of the amendment form, put together from what was loaded."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import zip_longest
from typing import Any

from flask import render_template, request, url_for
from flask_babel import gettext as _

from drafting.model.amendments import Amendment, Unsent
from drafting.model.paragraphs import DraftParagraph
from drafting.model.rounds import Round
from drafting.model.texts import Draft
from drafting.procedure.acting import case_of
from drafting.procedure.collisions import keyed_blocks
from drafting.procedure.visibility import visible_amendments
from drafting.rules.labels import amendment_label
from drafting.rules.lifecycle import REASON_LIMIT, ItemKind, ItemState, Operation
from drafting.rules.permissions import Act, may
from drafting.text.blocks import Block, Kind
from drafting.text.structure import DIVISIBLE, Keyed, beneath
from drafting.web.access import now, seat
from drafting.web.amend_form import AmendForm, Preview, preview
from drafting.web.cards import AmendmentCard, amendment_card
from drafting.web.database import db
from drafting.web.opened import opened_now
from drafting.web.own_text import on_the_desk
from drafting.web.packages import belonging
from drafting.web.phrases import block_name, first_words
from drafting.web.places import place_name
from drafting.web.sending import Sending, copy_name, delegations_to_speak_for

MOST_OTHERS = 12
"""Proposals of others that the form shows; the rest is beside the text."""
ENTRY = ("on_behalf_of", "source", "back")
"""What the secretariat chose before the form, and takes along from one operation to another."""


def told_of(text: str, round_: Round, told: Preview) -> dict[str, object]:
    """A preview for the templates; rivals and the same as (label, delegation, address, address to support, own).
    `on_words`: both change words, so that these are what they collide on."""
    supporting = may(seat().standing, Act.SUPPORT, case_of(round_, at=now()))

    def named(amendments: Iterable[Amendment]) -> list[tuple[str, str, str, str, bool]]:
        out = []
        for a in amendments:
            own = a.delegation_id == seat().delegation_id
            able = supporting and not own
            support = url_for("amend.support", text=text, item=a.number) if able else ""
            address = url_for("reading.amendment", text=text, item=a.number)
            out.append((amendment_label(a.number, a.revision), a.delegation.name, address, support, own))
        return out

    return {"told": told, "same": named(told.same), "rivals": named(told.rivals), "on_words": told.on_words}


def page(
    draft: Draft,
    round_: Round,
    row: DraftParagraph | None,
    form: AmendForm,
    *,
    how: Sending,
    kept: Unsent | None = None,
    errors: list[tuple[str, str]] | None = None,
    opened: str = "",
) -> str:
    blocks = keyed_blocks(db.session(), round_) if row is not None else ()
    name = block_name(row.block, row.number) if row is not None else ""
    under = beneath(blocks, form.key) if row is not None and form.operation is Operation.DELETE else ()
    return render_template(
        "amend/amend.html",
        draft=draft,
        text=draft.text,
        round=round_,
        row=row,
        form=form,
        how=how,
        kept=kept,
        colleague=kept.seat.person.name if kept and kept.seat_id != seat().id else "",
        errors=errors or [],
        opened=opened or opened_now(round_, now()),
        title=_title(form, name),
        section_name=_section(blocks, form.key),
        operations=_operations(draft, row, form, blocks),
        cells=_cells(draft, row, form),
        beneath=len(under),
        places=_places(blocks, row, round_) if form.operation is Operation.MOVE and row is not None else [],
        row_cells=_new_cells(row, form),
        inside_table=row is not None and _followed_in_table(blocks, row),
        paragraph_address=url_for(
            "amend.amend",
            text=draft.text.slug,
            number=draft.number,
            key=form.key,
            operation=Operation.INSERT.value,
            new_kind=Kind.PARAGRAPH.value,
        ),
        kinds=[kind.value for kind in ItemKind],
        block_kinds=[kind.value for kind in (Kind.PARAGRAPH, Kind.POINT, Kind.HEADING)],
        like=row.kind.value if row is not None and row.kind in DIVISIBLE else Kind.PARAGRAPH.value,
        delegations=delegations_to_speak_for() if how.on_behalf else [],
        on_the_desk=on_the_desk(round_, form.key) if how.on_behalf else None,
        back=request.values.get("back", ""),
        belonging=belonging(round_) if how.submits else [],
        reason_limit=REASON_LIMIT,
        copy_name=copy_name(draft, form.name),
        others=_others(draft, row, round_),
        **told_of(draft.text.slug, round_, preview(db.session(), round_, row, form)),
    )


def _others(draft: Draft, row: DraftParagraph | None, round_: Round) -> tuple[list[AmendmentCard], int]:
    """What other delegations propose on the block, the first few of it, and how much that is."""
    by, at = seat(), now()
    if row is None or not may(by.standing, Act.READ_CONTRIBUTIONS, case_of(round_, at=at)):
        return [], 0
    standing = [
        item
        for item in visible_amendments(db.session(), round_, by, key=row.key)
        if item.amendment.state is ItemState.SUBMITTED and item.amendment.delegation_id != by.delegation_id
    ]
    cards = [
        amendment_card(item, slug=draft.text.slug, row=row, round_=round_, by=by, at=at)
        for item in standing[:MOST_OTHERS]
    ]
    return [replace(card, actions=()) for card in cards], len(standing)


def _title(form: AmendForm, name: str) -> str:
    if form.operation is Operation.DELETE:
        return _("Propose to delete %(block)s", block=name)
    if form.operation is Operation.JOIN:
        return _("Propose to join %(block)s with the next one", block=name)
    if form.operation is Operation.MOVE:
        return _("Propose to move %(block)s", block=name)
    if form.operation is Operation.RESHAPE:
        return _("Propose another kind or level for %(block)s", block=name)
    if form.operation is Operation.INSERT:
        return _("Propose new text after %(block)s", block=name) if name else _("Propose new text at the beginning")
    return _("Propose an amendment to %(block)s", block=name)


def _section(blocks: Sequence[Keyed], key: int) -> str:
    """The heading under which the block stands."""
    found = ""
    for item in blocks:
        if item.key == key:
            break
        if item.block.kind is Kind.HEADING:
            found = f"{item.block.label} {item.block.text}".strip()
    return found


def _operations(
    draft: Draft, row: DraftParagraph | None, form: AmendForm, blocks: Sequence[Keyed]
) -> list[tuple[str, str, bool]]:
    """What there is to propose here: (words, address, whether it is this page)."""
    if row is None:
        return []
    entry: dict[str, Any] = {name: request.values[name] for name in ENTRY if request.values.get(name)}
    words = [(Operation.REPLACE, _("Change the text")), (Operation.DELETE, _("Delete"))]
    if row.kind is Kind.ROW:
        words.append((Operation.INSERT, _("Add after it")))
    elif row.kind is not Kind.FOOTNOTE:
        words.append((Operation.INSERT, _("Add a paragraph after")))
    if row.kind is not Kind.FOOTNOTE and not row.header:
        words.append((Operation.MOVE, _("Move")))
    if row.kind in DIVISIBLE:
        following = blocks[[item.key for item in blocks].index(row.key) + 1 :][:1]
        if following and following[0].block.kind in DIVISIBLE:
            words.append((Operation.JOIN, _("Join with the next")))
        words.append((Operation.RESHAPE, _("Kind or level")))
    return [
        (
            said,
            url_for(
                "amend.amend",
                text=draft.text.slug,
                number=draft.number,
                key=row.key,
                operation=operation.value,
                **entry,
            ),
            operation is form.operation,
        )
        for operation, said in words
    ]


def _cells(draft: Draft, row: DraftParagraph | None, form: AmendForm) -> list[tuple[str, str, bool]]:
    """A row's cells: (first words, address of the form for it, whether it is this one)."""
    if row is None or row.kind is not Kind.ROW or form.operation is not Operation.REPLACE:
        return []
    return [
        (
            first_words(Block(kind=Kind.PARAGRAPH, text=cell)) or _("Empty cell %(number)s", number=part + 1),
            url_for("amend.amend", text=draft.text.slug, number=draft.number, key=row.key, part=part),
            part == form.part,
        )
        for part, cell in enumerate(row.block.parts)
    ]


def _places(blocks: Sequence[Keyed], row: DraftParagraph, round_: Round) -> list[tuple[int, str]]:
    """Where the block could be moved: (key that it would stand behind, how that is called), in reading order."""
    own = {row.key, *beneath(blocks, row.key)}
    out: list[tuple[int, str]] = []
    if row.kind is not Kind.ROW:
        out.append((0, _("at the beginning of the draft")))
    for item, following in zip_longest(blocks, blocks[1:]):
        inside = following is not None and item.block.kind is Kind.ROW and following.block.table == item.block.table
        fits = (
            item.block.table == row.table_number
            if row.kind is Kind.ROW
            else item.block.kind is not Kind.FOOTNOTE and not inside
        )
        if fits and item.key not in own:
            out.append((item.key, _("after %(block)s", block=place_name(round_.id, item.key))))
    return out


def _new_cells(row: DraftParagraph | None, form: AmendForm) -> list[tuple[str, str]]:
    """The fields of a new row: (what the column is called, what is typed); none where no row can be added."""
    if row is None or row.kind is not Kind.ROW or form.operation is not Operation.INSERT:
        return []
    if form.new_kind and form.new_kind != Kind.ROW:
        return []
    typed = (*form.cells, *[""] * len(row.cells))
    return [(_("Cell %(number)s", number=n), typed[n - 1]) for n in range(1, len(row.cells) + 1)]


def _followed_in_table(blocks: Sequence[Keyed], row: DraftParagraph) -> bool:
    """Whether the next block is a row of the same table: no paragraph can be put between."""
    following = blocks[[item.key for item in blocks].index(row.key) + 1 :][:1]
    return row.kind is Kind.ROW and any(item.block.table == row.table_number for item in following)
