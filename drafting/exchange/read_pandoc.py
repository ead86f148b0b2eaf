"""pandoc as a process of its own: sandboxed, with a time limit and a memory limit."""

from __future__ import annotations

import json
import resource
import subprocess
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


def read_tree(data: bytes, *, source: str, options: tuple[str, ...] = ()) -> dict[str, Any]:
    """pandoc's document tree of `data` in the format `source`.

    Raises Invalid: "file-too-slow", "file-broken".
    """
    try:
        done = subprocess.run(
            [pandoc(), "--sandbox", "-f", source, "-t", "json", *options],
            input=data,
            capture_output=True,
            timeout=SECONDS,
            preexec_fn=_limited,
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


def _limited() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEGABYTES * 1024 * 1024,) * 2)
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
