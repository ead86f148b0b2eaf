"""requirements.in, requirements.txt and the page about dependencies say the same."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).parent.parent
NAME = re.compile(r"^[A-Za-z0-9][\w.-]*")


def wanted() -> set[str]:
    lines = (ROOT / "requirements.in").read_text(encoding="utf-8").splitlines()
    return {name[0].lower() for line in lines if (name := NAME.match(line))}


def locked() -> dict[str, str]:
    """Each locked package with its whole entry: version, marker, hashes."""
    text = (ROOT / "requirements.txt").read_text(encoding="utf-8").replace("\\\n", " ")
    return {name[0].lower(): line for line in text.splitlines() if (name := NAME.match(line))}


def test_every_wanted_package_is_locked() -> None:
    assert wanted() - locked().keys() == set()


def test_every_locked_package_has_one_version_and_a_hash() -> None:
    loose = [name for name, entry in locked().items() if not re.search(r"==[\w.]+.*--hash=sha256:[0-9a-f]{64}", entry)]
    assert loose == []


def test_the_lock_names_no_registry() -> None:
    lock = (ROOT / "requirements.txt").read_text(encoding="utf-8")
    assert re.findall(r"^-.*|https?://\S+|\s--(?!hash=)\S+", lock, re.M) == []


def test_the_page_about_dependencies_names_them_all_and_no_others() -> None:
    page = (ROOT / "docs" / "decisions" / "001-dependencies.md").read_text(encoding="utf-8")
    named = set(re.findall(r"^\| ([a-z0-9-]+) \|", page, re.M)) - {"package"}
    assert named == wanted()
