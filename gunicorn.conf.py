"""How the server runs: threads, one readable line a request, a clean stop."""

from __future__ import annotations

import logging
import os
from typing import Any

from gunicorn.glogging import Logger

bind = f"127.0.0.1:{os.environ.get('PORT', '5000')}"
worker_class = "gthread"
workers = int(os.environ.get("WEB_CONCURRENCY", "2"))
threads = 4
timeout = 60
graceful_timeout = 10
keepalive = 5
accesslog = "-"
access_log_format = "%(t)s %(m)s %(U)s%(q)s %(s)s %(B)s bytes %(M)s ms"
preload_app = False


class Quiet(Logger):  # type: ignore[misc]
    """Only what is worth a line: requests, and whatever goes wrong."""

    def setup(self, cfg: Any) -> None:
        super().setup(cfg)
        self.error_log.setLevel(logging.WARNING)

    def access(self, resp: Any, req: Any, environ: dict[str, Any], request_time: Any) -> None:
        path = environ.get("PATH_INFO", "")
        if path.startswith("/static/") or path == "/healthz":
            return
        if path.startswith("/invitation/"):
            environ = environ | {"PATH_INFO": "/invitation/…", "RAW_URI": "/invitation/…"}
        super().access(resp, req, environ, request_time)


logger_class = Quiet
