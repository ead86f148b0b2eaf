"""What one reviewer did in a stretch of a returned file, everybody else's changes taken as not made.

Where a reviewer deletes words that another one inserted, the other's changes in the same paragraph are part of it: it
could not be said otherwise what is left.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from drafting.exchange.returned import ReturnedParagraph, ReturnedRun, Signed, joined


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """Words between two paragraph ends. `index` is that of the file's paragraph that has its end; `kept` and `gone`
    whether it has words of before that stay, and that go."""

    index: int
    runs: tuple[ReturnedRun, ...]
    kept: bool
    gone: bool

    @property
    def is_original(self) -> bool:
        return self.kept or self.gone

    @property
    def has_words(self) -> bool:
        return any(run.text.strip() for run in self.runs)


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """What `author` makes of a stretch: its passages, whether its end goes, and with whose changes besides."""

    author: str
    passages: tuple[Passage, ...]
    ends: bool
    others: frozenset[str]
    at: datetime | None


def authors_of(paragraph: ReturnedParagraph) -> Iterator[str]:
    """Whoever changed words or ends in a paragraph, or its row."""
    for signed in signatures(paragraph):
        yield signed.author


def signatures(paragraph: ReturnedParagraph) -> Iterator[Signed]:
    for signed in (
        paragraph.mark_inserted,
        paragraph.mark_deleted,
        paragraph.row_inserted,
        paragraph.row_deleted,
        *(one for run in paragraph.runs for one in (run.inserted, run.deleted)),
    ):
        if signed is not None:
            yield signed


def rejected_runs(paragraphs: Iterable[ReturnedParagraph]) -> tuple[ReturnedRun, ...]:
    """The words of a stretch before anybody changed it, unsigned."""
    return joined([plain_run(run) for one in paragraphs for run in one.runs if run.inserted is None])


def plain_run(run: ReturnedRun) -> ReturnedRun:
    """The run without whose it is."""
    return replace(run, inserted=None, deleted=None, moved=False)


def view_of(paragraphs: Sequence[tuple[int, ReturnedParagraph]], author: str) -> View:
    """What `author` makes of the paragraphs of a stretch, given with their indexes."""
    others = frozenset(
        run.inserted.author
        for _, one in paragraphs
        for run in one.runs
        if run.inserted and run.deleted and run.deleted.author == author and run.inserted.author != author
    )
    hands = {author, *others}
    passages: list[Passage] = []
    runs: list[ReturnedRun] = []
    kept = gone = False
    for place, (index, one) in enumerate(paragraphs):
        for run in one.runs:
            came = run.inserted is not None
            if run.inserted is not None and run.inserted.author not in hands:
                continue
            if run.deleted is not None and run.deleted.author in hands:
                gone = gone or (not came and bool(run.text.strip()))
                continue
            runs.append(plain_run(run))
            kept = kept or (not came and bool(run.text.strip()))
        last = place == len(paragraphs) - 1
        if last or (_by(one.mark_inserted, hands) and not _by(one.mark_deleted, hands)):
            passages.append(Passage(index=index, runs=joined(runs), kept=kept, gone=gone))
            runs, kept, gone = [], False, False
    moments = [s.at for _, one in paragraphs for s in signatures(one) if s.author == author and s.at]
    end = paragraphs[-1][1] if paragraphs else ReturnedParagraph()
    return View(
        author=author,
        passages=tuple(passages),
        ends=_by(end.mark_deleted, hands),
        others=others,
        at=max(moments) if moments else None,
    )


def _by(signed: Signed | None, hands: set[str]) -> bool:
    return signed is not None and signed.author in hands
