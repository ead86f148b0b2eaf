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

from drafting.exchange.document import Issue, PrintedBlock
from drafting.exchange.docx_margin import MarginNote, set_margin
from drafting.exchange.docx_words import break_run, text_run
from drafting.exchange.marked import Hand, MarkedBlock, shape_of
from drafting.exchange.write_docx import Writer
from drafting.text.diff import Op
from drafting.text.inline import Mark
from drafting.text.tracked import TrackedRun

TAGS = {"insert": "w:ins", "delete": "w:del"}


def write(issue: Issue, notes: Sequence[MarginNote] = ()) -> bytes:
    """The .docx. `issue` is the later draft with MarkedBlocks, those of the earlier one that went among them; `notes`
    are set into its margin."""
    return _MarkedWriter(issue, notes).done()


class _MarkedWriter(Writer):
    def __init__(self, issue: Issue, notes: Sequence[MarginNote]) -> None:
        self.changes = 0
        self.margin = notes
        super().__init__(issue)

    def title(self) -> None:
        """It is among the blocks."""

    def finish(self) -> None:
        set_margin(self.document, self.margin)

    def is_referred(self, label: str) -> bool:
        return True

    def words(self, paragraph: Any, printed: PrintedBlock, part: int) -> None:
        assert isinstance(printed, MarkedBlock)
        self._tracked(paragraph, printed.runs[part])

    def end_paragraph(self, paragraph: Any, printed: PrintedBlock) -> None:
        assert isinstance(printed, MarkedBlock)
        properties = paragraph.get_or_add_pPr()
        if printed.mark != "equal" and printed.mark_by is not None:
            mark = OxmlElement("w:rPr")
            mark.append(self._change(TAGS[printed.mark], printed.mark_by))
            properties.append(mark)
        if printed.former is not None and printed.former_by is not None and shape_of(printed.former) != printed.shape:
            properties.append(self._reshaped(printed.former, printed.former_by))

    def end_row(self, row: Any, printed: PrintedBlock) -> None:
        assert isinstance(printed, MarkedBlock)
        if printed.op != "equal" and printed.by is not None:
            row._tr.get_or_add_trPr().append(self._change(TAGS[printed.op], printed.by))

    def _tracked(self, paragraph: Any, runs: Sequence[TrackedRun[Hand]], *, inside_note: bool = False) -> None:
        for link, together in groupby(runs, key=lambda run: run.look.link):
            target = self.link(paragraph, link, inside_note=inside_note) if link else paragraph
            for (op, by), same in groupby(together, key=lambda run: (run.op, run.by)):
                into = target
                if op != "equal" and by is not None:
                    into = self._change(TAGS[op], by)
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

    def _reshaped(self, former: PrintedBlock, by: Hand) -> Any:
        """That the paragraph was of another shape before."""
        change = self._change("w:pPrChange", by)
        paragraph = self.paragraph(former)._p
        before = paragraph.get_or_add_pPr()
        change.append(before)
        paragraph.getparent().remove(paragraph)
        return change

    def _change(self, tag: str, by: Hand) -> Any:
        self.changes += 1
        change = OxmlElement(tag)
        change.set(qn("w:id"), str(self.changes))
        change.set(qn("w:author"), by.author)
        change.set(qn("w:date"), by.at)
        return change


def _standing(runs: Sequence[TrackedRun[Hand]], op: Op) -> list[TrackedRun[Hand]]:
    """The words of a note whose reference goes or comes: as they stood or stand, not tracked themselves."""
    gone = "insert" if op == "delete" else "delete"
    return [replace(run, op="equal", by=None) for run in runs if run.op != gone]
