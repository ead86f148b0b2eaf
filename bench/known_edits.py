"""Merges of edits with a known answer: which overlap, and what the text is when both are made."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from bench.made import SEED, Edit, a_change, applied, footprint, fresh, overlap, paragraph, same, tongue
from bench.references import Git
from bench.report import Report
from bench.vocabulary import Tongue
from drafting.text.merge import merge

_APART = 4
_GIT_EVERY = 60


class Pair(NamedTuple):
    """A base text and two people's edits on it."""

    of: Tongue
    base: list[str]
    one: Edit
    other: Edit


def pairs(count: int) -> Iterator[Pair]:
    """Half of them near each other, so that overlaps are as frequent as the rest. In one text of five some words stand
    twice in a row, and one of the edits takes one of the two away: the result does not tell which.
    """
    chance = random.Random(SEED)
    for _ in range(count):
        of = tongue(chance)
        base = paragraph(chance, of, chance.randrange(20, 45))
        one = a_change(chance, of, 0, len(base))
        if chance.random() < 0.2:
            at, length = chance.randrange(1, len(base) - 4), chance.randrange(1, 4)
            base[at:at] = base[at : at + length]
            at += chance.choice((0, length))
            one = Edit(at, at + length, ())
        low, high = (max(0, one.start - 3), min(len(base), one.end + 3)) if chance.random() < 0.5 else (0, len(base))
        yield Pair(of, base, one, a_change(chance, of, low, high))


def two(report: Report, count: int) -> None:
    told: Counter[str] = Counter()
    with Git() as git:
        for number, pair in enumerate(pairs(count)):
            _judge(told, pair)
            if number % _GIT_EVERY == 0:
                _judge_git(told, pair, git)

    def of_git(what: str, of: str) -> str:
        return f"of {told[of]:,}; git by word {told[f'git {what}']} of {told[f'git {of}']}"

    report.at_most(f"{count:,} pairs of known edits, seed {SEED}: overlaps not reported", told["missed"], 0,
                   beside=of_git("missed", "overlaps"))  # fmt: skip
    report.at_most("  touching, with no sign between: not reported", told["touching missed"], 0,
                   beside=f"of {told['touching']:,}")  # fmt: skip
    report.at_most("  four words apart: called a conflict", told["false"], 0, beside=of_git("false", "apart"))
    report.at_most("  merged, but not to what both edits give", told["wrong"], 0, beside=of_git("wrong", "merged"))
    report.at_most("  conflict, but not with the base's words and both authors", told["misnamed"], 0)
    report.at_most("  another outcome in another order", told["unsteady"], 0)
    report.tell("  nearer than four words, no overlap: called a conflict", f"{told['near conflict']:,}",
                of_git("near conflict", "near"))  # fmt: skip


def _zone(pair: Pair) -> str:
    """What the two edits are to each other: the same, overlaps, touching (no sign between), apart (four pieces and
    more), or near.
    """
    if same(pair.base, pair.one, pair.other):
        return "same"
    if overlap(pair.one, pair.other):
        return "overlaps"
    (low, high), (begin, end) = footprint(pair.base, pair.one), footprint(pair.base, pair.other)
    between = max(low, begin) - min(high, end)
    if between <= 0 and not pair.of.joiner:
        return "touching"
    return "apart" if between >= _APART else "near"


def _judge(told: Counter[str], pair: Pair) -> None:
    join = pair.of.joiner.join
    base = join(pair.base)
    proposals = {"one": join(applied(pair.base, [pair.one])), "other": join(applied(pair.base, [pair.other]))}
    merged = merge(base, proposals)
    told["unsteady"] += merged != merge(base, dict(reversed(proposals.items())))
    zone = _zone(pair)
    told[zone] += 1
    if merged.conflicts:
        named = {name for conflict in merged.conflicts for name in (*conflict.left, *conflict.right)}
        told["misnamed"] += merged.text != base or named != {"one", "other"}
        told["false"] += zone == "apart"
        told["near conflict"] += zone == "near"
        told["wrong"] += zone == "same"
    else:
        told["merged"] += 1
        told["missed"] += zone == "overlaps"
        told["touching missed"] += zone == "touching"
        both = [pair.one] if zone == "same" else [pair.one, pair.other]
        told["wrong"] += zone != "overlaps" and merged.text != join(applied(pair.base, both))


def _judge_git(told: Counter[str], pair: Pair, git: Git) -> None:
    zone = _zone(pair)
    merged = git.merge(pair.base, applied(pair.base, [pair.one]), applied(pair.base, [pair.other]))
    told[f"git {zone}"] += 1
    if merged is None:
        told["git false"] += zone == "apart"
        told["git near conflict"] += zone == "near"
    else:
        told["git merged"] += 1
        told["git missed"] += zone == "overlaps"
        both = [pair.one] if zone == "same" else [pair.one, pair.other]
        told["git wrong"] += zone != "overlaps" and merged != applied(pair.base, both)


class Crowd(NamedTuple):
    """A base text, many people's edits, whose edits collide, and the text with all the others made."""

    of: Tongue
    base: list[str]
    edits: dict[str, Edit]
    opposed: frozenset[str]
    result: list[str]


def crowds(count: int, length: int, authors: int) -> Iterator[Crowd]:
    """Each edit at one of the places that lie eight pieces apart; at one place all take its first piece or stand alone.

    One author in five proposes what another has proposed already.
    """
    chance = random.Random(SEED)
    for _ in range(count):
        of = tongue(chance)
        base = paragraph(chance, of, length)
        edits: dict[str, Edit] = {}
        for number in range(authors):
            if edits and chance.random() < 0.2:
                edits[f"author-{number}"] = chance.choice(list(edits.values()))
                continue
            start = chance.randrange(length // 8) * 8
            new = fresh(chance, of, chance.randrange(1, 4))
            edits[f"author-{number}"] = Edit(start, start + chance.randrange(1, 4), new)
        at: dict[int, set[Edit]] = {}
        for edit in edits.values():
            at.setdefault(edit.start, set()).add(edit)
        opposed = frozenset(name for name, edit in edits.items() if len(at[edit.start]) > 1)
        result = applied(base, {edit for found in at.values() if len(found) == 1 for edit in found})
        yield Crowd(of, base, edits, opposed, result)


def twenty(report: Report, count: int) -> None:
    wrong = misnamed = conflicts = 0
    for crowd in crowds(count, 160, 20):
        join = crowd.of.joiner.join
        merged = merge(join(crowd.base), _texts(crowd))
        named = {name for conflict in merged.conflicts for name in (*conflict.left, *conflict.right)}
        conflicts += len(named)
        misnamed += named != crowd.opposed
        wrong += merged.text != join(crowd.result)
    report.at_most(f"{count:,} blocks × 20 amendments: not exactly the right authors named", misnamed, 0,
                   beside=f"{conflicts:,} in conflict of {20 * count:,}")  # fmt: skip
    report.at_most("  the rest not applied exactly", wrong, 0)


def _texts(crowd: Crowd) -> dict[str, str]:
    return {name: crowd.of.joiner.join(applied(crowd.base, [edit])) for name, edit in crowd.edits.items()}


def texts(count: int, length: int, authors: int) -> Sequence[tuple[str, dict[str, str]]]:
    """Base texts and proposals of `crowds`, for taking times."""
    return [(crowd.of.joiner.join(crowd.base), _texts(crowd)) for crowd in crowds(count, length, authors)]
