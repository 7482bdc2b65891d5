"""Code among the words: what stands in its place for a reader, and the strings in it that are words again.

A scanner of a language (templates, script, php) notes both in a ``Code``; the page then reads a *mask*: the source with
the noted stretches blotted out, character for character, so that no quote or bracket in them means anything to HTML.
Code that writes a value is read as one unknown word: «гаранти{{ x }}я» is neither «гарантия» nor two words, and in
«гарантируем {{ x }} результат» it takes the place of a word. Statements are read as a blank, comments as nothing.
"""

from __future__ import annotations

from bisect import bisect_left

from medadlint.extract.flow import Row
from medadlint.extract.html_tokens import MASK
from medadlint.light import expression

VALUE = "Џџ"  # letters, so that it is a word; capital, so that it may begin a sentence; two, so that it is no initial
GONE, BLANK, LINE, BREAK = "", " ", "\n", "\n\n"  # what else code may be read as
CODE = expression(r"\{[{%#!]|<[?%]")  # a page without these holds no code
RUSSIAN = expression(r"[А-Яа-яЁё]{2}|\\u04[0-9A-Fa-f]{2}")
_DEEPEST = 16  # strings in code in strings in code …

Span = tuple[int, int]


class Code:
    """The stretches of code in one source.

    ``opaque``: start -> (end, how it is read); ``strings``: blocks of their own; ``partial``: other files belong to it.
    """

    __slots__ = ("opaque", "partial", "strings")

    def __init__(self) -> None:
        self.partial = False
        self.opaque: dict[int, tuple[int, str]] = {}
        self.strings: list[Span] = []

    def hide(self, a: int, b: int, shown: str) -> None:
        """``source[a:b]`` is code and read as ``shown``."""
        if a < b:
            self.opaque[a] = (b, shown)

    def mask(self, source: str, within: list[Span]) -> str:
        """``source`` with the outermost opaque stretches inside of the spans (sorted, apart) blotted out."""
        starts = sorted(self.opaque)
        parts: list[str] = []
        done = 0
        for begin, end in within:
            at = begin
            for i in range(bisect_left(starts, begin), len(starts)):
                a = starts[i]
                if a >= end:
                    break
                b = min(self.opaque[a][0], end)
                if a >= at:
                    parts += (source[done:a], MASK * (b - a))
                    done = at = b
        return "".join(parts) + source[done:] if parts else source

    def layers(self) -> list[list[Span]]:
        """The strings by how many other strings they lie in; each layer sorted and without overlap."""
        layers: list[list[Span]] = []
        open_ends: list[int] = []
        for a, b in sorted(set(self.strings), key=lambda span: (span[0], -span[1])):
            while open_ends and open_ends[-1] <= a:
                open_ends.pop()
            if (open_ends and b > open_ends[-1]) or len(open_ends) == _DEEPEST:
                continue
            if len(open_ends) == len(layers):
                layers.append([])
            layers[len(open_ends)].append((a, b))
            open_ends.append(b)
        return layers


def carve(rows: list[Row], first: int, strings: list[Span]) -> list[Span]:
    """Cut the strings out of the opaque tiles ``rows[first:]`` they lie in; returns those that do lie in one."""
    starts = [a for a, _ in strings]
    cut: list[Span] = []
    out: list[Row] = []
    for row in rows[first:]:
        start, end, p, q, verbatim = row
        i = bisect_left(starts, p)
        while not verbatim and i < len(strings) and strings[i][1] <= q:
            a, b = strings[i]
            if p < a or start < end:
                out.append((start, end, p, a, False))
            cut.append((a, b))
            start = end
            p = b
            i += 1
        if p < q or start < end or row[2] == p:
            out.append((start, end, p, q, verbatim))
    rows[first:] = out
    return cut
