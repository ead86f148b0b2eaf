from __future__ import annotations

from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from click.testing import Result
from flask import Flask
from sqlalchemy import text as sql

from drafting.model.tables import metadata
from drafting.web.database import db
from drafting.web.schema import bring_up_to_date
from tests.exchange.sample import sample
from tests.peers.application import make_app

TEXT = """# A framework

States should act.

- a) soon;
- b) together.
"""


def run(app: Flask, *words: str) -> Result:
    result = app.test_cli_runner().invoke(args=list(words))
    with app.app_context():
        db.session.remove()
    return result


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "framework.md"
    path.write_text(TEXT)
    return path


def test_a_new_instance_imports_lists_and_exports(app: Flask, file: Path, tmp_path: Path) -> None:
    imported = run(app, "import-draft", str(file), "--title", "Framework", "--reference", "GT(2026)1")
    assert imported.exit_code == 0, imported.output
    draft = imported.output.strip().splitlines()[-1]
    listed = run(app, "list-drafts")
    assert listed.output == f"{draft}\tframework\t1\tissued\tGT(2026)1\n"
    target = tmp_path / "out.md"
    exported = run(app, "export-draft", draft, "--as", "clean-md", "--to", str(target))
    assert exported.exit_code == 0, exported.output
    assert target.read_text() == TEXT


@pytest.mark.parametrize(("fmt", "begins"), [("clean-docx", b"PK"), ("clean-pdf", b"%PDF"), ("clean-html", b"<!doc")])
def test_every_clean_format_is_written(app: Flask, file: Path, tmp_path: Path, fmt: str, begins: bytes) -> None:
    draft = run(app, "import-draft", str(file), "--title", "Framework").output.strip().splitlines()[-1]
    target = tmp_path / "out"
    assert run(app, "export-draft", draft, "--as", fmt, "--to", str(target)).exit_code == 0
    assert target.read_bytes().startswith(begins)


def test_tracked_changes_are_never_taken_silently(app: Flask, tmp_path: Path) -> None:
    path = tmp_path / "sample.docx"
    path.write_bytes(sample())
    refused = run(app, "import-draft", str(path), "--title", "Sample")
    assert refused.exit_code == 1
    assert "tracked changes" in refused.stderr
    assert run(app, "list-drafts").output == ""
    taken = run(app, "import-draft", str(path), "--title", "Sample", "--changes", "accept")
    assert taken.exit_code == 0, taken.output
    assert run(app, "list-drafts").output.count("\n") == 1


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("x.pdf", b"%PDF-1.7", "cannot be imported"),
        ("x.docx", b"not a zip", "damaged"),
        ("x.docx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), "password"),
        ("x.md", b"\xff\xfe\x00\xd8", "not a text"),
        ("x.md", b"", "empty"),
        ("x.md", b" \n ", "no text"),
    ],
)
def test_a_file_that_cannot_be_read_says_so_and_nothing_is_stored(
    app: Flask, tmp_path: Path, name: str, data: bytes, said: str
) -> None:
    path = tmp_path / name
    path.write_bytes(data)
    refused = run(app, "import-draft", str(path), "--title", "X")
    assert refused.exit_code == 1
    assert said in refused.stderr
    assert run(app, "list-drafts").output == ""


def test_a_stranger_cannot_act_by_command(app: Flask, file: Path) -> None:
    refused = run(app, "import-draft", str(file), "--title", "X", "--as", "nobody@group.example")
    assert refused.exit_code == 1
    assert "nobody@group.example" in refused.stderr


@pytest.mark.parametrize(("fmt", "said"), [("marked-docx", "the first one"), ("clean-odt", "no format")])
def test_a_format_that_is_not_there_is_said_so(app: Flask, file: Path, tmp_path: Path, fmt: str, said: str) -> None:
    draft = run(app, "import-draft", str(file), "--title", "Framework").output.strip().splitlines()[-1]
    refused = run(app, "export-draft", draft, "--as", fmt, "--to", str(tmp_path / "x"))
    assert refused.exit_code == 1
    assert said in refused.stderr
    assert not (tmp_path / "x").exists()


def test_the_first_invitation_is_printed_and_lets_the_secretariat_in(app: Flask) -> None:
    made = run(app, "create-secretariat", "secretary@group.example")
    assert made.exit_code == 0, made.output
    address = made.output.strip().split("127.0.0.1:5000")[1]
    client = app.test_client()
    assert "Secretariat" in client.get(address).text
    words = "four plain words here"
    answer = client.post(address, data={"name": "Secretary", "password": words, "again": words})
    assert answer.status_code == 303
    assert client.get("/people").status_code == 200
    assert client.get("/sign-out").status_code == 404


def test_the_journal_is_verified(app: Flask, file: Path) -> None:
    run(app, "import-draft", str(file), "--title", "Framework")
    verified = run(app, "verify-journal")
    assert verified.exit_code == 0
    assert "the chain holds" in verified.output
    with app.app_context():
        db.session.execute(sql("UPDATE journal_entry SET outcome = 'changed' WHERE sequence = 1"))
        db.session.commit()
    broken = run(app, "verify-journal")
    assert broken.exit_code == 1
    assert "broken at entry 1" in broken.stderr


def test_a_cut_tail_is_told_by_the_head_printed_into_a_draft(app: Flask, file: Path) -> None:
    run(app, "import-draft", str(file), "--title", "Framework")
    with app.app_context():
        db.session.execute(sql("DELETE FROM journal_entry"))
        db.session.execute(sql("UPDATE journal_head SET sequence = 0, mac = :start"), {"start": "0" * 64})
        db.session.commit()
    cut = run(app, "verify-journal")
    assert cut.exit_code == 1
    assert "tail was cut" in cut.stderr


def test_a_database_from_a_newer_version_is_refused_and_left_alone(app: Flask, file: Path) -> None:
    with app.app_context():
        db.session.execute(sql("UPDATE alembic_version SET version_num = '9999'"))
        db.session.commit()
        db.session.remove()
    for words in (["list-drafts"], ["import-draft", str(file), "--title", "X"], ["verify-journal"]):
        refused = run(app, *words)
        assert refused.exit_code == 1
        assert "newer version" in refused.stderr
    with app.app_context():
        assert db.session.execute(sql("SELECT version_num FROM alembic_version")).scalar() == "9999"


def test_the_migrations_make_what_the_models_say_on_sqlite(app: Flask) -> None:
    with app.app_context(), db.engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), metadata) == []


def test_the_migrations_make_what_the_models_say_on_postgresql(postgres_url: str, tmp_path: Path) -> None:
    app = make_app(tmp_path, postgres_url, None)
    with app.app_context():
        bring_up_to_date()
        with db.engine.connect() as connection:
            assert compare_metadata(MigrationContext.configure(connection), metadata) == []
        db.engine.dispose()
