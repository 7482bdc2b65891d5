# What src/native offers: each does what the Python of the same name does.

from array import array
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from mmap import mmap
from typing import Any, Self

from medadlint import forms, match, reader
from medadlint.calls import Call
from medadlint.match import Match, View
from medadlint.pack import Rule
from medadlint.reader import Claim, Place, Question
from medadlint.unmask import Spot

VERSION: int
SOURCE: str  # the sum (CRC-32, in hexadecimal) of the source it was built from

def encode(text: str) -> bytes: ...
def spots(raw: bytes, kinds: bytes) -> tuple[list[Spot], list[Spot], list[Spot]]: ...
def sentences(
    text: str, fold: bytes, start: int, end: int, abbreviations: frozenset[bytes]
) -> list[tuple[int, int]]: ...
def words(text: str, fold: bytes, start: int, end: int) -> tuple[list[int], list[int], list[bytes | None]]: ...
def use_match(kind: type[Match]) -> None: ...
def use_claim(kind: type[Claim]) -> None: ...

class Lists:
    def __new__(
        cls,
        program: Callable[[int], list[Any]],
        count: int,
        tests: Mapping[str, Callable[[str], bool]],
        firsts: tuple[bytes, bytes, int] = ...,
    ) -> Self: ...
    def begin(self, number: int) -> list[int]: ...

class Matcher(match.Matcher):  # for a type checker only: it can do the same
    def __new__(cls, program: list[Any], stop: frozenset[int], lists: Lists, *, guard: bool = False) -> Self: ...

class Lines:
    def __new__(cls, programs: list[Any], stop: frozenset[int] | None, lists: Lists) -> Self: ...
    def stand(self, view: View) -> bool: ...
    def touch(self, view: View) -> bool: ...

class Sets:
    def __new__(cls, sets: Callable[[bytes], tuple[int, ...]]) -> Self: ...
    def trim(self, most: int) -> None: ...

class Reader:
    def __new__(
        cls,
        sets: Sets,
        text: str,
        fold: bytes,
        blocks: Iterable[tuple[Any, ...]],
        abbreviations: frozenset[bytes],
        spell: Callable[[int, int], list[bytes]],
        notes: Callable[[str, int, int], list[int]],
    ) -> Self: ...
    def claims(
        self, reader: reader.Reader, place: Place, lines: list[tuple[Rule, match.Matcher, tuple[Any, ...]]]
    ) -> list[Claim]: ...

class Index:
    def __new__(
        cls,
        known: Callable[[bytes], int | tuple[int, ...] | None],
        classes: Sequence[bytes],
        width: int,
        calls: tuple[bytes, bytes, int],
        groups: tuple[bytes, bytes, int],
        sought: bytes,
        call: Callable[[int], Call],
    ) -> Self: ...
    def scan(
        self, native: Reader, reader: reader.Reader, asked: Collection[Question]
    ) -> Iterator[tuple[Place, list[Call], list[Claim]]]: ...
    def trim(self, most: int) -> None: ...

class Dawg:
    def __new__(cls, data: bytes | mmap) -> Self: ...
    def readings(self, word: str) -> list[tuple[str, int, int]]: ...

class Finder:
    def __new__(
        cls,
        words: Dawg,
        forms: forms.Forms,
        beginnings: list[bytes],
        endings: list[bytes],
        paradigms: array[int],
        grammemes: array[int],
        kinds: tuple[int, ...],
    ) -> Self: ...
    def find(self, word: str, fold: bytes, whatever: bool) -> list[int] | None: ...
    def word(self, word: str, fold: bytes) -> int | None: ...

class Forms(forms.Forms):  # for a type checker only: it can do the same
    def __new__(cls, marked: Iterable[bytes]) -> Self: ...
