"""Forms of words: their grammemes, and the forms of one stem as a fold spells them.

Grammemes are named in Russian in rule files; the table below leads to OpenCorpora's names.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache
from itertools import compress
from typing import NamedTuple

from medadlint.fold import fold_bytes
from medadlint.forms import AFTER, STEM, Forms, Run
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


def select(forms: list[Form], grammemes: Grammemes) -> list[str]:
    """The words of ``forms`` that fit ``grammemes``: any of the outer groups, all names within one."""
    if not grammemes:
        return list(dict.fromkeys([f.word for f in forms]))
    fits = _fitting(grammemes)
    return list(dict.fromkeys([f.word for f in forms if fits[f.grammemes]]))


@cache
def _fitting(grammemes: Grammemes) -> Cache[frozenset[str], bool]:
    """For the grammemes of a form, do they fit? There are a thousand of these, and half a million forms."""
    wanted = [[GRAMMEMES[name] for name in group] for group in grammemes or ((),)]

    def fits(own: frozenset[str]) -> bool:
        for group in wanted:
            for codes in group:
                if codes.isdisjoint(own):
                    break
            else:
                return True
        return False

    return Cache(fits)


class Paradigm:
    """Forms but for their stem: what stands ``before`` and ``after`` it, and the ``grammemes``."""

    __slots__ = ("_layout", "_spelt", "after", "before", "grammemes")

    def __init__(self, before: Sequence[str], after: Sequence[str], grammemes: Sequence[frozenset[str]]) -> None:
        self.before, self.after, self.grammemes = before, after, grammemes
        self._spelt = b""
        self._layout: Layout

    def some(self, numbers: Sequence[int]) -> Paradigm:
        """Only the forms with these numbers."""
        before, after, grammemes = (
            [all_[i] for i in numbers] for all_ in (self.before, self.after, self.grammemes)
        )
        return Paradigm(before, after, grammemes)

    def stem(self, word: str, form: int) -> str:
        """The stem of a word that stands in this form."""
        return word[len(self.before[form]) : len(word) - len(self.after[form])]

    def words(self, stem: str) -> list[Form]:
        """The forms of one word."""
        return [
            Form(before + stem + after, grammemes)
            for before, after, grammemes in zip(self.before, self.after, self.grammemes, strict=True)
        ]

    def lexeme(self, stem: str, forms: Forms) -> Lexeme:
        """The same as a fold spells them, each once, put into ``forms``."""
        if not self._spelt:
            if any(self.before):
                written = AFTER.join(map(STEM.join, zip(self.before, self.after, strict=True)))
            else:
                written = STEM + (AFTER + STEM).join(self.after)
            looks, self._layout = apart(fold_bytes(written).split(AFTER.encode()), self.grammemes)
            self._spelt = AFTER.encode().join(looks)
        return forms.lexeme(self._spelt, fold_bytes(stem)), self._layout


class Layout(Cache[Grammemes, tuple[int, ...]]):
    """Which forms of a paradigm look alike, and which looks fit some grammemes: paradigms share it, with other endings."""

    def __init__(self, looks: tuple[int, ...], grammemes: tuple[frozenset[str], ...]) -> None:
        """``looks``: of each form its number, ``grammemes``: of each form (see ``select``)."""
        super().__init__(
            lambda asked: tuple(sorted(set(compress(looks, map(_fitting(asked).__getitem__, grammemes)))))
        )


_layout = cache(Layout)


def apart(looks: list[bytes], grammemes: Iterable[frozenset[str]]) -> tuple[list[bytes], Layout]:
    """``looks`` of some forms, each once, and which of these have which grammemes."""
    each = list(dict.fromkeys(looks))
    numbers = dict(zip(each, range(len(each)), strict=True))
    return each, _layout(tuple(map(numbers.__getitem__, looks)), tuple(grammemes))


Lexeme = tuple[int, Layout]
"""The forms of one stem: the place of the first one (see Forms.lexeme), and which of them fit some grammemes."""


def fitting(lexemes: list[Lexeme], grammemes: Grammemes) -> list[Run]:
    """Those of the forms that fit ``grammemes``."""
    return [(first, layout[grammemes]) for first, layout in lexemes]


def alone(form: bytes, forms: Forms) -> Lexeme:
    """A word that is not inflected."""
    return forms.lexeme(STEM.encode(), form), _layout((0,), (frozenset(),))
