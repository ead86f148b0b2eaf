"""What the product is measured against: plain diff-match-patch on words, difflib, and git's own merge by word."""

from __future__ import annotations

import difflib
import importlib
import re
import subprocess
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from drafting.text.diff import Op, Segment

WORDS = re.compile(r"\w+|\s+|[^\w\s]")
_OPS: dict[int, Op] = {-1: "delete", 0: "equal", 1: "insert"}
_diff_match_patch: Any = importlib.import_module("diff_match_patch").diff_match_patch


def plain(old: str, new: str, *, cleaned: bool = False) -> list[Segment]:
    """diff-match-patch in Python on words, without its time limit; `cleaned` by its own clean-up of meaning."""
    signs: dict[str, str] = {}
    sides = []
    for words in (WORDS.findall(old), WORDS.findall(new)):
        sides.append("".join([signs.setdefault(word, chr(len(signs) + 0xE000)) for word in words]))
    of_sign = {sign: word for word, sign in signs.items()}
    engine = _diff_match_patch()
    engine.Diff_Timeout = 0
    found = engine.diff_main(*sides, False)
    if cleaned:
        engine.diff_cleanupSemantic(found)
    return [Segment(_OPS[op], "".join([of_sign[sign] for sign in text])) for op, text in found]


def plain_cleaned(old: str, new: str) -> list[Segment]:
    """The same with diff-match-patch's own clean-up: what one gets who uses the package as it is meant."""
    return plain(old, new, cleaned=True)


def by_character(old: str, new: str) -> list[Segment]:
    """diff-match-patch as it comes, on characters, cleaned up by its own means."""
    engine = _diff_match_patch()
    engine.Diff_Timeout = 0
    found = engine.diff_main(old, new, False)
    engine.diff_cleanupSemantic(found)
    return [Segment(_OPS[op], text) for op, text in found]


def by_difflib(old: str, new: str) -> list[Segment]:
    """The standard library's SequenceMatcher on words."""
    a, b = WORDS.findall(old), WORDS.findall(new)
    out: list[Segment] = []
    for op, a0, a1, b0, b1 in difflib.SequenceMatcher(None, a, b, False).get_opcodes():
        if op == "equal":
            out.append(Segment("equal", "".join(a[a0:a1])))
            continue
        if a0 < a1:
            out.append(Segment("delete", "".join(a[a0:a1])))
        if b0 < b1:
            out.append(Segment("insert", "".join(b[b0:b1])))
    return out


class Git:
    """`git merge-file` on files with one word a line. Use as a context manager: it has a folder of its own."""

    def __enter__(self) -> Git:
        self._folder = tempfile.TemporaryDirectory()
        return self

    def __exit__(self, *_: object) -> None:
        self._folder.cleanup()

    def merge(self, base: Sequence[str], ours: Sequence[str], theirs: Sequence[str]) -> list[str] | None:
        """The merged words, or None if git calls a conflict. Raises CalledProcessError if git itself fails."""
        paths = [Path(self._folder.name) / name for name in ("ours", "base", "theirs")]
        for path, words in zip(paths, (ours, base, theirs), strict=True):
            path.write_text("".join(f"{word}\n" for word in words), encoding="utf-8")
        done = subprocess.run(["git", "merge-file", "-p", *paths], capture_output=True, check=False)
        if done.returncode > 127:
            raise subprocess.CalledProcessError(done.returncode, "git merge-file", stderr=done.stderr)
        return None if done.returncode else done.stdout.decode("utf-8").split("\n")[:-1]
