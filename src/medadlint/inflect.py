"""Russian agreement for rewrites. Each function gives the one sure form or raises Unsure: then nothing is offered."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from medadlint.light import expression
from medadlint.morphology import CASES, Morphology, likely_forms
from medadlint.paradigm import GRAMMEMES, Form

if TYPE_CHECKING:
    from medadlint.pack import Pack

WORD = expression(r"[^\W_]+")
COMPOUND = expression(r"[^\W_]+(?:-[^\W_]+)*")  # «врач-ортодонт» is one word

# What a verb, and what a noun or adjective, takes over from the word whose place it takes.
_VERBAL = frozenset("1per 2per 3per sing plur pres past futr indc impr masc femn neut".split())
_NUMBERS = frozenset(("sing", "plur"))
_GENDERS = frozenset(("masc", "femn", "neut"))
_CASES = frozenset("nomn gent datv accs ablt loct".split())
_SECOND = {"gen2": "gent", "loc2": "loct", "gen1": "gent", "acc2": "accs"}
_PARTICIPLE = frozenset(("actv", "pssv", "past", "pres"))
ADJECTIVES = frozenset(("ADJF", "PRTF"))
_VERBS = frozenset("INFN VERB GRND PRTF PRTS".split())
_LETTER = expression(r"[^\W\d_]")
_NAMES = frozenset("Name Surn Patr Geox Orgn Trad Abbr".split())
_LONGER = {"с": "со", "в": "во", "о": "об"}
_PREPOSITION = expression(
    r"(?<!\w)(?:(с)(\s(?:[сзшж][^аеёиоуыэюяй\W]|щ|мн))|(в)(\s[вф][^аеёиоуыэюя\W])|(о)(\s[аиоуэ]))", re.IGNORECASE
)
# «быть» before an infinitive: the future of an imperfective verb
_WILL = {
    ("1per", "sing"): "буду", ("2per", "sing"): "будешь", ("3per", "sing"): "будет",
    ("1per", "plur"): "будем", ("2per", "plur"): "будете", ("3per", "plur"): "будут",
}  # fmt: skip


class Unsure(Exception):  # noqa: N818  no error: the rewrite is simply not offered
    """The form cannot be built surely."""


class Inflector:
    """The readings of words and their forms, kept: a text meets the same words again and again."""

    def __init__(self, lexicon: dict[str, str]) -> None:
        self._morphology = Morphology(lexicon)
        self._readings: dict[str, list[Form]] = {}
        self._forms: dict[str, list[Form]] = {}

    def readings(self, word: str) -> list[Form]:
        """The readings of one form, best first, normal form and grammemes; a word of the lexicon has its paradigm's."""
        word = word.lower()
        if word not in self._readings:
            self._readings[word] = likely_forms(word) or [
                Form(word, f.grammemes) for f in self._all(word) if f.word == word
            ]
        return self._readings[word]

    def tags(self, word: str) -> frozenset[str]:
        """The grammemes of the likeliest reading of a form."""
        readings = self.readings(word)
        return readings[0].grammemes if readings else frozenset()

    def parts(self, word: str) -> frozenset[str]:
        """The parts of speech that ``word`` may be."""
        return frozenset().union(*(f.grammemes for f in self.readings(word))) & _PARTS

    def cases(self, word: str, part: str) -> frozenset[str]:
        """The cases in which ``word`` may stand as a ``part`` of speech."""
        return frozenset().union(*(_plain(f.grammemes) for f in self.readings(word) if part in f.grammemes)) & _CASES

    def opens_with(self, words: str, part: str) -> bool:
        """May the first of ``words`` be that part of speech?"""
        first = WORD.search(words)
        return bool(first) and part in self.parts(first[0])  # type: ignore[index]

    def is_relative(self, word: str) -> bool:
        """May ``word`` open a clause that hangs on what stands before: «который», «кто»?"""
        tags = [f.grammemes for f in self.readings(word)]
        return any({"Subx", "Apro"} <= t or ({"NPRO", "nomn"} <= t and not t & {"1per", "2per", "3per"}) for t in tags)

    def like(self, lemma: str, model: str, extra: str = "") -> str:
        """``lemma`` in the form of ``model``; ``extra``: grammemes that go before the model's («наст»). Raises Unsure."""
        forms = self._morphology.lexeme(lemma)
        readings = self.readings(model)
        verbs = [f for f in forms if f.grammemes & _VERBS]  # «мочь» is a noun too
        if verbs and (extra or any(f.grammemes & _VERBS for f in readings)):
            return self._verb_like(lemma, verbs, readings, {c for n in extra.split(".") if n for c in GRAMMEMES[n]})
        found = set()
        for reading in readings:
            tags = _plain(reading.grammemes)
            if tags & (ADJECTIVES | {"NOUN"}):
                wanted = tags & (_CASES | _NUMBERS)
                if "NOUN" not in forms[0].grammemes and "sing" in tags:
                    wanted |= tags & _GENDERS
                found.add(self._pick(forms, wanted, _animacy(wanted, tags)))
        if len(found) != 1:  # «гарантии» is one guarantee's or many guarantees
            raise Unsure
        return found.pop()

    def _verb_like(self, lemma: str, forms: list[Form], readings: list[Form], extra: set[str]) -> str:
        verbs = [f for f in readings if f.grammemes & {"VERB", "INFN", "GRND", "PRTF"} and "incl" not in f.grammemes]
        if extra:  # «уверен», «гарантирован»: only the number is taken over
            verbs += [f for f in readings if f.grammemes & {"ADJS", "PRTS"}]
        imperfective = "impf" in forms[0].grammemes
        # «гарантируем» is present and future alike: what is said of now is meant; «излечим» is a verb before an adjective
        verbs.sort(key=lambda f: (bool(f.grammemes & {"ADJS", "PRTS"}), imperfective and "futr" in f.grammemes))
        for reading in verbs:
            tags = _plain(reading.grammemes)
            if "INFN" in tags:
                return lemma
            if "GRND" in tags:
                return self._pick([f for f in forms if "GRND" in f.grammemes], tags & {"pres", "past"})
            if "PRTF" in tags:
                wanted = tags & (_CASES | _NUMBERS | _PARTICIPLE | (_GENDERS if "sing" in tags else frozenset()))
                return self._pick([f for f in forms if "PRTF" in f.grammemes], wanted, _animacy(wanted, tags))
            wanted = tags & _VERBAL
            if extra:
                wanted = (wanted - {"pres", "futr", "past", "impr", "indc"}) | extra
                wanted = wanted & _NUMBERS | extra if "impr" in extra else wanted | {"indc"}
                wanted -= frozenset() if "past" in extra else _GENDERS  # «уверена», but «работаю»
            if imperfective and "futr" in wanted:
                for (person, number), will in _WILL.items():
                    if {person, number} <= wanted:
                        return f"{will} {lemma}"
                continue
            if not imperfective and "pres" in wanted:
                wanted = (wanted - {"pres"}) | {"futr"}
            finite = [f for f in forms if "VERB" in f.grammemes and "incl" not in f.grammemes]
            return self._pick(finite, wanted)
        raise Unsure

    def infinitive(self, verb: str) -> str:
        """The infinitive of a verb in whatever form. Raises Unsure."""
        found = [
            f.word for f in self.readings(verb) if f.grammemes & {"VERB", "INFN", "GRND"} and "incl" not in f.grammemes
        ]
        if not found or len(set(found)) > 1:
            raise Unsure
        return found[0]

    def together(self, first: str, second: str) -> bool:
        """May ``first`` be an adjective of ``second``, or both adjectives of a noun to come?"""
        same = _CASES | _NUMBERS
        return any(
            _plain(a.grammemes) & same == _plain(b.grammemes) & same
            and ("plur" in a.grammemes or a.grammemes & _GENDERS <= b.grammemes or "ms-f" in b.grammemes)
            for a in self.readings(first) if a.grammemes & ADJECTIVES
            for b in self.readings(second) if b.grammemes & (ADJECTIVES | {"NOUN"})
        )  # fmt: skip

    def decline(self, group: str, case: str, stood: str = "") -> str:
        """A noun phrase in another case: adjectives agree, what follows the noun stays, «и» joins two of them.

        ``stood``: the preposition before it, which tells its old case, «от [проблемы]»; "." where it opens a sentence.
        """
        left, conjunction, right = group.partition(" и ")
        if conjunction:
            try:
                return f"{self.decline(left, case, stood)} и {self.decline(right, case, stood)}"
            except Unsure:  # «винир белый и ровный» or «лечение зубов и дёсен»: may be one phrase
                pass
        return self._phrase(group, CASES[case], None, _GOVERNED.get(stood.lower(), ""))

    def agree(self, adjectives: str, lemma: str, noun: str) -> str:
        """``adjectives`` and ``lemma`` as one phrase in the case and number of the old ``noun``."""
        return self._phrase(f"{adjectives} {noun}", None, lemma)

    def count(self, lemma: str, number: str, case: str = "") -> str:
        """``lemma`` as it stands after ``number``: «5 лет», «2 человека», «1,5 процедуры», «к 21 дню»."""
        forms = [f for f in self._morphology.lexeme(lemma) if "NOUN" in f.grammemes]
        whole, _, fraction = re.sub(r"\s", "", number).replace(",", ".").partition(".")
        if not whole.isdigit():
            raise Unsure
        last, tens = int(whole) % 10, int(whole) % 100 // 10
        if fraction:
            return self._pick(forms, {"gent", "sing"})
        one = last == 1 and tens != 1
        if case and case not in ("им", "вн"):
            return self._pick(forms, {CASES[case], "sing" if one else "plur"})
        if one:
            return self._pick(forms, {"accs" if case == "вн" else "nomn", "sing"})
        if last in (2, 3, 4) and tens != 1:
            return self._pick(forms, {"gent", "sing"})
        # «лет», «человек»: the dictionary marks what stands only after numbers
        counted = [f for f in forms if "plur" in f.grammemes and "gent" in f.grammemes]
        special = {"год": "лет", "человек": "человек"}.get(lemma)
        return special if special in {f.word for f in counted} else self._pick(forms, {"gent", "plur"})

    def neighbours(self, adjectives: list[str], old: str, new: str) -> list[str] | None:
        """Adjectives that stood with the noun ``old``, made to agree with ``new``; None if they did not stand with it."""
        for noun in self.readings(old):
            tags = _plain(noun.grammemes)
            if "NOUN" not in tags:
                continue
            target = next((_plain(f.grammemes) for f in self.readings(new)
                           if "NOUN" in f.grammemes and tags & (_CASES | _NUMBERS) <= _plain(f.grammemes)), None)  # fmt: skip
            if target is None:
                continue
            out = [self._agreeing(word, tags, target) for word in adjectives]
            if all(out):
                return [word for word in out if word]
        return None

    def gender(self, word: str) -> frozenset[str]:
        """The genders of a noun in the singular; nothing for a plural."""
        nouns = [f.grammemes for f in self.readings(word) if "NOUN" in f.grammemes]
        return nouns[0] & _GENDERS if nouns and "sing" in nouns[0] else frozenset()

    # --- inside --------------------------------------------------------------------------------------------------

    def _phrase(self, group: str, case: str | None, lemma: str | None, stood: str = "") -> str:
        """The first noun of ``group`` in ``case``, or exchanged for ``lemma``; adjectives before it agree."""
        spans = list(WORD.finditer(group))
        for head, span in enumerate(spans):
            nouns = [f for f in self.readings(span[0]) if "NOUN" in f.grammemes]
            follows = spans[head + 1][0] if head + 1 < len(spans) else ""
            if not nouns or (ADJECTIVES & self.parts(span[0]) and self.together(span[0], follows)):  # «головные боли»
                continue
            nouns = [f for f in nouns if stood in _plain(f.grammemes)] or nouns
            after = self.readings(spans[head + 1][0]) if head + 1 < len(spans) else []
            if after and not any(f.grammemes & {"gent", "PREP"} for f in after):
                raise Unsure
            for noun in nouns:
                old = _plain(noun.grammemes)
                wanted = {case} if case else old & _CASES
                try:
                    if lemma:
                        new = self._pick(self._morphology.lexeme(lemma), {*wanted, *(old & _NUMBERS)})
                        target = next(f.grammemes for f in self.readings(new)
                                      if "NOUN" in f.grammemes and {*wanted, *(old & _NUMBERS)} <= _plain(f.grammemes))  # fmt: skip
                    else:
                        target = (old - _CASES) | wanted
                        same = [f for f in self._all(noun.word) if "NOUN" in f.grammemes]
                        same.sort(key=lambda f: bool((f.grammemes ^ noun.grammemes) & _VARIANTS))  # «похмельем»
                        new = self._pick(
                            same, (target & (_CASES | _NUMBERS)) | (old & _GENDERS), must=old & {"anim", "inan"}
                        )
                except (Unsure, StopIteration):
                    continue
                before = [self._agreeing(s[0], old, _plain(target)) for s in spans[:head]]
                if all(word is not None for word in before):
                    return _replaced(group, spans, [*before, new])
            break
        raise Unsure

    def _agreeing(self, word: str, old: frozenset[str], new: frozenset[str]) -> str | None:
        """An adjective that agrees with a noun ``old``, as it agrees with ``new``; "" for an adverb, None if unsure."""
        readings = self.readings(word)
        for form in readings:
            tags = _plain(form.grammemes)
            if tags & ADJECTIVES and old & (_CASES | _NUMBERS) <= tags and ("plur" in old or old & _GENDERS <= tags):
                wanted = new & (_CASES | _NUMBERS | (_GENDERS if "sing" in new else frozenset()))
                same = tags & (ADJECTIVES | _PARTICIPLE | {"Supr"})
                try:
                    forms = [f for f in self._all(form.word) if same <= f.grammemes]
                    if "Supr" not in same:
                        forms = [f for f in forms if "Supr" not in f.grammemes]
                    return self._pick(forms, wanted, _animacy(wanted, new))
                except Unsure:
                    return None
        if readings and all(f.grammemes & {"ADVB", "CONJ", "PRCL"} for f in readings):
            return ""
        return None

    def _pick(
        self, forms: list[Form], wanted: set[str] | frozenset[str], also: str = "", must: frozenset[str] = frozenset()
    ) -> str:
        fits = [f.word for f in forms if wanted <= _plain(f.grammemes) and must <= f.grammemes]
        if also:
            fits = [f.word for f in forms if wanted <= _plain(f.grammemes) and also in f.grammemes] or fits
        if not fits:
            raise Unsure
        return fits[0]

    def _all(self, word: str) -> list[Form]:
        if word not in self._forms:
            try:
                self._forms[word] = self._morphology.all_forms(word)
            except ValueError:
                self._forms[word] = []
        return self._forms[word]


