"""What a template for a whole sentence takes the place of, and where a general sentence must not stand."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from medadlint.inflect import Inflector, Unsure, inflector
from medadlint.template import SENTENCE

if TYPE_CHECKING:
    from medadlint.linter import Linter
    from medadlint.reader import Claim

REMARK = f"{{{SENTENCE}}} ("  # how a template begins that adds something in brackets
_PICTURE = re.compile(r"[\U0001F000-\U0001FAFF\u2600-\u27BF\u200d\ufe0f]+\s*")
_HEAD = re.compile(r":\s+")
# what stands before a colon and has one of these says something itself
_SAID = frozenset(("VERB", "INFN", "ADJS", "PRTS", "PRED", "COMP"))
_NEXT = re.compile(r"\s*(?:[;:]|\s[—–-]\s|,\s*(?:а|и|но|да|зато|поэтому|потому)\b)")  # opens the next clause
_CLAUSE_END = re.compile(r"\s*(?:[;:]|,(?!\s*\d))|\s[—–-]\s")
_ASIDE = re.compile(r",\s*(?:где|котор|чем|кто|что|как)\w*\b")
_PRAISING = ("guarantee", "superlative")  # their claims speak of what is sold
_MOST_LOST = 2  # nouns of a sentence, besides the claim, that a general sentence may take the place of
_WORD = re.compile(r"[^\W_]+")
_BETWEEN = re.compile(r"[^,;:—–()]+")
_MARKS = '«„“"(”»)'


def scope_of(linter: Linter, text: str, bounds: tuple[int, int], claim: Claim, template: str) -> tuple[int, int]:
    """What a template for the whole sentence takes the place of. Raises Unsure.

    Not what a picture parts off, nor what stands before a colon, «Массаж: [заговорит и молчун]». A remark in brackets
    goes after the clause of the claim: «у нас выше, [(по данным …)], а хирурги опытные».
    """
    start, end = bounds
    ends = re.search(r"[.!?…](?=\s)", text[claim.end : end])
    end = claim.end + ends.end() if ends else end
    if text[end - 1] in ",;":
        raise Unsure  # one of a list
    pictures = [m for m in _PICTURE.finditer(text, start, end) if text[m.end() : m.end() + 1].isupper()]
    start = max([start, *(m.end() for m in pictures if m.end() <= claim.start)])
    end = min([end, *(m.start() for m in pictures if m.start() >= claim.end)])
    if template.startswith(REMARK):
        parted = _PICTURE.search(text, claim.end, end)
        end = len(text[: parted.start()].rstrip()) if parted else end
        comma = text.find(",", claim.end, end)
        after = (_NEXT if comma >= 0 and _ASIDE.match(text, comma) else _CLAUSE_END).search(text, claim.end, end)
        end = after.start() if after else end
    elif f"{{{SENTENCE}}}" not in template:
        head = _HEAD.search(text, start, claim.start)
        parts = [inflector(linter.pack).parts(w) for w in _WORD.findall(text, start, head.start())] if head else []
        said = any((part & _SAID and "NOUN" not in part) or part == {"PRCL"} for part in parts)
        if head and parts and not said:
            start = head.end()
    return trimmed(text, start, end)


def require_nothing_else(
    linter: Linter, claim: Claim, text: str, bounds: tuple[int, int], new: str, beside: Sequence[tuple[int, int]]
) -> None:
    """A general sentence takes the place of a claim: not of a thing that is sold, nor of what else is said. Raises Unsure."""
    words, sentence = inflector(linter.pack), claim.view.sentence
    kept = {f.word for w in _WORD.findall(new) for f in words.readings(w)}
    found = linter.pack.subject.find(claim.view) if linter.pack.subject else ()
    named = {n for match in found for n in range(match.first, match.last)}
    if claim.rule.family in _PRAISING and _says_more(text, bounds, [*beside, (claim.start, claim.end)], words):
        raise Unsure
    others = 0
    for number, (a, b) in enumerate(zip(sentence.starts, sentence.ends, strict=True)):
        readings = words.readings(text[a:b])
        if a < bounds[0] or b > bounds[1] or kept & {f.word for f in readings}:
            continue
        outside = not any(start <= a < end for start, end in (*beside, (claim.start, claim.end)))
        if number in named and (outside or claim.rule.family in _PRAISING):
            raise Unsure
        others += outside and (not readings or "NOUN" in readings[0].grammemes)
    if others > _MOST_LOST:
        raise Unsure


def _says_more(text: str, bounds: tuple[int, int], claims: Sequence[tuple[int, int]], words: Inflector) -> bool:
    """Is there a clause without a claim in which something does or is done: «[не больно], волоски выпадают»?"""
    clauses = [m.span() for m in _BETWEEN.finditer(text, *bounds)]
    for start, end in clauses:
        if not any(a < end and start < b for a, b in claims):
            tags = [f.grammemes for w in _WORD.findall(text, start, end) for f in words.readings(w)[:1]]
            if any({"VERB", "indc"} <= t for t in tags) and any("NOUN" in t for t in tags):
                return True
    return False


def trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    """The span without the blanks around it and the signs before it."""
    while start < end and not text[start].isalnum() and text[start] not in _MARKS:
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end
