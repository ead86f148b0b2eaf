"""The floors of the house: a module imports lower floors and its own room, never sideways, never up."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.imports import PACKAGE, Import, clock_calls_of, imports_of, modules_of

ROOT = Path(__file__).parent.parent

FLOORS: tuple[frozenset[str], ...] = (
    frozenset({"errors"}),
    frozenset({"text", "rules"}),
    frozenset({"exchange", "model"}),
    frozenset({"procedure"}),
    # The demonstration is made by the procedure's verbs, and the command line loads it.
    frozenset({"demo"}),
    frozenset({"web"}),
)
FLOOR_OF: Mapping[str, int] = {room: floor for floor, rooms in enumerate(FLOORS) for room in rooms}

WEB_ONLY = frozenset(
    {"flask", "werkzeug", "jinja2", "flask_babel", "flask_login", "flask_sqlalchemy", "flask_wtf", "flask_migrate"}
)
DATABASE = frozenset({"sqlalchemy", "alembic", "psycopg", "sqlite3"})
OUTSIDE = frozenset(
    {"io", "os", "pathlib", "random", "secrets", "shutil", "socket", "subprocess", "tempfile", "urllib"}
)
FOREIGN: Mapping[str, frozenset[str]] = {
    "errors": WEB_ONLY | DATABASE | OUTSIDE,
    "text": WEB_ONLY | DATABASE | OUTSIDE,
    "rules": WEB_ONLY | DATABASE | OUTSIDE,
    "exchange": WEB_ONLY | DATABASE,
    "model": WEB_ONLY,
    "procedure": WEB_ONLY,
    "demo": WEB_ONLY,
}


def room_of(file: str) -> str:
    """The room that a file of the package is in: its folder, or its own name at the top."""
    return Path(file).parts[1].removesuffix(".py")


def complaint_of(found: Import) -> str | None:
    """What is wrong with an import, or None."""
    room = room_of(found.file)
    if room == "__init__":
        return "the package itself imports nothing"
    if room not in FLOOR_OF:
        return f"the room {room!r} is on no floor"
    top, _, rest = found.module.partition(".")
    if top != PACKAGE:
        return f"{room} may not know {top}" if top in FOREIGN.get(room, ()) else None
    imported = rest.partition(".")[0]
    if imported == room:
        return None
    if imported not in FLOOR_OF:
        return f"the room {imported!r} is on no floor"
    if FLOOR_OF[imported] < FLOOR_OF[room]:
        return None
    return "goes up" if FLOOR_OF[imported] > FLOOR_OF[room] else "goes sideways"


def complaints(root: Path) -> list[str]:
    """Every wrong import under `root`, as `file:line module: what is wrong`."""
    return [
        f"{found.file}:{found.line} {found.module}: {wrong}"
        for path in modules_of(root)
        for found in imports_of(path, root)
        if (wrong := complaint_of(found))
    ]


def clocks(root: Path) -> list[str]:
    """Every place below the web that asks the machine for the time instead of being given it."""
    return [
        f"{found.file}:{found.line} {found.module}()"
        for path in modules_of(root)
        if room_of(str(path.relative_to(root))) != "web"
        for found in clock_calls_of(path, root)
    ]


def test_no_module_imports_upward_or_sideways() -> None:
    assert complaints(ROOT) == []


def test_below_the_web_the_time_is_given_and_never_asked_for() -> None:
    assert clocks(ROOT) == []


def test_every_room_of_the_package_is_on_a_floor() -> None:
    rooms = {room_of(str(path.relative_to(ROOT))) for path in modules_of(ROOT)} - {"__init__"}
    assert rooms <= FLOOR_OF.keys()
    assert {"errors", "text", "rules", "exchange", "model", "procedure", "web"} <= rooms


@pytest.mark.parametrize(
    ("file", "source", "expected"),
    [
        ("text/diff.py", "from drafting.web.factory import create_app", "goes up"),
        ("text/diff.py", "from drafting.rules import deadlines", "goes sideways"),
        ("text/diff.py", "from drafting import rules", "goes sideways"),
        ("exchange/read.py", "import drafting.model.people", "goes sideways"),
        ("model/people.py", "from ..procedure import people", "goes up"),
        ("model/people.py", "def later():\n    from drafting.procedure import people", "goes up"),
        ("procedure/people.py", "from drafting.demo import load", "goes up"),
        ("text/diff.py", "from drafting.cellar import wine", "the room 'cellar' is on no floor"),
        ("cellar/wine.py", "from drafting.text import diff", "the room 'cellar' is on no floor"),
        ("text/diff.py", "import sqlalchemy.orm", "text may not know sqlalchemy"),
        ("procedure/people.py", "from flask import request", "procedure may not know flask"),
        ("rules/deadlines.py", "from pathlib import Path", "rules may not know pathlib"),
    ],
)
def test_a_planted_violation_is_caught(tmp_path: Path, file: str, source: str, expected: str) -> None:
    planted = tmp_path / PACKAGE / file
    planted.parent.mkdir(parents=True)
    planted.write_text(source, encoding="utf-8")
    (found,) = complaints(tmp_path)
    assert found.startswith(f"{PACKAGE}/{file}:")
    assert found.endswith(f": {expected}")


@pytest.mark.parametrize(
    ("file", "source"),
    [
        ("text/diff.py", "from . import tokens\nfrom .tokens import Token\nfrom drafting.errors import Invalid"),
        ("procedure/people.py", "from ..model.people import Seat\nfrom drafting.exchange import document"),
        (
            "web/people.py",
            "from drafting.procedure import people\nfrom drafting.demo.load import load_demo\nimport flask",
        ),
    ],
)
def test_a_way_down_is_let_through(tmp_path: Path, file: str, source: str) -> None:
    planted = tmp_path / PACKAGE / file
    planted.parent.mkdir(parents=True)
    planted.write_text(source, encoding="utf-8")
    assert complaints(tmp_path) == []


@pytest.mark.parametrize("call", ["datetime.now(UTC)", "datetime.datetime.utcnow()", "date.today()", "time.time()"])
def test_a_planted_look_at_the_clock_is_caught(tmp_path: Path, call: str) -> None:
    planted = tmp_path / PACKAGE / "procedure" / "people.py"
    planted.parent.mkdir(parents=True)
    planted.write_text(f"AT = {call}\n", encoding="utf-8")
    assert len(clocks(tmp_path)) == 1
