"""The form in which words are compared, with every place kept.

Fast lane: one code point becomes one byte (cp1251): letters small, «ё» as «е», Latin look-alikes as the Cyrillic letters
they imitate, the marks that may end a sentence as a full stop, all else a blank; so an offset in the fold is the offset in
the text. Slow lane: text with soft hyphens, zero-width characters,
stress marks, decomposed letters or words taken apart (see unmask.py) is first written without them, and a table of pieces
leads back.
"""

from __future__ import annotations

from bisect import bisect_right
from itertools import pairwise

from medadlint.light import Callable, NamedTuple, expression
from medadlint.native import native
from medadlint.unmask import unmask

# Letters a reader cannot tell apart; both cases, as the fold has one.
_LOOKALIKE = str.maketrans("abcehkmoptxy", "авсенкмортху")


def _table() -> bytes:
    letters = bytes(range(256)).decode("cp1251", "replace").lower().translate(_LOOKALIKE).replace("ё", "е")
    kept = [c if c.isalnum() and c not in "²³¹" else "." if c in ".!…" else " " for c in letters]
    return "".join(kept).encode("cp1251", "replace")


_FOLD = _table()

_SYMBOLS = {"₽": b"\xa4"}  # cp1251 has no rouble; its «¤» stands for any currency

# What a reader does not see inside a word, and what makes one letter of two (NFD) or puts a stress on it.
_INVISIBLE = (
    "\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff"
)
_MARKS = "\u0300-\u036f\u0483-\u0487"
_DIRT = expression(f"[{_INVISIBLE}{_MARKS}]")
# Where there may be dirt: a soft hyphen is 0xAD in cp1251, every other has no place there and becomes «?». Looked for one
# by one, at the speed of memchr.
_SUSPECTS = expression(rb"\xad"), expression(rb"\?")
_LATIN = expression("[A-Za-z]")
_TRAILING = expression(f"[{_MARKS}]+")
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
        return self.origins([(start, end)], given)[0]

    def origins(self, spans: list[tuple[int, int]], given: str) -> list[tuple[int, int]]:
        """The places of many spans."""
        if self.pieces is None:
            return spans
        starts, origins = self.pieces
        found = []
        piece = begun = until = 0  # the last one that was looked into, which often holds the next span as well
        for start, end in spans:
            if not begun <= start < end <= until:
                piece = bisect_right(starts, start)
                begun = starts[piece - 1]
                until = starts[piece] if piece < len(starts) else len(self.text)
                move = origins[piece - 1] - begun
            stop = end + move if end <= until else _origin(self.pieces, end - 1) + 1
            marks = _TRAILING.match(given, stop) if given[stop : stop + 1] >= _MARKS[0] else None
            found.append((start + move, marks.end() if marks else stop))
        return found

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
    return native.encode(text) if native else text.replace("?", ".").encode("cp1251", "replace")


def fold_word(word: str) -> bytes:
    """The key of one word. A word all in Latin letters keeps them: «top» is not «тор»."""
    if word.isascii():
        return word.lower().encode("ascii")
    if not word[0].isalnum():
        return _SYMBOLS.get(word) or word.encode("cp1251", "replace")
    return fold_bytes(word)


def has_latin(text: str) -> bool:
    """Does ``text`` hold a Latin letter?"""
    return _LATIN.search(text) is not None


def is_disguised(word: str) -> bool:
    """Does ``word`` mix Latin and Cyrillic letters?"""
    latin = [c.isascii() for c in word if c.isalpha()]
    return any(latin) and not all(latin)


def fold(text: str, known: Callable[[bytes], bool] | None = None) -> Folded:
    """Fold ``text``, choosing the lane by cheap tests.

    ``known``: does a rule know this word, as it stands in a fold? Without it no word is put together again.
    """
    raw = _encode(text)
    suspects = sorted(spot.start() for suspect in _SUSPECTS for spot in suspect.finditer(raw))
    dirt = [at for at in suspects if _DIRT.match(text, at)]
    clean = _clean(text, dirt) if dirt else text
    if dirt:
        raw = _encode(clean)
    mended = known and unmask(clean, raw, lambda word: known(fold_bytes(word)))
    if mended:
        clean, lost = mended
        pieces = _pieces(dirt)
        dirt = sorted(dirt + [_origin(pieces, at) for at in lost])
        clean = _without(clean, lost)
        raw = _encode(clean)
    return Folded(clean, raw.translate(_FOLD), _pieces(dirt) if dirt else None)


def _clean(text: str, dirt: list[int]) -> str:
    """``text`` without ``dirt``, and with one letter for two."""
    out: list[str] = []
    done = 0
    for start in dirt:
        composed = _COMPOSED.get(text[start - 1 : start + 1])
        out += (text[done : start - 1], composed) if composed else (text[done:start],)
        done = start + 1
    return "".join(out) + text[done:]


def _without(text: str, lost: list[int]) -> str:
    return "".join(text[a + 1 : b] for a, b in pairwise((-1, *lost, len(text))))


def _pieces(lost: list[int]) -> tuple[list[int], list[int]]:
    """The stretches that the characters ``lost`` leave: where each starts without them, and where with them."""
    return [0, *(at - before for before, at in enumerate(lost))], [0, *(at + 1 for at in lost)]


def _origin(pieces: tuple[list[int], list[int]], at: int) -> int:
    starts, origins = pieces
    piece = bisect_right(starts, at) - 1
    return origins[piece] + at - starts[piece]
