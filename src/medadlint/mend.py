"""Words taken out of a sentence, and what they leave behind mended: blanks, commas, «и», «с» and «со», the capital."""

from __future__ import annotations

import re
from typing import NamedTuple

from medadlint.alone import CLAUSE, LAST, require_more_than_a_noun, require_noun, require_sense
from medadlint.inflect import COMPOUND, Inflector, Unsure, with_prepositions
from medadlint.light import expression

_ITEM = r"(?:[^\W\d_]+ )?[^\W\d_]+"
_LISTED = [expression(rf"(?:\s*,\s{_ITEM})*\s(?:и|или)\s{last}(?!\w)") for last in (_ITEM, r"[^\W\d_]+")]
_AND = ("и", "или", "да")
_CLASS = {
    "ADVB": "adverb", "COMP": "adverb", "PREP": "adverb", "GRND": "adverb", "ADJF": "adjective", "PRTF": "adjective",
    "ADJS": "short", "PRTS": "short", "NOUN": "noun", "VERB": "verb", "INFN": "verb",
}  # fmt: skip


class Mended(NamedTuple):
    """``text`` instead of the code points ``start`` to ``end``."""

    start: int
    end: int
    text: str


class _Hole(NamedTuple):
    """``left`` and ``right`` of the words that go, the place ``a`` to ``b`` between them, and what is to join them."""

    left: str
    right: str
    a: int
    b: int
    glue: str

    def cut_left(self, left: str) -> _Hole:
        return self._replace(left=left, a=self.a - len(self.left) + len(left))

    def cut_right(self, right: str) -> _Hole:
        return self._replace(right=right, b=self.b + len(self.right) - len(right))


def drop(text: str, sentence: tuple[int, int], start: int, end: int, inflector: Inflector) -> Mended:
    """Take ``text[start:end]`` out of its sentence. Raises Unsure where the rest would not be Russian."""
    first, last = sentence
    end += hanging(text[start:end], text[end:last], inflector)
    dropped = text[start:end]
    left, right = text[first:start].rstrip(), text[end:last].lstrip()
    if re.match(r"без\s", dropped, re.IGNORECASE) and re.match(r"\s*,\s*без\s", text[end:last]):
        raise Unsure  # «[без отёка], без температуры»
    if text.count("«", first + 1, start) > text.count("»", first, start):
        raise Unsure  # «программа «Стройность [без диет]»»: it is a name
    if re.match(r",?\s+даже\s", text[end:last]):
        raise Unsure  # «обезболивает [и безопасен] даже при длительном применении»
    own = _class_at(dropped, inflector, ends=False)
    *_, final = opening, *_ = COMPOUND.findall(dropped) or [""]
    if (
        own == "adjective"
        and opening != final
        and "NOUN" in inflector.parts(final)
        and inflector.together(opening, final)
    ):
        own = "phrase"  # «[высочайшего класса]»
    elif inflector.is_relative(opening):
        own = "clause"  # «методика, [которой нет равных], …»
    _require_loose(dropped, own, left, inflector)
    if own == "verb" and right[:1].isalnum():
        raise Unsure  # «[отвечаю за это] головой»
    if left.endswith(",") and inflector.opens_with(dropped, "CONJ") and right[:1].isalnum():
        raise Unsure  # «звоните, [пока есть окна] у доктора»
    follows = COMPOUND.match(right)
    if (
        follows
        and "COMP" in inflector.parts(opening)
        and "ADJF" in inflector.parts(final)
        and inflector.together(final, follows[0])
    ):
        raise Unsure  # «действует [быстрее других] капель»
    hole = _without_and(_Hole(left, right, first + len(left), last - len(right), ""), dropped, own, inflector)
    hole = _without_comma(
        hole._replace(glue=" " if hole.left and hole.right else ""), own, inflector, phrase=opening != final
    )
    if hole.left[-1:] in '(«„“"':
        hole = hole._replace(glue="")
    if hole.left.endswith((".", "!", "?", "…")) and not COMPOUND.search(hole.right):
        raise Unsure  # «1200 р. [Только сегодня]!»
    if hole.left.endswith(",") and hole.right and not (hole.right[0].isalnum() or hole.right[0] in '«"„№('):
        raise Unsure  # a picture ends the clause
    require_noun(dropped, own, hole.left, hole.right, inflector)
    if own == "adjective":
        require_more_than_a_noun(hole.left, hole.right, inflector)
    require_sense(hole.left, hole.right, "preposition" if inflector.parts(opening) == {"PREP"} else own, inflector)
    capital = dropped[:1].isupper() or (not hole.left and dropped[:1].isdigit())
    return _with_neighbour(text, first, hole, capital=capital)


