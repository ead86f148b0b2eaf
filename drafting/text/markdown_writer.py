"""Blocks to our Markdown: text that `markdown.parse` reads as the same blocks, and others as good CommonMark."""

from __future__ import annotations

import re
from collections.abc import Sequence

from drafting.text.blocks import Block, Kind, point_markers
from drafting.text.imported import Losses, inline_runs
from drafting.text.markers import BULLET, LABEL, TYPED
from drafting.text.runs import Run, escaped, escaped_where_it_matters, runs_of, written

_MARKUP = re.compile(r"[\\`*_\[\]<>&!|~#()]")
_FILE_MARKUP = re.compile(
    r"\\(?=[!-/:-@\[-`{-~\n]|$)|[*`]|\[(?=\^)|\](?=[(\[:]|$)|<(?=[A-Za-z/!?])|_(?!\w)|(?<!\w)_|&(?=#?\w+;)|!(?=\[)"
)
_FIRST = re.compile(
    r"#{1,6}(?:\s|$)|[-+*](?:\s|$)|>|=+\s*$|-+\s*$|```|~~~|\[[^\]]*\]:|([-*_])[ \t]*(?:\1[ \t]*){2,}$|[|:\- \t]+$|\|"
)
_NUMBER = re.compile(r"(\d{1,9})([.)])(?=\s|$)")


def write(blocks: Sequence[Block]) -> str:
    """The blocks as Markdown, with a line feed at the end. Paragraph numbers that the tool computes are not written:
    they are not part of the text. Blocks without any text are left out."""
    out: list[str] = []
    before: Block | None = None
    widths = _widths(blocks)
    for block, marker in zip(blocks, point_markers(blocks), strict=True):
        if block.kind is not Kind.ROW and not block.text and not (block.kind is Kind.POINT and block.style != BULLET):
            continue
        together = before is not None and _together(before, block)
        if out:
            out.append("\n" if together else "\n\n")
        out.append(_told(block, marker, before, widths.get(block.table, 0)))
        before = block
    return "".join(out) + "\n" if out else ""


def _together(before: Block, block: Block) -> bool:
    return before.kind is block.kind and block.kind in (Kind.POINT, Kind.ROW) and before.table == block.table


def _widths(blocks: Sequence[Block]) -> dict[int, int]:
    """The number of columns of each table."""
    widths: dict[int, int] = {}
    for block in blocks:
        if block.kind is Kind.ROW:
            widths[block.table] = max(widths.get(block.table, 1), len(block.cells))
    return widths


def _told(block: Block, marker: str, before: Block | None, width: int) -> str:
    match block.kind:
        case Kind.HEADING:
            return _heading(block)
        case Kind.POINT:
            return _point(block, marker, before.level if before and before.kind is Kind.POINT else 0)
        case Kind.ROW:
            return _row(block, width, new=before is None or before.table != block.table)
        case Kind.FOOTNOTE:
            return f"[^{block.label}]: {_lines(block.text, indent=4, guard_first=True)}"
        case Kind.PARAGRAPH if block.label:
            return f"{block.label}\u00a0{_lines(block.text)}"
        case Kind.PARAGRAPH:
            return _lines(block.text, guard_first=True)


def _heading(block: Block) -> str:
    text = inline_for_file(block.text.replace("\\\n", " "))
    text = re.sub(r"(?:(?<=\s)|^)(#+)$", r"\\\1", text)
    if block.label:
        return f"{'#' * block.level} {block.label} {text}"
    label = LABEL.match(f"{text} x")
    if label:
        text = f"{text[: label.end(1) - 1]}\\{text[label.end(1) - 1 :]}"
    return f"{'#' * block.level} {text}"


def _point(block: Block, marker: str, above: int) -> str:
    """A point as an item of a bullet list, its marker after the bullet; levels left out are items without words."""
    sign = "- " if block.style == BULLET else f"- {marker} "
    opened = min(above, block.level - 1)
    indent = "  " * opened + "- " * (block.level - 1 - opened) + sign
    native = block.style in (BULLET, "1.", "1)")
    if not block.text:
        return indent.rstrip()
    return indent + _lines(block.text, indent=2 * block.level, guard_first=native, point=True)


def _lines(text: str, *, indent: int = 0, guard_first: bool = False, point: bool = False) -> str:
    """The inline text for a file; what would begin a block at the start of a line is kept from it by a backslash."""
    lines = inline_for_file(text).split("\n")
    guard = _guarded_point if point else _guarded
    told = [_guarded(line) if index else guard(line) if guard_first else line for index, line in enumerate(lines)]
    return ("\n" + " " * indent).join(told)


def _guarded(line: str) -> str:
    match = _NUMBER.match(line) or TYPED.match(line)
    if match and (match.re is _NUMBER or match[3] == ")"):
        return _marker_broken(line)
    return f"\\{line}" if _FIRST.match(line) else line


def _guarded_point(line: str) -> str:
    """After a bullet letters and romans with a full stop are markers too."""
    return _marker_broken(line) if TYPED.match(line) else _guarded(line)


def _marker_broken(line: str) -> str:
    return f"\\{line}" if line[0] == "(" else re.sub(r"[.)]", r"\\\g<0>", line, count=1)


def _row(block: Block, width: int, *, new: bool) -> str:
    cells = [_cell(cell) for cell in block.cells] + [""] * (width - len(block.cells))
    line = _piped(cells)
    if not new:
        return line
    rule = _piped(["---"] * width)
    return f"{line}\n{rule}" if block.header else f"{_piped([''] * width)}\n{rule}\n{line}"


def _cell(text: str) -> str:
    """A bar within a cell bears a backslash; after a backslash, where that would not be plain, it is an entity."""

    def bar(match: re.Match[str]) -> str:
        literal = match[1][: len(match[1]) // 2 * 2]
        return f"{literal}&#124;" if literal else "\\|"

    return re.sub(r"(\\*)\|", bar, _marks_at_breaks(inline_for_file(text)).replace("\\\n", "<br>"))


def _marks_at_breaks(text: str) -> str:
    """`text` with each sign escaped that is literal only because it stands at a hard break: beside `<br>` it is not."""
    runs = runs_of(text)
    for at in sorted((m.start() for m in re.finditer(r"[*_~](?=\\\n)|(?<=\n)[*_~]", text)), reverse=True):
        escaped_here = f"{text[:at]}\\{text[at:]}"
        if runs_of(escaped_here) == runs:
            text = escaped_here
    return text


def _piped(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"


def inline_for_file(text: str) -> str:
    """Inline text of ours as CommonMark: what other readers would take for markup is escaped."""
    runs = runs_of(text)
    if _read(text) == runs:
        return text
    told = written(runs, (escaped_where_it_matters, _escaped_for_file, escaped, _escaped_throughout), _read)
    return text if told is None else told


def _read(text: str) -> tuple[Run, ...]:
    return inline_runs(text, Losses())


def _escaped_for_file(text: str) -> str:
    return _FILE_MARKUP.sub(r"\\\g<0>", text)


def _escaped_throughout(text: str) -> str:
    return _MARKUP.sub(r"\\\g<0>", text)
