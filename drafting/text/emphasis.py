"""Emphasis in one form: strong outside emphasis, white space outside both, links outside all, marks that nest.

Every reader brings its pieces into this form, so that the same words come in the same whatever file they come from.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence

from drafting.text.inline import Mark, Piece, pieces

Styled = tuple[Piece, frozenset[Mark]]
"""A piece that is no mark, and the marks (EM_OPEN, STRONG_OPEN) that lie on it."""

_ORDER = (Mark.STRONG_OPEN, Mark.EM_OPEN)
_CLOSING = {Mark.STRONG_OPEN: Mark.STRONG_CLOSE, Mark.EM_OPEN: Mark.EM_CLOSE}
_OPENING = {closing: opening for opening, closing in _CLOSING.items()}
_LINKS = (Mark.LINK_OPEN, Mark.LINK_CLOSE)


def plain_form(text: str) -> str:
    """Inline Markdown in its one form; the same words with the same emphasis."""
    return to_markdown(nested(styled(pieces(text))))


def styled(found: Iterable[Piece]) -> Iterator[Styled]:
    """The pieces with the marks that lie on each."""
    style: frozenset[Mark] = frozenset()
    depth = {Mark.STRONG_OPEN: 0, Mark.EM_OPEN: 0}
    for piece in found:
        opening = _OPENING.get(piece.mark, piece.mark)
        if opening in depth:
            depth[opening] += 1 if piece.mark is opening else -1
            style = frozenset(mark for mark, count in depth.items() if count)
        else:
            yield piece, style


def nested(found: Iterable[Styled]) -> list[Piece]:
    """Styled pieces as a flat list whose marks nest."""
    out: list[Piece] = []
    open_: list[Mark] = []
    for piece, style in _spaces_outside(list(found)):
        wanted = [] if piece.mark in _LINKS else [mark for mark in _ORDER if mark in style]
        keep = 0
        while keep < min(len(open_), len(wanted)) and open_[keep] is wanted[keep]:
            keep += 1
        out += [Piece(_CLOSING[mark]) for mark in reversed(open_[keep:])]
        out += [Piece(mark) for mark in wanted[keep:]]
        open_ = wanted
        out.append(piece)
    return out + [Piece(_CLOSING[mark]) for mark in reversed(open_)]


def _spaces_outside(found: Sequence[Styled]) -> list[Styled]:
    """Each run of white space or breaks takes the marks that both its neighbours have."""
    split: list[Styled] = []
    for piece, style in found:
        inner = piece.text.strip() if piece.mark is Mark.TEXT else ""
        if not inner:
            split.append((piece, style))
            continue
        lead = piece.text[: len(piece.text) - len(piece.text.lstrip())]
        tail = piece.text[len(lead) + len(inner) :]
        split += [(Piece(Mark.TEXT, part), style) for part in (lead, inner, tail) if part]
    out: list[Styled] = []
    for index, (piece, style) in enumerate(split):
        if _is_space(piece):
            before = out[-1][1] if out else frozenset[Mark]()
            after = next((s for p, s in split[index + 1 :] if not _is_space(p)), frozenset[Mark]())
            style = before & after
        out.append((piece, style))
    return out


def _is_space(piece: Piece) -> bool:
    return piece.mark in (Mark.HARD_BREAK, Mark.SOFT_BREAK) or (piece.mark is Mark.TEXT and not piece.text.strip())


_OPENED = {Mark.EM_OPEN: "*", Mark.EM_CLOSE: "*", Mark.STRONG_OPEN: "**", Mark.STRONG_CLOSE: "**"}
_SPECIAL = re.compile(r"([\\*\[\]<])")


def to_markdown(found: Sequence[Piece]) -> str:
    """Inline Markdown that reads as the pieces `found`; escapes only where they are needed.

    `to_markdown(pieces(text))` is the text's plain form: what every reader stores, so that the same words come in the
    same whatever file they come from.
    """
    merged = _merged(found)
    bare = _joined(merged, str)
    if _shown(pieces(bare)) == _shown(merged):
        return bare
    return _joined(merged, lambda text: _SPECIAL.sub(r"\\\1", text))


def _joined(found: Sequence[Piece], escaped: Callable[[str], str]) -> str:
    out: list[str] = []
    links: list[tuple[int, str]] = []
    for piece in found:
        match piece.mark:
            case Mark.TEXT:
                out.append(escaped(piece.text))
            case Mark.SOFT_BREAK:
                out.append(" ")
            case Mark.HARD_BREAK:
                out.append("\\\n")
            case Mark.FOOTNOTE:
                out.append(f"[^{piece.text}]")
            case Mark.LINK_OPEN:
                links.append((len(out), piece.text))
                out.append("[")
            case Mark.LINK_CLOSE:
                opened, target = links.pop()
                words = "".join(out[opened + 1 :])
                bare = target in (words, f"mailto:{words}")
                out[opened:] = [f"<{words}>" if bare and ":" in target else f"[{words}]({_target(target)})"]
            case _:
                out.append(_OPENED[piece.mark])
    return "".join(out)


def _target(url: str) -> str:
    depth = 0
    for sign in url:
        depth += (sign == "(") - (sign == ")")
        if depth < 0:
            break
    return url if depth == 0 else url.replace("(", "\\(").replace(")", "\\)")


def _merged(found: Sequence[Piece]) -> list[Piece]:
    """Neighbouring texts as one; soft breaks as spaces; a mark around nothing left out."""
    out: list[Piece] = []
    for piece in found:
        if piece.mark is Mark.SOFT_BREAK:
            piece = Piece(Mark.TEXT, " ")
        if piece.mark is Mark.TEXT and out and out[-1].mark is Mark.TEXT:
            out[-1] = Piece(Mark.TEXT, out[-1].text + piece.text)
        elif piece.mark is not Mark.TEXT or piece.text:
            out.append(piece)
    return out


def _shown(found: Sequence[Piece]) -> list[tuple[Mark, str]]:
    return [(piece.mark, piece.text) for piece in _merged(found)]
