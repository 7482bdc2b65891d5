"""Forms of words: their grammemes, and the forms of one stem as a fold spells them.

Grammemes are named in Russian in rule files; the table below leads to OpenCorpora's names.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from itertools import compress
from typing import Any, NamedTuple

from medadlint.dictionary import dictionary
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
    """Forms but for their stem, as numbers: what stands ``before`` and ``after`` it, and the grammemes, ``tags``."""

    __slots__ = ("_layout", "_spelt", "after", "before", "tags")

    def __init__(self, before: Sequence[int], after: Sequence[int], tags: Sequence[int]) -> None:
        self.before, self.after, self.tags = before, after, tags
        self._spelt = b""
        self._layout: Layout

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

    def lexeme(self, stem: str, forms: Forms) -> Lexeme:
        """The same as a fold spells them, put into ``forms``, each once or, if two endings look alike in a fold, twice."""
        if not self._spelt:
            looks: Sequence[Any] = list(zip(self.before, self.after, strict=True)) if any(self.before) else self.after
            each = list(dict.fromkeys(looks))
            numbers = dict(zip(each, range(len(each)), strict=True))
            self._layout = _layout(tuple(map(numbers.__getitem__, looks)), tuple(self.tags))
            endings = dictionary().endings
            if any(self.before):
                written = AFTER.join([dictionary().beginnings[a] + STEM + endings[b] for a, b in each])
            else:
                written = STEM + (AFTER + STEM).join(map(endings.__getitem__, each))
            self._spelt = fold_bytes(written)
        return forms.lexeme(self._spelt, fold_bytes(stem)), self._layout


class Layout(Cache[Grammemes, tuple[int, ...]]):
    """Which forms of a paradigm are the same, and which fit some grammemes: paradigms share it, with other endings."""

    def __init__(self, looks: tuple[int, ...], tags: tuple[int, ...]) -> None:
        """``looks``: of each form its number; ``tags``: of each form its grammemes."""

        def pick(asked: Grammemes) -> tuple[int, ...]:
            if not asked:
                return tuple(range(max(looks) + 1))
            grammemes = map(dictionary().grammemes.__getitem__, tags)
            return tuple(sorted(set(compress(looks, map(_fitting(asked).__getitem__, grammemes)))))

        super().__init__(pick)


_layout = cache(Layout)


Lexeme = tuple[int, Layout]
"""The forms of one stem: the place of the first one (see Forms.lexeme), and which of them fit some grammemes."""


def fitting(lexemes: list[Lexeme], grammemes: Grammemes) -> list[Run]:
    """Those of the forms that fit ``grammemes``."""
    return [(first, layout[grammemes]) for first, layout in lexemes]


def alone(form: bytes, forms: Forms) -> Lexeme:
    """A word that is not inflected."""
    return several([form], [frozenset()], forms)


def several(looks: Sequence[bytes], grammemes: Sequence[frozenset[str]], forms: Forms) -> Lexeme:
    """Forms without a stem."""
    first, *_ = [forms.lexeme(STEM.encode(), look) for look in looks]
    return first, _layout(tuple(range(len(looks))), tuple(map(dictionary().tag, grammemes)))
