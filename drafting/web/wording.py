"""What an error's code says to a person. Nouns add their own words in `wording_<noun>.py`."""

from __future__ import annotations

import pkgutil
from functools import cache
from importlib import import_module

from flask_babel import LazyString, gettext
from flask_babel import lazy_gettext as _

import drafting.web
from drafting.errors import Closed, DraftingError, Invalid, NotFound, NotPermitted, Stale, TooMany

WORDS: dict[str, LazyString] = {
    "not-permitted": _("You may not do this with the seat you are acting for."),
    "not-signed-in": _("Please sign in first."),
    "overtaken": _(
        "Somebody else acted on this at the same moment, and was first. Nothing of what you sent was kept; look again."
    ),
    "title-missing": _("Give the text a title."),
    "nothing-to-import": _("The file holds no text that could be imported."),
    "reference-taken": _("The reference %(reference)s is in use already; references are never used twice."),
    "reference-missing": _("Give the draft its reference."),
    "slug-taken": _("The address “%(slug)s” is in use already."),
    "slug-reserved": _("The address “%(slug)s” is a word that the tool needs itself."),
    "draft-not-issued": _("A round opens on an issued draft only."),
    "round-already-there": _("This draft has its round already."),
    "deadline-past": _("The deadline lies in the past."),
    "deadline-missing": _("Give the day and the time of the deadline."),
    "deadline-far": _("The deadline lies more than two years ahead. Is the year right?"),
    "deadline-not-later": _("The new deadline must be later than the present one."),
    "round-not-open": _("The round is not open."),
    "undecided-changed": _("Other amendments are undecided now (%(count)s): look at them, then carry them."),
    "round-changed": _("The round was changed since this was asked: look at it again, then close it or leave it."),
    "round-state": _("The round is %(state)s; from there this step cannot be taken."),
    "round-has-decisions": _("Decisions have been taken already; the round cannot be opened again."),
    "choice": _("Choose one of the values offered."),
    "nobody": _("Nobody with the address %(email)s has a seat."),
    "draft-unknown": _("There is no draft %(draft)s; list-drafts tells which there are."),
    "format-unknown": _("There is no format “%(format)s”."),
}

_KINDS: dict[type[DraftingError], LazyString] = {
    NotFound: _("There is no such page."),
    NotPermitted: _("You may not do this."),
    TooMany: _("This was tried too often."),
    Stale: _("Somebody changed this while you were working on it."),
    Closed: _("The round no longer takes contributions."),
    Invalid: _("This cannot be taken as it is."),
}


@cache
def all_words() -> dict[str, LazyString]:
    """The codes of every noun. Raises ValueError when two nouns have words for the same code: one of them would never
    be read.
    """
    found = dict(WORDS)
    for module in pkgutil.iter_modules(drafting.web.__path__):
        if module.name.startswith("wording_"):
            words: dict[str, LazyString] = import_module(f"drafting.web.{module.name}").WORDS
            if twice := found.keys() & words:
                raise ValueError(f"{module.name} says again what is said elsewhere: {sorted(twice)}")
            found.update(words)
    return found


def words_of(error: DraftingError) -> str:
    """The error in the reader's language; a code without words falls back to its kind's sentence."""
    words = all_words().get(error.code)
    if words is None:
        return str(next(words for kind, words in _KINDS.items() if isinstance(error, kind)))
    try:
        return str(words) % error.facts if "%(" in str(words) else str(words)
    except KeyError:
        return gettext("This cannot be taken as it is.")
