"""A returned file of the bench's own making: a working copy in which reviewers changed words, as Word writes it."""

from __future__ import annotations

import copy
import io
import zipfile
from typing import Any

from lxml import etree

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_PART = "word/document.xml"
_SPACE = "{http://www.w3.org/XML/1998/namespace}space"


def with_changes(data: bytes, count: int) -> bytes:
    """The file with `count` words of its paragraphs replaced with Track Changes on, as evenly as they allow."""
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        entries = {name: package.read(name) for name in package.namelist()}
    body = etree.fromstring(entries[_PART])
    named = [one for one in body.iter(f"{W}p") if one.find(f"{W}bookmarkStart") is not None]
    made = 0
    while made < count:
        before = made
        for paragraph in named:
            if made < count and _change(paragraph, made):
                made += 1
        if made == before:
            raise ValueError(f"the file has room for {made} changes only")
    entries[_PART] = etree.tostring(body, xml_declaration=True, encoding="UTF-8", standalone=True)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        for name, part in entries.items():
            package.writestr(name, part)
    return out.getvalue()


def _change(paragraph: Any, number: int) -> bool:
    """Replace the third word of the paragraph's last run that has five; whether there was one."""
    for run in reversed(paragraph.findall(f"{W}r")):
        shown = run.find(f"{W}t")
        words = (shown.text or "").split(" ") if shown is not None else []
        if len(words) < 5 or len(run.findall(f"{W}t")) != 1:
            continue
        rest = copy.deepcopy(run)
        _say(run, " ".join(words[:2]) + " ")
        gone, came = _tracked("del", number), _tracked("ins", number)
        for change, tag, text in ((gone, "delText", words[2]), (came, "t", f"reworded{number}")):
            inside = copy.deepcopy(run)
            _say(inside, text)
            inside.find(f"{W}t").tag = f"{W}{tag}"
            change.append(inside)
        _say(rest, " " + " ".join(words[3:]))
        at = paragraph.index(run)
        for step, element in enumerate((gone, came, rest), start=1):
            paragraph.insert(at + step, element)
        return True
    return False


def _say(run: Any, text: str) -> None:
    shown = run.find(f"{W}t")
    shown.text = text
    shown.set(_SPACE, "preserve")


def _tracked(kind: str, number: int) -> Any:
    change = etree.Element(f"{W}{kind}")
    change.set(f"{W}id", str(10_000 + 2 * number + (kind == "ins")))
    change.set(f"{W}author", f"Reviewer {number % 3}")
    change.set(f"{W}date", "2026-11-03T10:00:00Z")
    return change
