"""A random round, and what must come of it, told slowly and obviously: lists of words, one edit after the other.

Every word of the base and of every proposal is there once, so that each word of the next draft has one history. Nothing
here uses the product's tokens, diff, merge or structure.
"""

from __future__ import annotations

import random
from dataclasses import dataclass, field

from drafting.rules.lifecycle import Operation
from drafting.text.blocks import Block, Kind

DELEGATIONS = ("bergen", "lublin", "malta", "seville", "turku")
SITES_APART = 20
"""Words between two places that are edited: far enough for changes there to have nothing to do with each other."""


@dataclass
class Edit:
    """At word `at` of the block: `count` words go, `words` come in their place; `split`: a new paragraph begins after
    them."""

    at: int
    count: int
    words: tuple[str, ...]
    split: bool = False

    def made(self, words: list[str]) -> list[str]:
        new = [*words[: self.at], *self.words, *words[self.at + self.count :]]
        if self.split:
            last = self.at + len(self.words) - 1
            new[last] += BREAK
        return new


BREAK = "\n\n"


@dataclass
class Proposal:
    """One amendment: edits of a block's words, or an operation on it."""

    by: str
    key: int
    edits: tuple[Edit, ...] = ()
    operation: Operation = Operation.REPLACE
    text: str = ""
    after: int = 0
    kind: Kind | None = None
    beneath: str = ""
    accepted: bool = False


@dataclass
class Place:
    """A block of the draft in the making, with what was inserted after it."""

    key: int
    block: Block
    company: list[list[str]] = field(default_factory=list)
    gone: bool = False
    joined: bool = False


@dataclass
class RandomRound:
    """The base, the proposals, and for each (block, site) the edit that is accepted, if any."""

    blocks: list[Block]
    proposals: list[Proposal]
    chosen: dict[tuple[int, int], Edit]
    undone: list[int]
    hand: dict[int, str]


def text_of(words: list[str]) -> str:
    """Words as they are typed: a space between two, none beside a blank line; a full stop at the end."""
    return " ".join(words).replace(f"{BREAK} ", BREAK) + "."


