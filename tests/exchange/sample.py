"""A small Word file with two authors' tracked changes, made by hand as XML: what delegations send, in little.

Headings, a point typed by hand, lettered points with romans beneath them, a table, footnotes; insertions, deletions, a
move, a deleted paragraph mark, a deletion inside another author's insertion, and an inserted row.
"""

from __future__ import annotations

import io
import zipfile

from lxml import etree

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_MAIN = "application/vnd.openxmlformats-officedocument.wordprocessingml"

BERGEN = 'w:author="Reviewer, Bergen" w:date="2024-03-01T10:00:00Z"'
MALTA = 'w:author="Reviewer, Malta" w:date="2024-03-02T10:00:00Z"'

ACCEPTED = (
    ("heading", "1.", "Shared tasks"),
    ("paragraph", "", "Cities and regions should publish their plans[^1] every year."),
    ("point", "a)", "housing, with *clear* targets;"),
    ("point", "i.", "for rented homes;"),
    ("point", "ii.", "for owned homes;"),
    ("point", "b)", "schools and kindergartens."),
    ("paragraph", "", "First half and second half."),
    ("row", "", "Task | Who"),
    ("row", "", "Survey | Regions"),
    ("row", "", "Report | Cities"),
    ("paragraph", "", "The survey is free of charge."),
    ("paragraph", "", "This paragraph is moved to the end."),
    ("footnote", "1", "Within two months."),
)
"""(kind, label or marker, text or cells) of every block when all changes are accepted."""

REJECTED = (
    ("heading", "1.", "Shared tasks"),
    ("paragraph", "", "Cities should publish their plans[^1] every two years."),
    ("paragraph", "", "This paragraph is moved to the end."),
    ("point", "a)", "housing, with *clear* targets;"),
    ("point", "i.", "for rented homes;"),
    ("point", "ii.", "for owned homes;"),
    ("point", "b)", "schools."),
    ("paragraph", "", "First half"),
    ("paragraph", "", "and second half."),
    ("row", "", "Task | Who"),
    ("row", "", "Survey | Regions"),
    ("paragraph", "", "The survey is free of charge."),
    ("footnote", "1", "Within six months."),
)
"""The same when all are rejected."""

CHANGES = 13
"""How many changes the file holds, paragraph marks, the row and the footnote's included."""


def _run(text: str, properties: str = "") -> str:
    return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'


def _deleted(text: str, who: str) -> str:
    return f'<w:del w:id="1" {who}><w:r><w:delText xml:space="preserve">{text}</w:delText></w:r></w:del>'


def _inserted(inner: str, who: str) -> str:
    return f'<w:ins w:id="2" {who}>{inner}</w:ins>'


def _paragraph(inner: str, *, style: str = "", number: tuple[int, int] | None = None, mark: str = "") -> str:
    listed = f'<w:numPr><w:ilvl w:val="{number[1]}"/><w:numId w:val="{number[0]}"/></w:numPr>' if number else ""
    named = f'<w:pStyle w:val="{style}"/>' if style else ""
    return f"<w:p><w:pPr>{named}{listed}<w:rPr>{mark}</w:rPr></w:pPr>{inner}</w:p>"


def _table_row(*cells: str, properties: str = "") -> str:
    told = "".join(f"<w:tc><w:tcPr/>{_paragraph(_run(cell))}</w:tc>" for cell in cells)
    return f"<w:tr><w:trPr>{properties}</w:trPr>{told}</w:tr>"


