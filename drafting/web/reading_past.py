"""What a block was in an earlier draft, in words: what it was split off or joined with, where it stood, its number."""

from __future__ import annotations

from itertools import pairwise

from flask_babel import gettext

from drafting.model.paragraphs import DraftParagraph
from drafting.procedure.descent import Descents
from drafting.web.phrases import block_name

JOINING = ", "


class Past:
    """For the blocks of the later of two drafts; `number` is the earlier one's."""

    def __init__(self, descents: Descents, number: int) -> None:
        self._descents = descents
        self._number = number
        self._behind = {after.key: before for before, after in pairwise(descents.before.values())}

    def __call__(self, row: DraftParagraph, lineage: str) -> str:
        """`lineage` is a word of Lineage; "" where there is nothing to say."""
        descents = self._descents
        first = descents.first_of(row.key)
        sources = [descents.before[key] for key in descents.sources_of(first)]
        if lineage == "joined":
            return gettext("Made of %(names)s of Draft %(number)s.", names=self._names(sources), number=self._number)
        if lineage == "split" and row.key != first:
            return gettext("Split off %(names)s of Draft %(number)s.", names=self._names(sources), number=self._number)
        if lineage == "split":
            others = [descents.now[key] for key in descents.parts_of(first) if key != row.key and key in descents.now]
            return gettext("Goes on in %(names)s.", names=self._names(others))
        if lineage == "moved" and row.key in self._behind:
            name = self._names([self._behind[row.key]])
            return gettext("Stood after %(names)s in Draft %(number)s.", names=name, number=self._number)
        if lineage == "moved":
            return gettext("Stood at the beginning of Draft %(number)s.", number=self._number)
        before = descents.before.get(row.key)
        if before is not None and (before.number, before.kind) != (row.number, row.kind):
            return gettext("Was %(names)s in Draft %(number)s.", names=self._names([before]), number=self._number)
        return ""

    def _names(self, rows: list[DraftParagraph]) -> str:
        return JOINING.join(block_name(row.block, row.number) for row in rows)
