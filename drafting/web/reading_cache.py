"""What is kept of reading pages, in this process only, so that a page is read again for little.

Facts (rows of issued drafts, which never change; what collides among the same amendments), blocks and bodies are
shared by all who see the same; the page around a body is a person's own; tokens of forms are put in at each answer.
What is out of the ordinary goes the ordinary way, through the view, which alone knows about errors.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from functools import wraps
from threading import Lock
from typing import Any, TypeVar

from flask import Response, current_app, g, request
from flask_wtf.csrf import generate_csrf
from werkzeug.wrappers import Response as Answer

from drafting.web.reading_body import Body
from drafting.web.reading_facts import facts_of

V = TypeVar("V")
KEPT_FACTS, KEPT_BLOCKS, KEPT_BODIES, KEPT_PAGES, KEPT_FOUND = 32, 8192, 16, 256, 64
_PLACE = re.compile("\0([a-z]+)\0")


class Shelf:
    """The last `room` values that were made, by what they depend on; a key names one type only."""

    def __init__(self, room: int) -> None:
        self._kept: dict[Hashable, Any] = {}
        self._room = room
        self._lock = Lock()

    def get(self, key: Hashable) -> Any:
        """What is kept, or None."""
        return self._kept.get(key)

    def keep(self, key: Hashable, value: V) -> V:
        with self._lock:
            self._kept[key] = value
            while len(self._kept) > self._room:
                del self._kept[next(iter(self._kept))]
        return value

    def of(self, key: tuple[object, ...], make: Callable[[], V], /) -> V:
        """What is kept, made where it is not: a `procedure.read_draft.Keeper`."""
        found: V | None = self._kept.get(key)
        return self.keep(key, make()) if found is None else found


@dataclass(frozen=True, slots=True)
class Shelves:
    """What one app keeps."""

    facts: Shelf = field(default_factory=lambda: Shelf(KEPT_FACTS))
    blocks: Shelf = field(default_factory=lambda: Shelf(KEPT_BLOCKS))
    bodies: Shelf = field(default_factory=lambda: Shelf(KEPT_BODIES))
    pages: Shelf = field(default_factory=lambda: Shelf(KEPT_PAGES))
    found: Shelf = field(default_factory=lambda: Shelf(KEPT_FOUND))
    """The words of drafts and of what was contributed to them, for the search."""


def shelves_of_app() -> Shelves:
    kept = current_app.extensions.setdefault("drafting-reading", Shelves())
    assert isinstance(kept, Shelves)
    return kept


STANDING_IN = Body({name: f"\0{name}\0".encode() for name in ("contents", "told", "text")})
"""Stands in a page that is to be kept for whatever body it will be shown with."""


def page_is_kept() -> bool:
    """Whether the view is to make a page that is kept: with STANDING_IN for its body."""
    return bool(g.get("page_is_kept"))


def keeping(
    body_of: Callable[[str, int], Body],
) -> Callable[[Callable[..., str | Answer]], Callable[..., str | Answer]]:
    """For a view of (text, number): answer with what is kept where that is the same page; `body_of` makes a body."""

    def keep(view: Callable[..., str | Answer]) -> Callable[..., str | Answer]:
        @wraps(view)
        def answered(text: str, number: int) -> str | Answer:
            facts = None if current_app.debug else facts_of(text, number)
            if facts is None:
                return view(text=text, number=number)
            if request.if_none_match.contains(facts.tag):
                return _tagged(Response(status=304), facts.tag)
            shelves = shelves_of_app()
            page: tuple[bytes | str, ...] | None = shelves.pages.get(facts.page)
            if page is None:
                g.page_is_kept = True
                made = view(text=text, number=number)
                if not isinstance(made, str):
                    return made
                page = shelves.pages.keep(facts.page, _in_pieces(made))
            body: Body = shelves.bodies.get(facts.body) or body_of(text, number)
            filled = {**body.data, "token": generate_csrf().encode()}
            whole = b"".join(piece if isinstance(piece, bytes) else filled[piece] for piece in page)
            return _tagged(Response(whole), facts.tag)

        return answered

    return keep


def _tagged(answer: Response, tag: str) -> Response:
    answer.set_etag(tag)
    return answer


def _in_pieces(page: str) -> tuple[bytes | str, ...]:
    """The page in pieces: bytes as they are, and the names of what is put in at each answer."""
    cut = _PLACE.split(page.replace(generate_csrf(), "\0token\0"))
    return tuple(piece if index % 2 else piece.encode() for index, piece in enumerate(cut))
