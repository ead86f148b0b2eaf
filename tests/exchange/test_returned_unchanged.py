"""A working copy that comes back as it went out gives each block back: its key, what it is, its words and looks."""

from __future__ import annotations

from hypothesis import HealthCheck, given, settings

from drafting.exchange import read_returned_docx, write_docx
from drafting.exchange.returned import ReturnedRun, accepted, joined, rejected
from drafting.text.blocks import Block, Kind
from drafting.text.inline import Mark
from drafting.text.tracked import Stretch, tracked
from tests.exchange.test_clean_exports import EVERY_KIND, an_issue
from tests.soak import share
from tests.text.blocks_strategies import documents


def words_of(block: Block, part: int) -> tuple[ReturnedRun, ...]:
    """What is shown of a block's part, a label that the block has of its own being words of the file."""
    typed = f"{block.label} " if block.label and block.kind in (Kind.HEADING, Kind.PARAGRAPH) else ""
    runs = [ReturnedRun(text=typed)] if typed else []
    told = tracked([Stretch(op="equal", text=block.parts[part], by="")])
    return joined([*runs, *(ReturnedRun(text=run.text, look=run.look, mark=run.mark) for run in told)])


def comes_back(blocks: tuple[Block, ...]) -> None:
    returned = read_returned_docx.read(write_docx.write(an_issue(blocks)))
    found = {one.keys[0]: one for one in returned.paragraphs if one.keys}
    assert returned.tracked == 0
    assert accepted(returned) == rejected(returned)
    for key, block in enumerate(blocks, start=1):
        if block.kind is Kind.FOOTNOTE:
            continue
        one = found[key]
        assert one.kind is block.kind
        if block.kind is Kind.ROW:
            assert one.header == block.header
            row = [other for other in returned.paragraphs if (other.table, other.row) == (one.table, one.row)]
            assert [other.runs for other in row] == [words_of(block, part) for part in range(len(block.cells))]
        else:
            assert one.runs == words_of(block, 0)
            assert one.level == block.level
            assert (one.style or "•") == (block.style or "•")


def test_every_kind_of_block_comes_back() -> None:
    comes_back(tuple(block for block in EVERY_KIND if block.kind is not Kind.FOOTNOTE and "[^" not in block.text))


def test_a_footnote_comes_back_at_its_place_with_its_words() -> None:
    returned = read_returned_docx.read(write_docx.write(an_issue(EVERY_KIND)))
    (own,) = [run.text for one in returned.paragraphs for run in one.runs if run.mark is Mark.FOOTNOTE]
    assert [one.text for one in returned.paragraphs if one.note == own] == ["All who live in a place."]
    assert returned.paragraphs[-1].kind is Kind.FOOTNOTE


@settings(suppress_health_check=[HealthCheck.too_slow], max_examples=share(40, 1_000))
@given(blocks=documents())
def test_any_draft_comes_back(blocks: list[Block]) -> None:
    comes_back(tuple(blocks))
