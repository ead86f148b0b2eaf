"""The large demonstration, loaded once for the whole suite; tests copy its file."""

from __future__ import annotations

from pathlib import Path

import pytest

from drafting.web.database import db
from tests.peers.application import make_app


@pytest.fixture(scope="session")
def large_database(tmp_path_factory: pytest.TempPathFactory, blank_database: Path) -> Path:
    """A SQLite file with the large demonstration (the text `programme`): 27 member delegations, 400
    blocks, 900 amendments, 600 comments. Copy it, and make an app of the copy."""
    folder = tmp_path_factory.mktemp("large")
    path = folder / "large.sqlite"
    path.write_bytes(blank_database.read_bytes())
    app = make_app(folder, f"sqlite:///{path}", None)
    result = app.test_cli_runner().invoke(args=["load-demo", "--large"])
    assert result.exit_code == 0, result.output
    with app.app_context():
        db.session.connection().exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
        db.session.remove()
        db.engine.dispose()
    return path
