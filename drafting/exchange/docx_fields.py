"""Word's fields: the words that they showed are read, their instructions are not."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from drafting.exchange.draft_links import link_of

_HYPERLINK = re.compile(r"\s*HYPERLINK\s+(\\l\s+)?\"([^\"]*)\"", re.IGNORECASE)
_ENOUGH = 40
"""Runs of a field's words that are kept to tell of it."""


@dataclass(slots=True)
class _Field:
    instruction: str = ""
    shown: bool = False
    link: str = ""
    words: list[str] = field(default_factory=list)


class Fields:
    """The fields that are open at a place, one inside the other. Signs without their counterparts are passed over."""

    def __init__(self) -> None:
        self._open: list[_Field] = []
        self._hidden = 0

    @property
    def hide(self) -> bool:
        """Whether the place is in an instruction."""
        return self._hidden > 0

    @property
    def link(self) -> str:
        """Where the field leads that the place is in, "" for nowhere."""
        return self._open[-1].link if self._open else ""

    def begin(self) -> None:
        self._open.append(_Field(link=self.link))
        self._hidden += 1

    def instruct(self, words: str) -> None:
        if self._open and not self._open[-1].shown:
            self._open[-1].instruction += words

    def separate(self) -> None:
        if self._open and not self._open[-1].shown:
            self._open[-1].shown = True
            self._hidden -= 1
            self._open[-1].link = field_link(self._open[-1].instruction) or self._open[-1].link

    def show(self, words: str) -> None:
        if self._open and len(self._open[-1].words) < _ENOUGH:
            self._open[-1].words.append(words)

    def end(self) -> str:
        """The first words that the field showed, where they may be others each time; "" for a link's."""
        if not self._open:
            return ""
        ended = self._open.pop()
        self._hidden -= not ended.shown
        return "" if "HYPERLINK" in ended.instruction.upper() else "".join(ended.words)

    def end_paragraph(self) -> None:
        """An instruction does not go on in the next paragraph: one that lost its end would hide all that follows."""
        for one in self._open if self._hidden else ():
            one.shown = True
        self._hidden = 0

    def end_story(self) -> None:
        self._open.clear()
        self._hidden = 0


def field_link(instruction: str) -> str:
    """Where a field with that instruction leads, "" for nowhere."""
    match = _HYPERLINK.match(instruction)
    return link_of(f"#{match[2]}" if match[1] else match[2]) if match else ""
