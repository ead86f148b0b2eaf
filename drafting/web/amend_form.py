"""The amendment form: its fields as typed, and what they would change."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from flask_babel import gettext
from markupsafe import Markup
from sqlalchemy.orm import Session

from drafting.errors import Invalid
from drafting.model.amendments import Amendment
from drafting.model.paragraphs import DraftParagraph
from drafting.model.rounds import Round
from drafting.procedure.collisions import beside
from drafting.procedure.contributing import has_blank_line, stored
from drafting.procedure.proposed_operation import Typed, proposal
from drafting.procedure.unsent import amendment_form
from drafting.rules.lifecycle import ItemKind, Operation
from drafting.text.blocks import Kind
from drafting.text.diff import MAX_BLOCK_CHARS, diff, is_typographic, survives
from drafting.text.merge import Change, apply, changes
from drafting.text.render import render_diff, render_inline
from drafting.web.cards import WHOLE_BELOW
from drafting.web.phrases import changes_in_words

FIELDS = ("text", "reason", "kind", "new_kind", "new_level", "beneath", "on_behalf_of", "source")


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
    on_behalf_of: str = ""
    source: str = ""

    @classmethod
    def of(cls, fields: Mapping[str, str], *, operation: Operation, key: int, part: int, base: str = "") -> AmendForm:
        """The form from what was typed or kept; without a text, it begins with the block's (`base`)."""
        typed = {name: str(fields[name]) for name in FIELDS if name in fields}
        typed.setdefault("text", base if operation is Operation.REPLACE else "")
        typed["text"] = typed["text"].replace("\r\n", "\n")
        return cls(operation=operation, key=key, part=part, **typed)

    @property
    def name(self) -> str:
        """The name under which it is kept unsent."""
        return amendment_form(self.operation, self.key, self.part)

    def fields(self) -> dict[str, str]:
        """What is kept of it."""
        return {name: getattr(self, name) for name in FIELDS if getattr(self, name)}

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
    """What a form would change: marked, in words, and what stands beside it. `problem` says why there is nothing."""

    live: Markup
    in_words: str = ""
    typographic: bool = False
    some_typographic: bool = False
    problem: str = ""
    same: tuple[Amendment, ...] = ()
    rivals: tuple[Amendment, ...] = ()


def preview(session: Session, round_: Round, row: DraftParagraph | None, form: AmendForm) -> Preview:
    """The live diff of a form; never refuses, whatever was typed."""
    if form.operation is Operation.INSERT:
        try:
            text = stored(form.text, field="text")
        except Invalid:
            return _as_typed(form)
        parts = [part for part in text.split("\n\n") if part.strip()]
        shown = Markup("").join(Markup("<p><ins>{}</ins></p>").format(Markup(render_inline(part))) for part in parts)
        return Preview(live=shown, problem="" if parts else gettext("Nothing is added yet."))
    assert row is not None
    if form.operation is Operation.DELETE:
        base = " · ".join(row.block.parts)
        near = beside(session, round_, proposal(form.key, Typed(operation=Operation.DELETE, beneath=form.beneath)))
        shown = Markup("<p><del>{}</del></p>").format(Markup(render_inline(base)))
        return Preview(live=shown, same=near.same, rivals=near.rivals)
    base = row.block.parts[form.part]
    try:
        text = stored(form.text, field="text")
    except Invalid:
        return _as_typed(form)
    if text == base:
        return Preview(
            live=Markup("<p>{}</p>").format(Markup(render_inline(base))), problem=gettext("Nothing is changed yet.")
        )
    segments = diff(base, text)
    if base and text and survives(segments) < WHOLE_BELOW:
        shown = Markup("<p><del>{}</del></p><p><ins>{}</ins></p>").format(
            Markup(render_inline(base)), Markup(render_inline(text))
        )
    else:
        shown = Markup("<p>{}</p>").format(Markup(render_diff(segments)))
    proposed = changes(base, text)
    near = beside(
        session, round_, proposal(form.key, Typed(operation=Operation.REPLACE, part=form.part, text=text)), proposed
    )
    problem = ""
    if has_blank_line(text):
        problem = gettext("A blank line would make two paragraphs of it; use “Add a paragraph after” for the second.")
    return Preview(
        live=shown,
        in_words=changes_in_words(segments),
        typographic=is_typographic(base, text),
        some_typographic=any(_is_typographic(base, change) for change in proposed),
        problem=problem,
        same=near.same,
        rivals=near.rivals,
    )


def _as_typed(form: AmendForm) -> Preview:
    """What cannot be taken as it is, shown without being looked into."""
    return Preview(live=Markup("<p>{}</p>").format(form.text[:MAX_BLOCK_CHARS]))


def without_typographic(base: str, text: str) -> str:
    """`text` with all changes taken back that are of spaces, quotation marks or dashes only."""
    text = stored(text, field="text")
    if is_typographic(base, text):
        return base
    return apply(base, [change for change in changes(base, text) if not _is_typographic(base, change)])


def _is_typographic(base: str, change: Change) -> bool:
    return is_typographic(base[change.start : change.end], change.text)
