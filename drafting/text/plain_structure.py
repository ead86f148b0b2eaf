"""Plain text that only looks like structure, rewritten as the Markdown that a person would read it as.

`3. Title` alone on a line is a labelled heading when such numbers run on through the document from 1; numbered
paragraphs that run on through its headings keep their numbers as labels; consecutive lines of tab-separated cells are a
table's rows.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

SHORTEST_RUN = 3
LABEL_SPACE = "\u00a0"
"""Between a paragraph's own number and its text: a number and a plain space would begin a list in Markdown."""

_NUMBERED = re.compile(r"(\d{1,3})\.[ \t]+(\S.*)$")
_SENTENCE_END = re.compile(r"[.;:][\"'”’)\]*]*$")
_FENCE = re.compile(r"\s{0,3}(?:```|~~~)")


def as_markdown(text: str) -> str:
    """`text` with its running numbers and tabbed tables as Markdown has them."""
    lines = text.split("\n")
    run = _running_numbers(lines)
    if run:
        level = 2 if any(line.startswith("# ") for line in lines) else 1
        sentences = sum(1 for index in run if _SENTENCE_END.search(lines[index].rstrip()))
        mostly_sentences = 2 * sentences > len(run)
        for index in run:
            label, words = lines[index].split(None, 1)
            if not mostly_sentences:
                lines[index] = f"{'#' * level} {label} {words}"
            elif _crosses_headings(lines, run):
                lines[index] = f"{label}{LABEL_SPACE}{words}"
    return "\n".join(_tables_drawn(lines))


def _running_numbers(lines: Sequence[str]) -> list[int]:
    """The lines that stand alone (blank before and after) and bear the number that is due, taken greedily from 1.

    Fewer than SHORTEST_RUN are no run.
    """
    found: list[int] = []
    fenced = False
    for index, line in enumerate(lines):
        fenced ^= _FENCE.match(line) is not None
        match = _NUMBERED.match(line)
        if match is not None and not fenced and int(match[1]) == len(found) + 1 and _alone(lines, index):
            found.append(index)
    return found if len(found) >= SHORTEST_RUN else []


def _alone(lines: Sequence[str], index: int) -> bool:
    before = lines[index - 1] if index else ""
    after = lines[index + 1] if index + 1 < len(lines) else ""
    return not before.strip() and not after.strip()


def _crosses_headings(lines: Sequence[str], run: Sequence[int]) -> bool:
    return any(line.startswith("#") for line in lines[run[0] : run[-1]])


def _tables_drawn(lines: Sequence[str]) -> list[str]:
    """Each run of at least two lines with tabs inside as a Markdown table, filled up with empty cells.

    Its first row is a header when no cell of it is empty.
    """
    out: list[str] = []
    index = 0
    while index < len(lines):
        end = index
        while end < len(lines) and "\t" in lines[end].lstrip():
            end += 1
        if end - index < 2:
            out.append(lines[index])
            index += 1
            continue
        rows = [[_cell(cell) for cell in line.strip(" ").split("\t")] for line in lines[index:end]]
        width = max(len(row) for row in rows)
        filled = [row + [""] * (width - len(row)) for row in rows]
        head = filled.pop(0) if all(filled[0]) else [""] * width
        out += ["", *(f"| {' | '.join(row)} |" for row in (head, ["---"] * width, *filled)), ""]
        index = end
    return out


def _cell(text: str) -> str:
    return re.sub(r"(?<!\\)\|", r"\\|", text.strip())
