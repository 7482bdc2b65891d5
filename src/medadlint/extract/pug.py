"""Pug (Jade): indentation instead of end tags. Its text is HTML, its attributes and code are JavaScript.

It is read line by line: what stands deeper than a comment, a dot or code belongs to it.
"""

from __future__ import annotations

import re

from medadlint.extract.code import GONE, VALUE, Code
from medadlint.extract.html import BLOCK, SCOPE, Page
from medadlint.extract.model import Element, Extract
from medadlint.extract.script import Script

_LINE = re.compile(r"([ \t]*+)([^\r\n]*+)(?:\r\n?|\n|\Z)")
_TAG = re.compile(r"(?:(?P<name>[A-Za-z][\w:-]*(?<!:))|\#\{[^}\r\n]*+\}|\+[\w-]++|(?=[.#][\w-]))(?:[.#][\w-]++)*+")
_CODE = re.compile(
    r"-|!?=|(?:each|for|while|if|unless|else|case|when|default|var|mixin)\b(?![.#(=:]|\s*$)|(?:if|else|unless|when|while)\b"
)
_PART = re.compile(r"(?:include|extends|block|append|prepend|yield)\b(?![.#(=])")
_BRACKET = re.compile(r"""'(?:[^'\\]|\\.)*+'|"(?:[^"\\]|\\.)*+"|`(?:[^`\\]|\\.)*+`|[()\[\]{}]""", re.DOTALL)
_PLAIN = re.compile(r"""([\w:@.-]++)\s*+!?=\s*+(?:'([^'\\]*+)'|"([^"\\]*+)")(?=[\s,)])""")
_INTERPOLATION = re.compile(
    r"(?<!\\)(?:[#!]\{(?:[^{}'\"\r\n]|'[^'\r\n]*+'|\"[^\"\r\n]*+\")*+\}|(\#\[[\w.#-]*+(?:\([^()\r\n]*+\))?\s?+)|[\]\r\n])"
)
_DEEPEST = 60  # tags in tags on one line


