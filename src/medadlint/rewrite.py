"""What to write instead: a template of the rule, inflected to fit, offered only if the sentence is clean with it.

{стремиться~гл}     the word in the form of the captured word «гл» (person, number, tense, gender, case)
{какой итог:дт}     what was captured, together in the dative; {имя} alone: as it stands
{?стаж}             a gap for a fact that only the author knows
{!имя}              nothing; without such a capture the rewrite is not offered
anything else       as written
"""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING

from medadlint.finding import Rewrite
from medadlint.fold import Folded, fold
from medadlint.morphology import CASES, Form, Morphology

if TYPE_CHECKING:
    from medadlint.extract.model import Extract
    from medadlint.linter import Linter
    from medadlint.reader import Claim

_SLOT = re.compile(r"\{([^{}]*)\}")
_LETTER = re.compile(r"[^\W\d_]")
_WORD = re.compile(r"[^\W_]+")
MOST = 3
WHY = "обещания в такой фразе больше нет, а смысл остался"

# What a verb, and what a noun or adjective, takes over from the word whose place it takes.
_VERBAL = frozenset("1per 2per 3per sing plur pres past futr indc impr masc femn neut".split())
_NOMINAL = frozenset("nomn gent datv accs ablt loct sing plur masc femn neut".split())
_GENDERS = frozenset(("masc", "femn", "neut"))


class _Unsure(Exception):  # noqa: N818  no error: the rewrite is simply not offered
    """The form cannot be built surely."""


def rewrites(linter: Linter, claim: Claim, document: Extract, folded: Folded) -> list[Rewrite]:
    """Up to three rewrites of a claim, each proved clean by linting its sentence again."""
    morphology = Morphology(linter.pack.lexicon)
    visible = folded.origin(claim.start, claim.end, document.text)
    start, end = document.place(*visible)
    contiguous = document.source[start:end] == document.text[slice(*visible)]
    out: list[Rewrite] = []
    for template in claim.rule.rewrite:
        text, _, why = template.partition(" — потому что ")
        try:
            new = _in_case_of(folded.text[claim.start : claim.end], _fill(text, claim, folded, morphology))
        except _Unsure:
            continue
        if any(r.text == new for r in out) or not _is_clean(linter, claim, folded, new):
            continue
        kind = "fill" if "{" in new else "safe" if contiguous and len(claim.rule.rewrite) == 1 else "show"
        if not contiguous:
            kind = "show"
        out.append(Rewrite(kind, new, start, end, why.strip() or WHY))
    return out[:MOST]


def _fill(template: str, claim: Claim, folded: Folded, morphology: Morphology) -> str:
    captured = {name: (a, b) for name, a, b in claim.captures}
    sentence = claim.view.sentence

    def words(name: str) -> str:
        if name not in captured:
            raise _Unsure
        a, b = captured[name]
        return folded.text[sentence.starts[a] : sentence.ends[b - 1]] if b > a else ""

    def together(names: list[str]) -> str:
        """Captures that stand side by side keep what is between them: quotation marks, commas."""
        spans = [captured[n] for n in names if n in captured and captured[n][0] < captured[n][1]]
        if spans and all(a[1] == b[0] for a, b in pairwise(spans)):
            start = sentence.starts[spans[0][0]]
            while start > claim.start and folded.text[start - 1] in "«„“(":
                start -= 1
            return folded.text[start : sentence.ends[spans[-1][1] - 1]]
        return " ".join(filter(None, map(words, names)))

    def slot(match: re.Match[str]) -> str:
        inner = match[1]
        if inner.startswith("?"):
            return "{" + inner[1:] + "}"
        if inner.startswith("!"):
            words(inner[1:])
            return ""
        if "~" in inner:
            lemma, name = inner.split("~")
            return _like(lemma, words(name), morphology)
        names, _, case = inner.partition(":")
        group = together(names.split())
        return _decline(group, CASES[case], morphology) if case else group

    return re.sub(r"\s{2,}", " ", _SLOT.sub(slot, template)).strip()


def _readings(word: str, morphology: Morphology) -> list[Form]:
    """The readings of one form, best first; a word of the lexicon has those of its paradigm."""
    from medadlint.morphology import analyzer

    parses = analyzer().parse(word.lower())
    if parses:
        return [Form(p.normal_form, p.tag.grammemes) for p in parses]
    try:
        return [Form(word, f.grammemes) for f in morphology.all_forms(word) if f.word == word.lower()]
    except ValueError:
        return []


