"""Two drafts at random, the second made of the first by every kind of operation, and who did what."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from drafting.exchange.document import Issue, PrintedBlock
from drafting.exchange.mark_up import Drafts, Kin
from drafting.exchange.marked import Hand
from drafting.text.blocks import Block, Kind, point_markers
from drafting.text.diff import diff
from drafting.text.tracked import Stretch

SENTENCE = (
    "States should encourage **cities** and *regions* to [act](https://guide.example/a) together[^1] in a fair way[^2] "
    "with care, every year"
)
WORDS = SENTENCE.split()
HANDS = tuple(
    Hand(author=author, at=f"2026-03-0{day}T10:00:00Z")
    for day, author in enumerate(("Bergen", "Malta", "Bergen, Lublin"), start=1)
)
NOBODY = Hand(author="Secretariat", at="2026-03-09T10:00:00Z")
Side = list[tuple[int, Block]]


@dataclass
class Draws:
    """What is drawn: `old` and `new` as (key, block), and which keys of both belong together."""

    dice: random.Random
    old: Side = field(default_factory=list)
    new: Side = field(default_factory=list)
    kin: list[tuple[tuple[int, ...], tuple[int, ...]]] = field(default_factory=list)
    keys: int = 0

    def key(self) -> int:
        self.keys += 1
        return self.keys

    def words(self) -> str:
        return " ".join(self.dice.choice(WORDS) for _ in range(self.dice.randint(1, 9)))

    def note(self) -> str:
        return " ".join(["Note", *(word for word in self.words().split() if "[^" not in word)])

    def block(self) -> Block:
        kind = self.dice.choice([Kind.PARAGRAPH] * 4 + [Kind.POINT] * 3 + [Kind.HEADING])
        if kind is Kind.HEADING:
            level, label = self.dice.randint(1, 3), self.dice.choice(["", "1.", "A."])
            return Block(kind=kind, text=self.words(), level=level, label=label)
        if kind is Kind.POINT:
            level, style = self.dice.randint(1, 3), self.dice.choice(["a)", "a)", "•", "i."])
            return Block(kind=kind, text=self.words(), level=level, style=style)
        return Block(kind=kind, text=self.words())

    def edited(self, text: str) -> str:
        words = text.split(" ")
        for _ in range(self.dice.randint(1, 3)):
            at, chance = self.dice.randrange(len(words)), self.dice.random()
            if chance < 0.4 and len(words) > 1:
                words.pop(at)
            elif chance < 0.7:
                words.insert(at, self.dice.choice(WORDS))
            else:
                words[at] = self.dice.choice(WORDS)
        return " ".join(words)


def drawn(seed: int) -> tuple[Issue, Issue, Drafts]:
    """The earlier draft and the later one as they are exported clean, and what is laid into one another."""
    draws = Draws(random.Random(seed))
    _first(draws)
    _second(draws)
    keeps_numbers = draws.dice.random() < 0.5
    old, new = (_printed(side, keeps_numbers=keeps_numbers) for side in (draws.old, draws.new))
    before, after = dict(draws.old), dict(draws.new)
    kin = [
        Kin(old=olds, new=news, parts=tuple(_parts(draws, [before[k] for k in olds], [after[k] for k in news])))
        for olds, news in draws.kin
        if all(key in after for key in news)
    ]
    hands = {key: draws.dice.choice(HANDS) for key in {*before, *after} if draws.dice.random() < 0.7}
    drafts = Drafts(old=old, new=new, kin=kin, hands=hands, nobody=NOBODY)
    return _issue(1, old), _issue(2, new), drafts


def _first(draws: Draws) -> None:
    tables = 0
    for _ in range(draws.dice.randint(1, 9)):
        if draws.dice.random() < 0.2 and not (draws.old and draws.old[-1][1].kind is Kind.ROW):
            tables += 1
            width = draws.dice.randint(2, 3)
            for at in range(draws.dice.randint(1, 4)):
                cells = tuple(draws.words() for _ in range(width))
                draws.old.append((draws.key(), Block(kind=Kind.ROW, cells=cells, table=tables, header=at == 0)))
        else:
            draws.old.append((draws.key(), draws.block()))
    for label in "12":
        draws.old.append((draws.key(), Block(kind=Kind.FOOTNOTE, text=draws.note(), label=label)))


def _second(draws: Draws) -> None:
    body = [one for one in draws.old if one[1].kind is not Kind.FOOTNOTE]
    while body:
        key, block = body.pop(0)
        if block.kind is Kind.ROW:
            _row(draws, key, block)
            continue
        _operate(draws, key, block, body)
        if draws.dice.random() < 0.15:
            draws.new.append((draws.key(), draws.block()))
    if draws.dice.random() < 0.2:
        draws.new.insert(0, (draws.key(), draws.block()))
    movable = [at for at, (_key, block) in enumerate(draws.new) if block.kind is not Kind.ROW]
    if movable and draws.dice.random() < 0.3:
        moved = draws.new.pop(draws.dice.choice(movable))
        draws.new.insert(draws.dice.randrange(len(draws.new) + 1), moved)
    draws.new = _tables_counted(draws.new)
    for key, block in draws.old:
        if block.kind is Kind.FOOTNOTE:
            words = draws.note() if draws.dice.random() < 0.2 else block.text
            draws.new.append((key, replace(block, text=words)))
            draws.kin.append(((key,), (key,)))


def _row(draws: Draws, key: int, block: Block) -> None:
    chance = draws.dice.random()
    if chance > 0.15:
        cells = tuple(draws.edited(cell) if chance < 0.5 else cell for cell in block.cells)
        draws.new.append((key, replace(block, cells=cells)))
        draws.kin.append(((key,), (key,)))
    if draws.dice.random() < 0.15:
        cells = tuple(draws.words() for _ in block.cells)
        draws.new.append((draws.key(), replace(block, cells=cells, header=False)))


def _operate(draws: Draws, key: int, block: Block, rest: Side) -> None:
    chance = draws.dice.random()
    if chance < 0.15:
        return  # deleted
    if chance < 0.4:
        draws.new.append((key, replace(block, text=draws.edited(block.text))))
    elif chance < 0.5 and " " in block.text:
        words = draws.edited(block.text).split(" ")
        at = draws.dice.randint(1, max(len(words) - 1, 1))
        draws.new.append((key, replace(block, text=" ".join(words[:at]))))
        if words[at:]:
            second = draws.key()
            draws.new.append((second, replace(block, text=" ".join(words[at:]), label="")))
            draws.kin.append(((key,), (key, second)))
            return
    elif chance < 0.6 and rest and rest[0][1].kind is not Kind.ROW:
        other, joined = rest.pop(0)
        draws.new.append((key, replace(block, text=draws.edited(f"{block.text} {joined.text}"))))
        draws.kin.append(((key, other), (key,)))
        return
    elif chance < 0.67:
        draws.new.append((key, replace(draws.block(), text=block.text)))
    else:
        draws.new.append((key, block))
    draws.kin.append(((key,), (key,)))


def _tables_counted(side: Side) -> Side:
    """The blocks with tables counted in reading order; a paragraph between two rows makes two tables."""
    out: Side = []
    count, last = 0, 0
    for key, block in side:
        if block.kind is not Kind.ROW:
            last = 0
            out.append((key, block))
            continue
        if block.table != last:
            count, last = count + 1, block.table
        out.append((key, replace(block, table=count)))
    return out


def _printed(side: Side, *, keeps_numbers: bool) -> list[PrintedBlock]:
    blocks = [block for _key, block in side]
    markers = point_markers(blocks)
    out = []
    counted = notes = 0
    for at, (key, block) in enumerate(side):
        number = block.label
        if block.kind is Kind.POINT:
            number = markers[at]
        elif block.kind is Kind.PARAGRAPH and not keeps_numbers:
            counted += 1
            number = str(counted)
        elif block.kind is Kind.FOOTNOTE:
            notes += 1
            number = str(notes)
        elif block.kind is Kind.ROW:
            number = ""
        out.append(PrintedBlock(key=key, number=number, block=block))
    return out


def _parts(draws: Draws, olds: Sequence[Block], news: Sequence[Block]) -> list[tuple[Stretch[Hand], ...]]:
    out = []
    for part in range(min(len(olds[0].parts), len(news[0].parts))):
        old = " ".join(block.parts[part] for block in olds)
        new = "\n\n".join(block.parts[part] for block in news)
        out.append(
            tuple(
                Stretch(op=one.op, text=one.text, by=None if one.op == "equal" else draws.dice.choice(HANDS))
                for one in diff(old, new)
            )
        )
    return out


def _issue(number: int, blocks: Sequence[PrintedBlock]) -> Issue:
    return Issue(
        title="A draft",
        group="A working group",
        reference=f"WG(2026){number}",
        draft_number=number,
        issued_on="2026-03-10",
        language="en",
        blocks=tuple(blocks),
    )
