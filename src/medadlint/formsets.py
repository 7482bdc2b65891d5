"""What one word of a pattern or a list may look like, and in which such sets of forms a word of a text is."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from medadlint.fold import fold_bytes, fold_word
from medadlint.forms import STEM, Group
from medadlint.morphology import LemmaError, Morphology
from medadlint.paradigm import Grammemes, wanted
from medadlint.pattern import PatternError, Word
from medadlint.sentences import DIGITS

DIGIT_SET = 0  # the form set of all numbers written in digits
MAX_FORMS = 1_500_000  # of all words of all packs, a gigabyte when compiled holds six million


class FormSets:
    """All form sets. ``forms``: what they hold; ``prefixes``: of those that hold all words that begin so."""

    def __init__(self, morphology: Morphology) -> None:
        self._morphology = morphology
        self.forms = morphology.forms
        self.prefixes: dict[int, bytes] = {}
        self._sets: dict[tuple[Any, ...], int] = {("class", DIGITS): self.forms.put(())}
        self._words: dict[tuple[Any, ...], int] = {}
        self._whole = self.forms.model(STEM, (0,), (0,))  # of words that are not inflected

    @property
    def full(self) -> bool:
        """Are there more forms than can be kept?"""
        return self.forms.kept > MAX_FORMS

    def word(self, word: Word) -> int:
        """The form set of a word of a pattern. Raises PatternError."""
        key = ("word", *word[:3])
        if word.mode == "prefix":
            prefix = _letters(word)
            number = self.number(("*", prefix), [])
            self.prefixes[number] = fold_word(prefix)
            return number
        if key not in self._sets:
            plain = word.mode == "lemma" and not word.grammemes
            self._sets[key] = self.forms.put(
                [self.plain(word.text) if plain and word.column == 1 else self.spelt(word)]
            )
        return self._sets[key]

    def spelt(self, word: Word) -> int:
        """The forms of a word of a pattern or of a list (see Forms.word); of a list all are one set. Raises PatternError."""
        key = word[:3]
        if key not in self._words:
            before = self.forms.kept
            number = self._spelt(word)
            if self.forms.kept == before:
                raise PatternError(
                    f"у слова «{word.text}» нет таких форм, строка никогда не сработает: проверьте признаки",
                    word.column,
                    len(word.text),
                )
            if self.full:
                raise PatternError(f"в пакетах больше {MAX_FORMS} форм слов: сократите списки", word.column)
            self._words[key] = number
        return self._words[key]

    def plain(self, text: str) -> int:
        """The same of a word in all its forms."""
        key = text, "lemma", ()
        number = self._words.get(key)
        if number is None:
            number = self._morphology.word(text)
            if number is None or self.forms.kept > MAX_FORMS:
                return self.spelt(Word(*key, 1))
            self._words[key] = number
        return number

    def exact(self, text: str) -> int:
        """The same of one form."""
        return self.forms.word([self.forms.lexeme(self._whole, fold_word(text.lower().replace("ё", "е")))])

    def _spelt(self, word: Word) -> int:
        text = _letters(word)
        if word.mode == "exact" or not text.isalnum():
            return self.exact(text)
        try:
            lexemes = self._morphology.lexemes(word.text, whatever=word.mode == "phrase")
        except LemmaError as error:
            raise PatternError(str(error), word.column, len(word.text)) from None
        return self.forms.word(lexemes, wanted(word.grammemes), word.mode == "lemma" and not word.grammemes)

    def number(self, key: tuple[Any, ...], words: Sequence[int], grammemes: Grammemes = ()) -> int:
        """The form set of ``key``, which is made of some words if there is none yet; those that may have others have these ``grammemes``."""
        if key not in self._sets:
            self._sets[key] = self.forms.put(words, wanted(grammemes))
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
