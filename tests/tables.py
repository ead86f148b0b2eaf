"""What tests of tables need: words told plainly, and files read back by other programs than ours."""

from __future__ import annotations

import csv
import io
import zipfile

import docx
import openpyxl

from drafting.procedure.telling import Telling
from drafting.text.words import in_words


def plain_telling(language: str = "en") -> Telling:
    """Every word as its code."""
    return Telling(
        language=language,
        group="Working group",
        say=lambda code: code,
        term=lambda word: str(getattr(word, "value", word)),
        block=lambda block, number: f"{block.kind.value} {number}".strip(),
        operation=lambda amendment, name, place: (
            "" if amendment.operation == "replace" else f"{amendment.operation.value} {name} {place}".strip()
        ),
        changes=lambda segments: "; ".join(f"{told.op} {told.old} {told.new}".strip() for told in in_words(segments)),
        day=lambda moment: moment.date().isoformat(),
    )


def word_rows(data: bytes, *, table: int = -1) -> list[list[str]]:
    """The rows of a table of a Word file, as python-docx reads them; the last table unless `table` says otherwise."""
    return [[cell.text for cell in row.cells] for row in docx.Document(io.BytesIO(data)).tables[table].rows]


def excel_rows(data: bytes, *, sheet: int = 0) -> list[list[str]]:
    """The rows of a sheet as openpyxl reads them; None is ""."""
    book = openpyxl.load_workbook(io.BytesIO(data))
    return [["" if cell is None else str(cell) for cell in row] for row in book.worksheets[sheet].values]


def csv_rows(data: bytes, *, delimiter: str = ",") -> list[list[str]]:
    """The rows of a CSV file; its mark must be there."""
    assert data.startswith(b"\xef\xbb\xbf")
    return list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline=""), delimiter=delimiter))


def everything_in(data: bytes) -> str:
    """Every part of a package, or the file itself, as text to be searched."""
    if not data.startswith(b"PK"):
        return data.decode("utf-8", "replace")
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        return "\n".join(f"{name}\n{package.read(name).decode('utf-8', 'replace')}" for name in package.namelist())
