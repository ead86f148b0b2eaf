"""The shape that a paragraph's words take when the paragraph before them is taken out.

Word gives joined paragraphs the shape of the last one; LibreOffice that of the first, unless the first goes as one
change. So a paragraph that comes or goes by several hands has besides a tracked change of its shape: settled, it has
that of the paragraph which is joined to it. The same for a paragraph of which words come elsewhere, or went there:
LibreOffice takes the two for a move and settles them together, so that the paragraph no longer goes as one change.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import groupby

from drafting.exchange.document import PrintedBlock
from drafting.exchange.marked import MarkedBlock
from drafting.exchange.marked_moves import may_seem_moved
from drafting.text.blocks import Kind
from drafting.text.diff import Op

MOST_RUNS = 20
"""Most runs that are looked at together, so that a paragraph of very many costs no more than others."""


def with_shapes(blocks: Sequence[MarkedBlock]) -> tuple[MarkedBlock, ...]:
    """The blocks with changes of shape where they are needed."""
    out = list(blocks)
    words = Counter(_words(one) for one in blocks if one.op != "equal")
    pieces = {op: {piece for one in blocks for piece in _pieces(one, op)} for op in _OTHER}
    next_old: PrintedBlock | None = None
    next_new: MarkedBlock | None = None
    for at in range(len(blocks) - 1, -1, -1):
        one = blocks[at]
        if one.block.kind is Kind.ROW:
            next_old = next_new = None
            continue
        if one.block.kind is Kind.FOOTNOTE:
            continue
        in_parts = _is_whole(one) and (
            not _by_one_hand(one)
            or words[_words(one)] > 1
            or not pieces[_OTHER[one.op]].isdisjoint(_pieces(one, one.op))
        )
        if in_parts:
            if one.mark == "insert" and next_old is not None:
                out[at] = replace(one, former=next_old, former_by=one.mark_by)
            elif one.mark == "delete" and next_new is not None:
                shape = replace(next_new.block, text="")
                out[at] = replace(one, block=shape, number=next_new.number, former=one, former_by=one.mark_by)
        if one.mark != "insert":
            next_old = one.former or one
        if one.mark != "delete":
            next_new = one
    return tuple(out)


_OTHER: dict[Op, Op] = {"insert": "delete", "delete": "insert"}


def _pieces(one: MarkedBlock, op: Op) -> Iterator[str]:
    """What LibreOffice may take for moved of the words that come, or go: runs of one hand in a row."""
    for runs in one.runs:
        changed = [run for run in runs if run.op == op]
        for _by, same in groupby(changed, key=lambda run: run.by):
            texts = [run.text for run in same]
            for words in ("".join(texts), *_in_a_row(texts)):
                if may_seem_moved(words):
                    yield words.strip()


def _in_a_row(texts: Sequence[str]) -> Iterator[str]:
    """What those make together that follow each other."""
    for first in range(len(texts)):
        words = ""
        for text in texts[first : first + MOST_RUNS]:
            words += text
            yield words


def _is_whole(one: MarkedBlock) -> bool:
    return one.block.kind is not Kind.ROW and one.op != "equal" and one.op == one.mark


def _by_one_hand(one: MarkedBlock) -> bool:
    return {run.by for run in one.runs[0]} <= {one.mark_by}


def _words(one: MarkedBlock) -> str:
    return "".join(run.text for runs in one.runs for run in runs).strip()
