"""Our Markdown as a whole: a file's text to blocks, and (`write`) blocks to text that reads as the same blocks.

Block structure is markdown-it's (CommonMark, tables, footnotes); what is ours stands in `markers` (labels and markers),
`plain_structure` (numbers that run on, tabbed tables), `imported` (inline text as files bring it) and `outline`.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.tree import SyntaxTreeNode
from mdit_py_plugins.footnote import footnote_plugin

from drafting.text.blocks import Block, Kind
from drafting.text.imported import Losses, inline
from drafting.text.markdown_writer import write
from drafting.text.markers import BULLET, Typed, heading_label, typed_marker
from drafting.text.outline import Outline
from drafting.text.plain_structure import LABEL_SPACE, as_markdown
from drafting.text.runs import Run, compose

__all__ = ["Parsed", "parse", "write"]

_COMMENT = re.compile(r"(?<!\\)<!--")
_FRONT = re.compile(r"---\n((?:[\w-]+:.*\n|[ \t-].*\n)+)---\n")
_FRONT_TITLE = re.compile(r"(?m)^title:[ \t]*(?:\"(.*)\"|'(.*)'|(.*))$")
_LABELLED = re.compile(rf"(\(?\d+(?:\.\d+)*[.)]){LABEL_SPACE}(?=\S)")
_MARKED = re.compile(r"\(?\w{1,7}\)(?:[ \t\u00a0]|$)")
_MARKED_LINE = re.compile(r"\\?\n(?=\(?[A-Za-z0-9]{1,4}\)[ \t])")


@dataclass(frozen=True, slots=True)
class Parsed:
    """The blocks of a text, the title it gives itself ("" for none), and what was not kept: (what, words) each."""

    title: str
    blocks: tuple[Block, ...]
    losses: tuple[tuple[str, str], ...]


def parse(text: str) -> Parsed:
    """Read a Markdown or plain text as blocks; nothing of its words is left out. Footnotes come last, numbered in the
    order of their first reference."""
    losses = Losses()
    title, body = _without_front_matter(_normal(text), losses)
    reading = _Reading(losses)
    reading.take(as_markdown(_without_comments(body, losses)))
    blocks = reading.outline.blocks()
    if not title and blocks and blocks[0].kind is Kind.HEADING and not blocks[0].label:
        title = blocks[0].text
    return Parsed(title, blocks, tuple(losses.found))


def _normal(text: str) -> str:
    """NFC, line ends as LF, without a byte order mark and without NUL."""
    text = re.sub(r"\r\n?|[\f\v\x85\u2028\u2029]", "\n", text.removeprefix("\ufeff").replace("\0", ""))
    return unicodedata.normalize("NFC", text)


def _without_front_matter(text: str, losses: Losses) -> tuple[str, str]:
    match = _FRONT.match(text)
    if match is None:
        return "", text
    losses.add("other", match[1])
    named = _FRONT_TITLE.search(match[1])
    title = next((part.strip() for part in named.groups() if part), "") if named else ""
    return title, text[match.end() :]


def _without_comments(text: str, losses: Losses) -> str:
    out, at = [], 0
    for begin in _COMMENT.finditer(text):
        if begin.start() < at:
            continue
        end = text.find("-->", begin.end())
        if end < 0:
            break
        losses.add("comment", text[begin.end() : end])
        out.append(text[at : begin.start()])
        at = end + 3
    return "".join(out) + text[at:]


class _Reading:
    """One text being read."""

    def __init__(self, losses: Losses) -> None:
        self.losses = losses
        self.outline = Outline(losses)
        self.env: dict[str, Any] = {}

    def take(self, text: str) -> None:
        self._all(SyntaxTreeNode(_PARSER.parse(text, self.env)).children, depth=0)

    def _inline(self, raw: str) -> str:
        return inline(raw, self.losses, self.env)

    def _all(self, nodes: Sequence[SyntaxTreeNode], *, depth: int) -> None:
        for node in nodes:
            self._node(node, depth=depth)

    def _node(self, node: SyntaxTreeNode, *, depth: int) -> None:
        match node.type:
            case "heading":
                label, words = heading_label(_raw(node))
                self.outline.heading(self._inline(words), level=int(node.tag[1]), label=label)
            case "paragraph":
                self._paragraph(_raw(node))
            case "bullet_list" | "ordered_list":
                self._list(node, depth=depth + 1)
            case "table":
                head, *rest = [row for part in node.children for row in part.children]
                rows = [([self._inline(_raw(cell)) for cell in row.children], row is head) for row in (head, *rest)]
                self.outline.table(rows)
            case "footnote_reference":
                texts = [self._inline(_raw(child)) for child in node.walk() if child.type == "paragraph"]
                self.outline.footnote(str(node.meta["label"]), "\\\n".join(text for text in texts if text))
            case "blockquote":
                self.losses.add("formatting")
                self._all(node.children, depth=depth)
            case "fence":
                self.losses.add("code", node.content)
                lines = [" ".join(line.split()) for line in node.content.split("\n") if line.strip()]
                self.outline.paragraph("\\\n".join(_literal(line) for line in lines))

    def _paragraph(self, raw: str) -> None:
        for one in _MARKED_LINE.split(raw):
            label = _LABELLED.match(one)
            typed = self.outline.typed(one) if _MARKED.match(one) and not label else None
            if label is not None:
                self.outline.paragraph(self._inline(one[label.end() :]), label=label[1])
            elif typed is not None:
                self.outline.point(typed, self._inline(typed.rest), level=self.outline.level_of(typed))
            else:
                self.outline.paragraph(self._inline(one))

    def _list(self, node: SyntaxTreeNode, *, depth: int) -> None:
        items = [self._item(item) for item in node.children]
        before: Typed | None = None
        for place, (typed, raw, children) in enumerate(items):
            if node.type == "ordered_list":
                typed = Typed(f"1{node.children[place].markup}", int(node.attrs.get("start", 1)) + place, raw)
            elif typed is None:
                following = items[place + 1][1] if place + 1 < len(items) else ""
                typed = typed_marker(raw, before, following)
            before = typed
            self.outline.point(typed or Typed(BULLET, 0, raw), self._inline(typed.rest if typed else raw), level=depth)
            for child in children:
                text = self._inline(_raw(child)) if child.type == "paragraph" else ""
                if not self.outline.continued(text):
                    self._node(child, depth=depth)

    def _item(self, item: SyntaxTreeNode) -> tuple[Typed | None, str, list[SyntaxTreeNode]]:
        """(its marker if it is `- 3. text`, the source of its own text, what is beneath) of a list's item."""
        children = list(item.children)
        typed, words = None, children
        inner = _numbered_within(item)
        if inner is not None and inner.parent is not None:
            words = list(inner.children)
            children = words[1:] + children[1:]
        raw = _raw(words[0]) if words and words[0].type == "paragraph" else ""
        if inner is not None and inner.parent is not None:
            typed = Typed(f"1{inner.markup}", int(inner.parent.attrs.get("start", 1)), raw)
        elif raw:
            children = children[1:]
        return typed, raw, children


def _numbered_within(item: SyntaxTreeNode) -> SyntaxTreeNode | None:
    """The one item of a numbered list that stands on the bullet's own line: `- 3. text` is a point with a marker."""
    inner = item.children[0] if item.children else None
    if inner is None or inner.type != "ordered_list" or item.markup not in "-*+":
        return None
    same_line = inner.map and item.map and inner.map[0] == item.map[0]
    return inner.children[0] if same_line and len(inner.children) == 1 else None


def _raw(node: SyntaxTreeNode) -> str:
    return node.children[0].content if node.children and node.children[0].type == "inline" else ""


def _literal(line: str) -> str:
    return compose([Run(text=line)])


def _make_parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"html": False, "maxNesting": 1000}).enable("table").use(footnote_plugin)
    return parser.disable(
        ["code", "html_block", "footnote_inline", "footnote_ref", "footnote_tail", "inline", "text_join"]
    )


_PARSER = _make_parser()
