"""Inline Markdown as files bring it (all of CommonMark, HTML tags, entities, images) to runs of ours.

Known tags become what they mean; unknown ones stay as literal text. Links to nowhere and to addresses that a text may
not hold become their words, images their description, and each is told as a loss.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.token import Token

from drafting.text.inline import ALLOWED_LINK, footnote_ref
from drafting.text.runs import BREAK, Run, compose, tidied

WRAPPED_FROM = 60
"""A line that the next word would still have fitted into, within this many characters, was ended on purpose."""

_TAG = re.compile(r"(?s)<(/?)([A-Za-z][A-Za-z0-9]*)\b(.*?)/?>$")
_HREF = re.compile(r"(?i)\bhref\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s>]+))")
_BREAKING = re.compile(r"address|article|blockquote|center|div|d[dlt]|h[1-6r]|li|[ou]l|p|section|tr")
_SPACING = re.compile(r"t[dh]")
_PASSED = re.compile(r"big|caption|col(group)?|font|main|nobr|small|span|t(able|body|foot|head)|time")
_FORMATTING = re.compile(r"abbr|cite|code|del|ins|kbd|mark|q|s|strike|su[bp]|tt|u|var")
_LIST = re.compile(r"(?is)(?<!\\)(<ul\b[^>]*>)(.*?)(</ul>|$)")
_DASHED = re.compile(r"\s+(?=[-–•]\s)")


@dataclass(slots=True)
class Losses:
    """What was not kept as it was, gathered while reading: (what, its words), each time once."""

    found: list[tuple[str, str]] = field(default_factory=list)

    def add(self, what: str, words: str = "") -> None:
        self.found.append((what, " ".join(words.split())))


def inline(raw: str, losses: Losses, env: dict[str, Any] | None = None) -> str:
    """The inline text of one block from Markdown as typed in a file; `env` holds the file's link definitions."""
    return compose(inline_runs(raw, losses, env))


def inline_runs(raw: str, losses: Losses, env: dict[str, Any] | None = None) -> tuple[Run, ...]:
    """As `inline`, as runs."""
    children = _PARSER.parseInline(_ended_on_purpose(_items_apart(raw)), env if env is not None else {})[0].children
    return tidied(_Marks(losses).runs(children or []))


def _items_apart(raw: str) -> str:
    """A list of tags without items, its items told by dashes only: each begins a line."""

    def apart(match: re.Match[str]) -> str:
        content = match[2].strip()
        if "<li" in content.lower() or not re.match(r"[-–•]\s", content):
            return match[0]
        return match[1] + _DASHED.sub("<br>", content) + match[3]

    return _LIST.sub(apart, raw) if "<" in raw else raw


def _ended_on_purpose(raw: str) -> str:
    """`raw` with a backslash at the end of each line that was not ended for lack of width."""
    lines = raw.split("\n")
    for index, line in enumerate(lines[:-1]):
        following = lines[index + 1].strip().split(" ", 1)[0]
        bare = line.strip()
        if bare and not line.endswith(("\\", "  ")) and len(bare) + 1 + len(following) <= WRAPPED_FROM:
            lines[index] = line.rstrip() + "\\"
    return "\n".join(lines)


class _Marks:
    """The marks that are open while a text's tokens are walked."""

    def __init__(self, losses: Losses) -> None:
        self.losses = losses
        self.em = self.strong = 0
        self.links: list[tuple[str, int]] = []
        self.out: list[Run] = []

    def runs(self, tokens: Sequence[Token]) -> list[Run]:
        for token in tokens:
            self._token(token)
        while self.links:
            self._close_link()
        return self.out

    def _say(self, text: str) -> None:
        self.out.append(Run(text=text, em=self.em > 0, strong=self.strong > 0))

    def _token(self, token: Token) -> None:
        match token.type:
            case "text" | "text_special":
                self._say(token.content)
            case "softbreak":
                self._say(" ")
            case "hardbreak":
                self._say(BREAK)
            case "em_open" | "em_close":
                self.em = max(self.em + token.nesting, 0)
            case "strong_open" | "strong_close":
                self.strong = max(self.strong + token.nesting, 0)
            case "link_open":
                self.links.append((str(token.attrGet("href") or ""), len(self.out)))
            case "link_close":
                self._close_link()
            case "footnote_ref":
                self.out.append(Run(text=token.content, em=self.em > 0, strong=self.strong > 0, footnote=True))
            case "code_inline":
                self.losses.add("code", token.content)
                self._say(token.content)
            case "image":
                self.losses.add("image", token.content)
                self._say(token.content)
            case "html_inline":
                self._html(token.content)

    def _close_link(self) -> None:
        if not self.links:
            return
        target, start = self.links.pop()
        words = "".join(run.text for run in self.out[start:] if not run.footnote)
        if ALLOWED_LINK.match(target):
            self.out[start:] = [replace(run, link=target) for run in self.out[start:]]
        elif words.strip():
            self.losses.add("link-nowhere", words)

    def _html(self, content: str) -> None:
        match = _TAG.match(content)
        if match is None:
            self.losses.add("comment" if content.startswith("<!--") else "html", content.strip("<!->"))
            return
        closing, name, attributes = bool(match[1]), match[2].lower(), match[3]
        step = -1 if closing else 1
        if name in ("b", "strong"):
            self.strong = max(self.strong + step, 0)
        elif name in ("i", "em", "dfn"):
            self.em = max(self.em + step, 0)
        elif name == "a":
            href = _HREF.search(attributes)
            if closing:
                self._close_link()
            elif href:
                self.links.append((next(part for part in href.groups() if part is not None), len(self.out)))
        elif name == "br":
            self._say(BREAK)
        elif _BREAKING.fullmatch(name):
            if self.out and self.out[-1].text != BREAK:
                self._say(BREAK)
        elif _SPACING.fullmatch(name):
            self._say(" ")
        elif _FORMATTING.fullmatch(name):
            if not closing:
                self.losses.add("formatting")
        elif not _PASSED.fullmatch(name):
            self._say(content)


def _make_parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"maxNesting": 40})
    parser.disable("text_join", ignoreInvalid=True)
    parser.inline.ruler.before("link", "footnote_ref", footnote_ref)
    parser.validateLink = lambda url: True  # type: ignore[method-assign]
    parser.normalizeLink = lambda url: url  # type: ignore[method-assign]
    parser.normalizeLinkText = lambda link: link  # type: ignore[method-assign]
    return parser


_PARSER = _make_parser()
