"""The framework's blocks, one a line: the demonstration's Markdown keeps every block on a line of its own."""

from __future__ import annotations

import re

from drafting.text.blocks import Block, Kind

_HEADING = re.compile(r"(#+) (?:([A-D]\d|[A-D]|[IV]+)\. )?(.+)")
_POINT = re.compile(r"( *)- [a-z]+([).]) (.+)")
_FOOTNOTE = re.compile(r"\[\^(\w+)\]: (.+)")


def blocks_of(markdown: str) -> list[Block]:
    """Blocks in the order of the file. Only what the framework uses is understood."""
    out: list[Block] = []
    for line in markdown.splitlines():
        if not line.strip() or set(line) <= set("| -"):
            continue
        if found := _HEADING.fullmatch(line):
            hashes, label, text = found.groups()
            out.append(Block(kind=Kind.HEADING, level=len(hashes), label=f"{label}." if label else "", text=text))
        elif found := _POINT.fullmatch(line):
            indent, end, text = found.groups()
            style = ("i" if indent else "a") + end
            out.append(Block(kind=Kind.POINT, level=2 if indent else 1, style=style, text=text))
        elif found := _FOOTNOTE.fullmatch(line):
            out.append(Block(kind=Kind.FOOTNOTE, label=found[1], text=found[2]))
        elif line.startswith("|"):
            cells = tuple(cell.strip() for cell in line.strip("|").split("|"))
            header = not out or out[-1].kind is not Kind.ROW
            out.append(Block(kind=Kind.ROW, cells=cells, header=header, table=1))
        else:
            out.append(Block(kind=Kind.PARAGRAPH, text=line))
    return out
