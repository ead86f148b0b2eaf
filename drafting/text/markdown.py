"""Our Markdown as a whole: a file's text to blocks, and blocks to text that reads as the same blocks.

Block structure is markdown-it's (CommonMark and tables); what is ours stands in `markers` (labels and markers),
`plain_structure` (numbers that run on, tabbed tables) and `foreign` (HTML, dead links, wrapped lines).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from markdown_it import MarkdownIt
from markdown_it.tree import SyntaxTreeNode

from drafting.text.blocks import Block, Kind
from drafting.text.foreign import Losses, inline, normal
from drafting.text.inline import FOOTNOTE
from drafting.text.markers import BULLET, Typed, heading_label, typed_marker, with_starts
from drafting.text.plain_structure import running_numbers, tabbed_tables

DEEPEST_POINT = 6
_NOTE = re.compile(r"\[\^([^\]\s\[]+)\]:[ \t]*")
_STRUCTURE = re.compile(r"\\*(?=#{1,6}(?:\s|$)|[-+*](?:\s|$)|\d{1,9}[.)](?:\s|$)|\(?\w{1,7}[).](?:\s|$)|>|\||=+\s*$|-+\s*$|```|~~~|\[\^|\*\*\*|___)")


@dataclass(frozen=True, slots=True)
class Parsed:
    """The blocks of a text, the title it gives itself ("" for none), and what was not kept: (what, words) each."""

    title: str
    blocks: tuple[Block, ...]
    losses: tuple[tuple[str, str], ...]


def parse(text: str) -> Parsed:
    """Read a Markdown or plain text as blocks; nothing of its words is left out. Footnotes come last, numbered in the
    order of their first reference."""
    reading = _Reading(normal(text))
    return reading.done()


class _Reading:
    """One text being read: the blocks so far, and the point values that their markers gave."""

    def __init__(self, text: str) -> None:
        self.losses = Losses()
        self.blocks: list[Block] = []
        self.values: list[int] = []
        self.tables = 0
        self.stack: list[Typed] = []
        lines = text.split("\n")
        headings, tables = running_numbers(lines), tabbed_tables(lines)
        level = 2 if any(line.startswith("# ") for line in lines) else 1
        start = index = 0
        while index < len(lines):
            if index in headings or index in tables:
                self._read("\n".join(lines[start:index]))
            if index in headings:
                label, title = headings[index]
                self._add(Block(kind=Kind.HEADING, level=level, label=label, text=self._inline(title)))
                start = index + 1
            elif index in tables:
                rows = tables[index]
                self._table([(row, place == 0) for place, row in enumerate(rows)])
                start = index + len(rows)
                index = start - 1
            index += 1
        self._read("\n".join(lines[start:]))

    def done(self) -> Parsed:
        kept = with_starts(self.blocks, self.values)
        title = next((block.text for block in kept[:1] if block.kind is Kind.HEADING and not block.label), "")
        return Parsed(title, footnotes_last(kept), tuple(self.losses.found))

    def _inline(self, raw: str) -> str:
        return inline(raw, self.losses)

    def _add(self, block: Block, value: int = 0) -> None:
        self.blocks.append(block)
        self.values.append(value)
        if block.kind not in (Kind.POINT, Kind.FOOTNOTE):
            self.stack.clear()

    def _read(self, text: str) -> None:
        if text.strip():
            for node in SyntaxTreeNode(_PARSER.parse(text)).children:
                self._node(node, depth=0)

    def _node(self, node: SyntaxTreeNode, *, depth: int) -> None:
        match node.type:
            case "heading":
                label, words = heading_label(_raw(node))
                self._add(
                    Block(kind=Kind.HEADING, level=int(node.tag[1]), label=label, text=self._inline(_unguarded(words)))
                )
            case "paragraph":
                self._paragraph(_raw(node))
            case "bullet_list" | "ordered_list":
                self._list(node, depth=depth + 1)
            case "table":
                rows = [row for part in node.children for row in part.children]
                cells = [([_raw(cell) for cell in row.children], row.parent is node.children[0]) for row in rows]
                self._table([row for row in cells if any(row[0]) or not row[1]])
            case "blockquote":
                self.losses.add("formatting")
                for child in node.children:
                    self._node(child, depth=depth)
            case "fence" | "code_block":
                self.losses.add("code", node.content.strip().split("\n")[0])
                lines = [line.strip() for line in node.content.split("\n") if line.strip()]
                if lines:
                    self._add(Block(kind=Kind.PARAGRAPH, text=self._inline("\\\n".join(lines))))
            case "hr":
                self.losses.add("formatting")

    def _paragraph(self, raw: str) -> None:
        if _NOTE.match(raw):
            for one in re.split(r"\n(?=\[\^[^\]\s\[]+\]:)", raw):
                match = _NOTE.match(one)
                if match:
                    self._add(Block(kind=Kind.FOOTNOTE, label=match[1], text=self._inline(one[match.end() :])))
            return
        typed = self._typed(raw) if re.match(r"\(?\w{1,7}\)[ \t\u00a0]", raw) else None
        if typed is not None:
            self._point(typed, level=self._level_of(typed))
        elif text := self._inline(_unguarded(raw)):
            self._add(Block(kind=Kind.PARAGRAPH, text=text))

    def _typed(self, raw: str) -> Typed | None:
        for before in [*reversed(self.stack), None]:
            typed = typed_marker(raw, before)
            if typed is not None and (before is None or typed.style == before.style):
                return typed
        return None

    def _level_of(self, typed: Typed) -> int:
        """Beside the point of the same style that is still open, else one level beneath the last."""
        for level, open_ in enumerate(self.stack, start=1):
            if open_.style == typed.style:
                return level
        return len(self.stack) + 1 if typed.value == 1 else max(len(self.stack), 1)

    def _point(self, typed: Typed, *, level: int) -> None:
        level = min(level, DEEPEST_POINT)
        del self.stack[level - 1 :]
        self.stack += [Typed(BULLET, 0, "")] * (level - 1 - len(self.stack)) + [typed]
        text = self._inline(_unguarded(typed.rest))
        self._add(Block(kind=Kind.POINT, level=level, style=typed.style, text=text), typed.value)

    def _list(self, node: SyntaxTreeNode, *, depth: int) -> None:
        ordered = node.type == "ordered_list"
        first = int(node.attrs.get("start", 1)) if ordered else 0
        before: Typed | None = None
        for place, item in enumerate(node.children):
            children = list(item.children)
            raw = ""
            if children and children[0].type == "paragraph":
                raw = _raw(children.pop(0))
            inner = _numbered_within(item)
            if inner is not None:
                children = list(inner.children)
                raw = _raw(children.pop(0)) if children and children[0].type == "paragraph" else ""
                start = int(inner.parent.attrs.get("start", 1)) if inner.parent else 1
                typed: Typed | None = Typed(f"1{inner.markup}", start, raw)
            else:
                typed = Typed(f"1{item.markup}", first + place, raw) if ordered else typed_marker(raw, before)
            before = typed
            self._point(typed or Typed(BULLET, 0, raw), level=depth)
            for child in children:
                self._node(child, depth=depth)

    def _table(self, rows: Sequence[tuple[Sequence[str], bool]]) -> None:
        self.tables += 1
        for cells, header in rows:
            told = tuple(self._inline(cell) for cell in cells)
            self._add(Block(kind=Kind.ROW, cells=told, header=header, table=self.tables))


def footnotes_last(blocks: Sequence[Block]) -> tuple[Block, ...]:
    """Footnotes after everything else, in the order of their first reference and named by it: "1", "2" …

    References to notes that are not there stay as they are.
    """
    notes = {block.label: block for block in blocks if block.kind is Kind.FOOTNOTE}
    order: dict[str, str] = {}
    for block in blocks:
        for part in block.parts if block.kind is not Kind.FOOTNOTE else ():
            for key in FOOTNOTE.findall(part):
                if key in notes:
                    order.setdefault(key, str(len(order) + 1))
    for key in notes:
        order.setdefault(key, str(len(order) + 1))

    def renamed(text: str) -> str:
        return FOOTNOTE.sub(lambda match: f"[^{order.get(match[1], match[1])}]", text)

    body = [
        replace(block, text=renamed(block.text), cells=tuple(renamed(cell) for cell in block.cells))
        for block in blocks
        if block.kind is not Kind.FOOTNOTE
    ]
    last = [replace(notes[key], label=name, text=renamed(notes[key].text)) for key, name in order.items()]
    return (*body, *last)


def _numbered_within(item: SyntaxTreeNode) -> SyntaxTreeNode | None:
    """The one item of a numbered list that stands on the bullet's own line: `- 3. text` is a point with a marker."""
    inner = item.children[0] if item.children else None
    if inner is None or inner.type != "ordered_list" or item.markup not in "-*+":
        return None
    same_line = inner.map and item.map and inner.map[0] == item.map[0]
    return inner.children[0] if same_line and len(inner.children) == 1 else None


def _raw(node: SyntaxTreeNode) -> str:
    return node.children[0].content if node.children else ""


def guarded(text: str) -> str:
    """`text` with a backslash before what would be read as structure at the beginning of its first line."""
    return "\\" + text if _STRUCTURE.match(text) else text


def _unguarded(raw: str) -> str:
    """What `guarded` was given."""
    match = _STRUCTURE.match(raw)
    return raw[1:] if match and match.end() else raw


def _make_parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"html": False}).enable("table")
    return parser.disable(["reference", "code", "html_block"])


_PARSER = _make_parser()
