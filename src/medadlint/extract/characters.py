"""The characters of HTML: references, white space, and the places where code stands for them."""

from __future__ import annotations

from medadlint.extract.code import Code
from medadlint.extract.flow import Flow
from medadlint.extract.html_tokens import MASK, SPECIAL, WS, reference

_UNSURE = WS + "&\0" + MASK  # may turn out to be no text


class Characters(Flow):
    """A flow that knows what stands for a character. ``source`` is a mask of ``original``, see extract.code."""

    __slots__ = ("code", "original")

    def __init__(self, source: str, code: Code | None = None) -> None:
        super().__init__(code.mask(source, [(0, len(source))]) if code else source)
        self.original = source
        self.code = code or Code()

    def text(self, a: int, b: int, pre: bool, data: bool = True, attribute: bool = False, refs: bool = True) -> None:
        """The characters ``source[a:b]`` with all their references and white space.

        ``pre``: line feeds count. ``data``: NUL is dropped, as tree construction does, else it is U+FFFD.
        """
        source = self.source
        pos = a
        for m in SPECIAL.finditer(source, a, b):
            start, stop = m.span()
            char = source[start]
            found = None
            if char == "&":
                found = reference(source, start, stop, attribute) if refs else None
                if found is None:
                    continue
            if pos < start:
                self.put_run(pos, start)
            if char == MASK:
                self.coded(start, stop)
                pos = stop
                continue
            if found:
                pos = found[1]
                if found[0] not in WS:
                    self.put_text(start, pos, found[0])
                    continue
                char = found[0]
            else:
                pos = stop
                if char == "\0":
                    if not data:
                        self.put_text(start, pos, "\ufffd" * (stop - start))
                    continue
                char = m[0]
            if not pre:
                if self.cut == start and pos < b and self.open and source[pos] not in _UNSURE:
                    self.rows.append((self.length, self.length + 1, start, pos, False))  # text follows: no need to wait
                    self.out.append(" ")
                    self.length += 1
                    self.cut = pos
                else:
                    self.space(start, pos)
                continue
            lines = char.count("\n") + char.count("\r") - char.count("\r\n")
            if lines > 1:
                self.end_block()
            elif lines:
                self.newline(start, pos)
            else:
                self.space(start, pos)
        if pos < b:
            self.put_run(pos, b)

    def coded(self, a: int, b: int) -> None:
        """The code ``source[a:b]``, one or more stretches of it, as it is read."""
        while a < b:
            end, shown = self.code.opaque.get(a, (b, "\ufffd"))
            end = min(end, b)
            if shown == "\n":
                self.newline(a, end)
            elif shown == "\n\n":
                self.end_block()
            elif shown and shown in WS:
                self.space(a, end)
            elif shown:
                self.put_text(a, end, shown)
            a = end
