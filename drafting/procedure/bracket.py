"""Held amendments in the text, between square brackets with their delegations (DOCUMENT: the next draft)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from drafting.text.brackets import DELETE, attributed
from drafting.text.merge import Change


def bracketed(base: str, held: Iterable[tuple[Change, Sequence[str]]]) -> str:
    """`base` with each held change shown: `[base words] [Bergen: new words]`, `[words] [Bergen: delete]`, or
    `[Bergen: new words]`; several on the same words stand side by side. Overlapping ones are gathered on their span."""
    groups: list[tuple[int, int, list[tuple[Change, Sequence[str]]]]] = []
    for change, names in sorted(held, key=lambda one: one[0]):
        if groups and change.start < max(groups[-1][1], groups[-1][0] + 1):
            start, end, found = groups[-1]
            groups[-1] = (start, max(end, change.end), [*found, (change, names)])
        else:
            groups.append((change.start, change.end, [(change, names)]))
    out, at = "", 0
    for start, end, found in groups:
        out += base[at:start] + _alternatives(base, start, end, found)
        at = end
    return out + base[at:]


def _alternatives(base: str, start: int, end: int, found: Sequence[tuple[Change, Sequence[str]]]) -> str:
    words = base[start:end]
    lead, tail = words[: len(words) - len(words.lstrip())], words[len(words.rstrip()) :]
    told = [attributed((), words.strip())] if words.strip() else []
    for change, names in found:
        proposed = (base[start : change.start] + change.text + base[change.end : end]).strip()
        told.append(attributed(names, proposed or DELETE))
    joined = " ".join(told)
    if words.strip():
        return f"{lead}{joined}{tail}" if tail or end >= len(base) or not base[end].isalnum() else f"{lead}{joined} "
    before = "" if start == 0 or base[start - 1].isspace() else " "
    after = "" if end >= len(base) or base[end].isspace() or base[end] in ",.;:!?)" else " "
    return f"{before}{joined}{after}"


def bracketed_whole(text: str, names: Sequence[str], *, delete: bool) -> str:
    """A whole block that is held: `[words] [Bergen: delete]`, or, inserted, `[Bergen: words]`."""
    return f"{attributed((), text)} {attributed(names, DELETE)}" if delete else attributed(names, text)
