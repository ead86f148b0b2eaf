"""Export: what was contributed in a round, as the files that committees know. Each format is a line of FORMATS."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from drafting.errors import Invalid
from drafting.exchange import (
    comment_table,
    dispositions,
    write_table_csv,
    write_table_docx,
    write_table_pdf,
    write_table_xlsx,
)
from drafting.exchange.compilation import Compilation, as_paper, as_sheet
from drafting.exchange.printed_table import PrintedTable
from drafting.exchange.write_docx import write as write_docx
from drafting.model.people import Seat
from drafting.model.rounds import Round
from drafting.model.texts import Draft
from drafting.procedure.acting import record, require
from drafting.procedure.compile_comment_table import comment_table_of
from drafting.procedure.compile_contributions import compilation_of
from drafting.procedure.compile_dispositions import dispositions_of
from drafting.procedure.find import round_of
from drafting.procedure.rolling_text import rolling_issue
from drafting.procedure.round_items import Asked
from drafting.procedure.telling import Telling
from drafting.rules.permissions import Act, Case

EVERYTHING = Asked()


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Of which round, for whom, in which language, and what of it."""

    round_: Round
    asked: Asked
    telling: Telling
    by: Seat


@dataclass(frozen=True, slots=True, kw_only=True)
class RoundFormat:
    """A format: its file's ending, what makes the file, and whether it tells decisions."""

    ending: str
    make: Callable[[Session, Wanted], bytes]
    decided: bool = False


def compilation_docx(session: Session, wanted: Wanted) -> bytes:
    return write_table_docx.write(as_paper(_compilation(session, wanted)))


def compilation_xlsx(session: Session, wanted: Wanted) -> bytes:
    return write_table_xlsx.write(as_sheet(_compilation(session, wanted)), about=wanted.telling.say("about"))


def compilation_csv(session: Session, wanted: Wanted) -> bytes:
    delimiter = write_table_csv.delimiter_in(wanted.telling.language)
    return write_table_csv.write(as_sheet(_compilation(session, wanted)), delimiter=delimiter)


def dispositions_docx(session: Session, wanted: Wanted) -> bytes:
    return write_table_docx.write(_dispositions(session, wanted))


def compilation_pdf(session: Session, wanted: Wanted) -> bytes:
    return write_table_pdf.write(as_paper(_compilation(session, wanted)))


def dispositions_pdf(session: Session, wanted: Wanted) -> bytes:
    return write_table_pdf.write(_dispositions(session, wanted))


def rolling_docx(session: Session, wanted: Wanted) -> bytes:
    return write_docx(rolling_issue(session, wanted.round_, wanted.asked, telling=wanted.telling, by=wanted.by))


def comments_docx(session: Session, wanted: Wanted) -> bytes:
    found = comment_table_of(session, wanted.round_, wanted.asked, telling=wanted.telling, by=wanted.by)
    return write_table_docx.write(comment_table.as_table(found))


def _dispositions(session: Session, wanted: Wanted) -> PrintedTable:
    found = dispositions_of(session, wanted.round_, wanted.asked, telling=wanted.telling, by=wanted.by)
    return dispositions.as_table(found)


def _compilation(session: Session, wanted: Wanted) -> Compilation:
    return compilation_of(session, wanted.round_, wanted.asked, telling=wanted.telling, by=wanted.by)


FORMATS: Mapping[str, RoundFormat] = {
    "compilation-docx": RoundFormat(ending=".docx", make=compilation_docx),
    "compilation-xlsx": RoundFormat(ending=".xlsx", make=compilation_xlsx),
    "compilation-csv": RoundFormat(ending=".csv", make=compilation_csv),
    "dispositions-docx": RoundFormat(ending=".docx", make=dispositions_docx, decided=True),
    "compilation-pdf": RoundFormat(ending=".pdf", make=compilation_pdf),
    "dispositions-pdf": RoundFormat(ending=".pdf", make=dispositions_pdf, decided=True),
    "rolling-docx": RoundFormat(ending=".docx", make=rolling_docx),
    "comments-docx": RoundFormat(ending=".docx", make=comments_docx),
}


def round_written(
    session: Session, round_: Round, fmt: str, *, telling: Telling, by: Seat, asked: Asked = EVERYTHING
) -> bytes:
    """The round in the format `fmt` (a key of FORMATS): only reads, so that others may write while it is made.

    Raises NotPermitted, or Invalid ("format-unknown").
    """
    refuse_round_format(round_, fmt, by=by)
    return FORMATS[fmt].make(session, Wanted(round_=round_, asked=asked, telling=telling, by=by))


def refuse_round_format(round_: Round, fmt: str, *, by: Seat) -> None:
    """Raise NotPermitted, or Invalid ("format-unknown"), where `by` cannot have the round like this."""
    require(by, Act.EXPORT_CONTRIBUTIONS, Case(draft_state=round_.draft.state.value))
    if fmt not in FORMATS:
        raise Invalid("format-unknown", field="format", format=fmt)


def record_round_export(session: Session, round_: Round, fmt: str, *, digest: str, by: Seat, at: datetime) -> None:
    """Journal that a file of the round was handed out, with the file's SHA-256 (hex). Raises NotPermitted."""
    act = Act.EXPORT_CONTRIBUTIONS
    require(by, act, Case(draft_state=round_.draft.state.value))
    record(session, act=act, verb="export_round", by=by, at=at, round=round_.id, format=fmt, sha256=digest)


def export_round_of(session: Session, draft: Draft, fmt: str, *, telling: Telling, by: Seat, at: datetime) -> bytes:
    """The round on `draft` in the format `fmt`, journalled.

    Raises as `round_written`; Invalid ("draft-without-round").
    """
    require(by, Act.EXPORT_CONTRIBUTIONS, Case(draft_state=draft.state.value))
    round_ = round_of(session, draft)
    if round_ is None:
        raise Invalid("draft-without-round", field="format", draft=draft.number)
    data = round_written(session, round_, fmt, telling=telling, by=by)
    record_round_export(session, round_, fmt, digest=hashlib.sha256(data).hexdigest(), by=by, at=at)
    return data


def round_file_name(round_: Round, fmt: str) -> str:
    """A name that tells the text, the draft and the table: "framework-draft-2-compilation.docx"."""
    draft = round_.draft
    return f"{draft.text.slug}-draft-{draft.number}-{fmt.rpartition('-')[0]}{FORMATS[fmt].ending}"