_GOVERNED = (
    dict.fromkeys(("от", "без", "до", "из", "для", "у"), "gent") | dict.fromkeys(("к", "ко"), "datv") | {".": "nomn"}
)
_VARIANTS = frozenset(("V-ie", "V-be", "V-oy", "V-ey", "V-bi"))  # «похмелием»
_PARTS = frozenset("NOUN ADJF ADJS COMP VERB INFN PRTF PRTS GRND NUMR ADVB NPRO PRED PREP CONJ PRCL INTJ".split())


@lru_cache(maxsize=4)
def inflector(pack: Pack) -> Inflector:
    """The one inflector of a pack: its lexicon is read once."""
    return Inflector(pack.lexicon)


def capitals(old: str, new: str) -> str:
    """``new`` with the capitals of ``old``: a capital at the start, or all capitals."""
    letters = _LETTER.findall(old)
    if is_loud(old):
        return re.sub(r"[^{}]+(?![^{}]*\})", lambda m: m[0].upper(), new)  # a gap keeps its name
    if letters and letters[0].isupper():
        first = re.search(r"[^\W_]|\{", new)  # a number or a gap that opens it has no capital
        return new[: first.start()] + first[0].upper() + new[first.end() :] if first else new
    return new


def is_loud(text: str) -> bool:
    """Is ``text`` written in capitals?"""
    letters = _LETTER.findall(text)
    return len(letters) > 1 and all(c.isupper() for c in letters)


