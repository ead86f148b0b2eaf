"""The working copy: a draft as a Word file to write into, which can be found its place again when it comes back.

It is the clean version with the identity of each block (a bookmark `p57`), the draft and its hash as properties of the
document, Track Changes on, and a page before the text that says how to go about it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from docx.enum.style import WD_STYLE_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Pt
from lxml import etree

from drafting.exchange.document import Issue
from drafting.exchange.docx_words import allowed
from drafting.exchange.place_alignment import GUIDE_KEYS
from drafting.exchange.read_returned_docx import DRAFT, HASH
from drafting.exchange.write_docx import Writer

GUIDE_STYLE = "Guide"
"""The style of the paragraphs before the text."""
_PROPERTIES = "http://schemas.openxmlformats.org/officeDocument/2006/custom-properties"
_TYPES = "http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes"
_RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/custom-properties"
_CONTENT = "application/vnd.openxmlformats-officedocument.custom-properties+xml"
_FORMAT = "{D5CDD505-2E9C-101B-9397-08002B2CF9AE}"
"""What says of a property that a person may see it (ECMA-376-1, 22.3.2.2)."""
_BEFORE_TRACKING = ("writeProtection", "view", "zoom", "removePersonalInformation", "removeDateAndTime",
                    "doNotDisplayPageBoundaries", "displayBackgroundShape", "printPostScriptOverText",
                    "printFractionalCharacterWidth", "printFormsData", "embedTrueTypeFonts", "embedSystemFonts",
                    "saveSubsetFonts", "saveFormsData", "mirrorMargins", "alignBordersAndEdges",
                    "bordersDoNotSurroundHeader", "bordersDoNotSurroundFooter", "gutterAtTop", "hideSpellingErrors",
                    "hideGrammaticalErrors", "activeWritingStyle", "proofState", "formsDesign", "attachedTemplate",
                    "linkStyles", "stylePaneFormatFilter", "stylePaneSortMethod", "documentType", "mailMerge",
                    "revisionView")  # fmt: skip
"""The settings that stand before Track Changes (ECMA-376-1, 17.15.1.78)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Guide:
    """The page before the text, in the reader's language: its heading and paragraphs; and what names the draft:
    `draft` as "framework/3", `hash` of what it holds (hex)."""

    heading: str
    paragraphs: tuple[str, ...]
    draft: str
    hash: str


def write(issue: Issue, guide: Guide) -> bytes:
    """The .docx. Its properties name no person."""
    return _WorkingWriter(issue, guide).done()


class _WorkingWriter(Writer):
    def __init__(self, issue: Issue, guide: Guide) -> None:
        self.guide = guide
        super().__init__(issue)
        track_changes(self.document)
        name_draft(self.document, draft=guide.draft, content=guide.hash)

    def title(self) -> None:
        for number, paragraph in enumerate(write_guide(self.document, self.guide), start=1):
            self._bookmark(paragraph._p, GUIDE_KEYS + number)
        super().title()


def write_guide(document: Any, guide: Guide) -> list[Any]:
    """The page before the text; gives its paragraphs."""
    style = document.styles.add_style(GUIDE_STYLE, WD_STYLE_TYPE.PARAGRAPH)
    style.base_style = document.styles["Normal"]
    style.font.name, style.font.size = "Arial", Pt(11)
    first = document.add_paragraph(allowed(guide.heading), style=GUIDE_STYLE)
    first.runs[0].bold = True
    written = [first, *(document.add_paragraph(allowed(told), style=GUIDE_STYLE) for told in guide.paragraphs)]
    end = OxmlElement("w:br")
    end.set(qn("w:type"), "page")
    written[-1].add_run()._r.append(end)
    return written


def track_changes(document: Any) -> None:
    """Switch Track Changes on."""
    settings = document.settings.element
    known = {qn(f"w:{name}") for name in _BEFORE_TRACKING}
    place = sum(1 for _ in settings if _.tag in known)
    settings.insert(place, OxmlElement("w:trackRevisions"))


def name_draft(document: Any, *, draft: str, content: str) -> None:
    """Say in the document's properties which draft it holds."""
    root = etree.fromstring(f'<Properties xmlns="{_PROPERTIES}" xmlns:vt="{_TYPES}"/>')
    for number, (name, value) in enumerate(((DRAFT, draft), (HASH, content)), start=2):
        one = etree.SubElement(root, f"{{{_PROPERTIES}}}property", fmtid=_FORMAT, pid=str(number), name=name)
        etree.SubElement(one, f"{{{_TYPES}}}lpwstr").text = allowed(value)
    data = etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
    package = document.part.package
    package.relate_to(Part(PackURI("/docProps/custom.xml"), _CONTENT, data, package), _RELATION)
