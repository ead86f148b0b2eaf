"""Drafts that mend another: a *corr* stands for the draft it corrects, in all that follows."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from drafting.model.texts import Draft


def mended(draft: Draft) -> Draft:
    """The draft that `draft` and the corrs before it mend; `draft` itself where it is no corr."""
    while draft.corrects_id is not None and draft.base is not None:
        draft = draft.base
    return draft


def corrs_of(draft: Draft) -> list[Draft]:
    """The corrs from the mended draft to `draft`, oldest first; [] where `draft` is no corr."""
    found: list[Draft] = []
    while draft.corrects_id is not None and draft.base is not None:
        found.append(draft)
        draft = draft.base
    return found[::-1]


def correction_of(session: Session, draft: Draft) -> Draft | None:
    """The corr that mends `draft`, if there is one."""
    return session.scalar(select(Draft).where(Draft.corrects_id == draft.id))


def corr_reference(session: Session, base: Draft) -> str | None:
    """A reference for a corr of `base`: that of the draft that was mended first, and "corr", "corr 2" …; None where it
    has none."""
    root = mended(base).reference
    if root is None:
        return None
    taken = set(session.scalars(select(Draft.reference).where(Draft.reference.startswith(f"{root} corr"))))
    count = 1
    while (wanted := f"{root} corr" + (f" {count}" if count > 1 else "")) in taken:
        count += 1
    return wanted