def is_name(inflector: Inflector, word: str) -> bool:
    """May the capital of ``word`` be its own: a name, an abbreviation, a word nobody knows?"""
    readings = inflector.readings(word)
    return word[1:2].isupper() or not readings or bool(readings[0].grammemes & _NAMES)


def with_prepositions(text: str) -> str:
    """«с страхом» to «со страхом», «о операции» to «об операции»."""
    return _PREPOSITION.sub(_longer, text)


def _longer(match: re.Match[str]) -> str:
    short, rest = (group for group in match.groups() if group)
    return f"{short}{_LONGER[short.lower()][1:]}{rest}"


def _plain(tags: frozenset[str]) -> frozenset[str]:
    """The second genitive and locative are a genitive and a locative."""
    second = tags & _SECOND.keys()
    return tags | {_SECOND[t] for t in second} if second else tags


def _animacy(wanted: set[str] | frozenset[str], tags: frozenset[str]) -> str:
    """What an accusative adjective must agree in besides: «быстрый рост», but «быстрого врача»."""
    if "accs" in wanted and ("plur" in wanted or "masc" in wanted):
        return "anim" if "anim" in tags else "inan" if "inan" in tags else ""
    return ""


def _replaced(group: str, spans: list[re.Match[str]], new: list[str | None]) -> str:
    out, done = [], 0
    for span, word in zip(spans, new, strict=False):
        out.append(group[done : span.start()] + (capitals(span[0], word) if word else span[0]))
        done = span.end()
    return "".join(out) + group[done:]
