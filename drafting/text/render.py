"""Inline Markdown to safe HTML, with words marked or with a diff shown. All text is escaped; the tags are ours."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from html import escape
from itertools import pairwise
from typing import Literal, Protocol

from drafting.text.inline import Mark, Piece, pieces, plain, source_map

__all__ = [
    "Marked",
    "abridge",
    "plain",
    "render_diff",
    "render_gone",
    "render_inline",
    "render_marked",
    "render_new",
    "source_map",
]

Reference = Callable[[int], str | None]
"""The printed number of the block with a key; None when the draft does not have it."""

Footnote = Callable[[str], str | None]
"""The printed number of the footnote with a key (as in `[^key]`); None when the draft does not have it."""

_TAGS = {
    Mark.EM_OPEN: "<em>",
    Mark.EM_CLOSE: "</em>",
    Mark.STRONG_OPEN: "<strong>",
    Mark.STRONG_CLOSE: "</strong>",
    Mark.LINK_CLOSE: "</a>",
    Mark.SOFT_BREAK: "\n",
    Mark.HARD_BREAK: "<br>",
    Mark.BLANK_LINE: '<span class="parts" role="img" aria-label="¶"></span><br>',
}
_INTERNAL = re.compile(r"#(\d+)$")
_LAST_NUMBER = re.compile(r"\d+(?=\W*$)")


class Segment(Protocol):
    """A stretch of a diff, as `text.diff` gives it."""

    @property
    def op(self) -> Literal["equal", "delete", "insert"]: ...

    @property
    def text(self) -> str: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Marked:
    """Words to mark: source code points, half-open; `on` for those that the reader has opened; `id` is for the page."""

    start: int
    end: int
    on: bool = False
    id: str = ""


def render_inline(text: str, *, reference: Reference | None = None, footnote: Footnote | None = None) -> str:
    """`text` as safe HTML. A link to a block (`[paragraph 14](#57)`) shows the number of the day."""
    return "".join(_html(piece, reference, footnote) for piece in _of_the_day(pieces(text), reference))


def render_marked(
    text: str,
    marks: Sequence[Marked],
    *,
    opening: Callable[[int], str],
    closing: str = "]",
    reference: Reference | None = None,
    footnote: Footnote | None = None,
    language: str = "",
) -> str:
    """As `render_inline`, with `<mark>` around the marked words.

    Where marks overlap the words are split into segments, each marked once; a mark never crosses a tag. Each segment
    begins with hidden words, `opening(how many marks lie on it)`, and ends with the hidden `closing`;
    `language` is that of these hidden words, where it is not the text's.
    """
    segments = _segments(marks)
    found = pieces(text)
    cut = [(piece, list(_cuts(piece, segments)) if piece.mark is Mark.TEXT else []) for piece in found]
    first: dict[int, int] = {}
    last: dict[int, int] = {}
    for start, _end, number in (stretch for _piece, stretches in cut for stretch in stretches):
        if number is not None:
            first.setdefault(number, start)
            last[number] = start
    out: list[str] = []
    for (piece, stretches), of_the_day in zip(cut, _of_the_day(found, reference), strict=True):
        if piece.mark is not Mark.TEXT:
            out.append(_html(piece, reference, footnote))
        for start, end, number in stretches:
            whole = len(stretches) == 1  # words of a link that are marked in part stay as they were marked
            words = of_the_day.text if whole else piece.text[start - piece.start : end - piece.start]
            shown = escape(words, quote=False)
            if number is None:
                out.append(shown)
                continue
            lying = [mark for mark in marks if mark.start < end and start < mark.end]
            before = _hidden(opening(len(lying)), language) if first[number] == start else ""
            after = _hidden(closing, language) if last[number] == start else ""
            classes = ' class="on"' if any(mark.on for mark in lying) else ""
            ids = " ".join(mark.id for mark in lying if mark.id)
            told = f' data-marks="{escape(ids)}"' if ids else ""
            out.append(f"<mark{classes}{told}>{before}{shown}{after}</mark>")
    return "".join(out)


def render_diff(
    segments: Iterable[Segment | None],
    *,
    gap: str = "",
    reference: Reference | None = None,
    footnote: Footnote | None = None,
) -> str:
    """A diff as HTML: `<del>` and `<ins>`, equal text between. None stands for words left out, shown as `gap` (HTML).

    Marks that a segment does not hold whole are shown as they are typed, so the HTML is always balanced.
    """
    out = []
    for segment in segments:
        if segment is None:
            out.append(gap)
            continue
        shown = render_inline(segment.text, reference=reference, footnote=footnote)
        if segment.op == "equal":
            out.append(shown)
        else:
            tag = "del" if segment.op == "delete" else "ins"
            out.append(f"<{tag}>{shown or escape(segment.text)}</{tag}>")
    return "".join(out)


def render_gone(text: str, *, reference: Reference | None = None, footnote: Footnote | None = None) -> str:
    """A wording that goes whole, as a diff shows it."""
    return render_diff([Stretch("delete", text)], reference=reference, footnote=footnote)


def render_new(text: str, *, reference: Reference | None = None, footnote: Footnote | None = None) -> str:
    """A wording that comes whole, as a diff shows it."""
    return render_diff([Stretch("insert", text)], reference=reference, footnote=footnote)


@dataclass(frozen=True, slots=True)
class Stretch:
    """A stretch that no diff has as it is: an equal one that was shortened, or a whole wording."""

    op: Literal["equal", "delete", "insert"]
    text: str


def abridge(segments: Sequence[Segment], *, around: int = 40) -> list[Segment | None]:
    """The diff with long equal stretches shortened to about `around` characters at whole words; None where cut."""
    out: list[Segment | None] = []
    for index, segment in enumerate(segments):
        if segment.op != "equal" or len(segment.text) <= 2 * around + 20:
            out.append(segment)
            continue
        head = "" if index == 0 else _words_from_start(segment.text, around)
        tail = "" if index == len(segments) - 1 else _words_from_end(segment.text, around)
        if head:
            out.append(Stretch("equal", head))
        out.append(None)
        if tail:
            out.append(Stretch("equal", tail))
    return out


def _words_from_start(text: str, length: int) -> str:
    cut = text.find(" ", length)
    return text if cut < 0 else text[: cut + 1]


def _words_from_end(text: str, length: int) -> str:
    cut = text.rfind(" ", 0, max(len(text) - length, 0))
    return text if cut < 0 else text[cut:]


def _of_the_day(found: Sequence[Piece], reference: Reference | None) -> Iterator[Piece]:
    """The pieces with the last number in the words of each internal link replaced by the block's present number."""
    for index, piece in enumerate(found):
        if piece.mark is Mark.TEXT and reference is not None and index + 1 < len(found):
            target = _target_ending_here(found, index)
            number = reference(int(target)) if target else None
            if number:
                piece = Piece(Mark.TEXT, _LAST_NUMBER.sub(number, piece.text), piece.start)
        yield piece


