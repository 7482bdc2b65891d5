"""Programs to matchers, matchers to claims: where in a sentence does a rule's pattern stand?

A program (see pack.py) becomes a chain of closures, each knowing what comes after it; matching is depth-first, gaps
are tried from the shortest, so the first match from a given word is the tightest one.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from medadlint.sentences import CLASSES, Sentence

Captures = tuple[tuple[str, int, int], ...]


class Match(NamedTuple):
    """Words ``first`` to ``last`` (exclusive) of a sentence, and what was captured in them."""

    first: int
    last: int
    captures: Captures


class View(NamedTuple):
    """What a matcher sees: a sentence, the form sets of its words, and the claim it is judged against, if any."""

    sentence: Sentence
    sets: list[frozenset[int]]
    claim: tuple[int, int] | None = None


_OPEN = -1  # the end of a capture that is still being matched

Step = Callable[[View, int, Captures], Match | None]


def _done(_view: View, i: int, captures: Captures) -> Match | None:
    return Match(0, i, captures)


class Matcher:
    """One compiled line. ``guard``: words must not be parted by a comma unless the line has one; gaps skip anything."""

    def __init__(
        self, program: list[Any], anchor: frozenset[int], stop: frozenset[int], *, guard: bool = False
    ) -> None:
        self.anchor = anchor
        self._stop = frozenset() if guard else stop
        self._guard = guard
        self._run = self._build(program, _done)
        self.has_claim = _mentions_claim(program)

    def match_at(self, view: View, i: int) -> Match | None:
        """The match that begins at word ``i``."""
        found = self._run(view, i, ())
        return found._replace(first=i) if found else None

    def find(self, view: View) -> list[Match]:
        """All matches; of those that end at the same word only the shortest."""
        tightest: dict[int, Match] = {}
        for i in range(len(view.sets)):
            found = self.match_at(view, i)
            if found:
                tightest[found.last] = found
        return list(tightest.values())

    def stands(self, view: View) -> bool:
        """Guards: does the line match around ``view.claim`` — or anywhere, if it does not name the claim?"""
        return any(self.match_at(view, i) for i in range(len(view.sets) + 1))

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
        if kind == "?":
            return _either([self._build(program[1], then), then])
        if kind == "@":
            return self._capture(program[1], program[2], then)
        if kind == "g":
            return self._gap(program[1], then)
        if kind == ",":
            return _comma(then)
        return _claim(then)

    def _sequence(self, items: list[Any], then: Step) -> Step:
        step = then
        for i in range(len(items) - 1, -1, -1):
            step = self._build(items[i], step)
            # A guard speaks of its own clause: «не просто лечим, мы гарантируем» is no negation.
            if self._guard and i > 0 and items[i][0] not in ",g" and items[i - 1][0] not in ",g":
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

    def _gap(self, most: int, then: Step) -> Step:
        stop, guard = self._stop, self._guard

        def gap(view: View, i: int, captures: Captures) -> Match | None:
            end = len(view.sets) if most < 0 else min(len(view.sets), i + most)
            while True:
                if not (guard and most >= 0 and i < len(view.sets) and view.sentence.breaks[i]):
                    found = then(view, i, captures)
                    if found:
                        return found
                elif i > 0:
                    return None
                if i >= end or not stop.isdisjoint(view.sets[i]):
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
