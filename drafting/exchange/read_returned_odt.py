"""An OpenDocument text that comes back: the same values as of a Word file (read_returned_docx).

What LibreOffice does not write is not read: moves are a deletion and an insertion, a row that came or went is one all
of whose words did, and a change of formatting does not tell what was there before.
"""

from __future__ import annotations

from lxml import etree

from drafting.errors import Invalid
from drafting.exchange.document import Lost
from drafting.exchange.odt_changes import regions_of, signed_by
from drafting.exchange.odt_lists import OdtLists
from drafting.exchange.odt_names import DRAW, LOEXT, META, OFFICE, TABLE, TEXT, XLINK, shown
from drafting.exchange.odt_runs import OdtStory
from drafting.exchange.odt_story import OdtState
from drafting.exchange.odt_styles import OdtStyles
from drafting.exchange.package import HeldParts, checked
from drafting.exchange.package_dangers import refuse_dangers
from drafting.exchange.pandoc_blocks import notes_of
from drafting.exchange.read_returned_docx import DRAFT, HASH
from drafting.exchange.returned import Returned, ReturnedComment, ReturnedParagraph
from drafting.text.blocks import Kind

_DRAWN_IN = frozenset({f"{TEXT}section-source", f"{OFFICE}dde-source", f"{TABLE}table-source"})
_LINKS = frozenset({f"{TEXT}a", f"{DRAW}a", f"{TEXT}alphabetical-index-auto-mark-file"})


def read(data: bytes) -> Returned:
    """Read an .odt.

    Raises Invalid: "file-not-odt", "file-encrypted", "file-broken", "file-too-large", "file-too-complex",
    "file-too-many-paragraphs", "file-macros", "file-embedded", "file-external".
    """
    package = checked(data, foreign="file-not-odt")
    refuse_dangers(package)
    held = HeldParts(package)
    content = held.part("content.xml")
    body = content.find(f"{OFFICE}body/{OFFICE}text") if content is not None else None
    if content is None or body is None:
        raise Invalid("file-not-odt", field="file")
    named = held.part("styles.xml")
    for root in (content, named):
        if root is not None:
            _refuse_drawn_in(root)
    styles = OdtStyles(named, content)
    ended = frozenset(one.get(f"{OFFICE}name", "") for one in body.iter(f"{OFFICE}annotation-end"))
    state = OdtState(styles=styles, lists=OdtLists(styles), regions=regions_of(body), ended=ended)
    OdtStory(state).take(body, ReturnedParagraph())
    for own, note in state.notes:  # a note in a note adds to the list that is walked
        OdtStory(state).take(note, ReturnedParagraph(note=own, kind=Kind.FOOTNOTE))
    if named is not None:
        for changes in named.iter(f"{TEXT}tracked-changes"):
            state.losses.append((Lost.HEADER_FOOTER, shown(changes)))
    properties = _properties(held)
    return Returned(
        draft=properties.get(DRAFT, ""),
        hash=properties.get(HASH, ""),
        paragraphs=tuple(state.paragraphs),
        comments=tuple(_comment(one, state) for one in state.annotations),
        tracked=sum(1 for _ in body.iter(f"{TEXT}insertion", f"{TEXT}deletion")),
        notes=notes_of(state.losses),
    )


def _comment(element: etree._Element, state: OdtState) -> ReturnedComment:
    own = element.get(f"{OFFICE}name", "")
    by = signed_by(element)
    lines = [" ".join("".join(str(told) for told in one.itertext()).split()) for one in element.iter(f"{TEXT}p")]
    return ReturnedComment(
        id=own,
        author=by.author,
        at=by.at,
        text="\n".join(lines).strip(),
        parent=element.get(f"{LOEXT}parent-name") or element.get(f"{OFFICE}parent-name"),
        resolved=(element.get(f"{LOEXT}resolved") or element.get(f"{OFFICE}resolved")) == "true",
        spans=state.spans.of(own),
    )


def _properties(held: HeldParts) -> dict[str, str]:
    meta = held.part("meta.xml")
    return {
        one.get(f"{META}name", ""): "".join(str(told) for told in one.itertext()).strip()
        for one in (meta.iter(f"{META}user-defined") if meta is not None else ())
    }


def _refuse_drawn_in(root: etree._Element) -> None:
    """Raises Invalid: "file-external", for sections, tables and pictures that are fetched from elsewhere;
    "file-macros", for what runs when something happens."""
    for element in root.iter(etree.Element):
        target = element.get(f"{XLINK}href", "")
        if element.tag in _LINKS or (element.tag not in _DRAWN_IN and not _is_outside(target)):
            continue
        if target.startswith("vnd.sun.star.script:"):
            raise Invalid("file-macros", field="file")
        raise Invalid("file-external", field="file", target=target[:80])


def _is_outside(target: str) -> bool:
    """Whether it leads out of the package: everything inside has a relative path."""
    return ":" in target.partition("/")[0] or target.startswith(("/", "\\", "../"))
