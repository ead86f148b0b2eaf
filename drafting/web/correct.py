"""A corr by browser: choose the blocks, type the right words with a reason for each, look at it, issue it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flask import Blueprint, render_template, request
from flask_babel import gettext as _
from markupsafe import Markup
from werkzeug.wrappers import Response

from drafting.errors import Invalid
from drafting.model.amendments import Amendment
from drafting.model.paragraphs import DraftParagraph
from drafting.model.texts import Draft
from drafting.procedure.correct_draft import Correction, correct_draft, corrected_blocks, refuse_uncorrectable
from drafting.procedure.find import find_draft, round_of
from drafting.procedure.layout import rows_of
from drafting.procedure.mended import corr_reference
from drafting.procedure.move_round import set_on_by
from drafting.rules.labels import amendment_label
from drafting.rules.lifecycle import REASON_LIMIT
from drafting.rules.permissions import Act
from drafting.text.blocks import Block
from drafting.text.render import plain
from drafting.web.access import acts, now, seat
from drafting.web.database import db
from drafting.web.phrases import block_name
from drafting.web.replies import refused, see_other
from drafting.web.shown import whole_diff
from drafting.web.wording import words_of

bp = Blueprint("correct", __name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Mended:
    """A block with the words typed for it. `diffs` are shown once it was looked at; `set_on` are the amendments that
    the correction is merged with: (label, delegation, whether its author has to look)."""

    key: int
    name: str
    parts: Sequence[str]
    reason: str
    diffs: Sequence[Markup] = ()
    set_on: Sequence[tuple[str, str, bool]] = ()


@bp.get("/<text>/<int:number>/correct")
@acts(Act.CORRECT)
def new(text: str, number: int) -> str:
    """The form; where the draft can have no corr, the page says why instead."""
    base = find_draft(db.session(), text, number, by=seat())
    return _page(base, request.args.getlist("key", int), [])


@bp.post("/<text>/<int:number>/correct")
@acts(Act.CORRECT)
def send(text: str, number: int) -> str | Response | tuple[str, int]:
    """Add a block, leave one out, look at the corrections, or issue them, as the button says."""
    base = find_draft(db.session(), text, number, by=seat())
    keys = list(dict.fromkeys(request.form.getlist("key", int)))
    wanted, _colon, which = request.form.get("do", "look").partition(":")
    if wanted == "add":
        keys.append(request.form.get("block", 0, int))
        return _page(base, keys, [])
    if wanted == "leave" and which.isdecimal():
        return _page(base, [key for key in keys if key != int(which[:9])], [])
    corrections = _corrections(base, keys)
    try:
        refuse_uncorrectable(db.session(), base)
        blocks = corrected_blocks(db.session(), base, corrections)
        if wanted != "issue":
            return _page(base, keys, [], looked=blocks)
        made = correct_draft(
            db.session(),
            base,
            corrections,
            confirm_number=request.form.get("confirm", 0, int),
            by=seat(),
            at=now(),
        )
    except Invalid as error:
        errors = refused(error)
        base = find_draft(db.session(), text, number, by=seat())
        typed = error.code == "confirm-number"
        looked = corrected_blocks(db.session(), base, _corrections(base, keys)) if typed else None
        return _page(base, keys, errors, looked=looked), 422
    return see_other(
        "reading.comparison",
        text=text,
        before=number,
        after=made.number,
        said=_("Draft %(number)s is issued: it corrects Draft %(base)s.", number=made.number, base=number),
    )


def _corrections(base: Draft, keys: Sequence[int]) -> list[Correction]:
    rows = {row.key: row for row in rows_of(db.session(), base)}
    return [
        Correction(key=key, texts=_typed(rows[key]), reason=request.form.get(f"reason-{key}", ""))
        for key in keys
        if key in rows
    ]


def _typed(row: DraftParagraph) -> list[str]:
    return [request.form.get(f"text-{row.key}-{part}", text) for part, text in enumerate(row.block.parts)]


def _page(
    base: Draft, keys: Sequence[int], errors: list[tuple[str, str]], *, looked: Mapping[int, Block] | None = None
) -> str:
    """The page with the blocks `keys`; those that were `looked` at, as they would be, show what changes."""
    hindrance = ""
    try:
        refuse_uncorrectable(db.session(), base)
    except Invalid as error:
        hindrance = words_of(error)
    rows = {row.key: row for row in rows_of(db.session(), base)}
    round_ = round_of(db.session(), base)
    merged = set_on_by(db.session(), round_, looked) if looked and round_ is not None and not hindrance else []
    blocks = [
        _mended(rows[key], looked[key] if looked and key in looked else None, [m for m in merged if m[0].key == key])
        for key in dict.fromkeys(keys)
        if key in rows
    ]
    return render_template(
        "correct/correct.html",
        text=base.text,
        draft=base,
        round=round_,
        hindrance=hindrance,
        errors=errors,
        blocks=blocks,
        looked=bool(looked),
        others=[
            (row.key, row.number, " ".join(plain(" ".join(row.block.parts)).split()[:10]))
            for row in rows.values()
            if row.key not in keys
        ],
        reference=corr_reference(db.session(), base),
        reason_limit=REASON_LIMIT,
    )


def _mended(row: DraftParagraph, after: Block | None, merged: Sequence[tuple[Amendment, bool]]) -> Mended:
    name = block_name(row.block, row.number)
    return Mended(
        key=row.key,
        name=name[:1].upper() + name[1:],
        parts=_typed(row),
        reason=request.form.get(f"reason-{row.key}", ""),
        diffs=[whole_diff(old, new) for old, new in zip(row.block.parts, after.parts, strict=True)] if after else (),
        set_on=[(amendment_label(a.number, a.revision), a.delegation.name, looks) for a, looks in merged],
    )
