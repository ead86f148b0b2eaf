"""Markdown's delimiters among tokens: which belong together as a pair, and whether all of them do.

Only the delimiters of our inline grammar: `*`, `**`, `~~`, back-ticks and links. Square brackets that make no link are
the group's own sign and no markup (DOCUMENT: blocks).
"""

from __future__ import annotations

import re
from collections.abc import Sequence

_DELIMITER = re.compile(r"\*|~~|`|\]\(")
_SYMMETRIC = frozenset(("*", "**", "~~"))
_FIRST = frozenset("*~`[]")


def has_markup(text: str) -> bool:
    """Whether `text` holds anything that could be one end of a pair."""
    return _DELIMITER.search(text) is not None


def _is_end(token: str) -> bool:
    return token in _SYMMETRIC or token[0] == "`" or token.startswith("](")


def pairs(tokens: Sequence[str]) -> tuple[list[tuple[int, int]], list[int]]:
    """Indices of (opening, closing) tokens, and those of emphasis and code delimiters left alone.

    A delimiter opens when a non-space follows and closes when a non-space precedes, as in CommonMark (0.31, emphasis
    and strong emphasis), without its rules for runs of three and more. A `[` counts only if a `](…)` closes it.
    """
    found: list[tuple[int, int]] = []
    opened: list[tuple[str, int]] = []
    brackets: list[int] = []
    alone: list[int] = []
    code: tuple[str, int] | None = None
    last = len(tokens) - 1
    candidates = [index for index, token in enumerate(tokens) if token[0] in _FIRST]
    for position, index in enumerate(candidates):
        token = tokens[index]
        if code is not None:
            if token == code[0]:
                found.append((code[1], index))
                code = None
        elif token[0] == "`":
            if any(tokens[later] == token for later in candidates[position + 1 :]):
                code = (token, index)
            else:
                alone.append(index)
        elif token == "[":
            brackets.append(index)
        elif token == "]":
            if brackets:
                brackets.pop()
        elif token.startswith("]("):
            if brackets:
                found.append((brackets.pop(), index))
        elif token in _SYMMETRIC:
            closes = index > 0 and not tokens[index - 1].isspace()
            opens = index < last and not tokens[index + 1].isspace()
            if closes and any(kind == token for kind, _ in reversed(opened)):
                while opened[-1][0] != token:
                    alone.append(opened.pop()[1])
                found.append((opened.pop()[1], index))
            elif opens:
                opened.append((token, index))
            else:
                alone.append(index)
    alone.extend(index for _, index in opened)
    return sorted(found), sorted(alone)


def balanced(tokens: Sequence[str]) -> bool:
    """Whether every emphasis and code delimiter has its partner."""
    return not pairs(tokens)[1]


def holds_delimiter(tokens: Sequence[str]) -> bool:
    """Whether any of the tokens may be one end of a pair, an opening bracket included."""
    return any(token == "[" or _is_end(token) for token in tokens)
