"""Reader of tests/cases/*.md: cases that a delegate could check.

A case is a second-level heading, a sentence, and fields. A field is a line that ends with its name and a colon, with
what follows it: a quoted text (`> …`, one), or a list (`- …`, each item one). Other lines explain and are not read.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

FOLDER = Path(__file__).parent.parent / "cases"
_FIELD = re.compile(r"^(\w[\w ]*):$")


@dataclass(frozen=True, slots=True)
class Case:
    name: str
    fields: dict[str, list[str]]

    def text(self, name: str) -> str:
        """The one text of a field."""
        (found,) = self.fields[name]
        return found

    def items(self, name: str) -> list[str]:
        """The items of a field; none if the case does not have it."""
        return self.fields.get(name, [])


def read(name: str) -> list[Case]:
    """All cases of one file. Raises ValueError for a case without fields."""
    out: list[Case] = []
    field = ""
    for line in (FOLDER / f"{name}.md").read_text(encoding="utf-8").splitlines():
        if line.startswith("## "):
            out.append(Case(line[3:].strip(), {}))
            field = ""
        elif out and (found := _FIELD.match(line)):
            field = found.group(1)
            out[-1].fields[field] = []
        elif out and field and line.startswith(("> ", "- ")):
            out[-1].fields[field].append(line[2:])
        elif out and field and line == ">":
            out[-1].fields[field].append("")
    empty = [case.name for case in out if not case.fields]
    if empty or not out:
        raise ValueError(f"{name}.md: no fields in {empty}")
    return out
