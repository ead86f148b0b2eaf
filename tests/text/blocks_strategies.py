"""Blocks for the laws of reading and writing, made of words that look like structure and markup."""

from __future__ import annotations

from hypothesis import strategies as st

from drafting.text.blocks import Block, Kind
from drafting.text.inline import plain
from drafting.text.runs import canonical

PIECES = (
    *"ab A1.)(*_[]\\#->|`~<&!:^=+•é\"'", "\u00a0", "word ", "a) ", "1. ", "i. ", "14.\u00a0", "Dr. ", "**bold**",
    "*em*", "[l](https://a.example/c)", "<https://a.example>", "\\\n", "<b>", "<br>", "<!-- x -->", "|---|", "- ",
    "&amp;", "---", "[x]: y",
)  # fmt: skip

texts = (
    st.lists(st.sampled_from(PIECES), min_size=1, max_size=12)
    .map("".join)
    .map(canonical)
    .filter(lambda text: bool(plain(text).strip()))
)
STYLES = ("a)", "(a)", "A.", "a.", "i.", "(i)", "1.", "1)", "(1)", "•")

paragraphs = st.builds(lambda text: Block(kind=Kind.PARAGRAPH, text=text), texts)
numbered = st.builds(
    lambda text, label: Block(kind=Kind.PARAGRAPH, text=text, label=label),
    texts,
    st.sampled_from(("14.", "3.2.", "(7)")),
)
headings = st.builds(
    lambda text, level, label: Block(kind=Kind.HEADING, text=text, level=level, label=label),
    texts.filter(lambda text: "\n" not in text),
    st.integers(1, 6),
    st.sampled_from(("", "1.", "A.", "A1.", "II.", "2.3", "a)")),
)
points = st.builds(
    lambda text, style, level: Block(kind=Kind.POINT, text=text, style=style, level=level),
    texts,
    st.sampled_from(STYLES),
    st.integers(1, 4),
)


@st.composite
def tables(draw: st.DrawFn) -> list[Block]:
    """The rows of one table, its number still to be given."""
    width = draw(st.integers(1, 3))
    cell = st.one_of(st.just(""), texts)
    cells = draw(st.lists(st.tuples(*[cell] * width), min_size=1, max_size=3))
    header = draw(st.booleans()) and any(cells[0])
    return [Block(kind=Kind.ROW, cells=row, header=header and place == 0) for place, row in enumerate(cells)]


@st.composite
def documents(draw: st.DrawFn) -> list[Block]:
    """Blocks as readers give them: tables counted from 1, no series begun anew."""
    out: list[Block] = []
    table = 0
    for one in draw(st.lists(st.one_of(paragraphs, numbered, headings, points, tables()), max_size=6)):
        if isinstance(one, Block):
            out.append(one)
            continue
        table += 1
        out += [Block(kind=row.kind, cells=row.cells, header=row.header, table=table) for row in one]
    return out
