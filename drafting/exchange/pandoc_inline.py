"""pandoc's inlines to runs of ours."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import Any

from drafting.text.imported import Losses
from drafting.text.inline import ALLOWED_LINK
from drafting.text.runs import BREAK, Run, compose

Inline = dict[str, Any]
Note = Callable[[list[dict[str, Any]]], str]
"""Takes a footnote's blocks and gives the key by which the text refers to it."""


def inline_text(inlines: Sequence[Inline], *, losses: Losses, note: Note) -> str:
    """The inline text in its canonical form, without white space around it."""
    return compose(_runs(inlines, losses, note))


def _runs(inlines: Sequence[Inline], losses: Losses, note: Note) -> Iterator[Run]:
    for one in inlines:
        kind, content = one["t"], one.get("c")
        match kind, content:
            case "Str", str(words):
                yield Run(text=unicodedata.normalize("NFC", words))
            case (("Space" | "SoftBreak"), _):
                yield Run(text=" ")
            case "LineBreak", _:
                yield Run(text=BREAK)
            case "Emph", list(inside):
                yield from (replace(run, em=True) for run in _runs(inside, losses, note))
            case "Strong", list(inside):
                yield from (replace(run, strong=True) for run in _runs(inside, losses, note))
            case (("Underline" | "Strikeout" | "Superscript" | "Subscript" | "SmallCaps"), list(inside)):
                losses.add("formatting")
                yield from _runs(inside, losses, note)
            case (("Span" | "Cite"), [_, inside]):
                yield from _runs(inside, losses, note)
            case "Quoted", [quotes, inside]:
                opening, closing = "‘’" if quotes["t"] == "SingleQuote" else "“”"
                yield Run(text=opening)
                yield from _runs(inside, losses, note)
                yield Run(text=closing)
            case "Code", [_, words]:
                yield Run(text=unicodedata.normalize("NFC", words))
            case "Math", [_, words]:
                losses.add("math", words)
                yield Run(text=unicodedata.normalize("NFC", words))
            case "Link", [_, inside, [target, _]]:
                yield from _linked(list(_runs(inside, losses, note)), target, losses)
            case "Image", [_, inside, _]:
                described = list(_runs(inside, losses, note))
                losses.add("image", "".join(run.text for run in described))
                yield from described
            case "Note", list(blocks):
                yield Run(text=note(blocks), footnote=True)
            case "RawInline", [_, words]:
                losses.add("other", words)


def _linked(inside: Sequence[Run], target: str, losses: Losses) -> Iterator[Run]:
    words = "".join(run.text for run in inside if not run.footnote)
    if ALLOWED_LINK.match(target):
        yield from (run if run.footnote else replace(run, link=target) for run in inside)
        return
    if words.strip():
        losses.add("link-nowhere", words)
    yield from inside
