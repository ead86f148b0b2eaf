"""Our bookmarks and links as they come back from word processors."""

from __future__ import annotations

import re

from drafting.text.inline import ALLOWED_LINK

_KEY = re.compile(r"_?p(\d{1,9})(?:[ _].*)?$")
"""Our bookmark; word processors add to the name of one that is there twice."""


def key_of(name: str) -> int:
    """The key that one of our bookmarks names, 0 for any other bookmark."""
    match = _KEY.match(name)
    return int(match[1]) if match else 0


def link_of(target: str) -> str:
    """A link's target as drafts have it: "#57" for our bookmark p57, an address that is allowed, else ""."""
    if target.startswith("#"):
        key = key_of(target[1:])
        return f"#{key}" if key else ""
    return target if ALLOWED_LINK.match(target) else ""
