"""Hostile and broken Word files: each is refused by its code, within the memory that one file may take."""

from __future__ import annotations

import io
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drafting.errors import Invalid
from drafting.exchange.read_returned_docx import read
from drafting.exchange.returned import accepted
from drafting.web.wording_files import WORDS
from tests.exchange.hostile_files import HOSTILE, MAIN, external
from tests.exchange.returned_cases import with_entries
from tests.exchange.sample import sample
from tests.exchange.test_read_returned_odt import HOSTILE as HOSTILE_ODT

ROOT = Path(__file__).parent.parent.parent
MEGABYTES = 500

CHILD = """
import resource, sys
from pathlib import Path
most = int(sys.argv[1]) * 1024 * 1024
resource.setrlimit(resource.RLIMIT_AS, (most, most))
from drafting.errors import Invalid
from drafting.exchange import read_returned_docx, read_returned_odt
for path in sys.argv[2:]:
    read = read_returned_odt.read if path.endswith(".odt") else read_returned_docx.read
    try:
        read(Path(path).read_bytes())
        print("read")
    except Invalid as error:
        print(error.code)
"""


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_is_refused_by_its_code(name: str) -> None:
    make, code = HOSTILE[name]
    with pytest.raises(Invalid) as caught:
        read(make())
    assert caught.value.code == code
    assert caught.value.facts["field"] == "file"
    assert str(WORDS[code] % caught.value.facts)


def test_all_of_them_are_answered_within_the_memory_of_one_process(tmp_path: Path) -> None:
    paths, codes = [], []
    for extension, files in (("docx", HOSTILE), ("odt", HOSTILE_ODT)):
        for number, (make, code) in enumerate(files.values()):
            path = tmp_path / f"{number}.{extension}"
            path.write_bytes(make())
            paths.append(str(path))
            codes.append(code)
    done = subprocess.run(
        [sys.executable, "-c", CHILD, str(MEGABYTES), *paths],
        capture_output=True,
        text=True,
        check=False,
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    assert done.stderr == ""
    assert done.stdout.split() == codes


@pytest.mark.parametrize(
    ("kind", "target"),
    [
        ("hyperlink", "https://example.org/"),
        ("attachedTemplate", "file:///C:\\Office\\Normal.dotm"),
        ("attachedTemplate", "C:\\Office\\Normal.dotm"),
        ("attachedTemplate", "Normal.dotm"),
    ],
)
def test_what_every_office_writes_is_not_refused(kind: str, target: str) -> None:
    assert accepted(read(external(kind, target))) == ("x",)


@given(changes=st.lists(st.tuples(st.integers(0, 10**6), st.integers(0, 255)), min_size=1, max_size=5))
def test_any_bytes_changed_give_a_reading_or_a_refusal(changes: list[tuple[int, int]]) -> None:
    data = bytearray(sample())
    for at, byte in changes:
        data[at % len(data)] = byte
    outcome(bytes(data))


@given(
    cuts=st.lists(st.tuples(st.integers(0, 10**6), st.integers(1, 40), st.sampled_from(("cut", "twice")))),
    name=st.sampled_from((MAIN, "word/styles.xml", "word/numbering.xml", "word/footnotes.xml")),
)
def test_any_elements_lost_or_doubled_give_a_reading_or_a_refusal(cuts: list[tuple[int, int, str]], name: str) -> None:
    with zipfile.ZipFile(io.BytesIO(sample())) as package:
        tags = package.read(name).decode().replace("<", "\n<").split("\n")
    for at, length, how in cuts:
        at %= len(tags)
        tags[at : at + length] = tags[at : at + length] * 2 if how == "twice" else []
        if not tags:
            break
    outcome(with_entries(sample(), {name: "".join(tags)}))


def outcome(data: bytes) -> None:
    """The file is read, or refused by a code that has its words."""
    try:
        read(data)
    except Invalid as error:
        assert error.code in WORDS
