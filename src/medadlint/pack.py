"""A compiled pack in memory: which form sets a word belongs to, which lines wait for it, and the matchers of each line.

Built from the JSON data of compiler.py without any morphology; matchers are made when a line is first needed.
"""

from __future__ import annotations

from functools import cached_property
from typing import Any

from medadlint.fold import fold_bytes
from medadlint.match import Matcher
from medadlint.norms import Law
from medadlint.sentences import Sentence

_NO_SETS: frozenset[int] = frozenset()


class Guard:
    """The lines of a guard: in the claim's sentence, in the one before or after it, anywhere in the document."""

    def __init__(self, data: dict[str, Any]) -> None:
        self.data = data
        self.match, self.previous, self.next = (_matchers(data[part]) for part in ("match", "previous", "next"))
        self.document = _matchers(data["document"], frozenset())


class Rule:
    """A rule as the engine uses it."""

    def __init__(self, data: dict[str, Any], stop: frozenset[int]) -> None:
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
        self.stop = stop

    @cached_property
    def match(self) -> list[Matcher]:
        return _matchers(self.data["match"], self.stop)

    @cached_property
    def require(self) -> list[Matcher]:
        return _matchers(self.data["require"], self.stop)

    @cached_property
    def when(self) -> list[Matcher]:
        return _matchers(self.data["when"], self.stop)

    @cached_property
    def excepts(self) -> list[Matcher]:
        return _matchers(self.data["except"])

    def anchors(self, part: str) -> list[list[int]]:
        """For each line of ``part``: the form sets one of which is in every match."""
        return [anchor for _, anchor in self.data[part]]

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
        self._prefixes = [(prefix.encode("cp1251"), frozenset([i])) for prefix, i in data["prefixes"]]
        stop = frozenset(data["stop"])
        self.abbreviations = frozenset(data["abbreviations"])
        self.rules = [Rule(r, stop) for r in data["rules"]]
        self.by_id = {r.id: r for r in self.rules}
        self.guards = {name: Guard(g) for name, g in data["guards"].items()}
        self.law = Law(data["law"])
        self.lexicon: dict[str, str] = data["lexicon"]

    def anchor_words(self, sets: frozenset[int]) -> frozenset[bytes]:
        """The words, as they stand in a fold, that belong to any of the form sets ``sets``."""
        hot = [not sets.isdisjoint(g) for g in self._data["groups"]]
        words = zip(self.word_sets, self._data["word_groups"], strict=True)
        # the fold of a text writes Latin look-alikes as Cyrillic, the key of a Latin word does not
        return frozenset(fold_bytes(w.decode()) if w.isascii() else w for w, g in words if hot[g])

    def anchor_prefixes(self, sets: frozenset[int]) -> tuple[bytes, ...]:
        """The prefixes among ``sets``: words of any form that begin so."""
        return tuple(prefix for prefix, own in self._prefixes if not own.isdisjoint(sets))

    def sets_of(self, sentence: Sentence) -> list[frozenset[int]]:
        """For each word of a sentence the form sets it belongs to."""
        get = self.word_sets.get
        sets = [get(key, _NO_SETS) for key in sentence.keys]
        for prefix, own in self._prefixes:
            sets = [s | own if key.startswith(prefix) else s for s, key in zip(sets, sentence.keys, strict=True)]
        return sets


def _matchers(lines: list[list[Any]], stop: frozenset[int] | None = None) -> list[Matcher]:
    return [Matcher(program, frozenset(anchor), stop or frozenset(), guard=stop is None) for program, anchor in lines]