def _target_ending_here(found: Sequence[Piece], index: int) -> str | None:
    if found[index + 1].mark is not Mark.LINK_CLOSE:
        return None
    opening = next(piece for piece in reversed(found[:index]) if piece.mark is Mark.LINK_OPEN)
    match = _INTERNAL.match(opening.text)
    return match[1] if match else None


def _html(piece: Piece, reference: Reference | None, footnote: Footnote | None) -> str:
    if piece.mark is Mark.TEXT:
        return escape(piece.text, quote=False)
    if piece.mark is Mark.FOOTNOTE:
        number = footnote(piece.text) if footnote is not None else piece.text
        if number is None:
            return escape(f"[^{piece.text}]", quote=False)
        return f'<sup class="fn"><a href="#fn-{escape(piece.text)}" role="doc-noteref">{escape(number)}</a></sup>'
    if piece.mark is Mark.NOTE:
        return f'<small class="fn-new" role="note">{escape(piece.text, quote=False)}</small>'
    if piece.mark is Mark.LINK_OPEN:
        internal = _INTERNAL.match(piece.text)
        if internal:
            return f'<a href="#p{internal[1]}">'
        return f'<a href="{escape(piece.text)}" rel="noreferrer">'
    return _TAGS[piece.mark]


def _segments(marks: Sequence[Marked]) -> list[tuple[int, int]]:
    """The stretches between all ends of marks that lie under at least one mark, in order."""
    edges = sorted({mark.start for mark in marks} | {mark.end for mark in marks})
    return [
        (start, end) for start, end in pairwise(edges) if any(mark.start <= start and end <= mark.end for mark in marks)
    ]


def _cuts(piece: Piece, segments: Sequence[tuple[int, int]]) -> Iterator[tuple[int, int, int | None]]:
    """(start, end, number of the segment or None) of each stretch of a text piece, in source code points."""
    at, last = piece.start, piece.start + len(piece.text)
    for number, (start, end) in enumerate(segments):
        start, end = max(start, at), min(end, last)
        if start >= end:
            continue
        if at < start:
            yield at, start, None
        yield start, end, number
        at = end
    if at < last:
        yield at, last, None


def _hidden(words: str, language: str) -> str:
    lang = f' lang="{escape(language)}"' if language else ""
    return f'<span class="vh"{lang}>{escape(words, quote=False)}</span>'
