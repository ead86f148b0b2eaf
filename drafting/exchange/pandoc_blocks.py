"""pandoc's blocks to ours: list styles and starts are read from the tree, markers typed by hand recognised."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import islice
from typing import Any

from drafting.exchange.document import Lost, Note, Reading
from drafting.exchange.pandoc_inline import inline_text
from drafting.text.blocks import Kind, marker
from drafting.text.imported import Losses
from drafting.text.markers import BULLET, Typed, heading_label, typed_readings
from drafting.text.outline import Outline
from drafting.text.runs import BREAK, Run, compose, runs_of

NUMBERED_PARAGRAPH = "Numbered paragraph"
"""The style by which our own exports tell paragraphs that the tool numbers from points of a numbered list."""

LONGEST_HEADING = 160
MOST_COLUMNS = 64
"""How many columns a cell may take; word processors have none that take more."""
"""A bold paragraph longer than this is emphasis, in characters."""

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
    reader = _Reader(bold_headings=not any(node["t"] == "Header" for node in _unwrapped(tree["blocks"])))
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
    """One tree being read. With `bold_headings` a labelled paragraph in bold throughout is a heading: what people do
    who do not use styles."""

    def __init__(self, *, bold_headings: bool) -> None:
        self.bold_headings = bold_headings
        self.losses = Losses()
        self.outline = Outline(self.losses)
        self.notes = 0

    def take(self, nodes: Sequence[Node], *, depth: int = 0, numbered: bool = False) -> None:
        nodes = list(_unwrapped(nodes))
        for at, node in enumerate(nodes):
            own = _own_paragraph(node)
            if own is not None and not numbered and node["t"] != "Div" and self._goes_on(nodes, at):
                text = self.inline(own)
                typed = self.outline.typed(text)
                if typed is not None:
                    self.outline.point(typed, typed.rest, level=self.outline.level_of(typed))
                    continue
            self._block(*_parts(node), depth=depth, numbered=numbered)

    def _goes_on(self, nodes: Sequence[Node], at: int) -> bool:
        """Whether `nodes[at]` is a paragraph with a marker such as "2." that belongs to a series: it goes on
        after an open one, or the next number follows with nothing but marked paragraphs and lists between."""
        readings = typed_readings(_opening_words(nodes[at]))
        if any(self.outline.continues(reading) for reading in readings):
            return True
        for node in islice(nodes, at + 1, None) if readings else ():
            following = typed_readings(_opening_words(node))
            if any((r.style, r.value + 1) == (f.style, f.value) for r in readings for f in following):
                return True
            if not following and node["t"] not in ("BulletList", "OrderedList"):
                return False
        return False

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
            case "Div", [_, inside]:
                self.take(inside, depth=depth, numbered=True)
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
        elif self.bold_headings and not numbered and (heading := _bold_heading(text)):
            label, words = heading
            self.outline.heading(words, level=1, label=label)
        else:
            self.outline.paragraph(text)

    def _list(self, items: Sequence[Sequence[Node]], *, style: str, first: int, depth: int) -> None:
        if _all_numbered(items):
            for item in items:
                self.take(item, numbered=True)
            return
        for place, item in enumerate(items):
            nodes = list(_unwrapped(item))
            own = _own_paragraph(nodes[0]) if nodes else None
            text = self.inline(own) if own is not None else ""
            by_hand = self.outline.typed(text) if style == BULLET and _BY_HAND.match(text) else None
            typed = by_hand or Typed(style, first + place if first else 0, text)
            self.outline.point(typed, typed.rest, level=depth)
            for node in nodes[1:] if own is not None else nodes:
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
                told += [""] * (min(column_span, MOST_COLUMNS) - 1)
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


def _bold_heading(text: str) -> tuple[str, str] | None:
    """(label, words) of a short paragraph that is bold throughout and begins with a label."""
    runs = runs_of(text)
    if len(text) > LONGEST_HEADING or BREAK in text or not all(run.strong for run in runs):
        return None
    label, words = heading_label(compose(replace(run, strong=False) for run in runs))
    return (label, words) if label and words else None


def _unwrapped(nodes: Sequence[Node]) -> Iterator[Node]:
    """The nodes without what is only wrapped around them: indents and styles, but for the style of our own numbers."""
    for node in nodes:
        if node["t"] == "BlockQuote":
            yield from _unwrapped(node["c"])
        elif node["t"] == "Div" and not _is_numbered(node):
            yield from _unwrapped(node["c"][1])
        else:
            yield node


def _is_numbered(node: Node) -> bool:
    return node["t"] == "Div" and dict(node["c"][0][2]).get("custom-style") == NUMBERED_PARAGRAPH


def _opening_words(node: Node) -> str:
    """The beginning of a paragraph as far as it is plain: enough to see a marker."""
    words = ""
    for inline in _own_paragraph(node) or ():
        if inline["t"] not in ("Str", "Space"):
            break
        words += inline.get("c", " ")
        if len(words) > 24:
            break
    return words


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
    return bool(items) and all(item and _is_numbered(item[0]) for item in items)
