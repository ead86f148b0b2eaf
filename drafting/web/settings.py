"""What the environment says, read once. Secrets are never invented in production."""

from __future__ import annotations

import hashlib
import os
import secrets
from collections.abc import Mapping
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
THIS_COMPUTER = ("127.0.0.1", "localhost")


class SecretMissing(RuntimeError):
    """Production refuses to start without DRAFTING_SECRET_KEY."""


def settings(environ: Mapping[str, str] = os.environ) -> dict[str, Any]:
    """Flask's configuration from the environment variables named in ARCHITECTURE ("Names that stay fixed").

    In demonstration mode, and where the instance folder holds a `secret` file already, the key is kept there.
    """
    instance = Path(environ.get("DRAFTING_INSTANCE", ROOT / "instance")).resolve()
    demo = environ.get("DRAFTING_DEMO") == "1"
    secret = environ.get("DRAFTING_SECRET_KEY") or _kept_secret(instance, make=demo or _by_command(environ))
    hosts = [name.strip() for name in environ.get("DRAFTING_HOST", "").split(",") if name.strip()]
    url = environ.get("DRAFTING_DATABASE_URL") or f"sqlite:///{instance / 'drafting.sqlite'}"
    return {
        "INSTANCE": instance,
        "DEMO": demo,
        "SECRET_KEY": secret,
        "JOURNAL_KEY": hashlib.sha256(b"drafting journal\0" + secret.encode()).digest(),
        "SQLALCHEMY_DATABASE_URI": url.replace("postgresql://", "postgresql+psycopg://", 1),
        "GROUP_NAME": environ.get("DRAFTING_GROUP", ""),
        # Links in invitations are made of the request's Host: of one that is the group's own.
        "TRUSTED_HOSTS": None if demo and not hosts else [*hosts, *THIS_COMPUTER],
        "HOST": next(iter(hosts), ""),
        "SESSION_COOKIE_SECURE": environ.get("DRAFTING_HTTPS", "1" if hosts else "0") == "1",
        "BEHIND_PROXY": environ.get("DRAFTING_BEHIND_PROXY") == "1",
    }


def private_folder(path: Path) -> Path:
    """Make a folder of the instance, or make one that is there private: only the server's own user looks into it."""
    path.mkdir(mode=0o700, parents=True, exist_ok=True)
    if path.stat().st_mode & 0o077:
        path.chmod(0o700)
    return path


def _by_command(environ: Mapping[str, str]) -> bool:
    return environ.get("FLASK_RUN_FROM_CLI") == "true"


def _kept_secret(instance: Path, *, make: bool) -> str:
    path = instance / "secret"
    if path.exists():
        return path.read_text().strip()
    if not make:
        raise SecretMissing("DRAFTING_SECRET_KEY is not set")
    private_folder(instance)
    fresh = secrets.token_hex(32)
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text().strip()
    with os.fdopen(descriptor, "w") as file:
        file.write(fresh + "\n")
    return fresh
