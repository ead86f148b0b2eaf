"""The keyboard: which key does what, and where. The scripts act by this table and the help shows it; there is no other
list."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flask import Flask
from flask_babel import LazyString, gettext
from flask_babel import lazy_gettext as _


@dataclass(frozen=True, slots=True, kw_only=True)
class Shortcut:
    """`act` is what the scripts call it; `keys` are as browsers name them, in small letters, with "ctrl+" before."""

    act: str
    keys: tuple[str, ...]
    does: LazyString


SHORTCUTS: Mapping[str, Sequence[Shortcut]] = {
    "everywhere": (
        Shortcut(act="help", keys=("?",), does=_("this help")),
        Shortcut(act="search", keys=("/",), does=_("search")),
    ),
    "draft": (
        Shortcut(act="next", keys=("j",), does=_("next paragraph")),
        Shortcut(act="previous", keys=("k",), does=_("previous paragraph")),
        Shortcut(act="contributions", keys=("n",), does=_("next paragraph with contributions")),
        Shortcut(act="panel", keys=("p",), does=_("what is said on it")),
        Shortcut(act="comment", keys=("c",), does=_("comment on it, or on the selected words")),
        Shortcut(act="amend", keys=("e",), does=_("propose an amendment to it")),
    ),
    "desk": (
        Shortcut(act="next", keys=("j",), does=_("next change")),
        Shortcut(act="previous", keys=("k",), does=_("previous change")),
        Shortcut(act="decide", keys=("1", "2", "3", "4"), does=_("accept, as modified, not accept, hold")),
        Shortcut(act="reason", keys=("r",), does=_("the reason given to the authors")),
        Shortcut(act="save", keys=("ctrl+enter",), does=_("save, and go to the next")),
    ),
}
"""By place: on every page, on a draft, on a block at the desk."""
PLACES: Mapping[str, LazyString] = {
    "everywhere": _("On every page"),
    "draft": _("On a draft"),
    "desk": _("At the desk, on one block"),
}


def install(app: Flask) -> None:
    app.jinja_env.globals |= {"keys_told": keys_told, "shortcuts": shortcuts, "key_of": key_of}


def keys_told() -> str:
    """For static/js/keys.js: by place, what each key does."""
    return json.dumps(
        {place: {key: one.act for one in those for key in one.keys} for place, those in SHORTCUTS.items()}
    )


def shortcuts(*places: str) -> list[tuple[LazyString, list[tuple[list[list[str]], LazyString]]]]:
    """For the lists on pages: (place, [(keys, each with what is pressed together; what they do)])."""
    return [
        (PLACES[place], [([_caps(key) for key in one.keys], one.does) for one in SHORTCUTS[place]]) for place in places
    ]


def key_of(place: str, act: str) -> str:
    """What stands on the first key for `act`."""
    return "+".join(next(_caps(one.keys[0]) for one in SHORTCUTS[place] if one.act == act))


def _caps(key: str) -> list[str]:
    named = {"ctrl": gettext("Ctrl"), "enter": gettext("Enter")}
    return [named.get(part, part.upper()) for part in key.split("+")]
