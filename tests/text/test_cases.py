"""Every case of tests/cases, by file."""

from __future__ import annotations

import re

import pytest

from drafting.text import anchor
from drafting.text.blocks import Block, Kind
from drafting.text.brackets import Bracket, Finding, lint, parse, write
from drafting.text.diff import Segment, diff
from drafting.text.merge import merge
from drafting.text.structure import Keyed, Operation, OperationKind, restructure
from tests.text.cases import Case, read


def named(case: Case) -> str:
    return case.name


def shown(segments: tuple[Segment, ...]) -> str:
    marks = {"equal": "{}", "delete": "⟦-{}-⟧", "insert": "⟦+{}+⟧"}
    return "".join(marks[segment.op].format(segment.text) for segment in segments)


@pytest.mark.parametrize("case", read("diff"), ids=named)
def test_diff(case: Case) -> None:
    old, new = (case.text(side).replace("¶", "\n\n") for side in ("Old", "New"))
    assert shown(diff(old, new)) == case.text("Shown").replace("¶", "\n\n")


@pytest.mark.parametrize("case", read("merge"), ids=named)
def test_merge(case: Case) -> None:
    reserved = {"Base", "Result", "Collisions", "Checks"}
    texts = {name: case.text(name).replace("¶", "\n\n") for name in case.fields if name not in ("Collisions", "Checks")}
    merged = merge(texts["Base"], {name: text for name, text in texts.items() if name not in reserved})
    assert merged.text == texts["Result"]
    assert [
        f"{', '.join(c.left)} and {', '.join(c.right)}: {c.kind} at “{c.words}”" for c in merged.conflicts
    ] == case.items("Collisions")
    assert [f"{', '.join(c.left)} and {', '.join(c.right)}: {c.kind}" for c in merged.checks] == case.items("Checks")


@pytest.mark.parametrize("case", read("anchor"), ids=named)
def test_anchor(case: Case) -> None:
    marked = case.text("Quote")
    start = marked.index("⟦")
    end = marked.index("⟧") - 1
    old = marked.replace("⟦", "").replace("⟧", "")
    new = case.text("New")
    match anchor.carry(anchor.describe(old, start, end), old, new):
        case anchor.Carried(a, b) | anchor.Reworded(a, b) as found:
            said = f"{type(found).__name__.lower()}: {new[:a]}⟦{new[a:b]}⟧{new[b:]}"
        case anchor.Ambiguous(ranges):
            said = f"ambiguous: {len(ranges)}"
        case anchor.Removed():
            said = "removed"
    assert said == case.text("Outcome")


BLOCK = re.compile(r"^(\d+) (heading|paragraph|point|row|footnote)(?: (\d))?(?:: (.*))?$")


def block(line: str) -> Keyed:
    """`14 point 2: words`: key, kind, level, words; the cells of a row stand between bars."""
    found = BLOCK.match(line)
    assert found, line
    key, kind, level, text = found.groups()
    if kind == "row":
        return Keyed(key=int(key), block=Block(kind=Kind.ROW, cells=tuple((text or "").split(" | ")), table=1))
    style = "a)" if kind == "point" else ""
    label = key if kind == "footnote" else ""
    made = Block(kind=Kind(kind), text=text or "", level=int(level or 1), style=style, label=label)
    return Keyed(key=int(key), block=made)


def line(item: Keyed) -> str:
    here = item.block
    text = " | ".join(here.cells) if here.kind is Kind.ROW else here.text
    level = f" {here.level}" if here.kind in (Kind.POINT, Kind.HEADING) else ""
    return f"{item.key} {here.kind}{level}: {text}"


def keys(text: str) -> tuple[int, ...]:
    return tuple(int(number) for number in re.findall(r"\d+", text))


def operation(line: str) -> Operation:
    """`Bergen: delete 14, also 15, raise 16` and the like; see tests/cases/structure.md."""
    name, said = line.split(": ", 1)
    verb = said.split(" ", 1)[0]
    if found := re.match(r"replace (\d+)(?: cell (\d+))? by (.*)$", said):
        key, part, text = found.groups()
        return Operation(
            id=name, kind=OperationKind.REPLACE, key=int(key), part=int(part or 1) - 1, text=text.replace(" ¶ ", "\n\n")
        )
    if found := re.match(r"delete (\d+)(?:, also ([\d and]+))?(?:, raise ([\d and]+))?$", said):
        key, also, raised = found.groups()
        return Operation(
            id=name, kind=OperationKind.DELETE, key=int(key), also=keys(also or ""), raised=keys(raised or "")
        )
    if found := re.match(r"insert after (\d+)(?: as (\d+)(?:st|nd|rd|th))? (.*)$", said):
        key, rank, text = found.groups()
        return Operation(id=name, kind=OperationKind.INSERT, key=int(key), rank=int(rank or 0), blocks=(block(text),))
    if found := re.match(r"join (\d+) with the next$", said):
        return Operation(id=name, kind=OperationKind.JOIN, key=int(found.group(1)))
    if found := re.match(r"move (\d+) after (\d+)$", said):
        return Operation(id=name, kind=OperationKind.MOVE, key=int(found.group(1)), after=int(found.group(2)))
    if found := re.match(r"make (\d+) a (heading|paragraph|point)(?: (\d))?$", said):
        key, kind, level = found.groups()
        style = "a)" if kind == "point" else ""
        shape = Block(kind=Kind(kind), level=int(level or 1), style=style)
        return Operation(id=name, kind=OperationKind.RESHAPE, key=int(key), shape=shape)
    raise ValueError(f"no operation {verb!r} in {line!r}")


@pytest.mark.parametrize("case", read("structure"), ids=named)
def test_structure(case: Case) -> None:
    after = restructure(map(block, case.items("Blocks")), map(operation, case.items("Operations")))
    assert [line(item) for item in after.blocks] == case.items("Result")
    assert [f"{', '.join(c.operations)}: {c.kind} at {', '.join(map(str, c.keys))}" for c in after.collisions] == (
        case.items("Collisions")
    )


def told(parts: tuple[str | Bracket, ...]) -> list[str]:
    """Each bracket as `Bergen, Malta: words`, what stands within another after it."""
    out = []
    for part in parts:
        if isinstance(part, Bracket):
            words = "delete" if part.deletes else write(part.inner)
            out += [f"{', '.join(part.names) or 'nobody'}: {words}".strip(), *told(part.inner)]
    return out


def fault(parts: list[str], number: int, found: Finding) -> str:
    return f"{found.code} “{parts[number][found.start : found.end]}” at {found.start}"


@pytest.mark.parametrize("case", read("brackets"), ids=named)
def test_brackets(case: Case) -> None:
    cells = case.fields.get("Cells") or [case.text("Text")]
    known = case.items("Delegations") or None
    assert [one for cell in cells for one in told(parse(cell))] == case.items("Brackets")
    assert [fault(cells, *one) for one in lint(cells, known=known)] == case.items("Faults")
    assert all(write(parse(cell)) == cell for cell in cells)
