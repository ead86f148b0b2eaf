"""Where the words of a draft's blocks stand in the next one: joined blocks became one text, a split one several."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from drafting.model.paragraphs import DraftParagraph
from drafting.text.blocks import Kind
from drafting.text.tokens import BLANK_LINE


@dataclass(frozen=True, slots=True, kw_only=True)
class Descent:
    """Blocks that belong together before and after, as one wording each.

    `old` has a space between blocks that were joined, `new` a blank line between blocks that were split. `old_at`: key
    → where its words begin in `old`; `new_at`: key → its stretch of `new`. Code points, half-open.
    """

    old: str
    new: str
    old_at: Mapping[int, int]
    new_at: Mapping[int, tuple[int, int]]

    def place(self, start: int, end: int) -> tuple[int, int, int]:
        """(key, start, end) of a stretch of `new` within its block; of one that lies in several, the longest share."""
        shares = [(min(end, last) - max(start, first), key) for key, (first, last) in self.new_at.items()]
        most = max(length for length, _key in shares)
        key = next(key for length, key in shares if length == most)
        first, last = self.new_at[key]
        return key, max(start, first) - first, min(end, last) - first


@dataclass(frozen=True, slots=True, kw_only=True)
class Relations:
    """What was joined and split between two drafts, by key: the block that it went into, or that it comes from."""

    joined_into: Mapping[int, int]
    split_from: Mapping[int, int]


class Descents:
    """The descents between two drafts. Where they follow each other `after` holds the rows that are gone too, and the
    rows say what was joined and split; of others `relations` says it."""

    def __init__(
        self, before: Iterable[DraftParagraph], after: Iterable[DraftParagraph], *, relations: Relations | None = None
    ) -> None:
        self.before = {row.key: row for row in before}
        self.now: dict[int, DraftParagraph] = {}
        self._joined: dict[int, int] = dict(relations.joined_into) if relations else {}
        self._from: dict[int, int] = dict(relations.split_from) if relations else {}
        self._hands: dict[int, str] = {}
        self._split: dict[int, list[DraftParagraph]] = defaultdict(list)
        for row in after:
            if row.by_hand:
                self._hands[row.key] = row.hand_reason
            if row.joined_into is not None and relations is None:
                self._joined[row.key] = row.joined_into
            elif not row.gone:
                self.now[row.key] = row
                if row.split_from is not None and relations is None:
                    self._from[row.key] = row.split_from
                if row.key in self._from:
                    self._split[self._from[row.key]].append(row)
        self._sources: dict[int, list[int]] = defaultdict(list)
        for key in self.before:
            self._sources[self._joined.get(key, key)].append(key)

    def first_of(self, key: int) -> int:
        """The key of the block that a block of either draft belongs to: the one joined into, or split off."""
        if key in self._from:
            return self._from[key]
        return self._joined.get(key, key)

    def sources_of(self, first: int) -> list[int]:
        """The keys of the earlier blocks whose words the block `first` and those split off it hold, in order."""
        return self._sources.get(first, [])

    def parts_of(self, first: int) -> list[int]:
        """The keys of the later blocks that the words of `first` stand in, in order: itself, and what was split off."""
        return [first, *(row.key for row in self._split.get(first, ()))]

    def new_labels(self) -> dict[str, str]:
        """The words of each new footnote → its label."""
        notes = [row for row in self.now.values() if row.kind is Kind.FOOTNOTE and row.key not in self.before]
        return {row.text: row.label for row in notes}

    def hand_reason_of(self, key: int) -> str:
        """Why the secretariat's hand is in a block of the later draft, or in one that was joined with it; "" if it is
        not."""
        first = self.first_of(key)
        reasons = [self._hands[k] for k in (key, first, *self.sources_of(first)) if k in self._hands]
        return "; ".join(dict.fromkeys(reasons))

    def is_plain(self, key: int) -> bool:
        """Whether the block was neither split nor joined with another."""
        first = self.first_of(key)
        return not self._split.get(first) and all(source == first for source in self.sources_of(first))

    def of(self, key: int, part: int = 0) -> Descent | None:
        """The descent that a block of either draft belongs to; None where its words, or the part, are gone."""
        first = self.first_of(key)
        sources = self.sources_of(first)
        if first not in self.now or not sources:
            return None
        if any(part >= len(row.block.parts) for row in (self.now[first], self.before[sources[0]])):
            return None
        old = ""
        old_at: dict[int, int] = {}
        for source in sources:
            old += " " if old_at else ""
            old_at[source] = len(old)
            old += self.before[source].block.parts[part]
        new = ""
        new_at: dict[int, tuple[int, int]] = {}
        for row in (self.now[first], *self._split.get(first, ())):
            new += BLANK_LINE if new_at else ""
            new_at[row.key] = (len(new), len(new) + len(row.block.parts[part]))
            new += row.block.parts[part]
        return Descent(old=old, new=new, old_at=old_at, new_at=new_at)
