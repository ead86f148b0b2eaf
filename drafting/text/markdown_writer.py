"""Blocks to our Markdown: text that `markdown.parse` reads as the same blocks."""

from __future__ import annotations

from collections.abc import Sequence

from drafting.text.blocks import Block, Kind, point_markers
from drafting.text.markdown import guarded
from drafting.text.markers import BULLET, heading_label


def write(blocks: Sequence[Block]) -> str:
    """The blocks as Markdown, with a line feed at the end. Paragraph numbers that the tool computes are not written:
    they are not part of the text."""
    markers = point_markers(blocks)
    out: list[str] = []
    before: Block | None = None
    for block, marker in zip(blocks, markers, strict=True):
        told = _written(block, marker, new_table=before is None or before.table != block.table)
        together = (
            before is not None
            and before.kind is block.kind
            and block.kind in (Kind.POINT, Kind.ROW)
            and before.table == block.table
        )
        if out:
            out.append("\n" if together else "\n\n")
        out.append(told)
        before = block
    return "".join(out) + "\n" if out else ""


def _written(block: Block, marker: str, *, new_table: bool) -> str:
    match block.kind:
        case Kind.HEADING:
            text = block.text.replace("\\\n", " ")
            clear = guarded(text) if heading_label(f"{text} x")[0] or text.startswith(("#", "\\")) else text
            return f"{'#' * block.level} {f'{block.label} ' if block.label else ''}{text if block.label else clear}"
        case Kind.POINT:
            indent = "  " * (block.level - 1)
            sign = "" if block.style == BULLET else f"{marker} "
            first = f"{indent}- {sign}{block.text if sign else guarded(block.text)}"
            return first.replace("\n", f"\n{indent}  ")
        case Kind.ROW:
            return _row(block, new_table=new_table)
        case Kind.FOOTNOTE:
            return f"[^{block.label}]: {block.text}"
        case Kind.PARAGRAPH:
            return f"{block.label} {block.text}" if block.label else guarded(block.text)


def _row(block: Block, *, new_table: bool) -> str:
    line = _cells(block.cells)
    if not new_table:
        return line
    rule = _cells(["---"] * len(block.cells))
    return f"{line}\n{rule}" if block.header else f"{_cells([''] * len(block.cells))}\n{rule}\n{line}"


def _cells(cells: Sequence[str]) -> str:
    told = [cell.replace("\\\n", "<br>").replace("|", "\\|") for cell in cells]
    return f"| {' | '.join(told)} |"
