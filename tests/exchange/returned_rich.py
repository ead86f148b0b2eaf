"""One Word file with every phenomenon that edits leave in a working copy, such as word processors take it."""

from __future__ import annotations

from itertools import count

from tests.exchange.returned_cases import ANNA, BERT, docx, gone, ins, p, r, tbl, tc, tr

_STYLES = (
    "".join(
        f'<w:style w:type="paragraph" w:styleId="{own}"{default}><w:name w:val="{name}"/>{based}{properties}</w:style>'
        for own, name, default, based, properties in (
            ("Normal", "Normal", ' w:default="1"', "", ""),
            *(
                (own, name, "", '<w:basedOn w:val="Normal"/>', properties)
                for own, name, properties in (
                    ("Title", "Title", ""),
                    ("Heading1", "heading 1", '<w:pPr><w:outlineLvl w:val="0"/></w:pPr><w:rPr><w:b/></w:rPr>'),
                    ("Heading2", "heading 2", '<w:pPr><w:outlineLvl w:val="1"/></w:pPr><w:rPr><w:b/></w:rPr>'),
                    ("Numberedparagraph", "Numbered paragraph", ""),
                    ("ListParagraph", "List Paragraph", ""),
                )
            ),
        )
    )
    + '<w:style w:type="character" w:styleId="Strong"><w:name w:val="Strong"/><w:rPr><w:b/></w:rPr></w:style>'
)

_NUMBERING = "".join(
    f'<w:abstractNum w:abstractNumId="{own}">{levels}</w:abstractNum>'
    for own, levels in enumerate(
        "".join(
            f'<w:lvl w:ilvl="{at}"><w:start w:val="1"/><w:numFmt w:val="{form}"/><w:lvlText w:val="{text}"/></w:lvl>'
            for at, (form, text) in enumerate(told)
        )
        for told in ((("lowerLetter", "%1)"), ("lowerRoman", "(%2)")), (("decimal", "%1"),))
    )
) + "".join(f'<w:num w:numId="{own + 1}"><w:abstractNumId w:val="{own}"/></w:num>' for own in (0, 1))

_MARKS = count(100)
_CAME, _WENT = f"<w:ins {ANNA}/>", f"<w:del {BERT}/>"
_BREAK = "<w:r><w:br/></w:r>"
_NOTE = '<w:r><w:footnoteReference w:id="2"/></w:r>'


def key(number: int) -> str:
    own = next(_MARKS)
    return f'<w:bookmarkStart w:id="{own}" w:name="p{number}"/><w:bookmarkEnd w:id="{own}"/>'


def _styled(style: str, inner: str, *, mark: str = "", listed: tuple[int, int] | None = None) -> str:
    number = f'<w:numPr><w:ilvl w:val="{listed[1]}"/><w:numId w:val="{listed[0]}"/></w:numPr>' if listed else ""
    return p(inner, properties=f'<w:pStyle w:val="{style}"/>{number}', mark=mark)


def _numbered(inner: str, mark: str = "") -> str:
    return _styled("Numberedparagraph", inner, mark=mark, listed=(2, 0))


def _point(inner: str, level: int = 0, mark: str = "") -> str:
    return _styled("ListParagraph", inner, mark=mark, listed=(1, level))


def _commented(own: int, inner: str) -> str:
    return (
        f'<w:commentRangeStart w:id="{own}"/>{inner}<w:commentRangeEnd w:id="{own}"/>'
        f'<w:r><w:commentReference w:id="{own}"/></w:r>'
    )


def _comment(own: int, who: str, words: str) -> str:
    inner = f'<w:p w14:paraId="0000000{own}">{r(words)}</w:p>'
    return f'<w:comment w:id="{own}" w:author="{who}" w:date="2024-05-06T07:08:09Z">{inner}</w:comment>'


def rich() -> bytes:
    """The file."""
    emphasised = r("plan", "<w:i/>") + r(" well", "<w:b/>")
    nested = ins(r("new ") + gone("vague ", BERT) + r("words "))
    body = (
        _styled("Title", r("The draft")),
        _styled("Heading1", key(1) + r("1. First ") + gone("old ", BERT) + r("heading")),
        _numbered(
            key(2) + r("Cities ") + _commented(1, ins(r("and regions ")) + r("should ")) + emphasised + _NOTE + r(".")
        ),
        _numbered(key(3) + r("To be split"), mark=_CAME),
        _numbered(r(" here.")),
        _numbered(key(4) + r("To be joined "), mark=_WENT),
        _numbered(key(5) + r("with this.")),
        _styled("Heading2", key(6) + r("A heading "), mark=_WENT),
        p(key(7) + r("joined with words.")),
        _point(key(8) + r("point one;")),
        _point(key(9) + gone("point deleted;", BERT), mark=_WENT),
        _point(key(10) + r("deeper ") + nested + r("stay;"), 1),
        _point(ins(r("point inserted;")), mark=_CAME),
        _point(key(11) + r("last point.")),
        p(key(12) + gone("A whole paragraph deleted.", BERT), mark=_WENT),
        p(ins(r("A whole paragraph ") + r("inserted.", "<w:b/>")), mark=_CAME),
        p(
            key(13)
            + f'<w:hyperlink w:anchor="p2">{r("See paragraph 1")}</w:hyperlink>'
            + r(" and ")
            + r("strongly", '<w:rStyle w:val="Strong"/>')
            + r(" agree.")
        ),
        tbl(
            tr(tc(p(key(14) + r("Task"))), tc(p(r("Who"))), properties="<w:tblHeader/>"),
            tr(tc(p(key(15) + gone("Survey", BERT))), tc(p(gone("All", BERT))), properties=_WENT),
            tr(tc(p(ins(r("Report")))), tc(p(ins(r("Cities")))), properties=_CAME),
            tr(tc(p(key(16) + r("Stay") + ins(r("s")))), tc(p(r("there")))),
        ),
        p(key(17) + r("After the ") + _commented(2, r("table")) + _BREAK + r("a second line.")),
        p(key(18) + r("End.")),
    )
    inside = r(" Within ") + gone("six", BERT) + ins(r("two")) + r(" months.")
    return docx(
        *body,
        styles=_STYLES,
        numbering=_NUMBERING,
        footnotes=f'<w:footnote w:id="2">{p(f"<w:r><w:footnoteRef/></w:r>{inside}")}</w:footnote>',
        comments=_comment(1, "Anna", "Why these?") + _comment(2, "Bert", "A fine table."),
    )
