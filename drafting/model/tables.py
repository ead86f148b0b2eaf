"""Every table in one import, for the migrations and for whoever needs the whole metadata."""

from __future__ import annotations

from drafting.model import amendments, comments, decisions, journal, knocks, paragraphs, people, rounds, texts, working
from drafting.model.base import Base

metadata = Base.metadata
__all__ = [
    "amendments",
    "comments",
    "decisions",
    "journal",
    "knocks",
    "metadata",
    "paragraphs",
    "people",
    "rounds",
    "texts",
    "working",
]
