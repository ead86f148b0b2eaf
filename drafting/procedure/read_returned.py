"""A returned file, read and held against the draft of its round: what it brings, and what it says of itself."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass, replace

from sqlalchemy.orm import Session

from drafting.errors import Invalid
from drafting.exchange import read_returned_docx, read_returned_odt, read_table
from drafting.exchange.document import Issue, Note
from drafting.exchange.found import Found, FoundKind, Remark
from drafting.exchange.place_alignment import GUIDE_KEYS
from drafting.exchange.place_returned import place
from drafting.exchange.read_table import RefusedRow
from drafting.exchange.returned import Returned
from drafting.model.rounds import Round
from drafting.procedure.export_draft import issue_of, printed_of
from drafting.procedure.layout import rows_of
from drafting.procedure.printed_places import place_named, printed_places
from drafting.procedure.rows_returned import found_in_rows
from drafting.procedure.working_copy import GuideWords, name_of, written_copy

_WORD, _EXCEL, _OPEN = "word/document.xml", "xl/workbook.xml", "content.xml"


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """What a file brings: `found` in its order, the rows of a table that were refused, what could not be read, and the
    draft that it says it was made from ("" where it does not say)."""

    found: tuple[Found, ...]
    refused: tuple[RefusedRow, ...] = ()
    notes: tuple[Note, ...] = ()
    made_from: str = ""


def found_in(session: Session, round_: Round, data: bytes, *, guides: Sequence[GuideWords], member: str) -> Opened:
    """Read a working copy (Word or OpenDocument) or a table of contributions (Word or Excel); which of them it is, is
    told by what it holds. `guides` are the pages that working copies of the draft had, one for each language; `member`
    is the delegation's name, for tables that name whose each row is.

    Raises Invalid: "returned-type", "returned-other-text", "returned-foreign", and as the readers do.
    """
    names = _entries(data)
    if _EXCEL in names:
        return _table(session, round_, data, member=member)
    if _WORD in names:
        returned = read_returned_docx.read(data)
        if not _is_copy(returned):
            try:
                return _table(session, round_, data, member=member)
            except Invalid as error:
                if error.code != "table-missing":
                    raise
    elif _OPEN in names:
        returned = read_returned_odt.read(data)
    else:
        raise Invalid("returned-type", field="file")
    return _copy(session, round_, returned, guides)


def _copy(session: Session, round_: Round, returned: Returned, guides: Sequence[GuideWords]) -> Opened:
    draft = round_.draft
    text = returned.draft.rpartition("/")[0]
    if text and text != draft.text.slug:
        raise Invalid("returned-other-text", field="file", text=text)
    issue = issue_of(session, draft, group="")
    sent = _sent(issue, _guide_of(returned, guides), name_of(draft))
    base = printed_of(session, draft)
    found = place(base, sent, returned)
    if not _is_copy(returned) and _is_foreign(found, len(base)):
        raise Invalid("returned-foreign", field="file", draft=draft.number)
    if returned.draft and returned.draft != name_of(draft):
        found = tuple(_of_another_draft(one) for one in found)
    return Opened(found=found, notes=returned.notes, made_from=returned.draft)


def _sent(issue: Issue, guide: GuideWords, name: str) -> Returned:
    return read_returned_docx.read(written_copy(issue, guide, name=name))


def _guide_of(returned: Returned, guides: Sequence[GuideWords]) -> GuideWords:
    """The page before the text that this file had: in the language in which most of it is there."""
    words = {one.text for one in returned.paragraphs[:40]}
    return max(guides, key=lambda guide: len(words & {guide.heading, *guide.paragraphs}))


def _table(session: Session, round_: Round, data: bytes, *, member: str) -> Opened:
    rows = rows_of(session, round_.draft)
    places = printed_places(rows)
    read = read_table.read(data, known=list(places.values()))
    found, refused = found_in_rows(
        read, member=member, key_of=lambda name: place_named(name, places), base={row.key: row.block for row in rows}
    )
    return Opened(found=found, refused=refused)


def _is_copy(returned: Returned) -> bool:
    """Whether it has anything by which a working copy is known."""
    return bool(returned.draft) or any(0 < key < GUIDE_KEYS for one in returned.paragraphs for key in one.keys)


def _is_foreign(found: Sequence[Found], blocks: int) -> bool:
    """Whether most of the draft is missing in the file: it is another text."""
    lost = sum(1 for one in found if Remark.UNTRACKED in one.remarks and one.found is FoundKind.AMENDMENT)
    return lost > blocks


def _of_another_draft(one: Found) -> Found:
    return replace(one, remarks=(*one.remarks, Remark.OTHER_DRAFT))


def _entries(data: bytes) -> frozenset[str]:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            return frozenset(package.namelist())
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError):
        return frozenset({_WORD})  # its reader says what is wrong with it
