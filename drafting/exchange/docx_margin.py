"""Comments in the margin of a Word file, on their words, with their answers: what python-docx does not place.

They are set once the text is written, in the paragraphs that the draft's bookmarks name; the text and its tracked
changes stay as they are.
"""

from __future__ import annotations

import copy
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from lxml import etree

from drafting.exchange.docx_words import allowed
from drafting.exchange.draft_links import key_of

_W14 = "http://schemas.microsoft.com/office/word/2010/wordml"
_W15 = "http://schemas.microsoft.com/office/word/2012/wordml"
_EXTENDED = "application/vnd.openxmlformats-officedocument.wordprocessingml.commentsExtended+xml"
_RELATION = "http://schemas.microsoft.com/office/2011/relationships/commentsExtended"
_FIRST_ID = 0x10000000
"""Ids of the paragraphs in comments count from here; they have eight hexadecimal digits and stay below 80000000."""
_WORDS = (qn("w:t"), qn("w:delText"))
_BREAK = qn("w:br")
_GOES, _COMES = qn("w:del"), qn("w:ins")


@dataclass(frozen=True, slots=True, kw_only=True)
class MarginNote:
    """A comment: whose, when (ISO 8601, UTC, to the second), its words; on part `part` of the block `key` (None: the
    whole draft, at its beginning), on the words `quote`, of which `occurrence` come before (from 0), or, where these
    are "" or not there any more, on the whole of the part. `answers` have no place of their own."""

    author: str
    at: str
    text: str
    key: int | None = None
    part: int = 0
    quote: str = ""
    occurrence: int = 0
    answers: tuple[MarginNote, ...] = ()


def set_margin(document: Any, notes: Iterable[MarginNote]) -> None:
    """Set the comments. One whose block is not in the file stands at the file's beginning."""
    margin = _Margin(document)
    for note in notes:
        margin.add(note)
    margin.finish()


class _Margin:
    def __init__(self, document: Any) -> None:
        self._document = document
        self._body = document.element.body
        self._place_of = dict(_places(self._body))
        self._threads: list[tuple[int, int | None]] = []

    def add(self, note: MarginNote) -> None:
        first, last = self._range(note)
        thread = [self._comment(note, None)]
        thread += [self._comment(one, thread[0]) for one in note.answers]
        for own in thread:
            first.addprevious(_mark("w:commentRangeStart", own))
        behind = last
        for own in thread:
            end = _mark("w:commentRangeEnd", own)
            behind.addnext(end)
            behind = end
        top = behind
        while top.getparent().tag != qn("w:p"):
            top = top.getparent()
        for own in thread:
            reference = OxmlElement("w:r")
            reference.append(_mark("w:commentReference", own))
            top.addnext(reference)
            top = reference

    def finish(self) -> None:
        """Tell which comment answers which."""
        if not self._threads:
            return
        root = etree.fromstring(f'<w15:commentsEx xmlns:w15="{_W15}"/>')
        for own, parent in self._threads:
            told = etree.SubElement(root, f"{{{_W15}}}commentEx")
            told.set(f"{{{_W15}}}paraId", _para(own))
            if parent is not None:
                told.set(f"{{{_W15}}}paraIdParent", _para(parent))
            told.set(f"{{{_W15}}}done", "0")
        data = etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
        package = self._document.part.package
        part = Part(PackURI("/word/commentsExtended.xml"), _EXTENDED, data, package)
        self._document.part.relate_to(part, _RELATION)

    def _comment(self, note: MarginNote, parent: int | None) -> int:
        """Write one into its part; gives its id."""
        made = self._document.part._comments_part.comments.add_comment(
            allowed(note.text), author=allowed(note.author), initials=""
        )
        made._comment_elm.set(qn("w:date"), note.at)
        own = int(made.comment_id)
        made._comment_elm.p_lst[-1].set(f"{{{_W14}}}paraId", _para(own))
        self._threads.append((own, parent))
        return own

    def _range(self, note: MarginNote) -> tuple[Any, Any]:
        """The elements before and behind which the comment's marks stand."""
        paragraph = self._paragraph(note)
        for left_out in (_COMES, _GOES, ""):
            runs = [one for one in paragraph.iter(qn("w:r")) if not left_out or not _inside(one, left_out)]
            span = _found("".join(_text(one) for one in runs), note.quote, note.occurrence)
            if span is not None:
                chosen = list(_cut(runs, *span))
                return chosen[0], chosen[-1]
        runs = list(paragraph.iter(qn("w:r")))
        if runs:
            return runs[0], runs[-1]
        empty = OxmlElement("w:r")
        paragraph.append(empty)
        return empty, empty

    def _paragraph(self, note: MarginNote) -> Any:
        first = self._place_of.get(note.key or 0)
        if first is None:
            return next(self._body.iter(qn("w:p")))
        row = next((one for one in first.iterancestors(qn("w:tr"))), None)
        cells = row.findall(qn("w:tc")) if row is not None else []
        found = cells[note.part].find(qn("w:p")) if note.part < len(cells) else None
        return first if found is None else found


def _places(body: Any) -> Iterator[tuple[int, Any]]:
    """The paragraph of each block, by its key."""
    for mark in body.iter(qn("w:bookmarkStart")):
        key = key_of(mark.get(qn("w:name"), ""))
        if key:
            yield key, mark.getparent()


def _found(words: str, quote: str, occurrence: int) -> tuple[int, int] | None:
    """Where the quoted words stand; the last of them where there are fewer than before."""
    at = words.find(quote) if quote else -1
    if at < 0:
        return None
    for _ in range(occurrence):
        following = words.find(quote, at + 1)
        if following < 0:
            break
        at = following
    return at, at + len(quote)


def _cut(runs: Iterable[Any], start: int, end: int) -> Iterator[Any]:
    """The runs of a stretch; those at its ends are cut in two."""
    at = 0
    for run in runs:
        length = len(_text(run))
        first, last = max(start - at, 0), min(end - at, length)
        at += length
        if first >= last:
            continue
        if last < length:
            _split(run, last)
        yield _split(run, first) if first > 0 else run


def _split(run: Any, at: int) -> Any:
    """Cut a run; gives the part behind the cut."""
    behind = copy.deepcopy(run)
    for one, (first, last) in ((run, (0, at)), (behind, (at, len(_text(run))))):
        place = 0
        for element in list(one):
            length = _length(element)
            if element.tag in _WORDS:
                text = element.text or ""
                element.text = text[max(first - place, 0) : max(last - place, 0)]
                element.set(qn("xml:space"), "preserve")
            elif length and not first <= place < last:
                one.remove(element)
            place += length
    run.addnext(behind)
    return behind


def _text(run: Any) -> str:
    return "".join((one.text or "") if one.tag in _WORDS else " " if one.tag == _BREAK else "" for one in run)


def _length(element: Any) -> int:
    return len(element.text or "") if element.tag in _WORDS else int(element.tag == _BREAK)


def _inside(run: Any, tag: str) -> bool:
    return next(run.iterancestors(tag), None) is not None


def _mark(tag: str, own: int) -> Any:
    mark = OxmlElement(tag)
    mark.set(qn("w:id"), str(own))
    return mark


def _para(own: int) -> str:
    return f"{_FIRST_ID + own:08X}"