class Maker:
    """Makes rounds out of one source of chance."""

    def __init__(self, chance: random.Random) -> None:
        self.chance = chance
        self.count = 0

    def words(self, number: int) -> list[str]:
        return [self.word() for _ in range(number)]

    def word(self) -> str:
        """A word that was never made before, of letters alone."""
        self.count += 1
        rest, letters = self.count, ""
        while rest:
            rest, letter = divmod(rest, 20)
            letters += "bcdfghjklmnpqrstvwxz"[letter]
        return "a" + "o".join(letters) + "e"

    def round(self) -> RandomRound:
        chance = self.chance
        blocks: list[Block] = []
        for _ in range(chance.randint(4, 7)):
            blocks.append(Block(kind=Kind.PARAGRAPH, text=text_of(self.words(chance.randint(12, 70)))))
            for _ in range(chance.choice((0, 0, 1, 2))):
                blocks.append(Block(kind=Kind.POINT, style="a)", text=text_of(self.words(chance.randint(6, 20)))))
        proposals: list[Proposal] = []
        chosen: dict[tuple[int, int], Edit] = {}
        for key, block in enumerate(blocks, start=1):
            if chance.random() < 0.7:
                made, taken = self.edits(key, block)
                proposals += made
                chosen |= taken
        proposals += self.operations(blocks)
        for proposal in proposals:
            if proposal.operation is Operation.DELETE and proposal.accepted:
                for key in (proposal.key, *(beneath(blocks, proposal.key) if proposal.beneath == "delete" else ())):
                    chosen = {place: edit for place, edit in chosen.items() if place[0] != key}
        chance.shuffle(proposals)
        edited = sorted({key for key, _site in chosen})
        gone = deleted(blocks, proposals)
        hand = {key: self.word() for key in range(1, len(blocks) + 1) if key not in gone and chance.random() < 0.1}
        return RandomRound(blocks, proposals, chosen, [key for key in edited if chance.random() < 0.2], hand)

    def edits(self, key: int, block: Block) -> tuple[list[Proposal], dict[tuple[int, int], Edit]]:
        """Proposals of several delegations at the block's sites, two ways at most for each; and what is accepted."""
        chance = self.chance
        length = len(block.text.split())
        ways: dict[int, list[Edit]] = {}
        for site in range(2, length - 3, SITES_APART):
            one, other = self.edit(site), self.edit(site)
            ways[site] = [one] if one == other or chance.random() < 0.4 else [one, other]
        proposals = []
        used: dict[int, set[int]] = {site: set() for site in ways}
        for by in chance.sample(DELEGATIONS, chance.randint(1, 4)):
            sites = [site for site in ways if chance.random() < 0.5]
            if not sites:
                continue
            taken = {site: chance.randrange(len(ways[site])) for site in sites}
            for site, way in taken.items():
                used[site].add(way)
            proposals.append(Proposal(by=by, key=key, edits=tuple(ways[site][way] for site, way in taken.items())))
        chosen = {
            (key, site): ways[site][chance.choice(sorted(found))]
            for site, found in used.items()
            if found and chance.random() < 0.7
        }
        return proposals, chosen

    def edit(self, site: int) -> Edit:
        chance = self.chance
        match chance.randrange(4):
            case 0:
                return Edit(site, chance.randint(1, 2), ())
            case 1:
                return Edit(site, 1, (self.word(),), split=True)
            case 2:
                return Edit(site, 0, tuple(self.words(chance.randint(1, 2))))
            case _:
                return Edit(site, chance.randint(1, 2), tuple(self.words(chance.randint(1, 2))))

    def operations(self, blocks: list[Block]) -> list[Proposal]:
        """Operations of which those that are accepted have no block in common."""
        chance = self.chance
        out: list[Proposal] = []
        free = set(range(len(blocks) + 1))  # 0: the first place
        keys = list(range(1, len(blocks) + 1))
        for _ in range(chance.randint(0, 5)):
            key, by = chance.choice(keys), chance.choice(DELEGATIONS)
            kind = chance.choice([operation for operation in Operation if operation is not Operation.REPLACE])
            under = beneath(blocks, key)
            proposal = Proposal(by=by, key=key, operation=kind)
            needs = {key, *under}
            if kind is Operation.DELETE:
                proposal.beneath = chance.choice(("delete", "lift")) if under else ""
            elif kind is Operation.INSERT:
                proposal.text, proposal.kind = text_of(self.words(4)), Kind.PARAGRAPH
            elif kind is Operation.JOIN:
                if key == len(blocks):
                    continue
                needs |= {key + 1, *beneath(blocks, key + 1)}
            elif kind is Operation.MOVE:
                places = [k for k in (0, *keys) if k not in needs and k != key - 1]
                places = [k for k in places if k == 0 or not below_paragraph(blocks, k + 1)]
                if not places or blocks[key - 1].kind is Kind.POINT:
                    continue
                proposal.after = chance.choice(places)
                needs |= {proposal.after}
            else:
                proposal.kind = Kind.PARAGRAPH if blocks[key - 1].kind is Kind.POINT else Kind.HEADING
            if any(same(proposal, other) for other in out):
                continue
            if needs <= free and chance.random() < 0.7:
                proposal.accepted = True
                free -= needs
            out.append(proposal)
        return out


def same(one: Proposal, other: Proposal) -> bool:
    return (one.by, one.key, one.operation) == (other.by, other.key, other.operation)


def below_paragraph(blocks: list[Block], key: int) -> bool:
    """Whether a point stands at `key`, so that nothing may come before it."""
    return key <= len(blocks) and blocks[key - 1].kind is Kind.POINT


def beneath(blocks: list[Block], key: int) -> list[int]:
    """The points that hang beneath a paragraph."""
    out: list[int] = []
    if blocks[key - 1].kind is Kind.PARAGRAPH:
        while key < len(blocks) and blocks[key].kind is Kind.POINT:
            key += 1
            out.append(key)
    return out


