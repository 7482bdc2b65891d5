"""All forms of words that rules name, the sets that they make up and, made of these, the table of words (see words.py)."""

from __future__ import annotations

from array import array
from binascii import crc32
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from itertools import chain
from typing import NamedTuple

from medadlint.native import native
from medadlint.words import BUCKETS

# In the endings of a lexeme: in place of its stem, and between forms. A fold keeps both, and no form of the dictionary has them.
STEM, AFTER = "0", "1"
_STEM, _AFTER = STEM.encode(), AFTER.encode()

Run = tuple[int, tuple[int, ...]]
"""Some forms of a lexeme: the place of its first one, and how far from it they stand."""


class Group(NamedTuple):
    """A group of form sets that a call names, the same with the words of phrases, and the calls that begin with it."""

    sets: frozenset[int]
    loose: frozenset[int]
    calls: tuple[int, ...]


class Forms:
    """The forms and their sets. ``marked``: some forms to be asked for."""

    def __init__(self, marked: Iterable[bytes] = ()) -> None:
        self._marked = dict.fromkeys(marked)
        self._lexemes: list[bytes] = []  # the forms of all, one after another
        self._sets: list[dict[bytes, None]] = []

    def lexeme(self, endings: bytes, stem: bytes) -> int:
        """Keep the forms of a lexeme; the place of the first one."""
        first = len(self._lexemes)
        if _AFTER in stem:
            self._lexemes += [ending.replace(_STEM, stem) for ending in endings.split(_AFTER)]
        else:
            self._lexemes += endings.replace(_STEM, stem).split(_AFTER)
        return first

    def spelt(self, run: Run) -> list[bytes]:
        """Some forms of a lexeme."""
        return [self._lexemes[run[0] + i] for i in run[1]]

    def put(self, runs: Iterable[Run]) -> int:
        """Make a set of some forms; its number."""
        self._sets.append(dict.fromkeys(chain.from_iterable(map(self.spelt, runs))))
        return len(self._sets) - 1

    def size(self, number: int) -> int:
        """How many forms a set has."""
        return len(self._sets[number])

    def forms(self, number: int) -> list[bytes]:
        """The forms of a set."""
        return list(self._sets[number])

    def marked(self, number: int) -> list[bytes]:
        """Those of the forms of a set that are marked."""
        return [form for form in self._sets[number] if form in self._marked]

    def latin(self) -> list[bytes]:
        """The forms of all sets that have no Russian letter."""
        forms = dict.fromkeys(chain.from_iterable(self._sets))
        return [form for form in dict.fromkeys(chain(self._marked, self._lexemes)) if form.isascii() and form in forms]

    def table(
        self, more: list[tuple[bytes, int]], aliases: dict[bytes, list[bytes]], groups: list[Group]
    ) -> tuple[str, list[bytes], list[bytes]]:
        """The table of words: the classes, as lines of numbers of the size that comes first, and the buckets.

        ``more``: words, each with a set that it belongs to, too; ``aliases``: words with those that look like them.
        """
        sets: dict[bytes, list[int]] = {form: [] for form in chain(self._marked, self._lexemes)}
        for number, forms in enumerate(self._sets):
            for form in forms:
                sets[form].append(number)
        for form, number in more:
            sets.setdefault(form, []).append(number)
        words = {form: tuple(sorted(set(own))) for form, own in sets.items() if own}
        looked = {alias: set().union(*[words[form] for form in forms]) for alias, forms in aliases.items()}
        return tables(words, {alias: tuple(sorted(found)) for alias, found in looked.items()}, groups)


def tables(
    words: Mapping[bytes, tuple[int, ...]], aliases: Mapping[bytes, tuple[int, ...]], groups: Sequence[Group]
) -> tuple[str, list[bytes], list[bytes]]:
    """The classes of ``words`` and the buckets of the table, see Forms.table.

    ``words``: the form sets of each; ``aliases``: form sets under which a word, though it is not of them, is looked for (a
    Latin word looks in a fold like a Russian one). A class is what a Word is.
    """
    sure: defaultdict[int, set[int]] = defaultdict(set)
    more: defaultdict[int, set[int]] = defaultdict(set)
    for number, group in enumerate(groups):
        for form_set in group.sets:
            sure[form_set].add(number)
        for form_set in group.loose:
            more[form_set].add(number)
    own = {word: (sets, ()) for word, sets in words.items() if word not in aliases}
    also = {word: (words.get(word, ()), alias) for word, alias in aliases.items()}
    classes = {sets: number for number, sets in enumerate(dict.fromkeys(chain(own.values(), also.values())))}
    records: list[list[int]] = []
    for sets, alias in classes:
        looked = sets + alias
        named = set().union(*map(sure.__getitem__, looked))
        loose = named.union(*map(more.__getitem__, looked))
        calls = chain.from_iterable([groups[number].calls for number in loose])
        records.append([len(sets), len(loose), len(named), *sets, *sorted(loose), *sorted(named), *sorted(set(calls))])
    lines: list[list[bytes]] = [[] for _ in range(BUCKETS)]
    for word, key in chain(own.items(), also.items()):
        lines[crc32(word) % BUCKETS].append(b"%b=%d" % (word, classes[key]))
    return *written(records), [b" %b " % b" ".join(line) for line in lines]


def written(lines: Sequence[Sequence[int]]) -> tuple[str, list[bytes]]:
    """Lines of numbers of two bytes if that is enough, else of four; and this size, as array.array names it."""
    try:
        return "H", [array("H", line).tobytes() for line in lines]
    except OverflowError:
        return "I", [array("I", line).tobytes() for line in lines]


def new_forms(marked: Iterable[bytes] = ()) -> Forms:
    """No forms yet but those ``marked``: in C, where that could be built."""
    return native.Forms(marked) if native else Forms(marked)
