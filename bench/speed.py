"""How fast the text core is, as CPU time of one core, each figure beside a reference taken in turn with it.

Every figure is taken in a process of its own, twice: as the product runs here, and with the C++ wheel hidden before
anything of the product is imported, as on a machine that has none. `python -m bench.speed` is that process: it prints
its figures as JSON; `hidden` as its argument hides the wheel.
"""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
from collections.abc import Callable
from hashlib import sha256
from typing import Any

from bench.report import Report, cpu_seconds, median, ratio

_WHEEL = "fast_diff_match_patch"
_REACH = 0.5


def measured(*, hidden: bool) -> dict[str, Any]:
    """The figures of a process with the wheel, or with it hidden."""
    command = [sys.executable, "-m", "bench.speed", *(["hidden"] if hidden else [])]
    done = subprocess.run(command, stdout=subprocess.PIPE, check=True, text=True, env=os.environ)
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def lines(report: Report, *, real: bool) -> None:
    """`real`: the edits are a corpus's, of which 1.8 times plain diff-match-patch is asked with the wheel."""
    told: list[list[str]] = []
    for hidden, name in ((False, "with the C++ wheel"), (True, "without the wheel")):
        found = measured(hidden=hidden)
        told.append(found["told"])
        if not hidden and not found["wheel"]:
            report.tell(name, "no wheel here")
            continue
        beside = (
            f"{found['ours']:,.0f} to {found['plain']:,.0f} a second; × {found['times cleaned']:.2f} with its clean-up"
        )
        what = f"diffs per second {name}, times plain diff-match-patch's"
        report.at_least(what, found["times plain"], 1.8 if real and not hidden else 0.9, "{:.2f}", exact=False,
                        beside=f"{beside}, × {found['times difflib']:.1f} difflib")  # fmt: skip
        report.at_least(f"five-way merges of 120 words per second {name}", found["five-way"], 2_000, exact=False,
                        beside=f"git by word {found['git']:,.0f}")  # fmt: skip
        report.at_most(f"1,000 blocks × 20 amendments {name}, seconds", found["many"], 1.5, "{:.2f}", exact=False)
        report.at_most(f"two unrelated 3,000-word paragraphs {name}, seconds", found["unrelated"], _REACH, "{:.2f}",
                       exact=False, beside=f"plain diff-match-patch {found['unrelated plain']:.2f}")  # fmt: skip
        report.at_most(f"  the slowest of {found['families']} pairs at the cap of length", found["slowest"], _REACH,
                       "{:.2f}", exact=False, beside=found["slowest is"])  # fmt: skip
    differing = sum(one != other for one, other in zip(*told, strict=True))
    report.at_most("differences told otherwise without the wheel", differing, 0, beside=f"of {len(told[0]):,}")


def _figures() -> dict[str, Any]:
    from bench import corpus, known_edits, references
    from bench.differences import made_pairs
    from drafting.text import engine
    from drafting.text.diff import diff
    from drafting.text.merge import merge

    folder = corpus.folder()
    pairs = corpus.edits(folder) if folder else made_pairs(1_200)[0]
    few = pairs[::10]

    def over(way: Callable[[str, str], object], given: list[tuple[str, str]]) -> Callable[[], object]:
        return lambda: [way(*pair) for pair in given]

    over(diff, few)()
    ours, plain, cleaned = cpu_seconds(
        [over(diff, pairs), over(references.plain, pairs), over(references.plain_cleaned, pairs)]
    )
    some, standard = cpu_seconds([over(diff, few), over(references.by_difflib, few)], 3)
    five, many = known_edits.texts(200, 120, 5), known_edits.texts(1_000, 60, 20)
    (of_five,) = cpu_seconds([lambda: [merge(*case) for case in five]])
    (of_many,) = cpu_seconds([lambda: [merge(*case) for case in many]], 3)
    one, other = (" ".join(f"{side}{number}" for number in range(3_000)) for side in "ab")
    (unrelated,) = cpu_seconds([lambda: diff(one, other)])
    (unrelated_plain,) = cpu_seconds([lambda: references.plain(one, other)], 1)
    slow = {name: median(cpu_seconds([over(diff, [pair])], 3)[0]) for name, pair in _at_the_cap().items()}
    slowest = max(slow, key=lambda name: slow[name])
    return {
        "wheel": engine.compare_fast is not None,
        "told": [sha256(repr(diff(*pair)).encode()).hexdigest()[:16] for pair in pairs],
        "ours": len(pairs) / median(ours),
        "plain": len(pairs) / median(plain),
        "times plain": ratio(plain, ours),
        "times cleaned": ratio(cleaned, ours),
        "times difflib": ratio(standard, some),
        "five-way": len(five) / median(of_five),
        "git": _git_rate(),
        "many": median(of_many),
        "unrelated": median(unrelated),
        "unrelated plain": median(unrelated_plain),
        "families": len(slow),
        "slowest": slow[slowest],
        "slowest is": slowest,
    }


def _git_rate() -> float:
    """Five-way merges by word that git does in a second of CPU, its processes' own start included."""
    from bench.known_edits import crowds
    from bench.made import applied
    from bench.references import Git

    given = list(crowds(10, 120, 5))
    before = os.times()
    with Git() as git:
        for crowd in given:
            found: list[str] | None = None
            for edit in crowd.edits.values():
                text = applied(crowd.base, [edit])
                found = text if found is None else git.merge(crowd.base, found, text) or found
    after = os.times()
    return len(given) / sum(after[at] - before[at] for at in range(4))


def _at_the_cap() -> dict[str, tuple[str, str]]:
    """Pairs of texts of the greatest length that the product takes, each made to be slow in its own way."""
    from drafting.text.diff import MAX_BLOCK_CHARS

    chance = random.Random(20_200_929)

    def drawn(pieces: list[str], joiner: str = " ") -> str:
        return joiner.join(chance.choice(pieces) for _ in range(MAX_BLOCK_CHARS))[:MAX_BLOCK_CHARS]

    def twice(pieces: list[str], joiner: str = " ") -> tuple[str, str]:
        return drawn(pieces, joiner), drawn(pieces, joiner)

    numbered = " ".join(f"a{number}" for number in range(MAX_BLOCK_CHARS))[:MAX_BLOCK_CHARS]
    return {
        "four hundred words": twice([f"word{number}" for number in range(400)]),
        "no word in common": (numbered, numbered.replace("a", "b")),
        "Chinese": twice([chr(0x4E00 + number) for number in range(3_000)], ""),
        "signs only": twice(list(".,;:!?()"), ""),
        "sentences of a letter": twice(["a.", "b.", "c.", "d."]),
        "two letters": twice(["a", "b"]),
        "emphasis": twice(["*a*", "*b*", "**c**", "*d*"]),
        "emphasis left open": twice(["*a", "**b", "*c", "`"]),
        "links and brackets": twice(["[a](b)", "[c](d)", "[", "]"]),
        "the same word": (drawn(["very"]), drawn(["very"])[: MAX_BLOCK_CHARS // 2]),
        "every other word": (numbered, " ".join(f"b{n}" if n % 2 else f"a{n}" for n in range(4_000))),
    }


if __name__ == "__main__":
    if sys.argv[1:] == ["hidden"]:
        sys.modules[_WHEEL] = None  # type: ignore[assignment]
    print(json.dumps(_figures()))
