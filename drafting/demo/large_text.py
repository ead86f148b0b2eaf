"""The first draft of the large demonstration: a programme in sixteen chapters, made of vocabularies by a fixed seed.

A sentence is an actor, an act and what limits or explains it; no two sentences of the text are the same.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files
from random import Random
from typing import Any

SEED = 20261123


@dataclass(frozen=True, slots=True, kw_only=True)
class Topic:
    """A chapter's own words; see large_words.toml."""

    name: str
    actors: tuple[str, ...]
    things: tuple[str, ...]
    acts: tuple[str, ...]
    aims: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """The vocabularies: `general` by their name in the file, as `when` or `partners`."""

    title: str
    slug: str
    references: tuple[str, ...]
    topics: tuple[Topic, ...]
    general: Mapping[str, Sequence[str]]


def vocabulary() -> Words:
    """Read the vocabularies of the text. Raises KeyError or TypeError where the file is not as described."""
    told = read_words("large_words.toml")
    topics = tuple(
        Topic(
            name=topic["name"],
            actors=tuple(topic["actors"]),
            things=tuple(topic["things"]),
            acts=tuple(topic["acts"]),
            aims=tuple(topic["aims"]),
        )
        for topic in told.pop("topic")
    )
    title, slug, references = told.pop("title"), told.pop("slug"), tuple(told.pop("references"))
    return Words(title=title, slug=slug, references=references, topics=topics, general=told)


def read_words(name: str) -> dict[str, Any]:
    """A file of vocabularies beside this module."""
    return tomllib.loads(files(__package__).joinpath(name).read_text(encoding="utf-8"))


def make_text(words: Words, *, crowded: str, blocks: int) -> str:
    """The draft as Markdown, of exactly `blocks` blocks; `crowded` is a paragraph of the chapter on participation.

    Raises ValueError where the chapters come to more than `blocks`.
    """
    writer = _Writer(words, Random(SEED))
    writer.block(f"# {words.title}")
    for paragraph in words.general["preamble"]:
        writer.block(paragraph)
    for number, topic in enumerate(words.topics, start=1):
        writer.chapter(number, topic, crowded=crowded if topic.name.startswith("Participation") else "")
    writer.block("## Follow-up")
    missing = blocks - writer.count
    if missing < 0:
        raise ValueError(f"{-missing} blocks too many")
    for number in range(missing):
        topic = words.topics[number % len(words.topics)]
        writer.block(writer.paragraph(topic, sentences=2))
    return "\n\n".join(writer.parts + writer.notes) + "\n"


class _Writer:
    """Puts chapters together and counts blocks; what was used already is not used again while there is a choice."""

    def __init__(self, words: Words, random: Random) -> None:
        self.general = words.general
        self.random = random
        self.parts: list[str] = []
        self.notes: list[str] = []
        self.count = 0
        self._said: set[str] = set()
        self._used: dict[tuple[str, ...], list[str]] = {}

    def block(self, text: str, *, blocks: int = 1) -> None:
        self.parts.append(text)
        self.count += blocks

    def one(self, choices: Sequence[str]) -> str:
        """One of `choices`, each as often as the others."""
        left = self._used.setdefault(tuple(choices), [])
        if not left:
            left += self.random.sample(list(choices), len(choices))
        return left.pop()

    def filled(self, frame: str, topic: Topic) -> str:
        text = frame
        for slot, choices in (
            ("{thing}", topic.things),
            ("{when}", self.general["when"]),
            ("{partner}", self.general["partners"]),
            ("{condition}", self.general["conditions"]),
        ):
            if slot in text:
                text = text.replace(slot, self.one(choices))
        return text

    def sentence(self, topic: Topic) -> str:
        """Who should do what, and one or two of: when, with whom, under what condition, what for."""
        while True:
            said = f"{self.one(topic.actors)} should {self.act(topic)}"
            said += self.random.choice(["", "", f", so that {self.one(topic.aims)}"])
            if said not in self._said:
                self._said.add(said)
                return f"{said}."

    def act(self, topic: Topic) -> str:
        said = self.one(topic.acts)
        shape = self.random.randrange(4)
        if shape == 0:
            return f"{said} {self.one(self.general['when'])}"
        if shape == 1:
            return f"{said}, {self.one(self.general['partners'])}"
        return f"{said}, {self.one(self.general['conditions'])}" if shape == 2 else said

    def further(self, topic: Topic) -> str:
        """A sentence that follows another."""
        while True:
            said = self.filled(self.one(self.general["second"]), topic)
            if said not in self._said:
                self._said.add(said)
                return said

    def paragraph(self, topic: Topic, *, sentences: int) -> str:
        return " ".join([self.sentence(topic), *(self.further(topic) for _ in range(sentences - 1))])

    def chapter(self, number: int, topic: Topic, *, crowded: str) -> None:
        self.block(f"## {number}. {topic.name}")
        note = f"note-{number}"
        self.notes.append(f"[^{note}]: {self.filled(self.one(self.general['notes']), topic)}")
        self.count += 1
        self.block(f"{self.paragraph(topic, sentences=2)}[^{note}]")
        self.block(f"### {number}.1. Measures for all residents")
        self.block(crowded or self.paragraph(topic, sentences=3))
        self.block(self.paragraph(topic, sentences=2))
        self.block(self.paragraph(topic, sentences=4))
        self._list(topic, f"{self.one(topic.actors)} make the most of {self.one(topic.things)} when they:", deep=True)
        self.block(f"### {number}.2. Measures for newcomers")
        self.block(self.paragraph(topic, sentences=3))
        if not number % 2:
            self.block(self.paragraph(topic, sentences=2))
        self._list(topic, f"In the first year after arrival {self.one(topic.things)} can help, provided that they:")
        self.block(f"### {number}.3. Costs and results")
        if number % 2:
            self._table(topic)
        else:
            self.block(self.paragraph(topic, sentences=2))

    def _list(self, topic: Topic, opening: str, *, deep: bool = False) -> None:
        """An opening and three or four points; a `deep` list has two points beneath its second."""
        self.block(opening)
        points = [self._point(topic) for _ in range(4 if deep else 3)]
        lines = [f"- {letter}) {point};" for letter, point in zip("abcd", points, strict=False)]
        if deep:
            lines[1] = f"{lines[1][:-1]}, and to this end:"
            lines[2:2] = [f"  - {mark}. {self._point(topic)};" for mark in ("i", "ii")]
        lines[-1] = f"{lines[-1][:-1]}."
        self.block("\n".join(lines), blocks=len(lines))

    def _point(self, topic: Topic) -> str:
        while True:
            said = self.act(topic)
            if said not in self._said:
                self._said.add(said)
                return said

    def _table(self, topic: Topic) -> None:
        lines = ["| Measure | Level that answers | Costs | What is counted |", "| --- | --- | --- | --- |"]
        for thing in topic.things[:3]:
            counted = self.one(self.general["indicators"]).replace("{thing}", thing)
            level = self.one(["National", "Regional", "Local", "Regional and local", "All three"])
            lines.append(f"| {thing[0].upper()}{thing[1:]} | {level} | {self.one(self.general['costs'])} | {counted} |")
        self.block("\n".join(lines), blocks=len(lines) - 1)