def deleted(blocks: list[Block], proposals: list[Proposal]) -> set[int]:
    out: set[int] = set()
    for proposal in proposals:
        if proposal.operation is Operation.DELETE and proposal.accepted:
            out |= {proposal.key, *(beneath(blocks, proposal.key) if proposal.beneath == "delete" else ())}
    return out


def next_draft(made: RandomRound) -> list[tuple[Kind, str]]:
    """The blocks of the next draft in order: (kind, words)."""
    places = [Place(key, block) for key, block in enumerate(made.blocks, start=1)]
    of_key = {place.key: place for place in places}
    texts = {key: _worded(made, key) for key in of_key}
    kinds = {key: place.block.kind for key, place in of_key.items()}
    accepted = [proposal for proposal in made.proposals if proposal.accepted]
    for proposal in accepted:
        place = of_key[proposal.key]
        match proposal.operation:
            case Operation.DELETE:
                place.gone = True
                for key in beneath(made.blocks, proposal.key):
                    if proposal.beneath == "delete":
                        of_key[key].gone = True
                    else:
                        kinds[key] = Kind.PARAGRAPH
            case Operation.INSERT:
                place.company.append([proposal.text])
            case Operation.RESHAPE:
                assert proposal.kind is not None
                kinds[proposal.key] = proposal.kind
            case Operation.JOIN:
                texts[proposal.key] += " " + texts[proposal.key + 1]
                of_key[proposal.key + 1].joined = True
    for proposal in accepted:
        if proposal.operation is Operation.MOVE:
            group = [of_key[key] for key in (proposal.key, *beneath(made.blocks, proposal.key))]
            places = [place for place in places if place not in group]
            at = next((n for n, place in enumerate(places, start=1) if place.key == proposal.after), 0)
            places[at:at] = group
    out: list[tuple[Kind, str]] = []
    for place in places:
        if not place.gone and not place.joined:
            first, *rest = texts[place.key].split(BREAK)
            out.append((kinds[place.key], first))
            kind = Kind.PARAGRAPH if kinds[place.key] is Kind.HEADING else kinds[place.key]
            out += [(kind, text) for text in rest]
        out += [(Kind.PARAGRAPH, text) for [text] in place.company]
    return out


def _worded(made: RandomRound, key: int) -> str:
    words = made.blocks[key - 1].text.rstrip(".").split()
    edits = [edit for (at, _site), edit in made.chosen.items() if at == key]
    for edit in sorted(edits, key=lambda edit: -edit.at):
        words = edit.made(words)
    if key in made.hand:
        words.append(made.hand[key])
    return text_of(words)


def authors(made: RandomRound) -> tuple[dict[str, set[str]], dict[str, set[str]]]:
    """(word that came → the delegations it came from, word that went → the delegations that took it out)."""
    came: dict[str, set[str]] = {}
    went: dict[str, set[str]] = {}
    for (key, _site), edit in made.chosen.items():
        names = {p.by for p in made.proposals if p.key == key and any(own is edit for own in p.edits)}
        words = made.blocks[key - 1].text.rstrip(".").split()
        for word in words[edit.at : edit.at + edit.count]:
            went[word] = names
        for word in edit.words:
            came[word] = names
    for proposal in made.proposals:
        if not proposal.accepted:
            continue
        if proposal.operation is Operation.INSERT:
            came |= {word: {proposal.by} for word in proposal.text.rstrip(".").split()}
        if proposal.operation is Operation.DELETE:
            same = (Operation.DELETE, proposal.key, proposal.beneath)
            names = {p.by for p in made.proposals if (p.operation, p.key, p.beneath) == same}
            for key in (proposal.key, *beneath(made.blocks, proposal.key)):
                if key == proposal.key or proposal.beneath == "delete":
                    for word in made.blocks[key - 1].text.rstrip(".").split():
                        went[word] = names
    came |= {word: {SECRETARIAT} for word in made.hand.values()}
    return came, went


SECRETARIAT = "secretariat"
