"""How a table tells things in the language of whoever it is for: given by the web, which has the catalogues."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from drafting.model.amendments import Amendment
from drafting.text.blocks import Block
from drafting.text.diff import Segment


@dataclass(frozen=True, slots=True, kw_only=True)
class Telling:
    """`language` is a BCP 47 tag; `group` what the group is called in it.

    `say` gives a table's own words by their code, `term` the field's word for one of ours, `block` what a block is
    called in a sentence, `operation` what an amendment does to the block of that name (and, for a move, the name of
    that behind which it goes; "" for a change of words), `changes` a change of words told, `day` a date.
    """

    language: str
    group: str
    say: Callable[[str], str]
    term: Callable[[object], str]
    block: Callable[[Block, str], str]
    operation: Callable[[Amendment, str, str], str]
    changes: Callable[[Sequence[Segment]], str]
    day: Callable[[datetime], str]
