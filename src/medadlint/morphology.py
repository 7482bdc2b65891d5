"""Russian word forms, from pymorphy3's dictionary and ``rules/lexicon.yml``. Used when a pack is compiled and to inflect a rewrite."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from functools import cache, cached_property
from typing import TYPE_CHECKING

from medadlint.dictionary import Reading, dictionary
from medadlint.errors import close
from medadlint.fold import fold_bytes, fold_word
from medadlint.forms import Forms, new_forms
from medadlint.native import native
from medadlint.paradigm import Form, Paradigm, bits, tables, unchanging
from medadlint.words import Cache

if TYPE_CHECKING:
    from medadlint import _native

CASES = {"им": "nomn", "рд": "gent", "дт": "datv", "вн": "accs", "тв": "ablt", "пр": "loct"}


class LemmaError(ValueError):
    """A word of a rule is not a dictionary form. ``str()`` says so in Russian and names the right one if it can.

    ``tell``: says it; to look for a like word takes its time, and many ask only whether there is one.
    """

    def __init__(self, tell: Callable[[], str]) -> None:
        super().__init__()
        self._tell = tell

    def __str__(self) -> str:
        return self._tell()


Stems = list[tuple[str, Paradigm]]
"""Some forms: those of each paradigm with its stem."""


class Morphology:
    """pymorphy3's dictionary plus the words of a lexicon: ``{"термаж": "массаж"}`` (declines like), value "" = never."""

    def __init__(self, lexicon: dict[str, str], forms: Forms | None = None) -> None:
        """``forms``: what ``lexemes`` are put into."""
        self._lexicon = lexicon
        self.forms = forms or new_forms()
        self._lexemes: dict[str, list[Form]] = {}
        self._spelt: dict[str, list[int]] = {}
        self._whatever: dict[str, list[int]] = {}
        model = self.forms.model
        self._numbers = Cache[Paradigm, int](lambda paradigm: model(*paradigm.model()))
        self._models: dict[str, list[tuple[str, Paradigm]]] = {}
        self._known: dict[str, tuple[str, Paradigm]] = {}  # words of the lexicon

    def lexeme(self, lemma: str) -> list[Form]:
        """All forms that the dictionary form ``lemma`` stands for, homonyms together. Raises LemmaError.

        A superlative, a comparative, a participle and a plural stand for themselves, not for the word they come
        from: pymorphy's normal form of «лучший» is «хороший».
        """
        lemma = lemma.lower()
        if lemma not in self._lexemes:
            self._lexemes[lemma] = _words(self._lexeme(lemma, _parsed))
        return self._lexemes[lemma]

    def lexemes(self, lemma: str, *, whatever: bool = False) -> list[int]:
        """The lexemes with the forms of ``lexeme`` (or of ``all_forms``, if ``whatever``), as a fold spells them. Raises LemmaError."""
        lemma = lemma.lower()
        known = self._whatever if whatever else self._spelt
        if lemma not in known:
            found = (
                self._finder.find(lemma, fold_bytes(lemma), whatever)
                if self._finder and lemma not in self._lexicon
                else None
            )
            known[lemma] = found or self._put(lemma, self._all_forms if whatever else self._lexeme)
        return known[lemma]

    def word(self, lemma: str) -> int | None:
        """All forms of a dictionary form, see Forms.word; None if it takes ``lexemes`` to tell."""
        lemma = lemma.lower()
        return self._finder.word(lemma, fold_bytes(lemma)) if self._finder and lemma not in self._lexicon else None

    @cached_property
    def _finder(self) -> _native.Finder | None:
        """Finds the lexemes of a word, if all its readings are of its dictionary form or, ``whatever`` it is, of any."""
        words = dictionary().dawg
        if words is None or isinstance(self.forms, Forms):
            return None
        return native.Finder(words, self.forms, *tables(), tuple(map(bits, _KINDS)))

    def _put(self, lemma: str, forms: Callable[[str, Callable[[str], list[Reading]]], Stems]) -> list[int]:
        try:
            stems = forms(lemma, dictionary().readings)
        except LemmaError:  # which names the likeliest reading first
            forms(lemma, _parsed)
            raise
        if lemma.isalpha() and not lemma.isascii():
            return [self.forms.lexeme(self._numbers[model], fold_bytes(stem)) for stem, model in dict.fromkeys(stems)]
        words, grammemes = zip(*_words(stems), strict=True)  # without a stem
        return [self.forms.lexeme(self.forms.model(*unchanging(list(map(fold_word, words)), grammemes)), b"")]

    def _own(self, lemma: str, readings: Callable[[str], list[Reading]]) -> tuple[Stems, list[Reading]]:
        """The forms that the dictionary form ``lemma`` stands for, none if it is not one, and how it may be read."""
        model = self._lexicon.get(lemma)
        if model is not None:
            return [self._modelled(lemma, model)] if model else _only(lemma), []
        if not ("а" <= lemma[:1] <= "я" or any("а" <= c <= "я" for c in lemma)):
            return _only(lemma), []
        found = readings(lemma)
        stems: Stems = []
        for reading in found:
            word, number, form = reading
            start, end, before, after, whole, alone = _place(number, form)
            stem = word[start : len(word) - end]
            if before + stem + after == lemma:
                stems.append((stem, whole or _whole(number, form)))
            elif alone:
                stems += _other_forms(reading, stem, lemma)
        return stems, found

    def _lexeme(self, lemma: str, readings: Callable[[str], list[Reading]]) -> Stems:
        stems, found = self._own(lemma, readings)
        if not stems:
            raise LemmaError(lambda: self._wrong_form(lemma, found))
        return stems

    def all_forms(self, word: str) -> list[Form]:
        """All forms of every reading of ``word``, whatever form it stands in. Raises LemmaError for unknown words."""
        return _words(self._all_forms(word.lower(), _parsed))

    def _all_forms(self, word: str, readings: Callable[[str], list[Reading]]) -> Stems:
        stems, found = self._own(word, readings)
        stems = stems + list(map(_all_forms, found))
        if not stems:
            lemma = self._of_lexicon(word)
            stems = self._lexeme(lemma, readings) if lemma else []
        if not stems:
            raise LemmaError(lambda: self._wrong_form(word, []))
        return stems

    def _of_lexicon(self, word: str) -> str | None:
        """The word of the lexicon that ``word`` is a form of."""
        look, stems = fold_bytes(word), self._lexicon_stems
        for lemma in (lemma for i in range(len(look), -1, -1) for lemma in stems.get(look[:i], ())):
            if any(fold_word(form.word) == fold_word(word) for form in self.lexeme(lemma)):
                return lemma
        return None

    @cached_property
    def _lexicon_stems(self) -> dict[bytes, list[str]]:
        """The words of the lexicon by their stems, as a fold spells these."""
        stems: dict[bytes, list[str]] = {}
        for lemma, model in self._lexicon.items():
            with suppress(LemmaError):  # the lexicon is wrong, which is told elsewhere
                stem = self._modelled(lemma, model)[0] if model else lemma
                stems.setdefault(fold_bytes(stem), []).append(lemma)
        return stems

    def check(self, lemma: str) -> None:
        """Does a word of the lexicon end like its model? Raises LemmaError."""
        if model := self._lexicon.get(lemma.lower()):
            self._modelled(lemma.lower(), model)

    def _modelled(self, lemma: str, model: str) -> tuple[str, Paradigm]:
        """The forms of ``model`` with its stem exchanged: термаж : массаж = термажа : массажа."""
        if lemma in self._known:
            return self._known[lemma]
        if model not in self._models:
            self._models[model] = [
                _shared_stem(*_all_forms(reading))
                for reading in dictionary().readings(model)
                if _normal_form(reading) == model
            ]
        for stem, paradigm in self._models[model]:
            ending = model[len(stem) :]
            if lemma.endswith(ending):
                found = self._known[lemma] = lemma[: len(lemma) - len(ending)], paradigm
                return found
        raise LemmaError(
            lambda: f"«{lemma}: как {model}»: слово «{model}» не в словаре или кончается иначе; выберите другой образец"
        )

    def _wrong_form(self, word: str, parses: list[Reading]) -> str:
        known = list(dict.fromkeys(map(_normal_form, parses)))
        lemma = self._of_lexicon(word)
        if lemma:
            known = [lemma]
        if known:
            names = " или ".join(f"«{n}»" for n in known[:2])
            return f"«{word}» — не словарная форма: напишите {names}, а если нужна ровно эта форма — «={word}»"
        near = close(word, self._lexicon, 0.8)
        hint = f" (может быть, «{near[0]}»?)" if near else ""
        return (
            f"слова «{word}» нет в словаре{hint}: добавьте его в lexicon.yml («{word}: как …») "
            f"или напишите «={word}», если оно не изменяется"
        )


