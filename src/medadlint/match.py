"""Programs to matchers, matchers to claims: where in a sentence does a rule's pattern stand?

A program (see pack.py) becomes a chain of closures, each knowing what comes after it; matching is depth-first, gaps
are tried from the shortest, so the first match from a given word is the tightest one.
"""

from __future__ import annotations

from medadlint.light import Any, Callable, NamedTuple, Sequence
from medadlint.native import native
from medadlint.sentences import CLASSES, Sentence
from medadlint.words import Pile, read

Captures = tuple[tuple[str, int, int], ...]


class Match(NamedTuple):
    """Words ``first`` to ``last`` (exclusive) of a sentence, and what was captured in them."""

    first: int
    last: int
    captures: Captures


class View(NamedTuple):
    """What a matcher sees: a sentence, the form sets of its words, the claim, if any."""

    sentence: Sentence
    sets: list[tuple[int, ...]]
    claim: tuple[int, int] | None = None


_OPEN = -1  # the end of a capture that is still being matched

_ANY = -1  # in place of a form set: entries that may begin with any word

Step = Callable[[View, int, Captures], Match | None]


def _done(_view: View, i: int, captures: Captures) -> Match | None:
    return Match(0, i, captures)


if native:
    native.use_match(Match)


class Lists:
    """The lists with phrases of a pack. Each is built when first needed and shared by all lines that name it.

    ``native``: the same in C; the lines that name them are then matched in C.
    """

    def __init__(self, programs: Sequence[Any], firsts: Pile | None = None, *, fast: bool = True) -> None:
        """``programs``: one a line, as JSON or data. ``firsts``: what ``begin`` told of each. ``fast``: in C, where that
        could be built.
        """
        self._programs, self._firsts = programs, firsts
        told = (firsts.parts,) if firsts else ()
        self.native = native.Lists(self.program, len(programs), CLASSES, *told) if native and fast else None
        self._steps: dict[int, dict[int, list[Step]]] = {}
        self._first: dict[int, frozenset[int] | None] = {}

    def program(self, number: int) -> list[Any]:
        """A list as a program."""
        given = self._programs[number]
        return read(given) if isinstance(given, bytes) else given  # type: ignore[no-any-return]

    def begin(self, number: int) -> list[int]:
        """The form sets with which the entries of a list begin; none, if one may begin with anything."""
        return self.native.begin(number) if self.native else sorted(self.first(number) or ())

    def first(self, number: int) -> frozenset[int] | None:
        """The form sets with which the entries of a list begin (see ``_first_sets``)."""
        if number not in self._first:
            told = self._firsts[number] if self._firsts else ()
            self._first[number] = frozenset(told) if told else _first_sets(self.program(number), self)
        return self._first[number]

    def ends(self, number: int, view: View, i: int) -> list[int]:
        """Where the entries that stand at word ``i`` end, the longest first."""
        steps = self._steps.get(number) or self._build(number)
        here = view.sets[i] if i < len(view.sets) else ()
        found = {
            match.last for form_set in (*here, _ANY) for step in steps.get(form_set, ()) if (match := step(view, i, ()))
        }
        return sorted(found, reverse=True)

    def _build(self, number: int) -> dict[int, list[Step]]:
        """The entries of a list by the form sets they begin with."""
        program = self.program(number)
        steps: dict[int, list[Step]] = {}
        for option in program[1:] if program[0] == "|" else [program]:
            step = Matcher(option, frozenset(), self).step
            first = _first_sets(option, self)
            for form_set in (_ANY,) if first is None else first:
                steps.setdefault(form_set, []).append(step)
        self._steps[number] = steps
        return steps


