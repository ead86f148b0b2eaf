"""Merges whose right outcome is known from the edits, or from what people published; the bench's own and a corpus's."""

from __future__ import annotations

import difflib
import random
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from bench.made import SEED, Edit, a_change, applied, footprint, fresh, overlap, paragraph, same, tongue
from bench.references import Git
from bench.report import Report
from drafting.text.merge import merge


class Case(NamedTuple):
    """`result` is what is right, None where nobody knows; `overlaps` whether two proposals need the same words."""

    base: str
    proposals: Mapping[str, str]
    result: str | None
    overlaps: bool | None
    joiner: str = " "


def made_derived(count: int) -> list[Case]:
    """Three to eight people's edits, one or two each, two pieces apart at least, so that all of them can be made."""
    chance = random.Random(SEED)
    out: list[Case] = []
    while len(out) < count:
        of = tongue(chance)
        base = paragraph(chance, of, chance.randrange(40, 120))
        taken: dict[Edit, tuple[int, int]] = {}
        of_author: dict[str, list[Edit]] = {}
        for number in range(chance.randrange(3, 9)):
            for _ in range(chance.choice((1, 1, 2))):
                edit = a_change(chance, of, 0, len(base), most=5)
                low, high = footprint(base, edit)
                if all(high + 2 <= begin or end + 2 <= low for begin, end in taken.values()):
                    taken[edit] = low, high
                    of_author.setdefault(f"author-{number}", []).append(edit)
        join = of.joiner.join
        proposals = {name: join(applied(base, edits)) for name, edits in of_author.items()}
        out.append(Case(join(base), proposals, join(applied(base, taken)), False, of.joiner))
    return out


def made_embraced(count: int) -> list[Case]:
    """One person's two edits with three to ten pieces between them, and another's one edit on these."""
    chance = random.Random(SEED + 2)
    out: list[Case] = []
    for _ in range(count):
        of = tongue(chance)
        base = paragraph(chance, of, chance.randrange(40, 100))
        first = a_change(chance, of, 1, len(base) - 20)
        start = first.end + chance.randrange(3, 11)
        second = Edit(start, start + chance.randrange(1, 4), fresh(chance, of, chance.randrange(0, 4)))
        between = a_change(chance, of, first.end + 1, start - 1)
        join = of.joiner.join
        proposals = {"one": join(applied(base, [first, second])), "other": join(applied(base, [between]))}
        out.append(Case(join(base), proposals, join(applied(base, [first, between, second])), False, of.joiner))
    return out


def made_three_way(count: int) -> list[Case]:
    """Two people's edits, one to four each, anywhere; one in six is a whole sentence."""
    chance = random.Random(SEED + 1)
    out: list[Case] = []
    for _ in range(count):
        of = tongue(chance)
        base = paragraph(chance, of, chance.randrange(30, 120))
        sides: list[list[Edit]] = []
        for _ in range(2):
            mine: list[Edit] = []
            for _ in range(chance.randrange(1, 5)):
                edit = a_change(chance, of, 0, len(base), most=4)
                if chance.random() < 0.16:
                    end = min(len(base), edit.start + chance.randrange(8, 16))
                    edit = Edit(edit.start, end, fresh(chance, of, chance.randrange(5, 12)))
                if all(edit.end + 4 <= one.start or one.end + 4 <= edit.start for one in mine):
                    mine.append(edit)
            sides.append(mine)
        others = [other for other in sides[1] if not any(same(base, one, other) for one in sides[0])]
        overlaps = any(overlap(one, other) for one in sides[0] for other in others)
        both = [*sides[0], *others]
        join = of.joiner.join
        proposals = {name: join(applied(base, mine)) for name, mine in zip(("ours", "theirs"), sides, strict=True)}
        out.append(Case(join(base), proposals, None if overlaps else join(applied(base, both)), overlaps, of.joiner))
    return out


def derived(report: Report, cases: Sequence[Case]) -> None:
    told: Counter[str] = Counter()
    with Git() as git:
        for case in cases:
            merged = merge(case.base, case.proposals)
            told["conflict" if merged.conflicts else "right" if merged.text == case.result else "wrong"] += 1
            by_git = _one_after_another(git, case)
            told["git conflict" if by_git is None else "git right" if by_git == case.result else "git wrong"] += 1
    count = len(cases)
    report.at_least(f"{count} N-way merges with a known result: right", told["right"] / count, 0.99, "{:.2%}",
                    beside=f"git by word, one after another {told['git right'] / count:.2%}")  # fmt: skip
    report.at_most("  wrong", told["wrong"], 0, beside=f"git by word {told['git wrong']}")
    report.tell("  called a conflict", str(told["conflict"]), f"git by word {told['git conflict']}")


