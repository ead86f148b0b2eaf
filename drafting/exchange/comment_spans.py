"""Where comments stand, gathered while the paragraphs of a text are walked in order."""

from __future__ import annotations

from drafting.errors import Invalid

MOST_SPANS = 200_000
"""Of all comments together: some hundred comments on the whole of the longest file."""

Position = tuple[int, int]
"""A paragraph's index, and an offset in code points of its joined words."""


class CommentSpans:
    """A range that begins twice counts from its first beginning, one that ends twice to its first end."""

    def __init__(self) -> None:
        self._begun: dict[str, Position] = {}
        self._ended: dict[str, Position] = {}
        self._lengths: list[int] = []
        self._told = 0

    def begin(self, comment: str, at: Position) -> None:
        self._begun.setdefault(comment, at)

    def end(self, comment: str, at: Position) -> None:
        if comment in self._begun:
            self._ended.setdefault(comment, at)

    def end_between(self, comment: str) -> None:
        """The comment ends between two paragraphs: with the one before."""
        if self._lengths:
            self.end(comment, (len(self._lengths) - 1, self._lengths[-1]))

    def refer(self, comment: str, at: Position) -> None:
        """The comment's own sign: it ends a range that is open, and is the place of a comment that has none."""
        self.begin(comment, at)
        self.end(comment, at)

    def end_paragraph(self, length: int) -> None:
        """The next paragraph ends; its words are so many code points."""
        self._lengths.append(length)

    def of(self, comment: str) -> tuple[tuple[int, int, int], ...]:
        """The comment's spans: those that hold words, else its first point. One that never ends is on its first
        paragraph alone. Raises Invalid: "file-too-complex"."""
        if comment not in self._begun:
            return ()
        first, start = self._begun[comment]
        if first >= len(self._lengths):
            return ()
        last, end = self._ended.get(comment, (first, self._lengths[first]))
        self._told += last - first + 1
        if self._told > MOST_SPANS:
            raise Invalid("file-too-complex", field="file")
        spans = [
            (paragraph, start if paragraph == first else 0, end if paragraph == last else self._lengths[paragraph])
            for paragraph in range(first, last + 1)
        ]
        return tuple(one for one in spans if one[1] < one[2]) or ((first, start, start),)
