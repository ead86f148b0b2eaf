"""Files between upload and confirmation: in the instance folder, for their uploader only, for a day."""

from __future__ import annotations

import json
import os
import re
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Literal

from flask import current_app, request

from drafting.errors import Invalid, NotFound
from drafting.procedure.read_file import LARGEST_FILE, read_file
from drafting.web.settings import private_folder

KEPT_FOR = timedelta(days=1)
LARGEST_UPLOAD = LARGEST_FILE + 64 * 1024
"""Bytes of a file with the form around it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Upload:
    """A file that waits; `token` is its address."""

    token: str
    name: str
    data: bytes


def take_upload(*, person_id: int, at: datetime) -> Upload:
    """Keep the file that this request sends, if it can be read; of tracked changes the next page asks.

    Raises Invalid: "file-missing", and what `read_file` raises but "tracked-changes".
    """
    file = request.files.get("file")
    if file is None or not file.filename:
        raise Invalid("file-missing", field="file")
    data = file.read()
    try:
        read_file(file.filename, data, changes=None)
    except Invalid as error:
        if error.code != "tracked-changes":
            raise
    return keep_upload(file.filename, data, person_id=person_id, at=at)


def keep_upload(name: str, data: bytes, *, person_id: int, at: datetime) -> Upload:
    """Keep a file for its uploader; what has waited for more than a day is thrown away at the same time.

    The file is there before what is told about it: what is found is whole, whenever the server stops.
    """
    folder = private_folder(_folder())
    _throw_away_old(folder, at)
    token = secrets.token_urlsafe(18)
    told = {"name": name, "person": person_id, "at": at.isoformat()}
    _write(folder / f"{token}.data", data, at)
    _write(folder / f"{token}.json", json.dumps(told, ensure_ascii=False).encode(), at)
    return Upload(token=token, name=name, data=data)


def find_upload(token: str, *, person_id: int, at: datetime) -> Upload:
    """The waiting file of `token`. Raises NotFound, also for anybody else's."""
    if not re.fullmatch(r"[\w-]{20,40}", token):
        raise NotFound("upload")
    try:
        told = json.loads((_folder() / f"{token}.json").read_text())
        data = (_folder() / f"{token}.data").read_bytes()
    except FileNotFoundError:
        raise NotFound("upload") from None
    if told["person"] != person_id or datetime.fromisoformat(told["at"]) + KEPT_FOR < at:
        raise NotFound("upload")
    return Upload(token=token, name=told["name"], data=data)


def changes_chosen(given: str | None) -> Literal["accept", "reject"] | None:
    """What a form says about tracked changes, as `read_file` takes it."""
    return "accept" if given == "accept" else "reject" if given == "reject" else None


@contextmanager
def taken(upload: Upload) -> Iterator[None]:
    """Take a waiting file up: of two who confirm it at once one does. It waits on when what is done with it fails.
    Raises NotFound for the other."""
    claim = _folder() / f"{upload.token}.claim"
    try:
        claim.touch(exist_ok=False)
    except FileExistsError:
        raise NotFound("upload") from None
    try:
        if not (_folder() / f"{upload.token}.json").exists():
            raise NotFound("upload")
        yield
    except BaseException:
        claim.unlink(missing_ok=True)
        raise


def forget_upload(upload: Upload) -> None:
    for ending in (".json", ".data", ".claim"):
        (_folder() / f"{upload.token}{ending}").unlink(missing_ok=True)


def _throw_away_old(folder: Path, at: datetime) -> None:
    """By the age of each file: what a server that stopped left half written goes too."""
    for old in folder.iterdir():
        try:
            if old.stat().st_mtime < (at - KEPT_FOR).timestamp():
                old.unlink(missing_ok=True)
        except FileNotFoundError:  # another process was first
            continue


def _write(path: Path, data: bytes, at: datetime) -> None:
    """Write a file that is there as a whole or not at all; its age is counted from `at`."""
    part = path.with_name(f"{path.name}.part")
    descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    os.utime(part, (at.timestamp(), at.timestamp()))
    part.replace(path)


def _folder() -> Path:
    return Path(current_app.config["INSTANCE"]) / "uploads"
