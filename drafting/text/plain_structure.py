"""Plain text that only looks like structure, read as a person would (DOCUMENT: blocks).

`3. Title` alone on a line is a labelled heading when such numbers run on through the document from 1; consecutive
lines of tab-separated cells are a table's rows.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

SHORTEST_RUN = 3
_NUMBERED = re.compile(r"(\d{1,3})\.[ \t]+(\S.*)$")


def running_numbers(lines: Sequence[str]) -> dict[int, tuple[str, str]]:
    """Line index → (label, title) of the lines that are labelled headings.

    Candidates stand alone: a blank line before and after. The run is taken greedily: the first candidate with the
    number that is due. Fewer than SHORTEST_RUN are no run.
    """
    found: dict[int, tuple[str, str]] = {}
    due = 1
    for index, line in enumerate(lines):
        match = _NUMBERED.match(line)
        if match is None or int(match[1]) != due or not _alone(lines, index):
            continue
        found[index] = (f"{match[1]}.", match[2].strip())
        due += 1
    return found if len(found) >= SHORTEST_RUN else {}


def _alone(lines: Sequence[str], index: int) -> bool:
    before = lines[index - 1] if index else ""
    after = lines[index + 1] if index + 1 < len(lines) else ""
    return not before.strip() and not after.strip()


def tabbed_tables(lines: Sequence[str]) -> dict[int, list[list[str]]]:
    """First line index → rows of cells, for each run of at least two consecutive lines with tabs inside.

    Rows are filled up with empty cells to the longest one.
    """
    tables: dict[int, list[list[str]]] = {}
    index = 0
    while index < len(lines):
        end = index
        while end < len(lines) and "\t" in lines[end].lstrip():
            end += 1
        if end - index >= 2:
            rows = [[cell.strip() for cell in line.split("\t")] for line in lines[index:end]]
            width = max(len(row) for row in rows)
            tables[index] = [row + [""] * (width - len(row)) for row in rows]
        index = max(end, index + 1)
    return tables
