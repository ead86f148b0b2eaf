"""pandoc's inlines to our inline Markdown."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from drafting.text.emphasis import Styled, nested, to_markdown
from drafting.text.foreign import Losses, normal
from drafting.text.inline import ALLOWED_LINK, Mark, Piece

Inline = dict[str, Any]
Note = Callable[[list[dict[str, Any]]], str]
"""Takes a footnote's blocks and gives the key by which the text refers to it."""


def inline_text(inlines: Sequence[Inline], *, losses: Losses, note: Note) -> str:
    """The inline text in its plain form, without white space around it."""
    found = _pieces(inlines, frozenset(), losses, note)
    return _tidy(to_markdown(nested(found)))


def _tidy(text: str) -> str:
    text = text.strip()
    while text.endswith("\\\n") or text.startswith("\\\n"):
        text = text.removesuffix("\\\n").removeprefix("\\\n").strip()
    return text.removesuffix("\\") if text.endswith(" \\") else text


def _pieces(inlines: Sequence[Inline], style: frozenset[Mark], losses: Losses, note: Note) -> Iterator[Styled]:
    for one in inlines:
        kind, content = one["t"], one.get("c")
        match kind:
            case "Str":
                yield Piece(Mark.TEXT, normal(content)), style
            case "Space" | "SoftBreak":
                yield Piece(Mark.TEXT, " "), style
            case "LineBreak":
                yield Piece(Mark.HARD_BREAK, "\n"), style
            case "Emph":
                yield from _pieces(content, style | {Mark.EM_OPEN}, losses, note)
            case "Strong":
                yield from _pieces(content, style | {Mark.STRONG_OPEN}, losses, note)
            case "Underline" | "Strikeout" | "Superscript" | "Subscript" | "SmallCaps":
                losses.add("formatting")
                yield from _pieces(content, style, losses, note)
            case "Span" | "Cite":
                yield from _pieces(content[1], style, losses, note)
            case "Quoted":
                single = content[0]["t"] == "SingleQuote"
                yield Piece(Mark.TEXT, "‘" if single else "“"), style
                yield from _pieces(content[1], style, losses, note)
                yield Piece(Mark.TEXT, "’" if single else "”"), style
            case "Code":
                yield Piece(Mark.TEXT, normal(content[1])), style
            case "Math":
                losses.add("math", content[1])
                yield Piece(Mark.TEXT, normal(content[1])), style
            case "Link":
                yield from _link(content, style, losses, note)
            case "Image":
                losses.add("image")
                yield from _pieces(content[1], style, losses, note)
            case "Note":
                yield Piece(Mark.FOOTNOTE, note(content)), style
            case "RawInline":
                losses.add("other", content[1])


def _link(content: list[Any], style: frozenset[Mark], losses: Losses, note: Note) -> Iterator[Styled]:
    words, target = content[1], content[2][0]
    inside = list(_pieces(_without_underline(words), style, losses, note))
    if not ALLOWED_LINK.match(target) or not inside:
        if inside:
            losses.add("link-nowhere", "".join(piece.text for piece, _ in inside))
        yield from inside
        return
    yield Piece(Mark.LINK_OPEN, target), style
    yield from inside
    yield Piece(Mark.LINK_CLOSE), style


def _without_underline(words: Sequence[Inline]) -> list[Inline]:
    """A link's words without the underline that word processors give every link."""
    out: list[Inline] = []
    for one in words:
        if one["t"] == "Underline":
            out += _without_underline(one["c"])
        elif one["t"] == "Span":
            out.append({"t": "Span", "c": [one["c"][0], _without_underline(one["c"][1])]})
        else:
            out.append(one)
    return out
