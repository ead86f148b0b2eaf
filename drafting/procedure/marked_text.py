"""What an amendment does to the words of its block, with the changes marked, for files."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from drafting.exchange.printed_table import Line, Run, parted
from drafting.model.amendments import Amendment
from drafting.procedure.export_draft import of_the_day
from drafting.rules.lifecycle import Operation
from drafting.text.blocks import Block, Kind
from drafting.text.diff import Segment, diff, is_rewritten
from drafting.text.inline import Mark
from drafting.text.tracked import Stretch, tracked


@dataclass(frozen=True, slots=True, kw_only=True)
class MarkedText:
    """`lines` hold the changes; `segments` are those of a replacement; `proposed` is how it would read, as it was
    typed, "" where words are not what is proposed."""

    lines: tuple[Line, ...] = ()
    segments: tuple[Segment, ...] = ()
    proposed: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Numbers:
    """The printed numbers of a draft's blocks by key, and of its footnotes by label."""

    blocks: Mapping[int, str]
    notes: Mapping[str, str]


def marked_text(amendment: Amendment, block: Block | None, numbers: Numbers) -> MarkedText:
    """The marked text of an amendment on `block` (None: at the beginning, or it is not at hand); links to other blocks
    and references to footnotes show the number of the day."""

    def today(words: str) -> str:
        return of_the_day(Block(kind=Kind.PARAGRAPH, text=words), numbers.blocks).text

    match amendment.operation:
        case Operation.INSERT:
            wordings = [words for words in (amendment.text, *amendment.cells) if words.strip()]
            return MarkedText(
                lines=tuple(line for words in wordings for line in _lines([Segment("insert", today(words))], numbers)),
                proposed="\n\n".join(wordings),
            )
        case Operation.DELETE if block is not None:
            gone = [Segment("delete", today(part)) for part in block.parts if part.strip()]
            return MarkedText(lines=tuple(line for one in gone for line in _lines([one], numbers)))
        case Operation.REPLACE if block is not None:
            base = today(block.parts[amendment.part]) if amendment.part < len(block.parts) else ""
            new = today(amendment.text)
            segments = diff(base, new)
            return MarkedText(lines=_shown(base, new, segments, numbers), segments=segments, proposed=amendment.text)
        case _:
            return MarkedText()


def _shown(base: str, new: str, segments: Sequence[Segment], numbers: Numbers) -> tuple[Line, ...]:
    """The change, or old and new whole where little survives."""
    if is_rewritten(segments):
        return (*_lines([Segment("delete", base)], numbers), *_lines([Segment("insert", new)], numbers))
    return _lines(segments, numbers)


def _lines(segments: Sequence[Segment], numbers: Numbers) -> tuple[Line, ...]:
    stretches: list[Stretch[None]] = [Stretch(op=one.op, text=one.text) for one in segments]
    return parted(_settled(run, numbers) for run in tracked(stretches))


def _settled(run: Run, numbers: Numbers) -> Run:
    """A run without what leads out of a table: no link, and the number of a footnote."""
    look = replace(run.look, link="", raised=run.mark is Mark.FOOTNOTE)
    text = numbers.notes.get(run.text, run.text) if run.mark is Mark.FOOTNOTE else run.text
    return replace(run, text=text, look=look)
