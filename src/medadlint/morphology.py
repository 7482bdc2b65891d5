"""Russian word forms, from pymorphy3 and ``rules/lexicon.yml``. Used when a pack is compiled and to inflect a rewrite.

Grammemes are named in Russian in rule files; the table below leads to OpenCorpora's names.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import cache, lru_cache
from typing import TYPE_CHECKING, NamedTuple

from medadlint.errors import close
from medadlint.fold import fold_bytes, fold_word
from medadlint.words import Cache

if TYPE_CHECKING:
    from pymorphy3 import MorphAnalyzer
    from pymorphy3.tagset import OpencorporaTag

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


_folded = cache(fold_bytes)  # of the few hundred endings


class Paradigm:
    """Forms but for their stem: what stands before and after it, and the grammemes."""

    __slots__ = ("_ends", "_fitting", "forms")

    def __init__(self, forms: Sequence[tuple[str, str, frozenset[str]]]) -> None:
        self.forms = forms
        self._ends: list[tuple[bytes, bytes, frozenset[str]]] = []
        self._fitting: dict[Grammemes, tuple[list[bytes], list[tuple[bytes, bytes]]]] = {}

    def words(self, stem: str) -> list[Form]:
        """The forms of one word."""
        return [Form(before + stem + after, grammemes) for before, after, grammemes in self.forms]

    def keys(self, stem: str, grammemes: Grammemes) -> Iterable[bytes]:
        """Those that fit (see ``select``) as a fold spells them: put together from bytes, ten times as fast as by words."""
        if grammemes not in self._fitting:
            if not self._ends:
                self._ends = [(_folded(a), _folded(b), own) for a, b, own in self.forms]
            fits = _fitting(grammemes)
            ends = {(a, b) for a, b, own in self._ends if fits[own]}
            self._fitting[grammemes] = [b for a, b in ends if not a], [(a, b) for a, b in ends if a]
        endings, others = self._fitting[grammemes]
        folded = fold_bytes(stem)
        plain = map(folded.__add__, endings)
        return [*plain, *(before + folded + after for before, after in others)] if others else plain


Stems = list[tuple[str, Paradigm]]
"""Some forms: those of each paradigm with its stem."""


class Reading(NamedTuple):
    """What a word may be: a form of a paradigm of the dictionary. ``word``: with its «ё»."""

    word: str
    tag: OpencorporaTag
    normal_form: str
    number: int
    form: int


class Morphology:
    """pymorphy3's dictionary plus the words of a lexicon: ``{"термаж": "массаж"}`` (declines like), value "" = never."""

    def __init__(self, lexicon: dict[str, str]) -> None:
        self._lexicon = lexicon
        self._lexemes: dict[str, list[Form]] = {}
        self._stems: dict[tuple[str, bool], Stems] = {}
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

    def keys(self, lemma: str, grammemes: Grammemes = (), *, whatever: bool = False) -> frozenset[bytes]:
        """The forms of ``lexeme`` (or of ``all_forms``, if ``whatever``) that fit, as a fold spells them. Raises LemmaError."""
        lemma = lemma.lower()
        asked = (lemma, whatever)
        if asked not in self._stems:
            try:
                self._stems[asked] = (self._all_forms if whatever else self._lexeme)(lemma, _looked_up)
            except LemmaError:  # which names the likeliest reading first
                (self._all_forms if whatever else self._lexeme)(lemma, _parsed)
                raise
        stems = self._stems[asked]
        if not lemma.isalpha() or lemma.isascii():
            return frozenset(map(fold_word, select(_words(stems), grammemes)))
        keys: set[bytes] = set()
        for stem, paradigm in stems:
            keys.update(paradigm.keys(stem, grammemes))
        return frozenset(keys)

    def _lexeme(self, lemma: str, readings: Callable[[str], list[Reading]]) -> Stems:
        model = self._lexicon.get(lemma)
        if model is not None:
            return [self._modelled(lemma, model)] if model else _only(lemma)
        if lemma.isdigit() or not any("а" <= c <= "я" for c in lemma):
            return _only(lemma)
        found = readings(lemma)
        stems = [own for reading in found for own in _own_forms(reading, lemma)]
        if not stems:
            raise LemmaError(self._wrong_form(lemma, found))
        return stems

    def all_forms(self, word: str) -> list[Form]:
        """All forms of every reading of ``word``, whatever form it stands in. Raises LemmaError for unknown words."""
        return _words(self._all_forms(word.lower(), _parsed))

    def _all_forms(self, word: str, readings: Callable[[str], list[Reading]]) -> Stems:
        try:
            stems = self._lexeme(word, readings)
        except LemmaError:
            stems = []
        if word not in self._lexicon:
            stems = stems + list(map(_all_forms, readings(word)))
        if not stems:
            lemma = self._lexicon_forms().get(word)
            stems = self._lexeme(lemma, readings) if lemma else []
        if not stems:
            raise LemmaError(self._wrong_form(word, []))
        return stems

    @lru_cache(maxsize=1)  # noqa: B019  a Morphology lives as long as one compilation
    def _lexicon_forms(self) -> dict[str, str]:
        return {f.word: lemma for lemma in self._lexicon for f in self.lexeme(lemma)}

    def _modelled(self, lemma: str, model: str) -> tuple[str, Paradigm]:
        """The forms of ``model`` with its stem exchanged: термаж : массаж = термажа : массажа."""
        if model not in self._models:
            self._models[model] = [
                _shared_stem(*_all_forms(reading)) for reading in _parsed(model) if reading.normal_form == model
            ]
        for stem, paradigm in self._models[model]:
            ending = model[len(stem) :]
            if lemma.endswith(ending):
                return lemma[: len(lemma) - len(ending)], paradigm
        raise LemmaError(
            f"«{lemma}: как {model}»: слово «{model}» не в словаре или кончается иначе; выберите другой образец"
        )

    def _wrong_form(self, word: str, parses: list[Reading]) -> str:
        known = list(dict.fromkeys(p.normal_form for p in parses))
        lemma = self._lexicon_forms().get(word)
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


