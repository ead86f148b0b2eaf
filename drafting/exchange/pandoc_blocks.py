"""pandoc's blocks to ours: list styles and starts are read from the tree, markers typed by hand recognised."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from drafting.exchange.document import Lost, Note, Reading
from drafting.exchange.pandoc_inline import inline_text
from drafting.text.blocks import Kind, marker
from drafting.text.imported import Losses
from drafting.text.markers import BULLET, Typed, heading_label
from drafting.text.outline import Outline
from drafting.text.runs import Run, compose

NUMBERED_PARAGRAPH = "Numbered paragraph"
"""The style by which our own exports tell paragraphs that the tool numbers from points of a numbered list."""

_STYLES = {
    "LowerAlpha": "a",
    "UpperAlpha": "A",
    "LowerRoman": "i",
    "UpperRoman": "I",
    "Decimal": "1",
    "DefaultStyle": "1",
    "Example": "1",
}
_DELIMITERS = {"Period": ("", "."), "OneParen": ("", ")"), "TwoParens": ("(", ")"), "DefaultDelim": ("", ".")}
_BY_HAND = re.compile(r"\(?\w{1,7}(?:\)[ \t\u00a0]|\.(?:\t|[ \u00a0]{2,}))")

Node = dict[str, Any]


def reading_of(tree: dict[str, Any], *, tracked_changes: int = 0) -> Reading:
    """What the reader found in pandoc's tree. A paragraph of style Title is the title, and is not in the blocks."""
    reader = _Reader()
    reader.take(tree["blocks"])
    meta = tree.get("meta", {}).get("title", {})
    title = reader.inline(meta["c"]) if meta.get("t") == "MetaInlines" else ""
    blocks = reader.outline.blocks()
    if not title and blocks and blocks[0].kind is Kind.HEADING and not blocks[0].label:
        title = blocks[0].text
    return Reading(title=title, blocks=blocks, notes=notes_of(reader.losses.found), tracked_changes=tracked_changes)


def notes_of(losses: Sequence[tuple[str, str]]) -> tuple[Note, ...]:
    """Losses counted: one note for each kind and words, in the order of first appearance."""
    counted: dict[tuple[str, str], int] = {}
    for what, words in losses:
        counted[what, words] = counted.get((what, words), 0) + 1
    return tuple(Note(lost=Lost(what), words=words[:80], times=times) for (what, words), times in counted.items())


