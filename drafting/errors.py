"""The one family of errors. They carry ids and facts, not prose; `web/errors.py` maps each to HTTP and to words."""

from __future__ import annotations


class DraftingError(Exception):
    """Whatever the procedure refuses. `facts` are ids and figures that the page or command puts into words."""

    def __init__(self, code: str, **facts: object) -> None:
        super().__init__(code)
        self.code = code
        self.facts = facts

    def __str__(self) -> str:
        told = ", ".join(f"{name}={value!r}" for name, value in sorted(self.facts.items()))
        return f"{self.code}({told})" if told else self.code


class NotFound(DraftingError):
    """There is no such thing, or it is not for this actor to know of it (404)."""


class NotPermitted(DraftingError):
    """The actor may not do this (403). `act` is among the facts."""


class Stale(DraftingError):
    """The thing was changed since the form was made (409). `version` and `theirs` are among the facts."""


class Invalid(DraftingError):
    """What was given cannot be taken (422). `field` is among the facts where one field is at fault."""


class TooMany(DraftingError):
    """Too often in too short a time (429). `minutes` to wait are among the facts."""


class Closed(DraftingError):
    """The round or the draft no longer takes this (403); what was typed is given back."""
