"""Files between upload and confirmation: in the instance folder, for their uploader only, for a day."""

from __future__ import annotations

import json
import re
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from flask import current_app

from drafting.errors import NotFound

KEPT_FOR = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Upload:
    """A file that waits; `token` is its address."""

    token: str
    name: str
    data: bytes


def keep_upload(name: str, data: bytes, *, person_id: int, at: datetime) -> Upload:
    """Keep a file for its uploader; what has waited for more than a day is thrown away at the same time."""
    folder = _folder()
    folder.mkdir(parents=True, exist_ok=True)
    for old in folder.glob("*.json"):
        if datetime.fromisoformat(json.loads(old.read_text())["at"]) + KEPT_FOR < at:
            old.with_suffix(".data").unlink(missing_ok=True)
            old.unlink(missing_ok=True)
    token = secrets.token_urlsafe(18)
    (folder / f"{token}.data").write_bytes(data)
    told = {"name": name, "person": person_id, "at": at.isoformat()}
    (folder / f"{token}.json").write_text(json.dumps(told, ensure_ascii=False))
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


def forget_upload(upload: Upload) -> None:
    for ending in (".json", ".data"):
        (_folder() / f"{upload.token}{ending}").unlink(missing_ok=True)


def _folder() -> Path:
    return Path(current_app.config["INSTANCE"]) / "uploads"