def _body() -> str:
    moved = _run("This paragraph is moved to the end.")
    note = '<w:r><w:footnoteReference w:id="2"/></w:r>'
    nested = _inserted(_run(" and kinder") + _deleted("vague words", MALTA) + _run("gartens"), BERGEN)
    return "".join(
        (
            _paragraph(_run("1. Shared tasks"), style="Heading1"),
            _paragraph(
                _run("Cities ")
                + _inserted(_run("and regions "), BERGEN)
                + _run("should publish their plans")
                + note
                + _run(" every ")
                + _deleted("two years", MALTA)
                + _inserted(_run("year"), MALTA)
                + _run(".")
            ),
            _paragraph(f'<w:moveFrom w:id="3" {BERGEN}>{moved}</w:moveFrom>', mark=f'<w:moveFrom w:id="4" {BERGEN}/>'),
            _paragraph(_run("housing, with ") + _run("clear", "<w:i/>") + _run(" targets;"), number=(1, 0)),
            _paragraph(_run("for rented homes;"), number=(1, 1)),
            _paragraph(_run("for owned homes;"), number=(1, 1)),
            _paragraph(_run("schools") + nested + _run("."), number=(1, 0)),
            _paragraph(_run("First half "), mark=f'<w:del w:id="5" {MALTA}/>'),
            _paragraph(_run("and second half.")),
            "<w:tbl><w:tblPr/>",
            _table_row("Task", "Who", properties="<w:tblHeader/>"),
            _table_row("Survey", "Regions"),
            _table_row("Report", "Cities", properties=f'<w:ins w:id="6" {BERGEN}/>'),
            "</w:tbl>",
            _paragraph(_run("The survey is free of charge.")),
            _paragraph(f'<w:moveTo w:id="7" {BERGEN}>{moved}</w:moveTo>', mark=f'<w:moveTo w:id="8" {BERGEN}/>'),
        )
    )


def _document() -> str:
    return f'<w:document xmlns:w="{W}"><w:body>{_body()}<w:sectPr/></w:body></w:document>'


def _footnotes() -> str:
    inner = _run("Within ") + _deleted("six", MALTA) + _inserted(_run("two"), MALTA) + _run(" months.")
    return f'<w:footnotes xmlns:w="{W}"><w:footnote w:id="2">{_paragraph(inner)}</w:footnote></w:footnotes>'


def _numbering() -> str:
    levels = "".join(
        f'<w:lvl w:ilvl="{at}"><w:start w:val="1"/><w:numFmt w:val="{form}"/><w:lvlText w:val="{text}"/></w:lvl>'
        for at, (form, text) in enumerate((("lowerLetter", "%1)"), ("lowerRoman", "%2.")))
    )
    return (
        f'<w:numbering xmlns:w="{W}"><w:abstractNum w:abstractNumId="0">{levels}</w:abstractNum>'
        '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num></w:numbering>'
    )


def _styles() -> str:
    return (
        f'<w:styles xmlns:w="{W}"><w:style w:type="paragraph" w:styleId="Heading1"><w:name w:val="heading 1"/>'
        '<w:pPr><w:outlineLvl w:val="0"/></w:pPr></w:style></w:styles>'
    )


def package(document: str, **parts: str) -> bytes:
    """A .docx of the main part's XML and other parts of word/ (name without ending: XML)."""
    overrides = "".join(f'<Override PartName="/word/{name}.xml" ContentType="{_MAIN}.{name}+xml"/>' for name in parts)
    types = (
        f'<Types xmlns="{_PACKAGE}/content-types"><Default Extension="xml" ContentType="application/xml"/>'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/word/document.xml" ContentType="{_MAIN}.document.main+xml"/>{overrides}</Types>'
    )
    root = (
        f'<Relationships xmlns="{_PACKAGE}/relationships">'
        f'<Relationship Id="rId1" Type="{_R}/officeDocument" Target="word/document.xml"/></Relationships>'
    )
    beside = "".join(
        f'<Relationship Id="r{at}" Type="{_R}/{name}" Target="{name}.xml"/>' for at, name in enumerate(parts)
    )
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as written:
        written.writestr("[Content_Types].xml", types)
        written.writestr("_rels/.rels", root)
        written.writestr(
            "word/_rels/document.xml.rels", f'<Relationships xmlns="{_PACKAGE}/relationships">{beside}</Relationships>'
        )
        for name, xml in {"document": document, **parts}.items():
            etree.fromstring(xml)
            written.writestr(f"word/{name}.xml", f'<?xml version="1.0" encoding="UTF-8"?>{xml}')
    return out.getvalue()


def sample() -> bytes:
    """The file."""
    return package(_document(), styles=_styles(), numbering=_numbering(), footnotes=_footnotes())


def simple(*paragraphs: str) -> bytes:
    """A .docx of plain paragraphs, without any change."""
    body = "".join(_paragraph(_run(text)) for text in paragraphs)
    return package(f'<w:document xmlns:w="{W}"><w:body>{body}</w:body></w:document>', styles=_styles())
