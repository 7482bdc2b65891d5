"""The inside of a Markdown paragraph: CommonMark 0.31 §6, with GitHub's strikethrough and footnote marks.

Offsets are code points of the paragraph (its lines joined by line feeds); ``markdown.py`` maps them to the source.
A scan takes time linear in the paragraph, but for the delimiter stack, which ``openers_bottom`` keeps close to it.
"""

from __future__ import annotations

import unicodedata

from medadlint.extract.html_tokens import RAW
from medadlint.light import ASCII, DOTALL, NamedTuple, Pattern, expression

Piece = tuple[int, int, str]  # start, end, and what it is: text, literal, newline, html, or the kind of an attribute


class Link(NamedTuple):
    """A link, an image or an autolink at ``start``..``end``."""

    start: int
    end: int
    image: bool
    href: str
    alt: str


class Inline(NamedTuple):
    """What a paragraph holds. ``pieces`` are sorted; what lies between them is markup."""

    pieces: list[Piece]
    links: list[Link]


_STOP = expression(r"\\[!-/:-@\[-`{-~]|\\(?=\n)|`++|\*++|_++|~++|!?\[|\]|<|\n")
_ESCAPE = expression(r"\\([!-/:-@\[-`{-~])")
_TICKS = expression(r"`++")
_ATTRIBUTE = r"""\s++[A-Za-z_:][\w.:-]*+(?:\s*+=\s*+(?:"[^"]*+"|'[^']*+'|[^\s"'=<>`]++))?+"""
HTML_TAG = rf"<(?:[A-Za-z][A-Za-z0-9-]*+(?:{_ATTRIBUTE})*+\s*+/?+|/[A-Za-z][A-Za-z0-9-]*+\s*+)>"
_HTML = expression(HTML_TAG, ASCII)
_NAME = expression(r"<([A-Za-z]++)")
_AUTOLINK = expression(
    r"<(?:[A-Za-z][A-Za-z0-9+.-]{1,31}:[^\x00-\x20<>]*+|[\w.!#$%&'*+/=?^`{|}~-]++@[A-Za-z0-9.-]++)>", ASCII
)
_CLOSERS = (("<!--", "-->"), ("<?", "?>"), ("<![CDATA[", "]]>"), ("<!", ">"))
DESTINATION = r"(?:<((?:[^<>\n\\]|\\.)*+)>|(?!<)((?:[^\s()\\\x00-\x1f]|\\.|\\)*+))"
TITLE = r"""(?:"((?:[^"\\]|\\.|\\)*+)"|'((?:[^'\\]|\\.|\\)*+)'|\(((?:[^()\\]|\\.|\\)*+)\))"""
_ANGLE = expression(r"<((?:[^<>\n\\]|\\.)*+)>")
_PLAIN = expression(r"(?:[^\s()\\\x00-\x1f]|\\.|\\)++")
_GAP = expression(r"[ \t]*+\n?+[ \t]*+")
_TITLE = expression(TITLE, DOTALL)
LABEL = r"\[((?:[^\[\]\\]|\\.){1,999}+)\]"
_LABEL = expression(LABEL, DOTALL)
_FOOTNOTE = expression(r"\[\^[^\]\s]{1,200}+\]:?+")
_NESTED = 32  # parentheses in a destination


def normalise(label: str) -> str:
    """The form in which labels of references are compared."""
    return " ".join(label.split()).casefold()


def unescape(text: str) -> str:
    """A destination without its backslash escapes."""
    return _ESCAPE.sub(r"\1", text) if "\\" in text else text


def _target(text: str, pos: int) -> tuple[int, str, tuple[int, int]] | None:
    """Parse ``(destination "title")`` at ``pos``: its end, the destination and the place of the title."""
    pos = _end(_GAP, text, pos + 1)
    if m := _ANGLE.match(text, pos):
        href, pos = m[1], m.end()
    else:
        start, depth = pos, 0
        while True:
            pos = _end(_PLAIN, text, pos)
            char = text[pos : pos + 1]
            if char == "(" and depth < _NESTED:
                depth += 1
            elif char == ")" and depth:
                depth -= 1
            else:
                break
            pos += 1
        if depth:
            return None
        href = text[start:pos]
    gap = _end(_GAP, text, pos)
    title = (0, 0)
    if gap > pos and (t := _TITLE.match(text, gap)):
        title = (t.start() + 1, t.end() - 1)
        gap = _end(_GAP, text, t.end())
    return (gap + 1, unescape(href), title) if text[gap : gap + 1] == ")" else None


