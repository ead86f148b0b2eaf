"""What a returned file brings, each in its place in the draft: amendments, comments, and what has no place.

Nothing of the file is dropped: what is neither an amendment nor a comment is UNPLACED, with its words.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from drafting.rules.lifecycle import ItemKind, Operation
from drafting.text.blocks import Kind


class FoundKind(StrEnum):
    """What was found is."""

    AMENDMENT = "amendment"
    COMMENT = "comment"
    UNPLACED = "unplaced"


class Remark(StrEnum):
    """What somebody has to know of it before it is taken over."""

    UNTRACKED = "untracked"
    """A change that the file does not tell of: it was made with Track Changes off."""
    FORMATTING = "formatting"
    """A change of formatting that the draft cannot hold is left out."""
    BY_TEXT = "by-text"
    """The file had lost the paragraph's identity; it was found by its words."""
    WITH_OTHERS = "with-others"
    """It builds on words that another reviewer inserted, which are part of it."""
    MOVED_AND_CHANGED = "moved-and-changed"
    """The paragraph was moved and its words changed: two amendments."""
    ON_INSERTED = "on-inserted"
    """A comment on words that the file inserts: it is set where they would come."""
    CONFLICT = "conflict"
    """Tracked and untracked changes touch the same words, and are given as one."""
    OTHER_DRAFT = "other-draft"
    """The file was made from another draft of the text than the one contributed to."""
    NOTE_ON_GUIDE = "note-on-guide"
    """It stands in what the tool wrote around the draft, such as the first page."""
    NO_PLACE = "no-place"
    """Where it belongs in the draft was not found."""
    CORRECTED = "corrected"
    """A person corrected it since."""
    NOT_AMENDABLE = "not-amendable"
    """It changes what no amendment can change, such as the columns of a table."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """One thing found.

    `place` counts from 0 in the order of the file and is what `parent` names. `reviewer` is the file's author of it
    ("" where it does not say), `at` when (UTC, None: not told). An AMENDMENT has `operation`, `key` and what the
    operation needs, as `propose_amendment` takes them: for REPLACE `text` is the whole proposed text of part `part`;
    `text` may hold blank lines. `reason` is what the reviewer gave as its reason in the file, "" for none. A COMMENT
    has `text`, and stands on `base[start:end]` of part `part` of block `key` (the source text, in code points; None: on
    the block as a whole; `key` None: on the whole draft); `parent` is the place of the comment that it answers. An
    UNPLACED has its words in `text`, and `key` of the nearest block above (0: none, None: unknown). `before` are the
    words of the file that it goes back to, for a person to recognise it by.
    """

    place: int
    found: FoundKind
    reviewer: str = ""
    at: datetime | None = None
    operation: Operation | None = None
    key: int | None = None
    part: int = 0
    text: str = ""
    new_kind: Kind | None = None
    new_level: int | None = None
    beneath: str = ""
    cells: tuple[str, ...] = ()
    after: int | None = None
    reason: str = ""
    kind: ItemKind = ItemKind.SUBSTANTIVE
    start: int | None = None
    end: int | None = None
    exact: str | None = None
    parent: int | None = None
    before: str = ""
    remarks: tuple[Remark, ...] = ()

    @property
    def is_tracked(self) -> bool:
        return Remark.UNTRACKED not in self.remarks
