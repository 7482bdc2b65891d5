"""Text to sentences and words, for the few places that need a closer look.

A sentence never crosses a block (see extract). Words are runs of letters; a number with its separators is one word;
«%», «№», «₽» and the question mark are words of their own, so that patterns can name them.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from functools import cached_property

from medadlint.fold import Folded, fold_word

LIMIT = 4000  # code points of a sentence at most, more or less

_WORD = re.compile(r"\d+(?:[ \u00a0\u202f]\d{3}(?!\d))*(?:[.,]\d+)?|[^\W\d_]+|[%№₽$€?]")
_END = re.compile(r"[.!?…]+[\"»”“)\]]*(?=\s|$)")
_NEXT = re.compile(r"[\s\"«„“(\[–—-]*")
_LAST_WORD = re.compile(r"[^\W_]+$")
_BREAK = re.compile(r"[,;:()–—|/•…\[\]]|\s-\s")
_STOP = ord(".")
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
    """The words of one sentence: parallel lists. ``keys``: what each word is compared by."""

    def __init__(self, folded: Folded, start: int, end: int) -> None:
        self._text, fold = folded.text, folded.fold
        self.start, self.end = start, end
        spans = [m.span() for m in _WORD.finditer(self._text, start, end)]
        self.starts = [a for a, _ in spans]
        self.ends = [b for _, b in spans]
        self.keys = [fold[a:b] if "Ѐ" <= self._text[a] <= "ӿ" else self._key(a, b) for a, b in spans]

    def _key(self, start: int, end: int) -> bytes:
        word = self._text[start:end]
        if word[0].isdigit():
            return word.translate(_SEPARATORS).encode("ascii", "replace")
        return fold_word(word)

    @cached_property
    def words(self) -> list[str]:
        return [self._text[a:b] for a, b in zip(self.starts, self.ends, strict=True)]

    @cached_property
    def breaks(self) -> list[bool]:
        """Does a comma, a dash or the like stand before the word?"""
        out = []
        last = self.start
        for a, b in zip(self.starts, self.ends, strict=True):
            out.append(a - last > 1 and _BREAK.search(self._text, last, a) is not None)
            last = b
        return out

    def __len__(self) -> int:
        return len(self.starts)


class Borders:
    """Where the sentences of a text begin and end, found only around the places that are asked for."""

    def __init__(self, folded: Folded, blocks: Sequence[tuple[int, int]], abbreviations: frozenset[str]) -> None:
        self._text, self._fold = folded.text, folded.fold
        self._blocks = blocks
        self._block_starts = [a for a, _ in blocks]
        self._abbreviations = abbreviations
        self._last = (0, 0)

    def between(self, start: int, end: int) -> Iterator[tuple[int, int]]:
        """The sentences that touch ``start`` to ``end``, in order."""
        number = max(0, bisect_right(self._block_starts, start) - 1)
        for low, high in self._blocks[number:]:
            if low >= end:
                return
            at = max(start, low)
            while at < min(end, high):
                a, b = self.around(at, low, high)
                yield a, b
                at = b

    def before(self, start: int) -> tuple[int, int] | None:
        """The sentence before the one that begins at ``start``, across blocks."""
        number = bisect_right(self._block_starts, start) - 1
        low, high = self._blocks[number]
        if start > low:
            return self.around(start - 1, low, high)
        if number == 0:
            return None
        low, high = self._blocks[number - 1]
        return self.around(high - 1, low, high)

    def after(self, end: int) -> tuple[int, int] | None:
        """The sentence after the one that ends at ``end``, across blocks."""
        number = bisect_right(self._block_starts, end - 1) - 1
        low, high = self._blocks[number]
        if self._text[end:high].strip():
            return self.around(end, low, high)
        if number + 1 == len(self._blocks):
            return None
        low, high = self._blocks[number + 1]
        return self.around(low, low, high)

    def around(self, at: int, low: int, high: int) -> tuple[int, int]:
        """The sentence that holds the code point ``at`` of the block ``low`` to ``high``."""
        start, end = self._last
        if not start <= at < end:
            start, end = self._last = self._begin(at, low, high), self._finish(at, low, high)
        while end - start > LIMIT:
            # Text without full stops is cut at a blank, or matching would be quadratic.
            cut = start + LIMIT * ((at - start) // LIMIT)
            left = start if cut == start else self._blank(cut)
            right = self._blank(cut + LIMIT) if cut + LIMIT < end else end
            if at < left:
                left, right = self._blank(cut - LIMIT) if cut - LIMIT > start else start, left
            elif at >= right:
                left, right = right, self._blank(cut + 2 * LIMIT) if cut + 2 * LIMIT < end else end
            return left, right
        return start, end

    def _blank(self, at: int) -> int:
        blank = self._fold.rfind(b" ", at - LIMIT // 2, at)
        return blank + 1 if blank >= 0 else at

    def _begin(self, at: int, low: int, high: int) -> int:
        q = at
        while (q := self._fold.rfind(b".", low, q)) >= 0:
            while q > low and self._fold[q - 1] == _STOP:
                q -= 1
            match = _END.match(self._text, q, high)
            if match and match.end() <= at and not self._goes_on(match, low, high):
                return match.end()
        return low

    def _finish(self, at: int, low: int, high: int) -> int:
        q = at
        while (q := self._fold.find(b".", q, high)) >= 0:
            while q > low and self._fold[q - 1] == _STOP:
                q -= 1
            match = _END.match(self._text, q, high)
            if match and match.end() > at and not self._goes_on(match, low, high):
                return match.end()
            q = max(q, at)
            while q < high and self._fold[q] == _STOP:
                q += 1
        return high

    def _goes_on(self, match: re.Match[str], low: int, high: int) -> bool:
        """Does the sentence go on after these marks? «г. Москва», «и т. д.», «(5 мг.) в день», «Вау!.. и всё»."""
        text = self._text
        following = _NEXT.match(text, match.end(), high)
        at = following.end() if following else match.end()
        if at < high and text[at].islower():
            return True
        if match[0] == ".":
            word = _LAST_WORD.search(text, max(low, match.start() - 12), match.start())
            if word:
                bare = word[0].lower()
                return at < high and (bare in self._abbreviations or (len(bare) == 1 and word[0].isupper()))
        return False
