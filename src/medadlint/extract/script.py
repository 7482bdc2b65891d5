"""JavaScript and TypeScript, with JSX or without, and the markup of Svelte and Astro: strings, and text in elements.

A careful tokenizer rather than a grammar: what matters is only where strings, templates, comments, regular expressions
and elements begin and end. tests/test_extract_script.py holds it against tree-sitter. What it mistakes for something else
it leaves at the end of the line.
"""

from __future__ import annotations

import re

from medadlint.extract.code import BLANK, GONE, VALUE, Code, Span
from medadlint.extract.html_tokens import raw_end
from medadlint.extract.literals import Literal, escapes, literals, note

_STOP = re.compile(r"['\"`/<{}]|\b(?:console\s*+\.\s*+\w++|new\s++\w*Error)\s*+\(")
_IN_CALL = re.compile(r"['\"`/()]")
_QUOTED = {
    "'": re.compile(r"'(?:[^'\\\r\n]|\\(?:\r\n|[\s\S]))*+('?)"),
    '"': re.compile(r'"(?:[^"\\\r\n]|\\(?:\r\n|[\s\S]))*+("?)'),
}
_TEMPLATE = re.compile(r"(?:[^`\\$]|\\[\s\S]?|\$(?!\{))*+(?:(`)|\$\{|\Z)")
_REGEX = re.compile(r"/(?![*/])(?:[^\\/\[\r\n]|\\.|\[(?:[^\]\\\r\n]|\\.){0,500}+\]){1,500}+/[A-Za-z]*+")
_OPERAND = frozenset("(,=:[!&|?{};+-*%~^<>\n")  # after these an operand follows: a regular expression, an element
_KEYWORD = re.compile(r"(?<![\w$.])(?:return|typeof|case|do|else|in|of|void|delete|throw|new|await|yield|default)\Z")
_ELEMENT = re.compile(r"<(?:>|[A-Za-z_$][\w$.:-]*+(?![\w$.:-]*\s*+(?:,|extends\b)))")  # and not «<T,>(a: T) => …»
_IN_TAG = r"[^>\"'{/]*+(?:%s(/\s*+>|>|\{|/(?:\*(?:[^*]|\*(?!/))*+\*/|/[^\n]*+)?+|[\"']))"
_TAG = re.compile(_IN_TAG % """"[^"]*+"|'[^']*+'|""")
_TAG_OF_SVELTE = re.compile(_IN_TAG % "")
_VOID = re.compile(r"<(?:area|base|br|col|embed|hr|img|input|link|meta|source|track|wbr)\b(?![\w.:-])")
_BRACE_OR = {mark: re.compile("[{" + mark + "]") for mark in "\"'"}
_END_TAG = re.compile(r"</[^>]*+>")
_CHILD = re.compile(r"[<{]")
_JOINT = re.compile(r"""['"`]\s*+\+\s*+(?:([\w$.]+(?:\([^()'"`]*+\)|\[\w*+\])?)\s*+\+\s*+)?['"`]""")
_SOLE = re.compile(r"""\{\s*+(['"`])[^'"`\\{}]*+\1\s*+\}""")
_BLOCK_END = re.compile(r"\{/[a-z]+\s*+\}")  # {/if} of Svelte
_NOTHING = re.compile(r"\{(?:\s++|/\*(?:[^*]|\*(?!/))*+\*/|//[^\n]*+)*+\}")
_MARKUP = re.compile(r"<!--|<(script|style)\b|<(?=[A-Za-z])|\{", re.IGNORECASE)
_DEEPEST = 60  # elements in code in elements …: what lies deeper is not looked at
_PATIENCE = 8  # «<» that began no element after all; then none is one


