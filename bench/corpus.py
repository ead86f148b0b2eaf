"""Real edits and merges, from a folder that BENCH_CORPUS names: `edits.jsonl` ({old, new} a line) and `merge3.jsonl`
({kind: merge | parallel | derived, base, …} a line).
"""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

from bench import cases, differences, quotes
from bench.cases import Case
from bench.report import Report


def folder() -> Path | None:
    named = os.environ.get("BENCH_CORPUS")
    return Path(named) if named else None


def _rows(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def edits(path: Path) -> list[tuple[str, str]]:
    return [(row["old"], row["new"]) for row in _rows(path / "edits.jsonl")]


def _cases(path: Path, kind: str) -> list[Case]:
    rows = [row for row in _rows(path / "merge3.jsonl") if row["kind"] == kind]
    return [Case(row["base"], _proposals(row), row.get("result"), None) for row in rows]


def _proposals(row: dict[str, Any]) -> dict[str, str]:
    if row["kind"] == "merge":
        return {"ours": row["ours"], "theirs": row["theirs"]}
    return {item["author"]: item["text"] for item in row["amendments"]}


def lines(report: Report, path: Path) -> None:
    """Every figure that needs no clock, on the corpus."""
    pairs = edits(path)
    differences.lines(report, pairs, most_changes=1.75)
    cases.derived(report, _cases(path, "derived"))
    cases.three_way(report, _cases(path, "merge"), least_clean=0.6)
    cases.parallel(report, _cases(path, "parallel"))
    quotes.on_corpus(report, [old for old, _ in pairs])
