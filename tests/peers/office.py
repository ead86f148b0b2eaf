"""LibreOffice as a second reader and writer of our files; absent, it fails the tests that need it."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

SECONDS = 180

Office = Callable[[Path, str], Path]


@pytest.fixture(scope="session")
def libreoffice(tmp_path_factory: pytest.TempPathFactory) -> Office:
    """Opens a file and saves it under another format: `libreoffice(path, "pdf")` is the path of the new file.

    The profile is the run's own, so that neither a person's LibreOffice nor another run is in the way.
    """
    program = shutil.which("soffice")
    assert program, "LibreOffice is not installed: run make test, or install Debian's libreoffice-writer"
    profile = tmp_path_factory.mktemp("office-profile")

    def save_again(path: Path, extension: str) -> Path:
        folder = tmp_path_factory.mktemp("office")
        # A named filter: by its ending alone, "docx" may be taken for one of LibreOffice's older formats.
        named = {"docx": "docx:MS Word 2007 XML", "odt": "odt:writer8", "pdf": "pdf:writer_pdf_Export"}
        done = subprocess.run(
            [
                program,
                f"-env:UserInstallation={profile.as_uri()}",
                "--headless",
                "--norestore",
                "--convert-to",
                named.get(extension, extension),
                "--outdir",
                str(folder),
                str(path),
            ],
            capture_output=True,
            text=True,
            timeout=SECONDS,
            check=True,
        )
        made = folder / f"{path.stem}.{extension}"
        assert made.exists(), f"LibreOffice made nothing: {done.stdout}{done.stderr}"
        return made

    return save_again
