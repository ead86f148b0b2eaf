"""The values that readers give and writers take."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from drafting.text.blocks import Block, Kind


class Lost(StrEnum):
    """Something of the file that the blocks do not hold, or that needs a look, said to whoever imports it."""

    LINK_NOWHERE = "link-nowhere"
    IMAGE = "image"
    CODE = "code"
    HTML = "html"
    COMMENT = "comment"
    FIELD = "field"
    MERGED_CELLS = "merged-cells"
    TEXT_BOX = "text-box"
    MATH = "math"
    FORMATTING = "formatting"
    HEADER_FOOTER = "header-footer"
    TOO_DEEP = "too-deep"
    OPEN_BRACKET = "open-bracket"
    CROSSING_BRACKET = "crossing-bracket"
    EMPTY_BRACKET = "empty-bracket"
    OTHER = "other"

    @property
    def is_kept(self) -> bool:
        """Whether it stands in the blocks all the same, and only needs a look."""
        return self in (Lost.OPEN_BRACKET, Lost.CROSSING_BRACKET, Lost.EMPTY_BRACKET)


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """One thing that could not be kept as it was, or needs a look: what, its words, and how often."""

    lost: Lost
    words: str = ""
    times: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What a reader found: the document's own title (may be ""), its blocks in order, and what was not kept."""

    title: str
    blocks: tuple[Block, ...]
    notes: tuple[Note, ...] = ()
    tracked_changes: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class PrintedBlock:
    """A block as a writer prints it: with the number or marker of the day ("14", "a)", "" for none).

    Links to other blocks (`[paragraph 14](#57)`) are already turned into the words of the day.
    """

    key: int
    number: str
    block: Block


@dataclass(frozen=True, slots=True, kw_only=True)
class Issue:
    """A draft as writers take it. `language` is a BCP 47 tag; `head` is the journal's head (hex) or ""."""

    title: str
    group: str
    reference: str
    draft_number: int
    issued_on: str
    language: str
    blocks: tuple[PrintedBlock, ...]
    head: str = ""

    @property
    def title_before_text(self) -> str:
        """The title that a writer puts before the text: "" where the text begins with it."""
        first = self.blocks[0].block if self.blocks else None
        begins_with_it = first is not None and first.kind is Kind.HEADING and first.text == self.title
        return "" if begins_with_it else self.title
