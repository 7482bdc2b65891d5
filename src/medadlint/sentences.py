"""Text to sentences and words, for the few places that need a closer look.

A sentence never crosses a block (see extract). Words are runs of letters; a number with its separators is one word;
«%», «№», «₽» and the question mark are words of their own, so that patterns can name them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from medadlint.fold import Folded, fold_word

LIMIT = 4000  # code points; text without full stops is cut at a blank near this length, or matching would be quadratic

_WORD = re.compile(r"\d+(?:[ \u00a0\u202f]\d{3}(?!\d))*(?:[.,]\d+)?|[^\W\d_]+|[%№₽$€?]")
_END = re.compile(r"[.!?…]+[\"»”“)\]]*(?=\s|$)|\n(?=\s*\n)")
_NEXT = re.compile(r"[\s\"«„“(\[–—-]*")
_LAST_WORD = re.compile(r"[^\W_]+$")
_BREAK = re.compile(r"[,;:()–—|/•…\[\]]|\s-\s")
_SEPARATORS = str.maketrans("", "", " \u00a0\u202f")

CLASSES: dict[str, Callable[[str], bool]] = {}
"""Built-in word classes of the pattern language, each a test of one word of the text."""

_ADJECTIVE = re.compile(
    r".{2,}(?:[ыио]й|[ая]я|[ое]е|[ыи]е|[ое]го|[ое]му|[ыи]м|[ую]ю|[ое]м|[ыи]х|[ыи]ми|[ое]ю)$", re.IGNORECASE
)
_VERB = re.compile(r".{2,}(?:[тч]ь(?:ся)?|ти|[еиё]т(?:ся)?|[ую]т(?:ся)?|[ая]т(?:ся)?|[еиё]м(?:ся)?|[еиё]те(?:сь)?|[еиё]шь(?:ся)?|л[аои]?(?:с[ья])?|[ую](?:сь)?)$", re.IGNORECASE)  # fmt: skip
_YEAR = re.compile(r"(?:19|20)\d\d$")
_ERID = re.compile(r"[0-9A-Za-z]{8,40}$")

CLASSES["цифры"] = lambda w: w[0].isdigit()
CLASSES["прил"] = lambda w: bool(_ADJECTIVE.match(w))
CLASSES["глаг"] = lambda w: bool(_VERB.match(w))
CLASSES["год"] = lambda w: bool(_YEAR.match(w))
CLASSES["вопрос"] = lambda w: w == "?"
CLASSES["заглавное"] = lambda w: w[0].isupper()
CLASSES["латиница"] = lambda w: w.isascii() and w.isalpha() and len(w) > 2


class Sentence:
    """The words of one sentence: parallel lists, filled once, never changed."""

    __slots__ = ("breaks", "end", "ends", "keys", "start", "starts", "words")

    def __init__(self, folded: Folded, start: int, end: int) -> None:
        text, fold = folded.text, folded.fold
        self.start, self.end = start, end
        self.words: list[str] = []
        self.keys: list[bytes] = []
        self.starts: list[int] = []
        self.ends: list[int] = []
        self.breaks: list[bool] = []  # does a comma, a dash or the like stand before the word?
        last = start
        for match in _WORD.finditer(text, start, end):
            a, b = match.span()
            word = match[0]
            self.words.append(word)
            first = word[0]
            if first.isdigit():
                self.keys.append(word.translate(_SEPARATORS).encode("ascii", "replace"))
            elif word.isascii() or not first.isalpha():
                self.keys.append(fold_word(word))
            else:
                self.keys.append(fold[a:b])
            self.starts.append(a)
            self.ends.append(b)
            self.breaks.append(a - last > 1 and _BREAK.search(text, last, a) is not None)
            last = b

    def __len__(self) -> int:
        return len(self.words)


def spans(text: str, start: int, end: int, abbreviations: frozenset[str]) -> Iterator[tuple[int, int]]:
    """The sentences of ``text[start:end]`` (one block) as spans that tile it."""
    at = start
    for match in _END.finditer(text, start, end):
        while match.end() - at > LIMIT:
            cut = _cut(text, at, match.end())
            yield at, cut
            at = cut
        if not _is_inner(text, at, match, end, abbreviations):
            yield at, match.end()
            at = match.end()
    while end - at > LIMIT:
        cut = _cut(text, at, end)
        yield at, cut
        at = cut
    if at < end:
        yield at, end


def _cut(text: str, start: int, end: int) -> int:
    stop = min(end, start + LIMIT)
    blank = text.rfind(" ", start + LIMIT // 2, stop)
    return blank + 1 if blank > 0 else stop


def _is_inner(text: str, start: int, match: re.Match[str], end: int, abbreviations: frozenset[str]) -> bool:
    """Does the sentence go on after these marks? «г. Москва», «и т. д.», «(5 мг.) в день», «Вау!.. и всё»."""
    mark = text[match.start()]
    if mark == "\n":
        return False
    following = _NEXT.match(text, match.end(), end)
    at = following.end() if following else match.end()
    if at < end and text[at].islower():
        return True
    if mark == "." and match.end() - match.start() == 1:
        word = _LAST_WORD.search(text, max(start, match.start() - 12), match.start())
        if word:
            bare = word[0].lower()
            return at < end and (bare in abbreviations or (len(bare) == 1 and word[0].isupper()))
    return False
