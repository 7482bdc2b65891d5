"""Words that were taken apart or written with digits, put together again: «г а р а н т и я», «гарант.ируем», «гаран7ия».

A word is put together if the rules know the result, or know none of the parts, which then are no words by themselves:
«т.е.», «и.о.», «сайт.рф», «5мг», «за1день» and a full stop without a blank stay as they are.
"""

from __future__ import annotations

from itertools import islice, product

from medadlint.light import Callable, Iterable, Iterator, Pattern, expression
from medadlint.native import native

Known = Callable[[str], bool]
"""Do the rules know this word?"""

Spot = tuple[int, int]
"""A place in a text: where it begins and ends (code points)."""

_LEAST = 5  # letters of a word that is put together from parts
_LONGEST = 24  # letters of a known word, more or less
_DIGITS = {"0": "о", "1": "ил", "2": "г", "3": "зе", "4": "ча", "5": "с", "6": "б", "7": "тг", "8": "в", "9": "яд"}
_MOST_GUESSES = 64

_DOTS = ".·*_•|'’"
_BLANKS = " \t-–—\u00a0"
_APART = expression(
    rf"(?<![^\W_])[^\W\d_](?:([{_DOTS}{_BLANKS}\u2000-\u200a\u202f])[^\W\d_](?:\1[^\W\d_]){{2,}})(?![^\W_])"
)
_DOTTED = expression(rf"[^\W\d_]+(?:[{_DOTS}][^\W\d_]+)+")
_LETTERS = expression(r"[^\W\d_]+")
_MIXED = expression(r"[^\W_]+")
_SINGLE_DIGITS = expression(r"[^\W\d_]+(?:\d[^\W\d_]+)+")
_TWO_PARTS = expression(rf"[а-яё]{{3,}}[{_DOTS}][а-яё]{{3,}}")
_REACH = 200  # code points around a suspicious spot that belong to one word at most


def _kinds() -> bytes:
    """For each byte of cp1251 what it is: a letter that may stand in a Russian word, a digit, a dot, a blank, or else."""
    letters = "abcehkmoptxyабвгдеёжзийклмнопрстуфхцчшщъыьэюя"
    out = bytearray(b"x" * 256)
    for chars, kind in ((letters + letters.upper(), "a"), ("0123456789", "1"), (_DOTS, "."), (_BLANKS + "?", " ")):
        for byte in chars.encode("cp1251"):
            out[byte] = ord(kind)
    return bytes(out)


_KINDS = _kinds()
# What to look for among the kinds. Each begins with a sign that is rare in clean text, so that it costs next to nothing.
_TAKEN_APART = expression(rb" a a a ")
_DOT_INSIDE = expression(rb"\.(?<=a\.)a")
_DIGIT_INSIDE = expression(rb"1(?:(?<=a1)1?1?a|(?<![a1]1)aaaa|(?<=aaaa1)(?![a1]))")


def unmask(text: str, raw: bytes, known: Known) -> tuple[str, list[int]] | None:
    """``text`` with letters for digits, and the places of the characters that part letters of one word, sorted.

    ``raw``: the text in cp1251, «?» for what that does not have. None if there is nothing to mend: found out at C speed.
    """
    digits, apart, dotted = native.spots(raw, _KINDS) if native else _spots(raw)
    spelled = [
        (start, word) for start, end in _around(_MIXED, text, digits) if (word := _spelled(text[start:end], known))
    ]
    if spelled:
        ends = [0, *(at + len(word) for at, word in spelled)]
        text = "".join(text[end:at] + word for end, (at, word) in zip(ends, spelled, strict=False)) + text[ends[-1] :]
    lost = [at for span in _around(_APART, text, apart) for at in _apart(text, *span, known)]
    lost += [at for span in _around(_DOTTED, text, dotted) for at in _dotted(text, *span, known)]
    return (text, sorted(lost)) if spelled or lost else None


def _spots(raw: bytes) -> tuple[list[Spot], list[Spot], list[Spot]]:
    """Where digits, letters that stand alone, dots are suspicious."""
    kinds = raw.translate(_KINDS)
    digits, apart, dotted = (
        [m.span() for m in what.finditer(kinds)] for what in (_DIGIT_INSIDE, _TAKEN_APART, _DOT_INSIDE)
    )
    return digits, apart, dotted


def _around(what: Pattern[str], text: str, spots: Iterable[Spot]) -> Iterator[Spot]:
    """Where ``what`` stands in the neighbourhood of a spot."""
    done = 0
    for at, stop in spots:
        start = max(done, at - _REACH)
        if at < start:
            continue
        while start < at and start and text[start - 1].isalnum():  # not within a word
            start += 1
        for found in what.finditer(text, start, at + _REACH):
            if found.end() > at:
                if found.start() < stop and not found[0].isascii():  # an erid is a word of no language
                    yield found.span()
                    done = found.end()
                break


def _spelled(word: str, known: Known) -> str | None:
    """``word`` with letters for its digits: a known word, or what its letters do not tell to be several words."""
    if len(word) < _LEAST or 2 * sum(map(str.isascii, word)) > len(word):  # Latin letters are as strange as digits
        return None
    options = [_DIGITS.get(c, c) for c in word]
    for letters in islice(product(*options), _MOST_GUESSES):
        guess = "".join(letters)
        if known(guess):
            return guess
    if _SINGLE_DIGITS.fullmatch(word) and not all(map(known, _LETTERS.findall(word))):
        return "".join(letters[0] for letters in options)
    return None


def _apart(text: str, start: int, end: int, known: Known) -> Iterator[int]:
    """What parts the letters between ``start`` and ``end``, every second of which stands alone, within their words."""
    letters = text[start:end:2]
    # The best way to part them into known words: (score, letters that are in such words, the end of the first word).
    best = [(0, 0, 0)] * (len(letters) + 1)
    for i in reversed(range(len(letters))):
        ways = [(best[i + 1][0], best[i + 1][1], i + 1)]
        for j in range(i + 3, min(len(letters), i + _LONGEST) + 1):
            if known(letters[i:j]):
                ways.append((best[j][0] + (j - i) ** 2, best[j][1] + j - i, j))
        best[i] = max(ways)
    if 4 * best[0][1] < 3 * len(letters):
        if len(letters) >= _LEAST or best[0][1]:  # «а я и в» are words as they stand
            yield from range(start + 1, end, 2)
        return
    i = 0
    while i < len(letters):
        j = best[i][2]
        yield from range(start + 2 * i + 1, start + 2 * j - 1, 2)
        i = j


def _dotted(text: str, start: int, end: int, known: Known) -> Iterator[int]:
    """The dots between ``start`` and ``end`` that stand within a word."""
    if _APART.fullmatch(text, start, end):
        yield from _apart(text, start, end, known)
        return
    parts = [m.span() for m in _LETTERS.finditer(text, start, end)]
    i = 0
    while i < len(parts):
        for j in range(min(len(parts), i + _LONGEST), i + 1, -1):
            word = text[parts[i][0] : parts[j - 1][1]]
            whole = "".join(text[a:b] for a, b in parts[i:j])
            if len(whole) < _LEAST:
                continue
            if known(whole) or (
                len(parts) == 2 and _TWO_PARTS.fullmatch(word) and not any(map(known, _LETTERS.findall(word)))
            ):
                yield from (b for _, b in parts[i : j - 1])
                i = j
                break
        else:
            i += 1
