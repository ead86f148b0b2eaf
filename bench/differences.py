"""How differences read: exact, few, never through a word, never through one end of a markup pair, without crumbs."""

from __future__ import annotations

import random
import re
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from itertools import pairwise

from bench.made import SEED, Edit, applied, fresh, paragraph, sentence, tongue
from bench.references import by_character, by_difflib, plain, plain_cleaned
from bench.report import Report
from bench.vocabulary import Tongue
from drafting.text.diff import Segment, diff
from drafting.text.stopwords import STOP_WORDS

Pair = tuple[str, str]

_KINDS = (
    *("words",) * 4, *("away",) * 2, *("add",) * 2, *("reworded",) * 3, "phrase", "sentence", "sign", "mark",
)  # fmt: skip
_MARKUP = re.compile(
    r"(?P<a>\*\*)(?=\S)[^*]+?(?<=\S)(?P<b>\*\*)|(?<!\*)(?P<c>\*)(?=[^\s*])[^*]+?(?<=[^\s*])(?P<d>\*)(?!\*)"
    r"|(?P<e>`+)[^`]+(?P<f>(?P=e))(?!`)|(?P<g>\[)[^\[\]]*(?P<h>\]\([^()\s]*\))"
)


def made_pairs(count: int) -> tuple[list[Pair], float]:
    """Paragraphs before and after one to four edits of many kinds, and how many edits a paragraph has."""
    chance = random.Random(SEED)
    pairs: list[Pair] = []
    edits = 0
    while len(pairs) < count:
        of = tongue(chance)
        pieces = paragraph(chance, of, chance.randrange(25, 120), marked=chance.random() < 0.4)
        made: list[Edit] = []
        for _ in range(chance.choice((1, 1, 1, 2, 2, 3, 4))):
            edit = _an_edit(chance, of, pieces)
            if all(edit.end + 3 < one.start or one.end + 3 < edit.start for one in made):
                made.append(edit)
        pair = of.joiner.join(pieces), of.joiner.join(applied(pieces, made))
        if pair[0] != pair[1]:
            pairs.append(pair)
            edits += len(made)
    return pairs, edits / len(pairs)


def _an_edit(chance: random.Random, of: Tongue, pieces: Sequence[str]) -> Edit:
    """One edit as people make them; its new words may be words that the text has already."""
    start = chance.randrange(len(pieces) - 10)
    some = pieces[start : start + chance.randrange(1, 5)]
    kind = chance.choice(_KINDS)
    if kind == "words":
        return Edit(start, start + len(some), (*fresh(chance, of, chance.randrange(1, 4)),))
    if kind == "phrase":
        said = sentence(chance, of, chance.randrange(3, 9))
        return Edit(start, start + chance.randrange(3, 9), (said[0].lower(), *said[1:-1], chance.choice(of.words)))
    if kind == "away":
        return Edit(start, start + len(some), ())
    if kind == "add":
        return Edit(start, start, (chance.choice(of.common), *fresh(chance, of, chance.randrange(1, 4))))
    if kind == "sentence":
        starts = [0] + [at + 1 for at, piece in enumerate(pieces[:-1]) if piece.endswith(of.stop)]
        start = chance.choice(starts)
        end = next(at + 1 for at in range(start, len(pieces)) if pieces[at].endswith(of.stop) or at == len(pieces) - 1)
        new = tuple(sentence(chance, of, chance.randrange(6, 14)))
        return chance.choice((Edit(start, start, new), Edit(start, end, new), Edit(start, end, ())))
    if kind == "reworded":
        end = min(len(pieces), start + chance.randrange(8, 25))
        kept = chance.uniform(0.2, 0.8)
        return Edit(start, end, (*(new for piece in pieces[start:end] for new in _reworded(chance, of, piece, kept)),))
    if kind == "sign":
        return Edit(start, start + 1, (pieces[start].rstrip(".,،。，;") + chance.choice((";", of.comma, " –")),))
    if any(sign in piece for piece in some for sign in "*[]"):
        return Edit(start, start + len(some), (*(re.sub(r"\*|\[|\]\(.*\)", "", piece) for piece in some),))
    return Edit(
        start, start + len(some), (f"**{some[0]}", *some[1:-1], f"{some[-1]}**") if len(some) > 1 else ("**new**",)
    )


def _reworded(chance: random.Random, of: Tongue, piece: str, kept: float) -> tuple[str, ...]:
    """The piece itself, or what somebody who says the same in other words puts in its place: often a small word."""
    draw = chance.random()
    if draw < kept:
        return (piece,)
    if draw < kept + (1 - kept) * 0.25:
        return ()
    return tuple(chance.choice(chance.choice((of.common, of.words, of.fresh))) for _ in range(chance.choice((1, 1, 2))))


