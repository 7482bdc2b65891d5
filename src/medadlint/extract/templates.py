"""Template languages in a page: Jinja, Twig, Django, Liquid, Handlebars, Vue, Blade, ERB, PHP, Smarty.

They share their brackets, so one scan serves them all: ``{{ … }}`` writes a value, ``{% … %}`` and ``<% … %>`` do
something, ``{# … #}`` says nothing. A literal that is all there is to write is read where it stands:
``{{ _('Гарантия') }}``; others become blocks of their own. Code in HTML comments is not looked at.
"""

from __future__ import annotations

import re

from medadlint.extract.code import BLANK, BREAK, GONE, RUSSIAN, VALUE, Code, Span
from medadlint.extract.html import Page
from medadlint.extract.literals import Literal, escapes, literals
from medadlint.extract.model import Extract
from medadlint.extract.php import php

_OPEN = r"<!--|<\?(?:php\b|=|(?=\s))|<%(?:--|[#=-])?|\{\{(?:!--|--|!|\{)?|\{%|\{!!|\{\#(?![A-Za-z])"
_BRACKET = re.compile(_OPEN)
_DIRECTIVE = re.compile(
    _OPEN
    + r"|(?<![\w@.])@(?:php\b(?!\s*\()|verbatim\b|(?:else|end\w+|csrf|auth|guest|default|break|continue|empty|once|stop"
    r"|show|production)\b(?!\s*+\()|[A-Za-z]\w*+\s*+\()"
)
_SMARTY = re.compile(_OPEN + r"|\{\*|\{(?=[$/#\"'A-Za-z_])")  # a brace before a blank is none of Smarty's
_BRACKETS = {"": _BRACKET, "blade": _DIRECTIVE, "smarty": _SMARTY}
_CLOSER = {
    "<!--": "-->", "{{!--": "--}}", "{{--": "--}}", "{{!": "}}", "<%--": "--%>", "<%#": "%>", "{#": "#}",
    "{{{": "}}}", "{!!": "!!}", "<%": "%>", "<%=": "%>", "<%-": "%>",
    "{*": "*}",
}  # fmt: skip
_SAYS_NOTHING = frozenset(("{{!--", "{{--", "{{!", "<%--", "<%#", "{#", "{*"))
_WRITES = frozenset(("{{", "{{{", "{!!", "<%=", "<%-", "{"))
# Up to the closing bracket, which may stand in a string; no second opening one, and no end tag, on the way.
_STRING = r""""[^"\n]*+"|'[^'\n]*+'"""
_INSIDE = {
    "{{": re.compile(rf"(?:{_STRING}|(?!\}}\}}|\{{\{{|</).)*+\}}\}}", re.DOTALL),
    "{%": re.compile(rf"(?:{_STRING}|(?!%\}}|\{{%|</).)*+%\}}", re.DOTALL),
    "{": re.compile(rf"(?:{_STRING}|\{{[^{{}}]*+\}}|(?!</)[^{{}}\"'])*+\}}"),
}
_PARENTHESES = re.compile(r"""(?:"(?:[^"\\]|\\.)*+"|'(?:[^'\\]|\\.)*+'|[^()"']++)*+([()]?)""", re.DOTALL)
_UNREAD = re.compile(r"\{%-?\s*+(comment|javascript|stylesheet|schema|style)\b")
# A literal that nothing closes ends with its line, or a row of them would take quadratic time.
_LITERAL = re.compile(
    r"""'((?:[^'\\\n]|\\.)*+)(?:'|(?=\n)|\Z)|"((?:[^"\\\n]|\\.)*+)(?:"|(?=\n)|\Z)|`((?:[^`\\]|\\.)*+)(?:`|\Z)"""
)
_JOINT = re.compile(r"""['"`]\s*+[+~.]\s*+(?:([\w$.]+)\s*+[+~.]\s*+)?['"`]""")
_STATEMENT = re.compile(r"[-~]?\s*+(?:[#/^>*]|(?:else|if|end|range|with|template|define|block|partial|each|include)\b)")
_SMARTY_END = re.compile(r"\{/([A-Za-z_]\w*)")
_TAG = re.compile(r"/?([A-Za-z_]\w*)")
_SINGLE = frozenset((
    "else", "elseif", "foreachelse", "forelse", "sectionelse", "include", "extends", "assign", "append", "insert",
    "config_load",
))  # fmt: skip
_PARTIAL = re.compile(
    r"(?:end)?(?:block|section|include|includes|include_once|require|require_once|extends|yield|layout|component|slot|render"
    r"|partial|IncludeComponent|get_header|get_footer|get_template_part|content_for_layout|content_for_header)\b"
)
# What may stand around a literal that is all there is to write.
_BEFORE = re.compile(
    r"(?:<\?(?:=|php\s+(?:echo|print)\b)|<%[=-]|\{\{\{?|\{!!|\{%-?\s*(?:trans|translate|t)\b|\{(?:l\s+s=)?)[-\s(]*(?:[\w$.]+\(\s*)?['\"`]"
)
_AFTER = re.compile(
    r"""['"`]\s*(?:,(?:[^'"?:)]|'[\w.-]*+'|"[\w.-]*+")*+)?+[)\s]*(?:\|\s*[\w.]+(?:\([^'"()]*\)|:['"\w]+)?\s*)*"""
    r"""(?:\s\w+=(?:'[^']*'|"[^"]*"|\w+))*;?\s*-?(?:\?>|%>|\}{1,3}|!!\}|%\})"""
)
_AWKWARD = re.compile(r"[\"'<>&]")


