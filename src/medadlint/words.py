"""The words of a pack: what each belongs to and which lines it calls for, kept as text and read only where it is asked for.

A *class* is all words that belong to the same form sets. The table maps words to classes; it lies in ``BUCKETS`` lines of
the pack, each holding « слово=класс слово=класс » in cp1251, where a word is found at C speed without reading the rest.
"""

from __future__ import annotations

from binascii import crc32

from medadlint.light import Any, Callable, Iterable, NamedTuple, Sequence, TypeVar

Key = TypeVar("Key")
Value = TypeVar("Value")

BUCKETS = 4096


def _decoder() -> Any:
    """What json reads JSON with: to import all of json and the module re with it takes a tenth of a short check."""
    try:
        from _json import make_scanner
    except ImportError:  # another Python
        from json import JSONDecoder

        return JSONDecoder().raw_decode
    scanner: Any = make_scanner
    return scanner(_Plain)


class _Plain:
    """The settings of json.JSONDecoder()."""

    strict = True
    object_hook = object_pairs_hook = None
    parse_float, parse_int = float, int
    parse_constant = float


_DECODE = _decoder()


def read(line: bytes) -> Any:
    """A line of JSON that we wrote ourselves. Raises ValueError."""
    try:
        return _DECODE(line.decode(), 0)[0]
    except StopIteration:
        raise ValueError("no JSON") from None


def numbers(line: bytes, size: Any) -> list[int]:
    """A line of numbers, ``size`` as array.array names it: JSON takes twenty times as long for each."""
    return memoryview(line).cast(size).tolist()


class Pile:
    """Lines of numbers in one piece, for those that are asked for by the hundred.

    ``parts``: where each of them begins and the last one ends, as numbers of four bytes; and their numbers.
    """

    def __init__(self, parts: Sequence[bytes], size: Any) -> None:
        starts, content = parts
        self._starts, self._numbers = memoryview(starts).cast("I"), memoryview(content).cast(size)
        self.parts = starts, content, self._numbers.itemsize
        """The same for C, and the bytes of a number."""

    def __len__(self) -> int:
        return len(self._starts) - 1

    def __getitem__(self, number: int) -> list[int]:
        return self._numbers[self._starts[number] : self._starts[number + 1]].tolist()


class Word(NamedTuple):
    """What is known of a word.

    ``sets``: its form sets; ``sure``: the groups of form sets that it belongs to and that some line cannot do without;
    ``groups``: these, and the groups that hold a phrase of a list with this word; ``calls``: the numbers of the calls it
    makes. Each number once; in tuples, which the garbage collector passes over: there are thousands.
    """

    sets: tuple[int, ...]
    groups: tuple[int, ...]
    sure: tuple[int, ...]
    calls: tuple[int, ...]


NOTHING = Word((), (), (), ())


class Table:
    """The table of a pack. ``classes``, ``buckets``: its lines as they stand in the file; ``size``: of the numbers."""

    def __init__(self, classes: Sequence[bytes], buckets: Sequence[bytes], size: Any = "I") -> None:
        self.classes, self._buckets, self._size = classes, buckets, size
        self.width = memoryview(b"").cast(size).itemsize  # bytes of a number

    def find(self, word: bytes) -> int | None:
        """The number of the class of a word written as in a fold; None if no rule knows it."""
        bucket = self._buckets[crc32(word) % BUCKETS]
        mark = b" %b=" % word
        at = bucket.find(mark)
        if at < 0:
            return None
        at += len(mark)
        return int(bucket[at : bucket.index(b" ", at)])

    def word(self, number: int) -> Word:
        """What is known of the words of a class."""
        own, loose, sure, *rest = numbers(self.classes[number], self._size)
        loose += own
        return Word(
            tuple(rest[:own]), tuple(rest[own:loose]), tuple(rest[loose : loose + sure]), tuple(rest[loose + sure :])
        )

    def sets(self, number: int) -> tuple[int, ...]:
        """The form sets of a class, without reading the rest."""
        line = memoryview(self.classes[number]).cast(self._size)
        return tuple(line[3 : 3 + line[0]])


class Cache(dict[Key, Value]):
    """What was met, say words, each with what ``make`` made of it: a text is looked up at the speed of a dict."""

    MOST = 200_000

    def __init__(self, make: Callable[[Key], Value]) -> None:
        super().__init__()
        self._make = make

    def __missing__(self, word: Key) -> Value:
        value = self[word] = self._make(word)
        return value

    def trim(self) -> None:
        """Forget everything when there is too much of it: a server reads texts for months."""
        if len(self) > self.MOST:
            self.clear()


def together(words: Iterable[Word]) -> Word:
    """What is known of a word that is several at once: «100мл», a form and a prefix."""
    return Word(
        *(tuple(dict.fromkeys(number for part in parts for number in part)) for parts in zip(*words, strict=True))
    )
