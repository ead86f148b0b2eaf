"""`make bench`: every figure beside what is asked and a reference of the same run.

Ends with 1 when a figure is missed that must hold everywhere: an inexact rebuild, a wrong merge, a false anchor.
"""

from __future__ import annotations

import sys

from bench import cases, corpus, desk, differences, files, known_edits, pages, quotes, reading, speed
from bench.made import SEED
from bench.report import Report

_PAIRS = 20_000


def main() -> int:
    report = Report()
    pairs, made = differences.made_pairs(1_500)
    report.title(f"Texts of the bench's own, seed {SEED}; {made:.3f} edits a paragraph")
    differences.lines(report, pairs, most_changes=None)
    known_edits.two(report, _PAIRS)
    known_edits.twenty(report, 300)
    cases.derived(report, cases.made_derived(200))
    cases.embraced(report, cases.made_embraced(400))
    cases.three_way(report, cases.made_three_way(400), least_clean=None)
    quotes.carried(report, 12_000)
    quotes.repeated(report, 500)
    path = corpus.folder()
    if path is not None:
        report.title(f"The corpus in {path}")
        corpus.lines(report, path)
    report.title(f"Speed of the text core on one core, {'edits of the corpus' if path else 'edits of the bench'}")
    speed.lines(report, real=path is not None)
    print("\nThe reading page")
    reading.main()
    print("\nThe files of the largest round")
    slow = files.main()
    print("\nThe largest round: every page in a browser, and the hands at the desk")
    late = pages.main()
    desk.main()
    for line in report.missed:
        print(f"MISSED by {line.missed_by}: {line.what}{'' if line.exact else ' (depends on the machine or the text)'}")
    for told in [*late, *slow]:
        print(f"MISSED {told} (depends on the machine)")
    if path is None:
        print("For real edits and merges besides: BENCH_CORPUS=a folder with edits.jsonl and merge3.jsonl.")
    return 1 if report.failed else 0


sys.exit(main())
