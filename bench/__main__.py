"""`make bench`: every figure, each with the machine's own baseline from the same run."""

from __future__ import annotations

import os

from bench import corpus, reading


def main() -> None:
    """Print the reading page's figures, and the text core's when BENCH_CORPUS names a folder of edits."""
    reading.main()
    if os.environ.get("BENCH_CORPUS"):
        corpus.main()
    else:
        print("\nText core: give BENCH_CORPUS a folder with edits.jsonl and merge3.jsonl to measure it.")


main()
