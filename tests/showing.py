"""Finds where changes are shown, and complains of what shows one that does not come from `drafting.text`.

Only `drafting.text.render` writes `<ins>` and `<del>`, from the segments of `drafting.text`; whatever else marks a
change, or compares two texts by itself, is found here by reading the files, without running them.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from tests.imports import imports_of, modules_of

RENDERER = "drafting/text/render.py"
ENGINE = "drafting/text/engine.py"
READERS = (
    "drafting/exchange/docx_margin.py",
    "drafting/exchange/docx_runs.py",
    "drafting/exchange/package.py",
    "drafting/exchange/read_html.py",
    "drafting/exchange/read_table_docx.py",
    "drafting/exchange/settle_changes.py",
)
"""They know the names of tracked changes in order to read, count and settle those of a file, or to set comments among
them."""

_TAG = re.compile(r"</?\s*(?:ins|del)\b[^>]*>", re.IGNORECASE)
_LEGEND = re.compile(r"<(ins|del)>\{\{ _\('[^']*'\) \}\}</\1>")
"""What the marks mean, beside a diff: a translated word and nothing else."""
_OTHER_DIFFS = re.compile(
    r"\b(?:difflib|SequenceMatcher|unified_diff|(?:fast_)?diff_match_patch|jsdiff|diffWords\w*|diffChars|diffLines"
    r"|Levenshtein|rapidfuzz|xmldiff|redlines|deepdiff|htmldiff)\b"
)
_WORD_MARKS = re.compile(r"\bw:(?:ins|del|moveFrom|moveTo)\b")
_MADE_BY_SCRIPT = re.compile(r"createElement\(\s*[\"'`](?:ins|del)\b", re.IGNORECASE)
_PUT_BY_SCRIPT = re.compile(r"(?:\.(?:inner|outer)HTML\s*\+?=(?!=)|insertAdjacentHTML\()\s*([^;]*)")
_ANSWERED = re.compile(r"told\.diffs\[part\]\)+")
"""The diffs that the server sent."""
_CORE = ("drafting.text.diff", "drafting.text.merge", "drafting.text.provenance")


def files_of(root: Path) -> list[Path]:
    """Everything that could show a change: the package, what starts it, templates and the browser's own code."""
    return [
        *modules_of(root),
        *sorted(root.glob("*.py")),
        *sorted((root / "templates").rglob("*.*")),
        *sorted((root / "static").rglob("*.*js")),
    ]


def complaints_of(path: Path, root: Path) -> Iterator[str]:
    """What one file does with changes that only the text core may do."""
    file = path.relative_to(root).as_posix()
    text = path.read_text(encoding="utf-8")
    if file != ENGINE and (found := _OTHER_DIFFS.search(text)):
        yield f"{file} compares texts by itself: {found[0]}"
    if file != RENDERER and (found := _TAG.search(_LEGEND.sub("", text))):
        yield f"{file} marks a change by hand: {found[0]}"
    if path.suffix == ".py" and file not in (RENDERER, *READERS):
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.Constant) and node.value in ("ins", "del"):
                yield f"{file} marks a change by hand: {node.value!r}"
        known = {found.module for found in imports_of(path, root)}
        if _WORD_MARKS.search(text) and not any(name.startswith(_CORE) for name in known):
            yield f"{file} writes tracked changes that do not come from the text core"
    if path.suffix in (".js", ".mjs", ".html"):
        if found := _MADE_BY_SCRIPT.search(text):
            yield f"{file} marks a change by hand: {found[0]}"
        for found in _PUT_BY_SCRIPT.finditer(text):
            if not _ANSWERED.fullmatch(found[1].strip()):
                yield f"{file} puts HTML into the page that the server did not send as a diff: {found[1].strip()}"


_DIFF_ELEMENT = re.compile(r'<(\w+) [^>]*class="(?:[^"]* )?diff(?: [^"]*)?"[^>]*>(.*?)</\1>', re.DOTALL)
_UNSEEN = re.compile(r'<p class="vh".*?</p>', re.DOTALL)
_EXPRESSION = re.compile(r"\{\{\s*(.*?)\s*\}\}")


def diffs_of(template: str) -> list[str]:
    """What a template puts into elements of the class "diff", words for those who do not see it left out."""
    found = (_UNSEEN.sub("", element[2]) for element in _DIFF_ELEMENT.finditer(template))
    return [expression for content in found for expression in _EXPRESSION.findall(content)]


def names_of(root: Path) -> Mapping[str, frozenset[str]]:
    """ "module:function" → the names that each top-level function of web and of the renderer uses."""
    out: dict[str, frozenset[str]] = {}
    for path in [*sorted((root / "drafting/web").glob("*.py")), root / RENDERER]:
        for top in ast.parse(path.read_text(encoding="utf-8")).body:
            if isinstance(top, ast.FunctionDef | ast.ClassDef):
                used = {node.id for node in ast.walk(top) if isinstance(node, ast.Name)}
                used |= {node.attr for node in ast.walk(top) if isinstance(node, ast.Attribute)}
                out[f"{path.stem}:{top.name}"] = frozenset(used)
    return out


def reaches_renderer(maker: str, names: Mapping[str, frozenset[str]]) -> bool:
    """Whether what `maker` ("module:function") calls leads to the renderer of diffs."""
    waiting, seen = [maker], {maker}
    while waiting:
        one = waiting.pop()
        if one == "render:render_diff":
            return True
        used = names.get(one, frozenset())
        following = {other for other in names if other.split(":")[1] in used} - seen
        seen |= following
        waiting += following
    return False
