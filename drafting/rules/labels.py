"""How items are named everywhere: A-031 for an amendment, C-088 for a comment, counted per text at submission."""

from __future__ import annotations


def amendment_label(number: int, revision: int = 0) -> str:
    """ "A-031"; carried to the next round it keeps its number and shows its revision: "A-031/1"."""
    return f"A-{number:03d}" + (f"/{revision}" if revision else "")


def comment_label(number: int) -> str:
    """ "C-088"."""
    return f"C-{number:03d}"
