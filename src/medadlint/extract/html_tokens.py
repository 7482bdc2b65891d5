"""The tokens of HTML by regular expression: WHATWG HTML §13.2.5, as far as places of text and attributes go.

Every pattern uses possessive repetition and stops at most once at the end of the file, so any input takes linear time.
"""

from __future__ import annotations

from medadlint.light import ASCII, IGNORECASE, expression, lru_cache

WS = "\t\n\f\r "
MASK = "\ufdd0"  # stands for code, see extract.code: a noncharacter, at which no token ends
_S = r"[\t\n\f\r ]"
# One attribute: the first character of a name may be anything but white space, "/" and ">" (even "=").
_VALUE = r"""(?:"[^"]*+(?:"|\Z)|'[^']*+(?:'|\Z)|[^\t\n\f\r "'>][^\t\n\f\r >]*+)"""
_NAME = r"[^\t\n\f\r />][^\t\n\f\r />=]*+"
# Code before the quote is the backslash of a string that holds HTML.
_ATTR = rf"[\t\n\f\r /]*+%s(?:{_S}*+={_S}*+(?:{MASK}++(?=[\"']))?+%s?+)?+"
ATTR = expression(_ATTR % (f"({_NAME})", f"({_VALUE})"))
_COMMENT = r"!--(?:-?>|[^-]*+(?:-(?!-!?>)[^-]*+)*+(?:--!?>|\Z))"
_BOGUS = r"[!?][^>]*+>?|/(?:>|[^A-Za-z>][^>]*+>?)"
# Text, then one piece of markup. Groups: 1 white space, 2 text that needs no work, 3 white space, 4 text that does,
# 5 "/" of an end tag (in a script «\/», its backslash being code), 6 name, 7 attributes, 8 ">". A comment leaves lastindex
# at 4, a tag cut by the end of file at 7.
TOKEN = expression(
    rf"({_S}*+)"
    rf"((?:[^<&\0\t\n\f\r {MASK}]++(?: [^<&\0\t\n\f\r {MASK}]++)*+)?+)"
    rf"({_S}*+)"
    rf"([^<]*+(?:<(?![A-Za-z!?]|{MASK}/[A-Za-z]|/(?!\Z))[^<]*+)*+)"
    rf"(?:<(?:((?:{MASK}?+/)?+)([A-Za-z][^\t\n\f\r />]*+)((?:{_ATTR % (_NAME, _VALUE)})*+)[\t\n\f\r /]*+(>)?+|{_COMMENT}|{_BOGUS}))?+"
)
# What text cannot show as it stands: white space other than a single blank, character references, NUL, code.
SPECIAL = expression(
    rf"[\t\n\f\r]{_S}*+| (?:{_S}++|\Z)|&(?:#(?:[xX][0-9A-Fa-f]++|[0-9]++);?|[A-Za-z][A-Za-z0-9]*+;?)|\0++|{MASK}++"
)
# The same where line feeds count and blanks do not matter.
RAW = frozenset(("script", "style", "xmp", "iframe", "noembed", "noframes"))
RCDATA = frozenset(("textarea", "title"))
_RAW_END = {name: expression(rf"</{name}(?=[\t\n\f\r />])", IGNORECASE | ASCII) for name in RAW | RCDATA}
_SCRIPT = expression(r"<!--|-->|<(/?)script(?=[\t\n\f\r />])", IGNORECASE | ASCII)
_LONGEST = 32  # characters of a named reference with its semicolon
# §13.2.5.80: the C1 controls mean what they mean in windows-1252.
_C1 = {0x80 + i: c for i, c in enumerate("€\x81‚ƒ„…†‡ˆ‰Š‹Œ\x8dŽ\x8f\x90‘’“”•–—˜™š›œ\x9džŸ")}


def raw_end(source: str, name: str, pos: int, end: int) -> int:
    """Where the raw text that starts at ``pos`` ends: the place of its end tag, or ``end``."""
    if name != "script":
        m = _RAW_END[name].search(source, pos, end)
        return m.start() if m else end
    escaped = double = False  # the "script data (double) escaped" states
    while m := _SCRIPT.search(source, pos, end):
        pos = m.end()
        piece = m[0]
        if piece == "<!--":
            if not escaped:
                escaped = True
                pos -= 2  # its dashes may be those of "-->" as well
        elif piece == "-->":
            escaped = double = False
        elif m[1]:
            if not double:
                return m.start()
            double = False
        elif escaped:
            double = True
    return end


def reference(source: str, a: int, b: int, attribute: bool) -> tuple[str, int] | None:
    """The characters that the reference ``source[a:b]`` (as found by SPECIAL) stands for, and its end.

    None: it is no reference, the ampersand is text.
    """
    if source[a + 1] == "#":
        hexadecimal = source[a + 2] in "xX"
        digits = source[a + 3 if hexadecimal else a + 2 : b].rstrip(";").lstrip("0")
        if len(digits) > 7:  # int() of a long string is slow, and refuses beyond 4300 digits
            return "\ufffd", b
        code = int(digits or "0", 16 if hexadecimal else 10)
        if code == 0 or code > 0x10FFFF or 0xD800 <= code <= 0xDFFF:
            return "\ufffd", b
        return _C1.get(code) or chr(code), b
    html5 = _references()
    for stop in range(min(b, a + 1 + _LONGEST), a + 2, -1):
        found = html5.get(source[a + 1 : stop])
        if found is not None:
            if attribute and source[stop - 1] != ";" and (stop < b or source[stop : stop + 1] == "="):
                return None  # §13.2.5.73: "?a=1&copy=2" in an attribute is no copyright sign
            return found, stop
    return None


@lru_cache(maxsize=1)
def _references() -> dict[str, str]:
    """The named character references, for the texts that hold any."""
    from html.entities import html5

    return html5


def decode(value: str) -> str:
    """The value of an attribute, its references resolved and its line ends normalised."""
    if "\r" in value:
        value = value.replace("\r\n", "\n").replace("\r", "\n")
    if "\0" in value:
        value = value.replace("\0", "\ufffd")
    if "&" not in value:
        return value
    parts: list[str] = []
    pos = 0
    for m in SPECIAL.finditer(value):
        a = m.start()
        if value[a] == "&" and (found := reference(value, a, m.end(), True)):
            parts.append(value[pos:a] + found[0])
            pos = found[1]
    return "".join(parts) + value[pos:]


def attributes(part: str) -> dict[str, str]:
    """The attributes in the inside of a tag; of two with one name the first counts."""
    attrs: dict[str, str] = {}
    dirty = "&" in part or "\r" in part or "\0" in part
    for written, quoted in ATTR.findall(part):
        name = written.lower()
        if name not in attrs:
            value = quoted[1:-1] if quoted[:1] in {'"', "'"} else quoted
            attrs[name] = decode(value) if dirty else value
    return attrs


def attribute_spans(source: str, a: int, b: int) -> dict[str, tuple[int, int]]:
    """Where the values of these attributes stand in the source, without their quotes."""
    spans: dict[str, tuple[int, int]] = {}
    for m in ATTR.finditer(source, a, b):
        name = m[1].lower()
        if name not in spans and m[2]:
            quoted = m[2][0] in "\"'"
            spans[name] = (m.start(2) + quoted, m.end(2) - quoted)
    return spans
