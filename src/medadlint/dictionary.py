"""The files of pymorphy3's dictionary, without its analyser: that takes 300 million instructions to import and set up, this 40.

A paradigm is the forms of a lexeme but for their stem. The files are those of format 2.4, pinned in pyproject.toml.
"""

from __future__ import annotations

import os
import sys
from array import array
from collections.abc import Callable
from functools import cache, cached_property
from mmap import ACCESS_READ, mmap

from medadlint.light import TYPE_CHECKING, Any
from medadlint.native import native
from medadlint.words import Cache, read

if TYPE_CHECKING:
    from medadlint import _native

Reading = tuple[str, int, int]
"""What a word may be: the word with its «ё», the number of its paradigm, of its form in that."""

_RECORD = ">HH"  # a paradigm and a form
_LABEL, _ENDS, _VALUE = 0x800000FF, 1 << 8, 1 << 31  # bits of a unit


def _next(unit: int, at: int) -> int:
    """Where the units begin that follow upon one."""
    return at ^ (unit >> 10) << ((unit & 1 << 9) >> 6)


class Dictionary:
    """The dictionary in ``folder``. What stands before and after a stem, and the grammemes of a form, go by numbers."""

    def __init__(self, folder: str) -> None:
        self._folder = folder
        self.numbers = numbers = array("H", self._bytes("paradigms.array"))
        if sys.byteorder == "big":
            numbers.byteswap()
        starts, at = [], 1
        for _ in range(numbers[0]):
            starts.append(at + 1)
            at += 1 + numbers[at]
        # the numbers of the endings, of the grammemes, of what stands before
        self._paradigms: Cache[int, array[int]] = Cache(
            lambda n: numbers[starts[n] : starts[n] + numbers[starts[n] - 1]]
        )
        self.endings: list[str] = self._json("suffixes.json")
        self.beginnings: list[str] = dict(self._json("meta.json"))["compile_options"]["paradigm_prefixes"]
        self.tags: list[str] = self._json("gramtab-opencorpora-int.json")
        self.grammemes = Cache[int, frozenset[str]](lambda n: frozenset(self.tags[n].replace(" ", ",").split(",")))
        self._own: dict[str | frozenset[str], int] = {}

    def _path(self, name: str) -> str:
        return os.path.join(self._folder, name)

    def _bytes(self, name: str) -> bytes:
        with open(self._path(name), "rb") as file:
            return file.read()

    def _json(self, name: str) -> Any:
        return read(self._bytes(name))

    @cached_property
    def dawg(self) -> _native.Dawg | None:
        """The words, read in C."""
        if native is None:
            return None
        with open(self._path("words.dawg"), "rb") as file:
            return native.Dawg(mmap(file.fileno(), 0, access=ACCESS_READ))

    @cached_property
    def _words(self) -> Callable[[str], list[Reading]]:
        """What a word may be."""
        if self.dawg:
            return self.dawg.readings
        from dawg_python import RecordDAWG

        words = RecordDAWG(_RECORD).load(self._path("words.dawg"))
        replaces = words.compile_replaces({"е": "ё"})

        def readings(word: str) -> list[Reading]:
            found = sorted(words.similar_items(word, replaces), key=lambda item: [c != "ё" for c in item[0]])
            return [(own, *place) for own, places in found for place in places]

        return readings

    def readings(self, word: str) -> list[Reading]:
        """What ``word`` (small letters) may be; a «е» of it may be a «ё», which comes first."""
        return self._words(word)

    def likely(self, word: str) -> list[Reading]:
        """The same, the likeliest first, as pymorphy3 has it: by how often its tags were met in a corpus."""
        found = self.readings(word)
        if len(found) > 1:
            # among those equally likely a «ё» later on goes first
            found.sort(key=lambda reading: [i for i, char in enumerate(reading[0]) if char != word[i]])
            found.sort(key=lambda reading: -self._frequency(f"{word}:{self._tag(reading)}"))
        return found

    def _tag(self, reading: Reading) -> str:
        _, number, form = reading
        numbers = self._paradigms[number]
        return self.tags[numbers[len(numbers) // 3 + form]]

    def lemma(self, reading: Reading) -> tuple[str, frozenset[str]]:
        """The dictionary form of a reading, and its own grammemes."""
        word, number, form = reading
        numbers = self._paradigms[number]
        size = len(numbers) // 3
        before, after = self.beginnings[numbers[2 * size + form]], self.endings[numbers[form]]
        stem = word[len(before) : len(word) - len(after)]
        lemma = self.beginnings[numbers[2 * size]] + stem + self.endings[numbers[0]]
        return lemma, self.grammemes[numbers[size + form]]

    @cached_property
    def _frequency(self) -> Callable[[str], int]:
        """How often a word with a tag was met, in millionths of the times that the word was."""
        with open(self._path("p_t_given_w.intdawg"), "rb") as file:
            content = mmap(file.fileno(), 0, access=ACCESS_READ)  # a word needs a hundred of its three million bytes
        size = 4 * int.from_bytes(content[:4], "little")
        units: array[int] | memoryview = memoryview(content)[4 : 4 + size].cast("I")
        if sys.byteorder == "big":
            units = array("I", units)
            units.byteswap()

        def frequency(key: str) -> int:  # see dictionary.h
            at = 0
            for label in key.encode():
                at = _next(units[at], at) ^ label
                if units[at] & _LABEL != label:
                    return 0
            return units[_next(units[at], at)] & ~_VALUE if units[at] & _ENDS else 0

        return frequency

    def paradigm(self, number: int) -> tuple[list[int], list[int], list[int]]:
        """What stands before the stem in each form, what after it, and the grammemes, all as numbers."""
        numbers = self._paradigms[number].tolist()
        size = len(numbers) // 3
        return numbers[2 * size :], numbers[:size], numbers[size : 2 * size]

    def ending(self, text: str) -> int:
        """The number of an ending that the dictionary may lack."""
        if text not in self._own:
            self._own[text] = len(self.endings)
            self.endings.append(text)
        return self._own[text]

    def tag(self, grammemes: frozenset[str]) -> int:
        """A number of grammemes that the dictionary may lack."""
        if grammemes not in self._own:
            self._own[grammemes] = len(self.tags) + len(self._own)
            self.grammemes[self._own[grammemes]] = grammemes
        return self._own[grammemes]


@cache
def dictionary() -> Dictionary:
    """The one dictionary of the process."""
    from pymorphy3_dicts_ru import get_path

    return Dictionary(str(get_path()))
