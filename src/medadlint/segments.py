"""A sentence in its clauses, as a clause that claims is taken out of it: where each begins, and what it says."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from medadlint.inflect import COMPOUND, Unsure, inflector
from medadlint.light import expression
from medadlint.promise import ALL, TIMES, promises

if TYPE_CHECKING:
    from medadlint.fold import Folded
    from medadlint.linter import Linter
    from medadlint.reader import Claim

DASHES = ("—", "–", "-")
FEWEST = 3  # words that say something by themselves
RELATIVE = expression(r"(?:[а-я]{1,5}\s+)?(?:котор\w+|каких|какого|какой)\b", re.IGNORECASE)
SUBORDINATE = expression(
    r"(?:(?:а|и|но)\s+)?(?:если|когда|пока|раз|хотя|чтобы|как\s+только|сколько|чем|не\s+только|либо|или|то)\b",
    re.IGNORECASE,
)
TELLING = expression(r"\d|«|[A-Za-z]")  # a number, a name

_HARD = expression(r"[\n|•]|[\U0001F000-\U0001FAFF\u2600-\u27BF\u2B50\u200d\ufe0f]+")
_SIGN = expression(r"\s*([,;:])(?=\s)\s*|\s+([—–-])\s+")
_END = expression(r"[\s.!…\"»”“)\]]*$")
_AND = expression(r"\s+и\s+")
_JOINED = expression(r"(?:и|а)\s")
_OWNING = expression(r"(?:[а-я]{1,5}\s+)?котор\w+", re.IGNORECASE)
_PAIRS = (("(", ")"), ("«", "»"))


class Segment(NamedTuple):
    """A part of a sentence; ``sign``: what stands before it, "" for the first; «и» between two predicates."""

    start: int
    end: int
    sign: str


class Segments:
    """The parts of a sentence around a claim: ``room``, which no line break and no picture parts off.

    ``span``: what of the claim lies there; ``claims``: all claims of the family.
    """

    def __init__(
        self, linter: Linter, claim: Claim, folded: Folded, bounds: tuple[int, int], beside: Sequence[tuple[int, int]]
    ) -> None:
        self.linter, self.claim, self.folded, self.text = linter, claim, folded, folded.text
        self.family = claim.rule.family
        self.words = inflector(linter.pack)
        self.bounds = bounds
        self.span = claim.start, claim.end
        self.claims = [*(c for c in beside if c != self.span), self.span]
        self.room = self._room()
        self.parts = self._parts(*self.room)

    def said(self, number: int) -> str:
        """The text of a part."""
        return self.text[self.parts[number].start : self.parts[number].end]

    def found(self, number: int) -> list[str]:
        """The words of a part."""
        return COMPOUND.findall(self.said(number))

    def tags(self, word: str) -> frozenset[str]:
        """The grammemes of the likeliest reading of a word."""
        return self.words.tags(word)

    def any_of(self, words: Sequence[str], *wanted: str) -> bool:
        """Has one of ``words`` all these grammemes?"""
        return any(self.tags(w).issuperset(wanted) for w in words)

    def is_calling(self, word: str) -> bool:
        """May ``word`` tell the reader what to do: «дышите»?"""
        return any("impr" in f.grammemes for f in self.words.readings(word))

    def is_claimed(self, number: int) -> bool:
        """Does a claim touch the part?"""
        part = self.parts[number]
        return any(a < part.end and part.start < b for a, b in self.claims)

    def in_claim(self, at: int) -> bool:
        """Does the place lie in a claim?"""
        return any(a <= at < b for a, b in self.claims)

    def claimed(self) -> tuple[int, int]:
        """The first and last part of the claim, but for circumstances it began with: «два впрыска утром, [и нос дышит]»."""
        start, end = self.span
        touched = [n for n, p in enumerate(self.parts) if start < p.end and p.start < end]
        if not touched:
            raise Unsure
        first, last = touched[0], touched[-1]
        while last > first and len(COMPOUND.findall(self.text, self.parts[last].start, end)) == 1 < len(
            self.found(last)
        ):
            last -= 1  # «приживаемость 100 %, [имплант] за 25 000 ₽»
            self.span = start, (end := self.parts[last].end)
            self.claims[-1] = self.span
        while first < last and (self.parts[first].start < start or re.search(r"\d", self.said(first))):
            own = COMPOUND.findall(self.text, max(start, self.parts[first].start), self.parts[first].end)
            acts = any("VERB" in self.tags(w) and not self.is_calling(w) for w in own)
            told = self.any_of(
                COMPOUND.findall(self.text, self.parts[first].start, max(start, self.parts[first].start)), "VERB"
            )
            if acts or (not told and any(w.lower() in ("ни", "без", "нет") for w in own)):
                break
            if self.family == "urgency" or _OWNING.match(self.said(first + 1)):
                break  # «[каждая пара, которая обратилась, станет] родителями»
            if self.foretells(self.said(first)) or self.parts[first + 1].sign != ",":
                break
            named = self.any_of(self.found(first), "NOUN", "nomn") and not self.any_of(self.found(first), "VERB")
            if named and not _JOINED.match(self.said(first + 1)):
                break  # «[идеальная форма с первого укола, никаких шишек]»
            first += 1
            self.span = self.parts[first].start, end
            self.claims[-1] = self.span
        return first, last

    def subjects(self, start: int, end: int) -> list[tuple[int, int]]:
        """Where ``start`` to ``end`` names what is sold."""
        found = self.linter.pack.subject.find(self.claim.view) if self.linter.pack.subject else ()
        return [(a, b) for a, b in self._places(found) if start <= a and b <= end]

    def names(self, number: int) -> list[tuple[int, int]]:
        """Where a part names what is sold."""
        return self.subjects(self.parts[number].start, self.parts[number].end)

    def sworn(self) -> set[int]:
        """The parts with a vow, or with what leans on a claim."""
        spans = self._places(self.linter.pack.vow.find(self.claim.view) if self.linter.pack.vow else ())
        return {n for n, p in enumerate(self.parts) if any(a < p.end and p.start < b for a, b in spans)}

    def tells(self, number: int) -> bool:
        """Is there a number, a name, a thing that is sold in a part, or what we do?"""
        acts = self.any_of(self.found(number), "VERB", "1per")
        return acts or bool(TELLING.search(self.said(number)) or self.names(number))

    def is_promise(self, number: int) -> bool:
        """Does a part make a promise, be it one that no rule finds?"""
        said = self.said(number)
        if self.family == "guarantee" and not self.is_work(number):
            return self.foretells(said) or promises(said, self.linter, yours=True) or self.is_claimed(number)
        return self.is_claimed(number)

    def is_lasting(self, number: int) -> bool:
        """Is it told how long something takes: «сеанс занимает час»?"""
        found = self.found(number)
        timed = any(f.word in TIMES for w in found for f in self.words.readings(w))
        return timed and self.any_of(found, "VERB", "pres", "3per")

    def is_outcome(self, number: int) -> bool:
        """Is it told there what will be with you, or with something that is no person and not sold: «объём сокращается»?"""
        found = self.found(number)
        first = number
        while first and self.parts[first].sign == "и":
            first -= 1  # «малыш болтает» and «смотрит «Трёх котов»»
        wholly = bool(ALL.search(self.said(number)))
        if self.any_of(found, "VERB", "indc", "2per") and (wholly or not any(map(self.is_calling, found))):
            return True  # «очки отдаёте брату», «вы видите на 100 %»
        told = self.any_of(found, "VERB", "pres", "3per") or (
            self.any_of(found, "PRED") and not self.any_of(found, "INFN")
        )
        if told and "не" in map(str.lower, found) and not self.is_lasting(number):
            return True  # «замороженной маски не бывает»
        someone = any(self.any_of(self.found(n), "anim", "nomn") for n in range(first, number + 1))
        return told and not (someone or self.names(number) or self.is_lasting(number))

    def is_work(self, number: int) -> bool:
        """Is it what someone does who is named: «ортопед изготовит стельки»?"""
        return self.any_of([self.text[a:b] for a, b in self.names(number)], "NOUN", "anim", "nomn")

    def foretells(self, said: str) -> bool:
        """Is it told what will be: «у вас будет единица»? Not what somebody will do."""
        words = COMPOUND.findall(said)
        return self.any_of(words, "VERB", "futr", "3per") and not self.any_of(words, "NOUN", "anim", "nomn")

    # --- inside --------------------------------------------------------------------------------------------------

    def _places(self, found: Sequence[tuple[int, int, object]]) -> list[tuple[int, int]]:
        sentence = self.claim.view.sentence
        return [(sentence.starts[a], sentence.ends[b - 1]) for a, b, _ in found]

    def _room(self) -> tuple[int, int]:
        start, end = self.bounds
        for mark in _HARD.finditer(self.text, start, end):
            if mark.end() <= self.span[0]:
                start = mark.end()
                continue
            end = mark.start()
            self.span = self.span[0], min(self.span[1], end)
            break
        while start < end and self.text[start].isspace():
            start += 1
        end = start + len(_END.sub("", self.text[start:end]))
        if self._opened(start, end) and self.text[end : end + 1] in ("»", ")"):
            end += 1
        return start, end

    def _opened(self, start: int, at: int) -> bool:
        """Is the place in brackets or in quotation marks?"""
        return any(self.text.count(a, start, at) > self.text.count(b, start, at) for a, b in _PAIRS)

    def _parts(self, start: int, end: int) -> list[Segment]:
        out: list[Segment] = []
        at, sign = start, ""
        for mark in _SIGN.finditer(self.text, start, end):
            if not self._opened(start, mark.start()):
                out += self._predicates(at, mark.start(), sign)
                at, sign = mark.end(), mark[1] or mark[2]
        return [*out, *self._predicates(at, end, sign)] if at < end else []

    def _predicates(self, start: int, end: int, sign: str) -> list[Segment]:
        """«ставим имплант» and «ручаемся за него»: two predicates that «и» joins are two parts."""
        for mark in _AND.finditer(self.text, start, end):
            left, right = (
                COMPOUND.findall(self.text, start, mark.start()),
                COMPOUND.findall(self.text, mark.end(), end)[:2],
            )
            if self.any_of(left, "VERB") and self.any_of(right, "VERB"):
                return [Segment(start, mark.start(), sign), *self._predicates(mark.end(), end, "и")]
        return [Segment(start, end, sign)]