class Script:
    """One source in which code is read; strings, elements and hidden stretches go to ``code``."""

    def __init__(self, source: str, code: Code, jsx: bool) -> None:
        self.source = source
        self.code = code
        self.jsx = jsx
        self.found: list[Literal] = []
        self.elements: list[Span] = []  # outermost elements of the code that is being read
        self.comments: list[Span] = []
        self.failed = 0
        self.unclosed = False

    def done(self) -> None:
        """Note the literals that were found."""
        self.found.sort(key=lambda literal: literal[0])
        literals(self.code, self.source, self.found, _JOINT)

    def read(self, pos: int, end: int) -> None:
        """Code from ``pos`` to ``end``; its elements become blocks of their own."""
        at = self.script(pos, end, 0)
        while at < end:  # a brace too many
            at = self.script(at + 1, end, 0)
        for a, b in self.elements:
            note(self.code, self.source, a, b)
        self.elements = []

    def script(self, pos: int, end: int, depth: int) -> int:
        """Read code up to the brace that closes it; returns where that stands, or ``end``."""
        source = self.source
        first = pos
        braces = 0
        if depth > _DEEPEST:
            return end
        while m := _STOP.search(source, pos, end):
            a = m.start()
            char = source[a]
            pos = a + 1
            if char in "'\"":
                pos = self._quoted(a, end)
            elif char in "cn":
                pos = m.end() if self.unclosed else self._unseen(m.end(), end, depth)
            elif char == "`":
                pos = self._template(a, end, depth)
            elif char == "/":
                pos = self._slash(a, end, first)
            elif char == "{":
                braces += 1
            elif char == "}":
                if not braces:
                    return a
                braces -= 1
            elif self.jsx and _ELEMENT.match(source, a, end) and self._operand(a, first):
                pos = self._outermost(a, end, depth)
        return end

    def markup(self, pos: int, end: int, quoted: bool) -> None:
        """The markup of a component with code in braces, in quoted attributes too if ``quoted`` (Svelte)."""
        source = self.source
        while m := _MARKUP.search(source, pos, end):
            a = m.start()
            if m[0] == "{":
                pos = self._braces(a, end, 0, text=True)
            elif m[0] == "<!--":
                pos = source.find("-->", a, end) + 3
                if pos < 3:
                    return
            else:
                pos, open_ = self._tag(a, end, 0, quoted)
                name = m[1] and m[1].lower()
                if name and open_:
                    stop = raw_end(source, name, pos, end)
                    if name == "script" and "json" not in source[a:pos]:
                        jsx, self.jsx = self.jsx, False
                        self.read(pos, stop)
                        self.jsx = jsx
                    pos = stop

    def _quoted(self, a: int, end: int) -> int:
        m = _QUOTED[self.source[a]].match(self.source, a, end)
        assert m
        if m[1]:
            self.found.append((a + 1, m.end() - 1, escapes))
            return m.end()
        return m.end() if "\\" in m[0] else a + 1  # no string after all

    def _unseen(self, pos: int, end: int, depth: int) -> int:
        """Pass the arguments of a call that only programmers read the words of; returns where they end."""
        before = self._state()
        first, levels = pos, 1
        while levels and (m := _IN_CALL.search(self.source, pos, end)):
            char, pos = m[0], m.end()
            if char in "'\"":
                pos = self._quoted(m.start(), end)
            elif char == "`":
                pos = self._template(m.start(), end, depth)
            elif char == "/":
                pos = self._slash(m.start(), end, first)
            else:
                levels += 1 if char == "(" else -1
        self._forget(before)
        self.unclosed = levels > 0  # a call that is never closed is read, and all behind it: time stays linear
        return first if levels else pos

    def _state(self) -> tuple[int, ...]:
        return len(self.found), len(self.comments), len(self.code.strings), len(self.code.opaque)

    def _forget(self, state: tuple[int, ...]) -> None:
        """Drop what was noted since ``_state``."""
        found, comments, strings, hidden = state
        del self.found[found:], self.comments[comments:], self.code.strings[strings:]
        while len(self.code.opaque) > hidden:
            self.code.opaque.popitem()

    def _template(self, a: int, end: int, depth: int) -> int:
        pos = a + 1
        while True:
            m = _TEMPLATE.match(self.source, pos, end)
            assert m
            if m[1] or m.end() >= end:
                self.found.append((a + 1, m.end() - len(m[1] or ""), escapes))
                return m.end()
            outer, self.elements = self.elements, []
            pos = min(end, self.script(m.end(), end, depth + 1) + 1)
            self._own_blocks(outer)
            self.code.hide(m.end() - 2, pos, VALUE)

    def _slash(self, a: int, end: int, first: int) -> int:
        source = self.source
        after = source[a + 1 : a + 2]
        if after == "/":
            b = source.find("\n", a, end)
        elif after == "*":
            b = source.find("*/", a + 2, end)
            b = b + 2 if b >= 0 else b
        else:
            m = _REGEX.match(source, a, end) if self._operand(a, first) else None
            return m.end() if m else a + 1
        b = b if b >= 0 else end
        self.comments.append((a, b))
        return b

    def _operand(self, a: int, first: int) -> bool:
        """Is an operand expected at ``a``? Looks back over white space and comments, not beyond ``first``."""
        source = self.source
        i = len(self.comments)
        while True:
            while a > first and source[a - 1].isspace():
                a -= 1
            if i and self.comments[i - 1][1] == a:
                i -= 1
                a = self.comments[i][0]
            else:
                break
        if source.startswith(("++", "--"), a - 2):
            return False
        return a <= first or source[a - 1] in _OPERAND or _KEYWORD.search(source, max(first, a - 12), a) is not None

    def _outermost(self, a: int, end: int, depth: int) -> int:
        """An element in code; or no element after all, then only its bracket is passed."""
        before = self._state()
        b = self._element(a, end, depth)
        if b:
            self.elements.append((a, b))
            return b
        self._forget(before)
        self.failed += 1
        self.jsx = self.failed < _PATIENCE
        return a + 1

    def _element(self, a: int, end: int, depth: int) -> int:
        """Where the element that begins at ``a`` ends; 0 if it does not."""
        source = self.source
        levels = 0
        pos = a
        while True:
            m = _END_TAG.match(source, pos, end)
            if m:
                levels -= 1
                pos = m.end()
            else:
                pos, open_ = self._tag(pos, end, depth, quoted=False)
                levels += open_
            if levels <= 0:
                return pos
            while m := _CHILD.search(source, pos, end):
                pos = m.start()
                if m[0] == "<":
                    break
                pos = self._braces(pos, end, depth, text=True)
            if not m or pos >= end:
                return 0

    def _tag(self, a: int, end: int, depth: int, quoted: bool) -> tuple[int, bool]:
        """Where the start tag at ``a`` ends, and does it open an element?"""
        source = self.source
        if source.startswith("<>", a):
            self.code.hide(a, a + 2, GONE)
            return a + 2, True
        pos = a + 1
        pattern = _TAG_OF_SVELTE if quoted else _TAG
        while m := pattern.match(source, pos, end):
            mark = m[1] or ""
            if mark.endswith(">"):
                return m.end(), mark == ">" and not _VOID.match(source, a)
            if mark == "{":
                pos = self._braces(m.end() - 1, end, depth, text=False)
                continue
            pos = m.end()
            while quoted and mark and mark in "\"'":
                inside = _BRACE_OR[mark].search(source, pos, end)
                if inside is None:
                    return end, False
                pos = inside.end()
                if inside[0] != "{":
                    break
                pos = self._braces(pos - 1, end, depth, text=False)
        return end, False

    def _braces(self, a: int, end: int, depth: int, text: bool) -> int:
        """The code in braces that begins at ``a``, in the text of an element or in its tag; returns its end."""
        source, code = self.source, self.code
        sole = _SOLE.match(source, a, end) if text else None
        if sole:  # {'text'} is written as it stands
            code.hide(a, sole.end(1), GONE)
            stop = source.rindex(sole[1], a, sole.end())
            code.hide(stop, sole.end(), GONE)
            return sole.end()
        block_end = _BLOCK_END.match(source, a, end)
        if block_end:
            code.hide(a, block_end.end(), BLANK)
            return block_end.end()
        outer, self.elements = self.elements, []
        b = min(end, self.script(a + 1, end, depth + 1) + 1)
        if not text:
            self._own_blocks(outer)
            code.hide(a, b, VALUE)
            return b
        inner, self.elements = self.elements, outer
        statement = source[a + 1 : a + 2] in ("#", ":", "@") and not source.startswith(("@html", "@render"), a + 1)
        shown = GONE if _NOTHING.fullmatch(source, a, b) else BLANK if inner or statement else VALUE
        at = a
        for start, stop in inner:
            code.hide(at, start, shown)
            at = stop
        code.hide(at, b, shown)
        return b

    def _own_blocks(self, outer: list[Span]) -> None:
        """Elements that stand where no text is: in a tag, in a template."""
        for a, b in self.elements:
            note(self.code, self.source, a, b)
        self.elements = outer
