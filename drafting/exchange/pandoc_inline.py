"""pandoc's inlines to our inline Markdown."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from drafting.text.foreign import Losses, normal
from drafting.text.inline import ALLOWED_LINK, Mark, Piece, to_markdown

Inline = dict[str, Any]
Note = Callable[[list[dict[str, Any]]], str]
"""Takes a footnote's blocks and gives the key by which the text refers to it."""


def inline_text(inlines: Sequence[Inline], *, losses: Losses, note: Note) -> str:
    """The inline text in its plain form, without white space around it."""
    found = list(_pieces(inlines, frozenset(), losses, note))
    return _tidy(to_markdown(_closed(found)))


def _tidy(text: str) -> str:
    text = text.strip()
    while text.endswith("\\\n") or text.startswith("\\\n"):
        text = text.removesuffix("\\\n").removeprefix("\\\n").strip()
    return text.removesuffix("\\") if text.endswith(" \\") else text


Styled = tuple[Piece, frozenset[Mark]]


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
    inside = list(_pieces(words, style, losses, note))
    if not ALLOWED_LINK.match(target) or not inside:
        if inside:
            losses.add("link-nowhere", "".join(piece.text for piece, _ in inside))
        yield from inside
        return
    yield Piece(Mark.LINK_OPEN, target), style
    yield from inside
    yield Piece(Mark.LINK_CLOSE), style


def _closed(found: Sequence[Styled]) -> list[Piece]:
    """Styled pieces as a flat list with marks that nest: strong outside emphasis, both within one link or outside.

    White space at the edges of an emphasis is moved out of it, where Markdown needs it.
    """
    order = (Mark.STRONG_OPEN, Mark.EM_OPEN)
    closing = {Mark.STRONG_OPEN: Mark.STRONG_CLOSE, Mark.EM_OPEN: Mark.EM_CLOSE}
    out: list[Piece] = []
    open_: list[Mark] = []
    for piece, style in _spaces_outside(found):
        wanted = [mark for mark in order if mark in style]
        if piece.mark in (Mark.LINK_OPEN, Mark.LINK_CLOSE):
            wanted = []
        keep = 0
        while keep < min(len(open_), len(wanted)) and open_[keep] is wanted[keep]:
            keep += 1
        out += [Piece(closing[mark]) for mark in reversed(open_[keep:])]
        out += [Piece(mark) for mark in wanted[keep:]]
        open_ = wanted
        out.append(piece)
    return out + [Piece(closing[mark]) for mark in reversed(open_)]


def _spaces_outside(found: Sequence[Styled]) -> list[Styled]:
    """Each run of white space takes the marks that both its neighbours have."""
    split: list[Styled] = []
    for piece, style in found:
        if piece.mark is not Mark.TEXT:
            split.append((piece, style))
            continue
        inner = piece.text.strip()
        if not inner:
            split.append((piece, style))
            continue
        lead = piece.text[: len(piece.text) - len(piece.text.lstrip())]
        tail = piece.text[len(lead) + len(inner) :]
        split += [(Piece(Mark.TEXT, part), style) for part in (lead, inner, tail) if part]
    out: list[Styled] = []
    for index, (piece, style) in enumerate(split):
        if piece.mark is Mark.HARD_BREAK or (piece.mark is Mark.TEXT and not piece.text.strip()):
            before = out[-1][1] if out else frozenset()
            after = next((s for p, s in split[index + 1 :] if p.mark is not Mark.TEXT or p.text.strip()), frozenset())
            style = before & after & style
        out.append((piece, style))
    return out
