"""LibreOffice Writer as the other end of our Word files: one office for the whole run, asked by lines of JSON."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

SCRIPT = Path(__file__).with_name("office_at_work.py")
SYSTEM_PYTHON = "/usr/bin/python3"
"""The Python that has `uno`, Debian's python3-uno."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WriterRun:
    """Words with one look, and whose change they are ("" for none)."""

    text: str
    strong: bool
    em: bool
    link: str
    change: str
    author: str
    at: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WriterParagraph:
    """A paragraph as Writer has it; `place` is a table's cell ("1.A1") or "", `level` a list's, from 0."""

    style: str
    level: int | None
    label: str
    place: str
    runs: tuple[WriterRun, ...]

    @property
    def text(self) -> str:
        return "".join(run.text for run in self.runs)


@dataclass(frozen=True, slots=True, kw_only=True)
class WriterDocument:
    """What Writer made of a file."""

    paragraphs: tuple[WriterParagraph, ...]
    changes: int
    comments: tuple[dict[str, str], ...] = field(default=())


class WordProcessor:
    """Writer, in a process of its own."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [SYSTEM_PYTHON, str(SCRIPT)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )

    def __call__(self, path: Path, *steps: dict[str, Any], save: Path | None = None) -> WriterDocument:
        """Open a file, do the steps, save it where asked, and tell what is in it then."""
        assert self._process.stdin is not None and self._process.stdout is not None
        request = {"open": str(path), "do": steps, "save": str(save) if save else None}
        self._process.stdin.write(json.dumps(request) + "\n")
        self._process.stdin.flush()
        line = self._process.stdout.readline()
        assert line, "LibreOffice is not there: run make test, or install Debian's libreoffice-writer and python3-uno"
        answer = json.loads(line)
        assert "fault" not in answer, answer["fault"]
        return WriterDocument(
            paragraphs=tuple(_paragraph(one) for one in answer["paragraphs"]),
            changes=answer["changes"],
            comments=tuple(answer["comments"]),
        )

    def end(self) -> None:
        assert self._process.stdin is not None and self._process.stdout is not None
        self._process.stdin.close()
        self._process.wait(60)
        self._process.stdout.close()


def _paragraph(told: dict[str, Any]) -> WriterParagraph:
    runs = (
        WriterRun(text=run[0], strong=run[1], em=run[2], link=run[3], change=run[4], author=run[5], at=run[6])
        for run in told["runs"]
    )
    return WriterParagraph(
        style=told["style"], level=told["level"], label=told["label"], place=told["place"], runs=tuple(runs)
    )


@pytest.fixture(scope="session")
def word_processor() -> Iterator[WordProcessor]:
    """Writer for the whole run."""
    office = WordProcessor()
    yield office
    office.end()