def hanging(dropped: str, right: str, inflector: Inflector) -> int:
    """How much of what follows hangs on the preposition that goes: «[без боли], отёков и осложнений»."""
    opens, last = COMPOUND.match(dropped), LAST.search(dropped)
    if not opens or not last or "PREP" not in inflector.parts(opens[0]) or "NOUN" not in inflector.parts(last[1]):
        return 0
    if re.match(r",\s[^.!?…]*\sи\s\W*[^\W\d_]+", right) and not any(p.match(right) for p in _LISTED):
        raise Unsure  # «[без синяков], отёков и «утиного» эффекта»
    for listed in filter(None, (pattern.match(right) for pattern in _LISTED)):
        items = [COMPOUND.findall(item) for item in re.split(r",|\b(?:и|или)\b", listed[0])[1:]]
        found = [
            inflector.cases(noun, "NOUN").intersection(*(inflector.cases(a, "ADJF") for a in adjectives))
            for *adjectives, noun in filter(None, items)
        ]
        if found and all("gent" in cases for cases in found):
            if all(cases & {"nomn", "accs"} for cases in found):
                raise Unsure  # «без боли и консультации», «без боли и детей»: may be no part of the list
            return listed.end()
    return 0


def _require_loose(dropped: str, own: str, left: str, inflector: Inflector) -> None:
    """No predicate and nothing on which all else hangs may go."""
    *_, last = COMPOUND.findall(dropped) or [""]
    short = inflector.parts(last)
    if short and short <= {"ADJS", "PRTS"} and not inflector.opens_with(dropped, "CONJ"):
        raise Unsure  # «процедура [абсолютно безопасна] в любом возрасте»
    before, opens = LAST.search(left), COMPOUND.match(dropped)
    if (
        own == "noun"
        and before
        and opens
        and "ADJF" in inflector.parts(before[1])
        and inflector.together(before[1], opens[0])
    ):
        raise Unsure  # «свободных [окошек почти нет]»
    if own == "short" or (own in ("noun", "verb") and not re.search(r"\s", dropped)):
        raise Unsure
    if opens and "COMP" in inflector.parts(opens[0]):
        clause = COMPOUND.findall(CLAUSE.split(left)[-1])
        if not any("VERB" in inflector.parts(w) for w in clause):
            raise Unsure  # «лаборатория точнее остальных»


def _without_and(hole: _Hole, dropped: str, own: str, inflector: Inflector) -> _Hole:
    """«быстрый и [безболезненный]», «[безболезненный] и быстрый»: the conjunction goes too."""
    before, after = LAST.search(hole.left), COMPOUND.match(hole.right)
    if after and after[0].lower() in _AND:
        following = COMPOUND.search(hole.right, after.end())
        clause = COMPOUND.findall(CLAUSE.split(hole.right[after.end() :])[0])[:2]
        if own == "adverb" and any({"VERB", "indc"} <= f.grammemes for w in clause for f in inflector.readings(w)[:1]):
            return hole  # «поставим брекеты [без боли] и сразу увидите»
        if not following or own != _class_at(following[0], inflector, ends=False):
            raise Unsure
        if hole.right[after.end() : following.start()].strip():
            raise Unsure
        if hole.left.endswith(",") and len(hole.left) > 1:
            return hole.cut_left(hole.left[:-1].rstrip())  # «быстро, [безопасно] и тихо»
        return hole.cut_right(hole.right[following.start() :])
    if before and before[1].lower() in _AND:
        previous = LAST.search(hole.left, 0, before.start())
        joined = previous is not None and own == _class_at(previous[1], inflector, ends=True)
        opening = COMPOUND.match(dropped)
        near = COMPOUND.findall(hole.left[: before.start()])[-4:]
        joined = joined or bool(opening and opening[0].lower() in near and "PREP" in inflector.parts(opening[0]))
        if joined:
            if re.search(r",\s*\S+(?:\s\S+)?\s*$", hole.left[: before.start()]):
                raise Unsure  # «точно, быстро [и без боли]»
            return hole.cut_left(hole.left[: before.start()].rstrip())
        if not hole.right[:1].isalpha():
            raise Unsure
    return hole