class _Pug(Page):
    """A page that is written in Pug."""

    __slots__ = ("expansions", "program", "tags", "unclosed")

    def __init__(self, source: str, code: Code) -> None:
        super().__init__(source, code)
        self.program = Script(source, code, jsx=False)
        self.unclosed = False  # a bracket that is never closed was met: none is looked for any more
        self.expansions = 0  # «li: a: b» on one line
        self.tags: list[tuple[int, str]] = []  # those that are open, with their indentation

    def walk(self) -> None:
        """Read the lines."""
        at = 0
        while at < len(self.source):
            m = _LINE.match(self.source, at)
            assert m
            at = m.end()
            if m[2]:
                at = self.line(len(m[1].expandtabs(4)), *m.span(2), at)
        self.dedent(-1)
        self.program.done()

    def dedent(self, indent: int) -> None:
        """Close the tags that a line with this indentation does not lie in."""
        while self.tags and self.tags[-1][0] >= indent:
            name = self.tags.pop()[1]
            if name == "a":
                self.link(False)
            elif name in SCOPE or name in BLOCK:
                self.end_block()
                self.kind = "text" if name == "title" else self.kind
                if name in SCOPE:
                    self.leave(name)

    def line(self, indent: int, a: int, b: int, after: int) -> int:
        """A line with the words ``source[a:b]``; returns where the next one begins, behind what belongs to this one."""
        source = self.source
        self.dedent(indent)
        char = source[a]
        if source.startswith("//", a):
            return self.deeper(indent, after)
        if char in "|<":
            self.words(a + (char == "|"), b)
        elif char == ":" or source.startswith("doctype", a):
            end = self.deeper(indent, after)
            self.rows_of(after, end)
            return end
        elif _PART.match(source, a, b):
            self.code.partial = True
            self.end_block()
        elif _CODE.match(source, a, b):
            end = self.deeper(indent, after) if source[a:b].strip() == "-" else b
            self.program.read(a + (char in "-=!"), end)
            return max(after, end)
        elif m := _TAG.match(source, a, b):
            return self.tag(m, indent, b, after)
        return after

    def tag(self, m: re.Match[str], indent: int, b: int, after: int) -> int:
        """A tag with its attributes, and what follows on the line."""
        source = self.source
        a, pos = m.span()
        name = "" if source[a] == "+" else (m["name"] or "div").lower()
        attrs: dict[str, str] = {}
        while source[pos : pos + 1] == "(":
            end = self.closing(pos)
            if not end:
                break
            self.attributes(name, pos + 1, end - 1, attrs)
            pos = end
        if pos >= after:  # the attributes took several lines
            rest = _LINE.match(source, pos)
            assert rest
            b, after = rest.end(2), rest.end()
        self.elements.append(Element(name or "mixin", attrs, a, pos))
        self.open_tag(name, indent, attrs, a, pos)
        mark = source[pos : pos + 1]
        if pos < b and mark == "." and not source[pos + 1 : b].strip():
            end = self.deeper(indent, after)
            if name == "script":
                self.program.read(after, end)
            elif name != "style":
                self.rows_of(after, end)
            return end
        if source.startswith(("=", "!="), pos):
            self.program.read(pos + 1, b)
        elif mark == ":" and source[pos + 1 : pos + 2] == " ":
            while pos < b and source[pos] in ": ":
                pos += 1
            return self.expanded(indent, pos, b, after)
        elif pos < b:
            self.words(pos, b)
        return after

    def expanded(self, indent: int, a: int, b: int, after: int) -> int:
        """The tag behind a colon lies in the one before it."""
        m = _TAG.match(self.source, a, b) if self.expansions < _DEEPEST else None
        if m is None:
            return after
        self.expansions += 1
        after = self.tag(m, indent, b, after)
        self.expansions -= 1
        return after

    def open_tag(self, name: str, indent: int, attrs: dict[str, str], a: int, b: int) -> None:
        if name == "br":
            self.newline(a, b)
            return
        if name == "a":
            self.link("href" in attrs)
        elif name in SCOPE or name in BLOCK or not name:
            self.end_block()
            if name in SCOPE:
                self.enter(name)
            elif name == "title":
                self.kind = "title"
        self.tags.append((indent, name))

    def attributes(self, name: str, a: int, b: int, attrs: dict[str, str]) -> None:
        """The attributes ``source[a:b]``: plain ones as in HTML, the others are code."""
        source = self.source
        plain = [m for m in _PLAIN.finditer(source, a, b + 1) if name]
        attrs.update({m[1].lower(): m[m.lastindex or 2] for m in plain})
        kinds = self.kinds(name, attrs)
        done = a
        for m in plain:
            self.program.read(done, m.start())
            done = m.end()
            kind = kinds.get(m[1].lower())
            if kind and m[m.lastindex or 2].strip():
                self.attribute(kind, *m.span(m.lastindex or 2))
        self.program.read(done, b)

    def closing(self, a: int) -> int:
        """Where the bracket at ``a`` is closed; 0 if nowhere."""
        depth = 0
        if self.unclosed:
            return 0
        for m in _BRACKET.finditer(self.source, a):
            depth += (m[0] in "([{") - (m[0] in ")]}")
            if not depth:
                return m.end()
        self.unclosed = True
        return 0

    def deeper(self, indent: int, at: int) -> int:
        """Where the lines end that stand deeper than ``indent``."""
        while at < len(self.source):
            m = _LINE.match(self.source, at)
            assert m
            if m[2] and len(m[1].expandtabs(4)) <= indent:
                break
            at = m.end()
        return at

    def rows_of(self, at: int, end: int) -> None:
        """Lines that are nothing but text."""
        while at < end:
            m = _LINE.match(self.source, at)
            assert m
            if m[2]:
                self.words(*m.span(2))
            else:
                self.end_block()
            at = m.end()

    def words(self, a: int, b: int) -> None:
        """A line of text."""
        if a < b:
            self.feed(a, b)
            self.newline(b, b)


def extract_pug(source: str, whole: bool | None = None) -> Extract:
    """A page or a part of one in Pug; whole if it has a body and takes in no other file."""
    code = Code()
    inner: list[re.Match[str]] = []
    values: list[tuple[int, int]] = []
    for m in _INTERPOLATION.finditer(source):
        if m[0] in "\r\n":
            inner.clear()
        elif m[1]:
            inner.append(m)
        elif m[0] != "]":
            code.hide(*m.span(), VALUE)
            values.append(m.span())
        elif inner:
            code.hide(*inner.pop().span(), GONE)
            code.hide(*m.span(), GONE)
    page = _Pug(source, code)
    for a, b in values:
        page.program.read(a + 2, b - 1)
    page.walk()
    if whole is None:
        whole = any(element.name == "body" for element in page.elements) and not code.partial
    return page.done(whole)
