"""What the rows of a table of contributions come to: changes of a part's words, and comments."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

from drafting.exchange.found import Found, FoundKind
from drafting.exchange.place_words import kind_of
from drafting.exchange.read_table import RefusedRow, Row, TableRow
from drafting.rules.lifecycle import ItemKind, Operation
from drafting.text.blocks import Block
from drafting.text.inline import plain
from drafting.text.likeness import likened, likeness

WHOLE = 0.4
"""From this likeness on (0 to 1) a proposed text is taken for the whole of the block, reworded."""


def found_in_rows(
    rows: Sequence[Row], *, member: str, key_of: Callable[[str], int | None], base: Mapping[int, Block]
) -> tuple[tuple[Found, ...], tuple[RefusedRow, ...]]:
    """What the rows bring for the delegation `member`, and those that are refused: besides those that the reader
    refused, rows that name another delegation."""
    found: list[Found] = []
    refused: list[RefusedRow] = []
    for row in rows:
        if isinstance(row, RefusedRow):
            refused.append(row)
        elif row.member_body and row.member_body.casefold() != member.casefold():
            refused.append(RefusedRow(row=row.row, code="other-member", words=row.member_body))
        else:
            found += _of(row, len(found), key_of(row.paragraph) if row.paragraph else None, base)
    return tuple(found), tuple(refused)


def _of(row: TableRow, place: int, key: int | None, base: Mapping[int, Block]) -> Iterator[Found]:
    kind = ItemKind(row.kind) if row.kind else ItemKind.SUBSTANTIVE
    block = base.get(key) if key is not None else None
    if row.proposed and block is not None and _is_wording(row.proposed, block):
        if " ".join(row.proposed.split()) != " ".join(plain(block.text).split()):
            yield Found(
                place=place,
                found=FoundKind.AMENDMENT,
                operation=Operation.REPLACE,
                key=key,
                text=row.proposed,
                reason=row.reason,
                kind=kind if row.kind else kind_of(block.text, row.proposed),
                before=block.text,
            )
            place += 1
        said = row.comment
    else:
        said = "\n".join(one for one in (row.comment, row.reason, row.proposed) if one)
    if said:
        yield Found(place=place, found=FoundKind.COMMENT, key=key, text=said, kind=kind)


def _is_wording(proposed: str, block: Block) -> bool:
    """Whether a proposed text is the block's, reworded, and no instruction: of a row it is never."""
    if not block.text:
        return False
    like = Block(kind=block.kind, text=proposed, level=block.level, label=block.label)
    return likeness(likened(like), likened(block)) >= WHOLE
