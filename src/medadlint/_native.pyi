"""What src/native/native.c offers: each does what the Python of the same name does."""

from collections.abc import Callable, Collection, Iterator, Mapping
from typing import Any

from medadlint.calls import Call, Known
from medadlint.match import Match, View
from medadlint.reader import Place, Question

SOURCE: str
"""The sum (CRC-32, in hexadecimal) of the source it was built from."""

def encode(text: str) -> bytes: ...
def sentences(
    text: str, fold: bytes, start: int, end: int, abbreviations: frozenset[bytes]
) -> list[tuple[int, int]]: ...
def use_match(kind: type[Match]) -> None: ...

class Lists:
    def __new__(
        cls, program: Callable[[int], list[Any]], count: int, tests: Mapping[str, Callable[[str], bool]]
    ) -> Lists: ...

class Matcher:
    def __new__(
        cls, program: list[Any], stop: frozenset[int], lists: Lists, *, guard: bool = False
    ) -> Matcher: ...
    @property
    def first(self) -> frozenset[int] | None: ...
    @property
    def has_claim(self) -> bool: ...
    def match_at(self, view: View, i: int) -> Match | None: ...
    def find(self, view: View) -> list[Match]: ...
    def stands(self, view: View) -> bool: ...

class Index:
    def __new__(
        cls, known: Callable[[bytes], Known | None], sets: Callable[[bytes], frozenset[int]]
    ) -> Index: ...
    def scan(
        self,
        text: str,
        fold: bytes,
        blocks: list[tuple[int, int]],
        abbreviations: frozenset[bytes],
        asked: Collection[Question],
        spell: Callable[[int, int], list[bytes]],
    ) -> Iterator[tuple[Place, list[Call]]]: ...
    def trim(self, most: int) -> None: ...
