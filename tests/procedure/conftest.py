"""The verbs are tested on both databases: what is safe on SQLite can lose updates on PostgreSQL."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import Engine, create_engine
from sqlalchemy.orm import Session

from drafting.model.tables import metadata
from drafting.web.database import WRITE, prepare_engine

KEY = {"journal_key": b"k" * 32}


@pytest.fixture(scope="session")
def postgres_engine(postgres_server: str) -> Iterator[Engine]:
    """One PostgreSQL database with the schema; whatever a test does there is rolled back."""
    with psycopg.connect(f"{postgres_server}/postgres", autocommit=True) as connection:
        connection.execute("CREATE DATABASE procedure_tests")
    engine = create_engine(f"{postgres_server}/procedure_tests".replace("postgresql:", "postgresql+psycopg:"))
    metadata.create_all(engine)
    yield engine
    engine.dispose()


@pytest.fixture(params=["sqlite", "postgresql"])
def session(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Session]:
    """A writing session on a database with nothing but the schema in it."""
    if request.param == "postgresql":
        engine = request.getfixturevalue("postgres_engine")
        with engine.connect() as connection, connection.begin() as whole:
            with Session(connection, info=KEY, join_transaction_mode="create_savepoint") as session:
                yield session
            whole.rollback()
        return
    shutil.copy(request.getfixturevalue("blank_database"), tmp_path / "procedure.sqlite")
    engine = create_engine(f"sqlite:///{tmp_path / 'procedure.sqlite'}")
    prepare_engine(engine)
    with Session(engine, info=KEY) as session:
        session.connection(execution_options={WRITE: True})
        yield session
    engine.dispose()
