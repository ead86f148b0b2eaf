"""Word's footnotes, which python-docx does not write: their part, its separators, and the references in the text."""

from __future__ import annotations

from typing import Any

from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import OxmlElement
from docx.oxml.ns import nsdecls, qn
from docx.oxml.parser import parse_xml
from lxml import etree

RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/footnotes"
TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.footnotes+xml"
_EMPTY = (
    f"<w:footnotes {nsdecls('w', 'r')}>"
    '<w:footnote w:type="separator" w:id="-1"><w:p><w:r><w:separator/></w:r></w:p></w:footnote>'
    '<w:footnote w:type="continuationSeparator" w:id="0"><w:p><w:r><w:continuationSeparator/></w:r></w:p></w:footnote>'
    "</w:footnotes>"
)


class Footnotes:
    """Gathers footnotes while the text is written; `finish` puts their part into the package."""

    def __init__(self, document: Any) -> None:
        self._document = document
        self.part = Part(PackURI("/word/footnotes.xml"), TYPE, b"", document.part.package)
        self._root: Any = parse_xml(_EMPTY)
        self._ids: dict[str, int] = {}

    def reference(self, key: str) -> Any:
        """The run that refers to the footnote `key` for the first time; its note has then to be written."""
        number = self._ids.setdefault(key, len(self._ids) + 1)
        run = OxmlElement("w:r")
        properties = OxmlElement("w:rPr")
        style = OxmlElement("w:rStyle")
        style.set(qn("w:val"), "FootnoteReference")
        properties.append(style)
        run.append(properties)
        sign = OxmlElement("w:footnoteReference")
        sign.set(qn("w:id"), str(number))
        run.append(sign)
        return run

    def note(self, key: str) -> Any:
        """The paragraph of the footnote `key`, ready for its runs: it has the sign and a space."""
        note = OxmlElement("w:footnote")
        note.set(qn("w:id"), str(self._ids[key]))
        paragraph = parse_xml(
            f'<w:p {nsdecls("w")}><w:pPr><w:pStyle w:val="FootnoteText"/></w:pPr>'
            '<w:r><w:rPr><w:rStyle w:val="FootnoteReference"/></w:rPr><w:footnoteRef/></w:r>'
            '<w:r><w:t xml:space="preserve"> </w:t></w:r></w:p>'
        )
        note.append(paragraph)
        self._root.append(note)
        return paragraph

    def finish(self) -> None:
        """Put the part into the package, where there are footnotes."""
        if self._ids:
            self.part._blob = etree.tostring(self._root, xml_declaration=True, encoding="UTF-8", standalone=True)
            self._document.part.relate_to(self.part, RELATION)
