"""The form in which words are compared, with every place kept.

Fast lane: one code point becomes one byte (cp1251): letters small, «ё» as «е», Latin look-alikes as the Cyrillic letters
they imitate, the marks that may end a sentence as a full stop, all else a blank; so an offset in the fold is the offset in
the text. Slow lane: text with soft hyphens, zero-width characters,
stress marks or decomposed letters is first written without them, and a table of pieces leads back.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from typing import NamedTuple

# Letters a reader cannot tell apart; both cases, as the fold has one.
_LOOKALIKE = str.maketrans("abcehkmoptxy", "авсенкмортху")


def _table() -> bytes:
    out = bytearray()
    for code in range(256):
        char = bytes([code]).decode("cp1251", "replace").lower()
        char = char.translate(_LOOKALIKE).replace("ё", "е")
        keep = len(char) == 1 and char.isalnum() and char not in "²³¹"
        out += char.encode("cp1251", "replace") if keep else b"." if char and char in ".!…" else b" "
    return bytes(out)


_FOLD = _table()

_SYMBOLS = {"₽": b"\xa4"}  # cp1251 has no rouble; its «¤» stands for any currency

# What a reader does not see inside a word, and what makes one letter of two (NFD) or puts a stress on it.
_INVISIBLE = (
    "\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff"
)
_MARKS = "\u0300-\u036f\u0483-\u0487"
_DIRT = re.compile(f"[{_INVISIBLE}{_MARKS}]")
# Where there may be dirt: a soft hyphen is 0xAD in cp1251, every other has no place there and becomes «?». Looked for one
# by one, at the speed of memchr.
_SUSPECTS = re.compile(rb"\xad"), re.compile(rb"\?")
_TRAILING = re.compile(f"[{_MARKS}]+")
_COMPOSED = {"и\u0306": "й", "И\u0306": "Й", "е\u0308": "ё", "Е\u0308": "Ё"}


class Folded(NamedTuple):
    """``text`` as it is matched (without invisible characters) and ``fold``, byte for code point the same length.

    ``pieces``: None in the fast lane, else (starts in ``text``, starts in the given text) of stretches without a change.
    """

    text: str
    fold: bytes
    pieces: tuple[list[int], list[int]] | None

    def origin(self, start: int, end: int, given: str) -> tuple[int, int]:
        """The place in the text as ``given`` of ``text[start:end]``; marks that belong to the last letter are inside."""
        if self.pieces is None:
            return start, end
        starts, origins = self.pieces
        first = bisect_right(starts, start) - 1
        last = bisect_right(starts, end - 1) - 1
        stop = origins[last] + end - starts[last]
        marks = _TRAILING.match(given, stop)
        return origins[first] + start - starts[first], marks.end() if marks else stop

    def locate(self, offset: int) -> int:
        """The place in ``text`` of ``offset`` in the text as given; the way back from ``origin``."""
        if self.pieces is None:
            return offset
        starts, origins = self.pieces
        i = bisect_right(origins, offset) - 1
        here = starts[i] + offset - origins[i]
        return min(here, starts[i + 1]) if i + 1 < len(starts) else here


def fold_bytes(text: str) -> bytes:
    """One byte for each code point of ``text``, see above."""
    return _encode(text).translate(_FOLD)


def _encode(text: str) -> bytes:
    """cp1251; a «?» stands for a character that it does not have, a question mark of the text is a full stop."""
    return text.replace("?", ".").encode("cp1251", "replace")


def fold_word(word: str) -> bytes:
    """The key of one word. A word all in Latin letters keeps them: «top» is not «тор»."""
    if word.isascii():
        return word.lower().encode("ascii")
    if not word[0].isalnum():
        return _SYMBOLS.get(word) or word.encode("cp1251", "replace")
    return fold_bytes(word)


def is_disguised(word: str) -> bool:
    """Does ``word`` mix Latin and Cyrillic letters?"""
    latin = [c.isascii() for c in word if c.isalpha()]
    return any(latin) and not all(latin)


def fold(text: str) -> Folded:
    """Fold ``text``, choosing the lane by cheap tests."""
    raw = _encode(text)
    suspects = sorted(spot.start() for suspect in _SUSPECTS for spot in suspect.finditer(raw))
    dirt = [at for at in suspects if _DIRT.match(text, at)]
    if dirt:
        text, pieces = _clean(text, dirt)
        return Folded(text, fold_bytes(text), pieces)
    return Folded(text, raw.translate(_FOLD), None)


def _clean(text: str, dirt: list[int]) -> tuple[str, tuple[list[int], list[int]]]:
    out: list[str] = []
    starts, origins = [0], [0]
    length = done = 0
    for start in dirt:
        clean = text[done:start]
        composed = _COMPOSED.get(text[start - 1 : start + 1]) if start > done else None
        if composed:
            clean = clean[:-1] + composed
        out.append(clean)
        length += len(clean)
        done = start + 1
        starts.append(length)
        origins.append(done)
    out.append(text[done:])
    return "".join(out), (starts, origins)
