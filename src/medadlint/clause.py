"""A whole clause that claims, taken out of a sentence that says more: «чистка за час, [боли не будет], цена 900 ₽»."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from medadlint.extract.model import Block
from medadlint.fit import promises
from medadlint.inflect import Unsure, inflector, is_name
from medadlint.mend import Mended
from medadlint.norms import SERVICES
from medadlint.reader import Reader

if TYPE_CHECKING:
    from medadlint.fold import Folded
    from medadlint.linter import Linter
    from medadlint.reader import Claim

_HARD = re.compile(r"[\n|•]|[\U0001F000-\U0001FAFF\u2600-\u27BF\u2B50\u200d\ufe0f]+")
_SIGN = re.compile(r"\s*([,;:])(?=\s)\s*|\s+([—–-])\s+")
_WORD = re.compile(r"[^\W_]+(?:-[^\W_]+)*")
_END = re.compile(r"[\s.!…\"»”“)\]]*$")
_AND = re.compile(r"\s+и\s+")
_DASHES = ("—", "–", "-")
_FACT = re.compile(r"\d+(?:[.,]\d+)?|[A-Za-z][\w-]*|«[А-ЯЁ][^«»]*»|(?<=[^.!?…«\"\s] )[А-ЯЁ][\w-]+")
_AT = re.compile(r"(?<!\w)(?:в|до)\s+(?:\d{1,2}:)?$", re.IGNORECASE)
_TERM = re.compile(r"(?<!\w)(?:за|через|после|спустя|уже|хоть в|даже в)\s+$", re.IGNORECASE)
_NAMED = re.compile(r"«[А-ЯЁA-Z][^«»]*»|(?<!\w)(?:[A-Z][\w-]+|[А-ЯЁ]{2,}(?!\w))")
_FROM = re.compile(r"(?<!\w)(?:с|от|до)\s+$", re.IGNORECASE)
_SUM = re.compile(r"\d[\d\s.,]*(?=\s?(?:₽|руб|тыс|р\b))|[-−–]\s?\d+(?=\s?%)|\d{1,3}(?:[ \u00a0]\d{3})+|\d{4,}")
# what such a clause opens with hangs on the clause before it
_HANGS = re.compile(
    r"(?:в|во|на|о|об|с|со|у|к|по|из|для|от|до|за|при|без|после|под)?\s*(?:котор\w+|чём|чего|чему|чем|каких|какой|какого)\b"
    r"|(?:что|чтобы|если|даже|когда|пока|где|как|сколько|кто|куда|откуда|ни|хоть|просто|причём|включая|кроме|независимо|вне|а\s+значит|значит|это|то\s+есть)\b"
    r"|в\s+том\s+числе\b",
    re.IGNORECASE,
)
_WHY = re.compile(r"(?:потому|ведь|поскольку|благодаря|так\s+как|ибо|за\s+счёт|из-за)\b", re.IGNORECASE)
_MAIN = re.compile(r"(?:что|чтобы)\b", re.IGNORECASE)  # its main clause goes with it
_RELATIVE = re.compile(r"(?:[а-я]{1,5}\s+)?(?:котор\w+|каких|какого|какой)\b", re.IGNORECASE)
_WHEN = re.compile(r"(?:если|когда|пока|раз|хотя|чтобы|как\s+только|сколько|чем|не\s+только|либо|или|то)\b", re.IGNORECASE)
_SO = re.compile(r"(?<!\w)(?:так|настолько|столько|такой|такая|такое|такие|тем|не\s+только)(?!\w)", re.IGNORECASE)
_AGAINST = re.compile(r"(?:а|но|однако|только|зато)\b", re.IGNORECASE)
_THEREFORE = re.compile(r"(?:и\s+)?(?:поэтому|а|и)\s+", re.IGNORECASE)
_GOES_ON = re.compile(r"(?:но|однако|зато|хотя|потом|затем|тоже|также|тем\s+не\s+менее|иначе|или|либо|то|тогда|при\s+этом|после\s+этого|там|тут|туда)\b", re.IGNORECASE)
_POINTS = re.compile(r"(?:это|этот|эта|эти|этого|этой|так|такой|такая|такое|такие|значит|поэтому|потому|тогда|иначе|и|а|но|он|она|они|оно|его|её|их|им|ей|ему|любой|любая|любую|любые|да|нет)\b", re.IGNORECASE)
_PREDICATES = frozenset(("VERB", "ADJS", "PRTS", "PRED", "INFN"))
_FEWEST = 3  # words of what stays
_MOST_LOST = 3  # nouns of the clause besides the claim


class _Part(NamedTuple):
    """A part of a sentence; ``sign``: what stands before it, "" for the first."""

    start: int
    end: int
    sign: str


def drop_clause(
    linter: Linter,
    claim: Claim,
    folded: Folded,
    bounds: tuple[int, int],
    beside: Sequence[tuple[int, int]],
    *,
    deeds: bool,
) -> Mended:
    """The clause of a claim, and what hangs on it, taken out. Raises Unsure where the rest would lack or promise something.

    ``bounds``: the sentence; ``beside``: where it makes claims of this family; ``deeds``: may what we do, «выведем из
    запоя», go as well?
    """
    return _Cut(linter, claim, folded, bounds, beside, deeds=deeds).mended()


class _Cut:
    def __init__(
        self,
        linter: Linter,
        claim: Claim,
        folded: Folded,
        bounds: tuple[int, int],
        beside: Sequence[tuple[int, int]],
        *,
        deeds: bool,
    ) -> None:
        self.deeds = deeds
        self.linter, self.claim, self.text = linter, claim, folded.text
        self.folded = folded
        self.words = inflector(linter.pack)
        self.bounds = bounds
        self.span = claim.start, claim.end
        self.claims = [*(c for c in beside if c != self.span), self.span]
        start, end = self._room()
        self.parts = self._parts(start, end)
        self.room = start, end

    def mended(self) -> Mended:
        if "?" in self.text[slice(*self.room)] or not self.parts:
            raise Unsure
        first, last = self._claimed()
        own = " ".join(self._said(n) for n in range(first, last + 1))
        if not self.deeds and any({"VERB", "1per"} <= f.grammemes for w in _WORD.findall(own) for f in self.words.readings(w)[:1]):
            raise Unsure
        try:
            return self._without(*self._grown(first, last, more=True))
        except Unsure:
            return self._without(*self._grown(first, last, more=False))

    def _without(self, first: int, last: int) -> Mended:
        if first == 0 and last == len(self.parts) - 1:
            raise Unsure
        start, end = self.parts[first].start, self.parts[last].end
        self._require_predicate(first, last)
        self._require_facts(start, end)
        if first:
            self._require_before(first)
        glue, skip = self._join(first, last)
        self._require_rest(first, last)
        return self._written(first, last, glue, skip)

    # --- the parts -----------------------------------------------------------------------------------------------

    def _room(self) -> tuple[int, int]:
        """The part of the sentence around the claim that no line break and no picture parts off, without its end."""
        start, end = self.bounds
        first, last = self.span
        for mark in _HARD.finditer(self.text, start, end):
            if mark.end() <= first:
                start = mark.end()
                continue
            end = mark.start()
            self.span = first, min(last, end)
            break
        while start < end and self.text[start].isspace():
            start += 1
        end = start + len(_END.sub("", self.text[start:end])) if end > start else end
        closing = self.text[end : end + 1]
        if closing and closing in "»)”\"" and self.text.count("«", start, end) + self.text.count("(", start, end) > (
            self.text.count("»", start, end) + self.text.count(")", start, end)
        ):
            end += 1
        return start, end

    def _parts(self, start: int, end: int) -> list[_Part]:
        out: list[_Part] = []
        at, sign = start, ""
        for mark in _SIGN.finditer(self.text, start, end):
            if self._inside(start, mark.start()):
                continue
            out += self._predicates(at, mark.start(), sign)
            at, sign = mark.end(), mark[1] or mark[2]
        return [*out, *self._predicates(at, end, sign)] if at < end else []

    def _inside(self, start: int, at: int) -> bool:
        """Is the place in brackets or in quotation marks?"""
        return any(self.text.count(a, start, at) > self.text.count(b, start, at) for a, b in ("()", "«»"))

    def _predicates(self, start: int, end: int, sign: str) -> list[_Part]:
        """«ставим имплант» and «ручаемся за него»: two predicates that «и» joins are two parts."""
        for mark in _AND.finditer(self.text, start, end):
            left, right = _WORD.findall(self.text, start, mark.start()), _WORD.findall(self.text, mark.end(), end)[:2]
            if any(map(self._is_finite, left)) and any(map(self._is_finite, right)):
                return [_Part(start, mark.start(), sign), *self._predicates(mark.end(), end, "и")]
        return [_Part(start, end, sign)]

    def _said(self, number: int) -> str:
        return self.text[self.parts[number].start : self.parts[number].end]

    def _is_finite(self, word: str) -> bool:
        readings = self.words.readings(word)
        return bool(readings) and "VERB" in readings[0].grammemes

    def _is_claimed(self, number: int) -> bool:
        part = self.parts[number]
        return any(a < part.end and part.start < b for a, b in self.claims)

    # --- what goes -----------------------------------------------------------------------------------------------

    def _claimed(self) -> tuple[int, int]:
        start, end = self.span
        touched = [n for n, p in enumerate(self.parts) if start < p.end and p.start < end]
        if not touched:
            raise Unsure
        first, last = touched[0], touched[-1]
        # «два впрыска утром, [и нос дышит]»: the claim began in the part before
        while first < last and (self.parts[first].start < start or re.search(r"\d", self._said(first))):
            found = _WORD.findall(self.text, max(start, self.parts[first].start), self.parts[first].end)
            if any(map(self._is_acting, found)) or any(w.lower() in ("ни", "без", "нет") for w in found):
                break
            if self._foretells(self._said(first)) or self.parts[first + 1].sign != ",":
                break
            first += 1
            self.span = self.parts[first].start, end
            self.claims[-1] = self.span
        return first, last

    def _is_acting(self, word: str) -> bool:
        return self._is_finite(word) and not any("impr" in f.grammemes for f in self.words.readings(word))

    def _grown(self, first: int, last: int, *, more: bool) -> tuple[int, int]:
        """With what hangs on it, and, if ``more``, with the claims beside it."""
        vows = self._vows()
        parts = self.parts
        while True:
            opening = self._said(first)
            if first and parts[first].sign != "и" and _MAIN.match(opening):
                first -= 1
            elif first and _RELATIVE.match(opening) and parts[first].sign == "," and self._is_thin(first - 1):
                first -= 1
            elif first and parts[first].sign != ":" and self._leads(first - 1, vows, more=more):
                first -= 1
            elif first and re.match(r"и\b", opening) and self._prompts(first):
                first -= 1  # «рассосали одну — [и боль уйдёт]»
            elif last + 1 < len(parts) and self._hangs(last + 1, vows, more=more):
                last += 1
            else:
                return first, last

    def _prompts(self, first: int) -> bool:
        """Is the part before what has to be done for the claim: «шесть сеансов —», «надели утром,»?"""
        if self.parts[first].sign in _DASHES:
            return True
        readings = [f for w in _WORD.findall(self._said(first - 1)) for f in self.words.readings(w)[:1]]
        done = any({"VERB", "perf", "past", "plur"} <= f.grammemes for f in readings)
        return done and not any("nomn" in f.grammemes for f in readings)

    def _is_thin(self, number: int) -> bool:
        """Is a noun with a clause nothing without it: «результат, [который останется]»?"""
        return len(_WORD.findall(self._said(number))) < _FEWEST

    def _leads(self, number: int, vows: set[int], *, more: bool) -> bool:
        """Does a part before the claim go with it: another claim, a vow, «а значит,»?"""
        found = _WORD.findall(self._said(number))
        empty = not any(self.words.parts(w) & {"NOUN", "VERB", "INFN"} for w in found)
        if self.parts[number + 1].sign == "," and (self._joins(number, found) or _WHEN.match(self._said(number))):
            return True
        return (more and self._promises(number)) or number in vows or (empty and all(map(str.isalpha, found)))

    def _joins(self, number: int, found: list[str]) -> bool:
        """One of several that the verb of the claim is said of: «насморк, [бронхит и гайморит отступают]»?"""
        readings = [self.words.readings(w)[0].grammemes for w in found if self.words.readings(w)]
        several = any({"VERB", "plur"} <= self.words.readings(w)[0].grammemes for w in _WORD.findall(self._said(number + 1)) if self.words.readings(w))
        nouns = [tags for tags in readings if "NOUN" in tags and "nomn" in tags]
        return several and bool(nouns) and len(found) < _FEWEST and all(tags & {"NOUN", "ADJF"} for tags in readings)

    def _promises(self, number: int) -> bool:
        said = self._said(number)
        if self.claim.rule.family == "guarantee" and not self._is_done(number):
            if self._foretells(said) or promises(said, self.linter, yours=True):
                return True
        return self._is_claimed(number)

    def _is_done(self, number: int) -> bool:
        """Is it what someone does who is named: «ортопед изготовит стельки»?"""
        part = self.parts[number]
        named = [self.text[a:b] for a, b in self._subjects(part.start, part.end)]
        return any({"NOUN", "anim", "nomn"} <= f.grammemes for w in named for f in self.words.readings(w)[:1])

    def _foretells(self, said: str) -> bool:
        """Is it told what will be: «у вас будет единица»? Not what a doctor will do."""
        tags = [f.grammemes for w in _WORD.findall(said) for f in self.words.readings(w)[:1]]
        someone = any({"NOUN", "anim", "nomn"} <= t for t in tags)
        return not someone and any({"VERB", "futr", "3per"} <= t for t in tags)

    def _hangs(self, number: int, vows: set[int], *, more: bool) -> bool:
        said, sign = self._said(number), self.parts[number].sign
        if _WHY.match(said):
            raise Unsure
        if sign == "и" or number in vows or _HANGS.match(said) or (more and self._promises(number)):
            return True
        if sign == "," and re.match(r"и\s", said) and not self._tells(number):
            return True
        found = _WORD.findall(said)
        first = self.words.readings(found[0])[0].grammemes if found and self.words.readings(found[0]) else frozenset()
        if first & {"GRND"} or {"PRTS", "neut"} <= first or (len(found) == 1 and first & {"ADVB", "PRCL", "CONJ"}):
            return True
        if "PREP" in first and not any(map(self._is_finite, found)):
            told = re.search(r"\d", said) or any(self.words.parts(w) & {"NUMR"} for w in found)
            return not (told or self._subjects(self.parts[number].start, self.parts[number].end))
        return bool(re.match(r"а\s+(?:потом|затем|значит)\b", said)) and len(found) > 1

    def _tells(self, number: int) -> bool:
        """Is there a number, a name, a thing that is sold in a part, or what we do?"""
        part = self.parts[number]
        acts = any({"VERB", "1per"} <= f.grammemes for w in _WORD.findall(self._said(number)) for f in self.words.readings(w)[:1])
        return acts or bool(re.search(r"\d|«|[A-Za-z]", self._said(number)) or self._subjects(part.start, part.end))

    def _vows(self) -> set[int]:
        return {n for n in self._sworn() if len(_WORD.findall(self._said(n))) <= _FEWEST}

    def _sworn(self) -> set[int]:
        """The parts with a vow, or what leans on a claim."""
        found = self.linter.pack.vow.find(self.claim.view) if self.linter.pack.vow else ()
        sentence = self.claim.view.sentence
        spans = [(sentence.starts[a], sentence.ends[b - 1]) for a, b, _ in found]
        return {n for n, p in enumerate(self.parts) if any(a < p.end and p.start < b for a, b in spans)}

    def _subjects(self, start: int, end: int) -> list[tuple[int, int]]:
        """Where ``start`` to ``end`` names what is sold."""
        found = self.linter.pack.subject.find(self.claim.view) if self.linter.pack.subject else ()
        sentence = self.claim.view.sentence
        spans = [(sentence.starts[a], sentence.ends[b - 1]) for a, b, _ in found]
        return [(a, b) for a, b in spans if start <= a and b <= end]

    # --- what must not be lost -----------------------------------------------------------------------------------

    def _require_predicate(self, first: int, last: int) -> None:
        """A claim that is but an adverb of a clause which tells more does not take the clause along. Raises Unsure."""
        start, end = self.parts[first].start, self.parts[last].end
        outside: list[str] = []
        for word in _WORD.finditer(self.text, start, end):
            if not any(a <= word.start() < b for a, b in self.claims):
                outside.append(word[0])
            aged = _FROM.search(self.text[start : word.start()]) and "NUMR" in self.words.parts(word[0])
            if aged and not any(a <= word.start() < b for a, b in self.claims):
                raise Unsure  # «действует безотказно у детей с трёх лет»
        own = _WORD.findall(self.text, *self.span)
        follows = _WORD.match(self.text, self.span[1] + 1, end)  # «больше такой цены не [будет]»
        own += [follows[0]] if follows and own[-1].lower() == "не" else []
        said = any(self.words.parts(w) & _PREDICATES for w in own) or any(w.lower() in ("нет", "ни") for w in own)
        if not said and any(map(self._is_finite, outside)):
            raise Unsure
        nouns = [w for w in outside if self.words.readings(w) and "NOUN" in self.words.readings(w)[0].grammemes]
        if len(nouns) > _MOST_LOST + (last - first) + 2 * (self.claim.rule.family == "fear"):
            raise Unsure

    def _require_facts(self, start: int, end: int) -> None:
        """What is sold, numbers and names stay somewhere in the text. Raises Unsure."""
        rest = (self.text[:start] + " " + self.text[end:]).lower()
        for fact in _FACT.finditer(self.text, start, end):
            if self.claim.rule.family == "fear" and fact[0][0].isdigit():
                continue  # «потеряете 60 тысяч на имплант»
            if self.claim.rule.family == "urgency" and re.match(r"\d{1,2}(?::\d\d)?$", fact[0]) and _AT.search(self.text[start : fact.start()]):
                continue  # «сегодня в 20:00»
            opens = fact.start() == self.room[0] and fact[0][0].isalpha() and not is_name(self.words, fact[0])
            if opens or _TERM.search(self.text[start : fact.start()]):
                continue  # a capital that opens a sentence, «через 18 [сеансов]»
            if any("NPRO" in f.grammemes or "Apro" in f.grammemes for f in self.words.readings(fact[0])[:1]):
                continue  # «у Вас»
            own = any(a <= fact.start() < b for a, b in self.claims)
            if (not own or not fact[0].isdigit()) and fact[0].strip("«»").lower() not in rest:
                raise Unsure
        for money in _SUM.finditer(self.text, start, end) if self.claim.rule.family != "fear" else ():
            if money[0] not in rest:
                raise Unsure
        left, right = (self.bounds[0], start), (end, self.bounds[1])
        named = any(self._subjects(*part) for part in (left, right))
        lemmas: set[str] | None = None
        for a, b in self._subjects(start, end):
            if lemmas is None:
                lemmas = {f.word for w in _WORD.findall(rest) for f in self.words.readings(w)}
            forms = [f for w in _WORD.findall(self.text[a:b]) for f in self.words.readings(w)[:1]]
            claimed = any(x <= a < y for x, y in self.claims)
            person = named and claimed and any({"NOUN", "anim"} <= f.grammemes for f in forms)
            person |= named and claimed and self.linter.object not in SERVICES  # «после первой ингаляции»
            person |= self.claim.rule.family == "fear" and (named or any(re.search(r"\d", self.text[x:y]) for x, y in (left, right)))
            if not person and not any(f.word in lemmas for f in forms):
                raise Unsure
        if not any(self._subjects(*part) or _NAMED.search(self.text, *part) for part in (left, right)):
            reader = Reader(self.linter.pack, self.folded, [Block(0, len(self.text), "text")])
            own = self.claim.view.sentence.start
            subject = self.linter.pack.subject
            if subject is None or not any(
                subject.find(view)
                for view in map(reader.view, reader.places())
                if view.sentence.start != own
            ):
                raise Unsure

    # --- what stays ----------------------------------------------------------------------------------------------

    def _require_before(self, first: int) -> None:
        """What stands before must stand by itself. Raises Unsure."""
        part, sign, opening = self.parts[first - 1], self.parts[first].sign, self._said(first)
        said = self._said(first - 1)
        if _RELATIVE.match(opening) and re.search(r"\sи\s+\S+(?:\s\S+)?$", said):
            raise Unsure  # «коронки и улыбка[, которая не подведёт]»
        told = re.search(r"\d", said) and not re.search(r"(?<!\w)не(?!\w)", said)
        if (_AGAINST.match(opening) and not (told and re.match(r"а\b", opening))) or _SO.search(said):
            raise Unsure
        found = _WORD.findall(said)
        readings = self.words.readings(found[0]) if found else []
        if _WHEN.match(said) or (readings and "GRND" in readings[0].grammemes):
            raise Unsure
        if self.text[part.end - 1] in ".!?…" or not found or self.words.parts(found[-1]) & {"PREP", "CONJ"} and len(found[-1]) < 4:
            raise Unsure
        before = self.text[self.room[0] : part.end]
        all_words = _WORD.findall(before)
        verb = any(map(self._is_finite, all_words))
        told = verb or re.search(r"\d|,\s", before)
        if sign in _DASHES and not told:
            raise Unsure  # «наш лазер — [безопасность]»
        if sign == ":":
            said_so = verb and len(found) < _FEWEST + 1 and not re.search(r"\d", said)
            if said_so or not (re.search(r"\d|«|[A-Za-z]", before) or self._subjects(self.room[0], part.end)):
                raise Unsure  # «отвечаю: …»

    def _join(self, first: int, last: int) -> tuple[str, int]:
        """The sign between what stays on both sides, and how many characters of the right side go. Raises Unsure."""
        if last + 1 == len(self.parts):
            return "", 0
        after, left, right = self.parts[last + 1], self.parts[first].sign, self.parts[last + 1].sign
        said = self._said(last + 1)
        if _GOES_ON.match(said) or _WHY.match(said):
            raise Unsure
        found = _WORD.findall(said)
        readings = self.words.readings(found[0]) if found else []
        if readings and readings[0].grammemes & {"ADJF", "PRTF"} and not any("NOUN" in self.words.parts(w) for w in found):
            raise Unsure
        if any({"NPRO", "3per"} <= f.grammemes for w in found for f in self.words.readings(w)[:1]):
            raise Unsure  # «[колики пройдут], сироп снимет их»
        clause = any(map(self._is_finite, found)) or re.search(r"\d", said)
        called = readings and "impr" in readings[0].grammemes
        if (len(found) < 2 and not called) or (first and right == ":" and not clause):
            raise Unsure
        skip = 0
        so = _THEREFORE.match(said)
        if so:
            relative = first and _RELATIVE.match(self._said(first))
            if not clause and not relative:
                raise Unsure
            if relative:
                return (" " if not any(map(self._is_finite, found)) else ", "), 0
            joined = so[0].split()[0].lower() == "и" and len(so[0].split()) == 1
            if (joined and not first) or (self.claim.rule.family == "urgency" and said.startswith("а")):
                raise Unsure  # «[у вас депрессия], и вы это знаете»
            skip = 0 if joined else so.end()
        if not first and self._lacks_subject(last + 1):
            raise Unsure  # «[процедура безопасна], длится час»
        if not first:
            told = readings and "impr" in readings[0].grammemes  # «[стирает морщины] — проверьте»
            if right in _DASHES and (told or (not clause and "," not in self.text[after.start : self.room[1]])):
                raise Unsure
            return "", skip
        if left == ":":
            verbal = any(map(self._is_finite, _WORD.findall(self._said(first - 1))))
            return (": " if not verbal else ", ") if right in ",;:" else f" {right} ", skip
        said = _WORD.findall(self._said(first - 1))
        if right == ":" and len(said) < _FEWEST and any("impr" in f.grammemes for w in said for f in self.words.readings(w)):
            return ": ", skip  # «запишитесь[, пока есть места]: …»
        if right in _DASHES:
            return f" {right} ", skip
        return ("; " if ";" in (left, right) and "," not in (left, right) else ", "), skip

    def _lacks_subject(self, number: int) -> bool:
        """Is something said of what is not named: «длится час»?"""
        found = _WORD.findall(self._said(number))
        acts = any({"VERB", "3per", "sing"} <= f.grammemes for w in found for f in self.words.readings(w)[:1])
        named = any("nomn" in f.grammemes for w in found for f in self.words.readings(w)) or _NAMED.search(self._said(number))
        return acts and not named

    def _require_rest(self, first: int, last: int) -> None:
        """The rest says something, and promises nothing that no rule finds. Raises Unsure."""
        kept = [n for n in range(len(self.parts)) if not first <= n <= last]
        free = [n for n in kept if not self._is_claimed(n)]
        rest = " ".join(self._said(n) for n in free)
        found = _WORD.findall(rest)
        number = re.search(r"\d", rest)
        around = self.text[self.bounds[0] : self.room[0]] + " " + self.text[self.room[1] : self.bounds[1]]
        if sum(w.isalpha() for w in found + _WORD.findall(around)) < _FEWEST:
            raise Unsure
        verb = any(map(self._is_finite, found))
        named = any(self._subjects(self.parts[n].start, self.parts[n].end) for n in free)
        told = number or named or re.search(r"«|[A-Za-z]", rest)
        done = any({"VERB", "1per"} <= f.grammemes for w in found for f in self.words.readings(w)[:1])
        if not told and (not done or self.claim.rule.family != "guarantee"):
            raise Unsure
        if not verb and not number and len(found) <= _FEWEST:
            raise Unsure  # «вывод из запоя»
        if self._sworn() & set(kept):
            raise Unsure
        if self.claim.rule.family == "guarantee":
            for n in free:
                if promises(self._said(n), self.linter, yours=True) and not self._is_done(n):
                    raise Unsure
        end = self.claim.view.sentence.end
        if _POINTS.match(self.text[end : end + 40].lstrip(" \n—–-«")):
            raise Unsure  # the next sentence leans on what goes
        before = self.text[: self.bounds[0]].rstrip()
        if first == 0 and before.endswith("?"):
            raise Unsure  # it was the answer

    # --- the change ----------------------------------------------------------------------------------------------

    def _written(self, first: int, last: int, glue: str, skip: int) -> Mended:
        """The change with one word beside it, so that it can be read."""
        start, end = self.parts[first].start, self.parts[last].end
        if last + 1 == len(self.parts):
            before = self.parts[first - 1]
            *_, word = _WORD.finditer(self.text, before.start, before.end)
            return Mended(word.start(), end, self.text[word.start() : before.end])
        at = self.parts[last + 1].start + skip
        word = _WORD.search(self.text, at)
        assert word
        new = self.text[at : word.end()]
        if first == 0:
            opening = re.search(r"\w", self.text[start:end])
            if opening and (opening[0].isupper() or opening[0].isdigit()):
                new = self.text[at : word.start()] + word[0][:1].upper() + word[0][1:]
            return Mended(start, word.end(), new)
        return Mended(self.parts[first - 1].end, word.end(), glue + new)
