"""One line of ``rewrite:`` applied to one claim: the slots filled, what stands around them made to agree, or Unsure."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from medadlint.fit import beginning, ending, is_softened, promises, require_alone, require_fit, require_no_more_promised
from medadlint.inflect import Unsure, capitals, inflector, is_loud, is_name, with_prepositions
from medadlint.mend import drop, hanging
from medadlint.template import CLAIM, DROP, INFINITIVE, NAMELESS, SENTENCE, SLOT, slot

if TYPE_CHECKING:
    from medadlint.fold import Folded
    from medadlint.linter import Linter
    from medadlint.match import Captures
    from medadlint.morphology import Form
    from medadlint.reader import Claim

_END = re.compile(r"[\s.!?…\"»”“)\]]*$")
_FACT = re.compile(r"(?<!\d)(?!100\s?%)\d+(?:[.,]\d+)?|[A-Za-z][\w-]+|«[А-ЯЁ][^«»]*»|(?<=[а-яё,;:] )[«\"]?[А-ЯЁ][\w-]+")
_SUM = re.compile(r"\d[\d\s.,]*(?=\s?(?:₽|руб|тыс))|[-−–]\s?\d+(?=\s?%)")
_TITLE = re.compile(r"«[А-ЯЁ][^«»]*»")
_CLAUSES = re.compile(r"[—–:;]|, (?:и|но|просто|значит|а вы|а ты)\b")
_WORD = re.compile(r"[^\W_]+")
_MARKS = '«„“"(”»)'


class Draft(NamedTuple):
    """A rewrite before its proof: ``text`` instead of ``start`` to ``end`` of the folded text.

    ``proof``: the same with examples in its gaps.
    """

    start: int
    end: int
    text: str
    proof: str
    promising: bool = False  # does what is left of the claim promise on: «исправит дикцию [за 8 занятий]»?


def make(
    linter: Linter,
    claim: Claim,
    folded: Folded,
    template: str,
    span: tuple[int, int],
    captures: Captures,
    *,
    whole: bool,
) -> Draft:
    """The template applied where it matched: words ``span`` of the claim's sentence, or all of it. Raises Unsure."""
    sentence = claim.view.sentence
    text = folded.text
    start, end = sentence.starts[span[0]], sentence.ends[span[1] - 1]
    bounds = _trimmed(text, sentence.start, sentence.end)
    if template == f"{{{DROP}}}":
        mended = drop(text, bounds, start, end, inflector(linter.pack))
        draft = Draft(*mended, mended.text)
    else:
        filler = _Filler(linter, claim, text, {n: (a, b) for n, a, b in (*claim.captures, *captures)})
        if whole:
            start, end = bounds
        said = template.replace(NAMELESS, "")
        new, proof = filler.fill(said, gaps=True), filler.fill(said, gaps=False)
        if whole:
            sign = text[end - 1] if text[end - 1] in ".!?…" else ""
            if not sign:
                new, proof = new.rstrip("."), proof.rstrip(".")
            elif new[-1] not in ".!?…":
                new, proof = new + sign, proof + sign
        elif filler.changed:
            require_alone(text[end : bounds[1]], linter)
        if not whole:
            ends = ending(text[start:end], new, text[end : bounds[1]])
            new, proof = new + ends, proof + ends
            start = bounds[0] + len(beginning(text[bounds[0] : start], text[start:end], new, linter))
            blank = " " * text.startswith(",", start)
            new, proof = blank + new, blank + proof
        start, fitting = _refit(linter, claim, text, start, end, filler)
        if not whole and not fitting:
            if hanging(text[start:end], text[end : bounds[1]], filler.inflector):
                raise Unsure  # «[без боли], отёков и осложнений»
            around = text[bounds[0] : start], text[start:end], proof, text[end : bounds[1]]
            require_fit(*around, linter, gapped="end" if new.endswith("}") else "in" if "{" in new else "")
            if filler.softened or is_softened(*around[1:3], linter):
                require_no_more_promised(around[0], around[2], around[3], linter)
        old = text[start:end]
        if text[start].isdigit() and not _WORD.search(text, bounds[0], start):
            old = "А" + old.lower()  # a number opens the sentence: words that take its place have a capital
        draft = Draft(start, end, capitals(old, fitting + new), capitals(old, fitting + proof))
    if NAMELESS not in template:
        _require_facts(text, claim, draft)
    rest = text[claim.start : draft.start] + " " + text[draft.end : claim.end]
    return draft._replace(promising=promises(rest, linter))


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and not text[start].isalnum() and text[start] not in _MARKS:
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end


