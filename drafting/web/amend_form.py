"""The amendment form: its fields as typed, and what they would change."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flask_babel import gettext
from markupsafe import Markup
from sqlalchemy.orm import Session

from drafting.errors import Invalid
from drafting.model.amendments import Amendment
from drafting.model.paragraphs import DraftParagraph
from drafting.model.rounds import Round
from drafting.procedure.collisions import beside, keyed_blocks
from drafting.procedure.contributing import has_blank_line, stored, with_blank_lines
from drafting.procedure.proposed_operation import Typed, proposal
from drafting.procedure.unsent import amendment_form
from drafting.rules.lifecycle import ItemKind, Operation
from drafting.text.blocks import Kind
from drafting.text.diff import MAX_BLOCK_CHARS, Segment, diff, is_rewritten, is_typographic
from drafting.text.merge import Change, apply, changes
from drafting.text.render import render_diff, render_gone, render_inline, render_new
from drafting.text.structure import DIVISIBLE, Keyed
from drafting.text.tokens import BLANK_LINE
from drafting.web.phrases import block_name, changes_in_words, operation_in_words
from drafting.web.places import place_name
from drafting.web.wording import words_of

FIELDS = (
    *("text", "reason", "kind", "new_kind", "new_level", "beneath", "after"),
    *("on_behalf_of", "source", "belongs", "package_title"),
)
_CELL = re.compile(r"cell-([0-9]{1,2})")


@dataclass(frozen=True, slots=True, kw_only=True)
class AmendForm:
    """The fields as strings, as the page shows them and the server keeps them; the operation and its place."""

    operation: Operation
    key: int
    part: int
    text: str = ""
    reason: str = ""
    kind: str = ItemKind.SUBSTANTIVE.value
    new_kind: str = ""
    new_level: str = ""
    beneath: str = ""
    after: str = ""
    cells: tuple[str, ...] = ()
    on_behalf_of: str = ""
    source: str = ""
    belongs: str = ""
    package_title: str = ""

    @classmethod
    def of(cls, fields: Mapping[str, str], *, operation: Operation, key: int, part: int, base: str = "") -> AmendForm:
        """The form from what was typed or kept; without a text, it begins with the block's (`base`)."""
        typed = {name: str(fields[name]) for name in FIELDS if name in fields}
        typed.setdefault("text", base if operation is Operation.REPLACE else "")
        typed["text"] = typed["text"].replace("\r\n", "\n")
        numbers = sorted(int(found[1]) for name in fields if (found := _CELL.fullmatch(name)))
        cells = tuple(str(fields[f"cell-{number}"]) for number in numbers)
        return cls(operation=operation, key=key, part=part, cells=cells, **typed)

    @property
    def name(self) -> str:
        """The name under which it is kept unsent."""
        return amendment_form(self.operation, self.key, self.part)

    def fields(self) -> dict[str, str]:
        """What is kept of it."""
        kept = {name: getattr(self, name) for name in FIELDS if getattr(self, name)}
        return kept | {f"cell-{number}": cell for number, cell in enumerate(self.cells)}

    def typed(self) -> Typed:
        """The operation, as the procedure takes it."""
        return Typed(
            operation=self.operation,
            part=self.part,
            text=self.text,
            cells=self.cells,
            new_kind=self.block_kind(),
            new_level=self.level(),
            beneath=self.beneath,
            after=int(self.after) if self.after.isdecimal() and len(self.after) < 10 else None,
        )

    def item_kind(self) -> ItemKind:
        return ItemKind(self.kind) if self.kind in set(ItemKind) else ItemKind.SUBSTANTIVE

    def block_kind(self) -> Kind | None:
        return Kind(self.new_kind) if self.new_kind in set(Kind) else None

    def level(self) -> int | None:
        """The chosen level; a paragraph has none to choose."""
        if self.new_kind == Kind.PARAGRAPH:
            return None
        return int(self.new_level) if self.new_level.isdecimal() and len(self.new_level) < 3 else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """What a form would change: marked, in words, and what stands beside it. `problem` says why there is nothing;
    `on_words`: it collides with changes of words only."""

    live: Markup
    in_words: str = ""
    typographic: bool = False
    some_typographic: bool = False
    problem: str = ""
    same: tuple[Amendment, ...] = ()
    rivals: tuple[Amendment, ...] = ()
    on_words: bool = False


