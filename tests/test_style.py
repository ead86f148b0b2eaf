"""Habits of the house that can be read off its files."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
LONGEST = 300
JINJA = re.compile(r"\{#.*?#\}|\{%.*?%\}|\{\{.*?\}\}", re.DOTALL)


class Inline(HTMLParser):
    """Collects what the content security policy would refuse: inline styles, scripts and handlers."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        names = {name for name, _ in attributes}
        if "style" in names:
            self.found.append(f"<{tag} style>")
        if tag == "style":
            self.found.append("<style>")
        if tag == "script" and "src" not in names:
            self.found.append("<script> without src")
        self.found += [f"<{tag} {name}>" for name in sorted(names) if name.startswith("on")]
        if any(value and value.strip().lower().startswith("javascript:") for _, value in attributes):
            self.found.append(f"<{tag}> with a javascript: address")


def inline_in(template: str) -> list[str]:
    """What a template holds inline; Jinja's tags become a word, so that attributes keep a value."""
    reader = Inline()
    reader.feed(JINJA.sub(lambda tag: "" if tag[0].startswith(("{#", "{%")) else "x", template))
    reader.close()
    return reader.found


def test_no_file_of_the_package_is_longer_than_three_hundred_lines() -> None:
    lengths = {
        str(path.relative_to(ROOT)): path.read_text(encoding="utf-8").count("\n")
        for path in (ROOT / "drafting").rglob("*.py")
        if "versions" not in path.parts
    }
    assert lengths
    assert {name: length for name, length in lengths.items() if length > LONGEST} == {}


def test_no_module_is_called_utils_or_helpers() -> None:
    vague = {"utils", "util", "helpers", "helper", "misc", "common"}
    assert [str(path) for path in (ROOT / "drafting").rglob("*.py") if path.stem in vague] == []


def test_no_template_holds_styles_scripts_or_handlers_inline() -> None:
    found = {
        str(path.relative_to(ROOT)): inline
        for path in sorted((ROOT / "templates").rglob("*.html"))
        if (inline := inline_in(path.read_text(encoding="utf-8")))
    }
    assert found == {}


@pytest.mark.parametrize(
    "planted",
    [
        '<p style="color: red">',
        "<script>alert(1)</script>",
        '<button onclick="go()">',
        "<style>p { color: red }</style>",
        '{% if x %}<a class="{{ c }}" onmouseover="{{ y }}">{% endif %}',
        '<a href="javascript:go()">',
    ],
)
def test_a_planted_inline_style_script_or_handler_is_caught(planted: str) -> None:
    assert len(inline_in(planted)) == 1


def test_a_module_script_and_a_class_are_let_through() -> None:
    assert inline_in('<script type="module" src="{{ asset(\'js/amend.js\') }}"></script><p class="{{ one }}">') == []


def test_javascript_and_styles_are_fetched_from_this_server_alone() -> None:
    elsewhere = re.compile(r"""(?:@import|url\(|from\s|import\()\s*["']?(?:https?:)?//""")
    files = [path for kind in ("css", "js") for path in (ROOT / "static").rglob(f"*.{kind}")]
    assert files
    assert [str(path) for path in files if elsewhere.search(path.read_text(encoding="utf-8"))] == []
