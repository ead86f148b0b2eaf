"""The working copy of a draft, with what knows it again when it comes back."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from drafting.exchange.document import Issue, PrintedBlock
from drafting.exchange.write_working import Guide, write
from drafting.model.people import Seat
from drafting.model.rounds import Round
from drafting.model.texts import Draft
from drafting.procedure.acting import require
from drafting.procedure.export_draft import issue_of
from drafting.procedure.find import round_of
from drafting.rules.lifecycle import RoundState
from drafting.rules.permissions import Act, Case


@dataclass(frozen=True, slots=True, kw_only=True)
class GuideWords:
    """What the page before the text says, in the reader's language."""

    heading: str
    paragraphs: tuple[str, ...]


def round_open_for(session: Session, draft: Draft) -> Round | None:
    """The round to which a working copy of `draft` can be sent back; None where there is none yet, or none any more."""
    round_ = round_of(session, draft)
    return None if round_ is None or round_.state in (RoundState.PREPARING, RoundState.PUBLISHED) else round_


def working_copy(session: Session, draft: Draft, words: GuideWords, *, group: str, by: Seat) -> bytes:
    """The draft as a Word file to write into. Raises NotPermitted."""
    require(by, Act.EXPORT_CLEAN, Case(draft_state=draft.state.value))
    return written_copy(issue_of(session, draft, group=group), words, name=name_of(draft))


def written_copy(issue: Issue, words: GuideWords, *, name: str) -> bytes:
    """The file; `name` is the draft's (`name_of`)."""
    guide = Guide(heading=words.heading, paragraphs=words.paragraphs, draft=name, hash=hash_of(issue.blocks))
    return write(issue, guide)


def name_of(draft: Draft) -> str:
    """What a draft is called in a file: "framework/3"."""
    return f"{draft.text.slug}/{draft.number}"


def hash_of(blocks: Sequence[PrintedBlock]) -> str:
    """A mark of what a draft holds: SHA-256 (hex) over its blocks with their keys."""
    return hashlib.sha256(repr([(one.key, one.block) for one in blocks]).encode()).hexdigest()
