"""The numbers that a text gives out, each once: keys of blocks, A- and C-numbers, rounds.

They are taken in the database, so that of two who take at the same moment the second waits and gets the next.
"""

from __future__ import annotations

from typing import Literal

from sqlalchemy import update
from sqlalchemy.orm import Session

from drafting.model.texts import Text

Counter = Literal["next_key", "next_amendment", "next_comment", "next_round"]


def take(session: Session, text_id: int, counter: Counter, *, count: int = 1) -> int:
    """The first of `count` numbers that follow each other and are the taker's from now on.

    The text's row is locked until the transaction ends.
    """
    column = getattr(Text, counter)
    after = session.scalar(
        update(Text)
        .where(Text.id == text_id)
        .values({counter: column + count})
        .returning(column)
        .execution_options(synchronize_session=False)
    )
    known = session.identity_map.get(session.identity_key(Text, text_id))
    if known is not None:
        session.expire(known, [counter])
    assert after is not None
    return int(after) - count
