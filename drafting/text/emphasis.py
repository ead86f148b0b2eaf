"""Emphasis in one form: strong outside emphasis, white space outside both, links outside all, marks that nest.

Every reader brings its pieces into this form, so that the same words come in the same whatever file they come from.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from drafting.text.inline import Mark, Piece, pieces, to_markdown

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
