"""A figure, what is asked of it, and whether it is met; and how times are taken."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One figure. `met` is None where nothing is asked; `exact` marks what must hold everywhere."""

    what: str
    measured: str
    target: str = ""
    met: bool | None = None
    missed_by: str = ""
    exact: bool = False
    beside: str = ""


@dataclass(slots=True)
class Report:
    """Prints its lines as they come and remembers which were missed."""

    lines: list[Line] = field(default_factory=list)

    def title(self, text: str) -> None:
        print(f"\n{text}\n{'figure':<66} {'asked':>14} {'measured':>14}  verdict; reference of the same run")

    def tell(self, what: str, measured: str, beside: str = "") -> None:
        """A figure of which nothing is asked."""
        self._add(Line(what=what, measured=measured, beside=beside))

    def at_most(
        self, what: str, measured: float, limit: float, form: str = "{:,.0f}", *, exact: bool = True, beside: str = ""
    ) -> None:
        self._against(what, measured, limit, "≤ ", form, measured <= limit, exact, beside)

    def at_least(
        self, what: str, measured: float, limit: float, form: str = "{:,.0f}", *, exact: bool = True, beside: str = ""
    ) -> None:
        self._against(what, measured, limit, "≥ ", form, measured >= limit, exact, beside)

    @property
    def missed(self) -> list[Line]:
        return [line for line in self.lines if line.met is False]

    @property
    def failed(self) -> bool:
        """Whether a line is missed that must hold on every machine and for every text."""
        return any(line.exact for line in self.missed)

    def _against(
        self, what: str, measured: float, limit: float, sign: str, form: str, met: bool, exact: bool, beside: str
    ) -> None:
        self._add(
            Line(
                what=what,
                measured=form.format(measured),
                target=sign + form.format(limit),
                met=met,
                missed_by="" if met else form.format(abs(measured - limit)),
                exact=exact,
                beside=beside,
            )
        )

    def _add(self, line: Line) -> None:
        self.lines.append(line)
        verdict = "" if line.met is None else "met" if line.met else f"MISSED by {line.missed_by}"
        print(f"{line.what:<66} {line.target:>14} {line.measured:>14}  {verdict:<6} {line.beside}".rstrip(), flush=True)


def cpu_seconds(runs: Sequence[Callable[[], object]], times: int = 5) -> list[list[float]]:
    """CPU seconds of each run, `times` times in turn, so that what disturbs the machine disturbs all of them.

    For each run as many figures as there were turns, in the order of the turns.
    """
    out: list[list[float]] = [[] for _ in runs]
    for _ in range(times):
        for run, found in zip(runs, out, strict=True):
            before = time.process_time()
            run()
            found.append(time.process_time() - before)
    return out


def median(values: Sequence[float]) -> float:
    return statistics.median(values)


def ratio(slow: Sequence[float], quick: Sequence[float]) -> float:
    """How many times quicker the second is: the median of the turns' own ratios."""
    return statistics.median(one / other for one, other in zip(slow, quick, strict=True))
