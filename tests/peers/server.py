"""The server as it runs in production (gunicorn, processes of its own), which a test may kill and start again."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SECRET = "a key for tests that kill servers"


def free_port() -> int:
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        port: int = listening.getsockname()[1]
        return port


@dataclass
class Server:
    """A gunicorn on the database at `url`, with one click for each person on the sign-in page."""

    folder: Path
    url: str
    workers: int = 1
    port: int = field(default_factory=free_port)
    process: subprocess.Popen[bytes] | None = None

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        environment = os.environ | {
            "DRAFTING_INSTANCE": str(self.folder),
            "DRAFTING_SECRET_KEY": SECRET,
            "DRAFTING_DATABASE_URL": self.url,
            "DRAFTING_DEMO": "1",
            "PORT": str(self.port),
            "WEB_CONCURRENCY": str(self.workers),
        }
        gunicorn = Path(sys.executable).with_name("gunicorn")
        with (self.folder / "server.log").open("ab") as log:
            self.process = subprocess.Popen(
                [gunicorn, "--config", ROOT / "gunicorn.conf.py", "--chdir", ROOT, "app:app"],
                env=environment,
                stdout=log,
                stderr=log,
                start_new_session=True,  # so that its workers die with it
            )
        for _ in range(600):
            try:
                urllib.request.urlopen(f"{self.address}/healthz", timeout=5).close()
                return
            except OSError:
                assert self.process.poll() is None, self.said()
                time.sleep(0.05)
        raise AssertionError(f"the server did not answer: {self.said()}")

    def kill(self, with_signal: signal.Signals = signal.SIGKILL) -> None:
        """End the server and all its workers, without a word to them unless `with_signal` is another."""
        if self.process is not None:
            os.killpg(self.process.pid, with_signal)
            self.process.wait(20)
            self.process = None

    def said(self) -> str:
        return (self.folder / "server.log").read_text(errors="replace")[-4000:]


@contextmanager
def serving(folder: Path, url: str, *, workers: int = 1) -> Iterator[Server]:
    """A server that is up until the block ends."""
    server = Server(folder, url, workers)
    server.start()
    try:
        yield server
    finally:
        server.kill()
