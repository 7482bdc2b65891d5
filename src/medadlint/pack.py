"""A compiled pack in memory: which form sets a word belongs to, which lines wait for it, and the matchers of each line.

Built from the JSON data of compiler.py without any morphology; matchers are made when a line is first needed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import cached_property
from typing import Any

from medadlint.fold import fold_bytes
from medadlint.match import Lists, Matcher
from medadlint.norms import Law
from medadlint.sentences import Sentence

_NO_SETS: frozenset[int] = frozenset()
_DIGITS = frozenset([0])  # compiler.DIGIT_SET


class Guard:
    """The lines of a guard: in the claim's sentence, in the one before or after it, anywhere in the document."""

    def __init__(self, data: dict[str, Any], lists: Lists) -> None:
        self.data = data
        self.lists = lists

    @cached_property
    def match(self) -> list[Matcher]:
        return _matchers(self.data["match"], self.lists)

    @cached_property
    def previous(self) -> list[Matcher]:
        return _matchers(self.data["previous"], self.lists)

    @cached_property
    def next(self) -> list[Matcher]:
        return _matchers(self.data["next"], self.lists)

    @cached_property
    def document(self) -> list[Matcher]:
        return _matchers(self.data["document"], self.lists, _NO_SETS)


class Rule:
    """A rule as the engine uses it."""

    def __init__(self, data: dict[str, Any], lists: Lists, stop: frozenset[int]) -> None:
        self.id: str = data["id"]
        self.title: str = data["title"]
        self.family: str = data["family"]
        self.kind: str = data["kind"]
        self.status: str = data["status"]
        self.scope: str = data["scope"]
        self.why: str = data["why"]
        self.advice: str = data["advice"]
        self.objects: tuple[str, ...] = tuple(data["objects"])
        self.channels: tuple[str, ...] = tuple(data["channels"])
        self.unless: list[str] = data["unless"]
        self.rewrite: list[str] = data["rewrite"]
        self.data = data
        self.lists = lists
        self.stop = stop

    @cached_property
    def match(self) -> list[Matcher]:
        return _matchers(self.data["match"], self.lists, self.stop)

    @cached_property
    def regex(self) -> list[Any]:
        """Compiled expressions of users' own packs."""
        import regex

        return [regex.compile(text, regex.IGNORECASE) for text in self.data["regex"]]

    @cached_property
    def require(self) -> list[Matcher]:
        return _matchers(self.data["require"], self.lists, self.stop)

    @cached_property
    def when(self) -> list[Matcher]:
        return _matchers(self.data["when"], self.lists, self.stop)

    @cached_property
    def excepts(self) -> list[Matcher]:
        return _matchers(self.data["except"], self.lists)

    def speaks_of(self, obj: str, channel: str) -> bool:
        """Does the rule itself limit its objects or channels, and are these among them?"""
        return (not self.objects or obj in self.objects) and (not self.channels or channel in self.channels)


class Pack:
    """All rules, guards and norms, ready to match. Immutable after construction but for its lazy parts."""

    def __init__(self, data: dict[str, Any]) -> None:
        self._data = data
        groups = [frozenset(g) for g in data["groups"]]
        words = data["words"].encode("cp1251").split()
        self.word_sets: dict[bytes, frozenset[int]] = dict(
            zip(words, map(groups.__getitem__, data["word_groups"]), strict=True)
        )
        self._signs: dict[int, str] = dict(data["signs"])
        self._indexes: dict[tuple[int, str], Any] = {}
        self._prefixes = [(prefix.encode("cp1251"), frozenset([i])) for prefix, i in data["prefixes"]]
        self.lists = Lists(data["phrases"])
        stop = frozenset(data["stop"])
        self.abbreviations = frozenset(a.encode("cp1251") for a in data["abbreviations"])
        self.rules = [Rule(r, self.lists, stop) for r in data["rules"]]
        self.by_id = {r.id: r for r in self.rules}
        self.guards = {name: Guard(g, self.lists) for name, g in data["guards"].items()}
        self.law = Law(data["law"])
        self.lexicon: dict[str, str] = data["lexicon"]

    def word_bits(self, bits: dict[frozenset[int], int]) -> dict[bytes, int]:
        """For each word as it stands in a fold the bits of the groups of form sets that it belongs to."""
        by_set: dict[int, int] = {}
        for group, bit in bits.items():
            for form_set in group:
                by_set[form_set] = by_set.get(form_set, 0) | bit
        groups = [0] * len(self._data["groups"])
        for number, sets in enumerate(self._data["groups"]):
            for form_set in sets:
                groups[number] |= by_set.get(form_set, 0)
        out: dict[bytes, int] = {}
        for word, number in zip(self.word_sets, self._data["word_groups"], strict=True):
            if groups[number]:
                # the fold of a text writes Latin look-alikes as Cyrillic, the key of a Latin word does not
                key = fold_bytes(word.decode()).strip() if word.isascii() else word
                out[key] = out.get(key, 0) | groups[number]
        return out

    def sign_bits(self, bits: dict[frozenset[int], int]) -> int:
        """The bits of the groups that a sign may satisfy: a fold does not show whether it is there."""
        return sum(bit for group, bit in bits.items() if self.may_be_sign(group))

    def may_be_sign(self, group: Iterable[int]) -> bool:
        """Is «%» or the like among the words of a group of form sets?"""
        return not self._signs.keys().isdisjoint(group)

    def sign_of(self, group: Sequence[int]) -> str:
        """The sign that alone makes up a group of form sets, or nothing."""
        return self._signs.get(group[0], "") if len(group) == 1 else ""

    def index(self, owner: Rule | Guard, part: str, make: Callable[[], Any]) -> Any:
        """What ``make`` made of a part for the first to ask: a pack is searched by many readers."""
        key = (id(owner), part)
        if key not in self._indexes:
            self._indexes[key] = make()
        return self._indexes[key]

    def prefixes_of(self, sets: frozenset[int]) -> list[bytes]:
        """The prefixes among ``sets``: words of any form that begin so."""
        return [prefix for prefix, own in self._prefixes if not own.isdisjoint(sets)]

    def sets_of(self, sentence: Sentence) -> list[frozenset[int]]:
        """For each word of a sentence the form sets it belongs to."""
        get = self.word_sets.get
        sets = [get(key, _DIGITS if key[:1].isdigit() else _NO_SETS) for key in sentence.keys]
        for prefix, own in self._prefixes:
            for i, key in enumerate(sentence.keys):
                if key.startswith(prefix):
                    sets[i] |= own
        return sets


def _matchers(lines: list[list[Any]], lists: Lists, stop: frozenset[int] | None = None) -> list[Matcher]:
    """The matchers of a block; without ``stop`` they are those of a guard."""
    return [Matcher(program, stop or _NO_SETS, lists, guard=stop is None) for program, *_ in lines]
