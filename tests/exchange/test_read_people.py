"""Tables of people as spreadsheets save them."""

from __future__ import annotations

import pytest

from drafting.errors import Invalid
from drafting.exchange.read_people import MOST_ROWS, decode_table, read_people

ENGLISH = "Delegation,Name,E-mail,Role,Language\nBergen,Ana Example,ana@bergen.example,head,en\n"
FRENCH = "Délégation;Nom;Courriel;Rôle;Langue\nMalte;Léa Exemple;lea@malte.example;Cheffe de délégation;français\n"


def refusal_of(text: str) -> str:
    with pytest.raises(Invalid) as refused:
        read_people(text)
    return refused.value.code


def test_a_table_is_read_by_the_names_of_its_columns_in_any_order() -> None:
    row = read_people("Role\tE-mail\tDelegation\thead\nhead\tana@bergen.example\tBergen\tx\n").rows[0]
    assert (row.line, row.delegation, row.email, row.role, row.name) == (2, "Bergen", "ana@bergen.example", "head", "")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_a_table_that_was_saved_in_french_is_read_in_whatever_way_it_was_saved(encoding: str) -> None:
    row = read_people(decode_table(FRENCH.replace("\n", "\r\n").encode(encoding))).rows[0]
    assert (row.delegation, row.name, row.role) == ("Malte", "Léa Exemple", "Cheffe de délégation")
    assert (row.email, row.language) == ("lea@malte.example", "français")


def test_quoted_cells_hold_commas_quotation_marks_and_line_ends() -> None:
    said = 'Delegation,Name,E-mail,Role\n"Bergen, City of","Ana ""A""\nExample",ana@bergen.example,head\n'
    said += "Malta,,m@m.example,head\n"
    first, second = read_people(said).rows
    assert (first.delegation, first.name) == ("Bergen, City of", 'Ana "A"\nExample')
    assert (first.line, second.line) == (2, 4)


def test_first_names_stand_before_family_names() -> None:
    row = read_people("Nom;Prénom;Délégation;Courriel;Fonction\nExemple;Léa;Malte;lea@malte.example;chef\n").rows[0]
    assert row.name == "Léa Exemple"


def test_empty_lines_and_the_line_that_names_the_delimiter_are_no_rows() -> None:
    found = read_people("sep=;\nDelegation;E-mail;Role\n;;\n\nMalta;m@malta.example;head\n")
    assert [(row.line, row.delegation) for row in found.rows] == [(5, "Malta")]


def test_columns_that_nothing_is_known_of_are_named() -> None:
    assert read_people(ENGLISH.replace("Language", "Telephone")).unread == ("Telephone",)


def test_cells_beyond_the_columns_are_told() -> None:
    row = read_people("Delegation,E-mail,Role\nBergen, City of,ana@bergen.example,head\n").rows[0]
    assert row.spare == ("head",)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "table-empty"),
        ("\n \n", "table-empty"),
        ("Bergen,ana@bergen.example,head\n", "table-columns"),
        ("Delegation,E-mail\n", "table-columns"),
        (ENGLISH + 'Bergen,"never closed,x@bergen.example,head\n', "table-broken"),
        (ENGLISH + "Bergen," + "x" * 200_000 + "\n", "table-broken"),
        (ENGLISH + "Bergen,Ana,ana@bergen.example,head,en\n" * 10_000, "table-long"),
    ],
)
def test_what_is_no_table_is_refused(text: str, code: str) -> None:
    assert refusal_of(text) == code


def test_a_table_of_the_greatest_length_is_read() -> None:
    assert len(read_people(ENGLISH + "Bergen,Ana,ana@bergen.example,head,en\n" * (MOST_ROWS - 1)).rows) == MOST_ROWS


def test_the_place_of_a_quotation_mark_that_is_not_closed_is_told() -> None:
    with pytest.raises(Invalid) as refused:
        read_people(ENGLISH + 'Bergen,"never closed,x@bergen.example,head\n' + "Malta,a,b,c\n" * 5)
    assert refused.value.facts["line"] == 3


@pytest.mark.parametrize("data", [b"PK\x03\x04\x00\x00", b"\xff\xfe\x00", b"\x81\x8d\x8f"])
def test_what_is_no_text_is_refused(data: bytes) -> None:
    with pytest.raises(Invalid) as refused:
        decode_table(data)
    assert refused.value.code == "file-not-text"


def test_a_cell_that_was_guarded_from_being_a_formula_is_read_as_it_was() -> None:
    row = read_people("Delegation,Name,E-mail,Role\nBergen,'=cmd,ana@bergen.example,head\n").rows[0]
    assert row.name == "=cmd"