class _Filler:
    """Fills the slots of one template."""

    def __init__(self, linter: Linter, claim: Claim, text: str, captured: dict[str, tuple[int, int]]) -> None:
        self.inflector = inflector(linter.pack)
        self._claim, self._text, self._captured = claim, text, captured
        self._opens = True  # is the slot at hand the first thing of the template?
        self.changed = False  # was a noun phrase put into another case?
        self.softened = False  # was a verb exchanged, «вылечит» for «помогает вылечить»?
        self.exchanged: tuple[str, str] | None = None  # a noun and the noun that took its place

    def fill(self, template: str, *, gaps: bool) -> str:
        def word(match: re.Match[str]) -> str:
            if match[1] == SENTENCE:
                return self._sentence(opens=match.start() == 0)
            self._opens = match.start() == 0
            return self._slot(match[1], gaps=gaps)

        return with_prepositions(re.sub(r"\s{2,}", " ", SLOT.sub(word, template)).strip())

    def _lowered(self, words: str, number: int) -> str:
        """Words that stood first in their sentence (``number`` 0) and no longer do. Raises Unsure for what may be a name."""
        first = _WORD.search(words)
        if self._opens or number or first is None or not first[0][:1].isupper() or is_loud(words):
            return words
        if is_name(self.inflector, first[0]):
            raise Unsure
        return words[: first.start()] + first[0][:1].lower() + words[first.start() + 1 :]

    def _slot(self, inner: str, *, gaps: bool) -> str:
        kind, names, lemma, form = slot(inner)
        if kind == "gap":
            return "{" + names[0] + "}" if gaps else form
        if kind == "need":
            self._words(*names)
            return ""
        if kind == "like":
            if len(names) > 1:
                return self.inflector.agree(self._words(*names[:-1]), lemma, self._words(names[-1]))
            model = self._words(*names)
            new = self.inflector.like(lemma, model, form)
            self.softened |= "VERB" in self.inflector.parts(new)
            if "NOUN" in self.inflector.parts(new) and "NOUN" in self.inflector.parts(model):
                self.exchanged = (model, new)
            return new
        if kind == "count":
            return self.inflector.count(lemma, self._words(*names), form)
        if names == (CLAIM,):
            return self._text[self._claim.start : self._claim.end]
        if form == INFINITIVE:
            return self.inflector.infinitive(self._words(*names))
        group = self._words(*names)
        if not form or not group:
            return group
        self.changed = True
        return self.inflector.decline(group, form)

    def _words(self, *names: str) -> str:
        """Captures that stand side by side keep what is between them: quotation marks, commas. Raises Unsure."""
        if not any(name in self._captured for name in names):
            raise Unsure
        sentence = self._claim.view.sentence
        spans = [
            self._captured[n] for n in names if n in self._captured and self._captured[n][0] < self._captured[n][1]
        ]
        if not spans:
            return ""
        if all(a[1] == b[0] for a, b in pairwise(spans)):
            start = sentence.starts[spans[0][0]]
            while start > self._claim.start and self._text[start - 1] in "«„“(":
                start -= 1
            return self._lowered(self._text[start : sentence.ends[spans[-1][1] - 1]], spans[0][0])
        return " ".join(self._text[sentence.starts[a] : sentence.ends[b - 1]] for a, b in spans)

    def _sentence(self, *, opens: bool) -> str:
        """The sentence without its last sign; as a clause of another it must be one clause. Raises Unsure."""
        start, end = _trimmed(self._text, self._claim.view.sentence.start, self._claim.view.sentence.end)
        words = _END.sub("", self._text[start:end])
        for opening, closing in ("«»", "()"):  # a bracket that was opened is closed
            if words.count(opening) > words.count(closing):
                words += closing
        first = _WORD.search(words)
        if opens or first is None:
            return words
        if (
            _CLAUSES.search(words)
            or re.search(r"\bесли\b", words, re.IGNORECASE)
            or any(f.grammemes & {"CONJ", "Prnt"} for f in self.inflector.readings(first[0])[:1])
        ):
            raise Unsure
        if first.start() == 0 and not is_loud(words):
            if is_name(self.inflector, first[0]):
                raise Unsure
            words = words[:1].lower() + words[1:]
        return words


def _refit(linter: Linter, claim: Claim, text: str, start: int, end: int, filler: _Filler) -> tuple[int, str]:
    """Where a noun was exchanged for one of another gender, the adjectives before it agree with the new one."""
    if filler.exchanged is None:
        return start, ""
    words = inflector(linter.pack)
    old, new = filler.exchanged
    if words.gender(old) == words.gender(new):
        return start, ""
    sentence = claim.view.sentence
    before: list[tuple[int, int]] = []
    for a, b in zip(reversed(sentence.starts), reversed(sentence.ends), strict=True):
        if b > start:
            continue
        if text[b : before[0][0] if before else start].strip() or not words.parts(text[a:b]) & {"ADJF", "PRTF"}:
            break
        before.insert(0, (a, b))
    inside = {text[a:b] for a, b in before}
    for a, b in zip(sentence.starts, sentence.ends, strict=True):
        if (a >= end or b <= start) and text[a:b] not in inside and _agrees(words.readings(text[a:b])):
            raise Unsure
    if not before:
        return start, ""
    agreed = words.neighbours([text[a:b] for a, b in before], old, new)
    if agreed is None:
        raise Unsure
    return before[0][0], " ".join(map(str.lower, agreed)) + " "


def _agrees(readings: list[Form]) -> bool:
    """May a word agree in gender with a subject: «результат виден», «эффект появился»?"""
    return any(
        ("sing" in f.grammemes and f.grammemes & {"ADJS", "PRTS"}) or {"past", "sing", "VERB"} <= f.grammemes
        for f in readings
    )


def _require_facts(text: str, claim: Claim, draft: Draft) -> None:
    """Numbers and names around the claim must not get lost, nor a price or a discount within it."""
    for fact in (*_SUM.findall(text, draft.start, draft.end), *_TITLE.findall(text, draft.start, draft.end)):
        if fact.lower() not in draft.text.lower():
            raise Unsure
    if draft.start >= claim.start and draft.end <= claim.end:
        return
    around = text[draft.start : claim.start] + " \n " + text[max(claim.end, draft.start) : draft.end]
    for fact in _FACT.findall(around):
        if fact.strip('«"').lower() not in draft.text.lower():
            raise Unsure
