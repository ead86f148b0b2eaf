"""OpenDocument texts that come back: changes told in a list of their own are put back at their places."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Mapping
from datetime import UTC, datetime

import pytest

from drafting.errors import Invalid
from drafting.exchange.document import Lost
from drafting.exchange.read_returned_odt import read
from drafting.exchange.returned import MOST_PARAGRAPHS, Returned, Signed, accepted, rejected
from drafting.text.blocks import Kind
from drafting.text.inline import Mark
from drafting.web.wording_files import WORDS
from tests.exchange.hostile_files import LAUGHS, OLE, noise, zipped
from tests.exchange.returned_cases import told
from tests.exchange.sample import simple

_OASIS = "urn:oasis:names:tc:opendocument:xmlns"
NAMES = " ".join(
    [f'xmlns:{name}="{_OASIS}:{own}:1.0"' for name, own in (
        ("office", "office"), ("text", "text"), ("table", "table"), ("style", "style"), ("draw", "drawing"),
        ("meta", "meta"), ("fo", "xsl-fo-compatible"),
    )]
    + ['xmlns:dc="http://purl.org/dc/elements/1.1/"', 'xmlns:xlink="http://www.w3.org/1999/xlink"',
       'xmlns:loext="urn:org:documentfoundation:names:experimental:office:xmlns:loext:1.0"']
)  # fmt: skip
ANNA = Signed(author="Anna", at=datetime(2024, 3, 1, 10, tzinfo=UTC))


def odt(
    body: str, *, regions: str = "", automatic: str = "", styles: str = "", entries: Mapping[str, bytes] | None = None
) -> bytes:
    """An .odt of a body, its changes and its styles."""
    content = (
        f"<office:document-content {NAMES}><office:automatic-styles>{automatic}</office:automatic-styles>"
        f"<office:body><office:text><text:tracked-changes>{regions}</text:tracked-changes>{body}"
        "</office:text></office:body></office:document-content>"
    )
    named = f"<office:document-styles {NAMES}><office:styles>{styles}</office:styles></office:document-styles>"
    kept = {"mimetype": b"application/vnd.oasis.opendocument.text", "content.xml": content.encode()}
    return zipped({**kept, "styles.xml": named.encode(), **(entries or {})})


def region(own: str, *changes: tuple[str, str, str]) -> str:
    """(kind, whose, what was deleted) of each change in it."""
    inner = "".join(
        f"<text:{kind}><office:change-info><dc:creator>{who}</dc:creator><dc:date>2024-03-01T10:00:00</dc:date>"
        f"</office:change-info>{content}</text:{kind}>"
        for kind, who, content in changes
    )
    return f'<text:changed-region text:id="{own}">{inner}</text:changed-region>'


def p(inner: str = "", style: str = "Standard") -> str:
    return f'<text:p text:style-name="{style}">{inner}</text:p>'


TABLE = (
    f"<table:table><table:table-row><table:table-cell>{p('cell')}</table:table-cell></table:table-row></table:table>"
)
CAME = region("1", ("insertion", "Anna", ""))


def at(own: str) -> str:
    return f'<text:change text:change-id="{own}"/>'


def begin(own: str) -> str:
    return f'<text:change-start text:change-id="{own}"/>'


def end(own: str) -> str:
    return f'<text:change-end text:change-id="{own}"/>'


def lost(returned: Returned) -> list[tuple[Lost, str]]:
    return [(note.lost, note.words) for note in returned.notes]


def test_words_that_went_are_put_back_where_their_change_stands() -> None:
    returned = read(
        odt(
            p(f"Cities {at('1')}{begin('2')}must{end('2')} plan."),
            regions=region("1", ("deletion", "Bert", p("should"))) + region("2", ("insertion", "Anna", "")),
        )
    )
    assert told(returned) == [["Cities ", "[-Bert should]", "[+Anna must]", " plan."]]
    assert returned.paragraphs[0].runs[2].inserted == ANNA
    assert (accepted(returned), rejected(returned)) == (("Cities must plan.",), ("Cities should plan.",))
    assert returned.tracked == 2


def test_what_one_inserted_and_another_deleted_is_one_change_of_both() -> None:
    both = region("1", ("deletion", "Bert", p("vague")), ("insertion", "Anna", ""))
    assert told(read(odt(p(f"a {at('1')} b"), regions=both))) == [["a ", "[+Anna-Bert vague]", " b"]]


def test_a_deletion_over_the_ends_of_paragraphs_parts_the_one_it_stands_in() -> None:
    gone = region("1", ("deletion", "Bert", p(" first.") + p("Whole.") + p("Begin ")))
    keyed = f'<text:bookmark text:name="p5"/>{at("1")}'
    returned = read(odt(p(f'<text:bookmark text:name="p4"/>The{keyed}second.') + p("Stays."), regions=gone))
    assert told(returned) == [["The", "[-Bert  first.]"], ["[-Bert Whole.]"], ["[-Bert Begin ]", "second."], ["Stays."]]
    assert [bool(one.mark_deleted) for one in returned.paragraphs] == [True, True, False, False]
    assert [one.keys for one in returned.paragraphs] == [(4,), (), (5,), ()]
    assert accepted(returned) == ("Thesecond.", "Stays.")
    assert rejected(returned) == ("The first.", "Whole.", "Begin second.", "Stays.")


def test_an_insertion_over_the_ends_of_paragraphs_marks_them() -> None:
    returned = read(odt(p(f"One{begin('1')}, two") + p("three") + p(f"four{end('1')} five"), regions=CAME))
    assert [one.mark_inserted for one in returned.paragraphs] == [ANNA, ANNA, None]
    assert rejected(returned) == ("One five",)


def test_a_change_that_begins_and_ends_between_paragraphs_holds_what_is_between() -> None:
    returned = read(odt(p("a") + begin("1") + TABLE + end("1") + p("b"), regions=CAME))
    assert (accepted(returned), rejected(returned)) == (("a", "cell", "b"), ("a", "b"))


def test_a_deleted_table_comes_back_between_its_paragraphs() -> None:
    for content in (p("x") + TABLE + p("y"), TABLE + p("y"), p("x") + TABLE):
        gone = region("1", ("deletion", "Bert", content))
        returned = read(odt(p(f"before {at('1')}after"), regions=gone))
        assert "cell" in rejected(returned)
        assert "cell" not in accepted(returned)
        assert " ".join(accepted(returned)) in ("before after", "before  after")


def test_a_row_all_of_whose_words_came_is_a_new_row() -> None:
    def cell(inner: str, more: str = "") -> str:
        return f"<table:table-cell{more}>{p(inner)}</table:table-cell>"

    table = (
        f"<table:table><table:table-header-rows><table:table-row>{cell('A')}{cell('B')}</table:table-row>"
        f"</table:table-header-rows><table:table-row>{cell(begin('1') + 'c' + end('1'))}{cell('')}</table:table-row>"
        f"<table:table-row>{cell('wide', ' table:number-columns-spanned=' + chr(34) + '2' + chr(34))}"
        "<table:covered-table-cell/></table:table-row></table:table>"
    )
    returned = read(odt(table, regions=region("1", ("insertion", "Anna", ""))))
    assert [(one.row, one.cell, one.header, one.row_inserted) for one in returned.paragraphs] == [
        (0, 0, True, None),
        (0, 1, True, None),
        (1, 0, False, ANNA),
        (1, 1, False, ANNA),
        (2, 0, False, None),
    ]
    assert {one.kind for one in returned.paragraphs} == {Kind.ROW}
    assert lost(returned) == [(Lost.MERGED_CELLS, "wide")]


def test_an_empty_row_that_came_is_known_by_the_sign_that_stands_in_it() -> None:
    stand_in = p(begin("1") + "\u200d" + end("1"))
    cells = f"<table:table-cell>{stand_in}</table:table-cell><table:table-cell>{p()}</table:table-cell>"
    returned = read(odt(f"<table:table><table:table-row>{cells}</table:table-row></table:table>", regions=CAME))
    assert [(one.text, one.row_inserted) for one in returned.paragraphs] == [("", ANNA), ("", ANNA)]


def test_white_space_is_one_space_but_where_it_is_counted() -> None:
    inner = "  One\n  two <text:s text:c='2'/>three<text:tab/>four<text:line-break/> five <text:span> six</text:span>"
    (paragraph,) = read(odt(p(inner))).paragraphs
    assert paragraph.text == "One two   three four\nfive six"
    assert [run.mark for run in paragraph.runs] == [Mark.TEXT, Mark.HARD_BREAK, Mark.TEXT]


AUTOMATIC = (
    '<style:style style:name="T1" style:family="text"><style:text-properties fo:font-style="italic"/></style:style>'
    '<style:style style:name="T2" style:family="text" style:parent-style-name="Strong"/>'
    '<style:style style:name="T3" style:family="text"><style:text-properties fo:font-weight="normal"/></style:style>'
    '<style:style style:name="P1" style:family="paragraph" style:parent-style-name="Loud">'
    '<style:text-properties fo:font-style="italic"/></style:style>'
    '<style:style style:name="P2" style:family="paragraph" style:parent-style-name="Numbered_20_paragraph"/>'
    '<text:list-style style:name="L1">'
    '<text:list-level-style-number text:level="1" style:num-format="a" style:num-suffix=")"/>'
    '<text:list-level-style-number text:level="2" style:num-format="i" style:num-prefix="(" style:num-suffix=")"/>'
    '</text:list-style><text:list-style style:name="L2"><text:list-level-style-bullet text:level="1"/>'
    "</text:list-style>"
)
_BOLD = '<style:text-properties fo:font-weight="bold"/>'
STYLES = "".join(
    f'<style:style style:name="{name}" style:family="{family}">{_BOLD}</style:style>'
    for name, family in (("Strong", "text"), ("Loud", "paragraph"))
)


def test_looks_come_from_spans_and_from_what_was_set_on_whole_paragraphs() -> None:
    spans = '<text:span text:style-name="T2">b<text:span text:style-name="T3">c</text:span></text:span>'
    (paragraph,) = read(odt(p(f"a{spans}", "P1"), automatic=AUTOMATIC, styles=STYLES)).paragraphs
    assert [(run.text, run.look.em, run.look.strong) for run in paragraph.runs] == [
        ("a", True, False),
        ("b", True, True),
        ("c", True, False),
    ]


def test_headings_titles_points_and_numbered_paragraphs_are_known() -> None:
    def listed(style: str, *items: str, more: str = "") -> str:
        inner = "".join(f"<text:list-item>{item}</text:list-item>" for item in items)
        return f'<text:list text:style-name="{style}"{more}>{inner}</text:list>'

    deeper = f"<text:list><text:list-item>{p('x')}</text:list-item></text:list>"
    returned = read(
        odt(
            p("T", "Title")
            + '<text:h text:outline-level="2">H</text:h>'
            + listed("L1", p("one") + p("goes on") + deeper)
            + p("between")
            + listed("L1", p("two"), more=' text:continue-numbering="true"')
            + listed("L1", p("anew"))
            + listed("L2", p("bullet"))
            + listed("L1", p("numbered", "P2")),
            automatic=AUTOMATIC,
        )
    )
    assert [(one.kind, one.level, one.style, one.label) for one in returned.paragraphs] == [
        (Kind.PARAGRAPH, 1, "", ""),
        (Kind.HEADING, 2, "", ""),
        (Kind.POINT, 1, "a)", "a)"),
        (Kind.PARAGRAPH, 1, "", ""),
        (Kind.POINT, 2, "(i)", "(i)"),
        (Kind.PARAGRAPH, 1, "", ""),
        (Kind.POINT, 1, "a)", "b)"),
        (Kind.POINT, 1, "a)", "a)"),
        (Kind.POINT, 1, "•", "•"),
        (Kind.PARAGRAPH, 1, "", "a)"),
    ]
    assert [one.title for one in returned.paragraphs][:2] == [True, False]


def annotation(words: str, name: str = "", more: str = "") -> str:
    named = f' office:name="{name}"' if name else ""
    signed = "<dc:creator>Anna</dc:creator><dc:date>2024-03-01T10:00:00.123456789</dc:date>"
    return f"<office:annotation{named}{more}>{signed}<text:list/>{p(words)}</office:annotation>"


def test_comments_stand_on_their_words_with_their_answers() -> None:
    until = '<office:annotation-end office:name="c1"/>'
    returned = read(
        odt(
            p(f"Cities {annotation('Why?', 'c1', ' loext:resolved=' + chr(34) + 'true' + chr(34))}{at('1')}plan")
            + p(f"well{until}{annotation('Since.', 'c2', ' loext:parent-name=' + chr(34) + 'c1' + chr(34))}."),
            regions=region("1", ("deletion", "Bert", p("should "))),
        )
    )
    assert [(one.id, one.text, one.parent, one.resolved, one.spans) for one in returned.comments] == [
        ("c1", "Why?", None, True, ((0, 7, 18), (1, 0, 4))),
        ("c2", "Since.", "c1", False, ((1, 4, 4),)),
    ]
    assert returned.comments[0].at == ANNA.at
    assert returned.paragraphs[0].text[7:18] == "should plan"


def test_notes_follow_the_body_with_their_changes() -> None:
    note = (
        '<text:note text:id="ftn1"><text:note-citation>1</text:note-citation><text:note-body>'
        f"{p('<text:s/>Within ' + at('1') + 'months.')}</text:note-body></text:note>"
    )
    returned = read(odt(p(f"Plans{note} here."), regions=region("1", ("deletion", "Bert", p("six ")))))
    assert told(returned) == [["Plans", "ftn1", " here."], ["Within ", "[-Bert six ]", "months."]]
    assert [(one.note, one.kind) for one in returned.paragraphs] == [("", Kind.PARAGRAPH), ("ftn1", Kind.FOOTNOTE)]
    assert accepted(returned) == ("Plans here.", "Within months.")


def test_what_cannot_be_read_is_told() -> None:
    inner = (
        '<draw:frame><draw:image xlink:href="Pictures/a.png"/></draw:frame>'
        f"<draw:frame><draw:text-box>{p('boxed')}</draw:text-box></draw:frame><text:date>1 March</text:date>"
    )
    returned = read(odt(p(f"On {inner}.")))
    assert told(returned) == [["On 1 March."]]
    assert lost(returned) == [(Lost.IMAGE, ""), (Lost.TEXT_BOX, "boxed"), (Lost.FIELD, "1 March")]


def test_a_change_of_formatting_is_named() -> None:
    returned = read(odt(p(f"a {begin('1')}b{end('1')}"), regions=region("1", ("format-change", "Anna", ""))))
    assert told(returned) == [["a b"]]
    assert returned.paragraphs[0].reformatted == ANNA
    assert returned.tracked == 0


def test_a_working_copy_is_known_by_its_properties() -> None:
    meta = (
        f"<office:document-meta {NAMES}><office:meta>"
        '<meta:user-defined meta:name="drafting-draft">framework/3</meta:user-defined>'
        '<meta:user-defined meta:name="drafting-hash">ab12</meta:user-defined></office:meta></office:document-meta>'
    )
    returned = read(odt(p("x"), entries={"meta.xml": meta.encode()}))
    assert (returned.draft, returned.hash) == ("framework/3", "ab12")


def section(source: str) -> str:
    return f'<text:section text:name="s">{source}{p("x")}</text:section>'


MANIFEST = b"<manifest><encryption-data/></manifest>"
HOSTILE: dict[str, tuple[Callable[[], bytes], str]] = {
    "plain words": (lambda: b"Dear all", "file-broken"),
    "a Word file": (lambda: simple("x"), "file-not-odt"),
    "the old Word format": (lambda: OLE + noise(100), "file-not-odt"),
    "a table of figures": (
        lambda: zipped(
            {"content.xml": f"<office:document-content {NAMES}><office:body/></office:document-content>".encode()}
        ),
        "file-not-odt",
    ),
    "a password": (lambda: odt(p("x"), entries={"META-INF/manifest.xml": MANIFEST}), "file-encrypted"),
    "macros": (lambda: odt(p("x"), entries={"Basic/Standard/Module1.xml": b"<x/>"}), "file-macros"),
    "scripts": (lambda: odt(p("x"), entries={"Scripts/python/run.py": b"x"}), "file-macros"),
    "an object": (lambda: odt(p("x"), entries={"Object 1/content.xml": b"<x/>"}), "file-embedded"),
    "a section from elsewhere": (
        lambda: odt(section('<text:section-source xlink:href="other.odt"/>')),
        "file-external",
    ),
    "a picture from the network": (
        lambda: odt(p('<draw:frame><draw:image xlink:href="https://evil.example/seen.png"/></draw:frame>')),
        "file-external",
    ),
    "a picture from the disk": (
        lambda: odt(p('<draw:frame><draw:image xlink:href="../../secret.png"/></draw:frame>')),
        "file-external",
    ),
    "a background from the network": (
        lambda: odt(p("x"), styles='<style:background-image xlink:href="//evil.example/seen.png"/>'),
        "file-external",
    ),
    "a macro that runs when the file is opened": (
        lambda: odt(p("x") + '<text:event xlink:href="vnd.sun.star.script:Standard.Module1.Main"/>'),
        "file-macros",
    ),
    "entities that multiply": (lambda: zipped({"content.xml": f"{LAUGHS}<a>&a9;</a>".encode()}), "file-broken"),
    "styles that are no XML": (lambda: odt(p("x"), entries={"styles.xml": b"<"}), "file-broken"),
    "spans nested beyond reason": (
        lambda: odt(p("<text:span>" * 200 + "x" + "</text:span>" * 200)),
        "file-too-complex",
    ),
    "more paragraphs than any document has": (
        lambda: odt("<text:p/>" * (MOST_PARAGRAPHS + 1)),
        "file-too-many-paragraphs",
    ),
    "more deleted paragraphs than any document has": (
        lambda: odt(p(at("1")), regions=region("1", ("deletion", "Bert", "<text:p/>" * (MOST_PARAGRAPHS + 2)))),
        "file-too-many-paragraphs",
    ),
    "parts that are too much together": (
        lambda: odt(
            p("<text:s/>" * 1_000_000), styles="<style:style/>" * 600_000, entries={"Pictures/x.bin": noise(500_000)}
        ),
        "file-too-large",
    ),
    "more elements than memory holds": (
        lambda: odt("<text:p/>" * 2_000_000, entries={"Pictures/x.bin": noise(500_000)}),
        "file-too-large",
    ),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_is_refused_by_its_code(name: str) -> None:
    make, code = HOSTILE[name]
    with pytest.raises(Invalid) as caught:
        read(make())
    assert caught.value.code == code
    assert str(WORDS[code] % caught.value.facts)


def test_links_to_addresses_and_to_paragraphs_are_no_danger() -> None:
    links = '<text:a xlink:href="https://example.org/">there</text:a><text:a xlink:href="#p57">fourteen</text:a>'
    (paragraph,) = read(odt(p(links))).paragraphs
    assert [run.look.link for run in paragraph.runs] == ["https://example.org/", "#57"]


def test_references_that_lead_nowhere_change_nothing() -> None:
    assert told(read(odt(p(f"a{at('9')}{begin('8')}b{end('7')}")))) == [["ab"]]


def test_a_package_that_ends_early_is_broken() -> None:
    whole = odt(p("x"))
    assert zipfile.is_zipfile(io.BytesIO(whole))
    with pytest.raises(Invalid, match="file-broken"):
        read(whole[:-40])
