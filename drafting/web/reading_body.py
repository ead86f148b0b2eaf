"""The draft's body joined in Python from its stored rows: no template loop, no Markdown but where words are marked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from flask_babel import gettext, ngettext
from markupsafe import Markup, escape

from drafting.procedure.margins import NOTHING, Margin
from drafting.procedure.read_draft import PrintedRow, Reading
from drafting.text.blocks import Kind
from drafting.web.reading_blocks import Around, Names, Texts, block_html, margin_html


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


def compose(
    reading: Reading,
    around: Around,
    *,
    kept: Shelf,
    place: tuple[object, ...],
    inserted: Mapping[int, str] | None = None,
    shown: Mapping[int, str] | None = None,
) -> Body:
    """Join the body. `inserted`: HTML to stand after a block (0: before the first); `shown`: HTML in place of a
    block's own inner HTML (a diff). `kept` has blocks that were composed before, under keys that begin with `place`."""
    names = Names()
    composed = _composed(reading, around, names, shown or {}, kept, place)
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
    out.append(_orphans(reading, around, names).encode())
    total = sum(margin.all for margin in reading.margins.values())
    told = ngettext("%(num)s contribution so far.", "%(num)s contributions so far.", total) if total else ""
    contents = _contents(contents_of(reading.rows, reading.margins), names)
    return Body({"contents": contents.encode(), "told": escape(told).encode(), "text": b"".join(out)})


def _orphans(reading: Reading, around: Around, names: Names) -> str:
    """Comments on blocks that this draft does not have any more: told at the end, with a link to each block's page."""
    here = {0, *(row.key for row in reading.rows)}
    links = [
        f'<li><a href="{around.address}/p/{key}?tab=comments">{names.comments(margin.comments)}</a></li>'
        for key, margin in sorted(reading.margins.items())
        if key not in here
    ]
    if not links:
        return ""
    told = escape(gettext("On parts of the text that were deleted:"))
    return f'<section class="orphans" lang="{names.language}"><p>{told}</p><ul>{"".join(links)}</ul></section>'


def _composed(
    reading: Reading,
    around: Around,
    names: Names,
    shown: Mapping[int, str],
    kept: Shelf,
    place: tuple[object, ...],
) -> list[bytes]:
    """Every block with its margin, in order; only those that were never composed like this are made."""
    margins = reading.margins
    keys = [(place, row.key, margins.get(row.key, NOTHING)) for row in reading.rows]
    found = [None if row.key in shown else kept.get(key) for row, key in zip(reading.rows, keys, strict=True)]
    missing = {row.key for row, block in zip(reading.rows, found, strict=True) if block is None}
    if not missing:
        return [block for block in found if block is not None]
    quoted = reading.quoted_in([key for key in missing - shown.keys() if margins.get(key, NOTHING).comments])
    texts = Texts(reading.rows, names)
    out = []
    for row, key, block in zip(reading.rows, keys, found, strict=True):
        if block is None:
            html = shown.get(row.key) or texts.html(row, quoted.get(row.key, ()))
            marks = margin_html(row, key[2], around, names)
            block = block_html(row, html, marks, names, back=texts.back(row)).encode()
            if row.key not in shown:
                kept.keep(key, block)
        out.append(block)
    return out


DEEPEST_LISTED = 4


def _contents(entries: Sequence[Entry], names: Names) -> Markup:
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
