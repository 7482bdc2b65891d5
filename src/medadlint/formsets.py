"""What one word of a pattern or a list may look like, and in which such sets of forms a word of a text is."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import chain
from typing import Any

from medadlint.fold import fold_bytes, fold_word
from medadlint.forms import Group, Run
from medadlint.morphology import LemmaError, Morphology
from medadlint.paradigm import Lexeme, alone, fitting
from medadlint.pattern import PatternError, Word
from medadlint.sentences import DIGITS

DIGIT_SET = 0  # the form set of all numbers written in digits
MAX_FORMS = 1_500_000  # of all words of all packs, a gigabyte when compiled holds six million

Spelt = tuple[list[Run], list[Lexeme]]
"""How a word may look: some forms, and of which lexemes these are, if some grammemes could make that less."""


class FormSets:
    """All form sets. ``forms``: what they hold; ``prefixes``: of those that hold all words that begin so."""

    def __init__(self, morphology: Morphology) -> None:
        self._morphology = morphology
        self.forms = morphology.forms
        self.prefixes: dict[int, bytes] = {}
        self._sets: dict[tuple[Any, ...], int] = {("class", DIGITS): self.forms.put(())}
        self._spelt: dict[tuple[Any, ...], Spelt] = {}
        self._known = 0  # forms in it
        self._exact: dict[str, Lexeme] = {}  # of words that are not inflected

    @property
    def full(self) -> bool:
        """Are there more forms than can be kept?"""
        return self._known > MAX_FORMS

    def word(self, word: Word) -> int:
        """The form set of a word of a pattern. Raises PatternError."""
        key = ("word", *word[:3])
        if word.mode == "prefix":
            prefix = _letters(word)
            number = self.number(("*", prefix), [])
            self.prefixes[number] = fold_word(prefix)
            return number
        return self._sets[key] if key in self._sets else self.number(key, self.spelt(word)[0])

    def spelt(self, word: Word) -> Spelt:
        """How a word of a pattern or of a list may look. A list is one form set: its words need none. Raises PatternError."""
        key = word[:3]
        if key not in self._spelt:
            text = _letters(word)
            if word.mode == "exact" or not text.isalnum():
                lexemes = [self._exactly(text)]
            else:
                try:
                    lexemes = self._morphology.lexemes(word.text, whatever=word.mode == "phrase")
                except LemmaError as error:
                    raise PatternError(str(error), word.column, len(word.text)) from None
            runs = fitting(lexemes, word.grammemes)
            count = sum([len(picked) for _, picked in runs])
            if not count:
                raise PatternError(
                    f"у слова «{word.text}» нет таких форм, строка никогда не сработает: проверьте признаки",
                    word.column,
                    len(word.text),
                )
            narrows = word.mode == "lemma" and not word.grammemes and count > 1 and self._differ(runs)
            self._known += count
            if self._known > MAX_FORMS:
                raise PatternError(f"в пакетах больше {MAX_FORMS} форм слов: сократите списки", word.column)
            self._spelt[key] = runs, lexemes if narrows else []
        return self._spelt[key]

    def _differ(self, runs: list[Run]) -> bool:
        """Are there several forms? «акне», «МРТ» look alike in every case."""
        place, picked = runs[0]
        some = self.forms.spelt((place, picked[:2]))  # all that need to be looked at, most often
        return len(set(some)) > 1 or len(set(chain.from_iterable(map(self.forms.spelt, runs)))) > 1

    def _exactly(self, text: str) -> Lexeme:
        if text not in self._exact:
            self._exact[text] = alone(fold_word(text), self.forms)
        return self._exact[text]

    def number(self, key: tuple[Any, ...], runs: list[Run]) -> int:
        """The form set of ``key``, which is made of some forms if there is none yet."""
        if key not in self._sets:
            self._sets[key] = self.forms.put(runs)
        return self._sets[key]

    def table(self, marks: Iterable[int], groups: list[Group]) -> tuple[str, list[bytes], list[bytes]]:
        """The table of words, see Forms.table. ``marks``: form sets that stand for phrases."""
        latin = self.forms.latin()
        more = [(form, DIGIT_SET) for form in latin if form.isdigit()]
        # What no list of forms can hold: any number, the prefixes, the phrases.
        more += [(b"0*", DIGIT_SET), *((prefix + b"*", i) for i, prefix in self.prefixes.items())]
        more += [(b"%d<" % mark, mark) for mark in marks]
        aliases: dict[bytes, list[bytes]] = {}
        for form in latin:
            # the fold of a text writes Latin look-alikes as Cyrillic, the key of a Latin word does not
            alias = fold_bytes(form.decode()).strip()
            if alias != form:
                aliases.setdefault(alias, []).append(form)
        return self.forms.table(more, aliases, groups)


def _letters(word: Word) -> str:
    """A word as the fold spells it."""
    return word.text.lower().replace("ё", "е")
