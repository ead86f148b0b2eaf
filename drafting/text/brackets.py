"""Square brackets of a negotiation as data: what is not agreed, and whose wording it is (DOMAIN: attribution).

`[words]` are words that are not agreed, `[Bergen: words]` the wording of one delegation, `[Bergen, Malta: delete]` the
wish of two that the words before it go. Brackets may stand in one another. A bracket that makes a link or a footnote
reference is none; every other that is shown is one, escaped or not. All places are code points of the text, half-open.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from drafting.text.inline import Mark, pieces

DEEPEST = 40
"""Brackets that stand deeper in others are words like any other: nobody reads them, and a tree has an end."""

DELETE = "delete"
_DELETING = (DELETE, "supprimer")
_NAME = r"[^\W\d_][^,:;.!?*\\<\[\]\n]{0,199}"
_LEAD = re.compile(rf"({_NAME}(?:, ?{_NAME})*):(?:\s|(?=\]))")

Fault = Literal["unclosed", "unopened", "cells", "crossing", "empty", "unknown"]
"""Not closed; closing nothing; closed in another cell; one end in emphasis or a link that the other is not in; without
words; attributed to nobody known."""
OPEN: frozenset[Fault] = frozenset({"unclosed", "unopened", "cells"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Bracket:
    """One pair of brackets from `start` to `end`, both signs included.

    `lead` is the attribution as it is written, with its colon and space ("" for none), `names` whom it names.
    """

    start: int
    end: int
    lead: str
    names: tuple[str, ...]
    inner: tuple[str | Bracket, ...]

    @property
    def deletes(self) -> bool:
        """Whether those named want the words before it deleted."""
        return bool(self.names) and _is_delete(write(self.inner))


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """What is wrong with a bracket, and where: one sign, the whole pair, or the name that nobody knows."""

    code: Fault
    start: int
    end: int


def attributed(names: Sequence[str], words: str) -> str:
    """`words` between brackets as the wording of `names`: `[Bergen, Malta: words]`; `[words]` without names."""
    return f"[{', '.join(names)}: {words}]" if names else f"[{words}]"


def parse(text: str) -> tuple[str | Bracket, ...]:
    """The words and brackets of `text` in order; `write` gives the text back. What is not closed is words."""
    found: list[str | Bracket] = []
    inside: list[tuple[int, int, str, list[str | Bracket]]] = []  # start, place of the closing sign, lead, content
    at = 0

    def up_to(place: int) -> None:
        """Take the words before `place`, closing what ends before it."""
        nonlocal at
        while inside and inside[-1][1] < place:
            start, close, lead, content = inside.pop()
            if at < close:
                content.append(text[at:close])
            at = close + 1
            one = Bracket(start=start, end=at, lead=lead, names=_names(lead), inner=tuple(content))
            (inside[-1][3] if inside else found).append(one)
        if at < place:
            (inside[-1][3] if inside else found).append(text[at:place])
        at = place

    for start, close, _crossing in sorted(pair for pair in _scan(text) if pair[0] >= 0 and pair[1] >= 0):
        up_to(start)
        if len(inside) < DEEPEST:
            lead = _lead(text, start, close)
            inside.append((start, close, lead, []))
            at = start + 1 + len(lead)
    up_to(len(text))
    return tuple(found)


def write(parts: Sequence[str | Bracket]) -> str:
    """The text of what was parsed."""
    return "".join(part if isinstance(part, str) else f"[{part.lead}{write(part.inner)}]" for part in parts)


def lint(parts: Sequence[str], *, known: Collection[str] | None = None) -> tuple[tuple[int, Finding], ...]:
    """What is wrong with the brackets of a block, each with the number of its part (a row has one for each cell).

    `known` are the names to which wordings may be attributed; None: any.
    """
    found = [[*_faults(part, known)] for part in parts]
    for number, faults in enumerate(found):
        for place, fault in enumerate(faults):
            if fault.code == "unclosed":
                later = ((n, p) for n in range(number + 1, len(found)) for p in range(len(found[n])))
                closing = next(((n, p) for n, p in later if found[n][p].code == "unopened"), None)
                if closing is not None:
                    n, p = closing
                    faults[place] = Finding(code="cells", start=fault.start, end=fault.end)
                    found[n][p] = Finding(code="cells", start=found[n][p].start, end=found[n][p].end)
    return tuple((number, fault) for number, faults in enumerate(found) for fault in faults)


def are_open(parts: Sequence[str]) -> bool:
    """Whether a block has a bracket without its other end in the same part: such a text is not published."""
    return any(start < 0 or close < 0 for part in parts for start, close, _crossing in _scan(part))


def _faults(text: str, known: Collection[str] | None) -> Iterator[Finding]:
    for start, close, crossing in sorted(_scan(text), key=lambda pair: pair[0] if pair[0] >= 0 else pair[1]):
        if close < 0:
            yield Finding(code="unclosed", start=start, end=start + 1)
            continue
        if start < 0:
            yield Finding(code="unopened", start=close, end=close + 1)
            continue
        if crossing:
            yield Finding(code="crossing", start=start, end=close + 1)
        lead = _lead(text, start, close)
        if not text[start + 1 + len(lead) : close].strip():
            yield Finding(code="empty", start=start, end=close + 1)
        at = start + 1
        for name in _names(lead) if known is not None else ():
            at = text.index(name, at)
            if name not in (known or ()):
                yield Finding(code="unknown", start=at, end=at + len(name))
            at += len(name)


def _scan(text: str) -> Iterator[tuple[int, int, bool]]:
    """(place of the opening sign, of the closing one, whether the pair crosses marks); -1 for the one that lacks.

    A closing sign belongs to the nearest opening one before it. The marks that are open at a place are a chain, each
    with those around it, so that two places are in the same marks when the chain is the same object.
    """
    if "[" not in text and "]" not in text:
        return
    marks: list[object] = [object()]
    waiting: list[tuple[int, object]] = []
    for piece in pieces(text):
        match piece.mark:
            case Mark.TEXT:
                for place, sign in enumerate(piece.text, piece.start):
                    if sign == "[":
                        waiting.append((place, marks[-1]))
                    elif sign == "]":
                        start, around = waiting.pop() if waiting else (-1, None)
                        yield start, place, start >= 0 and around is not marks[-1]
            case Mark.EM_OPEN | Mark.STRONG_OPEN | Mark.LINK_OPEN:
                marks.append(object())
            case Mark.EM_CLOSE | Mark.STRONG_CLOSE | Mark.LINK_CLOSE:
                marks.pop()
            case Mark.BLANK_LINE:  # the next block's words are in no mark of the former's
                marks = [object()]
    for start, _around in waiting:
        yield start, -1, False


def _lead(text: str, start: int, close: int) -> str:
    """The attribution after the opening sign at `start`, with its colon and space; "" for none.

    Names begin with a capital letter (or one of a script without capitals), so that `[that is: words]` is none.
    """
    found = _LEAD.match(text, start + 1, close + 1)
    if found is None or any(name[0].islower() for name in _names(found[0])):
        return ""
    return found[0]


def _names(lead: str) -> tuple[str, ...]:
    """Whom an attribution names."""
    names = lead.rstrip().removesuffix(":")
    return tuple(name.strip() for name in names.split(",")) if names else ()


def _is_delete(words: str) -> bool:
    return words.strip().casefold() in _DELETING
