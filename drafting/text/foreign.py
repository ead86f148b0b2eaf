"""What files bring along that our inline Markdown does not have: HTML tags, links to nowhere, wrapped lines."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field

from drafting.text.emphasis import plain_form
from drafting.text.inline import ALLOWED_LINK

WRAPPED_FROM = 60
"""A line that the next word would still have fitted into, within this many characters, was ended on purpose."""

_BREAKING = re.compile(r"(?i)\s*</?(?:li|p|div|tr)(?:\s[^<>]*)?>\s*|\s*<br\s*/?>\s*")
_DROPPED = re.compile(r"(?i)\s*</?(?:ul|ol|span|font|u|table|tbody|td|th)(?:\s[^<>]*)?>")
_STRONG = re.compile(r"(?i)</?(?:b|strong)>")
_EMPHASIS = re.compile(r"(?i)</?(?:i|em)>")
_LINK = re.compile(r"(?<!\\)\[((?:[^\[\]\\]|\\.|\[[^\[\]]*\])*)\]\(\s*<?([^()\s<>]*(?:\([^()\s]*\)[^()\s]*)*)>?(?:\s+\"[^\"]*\")?\s*\)")


@dataclass(slots=True)
class Losses:
    """What was not kept as it was, gathered while reading: (what, its words), each time once."""

    found: list[tuple[str, str]] = field(default_factory=list)

    def add(self, what: str, words: str = "") -> None:
        self.found.append((what, words))


def normal(text: str) -> str:
    """NFC, line ends as LF, without a byte order mark and without NUL."""
    text = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n").replace("\0", "")
    return unicodedata.normalize("NFC", text)


def inline(raw: str, losses: Losses) -> str:
    """The inline text of one block in its plain form, from Markdown as typed in a file."""
    return plain_form(_without_dead_links(without_html(unwrapped(raw)), losses)).strip()


def unwrapped(raw: str) -> str:
    """Lines that were wrapped for width joined by a space; lines that were ended on purpose joined by a hard break."""
    lines = [line.strip() for line in raw.split("\n")]
    ends_hard = [line.endswith("  ") or line.rstrip().endswith("\\") for line in raw.split("\n")]
    out = lines[0].removesuffix("\\").rstrip() if ends_hard[0] and len(lines) > 1 else lines[0]
    last = lines[0]
    for index, line in enumerate(lines[1:], start=1):
        short = len(last) + 1 + len(line.split(" ", 1)[0]) <= WRAPPED_FROM
        hard = ends_hard[index - 1] or short
        told = line.removesuffix("\\").rstrip() if ends_hard[index] and index < len(lines) - 1 else line
        out += ("\\\n" if hard else " ") + told
        last = line
    return out


def without_html(text: str) -> str:
    """Known tags become what they mean: items and breaks a line each, bold and italics our marks; others stay."""
    if "<" not in text:
        return text
    text = _DROPPED.sub("", text)
    text = _STRONG.sub("**", text)
    text = _EMPHASIS.sub("*", text)
    text = _BREAKING.sub("\\\\\n", text)
    lines = [line.strip() for line in text.split("\\\n")]
    return "\\\n".join(line for line in lines if line)


def _without_dead_links(text: str, losses: Losses) -> str:
    """A link to nowhere, or to an address that a text may not hold, becomes its words."""

    def words(match: re.Match[str]) -> str:
        if ALLOWED_LINK.match(re.sub(r"\\([()])", r"\1", match[2])):
            return match[0]
        losses.add("link-nowhere", match[1])
        return match[1]

    return _LINK.sub(words, text)