def template_code(source: str, dialect: str = "") -> Code:
    """The code in a page; ``dialect``: the directives of «blade» or the braces of «smarty», too."""
    code = Code()
    bracket = _BRACKETS[dialect]
    dead: set[str] = set()  # brackets that nothing closes any more
    ends = frozenset(_SMARTY_END.findall(source)) if dialect == "smarty" else frozenset()
    pos = 0
    while m := bracket.search(source, pos):
        opening = m[0]
        a = m.start()
        pos = m.end()
        if opening.startswith("<?"):
            pos = _php(code, source, a, pos, opening == "<?=")
        elif opening[0] == "@":
            pos = _directive(code, source, a, pos, dead)
        elif opening in _INSIDE:
            inside = _INSIDE[opening].match(source, pos)
            if inside:
                pos = _code(code, source, a, inside.end(), opening, dead, ends)
        elif opening not in dead:
            b = source.find(_CLOSER[opening], pos)
            if b < 0:
                dead.add(opening)
                continue
            b += len(_CLOSER[opening])
            if opening in _SAYS_NOTHING:
                code.hide(a, b, GONE)
                pos = b
            elif opening == "<!--":
                pos = b
            else:
                pos = _code(code, source, a, b, opening, dead, ends)
    return code


def _code(code: Code, source: str, a: int, b: int, opening: str, dead: set[str], ends: frozenset[str]) -> int:
    """Note the code ``source[a:b]`` with its brackets; returns its end. ``ends``: the tags of Smarty that have one."""
    inner = a + len(opening)
    unread = _UNREAD.match(source, a) if opening == "{%" else None
    if unread and unread[1] not in dead:
        end = re.compile(rf"\{{%-?\s*+end{unread[1]}\b[^%]*+%\}}").search(source, b)
        if end:
            b = end.end()
        else:
            dead.add(unread[1])
        code.hide(a, b, GONE)
        return b
    tag = _TAG.match(source, inner) if opening == "{" else None
    if tag and tag[1] == "literal":
        return _literal(code, source, a, b, dead)
    found = _literals(source, inner, b)
    if tag:  # of Smarty: does it do something, or has it an end, or does it write a value?
        writes = tag[1] not in _SINGLE and tag[0][0] != "/" and tag[1] not in ends
    else:
        writes = opening in _WRITES and not _STATEMENT.match(source, inner, b)
    if not _inline(code, source, a, b, [span[:2] for span in found]):
        literals(code, source, found, _JOINT)
        code.hide(a, b, VALUE if writes else _statement(code, source, inner, b))
    return b


