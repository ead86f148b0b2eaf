"""What the text core does on a corpus, beside references measured in the same run.

`BENCH_CORPUS` is a folder with `edits.jsonl` ({old, new} a line) and `merge3.jsonl` ({kind: merge | parallel |
derived, base, …} a line). Run as `python -m bench.corpus`. Times are CPU seconds of one core.
"""

from __future__ import annotations

import difflib
import json
import os
import random
import re
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

from drafting.text import anchor, engine
from drafting.text.comparison import displayed, whole
from drafting.text.diff import Segment, diff
from drafting.text.markup import pairs
from drafting.text.merge import merge
from drafting.text.stopwords import STOP_WORDS

SEED = 20_200_929
PLAIN_WORDS = re.compile(r"\w+|\s+|[^\w\s]")
VOCABULARY = str.split(
    "city region state council school library member group practice report dialogue resident newcomer service plan "
    "policy local public common early annual should adopts supports reviews shares trains hears invites funds opens"
)

Row = dict[str, Any]


def rows(name: str) -> list[Row]:
    folder = os.environ.get("BENCH_CORPUS")
    if not folder:
        sys.exit("BENCH_CORPUS names no folder")
    lines = (Path(folder) / name).read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]


def say(what: str, measured: str, reach: str = "") -> None:
    print(f"{what:<58} {measured:>14}   {reach}")


def timed(run: Callable[[], object], times: int = 3) -> float:
    best = float("inf")
    for _ in range(times):
        before = time.process_time()
        run()
        best = min(best, time.process_time() - before)
    return best


def spots(segments: Iterable[Segment]) -> int:
    """Changes with something equal between them."""
    count, inside = 0, False
    for segment in segments:
        count += segment.op != "equal" and not inside
        inside = segment.op != "equal"
    return count


def splits_word(segments: tuple[Segment, ...]) -> bool:
    """Whether any change begins or ends between two letters, on either side."""
    for hidden in ("insert", "delete"):
        side = [segment for segment in segments if segment.op != hidden]
        for left, right in pairwise(side):
            if left.op != right.op and left.text[-1].isalpha() and right.text[0].isalpha():
                return True
    return False


def crumbs(segments: tuple[Segment, ...]) -> int:
    """Equal stretches between two changes that hold only one to three stop words."""
    count = 0
    for segment in segments[1:-1]:
        found = re.findall(r"\w+", segment.text.lower())
        count += segment.op == "equal" and 0 < len(found) <= 3 and all(word in STOP_WORDS for word in found)
    return count


def splits_markup(old: str, new: str) -> bool:
    found = whole(displayed(old, new))
    return any(
        (start <= opening < end) != (start <= closing < end)
        for tokens, at in ((found.old, 0), (found.new, 2))
        for opening, closing in pairs(tokens)[0]
        for start, end in (hunk[at : at + 2] for hunk in found.hunks)
    )


def edits() -> None:
    given = [(row["old"], row["new"]) for row in rows("edits.jsonl")]
    found = [diff(old, new) for old, new in given]
    inexact = sum(
        "".join(s.text for s in segments if s.op != "insert") != old
        or "".join(s.text for s in segments if s.op != "delete") != new
        for (old, new), segments in zip(given, found, strict=True)
    )
    count = len(given)
    say("edits: inexact rebuilds", str(inexact), "0")
    say("edits: changes per paragraph", f"{sum(map(spots, found)) / count:.3f}", "≤ 1.75")
    say("edits: that split a word", f"{sum(map(splits_word, found)) / count:.2%}", "≤ 0.1%")
    say("edits: that split a markup pair", f"{sum(splits_markup(*pair) for pair in given) / count:.2%}", "≤ 1.4%")
    say("edits: stop-word crumbs per paragraph", f"{sum(map(crumbs, found)) / count:.4f}", "≤ 0.02")

    def plain(compare: engine.Compare) -> Callable[[], object]:
        return lambda: [engine.hunks(PLAIN_WORDS.findall(old), PLAIN_WORDS.findall(new), compare) for old, new in given]

    ours = count / timed(lambda: [diff(old, new) for old, new in given])
    reference = count / timed(plain(engine.compare_reference), 1)
    wheel = "C++" if engine.compare_fast else "Python"
    say(f"diffs per second of CPU ({wheel} engine)", f"{ours:,.0f}", "≥ 4,500 with the C++ wheel")
    say("  plain diff-match-patch on words, same run", f"{reference:,.0f}")
    say("  ratio", f"{ours / reference:.2f}", "≥ 1.8 with the wheel, ≥ 0.9 without")
    sample = given[::10]

    def standard() -> object:
        return [
            difflib.SequenceMatcher(None, PLAIN_WORDS.findall(old), PLAIN_WORDS.findall(new), False).get_opcodes()
            for old, new in sample
        ]

    say("  difflib on words, every tenth edit, same run", f"{len(sample) / timed(standard, 1):,.0f}")


