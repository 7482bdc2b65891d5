"""Text to sentences and words, for the few places that need a closer look.

A sentence never crosses a block (see extract). Words are runs of letters; a number with its separators is one word;
«%», «№», «₽» and the question mark are words of their own, so that patterns can name them.
"""

from __future__ import annotations

from medadlint.fold import Folded, fold_word
from medadlint.light import ASCII, IGNORECASE, Callable, Iterator, Mapping, cached_property, expression, lru_cache
from medadlint.native import native

LIMIT = 2000  # code points of a sentence at most, more or less

_WORD = expression(r"\d+(?:[ \u00a0\u202f]\d{3}(?!\d))*(?:[.,]\d+)?|[^\W\d_]+|[%№₽$€?]")
# The marks, the brackets they close, and what may begin the next sentence: anything but a small letter.
_END = expression(r"([.!?…]++)([\"»”“)\]]*+)(?=\s[\s\"«„“(\[–—-]*(?![\s\"«„“(\[–—-])[^a-zа-яё])")
_LONGEST = 8  # code points of an abbreviation
_BREAK = expression(r"[,;:()–—|/•…\[\]]|\s-\s")
_LETTER = expression(r"[^\W_]")
_WINDOW = 1 << 16  # bytes of the fold that are split into words at a time
_SEPARATORS = str.maketrans("", "", " \u00a0\u202f")

SIGNS = "%№₽$€?"  # words of one sign
QUESTION = "вопрос"
DIGITS = "цифры"  # the one class that is a form set: patterns begin with it, and a word is looked at only once
_ADJECTIVE = tuple("ый ий ой ая яя ое ее ые ие ого его ому ему ым им ую юю ом ем ых их ыми ими ою ею".split())
_VERB = tuple("ть чь ти ет ит ёт ут ют ат ят ем им ём ете ите ёте ешь ишь ёшь л ла ло ли у ю".split())
_YEAR = expression(r"(?:19|20)\d\d$")
_ERID = expression(r"[0-9A-Za-z]+$")  # the start of one: letters and digits are words of their own

_TESTS: dict[str, Callable[[str], bool]] = {
    "прил": lambda w: _russian(w)[2:].endswith(_ADJECTIVE),
    "глаг": lambda w: _russian(w)[2:].removesuffix("ся").removesuffix("сь").endswith(_VERB),
    "год": lambda w: bool(_YEAR.match(w)),
    "заглавное": lambda w: w[0].isupper(),
    "латиница": lambda w: w.isascii() and w.isalpha() and len(w) > 2,
    "кириллица": lambda w: any("\u0430" <= c <= "\u044f" for c in w.lower()) and len(w) > 1,
    "erid": lambda w: bool(_ERID.match(w)),
}
CLASSES: Mapping[str, Callable[[str], bool]] = {name: lru_cache(1024)(test) for name, test in _TESTS.items()}
"""Built-in word classes of the pattern language, each a test of one word of the text."""


# An address of a site or of a person; what follows its «?» is read, as a mark of advertising may stand there.
_ADDRESS = expression(
    r"(?:https?://|www\.)[^\s?]+|[\w.+-]*@[\w.-]+|[a-z0-9-]+(?:\.[a-z0-9-]+)*\.[a-z]{2,}(?:/[^\s?]*)?",
    ASCII | IGNORECASE,
)


def _russian(word: str) -> str:
    """``word`` in small letters, those that only look Russian replaced."""
    return fold_word(word).decode("cp1251")


