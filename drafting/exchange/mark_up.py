"""Two drafts laid into one another as the writer of tracked changes takes them: each block once where it stayed, with
what went and what came in its words; else where it stood as gone, and where it stands as new.

A paragraph can stay only where both drafts give it the same shape (style, level, numbering): word processors do not
agree on what becomes of a tracked change of those, but all take a paragraph out and put one in.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from drafting.exchange.document import PrintedBlock
from drafting.exchange.marked import Hand, MarkedBlock, Runs, shape_of
from drafting.exchange.marked_notes import hands_of, with_notes
from drafting.exchange.marked_sides import note_numbers, notes_of, paired_tables, printed
from drafting.text.blocks import Block, Kind
from drafting.text.diff import Op
from drafting.text.inline import Mark
from drafting.text.order import longest_rising
from drafting.text.tokens import BLANK_LINE
from drafting.text.tracked import Look, Stretch, TrackedRun, tracked
from drafting.text.tracked_numbers import renumbered


@dataclass(frozen=True, slots=True, kw_only=True)
class Kin:
    """Blocks that belong together before and after, by key, and the comparison of each of their parts.

    The earlier text of a part is that of the `old` ones with a space between, the later one that of the `new` ones with
    a blank line between (`procedure.descent`).
    """

    old: tuple[int, ...]
    new: tuple[int, ...]
    parts: tuple[tuple[Stretch[Hand], ...], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Drafts:
    """What is laid into one another. `hands` say who took a block out, brought it, moved it or gave it another shape;
    what nobody is named for is `nobody`'s: the secretariat's."""

    old: Sequence[PrintedBlock]
    new: Sequence[PrintedBlock]
    kin: Sequence[Kin]
    hands: Mapping[int, Hand]
    nobody: Hand


def mark_up(drafts: Drafts) -> tuple[MarkedBlock, ...]:
    """The blocks in one order, footnotes that the text refers to last. Of two that stand in one place what goes is
    before what comes; rows stay with their table."""
    return _MarkUp(drafts).blocks()


class _MarkUp:
    def __init__(self, drafts: Drafts) -> None:
        self.drafts = drafts
        self.old_number = {one.key: one.number for one in drafts.old}
        self.new_number = {one.key: one.number for one in drafts.new}
        self.old_text = {one.key: one.block.parts for one in drafts.old}
        self.new_text = {one.key: one.block.parts for one in drafts.new}
        self.old = printed(drafts.old)
        self.new = printed(drafts.new)
        self.kin_of_old = {key: kin for kin in drafts.kin for key in kin.old}
        self.kin_of_new = {key: kin for kin in drafts.kin for key in kin.new}
        self.tables = paired_tables(self.old, self.new)

    def blocks(self) -> tuple[MarkedBlock, ...]:
        old_place = {one.key: place for place, one in enumerate(self.old)}
        new_place = {one.key: place for place, one in enumerate(self.new)}
        kept = [kin for kin in self.drafts.kin if self._holds_together(kin, old_place, new_place)]
        kept.sort(key=lambda kin: new_place[kin.new[0]])
        stay = longest_rising([old_place[kin.old[0]] for kin in kept])
        staying = [kept[index] for index in stay]
        out: list[MarkedBlock] = []
        old_at = new_at = 0
        for kin in staying:
            first_old, first_new = old_place[kin.old[0]], new_place[kin.new[0]]
            out += self._gap(self.old[old_at:first_old], self.new[new_at:first_new], out, self.new[first_new])
            old_at, new_at = first_old + len(kin.old), first_new + len(kin.new)
            out += self._stayed(kin, self.old[first_old:old_at], self.new[first_new:new_at])
        out += self._gap(self.old[old_at:], self.new[new_at:], out, None)
        old, new = (note_numbers(side) for side in (self.drafts.old, self.drafts.new))
        notes = tuple(self._notes())
        changed = hands_of(notes)
        return (*with_notes(out, old=old, new=new, changed=changed, nobody=self.drafts.nobody), *notes)

    def _holds_together(self, kin: Kin, old_place: Mapping[int, int], new_place: Mapping[int, int]) -> bool:
        if not all(key in old_place for key in kin.old) or not all(key in new_place for key in kin.new):
            return False
        before = [old_place[key] for key in kin.old]
        after = [new_place[key] for key in kin.new]
        if not before or not after or not (_runs_on(before) and _runs_on(after)):
            return False
        olds, news = [self.old[place] for place in before], [self.new[place] for place in after]
        if olds[0].block.kind is Kind.ROW:
            return (
                len(olds) == len(news) == 1
                and shape_of(olds[0]) == shape_of(news[0])
                and self.tables.get(olds[0].block.table) == news[0].block.table
            )
        return len({shape_of(one) for one in (*olds, *news)}) == 1

    def _gap(
        self,
        gone: Sequence[PrintedBlock],
        come: Sequence[PrintedBlock],
        before: Sequence[MarkedBlock],
        after: PrintedBlock | None,
    ) -> list[MarkedBlock]:
        """What stands between two that stayed: rows of the table before it first, those of the one after it last.

        At the end of the file what goes stands after the last table that comes: a table has a paragraph after it."""
        rows = [at for at, one in enumerate(come, start=1) if one.block.kind is Kind.ROW]
        last = rows[-1] if rows and after is None and all(one.block.kind is not Kind.ROW for one in gone) else 0
        made = [self._come(one) for one in come[:last]] + [self._gone(one) for one in gone]
        made += [self._come(one) for one in come[last:]]
        above = before[-1].block.table if before and before[-1].block.kind is Kind.ROW else 0
        below = after.block.table if after is not None and after.block.kind is Kind.ROW else 0

        def rank(one: MarkedBlock) -> int:
            table = one.block.table if one.block.kind is Kind.ROW else 0
            if table and table == above:
                return 0
            return 2 if table and table == below else 1

        return sorted(made, key=rank)

    def _stayed(self, kin: Kin, olds: Sequence[PrintedBlock], news: Sequence[PrintedBlock]) -> list[MarkedBlock]:
        last = news[-1]
        if last.block.kind is Kind.ROW:
            parts = tuple(self._runs(kin, part, olds, news) for part in range(len(last.block.cells)))
            return [
                MarkedBlock(key=last.key, number=last.number, block=last.block, runs=parts, old_number=olds[0].number)
            ]
        runs = self._label(olds[0].block, news[0].block) + self._runs(kin, 0, olds, news)
        out: list[MarkedBlock] = []
        here: list[TrackedRun[Hand]] = []
        keys_old, keys_new = iter(olds), iter(news)
        old_one, new_one = next(keys_old), next(keys_new)
        key = new_one.key
        for run in (*runs, None):
            if run is not None and run.mark is not Mark.BLANK_LINE:
                here.append(run)
                continue
            out.append(
                MarkedBlock(
                    key=key,
                    number=new_one.number,
                    old_number=old_one.number,
                    block=replace(new_one.block, text=""),
                    runs=(tuple(here),),
                    mark="equal" if run is None else run.op,
                    mark_by=None if run is None else run.by or self.drafts.nobody,
                )
            )
            here = []
            if run is not None and run.op != "insert":
                old_one = next(keys_old)
                key = old_one.key
            if run is not None and run.op != "delete":
                new_one = next(keys_new)
                key = new_one.key
        return out

    def _runs(self, kin: Kin, part: int, olds: Sequence[PrintedBlock], news: Sequence[PrintedBlock]) -> Runs:
        runs = tracked(
            kin.parts[part],
            old=[one.block.parts[part] for one in olds],
            new=[one.block.parts[part] for one in news],
        )
        nobody = self.drafts.nobody  # such as the space between two that nobody is named for having joined
        return self._of_the_day(replace(run, by=run.by if run.op == "equal" else run.by or nobody) for run in runs)

    def _of_the_day(self, runs: Iterable[TrackedRun[Hand]]) -> Runs:
        return renumbered(
            runs,
            old=lambda key: self.old_number.get(key, ""),
            new=lambda key: self.new_number.get(key, ""),
            by=self.drafts.nobody,
        )

    def _label(self, old: Block, new: Block) -> Runs:
        if old.label == new.label:
            return _plain("equal", f"{new.label} ", None) if new.label else ()
        gone = _plain("delete", f"{old.label} ", self.drafts.nobody) if old.label else ()
        return gone + (_plain("insert", f"{new.label} ", self.drafts.nobody) if new.label else ())

    def _gone(self, one: PrintedBlock) -> MarkedBlock:
        return self._whole(one, self.kin_of_old.get(one.key), is_new=False)

    def _come(self, one: PrintedBlock) -> MarkedBlock:
        kin = self.kin_of_new.get(one.key)
        came = self._whole(one, kin, is_new=True)
        was = next((old for old in self.old if kin is not None and old.key == one.key and old.key in kin.old), None)
        if was is None or shape_of(was) != shape_of(one):
            return came
        return replace(came, moved=True, old_number=was.number)

    def _whole(self, one: PrintedBlock, kin: Kin | None, *, is_new: bool) -> MarkedBlock:
        """A block that goes or comes as one. Where it is so because it was moved or took another shape, the words that
        somebody changed besides bear that hand's name."""
        op: Op = "insert" if is_new else "delete"
        by = self.drafts.hands.get(one.key, self.drafts.nobody)
        parts: list[Runs] = []
        for part, text in enumerate(one.block.parts):
            seen = self._own(one, kin, part, is_new=is_new) if kin and part < len(kin.parts) else []
            if "".join(stretch.text for stretch in seen) != text:
                seen = [Stretch(op=op, text=text, by=by)]
            runs = tracked([replace(stretch, op=op, by=stretch.by or by) for stretch in seen])
            label = f"{one.block.label} " if one.block.label and one.block.kind is not Kind.ROW else ""
            parts.append((_plain(op, label, by) if label else ()) + self._of_the_day(runs))
        block = one.block
        if block.kind is Kind.ROW and not is_new:
            block = replace(block, table=self.tables.get(block.table, -block.table))
        return MarkedBlock(
            key=one.key if is_new or one.key not in self.kin_of_new else 0,
            number=one.number,
            old_number=one.number,
            block=replace(block, text=""),
            runs=tuple(parts),
            op=op,
            by=by,
            mark=op,
            mark_by=by,
        )

    def _own(self, one: PrintedBlock, kin: Kin, part: int, *, is_new: bool) -> list[Stretch[Hand]]:
        """What of a comparison stands in one of the blocks that belong together, on its side."""
        keys, texts, between = (kin.new, self.new_text, len(BLANK_LINE)) if is_new else (kin.old, self.old_text, 1)
        others = keys[: keys.index(one.key)]
        start = sum(len(texts[key][part]) + between for key in others)
        end = start + len(one.block.parts[part])
        out: list[Stretch[Hand]] = []
        at = 0
        for stretch in kin.parts[part]:
            if stretch.op not in ("equal", "insert" if is_new else "delete"):
                continue
            first, last = max(start, at), min(end, at + len(stretch.text))
            if first < last:
                out.append(replace(stretch, text=stretch.text[first - at : last - at]))
            at += len(stretch.text)
        return out

    def _note_words(self, one: PrintedBlock, *, is_new: bool) -> Runs:
        return self._whole(replace(one, block=replace(one.block, label="")), None, is_new=is_new).runs[0]

    def _notes(self) -> Iterator[MarkedBlock]:
        """The footnotes that a text refers to, with what changed in them, once for each label."""
        olds, news = ({one.block.label: one for one in notes_of(side)} for side in (self.drafts.old, self.drafts.new))
        for label in dict.fromkeys((*olds, *news)):
            old, new = olds.get(label), news.get(label)
            kin = self.kin_of_new.get(new.key) if new else None
            if old is not None and new is not None and kin is not None and kin.old == (old.key,):
                runs = self._runs(kin, 0, [old], [new])
            else:
                runs = ()
                for side, is_new in ((old, False), (new, True)):
                    if side is not None:
                        runs += self._whole(
                            replace(side, block=replace(side.block, label="")), None, is_new=is_new
                        ).runs[0]
            one = new or old
            assert one is not None  # the label is of one of them
            yield MarkedBlock(
                key=one.key, number=one.number, old_number=one.number, block=replace(one.block, text=""), runs=(runs,)
            )


def _runs_on(places: Sequence[int]) -> bool:
    return all(place == places[0] + at for at, place in enumerate(places))


def _plain(op: Op, text: str, by: Hand | None) -> Runs:
    return (TrackedRun(op=op, text=text, look=Look(), by=by),)
