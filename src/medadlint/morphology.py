"""Russian word forms, from pymorphy3 and ``rules/lexicon.yml``. Used when a pack is compiled and to inflect a rewrite.

Grammemes are named in Russian in rule files; the table below leads to OpenCorpora's names.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import cache, lru_cache
from itertools import chain, compress
from operator import itemgetter
from typing import TYPE_CHECKING, Any, NamedTuple

from medadlint.errors import close
from medadlint.fold import fold_bytes, fold_word
from medadlint.words import Cache

if TYPE_CHECKING:
    from pymorphy3 import MorphAnalyzer

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

CASES = {"им": "nomn", "рд": "gent", "дт": "datv", "вн": "accs", "тв": "ablt", "пр": "loct"}


class Form(NamedTuple):
    """One form of a lexeme: the word and its grammemes (OpenCorpora codes)."""

    word: str
    grammemes: frozenset[str]


class LemmaError(ValueError):
    """A word of a rule is not a dictionary form. ``str()`` says so in Russian and names the right one if it can."""


@lru_cache(maxsize=1)
def analyzer() -> MorphAnalyzer:
    """The one analyser of the process (120 ms and 15 MB, so nobody makes it before it is needed)."""
    from pymorphy3 import MorphAnalyzer
    from pymorphy3.units import DictionaryAnalyzer

    # Only words of the dictionary: a guess at an unknown word would be a guess about what a rule matches.
    return MorphAnalyzer(lang="ru", units=[DictionaryAnalyzer()])


# In place of a stem, and between forms: what a fold keeps and no form of the dictionary has.
_STEM, _AFTER = "0", "1"


class Paradigm:
    """Forms but for their stem: what stands before and after it, and the grammemes."""

    __slots__ = ("_layout", "_spelt", "forms")

    def __init__(self, forms: Sequence[tuple[str, str, frozenset[str]]]) -> None:
        self.forms = forms
        before, after, grammemes = zip(*forms, strict=True)
        if any(before):
            written = _AFTER.join([a + _STEM + b for a, b in zip(before, after, strict=True)])
        else:
            written = _STEM + (_AFTER + _STEM).join(after)
        looks, self._layout = _apart(fold_bytes(written).split(_AFTER.encode()), grammemes)
        self._spelt = _AFTER.encode().join(looks)

    def stem(self, word: str, form: int) -> str:
        """The stem of a word that stands in this form."""
        before, after, _ = self.forms[form]
        return word[len(before) : len(word) - len(after)]

    def words(self, stem: str) -> list[Form]:
        """The forms of one word."""
        return [Form(before + stem + after, grammemes) for before, after, grammemes in self.forms]

    def lexeme(self, stem: str) -> Lexeme:
        """The same as a fold spells them, each once: all put together by one replacement, not one by one."""
        spelt = self._spelt.replace(_STEM.encode(), fold_bytes(stem))
        return Lexeme(tuple(spelt.split(_AFTER.encode())), self._layout)


Pick = Callable[[Any], Any]
"""What picks some items of a tuple: the forms that fit from all of a lexeme."""


class Layout:
    """Which forms of a paradigm look alike, ``looks``, and their grammemes: some paradigms share it, with other endings."""

    __slots__ = ("_grammemes", "_looks", "_picks")

    def __init__(self, looks: tuple[int, ...], grammemes: tuple[frozenset[str], ...]) -> None:
        self._looks, self._grammemes = looks, grammemes
        self._picks: dict[Grammemes, Pick] = {}

    def pick(self, grammemes: Grammemes) -> Pick:
        """What picks those of all forms that fit ``grammemes`` (see ``select``)."""
        found = self._picks.get(grammemes)
        if found is None:
            fits = map(_fitting(grammemes).__getitem__, self._grammemes)
            found = self._picks[grammemes] = _picking(sorted(set(compress(self._looks, fits))))
        return found


_layout = cache(Layout)


def _picking(numbers: list[int]) -> Pick:
    """What picks the items with these numbers, in order. An itemgetter of one number would give no sequence."""
    if not numbers:
        return itemgetter(slice(0))
    if numbers[-1] - numbers[0] == len(numbers) - 1:
        return itemgetter(slice(numbers[0], numbers[-1] + 1))
    return itemgetter(*numbers)


def _apart(looks: list[bytes], grammemes: Iterable[frozenset[str]]) -> tuple[list[bytes], Layout]:
    """``looks`` of some forms, each once, and which of these have which grammemes."""
    numbers = {look: number for number, look in enumerate(dict.fromkeys(looks))}
    return list(numbers), _layout(tuple(map(numbers.__getitem__, looks)), tuple(grammemes))


class Lexeme:
    """The forms of one stem as a fold spells them, and what the compiler puts them into."""

    __slots__ = ("_layout", "_uses", "forms")

    def __init__(self, forms: tuple[bytes, ...], layout: Layout) -> None:
        self.forms = forms
        self._layout = layout
        self._uses: dict[Grammemes, tuple[tuple[bytes, ...], list[int]]] = {}

    def fitting(self, grammemes: Grammemes, number: int | None = None) -> tuple[bytes, ...]:
        """Those of the forms that fit ``grammemes``. ``number``: of a set that they are put into."""
        use = self._uses.get(grammemes)
        if use is None:
            use = self._uses[grammemes] = (self._layout.pick(grammemes)(self.forms) if grammemes else self.forms, [])
        if number is not None and number not in use[1][-1:]:
            use[1].append(number)
        return use[0]

    def uses(self) -> Iterable[tuple[tuple[bytes, ...], list[int]]]:
        """Forms, and the sets that they were put into; a form that fits several grammemes comes several times."""
        return self._uses.values()


Stems = list[tuple[str, Paradigm]]
"""Some forms: those of each paradigm with its stem."""

Reading = tuple[str, int, int]
"""What a word may be: the word with its «ё», the number of its paradigm in the dictionary, of its form in that."""


class Morphology:
    """pymorphy3's dictionary plus the words of a lexicon: ``{"термаж": "массаж"}`` (declines like), value "" = never."""

    def __init__(self, lexicon: dict[str, str]) -> None:
        self._lexicon = lexicon
        self._lexemes: dict[str, list[Form]] = {}
        self._spelt: dict[tuple[str, bool], list[Lexeme]] = {}
        self._stems: Cache[tuple[str, Paradigm], Lexeme] = Cache(
            lambda stem: stem[1].lexeme(stem[0])
        )  # words share them
        self._odd: list[Lexeme] = []  # without a stem
        self._models: dict[str, list[tuple[str, Paradigm]]] = {}

    def lexeme(self, lemma: str) -> list[Form]:
        """All forms that the dictionary form ``lemma`` stands for, homonyms together. Raises LemmaError.

        A superlative, a comparative, a participle and a plural stand for themselves, not for the word they come
        from: pymorphy's normal form of «лучший» is «хороший».
        """
        lemma = lemma.lower()
        if lemma not in self._lexemes:
            self._lexemes[lemma] = _words(self._lexeme(lemma, _parsed))
        return self._lexemes[lemma]

    def lexemes(self, lemma: str, *, whatever: bool = False) -> list[Lexeme]:
        """The forms of ``lexeme`` (or of ``all_forms``, if ``whatever``), as a fold spells them. Raises LemmaError."""
        lemma = lemma.lower()
        found = self._spelt.get((lemma, whatever))
        if found is None:
            forms = self._all_forms if whatever else self._lexeme
            try:
                stems = forms(lemma, _looked_up)
            except LemmaError:  # which names the likeliest reading first
                forms(lemma, _parsed)
                raise
            if lemma.isalpha() and not lemma.isascii():
                found = [self._stems[stem] for stem in dict.fromkeys(stems)]
            else:
                words, grammemes = zip(*_words(stems), strict=True)
                looks, layout = _apart(list(map(fold_word, words)), grammemes)
                found = [Lexeme(tuple(looks), layout)]
                self._odd += found
            self._spelt[lemma, whatever] = found
        return found

    def known(self) -> Iterable[Lexeme]:
        """All that ``lexemes`` has given."""
        return chain(self._stems.values(), self._odd)

    def _own(self, lemma: str, readings: Callable[[str], list[Reading]]) -> tuple[Stems, list[Reading]]:
        """The forms that the dictionary form ``lemma`` stands for, none if it is not one, and how it may be read."""
        model = self._lexicon.get(lemma)
        if model is not None:
            return [self._modelled(lemma, model)] if model else _only(lemma), []
        if not any("а" <= c <= "я" for c in lemma):
            return _only(lemma), []
        found = readings(lemma)
        return [own for reading in found for own in _own_forms(reading, lemma)], found

    def _lexeme(self, lemma: str, readings: Callable[[str], list[Reading]]) -> Stems:
        stems, found = self._own(lemma, readings)
        if not stems:
            raise LemmaError(self._wrong_form(lemma, found))
        return stems

    def all_forms(self, word: str) -> list[Form]:
        """All forms of every reading of ``word``, whatever form it stands in. Raises LemmaError for unknown words."""
        return _words(self._all_forms(word.lower(), _parsed))

    def _all_forms(self, word: str, readings: Callable[[str], list[Reading]]) -> Stems:
        stems, found = self._own(word, readings)
        stems = stems + list(map(_all_forms, found))
        if not stems:
            lemma = self._lexicon_forms().get(fold_word(word))
            stems = self._lexeme(lemma, readings) if lemma else []
        if not stems:
            raise LemmaError(self._wrong_form(word, []))
        return stems

    @lru_cache(maxsize=1)  # noqa: B019  a Morphology lives as long as one compilation
    def _lexicon_forms(self) -> dict[bytes, str]:
        found: dict[bytes, str] = {}
        for lemma in self._lexicon:
            for lexeme in self.lexemes(lemma):
                found.update(dict.fromkeys(lexeme.forms, lemma))
        return found

    def _modelled(self, lemma: str, model: str) -> tuple[str, Paradigm]:
        """The forms of ``model`` with its stem exchanged: термаж : массаж = термажа : массажа."""
        if model not in self._models:
            self._models[model] = [
                _shared_stem(*_all_forms(reading)) for reading in _parsed(model) if _normal_form(reading) == model
            ]
        for stem, paradigm in self._models[model]:
            ending = model[len(stem) :]
            if lemma.endswith(ending):
                return lemma[: len(lemma) - len(ending)], paradigm
        raise LemmaError(
            f"«{lemma}: как {model}»: слово «{model}» не в словаре или кончается иначе; выберите другой образец"
        )

    def _wrong_form(self, word: str, parses: list[Reading]) -> str:
        known = list(dict.fromkeys(map(_normal_form, parses)))
        lemma = self._lexicon_forms().get(fold_word(word))
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
    return Cache(lambda own: any(all(not codes.isdisjoint(own) for codes in group) for group in wanted))