class Sentence:
    """The words of one sentence: parallel lists. ``keys``: what each word is compared by."""

    def __init__(self, folded: Folded, start: int, end: int) -> None:
        self.text, fold = folded.text, folded.fold
        self.start, self.end = start, end
        if native:
            self.starts, self.ends, keys = native.words(self.text, fold, start, end)
            if None in keys:
                keys = [key or self._key(a, b) for a, b, key in zip(self.starts, self.ends, keys, strict=True)]
            self.keys: list[bytes] = keys  # type: ignore[assignment]
            return
        spans = [m.span() for m in _WORD.finditer(self.text, start, end)]
        self.starts = [a for a, _ in spans]
        self.ends = [b for _, b in spans]
        self.keys = [fold[a:b] if "Ѐ" <= self.text[a] <= "ӿ" else self._key(a, b) for a, b in spans]

    def _key(self, start: int, end: int) -> bytes:
        word = self.text[start:end]
        if word[0].isdigit():
            return word.translate(_SEPARATORS).encode("ascii", "replace")
        # The name of a site is no word of the text; two letters are its country, which rules may ask for.
        if word.isascii() and len(word) > 2 and any(a <= start < b for a, b in self._addresses):
            return b"@" + word.lower().encode()
        return fold_word(word)

    @cached_property
    def _addresses(self) -> list[tuple[int, int]]:
        return [m.span() for m in _ADDRESS.finditer(self.text, self.start, self.end)]

    @cached_property
    def words(self) -> list[str]:
        return self.spelled(0, len(self))

    def spelled(self, first: int, last: int) -> list[str]:
        """Some of the words as they are written; ``last``: exclusive."""
        return [self.text[a:b] for a, b in zip(self.starts[first:last], self.ends[first:last], strict=True)]

    @cached_property
    def breaks(self) -> list[bool]:
        """Does a comma, a dash or the like stand before the word?"""
        out = []
        last = self.start
        for a, b in zip(self.starts, self.ends, strict=True):
            out.append(a > last and self.text[last:a] != " " and _BREAK.search(self.text, last, a) is not None)
            last = b
        return out

    def __len__(self) -> int:
        return len(self.starts)


def sentences(folded: Folded, start: int, end: int, abbreviations: frozenset[bytes]) -> list[tuple[int, int]]:
    """The sentences of ``folded.text[start:end]`` (one block), as spans that tile it."""
    if native:
        return native.sentences(folded.text, folded.fold, start, end, abbreviations)
    return list(_sentences(folded, start, end, abbreviations))


def _sentences(folded: Folded, start: int, end: int, abbreviations: frozenset[bytes]) -> Iterator[tuple[int, int]]:
    text, fold = folded.text, folded.fold
    at = start
    for match in _END.finditer(text, start, end):
        mark, stop = match.span(1)
        if stop - mark == 1 and fold[mark:stop] == b".":
            word = fold[max(at, mark - _LONGEST) : mark].rpartition(b" ")[2]
            if (len(word) == 1 and text[mark - 1].isupper()) or (word in abbreviations and text[mark] == "."):
                continue  # «А. Петров», «г. Тверь»
        stop = match.end(2)
        while stop - at > LIMIT:
            cut = _blank(fold, at + LIMIT)
            yield at, cut
            at = cut
        yield at, stop
        at = stop
    while end - at > LIMIT:
        cut = _blank(fold, at + LIMIT)
        yield at, cut
        at = cut
    if fold[at:end].strip(b" ."):
        yield at, end


def stretches(folded: Folded, abbreviations: frozenset[bytes]) -> Iterator[tuple[int, int, list[bytes]]]:
    """The text in stretches of one or more whole sentences with their words: found at C speed, good enough to filter by.

    Where ``sentences`` might see a sentence go on, so does this; it never parts what that one leaves together. What is
    glued to a word («100%результат», «т.е») is still part of it.
    """
    text, fold = folded.text, folded.fold
    size = len(fold)
    start = at = 0
    words: list[bytes] = []
    while at < size:
        stop = min(size, at + _WINDOW)
        if stop < size:
            mark = fold.rfind(b". ", at, stop)
            stop = mark + 2 if mark >= 0 else fold.rfind(b" ", at, stop) + 1 or stop
        for piece in fold[at:stop].split(b". "):
            own = piece.split()
            words = words + own if words else own
            at = min(stop, at + len(piece) + 2)
            if at < stop and len(words) < LIMIT:
                if not own:  # «. — .»: where no word is, no sentence ends
                    continue
                after = text[at]
                if after.islower() or own[-1] in abbreviations or len(own[-1]) == 1 or not text[at - 1].isspace():
                    continue
                if not after.isalnum():
                    first = _LETTER.search(text, at, at + LIMIT)
                    if first and first[0].islower():
                        continue
            yield start, at, words
            start, words = at, []
        at = stop
    if words:
        yield start, size, words


def _blank(fold: bytes, at: int) -> int:
    """A place near ``at`` that parts two words: text without full stops is cut, or matching would be quadratic."""
    blank = fold.rfind(b" ", at - LIMIT // 2, at)
    return blank + 1 if blank >= 0 else at
