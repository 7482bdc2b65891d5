"""How far a claim reaches, so that the mark of a footnote stands behind the whole of it: «лидер в лечении бесплодия*»."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from medadlint.light import expression

if TYPE_CHECKING:
    from medadlint.inflect import Inflector
    from medadlint.sentences import Sentence

_APART = expression(r"[|;:\n]|\s[—–-]\s")
_LOOSE = frozenset(("PREP", "CONJ", "PRCL"))  # a claim that ends on one of these goes on
_GLUE = expression(r"[ \u00a0-]| «")  # what parts the words of a phrase
_ROOM = 8  # words that a claim may go on for


def last_word(text: str, sentence: Sentence, first: int, last: int, words: Inflector) -> int:
    """The word of a sentence behind which the mark of a claim goes, the words ``first`` to ``last`` (exclusive).

    No colon or dash is passed; what the claim goes on with is: «лидер [в лечении бесплодия]», «вы нигде [не найдёте]».
    """
    starts, ends = sentence.starts, sentence.ends
    end = next((n for n in range(first + 1, last) if _parts(text[ends[n - 1] : starts[n] + 1])), last)
    degrees = [bool(_first(text, sentence, n, words) & {"COMP", "Supr"}) for n in range(first, last)]
    counted = re.search(r"[№#\d]|номер", text[starts[first] : ends[end - 1]], re.IGNORECASE)
    dashed = end < last and text[ends[end - 1] : starts[end]].strip() in ("—", "–", "-")
    if not counted and not any(degrees[: end - first]) and (dashed or any(degrees[end - first :])):
        end = last  # «качество — высочайшее», «наш врач — номер один»
    final = text[starts[last - 1] : ends[last - 1]].lower() if end == last < len(starts) else ""
    at = last if final == "не" else _last_saying(text, sentence, first, end, words)
    if final == "мы":  # «только мы [в городе ставим брекеты с шести лет]»
        at = _end_of_clause(text, sentence, last - 1)
    if end < last:
        return at
    praised = _unnamed(text, sentence, first, last, words)
    while at + 1 < min(len(starts), last + _ROOM):
        more = _more(text, sentence, at, words)
        near = text[starts[at + 1] : ends[at + 1]]
        if not more and text[ends[at] : starts[at + 1]] == " " and at >= last - 1:
            told = _first(text, sentence, at + 1, words)
            named = "NOUN" in told and "Name" not in told and any(words.together(w, near) for w in praised)
            more = (at + 1) * named  # «сильнейший в области [специалист]»
        if not more:
            break
        at = more
    return at


def _last_saying(text: str, sentence: Sentence, first: int, end: int, words: Inflector) -> int:
    at = end - 1
    while at > first and _is_loose(text, sentence, at, words):
        at -= 1
    return at


def _unnamed(text: str, sentence: Sentence, first: int, last: int, words: Inflector) -> list[str]:
    """The adjectives of a claim whose noun is not in it: «самый точный в стране»."""
    found = [text[sentence.starts[n] : sentence.ends[n]] for n in range(first, last)]
    return [
        word
        for n, word in enumerate(found)
        if "ADJF" in words.parts(word)
        and not any("NOUN" in words.parts(w) and words.together(word, w) for w in found[n + 1 :])
    ]


def _parts(between: str) -> bool:
    """Does what stands between two words, the second of which it ends on, end what is said of the first: «:», «, 12»?"""
    return bool(_APART.search(between)) or (between.startswith(",") and between[-1].isdigit())


def _is_loose(text: str, sentence: Sentence, number: int, words: Inflector) -> bool:
    """A word on which no claim ends: «в», «чем», «вы»."""
    tags = _first(text, sentence, number, words)
    parts = words.parts(text[sentence.starts[number] : sentence.ends[number]])
    return bool(tags & _LOOSE and "COMP" not in parts) or ("NPRO" in tags and bool(tags & {"1per", "2per"}))


def _first(text: str, sentence: Sentence, number: int, words: Inflector) -> frozenset[str]:
    """The likeliest reading of a word."""
    if number >= len(sentence.starts):
        return frozenset()
    return words.tags(text[sentence.starts[number] : sentence.ends[number]])


def _end_of_clause(text: str, sentence: Sentence, at: int) -> int:
    """The last word before a comma or the like, or one not too far from it."""
    last = at
    while last + 1 < len(sentence.starts) and last < at + _ROOM:
        if not _GLUE.fullmatch(text, sentence.ends[last], sentence.starts[last + 1]):
            break
        last += 1
    return last


def _more(text: str, sentence: Sentence, at: int, words: Inflector) -> int:
    """The last word of what follows the word ``at`` and belongs to it; 0 if nothing does."""
    starts, ends = sentence.starts, sentence.ends

    def glued(number: int) -> bool:
        return number < len(starts) and bool(_GLUE.fullmatch(text, ends[number - 1], starts[number]))

    joined = re.match(r"»\s(?:и|или)\s«[^»]*", text[ends[at] :])  # «быстрее, чем в «Весте» [и «Луче»]»
    if joined:
        close = ends[at] + joined.end()
        return next((n for n in range(at + 1, len(starts)) if ends[n] == close), 0)
    if not glued(at + 1):
        return 0
    if text[ends[at]] == "-":
        return at + 1
    here, near, then = (_first(text, sentence, n, words) for n in (at, at + 1, at + 2))
    old, new = (text[starts[n] : ends[n]] for n in (at, at + 1))
    if "PREP" in near and re.match(r"\s\d", text[ends[at + 1] : ends[at + 1] + 2]):
        return 0  # «с 1998 года» says when
    named = new[:1].isupper() and not old[-1:].isupper() and "NOUN" in here and text[ends[at]] == " "
    if named and (not words.readings(new) or any(f.grammemes & {"gent", "Surn"} for f in words.readings(new))):
        return at + 1  # «края», «доктора Лапина»
    if near & {"ADJF", "PRTF"} or "PREP" in near or "NUMR" in near:  # «в [этой области]»
        number = at + 1
        while glued(number + 1) and number < at + 4:
            number += 1
            tags = _first(text, sentence, number, words)
            if "NOUN" in tags or not words.readings(text[starts[number] : ends[number]]):
                fits = (
                    "PREP" in near
                    or "gent" in tags
                    or words.together(old, new)
                    or words.together(new, text[starts[number] : ends[number]])
                )
                agrees = "PREP" in near or "gent" in near or "ADJF" in here
                return number if fits and agrees else 0
            if not tags & {"ADJF", "PRTF", "NUMR"} and not text[starts[number] : ends[number]].isdigit():
                verb = glued(number + 1) and "VERB" in _first(text, sentence, number + 1, words)  # «за этим следит»
                return number if "PREP" in near and "NPRO" in tags and not verb else 0
        return number if "PREP" in near and number > at + 1 else 0
    if "NOUN" in here and text[ends[at] : starts[at + 1]] == " «":
        close = text.find("»", starts[at + 1])
        return next((n for n in range(at + 1, len(starts)) if ends[n] == close), 0)
    if "ADJF" in here and not near and new.isalpha():
        return at + 1  # a noun that no dictionary has
    owner = "gent" in near or ("NOUN" in here and "gent" in words.cases(new, "NOUN"))
    if "NOUN" in near and (owner or ("ADJF" in here and words.together(old, new))):
        return at + 1
    if "INFN" in near or ("INFN" in here and "accs" in words.cases(new, "NOUN")):  # «первыми начали [печатать каркасы]»
        return at + 1
    if "COMP" in near:  # «не вернул к трезвости [больше людей, чем мы]»
        number = _end_of_clause(text, sentence, at + 1)
        compared = number + 1 < len(starts) and text[ends[number] : ends[number + 1]] == ", чем"
        return _end_of_clause(text, sentence, number + 1) if compared else number
    if new == "и" and "NOUN" in here and "NOUN" in then and glued(at + 2):
        both = words.cases(old, "NOUN") & words.cases(text[starts[at + 2] : ends[at + 2]], "NOUN")
        return at + 2 if both else 0
    if "COMP" in here and "gent" in near:
        return at + 1
    if new == "так" and "ADVB" in then and glued(at + 2):
        return at + 2
    if here & {"VERB", "PRED", "ADJS", "PRTS"} or old == "нет":  # to the end of the clause
        number = _end_of_clause(text, sentence, at)
        return number if number < at + _ROOM else 0
    if new in ("не", "нет", "ни", "бы", "то", "было"):
        return at + 1 if new in ("нет", "было") or not glued(at + 2) else at + 2
    return 0
