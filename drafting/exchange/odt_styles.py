"""OpenDocument styles, as far as they say what a paragraph is, how words look, and how points are marked."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from lxml import etree

from drafting.exchange.docx_parts import whole
from drafting.exchange.odt_names import FO, OFFICE, STYLE, TEXT
from drafting.exchange.pandoc_blocks import NUMBERED_PARAGRAPH
from drafting.text.blocks import marker
from drafting.text.tracked import Look

BULLET = "•"
_CODED = re.compile(r"_([0-9a-f]{2})_")
_MOST_ANCESTORS = 40
_HIGHEST = 4000
"""A value beyond this is nobody's list."""


@dataclass(frozen=True, slots=True)
class ListLevel:
    """One level of a list style: its marker's style as in a Block ("" for none), and how the marker is written."""

    style: str
    face: str
    before: str
    after: str
    shows: int
    start: int


class OdtStyles:
    """The styles of a document: those that it names, and those made for single places ("automatic")."""

    def __init__(self, *roots: etree._Element | None) -> None:
        self._styles: dict[tuple[str, str], etree._Element] = {}
        self._automatic: set[tuple[str, str]] = set()
        self._lists: dict[str, dict[int, ListLevel]] = {}
        for root in roots:
            for style in root.iter(f"{STYLE}style") if root is not None else ():
                key = (style.get(f"{STYLE}family", ""), style.get(f"{STYLE}name", ""))
                self._styles[key] = style
                parent = style.getparent()
                if parent is not None and parent.tag == f"{OFFICE}automatic-styles":
                    self._automatic.add(key)
            for listed in root.iter(f"{TEXT}list-style") if root is not None else ():
                self._lists[listed.get(f"{STYLE}name", "")] = _levels(listed)

    def look(self, style: str, before: Look) -> Look:
        """How words look in a span of that style, inside ones that look as `before`."""
        return self._look("text", style, before, only_automatic=False)

    def paragraph_look(self, style: str) -> Look:
        """What was set on the words of a whole paragraph. What its named style looks like does not stand out of it."""
        return self._look("paragraph", style, Look(), only_automatic=True)

    def is_title(self, style: str) -> bool:
        """Whether the style is the one of a document's title, or made of it."""
        return "title" in self._names(style)

    def is_numbered_paragraph(self, style: str) -> bool:
        """Whether the style is that of the paragraphs that the tool numbers, or made of it."""
        return NUMBERED_PARAGRAPH.replace(" ", "").lower() in self._names(style)

    def list_level(self, style: str, level: int) -> ListLevel | None:
        """The level (from 1) of the list style."""
        return self._lists.get(style, {}).get(level)

    def _names(self, style: str) -> set[str]:
        out: set[str] = set()
        for _ in range(_MOST_ANCESTORS):
            found = self._styles.get(("paragraph", style))
            told = found.get(f"{STYLE}display-name") if found is not None else None
            out.add((told or _CODED.sub(lambda one: chr(int(one[1], 16)), style)).replace(" ", "").lower())
            if found is None or ("paragraph", style) not in self._automatic:
                return out
            style = found.get(f"{STYLE}parent-style-name", "")
        return out

    def _look(self, family: str, style: str, before: Look, *, only_automatic: bool) -> Look:
        em: bool | None = None
        strong: bool | None = None
        for _ in range(_MOST_ANCESTORS):
            found = self._styles.get((family, style))
            if found is None or (only_automatic and (family, style) not in self._automatic):
                break
            for properties in found.iterchildren(f"{STYLE}text-properties"):
                slant, weight = properties.get(f"{FO}font-style"), properties.get(f"{FO}font-weight")
                if em is None and slant:
                    em = slant in ("italic", "oblique")
                if strong is None and weight:
                    strong = weight == "bold" or whole(weight) >= 600
            style = found.get(f"{STYLE}parent-style-name", "")
        return replace(before, em=before.em if em is None else em, strong=before.strong if strong is None else strong)


def label(levels: list[tuple[ListLevel, int]]) -> str:
    """The marker that is shown: of the levels down to the point's own, each with its value."""
    own, _ = levels[-1]
    if own.face == BULLET:
        return BULLET
    told = [(level, value) for level, value in levels[-max(own.shows, 1) :] if level.face not in ("", BULLET)]
    written = [marker(one.face, value) if 0 < value < _HIGHEST else str(value) for one, value in told]
    return f"{own.before}{'.'.join(written)}{own.after}".strip()


def _levels(listed: etree._Element) -> dict[int, ListLevel]:
    out: dict[int, ListLevel] = {}
    for one in listed:
        at = whole(one.get(f"{TEXT}level"))
        if one.tag == f"{TEXT}list-level-style-bullet":
            out[at] = ListLevel(BULLET, BULLET, "", "", 1, 1)
        elif one.tag == f"{TEXT}list-level-style-number":
            face = one.get(f"{STYLE}num-format", "1")[:1]
            face = face if face in ("a", "A", "i", "I", "1", "") else "1"
            before, after = one.get(f"{STYLE}num-prefix", ""), one.get(f"{STYLE}num-suffix", "")
            end = after[:1] if after[:1] in (")", ".") and after else "."
            style = f"{'(' if before.endswith('(') and end == ')' else ''}{face}{end}" if face else ""
            start = max(0, min(whole(one.get(f"{TEXT}start-value"), 1), _HIGHEST))
            out[at] = ListLevel(style, face, before, after, whole(one.get(f"{TEXT}display-levels"), 1), start)
    return out