def _end(pattern: Pattern[str], text: str, pos: int) -> int:
    """Where ``pattern`` ends that may match at ``pos``."""
    m = pattern.match(text, pos)
    return m.end() if m else pos


def _sort_of(char: str) -> int:
    """0: a letter or the like, 1: punctuation or a symbol, 2: white space or an edge."""
    if not char or char.isspace():
        return 2
    return 0 if char.isalnum() else int(unicodedata.category(char)[0] in "PS")


class Scanner:
    """One paragraph under the knife."""

    def __init__(self, text: str, refs: dict[str, str]) -> None:
        self.text = text
        self.refs = refs
        self.nodes: list[list[int | str]] = []  # pieces that may still shrink or go
        self.delims: list[tuple[int, int, int, bool, bool]] = []  # node, character, length, may open, may close
        self.brackets: list[tuple[int, int, int, int, bool]] = []  # node, delims, start, end, image
        self.dead = 0  # brackets below cannot open a link: a link holds no link
        self.links: list[Link] = []
        self.ticks: dict[int, list[int]] | None = None
        self.missing: set[str] = set()  # ends of markup that the rest of the paragraph does not hold

    def scan(self) -> Inline:
        """Take the paragraph apart."""
        text = self.text
        pos = 0
        while m := _STOP.search(text, pos):
            a = m.start()
            if pos < a:
                self.nodes.append([pos, a, "text"])
            pos = m.end()
            char = text[a]
            if char == "\\":
                if pos > a + 1:
                    self.nodes.append([a + 1, pos, "literal"])
            elif char == "\n":
                self.nodes.append([a, pos, "newline"])
            elif char == "`":
                pos = self._code(a, pos)
            elif char in "*_~":
                self._delimiter(a, pos)
            elif char == "<":
                pos = self._angle(a)
            elif char == "]":
                pos = self._close(a)
            elif note := _FOOTNOTE.match(text, a):
                pos = note.end()
            else:
                self.brackets.append((len(self.nodes), len(self.delims), a, pos, char == "!"))
                self.nodes.append([a, pos, "text"])
        if pos < len(text):
            self.nodes.append([pos, len(text), "text"])
        self._emphasis(0)
        pieces = [(int(a), int(b), str(kind)) for a, b, kind in self.nodes if int(a) < int(b)]
        return Inline(sorted(pieces), sorted(self.links))

    def _code(self, a: int, b: int) -> int:
        """A code span is no text; backticks without a partner are."""
        if self.ticks is None:
            self.ticks = {}
            for m in _TICKS.finditer(self.text):
                self.ticks.setdefault(m.end() - m.start(), []).append(m.start())
            for places in self.ticks.values():
                places.reverse()
        places = self.ticks.get(b - a, [])
        while places and places[-1] <= a:
            places.pop()
        if places:
            return places[-1] + b - a
        self.nodes.append([a, b, "text"])
        return b

    def _angle(self, a: int) -> int:
        """An autolink, a tag or a comment; or else a less-than sign."""
        text = self.text
        if m := _AUTOLINK.match(text, a):
            inner = text[a + 1 : m.end() - 1]
            href = inner if ":" in inner.partition("@")[0] else "mailto:" + inner
            self.links.append(Link(a, m.end(), False, href, ""))
            return m.end()
        if m := _HTML.match(text, a):
            end = m.end()
            name = _NAME.match(text, a)
            if name and name[1].lower() in RAW:  # its content is no text either
                closer = "</" + name[1]
                end = (self._find(closer, end) or end + len(closer)) - len(closer)
            self.nodes.append([a, end, "html"])
            return end
        for opener, closer in _CLOSERS:
            if text.startswith(opener, a):
                if opener == "<!--" and (
                    end := next((a + len(s) for s in ("<!-->", "<!--->") if text.startswith(s, a)), 0)
                ):
                    return end
                if opener != "<!" or text[a + 2 : a + 3].isalpha():
                    end = self._find(closer, a + len(opener))
                    if end:
                        return end
        self.nodes.append([a, a + 1, "text"])
        return a + 1

    def _find(self, closer: str, pos: int) -> int:
        """Where the next ``closer`` ends, 0 for nowhere; nowhere is remembered, so the search stays linear."""
        if closer in self.missing:
            return 0
        found = self.text.find(closer, pos)
        if found < 0:
            self.missing.add(closer)
            return 0
        return found + len(closer)

    def _delimiter(self, a: int, b: int) -> None:
        """A run of ``*``, ``_`` or ``~`` (§6.2: left- and right-flanking)."""
        text = self.text
        before = _sort_of(text[a - 1 : a])
        after = _sort_of(text[b : b + 1])
        left = after != 2 and (after == 0 or before > 0)
        right = before != 2 and (before == 0 or after > 0)
        if text[a] == "_":
            left, right = left and (not right or before == 1), right and (not left or after == 1)
        if (left or right) and (text[a] != "~" or b - a < 3):
            self.delims.append((len(self.nodes), ord(text[a]), b - a, left, right))
        self.nodes.append([a, b, "text"])

    def _close(self, a: int) -> int:
        """A closing bracket: the end of a link, of an image, or just a bracket."""
        if not self.brackets:
            self.nodes.append([a, a + 1, "text"])
            return a + 1
        index = len(self.brackets) - 1
        node, delims, start, inner, image = self.brackets.pop()
        found = self._resolve(inner, a) if image or index >= self.dead else None
        self.dead = min(self.dead, index)
        if found is None:
            self.nodes.append([a, a + 1, "text"])
            return a + 1
        end, href, title = found
        if image:
            alt = self.text[inner:a]
            del self.nodes[node:], self.delims[delims:]
            if alt.strip():
                self.nodes.append([inner, a, "alt"])
        else:
            alt = ""
            self._emphasis(delims)
            self.nodes[node][1] = self.nodes[node][0]
            self.dead = index
        if title[0] < title[1]:
            self.nodes.append([title[0], title[1], "title"])
        self.links.append(Link(start, end, image, href, alt))
        return end

    def _resolve(self, inner: int, a: int) -> tuple[int, str, tuple[int, int]] | None:
        """The target of the bracket ``inner``..``a``: in parentheses, by a label, or by its own text."""
        text = self.text
        if text[a + 1 : a + 2] == "(" and (found := _target(text, a + 1)):
            return found
        label = _LABEL.match(text, a + 1)
        if not label and a - inner > 999:
            return None
        ref = self.refs.get(normalise(label[1] if label else text[inner:a])) if self.refs else None
        if ref is None:
            return None
        if label:
            return label.end(), ref, (0, 0)
        return a + (3 if text.startswith("[]", a + 1) else 1), ref, (0, 0)

    def _emphasis(self, bottom: int) -> None:
        """Match the delimiter runs above ``bottom``, take the used characters off their nodes, forget the runs."""
        runs = self.delims[bottom:]
        del self.delims[bottom:]
        left = [run[2] for run in runs]
        openers: list[int] = []  # indices of runs that may still open
        floor: dict[tuple[int, bool, int], int] = {}  # openers_bottom: below it there is no partner for such a closer
        for i, (node, char, length, may_open, may_close) in enumerate(runs):
            while may_close and left[i]:
                same = (char, may_open, length % 3 if char != 126 else length)
                low = floor.get(same, 0)
                j = len(openers) - 1
                while j >= low and not self._pair(runs[openers[j]], runs[i]):
                    j -= 1
                if j < low:
                    floor[same] = len(openers)
                    break
                k = openers[j]
                del openers[j + 1 :]
                used = 2 if left[i] > 1 and left[k] > 1 else 1
                opener, closer = self.nodes[runs[k][0]], self.nodes[node]
                opener[1] = int(opener[1]) - used
                closer[0] = int(closer[0]) + used
                left[k] -= used
                left[i] -= used
                if not left[k]:
                    openers.pop()
                if floor:
                    floor = {key: min(value, len(openers)) for key, value in floor.items()}
            if may_open and left[i]:
                openers.append(i)

    @staticmethod
    def _pair(opener: tuple[int, int, int, bool, bool], closer: tuple[int, int, int, bool, bool]) -> bool:
        """May these runs match? §6.2, rules 9 and 10; strikethrough wants equal lengths."""
        if opener[1] != closer[1]:
            return False
        if opener[1] == 126:
            return opener[2] == closer[2]
        both = opener[4] or closer[3]
        return not (both and (opener[2] + closer[2]) % 3 == 0 and (opener[2] % 3 or closer[2] % 3))


def scan(text: str, refs: dict[str, str]) -> Inline:
    """The pieces and the links of a paragraph."""
    return Scanner(text, refs).scan()
