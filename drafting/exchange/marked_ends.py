"""The ends of paragraphs before a table and at the end of a file, which no word processor takes out.

The end of a paragraph can go or come only where another paragraph follows. So of what goes or comes just before a table
or at the end of the file the last end is left in place, and the change of ends begins one paragraph earlier: accepted
or rejected, the words before it meet that last end, which takes their shape by a tracked change of its own. Where no
paragraph is before it an empty one is put in, which stays whatever is accepted.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace

from drafting.exchange.marked import MarkedBlock
from drafting.exchange.marked_wholes import as_whole, refers_to_note
from drafting.text.blocks import Block, Kind
from drafting.text.diff import Op

EMPTY = MarkedBlock(key=0, number="", old_number="", block=Block(kind=Kind.PARAGRAPH), runs=((),))
"""The paragraph that is put in."""
REPLACED: list[list[set[Op]]] = [[{"delete"}, {"insert"}], [{"insert"}, {"delete"}]]
"""What becomes of the rows of two tables of which one stands in the place of the other: told as one table, so that no
paragraph is needed between them."""


def with_ends(blocks: Sequence[MarkedBlock]) -> tuple[MarkedBlock, ...]:
    """The blocks with ends that can be settled."""
    out: list[MarkedBlock] = []
    passage: list[MarkedBlock] = []
    ops: dict[int, set[Op]] = defaultdict(set)
    for row in (one for one in blocks if one.block.kind is Kind.ROW):
        ops[row.block.table].add(row.op)
    as_one: dict[int, int] = {}
    notes = [one for one in blocks if one.block.kind is Kind.FOOTNOTE]
    first_note = next((one for one in blocks if refers_to_note(one)), None)
    for one in (*(one for one in blocks if one.block.kind is not Kind.FOOTNOTE), None):
        if one is not None and one.block.kind is not Kind.ROW:
            passage.append(one)
            continue
        out += _settled(passage, first_note, after_table=bool(out), at_end=one is None)
        passage = []
        if one is not None:
            table = as_one.get(one.block.table, one.block.table)
            if out and out[-1].block.kind is Kind.ROW and out[-1].block.table != table:
                before = out[-1].block.table
                in_its_place = before not in as_one.values() and [ops[before], ops[one.block.table]] in REPLACED
                if in_its_place:
                    as_one[one.block.table] = table = before
                else:
                    out.append(EMPTY)  # else word processors take the two for one table
            out.append(_in_table(one, table))
    return (*out, *notes)


def _in_table(row: MarkedBlock, table: int) -> MarkedBlock:
    return replace(row, block=replace(row.block, table=table))


def ended_before(passage: Sequence[MarkedBlock], at: int) -> list[MarkedBlock]:
    """`passage`, in which paragraphs that all go, or all come, follow the one `at`: their changes of ends each one
    paragraph earlier, so that the last end stays."""
    before, *others = passage[at:]
    last = others[-1]
    ends = [
        replace(one, mark=after.mark, mark_by=after.mark_by)
        for one, after in zip((before, *others), others, strict=False)
    ]
    if last.mark == "insert":
        stays = replace(last, former=before)
    else:
        stays = replace(last, block=before.block, number=before.number, old_number=before.old_number, former=last)
    return [*passage[:at], *ends, replace(stays, mark="equal", mark_by=None, former_by=last.mark_by)]


def _settled(
    passage: Sequence[MarkedBlock], first_note: MarkedBlock | None, *, after_table: bool, at_end: bool
) -> list[MarkedBlock]:
    """Paragraphs that follow each other, with a table or the end of the file after them."""
    if not passage:
        return [EMPTY] if at_end and after_table else []
    stays = max((at for at, one in enumerate(passage) if one.mark == "equal"), default=-1)
    gone = [at for at in range(stays + 1, len(passage)) if passage[at].mark == "delete"]
    come = [at for at in range(stays + 1, len(passage)) if passage[at].mark == "insert"]
    if not gone and not come:
        return list(passage)
    if gone and come:
        return _as_one(passage, gone[-1], come[-1])
    if stays >= 0 and any(one is first_note for one in passage[stays:-1]):
        return _anew(passage, stays)
    if stays >= 0:
        return ended_before(passage, stays)
    if after_table:  # a table has a paragraph after it in any case
        return ended_before([EMPTY, *passage], 0)[1:]
    return [*passage, EMPTY]


def _anew(passage: Sequence[MarkedBlock], at: int) -> list[MarkedBlock]:
    """The same where one of them has the first reference to a footnote, and so has to keep its end: the one `at` goes
    and comes too, the second time in the last paragraph."""
    last = passage[-1]
    alone, shared = as_whole(replace(passage[at], mark=last.mark, mark_by=last.mark_by))
    other: Op = "delete" if last.mark == "insert" else "insert"
    again = replace(alone, runs=(shared,), op=other, mark=other)
    both = [again, last] if other == "delete" else [last, again]
    return _as_one([*passage[:at], alone, *passage[at + 1 : -1], *both], len(passage) - 1, len(passage))


def _as_one(passage: Sequence[MarkedBlock], gone: int, come: int) -> list[MarkedBlock]:
    """The last that goes and the last that comes as one paragraph, whose end stays."""
    old, new = passage[gone], passage[come]
    both = replace(
        new,
        runs=(old.runs[0] + new.runs[0],),
        op="equal",
        by=None,
        mark="equal",
        mark_by=None,
        former=old,
        former_by=new.mark_by,
    )
    return [*(one for at, one in enumerate(passage) if at not in (gone, come)), both]


def left_empty(blocks: Sequence[MarkedBlock], *, accepted: bool) -> int:
    """How many paragraphs without words are left when all is accepted, or rejected, that the draft does not have. One
    between two tables, or after the last, is of the draft: no word processor goes without."""
    gone = "delete" if accepted else "insert"
    standing: list[str] = []
    words = False
    for block in blocks:
        if block.block.kind is Kind.ROW:
            standing += ["row"] * (block.op != gone)
        elif block.block.kind is not Kind.FOOTNOTE:
            words = words or any(run.op != gone for run in block.runs[0])
            if block.mark != gone:
                standing.append("words" if words else "empty")
                words = False
    count = here = 0
    before = ""
    for one in (*standing, "row"):
        if one == "empty":
            here += 1
            continue
        count += here - (here > 0 and before == one == "row")
        here, before = 0, one
    return count
