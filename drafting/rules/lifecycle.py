"""What may follow what, as data (DOMAIN: what may follow what)."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum


class RoundState(StrEnum):
    PREPARING = "preparing"
    OPEN = "open"
    CLOSED = "closed"
    CONSOLIDATING = "consolidating"
    PUBLISHED = "published"


class DraftState(StrEnum):
    WORKING = "working"
    ISSUED = "issued"
    ENDORSED = "endorsed"
    SUPERSEDED = "superseded"
    SUBMITTED = "submitted"
    RETURNED = "returned"
    ADOPTED = "adopted"


class ItemState(StrEnum):
    """Of an amendment or a comment. What is unsent is kept apart (`Unsent`), so it needs no state here."""

    SUBMITTED = "submitted"
    WITHDRAWN = "withdrawn"


class Operation(StrEnum):
    """What an amendment does to its block."""

    REPLACE = "replace"
    DELETE = "delete"
    INSERT = "insert"
    """Insert after the block; after no block (key 0): first of the draft."""
    JOIN = "join"
    """The next block is added to this one."""
    MOVE = "move"
    """After another block (0: first), with what hangs beneath it."""
    RESHAPE = "reshape"
    """Another kind or level; the words stay."""


STRUCTURAL: frozenset[Operation] = frozenset({Operation.DELETE, Operation.JOIN, Operation.MOVE, Operation.RESHAPE})
"""Operations on a block that may concern other blocks too, so that all of them are carried out together."""


class Ruling(StrEnum):
    """What the secretariat decides on one change or one whole operation; REOPENED takes the ruling back."""

    ACCEPT = "accept"
    MODIFY = "modify"
    REFUSE = "refuse"
    HOLD = "hold"
    FALLEN = "fallen"
    REOPENED = "reopened"


class Disposition(StrEnum):
    """What became of an amendment or a comment, as it is published."""

    ACCEPTED = "accepted"
    ACCEPTED_IN_PART = "accepted in part"
    ACCEPTED_AS_MODIFIED = "accepted as modified"
    NOT_ACCEPTED = "not accepted"
    HELD = "held for the meeting"
    FALLEN = "fallen"
    WITHDRAWN = "withdrawn"
    ANSWERED = "answered"
    NOTED = "noted"


class ItemKind(StrEnum):
    GENERAL = "general"
    SUBSTANTIVE = "substantive"
    EDITORIAL = "editorial"
    TRANSLATION = "translation"


class HeldFate(StrEnum):
    """What publication does with a held amendment, as the secretariat chooses."""

    BRACKETED = "bracketed"
    CARRIED = "carried"


class Aftermath(StrEnum):
    """What the secretariat does with words that stand in the text, after their author withdrew them."""

    KEPT = "kept"
    """As the secretariat's own, under its name and reason."""
    REVERTED = "reverted"
    BRACKETED = "bracketed"


class Confirmation(StrEnum):
    """A delegation's word on a contribution that the secretariat entered on its behalf."""

    CONFIRMED = "confirmed"
    DISPUTED = "disputed"


class AnchorState(StrEnum):
    """Where a comment stands in a draft."""

    ANCHORED = "anchored"
    CARRIED = "carried"
    REWORDED = "reworded"
    AMBIGUOUS = "ambiguous"
    REMOVED = "removed"


class Lineage(StrEnum):
    """What became of a paragraph from one draft to the next: the concordance's words."""

    KEPT = "kept"
    CHANGED = "changed"
    MOVED = "moved"
    SPLIT = "split"
    JOINED = "joined"
    INSERTED = "inserted"
    DELETED = "deleted"


ROUND_MAY_BECOME: Mapping[RoundState, frozenset[RoundState]] = {
    RoundState.PREPARING: frozenset({RoundState.OPEN}),
    RoundState.OPEN: frozenset({RoundState.CLOSED}),
    RoundState.CLOSED: frozenset({RoundState.OPEN, RoundState.CONSOLIDATING}),
    RoundState.CONSOLIDATING: frozenset({RoundState.CLOSED, RoundState.PUBLISHED}),
    RoundState.PUBLISHED: frozenset(),
}
"""Reopening (closed or consolidating back) is for the verb to refuse once there is a disposition."""

REASON_OWED: frozenset[Ruling] = frozenset({Ruling.MODIFY, Ruling.REFUSE, Ruling.HOLD})
"""Rulings that cannot be recorded without a reason; FALLEN's is given by the tool."""

REASON_LIMIT = 600
"""Longest reason of an amendment, in characters."""


def disposition_of(rulings: list[Ruling]) -> Disposition | None:
    """An amendment's disposition from the rulings on all its changes; None while one of them is open.

    Shape: one ruling a change, or the single one on an operation. (DOCUMENT: what is decided.)
    """
    if not rulings or Ruling.REOPENED in rulings:
        return None
    found = set(rulings)
    if Ruling.HOLD in found:
        return Disposition.HELD
    if Ruling.MODIFY in found:
        return Disposition.ACCEPTED_AS_MODIFIED
    if found == {Ruling.ACCEPT}:
        return Disposition.ACCEPTED
    if Ruling.ACCEPT in found:
        return Disposition.ACCEPTED_IN_PART
    if found == {Ruling.FALLEN}:
        return Disposition.FALLEN
    return Disposition.NOT_ACCEPTED
