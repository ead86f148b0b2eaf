"""Export: an issued draft, or the working draft for the secretariat, as a file without a trace of the work."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime

from sqlalchemy.orm import Session

from drafting.errors import Invalid
from drafting.exchange.document import Issue, PrintedBlock
from drafting.exchange.write_docx import write as write_docx
from drafting.exchange.write_html import write as write_html
from drafting.exchange.write_markdown import write as write_markdown
from drafting.exchange.write_pdf import write as write_pdf
from drafting.model.people import Seat
from drafting.model.texts import Draft
from drafting.procedure.acting import record, require
from drafting.procedure.layout import printed_numbers, rows_of
from drafting.rules.deadlines import STRASBOURG
from drafting.rules.lifecycle import DraftState
from drafting.rules.permissions import Act, Case
from drafting.text.blocks import Block, Kind

WRITERS: Mapping[str, Callable[[Issue], bytes]] = {
    "clean-md": write_markdown,
    "clean-docx": write_docx,
    "clean-html": write_html,
    "clean-pdf": write_pdf,
}
ENDINGS: Mapping[str, str] = {"clean-md": ".md", "clean-docx": ".docx", "clean-html": ".html", "clean-pdf": ".pdf"}
_LINK = re.compile(r"\[([^\[\]\n]*)\]\(#(\d+)\)")


def export_draft(session: Session, draft: Draft, fmt: str, *, group: str, by: Seat, at: datetime) -> bytes:
    """The draft in the format `fmt`, journalled. Raises as `written`."""
    data = written(session, draft, fmt, group=group, by=by)
    record_export(session, draft, fmt, digest=hashlib.sha256(data).hexdigest(), by=by, at=at)
    return data


def written(session: Session, draft: Draft, fmt: str, *, group: str, by: Seat) -> bytes:
    """The draft in the format `fmt` (a key of WRITERS): only reads, so that others may write while it is made.

    Raises NotPermitted, or Invalid ("format-unknown").
    """
    refuse_format(draft, fmt, by=by)
    return WRITERS[fmt](issue_of(session, draft, group=group))


def refuse_format(draft: Draft, fmt: str, *, by: Seat) -> None:
    """Raise NotPermitted, or Invalid ("format-unknown"), where `by` cannot have the draft like this."""
    require(by, Act.EXPORT_CLEAN, Case(draft_state=draft.state.value))
    if fmt not in WRITERS:
        raise Invalid("format-unknown", field="format", format=fmt)


def record_export(session: Session, draft: Draft, fmt: str, *, digest: str, by: Seat, at: datetime) -> None:
    """Journal that a file of the draft was handed out, with the file's SHA-256 (hex). Raises NotPermitted."""
    require(by, Act.EXPORT_CLEAN, Case(draft_state=draft.state.value))
    record(session, act=Act.EXPORT_CLEAN, verb="export_draft", by=by, at=at, draft=draft.id, format=fmt, sha256=digest)


def issue_of(session: Session, draft: Draft, *, group: str) -> Issue:
    """The draft as writers take it; a working draft's numbers are computed as they would be today."""
    stored = printed_of(session, draft)
    number_of = {one.key: one.number for one in stored}
    printed = tuple(replace(one, block=of_the_day(one.block, number_of)) for one in stored)
    return Issue(
        title=draft.title,
        group=group,
        reference=draft.reference or "",
        draft_number=draft.number,
        issued_on=draft.issued_at.astimezone(STRASBOURG).date().isoformat() if draft.issued_at else "",
        language=draft.text.language,
        blocks=printed,
        head=draft.journal_head,
    )


def printed_of(session: Session, draft: Draft) -> tuple[PrintedBlock, ...]:
    """The blocks as they are stored, with the numbers of the day."""
    rows = rows_of(session, draft)
    blocks = [row.block for row in rows]
    if draft.state is DraftState.WORKING:
        numbers = printed_numbers(blocks, draft.text.numbering)
    else:
        numbers = [row.number for row in rows]
    return tuple(
        PrintedBlock(key=row.key, number=number, block=block)
        for row, block, number in zip(rows, blocks, numbers, strict=True)
    )


def of_the_day(block: Block, number_of: Mapping[int, str]) -> Block:
    """The block with its links to other blocks showing the number of the day: `[paragraph 14](#57)`.

    Only a number that ends the link's words is replaced; words without a number stay as they are.
    """

    def words(match: re.Match[str]) -> str:
        number = number_of.get(int(match[2]), "")
        told = re.sub(r"\d+(?=\W*$)", number, match[1]) if number else match[1]
        return f"[{told}](#{match[2]})"

    if block.kind is Kind.ROW:
        return replace(block, cells=tuple(_LINK.sub(words, cell) for cell in block.cells))
    return replace(block, text=_LINK.sub(words, block.text))


def file_name(draft: Draft, fmt: str) -> str:
    """A name that tells the text and the draft: "framework-draft-2.docx"."""
    return f"{draft.text.slug}-draft-{draft.number}{ENDINGS[fmt]}"
