"""What 27 delegations and their observers propose on the large draft: drawn from vocabularies by a fixed seed.

One block has 47 amendments, fourteen have 10 to 20, most have none to three; one delegation wants another term wherever
the draft has it; every operation occurs.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from random import Random
from typing import Any

from drafting.demo.large_rewording import Rewording, replaced, reworded
from drafting.demo.large_text import Words, read_words
from drafting.rules.lifecycle import ItemKind, Operation
from drafting.text.blocks import Block, Kind
from drafting.text.structure import DIVISIBLE, Keyed, beneath

CROWD = 47
BUSY = 14
MOST = 4
"""Amendments that any other block has at most."""
LINKED = (("slovenia", "residents", "inhabitants", 26), ("bergen", "newcomers", "new residents", 9))
"""Who wants which term to be another wherever it stands, and in how many blocks at most."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Planned:
    """An amendment to be proposed by the delegation `by`; `more` are the operation's own arguments."""

    by: str
    operation: Operation
    key: int
    more: Mapping[str, Any] = field(default_factory=dict)
    reason: str
    kind: ItemKind


class Proposals:
    """Draws amendments on the blocks of one draft, no two of a delegation the same."""

    def __init__(self, words: Words, blocks: Sequence[Keyed], delegations: Sequence[str], *, seed: int) -> None:
        self.random = Random(seed)
        self.told = read_words("large_words_proposals.toml")
        self.blocks = blocks
        self.topic = _topics(words, blocks)
        # Some write much, most write some, a few write little.
        self.weights = {code: self.random.choice([1, 2, 2, 3, 3, 4, 6]) for code in delegations}
        self._said: set[tuple[object, ...]] = set()

    def all(self, count: int) -> list[Planned]:
        """`count` amendments in the order in which they come."""
        made = [*self.crowded(), *self.linked()]
        on = Counter(planned.key for planned in made)
        long = [b for b in self.blocks if b.block.kind is Kind.PARAGRAPH and len(b.block.text) > 330 and not on[b.key]]
        for item in self.random.sample(long, BUSY):
            made += [self.rewording(item) for _ in range(self.random.randint(10, 20))]
        on = Counter(planned.key for planned in made)
        free = [b for b in self.blocks if on[b.key] < MOST]
        # Blocks are not liked alike: headings and points are amended less than paragraphs.
        liking = [{Kind.PARAGRAPH: 4, Kind.POINT: 2, Kind.HEADING: 1}.get(b.block.kind, 1) for b in free]
        while len(made) < count:
            item = self.random.choices(free, liking)[0]
            if on[item.key] < MOST:
                on[item.key] += 1
                made.append(self.drawn(item))
        self.random.shuffle(made)
        return made

    def author(self) -> str:
        return self.random.choices(list(self.weights), list(self.weights.values()))[0]

    def crowded(self) -> list[Planned]:
        """Many delegations on one block: contested passages, identical wordings, and what is done to the whole."""
        crowd = self.told["crowd"]
        item = next(b for b in self.blocks if b.block.text == crowd["text"])
        others = [b.key for b in self.blocks if b.block.kind is Kind.PARAGRAPH and b.key != item.key]
        cut = "residence. The bodies"
        made = [
            self.planned(item, Operation.DELETE, by="norway"),
            self.planned(item, Operation.DELETE, by="azerbaijan"),
            self.planned(item, Operation.MOVE, by="lublin", more={"after": others[3]}),
            self.planned(
                item, Operation.REPLACE, by="igc", text=item.block.text.replace(cut, cut.replace(" ", "\n\n", 1))
            ),
        ]
        while len(made) < CROWD:
            text, old, new = item.block.text, "", ""
            passages = crowd["passages"]
            likely = [len(passages) - n for n in range(len(passages))]
            for old, wordings in {
                p[0]: p[1] for p in self.random.choices(passages, likely, k=self.random.choice([1, 1, 2]))
            }.items():
                chances = [3 if n == 0 else 1 for n in range(len(wordings))]
                new = self.random.choices(wordings, chances)[0]
                text = text.replace(old, new)
            by = self.author()
            if self._new(by, item.key, 0, text):
                made.append(self._worded(item, by, 0, Rewording(text, old, new, ItemKind.SUBSTANTIVE)))
        return made

    def linked(self) -> Iterator[Planned]:
        """The same change of a term in many blocks."""
        for by, old, new, most in LINKED:
            crowd = self.told["crowd"]["text"]
            wordy = [b for b in self.blocks if b.block.kind is not Kind.ROW and b.block.text != crowd]
            found = [b for b in wordy if replaced(b.block.text, old, new)]
            for item in self.random.sample(found, min(most, len(found))):
                text = replaced(item.block.text, old, new)
                if self._new(by, item.key, 0, text):
                    reason = (
                        f"“{new}” throughout: the term “{old}” has a narrower meaning in our law. Wherever it stands."
                    )
                    yield self.planned(
                        item, Operation.REPLACE, by=by, text=text, reason=reason, kind=ItemKind.EDITORIAL
                    )

    def drawn(self, item: Keyed) -> Planned:
        """Any operation that the block allows, words in most cases."""
        wanted = self.random.choices(
            ["words", "delete", "insert", "join", "move", "reshape", "split"], [82, 4, 5, 2, 3, 2, 2]
        )[0]
        while True:
            made = self.rewording(item) if wanted == "words" else self.operation(item, wanted)
            if made is not None:
                return made
            wanted = "words"

    def rewording(self, item: Keyed) -> Planned:
        part = self.random.randrange(len(item.block.parts))
        while True:
            by = self.author()
            found = reworded(item.block.parts[part], item.block.kind, self.told, self.random)
            if self._new(by, item.key, part, found.text):
                return self._worded(item, by, part, found)

    def operation(self, item: Keyed, wanted: str) -> Planned | None:
        """The operation of that name by somebody; None where the block does not allow it, or they proposed it."""
        by, block = self.author(), item.block
        if not self._new(by, item.key, wanted) or block.kind is Kind.HEADING:
            return None
        if block.kind is Kind.ROW:
            if wanted != "insert" or block.header:
                return None
            cells = ["Training of staff", "Regional", "moderate", f"staff trained for {self.topic[item.key].lower()}"]
            return self.planned(item, Operation.INSERT, by=by, more={"cells": cells, "new_kind": Kind.ROW})
        if block.kind not in DIVISIBLE:
            return None
        match wanted:
            case "delete":
                return self.planned(item, Operation.DELETE, by=by)
            case "insert":
                return self._insert(item, by)
            case "join" if self._follower(item) is block.kind:
                return self.planned(item, Operation.JOIN, by=by)
            case "move":
                return self._move(item, by)
            case "reshape":
                kind = Kind.POINT if block.kind is Kind.PARAGRAPH else Kind.PARAGRAPH
                return self.planned(item, Operation.RESHAPE, by=by, more={"new_kind": kind, "new_level": 1})
            case "split" if ". " in block.text:
                return self.planned(item, Operation.REPLACE, by=by, text=block.text.replace(". ", ".\n\n", 1))
        return None

    def planned(
        self,
        item: Keyed,
        operation: Operation,
        *,
        by: str,
        text: str = "",
        reason: str = "",
        kind: ItemKind = ItemKind.SUBSTANTIVE,
        more: Mapping[str, Any] | None = None,
    ) -> Planned:
        told = dict(more or {})
        if text:
            told["text"] = text
        if operation is Operation.DELETE and beneath(self.blocks, item.key):
            told["beneath"] = self.random.choice(["delete", "lift"])
        reason = reason or self.random.choice(self.told["reasons_operation"])
        return Planned(by=by, operation=operation, key=item.key, more=told, reason=reason, kind=kind)

    def _worded(self, item: Keyed, by: str, part: int, found: Rewording) -> Planned:
        reasons = self.told["reasons_editorial" if found.kind is ItemKind.EDITORIAL else "reasons_substantive"]
        reason = self.random.choice(reasons)
        if "{old}" in reason or "{new}" in reason:
            reason = reason.format(old=found.old, new=found.new) if found.old and found.new else reasons[3]
        reason = reason.replace("{topic}", self.topic[item.key].lower())
        return self.planned(
            item, Operation.REPLACE, by=by, text=found.text, reason=reason, kind=found.kind, more={"part": part}
        )

    def _insert(self, item: Keyed, by: str) -> Planned:
        if item.block.kind is Kind.POINT:
            text = self.random.choice(self.told["points"]).replace("{topic}", self.topic[item.key].lower()) + ";"
        else:
            text = " ".join(self.random.sample(self.told["sentences"], 2))
        more = {"new_kind": item.block.kind, "new_level": item.block.level}
        return self.planned(item, Operation.INSERT, by=by, text=text, more=more)

    def _move(self, item: Keyed, by: str) -> Planned | None:
        """To another place of its chapter, not behind what it carries along."""
        own = {item.key, *beneath(self.blocks, item.key)}
        before = self._before(item)
        places = [
            b.key
            for b in self.blocks
            if b.block.kind is item.block.kind
            and self.topic[b.key] == self.topic[item.key]
            and b.key not in own
            and b.key != before
        ]
        return self.planned(item, Operation.MOVE, by=by, more={"after": self.random.choice(places)}) if places else None

    def _before(self, item: Keyed) -> int:
        at = self.blocks.index(item)
        return self.blocks[at - 1].key if at else 0

    def _follower(self, item: Keyed) -> Kind | None:
        at = self.blocks.index(item) + 1
        return self.blocks[at].block.kind if at < len(self.blocks) else None

    def _new(self, *said: object) -> bool:
        if said in self._said:
            return False
        self._said.add(said)
        return True


def _topics(words: Words, blocks: Sequence[Keyed]) -> dict[int, str]:
    """The chapter of each block; what stands outside the chapters is about the programme."""
    names = {topic.name for topic in words.topics}
    now, found = "the programme", {}
    for item in blocks:
        if _opens_chapter(item.block):
            now = item.block.text if item.block.text in names else "the programme"
        found[item.key] = now
    return found


def _opens_chapter(block: Block) -> bool:
    return block.kind is Kind.HEADING and block.level == 2
