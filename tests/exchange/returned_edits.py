"""Drafts at random whose words occur once, edits as reviewers make them in LibreOffice, and what each must come to."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from drafting.exchange.document import Issue, PrintedBlock
from drafting.exchange.found import FoundKind
from drafting.rules.lifecycle import Operation
from drafting.text.blocks import Block, Kind, point_markers
from drafting.text.tokens import BLANK_LINE

REVIEWERS = ("Anna Reviewer", "Bert Reviewer", "Zoë Relecteur")


@dataclass(frozen=True, slots=True, kw_only=True)
class Meant:
    """What an edit must come to."""

    reviewer: str
    found: FoundKind = FoundKind.AMENDMENT
    operation: Operation | None = None
    key: int = 0
    part: int = 0
    text: str = ""
    after: int | None = None
    exact: str | None = None
    reason: str = ""
    tracked: bool = True


@dataclass
class Scene:
    """A draft, the steps of its reviewers, and what they mean."""

    issue: Issue
    steps: list[dict[str, Any]] = field(default_factory=list)
    meant: list[Meant] = field(default_factory=list)


def scene(seed: int, *, in_notes: bool) -> Scene:
    """One draft with one edit on some of its blocks, each by one of the reviewers. LibreOffice saves no comment on a
    note in Word's format, and in its own neither that nor that a change in a note was tracked: `in_notes` False leaves
    notes alone."""
    dice = random.Random(seed)
    blocks = list(_blocks(dice))
    markers = point_markers(blocks)
    counted = 0
    printed = []
    for key, block in enumerate(blocks, start=1):
        number = markers[key - 1]
        if block.kind is Kind.PARAGRAPH:
            counted += 1
            number = str(counted)
        elif block.kind is Kind.FOOTNOTE:
            number = block.label
        printed.append(PrintedBlock(key=key, number=number, block=block))
    issue = Issue(title="The title", group="G", reference="R", draft_number=1, issued_on="2026-11-02", language="en",
                  blocks=tuple(printed))  # fmt: skip
    made = Scene(issue=issue)
    busy = False
    still = _moved(made, dice, printed) if dice.random() < 0.4 else set()
    for at, one in enumerate(printed):
        if at in still:
            busy = False
            continue
        note = one.block.kind is Kind.FOOTNOTE
        if busy or dice.random() < 0.35 or (note and not in_notes):
            busy = False
            continue
        following = printed[at + 1] if at + 1 < len(printed) else None
        busy = _edit(made, dice, one, following)
    return made


def _moved(made: Scene, dice: random.Random, printed: list[PrintedBlock]) -> set[int]:
    """Cut a paragraph and paste it behind another one; gives the places that nothing else may be done to."""
    plain = [
        at
        for at, one in enumerate(printed)
        if one.block.kind is Kind.PARAGRAPH and one.block.text.replace(" ", "").isalnum() and _beside(printed, at + 1)
    ]
    pairs = [(one, other) for one in plain for other in plain if other not in (one, one - 1)]
    if not pairs:
        return set()
    at, behind = dice.choice(pairs)
    who, one, other = dice.choice(REVIEWERS), printed[at], printed[behind]
    made.steps += [
        {"step": "record", "on": True, "author": who},
        {"step": "delete_paragraph", "words": one.block.text},
        {"step": "add_paragraph_after", "words": other.block.text, "typed": one.block.text},
    ]
    made.meant.append(Meant(reviewer=who, operation=Operation.MOVE, key=one.key, after=other.key))
    return {at - 1, at, at + 1, behind - 1, behind, behind + 1}


def _beside(printed: list[PrintedBlock], at: int) -> bool:
    return at < len(printed) and printed[at].block.kind in (Kind.HEADING, Kind.PARAGRAPH, Kind.POINT)


def _words(key: int, dice: random.Random, part: str = "") -> list[str]:
    return [f"w{key}{part}{letter}" for letter in "abcdefgh"[: dice.randint(5, 8)]]


def _blocks(dice: random.Random) -> Iterator[Block]:
    key = tables = 0
    noted = False
    for _ in range(dice.randint(4, 9)):
        key += 1
        words = _words(key, dice)
        chance = dice.random()
        if chance < 0.15 and key > 1:
            tables += 1
            for row in range(dice.randint(2, 3)):
                cells = tuple(" ".join(_words(key, dice, f"c{cell}x")) for cell in range(2))
                yield Block(kind=Kind.ROW, cells=cells, table=tables, header=row == 0)
                key += 1
            yield Block(kind=Kind.PARAGRAPH, text=" ".join(_words(key, dice)))
            continue
        if chance < 0.3:
            words[1] = f"**{words[1]}**"
            words[2] = f"*{words[2]}*"
        if chance > 0.9 and not noted:
            noted = True
            words[1] += "[^1]"
        if 0.5 < chance < 0.6:
            words[2] = f"[{words[2]}](https://guide.example/{key})"
        text = " ".join(words)
        kind = dice.choice([Kind.PARAGRAPH] * 4 + [Kind.POINT] * 3 + [Kind.HEADING])
        if kind is Kind.HEADING:
            yield Block(kind=kind, text=text, level=dice.randint(1, 3))
        elif kind is Kind.POINT:
            yield Block(kind=kind, text=text, level=1, style=dice.choice(["a)", "•"]))
        else:
            yield Block(kind=kind, text=text)
    if noted:
        yield Block(kind=Kind.FOOTNOTE, text=" ".join(_words(key + 1, dice)), label="1")


def _edit(made: Scene, dice: random.Random, one: PrintedBlock, following: PrintedBlock | None) -> bool:
    """Add one edit of the block; whether the block after it has to be left alone."""
    who, block, key = dice.choice(REVIEWERS), one.block, one.key
    part = dice.randrange(len(block.parts))
    text = block.parts[part]
    word = _plain_word(text)
    last = text.split(" ")[-1]
    divisible = block.kind in (Kind.HEADING, Kind.PARAGRAPH, Kind.POINT)
    beside = following is not None and following.block.kind in (Kind.HEADING, Kind.PARAGRAPH, Kind.POINT)
    choices = ["replace", "delete", "type", "untracked"]
    if block.kind is not Kind.FOOTNOTE and block.kind is not Kind.HEADING:
        choices += ["embolden"]
    if block.kind is not Kind.FOOTNOTE:
        choices += ["comment", "reasoned"]
    if divisible:
        choices += ["split"]
        if beside:
            choices += ["join", "delete paragraph", "add paragraph"]
    what = dice.choice(choices)
    tracked = what != "untracked"
    made.steps.append({"step": "record", "on": tracked, "author": who})

    def meant(**more: Any) -> None:
        made.meant.append(Meant(reviewer=who, key=key, tracked=tracked, **more))

    match what:
        case "replace" | "untracked":
            made.steps.append({"step": "replace", "words": word, "by": f"new{key}"})
            meant(operation=Operation.REPLACE, part=part, text=text.replace(word, f"new{key}"))
        case "embolden":
            made.steps.append({"step": "embolden", "words": word})
            meant(operation=Operation.REPLACE, part=part, text=text.replace(word, f"**{word}**"))
        case "delete":
            made.steps.append({"step": "delete", "words": f"{word} "})
            meant(operation=Operation.REPLACE, part=part, text=text.replace(f"{word} ", ""))
        case "type":
            made.steps.append({"step": "type_after", "words": word, "typed": f" typed{key}, and more"})
            meant(operation=Operation.REPLACE, part=part, text=text.replace(word, f"{word} typed{key}, and more"))
        case "reasoned":
            made.steps += [
                {"step": "type_after", "words": word, "typed": f" typed{key}"},
                {"step": "comment", "words": f"typed{key}", "said": f"Reason: because {key}", "author": who},
            ]
            new = text.replace(word, f"{word} typed{key}")
            meant(operation=Operation.REPLACE, part=part, text=new, reason=f"because {key}")
        case "comment":
            made.steps.append({"step": "comment", "words": word, "said": f"Why {key}?", "author": who})
            meant(found=FoundKind.COMMENT, part=part, text=f"Why {key}?", exact=word)
        case "split":
            made.steps.append({"step": "split_after", "words": word})
            meant(operation=Operation.REPLACE, text=text.replace(f"{word} ", f"{word}{BLANK_LINE}"))
        case "join":
            made.steps.append({"step": "join_after", "words": _bare(last)})
            meant(operation=Operation.JOIN)
        case "delete paragraph":
            made.steps.append({"step": "delete_paragraph", "words": word})
            meant(operation=Operation.DELETE)
        case "add paragraph":
            made.steps.append({"step": "add_paragraph_after", "words": _bare(last), "typed": f"added{key} all new"})
            meant(operation=Operation.INSERT, text=f"added{key} all new")
    return what in ("join", "delete paragraph", "add paragraph")


def _plain_word(text: str) -> str:
    """A word in the middle that bears no marks."""
    return next(word for word in text.split(" ")[1:-1] if word.isalnum())


def _bare(word: str) -> str:
    return word.strip("*")