def merges() -> None:
    told: Counter[str] = Counter()
    for row in rows("merge3.jsonl"):
        kind = row["kind"]
        proposals = (
            {"ours": row["ours"], "theirs": row["theirs"]}
            if kind == "merge"
            else {item["author"]: item["text"] for item in row["amendments"]}
        )
        merged = merge(row["base"], proposals)
        told[kind] += 1
        if merged.conflicts:
            told[f"{kind} conflict"] += 1
        elif kind == "derived":
            told["derived right" if merged.text == row["result"] else "derived wrong"] += 1
        else:
            published = " ".join(merged.text.split()) == " ".join(row.get("result", "").split())
            suspected = overlapping_silently(row["base"], proposals)
            told[f"{kind} suspected"] += suspected
            told[f"{kind} silent"] += suspected and not published
    derived, real = told["derived"], told["merge"]
    say("derived N-way: right", f"{told['derived right']} of {derived}", "≥ 99%")
    say("derived N-way: wrong", str(told["derived wrong"]), "0")
    say("real three-way: clean", f"{1 - told['merge conflict'] / real:.1%}", "≥ 60%")
    say("real three-way: clean, overlap suspected by difflib", str(told["merge suspected"]))
    say("  of these, not what the people published", str(told["merge silent"]), "0")
    say("parallel: clean", f"{1 - told['parallel conflict'] / told['parallel']:.1%}")


def overlapping_silently(base: str, proposals: dict[str, str]) -> bool:
    """Whether two proposals replace or delete one word of the base differently, as difflib sees it by words.

    difflib cuts and aligns words otherwise than the product, so this suspects more than there is; what came out as the
    people themselves published it is told apart.
    """
    words = base.split()
    taken: list[dict[int, tuple[int, int, str]]] = []
    for text in proposals.values():
        new = text.split()
        mine: dict[int, tuple[int, int, str]] = {}
        for op, a0, a1, b0, b1 in difflib.SequenceMatcher(None, words, new, False).get_opcodes():
            if op != "equal":
                mine.update((at, (a0, a1, " ".join(new[b0:b1]))) for at in range(a0, a1))
        taken.append(mine)
    return any(
        taken[one][at] != taken[other][at]
        for one in range(len(taken))
        for other in range(one + 1, len(taken))
        for at in taken[one].keys() & taken[other].keys()
    )


def sentence(chance: random.Random, length: int) -> list[str]:
    return [chance.choice(VOCABULARY) for _ in range(length)]


def known_edits(count: int) -> Iterator[tuple[list[str], list[tuple[int, int, list[str]]]]]:
    """A base of words, and two edits on it: word ranges with the new words, which are not in the base."""
    chance = random.Random(SEED)
    for number in range(count):
        base = [f"{word}{chance.randrange(40)}" for word in sentence(chance, 30)]
        made = []
        for author in ("x", "y"):
            start = chance.randrange(0, 30)
            end = min(30, start + chance.randrange(1, 4))
            made.append((start, end, [f"{author}{number}n{at}" for at in range(chance.randrange(0, 4))]))
        yield base, made


def with_edits(base: list[str], made: Iterable[tuple[int, int, list[str]]]) -> str:
    out = list(base)
    for start, end, new in sorted(made, reverse=True):
        out[start:end] = new
    return " ".join(out)


