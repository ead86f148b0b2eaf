"""The comments of the large demonstration: on words, on blocks and on the whole draft, in English and in French."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from random import Random
from typing import Any

from drafting.demo.large_text import read_words
from drafting.rules.lifecycle import ItemKind
from drafting.text.blocks import Kind
from drafting.text.structure import Keyed

_PLAIN = re.compile(r"[A-Za-z][A-Za-z' -]{6,44}(?=[ .,;])")
FRENCH = frozenset({"switzerland", "leuven", "montreuil", "canada"})
WHOLE = 12
"""Comments on the whole draft."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Remark:
    """A comment by the delegation `by`: on the code points `start` to `end` of `part`, on the block where they are
    None, on the whole draft where `key` is None. `replies` are (delegation, body); `answer` is the secretariat's."""

    by: str
    body: str
    key: int | None
    part: int
    start: int | None
    end: int | None
    kind: ItemKind
    replies: tuple[tuple[str, str], ...]
    answer: str


def make_remarks(
    blocks: Sequence[Keyed],
    topics: Mapping[int, str],
    delegations: Sequence[str],
    *,
    crowded: int,
    count: int,
    seed: int,
) -> list[Remark]:
    """`count` comments, twenty of them on the block `crowded`; no delegation says the same twice of one place."""
    random, told = Random(seed), read_words("large_words_proposals.toml")
    liking = [{Kind.PARAGRAPH: 4, Kind.POINT: 2, Kind.ROW: 1}.get(item.block.kind, 1) for item in blocks]
    here = next(item for item in blocks if item.key == crowded)
    made: list[Remark] = []
    said: set[tuple[object, ...]] = set()
    while len(made) < count:
        whole = len(made) < WHOLE
        item = here if len(made) < WHOLE + 20 else random.choices(blocks, liking)[0]
        remark = _remark(None if whole else item, topics[item.key], delegations, told, random)
        if (remark.by, remark.body, remark.key, remark.part, remark.start) not in said:
            said.add((remark.by, remark.body, remark.key, remark.part, remark.start))
            made.append(remark)
    random.shuffle(made)
    return made


def _remark(
    item: Keyed | None, topic: str, delegations: Sequence[str], told: Mapping[str, Any], random: Random
) -> Remark:
    by = random.choice(delegations)
    frames = told["comments_french" if by in FRENCH and random.random() < 0.8 else "comments"]
    part, start, end, words = 0, None, None, ""
    if item is not None and random.random() < 0.7:
        part = random.randrange(len(item.block.parts))
        found = list(_PLAIN.finditer(item.block.parts[part]))
        if found:
            place = random.choice(found)
            start, end, words = place.start(), place.end(), place[0]
    frame = random.choice([frame for frame in frames if words or "{words}" not in frame])
    others = [code for code in delegations if code != by]
    return Remark(
        by=by,
        body=frame.replace("{words}", words).replace("{topic}", topic.lower() if item else "the programme"),
        key=item.key if item else None,
        part=part,
        start=start,
        end=end,
        kind=random.choice([ItemKind.SUBSTANTIVE, ItemKind.SUBSTANTIVE, ItemKind.EDITORIAL]),
        replies=tuple(
            zip(
                random.sample(others, 2),
                random.sample(told["replies"], random.choice([0, 0, 0, 0, 1, 2])),
                strict=False,
            )
        ),
        answer=random.choice(told["answers"]) if random.random() < 0.1 else "",
    )
