"""A returned file by command: what it makes, what it cannot place, the same file again, a changed one, a table."""

from __future__ import annotations

import hashlib
from io import BytesIO
from pathlib import Path

import docx
import pytest
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from drafting.model.amendments import Amendment
from drafting.model.comments import Comment
from drafting.model.deliveries import Delivery
from drafting.model.rounds import Round
from drafting.procedure.export_draft import issue_of
from drafting.procedure.working_copy import GuideWords, name_of, written_copy
from drafting.rules.lifecycle import Operation
from drafting.text.blocks import Block, Kind
from tests.desk import on_the_desk, publish
from tests.factories import a_draft, a_head, an_open_round, the_secretariat
from tests.peers.word_processor import WordProcessor
from tests.web.test_commands import run

BLOCKS = (
    Block(kind=Kind.HEADING, text="Principles"),
    Block(kind=Kind.PARAGRAPH, text="Cities should help newcomers."),
    Block(kind=Kind.PARAGRAPH, text="States should pay for it."),
    Block(kind=Kind.PARAGRAPH, text="Regions may advise."),
)
W14 = "http://schemas.microsoft.com/office/word/2010/wordml"
W15 = "http://schemas.microsoft.com/office/word/2012/wordml"
OFFICE = "application/vnd.openxmlformats-officedocument"
GUIDE = GuideWords(heading="Another page", paragraphs=("before the text",))


@pytest.fixture
def copy(session: Session, tmp_path: Path) -> Path:
    """The working copy of a draft with an open round."""
    round_ = an_open_round(session, a_draft(session, blocks=BLOCKS))
    a_head(session)
    the_secretariat(session)
    path = tmp_path / "copy.docx"
    path.write_bytes(written_copy(issue_of(session, round_.draft, group=""), GUIDE, name=name_of(round_.draft)))
    session.commit()
    return path


def brought(app: Flask, path: Path, delegation: str = "bergen", *more: str) -> str:
    done = run(app, "import-contributions", str(path), "--draft", "1", "--delegation", delegation, *more)
    assert done.exit_code == 0, done.output + done.stderr
    return done.output


def edited(word_processor: WordProcessor, path: Path, *steps: dict[str, object], name: str = "back.docx") -> Path:
    back = path.with_name(name)
    word_processor(path, {"step": "record", "on": True, "author": "Anna Reviewer"}, *steps, save=back)
    return back


REPLACED = {"step": "replace", "words": "should pay", "by": "must pay"}


def test_changes_and_comments_become_those_of_the_delegation_with_reason_and_source(
    app: Flask, session: Session, copy: Path, word_processor: WordProcessor
) -> None:
    back = edited(
        word_processor,
        copy,
        REPLACED,
        {"step": "comment", "words": "must", "said": "Reason: it is a duty.", "author": "Anna Reviewer"},
        {"step": "comment", "words": "newcomers", "said": "All of them?", "author": "Bert Reviewer"},
        {"step": "delete_paragraph", "words": "Regions may"},
    )
    said = brought(app, back)
    assert "A-001\t2\treplace\tAnna Reviewer" in said
    assert said.splitlines()[-1] == "3 made, 0 there already, 0 not placed, 0 refused"
    one, other = session.scalars(select(Amendment).order_by(Amendment.number))
    assert (one.operation, one.key, one.text) == (Operation.REPLACE, 3, "States must pay for it.")
    assert (one.reason, one.source) == ("it is a duty.", "back.docx; Anna Reviewer")
    assert one.delegation.code == "bergen"
    assert (other.operation, other.key, other.reason) == (Operation.DELETE, 4, "No reason is given in the file.")
    comment = session.scalars(select(Comment)).one()
    assert (comment.body, comment.key, comment.exact, comment.source) == (
        "All of them?", 2, "newcomers", "back.docx; Bert Reviewer"
    )  # fmt: skip


def test_the_same_file_twice_makes_nothing_twice(
    app: Flask, session: Session, copy: Path, word_processor: WordProcessor
) -> None:
    back = edited(word_processor, copy, REPLACED)
    brought(app, back)
    assert brought(app, back).startswith("0 made, 1 there already")
    assert len(session.scalars(select(Amendment)).all()) == 1


