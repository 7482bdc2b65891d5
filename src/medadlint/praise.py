"""What praise leaves behind when it goes must be able to stand: functions that raise Unsure."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING

from medadlint.alone import CLAUSE
from medadlint.inflect import WORD, Inflector, Unsure, inflector
from medadlint.light import expression
from medadlint.mend import Mended
from medadlint.scope import is_listed

if TYPE_CHECKING:
    from medadlint.linter import Linter
    from medadlint.reader import Claim

_COMPARED = expression(
    r"\s+(?:(?:из|среди)\s+[^\W\d_]+[ыи]х|с\s+так\w+|(?:в|во|на)\s+вс[её]\w*)(?!\w)|[^,.!?…:;]*,\s*(?:кто|как(?:их|ой|ого|ую|ие|ая)|равных)(?!\w)"
)
_BECOMING = frozenset(
    "стать становиться превратиться превращаться вырасти оставаться остаться сделать считаться слыть".split()
)
_BEYOND = expression(r"\s(?:в|во|на|за)\s[А-ЯЁ][а-яё]")
_NAMED_PLACE = expression(r"\s+(?:(?:в|во|на|за)\s+)?[А-ЯЁ][а-яё]")
_PLACE = expression(
    r"\s+(?:в|во|на)\s+(?:[а-яё]+\s)?(?:мире|стране|городе|области|крае|регионе|районе|округе|республике|рынке)\b"
)


def require_no_echo(linter: Linter, left: str, old: str, new: str) -> None:
    """Without its praise a noun must not say itself again: «сыворотка «Ночь» — [лучшая] сыворотка». Raises Unsure."""
    words = inflector(linter.pack)
    kept = WORD.findall(new.split("(", maxsplit=1)[0])
    if not {w.lower() for w in kept} <= {w.lower() for w in WORD.findall(old)}:
        return
    *_, last = WORD.findall(left) or [""]
    before, after = (
        {f.word for w in found for f in words.readings(w)[:1] if "NOUN" in f.grammemes}
        for found in (WORD.findall(left), kept)
    )
    if before & after and last not in kept:
        raise Unsure


def require_no_place(linter: Linter, claim: Claim, text: str, bounds: tuple[int, int], change: Mended) -> None:
    """Without its praise a thing is not one of a place, nor of those it was compared with. Raises Unsure.

    «на [самом мощном] томографе Сибири», «звание [самой человечной] клиники страны», «[самая] щадящая из существующих».
    """
    words = inflector(linter.pack)
    left, old, right = text[bounds[0] : change.start], text[change.start : change.end], text[change.end : bounds[1]]
    place = re.match(r"\s+([А-ЯЁ][а-яё]+)", right)
    *_, last = WORD.findall(old) or [""]
    owned = place and any("gent" in f.grammemes for f in words.readings(place[1]))
    if owned and change.text.endswith(last) and {"NOUN", "inan"} <= words.tags(last):
        raise Unsure
    if place and re.search(r"\s(?:в|во|на)\s\S+$", change.text):
        raise Unsure  # «[ведущий хирург России] Олег Смирнов»
    kept = change.text if old.startswith(change.text) else ""  # the words before what goes that the change holds
    near = WORD.findall(CLAUSE.split(f"{left} {kept}")[-1])[-2:]
    subject = {"мы", "я"}.intersection(map(str.lower, near)) and not any("VERB" in words.parts(w) for w in near)
    if subject and not re.search(r"[:\d]", right) and not any("VERB" in words.parts(w) for w in WORD.findall(old)):
        raise Unsure  # «мы [лучший] родильный дом»
    if any(f.word in _BECOMING for w in near for f in words.readings(w)):
        raise Unsure  # «мы превратились в [крупнейшую] клинику»
    if re.search(r"(?<!\w)(?:на|в|во)\s\S+$", change.text) and re.match(r"\s(?:по|для|с|со)\s", right):
        raise Unsure  # «[ведущая клиника Юга] по щитовидке»
    if not {w.lower() for w in WORD.findall(change.text)} <= {w.lower() for w in WORD.findall(old)}:
        return
    new = f"{left}{change.text}{right}"
    found = list(WORD.finditer(new))
    said = [words.tags(m[0]) for m in found]
    if said and {"VERB", "past"} <= said[0] and old[:1].isupper():
        raise Unsure  # «[впервые в Удмуртии] применили»
    listed, behind = is_listed(text, bounds[0]), CLAUSE.split(right)[0]
    if _COMPARED.match(right) or re.search(r"\s(?:в|во|на)\s+(?:вс[её]|весь)\w*\s", behind):
        raise Unsure  # «[единственный] доктор в области, кто берётся»
    if listed and _BEYOND.search(right) and not re.search(r"[—–:,\d]", right):
        raise Unsure  # «• [лучшее] оснащение операционных за Уралом»
    places = _places(linter, claim)
    clause = WORD.findall(CLAUSE.split(left)[-1] + change.text + behind)
    named = any(words.tags(w) & {"VERB", "ADJS", "PRTS", "INFN"} for w in clause)
    for number, (noun, owner) in enumerate(pairwise(found)):
        if "NOUN" not in said[number] or noun.end() <= len(left) or new[noun.end() : owner.start()] != " ":
            continue
        owned = _is_place(owner[0], places, words)
        bare = owned and owner[0].islower() and not named  # «чистый воздух страны»
        if bare or (owned and "sing" in said[number] and _is_told(new, found, number, words)):
            raise Unsure  # «Алиева — [самый] внимательный гинеколог района», «звание [самой] человечной клиники страны»
        if not named and (_PLACE.match(new, noun.end()) or (listed and _NAMED_PLACE.match(new, noun.end()))):
            raise Unsure  # «[самый] точный прибор на рынке», «• глазная клиника [№ 1] за Уралом»


def _is_told(text: str, found: list[re.Match[str]], number: int, words: Inflector) -> bool:
    """Does a dash or a noun stand before the noun of this ``number`` and its adjectives?"""
    first = number
    while first and (words.parts(found[first - 1][0]) & {"ADJF", "PRTF"} or found[first - 1][0] == "и"):
        first -= 1
    between = text[found[first - 1].end() if first else 0 : found[first].start()].strip()
    return between in ("—", "–", "-") or (first > 0 and not between and "NOUN" in words.tags(found[first - 1][0]))


def _places(linter: Linter, claim: Claim) -> set[str]:
    """The words of the sentence of a claim that are a place without a name: «города»."""
    sentence, place = claim.view.sentence, linter.pack.place
    found = place.find(claim.view) if place else ()
    return {sentence.text[sentence.starts[first] : sentence.ends[first]] for first, *_ in found}


def _is_place(word: str, places: set[str], words: Inflector) -> bool:
    """Is it a place in the genitive: «Поволжья», or one of ``places``, «города»?"""
    if word[:1].isupper() and not word[1:].isupper():
        tags = words.tags(word)
        return "NOUN" in tags and not tags & {"Name", "Surn", "Patr"} and "gent" in words.cases(word, "NOUN")
    return word in places
