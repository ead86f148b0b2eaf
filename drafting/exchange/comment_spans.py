"""Where comments stand, gathered while the paragraphs of a text are walked in order."""

from __future__ import annotations


class CommentSpans:
    """Offsets are code points of the joined words of a paragraph; a paragraph is named by its index."""

    def __init__(self) -> None:
        self._open: dict[str, tuple[int, int]] = {}
        self._spans: dict[str, list[tuple[int, int, int]]] = {}
        self._closed: set[str] = set()

    def begin(self, comment: str, paragraph: int, at: int) -> None:
        if comment not in self._open and comment not in self._closed:
            self._open[comment] = (paragraph, at)

    def end(self, comment: str, paragraph: int, at: int) -> None:
        begun = self._open.pop(comment, None)
        if begun is not None:
            start = begun[1] if begun[0] == paragraph else 0
            self._spans.setdefault(comment, []).append((paragraph, start, max(start, at)))
            self._closed.add(comment)

    def end_between(self, comment: str) -> None:
        """The comment ends between two paragraphs: with the one before."""
        if self._open.pop(comment, None) is not None:
            self._closed.add(comment)

    def refer(self, comment: str, paragraph: int, at: int) -> None:
        """The comment's own sign: it ends a span that is open, and is the place of a comment that has none."""
        if comment in self._open:
            self.end(comment, paragraph, at)
        elif comment not in self._closed:
            self._spans.setdefault(comment, []).append((paragraph, at, at))
            self._closed.add(comment)

    def end_paragraph(self, paragraph: int, length: int) -> None:
        """What is open goes on in the next paragraph."""
        for comment, (begun, at) in self._open.items():
            start = at if begun == paragraph else 0
            self._spans.setdefault(comment, []).append((paragraph, start, length))

    def of(self, comment: str) -> tuple[tuple[int, int, int], ...]:
        """The comment's spans: those that hold words, else its first point. One that never ends is on its first
        paragraph alone."""
        spans = self._spans.get(comment, [])
        if comment in self._open:
            spans = spans[:1]
        return tuple(one for one in spans if one[1] < one[2]) or tuple(spans[:1])
