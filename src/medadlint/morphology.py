"""Russian word forms, from pymorphy3 and ``rules/lexicon.yml``. Used when a pack is compiled and to inflect a rewrite.

Grammemes are named in Russian in rule files; the table below leads to OpenCorpora's names.
"""

from __future__ import annotations

from functools import cache, lru_cache
from typing import TYPE_CHECKING, NamedTuple

from medadlint.errors import close

if TYPE_CHECKING:
    from pymorphy3 import MorphAnalyzer
    from pymorphy3.analyzer import Parse

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


class Morphology:
    """pymorphy3's dictionary plus the words of a lexicon: ``{"термаж": "массаж"}`` (declines like), value "" = never."""

    def __init__(self, lexicon: dict[str, str]) -> None:
        self._lexicon = lexicon
        self._lexemes: dict[str, list[Form]] = {}
        self._models: dict[str, list[tuple[str, list[Form]]]] = {}

    def lexeme(self, lemma: str) -> list[Form]:
        """All forms that the dictionary form ``lemma`` stands for, homonyms together. Raises LemmaError.

        A superlative, a comparative, a participle and a plural stand for themselves, not for the word they come
        from: pymorphy's normal form of «лучший» is «хороший».
        """
        lemma = lemma.lower()
        if lemma not in self._lexemes:
            self._lexemes[lemma] = self._lexeme(lemma)
        return self._lexemes[lemma]

    def _lexeme(self, lemma: str) -> list[Form]:
        model = self._lexicon.get(lemma)
        if model is not None:
            return self._modelled(lemma, model) if model else [Form(lemma, frozenset())]
        if lemma.isdigit() or not any("а" <= c <= "я" for c in lemma):
            return [Form(lemma, frozenset())]
        parses = analyzer().parse(lemma)
        forms = [form for parse in parses for form in _own_forms(parse, lemma)]
        if not forms:
            raise LemmaError(self._wrong_form(lemma, parses))
        return forms

    def all_forms(self, word: str) -> list[Form]:
        """All forms of every reading of ``word``, whatever form it stands in. Raises LemmaError for unknown words."""
        word = word.lower()
        try:
            forms = [*self.lexeme(word)]
        except LemmaError:
            forms = []
        if word not in self._lexicon:
            forms += [form for parse in analyzer().parse(word) for form in _all_forms(parse)]
        if not forms:
            forms = self._reverse_lexicon(word)
        if not forms:
            raise LemmaError(self._wrong_form(word, []))
        return forms

    @lru_cache(maxsize=1)  # noqa: B019  a Morphology lives as long as one compilation
    def _lexicon_forms(self) -> dict[str, str]:
        return {f.word: lemma for lemma in self._lexicon for f in self.lexeme(lemma)}

    def _reverse_lexicon(self, word: str) -> list[Form]:
        lemma = self._lexicon_forms().get(word)
        return self.lexeme(lemma) if lemma else []

    def _modelled(self, lemma: str, model: str) -> list[Form]:
        """The forms of ``model`` with its stem exchanged: термаж : массаж = термажа : массажа."""
        if model not in self._models:
            self._models[model] = [
                (_common_prefix([form.word for form in forms]), forms)
                for parse in analyzer().parse(model)
                if parse.normal_form == model
                for forms in [_all_forms(parse)]
            ]
        for stem, forms in self._models[model]:
            ending = model[len(stem) :]
            if lemma.endswith(ending):
                own = lemma[: len(lemma) - len(ending)]
                return [Form(own + f.word[len(stem) :], f.grammemes) for f in forms]
        raise LemmaError(
            f"«{lemma}: как {model}»: слово «{model}» не в словаре или кончается иначе; выберите другой образец"
        )

    def _wrong_form(self, word: str, parses: list[Parse]) -> str:
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


def select(forms: list[Form], grammemes: tuple[tuple[str, ...], ...]) -> list[str]:
    """The words of ``forms`` that fit ``grammemes``: any of the outer groups, all names within one."""
    if not grammemes:
        return list(dict.fromkeys(f.word for f in forms))
    wanted = [[GRAMMEMES[name] for name in group] for group in grammemes]
    return list(
        dict.fromkeys(f.word for f in forms if any(all(codes & f.grammemes for codes in group) for group in wanted))
    )


_DEGREES = frozenset(("COMP", "Supr"))


def _own_forms(parse: Parse, lemma: str) -> list[Form]:
    """The forms ``lemma`` stands for in this reading; [] if it is no dictionary form in it."""
    tag = parse.tag
    if parse.normal_form == lemma:
        forms = _all_forms(parse)
        if tag.POS != "ADJF":
            return forms
        own = tag.grammemes
        return [f for f in forms if f.grammemes == own or not f.grammemes & _DEGREES]
    nominative = "nomn" in tag and (tag.gender in ("masc", None) or tag.POS == "NOUN")
    if tag.POS == "COMP":
        return [_form(parse)]
    if not nominative:
        return []
    if tag.POS == "ADJF" and "Supr" in tag:
        return [_form(p) for p in parse.lexeme if "Supr" in p.tag and p.word.startswith(lemma[:-2])]
    if tag.POS == "PRTF" and "sing" in tag:
        same = {tag.tense, tag.voice}
        return [_form(p) for p in parse.lexeme if p.tag.POS in ("PRTF", "PRTS") and {p.tag.tense, p.tag.voice} == same]
    if tag.POS == "NOUN" and "plur" in tag:
        return [_form(p) for p in parse.lexeme if "plur" in p.tag]
    return []


def _all_forms(parse: Parse) -> list[Form]:
    """The lexeme of a reading. What ``parse.lexeme`` says, but the endings of a paradigm are put together only once."""
    if len(parse.methods_stack) > 1:
        return [_form(p) for p in parse.lexeme]
    _, _, number, index = parse.methods_stack[0]
    paradigm = _paradigm(number)
    prefix, suffix, _ = paradigm[index]
    stem = parse.word[len(prefix) : len(parse.word) - len(suffix)]
    return [Form(before + stem + after, grammemes) for before, after, grammemes in paradigm]


@cache
def _paradigm(number: int) -> list[tuple[str, str, frozenset[str]]]:
    """What stands before and after the stem in each form, with its grammemes."""
    dictionary = analyzer().dictionary
    return [(before, after, tag.grammemes) for before, tag, after in dictionary.build_paradigm_info(number)]


def _form(parse: Parse) -> Form:
    return Form(parse.word, parse.tag.grammemes)


def _common_prefix(words: list[str]) -> str:
    first, last = min(words), max(words)
    i = 0
    while i < min(len(first), len(last)) and first[i] == last[i]:
        i += 1
    return first[:i]
