"""How much a test hunts for, and from which seed: a share in `make test`, all of it in `make soak` (SOAK=1).

`make test` takes the same seed each time, so that a failure is everybody's; `make soak` takes a new one. The seed is
printed at the end; SEED=number takes it again.
"""

from __future__ import annotations

import os
import random

from hypothesis import HealthCheck, settings
from pytest import TerminalReporter

SOAKING = os.environ.get("SOAK", "") not in ("", "0")
SEED = int(os.environ.get("SEED") or (random.SystemRandom().randrange(10**9) if SOAKING else 20_200_929))

# No example is refused because a machine is slow: what a test says is not a matter of time.
settings.register_profile("share", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("soak", parent=settings.get_profile("share"), max_examples=3_000)
settings.load_profile("soak" if SOAKING else "share")


def share(usual: int, whole: int) -> int:
    """How many to try: `usual` in `make test`, `whole` in `make soak`."""
    return whole if SOAKING else usual


def chance(name: str) -> random.Random:
    """A source of chance for the test `name`: the same for the same seed, whichever tests run beside it."""
    return random.Random(f"{SEED} {name}")


def pytest_terminal_summary(terminalreporter: TerminalReporter) -> None:
    terminalreporter.write_line(f"Random cases came from SEED={SEED}" + (", soaked" if SOAKING else ""))
