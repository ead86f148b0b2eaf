"""One delegation's rewording of a block: a term, an addition, something taken out, a sentence more, or two of these."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from random import Random
from typing import Any

from drafting.rules.lifecycle import ItemKind
from drafting.text.blocks import Kind

_END = re.compile(r"(?<=[a-z])(?=[.;](?:\s|\[|$))")
_CLAUSE = re.compile(r", [^,.;\[\]]+(?=[.;])")
EDITORIAL = frozenset(
    {
        "annually",
        "regularly",
        "at regular intervals",
        "at no cost",
        "wherever possible",
        "pilot project",
        "trial",
        "plainly",
        "shared",
        "assessed",
        "tiers of government",
        "an equal footing",
        "young persons",
        "published online",
    }
)
"""Terms that change nothing of substance."""


@dataclass(frozen=True, slots=True)
class Rewording:
    """The whole proposed text, and the words that it is about ("" where one side is empty)."""

    text: str
    old: str
    new: str
    kind: ItemKind


def replaced(text: str, old: str, new: str) -> str:
    """`text` with every whole word `old` as `new`; "" where there is none or it is part of `new` already."""
    found = re.compile(rf"(?<![\w-]){re.escape(old)}(?![\w-])")
    return found.sub(new, text) if found.search(text) and new not in text else ""


def reworded(text: str, kind: Kind, told: Mapping[str, Any], random: Random) -> Rewording:
    """A rewording of a block's part."""
    ways = (
        [_term]
        if kind in (Kind.HEADING, Kind.ROW)
        else random.choices(
            [_term, _style, _tail, _shorter, _sentence if kind is Kind.PARAGRAPH else _tail],
            [10, 5, 5, 2, 3],
            k=random.choice([1, 1, 1, 2]),
        )
    )
    made = Rewording(text, "", "", ItemKind.EDITORIAL)
    for way in ways:
        found = way(made.text, told, random)
        if found is not None:
            both = found.kind if made.text == text else ItemKind.SUBSTANTIVE
            made = Rewording(found.text, found.old, found.new, both)
    return made if made.text != text else _otherwise(text, kind, random)


def _term(text: str, told: Mapping[str, Sequence[Any]], random: Random) -> Rewording | None:
    """A term of the vocabulary, at one place, as something else."""
    return _one_of(told["terms"], text, random)


def _style(text: str, told: Mapping[str, Sequence[Any]], random: Random) -> Rewording | None:
    """Other words for the same."""
    found = _one_of(told["style"], text, random)
    return replace(found, kind=ItemKind.EDITORIAL) if found else None


def _one_of(terms: Sequence[Any], text: str, random: Random) -> Rewording | None:
    found = [
        (place, old, wordings)
        for old, wordings in terms
        for place in re.finditer(rf"(?<![\w-]){re.escape(old)}(?![\w-])", text)
    ]
    if not found:
        return None
    place, old, wordings = random.choice(found)
    new = random.choice(wordings)
    kind = ItemKind.EDITORIAL if new in EDITORIAL else ItemKind.SUBSTANTIVE
    return Rewording(text[: place.start()] + new + text[place.end() :], old, new, kind)


def _tail(text: str, told: Mapping[str, Sequence[Any]], random: Random) -> Rewording | None:
    """A condition or a purpose more, at the end of a sentence or a point."""
    ends = [place.start() for place in _END.finditer(text)]
    if not ends:
        return None
    at, tail = random.choice(ends), random.choice(told["tails"])
    return Rewording(text[:at] + tail + text[at:], "", tail.strip(" ,"), ItemKind.SUBSTANTIVE)


def _shorter(text: str, _told: Mapping[str, Sequence[Any]], random: Random) -> Rewording | None:
    """A clause is taken out."""
    found = list(_CLAUSE.finditer(text))
    if not found:
        return None
    place = random.choice(found)
    return Rewording(text[: place.start()] + text[place.end() :], place[0].strip(" ,"), "", ItemKind.SUBSTANTIVE)


def _sentence(text: str, told: Mapping[str, Sequence[Any]], random: Random) -> Rewording | None:
    said = random.choice(told["sentences"])
    return None if said in text else Rewording(f"{text} {said}", "", said, ItemKind.SUBSTANTIVE)


def _otherwise(text: str, kind: Kind, random: Random) -> Rewording:
    """Where no way is open: a word or two at the end, or before the mark that ends it."""
    mark = text[-1] if text and text[-1] in ".;:" else ""
    more = random.choice(
        [" and equal rights", " and exchange", ", in practice", " for all", " in cities and regions", " and residents"]
        if kind in (Kind.HEADING, Kind.ROW)
        else [", together with others", " and in the neighbourhood", ", step by step", " and elsewhere", ", in writing"]
    )
    return Rewording(text.removesuffix(mark) + more + mark, "", more.strip(" ,"), ItemKind.SUBSTANTIVE)
