"""Files really made by pandoc and LibreOffice; none of them is written by hand but for what these do not write."""

from __future__ import annotations

import io
import re
import subprocess
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from drafting.errors import Invalid
from drafting.exchange.document import Lost, Reading
from drafting.exchange.pandoc_blocks import MOST_COLUMNS
from drafting.exchange.read_pandoc import pandoc
from drafting.procedure.read_file import read_file
from drafting.text.blocks import Kind

MARKDOWN = """---
title: Framework of tasks
---

# 1. Shared tasks

Cities should *publish* their **plans** every year.[^1] See [the report](https://example.org/r).

- first point
- second point

| Task | Who |
|---|---|
| Survey | Towns |

Last “quoted” paragraph [with brackets].

[^1]: A footnote with words.
"""
READ = [
    (Kind.HEADING, ("Shared tasks",)),
    (
        Kind.PARAGRAPH,
        ("Cities should *publish* their **plans** every year.[^1] See [the report](https://example.org/r).",),
    ),
    (Kind.POINT, ("first point",)),
    (Kind.POINT, ("second point",)),
    (Kind.ROW, ("Task", "Who")),
    (Kind.ROW, ("Survey", "Towns")),
    (Kind.PARAGRAPH, ("Last “quoted” paragraph [with brackets].",)),
    (Kind.FOOTNOTE, ("A footnote with words.",)),
]
Office = Callable[[Path, str], Path]


def made_by_pandoc(folder: Path, ending: str) -> Path:
    path = folder / f"text.{ending}"
    command = [pandoc(), "--standalone", "-f", "markdown", "-t", ending, "-o", str(path)]
    subprocess.run(command, input=MARKDOWN.encode(), check=True)
    return path


def read(path: Path) -> Reading:
    return read_file(path.name, path.read_bytes(), changes=None)


def told(reading: Reading) -> list[tuple[Kind, tuple[str, ...]]]:
    return [(block.kind, block.parts) for block in reading.blocks]


@pytest.mark.parametrize("ending", ["odt", "html"])
def test_what_pandoc_wrote_is_read_whole_with_its_title_apart(ending: str, tmp_path: Path) -> None:
    reading = read(made_by_pandoc(tmp_path, ending))
    assert (reading.title, told(reading), reading.notes) == ("Framework of tasks", READ, ())


@pytest.mark.parametrize("ending", ["odt", "html"])
def test_what_libreoffice_wrote_is_read_whole_with_its_footnotes(
    ending: str, tmp_path: Path, libreoffice: Office
) -> None:
    reading = read(libreoffice(made_by_pandoc(tmp_path, "docx"), ending))
    assert (reading.title, told(reading)) == ("Framework of tasks", READ)


def test_rich_text_is_refused_because_what_reads_it_loses_words(tmp_path: Path) -> None:
    with pytest.raises(Invalid, match="file-rtf"):
        read(made_by_pandoc(tmp_path, "rtf"))


@pytest.mark.parametrize("name", ["text.pdf", "text.doc", "text", "text.pages"])
def test_other_types_are_refused_with_those_that_are_taken(name: str) -> None:
    with pytest.raises(Invalid) as refused:
        read_file(name, b"%PDF", changes=None)
    assert refused.value.code == "file-type"
    assert ".odt" in str(refused.value.facts["readable"]) and ".html" in str(refused.value.facts["readable"])


def changed(path: Path, old: str, new: str, *, part: str = "content.xml") -> bytes:
    """The package with one part edited."""
    out = io.BytesIO()
    with zipfile.ZipFile(path) as package, zipfile.ZipFile(out, "w") as written:
        for name in package.namelist():
            data = package.read(name)
            if name == part:
                assert old.encode() in data
                data = data.replace(old.encode(), new.encode(), 1)
            written.writestr(name, data)
    return out.getvalue()


