"""Quoted words put through edits that are known piece by piece: where they must be found, and where never."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from bench.made import SEED, Edit, applied, fresh, paragraph, sentence, tongue
from bench.report import Report
from drafting.text import anchor


class Quoted(NamedTuple):
    """Pieces `start:end` of `base`, and where each piece of the base is in the new text (None: it is gone)."""

    joiner: str
    base: Sequence[str]
    new: Sequence[str]
    kept: Sequence[int | None]
    start: int
    end: int

    @property
    def surviving(self) -> list[int]:
        return [place for place in self.kept[self.start : self.end] if place is not None]

    @property
    def whole(self) -> bool:
        """Every piece survives, with nothing put between them."""
        places = self.surviving
        return len(places) == self.end - self.start and places[-1] - places[0] == len(places) - 1


def survivors(count: int, edits: Sequence[Edit]) -> list[int | None]:
    """For each of `count` pieces its index after `edits`, None if it was replaced or taken away."""
    out: list[int | None] = []
    for at in range(count):
        if any(edit.start <= at < edit.end for edit in edits):
            out.append(None)
        else:
            before = [edit for edit in edits if edit.end <= at]
            out.append(at + sum(len(edit.new) - (edit.end - edit.start) for edit in before))
    return out


def made(count: int) -> Iterator[Quoted]:
    """Quotes of one to twelve pieces; one to six edits, new words of which half may be words that the text has."""
    chance = random.Random(SEED)
    for _ in range(count):
        of = tongue(chance)
        base = paragraph(chance, of, chance.randrange(30, 110))
        edits: list[Edit] = []
        for _ in range(chance.randrange(1, 7)):
            start = chance.randrange(len(base))
            end = min(len(base), start + chance.choice((0, 1, 1, 2, 3, 5, 9)))
            known = chance.random() < 0.5
            length = chance.randrange(0 if end > start else 1, 5)
            new = tuple(chance.choice(of.words) for _ in range(length)) if known else fresh(chance, of, length)
            if all(end + 1 < one.start or one.end + 1 < start for one in edits):
                edits.append(Edit(start, end, new))
        start = chance.randrange(len(base) - 12)
        end = start + chance.randrange(1, 13)
        yield Quoted(of.joiner, base, applied(base, edits), survivors(len(base), edits), start, end)


def place(pieces: Sequence[str], joiner: str, start: int, end: int) -> tuple[int, int]:
    """Code points of pieces `start:end` in the joined text."""
    first = len(joiner.join(pieces[:start])) + (len(joiner) if start else 0)
    return first, first + len(joiner.join(pieces[start:end]))


def carried(report: Report, count: int) -> None:
    told: Counter[str] = Counter()
    for quoted in made(count):
        old, new = quoted.joiner.join(quoted.base), quoted.joiner.join(quoted.new)
        quote = anchor.describe(old, *place(quoted.base, quoted.joiner, quoted.start, quoted.end))
        outcome = anchor.carry(quote, old, new)
        found = (outcome.start, outcome.end) if isinstance(outcome, anchor.Carried | anchor.Reworded) else None
        naive = new.find(quote.exact)
        if not quoted.surviving:
            told["gone"] += 1
            told["false"] += isinstance(outcome, anchor.Carried)
            told["naive false"] += naive >= 0
            continue
        want = place(quoted.new, quoted.joiner, quoted.surviving[0], quoted.surviving[-1] + 1)
        if quoted.whole:
            told["whole"] += 1
            told["right"] += isinstance(outcome, anchor.Carried) and found == want
            told["undecided"] += isinstance(outcome, anchor.Ambiguous)
            told["naive right"] += naive == want[0]
        else:
            told["partly"] += 1
            told["partly right"] += found is not None and want[0] <= found[0] and found[1] <= want[1]
            told["partly astray"] += found is not None and (found[1] <= want[0] or want[1] <= found[0])
    whole, gone, partly = told["whole"], told["gone"], told["partly"]
    beside = f"left to a person {told['undecided']}; first found {told['naive right'] / whole:.2%}"
    report.at_least(f"{whole:,} quotes whose words survive, seed {SEED}: right", told["right"] / whole, 0.994, "{:.2%}",
                    beside=beside)  # fmt: skip
    report.at_most(f"{gone:,} quotes whose words are gone: carried all the same", told["false"] / gone, 0.017, "{:.2%}",
                   beside=f"first found {told['naive false'] / gone:.2%}")  # fmt: skip
    among, astray = told["partly right"] / partly, told["partly astray"] / partly
    report.tell(f"{partly:,} quotes of which some words survive: found among them", f"{among:.2%}",
                f"elsewhere {astray:.2%}")  # fmt: skip


def repeated(report: Report, count: int) -> None:
    """Texts that say something twice. Where either may have gone, only "ambiguous" is no guess; where the words around
    tell which is meant, the one that went must not be found in the other's place.
    """
    chance = random.Random(SEED)
    guesses = jumps = right = typed = typed_guesses = 0
    for _ in range(count):
        of = tongue(chance)
        said = sentence(chance, of, chance.randrange(1, 9))
        front, middle, back = (sentence(chance, of, chance.randrange(6, 15)) for _ in range(3))
        join = of.joiner.join
        twice, once = [*front, *said, *said, *back], [*front, *said, *back]
        for first in (len(front), len(front) + len(said)):
            quote = anchor.describe(join(twice), *place(twice, of.joiner, first, first + len(said)))
            guesses += not isinstance(anchor.carry(quote, join(twice), join(once)), anchor.Ambiguous)
        apart = [*front, *said, *middle, *said, *back]
        later = len(front) + len(said) + len(middle)
        for gone in (len(front), later):
            new = [*apart[:gone], *apart[gone + len(said) :]]
            for first in (len(front), later):
                quote = anchor.describe(join(apart), *place(apart, of.joiner, first, first + len(said)))
                outcome = anchor.carry(quote, join(apart), join(new))
                if first == gone:
                    jumps += isinstance(outcome, anchor.Carried)
                else:
                    now = first - len(said) if gone < first else first
                    want = place(new, of.joiner, now, now + len(said))
                    right += isinstance(outcome, anchor.Carried) and (outcome.start, outcome.end) == want
        words = join(said)
        quote = anchor.Quote(exact=words, prefix="", suffix="", start=0, end=len(words))
        typed += 1
        typed_guesses += isinstance(anchor.locate(quote, join(apart)), anchor.Found)
    report.at_most(f"{2 * count:,} quotes said twice, either may be gone: answered by a guess", guesses, 0)
    report.at_most(f"{2 * count:,} quotes said twice elsewhere, this one gone: carried to the other", jumps, 0)
    report.tell("  the other one gone: carried to its own place", f"{right / (2 * count):.2%}")
    report.at_most(f"{typed:,} words typed by a person that stand twice: one chosen", typed_guesses, 0)


def on_corpus(report: Report, texts: Sequence[str]) -> None:
    """Quotes of one to three words of real paragraphs, eight of each, each through one edit of known place."""
    chance = random.Random(SEED)
    told: Counter[str] = Counter()
    for base in [text.split() for text in texts for _ in range(8)]:
        if len(base) < 12:
            continue
        start, cut = chance.randrange(len(base) - 3), chance.randrange(len(base) - 3)
        end = start + chance.randrange(1, 4)
        edit = Edit(cut, cut + chance.randrange(0, 4), tuple(f"zz{n}" for n in range(chance.randrange(0, 4))))
        new = applied(base, [edit])
        quoted = Quoted(" ", base, new, survivors(len(base), [edit]), start, end)
        quote = anchor.describe(" ".join(base), *place(base, " ", start, end))
        outcome = anchor.carry(quote, " ".join(base), " ".join(new))
        if not quoted.surviving:
            told["gone"] += 1
            told["false"] += isinstance(outcome, anchor.Carried)
        elif quoted.whole:
            told["whole"] += 1
            want = place(new, " ", quoted.surviving[0], quoted.surviving[-1] + 1)
            told["right"] += isinstance(outcome, anchor.Carried) and (outcome.start, outcome.end) == want
    report.at_least(f"{told['whole']:,} quotes whose words survive, seed {SEED}: right", told["right"] / told["whole"],
                    0.994, "{:.2%}")  # fmt: skip
    report.at_most(f"{told['gone']:,} quotes whose words are gone: carried all the same", told["false"] / told["gone"],
                   0.017, "{:.2%}")  # fmt: skip
