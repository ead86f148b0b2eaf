"""The draft's body joined in Python from its stored rows: no template loop, no Markdown but where words are marked.

What is kept is kept by (draft, revision, language, what this seat may see); whoever changes something that readers
see raises the revision (procedure.acting.touch).
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from threading import Lock

from flask_babel import gettext, ngettext
from markupsafe import Markup, escape

from drafting.procedure.read_draft import NOTHING, Margin, PrintedRow, Quoted, Reading
from drafting.text.blocks import Kind
from drafting.text.render import Marked, render_marked

KEPT_BODIES = 32


@dataclass(frozen=True, slots=True)
class Entry:
    """A heading in the contents: `count` is what was contributed beneath it, deeper headings included."""

    key: int
    level: int
    label: str
    words: Markup
    count: int


@dataclass(frozen=True, slots=True)
class Body:
    """The draft ready to be put into the page: `text` in two halves around the block `selected` is easy to find."""

    contents: tuple[Entry, ...]
    text: Markup
    total: int
    before_first: Margin


class Bodies:
    """The last bodies that were composed, by what they depend on."""

    def __init__(self) -> None:
        self._kept: OrderedDict[tuple[object, ...], Body] = OrderedDict()
        self._lock = Lock()

    def get(self, key: tuple[object, ...]) -> Body | None:
        with self._lock:
            found = self._kept.get(key)
            if found is not None:
                self._kept.move_to_end(key)
            return found

    def keep(self, key: tuple[object, ...], body: Body) -> Body:
        with self._lock:
            self._kept[key] = body
            while len(self._kept) > KEPT_BODIES:
                self._kept.popitem(last=False)
        return body


bodies = Bodies()


@dataclass(frozen=True, slots=True)
class Addresses:
    """Where the links of a body lead: `draft` is the draft's own address."""

    draft: str
    contributing: bool


def compose(
    reading: Reading,
    addresses: Addresses,
    *,
    inserted: Mapping[int, str] | None = None,
    shown: Mapping[int, str] | None = None,
) -> Body:
    """Join the body. `inserted`: HTML to stand after a block (0: before the first); `shown`: HTML in place of a
    block's own inner HTML (a diff)."""
    names = _Names()
    after = inserted or {}
    instead = shown or {}
    out: list[str] = [after.get(0, "")]
    notes: list[str] = []
    table = 0
    for row in reading.rows:
        margin = reading.margins.get(row.key, NOTHING)
        html = instead.get(row.key) or _marked(row, reading)
        if table and (row.kind is not Kind.ROW or row.table != table):
            out.append("</tbody></table></div>")
            table = 0
        if row.kind is Kind.ROW and not table:
            out.append(
                f'<div class="scroll tabled" tabindex="0" role="group" aria-label="{names.table}">'
                '<table class="rows"><tbody>'
            )
            table = row.table
        told = _block(row, html, _marks(row, margin, addresses, names), names)
        if row.kind is Kind.FOOTNOTE:
            notes.append(told + after.get(row.key, ""))
        else:
            out.append(told)
            if row.key in after:
                if table:
                    out.append(f'<tr class="beside"><td colspan="9">{after[row.key]}</td></tr>')
                else:
                    out.append(after[row.key])
    if table:
        out.append("</tbody></table></div>")
    if notes:
        out.append(f'<section class="notes" aria-label="{names.notes}">{"".join(notes)}</section>')
    return Body(
        contents=contents_of(reading.rows, reading.margins),
        text=Markup("".join(out)),
        total=sum(margin.all for margin in reading.margins.values()),
        before_first=reading.margins.get(0, NOTHING),
    )


class _Names:
    """The words that stand beside every block, looked up once a body."""

    def __init__(self) -> None:
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


def _marks(row: PrintedRow, margin: Margin, addresses: Addresses, names: _Names) -> str:
    name = f'<span class="vh">{names.of(row)}: </span>'
    panel = f"{addresses.draft}?p={row.key}"
    out = []
    if margin.amendments:
        words = _amendments(margin.amendments)
        out.append(f'<li><a href="{panel}&amp;tab=amendments#panel">{name}{words}</a></li>')
    if margin.colliding:
        out.append(
            f'<li><a class="col" href="{panel}&amp;tab=amendments#panel">{name}{_collide(margin.colliding)}</a></li>'
        )
    if margin.comments:
        out.append(f'<li><a href="{panel}&amp;tab=comments#panel">{name}{_comments(margin.comments)}</a></li>')
    if not out:
        out.append(f'<li class="quiet"><a href="{panel}#panel">{name}{names.discuss}</a></li>')
    if addresses.contributing:
        here = f"{addresses.draft}/p/{row.key}"
        out.append(
            f'<li class="do"><a href="{here}/comment">{name}{names.comment}</a> · '
            f'<a href="{here}/amend">{name}{names.amend}</a></li>'
        )
    return f'<ul class="marks">{"".join(out)}</ul>'


def _amendments(count: int) -> str:
    return escape(ngettext("%(num)d amendment", "%(num)d amendments", count))


def _collide(count: int) -> str:
    return escape(ngettext("%(num)d collides", "%(num)d collide", count))


def _comments(count: int) -> str:
    return escape(ngettext("%(num)d comment", "%(num)d comments", count))


def _marked(row: PrintedRow, reading: Reading) -> str:
    """The stored HTML, or, where comments quote words of the block, the same with these words marked."""
    quoted = reading.quoted.get(row.key)
    parts = reading.texts.get(row.key)
    if not quoted or not parts:
        return row.html
    opening = gettext("[comment on: ")
    tag = "th" if row.header else "td"
    rendered = [_marked_part(part, _of_part(quoted, index), opening) for index, part in enumerate(parts)]
    return "".join(f"<{tag}>{cell}</{tag}>" for cell in rendered) if row.kind is Kind.ROW else rendered[0]


def _of_part(quoted: Iterable[Quoted], index: int) -> tuple[tuple[int, int], ...]:
    return tuple(sorted({(one.start, one.end) for one in quoted if one.part == index}))


@lru_cache(maxsize=4096)
def _marked_part(text: str, ranges: tuple[tuple[int, int], ...], opening: str) -> str:
    marks = [Marked(start=start, end=end) for start, end in ranges]
    return render_marked(text, marks, opening=lambda _count: opening)


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
    return tuple(
        Entry(row.key, row.level, row.number, Markup(row.html).striptags(), count)  # type: ignore[arg-type]
        for row, count in headings
    )