_DEGREES = frozenset(("COMP", "Supr"))
_PARTICIPLES = frozenset(("PRTF", "PRTS"))
_PLURAL = frozenset(("plur",))
_NOT_MASCULINE = frozenset(("femn", "neut"))
_TENSES_AND_VOICES = frozenset(("pres", "past", "futr", "actv", "pssv"))


def _own_forms(reading: Reading, lemma: str) -> Stems:
    """The forms ``lemma`` stands for in this reading; [] if it is no dictionary form in it."""
    word, number, form = reading
    paradigm = _paradigm(number)
    stem = paradigm.stem(word, form)
    own = paradigm.forms[form][2]
    before, after, _ = paradigm.forms[0]
    if before + stem + after == lemma:
        return [(stem, _of_degree(number, own) if "ADJF" in own else paradigm)]
    if "COMP" in own:
        return _only(word, own)
    if "nomn" not in own or not ("NOUN" in own or own.isdisjoint(_NOT_MASCULINE)):
        return []
    if "ADJF" in own and "Supr" in own:
        forms = [f for f in paradigm.words(stem) if "Supr" in f.grammemes and f.word.startswith(lemma[:-2])]
        return [("", Paradigm([("", *form) for form in forms]))] if forms else []
    if "PRTF" in own and "sing" in own:
        return [(stem, _some(number, _PARTICIPLES, own & _TENSES_AND_VOICES))]
    if "NOUN" in own and "plur" in own:
        return [(stem, _some(number, _PLURAL, frozenset()))]
    return []