def _like(lemma: str, model: str, morphology: Morphology) -> str:
    """``lemma`` in the form in which ``model`` stands."""
    forms = morphology.lexeme(lemma)
    own = forms[0].grammemes
    verb = "INFN" in own or "VERB" in own
    for reading in _readings(model, morphology):
        tags = reading.grammemes
        if verb:
            if "INFN" in tags:
                return lemma
            if "VERB" not in tags:
                continue
            # a perfective future has no twin in an imperfective verb: «гарантируем» present and future alike
            wanted = tags & _VERBAL
            if "perf" in tags and "futr" in tags and "impf" in own:
                wanted = (wanted - {"futr"}) | {"pres"}
            fits = [f for f in forms if "VERB" in f.grammemes and wanted <= f.grammemes and "incl" not in f.grammemes]
        else:
            if not tags & {"NOUN", "ADJF", "PRTF"}:
                continue
            wanted = tags & _NOMINAL
            if "NOUN" in own:
                wanted -= _GENDERS
            fits = [f for f in forms if wanted <= f.grammemes]
        if fits:
            return fits[0].word
    raise _Unsure


def _decline(group: str, case: str, morphology: Morphology) -> str:
    """A noun phrase in another case: the adjectives before the noun agree, what follows the noun stays."""
    spans = list(_WORD.finditer(group))
    readings = [_readings(m[0], morphology) for m in spans]
    for head, forms in enumerate(readings):
        nouns = [f for f in forms if "NOUN" in f.grammemes]
        if not nouns:
            continue
        if head + 1 < len(readings) and not _depends(readings[head + 1]):
            raise _Unsure
        for noun in nouns:
            number = noun.grammemes & {"sing", "plur"}
            old_case = noun.grammemes & {"nomn", "gent", "datv", "accs", "ablt", "loct"}
            gender = noun.grammemes & _GENDERS
            new = [_inflect(noun, {case} | number, morphology)]
            for forms_before in reversed(readings[:head]):
                agreeing = [
                    f
                    for f in forms_before
                    if f.grammemes & {"ADJF", "PRTF"} and old_case | number <= f.grammemes
                    and ("plur" in number or gender <= f.grammemes)
                ]  # fmt: skip
                if agreeing:
                    same = {case} | number | (gender if "sing" in number else set())
                    new.insert(0, _inflect(agreeing[0], same, morphology))
                elif forms_before and all(f.grammemes & {"ADVB", "CONJ", "PRCL"} for f in forms_before):
                    new.insert(0, "")
                else:
                    new = []
                    break
            if new and all(word is not None for word in new):
                return _replaced(group, spans, new)
        break
    raise _Unsure


def _depends(readings: list[Form]) -> bool:
    """May a word after a noun be its complement: a genitive, or a preposition and what follows?"""
    return any(f.grammemes & {"gent", "PREP", "CONJ"} for f in readings)


def _replaced(group: str, spans: list[re.Match[str]], new: list[str | None]) -> str:
    out, done = [], 0
    for span, word in zip(spans, new, strict=False):
        out.append(group[done : span.start()] + (_in_case_of(span[0], word) if word else span[0]))
        done = span.end()
    return "".join(out) + group[done:]


def _inflect(form: Form, wanted: set[str] | frozenset[str], morphology: Morphology) -> str | None:
    try:
        forms = morphology.all_forms(form.word)
    except ValueError:
        return None
    keep = form.grammemes & {"NOUN", "ADJF", "PRTF", "actv", "pssv", "past", "pres", "Supr"}
    fits = [f for f in forms if wanted <= f.grammemes and keep <= f.grammemes]
    if not fits:
        return None
    return fits[0].word


def _in_case_of(old: str, new: str) -> str:
    """``new`` with the capitals of ``old``: a capital at the start, or all capitals."""
    letters = _LETTER.findall(old)
    if len(letters) > 1 and all(c.isupper() for c in letters):
        return new.upper()
    if letters and letters[0].isupper():
        return new[:1].upper() + new[1:]
    return new


def _is_clean(linter: Linter, claim: Claim, folded: Folded, new: str) -> bool:
    """Is the rest of the sentence as clean as before, and the new words free of findings?"""
    sentence = claim.view.sentence
    text = folded.text[sentence.start : claim.start] + new + folded.text[claim.end : sentence.end]
    start = claim.start - sentence.start
    for found in linter.claims(fold(text)):
        if found.start < start + len(new) and start < found.end:
            return False
    return True
