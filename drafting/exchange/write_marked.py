"""Two drafts as one Word file with tracked changes: rejected it is the earlier one, accepted the later one.

Every change bears its author and time. A paragraph that came or went is marked on its paragraph mark too (ECMA-376-1,
17.13.5). Words of which the marks alone changed go and come (text.tracked).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import groupby
from typing import Any

from docx.oxml import OxmlElement
from docx.oxml.ns import qn

from drafting.exchange.document import PrintedBlock
from drafting.exchange.marked import Hand, MarkedBlock, MarkedIssue
from drafting.exchange.write_docx import Writer, break_run, text_run
from drafting.text.diff import Op
from drafting.text.inline import Mark
from drafting.text.tracked import TrackedRun

TAGS = {"insert": "w:ins", "delete": "w:del"}


def write(issue: MarkedIssue) -> bytes:
    """The .docx. `issue` is the later draft with MarkedBlocks, those of the earlier one that went among them."""
    return _MarkedWriter(issue).done()


class _MarkedWriter(Writer):
    def __init__(self, issue: MarkedIssue) -> None:
        self.changes = 0
        self.title_runs = issue.title_runs
        self.referred = {
            run.text
            for one in issue.blocks
            if isinstance(one, MarkedBlock)
            for runs in one.runs
            for run in runs
            if run.mark is Mark.FOOTNOTE
        }
        super().__init__(issue)

    def title(self) -> None:
        if self.title_runs:
            self._tracked(self.document.add_paragraph(style="Title")._p, self.title_runs)

    def is_referred(self, label: str) -> bool:
        return label in self.referred

    def of_point(self, printed: PrintedBlock) -> tuple[int, int]:
        return super().of_point(printed)

    def words(self, paragraph: Any, printed: PrintedBlock, part: int) -> None:
        assert isinstance(printed, MarkedBlock)
        self._tracked(paragraph, printed.runs[part])

    def end_paragraph(self, paragraph: Any, printed: PrintedBlock) -> None:
        assert isinstance(printed, MarkedBlock)
        if printed.mark == "equal" or printed.mark_by is None:
            return
        properties = OxmlElement("w:rPr")
        properties.append(self._change(printed.mark, printed.mark_by))
        paragraph.get_or_add_pPr().append(properties)

    def end_row(self, row: Any, printed: PrintedBlock) -> None:
        assert isinstance(printed, MarkedBlock)
        if printed.op != "equal" and printed.by is not None:
            row._tr.get_or_add_trPr().append(self._change(printed.op, printed.by))

    def _tracked(self, paragraph: Any, runs: Sequence[TrackedRun[Hand]], *, inside_note: bool = False) -> None:
        for link, together in groupby(runs, key=lambda run: run.look.link):
            target = self.link(paragraph, link) if link else paragraph
            for (op, by), same in groupby(together, key=lambda run: (run.op, run.by)):
                into = target
                if op != "equal" and by is not None:
                    into = self._change(op, by)
                    target.append(into)
                for element in self._elements(list(same), op, inside_note=inside_note):
                    into.append(element)

    def _elements(self, runs: Sequence[TrackedRun[Hand]], op: Op, *, inside_note: bool) -> Iterator[Any]:
        for run in runs:
            if run.mark is Mark.HARD_BREAK:
                yield break_run()
            elif run.mark is Mark.FOOTNOTE:
                yield self._footnote(run, inside_note=inside_note)
            else:
                made = text_run(run.text, look=run.look)
                if op == "delete":
                    for shown in made.findall(qn("w:t")):
                        shown.tag = qn("w:delText")
                yield made

    def _footnote(self, run: TrackedRun[Hand], *, inside_note: bool) -> Any:
        """The run that refers to a footnote. One that goes and one that comes have each a note of their own."""
        note = self.notes.get(run.text)
        if note is None or inside_note:
            return text_run(f"[^{run.text}]" if note is None else note.number)
        assert isinstance(note, MarkedBlock)
        key = run.text if run.op == "equal" else f"{run.text} {run.op}"
        made = self.footnotes.reference(key)
        words = note.runs[0] if run.op == "equal" else _standing(note.runs[0], run.op)
        self._tracked(self.footnotes.note(key), words, inside_note=True)
        return made

    def _change(self, op: Op, by: Hand) -> Any:
        self.changes += 1
        change = OxmlElement(TAGS[op])
        change.set(qn("w:id"), str(self.changes))
        change.set(qn("w:author"), by.author)
        change.set(qn("w:date"), by.at)
        return change


def _standing(runs: Sequence[TrackedRun[Hand]], op: Op) -> list[TrackedRun[Hand]]:
    """The words of a note whose reference goes or comes: as they stood or stand, not tracked themselves."""
    gone = "insert" if op == "delete" else "delete"
    return [replace(run, op="equal", by=None) for run in runs if run.op != gone]