def _literal(code: Code, source: str, a: int, b: int, dead: set[str]) -> int:
    """Braces that are no code: ``{literal}`` up to its end; returns where that is."""
    code.hide(a, b, GONE)
    end = -1 if "literal" in dead else source.find("{/literal}", b)
    if end < 0:
        dead.add("literal")
    return max(b, end)


def _literals(source: str, a: int, b: int) -> list[Literal]:
    return [(*m.span(m.lastindex or 0), escapes) for m in _LITERAL.finditer(source, a, b)]


def _inline(code: Code, source: str, a: int, b: int, found: list[Span]) -> bool:
    """Is one literal all that the code ``source[a:b]`` writes? Then it is read in its place."""
    russian = [span for span in found if RUSSIAN.search(source, *span)]
    if len(russian) != 1:
        return False
    p, q = russian[0]
    if _AWKWARD.search(source, p, q) or not _BEFORE.fullmatch(source, a, p) or not _AFTER.fullmatch(source, q, b):
        return False
    code.hide(a, p, GONE)
    code.hide(q, b, GONE)
    return True


def _statement(code: Code, source: str, a: int, b: int) -> str:
    """How a statement is read: it may stand between two words, or take in another file."""
    m = _PARTIAL.search(source, a, b)
    if m is None:
        return BLANK
    code.partial = True
    return BREAK


def _php(code: Code, source: str, a: int, inner: int, writes: bool) -> int:
    before = len(code.strings)
    b = php(code, source, inner)
    strings = code.strings[before:]
    if len(strings) == 1 and _inline(code, source, a, b, strings):
        code.strings.pop()
    elif writes or re.match(r"\s*(?:echo|print)\b(?![^;]*;\s*\w)", source[inner:b]):
        code.hide(a, b, VALUE)
    else:
        code.hide(a, b, _statement(code, source, inner, b))
    return b


def _directive(code: Code, source: str, a: int, b: int, dead: set[str]) -> int:
    """A directive of Blade with its parentheses; ``@php`` and ``@verbatim`` with what they hold."""
    if source[b - 1] != "(":
        name = source[a + 1 : b]
        if name == "php":
            end = -1 if name in dead else source.find("@endphp", b)
            if end < 0:
                dead.add(name)
            b = max(b, end)
            literals(code, source, _literals(source, a, b), _JOINT)
        code.hide(a, b, BLANK)
        return b
    depth = 1
    pos = b
    while depth and "(" not in dead:
        m = _PARENTHESES.match(source, pos)
        if m is None or not m[1]:
            dead.add("(")
            return b  # never closed: it is text
        depth += 1 if m[1] == "(" else -1
        pos = m.end()
    if depth:
        return b
    literals(code, source, _literals(source, b, pos), _JOINT)
    code.hide(a, pos, _statement(code, source, a, b))
    return pos


def extract_template(source: str, whole: bool | None = None, dialect: str = "") -> Extract:
    """A page in a template language. Unlike HTML it is whole only if it begins and ends a body by itself."""
    code = template_code(source, dialect)
    page = Page(source, code)
    page.feed(0, len(source))
    if whole is None:
        names = {element.name for element in page.elements}
        whole = "body" in names and "</body" in source.lower() and not code.partial
    return page.done(whole)


def extract_php(source: str, whole: bool | None = None) -> Extract:
    """A page in PHP, or PHP and nothing else: its strings."""
    return extract_template(source, whole)


def extract_blade(source: str, whole: bool | None = None) -> Extract:
    """A page in Laravel's Blade."""
    return extract_template(source, whole, "blade")


def extract_smarty(source: str, whole: bool | None = None) -> Extract:
    """A page in Smarty, or in the PHP that is kept under the same suffix."""
    return extract_template(source, whole, "smarty")
