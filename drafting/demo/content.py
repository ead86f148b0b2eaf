"""The demonstration group's content as typed records, read from the data files beside this module.

A record addresses its block by opening words (`at`) of the draft that its round is about, so that the files can be
read and mended by a person. `find` and `rewrite` say exactly what an address and a replacement mean.
"""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.resources import files
from typing import Any

from drafting.rules.lifecycle import Disposition, ItemKind
from drafting.rules.permissions import Category, Role
from drafting.text.blocks import Block, Kind

Replacement = tuple[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class TextRecord:
    """The text itself: `references` are those of its issued drafts, in order."""

    title: str
    slug: str
    group: str
    references: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonRecord:
    """Somebody in a delegation. The same `email` in two delegations is one person with two seats."""

    name: str
    email: str
    role: Role
    offices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class DelegationRecord:
    code: str
    name: str
    category: Category
    people: tuple[PersonRecord, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class AmendmentRecord:
    """One amendment: exactly one of `replace`, `text`, `delete`, `insert_after`, `row_after`, `move_after`, `join` and
    `shape` is given.

    `by` is a delegation's code and `role` which of its seats wrote it. `cell` is a cell of the row that `at` opens,
    counted from 0. `replace` is carried out by `rewrite`. `insert_after` is a new block's text, of `new_kind` and
    `new_level`; `row_after` are a new row's cells; `move_after` is how the block opens behind which this one is to
    stand; `join` adds the next block to it; `shape` is what it is to become, at `new_level`. `beneath` says what a
    deletion does to the points beneath its block ("delete" or "lift"; "" without any). `disposition` is None where
    nothing is decided yet; with ACCEPTED_AS_MODIFIED and ACCEPTED_IN_PART `result` says, as replacements on the base,
    what went into the text; `answer` is the secretariat's reason.
    """

    id: str
    by: str
    role: Role
    at: str
    cell: int
    replace: tuple[Replacement, ...]
    text: str | None
    delete: bool
    beneath: str
    insert_after: str | None
    row_after: tuple[str, ...]
    move_after: str | None
    join: bool
    shape: Kind | None
    new_kind: Kind
    new_level: int
    reason: str
    kind: ItemKind
    support: tuple[str, ...]
    disposition: Disposition | None
    answer: str
    result: tuple[Replacement, ...]

    @property
    def rewords(self) -> bool:
        """Whether it changes the words of its block."""
        return bool(self.replace) or self.text is not None

    def proposed(self, base: str) -> str:
        """The whole proposed text of a part that reads `base`; ValueError as `rewrite`."""
        return self.text if self.text is not None else rewrite(base, self.replace)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplyRecord:
    by: str
    body: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CommentRecord:
    """One comment with its replies; `at` "" is the whole draft, `quote` None the whole block."""

    id: str
    by: str
    role: Role
    at: str
    cell: int
    quote: str | None
    body: str
    kind: ItemKind
    replies: tuple[ReplyRecord, ...]
    answer: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Contributions:
    """What was contributed to one draft, in the order of submission within each list."""

    amendments: tuple[AmendmentRecord, ...]
    comments: tuple[CommentRecord, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoContent:
    """Everything: `framework` is Draft 1 as Markdown; `rounds` are on Draft 1 (decided) and on Draft 2 (open)."""

    text: TextRecord
    framework: str
    delegations: tuple[DelegationRecord, ...]
    rounds: tuple[Contributions, Contributions]


def load() -> DemoContent:
    """Read the data files. Raises KeyError, TypeError or ValueError where a record is not as described above."""
    group = _toml("group.toml")
    text = group["text"]
    return DemoContent(
        text=TextRecord(**{**text, "references": tuple(text["references"])}),
        framework=_read("framework.md"),
        delegations=delegations_of("group.toml"),
        rounds=(_contributions("round1.toml"), _contributions("round2.toml")),
    )


def delegations_of(name: str) -> tuple[DelegationRecord, ...]:
    """The delegations of a file beside this module."""
    return tuple(_delegation(record) for record in _toml(name)["delegation"])


def find(blocks: Sequence[Block], at: str) -> int:
    """The index of the one block that `at` opens. Raises LookupError where there is none or more than one.

    A block is looked up by its text, a heading by its label and text ("A1. Legislation and policy"), a row by its
    first cell.
    """
    found = [index for index, block in enumerate(blocks) if opening(block).startswith(at)]
    if len(found) != 1:
        raise LookupError(f"{len(found)} blocks open with {at!r}")
    return found[0]


def opening(block: Block) -> str:
    """What `find` looks a block up by."""
    if block.kind is Kind.HEADING:
        return f"{block.label} {block.text}".strip()
    return block.parts[0]


def rewrite(base: str, replacements: Sequence[Replacement]) -> str:
    """`base` with each replacement carried out, one after the other.

    Raises ValueError unless each old string occurs exactly once when its turn comes.
    """
    text = base
    for old, new in replacements:
        if text.count(old) != 1:
            raise ValueError(f"{old!r} occurs {text.count(old)} times in {text!r}")
        text = text.replace(old, new)
    return text


def _read(name: str) -> str:
    return files(__package__).joinpath(name).read_text(encoding="utf-8")


def _toml(name: str) -> dict[str, Any]:
    return tomllib.loads(_read(name))


def _delegation(record: dict[str, Any]) -> DelegationRecord:
    people = tuple(
        PersonRecord(
            name=person["name"],
            email=person["email"],
            role=Role(person["role"]),
            offices=tuple(person.get("offices", ())),
        )
        for person in record["people"]
    )
    return DelegationRecord(
        code=record["code"], name=record["name"], category=Category(record["category"]), people=people
    )


def _contributions(name: str) -> Contributions:
    records = _toml(name)
    return Contributions(
        amendments=tuple(_amendment(dict(record)) for record in records["amendment"]),
        comments=tuple(_comment(dict(record)) for record in records["comment"]),
    )


def _amendment(record: dict[str, Any]) -> AmendmentRecord:
    disposition = record.pop("disposition", None)
    amendment = AmendmentRecord(
        **_common(record),
        replace=_replacements(record.pop("replace", ())),
        text=record.pop("text", None),
        delete=record.pop("delete", False),
        beneath=record.pop("beneath", ""),
        insert_after=record.pop("insert_after", None),
        row_after=tuple(record.pop("row_after", ())),
        move_after=record.pop("move_after", None),
        join=record.pop("join", False),
        shape=Kind(record.pop("shape")) if "shape" in record else None,
        new_kind=Kind(record.pop("new_kind", "paragraph")),
        new_level=record.pop("new_level", 1),
        reason=record.pop("reason"),
        support=tuple(record.pop("support", ())),
        disposition=None if disposition is None else Disposition(disposition),
        answer=record.pop("answer", ""),
        result=_replacements(record.pop("result", ())),
    )
    _nothing_left(amendment.id, record)
    given = (
        amendment.replace,
        amendment.text,
        amendment.delete,
        amendment.insert_after,
        amendment.row_after,
        amendment.move_after,
        amendment.join,
        amendment.shape,
    )
    if sum(map(bool, given)) != 1:
        raise ValueError(f"{amendment.id} is not one operation")
    return amendment


def _comment(record: dict[str, Any]) -> CommentRecord:
    comment = CommentRecord(
        **_common(record),
        quote=record.pop("quote", None),
        body=record.pop("body"),
        replies=tuple(ReplyRecord(**reply) for reply in record.pop("replies", ())),
        answer=record.pop("answer", ""),
    )
    _nothing_left(comment.id, record)
    return comment


def _common(record: dict[str, Any]) -> dict[str, Any]:
    return {
        "id": record.pop("id"),
        "by": record.pop("by"),
        "role": Role(record.pop("role", "head")),
        "at": record.pop("at"),
        "cell": record.pop("cell", 0),
        "kind": ItemKind(record.pop("kind")),
    }


def _replacements(pairs: Sequence[Sequence[str]]) -> tuple[Replacement, ...]:
    return tuple((old, new) for old, new in pairs)


def _nothing_left(name: str, record: dict[str, Any]) -> None:
    """A misspelt field must not be passed over in silence."""
    if record:
        raise ValueError(f"{name} has unknown fields: {', '.join(sorted(record))}")
