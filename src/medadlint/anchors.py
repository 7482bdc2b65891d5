"""By which words is a line looked for? Each match of a line holds some form sets, the rarest of which calls for it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from itertools import chain
from operator import attrgetter
from typing import Any, NamedTuple

from medadlint.fold import fold_word
from medadlint.forms import Group
from medadlint.formsets import FormSets
from medadlint.sentences import LIMIT, SIGNS
from medadlint.words import Cache

Program = list[Any]  # see compiler.py
Owner = tuple[str, int | str, str]
"""Whose a call is: the kind (rule, guard, list), its number or name, the part."""

_SIGNS = {fold_word(sign): sign for sign in SIGNS}
_COMMON = 1.5  # by Anchor.cost: some word of such a group stands in every second sentence


class Anchor:
    """A group of form sets one of which every match holds, of which ``marks`` stand for entries of lists.

    ``cost``: how often their words are met. There are no two alike.
    """

    __slots__ = ("cost", "marks", "sets")

    def __init__(self, sets: tuple[int, ...], marks: frozenset[int], cost: float) -> None:
        self.sets, self.marks, self.cost = sets, marks, cost


_BY_COST = attrgetter("cost")


class Call(NamedTuple):
    """One way in which a text may call for a line.

    ``near``: the groups of form sets of which every match holds one, the rarest first, each with how many words before and
    after that one's word its own may stand; there is nothing to look for if it is empty. ``signs``: the signs («%») that
    every match holds.
    """

    near: tuple[tuple[Anchor, int, int], ...]
    signs: str


class Calls:
    """The calls for lines and for the entries of lists. ``phrases``: the programs of the lists, which grow meanwhile.

    ``common``: the commonest words, with their place in the order of frequency. These and signs are asked for, see ``marked``.
    """

    def __init__(self, sets: FormSets, phrases: list[Program], common: dict[bytes, int]) -> None:
        self._sets, self._forms, self._phrases = sets, sets.forms, phrases
        self._ranks = common
        self._calls: list[tuple[Owner, int, Call]] = []
        self._entries: dict[int, list[Call]] = {}
        self._marks: dict[int, frozenset[int]] = {}  # for the phrases of a list: what they are looked for by
        self._places: dict[int, tuple[int, int]] = {}  # the same: the number of their first call, how many they have
        # What was asked before.
        self._costs: dict[int, float] = {}
        self._anchors: dict[tuple[int, ...], Anchor] = {}
        self._of_set: dict[int, Anchor | None] = {}
        self._of_list: dict[int, Anchor | None] = {}
        self._longest: dict[int, int] = {}
        self._made: dict[int, tuple[Program, Call]] = {}  # by the id of the program, which therefore stays
        self._marks_within: dict[int, frozenset[int]] = {}

    def add(self, owner: Owner, line: int, calls: list[Call]) -> None:
        """Keep the calls for a line of ``owner``."""
        self._calls += [(owner, line, call) for call in calls]

    def of(self, program: Program) -> list[Call]:
        """The ways in which a text may call for a line: one, or one for each of the alternatives that make it up."""
        if program[0] in "@l":
            return self.of(program[2] if program[0] == "@" else self._phrases[program[1]])
        if program[0] == "|":
            return list(dict.fromkeys(call for option in program[1:] for call in self.of(option)))
        return [self._call(program)]

    def _call(self, program: Program) -> Call:
        """The one call for a program, which may be an entry of several lists."""
        if id(program) not in self._made:
            self._made[id(program)] = program, self._new_call(program)
        return self._made[id(program)][1]

    def _new_call(self, program: Program) -> Call:
        items = program[1:] if program[0] == "&" else [program]
        found = [self.anchor(item) for item in items]
        anchors = [anchor for anchor in found if anchor]
        if not anchors:
            return Call((), "")
        rarest = min(anchors, key=_BY_COST)
        near = [(rarest, 0, 0)]
        if len(anchors) > 1:
            place = found.index(rarest)
            sizes = [1 if item[0] == "w" else self.longest(item) for item in items]
            for i, anchor in enumerate(found):
                if anchor and i < place:
                    near.append((anchor, sum(sizes[i : place + 1]) - 1, 0))
                elif anchor and i > place:
                    near.append((anchor, 0, sum(sizes[place : i + 1]) - 1))
        signs: set[str] = set()
        for item, own in zip(items, found, strict=True) if len(anchors) < len(items) else ():
            if own is None and item[0] == "w":
                signs |= self._signs_in(item[1])
        return Call(tuple(near), "".join(sorted(signs)) if signs else "")

    def longest(self, program: Program) -> int:
        """How many words a match of ``program`` holds at most; as many as a sentence may, if there is no end to them."""
        kind = program[0]
        if kind in "wc":
            return 1
        if kind == "g":
            return int(program[1]) if program[1] >= 0 else LIMIT
        if kind == "l":
            if program[1] not in self._longest:
                self._longest[program[1]] = self.longest(self._phrases[program[1]])
            return self._longest[program[1]]
        if kind == "@":
            return self.longest(program[2])
        if kind in "|&?":
            parts = [1 if part[0] == "w" else self.longest(part) for part in program[1:]]
            return max(parts) if kind == "|" else sum(parts)
        return 0

    def _signs_in(self, sets: list[int]) -> frozenset[str]:
        """The sign that alone makes up a group of form sets, or nothing."""
        if len(sets) != 1 or self._forms.size(sets[0]) != 1:
            return frozenset()
        return frozenset(_SIGNS[form] for form in self._forms.marked(sets[0]) if form in _SIGNS)

    # --- anchors -------------------------------------------------------------------------------------------------

    def anchor(self, program: Program) -> Anchor | None:
        """The rarest form sets one of which every match of ``program`` holds; None if a match may hold no word.

        Signs are no words of the fold: no text is looked for by them.
        """
        kind = program[0]
        if kind == "w":
            sets, known = program[1], self._of_set
            if len(sets) == 1:
                return known[sets[0]] if sets[0] in known else self._set_anchor(sets[0])
            return self._any_of([known[i] if i in known else self._set_anchor(i) for i in sets])
        if kind == "l":
            if program[1] not in self._of_list:
                self._of_list[program[1]] = self._list_anchor(program[1])
            return self._of_list[program[1]]
        if kind == "@":
            return self.anchor(program[2])
        if kind == "|":
            return self._any_of(list(map(self.anchor, program[1:])))
        if kind == "&":
            found = [anchor for anchor in map(self.anchor, program[1:]) if anchor]
            return min(found, key=_BY_COST, default=None)
        return None

    def _any_of(self, anchors: list[Anchor | None]) -> Anchor | None:
        sets = dict.fromkeys(form_set for anchor in anchors if anchor for form_set in anchor.sets)
        return None if None in anchors else self._group(tuple(sets))

    def _group(self, sets: tuple[int, ...]) -> Anchor:
        if sets not in self._anchors:
            known = self._marks.keys()
            marks = _NONE if known.isdisjoint(sets) else frozenset(known & sets)
            costs = self._costs
            cost = sum([costs[i] if i in costs else self._cost(i) for i in sets])
            self._anchors[sets] = Anchor(sets, marks, cost)
        return self._anchors[sets]

    def _set_anchor(self, form_set: int) -> Anchor | None:
        marked = self._forms.marked(form_set)
        there = self._forms.size(form_set) and (not marked or _SIGNS.keys().isdisjoint(marked))
        found = self._of_set[form_set] = self._group((form_set,)) if there or form_set in self._sets.prefixes else None
        return found

    def _list_anchor(self, number: int) -> Anchor | None:
        """The form sets of the words of a list, and one more that has no words: it stands where an entry stands.

        An entry is called for like a line. The calls of the lists within a list come before its own.
        """
        program = self._phrases[number]
        sets: dict[int, None] = {}
        calls: list[Call] = []
        for option in program[1:] if program[0] == "|" else [program]:
            if option[0] in "wl":
                anchor = self.anchor(option)
                if anchor is None:
                    return None
                sets.update(dict.fromkeys(anchor.sets))
            else:
                calls.append(self._call(option))
        if not all(call.near for call in calls):
            return None
        if calls:
            mark = self._sets.number(("entry", number), [])
            self._marks[mark] = frozenset(form_set for call in calls for form_set in call.near[0][0].sets)
            self._entries[mark] = calls
            self._places[mark] = len(self._calls), len(calls)
            self.add(("list", mark, ""), 0, calls)
            sets[mark] = None
        return self._group(tuple(sets))

    def _cost(self, form_set: int) -> float:
        """How often the words of a form set are met: by Zipf's law from the order of the list of common words."""
        marked = self._forms.marked(form_set)
        ranks = [self._ranks[form] for form in marked if form in self._ranks] if marked else []
        cost = 0.000_01 * (self._forms.size(form_set) - len(ranks)) + (form_set in self._sets.prefixes)
        if ranks:
            cost += sum(1 / rank for rank in sorted(ranks))
        if form_set in self._marks:
            cost += (
                sum([self._costs.get(i) or self._cost(i) for i in self._marks[form_set]]) / 10
            )  # other words have to be there, too
        self._costs[form_set] = cost
        return cost

    # --- data ----------------------------------------------------------------------------------------------------

    def data(self) -> tuple[list[tuple[Owner, list[int]]], list[Group], list[list[int]]]:
        """The calls as pack.py keeps them, each with its owner; the groups of form sets that they name by number; and for
        each group where the calls for its phrases are: the number of one, how many follow, and so on.
        """
        groups: dict[frozenset[int], int] = {}
        marks: list[frozenset[int]] = []  # of each group

        def number(anchor: Anchor) -> int:
            sets = frozenset(anchor.sets)
            if sets not in groups:
                groups[sets] = len(groups)
                marks.append(anchor.marks)
            return groups[sets]

        numbers: Cache[Anchor, int] = Cache(number)
        told: dict[int, list[int]] = {}
        begun: defaultdict[int, list[int]] = defaultdict(list)
        calls: list[tuple[Owner, list[int]]] = []
        for owner, line, call in self._calls:
            if id(call) not in told:
                told[id(call)] = self._told(call, numbers)
            begun[numbers[call.near[0][0]]].append(len(calls))
            calls.append((owner, [line, *told[id(call)]]))
        loose = [self._loose(sets, own) if own else _NONE for sets, own in zip(groups, marks, strict=True)]
        return (
            calls,
            [Group(sets, more, tuple(begun[i])) for i, (sets, more) in enumerate(zip(groups, loose, strict=True))],
            [list(chain(*sorted(map(self._places.__getitem__, own)))) if own else [] for own in marks],
        )

    def _told(self, call: Call, numbers: Cache[Anchor, int]) -> list[int]:
        """A call as numbers, which calls.Call reads."""
        near: list[int] = []
        marks: set[int] = set()
        for anchor, before, after in call.near:
            near += (numbers[anchor], before, after)
            if anchor.marks:
                marks.update(*map(self._marks_under, anchor.marks))
        needed = [numbers[anchor] for anchor in _needed(call)]
        return [len(call.near), len(needed), len(call.signs), *near, *needed, *map(ord, call.signs), *sorted(marks)]

    def marks(self) -> Iterable[int]:
        """The form sets that stand for the entries of lists."""
        return self._marks

    def _loose(self, sets: frozenset[int], marks: frozenset[int]) -> frozenset[int]:
        """Form sets without those of phrases, but with what these are looked for by."""
        return (sets - marks).union(*map(self._words_under, marks))

    def _words_under(self, mark: int) -> frozenset[int]:
        """The form sets that a phrase is looked for by, down to words."""
        sets = self._marks[mark]
        return self._loose(sets, frozenset(self._marks.keys() & sets))

    def _marks_under(self, mark: int) -> frozenset[int]:
        """A phrase and those within it."""
        if mark not in self._marks_within:
            named = [one for call in self._entries[mark] for anchor, _, _ in call.near for one in anchor.marks]
            self._marks_within[mark] = frozenset({mark}).union(*map(self._marks_under, named))
        return self._marks_within[mark]


_NONE: frozenset[int] = frozenset()


def marked(common: Iterable[bytes]) -> list[bytes]:
    """The forms that the costs of form sets follow from."""
    return [*common, *_SIGNS]


def _needed(call: Call) -> list[Anchor]:
    """The groups of a call, the rarest first, without those that are in so many sentences that they tell nothing."""
    rarest = call.near[0][0]
    if len(call.near) == 1:
        return [rarest]
    others = [anchor for anchor, _, _ in call.near[1:] if anchor.cost < _COMMON and anchor is not rarest]
    return [rarest, *(sorted(dict.fromkeys(others), key=_BY_COST) if len(others) > 1 else others)]
