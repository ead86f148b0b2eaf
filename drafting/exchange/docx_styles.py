"""Word's styles, as far as they say what a paragraph is and how words look; found by id, in any language."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from lxml import etree

from drafting.exchange.docx_parts import W, is_on, value, whole

Found = TypeVar("Found")

_HEADING = re.compile(
    r"(?i)(?:heading|titre|überschrift|título|titolo|titulo|kop|rubrik|overskrift|otsikko|nagłówek|nadpis|заголовок|"
    r"标题|見出し|عنوان|rubrica|encabezado|cabeçalho|intestazione|titlu|naslov|başlık|berschrift)[ _]*([1-9])$"
)
_TITLE = re.compile(r"(?i)(?:title|titre|titel|título|titolo|tytuł|название)$")
MOST_LEVELS = 6
_MOST_ANCESTORS = 40
_BODY_LEVEL = 9
"""The outline level that says: no heading."""


@dataclass(frozen=True, slots=True)
class _Style:
    name: str
    based_on: str
    properties: etree._Element


class Styles:
    """The styles of a document. Ids that it does not define are read as names: some programs write no styles."""

    def __init__(self, root: etree._Element | None) -> None:
        self._styles: dict[str, _Style] = {}
        self._default = ""
        for style in root.iter(f"{W}style") if root is not None else ():
            own = style.get(f"{W}styleId", "")
            self._styles[own] = _Style(value(style.find(f"{W}name"), own), value(style.find(f"{W}basedOn")), style)
            if style.get(f"{W}type") == "paragraph" and style.get(f"{W}default") in ("1", "true", "on"):
                self._default = own

    def name(self, style: str) -> str:
        """The name of the style with that id; "" is the paragraph that names none."""
        found = self._styles.get(style or self._default)
        return found.name if found else style

    def heading_level(self, style: str) -> int:
        """The level (1–6) of the headings that the style is for, 0 where it is for none."""
        outline = self._resolved(style, lambda one: one.find(f"{W}pPr/{W}outlineLvl"))
        told = whole(outline.get(f"{W}val"), _BODY_LEVEL) if outline is not None else None
        if told is not None:
            return min(told + 1, MOST_LEVELS) if 0 <= told < _BODY_LEVEL else 0
        for name in (self.name(style), style):
            if match := _HEADING.search(name):
                return min(int(match[1]), MOST_LEVELS)
        return 0

    def is_title(self, style: str) -> bool:
        """Whether the style is the one of a document's title."""
        return bool(_TITLE.match(self.name(style)))

    def is_called(self, style: str, name: str) -> bool:
        """Whether that is the style's name, or its id made of it."""
        plain = name.replace(" ", "").lower()
        return plain in (self.name(style).replace(" ", "").lower(), style.replace(" ", "").lower())

    def numbering(self, style: str) -> etree._Element | None:
        """The list (`w:numPr`) that paragraphs of the style are in."""
        return self._resolved(style, lambda one: one.find(f"{W}pPr/{W}numPr"))

    def toggle(self, style: str, name: str) -> bool:
        """Whether a character style sets `name` ("b", "i")."""
        return bool(self._resolved(style, lambda one: is_on(one.find(f"{W}rPr/{W}{name}"))))

    def _resolved(self, style: str, find: Callable[[etree._Element], Found | None]) -> Found | None:
        """What the style says, else what the one says that it is based on, and so on."""
        at = style or self._default
        for _ in range(_MOST_ANCESTORS):  # they may be each other's
            if at not in self._styles:
                break
            found = find(self._styles[at].properties)
            if found is not None:
                return found
            at = self._styles[at].based_on
        return None
