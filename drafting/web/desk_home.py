"""What the desk's first page tells beside its blocks: the ready views, and where each chapter begins."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from flask import url_for

from drafting.model.rounds import Round
from drafting.procedure.figures import BlockFigures
from drafting.procedure.layout import rows_of
from drafting.procedure.triage import chapters_of
from drafting.procedure.triage_filter import READY
from drafting.web.database import db
from drafting.web.triage_page import READY_NAMES, chapter_name, query_of


def ready_views(slug: str) -> list[tuple[str, str]]:
    """The name and the address of each view of the triage that is there without being saved."""
    return [(str(READY_NAMES[name]), url_for("triage.triage", text=slug, **query_of(READY[name]))) for name in READY]


def chapter_beginnings(round_: Round, queue: Sequence[BlockFigures]) -> dict[int, tuple[int, str, int]]:
    """By the first block of each chapter that is in the queue: the chapter's key, its name, what is open in it."""
    rows = rows_of(db.session(), round_.draft)
    under, chapters = chapters_of(rows)
    names = {row.key: chapter_name(row) for row in chapters}
    open_ = Counter[int]()
    for block in queue:
        open_[under.get(block.key, 0)] += block.to_decide
    begins: dict[int, tuple[int, str, int]] = {}
    seen: set[int] = {0}
    for block in queue:
        chapter = under.get(block.key, 0)
        if chapter not in seen:
            seen.add(chapter)
            begins[block.key] = (chapter, names[chapter], open_[chapter])
    return begins