def embraced(report: Report, cases: Sequence[Case]) -> None:
    """What is near is joined to one change, which then conflicts with a change between: safe, but to be kept rare."""
    told: Counter[str] = Counter()
    with Git() as git:
        for case in cases:
            merged = merge(case.base, case.proposals)
            told["conflict" if merged.conflicts else "right" if merged.text == case.result else "wrong"] += 1
            told["git right"] += _one_after_another(git, case) == case.result
    count = len(cases)
    report.tell(f"{count} changes between two of another person's: merged as all edits give",
                f"{told['right'] / count:.1%}", f"git by word {told['git right'] / count:.1%}")  # fmt: skip
    report.at_most("  wrong", told["wrong"], 0)


def _one_after_another(git: Git, case: Case) -> str | None:
    """All proposals merged by git into the first, in the order given; None at its first conflict."""
    base = _words(case.base, case.joiner)
    found: list[str] | None = None
    for text in case.proposals.values():
        words = _words(text, case.joiner)
        found = words if found is None else git.merge(base, found, words)
        if found is None:
            return None
    return case.joiner.join(found or ())


def _words(text: str, joiner: str) -> list[str]:
    return text.split(joiner) if joiner else list(text)


def three_way(report: Report, cases: Sequence[Case], *, least_clean: float | None) -> None:
    """Without `least_clean`, as many must be clean as git's. Where it is not known what overlaps, difflib suspects."""
    told: Counter[str] = Counter()
    with Git() as git:
        for case in cases:
            merged = merge(case.base, case.proposals)
            same = _spaced(merged.text) == _spaced(case.result)
            suspected = _suspected(case) if case.overlaps is None else case.overlaps
            told["clean"] += not merged.conflicts
            told["silent"] += suspected and not merged.conflicts and not same
            told["wrong"] += case.overlaps is False and not merged.conflicts and not same
            told["suspected"] += suspected and not merged.conflicts
            base, ours, theirs = (_words(text, case.joiner) for text in (case.base, *case.proposals.values()))
            by_git = git.merge(base, ours, theirs)
            told["git clean"] += by_git is not None
            told["git silent"] += suspected and by_git is not None
    count = len(cases)
    clean, of_git = told["clean"] / count, told["git clean"] / count
    report.at_least(f"{count} three-way merges: clean", clean, of_git if least_clean is None else least_clean, "{:.1%}",
                    beside=f"git by word {of_git:.1%}")  # fmt: skip
    known = cases[0].overlaps is not None
    what = f"  clean over overlapping words{'' if known else ', and not what was published'}"
    report.at_most(what, told["silent"], 0, beside=f"git by word clean over overlapping words {told['git silent']}")
    if known:
        report.at_most("  clean, but not what all edits give", told["wrong"], 0)
    else:
        same_as = told["suspected"] - told["silent"]
        report.tell("  clean where difflib sees an overlap, as it was published", str(same_as))


def _spaced(text: str | None) -> str | None:
    return None if text is None else " ".join(text.split())


def parallel(report: Report, cases: Sequence[Case]) -> None:
    clean = sum(not merge(case.base, case.proposals).conflicts for case in cases) / len(cases)
    report.tell(f"{len(cases)} paragraphs with several people's parallel proposals: clean", f"{clean:.1%}")


def _suspected(case: Case) -> bool:
    """Whether two proposals replace or delete one word of the base differently, as difflib sees it by words.

    difflib cuts and aligns words otherwise than the product, so this suspects more than there is.
    """
    words = case.base.split()
    taken: list[dict[int, tuple[int, int, str]]] = []
    for text in case.proposals.values():
        new = text.split()
        mine: dict[int, tuple[int, int, str]] = {}
        for op, a0, a1, b0, b1 in difflib.SequenceMatcher(None, words, new, False).get_opcodes():
            if op != "equal":
                mine.update((at, (a0, a1, " ".join(new[b0:b1]))) for at in range(a0, a1))
        taken.append(mine)
    one, other = taken[0], taken[1]
    return any(one[at] != other[at] for at in one.keys() & other.keys())