_DEGREES = frozenset(("COMP", "Supr"))
_PARTICIPLES = frozenset(("PRTF", "PRTS"))
_PLURAL = frozenset(("plur",))
_NOT_MASCULINE = frozenset(("femn", "neut"))
_KINDS = (
    *map(frozenset, (["ADJF"], ["COMP"], ["Supr"], ["nomn"], ["NOUN"], ["plur"], ["PRTF"], ["sing"])),
    _NOT_MASCULINE,
)  # for C
_TENSES_AND_VOICES = frozenset(("pres", "past", "futr", "actv", "pssv"))


@cache
def _place(number: int, form: int) -> tuple[int, int, str, str, Paradigm | None, bool]:
    """How much stands before and after the stem in a form, and what in the first; all forms, if it looks like that one.

    And may it be a form that stands for itself, not for the word that it comes from?
    """
    paradigm = _paradigm(number)
    around, first, own = paradigm.around(form), paradigm.around(0), paradigm.grammemes(form)
    alone = "COMP" in own or ("nomn" in own and ("NOUN" in own or own.isdisjoint(_NOT_MASCULINE)))
    return len(around[0]), len(around[1]), *first, _whole(number, form) if around == first else None, alone


def _other_forms(reading: Reading, stem: str, lemma: str) -> Stems:
    """The forms of a word that stands for itself; [] if it does not."""
    word, number, form = reading
    own = _paradigm(number).grammemes(form)
    if "COMP" in own:
        return _only(word, own)
    if "ADJF" in own and "Supr" in own:
        forms = [f for f in _paradigm(number).words(stem) if "Supr" in f.grammemes and f.word.startswith(lemma[:-2])]
        return [("", _endings([f.word for f in forms], [f.grammemes for f in forms]))] if forms else []
    if "PRTF" in own and "sing" in own:
        return [(stem, _some(number, _PARTICIPLES, own & _TENSES_AND_VOICES))]
    if "NOUN" in own and "plur" in own:
        return [(stem, _some(number, _PLURAL, frozenset()))]
    return []


