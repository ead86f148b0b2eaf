"""The stylesheet's colours against WCAG 2.2: text 4.5:1 (1.4.3), edges of controls 3:1 (1.4.11), in both themes.

Source of the figures: WCAG 2.2, "relative luminance" and "contrast ratio".
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

STYLES = (Path(__file__).parent.parent / "static" / "app.css").read_text(encoding="utf-8")

TEXT = [
    *((ink, ground) for ink in ("ink", "muted", "accent") for ground in ("paper", "sheet", "soft")),
    *(("ink", ground) for ground in ("mark", "mark2", "warn-bg", "del-bg", "ok-bg", "ins-bg")),
    *(("warn", ground) for ground in ("warn-bg", "paper", "sheet")),
    *(("del", ground) for ground in ("del-bg", "paper", "sheet")),
    *(("ins", ground) for ground in ("ins-bg", "paper", "sheet")),
    *(("ok", ground) for ground in ("ok-bg", "paper", "sheet")),
    ("accent-ink", "accent"),
    ("paper", "ink"),
]
EDGES = [("rule2", "paper"), ("rule2", "sheet"), ("accent", "paper"), ("accent", "sheet"), ("accent", "soft")]


def tokens(selector: str) -> dict[str, str]:
    """The colours that a rule sets, by name without dashes, as six hexadecimal digits."""
    rule = re.search(re.escape(selector) + r"\s*\{([^}]*)\}", STYLES)
    assert rule, selector
    found = re.findall(r"--([\w-]+):\s*#([0-9a-f]{3}|[0-9a-f]{6});", rule[1])
    return {name: value if len(value) == 6 else "".join(digit * 2 for digit in value) for name, value in found}


LIGHT = tokens(":root")
THEMES = {
    "light": LIGHT,
    "dark by the system": LIGHT | tokens(':root:not([data-theme="light"])'),
    "dark by choice": LIGHT | tokens(':root[data-theme="dark"]'),
}


def luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def test_the_measure_agrees_with_known_values() -> None:
    assert contrast("ffffff", "000000") == pytest.approx(21)
    assert contrast("767676", "ffffff") == pytest.approx(4.54, abs=0.01)


@pytest.mark.parametrize("theme", THEMES)
def test_text_stands_out_from_every_ground_that_it_stands_on(theme: str) -> None:
    colours = THEMES[theme]
    weak = {pair: round(contrast(*(colours[name] for name in pair)), 2) for pair in TEXT}
    assert {pair: ratio for pair, ratio in weak.items() if ratio < 4.5} == {}


@pytest.mark.parametrize("theme", THEMES)
def test_edges_of_controls_stand_out(theme: str) -> None:
    colours = THEMES[theme]
    weak = {pair: round(contrast(*(colours[name] for name in pair)), 2) for pair in EDGES}
    assert {pair: ratio for pair, ratio in weak.items() if ratio < 3} == {}


def test_both_ways_into_the_dark_give_the_same_colours() -> None:
    assert tokens(':root:not([data-theme="light"])') == tokens(':root[data-theme="dark"]')
