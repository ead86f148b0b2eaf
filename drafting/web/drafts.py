"""Import by browser: upload, look at what was read, confirm. The file waits in the instance folder in between."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from flask import Blueprint, render_template, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from drafting.errors import Invalid
from drafting.exchange.document import Reading
from drafting.model.texts import Form, Numbering
from drafting.procedure.import_draft import import_draft
from drafting.procedure.layout import block_html, printed_numbers
from drafting.procedure.read_file import READABLE, read_file
from drafting.rules.permissions import Act
from drafting.text.blocks import Block, Kind
from drafting.web.access import acts, now, seat
from drafting.web.database import db, write_from_here
from drafting.web.languages import LANGUAGES
from drafting.web.replies import refused, see_other
from drafting.web.uploads import LARGEST_UPLOAD, Upload, changes_chosen, find_upload, forget_upload, take_upload, taken
from drafting.web.wording_files import LOST

bp = Blueprint("drafts", __name__)


@bp.get("/import")
@acts(Act.IMPORT_DRAFT)
def new() -> str:
    return _form([])


@bp.post("/import")
@acts(Act.IMPORT_DRAFT, writes=False, largest_body=LARGEST_UPLOAD)
def upload() -> str | Response | tuple[str, int]:
    """Take the file, and say at once when it cannot be read; tracked changes are asked for on the next page."""
    try:
        kept = take_upload(person_id=seat().person_id, at=now())
    except Invalid as error:
        return _form(refused(error)), 422
    return see_other("drafts.preview", token=kept.token)


@bp.get("/import/<token>")
@acts(Act.IMPORT_DRAFT)
def preview(token: str) -> str | tuple[str, int]:
    """What was read, with the numbers that the blocks would have."""
    kept = find_upload(token, person_id=seat().person_id, at=now())
    return _preview(kept, changes_chosen(request.args.get("changes")), [], fields={})


@bp.post("/import/<token>")
@acts(Act.IMPORT_DRAFT, writes=False)
def confirm(token: str) -> str | Response | tuple[str, int]:
    kept = find_upload(token, person_id=seat().person_id, at=now())
    fields = request.form
    changes = changes_chosen(fields.get("changes"))
    try:
        reading = read_file(kept.name, kept.data, changes=changes)
        with taken(kept):
            write_from_here()
            draft = import_draft(
                db.session(),
                reading,
                title=fields.get("title", ""),
                reference=fields.get("reference", "").strip() or None,
                slug=fields.get("slug", "").strip() or None,
                form=_form_chosen(fields.get("form")),
                numbering=_numbering_chosen(fields.get("numbering")),
                language=fields["language"] if fields.get("language") in LANGUAGES else "en",
                by=seat(),
                at=now(),
            )
            forget_upload(kept)
    except Invalid as error:
        return _preview(kept, changes, refused(error), fields=fields), 422
    return see_other(
        "reading.draft",
        text=draft.text.slug,
        number=draft.number,
        said=_(
            "“%(title)s” is imported as Draft 1. Open a round so that delegations can contribute.", title=draft.title
        ),
    )


@bp.post("/import/<token>/forget")
@acts(Act.IMPORT_DRAFT)
def forget(token: str) -> Response:
    forget_upload(find_upload(token, person_id=seat().person_id, at=now()))
    return see_other("drafts.new", said=_("Nothing was imported."))


def _form_chosen(value: str | None) -> Form:
    return Form(value) if value in set(Form) else Form.MEMORANDUM


def _numbering_chosen(value: str | None) -> Numbering | None:
    return Numbering(value) if value in set(Numbering) else None


def _form(errors: list[tuple[str, str]]) -> str:
    return render_template("drafts/new.html", errors=errors, readable=READABLE)


def _preview(
    kept: Upload, changes: Literal["accept", "reject"] | None, errors: list[tuple[str, str]], *, fields: object
) -> str:
    try:
        reading = read_file(kept.name, kept.data, changes=changes)
    except Invalid as error:
        if error.code != "tracked-changes":
            return _form(refused(error))
        return render_template("drafts/changes.html", upload=kept, facts=error.facts, errors=errors)
    came_numbered = any(block.kind is Kind.PARAGRAPH and block.label for block in reading.blocks)
    numbering = Numbering.KEPT if came_numbered else Numbering.CONTINUOUS
    return render_template(
        "drafts/preview.html",
        upload=kept,
        changes=changes,
        reading=reading,
        rows=_rows(reading, numbering),
        lost=LOST,
        counts={kind: sum(1 for block in reading.blocks if block.kind is kind) for kind in Kind},
        numbering=numbering,
        forms=list(Form),
        fields=fields,
        errors=errors,
    )


def _rows(reading: Reading, numbering: Numbering) -> Sequence[tuple[str, Block, str]]:
    """(printed number, block, its HTML) of each block."""
    numbers = printed_numbers(reading.blocks, numbering)
    notes = {
        block.label: number
        for block, number in zip(reading.blocks, numbers, strict=True)
        if block.kind is Kind.FOOTNOTE
    }
    return [
        (number, block, block_html(block, {}, notes)) for block, number in zip(reading.blocks, numbers, strict=True)
    ]
