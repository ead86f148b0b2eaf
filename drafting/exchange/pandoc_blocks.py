"""pandoc's blocks to ours: list styles and starts are read from the tree, markers typed by hand recognised."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from drafting.exchange.document import Lost, Note, Reading
from drafting.exchange.pandoc_inline import inline_text
from drafting.text.blocks import Block, Kind
from drafting.text.foreign import Losses
from drafting.text.markdown import DEEPEST_POINT, footnotes_last
from drafting.text.markers import BULLET, Typed, heading_label, typed_marker, with_starts

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
    reader.blocks_of(tree["blocks"])
    meta = tree.get("meta", {}).get("title", {})
    title = reader.inline(meta["c"]) if meta.get("t") == "MetaInlines" else ""
    blocks = footnotes_last(with_starts(reader.blocks, reader.values))
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
        self.blocks: list[Block] = []
        self.values: list[int] = []
        self.tables = 0
        self.notes = 0
        self.stack: list[Typed] = []

    def inline(self, inlines: Sequence[Node]) -> str:
        return inline_text(inlines, losses=self.losses, note=self._note)

    def blocks_of(self, nodes: Sequence[Node], *, depth: int = 0, numbered: bool = False) -> None:
        for node in nodes:
            self._block(node, depth=depth, numbered=numbered)

    def _add(self, block: Block, value: int = 0) -> None:
        self.blocks.append(block)
        self.values.append(value)
        if block.kind not in (Kind.POINT, Kind.FOOTNOTE):
            self.stack.clear()

    def _note(self, nodes: list[Node]) -> str:
        self.notes += 1
        key = str(self.notes)
        self._add(Block(kind=Kind.FOOTNOTE, label=key, text=self._joined(nodes)))
        return key

    def _joined(self, nodes: Sequence[Node]) -> str:
        """All paragraphs of a cell or a footnote as one inline text, a hard break between two; lists a line an item."""
        lines: list[str] = []
        for node in nodes:
            kind, content = node["t"], node.get("c")
            match kind:
                case "Para" | "Plain":
                    lines.append(self.inline(content))
                case "Header":
                    lines.append(self.inline(content[2]))
                case "Div":
                    lines.append(self._joined(content[1]))
                case "BlockQuote":
                    lines.append(self._joined(content))
                case "BulletList":
                    lines += [self._joined(item) for item in content]
                case "OrderedList":
                    lines += [self._joined(item) for item in content[1]]
                case "CodeBlock":
                    lines.append(content[1])
                case "LineBlock":
                    lines += [self.inline(line) for line in content]
                case "Table":
                    self.losses.add("merged-cells")
                    lines += [" ".join(cells) for cells, _header in self._rows(content)]
        return "\\\n".join(line for line in lines if line)

    def _block(self, node: Node, *, depth: int, numbered: bool) -> None:
        kind, content = node["t"], node.get("c")
        match kind:
            case "Para" | "Plain":
                self._paragraph(content, numbered=numbered)
            case "Header":
                label, words = heading_label(self.inline(content[2]))
                if words or label:
                    self._add(Block(kind=Kind.HEADING, level=min(content[0], 6), label=label, text=words))
            case "Div":
                style = dict(content[0][2]).get("custom-style", "")
                self.blocks_of(content[1], depth=depth, numbered=numbered or style == NUMBERED_PARAGRAPH)
            case "BlockQuote":
                self.blocks_of(content, depth=depth)
            case "BulletList":
                self._list(content, style=BULLET, first=0, depth=depth + 1)
            case "OrderedList":
                (first, style, delimiter), items = content
                opening, closing = _DELIMITERS[delimiter["t"]]
                self._list(items, style=f"{opening}{_STYLES[style['t']]}{closing}", first=first, depth=depth + 1)
            case "DefinitionList":
                for term, definitions in content:
                    self._paragraph(term)
                    for definition in definitions:
                        self.blocks_of(definition, depth=depth)
            case "LineBlock":
                text = "\\\n".join(self.inline(line) for line in content)
                self._add(Block(kind=Kind.PARAGRAPH, text=text))
            case "CodeBlock":
                self.losses.add("code")
                self._paragraph([{"t": "Str", "c": line} for line in content[1].split("\n")])
            case "Table":
                self.tables += 1
                for cells, header in self._rows(content):
                    self._add(Block(kind=Kind.ROW, cells=cells, header=header, table=self.tables))
            case "Figure":
                self.losses.add("image")
                self.blocks_of(content[2], depth=depth)
            case "HorizontalRule" | "RawBlock":
                self.losses.add("formatting")

    def _paragraph(self, inlines: Sequence[Node], *, numbered: bool = False) -> None:
        text = self.inline(inlines)
        if not text:
            return
        typed = self._typed(text) if not numbered and _BY_HAND.match(text) else None
        if typed is not None:
            self._point(typed, typed.rest, level=self._level_of(typed))
        else:
            self._add(Block(kind=Kind.PARAGRAPH, text=text))

    def _typed(self, text: str) -> Typed | None:
        for before in [*reversed(self.stack), None]:
            typed = typed_marker(text, before)
            if typed is not None and (before is None or typed.style == before.style):
                return typed
        return None

    def _level_of(self, typed: Typed) -> int:
        for level, open_ in enumerate(self.stack, start=1):
            if open_.style == typed.style:
                return level
        return len(self.stack) + 1 if typed.value == 1 else max(len(self.stack), 1)

    def _point(self, typed: Typed, text: str, *, level: int) -> None:
        level = min(level, DEEPEST_POINT)
        del self.stack[level - 1 :]
        self.stack += [Typed(BULLET, 0, "")] * (level - 1 - len(self.stack)) + [typed]
        self._add(Block(kind=Kind.POINT, level=level, style=typed.style, text=text), typed.value)

    def _list(self, items: Sequence[Sequence[Node]], *, style: str, first: int, depth: int) -> None:
        if _all_numbered(items):
            for item in items:
                self.blocks_of(item, numbered=True)
            return
        for place, item in enumerate(items):
            nodes = list(item)
            text = ""
            if nodes and (own := _own_paragraph(nodes[0])) is not None:
                nodes.pop(0)
                text = self.inline(own)
            value = first + place if first else 0
            typed = typed_marker(text, None) if style == BULLET and _BY_HAND.match(text) else None
            self._point(typed or Typed(style, value, text), typed.rest if typed else text, level=depth)
            self.blocks_of(nodes, depth=depth)

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
            out.append((told, header))
        width = max((len(told) for told, _ in out), default=0)
        kept = [(tuple(told + [""] * (width - len(told))), header) for told, header in out]
        return [row for row in kept if any(row[0]) or not row[1]]


def _own_paragraph(node: Node) -> list[Node] | None:
    """The inlines of a list item's first paragraph, whatever style is wrapped around it."""
    if node["t"] in ("Para", "Plain"):
        inlines: list[Node] = node["c"]
        return inlines
    if node["t"] == "Div" and len(node["c"][1]) == 1:
        return _own_paragraph(node["c"][1][0])
    return None


def _all_numbered(items: Sequence[Sequence[Node]]) -> bool:
    """Whether every item is a paragraph that the tool numbers, as our own exports write them."""
    return bool(items) and all(
        item
        and item[0]["t"] == "Div"
        and dict(item[0]["c"][0][2]).get("custom-style") == NUMBERED_PARAGRAPH
        for item in items
    )
