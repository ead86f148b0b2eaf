"""The draft's body joined in Python from its stored rows: no template loop, no Markdown but where words are marked."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from flask_babel import gettext, ngettext
from markupsafe import Markup, escape

from drafting.procedure.margins import NOTHING, Margin, Quoted
from drafting.procedure.read_draft import PrintedRow, Reading
from drafting.text.blocks import Kind
from drafting.text.render import Marked, render_marked


@dataclass(frozen=True, slots=True)
class Entry:
    """A heading in the contents: `count` is what was contributed beneath it, deeper headings included."""

    key: int
    level: int
    label: str
    words: str
    count: int


@dataclass(frozen=True, slots=True)
class Body:
    """The draft ready to be put into the page, as bytes by names: "contents", "told" (the number of contributions) and
    "text"."""

    data: Mapping[str, bytes]

    def __getattr__(self, name: str) -> Markup:
        """For templates."""
        if name not in ("contents", "told", "text"):
            raise AttributeError(name)
        return Markup(self.data[name].decode())

    def with_selected(self, key: int) -> Body:
        """The same with the block `key` marked as the one that the panel is about."""
        place = f' data-key="{key}"'.encode()
        marked = self.data["text"].replace(place + b">", place + b' aria-current="true">', 1)
        return Body({**self.data, "text": marked})


class Shelf(Protocol):
    """Where blocks are kept by all that they are composed of."""

    def get(self, key: tuple[object, ...], /) -> bytes | None: ...

    def keep(self, key: tuple[object, ...], value: bytes, /) -> bytes: ...


@dataclass(frozen=True, slots=True)
class Around:
    """What a body is composed for: `address` is the draft's own, `contributing` whether the seat may prepare
    contributions; `kept` has blocks that were composed before, under keys that begin with `place`."""

    address: str
    contributing: bool
    kept: Shelf
    place: tuple[object, ...]


def compose(
    reading: Reading,
    around: Around,
    *,
    inserted: Mapping[int, str] | None = None,
    shown: Mapping[int, str] | None = None,
) -> Body:
    """Join the body. `inserted`: HTML to stand after a block (0: before the first); `shown`: HTML in place of a
    block's own inner HTML (a diff)."""
    names = _Names()
    composed = _composed(reading, around, names, shown or {})
    after = {key: html.encode() for key, html in (inserted or {}).items()}
    out: list[bytes] = [after.get(0, b"")]
    notes: list[bytes] = []
    table = 0
    for row, block in zip(reading.rows, composed, strict=True):
        if table and (row.kind is not Kind.ROW or row.table != table):
            out.append(b"</tbody></table></div>")
            table = 0
        if row.kind is Kind.ROW and not table:
            out.append(
                f'<div class="scroll tabled" tabindex="0" role="group" aria-label="{names.table}">'
                '<table class="rows"><tbody>'.encode()
            )
            table = row.table
        into = notes if row.kind is Kind.FOOTNOTE else out
        into.append(block)
        if row.key in after:
            beside = after[row.key]
            into.append(b'<tr class="beside"><td colspan="9">%b</td></tr>' % beside if table else beside)
    if table:
        out.append(b"</tbody></table></div>")
    if notes:
        out += [f'<section class="notes" aria-label="{names.notes}">'.encode(), *notes, b"</section>"]
    total = sum(margin.all for margin in reading.margins.values())
    told = ngettext("%(num)s contribution so far.", "%(num)s contributions so far.", total) if total else ""
    contents = _contents(contents_of(reading.rows, reading.margins), names)
    return Body({"contents": contents.encode(), "told": escape(told).encode(), "text": b"".join(out)})


def _composed(reading: Reading, around: Around, names: _Names, shown: Mapping[int, str]) -> list[bytes]:
    """Every block with its margin, in order; only those that were never composed like this are made."""
    margins, kept, place = reading.margins, around.kept, around.place
    keys = [(place, row.key, margins.get(row.key, NOTHING)) for row in reading.rows]
    found = [None if row.key in shown else kept.get(key) for row, key in zip(reading.rows, keys, strict=True)]
    if None not in found:
        return [block for block in found if block is not None]
    missing = [row.key for row, block in zip(reading.rows, found, strict=True) if block is None]
    quoted = reading.quoted_in([key for key in missing if margins.get(key, NOTHING).comments and key not in shown])
    marker = _Marker(reading, names)
    out = []
    for row, key, block in zip(reading.rows, keys, found, strict=True):
        if block is None:
            marks = _marks(row, margins.get(row.key, NOTHING), around, names)
            html = shown.get(row.key) or (marker.html(row, quoted[row.key]) if row.key in quoted else row.html)
            block = _block(row, html, marks, names).encode()
            if row.key not in shown:
                kept.keep(key, block)
        out.append(block)
    return out


