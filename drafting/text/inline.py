"""Inline Markdown as positioned pieces: the only inline grammar there is (DOCUMENT: blocks).

`*`, `**`, links (`<https://…>` among them), `[^key]`, a hard break as a backslash at the line's end, and backslash
escapes; everything else is literal, HTML and `_` included. Parsed by markdown-it with its "zero" preset and these rules
alone, so that all that is shown of a piece of text stands in the source, in order, and can be traced back to it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token

from drafting.text.tokens import BLANK_LINE

ALLOWED_LINK = re.compile(r"(?i)(https?://|mailto:)[^\s<>\"]+$|#\d+$")
FOOTNOTE = re.compile(r"\[\^([^\]\s\[]+)\]")
INLINE_NOTE = re.compile(r"(?<!\\)\^\[((?:\\.|[^\[\]\\]|\[[^\[\]]*\])+)\]")
"""Only in a text that is proposed: a new footnote, at the place of its reference."""


class Mark(StrEnum):
    """What a piece is."""

    TEXT = "text"
    SOFT_BREAK = "soft break"
    HARD_BREAK = "hard break"
    FOOTNOTE = "footnote"
    NOTE = "note"
    """A new footnote with its words, only in a text that is proposed."""
    EM_OPEN = "em open"
    EM_CLOSE = "em close"
    STRONG_OPEN = "strong open"
    STRONG_CLOSE = "strong close"
    LINK_OPEN = "link open"
    LINK_CLOSE = "link close"
    BLANK_LINE = "blank line"
    """Only in a text that is proposed: it parts two blocks."""


@dataclass(frozen=True, slots=True)
class Piece:
    """One piece in order. `text` is what is shown (TEXT), a footnote's key, or a link's target; `start` is where the
    shown text stands in the source (code points); shown and source text run in parallel within a piece."""

    mark: Mark
    text: str = ""
    start: int = 0


def pieces(text: str) -> tuple[Piece, ...]:
    """The pieces of inline Markdown `text`."""
    first, *others = text.split(BLANK_LINE)
    out = list(_positioned(first, _parsed(first)))
    at = len(first)
    for passage in others:
        out.append(Piece(Mark.BLANK_LINE, "", at))
        at += len(BLANK_LINE)
        out += [replace(piece, start=piece.start + at) for piece in _positioned(passage, _parsed(passage))]
        at += len(passage)
    return tuple(out)


def _parsed(passage: str) -> list[Token]:
    children: list[Token] = []
    _PARSER.inline.parse(passage, _PARSER, {}, children)  # parseInline would change the source before it reads
    return children


def plain(text: str) -> str:
    """What is shown of `text`, without marks and footnote references; breaks as spaces."""
    shown = dict.fromkeys((Mark.SOFT_BREAK, Mark.HARD_BREAK, Mark.BLANK_LINE), " ")
    return "".join(piece.text if piece.mark is Mark.TEXT else shown.get(piece.mark, "") for piece in pieces(text))


def source_map(text: str) -> tuple[tuple[int, int, int], ...]:
    """Where the shown text stands in the source: (shown start, source start, length) of each run, in code points.

    The shown text is that of the TEXT pieces and of soft breaks (one character); hard breaks and footnote references
    show nothing that counts.
    """
    runs: list[tuple[int, int, int]] = []
    shown = 0
    for piece in pieces(text):
        length = {Mark.TEXT: len(piece.text), Mark.SOFT_BREAK: 1}.get(piece.mark, 0)
        if not length:
            continue
        if runs and runs[-1][0] + runs[-1][2] == shown and runs[-1][1] + runs[-1][2] == piece.start:
            runs[-1] = (runs[-1][0], runs[-1][1], runs[-1][2] + length)
        else:
            runs.append((shown, piece.start, length))
        shown += length
    return tuple(runs)


def _positioned(source: str, tokens: Sequence[Token]) -> Iterator[Piece]:
    at = 0
    for token in tokens:
        match token.type:
            case "text":
                if token.content:
                    at = source.index(token.content, at)
                    yield Piece(Mark.TEXT, token.content, at)
                    at += len(token.content)
            case "text_special":
                at = source.index(token.markup, at)
                # A backslash before what needs no escape is shown with it.
                yield Piece(Mark.TEXT, token.content, at + len(token.markup) - len(token.content))
                at += len(token.markup)
            case "softbreak" | "hardbreak":
                at = source.index("\n", at)
                yield Piece(Mark.SOFT_BREAK if token.type == "softbreak" else Mark.HARD_BREAK, "\n", at)
                at += 1
            case "footnote_ref":
                at = source.index(token.markup, at)
                yield Piece(Mark.FOOTNOTE, token.content, at)
                at += len(token.markup)
            case "inline_note":
                at = source.index(token.markup, at)
                yield Piece(Mark.NOTE, token.content, at)
                at += len(token.markup)
            case "link_open":
                at = source.index("<" if token.markup == "autolink" else "[", at) + 1
                yield Piece(Mark.LINK_OPEN, str(token.attrGet("href")), at)
            case "link_close":
                bare = token.markup == "autolink"
                at = source.index(">", at) + 1 if bare else _past_target(source, source.index("](", at) + 2)
                yield Piece(Mark.LINK_CLOSE)
            case _:
                at = source.index(token.markup, at) + len(token.markup)
                yield Piece(Mark(token.type.replace("_", " ")))


def _past_target(source: str, at: int) -> int:
    """The place after the `)` of a link whose target begins at `at`; a title beside the target is passed over."""
    at = _past_space(source, at)
    destination = _PARSER.helpers.parseLinkDestination(source, at, len(source))
    at = _past_space(source, destination.pos if destination.ok else at)
    title = _PARSER.helpers.parseLinkTitle(source, at, len(source))
    if title.ok:
        at = title.pos
    return source.index(")", at) + 1


def _past_space(source: str, at: int) -> int:
    while at < len(source) and source[at] in " \t\n":
        at += 1
    return at


def footnote_ref(state: StateInline, silent: bool) -> bool:
    """markdown-it rule: `[^key]`, whether or not the text has such a footnote."""
    match = FOOTNOTE.match(state.src, state.pos)
    if match is None:
        return False
    if not silent:
        token = state.push("footnote_ref", "", 0)
        token.content, token.markup = match[1], match[0]
    state.pos = match.end()
    return True


def inline_note(state: StateInline, silent: bool) -> bool:
    """markdown-it rule: `^[words]`, a new footnote."""
    match = INLINE_NOTE.match(state.src, state.pos)
    if match is None:
        return False
    if not silent:
        token = state.push("inline_note", "", 0)
        token.content, token.markup = match[1].strip(), match[0]
    state.pos = match.end()
    return True


def _literal_underscore(state: StateInline, silent: bool) -> bool:
    if state.src[state.pos] != "_":
        return False
    if not silent:
        state.pending += "_"
    state.pos += 1
    return True


def _make_parser() -> MarkdownIt:
    parser = MarkdownIt("zero", {"maxNesting": 40})
    parser.enable(["escape", "newline", "emphasis", "link", "autolink", "balance_pairs", "fragments_join"])
    parser.disable("text_join", ignoreInvalid=True)
    parser.inline.ruler.before("emphasis", "literal_underscore", _literal_underscore)
    parser.inline.ruler.before("link", "footnote_ref", footnote_ref)
    parser.inline.ruler.before("link", "inline_note", inline_note)
    # markdown-it takes its rules for links as attributes to be replaced; its types call them methods.
    parser.validateLink = lambda url: ALLOWED_LINK.match(url) is not None  # type: ignore[method-assign]
    parser.normalizeLink = lambda url: url  # type: ignore[method-assign]
    parser.normalizeLinkText = lambda link: link  # type: ignore[method-assign]
    return parser


_PARSER = _make_parser()
