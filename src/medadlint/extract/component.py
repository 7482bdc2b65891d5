"""Components: Vue, Svelte, Astro, JSX. Parts of a page, so never whole documents."""

from __future__ import annotations

import re

from medadlint.extract.code import GONE, RUSSIAN, Code, Span
from medadlint.extract.html import BLOCK, SCOPE, Page
from medadlint.extract.html_tokens import attribute_spans
from medadlint.extract.literals import json_strings
from medadlint.extract.model import Extract
from medadlint.extract.script import Script
from medadlint.extract.templates import template_code

_FRONT = re.compile(r"\s*+---[ \t]*+\r?\n(?:(?!---)[^\n]*+\n)*+---")
_I18N = re.compile(r"<i18n\b[^>]*+>(\s*+\{[^<]*+)</i18n>", re.IGNORECASE)
_EDGE = (
    "\r\n>{"  # a component that stands after these, or before a new line, is a piece of the page and no word of a text
)


class Component(Page):
    """A page whose tags may be components: any attribute may be text, and «/» closes a tag at once."""

    __slots__ = ("bound",)

    def __init__(self, source: str, code: Code, bound: bool = False) -> None:
        super().__init__(source, code)
        self.bound = bound  # has it attributes that hold code (Vue)?

    def start_tag(self, name: str, a: int, b: int, part: int, part_end: int) -> bool:
        own = self.source[a + 1 : a + 1 + len(name)]
        known = own.islower() and "-" not in own
        if not known and self.source[max(0, a - 2) : a].rstrip(" ")[-1:] in ("", *_EDGE):
            self.end_block()
        before, holes = len(self.late), len(self.holes)
        raw = super().start_tag(name if known else name + "-", a, b, part, part_end)
        if not known:
            self.elements[-1] = self.elements[-1]._replace(name=name)
        if part < part_end and RUSSIAN.search(self.original, part, part_end):
            self.properties(part, part_end, {span[1:] for span in self.late[before:]})
            self.holes[holes:] = sorted(self.holes[holes:])
        if self.source[b - 2] != "/":
            return raw and known
        if name in SCOPE or name in BLOCK:
            self.end_tag(name, b, b)
        return False

    def end_tag(self, name: str, a: int, b: int) -> None:
        own = self.source[a + 2 : a + 2 + len(name)] if a < b else name
        if own.islower() and "-" not in own:
            super().end_tag(name, a, b)
        elif self.source[b : b + 2].lstrip(" ")[:1] in ("", "\r", "\n", "<"):
            self.end_block()

    def properties(self, part: int, part_end: int, noted: set[Span]) -> None:
        """Attributes with Russian words that HTML would not show: those of components, and code in those of Vue."""
        for name, (a, b) in attribute_spans(self.source, part, part_end).items():
            if (a, b) in noted or not RUSSIAN.search(self.source, a, b):
                continue
            if self.bound and (name[0] in ":@#" or name.startswith("v-")):
                script = Script(self.original, self.code, jsx=False)
                script.read(a, b)
                script.done()
            else:
                self.attribute("label", a, b)

    def script(self, kind: str, a: int, stop: int) -> None:
        if "json" in kind:
            super().script(kind, a, stop)
        elif self.bound:  # those of Svelte and Astro have been read
            script = Script(self.original, self.code, self.elements[-1].attrs.get("lang", "") in ("jsx", "tsx"))
            script.read(a, stop)
            script.done()


def extract_vue(source: str, whole: bool | None = None) -> Extract:
    """A single-file component of Vue."""
    code = template_code(source)
    for m in _I18N.finditer(source):
        json_strings(code, source, *m.span(1))
        code.hide(*m.span(1), GONE)
    page = Component(source, code, bound=True)
    page.feed(0, len(source))
    return page.done(bool(whole))


def extract_svelte(source: str, whole: bool | None = None) -> Extract:
    """A component of Svelte."""
    code = Code()
    script = Script(source, code, jsx=False)
    script.markup(0, len(source), quoted=True)
    script.done()
    page = Component(source, code)
    page.feed(0, len(source))
    return page.done(bool(whole))


def extract_astro(source: str, whole: bool | None = None) -> Extract:
    """A component of Astro: TypeScript between two lines of dashes, then markup like JSX."""
    code = Code()
    script = Script(source, code, jsx=True)
    front = _FRONT.match(source)
    start = front.end() if front else 0
    script.jsx = False
    script.read(source.find("---") + 3 if front else 0, max(0, start - 3))
    script.jsx = True
    script.markup(start, len(source), quoted=False)
    script.done()
    page = Component(source, code)
    page.feed(start, len(source))
    return page.done(bool(whole))


def extract_jsx(source: str, whole: bool | None = None, jsx: bool = True) -> Extract:
    """JavaScript or TypeScript: its strings, and the text of its elements."""
    code = Code()
    if RUSSIAN.search(source):
        script = Script(source, code, jsx)
        script.read(0, len(source))
        script.done()
    return Component(source, code).done(bool(whole))


def extract_ts(source: str, whole: bool | None = None) -> Extract:
    """TypeScript without JSX, in which «<» may begin a type."""
    return extract_jsx(source, whole, jsx=False)
