"""pandoc as a process of its own: sandboxed, with a time limit and a memory limit."""

from __future__ import annotations

import json
import subprocess
import sys
from functools import cache
from typing import Any

import pypandoc

from drafting.errors import Invalid

SECONDS = 60
MEGABYTES = 2000


@cache
def pandoc() -> str:
    """The path of the pandoc that comes with pypandoc-binary."""
    return str(pypandoc.get_pandoc_path())


def read_tree(data: bytes, *, source: str) -> dict[str, Any]:
    """pandoc's document tree of `data` in the format `source`.

    Raises Invalid: "file-too-slow", "file-broken".
    """
    try:
        done = subprocess.run(
            [*_limited(), pandoc(), "--sandbox", "-f", source, "-t", "json"],
            input=data,
            capture_output=True,
            timeout=SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise Invalid("file-too-slow", field="file") from None
    if done.returncode != 0:
        raise Invalid("file-broken", field="file")
    try:
        tree: dict[str, Any] = json.loads(done.stdout)
    except (ValueError, RecursionError):
        raise Invalid("file-broken", field="file") from None
    return tree


def _limited() -> list[str]:
    """What goes before the command so that it runs within the limits: set by a shell of its own, because code between
    fork and exec is not safe in a server with threads. Windows has no such limits."""
    if sys.platform == "win32":
        return []
    return ["/bin/sh", "-c", f'ulimit -v {MEGABYTES * 1024}; ulimit -t {SECONDS}; exec "$0" "$@"']
