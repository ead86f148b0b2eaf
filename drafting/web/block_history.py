"""The page of a block's history: its wordings through all drafts, and those of the block that it was split off."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from flask_babel import gettext

from drafting.errors import NotFound
from drafting.model.texts import Draft, Text
from drafting.procedure.ancestry import Kin, before_the_split, kin_of
from drafting.procedure.succession import readable_drafts
from drafting.web.access import seat
from drafting.web.database import db
from drafting.web.reading_history import Wording, wordings_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Chapter:
    """The wordings of one block, the latest first; `said` tells of the split that the later chapter begins with, ""
    in the first chapter."""

    key: int
    said: str
    wordings: Sequence[Wording]


@dataclass(frozen=True, slots=True, kw_only=True)
class Relative:
    """A block that was split off this one or joined with it; `key` leads to its history."""

    key: int
    said: str


@dataclass(frozen=True, slots=True, kw_only=True)
class History:
    """`latest` is the newest draft that has the block; `stands` says whether the newest of all has it."""

    key: int
    name: str
    latest: Draft
    stands: bool
    chapters: Sequence[Chapter]
    relatives: Sequence[Relative]


def block_history(text: Text, key: int) -> History:
    """Raises NotFound where no draft that one may read has, or had, the block."""
    session, by = db.session(), seat()
    drafts = [one for one in readable_drafts(session, text, by=by) if one.issued_at is not None]
    own = wordings_of(drafts[-1], key) if drafts else []
    standing = next((one for one in own if one.name), None)
    if standing is None:
        raise NotFound("block", key=key)
    chapters = [Chapter(key=key, said="", wordings=own)]
    known = {key}
    came = before_the_split(session, text, key, by=by)
    while came is not None and came.origin not in known:
        known.add(came.origin)
        before = [one for one in wordings_of(drafts[-1], came.origin) if one.draft.number < came.draft.number]
        name = next((one.name for one in before if one.name), "")
        said = gettext("Before Draft %(number)s it was part of: %(name)s", number=came.draft.number, name=name)
        chapters.append(Chapter(key=came.origin, said=said, wordings=before))
        came = before_the_split(session, text, came.origin, by=by)
    return History(
        key=key,
        name=standing.name,
        latest=standing.draft,
        stands=standing.draft.id == drafts[-1].id,
        chapters=chapters,
        relatives=[_relative(kin, key, drafts[-1]) for kin in kin_of(session, text, key, by=by)],
    )


def _relative(kin: Kin, key: int, last: Draft) -> Relative:
    other = kin.origin if kin.key == key else kin.key
    until = (one for one in wordings_of(last, other) if one.draft.number <= kin.draft.number)
    name = next((one.name for one in until if one.name), "")
    facts = {"number": kin.draft.number, "name": name}
    if kin.joined:
        said = (
            gettext("Draft %(number)s: joined with this one: %(name)s", **facts)
            if kin.key == key
            else gettext("Draft %(number)s: this one was joined with: %(name)s", **facts)
        )
    else:
        said = (
            gettext("Draft %(number)s: split off: %(name)s", **facts)
            if kin.origin == key
            else gettext("Draft %(number)s: this one was split off: %(name)s", **facts)
        )
    return Relative(key=other, said=said)
