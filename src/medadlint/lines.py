"""Where a line of a text begins: LF, CRLF and CR each end one, nothing else does."""

from __future__ import annotations

from bisect import bisect_right

from medadlint.light import cached_property, expression

NEWLINE = expression(r"\r\n|\n|\r")
_LF = expression(r"\n")  # one character is found at the speed of memchr


class Lines:
    """Line and column of an offset, worked out only when asked."""

    def __init__(self, text: str) -> None:
        self.text = text

    @cached_property
    def starts(self) -> list[int]:
        """The offset (code points) of each line."""
        newline = NEWLINE if "\r" in self.text else _LF
        return [0, *[m.end() for m in newline.finditer(self.text)]]

    def place(self, offset: int) -> tuple[int, int]:
        """Line and column (1-based, code points) of ``offset``."""
        line = bisect_right(self.starts, offset)
        return line, offset - self.starts[line - 1] + 1
