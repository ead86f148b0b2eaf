"""Inline text as runs: what is said, and how it is marked, whatever the source wrote around it.

Readers make runs and `compose` makes the one inline Markdown that stands for them, so that the same words with the
same marks are stored as the same text whichever file they came from. Writers ask `runs_of` for what to print.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from drafting.text.inline import Mark, pieces

BREAK = "\n"

Marks = tuple[bool, bool, str]
"""Emphasis, strong, and the link's target."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """A stretch of text with one set of marks.

    `text` is what is shown; BREAK alone is a hard break; with `footnote` it is the footnote's key. `link` is a target
    that the inline grammar allows, or "".
    """

    text: str
    em: bool = False
    strong: bool = False
    link: str = ""
    footnote: bool = False

    @property
    def marks(self) -> Marks:
        return self.em, self.strong, self.link

    def marked_as(self, marks: Marks) -> Run:
        return replace(self, em=marks[0], strong=marks[1], link=marks[2])


def runs_of(text: str) -> tuple[Run, ...]:
    """The runs of inline Markdown `text`, tidied as `compose` tidies them."""
    out: list[Run] = []
    em = strong = 0
    link = ""
    for piece in pieces(text):
        match piece.mark:
            case Mark.EM_OPEN:
                em += 1
            case Mark.EM_CLOSE:
                em -= 1
            case Mark.STRONG_OPEN:
                strong += 1
            case Mark.STRONG_CLOSE:
                strong -= 1
            case Mark.LINK_OPEN:
                link = piece.text
            case Mark.LINK_CLOSE:
                link = ""
            case Mark.FOOTNOTE:
                out.append(Run(text=piece.text, em=em > 0, strong=strong > 0, footnote=True))
            case Mark.HARD_BREAK:
                out.append(Run(text=BREAK))
            case Mark.SOFT_BREAK:
                out.append(Run(text=" ", em=em > 0, strong=strong > 0, link=link))
            case Mark.TEXT:
                out.append(Run(text=piece.text, em=em > 0, strong=strong > 0, link=link))
    return tidied(out)


def canonical(text: str) -> str:
    """`text` as every reader would store it: escapes only where they are needed, breaks and spaces tidied."""
    return compose(runs_of(text))


def compose(runs: Iterable[Run]) -> str:
    """Inline Markdown that reads as `runs`; `runs_of` of it gives the tidied runs back.

    Where Markdown cannot hold the marks as they are (`**word:**next` is no emphasis), punctuation is moved out of
    them; where even that does not help they are dropped, never the words.
    """
    told = tidied(runs)
    for weakened in (tuple, _punctuation_outside, _without_emphasis, _bare):
        text = written(weakened(told), (_as_is, escaped_where_it_matters, escaped), runs_of)
        if text is not None:
            return text
    return _joined(_bare(told), escaped)


def written(
    runs: Sequence[Run], ways: Sequence[Callable[[str], str]], reading: Callable[[str], tuple[Run, ...]]
) -> str | None:
    """The first of the `ways` to escape text by which the written runs read as themselves; None: there is none."""
    for way in ways:
        text = _joined(runs, way)
        if reading(text) == tuple(runs):
            return text
    return None


def tidied(runs: Iterable[Run]) -> tuple[Run, ...]:
    """Neighbours with the same marks joined; every white space a space, and outside marks that end there; nothing
    but words at both ends and around breaks."""
    split = _spaces_apart(_clean(runs))
    ahead = list(_marks_of_words_before(reversed(split)))
    shown: list[Run] = []
    for run, before, after in zip(split, _marks_of_words_before(split), reversed(ahead), strict=True):
        if not _is_word(run):
            run = run.marked_as(_shared(before, after))
        if shown and _joins(shown[-1], run):
            shown[-1] = replace(run, text=shown[-1].text + run.text)
        else:
            shown.append(run)
    return tuple(_trimmed(shown))


def _marks_of_words_before(runs: Iterable[Run]) -> Iterator[Marks | None]:
    """For each run the marks of the last word before it, None where there is none."""
    marks: Marks | None = None
    for run in runs:
        yield marks
        if _is_word(run):
            marks = run.marks


def _clean(runs: Iterable[Run]) -> Iterator[Run]:
    """Characters that are no text left out; line ends of any kind inside a run are breaks."""
    for run in runs:
        if run.footnote:
            yield replace(run, link="")
            continue
        lines = re.split(r"\r\n|[\n\r\v\x85\u2028\u2029]", run.text)
        for index, line in enumerate(lines):
            if index:
                yield replace(run, text=BREAK)
            line = re.sub(r"[\t\f\x1c-\x1f]", " ", line)
            line = "".join(char for char in line if unicodedata.category(char) not in ("Cc", "Cs"))
            if line:
                yield replace(run, text=line)


def _spaces_apart(runs: Iterable[Run]) -> list[Run]:
    out = []
    for run in runs:
        if run.footnote or run.text == BREAK or run.text.isspace():
            out.append(run)
            continue
        inner = run.text.strip()
        at = run.text.index(inner)
        parts = (run.text[:at], inner, run.text[at + len(inner) :])
        out += [replace(run, text=part) for part in parts if part]
    return out


def _joins(run: Run, following: Run) -> bool:
    apart = run.footnote or following.footnote or BREAK in (run.text, following.text)
    return not apart and run.marks == following.marks


def _is_word(run: Run) -> bool:
    return run.footnote or not run.text.isspace()


def _shared(before: Marks | None, after: Marks | None) -> Marks:
    if before is None or after is None:
        return (False, False, "")
    return (before[0] and after[0], before[1] and after[1], before[2] if before[2] == after[2] else "")


def _trimmed(runs: Sequence[Run]) -> Iterator[Run]:
    last = len(runs) - 1
    words = [index for index, run in enumerate(runs) if _is_word(run)]
    for index, run in enumerate(runs):
        if not words or index < words[0] or index > words[-1]:
            continue
        if not run.footnote and run.text != BREAK:
            text = run.text
            if index == words[0] or runs[index - 1].text == BREAK:
                text = text.lstrip()
            if index in (words[-1], last) or runs[index + 1].text == BREAK:
                text = text.rstrip()
            if not text:
                continue
            run = replace(run, text=text)
        yield run


def _punctuation_outside(runs: Sequence[Run]) -> tuple[Run, ...]:
    out: list[Run] = []
    for run in runs:
        if run.footnote or not (run.em or run.strong):
            out.append(run)
            continue
        match = re.fullmatch(r"(\W*)(.*?)(\W*)", run.text, re.DOTALL)
        lead, inner, tail = match.groups() if match else ("", run.text, "")
        bare = replace(run, em=False, strong=False)
        out += [replace(bare, text=lead), replace(run, text=inner), replace(bare, text=tail)]
    return tidied(run for run in out if run.text)


def _without_emphasis(runs: Sequence[Run]) -> tuple[Run, ...]:
    return tidied(replace(run, em=False, strong=False) for run in runs)


def _bare(runs: Sequence[Run]) -> tuple[Run, ...]:
    return tidied(replace(run, em=False, strong=False, link="") for run in runs)


def _as_is(text: str) -> str:
    return text


def escaped_where_it_matters(text: str) -> str:
    """Escapes for what would be read as markup within one run."""
    return re.sub(r"\\(?=[!-/:-@\[-`{-~\n]|$)|\*|\[(?=\^)|\^(?=\[|$)|\](?=\(|$)|<(?=[A-Za-z])", r"\\\g<0>", text)


def escaped(text: str) -> str:
    return re.sub(r"[\\*\[\]<(^]", r"\\\g<0>", text)


def _joined(runs: Sequence[Run], way: Callable[[str], str]) -> str:
    out: list[str] = []
    open_: list[str] = []
    for index, run in enumerate(runs):
        wanted = _names(run)
        keep = 0
        while keep < len(open_) and open_[keep] in wanted:
            keep += 1
        out += [_closing(name) for name in reversed(open_[keep:])]
        del open_[keep:]
        fresh = sorted(wanted - set(open_), key=lambda name: (-_extent(runs, index, name), "*_".find(name[0])))
        if run.link and _is_own_address(runs, index) and run.link in fresh:
            out += [_opening(name) for name in fresh if name != run.link]
            open_ += [name for name in fresh if name != run.link]
            out.append(f"<{run.text}>")
            continue
        out += [_opening(name) for name in fresh]
        open_ += fresh
        if run.footnote:
            out.append(f"[^{run.text}]")
        else:
            out.append("\\\n" if run.text == BREAK else way(run.text))
    return "".join(out) + "".join(_closing(name) for name in reversed(open_))


def _names(run: Run) -> set[str]:
    return {name for name in ("*" if run.em else "", "**" if run.strong else "", run.link) if name}


def _opening(name: str) -> str:
    return name if name in ("*", "**") else "["


def _closing(name: str) -> str:
    return name if name in ("*", "**") else f"]({_target(name)})"


def _extent(runs: Sequence[Run], start: int, name: str) -> int:
    """How many runs from `start` on bear the mark."""
    end = start
    while end < len(runs) and name in _names(runs[end]):
        end += 1
    return end - start


def _is_own_address(runs: Sequence[Run], index: int) -> bool:
    """Whether the whole link is one run that shows its own target."""
    run = runs[index]
    alone = (index == 0 or runs[index - 1].link != run.link) and _extent(runs, index, run.link) == 1
    return alone and ":" in run.link and run.link in (run.text, f"mailto:{run.text}")


def _target(url: str) -> str:
    depth = 0
    for sign in url:
        depth += (sign == "(") - (sign == ")")
        if depth < 0:
            break
    return url if depth == 0 else url.replace("(", "\\(").replace(")", "\\)")
