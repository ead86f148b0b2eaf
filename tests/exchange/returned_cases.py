"""Pieces of Word files as XML, to put together each phenomenon that comes back from word processors."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping

from drafting.exchange.read_returned_docx import read
from drafting.exchange.returned import Returned
from tests.exchange.sample import W, package

NAMES = (
    f'xmlns:w="{W}" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" '
    'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:w14="http://schemas.microsoft.com/office/word/2010/wordml" '
    'xmlns:w15="http://schemas.microsoft.com/office/word/2012/wordml" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"'
)
ANNA = 'w:id="1" w:author="Anna" w:date="2024-03-01T10:00:00Z"'
BERT = 'w:id="2" w:author="Bert" w:date="2024-03-02T11:30:00Z"'


def r(text: str, properties: str = "") -> str:
    """A run."""
    return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'


def ins(inner: str, who: str = ANNA) -> str:
    return f"<w:ins {who}>{inner}</w:ins>"


def gone(text: str, who: str = ANNA, properties: str = "") -> str:
    """A deleted run."""
    words = f'<w:delText xml:space="preserve">{text}</w:delText>'
    return f"<w:del {who}><w:r><w:rPr>{properties}</w:rPr>{words}</w:r></w:del>"


def p(inner: str = "", *, properties: str = "", mark: str = "") -> str:
    """A paragraph; `mark` says of its end that it came or went."""
    return f"<w:p><w:pPr>{properties}<w:rPr>{mark}</w:rPr></w:pPr>{inner}</w:p>"


def styled(style: str, inner: str) -> str:
    return p(inner, properties=f'<w:pStyle w:val="{style}"/>')


def tc(*paragraphs: str, properties: str = "") -> str:
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{''.join(paragraphs)}</w:tc>"


def tr(*cells: str, properties: str = "") -> str:
    return f"<w:tr><w:trPr>{properties}</w:trPr>{''.join(cells)}</w:tr>"


def tbl(*rows: str) -> str:
    return f"<w:tbl><w:tblPr/>{''.join(rows)}</w:tbl>"


def field(instruction: str, *shown: str) -> str:
    """A complex field, sign by sign."""
    sign = '<w:r><w:fldChar w:fldCharType="{}"/></w:r>'
    told = f"<w:r><w:instrText>{instruction}</w:instrText></w:r>"
    return sign.format("begin") + told + sign.format("separate") + "".join(shown) + sign.format("end")


def docx(*body: str, entries: Mapping[str, str | bytes] | None = None, **parts: str) -> bytes:
    """A .docx of a body and of other parts (the inside of each root), and of further entries as they are."""
    roots = {
        name: f"<w:{name} {NAMES}>{inner}</w:{name}>" if name != "commentsExtended" else inner
        for name, inner in parts.items()
    }
    main = f"<w:document {NAMES}><w:body>{''.join(body)}<w:sectPr/></w:body></w:document>"
    return with_entries(package(main, **roots), entries or {})


def with_entries(data: bytes, entries: Mapping[str, str | bytes]) -> bytes:
    """A package with entries added, or in the place of those of the same name."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            if name not in entries:
                new.writestr(name, old.read(name))
        for name, written in entries.items():
            new.writestr(name, written)
    return out.getvalue()


def relations(*told: tuple[str, str, str], external: bool = True) -> str:
    """A part of relationships: (id, kind, target) each."""
    space = "http://schemas.openxmlformats.org/package/2006/relationships"
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    mode = ' TargetMode="External"' if external else ""
    inner = "".join(
        f'<Relationship Id="{own}" Type="{office}/{kind}" Target="{target}"{mode}/>' for own, kind, target in told
    )
    return f'<Relationships xmlns="{space}">{inner}</Relationships>'


def back(*body: str, entries: Mapping[str, str | bytes] | None = None, **parts: str) -> Returned:
    """What is read of such a file."""
    return read(docx(*body, entries=entries, **parts))


def told(returned: Returned) -> list[list[str]]:
    """Each paragraph's runs as `[+Anna words]`, `[-Bert words]`, `[+Anna-Bert words]`, `words`; a ~ for moves."""
    out = []
    for paragraph in returned.paragraphs:
        runs = []
        for run in paragraph.runs:
            signs = (f"+{run.inserted.author}" if run.inserted else "") + (
                f"-{run.deleted.author}" if run.deleted else ""
            )
            runs.append(f"[{'~' if run.moved else ''}{signs} {run.text}]" if signs else run.text)
        out.append(runs)
    return out