def rebuilds(pair: Pair, segments: Sequence[Segment]) -> bool:
    old = "".join(segment.text for segment in segments if segment.op != "insert")
    return (old, "".join(segment.text for segment in segments if segment.op != "delete")) == pair


def changes(segments: Iterable[Segment]) -> int:
    """Changes with something equal between them."""
    count, inside = 0, False
    for segment in segments:
        count += segment.op != "equal" and not inside
        inside = segment.op != "equal"
    return count


def splits_word(segments: Sequence[Segment]) -> bool:
    """Whether any change begins or ends between two letters, on either side; a letter and its marks are one."""
    for hidden in ("insert", "delete"):
        side = [segment for segment in segments if segment.op != hidden and segment.text]
        for left, right in pairwise(side):
            if left.op != right.op and _in_a_word(left.text[-1]) and _in_a_word(right.text[0]):
                return True
    return False


def _in_a_word(sign: str) -> bool:
    """Letters and marks of scripts that put spaces between words."""
    return (
        unicodedata.category(sign)[0] in "LM" and not "\u0e00" <= sign <= "\u0eff" and not "\u2e80" <= sign <= "\u9fff"
    )


def crumbs(segments: Sequence[Segment]) -> int:
    """Equal stretches between two changes that hold one to three stop words and no other word."""
    count = 0
    for segment in segments[1:-1]:
        found = re.findall(r"\w+", segment.text.lower())
        count += segment.op == "equal" and 0 < len(found) <= 3 and all(word in STOP_WORDS for word in found)
    return count


def splits_markup(pair: Pair, segments: Sequence[Segment]) -> bool:
    """Whether a change takes in a part of one end of a pair, or one whole end, and leaves the other end alone."""
    for text, mine in zip(pair, ("delete", "insert"), strict=True):
        ranges, at = [], 0
        for segment in segments:
            if segment.op == mine:
                ranges.append((at, at + len(segment.text)))
            at += len(segment.text) if segment.op in (mine, "equal") else 0
        for found in _MARKUP.finditer(text):
            ends = [found.span(name) for name, value in found.groupdict().items() if value is not None]
            for start, end in ranges:
                if len({start < last and first < end for first, last in ends}) == 2:
                    return True
    return False


def lines(report: Report, pairs: Sequence[Pair], *, most_changes: float | None) -> None:
    """The figures for `pairs`; without `most_changes`, the changes are held against plain diff-match-patch's."""
    ways: dict[str, Callable[[str, str], Sequence[Segment]]] = {
        "": diff,
        "dmp": plain_cleaned,
        "raw dmp": plain,
        "difflib": by_difflib,
    }
    told = {name: [way(*pair) for pair in pairs] for name, way in ways.items()}
    few = pairs[:: max(1, len(pairs) // 150)]
    told["characters"] = [by_character(*pair) for pair in few]

    def share(name: str, of: Callable[[Pair, Sequence[Segment]], float]) -> float:
        given = few if name == "characters" else pairs
        return sum(of(pair, found) for pair, found in zip(given, told[name], strict=True)) / len(given)

    def beside(of: Callable[[Pair, Sequence[Segment]], float], form: str, *names: str) -> str:
        return ", ".join(f"{name} {form.format(share(name, of))}" for name in names)

    inexact = sum(not rebuilds(pair, found) for pair, found in zip(pairs, told[""], strict=True))
    report.at_most(f"inexact rebuilds of {len(pairs):,} pairs", inexact, 0)

    def count(_: Pair, found: Sequence[Segment]) -> float:
        return changes(found)

    limit, exact = (share("dmp", count), False) if most_changes is None else (most_changes, True)
    report.at_most("changes per edited paragraph", share("", count), limit, "{:.3f}", exact=exact,
                   beside=beside(count, "{:.3f}", "dmp", "raw dmp", "difflib"))  # fmt: skip

    def markup(pair: Pair, found: Sequence[Segment]) -> float:
        return splits_markup(pair, found)

    report.at_most("edits that split a markup pair", share("", markup), 0.014, "{:.2%}",
                   beside=beside(markup, "{:.2%}", "dmp", "raw dmp", "difflib"))  # fmt: skip

    def crumbled(_: Pair, found: Sequence[Segment]) -> float:
        return crumbs(found)

    report.at_most("stop-word crumbs per paragraph", share("", crumbled), 0.02, "{:.4f}",
                   beside=beside(crumbled, "{:.4f}", "dmp", "raw dmp", "difflib"))  # fmt: skip

    def split(_: Pair, found: Sequence[Segment]) -> float:
        return splits_word(found)

    report.at_most("edits that split a word", share("", split), 0.001, "{:.2%}",
                   beside=beside(split, "{:.2%}", "dmp", "characters"))  # fmt: skip