def _own_forms(reading: Reading, lemma: str) -> Stems:
    """The forms ``lemma`` stands for in this reading; [] if it is no dictionary form in it."""
    tag = reading.tag
    if reading.normal_form == lemma:
        if tag.POS != "ADJF":
            return [_all_forms(reading)]
        stem, _ = _all_forms(reading)
        return [(stem, _of_degree(reading.number, tag.grammemes))]
    nominative = "nomn" in tag and (tag.gender in ("masc", None) or tag.POS == "NOUN")
    if tag.POS == "COMP":
        return _only(reading.word, tag.grammemes)
    if not nominative:
        return []
    forms = _words([_all_forms(reading)])
    if tag.POS == "ADJF" and "Supr" in tag:
        return _only_these(f for f in forms if "Supr" in f.grammemes and f.word.startswith(lemma[:-2]))
    if tag.POS == "PRTF" and "sing" in tag:
        same = frozenset((tag.tense, tag.voice)) - {None}
        return _only_these(f for f in forms if not f.grammemes.isdisjoint(_PARTICIPLES) and same <= f.grammemes)
    if tag.POS == "NOUN" and "plur" in tag:
        return _only_these(f for f in forms if "plur" in f.grammemes)
    return []


def _parsed(word: str) -> list[Reading]:
    """The readings of a word, the likeliest first."""
    return [Reading(*p[:3], *p.methods_stack[0][2:]) for p in analyzer().parse(word)]


def _looked_up(word: str) -> list[Reading]:
    """The same in any order, a third of the time."""
    dictionary = analyzer().dictionary
    return [
        Reading(own, dictionary.build_tag_info(*at), dictionary.build_normal_form(*at, own), *at)
        for own, places in dictionary.words.similar_items(word, analyzer().char_substitutes)
        for at in places
    ]


def _words(stems: Stems) -> list[Form]:
    return [form for stem, paradigm in stems for form in paradigm.words(stem)]


def _only(word: str, grammemes: frozenset[str] = frozenset()) -> Stems:
    return [("", Paradigm([("", word, grammemes)]))]


def _only_these(forms: Iterable[Form]) -> Stems:
    found = [("", form.word, form.grammemes) for form in forms]
    return [("", Paradigm(found))] if found else []


def _all_forms(reading: Reading) -> tuple[str, Paradigm]:
    """The lexeme of a reading. The endings of a paradigm are put together only once."""
    paradigm = _paradigm(reading.number)
    prefix, suffix, _ = paradigm.forms[reading.form]
    return reading.word[len(prefix) : len(reading.word) - len(suffix)], paradigm


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


def _shared_stem(stem: str, paradigm: Paradigm) -> tuple[str, Paradigm]:
    """The same forms with the longest stem that all of them share, which a prefix may make shorter."""
    words = [before + stem + after for before, after, _ in paradigm.forms]
    first, last = min(words), max(words)
    i = 0
    while i < min(len(first), len(last)) and first[i] == last[i]:
        i += 1
    own = [form[2] for form in paradigm.forms]
    return first[:i], Paradigm([("", word[i:], grammemes) for word, grammemes in zip(words, own, strict=True)])