class _Names:
    """The words that stand beside every block, each looked up once a body."""

    def __init__(self) -> None:
        self._counted: dict[tuple[str, int], str] = {}
        self.discuss = escape(gettext("Discuss"))
        self.comment = escape(gettext("Comment"))
        self.amend = escape(gettext("Amend"))
        self.paragraph = escape(gettext("Paragraph"))
        self.table = escape(gettext("Table"))
        self.notes = escape(gettext("Footnotes"))
        self.link = escape(gettext("link"))
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
        return f'{count}<span class="vh"> {words}</span>'

    def opening(self, count: int) -> str:
        """What is said, unseen, before words on which `count` comments lie."""
        return self._count("o", count, lambda: ngettext("[%(num)d comment on: ", "[%(num)d comments on: ", count))

    def _count(self, what: str, count: int, words: Callable[[], str]) -> str:
        if (what, count) not in self._counted:
            self._counted[what, count] = escape(words())
        return self._counted[what, count]

    def of(self, row: PrintedRow) -> str:
        return f"{self.kinds[row.kind]} {escape(row.number)}".strip() if row.number else self.kinds[row.kind]


def _block(row: PrintedRow, html: str, marks: str, names: _Names) -> str:
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
    link = f'<a class="num" href="#p{key}" aria-label="{names.of(row)}, {names.link}">{number or "§"}</a>'
    extra = f" point l{row.level}" if row.kind is Kind.POINT else ""
    anchor = ""
    if row.kind is Kind.FOOTNOTE:
        extra, anchor = " note-block", f'<span id="fn-{escape(row.label)}"></span>'
    inner = f'<div class="t">{anchor}<p class="own">{html}</p></div>'
    return f'<div class="para{extra}" id="p{key}" data-key="{key}">{link}{inner}{marks}</div>'


def _marks(row: PrintedRow, margin: Margin, around: Around, names: _Names) -> str:
    name = f'<span class="vh">{names.of(row)}: </span>'
    panel = f"{around.address}?p={row.key}"
    out = []
    if margin.amendments:
        words = names.amendments(margin.amendments)
        out.append(f'<li><a href="{panel}&amp;tab=amendments#panel">{name}{words}</a></li>')
    if margin.colliding:
        words = names.collide(margin.colliding)
        out.append(f'<li><a class="col" href="{panel}&amp;tab=amendments#panel">{name}{words}</a></li>')
    if margin.comments:
        words = names.comments(margin.comments)
        out.append(f'<li><a href="{panel}&amp;tab=comments#panel">{name}{words}</a></li>')
    if not out:
        out.append(f'<li class="quiet"><a href="{panel}#panel">{name}{names.discuss}</a></li>')
    if around.contributing:
        here = f"{around.address}/p/{row.key}"
        out.append(
            f'<li class="do"><a href="{here}/comment">{name}{names.comment}</a> · '
            f'<a href="{here}/amend">{name}{names.amend}</a></li>'
        )
    return f'<ul class="marks">{"".join(out)}</ul>'


class _Marker:
    """Puts marks around the words that comments quote."""

    def __init__(self, reading: Reading, names: _Names) -> None:
        self._reading, self._names = reading, names
        self._numbers: dict[int, str] = {}
        self._notes: dict[str, str] = {}

    def html(self, row: PrintedRow, quoted: Sequence[Quoted]) -> str:
        """The block's inner HTML, as it was stored but for the marks."""
        parts = [
            self._part(text, [Marked(start=one.start, end=one.end) for one in quoted if one.part == index])
            for index, text in enumerate(row.parts)
        ]
        if row.kind is not Kind.ROW:
            return parts[0]
        opening, closing = ('<th scope="col">', "</th>") if row.header else ("<td>", "</td>")
        return "".join(f"{opening}{cell}{closing}" for cell in parts)

    def _part(self, text: str, marks: Sequence[Marked]) -> str:
        if not self._numbers:
            self._numbers = {row.key: row.number for row in self._reading.rows}
            self._notes = {row.label: row.number for row in self._reading.rows if row.kind is Kind.FOOTNOTE}
        return render_marked(
            text, marks, opening=self._names.opening, reference=self._numbers.get, footnote=self._notes.get
        )


DEEPEST_LISTED = 4


def _contents(entries: Sequence[Entry], names: _Names) -> Markup:
    listed = []
    for entry in entries:
        if entry.level <= DEEPEST_LISTED:
            label = f"{escape(entry.label)} " if entry.label else ""
            count = f'<span class="c">{names.contributions(entry.count)}</span>' if entry.count else ""
            listed.append(
                f'<li class="c-{entry.level}"><a href="#p{entry.key}"><span>{label}{escape(entry.words)}</span>'
                f"{count}</a></li>"
            )
    return Markup(f'<ol class="contents">{"".join(listed)}</ol>')


def contents_of(rows: Sequence[PrintedRow], margins: Mapping[int, Margin]) -> tuple[Entry, ...]:
    """The headings in order, each with the number of contributions beneath it."""
    headings: list[tuple[PrintedRow, int]] = []
    open_: list[int] = []
    for row in rows:
        if row.kind is Kind.HEADING:
            while open_ and headings[open_[-1]][0].level >= row.level:
                open_.pop()
            headings.append((row, 0))
            open_.append(len(headings) - 1)
        count = margins.get(row.key, NOTHING).all
        if count:
            for index in open_:
                headings[index] = (headings[index][0], headings[index][1] + count)
    return tuple(Entry(row.key, row.level, row.number, Markup(row.html).striptags(), count) for row, count in headings)