def test_tracked_changes_in_an_odt_are_never_taken_silently(tmp_path: Path) -> None:
    path = made_by_pandoc(tmp_path, "odt")
    region = '<text:tracked-changes><text:changed-region text:id="c1"/></text:tracked-changes>'
    data = changed(path, "<office:text>", f"<office:text>{region}")
    for choice in (None, "accept", "reject"):
        with pytest.raises(Invalid) as refused:
            read_file("text.odt", data, changes=choice)  # type: ignore[arg-type]
        assert (refused.value.code, refused.value.facts["count"]) == ("changes-elsewhere", 1)


def test_marked_changes_in_a_page_are_never_taken_silently() -> None:
    page = b"<p>Cities <del>may</del><ins>should</ins> report.</p>"
    with pytest.raises(Invalid) as refused:
        read_file("page.html", page, changes=None)
    assert (refused.value.code, refused.value.facts["count"]) == ("changes-elsewhere", 2)


def test_comments_in_an_odt_are_noted(tmp_path: Path) -> None:
    path = made_by_pandoc(tmp_path, "odt")
    note = "<office:annotation><text:p>Is this so?</text:p></office:annotation>"
    data = changed(path, "Last ", f"Last {note}")
    reading = read_file("text.odt", data, changes=None)
    assert [(one.lost, one.words) for one in reading.notes] == [(Lost.COMMENT, "Is this so?")]
    assert READ[-2] in told(reading)


def test_what_only_calls_itself_an_odt_is_refused_as_what_it_is(tmp_path: Path) -> None:
    with pytest.raises(Invalid, match="file-not-odt"):
        read_file("text.odt", made_by_pandoc(tmp_path, "docx").read_bytes(), changes=None)
    with pytest.raises(Invalid, match="file-not-odt"):
        read_file("text.odt", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), changes=None)
    with pytest.raises(Invalid, match="file-broken"):
        read_file("text.odt", b"no package", changes=None)
    path = made_by_pandoc(tmp_path, "odt")
    data = changed(path, "<manifest:file-entry", "<manifest:encryption-data/><manifest:file-entry",
                   part="META-INF/manifest.xml")  # fmt: skip
    with pytest.raises(Invalid, match="file-encrypted"):
        read_file("text.odt", data, changes=None)


def test_a_cell_that_spans_more_columns_than_any_table_has_takes_as_many_as_a_table_may_have() -> None:
    page = "<table><tr><td colspan=300000>one</td><td>two</td></tr></table>"
    (row,) = read_file("text.html", page.encode(), changes=None).blocks
    assert len(row.cells) == MOST_COLUMNS + 1 and (row.cells[0], row.cells[-1]) == ("one", "two")


def test_a_page_is_read_as_a_browser_shows_it() -> None:
    page = (
        "<html><head><title>Tasks</title><style>p{}</style></head><body><h1>Tasks</h1><script>alert(1)</script>"
        "<p>Cities report.<img src='https://example.org/x.png' alt='A map'></p><template>No.</template></body></html>"
    )
    reading = read_file("page.HTM", page.encode(), changes=None)
    assert reading.title == "Tasks"
    assert [re.sub(r"\s+", " ", block.text) for block in reading.blocks] == ["Cities report.A map"]
    assert [note.lost for note in reading.notes] == [Lost.IMAGE]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "windows-1252"])
def test_a_page_says_its_encoding_itself(encoding: str) -> None:
    page = f'<meta charset="{encoding}"><p>Déjà vu.</p>'
    assert [block.text for block in read_file("page.html", page.encode(encoding), changes=None).blocks] == ["Déjà vu."]


def test_a_page_in_no_encoding_or_with_nothing_in_it_is_refused_or_empty() -> None:
    with pytest.raises(Invalid, match="file-not-text"):
        read_file("page.html", b"<p>\xff\xfa\x80</p>", changes=None)
    assert read_file("page.html", b"<!doctype html><body></body>", changes=None).blocks == ()
