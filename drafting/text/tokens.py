"""Text as tokens: the smallest pieces that a person would change, never part of a word, a number or a link.

One left-to-right regular expression; the tokens of a text joined are the text, for any string. No token but a hard
break (`\\` and LF) and a number grouped by no-break spaces holds white space beside other signs, so that a run of plain
spaces is a place where a text may be cut and its two sides tokenised apart with the same outcome.
"""

from __future__ import annotations

import re
import sys
import unicodedata
from functools import cache


def _ranges(points: list[int]) -> str:
    """Sorted code points as the inside of a character class."""
    out: list[str] = []
    start = previous = points[0]
    for point in [*points[1:], sys.maxunicode + 2]:
        if point != previous + 1:
            out.append(f"\\U{start:08x}-\\U{previous:08x}")
            start = point
        previous = point
    return "".join(out)


# Han, Kana, Bopomofo, Thai, Lao, Myanmar and Khmer: written without spaces, so each character is a token.
_UNSPACED = (
    (0x0E00, 0x0EFF), (0x1000, 0x109F), (0x1780, 0x17FF), (0x19E0, 0x19FF), (0x2E80, 0x2FDF), (0x3005, 0x3007),
    (0x3021, 0x3029), (0x3038, 0x303B), (0x3040, 0x312F), (0x31A0, 0x31BF), (0x31F0, 0x31FF), (0x3400, 0x4DBF),
    (0x4E00, 0x9FFF), (0xA9E0, 0xA9FF), (0xAA60, 0xAA7F), (0xF900, 0xFAFF), (0xFF66, 0xFF9F), (0x1AFF0, 0x1B16F),
    (0x20000, 0x323AF),
)  # fmt: skip


def _classes() -> tuple[str, str, str, str]:
    """Inside of the classes: letters, decimal digits, combining marks, letters of scripts without spaces.

    Beyond the first plane whole stretches of letters are taken, gaps included: a class of hundreds of small ranges
    would be searched one by one at the end of every word.
    """
    letters: list[int] = []
    digits: list[int] = []
    marks: list[int] = []
    unspaced = {point for start, end in _UNSPACED for point in range(start, end + 1) if point < 0x10000}
    for point in range(0x10000):
        category = unicodedata.category(chr(point))
        if category[0] == "M":
            marks.append(point)
        elif category == "Nd":
            digits.append(point)
        elif (category[0] == "L" or category in ("Nl", "No")) and point not in unspaced:
            letters.append(point)
    beyond = "\\U00010000-\\U0001afef\\U0001b170-\\U0001cfff\\U0001d400-\\U0001efff"
    unspaced_class = "".join(f"\\U{start:08x}-\\U{end:08x}" for start, end in _UNSPACED)
    return _ranges(letters) + beyond, _ranges(digits), _ranges(marks) + "\\U000e0100-\\U000e01ef", unspaced_class


@cache
def _patterns() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """The tokeniser, and what a word or number begins with."""
    letter, digit, mark, unspaced = _classes()
    word = f"[{letter}][{letter}{digit}{mark}]*(?:['’ʼ‐‑-][{letter}{digit}][{letter}{digit}{mark}]*)*"
    grouped = f"[\u00a0\u202f\u2009][{digit}]{{3}}(?![{digit}])"
    number = f"[{digit}]+(?:[.,][{digit}]+|{grouped})*(?:[\u00a0\u202f]?[%‰]|[{letter}][{letter}{digit}{mark}]*)?"
    url = r"(?:https?://|www\.)[^\s<>()\[\]\"*`]*[^\s<>()\[\]\"*`.,;:!?'’”»_]"
    modifier = f"[{mark}\U0001f3fb-\U0001f3ff\U000e0020-\U000e007f]"
    grapheme = f"(?s:.){modifier}*(?:\u200d[^\\s{letter}{digit}]{modifier}*)*"
    # A space that belongs to a longer run of white space is left to `\s+`; the first branch is only for speed.
    parts = (
        r" (?!\s)",
        url,
        word,
        r"\s+",
        number,
        r"\]\([^()\s]*(?:\([^()\s]*\)[^()\s]*)*\)",
        r"\[\^[^\]\s\[]+\]",
        r"\*\*|\*|~~|`+",
        r"\\\n|\\[!-/:-@\[-`{-~]",
        f"[{unspaced}](?:[{mark}]*)",
        "[\U0001f1e6-\U0001f1ff]{2}",
        grapheme,
    )
    return re.compile("|".join(parts)), re.compile(f"[{letter}{digit}{unspaced}]")


def tokens(text: str) -> list[str]:
    """The tokens of `text`; joined they are `text`, exactly."""
    return _patterns()[0].findall(text)


def is_word(token: str) -> bool:
    """Whether a token is a word or a number: it counts when words are counted."""
    return token[0].isalnum() if token[0] < "\u0300" else _patterns()[1].match(token) is not None


def words(text: str) -> list[str]:
    """The words and numbers of `text`, in order."""
    return [token for token in tokens(text) if is_word(token)]


_QUOTES = {**dict.fromkeys("‘’‚‛ʼ′", "'"), **dict.fromkeys("“”„‟«»″", '"')}
_DASHES = dict.fromkeys("‐‑‒–—―−", "-")
_SPACES = {
    **dict.fromkeys("\u00a0\u202f\u2007\u2009\u200a\u2002\u2003\u3000\t\n\r\f\v", " "),
    **dict.fromkeys("\u00ad\u200b", ""),
}
_TYPOGRAPHY = str.maketrans({**_QUOTES, **_DASHES, **_SPACES})
_TYPOGRAPHIC = re.compile("[" + "".join(_QUOTES) + "".join(_DASHES) + "".join(_SPACES) + "]|[^\\S ]|  ")
_SPACE_RUN = re.compile(r"\s+")
BLANK_LINE = "\n\n"
"""What parts a proposed text into blocks (DOCUMENT: split)."""
_BLANK_LINES = re.compile(r"\s*\n[^\S\n]*\n\s*")


def keys(of: list[str], text: str) -> list[str]:
    """What tokens are compared by: quotes, dashes and spaces of one kind are equal. `text` is the tokens joined."""
    special = _TYPOGRAPHIC.search
    return of if special(text) is None else [token if special(token) is None else plain(token) for token in of]


def plain(text: str) -> str:
    """`text` with its quotes, dashes and runs of white space made plain; two that differ only in these are equal.

    A blank line is not a space: it parts two blocks.
    """
    if "\n" in text:
        return BLANK_LINE.join(_plain(part) for part in _BLANK_LINES.split(text))
    return _plain(text)


def _plain(text: str) -> str:
    return _SPACE_RUN.sub(" ", text.translate(_TYPOGRAPHY))
