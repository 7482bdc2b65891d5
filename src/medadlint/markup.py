"""Rules about markup: a form without a tick for consent, a ticked box, a foreign counter.

A line is a small part of CSS, read left to right:

    form:has(input[type=tel])      an element with another inside it (up to its end tag)
    input[type=checkbox][checked]  attributes: there, = equal, *= holds, ^= begins, $= ends with; case does not matter
    script:contains(fbq)           the source inside the element holds these characters
"""

from __future__ import annotations

from bisect import bisect_left

from medadlint.extract.model import Element, Extract
from medadlint.light import IGNORECASE, VERBOSE, Iterator, NamedTuple, expression, lru_cache

_PART = expression(
    r"""(?P<name>[a-z][\w-]*)
    | \[(?P<attr>[\w:.-]+)(?:(?P<op>[*^$]?=)(?P<value>[^\]]*))?\]
    | :contains\((?P<text>[^()]*)\)
    | :has\((?P<inner>[^()]*)\)""",
    VERBOSE,
)
_VOID = frozenset("area base br col embed hr img input link meta param source track wbr".split())


class Selector(NamedTuple):
    """One element as a line describes it."""

    name: str
    attrs: tuple[tuple[str, str, str], ...]
    texts: tuple[str, ...]
    has: tuple[Selector, ...]


@lru_cache(maxsize=512)
def parse(line: str) -> Selector:
    """Read a line. Raises ValueError with a Russian sentence."""
    name, attrs, texts, has, at = "", [], [], [], 0
    while at < len(line):
        match = _PART.match(line, at)
        if match is None or (match["name"] and at > 0):
            raise ValueError(f"селектор не читается с места «{line[at:]}»: имя[признак=значение]:has(…):contains(…)")
        if match["name"]:
            name = match["name"]
        elif match["attr"]:
            attrs.append((match["attr"].lower(), match["op"] or "", (match["value"] or "").strip("\"'").lower()))
        elif match["text"] is not None:
            texts.append(match["text"])
        else:
            has += [parse(part.strip()) for part in match["inner"].split(",")]
        at = match.end()
    return Selector(name, tuple(attrs), tuple(texts), tuple(has))


def find(document: Extract, selectors: list[Selector], lacks: list[Selector]) -> Iterator[tuple[int, int]]:
    """Where elements stand that fit one of ``selectors`` and hold none of ``lacks``: spans of the source.

    The span is the start tag, or the characters that ``:contains`` names.
    """
    for element in document.elements:
        for selector in selectors:
            span = _fits(document, element, selector)
            if span and not any(_inside(document, element, s) for s in lacks):
                yield span
                break


def _fits(document: Extract, element: Element, selector: Selector) -> tuple[int, int] | None:
    if selector.name and element.name != selector.name:
        return None
    for attr, op, value in selector.attrs:
        own = element.attrs.get(attr)
        if own is None or not _compare(own.lower(), op, value):
            return None
    span = (element.start, element.end)
    if selector.texts:
        end = _end_of(document, element)
        for text in selector.texts:
            found = _search(text, document.source, element.end, end)
            if found is None:
                return None
            span = found
    if selector.has and not any(_inside(document, element, s) for s in selector.has):
        return None
    return span


def _compare(own: str, op: str, value: str) -> bool:
    if op == "=":
        return own == value
    if op == "*=":
        return value in own
    if op == "^=":
        return own.startswith(value)
    return op == "" or own.endswith(value)


def _inside(document: Extract, element: Element, selector: Selector) -> bool:
    """Is there an element inside ``element`` that fits — or, for a bare ``:contains``, such characters?"""
    end = _end_of(document, element)
    if not selector.name and not selector.attrs:
        return all(_search(t, document.source, element.end, end) for t in selector.texts)
    first = bisect_left(document.elements, element.end, key=lambda e: e.start)
    last = bisect_left(document.elements, end, key=lambda e: e.start)
    return any(_fits(document, e, selector) for e in document.elements[first:last])


def _search(text: str, source: str, start: int, end: int) -> tuple[int, int] | None:
    import re

    match = re.compile(re.escape(text), IGNORECASE).search(source, start, end)
    return match.span() if match else None


def _end_of(document: Extract, element: Element) -> int:
    """Where the element's end tag begins; forms and scripts do not nest, so the first one is it."""
    if element.name in _VOID:
        return element.end
    # One that is never closed ends where the next of its kind begins, or many of them would be quadratic.
    elements = document.elements
    following = range(bisect_left(elements, element.end, key=lambda e: e.start), len(elements))
    limit = next((elements[i].start for i in following if elements[i].name == element.name), len(document.source))
    import re

    match = re.compile(rf"</{re.escape(element.name)}[\s/>]", IGNORECASE).search(document.source, element.end, limit)
    return match.start() if match else limit