class _Reader:
    def __init__(self) -> None:
        self.losses = Losses()
        self.outline = Outline(self.losses)
        self.notes = 0

    def take(self, nodes: Sequence[Node], *, depth: int = 0, numbered: bool = False) -> None:
        for node in nodes:
            self._block(*_parts(node), depth=depth, numbered=numbered)

    def inline(self, inlines: Sequence[Node]) -> str:
        return inline_text(inlines, losses=self.losses, note=self._note)

    def _note(self, nodes: list[Node]) -> str:
        self.notes += 1
        key = str(self.notes)
        self.outline.footnote(key, self._joined(nodes))
        return key

    def _joined(self, nodes: Sequence[Node]) -> str:
        """All paragraphs of a cell or a footnote as one inline text, a hard break between two; lists a line an item."""
        lines: list[str] = []
        for node in nodes:
            match _parts(node):
                case (("Para" | "Plain"), inlines):
                    lines.append(self.inline(inlines))
                case "Header", [_, _, inlines]:
                    lines.append(self.inline(inlines))
                case "Div", [_, inside]:
                    lines.append(self._joined(inside))
                case "BlockQuote", inside:
                    lines.append(self._joined(inside))
                case "BulletList", items:
                    lines += [self._joined(item) for item in items]
                case "OrderedList", [(first, style, delimiter), items]:
                    typed = _style_of(style, delimiter)
                    lines += [f"{marker(typed, first + at)} {self._joined(item)}" for at, item in enumerate(items)]
                case "DefinitionList", terms:
                    for term, definitions in terms:
                        lines += [self.inline(term), *(self._joined(inside) for inside in definitions)]
                case "CodeBlock", [_, words]:
                    lines += [_literal(line) for line in words.split("\n")]
                case "LineBlock", told:
                    lines += [self.inline(line) for line in told]
                case "Table", content:
                    self.losses.add("merged-cells")
                    lines += [" ".join(cells) for cells, _header in self._rows(content)]
                case "Figure", [_, _, inside]:
                    lines.append(self._joined(inside))
        return "\\\n".join(line for line in lines if line)

    def _block(self, kind: str, content: Any, *, depth: int, numbered: bool) -> None:
        match kind, content:
            case (("Para" | "Plain"), inlines):
                self._paragraph(self.inline(inlines), numbered=numbered)
            case "Header", [level, _, inlines]:
                label, words = heading_label(self.inline(inlines))
                self.outline.heading(words, level=level, label=label)
            case "Div", [(_, _, attributes), inside]:
                style = dict(attributes).get("custom-style", "")
                self.take(inside, depth=depth, numbered=numbered or style == NUMBERED_PARAGRAPH)
            case "BlockQuote", inside:
                self.take(inside, depth=depth)
            case "BulletList", items:
                self._list(items, style=BULLET, first=0, depth=depth + 1)
            case "OrderedList", [(first, style, delimiter), items]:
                self._list(items, style=_style_of(style, delimiter), first=first, depth=depth + 1)
            case "DefinitionList", terms:
                for term, definitions in terms:
                    self._paragraph(self.inline(term), numbered=False)
                    for definition in definitions:
                        self.take(definition, depth=depth)
            case "LineBlock", lines:
                self.outline.paragraph("\\\n".join(self.inline(line) for line in lines))
            case "CodeBlock", [_, words]:
                self.losses.add("code", words)
                self.outline.paragraph("\\\n".join(_literal(line) for line in words.split("\n") if line.strip()))
            case "Table", table:
                self.outline.table(self._rows(table))
            case "Figure", [_, _, inside]:
                self.take(inside, depth=depth)
            case "RawBlock", [_, words]:
                self.losses.add("other", words)

    def _paragraph(self, text: str, *, numbered: bool) -> None:
        typed = self.outline.typed(text) if not numbered and _BY_HAND.match(text) else None
        if typed is not None:
            self.outline.point(typed, typed.rest, level=self.outline.level_of(typed))
        else:
            self.outline.paragraph(text)

    def _list(self, items: Sequence[Sequence[Node]], *, style: str, first: int, depth: int) -> None:
        if _all_numbered(items):
            for item in items:
                self.take(item, numbered=True)
            return
        for place, item in enumerate(items):
            own = _own_paragraph(item[0]) if item else None
            text = self.inline(own) if own is not None else ""
            by_hand = self.outline.typed(text) if style == BULLET and _BY_HAND.match(text) else None
            typed = by_hand or Typed(style, first + place if first else 0, text)
            self.outline.point(typed, typed.rest, level=depth)
            for node in item[1:] if own is not None else item:
                further = _own_paragraph(node)
                if further is None or not self.outline.continued(self.inline(further)):
                    self._block(*_parts(node), depth=depth, numbered=False)

    def _rows(self, content: list[Any]) -> list[tuple[tuple[str, ...], bool]]:
        _attr, _caption, _columns, head, bodies, foot = content
        rows = [(row, True) for row in head[1]]
        for body in bodies:
            rows += [(row, True) for row in body[2]] + [(row, False) for row in body[3]]
        rows += [(row, False) for row in foot[1]]
        out = []
        for (_row_attr, cells), header in rows:
            told: list[str] = []
            for _cell_attr, _align, row_span, column_span, nodes in cells:
                told.append(self._joined(nodes))
                told += [""] * (column_span - 1)
                if row_span > 1 or column_span > 1:
                    self.losses.add("merged-cells")
            out.append((tuple(told), header))
        return out


def _parts(node: Node) -> tuple[str, Any]:
    return node["t"], node.get("c")


def _style_of(style: Node, delimiter: Node) -> str:
    opening, closing = _DELIMITERS[delimiter["t"]]
    return f"{opening}{_STYLES[style['t']]}{closing}"


def _literal(line: str) -> str:
    return compose([Run(text=line)])


def _own_paragraph(node: Node) -> list[Node] | None:
    """The inlines of a list item's paragraph, whatever style is wrapped around it."""
    if node["t"] in ("Para", "Plain"):
        inlines: list[Node] = node["c"]
        return inlines
    if node["t"] == "Div" and len(node["c"][1]) == 1:
        return _own_paragraph(node["c"][1][0])
    return None


def _all_numbered(items: Sequence[Sequence[Node]]) -> bool:
    """Whether every item is a paragraph that the tool numbers, as our own exports write them."""
    return bool(items) and all(
        item and item[0]["t"] == "Div" and dict(item[0]["c"][0][2]).get("custom-style") == NUMBERED_PARAGRAPH
        for item in items
    )