def random_pairs(count: int = 5_000) -> None:
    missed = wrong = false = overlaps = apart = 0
    for base, made in known_edits(count):
        (a0, a1, _), (b0, b1, _) = made
        proposals = {"x": with_edits(base, made[:1]), "y": with_edits(base, made[1:])}
        merged = merge(" ".join(base), proposals)
        backwards = merge(" ".join(base), dict(reversed(proposals.items())))
        wrong += merged != backwards
        if a0 < b1 and b0 < a1:
            same = proposals["x"] == proposals["y"]
            overlaps += not same
            missed += not same and not merged.conflicts
        elif max(a0, b0) - min(a1, b1) >= 4:
            apart += 1
            false += bool(merged.conflicts)
            wrong += not merged.conflicts and merged.text != with_edits(base, made)
    say(f"random edits (seed {SEED}): overlaps missed", f"{missed} of {overlaps}", "0")
    say("random edits four words apart: called a conflict", f"{false} of {apart}", "0")
    say("random edits: wrong, or another in another order", str(wrong), "0")


def speed() -> None:
    chance = random.Random(SEED)

    def paragraph(length: int) -> list[str]:
        return sentence(chance, length)

    def amended(base: list[str]) -> str:
        start = chance.randrange(len(base) - 3)
        return with_edits(base, [(start, start + chance.randrange(3), sentence(chance, 2))])

    long = [paragraph(120) for _ in range(200)]
    five = [(" ".join(base), {str(n): amended(base) for n in range(5)}) for base in long]
    say(
        "five-way merges of 120 words per second of CPU",
        f"{200 / timed(lambda: [merge(*c) for c in five]):,.0f}",
        "≥ 2,000",
    )
    many = [
        (" ".join(base), {str(n): amended(base) for n in range(20)}) for base in (paragraph(60) for _ in range(1000))
    ]
    say("1,000 paragraphs × 20 amendments, seconds", f"{timed(lambda: [merge(*c) for c in many], 1):.2f}", "≤ 1.5")
    one, other = (" ".join(f"{side}{n}" for n in range(3000)) for side in "ab")
    say("two unrelated texts of 3,000 words, seconds", f"{timed(lambda: diff(one, other), 1):.2f}", "≤ 0.5")


def quotes() -> None:
    """Quotes of three words put through an edit of known place, words after words."""
    chance = random.Random(SEED)
    right = total = false = gone = 0
    for row in rows("edits.jsonl"):
        base = row["old"].split()
        if len(base) < 12:
            continue
        start = chance.randrange(len(base) - 3)
        quote_words = base[start : start + 3]
        at = len(" ".join(base[:start])) + (start > 0)
        old = " ".join(base)
        quote = anchor.describe(old, at, at + len(" ".join(quote_words)))
        cut = chance.randrange(len(base) - 3)
        size = chance.randrange(0, 4)
        new_words = [f"zz{n}" for n in range(chance.randrange(0, 4))]
        new = with_edits(base, [(cut, cut + size, new_words)])
        outcome = anchor.carry(quote, old, new)
        kept = [n for n in range(start, start + 3) if not cut <= n < cut + size]
        inside = start < cut < start + 3 or len(kept) < 3
        if not kept:
            gone += 1
            false += isinstance(outcome, anchor.Carried)
        elif not inside:
            shift = len(" ".join([*base[:cut], *new_words, *base[cut + size : start]])) if cut + size <= start else -1
            want = at if shift < 0 else shift + (shift > 0)
            total += 1
            right += (
                isinstance(outcome, anchor.Carried) and outcome.start == want and new[want:].startswith(quote.exact)
            )
    say("quotes whose words survive: carried to the right place", f"{right / total:.2%}", "≥ 99.4%")
    say("quotes whose words are gone: carried all the same", f"{false / gone:.2%}", "≤ 1.7%")


def main() -> None:
    edits()
    merges()
    random_pairs()
    quotes()
    speed()


if __name__ == "__main__":
    main()
