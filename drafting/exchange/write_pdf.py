"""The clean version as PDF by typst: all text is handed over as data, and the file is tagged for screen readers."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Literal

import typst

from drafting.exchange.document import Issue
from drafting.text.blocks import Kind
from drafting.text.inline import Mark, pieces

TEMPLATE = Path(__file__).resolve().parents[2] / "templates" / "print" / "clean.typ"
LONGEST_LINK = 8000
"""Longest address of a link that typst makes, in characters; words with a longer one stand without it."""
FONTS = TEMPLATE.parent / "fonts"


def write(issue: Issue) -> bytes:
    """PDF/UA-1 where the text allows it, otherwise plain tagged PDF. The same draft gives the same bytes."""
    data = json.dumps(told(issue), ensure_ascii=False)
    try:
        return _compiled(data, ["ua-1"])
    except typst.TypstError:
        return _compiled(data, [])


def _compiled(data: str, standards: list[Literal["ua-1"]]) -> bytes:
    made: bytes = typst.compile(
        str(TEMPLATE),
        sys_inputs={"issue": data},
        font_paths=[str(FONTS)] if FONTS.is_dir() else [],
        ignore_system_fonts=True,
        pdf_standards=list(standards),
        timestamp=0,
    )
    return made


def told(issue: Issue) -> dict[str, Any]:
    """The draft as the template takes it: blocks with runs, rows gathered into tables, levels without gaps."""
    facts = " · ".join(fact for fact in (issue.group, issue.reference, issue.issued_on) if fact)
    notes = {p.block.label: p.number for p in issue.blocks if p.block.kind is Kind.FOOTNOTE}
    blocks: list[dict[str, Any]] = []
    ends: list[dict[str, Any]] = []
    table = 0
    deepest = 0
    for printed in issue.blocks:
        block = printed.block
        if block.kind is Kind.ROW:
            cells = [runs(cell, notes) for cell in block.cells]
            if block.table != table:
                blocks.append({"kind": "table", "columns": len(cells), "header": [], "rows": []})
                table = block.table
            if block.header and not blocks[-1]["rows"] and not blocks[-1]["header"]:
                blocks[-1]["header"] = cells
            else:
                blocks[-1]["rows"].append([{"runs": cell} for cell in cells])
            continue
        table = 0
        if block.kind is Kind.HEADING:
            deepest = min(block.level, deepest + 1)
            blocks.append({"kind": "heading", "level": deepest, "label": block.label, "runs": runs(block.text, notes)})
        elif block.kind is Kind.FOOTNOTE:
            ends.append({"number": printed.number, "runs": runs(block.text, notes)})
        else:
            indent = block.level if block.kind is Kind.POINT else 0
            blocks.append({"kind": "text", "number": printed.number, "indent": indent, "runs": runs(block.text, notes)})
    if ends:
        blocks.append({"kind": "notes", "notes": ends})
    return {
        "title": issue.title,
        "language": issue.language.split("-")[0],
        "facts": facts,
        "running": " · ".join(fact for fact in (issue.reference, issue.title) if fact),
        "foot": issue.head[:16],
        "show_title": bool(issue.title_before_text),
        "blocks": blocks,
    }


def runs(text: str, notes: dict[str, str]) -> list[dict[str, Any]]:
    """Inline Markdown as runs: `text` with `em`, `strong`, `url`; `break`; or `note` (a footnote's printed number)."""
    out: list[dict[str, Any]] = []
    em = strong = 0
    url = ""
    for piece in pieces(text.replace("\0", "")):
        match piece.mark:
            case Mark.EM_OPEN | Mark.EM_CLOSE:
                em += 1 if piece.mark is Mark.EM_OPEN else -1
            case Mark.STRONG_OPEN | Mark.STRONG_CLOSE:
                strong += 1 if piece.mark is Mark.STRONG_OPEN else -1
            case Mark.LINK_OPEN:
                url = "" if piece.text.startswith("#") or len(piece.text) > LONGEST_LINK else piece.text
            case Mark.LINK_CLOSE:
                url = ""
            case Mark.HARD_BREAK:
                out.append({"text": "", "break": True})
            case Mark.FOOTNOTE:
                out.append({"text": "", "note": notes.get(piece.text, piece.text)})
            case _:
                shown = " " if piece.mark is Mark.SOFT_BREAK else piece.text
                out.append({"text": shown, "em": em > 0, "strong": strong > 0, "url": url})
    return out
