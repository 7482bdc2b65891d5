"""Forms of words: their grammemes, and the forms of one stem as a fold spells them.

Grammemes are named in Russian in rule files; the table below leads to OpenCorpora's names.
"""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from functools import cache
from typing import NamedTuple

from medadlint.dictionary import dictionary
from medadlint.fold import fold_bytes
from medadlint.forms import AFTER, STEM, Wanted, is_wanted
from medadlint.words import Cache

Grammemes = tuple[tuple[str, ...], ...]
"""What a form must be: any of the outer groups, all names (see GRAMMEMES) within one; () = whatever."""

GRAMMEMES: dict[str, frozenset[str]] = {
    name: frozenset(codes.split())
    for name, codes in {
        # a form fits if it has any of the codes
        "сущ": "NOUN", "прил": "ADJF", "кр": "ADJS PRTS", "срав": "COMP", "прев": "Supr", "инф": "INFN",
        "гл": "VERB", "прич": "PRTF PRTS", "дееприч": "GRND", "нар": "ADVB", "мест": "NPRO", "числ": "NUMR",
        "им": "nomn", "рд": "gent gen2", "дт": "datv", "вн": "accs", "тв": "ablt", "пр": "loct loc2",
        "ед": "sing", "мн": "plur", "мр": "masc", "жр": "femn", "ср": "neut", "одуш": "anim", "неод": "inan",
        "1л": "1per", "2л": "2per", "3л": "3per", "наст": "pres", "прош": "past", "буд": "futr",
        "сов": "perf", "несов": "impf", "изъяв": "indc", "повел": "impr", "действ": "actv", "страд": "pssv",
    }.items()
}  # fmt: skip


class Form(NamedTuple):
    """One form of a lexeme: the word and its grammemes (OpenCorpora codes)."""

    word: str
    grammemes: frozenset[str]


_BITS = {code: 1 << i for i, code in enumerate(sorted(frozenset().union(*GRAMMEMES.values())))}


def bits(grammemes: frozenset[str]) -> int:
    """Those of some grammemes that can be asked for, as bits of a number."""
    return sum([_BITS[code] for code in grammemes & _BITS.keys()])


@cache
def wanted(grammemes: Grammemes) -> Wanted:
    """The same for what a form must be."""
    return tuple(tuple(bits(GRAMMEMES[name]) for name in group) for group in grammemes)


def select(forms: list[Form], grammemes: Grammemes) -> list[str]:
    """The words of ``forms`` that fit ``grammemes``: any of the outer groups, all names within one."""
    return list(dict.fromkeys([f.word for f in forms if is_wanted(bits(f.grammemes), wanted(grammemes))]))


class Paradigm:
    """Forms but for their stem, as numbers: what stands ``before`` and ``after`` it, and the grammemes, ``tags``."""

    __slots__ = ("after", "before", "tags")

    def __init__(self, before: Sequence[int], after: Sequence[int], tags: Sequence[int]) -> None:
        self.before, self.after, self.tags = before, after, tags

    def some(self, numbers: Sequence[int]) -> Paradigm:
        """Only the forms with these numbers."""
        return Paradigm(*([column[i] for i in numbers] for column in (self.before, self.after, self.tags)))

    def grammemes(self, form: int) -> frozenset[str]:
        """The grammemes of a form."""
        return dictionary().grammemes[self.tags[form]]

    def around(self, form: int) -> tuple[str, str]:
        """What stands before and after the stem in a form."""
        return dictionary().beginnings[self.before[form]], dictionary().endings[self.after[form]]

    def words(self, stem: str) -> list[Form]:
        """The forms of one word."""
        return [Form(stem.join(self.around(i)), self.grammemes(i)) for i in range(len(self.tags))]

    def model(self) -> Model:
        """The same as a fold spells them."""
        looks = list(zip(self.before, self.after, strict=True))
        each = dict.fromkeys(looks)
        numbers = dict(zip(each, range(len(each)), strict=True))
        before, after = dictionary().beginnings, dictionary().endings
        written = _AFTER.join([f"{before[a]}{_STEM}{after[b]}" for a, b in each])
        grammemes = list(map(_own.__getitem__, self.tags))
        return fold_bytes(written).translate(_MARKS), list(map(numbers.__getitem__, looks)), grammemes


Model = tuple[bytes, Sequence[int], Sequence[int]]
"""The endings of a lexeme, of each form which of them it has, and its grammemes as bits (see Forms.model)."""

_own = Cache[int, int](lambda tag: bits(dictionary().grammemes[tag]))
_STEM, _AFTER = "0", "1"  # which a fold keeps, and no form of the dictionary has
_MARKS = bytes.maketrans(b"01", STEM + AFTER)


def tables() -> tuple[list[bytes], list[bytes], array[int], array[int]]:
    """The dictionary for C: what stands before and after a stem as a fold spells it, paradigms, the bits of tags."""
    known = dictionary()
    parts = known.beginnings, known.endings
    before, after = (fold_bytes(_AFTER.join(part)).split(_AFTER.encode()) for part in parts)
    half = Cache[str, int](lambda codes: bits(frozenset(codes.split(","))))
    halves = [tag.partition(" ") for tag in known.tags]  # what all forms of a word share; this form's own
    return before, after, known.numbers, array("Q", [half[shared] | half[own] for shared, _, own in halves])


def unchanging(looks: Sequence[bytes], grammemes: Sequence[frozenset[str]]) -> Model:
    """Forms without a stem."""
    return AFTER.join(looks), range(len(looks)), list(map(bits, grammemes))
