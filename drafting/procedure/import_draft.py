"""Import: blocks that were read from a file become Draft 1 of a new text, issued at once."""

from __future__ import annotations

import re
import unicodedata
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from drafting.errors import Invalid
from drafting.exchange.document import Note, Reading
from drafting.model import journal
from drafting.model.people import Seat
from drafting.model.texts import Draft, Form, Numbering, Text
from drafting.procedure.acting import record, require
from drafting.procedure.contributing import one_line
from drafting.procedure.layout import lay_out, number_and_render
from drafting.rules.lifecycle import DraftState
from drafting.rules.permissions import Act
from drafting.text.blocks import Kind

_RESERVED = (
    "account admin api desk door draft drafts export exports healthz help import instance invitation journal "
    "language me new papers people plenary round rounds search seat seen sign-in sign-out start static text texts "
    "theme unsent"
)
RESERVED_SLUGS = frozenset(_RESERVED.split())
"""Words that the tool needs itself as addresses."""


def import_draft(
    session: Session,
    reading: Reading,
    *,
    title: str,
    reference: str | None,
    by: Seat,
    at: datetime,
    slug: str | None = None,
    form: Form = Form.MEMORANDUM,
    language: str = "en",
    numbering: Numbering | None = None,
) -> Draft:
    """Make a text of what was read and issue it as Draft 1.

    `numbering` None: kept where the paragraphs came with numbers, else continuous. Raises NotPermitted, or Invalid
    ("title-missing", "nothing-to-import", "reference-taken", "slug-taken", "slug-reserved", "too-long",
    "control-character").
    """
    require(by, Act.IMPORT_DRAFT)
    title = one_line(title, field="title", limit=300)
    reference = one_line(reference or "", field="reference", limit=80)
    if not title:
        raise Invalid("title-missing", field="title")
    if not reading.blocks:
        raise Invalid("nothing-to-import", field="file")
    if reference and session.scalar(select(Draft.id).where(Draft.reference == reference)):
        raise Invalid("reference-taken", field="reference", reference=reference)
    if numbering is None:
        numbered = sum(1 for block in reading.blocks if block.kind is Kind.PARAGRAPH and block.label)
        numbering = Numbering.KEPT if numbered else Numbering.CONTINUOUS
    text = Text(
        slug=_free_slug(session, slug, title),
        title=title,
        form=form,
        numbering=numbering,
        language=language,
        created_at=at,
        next_key=1,
        next_amendment=1,
        next_comment=1,
        next_round=1,
    )
    draft = Draft(
        text=text,
        number=1,
        state=DraftState.ISSUED,
        title=title,
        reference=reference or None,
        issued_at=at,
        issued_by_id=by.id,
        notes=[note_record(note) for note in reading.notes],
        revision=0,
    )
    session.add_all([text, draft])
    session.flush()
    rows = lay_out(session, draft, reading.blocks)
    number_and_render(rows, numbering)
    record(
        session, act=Act.IMPORT_DRAFT, verb="import_draft", by=by, at=at, text=text.id, draft=draft.id, blocks=len(rows)
    )
    draft.journal_head = journal.head_of(session)
    session.flush()
    return draft


def note_record(note: Note) -> dict[str, object]:
    """A reader's note as it is kept with the draft."""
    return {"lost": note.lost.value, "words": note.words, "times": note.times}


def slug_of(title: str) -> str:
    """An address made of the title's words: lower case, without accents, at most 60 characters."""
    plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:60].rstrip("-") or "text"


def _free_slug(session: Session, wanted: str | None, title: str) -> str:
    if wanted is not None:
        slug = slug_of(wanted)
        if slug in RESERVED_SLUGS:
            raise Invalid("slug-reserved", field="slug", slug=slug)
        if session.scalar(select(Text.id).where(Text.slug == slug)):
            raise Invalid("slug-taken", field="slug", slug=slug)
        return slug
    stem = slug_of(title)
    taken = set(session.scalars(select(Text.slug).where(Text.slug.startswith(stem)))) | RESERVED_SLUGS
    slug, count = stem, 2
    while slug in taken:
        slug, count = f"{stem}-{count}", count + 1
    return slug
