"""The strings of a data file: escapes and the bits of HTML that people put into them. Offsets are code points."""

from __future__ import annotations

import re
from collections.abc import Callable

from medadlint.extract.code import VALUE
from medadlint.extract.flow import Flow
from medadlint.extract.html import BLOCK, SCOPE
from medadlint.extract.html_tokens import WS, attributes, reference
from medadlint.extract.model import Element, Extract, Part

_CYRILLIC = re.compile(r"[\u0400-\u04ff]|\\[uU](?:0000)?04[0-9A-Fa-f]{2}")
_URL = re.compile(r"(?:https?|tg):(?:\\?/){2}[^\s\"]++\Z")
# In JSON a tag may be written "<\/b>" or "\u003cb\u003e"; an escape that is no bracket belongs to an attribute.
_LT, _GT = r"(?:<|\\u003[cC])", r"(?:>|\\u003[eE])"
_TAG = rf"{_LT}(?P<slash>(?:\\?/)?+)(?P<name>[A-Za-z][A-Za-z0-9-]*+)(?P<attrs>(?:[^<>\\]|\\(?!u003[cCeE]))*+){_GT}"
_SPACE = rf"[\t\n\f\r][{WS}]*+| [{WS}]++"
# What a program fills in ({name}, %(name)s, {{name}}), and the words of ICU around the variants of a plural.
_VALUE = r"\{\{?[ ]?[A-Za-z_0-9][\w. ]{0,40}\}\}?|%\([A-Za-z_]\w{0,40}\)[sd]"
_VARIANT = r"\{[ ]?[A-Za-z_0-9]\w{0,40}[ ]?,[ ]?(?:plural|select|selectordinal)[ ]?,|\b(?:zero|one|two|few|many|other)(?=[ ]?\{)"
_REFERENCE = r"&(?:#(?:[xX][0-9A-Fa-f]++|[0-9]++);|[A-Za-z][A-Za-z0-9]*+;)"


def has_cyrillic(source: str, a: int = 0, b: int | None = None) -> bool:
    """Does ``source[a:b]`` hold a Russian letter, plain or as an escape?"""
    return _CYRILLIC.search(source, a, len(source) if b is None else b) is not None


def pattern(escape: str = "(?!)") -> re.Pattern[str]:
    """What needs work in a string of a format whose escapes are ``escape``."""
    return re.compile(
        f"(?P<escape>{escape})|(?P<tag>{_TAG})|(?P<ref>{_REFERENCE})|(?P<variant>{_VARIANT})|(?P<value>{_VALUE})|(?P<space>{_SPACE})",
        re.DOTALL,
    )


def visible(char: str) -> str:
    """A character as a reader may see it: not a control character, not half of a surrogate pair."""
    return "".join("\ufffd" if (c < " " and c not in WS) or "\ud800" <= c <= "\udfff" else c for c in char)


class Strings(Flow):
    """A flow that is fed with the insides of string literals."""

    __slots__ = ("_begun", "_decode", "_locations", "_parts", "_source_begun", "special")

    def __init__(self, source: str, special: re.Pattern[str], decode: Callable[[str], str] = str) -> None:
        """``special``: from ``pattern``, may change; ``decode``: from an escape as written to what it stands for."""
        super().__init__(source)
        self.special, self._decode = special, decode
        self._parts: list[Part] = []
        self._locations: list[str] = []
        self._begun = 0  # the block that begins the part
        self._source_begun = 0

    def string(self, a: int, b: int, location: str = "") -> None:
        """``source[a:b]`` is a string of its own; one without Russian words is passed over, or is the target of a link."""
        if has_cyrillic(self.source, a, b):
            self.piece(a, b)
            self.end_string(location)
        else:
            self.link_target(a, b)

    def link_target(self, a: int, b: int) -> None:
        """Note ``source[a:b]`` if it is an address."""
        if _URL.match(self.source, a, b):
            self.elements.append(Element("a", {"href": self.source[a:b].replace("\\/", "/")}, a, b))

    def end_string(self, location: str = "") -> None:
        """The string is over; ``location`` names the blocks that it made."""
        self.end_block()
        if location:
            self._locations += [location] * (len(self.blocks) - len(self._locations))

    def piece(self, a: int, b: int) -> None:
        """``source[a:b]`` is a string, or goes on with one."""
        for m in self.special.finditer(self.source, a, b):
            start, end = m.span()
            self.put_run(a, start)
            a = end
            what = m.lastgroup
            if what == "tag":
                self._tag(m, start, end)
            elif what == "space":
                self.breaks(start, end, m[0])
            elif what == "variant":
                self.breaks(start, end, " ")
            elif what == "value":
                self.put_text(start, end, VALUE)
            else:
                found = reference(self.source, start, end, attribute=False) if what == "ref" else None
                text = visible(found[0] if found else m[0] if what == "ref" else self._decode(m[0]))
                if text.strip(WS):
                    self.put_text(start, end, text)
                else:
                    self.breaks(start, end, text)
        self.put_run(a, b)

    def breaks(self, a: int, b: int, space: str) -> None:
        """``source[a:b]`` stands for white space."""
        lines = space.count("\n") + space.count("\r") - space.count("\r\n")
        if lines > 1:
            self.end_block()
        elif lines:
            self.newline(a, b)
        elif space:
            self.space(a, b)

    def end_part(self, source_end: int, location: str, whole: bool) -> None:
        """A document of the file is over; ``source_end`` is where the next one may begin."""
        self.end_block()
        if len(self.blocks) > self._begun:
            start, end = self.blocks[self._begun][0], self.blocks[-1][1]
            self._parts.append(Part(start, end, self._source_begun, source_end, location, whole))
            self._begun = len(self.blocks)
        self._source_begun = source_end

    def done(self, whole: bool, special: str) -> Extract:
        """Hand over; see ``Extract``."""
        self.close(len(self.source))
        found = self.finish(whole)
        return found._replace(parts=tuple(self._parts), locations=tuple(self._locations), special=special)

    def _tag(self, m: re.Match[str], a: int, b: int) -> None:
        name = m["name"].lower()
        if name == "br":
            self.newline(a, b)
        elif name in BLOCK or name in SCOPE:
            self.end_block()
        elif name == "a" and not m["slash"]:
            attrs = attributes(m["attrs"].replace('\\"', '"').replace("\\/", "/"))
            self.elements.append(Element(name, attrs, a, b))
