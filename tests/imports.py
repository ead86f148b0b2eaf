"""Reads what Python files import and call, without running them: the ground for the floors' test."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

PACKAGE = "drafting"


@dataclass(frozen=True, slots=True, kw_only=True)
class Import:
    """One imported module, by its full dotted name, and the line (from 1) that asks for it."""

    file: str
    line: int
    module: str


def modules_of(root: Path) -> list[Path]:
    """The Python files of the package under `root`, without what migrations generated."""
    return [path for path in sorted((root / PACKAGE).rglob("*.py")) if "migrations" not in path.relative_to(root).parts]


def imports_of(path: Path, root: Path) -> Iterator[Import]:
    """Every import of a file, inside functions and TYPE_CHECKING too; relative ones are resolved."""
    file = path.relative_to(root)
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"), filename=str(path))):
        match node:
            case ast.Import(names=names):
                for alias in names:
                    yield Import(file=str(file), line=node.lineno, module=alias.name)
            case ast.ImportFrom(module=module, names=names, level=level):
                # The package that a relative import starts from: the file's folder, one up for each further dot.
                parents = [] if not level else list(file.parts[: len(file.parts) - level])
                source = ".".join([*parents, *([module] if module else [])])
                if source == PACKAGE or (level and not module):
                    for alias in names:
                        yield Import(file=str(file), line=node.lineno, module=f"{source}.{alias.name}")
                else:
                    yield Import(file=str(file), line=node.lineno, module=source)
            case _:
                pass


def clock_calls_of(path: Path, root: Path) -> Iterator[Import]:
    """Calls that ask the machine for the time: `datetime.now`, `date.today`, `time.time` and their kin."""
    asking = {"now", "utcnow", "today", "time", "time_ns", "monotonic", "perf_counter"}
    of = {"datetime", "date", "time", "dt"}
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"), filename=str(path))):
        match node:
            case ast.Call(func=ast.Attribute(value=ast.Name(id=owner) | ast.Attribute(attr=owner), attr=attr)):
                if owner in of and attr in asking:
                    yield Import(file=str(path.relative_to(root)), line=node.lineno, module=f"{owner}.{attr}")
            case _:
                pass
