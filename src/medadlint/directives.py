"""What a file says to medadlint itself, in comments of any language: ``medadlint: ignore …``, ``medadlint: object=…``."""

from __future__ import annotations

from medadlint.errors import SourceError, meant
from medadlint.light import DOTALL, MULTILINE, Callable, Match, NamedTuple, Pattern, expression, lru_cache
from medadlint.lines import NEWLINE, Lines

SIGN = "medadlint:"
VERBS = ("ignore", "ignore-next", "ignore-file")
UNUSED, REASONLESS = "unused-suppression", "suppression-without-reason"  # the rules about directives, see suppress.py
RULES = (UNUSED, REASONLESS)
HEAD = 5  # lines: a file speaks of itself at its top, after <?php or <!doctype> at most

_MOST = 2000  # code points of a comment; also what a search for the end of an unclosed one costs
_PAIRS = (
    ("<!--", "-->"), ("{#", "#}"), ("{{!--", "--}}"), ("{{--", "--}}"), ("{{!", "}}"), ("<%#", "%>"), ("<%--", "--%>"),
    ("/*", "*/"), ("{% comment %}", "{% endcomment %}"),
)  # fmt: skip


@lru_cache(maxsize=1)
def _comment() -> Pattern[str]:
    """A comment with a directive; few texts hold one."""
    import re

    return re.compile(
        "|".join(
            [rf"{re.escape(a)}\s*{SIGN}(?:(?!{re.escape(b)}).){{0,{_MOST}}}{re.escape(b)}" for a, b in _PAIRS]
            + [rf"(?<!\S)(?://+|\#+)[ \t]*{SIGN}(?:(?!\?>)[^\r\n])*"]
        ),
        DOTALL,
    )


@lru_cache(maxsize=1)
def _edges() -> Pattern[str]:
    import re

    return re.compile("|".join(re.escape(x) for pair in _PAIRS for x in pair))


_INSIDE = expression(r"[^\r\n]")
_FIELD = expression(rf"^{SIGN}", MULTILINE)
_NO_WORDS = expression(r"<\?php|<\?|\?>|[{}\s]")
_SHOWN = expression(r"\S")
_REASON = expression(r"(?:^|(?<=\s))(?:--|—|–)\s*")
_FRONT = expression(r"---[ \t]*\r?\n(.*?\n)(?:---|\.\.\.)[ \t]*(?:\r?\n|$)", DOTALL)


class Directive(NamedTuple):
    """One comment. ``verb`` of VERBS; ``names``: rules and families; ``reason``: "" = none; ``start``/``end``: code points."""

    verb: str
    names: tuple[str, ...]
    reason: str
    start: int
    end: int


class Directives(NamedTuple):
    """All that a file says: what to ignore, and its own settings with the text they were written in."""

    ignores: tuple[Directive, ...]
    settings: dict[str, object]
    masked: str


def place(text: str, offset: int) -> tuple[int, int]:
    """Line and column (1-based, code points) of an offset."""
    return Lines(text).place(offset)


def read(text: str) -> Directives:
    """The directives of a text; ``masked`` is the text with blanks in their place. Raises SourceError."""
    if SIGN not in text:
        return Directives((), {}, text)
    settings = _front_matter(text)
    ignores: list[Directive] = []

    def blank(match: Match[str]) -> str:
        body = _edges().sub("", match[0].partition(SIGN)[2]).strip()
        verb, _, rest = body.partition(" ")
        if "=" in verb:
            settings.update(_settings(body, text, match.start()))
        elif verb not in VERBS:
            hint = meant(verb, VERBS, f"бывает {', '.join(VERBS)} и object=… channel=…")
            raise SourceError(f"строка {place(text, match.start())[0]}: непонятная пометка «{verb}»; {hint}")
        else:
            names, reason = _names_and_reason(rest)
            ignores.append(Directive(verb, names, reason, *match.span()))
        # A comment that stays one keeps its line from becoming an indented block of Markdown.
        a, b = (4, 3) if match[0].startswith("<!--") else (0, 0)
        inner = match[0][a : len(match[0]) - b]
        return match[0][:a] + _INSIDE.sub(" ", inner) + match[0][len(match[0]) - b :]

    masked = _comment().sub(blank, text)
    return Directives(tuple(ignores), settings, masked)


def _names_and_reason(rest: str) -> tuple[tuple[str, ...], str]:
    names, *reason = _REASON.split(rest, maxsplit=1)
    return tuple(names.replace(",", " ").split()), " ".join("".join(reason).split())


def _settings(body: str, text: str, start: int) -> dict[str, object]:
    line = place(text, start)[0]
    if line > HEAD:
        raise SourceError(f"строка {line}: настройки файла пишут в его начале, не ниже строки {HEAD}; перенесите их")
    out: dict[str, object] = {}
    for part in body.split():
        key, equals, value = part.partition("=")
        if not equals or not value:
            raise SourceError(f"строка {line}: «{part}» — не настройка; напишите так: object=service channel=blogger")
        out[key] = {"true": True, "false": False}.get(value, value)
    return out


def _front_matter(text: str) -> dict[str, object]:
    match = _FRONT.match(text)
    if not match or not _FIELD.search(match[1]):
        return {}
    from medadlint.plainyaml import YamlError, nodes, plain

    try:
        data = plain(nodes(match[1]))
    except YamlError:
        raise SourceError("строка 1: шапка файла (между «---») не читается как YAML; поправьте её") from None
    own = data.get("medadlint") if isinstance(data, dict) else None
    if isinstance(own, str):
        return _settings(own, text, 0)
    if not isinstance(own, dict):
        line = place(text, match.start(1) + match[1].index(SIGN))[0]
        raise SourceError(f"строка {line}: medadlint: в шапке файла — таблица; напишите под ним object: service")
    return {str(key): value for key, value in own.items()}


def is_alone(text: str, directive: Directive) -> bool:
    """Does the comment have its lines to itself?"""
    before = text[: directive.start].splitlines()[-1:] if not _at_line_start(text, directive.start) else []
    after = NEWLINE.split(text[directive.end : directive.end + _MOST], maxsplit=1)[0]
    rest = "".join(before) + after
    return not _NO_WORDS.sub("", rest)


def _at_line_start(text: str, offset: int) -> bool:
    return offset == 0 or text[offset - 1] in "\r\n"


def reach(text: str, directive: Directive, next_block: Callable[[int], int]) -> tuple[int, int]:
    """The code points that an ``ignore`` covers: its line, the next line if it stands alone, the next block, all."""
    if directive.verb == "ignore-file":
        return 0, len(text) + 1
    if directive.verb == "ignore-next":
        return directive.end, next_block(directive.end)
    start = max(text.rfind("\n", 0, directive.start), text.rfind("\r", 0, directive.start)) + 1
    end = directive.end
    if is_alone(text, directive):
        following = _SHOWN.search(text, _line_end(text, end))
        end = following.start() if following else len(text)
    return start, _line_end(text, end)


def _line_end(text: str, offset: int) -> int:
    newline = NEWLINE.search(text, offset)
    return newline.start() if newline else len(text)
