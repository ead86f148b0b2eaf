"""Import of a reworked file as the next draft: upload, look at what became of each block, answer doubts, confirm."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from flask import Blueprint, render_template, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from drafting.errors import Invalid
from drafting.model.texts import Draft
from drafting.procedure.find import find_draft
from drafting.procedure.import_next_draft import import_next_draft, refuse_wrong_state
from drafting.procedure.layout import rows_of
from drafting.procedure.read_file import READABLE, read_file
from drafting.procedure.reworked import lineage_of
from drafting.rules.permissions import Act
from drafting.web.access import acts, now, seat
from drafting.web.database import db, write_from_here
from drafting.web.next_draft_blocks import NEW, gone, previewed
from drafting.web.replies import refused, see_other
from drafting.web.uploads import LARGEST_UPLOAD, Upload, changes_chosen, find_upload, forget_upload, take_upload
from drafting.web.wording import words_of
from drafting.web.wording_files import LOST

bp = Blueprint("next_draft", __name__)


@bp.get("/<text>/<int:number>/import")
@acts(Act.IMPORT_NEXT_DRAFT)
def new(text: str, number: int) -> str:
    """The form; where no file may follow the draft, the page says why instead."""
    return _form(find_draft(db.session(), text, number, by=seat()), [])


@bp.post("/<text>/<int:number>/import")
@acts(Act.IMPORT_NEXT_DRAFT, writes=False, largest_body=LARGEST_UPLOAD)
def upload(text: str, number: int) -> Response | tuple[str, int]:
    base = find_draft(db.session(), text, number, by=seat())
    try:
        refuse_wrong_state(db.session(), base)
        kept = take_upload(person_id=seat().person_id, at=now())
    except Invalid as error:
        errors = refused(error)
        return _form(find_draft(db.session(), text, number, by=seat()), errors), 422
    return see_other("next_draft.preview", text=text, number=number, token=kept.token)


@bp.get("/<text>/<int:number>/import/<token>")
@acts(Act.IMPORT_NEXT_DRAFT)
def preview(text: str, number: int, token: str) -> str:
    base = find_draft(db.session(), text, number, by=seat())
    kept = find_upload(token, person_id=seat().person_id, at=now())
    return _preview(base, kept, changes_chosen(request.args.get("changes")), [], fields={})


@bp.post("/<text>/<int:number>/import/<token>")
@acts(Act.IMPORT_NEXT_DRAFT, writes=False)
def confirm(text: str, number: int, token: str) -> Response | tuple[str, int]:
    kept = find_upload(token, person_id=seat().person_id, at=now())
    fields = request.form
    changes = changes_chosen(fields.get("changes"))
    try:
        reading = read_file(kept.name, kept.data, changes=changes)
        write_from_here()
        draft = import_next_draft(
            db.session(),
            find_draft(db.session(), text, number, by=seat()),
            reading,
            answers=_answers(fields),
            reason=fields.get("reason", ""),
            source=fields.get("source", ""),
            reference=fields.get("reference", ""),
            by=seat(),
            at=now(),
        )
    except Invalid as error:
        errors = refused(error)
        base = find_draft(db.session(), text, number, by=seat())
        return _preview(base, kept, changes, errors, fields=fields), 422
    forget_upload(kept)
    return see_other(
        "reading.comparison",
        text=text,
        before=number,
        after=draft.number,
        said=_("Draft %(number)s is issued. This is what changed.", number=draft.number),
    )


@bp.post("/<text>/<int:number>/import/<token>/forget")
@acts(Act.IMPORT_NEXT_DRAFT)
def forget(text: str, number: int, token: str) -> Response:
    forget_upload(find_upload(token, person_id=seat().person_id, at=now()))
    return see_other("reading.draft", text=text, number=number, said=_("Nothing was imported."))


def _answers(fields: Mapping[str, str]) -> dict[int, tuple[int, ...]]:
    """The answers given, by place: keys with commas between, or NEW. Raises Invalid ("lineage-answer")."""
    out: dict[int, tuple[int, ...]] = {}
    for name, value in fields.items():
        place = name.removeprefix("block-")
        if place == name or not value:
            continue
        keys = [] if value == NEW else value.split(",")
        if not all(one.isascii() and one.isdecimal() and len(one) < 10 for one in (place, *keys)):
            raise Invalid("lineage-answer", field=name, place=place)
        out[int(place)] = tuple(int(key) for key in keys)
    return out


def _form(base: Draft, errors: list[tuple[str, str]]) -> str:
    try:
        refuse_wrong_state(db.session(), base)
        hindrance = ""
    except Invalid as error:
        hindrance = words_of(error)
    return render_template(
        "next_draft/new.html",
        text=base.text,
        draft=base,
        errors=[] if hindrance else errors,
        hindrance=hindrance,
        readable=READABLE,
    )


def _preview(
    base: Draft,
    kept: Upload,
    changes: Literal["accept", "reject"] | None,
    errors: list[tuple[str, str]],
    *,
    fields: Mapping[str, str],
) -> str:
    try:
        reading = read_file(kept.name, kept.data, changes=changes)
    except Invalid as error:
        if error.code != "tracked-changes":
            return _form(base, [("file", words_of(error))])
        return render_template("drafts/changes.html", upload=kept, facts=error.facts, errors=errors)
    lineage = lineage_of(db.session(), base, reading.blocks, {})
    rows = rows_of(db.session(), base)
    blocks = previewed(rows, lineage, base.text.numbering)
    everything = request.args.get("all") == "1"
    return render_template(
        "next_draft/preview.html",
        text=base.text,
        draft=base,
        upload=kept,
        changes=changes,
        reading=reading,
        lost=LOST,
        blocks=[one for one in blocks if everything or one.fate not in ("kept", "doubtful")],
        doubts=[one for one in blocks if one.fate == "doubtful"],
        gone=gone(rows, lineage),
        kept=sum(1 for one in blocks if one.fate == "kept"),
        counts={fate: sum(1 for one in blocks if one.fate == fate) for fate in sorted({one.fate for one in blocks})},
        everything=everything,
        fields=fields,
        errors=errors,
    )
