"""Every table in one import, for the migrations and for whoever needs the whole metadata."""

from __future__ import annotations

from drafting.model import (
    afterwards,
    amendments,
    comments,
    decisions,
    deliveries,
    following,
    group,
    journal,
    knocks,
    organising,
    packages,
    paragraphs,
    people,
    rounds,
    texts,
    working,
)
from drafting.model.base import Base

metadata = Base.metadata
__all__ = [
    "afterwards",
    "amendments",
    "comments",
    "decisions",
    "deliveries",
    "following",
    "group",
    "journal",
    "knocks",
    "metadata",
    "organising",
    "packages",
    "paragraphs",
    "people",
    "rounds",
    "texts",
    "working",
]
