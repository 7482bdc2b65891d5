"""HTML: which tags end a block, which attributes are read, and the walk over the tokens."""

from __future__ import annotations

from medadlint.extract.characters import Characters
from medadlint.extract.code import CODE, RUSSIAN, Code, carve
from medadlint.extract.html_tokens import (
    MASK,
    RAW,
    RCDATA,
    TOKEN,
    WS,
    attribute_spans,
    attributes,
    raw_end,
)
from medadlint.extract.model import Element, Extract

# Both tags of these end a block. Everything else is inline, and does not even split a word.
BLOCK = frozenset((
    "address", "applet", "article", "aside", "audio", "blockquote", "body", "canvas", "center", "col", "colgroup",
    "details", "dialog", "dir", "div", "embed", "fieldset", "figure", "footer", "form", "frame", "frameset", "head",
    "header", "hgroup", "hr", "html", "iframe", "input", "isindex", "main", "marquee", "nav", "object", "optgroup",
    "option", "p", "plaintext", "pre", "listing", "search", "section", "select", "summary", "tbody", "template",
    "textarea", "tfoot", "thead", "title", "tr", "video", "xmp",
))  # fmt: skip
# Block elements that say what kind of block their text is, until they end: name -> (key, kind). Elements of one key
# close each other ("<li>a<li>b"); lists and tables are here because they hide the kind of what is around them.
SCOPE = {
    **{f"h{i}": ("h", "heading") for i in range(1, 7)},
    **{name: (name, "text") for name in ("ul", "ol", "menu", "dl", "table")},
    **{name: (name, "caption") for name in ("caption", "figcaption", "legend")},
    "li": ("li", "item"),
    "dt": ("dd", "item"),
    "dd": ("dd", "item"),
    "td": ("td", "cell"),
    "th": ("td", "cell"),
    "button": ("button", "button"),
}
_BOXES = ("iframe", "xmp")  # raw text that takes a place on the page
_FOREIGN = frozenset(("svg", "math"))
_PRE = frozenset(("pre", "listing"))
_IMPLIED = frozenset(("h", "li", "dd", "td", "button"))
_SPECIAL_TAGS = RAW | RCDATA | {"a", "br", "pre", "listing", "svg", "math", "plaintext"}
TAGS = {
    **dict.fromkeys(_SPECIAL_TAGS, 3),
    **dict.fromkeys(BLOCK - _SPECIAL_TAGS, 1),
    **dict.fromkeys(SCOPE, 2),
}
_READ = frozenset(("alt", "title", "placeholder", "aria-label"))
_OTHERS = frozenset(("input", "meta", "option", "optgroup", "track"))
_META = frozenset((
    "description", "keywords", "twitter:title", "twitter:description", "og:title", "og:description", "og:site_name",
    "og:image:alt",
))  # fmt: skip
_WITH_JSX = frozenset(("text/babel", "text/jsx"))
_PROGRAMS = frozenset(("", "module", "text/typescript")) | _WITH_JSX
_UNSAFE = "<>&\"'`\\{}$\r\n"  # in text, in an attribute or in a string of a script
_element = tuple.__new__  # half the time of Element(...)