def _normal_form(reading: Reading) -> str:
    stem, paradigm = _all_forms(reading)
    before, after, _ = paradigm.forms[0]
    return before + stem + after


def _parsed(word: str) -> list[Reading]:
    """The readings of a word, the likeliest first."""
    return [(p.word, *p.methods_stack[0][2:]) for p in analyzer().parse(word)]


def _looked_up(word: str) -> list[Reading]:
    """The same in any order, a third of the time."""
    known = analyzer()
    items = known.dictionary.words.similar_items(word, known.char_substitutes)
    return [(own, *at) for own, places in items for at in places]


def _words(stems: Stems) -> list[Form]:
    return [form for stem, paradigm in stems for form in paradigm.words(stem)]


def _only(word: str, grammemes: frozenset[str] = frozenset()) -> Stems:
    return [(word, _alone(grammemes))]


@cache
def _alone(grammemes: frozenset[str]) -> Paradigm:
    return Paradigm([("", "", grammemes)])


def _all_forms(reading: Reading) -> tuple[str, Paradigm]:
    """The lexeme of a reading. The endings of a paradigm are put together only once."""
    word, number, form = reading
    paradigm = _paradigm(number)
    return paradigm.stem(word, form), paradigm


@cache
def _paradigm(number: int) -> Paradigm:
    dictionary = analyzer().dictionary
    numbers = dictionary.paradigms[number].tolist()  # of the endings, of the tags, of what stands before
    size = len(numbers) // 3
    return Paradigm(
        [*zip(
            map(dictionary.paradigm_prefixes.__getitem__, numbers[2 * size :]),
            map(dictionary.suffixes.__getitem__, numbers[:size]),
            map(_grammemes, numbers[size : 2 * size]), strict=True,
        )]
    )  # fmt: skip