def _without_comma(hole: _Hole, own: str, inflector: Inflector, *, phrase: bool) -> _Hole:
    """Of the commas and dashes around the hole those that parted it off go."""
    left, right, glue = hole.left, hole.right, hole.glue
    before, after = left[-1:], right[:1]
    hangs = re.match(r",\s*(?:(?:в|во|на|с|со|у|к|из|для|о|об|от|по|при|за|под)\s+)?([^\W_]+)", right)
    if (
        hangs
        and (not left or own == "adjective")
        and (inflector.is_relative(hangs[1]) or hangs[1].lower() in ("где", "куда"))
    ):
        raise Unsure  # «[первые] в России, кто делает», «[в отличие от студий], у которых»
    if own == "clause" and right[:1].isalnum():
        raise Unsure  # «спрей, [которому нет равных] по скорости, …»
    if after == ",":
        if before in ("", ":", "—", "–") and re.match(r",\s*[^\W\d_]+\s+и\b", right):
            raise Unsure  # «акция: [только сегодня], завтра и в среду»: the first of several
        if before == "," and own == "clause":
            return hole.cut_left(left[:-1].rstrip()).cut_right(right[1:].lstrip())
        if before == ",":
            _require_list(left, own, right, inflector)
        elif before not in ("", ":", "—", "–", "-", "(", "•"):
            if re.match(r",\s*(и|а|но)\s", right):
                raise Unsure
            return hole._replace(glue="")
        return hole.cut_right(right[1:].lstrip())._replace(glue=glue if left else "")
    if after in ("", ".", "!", "?", "…", ";", ")", ":", "—", "–", "»", "\n"):
        stripped = left.rstrip(" ,—–:-")
        if not left and own == "adverb" and after == ":" and phrase:
            return hole.cut_right(right[1:].lstrip())._replace(glue="")  # «[впервые в городе]: лечение храпа»
        if after in ("—", "–", ":") and (
            not left or before in "—–:" or (before == "," and (after, own) != (":", "adverb"))
        ):
            raise Unsure
        if after in (")", "»") and before in "(«":
            raise Unsure
        if after not in ("—", "–"):
            if left != stripped and before in "—–:-" and len(COMPOUND.findall(stripped)) < 2:
                raise Unsure
            return hole.cut_left(stripped)._replace(glue="" if after else glue)
    elif after.isascii() and not after.isalnum() and after != '"':
        raise Unsure
    return hole


def _class_at(words: str, inflector: Inflector, *, ends: bool) -> str:
    """What kind of part of the sentence ``words`` are, told by the first word or, if that is an adverb, a later one."""
    found = COMPOUND.findall(words)
    if ends:
        found.reverse()
    for word in found:
        kinds = [_CLASS[p] for f in inflector.readings(word) for p in f.grammemes if p in _CLASS]
        if kinds:
            return kinds[0]
    return ""


def _require_list(left: str, own: str, right: str, inflector: Inflector) -> None:
    """Between two commas stands one of a list — or something set off by commas, of which both would have to go."""
    before = re.split(r"[,:—–]", left.rstrip(","))[-1]
    after = re.split(r"[,.;:!?—–]", right[1:])[0]
    if own not in (_class_at(before, inflector, ends=False), _class_at(before, inflector, ends=True),
                   _class_at(after, inflector, ends=False)):  # fmt: skip
        raise Unsure


def _with_neighbour(text: str, first: int, hole: _Hole, *, capital: bool) -> Mended:
    """The change with one word beside it, so that it can be read; a preposition changes with the word after it."""
    left, right, a, b, glue = hole
    following = COMPOUND.match(right)
    opens = capital and following and following.start() == 0 and not re.search(r"[\w,;:—–«»\"'()%*_/>-]\s*$", left)
    if not COMPOUND.search(left) or opens:
        word = COMPOUND.search(right)
        if not word:
            raise Unsure
        opened = right[: word.start()]  # a quotation mark
        return Mended(
            a, b + word.end(), glue * bool(left) + opened + (word[0][:1].upper() + word[0][1:] if capital else word[0])
        )
    before = LAST.search(left)
    if before is None and following:
        blanks = len(text[a:b]) - len(text[a:b].lstrip())
        return Mended(a + blanks, b + len(following[0]), ("" if blanks else glue) + following[0])
    if glue and text[b - 1 : b].isspace():  # the blank that stands there stays
        b, glue = b - 1, ""
    if before is None:
        return Mended(a, b, glue)
    word_before, tail = before[1], left[before.end(1) :]
    if following and not tail.strip():
        word_before = with_prepositions(f"{word_before} {following[0]}")[: -len(following[0]) - 1]
    return Mended(first + before.start(1), b, word_before + tail + glue)