def preview(session: Session, round_: Round, row: DraftParagraph | None, form: AmendForm) -> Preview:
    """The live diff of a form; never refuses, whatever was typed."""
    if form.operation is Operation.REPLACE and row is not None:
        return _rewording(session, round_, row, form)
    told = proposal(form.key, form.typed())
    near = beside(session, round_, told)
    name = block_name(row.block, row.number) if row is not None else ""
    if form.operation is Operation.INSERT:
        try:
            typed = [stored(each, field="text") for each in form.cells or (form.text,)]
        except Invalid as refused:
            return _as_typed(form, refused)
        paragraphs = typed if form.cells else with_blank_lines(typed[0]).split(BLANK_LINE)
        parts = [part for part in paragraphs if part.strip()]
        shown = Markup("").join(Markup("<p>{}</p>").format(Markup(render_new(part))) for part in parts)
        problem = "" if parts else gettext("Nothing is added yet.")
        said = operation_in_words(told, name) if parts else ""
        return Preview(live=shown, in_words=said, problem=problem, same=near.same if parts else (), rivals=near.rivals)
    assert row is not None  # only an insertion may have no block
    base = " · ".join(row.block.parts)
    if form.operation is Operation.DELETE:
        shown = Markup("<p>{}</p>").format(Markup(render_gone(base)))
        return Preview(live=shown, in_words=operation_in_words(told, name), same=near.same, rivals=near.rivals)
    if form.operation is Operation.JOIN:
        shown = _joined(row, keyed_blocks(session, round_))
        return Preview(live=shown, in_words=operation_in_words(told, name), same=near.same, rivals=near.rivals)
    chosen = told.after is not None if form.operation is Operation.MOVE else told.new_kind is not None
    place = place_name(round_.id, told.after) if told.after is not None else ""
    said = operation_in_words(told, name, place) if chosen else ""
    return Preview(
        live=Markup("<p>{}</p>").format(Markup(render_inline(base))),
        in_words=said,
        problem="" if chosen else gettext("Nothing is chosen yet."),
        same=near.same if chosen else (),
        rivals=near.rivals if chosen else (),
    )


def _joined(row: DraftParagraph, blocks: Sequence[Keyed]) -> Markup:
    """The block with the next one added, the blank line between them marked as gone."""
    keys = [item.key for item in blocks]
    following = blocks[keys.index(row.key) + 1 :][:1]
    if not following:
        return Markup()
    joined = [
        Segment("equal", row.text),
        Segment("delete", BLANK_LINE),
        Segment("insert", " "),
        Segment("equal", following[0].block.text),
    ]
    return Markup("<p>{}</p>").format(Markup(render_diff(joined)))


def _rewording(session: Session, round_: Round, row: DraftParagraph, form: AmendForm) -> Preview:
    base = row.block.parts[form.part]
    try:
        text = with_blank_lines(stored(form.text, field="text"))
    except Invalid as refused:
        return _as_typed(form, refused)
    if text == base:
        return Preview(
            live=Markup("<p>{}</p>").format(Markup(render_inline(base))), problem=gettext("Nothing is changed yet.")
        )
    segments = diff(base, text)
    if is_rewritten(segments):
        shown = Markup("<p>{}</p><p>{}</p>").format(Markup(render_gone(base)), Markup(render_new(text)))
    else:
        shown = Markup("<p>{}</p>").format(Markup(render_diff(segments)))
    proposed = changes(base, text)
    near = beside(
        session, round_, proposal(form.key, Typed(operation=Operation.REPLACE, part=form.part, text=text)), proposed
    )
    problem = ""
    if has_blank_line(text):
        problem = (
            gettext("The blank line makes separate paragraphs of it; the first keeps its number.")
            if row.kind in DIVISIBLE
            else gettext("A cell and a footnote cannot be parted by a blank line.")
        )
    return Preview(
        live=shown,
        in_words=changes_in_words(segments),
        typographic=is_typographic(base, text),
        on_words=all(a.operation is Operation.REPLACE for a in near.rivals),
        some_typographic=any(_is_typographic(base, change) for change in proposed),
        problem=problem,
        same=near.same,
        rivals=near.rivals,
    )


def _as_typed(form: AmendForm, refused: Invalid) -> Preview:
    """What cannot be taken as it is, shown without being looked into, and why."""
    return Preview(
        live=Markup("<p>{}</p>").format((form.text or " · ".join(form.cells))[:MAX_BLOCK_CHARS]),
        problem=words_of(refused),
    )


def without_typographic(base: str, text: str) -> str:
    """`text` with all changes taken back that are of spaces, quotation marks or dashes only."""
    text = stored(text, field="text")
    if is_typographic(base, text):
        return base
    return apply(base, [change for change in changes(base, text) if not _is_typographic(base, change)])


def _is_typographic(base: str, change: Change) -> bool:
    return is_typographic(base[change.start : change.end], change.text)
