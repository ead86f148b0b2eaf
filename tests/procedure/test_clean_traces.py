"""A clean export holds no trace of the work: every part of every file is opened and searched."""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Iterator

import pytest
from pypdf import PdfReader
from pypdf.generic import StreamObject
from sqlalchemy.orm import Session

from drafting.model.rounds import Round
from drafting.model.texts import Draft
from drafting.procedure.colleagues import note_on_block
from drafting.procedure.export_draft import WRITERS, export_draft
from drafting.procedure.internal_notes import add_note
from drafting.procedure.rounds import open_round
from drafting.procedure.submit_comment import reply
from drafting.procedure.unsent import save_unsent
from drafting.rules.lifecycle import Operation, Ruling
from drafting.text.blocks import Block, Kind
from tests.desk import ON_THE_DESK, group_of, on_the_desk, publish, rule
from tests.factories import NOON, a_comment, a_draft, a_head, an_amendment, an_open_round, the_secretariat

BLOCKS = (
    Block(kind=Kind.HEADING, text="Principles"),
    Block(kind=Kind.PARAGRAPH, text="Cities should quokkaone help.[^1]"),
    Block(kind=Kind.POINT, style="a)", text="quokkatwo whole point;"),
    Block(kind=Kind.ROW, cells=("Task", "Who"), header=True, table=1),
    Block(kind=Kind.ROW, cells=("Law", "quokkathree regions"), table=1),
    Block(kind=Kind.PARAGRAPH, text="States pay."),
    Block(kind=Kind.FOOTNOTE, label="1", text="All quokkafour people."),
)
DELETED = ("quokkaone", "quokkatwo", "quokkathree", "quokkafour")
SAID = (
    "Wombatreason",
    "Wombatcomment",
    "Wombatreply",
    "Wombatinternal",
    "Wombatcolleague",
    "Wombatunsent",
    "Wombatnot",
)
STAYS = "must not be taken as agreed"


def a_worked_draft(session: Session) -> tuple[Draft, Round]:
    """Draft 2 after a round in which much was said, and the round that is open on it."""
    draft = a_draft(session, blocks=BLOCKS)
    round_ = an_open_round(session, draft)
    bergen, malta = a_head(session), a_head(session, "malta")
    bergen.person.name, malta.person.name = "Wombatperson One", "Wombatperson Two"
    rows = [
        an_amendment(session, round_, key=2, text="Cities should help.[^1]", reason="Wombatreason"),
        an_amendment(session, round_, key=3, operation=Operation.DELETE),
        an_amendment(session, round_, key=5, part=1, text="regions", by=malta),
        an_amendment(session, round_, key=6, text=f"States pay, [Malta: which {STAYS}].", by=malta),
        an_amendment(session, round_, key=7, text="All people."),
    ]
    refused = an_amendment(session, round_, key=6, text="States pay Wombatnot.")
    comment = a_comment(session, round_, key=2, body="Wombatcomment")
    reply(session, comment, body="Wombatreply", by=malta, at=NOON)
    save_unsent(session, round_, form="amend:2:0", fields={"text": "Wombatunsent"}, by=malta, at=NOON)
    note_on_block(session, round_, 2, body="Wombatcolleague", by=malta, at=NOON)
    on_the_desk(session, round_)
    add_note(session, round_, key=2, body="Wombatinternal", by=the_secretariat(session), at=ON_THE_DESK)
    for one in rows:
        rule(session, round_, [one])
    rule(session, round_, {group_of(session, round_, refused): Ruling.REFUSE}, reason="Wombatrefusal")
    return publish(session, round_), round_


def parts_of(data: bytes, name: str = "") -> Iterator[tuple[str, bytes]]:
    """The file, every entry of a package, every stream of a PDF, and what is packed in those."""
    yield name, data
    if data.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            for entry in package.infolist():
                yield f"{name}/{entry.filename} (name)", entry.filename.encode()
                yield f"{name}/{entry.filename} (said of it)", entry.comment + entry.extra
                yield from parts_of(package.read(entry), f"{name}/{entry.filename}")
            yield f"{name} (said of it)", package.comment
    elif data.startswith(b"%PDF"):
        reader = PdfReader(io.BytesIO(data))
        for number in range(1, len(reader.xref[0]) + len(reader.xref_objStm) + 1):
            made = reader.get_object(number)
            yield f"{name} object {number}", repr(made).encode()
            if isinstance(made, StreamObject):
                try:
                    yield f"{name} stream {number}", made.get_data()
                except (zlib.error, NotImplementedError):
                    continue
        yield f"{name} metadata", repr(dict(reader.metadata or {})).encode()
        yield f"{name} words", "\n".join(page.extract_text() for page in reader.pages).encode()


def seen_in(data: bytes) -> str:
    """What a searcher sees: the bytes in the encodings that office files and PDF use, and the words without tags."""
    told = [data.decode(encoding, "ignore") for encoding in ("utf-8", "utf-16-le", "utf-16-be")]
    return "\n".join((*told, re.sub(r"<[^>]*>", "", told[0]))).lower()


@pytest.mark.parametrize("fmt", sorted(WRITERS))
def test_a_clean_export_holds_no_deleted_word_no_comment_no_person_and_no_note(session: Session, fmt: str) -> None:
    draft, _ = a_worked_draft(session)
    data = export_draft(session, draft, fmt, group="Group", by=a_head(session), at=ON_THE_DESK)
    words = {word.lower() for word in (*DELETED, *SAID, "wombatperson", "bergen", "@example", "proposed")}
    found = {(name, word) for name, part in parts_of(data, fmt) for word in words if word in seen_in(part)}
    assert found == set()


@pytest.mark.parametrize("fmt", sorted(WRITERS))
def test_brackets_that_the_draft_keeps_on_purpose_stay_with_their_attribution(session: Session, fmt: str) -> None:
    draft, _ = a_worked_draft(session)
    data = export_draft(session, draft, fmt, group="Group", by=a_head(session), at=ON_THE_DESK)
    whole = re.sub(r"\s+", " ", " ".join(seen_in(part) for _, part in parts_of(data, fmt)))
    assert f"malta: which {STAYS}" in whole


@pytest.mark.parametrize("fmt", sorted(WRITERS))
def test_a_round_that_is_open_leaves_nothing_in_the_clean_export_of_its_draft(session: Session, fmt: str) -> None:
    draft, _ = a_worked_draft(session)
    before = export_draft(session, draft, fmt, group="Group", by=a_head(session), at=ON_THE_DESK)
    round_ = open_round(
        session, draft, deadline=ON_THE_DESK.replace(year=2027), by=the_secretariat(session), at=ON_THE_DESK
    )
    an_amendment(session, round_, key=2, text="Cities must help.[^1]", at=ON_THE_DESK)
    a_comment(session, round_, key=2, at=ON_THE_DESK)
    assert export_draft(session, draft, fmt, group="Group", by=a_head(session), at=ON_THE_DESK) == before


def test_the_search_finds_what_is_hidden_in_each_kind_of_file(session: Session) -> None:
    """The search itself: what stands in the text is found in every format, so that what is not found is not there."""
    draft, _ = a_worked_draft(session)
    for fmt in WRITERS:
        data = export_draft(session, draft, fmt, group="Group", by=a_head(session), at=ON_THE_DESK)
        assert any("cities" in seen_in(part) for _, part in parts_of(data, fmt)), fmt