def _normal_form(reading: Reading) -> str:
    stem, paradigm = _all_forms(reading)
    return stem.join(paradigm.around(0))


def _parsed(word: str) -> list[Reading]:
    """The readings of a word, the likeliest first."""
    return dictionary().likely(word)


def likely_forms(word: str) -> list[Form]:
    """The dictionary forms that a word (small letters) may stand for, the likeliest first, with its own grammemes."""
    known = dictionary()
    return [Form(*known.lemma(reading)) for reading in known.likely(word)]


def _words(stems: Stems) -> list[Form]:
    return [form for stem, paradigm in stems for form in paradigm.words(stem)]


def _only(word: str, grammemes: frozenset[str] = frozenset()) -> Stems:
    return [(word, _alone(grammemes))]


@cache
def _alone(grammemes: frozenset[str]) -> Paradigm:
    return _endings([""], [grammemes])


def _endings(endings: Sequence[str], grammemes: Iterable[frozenset[str]]) -> Paradigm:
    """A paradigm of some endings."""
    before = dictionary().beginnings.index("")
    return Paradigm(
        [before] * len(endings), list(map(dictionary().ending, endings)), list(map(dictionary().tag, grammemes))
    )


def _all_forms(reading: Reading) -> tuple[str, Paradigm]:
    """The lexeme of a reading. The endings of a paradigm are put together only once."""
    word, number, form = reading
    start, end, *_ = _place(number, form)
    return word[start : len(word) - end], _paradigm(number)


@cache
def _paradigm(number: int) -> Paradigm:
    return Paradigm(*dictionary().paradigm(number))


@cache
def _whole(number: int, form: int) -> Paradigm:
    """All forms; of an adjective without those of other degrees than this form's."""
    own = _paradigm(number).grammemes(form)
    return _of_degree(number, _paradigm(number).tags[form]) if "ADJF" in own else _paradigm(number)


@cache
def _of_degree(number: int, tag: int) -> Paradigm:
    tags = _paradigm(number).tags
    every = enumerate(_grammemes(number))
    return _paradigm(number).some([i for i, other in every if tags[i] == tag or _DEGREES.isdisjoint(other)])


@cache
def _some(number: int, one: frozenset[str], all_: frozenset[str]) -> Paradigm:
    """The forms that have one of these grammemes, and all of those."""
    every = _grammemes(number)
    return _paradigm(number).some([i for i, own in enumerate(every) if not own.isdisjoint(one) and all_ <= own])


def _grammemes(number: int) -> list[frozenset[str]]:
    return list(map(dictionary().grammemes.__getitem__, _paradigm(number).tags))


def _shared_stem(stem: str, paradigm: Paradigm) -> tuple[str, Paradigm]:
    """The same forms with the longest stem that all of them share, which only a prefix makes shorter."""
    known = dictionary()
    before = known.beginnings.index("")
    if {*paradigm.before} == {before}:
        return stem, paradigm
    words = [stem.join(paradigm.around(i)) for i in range(len(paradigm.tags))]
    first, last = min(words), max(words)
    i = 0
    while i < min(len(first), len(last)) and first[i] == last[i]:
        i += 1
    return first[:i], Paradigm([before] * len(words), [known.ending(word[i:]) for word in words], paradigm.tags)
