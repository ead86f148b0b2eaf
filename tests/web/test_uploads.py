"""A file between upload and confirmation: whole or not there, its uploader's alone, gone after a day."""

from __future__ import annotations

import os
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask

from drafting.errors import NotFound
from drafting.web.factory import create_app
from drafting.web.settings import settings
from drafting.web.uploads import KEPT_FOR, find_upload, forget_upload, keep_upload, taken
from tests.factories import NOON

LATER = NOON + KEPT_FOR + timedelta(minutes=1)


def files(folder: Path) -> list[str]:
    return sorted(path.name for path in (folder / "uploads").iterdir())


def test_a_file_waits_whole_for_its_uploader_and_nothing_half_written_lies_beside_it(
    app: Flask, tmp_path: Path
) -> None:
    with app.app_context():
        kept = keep_upload("a.md", b"First words.", person_id=1, at=NOON)
        assert find_upload(kept.token, person_id=1, at=NOON) == kept
        with pytest.raises(NotFound):
            find_upload(kept.token, person_id=2, at=NOON)
        assert files(tmp_path) == [f"{kept.token}.data", f"{kept.token}.json"]
        forget_upload(kept)
        assert files(tmp_path) == []


def test_of_two_who_confirm_a_file_at_once_one_does_and_after_a_failure_it_waits_on(app: Flask, tmp_path: Path) -> None:
    with app.app_context():
        kept = keep_upload("a.md", b"First words.", person_id=1, at=NOON)
        with pytest.raises(ValueError, match="refused"), taken(kept):
            with pytest.raises(NotFound), taken(kept):
                pass
            raise ValueError("refused")
        with taken(kept):
            forget_upload(kept)
        with pytest.raises(NotFound), taken(kept):
            pass
        assert files(tmp_path) == []


def test_where_the_disk_fails_nothing_is_found(app: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_descriptor: int) -> None:
        raise OSError("no space left")

    with app.app_context():
        monkeypatch.setattr(os, "fsync", full)
        with pytest.raises(OSError, match="no space"):
            keep_upload("a.md", b"First words.", person_id=1, at=NOON)
        assert [name for name in files(tmp_path) if not name.endswith(".part")] == []


def test_after_a_day_everything_goes_what_a_stopped_server_left_too(app: Flask, tmp_path: Path) -> None:
    with app.app_context():
        old = keep_upload("a.md", b"First words.", person_id=1, at=NOON)
        for orphan in ("lost.data", "lost.json", "half.data.part"):
            path = tmp_path / "uploads" / orphan
            path.write_bytes(b"{")
            os.utime(path, (NOON.timestamp(), NOON.timestamp()))
        fresh = keep_upload("b.md", b"Other words.", person_id=1, at=NOON + timedelta(hours=1))
        assert len(files(tmp_path)) == 7
        with pytest.raises(NotFound):
            find_upload(old.token, person_id=1, at=LATER)
        keep_upload("c.md", b"More words.", person_id=1, at=LATER)
        assert find_upload(fresh.token, person_id=1, at=LATER).data == b"Other words."
        assert len(files(tmp_path)) == 4


def test_nobody_else_on_the_computer_looks_into_the_instance(tmp_path: Path) -> None:
    folder = tmp_path / "group"
    folder.mkdir(mode=0o755)
    told = settings({"DRAFTING_INSTANCE": str(folder), "DRAFTING_DEMO": "1"})
    with create_app(told).app_context():
        kept = keep_upload("a.md", b"First words.", person_id=1, at=NOON)
    modes = {path: path.stat().st_mode & 0o777 for path in (folder, folder / "uploads")}
    assert set(modes.values()) == {0o700}
    assert (folder / "uploads" / f"{kept.token}.data").stat().st_mode & 0o777 == 0o600
