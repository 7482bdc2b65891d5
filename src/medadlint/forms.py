"""All forms of words that rules name, the sets that they make up and, made of these, the table of words (see words.py)."""

from __future__ import annotations

from array import array
from binascii import crc32
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from itertools import chain
from typing import NamedTuple

from medadlint.native import native
from medadlint.words import BUCKETS

# In the endings of a model: in place of the stem, and between two. No fold has them.
STEM, AFTER = b"\0", b"\1"

Wanted = tuple[tuple[int, ...], ...]
"""Grammemes as bits (see paradigm.wanted): a form has to have a bit of each number of one group; () = whatever."""


class Group(NamedTuple):
    """A group of form sets that a call names, words of phrases that belong to it as well, and the calls that begin with it."""

    sets: frozenset[int]
    loose: frozenset[int]
    calls: tuple[int, ...]


@cache
def is_wanted(own: int, wanted: Wanted) -> bool:
    """Is a form with the grammemes ``own`` wanted?"""
    return not wanted or any(all(own & bits for bits in group) for group in wanted)


class Forms:
    """The forms and their sets. ``marked``: some forms to be asked for; ``kept``: how many forms all words have."""

    def __init__(self, marked: Iterable[bytes] = ()) -> None:
        self._marked = dict.fromkeys(marked)
        self._models: list[tuple[bytes, Sequence[int], Sequence[int]]] = []
        self._numbers: dict[tuple[int, bytes], int] = {}
        self._lexemes: list[tuple[int, list[bytes]]] = []  # the model of each, and its forms
        self._words: list[
            tuple[list[bytes], Sequence[int]]
        ] = []  # the forms of each, its lexemes if it may be narrowed
        self._sets: list[dict[bytes, None]] = []
        self._picks: dict[tuple[int, Wanted], list[int]] = {}
        self.kept = 0

    def model(self, endings: bytes, looks: Sequence[int], grammemes: Sequence[int]) -> int:
        """Keep what lexemes are but for their stem: how they end, of each form with which ending and its grammemes."""
        self._models.append((endings, looks, grammemes))
        return len(self._models) - 1

    def lexeme(self, model: int, stem: bytes) -> int:
        """The number of a lexeme, which is kept if it is new."""
        key = model, stem
        if key not in self._numbers:
            endings = self._models[model][0]
            if AFTER in stem:
                forms = [ending.replace(STEM, stem) for ending in endings.split(AFTER)]
            else:
                forms = endings.replace(STEM, stem).split(AFTER)
            self._numbers[key] = len(self._lexemes)
            self._lexemes.append((model, forms))
        return self._numbers[key]

    def word(self, lexemes: Sequence[int], wanted: Wanted = (), narrows: bool = False) -> int:
        """Keep those forms of some lexemes that are wanted; the number of all that. ``narrows``: less may be wanted later."""
        forms = self._fitting(lexemes, wanted)
        self._words.append((forms, lexemes if narrows and len(forms) > 1 else ()))
        self.kept += len(forms)
        return len(self._words) - 1

    def _fitting(self, lexemes: Sequence[int], wanted: Wanted) -> list[bytes]:
        found: list[bytes] = []
        for number in lexemes:
            model, forms = self._lexemes[number]
            found += map(forms.__getitem__, self._picked(model, wanted)) if wanted else forms
        return list(dict.fromkeys(found))

    def _picked(self, model: int, wanted: Wanted) -> list[int]:
        """Which of the endings of a model forms have that are wanted."""
        key = model, wanted
        if key not in self._picks:
            _, looks, grammemes = self._models[model]
            fits = [i for i, own in zip(looks, grammemes, strict=True) if is_wanted(own, wanted)]
            self._picks[key] = list(dict.fromkeys(fits))
        return self._picks[key]

    def put(self, words: Iterable[int], wanted: Wanted = ()) -> int:
        """Make a set of some words, of which those that may be narrowed are to what is wanted; its number."""
        made: dict[bytes, None] = {}
        for forms, lexemes in map(self._words.__getitem__, words):
            made.update(dict.fromkeys(self._fitting(lexemes, wanted) if wanted and lexemes else forms))
        self._sets.append(made)
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
        return [form for form in self._every() if form.isascii() and form in forms]

    def _every(self) -> dict[bytes, None]:
        """The forms of all lexemes, and those that are marked."""
        return dict.fromkeys(chain(self._marked, *(forms for _, forms in self._lexemes)))

    def table(
        self, more: list[tuple[bytes, int]], aliases: dict[bytes, list[bytes]], groups: list[Group]
    ) -> tuple[str, list[bytes], list[bytes]]:
        """The table of words: the classes, as lines of numbers of the size that comes first, and the buckets.

        ``more``: words, each with a set that it belongs to, too; ``aliases``: words with those that look like them.
        """
        sets: dict[bytes, list[int]] = {form: [] for form in self._every()}
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