def test_a_changed_file_of_the_same_reviewer_makes_what_is_new_and_tells_what_is_gone(
    app: Flask, session: Session, copy: Path, word_processor: WordProcessor
) -> None:
    insist = {"step": "replace", "words": "should help", "by": "shall help"}
    brought(app, edited(word_processor, copy, REPLACED, insist))
    advise = {"step": "replace", "words": "may advise", "by": "advise"}
    said = brought(app, edited(word_processor, copy, REPLACED, advise, name="again.docx"))
    assert said.splitlines()[-1] == "1 made, 1 there already, 0 not placed, 0 refused"
    assert "in an earlier file, not in this one: A-001\t1\treplace" in said
    assert len(session.scalars(select(Amendment)).all()) == 3


def test_what_was_not_tracked_is_taken_and_flagged(app: Flask, copy: Path, word_processor: WordProcessor) -> None:
    said = brought(app, edited(word_processor, copy, {"step": "record", "on": False}, REPLACED))
    assert "[not tracked in the file]" in said


def test_a_change_on_the_page_before_the_text_is_listed_and_not_placed(
    app: Flask, session: Session, copy: Path, word_processor: WordProcessor
) -> None:
    said = brought(app, edited(word_processor, copy, {"step": "type_after", "words": "before the text", "typed": "!"}))
    assert "not placed: before the text! [on the page before the text]" in said
    assert session.scalars(select(Amendment)).all() == []


def test_an_open_document_comes_in_as_well(
    app: Flask, session: Session, copy: Path, word_processor: WordProcessor
) -> None:
    brought(app, edited(word_processor, copy, REPLACED, name="back.odt"), "Bergen")
    assert session.scalars(select(Amendment)).one().text == "States must pay for it."


def test_the_file_is_kept_as_it_came(app: Flask, session: Session, copy: Path) -> None:
    brought(app, copy, "bergen", "--source", "E-mail of 3 November")
    delivery = session.scalars(select(Delivery)).one()
    assert delivery.content == copy.read_bytes()
    assert (delivery.digest, delivery.source) == (hashlib.sha256(copy.read_bytes()).hexdigest(), "E-mail of 3 November")
    assert delivery.made_from == "framework/1"


def test_our_compilation_comes_back_row_by_row(app: Flask, session: Session, copy: Path) -> None:
    table = docx.Document()
    rows = [
        (
            "Member body",
            "Line or paragraph",
            "Clause",
            "Type (ge, te, ed)",
            "Comments",
            "Proposed change",
            "Observations of the secretariat",
        ),
        ("Bergen", "2", "", "te", "It is a duty.", "States must pay for it.", ""),
        ("Bergen", "1", "", "ge", "Who are they?", "", ""),
        ("Malta", "1", "", "ge", "Not ours.", "", ""),
        ("Bergen", "99", "", "ge", "Nowhere.", "", ""),
    ]
    made = table.add_table(rows=len(rows), cols=7)
    for at, words in enumerate(rows):
        for column, told in enumerate(words):
            made.cell(at, column).text = told
    path = copy.with_name("table.docx")
    table.save(str(path))
    said = brought(app, path)
    assert said.splitlines()[-1] == "2 made, 0 there already, 0 not placed, 2 refused"
    assert "refused: it names another delegation: Malta" in said
    assert "refused: the draft has no such paragraph" in said
    assert session.scalars(select(Amendment)).one().reason == "It is a duty."


@pytest.mark.parametrize(
    ("content", "said"),
    [(b"PK\x03\x04 no", "damaged"), (b"hello", "damaged"), (b"", "damaged")],
)
def test_a_file_that_cannot_be_read_is_refused_and_nothing_is_stored(
    app: Flask, session: Session, copy: Path, content: bytes, said: str
) -> None:
    path = copy.with_name("broken.docx")
    path.write_bytes(content)
    refused = run(app, "import-contributions", str(path), "--draft", "1", "--delegation", "bergen")
    assert refused.exit_code == 1
    assert said in refused.stderr
    assert session.scalars(select(Delivery)).all() == []