@cache
def _grammemes(tag: int) -> frozenset[str]:
    return frozenset(analyzer().dictionary.gramtab[tag].grammemes)


@cache
def _of_degree(number: int, own: frozenset[str]) -> Paradigm:
    """The forms of an adjective without those of other degrees than its own."""
    return Paradigm([form for form in _paradigm(number).forms if form[2] == own or not form[2] & _DEGREES])


@cache
def _some(number: int, one: frozenset[str], all_: frozenset[str]) -> Paradigm:
    """The forms that have one of these grammemes, and all of those."""
    return Paradigm([form for form in _paradigm(number).forms if not form[2].isdisjoint(one) and all_ <= form[2]])


def _shared_stem(stem: str, paradigm: Paradigm) -> tuple[str, Paradigm]:
    """The same forms with the longest stem that all of them share, which a prefix may make shorter."""
    words = [before + stem + after for before, after, _ in paradigm.forms]
    first, last = min(words), max(words)
    i = 0
    while i < min(len(first), len(last)) and first[i] == last[i]:
        i += 1
    own = [form[2] for form in paradigm.forms]
    return first[:i], Paradigm([("", word[i:], grammemes) for word, grammemes in zip(words, own, strict=True)])


def alone(form: bytes) -> Lexeme:
    """A word that is not inflected."""
    return Lexeme((form,), _layout((0,), (frozenset(),)))