class Matcher:
    """One compiled line. ``guard``: words must not be parted by a comma unless the line has one; gaps skip anything."""

    def __new__(cls, program: list[Any], stop: frozenset[int], lists: Lists, *, guard: bool = False) -> Matcher:
        """The same in C, if that is how the lists are matched."""
        if lists.native:
            return native.Matcher(program, stop, lists.native, guard=guard)
        return super().__new__(cls)

    def __init__(self, program: list[Any], stop: frozenset[int], lists: Lists, *, guard: bool = False) -> None:
        self._stop = frozenset() if guard else stop
        self._guard = guard
        self._lists = lists
        self.step = self._build(program, _done)
        self.first = _first_sets(program, lists)
        self.has_claim = _mentions_claim(program)
        self._begins_with_claim = (program[1] if program[0] == "&" else program)[0] == "."

    def _match_at(self, view: View, i: int) -> Match | None:
        """The match that begins at word ``i``."""
        found = self.step(view, i, ())
        return found._replace(first=i) if found else None

    def _starts(self, view: View) -> list[int]:
        first = self.first
        if self._begins_with_claim:
            return [view.claim[0]] if view.claim else []
        if first is None:
            return list(range(len(view.sets) + 1))
        return [i for i, sets in enumerate(view.sets) if not first.isdisjoint(sets)]

    def find(self, view: View) -> list[Match]:
        """All matches; of those that end at the same word only the shortest."""
        tightest: dict[int, Match] = {}
        for i in self._starts(view):
            found = self._match_at(view, i)
            if found:
                tightest[found.last] = found
        return list(tightest.values())

    def stands(self, view: View) -> bool:
        """Guards: does the line match around ``view.claim`` — or anywhere, if it does not name the claim?"""
        return any(self.step(view, i, ()) for i in self._starts(view))

    def _build(self, program: list[Any], then: Step) -> Step:
        kind = program[0]
        if kind == "w":
            return _word(frozenset(program[1]), then)
        if kind == "c":
            return _class(CLASSES[program[1]], then)
        if kind == "&":
            return self._sequence(program[1:], then)
        if kind == "|":
            return _either([self._build(p, then) for p in program[1:]])
        if kind == "l":
            return self._list(program[1], then)
        if kind == "g":
            return self._gap(program[1], then)
        if kind == "?":
            return _either([self._build(program[1], then), then])
        if kind == "@":
            return self._capture(program[1], program[2], then)
        if kind == ",":
            return _comma(then)
        return _claim(then)

    def _list(self, number: int, then: Step) -> Step:
        lists = self._lists
        first = lists.first(number)

        def entry(view: View, i: int, captures: Captures) -> Match | None:
            if first is not None and (i >= len(view.sets) or first.isdisjoint(view.sets[i])):
                return None
            for end in lists.ends(number, view, i):
                found = then(view, end, captures)
                if found:
                    return found
            return None

        return entry

    def _sequence(self, items: list[Any], then: Step) -> Step:
        step = then
        kinds = ["", *(item[0] for item in items), ""]
        for i in range(len(items) - 1, -1, -1):
            before, kind, after = kinds[i : i + 3]
            if kind == "g":
                step = self._gap(items[i][1], step, after_comma=before == ",", before_comma=after == ",")
                continue
            step = self._build(items[i], step)
            # A guard speaks of its own clause: «не просто лечим, мы гарантируем» is no negation.
            bridged = before in ",g" or (before == "?" and i > 1 and kinds[i - 1] == ",")
            if self._guard and i > 0 and kind != "," and not bridged:
                step = _unbroken(step)
        return step

    def _capture(self, name: str, inner: list[Any], then: Step) -> Step:
        def finish(view: View, i: int, captures: Captures) -> Match | None:
            k = len(captures) - 1
            while captures[k] != (name, captures[k][1], _OPEN):
                k -= 1
            return then(view, i, (*captures[:k], (name, captures[k][1], i), *captures[k + 1 :]))

        step = self._build(inner, finish)

        def begin(view: View, i: int, captures: Captures) -> Match | None:
            return step(view, i, (*captures, (name, i, _OPEN)))

        return begin

    def _gap(self, most: int, then: Step, *, after_comma: bool = False, before_comma: bool = False) -> Step:
        stop, bounded = self._stop, self._guard and most >= 0

        def gap(view: View, i: int, captures: Captures) -> Match | None:
            start, end = i, len(view.sets) if most < 0 else min(len(view.sets), i + most)
            while True:
                at_comma = (
                    bounded and i < len(view.sets) and view.sentence.breaks[i] and not (after_comma and i == start)
                )
                if not at_comma or before_comma:
                    found = then(view, i, captures)
                    if found:
                        return found
                if at_comma or i >= end or not stop.isdisjoint(view.sets[i]):
                    return None
                i += 1

        return gap


def _word(wanted: frozenset[int], then: Step) -> Step:
    def word(view: View, i: int, captures: Captures) -> Match | None:
        if i < len(view.sets) and not wanted.isdisjoint(view.sets[i]):
            return then(view, i + 1, captures)
        return None

    return word


def _class(test: Callable[[str], bool], then: Step) -> Step:
    def word(view: View, i: int, captures: Captures) -> Match | None:
        if i < len(view.sets) and test(view.sentence.words[i]):
            return then(view, i + 1, captures)
        return None

    return word


def _either(steps: list[Step]) -> Step:
    def either(view: View, i: int, captures: Captures) -> Match | None:
        for step in steps:
            found = step(view, i, captures)
            if found:
                return found
        return None

    return either


def _comma(then: Step) -> Step:
    def comma(view: View, i: int, captures: Captures) -> Match | None:
        if i < len(view.sets) and view.sentence.breaks[i]:
            return then(view, i, captures)
        return None

    return comma


def _unbroken(then: Step) -> Step:
    def unbroken(view: View, i: int, captures: Captures) -> Match | None:
        if i < len(view.sets) and view.sentence.breaks[i]:
            return None
        return then(view, i, captures)

    return unbroken


def _claim(then: Step) -> Step:
    def claim(view: View, i: int, captures: Captures) -> Match | None:
        if view.claim and i == view.claim[0]:
            return then(view, view.claim[1], captures)
        return None

    return claim


def _mentions_claim(program: list[Any]) -> bool:
    return program[0] == "." or any(isinstance(p, list) and _mentions_claim(p) for p in program[1:])


def _first_sets(program: list[Any], lists: Lists) -> frozenset[int] | None:
    """The form sets with which every match of ``program`` begins; None if it may begin with something else."""
    kind = program[0]
    if kind == "w":
        return frozenset(program[1])
    if kind == "l":
        return lists.first(program[1])
    if kind == "@":
        return _first_sets(program[2], lists)
    if kind == "|":
        parts = [_first_sets(p, lists) for p in program[1:]]
        known = [p for p in parts if p is not None]
        return frozenset().union(*known) if len(known) == len(parts) else None
    if kind == "&":
        return _first_sets(program[1], lists)
    return None