def test_a_working_copy_of_another_text_is_refused(app: Flask, session: Session, copy: Path) -> None:
    other = a_draft(session, title="Another text", blocks=BLOCKS)
    an_open_round(session, other)
    number = str(other.id)
    session.commit()
    refused = run(app, "import-contributions", str(copy), "--draft", number, "--delegation", "bergen")
    assert refused.exit_code == 1
    assert "another text (framework)" in refused.stderr


def test_a_file_without_anything_of_the_draft_is_refused(app: Flask, copy: Path) -> None:
    strange = docx.Document()
    for number in range(20):
        strange.add_paragraph(f"Nothing of it, {number} times over.")
    path = copy.with_name("strange.docx")
    strange.save(str(path))
    refused = run(app, "import-contributions", str(path), "--draft", "1", "--delegation", "bergen")
    assert refused.exit_code == 1
    assert "Hardly anything of Draft 1" in refused.stderr


@pytest.mark.parametrize(
    ("draft", "delegation", "said"),
    [
        ("9", "bergen", "no draft 9"),
        ("1", "atlantis", "no delegation"),
        ("1", "secretariat", "not for the secretariat"),
    ],
)
def test_what_is_not_there_is_said_so(app: Flask, copy: Path, draft: str, delegation: str, said: str) -> None:
    refused = run(app, "import-contributions", str(copy), "--draft", draft, "--delegation", delegation)
    assert refused.exit_code == 1
    assert said in refused.stderr


def test_a_delegate_may_not_take_files_in_for_another_delegation(app: Flask, session: Session, copy: Path) -> None:
    email = a_head(session, "malta").person.email
    session.commit()
    refused = run(app, "import-contributions", str(copy), "--draft", "1", "--delegation", "bergen", "--by", email)
    assert refused.exit_code == 1
    assert session.scalars(select(Delivery)).all() == []


def test_once_the_draft_is_published_nothing_comes_in_any_more(
    app: Flask, session: Session, copy: Path, word_processor: WordProcessor
) -> None:
    back = edited(word_processor, copy, REPLACED)
    round_ = session.scalars(select(Round)).one()
    on_the_desk(session, round_)
    publish(session, round_)
    session.commit()
    refused = run(app, "import-contributions", str(back), "--draft", "1", "--delegation", "bergen")
    assert refused.exit_code == 1
    assert "The round is closed" in refused.stderr


def test_a_reply_in_the_file_goes_with_what_it_answers(app: Flask, session: Session, copy: Path) -> None:
    path = copy.with_name("replies.docx")
    path.write_bytes(with_a_thread(copy.read_bytes()))
    brought(app, path)
    assert session.scalars(select(Comment)).one().body == "Who?\n\nBert: Everybody."


def with_a_thread(data: bytes) -> bytes:
    """A comment with a reply on the second paragraph, as Word keeps them."""
    document = docx.Document(BytesIO(data))
    paragraph = next(one for one in document.paragraphs if one.text.startswith("Cities"))
    first = document.add_comment(paragraph.runs, text="Who?", author="Anna")
    second = document.add_comment(paragraph.runs, text="Everybody.", author="Bert")
    told = ""
    for number, (one, parent) in enumerate(((first, ""), (second, "00000001")), start=1):
        one._comment_elm.p_lst[-1].set(f"{{{W14}}}paraId", f"0000000{number}")
        above = f' w15:paraIdParent="{parent}"' if parent else ""
        told += f'<w15:commentEx w15:paraId="0000000{number}"{above} w15:done="0"/>'
    data = f'<w15:commentsEx xmlns:w15="{W15}">{told}</w15:commentsEx>'.encode()
    package = document.part.package
    part = Part(PackURI("/word/commentsExtended.xml"), f"{OFFICE}.wordprocessingml.commentsExtended+xml", data, package)
    document.part.relate_to(part, "http://schemas.microsoft.com/office/2011/relationships/commentsExtended")
    out = BytesIO()
    document.save(out)
    return out.getvalue()
