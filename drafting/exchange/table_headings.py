"""The words by which tables of contributions name their columns, kinds and places, in English and in French.

Two layouts are known: our own compilation, and the comment table of ISO and IEC with the headings of its templates.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence

COLUMNS: Mapping[str, tuple[str, ...]] = {
    "number": ("number", "numero", "no"),
    "paragraph": ("paragraph", "paragraphe", "line or paragraph", "ligne ou paragraphe", "line number", "line",
                  "numero de ligne", "line number eg"),
    "clause": ("clause", "article", "clause subclause", "clause no subclause no annex", "article paragraphe"),
    "element": ("paragraph figure table", "paragraph figure table note", "paragraphe figure tableau",
                "paragraphe figure tableau note"),
    "member": ("delegation", "member body", "comite membre", "mb", "mb nc", "organisme membre"),
    "supporters": ("supported by", "soutenu par"),
    "kind": ("kind", "nature", "type", "type ge te ed", "type of comment", "type of com ment", "type de commentaire"),
    "change": ("change", "modification"),
    "proposed": ("text proposed", "texte propose", "proposed change", "proposed change by the mb",
                 "modification proposee"),
    "reason": ("reason", "motif"),
    "comments": ("comments", "commentaires", "comment", "comments justification for change",
                 "comment justification for change", "comment justification for change by the mb"),
    "observations": ("observations of the secretariat", "observations du secretariat", "secretariat observations",
                     "secretariat observations on each comment submitted"),
}  # fmt: skip
"""What a column holds, and what its heading may say, plain."""

LAYOUTS: tuple[frozenset[str], ...] = (
    frozenset({"number", "paragraph", "member", "kind", "proposed", "reason", "comments"}),
    frozenset({"paragraph", "member", "kind", "proposed", "comments"}),
    frozenset({"clause", "member", "kind", "proposed", "comments"}),
)
"""The columns that a table must have: our compilation, the comment table, that of older templates."""

KINDS: Mapping[str, str] = {
    "general": "general", "ge": "general",
    "substantive": "substantive", "de fond": "substantive", "technical": "substantive", "te": "substantive",
    "technique": "substantive",
    "editorial": "editorial", "redactionnel": "editorial", "ed": "editorial",
    "translation": "translation", "traduction": "translation",
}  # fmt: skip
"""What a kind may be called, plain."""

WHOLE = frozenset({"", "whole draft", "ensemble du projet", "beginning", "debut", "general", "all", "tout"})
"""What stands in place of a paragraph for what is about none."""

_NO_LETTERS = re.compile(r"[\W\d_]+")
_SPACES = re.compile(r"\s+")
_BEFORE = re.compile(r"^(?:§+|(?:paragraphs?|paragraphes?|para|par|pt|no|n°)(?=[\s.\d])\.?)\s*")
_EXAMPLE = re.compile(r"\(\s*(?:e\.\s*g\.|p\.\s*ex\.)[^)]*\)", re.IGNORECASE)


def plain(words: str) -> str:
    """A heading without accents, figures, signs and capitals: "Type of comment²" is "type of comment"."""
    bare = unicodedata.normalize("NFKD", _EXAMPLE.sub(" ", words))
    bare = "".join(sign for sign in bare if not unicodedata.combining(sign))
    return _NO_LETTERS.sub(" ", bare).strip().casefold()


_COLUMN_OF = {word: column for column, words in COLUMNS.items() for word in words}


def columns_of(headings: Sequence[str]) -> dict[str, int] | None:
    """The place of each column; None where a heading is unknown, stands twice, or is missing from every layout."""
    found: dict[str, int] = {}
    for place, heading in enumerate(headings):
        column = _COLUMN_OF.get(plain(heading))
        if column is None or column in found:
            return None
        found[column] = place
    return found if any(layout <= found.keys() for layout in LAYOUTS) else None


def known_among(headings: Sequence[str]) -> int:
    """How many of the headings are those of a column."""
    return sum(1 for heading in headings if plain(heading) in _COLUMN_OF)


def folded(name: str) -> str:
    """What a block is called as it is compared when somebody has typed it: "§ 14.", "Paragraph 14" and "14" are one."""
    return _BEFORE.sub("", _SPACES.sub(" ", name).strip().casefold()).rstrip(". ")


def is_whole(name: str) -> bool:
    """Whether a place is none in particular."""
    return plain(name) in WHOLE if not any(sign.isdigit() for sign in name) else False
