"""Both readings of a file that comes back are those of the file settled; of our own files, and of real ones at hand."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Literal

from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from drafting.exchange.read_returned_docx import read
from drafting.exchange.returned import Returned, accepted, rejected
from drafting.exchange.settle_changes import settle
from tests.exchange.returned_cases import ANNA, BERT, NAMES, docx, p, r, tbl, tc, tr
from tests.exchange.sample import W

_Q = f"{{{W}}}"
FOLDER = os.environ.get("DRAFTING_CORPUS")
"""A folder with docx/manifest.json and the files that it names: what other readers make of them."""

words = st.text("ab c", min_size=1, max_size=4)
who = st.sampled_from((ANNA, BERT))
plain = words.map(r)
deleted = st.builds(lambda text, by: f"<w:del {by}>{r(text).replace('w:t', 'w:delText')}</w:del>", words, who)
moved = st.builds(lambda text, by: f"<w:moveFrom {by}>{r(text)}</w:moveFrom>", words, who)
inline = st.recursive(
    plain | deleted | moved,
    lambda inner: st.builds(
        lambda parts, by, wrap: wrap.format("".join(parts), by=by),
        st.lists(inner, max_size=3),
        who,
        st.sampled_from(
            (
                "<w:ins {by}>{}</w:ins>",
                "<w:moveTo {by}>{}</w:moveTo>",
                f"<w:sdt><w:sdtContent>{{}}{r('x')}</w:sdtContent></w:sdt>",
                f"<w:hyperlink w:anchor='p1'>{{}}{r('y')}</w:hyperlink>",
            )
        ),
    ),
    max_leaves=6,
)
marks = st.builds(
    lambda tags, by: "".join(f"<w:{tag} {by}/>" for tag in tags),
    st.sampled_from(((), (), ("ins",), ("del",), ("moveFrom",), ("moveTo",), ("ins", "del"))),
    who,
)
paragraph = st.builds(lambda parts, mark: p("".join(parts), mark=mark), st.lists(inline, min_size=1, max_size=4), marks)
cell = st.lists(paragraph, min_size=1, max_size=2).map(lambda inside: tc(*inside))
row = st.builds(lambda cells, mark: tr(*cells, properties=mark), st.lists(cell, min_size=1, max_size=2), marks)
table = st.lists(row, min_size=1, max_size=3).map(lambda rows: tbl(*rows))
bodies = st.lists(st.one_of(paragraph, paragraph, paragraph, table), min_size=1, max_size=6)


def settled(body: list[str], decision: Literal["accept", "reject"]) -> list[str]:
    """The paragraphs' words after the file itself is settled."""
    story = etree.fromstring(f"<w:document {NAMES}><w:body>{''.join(body)}</w:body></w:document>")
    settle(story, decision)
    return ["".join(text.text or "" for text in one.iter(f"{_Q}t", f"{_Q}delText")) for one in story.iter(f"{_Q}p")]


@given(body=bodies)
def test_each_reading_is_that_of_the_file_settled(body: list[str]) -> None:
    returned = read(docx(*body))
    assert list(accepted(returned)) == settled(body, "accept")
    assert list(rejected(returned)) == settled(body, "reject")


@given(body=bodies)
def test_a_comment_that_spans_everything_counts_every_word(body: list[str]) -> None:
    comment = f'<w:comment w:id="1" w:author="A">{p(r("?"))}</w:comment>'
    returned = read(docx('<w:commentRangeStart w:id="1"/>', *body, '<w:commentRangeEnd w:id="1"/>', comments=comment))
    (found,) = returned.comments
    said = [(at, 0, len(one.text)) for at, one in enumerate(returned.paragraphs)]
    assert list(found.spans) == ([one for one in said if one[2]] or said[:1])


def cases() -> list[tuple[Path, str, list[str]]]:
    """(file, what its other readers agree on) of each reading, none without a folder."""
    if not FOLDER:
        return []
    manifest = Path(FOLDER) / "docx" / "manifest.json"
    return [
        (manifest.parent / entry["file"], decision, entry[f"{decision}_paragraphs_libreoffice"])
        for entry in json.loads(manifest.read_text(encoding="utf-8"))
        for decision in ("accepted", "rejected")
        if entry["agreement"][decision]["lxml_vs_libreoffice"]
    ]


def signs(paragraphs: list[str]) -> list[str]:
    """Paragraphs without white space, which the manifest's readers left out where it was a tab or a break; those that
    hold nothing are not counted, since they do not agree on them."""
    return [told for one in paragraphs if (told := "".join(one.split()))]


def test_real_files_read_as_other_readers_agree() -> None:
    readings = {"accepted": accepted, "rejected": rejected}
    for path, decision, expected in cases():
        returned = read(path.read_bytes())
        body = Returned(paragraphs=tuple(one for one in returned.paragraphs if not one.note))
        assert signs(list(readings[decision](body))) == signs(expected), f"{path.name}, {decision}"
