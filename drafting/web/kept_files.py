"""Files that were made and are kept, by what they were made of: the same export is the same file.

They lie in the instance folder, which is the server's alone; every process of the server looks at the same ones. What
is being made has a claim beside it, so that of two who ask at once one makes it.
"""

from __future__ import annotations

import hashlib
import json
import os
import time
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from flask import current_app

from drafting.errors import Closed, DraftingError, Invalid, NotFound, NotPermitted, Stale
from drafting.web.settings import ROOT, private_folder

KEPT_FOR = 7 * 24 * 3600
"""Seconds that a file is kept since it was last asked for."""
MOST_BYTES = 500 * 1024 * 1024
"""What all kept files together may take; beyond it those that were not asked for longest go."""
KINDS: tuple[type[DraftingError], ...] = (NotFound, NotPermitted, Stale, Closed, Invalid)
ABANDONED = 15 * 60
"""Seconds after which nobody is taken to be making a file any longer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptFile:
    """The bytes, and their SHA-256 (hex)."""

    data: bytes
    digest: str


def key_of(*facts: object) -> str:
    """What names a file: everything that it is made of, this program's version among it. SHA-256, hex."""
    return hashlib.sha256(repr((_program(), *facts)).encode()).hexdigest()


def kept_file(key: str) -> KeptFile | None:
    path = _folder() / key
    try:
        data = path.read_bytes()
        os.utime(path)
    except FileNotFoundError:
        return None
    return KeptFile(data=data, digest=hashlib.sha256(data).hexdigest())


def keep_file(key: str, data: bytes) -> None:
    """Keep a file that is there as a whole or not at all; old ones make room for it."""
    folder = _folder()
    part = folder / f"{key}.{os.getpid()}.part"
    part.write_bytes(data)
    part.replace(folder / key)
    _make_room(folder)


def claim(key: str) -> bool:
    """Whether the caller is the one to make the file. A claim that its maker left behind is taken over."""
    path = _folder() / f"{key}.claim"
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        if not _is_abandoned(path):
            return False
        with suppress(FileNotFoundError):
            path.unlink()
        return claim(key)
    with os.fdopen(descriptor, "w") as file:
        file.write(str(os.getpid()))
    return True


def release(key: str) -> None:
    with suppress(FileNotFoundError):
        (_folder() / f"{key}.claim").unlink()


def being_made_for(key: str) -> float | None:
    """Seconds since somebody began to make the file; None: nobody does."""
    path = _folder() / f"{key}.claim"
    try:
        since = time.time() - path.stat().st_mtime
    except FileNotFoundError:
        return None
    return None if _is_abandoned(path) else max(since, 0.0)


def note_failure(key: str, error: DraftingError) -> None:
    """Why the file could not be made, for whoever waits for it."""
    facts = {name: value for name, value in error.facts.items() if isinstance(value, str | int)}
    part = _folder() / f"{key}.{os.getpid()}.part"
    part.write_text(json.dumps([type(error).__name__, error.code, facts]))
    part.replace(_folder() / f"{key}.failed")


def failure_met(key: str) -> DraftingError | None:
    """Why the file could not be made; told once, after that it may be tried again."""
    path = _folder() / f"{key}.failed"
    try:
        kind, code, facts = json.loads(path.read_text())
        path.unlink()
    except FileNotFoundError:
        return None
    return next(one for one in KINDS if one.__name__ == kind)(code, **facts)


def usual_seconds(sort: str) -> float | None:
    """How long a file of this sort took to make the last time; None: not known."""
    try:
        return float((_folder() / f"usual-{sort}").read_text())
    except (FileNotFoundError, ValueError):
        return None


def note_seconds(sort: str, seconds: float) -> None:
    path = _folder() / f"usual-{sort}"
    part = path.with_name(f"{path.name}.{os.getpid()}.part")
    part.write_text(f"{seconds:.1f}")
    part.replace(path)


def _is_abandoned(path: Path) -> bool:
    """Whether the process that claimed is gone, or has taken too long for anything to be expected of it."""
    try:
        if time.time() - path.stat().st_mtime > ABANDONED:
            return True
        written = path.read_text()
        os.kill(int(written), 0)
    except FileNotFoundError:
        return False
    except ValueError:  # claimed in this very moment: its number is not written yet
        return False
    except ProcessLookupError:
        return True
    except PermissionError:
        return False
    return False


def _make_room(folder: Path) -> None:
    """Throw away what was not asked for in a week, and then the oldest until all fits."""
    found = []
    for path in folder.iterdir():
        try:
            facts = path.stat()
        except FileNotFoundError:  # another process was first
            continue
        if facts.st_mtime < time.time() - KEPT_FOR:
            path.unlink(missing_ok=True)
        elif "." not in path.name and not path.name.startswith("usual-"):
            found.append((facts.st_mtime, facts.st_size, path))
    taken = sum(size for _, size, _ in found)
    for _, size, path in sorted(found)[:-1]:
        if taken <= MOST_BYTES:
            break
        path.unlink(missing_ok=True)
        taken -= size


def _folder() -> Path:
    return private_folder(Path(current_app.config["INSTANCE"]) / "exports")


@cache
def _program() -> str:
    """A mark of the program's own files: a newer version makes its files anew."""
    mark = hashlib.sha256()
    for folder, pattern in (("drafting", "**/*.py"), ("drafting/translations", "**/*.po"), ("templates/print", "**/*")):
        for path in sorted((ROOT / folder).glob(pattern)):
            if path.is_file():
                mark.update(path.read_bytes())
    return mark.hexdigest()
