"""One block of a draft as HTML: its text, with the words that comments quote marked, and its margin."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from flask_babel import get_locale, gettext, ngettext
from markupsafe import escape

from drafting.procedure.margins import Margin, Quoted
from drafting.procedure.read_draft import PrintedRow
from drafting.text.blocks import Kind
from drafting.text.render import Marked, plain, render_marked

_NOTE = re.compile(r"\[\^([^\]\s]+)\]")
NAMING = 40
"""How much of a block without a number is quoted to name it, in characters."""


@dataclass(frozen=True, slots=True)
class Around:
    """What blocks are composed for: `address` is the draft's own, `contributing` whether the seat may prepare
    contributions."""

    address: str
    contributing: bool


class Names:
    """The words that stand beside every block, each looked up once a body."""

    def __init__(self) -> None:
        self._counted: dict[tuple[str, int], str] = {}
        self.language = str(get_locale())
        self.discuss = escape(gettext("Discuss"))
        self.history = escape(gettext("History"))
        self.comment = escape(gettext("Comment"))
        self.amend = escape(gettext("Amend"))
        self.paragraph = escape(gettext("Paragraph"))
        self.table = escape(gettext("Table"))
        self.notes = escape(gettext("Footnotes"))
        self.link = escape(gettext("link"))
        self.back = escape(gettext("Back to the text"))
        self.colon = escape(gettext(":"))
        self.quoted = escape(gettext("“%(words)s”"))
        self.kinds = {
            Kind.HEADING: escape(gettext("Heading")),
            Kind.PARAGRAPH: self.paragraph,
            Kind.POINT: escape(gettext("Point")),
            Kind.ROW: escape(gettext("Row")),
            Kind.FOOTNOTE: escape(gettext("Footnote")),
        }

    def amendments(self, count: int) -> str:
        return self._count("a", count, lambda: ngettext("%(num)d amendment", "%(num)d amendments", count))

    def collide(self, count: int) -> str:
        return self._count("x", count, lambda: ngettext("%(num)d collides", "%(num)d collide", count))

    def comments(self, count: int) -> str:
        return self._count("c", count, lambda: ngettext("%(num)d comment", "%(num)d comments", count))

    def contributions(self, count: int) -> str:
        """The figure alone for the eye."""
        words = self._count("n", count, lambda: ngettext("contribution", "contributions", count))
        return f'{count}<span class="vh" lang="{self.language}"> {words}</span>'

    def opening(self, count: int) -> str:
        """What is said, unseen, before words on which `count` comments lie."""
        return self._count("o", count, lambda: ngettext("[%(num)d comment on: ", "[%(num)d comments on: ", count))

    def _count(self, what: str, count: int, words: Callable[[], str]) -> str:
        if (what, count) not in self._counted:
            self._counted[what, count] = escape(words())
        return self._counted[what, count]

    def of(self, row: PrintedRow) -> str:
        """What a block is called in front of what can be done with it."""
        number = row.number.strip("•-– ")
        if number:
            return f"{self.kinds[row.kind]} {escape(number)}"
        words = " ".join(plain(" ".join(row.parts)).split())
        shown = escape(words if len(words) <= NAMING else words[:NAMING] + "…")
        return f"{self.kinds[row.kind]} {self.quoted % {'words': shown}}"


def block_html(row: PrintedRow, html: str, marks: str, names: Names, *, back: str = "") -> str:
    """`html` is the inner HTML, `marks` the margin's, `back` a footnote's link back to the text."""
    key, number = row.key, escape(row.number)
    if row.kind is Kind.ROW:
        return f'<tr class="para-row" id="p{key}" data-key="{key}">{html}<td class="beside-row">{marks}</td></tr>'
    if row.kind is Kind.HEADING:
        level = min(row.level + 1, 6)
        label = f'<span class="label">{number}</span> ' if row.number else ""
        return (
            f'<div class="para head h-{row.level}" id="p{key}" data-key="{key}"><span class="num"></span>'
            f'<h{level} class="t">{label}<span class="own">{html}</span></h{level}>{marks}</div>'
        )
    said = f'lang="{names.language}" aria-label="{names.of(row)}, {names.link}"'
    link = f'<a class="num" href="#p{key}" {said}>{number or "§"}</a>'
    extra = f" point l{row.level}" if row.kind is Kind.POINT else ""
    anchor = ""
    if row.kind is Kind.FOOTNOTE:
        extra, anchor = " note-block", f'<span id="fn-{escape(row.label)}"></span>'
    inner = f'<div class="t">{anchor}<p class="own">{html}</p>{back}</div>'
    return f'<div class="para{extra}" id="p{key}" data-key="{key}">{link}{inner}{marks}</div>'


def margin_html(row: PrintedRow, margin: Margin, around: Around, names: Names) -> str:
    name = f'<span class="vh">{names.of(row)}{names.colon} </span>'
    panel = f"{around.address}?p={row.key}"
    out = []
    if margin.amendments:
        words = names.amendments(margin.amendments)
        out.append(f'<li><a href="{panel}&amp;tab=amendments#panel-title">{name}{words}</a></li>')
    if margin.colliding:
        words = names.collide(margin.colliding)
        out.append(f'<li><a class="col" href="{panel}&amp;tab=amendments#panel-title">{name}{words}</a></li>')
    if margin.comments:
        words = names.comments(margin.comments)
        out.append(f'<li><a href="{panel}&amp;tab=comments#panel-title">{name}{words}</a></li>')
    if not out and around.contributing:
        out.append(f'<li class="quiet"><a href="{panel}#panel-title">{name}{names.discuss}</a></li>')
    elif not out:
        out.append(f'<li class="quiet"><a href="{panel}&amp;tab=history#panel-title">{name}{names.history}</a></li>')
    if around.contributing:
        here = f"{around.address}/p/{row.key}"
        out.append(
            f'<li class="do"><a href="{here}/comment">{name}{names.comment}</a> · '
            f'<a href="{here}/amend">{name}{names.amend}</a></li>'
        )
    return f'<ul class="marks" lang="{names.language}">{"".join(out)}</ul>'


class Texts:
    """The blocks' inner HTML: as it was stored, but where comments quote words of it these are marked."""

    def __init__(self, rows: Sequence[PrintedRow], names: Names) -> None:
        self._names = names
        self._numbers = {row.key: row.number for row in rows}
        self._notes = {row.label: row.number for row in rows if row.kind is Kind.FOOTNOTE}
        self._first: dict[str, int] = {}
        for row in rows if self._notes else ():
            for label in _NOTE.findall(" ".join(row.parts)):
                self._first.setdefault(label, row.key)

    def back(self, row: PrintedRow) -> str:
        """For a footnote: the link to where it is first referred to."""
        first = self._first.get(row.label) if row.kind is Kind.FOOTNOTE else None
        if first is None:
            return ""
        said = f'lang="{self._names.language}" aria-label="{self._names.back}"'
        return f' <a class="back" href="#p{first}" role="doc-backlink" {said}>↩</a>'

    def html(self, row: PrintedRow, quoted: Sequence[Quoted]) -> str:
        if not quoted:
            return row.html
        parts = [
            self._part(text, [Marked(start=one.start, end=one.end) for one in quoted if one.part == index])
            for index, text in enumerate(row.parts)
        ]
        if row.kind is not Kind.ROW:
            return parts[0]
        opening, closing = ('<th scope="col">', "</th>") if row.header else ("<td>", "</td>")
        return "".join(f"{opening}{cell}{closing}" for cell in parts)

    def _part(self, text: str, marks: Sequence[Marked]) -> str:
        return render_marked(
            text,
            marks,
            opening=self._names.opening,
            reference=self._numbers.get,
            footnote=self._notes.get,
            language=self._names.language,
        )
