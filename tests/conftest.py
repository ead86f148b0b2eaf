"""The suite's fixtures, each with the peer it is about."""

from __future__ import annotations

pytest_plugins = [
    "tests.soak",
    "tests.peers.application",
    "tests.peers.postgres",
    "tests.peers.large",
    "tests.peers.browser",
    "tests.peers.office",
    "tests.peers.word_processor",
]