class Page(Characters):
    """A flow that knows HTML's elements."""

    __slots__ = ("counts", "foreign", "known", "pre", "stack")

    def __init__(self, source: str, code: Code | None = None) -> None:
        super().__init__(source, code)
        self.stack: list[tuple[str, str]] = []  # the open elements of SCOPE: key and kind
        self.counts: dict[str, int] = {}  # how many of a key are open, so that a stray end tag costs nothing
        self.pre = 0
        self.known: dict[str, dict[str, str]] = {}  # parsed attributes by their text
        self.foreign = 0  # open svg and math elements

    def enter(self, name: str) -> None:
        """A start tag of SCOPE, or of whatever else has a key and a kind."""
        key, kind = SCOPE[name]
        if self.stack and key in _IMPLIED and self.stack[-1][0] == key:
            self.stack.pop()
        else:
            self.counts[key] = self.counts.get(key, 0) + 1
        self.stack.append((key, kind))
        self.kind = kind

    def leave(self, name: str) -> None:
        """An end tag of SCOPE; it closes what its element holds, too."""
        key = SCOPE[name][0]
        if not self.counts.get(key):
            return
        top = ""
        while top != key:
            top = self.stack.pop()[0]
            self.counts[top] -= 1
        self.kind = self.stack[-1][1] if self.stack else "text"

    def end_tag(self, name: str, a: int, b: int) -> None:
        """The end tag ``source[a:b]``."""
        action = TAGS.get(name)
        if action is None:
            return
        if action < 3:
            self.end_block()
            if action == 2:
                self.leave(name)
        elif name == "a":
            self.link(False)
        elif name == "br":  # the standard takes "</br>" for "<br>"
            self.newline(a, b)
        elif name in _FOREIGN:
            self.foreign = max(0, self.foreign - 1)
        elif name not in RAW or name in _BOXES:
            self.end_block()
            if name in _PRE:
                self.pre = max(0, self.pre - 1)

    def start_tag(self, name: str, a: int, b: int, part: int, part_end: int) -> bool:
        """The start tag ``source[a:b]`` with its attributes in ``source[part:part_end]``; True: raw text may follow."""
        attrs: dict[str, str] = {}
        if part < part_end:
            written = self.source[part:part_end]
            known = self.known.get(written)  # pages repeat the same few attributes
            if known is None:
                known = self.known[written] = attributes(written)
            attrs = known.copy()
            if not _READ.isdisjoint(attrs) or name in _OTHERS:
                self.read(name, attrs, part, part_end)
        self.elements.append(_element(Element, (name, attrs, a, b)))
        action = TAGS.get(name)
        if action is None:
            return False
        if action < 3:
            self.end_block()
            if action == 2:
                self.enter(name)
            return False
        if name == "a":
            self.link(False)
            if "href" in attrs:
                self.link(True)
        elif name == "br":
            self.newline(a, b)
        elif name in _FOREIGN:
            self.foreign += "/" not in self.source[part_end : b - 1]
        elif name in _PRE:
            self.end_block()
            self.pre += 1
        else:
            if name in RCDATA:
                self.end_block()
            return not self.foreign or (name in RAW and "/" not in self.source[part_end : b - 1])
        return False

    def read(self, name: str, attrs: dict[str, str], part: int, part_end: int) -> None:
        """Note the attributes that are shown or spoken, in the order of the source."""
        kinds = self.kinds(name, attrs)
        if not kinds:
            return
        for key, (a, b) in attribute_spans(self.source, part, part_end).items():
            if key in kinds and attrs[key].strip(WS + MASK):
                self.attribute(kinds[key], a, b)

    @staticmethod
    def kinds(name: str, attrs: dict[str, str]) -> dict[str, str]:
        """The attributes of a tag that are shown or spoken, and the kinds of their blocks."""
        kinds = {key: key for key in _READ if key in attrs}
        if name == "input" and attrs.get("type", "").lower() in ("submit", "button", "reset"):
            kinds["value"] = "button"
        elif name == "meta":
            if attrs.get("name", "").lower() in _META or attrs.get("property", "").lower() in _META:
                kinds["content"] = "meta"
        elif name != "input" and name in _OTHERS:
            kinds["label"] = "label"
        return kinds

    def raw(self, name: str, a: int, end: int) -> int:
        """The text of a raw element that starts at ``a``; returns where its end tag begins."""
        stop = end if name == "plaintext" else raw_end(self.source, name, a, end)
        if name not in RAW:
            self.end_block()
            kind = self.kind
            self.kind = "title" if name == "title" else kind
            self.text(a, stop, name != "title", data=False, refs=name != "plaintext")
            self.end_block()
            self.kind = kind
        elif name in _BOXES:
            self.end_block()
        elif name == "script" and RUSSIAN.search(self.original, a, stop):
            self.script(self.elements[-1].attrs.get("type", "").strip().lower(), a, stop)
        return stop

    def script(self, kind: str, a: int, stop: int) -> None:
        """The script ``source[a:stop]`` of the type ``kind`` holds Russian words: data, a template of a page, a program."""
        if "json" in kind:
            from medadlint.extract.literals import json_strings

            json_strings(self.code, self.source, a, stop)
        elif kind in _PROGRAMS or kind.endswith(("javascript", "ecmascript")):
            from medadlint.extract.script import Script

            script = Script(self.source, self.code, jsx=kind in _WITH_JSX)
            script.read(a, stop)
            script.done()
        elif "<" in self.source[a:stop]:
            self.code.strings.append((a, stop))

    def feed(self, pos: int, end: int) -> None:
        """Walk over ``source[pos:end]``, which is HTML."""
        source = self.source
        while pos < end:
            for m in TOKEN.finditer(source, pos, end):
                a = m.start()
                d = m.end(4)
                if a < d:
                    if self.pre:
                        self.text(a, d, True)
                    else:
                        b = m.end(1)
                        c = m.end(2)
                        if a < b and self.open:
                            self.space(a, b)
                        if b < c:
                            self.put(b, c)
                        if c < d:
                            if m.end(3) == d:
                                self.space(c, d)
                            else:
                                self.text(c, d, False)
                if m.lastindex != 8:  # a comment, or a tag that the end of the file cuts off: no token at all
                    continue
                pos = m.end()
                name = m[6].lower()
                if m.end(5) > d + 1:
                    self.end_tag(name, d, pos)
                elif self.start_tag(name, d, pos, m.start(7), m.end(7)):
                    pos = self.raw(name, pos, end)
                    break  # go on behind the raw text
            else:
                return

    def done(self, whole: bool) -> Extract:
        """Close the flow, append the blocks of the attributes and of the strings in code, and hand over."""
        self.close(len(self.source))
        self.attribute_blocks()
        first = 0
        for layer in self.code.layers() if self.code.strings else ():
            strings = carve(self.rows, first, layer)
            first = len(self.rows)
            self.source = self.code.mask(self.original, strings)
            for a, b in strings:
                self.string(a, b)
        if first:
            self.elements.sort(key=lambda element: element.start)
        self.source = self.original
        return self.finish(whole)._replace(special=_UNSAFE)

    def is_shell(self) -> bool:
        """Is there nothing on the page but scripts, which will write its text?"""
        shown = self.open or any(kind != "title" for _, _, kind in self.blocks)
        return not shown and any(element.name == "script" and "src" in element.attrs for element in self.elements)

    def attribute_blocks(self) -> None:
        """The attributes noted so far become blocks of their own."""
        self.a_open = False
        for kind, a, b in self.late:
            self.cut = a
            self.kind = kind
            self.text(a, b, False, data=False, attribute=True)
            self.close(b)
        self.late.clear()

    def string(self, a: int, b: int) -> None:
        """A string in code becomes a block of its own, or several: it may hold HTML."""
        self.stack.clear()
        self.counts.clear()
        self.pre = self.foreign = 0
        self.link_end = -1
        self.a_open = False
        self.cut = a
        self.kind = "text" if self.source[a] == "<" else "string"  # elements in script are text as elsewhere
        if self.source.find("<", a, b) < 0:
            self.text(a, b, True)
        else:
            self.feed(a, b)
        self.close(b)
        self.attribute_blocks()


def extract_html(source: str, whole: bool | None = None) -> Extract:
    """The visible text of an HTML file or fragment, code of templates left out; see ``Extract`` for the units."""
    code = None
    if CODE.search(source):
        from medadlint.extract.templates import template_code

        code = template_code(source)
    page = Page(source, code)
    page.feed(0, len(source))
    if whole is None:
        names = {element.name for element in page.elements}
        whole = not names.isdisjoint(("html", "body")) and not (code and code.partial) and not page.is_shell()
    return page.done(whole)
