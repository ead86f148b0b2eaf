"""The two other views of a draft: what changed since the one before, and all amendments in the text."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence

from flask import url_for
from flask_babel import get_locale, gettext
from markupsafe import Markup, escape
from sqlalchemy.orm import Session

from drafting.model.paragraphs import DraftParagraph
from drafting.model.people import Seat
from drafting.model.rounds import Round
from drafting.model.texts import Draft
from drafting.procedure.descent import Descents
from drafting.procedure.layout import rows_of
from drafting.procedure.visibility import visible_amendments
from drafting.rules.labels import amendment_label
from drafting.text.blocks import Kind
from drafting.text.diff import Segment, diff, is_rewritten
from drafting.text.render import render_diff, render_gone, render_inline, render_new
from drafting.text.stretch import within
from drafting.text.tokens import BLANK_LINE
from drafting.web.phrases import block_name, changes_in_words, operation_in_words
from drafting.web.shown import place_of, told_diff, typographic_tag, unseen


class Numbers:
    """What references to blocks and footnotes show: the numbers of the day in one draft."""

    def __init__(self, rows: Iterable[DraftParagraph] = ()) -> None:
        self.reference: dict[int, str] = {}
        self.footnote: dict[str, str] = {}
        for row in rows:
            self.reference[row.key] = row.number
            if row.kind is Kind.FOOTNOTE:
                self.footnote[row.label] = row.number

    def html(self, text: str) -> str:
        return render_inline(text, reference=self.reference.get, footnote=self._note)

    def diff(self, segments: Sequence[Segment]) -> str:
        """The diff with what it says in words before it, for those who do not see it."""
        told = unseen(changes_in_words(segments))
        return f"{told}{render_diff(segments, reference=self.reference.get, footnote=self._note)}"

    def gone(self, text: str) -> str:
        return render_gone(text, reference=self.reference.get, footnote=self._note)

    def new(self, text: str) -> str:
        return render_new(text, reference=self.reference.get, footnote=self._note)

    def _note(self, label: str) -> str:
        return self.footnote.get(label, label)


def changed_html(before: DraftParagraph, after: DraftParagraph, numbers: Numbers | None = None) -> str:
    """The inner HTML of a block with what changed since `before` marked; `numbers` of the draft of `after`."""
    shown = numbers or Numbers()
    parts = [
        _part(old, new, shown)
        for old, new in zip((*before.block.parts, *[""] * len(after.block.parts)), after.block.parts, strict=False)
    ]
    if after.kind is not Kind.ROW:
        return parts[0]
    tag = "th" if after.header else "td"
    return "".join(f"<{tag}>{part}</{tag}>" for part in parts)


def descended_html(descents: Descents, row: DraftParagraph, numbers: Numbers) -> str:
    """The inner HTML of a block of the later draft with what changed marked, split and joined ones included."""
    if not descents.sources_of(descents.first_of(row.key)):
        return _whole(row, numbers.new, gettext("New: "))
    if descents.is_plain(row.key):
        return changed_html(descents.before[row.key], row, numbers)
    descent = descents.of(row.key)
    assert descent is not None  # it is in the later draft, and its sources in the earlier
    start, end = descent.new_at[row.key]
    start = max(start - len(BLANK_LINE), 0)  # the blank line that parts it from the block before is its own
    segments = diff(descent.old, descent.new)
    cut = within(segments, start, end, last=end == len(descent.new))
    return numbers.diff([Segment(segment.op, text) for segment, text in cut])


def _part(old: str, new: str, numbers: Numbers) -> str:
    if old == new:
        return numbers.html(new)
    segments = diff(old, new)
    if is_rewritten(segments):
        return f"{unseen(changes_in_words(segments))}{numbers.gone(old)} {numbers.new(new)}"
    return f"{typographic_tag(old, new)}{numbers.diff(segments)}"


def changes_since(session: Session, draft: Draft) -> tuple[dict[int, str], dict[int, str]]:
    """(key → the block's HTML with its changes, key → the HTML of deleted blocks that stood after it)."""
    if draft.base is None:
        return {}, {}
    before = rows_of(session, draft.base)
    descents = Descents(before, rows_of(session, draft, with_gone=True))
    now = descents.now
    numbers, former = Numbers(now.values()), Numbers(before)
    shown = {
        key: descended_html(descents, row, numbers)
        for key, row in now.items()
        if key not in descents.before or descents.before[key].hash != row.hash
    }
    gone: dict[int, str] = defaultdict(str)
    last = 0
    for row in before:
        if descents.first_of(row.key) in now:
            last = row.key if row.key in now else last
        else:
            told = f'<p class="t">{unseen(gettext("Deleted: "))}{former.gone(" · ".join(row.block.parts))}</p>'
            gone[last] += f'<div class="para gone"><span class="num">{escape(row.number)}</span>{told}</div>'
    return shown, dict(gone)


def gone_html(row: DraftParagraph, numbers: Numbers) -> str:
    """The inner HTML of a block that is gone."""
    return _whole(row, numbers.gone, gettext("Deleted: "))


def _whole(row: DraftParagraph, shown: Callable[[str], str], told: str) -> str:
    parts = [shown(part) for part in row.block.parts]
    parts[0] = f"{unseen(told)}{parts[0]}"
    if row.kind is not Kind.ROW:
        return parts[0]
    return "".join(f"<td>{part}</td>" for part in parts)


def amendments_inline(session: Session, draft: Draft, round_: Round, *, by: Seat) -> dict[int, str]:
    """Key → every amendment to the block as HTML, to stand beneath it."""
    rows = {row.key: row for row in rows_of(session, draft)}
    out: dict[int, str] = defaultdict(str)
    for seen in visible_amendments(session, round_, by):
        amendment = seen.amendment
        if amendment.state != "submitted":
            continue
        row = rows.get(amendment.key)
        told, shown, _full = told_diff(amendment, row)
        label = amendment_label(amendment.number, amendment.revision)
        address = url_for("reading.amendment", text=draft.text.slug, item=amendment.number)
        name = block_name(row.block, row.number) if row is not None else ""
        kind = operation_in_words(amendment, name, place_of(amendment))
        out[amendment.key] += Markup(
            '<div class="inline-am"><div lang="{}"><p class="by"><a href="{}">{}</a> <b>{}</b> {}</p>'
            '<p class="vh">{}</p></div><div class="diff">{}</div></div>'
        ).format(get_locale(), address, label, amendment.delegation.name, kind, told, shown)
    return dict(out)
