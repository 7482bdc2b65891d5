"""The pattern language of rule files: one line of text to a tree. Knows no morphology and no list.

слово        any form of the word           =слово     this form only        слово*   words that begin so
слово:рд.мн  only these forms («а.б,в»: а and б, or в)        «слово слово»  a phrase, any case and number
a b          next to each other    ..3  up to three words between    ..  any number of words, same sentence
(a | b c)    one of                x?   optional                     x@имя  remembered for the rewrite
<список> <список:рд>  a list or a built-in    ,    a comma, dash or the like stands here (guards)
<заявление>  in guards and exceptions: the claim itself
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache, partial
from itertools import pairwise
from math import prod
from typing import Any, NamedTuple, TypeVar

from medadlint import errors
from medadlint.errors import close
from medadlint.paradigm import GRAMMEMES
from medadlint.words import Cache

PatternError = errors.PatternError
CLAIM = "заявление"
MAX_LINE = 2_000  # code points
MAX_DEPTH = 20  # brackets within brackets
MAX_WAYS = 5_000  # what the gaps and optional words of a line come to when multiplied; ours stay below a tenth of it
MAX_GAP = 12  # a wider one ties words that have nothing to do with each other


class Word(NamedTuple):
    """``mode``: lemma, exact, prefix or phrase (all forms of whatever form is written)."""

    text: str
    mode: str
    grammemes: tuple[tuple[str, ...], ...]
    column: int


class Named(NamedTuple):
    """A list, a built-in class or ``<заявление>``."""

    name: str
    grammemes: tuple[tuple[str, ...], ...]
    column: int


class Gap(NamedTuple):
    """Up to ``most`` words; None = any number within the sentence."""

    most: int | None
    column: int


class Comma(NamedTuple):
    column: int


class Maybe(NamedTuple):
    item: Node
    column: int


class Capture(NamedTuple):
    name: str
    item: Node
    column: int


class Alternatives(NamedTuple):
    options: tuple[Node, ...]
    column: int


class Sequence(NamedTuple):
    items: tuple[Node, ...]
    column: int


Node = Word | Named | Gap | Comma | Maybe | Capture | Alternatives | Sequence


# Past the arguments one by one, which take most of the time that these need to be made.
_word, _sequence = partial(tuple.__new__, Word), partial(tuple.__new__, Sequence)


_TOKEN = re.compile(
    r"""\.\.\d*
    | «[^»]*»
    | <[^<>:]*(?::[\w.,]+)?>
    | @\w+
    | =?[^\W_]+(?:-[^\W_]+)*(?:\*|:[\w.,]+)?
    | \S""",
    re.VERBOSE,
)
_WORDS = re.compile(r"[^\W_]+|[%№₽$€]")
_SYMBOLS = frozenset("%№₽$€")
_ENDS = frozenset(("", "|", ")"))  # of a sequence

_MARKS = frozenset("()|?")
_LOOSE = Gap, Maybe, Comma  # with what no line begins or ends
_FEW = 3  # gaps and optional words, which cannot come to MAX_WAYS


def parse(line: str, *, bare: bool = False) -> Sequence:
    """The tree of one pattern line. Raises PatternError.

    ``bare``: nodes need no columns (they get 1), so that those of the same text are the same, and made once.
    """
    if bare:
        try:
            return _Parser(line, bare=True).line()
        except PatternError:
            pass  # where it is, the other way tells
    return _Parser(line, bare=False).line()


def row(line: str) -> list[str] | None:
    """The pieces of a line without brackets and marks, as most are, to be asked for by ``nodes``.

    None if there may be something to check.
    """
    if line.isalpha() or (line[0] == "=" and line[1:].isalpha()):  # most lines of lists are a word
        return [line]
    if len(line) > MAX_LINE or line.count("..") > 1 or "@" in line:
        return None
    if "«" in line:  # a phrase has blanks
        tokens = _TOKEN.findall(line)
        return tokens if _MARKS.isdisjoint(tokens) else None
    return None if "(" in line or "|" in line or "?" in line else line.split()


def nodes(piece: str) -> list[Node]:
    """What a piece stands for, without columns. Raises PatternError."""
    return _pieces[piece]


class _Parser:
    def __init__(self, line: str, *, bare: bool) -> None:
        if len(line) > MAX_LINE:
            raise PatternError(f"строка длиннее {MAX_LINE} знаков: разделите её на несколько", 1)
        self.bare = bare
        self.tokens: list[str] = [*_TOKEN.findall(line), ""]
        if bare:
            self.columns = [1] * len(self.tokens)
        else:
            self.columns = [*(m.start() + 1 for m in _TOKEN.finditer(line)), len(line) + 1]
        self.loose = line.count("..") + line.count("?")
        self.i = self.depth = 0

    def line(self) -> Sequence:
        tree = self.sequence()
        text = self.tokens[self.i]
        if text:
            hint = "альтернативы берут в скобки: (а | б)" if text == "|" else "скобка не открыта"
            raise PatternError(f"лишний знак «{text}»: {hint}", self.columns[self.i])
        if self.loose > _FEW and _ways(tree) > MAX_WAYS:
            raise PatternError("в строке слишком много пропусков и необязательных слов: разделите её на несколько", 1)
        for edge in (tree.items[0], tree.items[-1]) if self.loose or "," in self.tokens else ():
            inner = edge.item if isinstance(edge, Capture) else edge
            if isinstance(inner, _LOOSE):
                raise PatternError(
                    "строка не может начинаться и кончаться пропуском, запятой или необязательным словом: уберите его",
                    inner.column,
                )
        return tree

    def sequence(self) -> Sequence:
        tokens, columns, i = self.tokens, self.columns, self.i
        column = columns[i]
        known: dict[str, list[Node]] = _nodes if self.bare else {}
        items: list[Node] = []
        atom = marks = 0  # where the last item began, before the marks that follow it
        while (text := tokens[i]) not in _ENDS:
            at = columns[i]
            i += 1
            nodes = known.get(text)
            if not nodes and items and (text == "?" or (text[0] == "@" and text != "@")):
                if marks > MAX_DEPTH:
                    raise PatternError("слишком много знаков при одном слове: уберите лишние", at)
                marks += 1
                inner = _one(items[atom:])
                items[atom:] = [Maybe(inner, at) if text == "?" else Capture(text[1:], inner, at)]
                continue
            atom, marks = len(items), 0
            if nodes:
                items += nodes
            elif text == "(":
                self.i = i
                items.append(self.alternatives(at))
                i = self.i
            else:
                nodes = _at(at, _nodes.__getitem__, text)
                items += nodes if self.bare else [_moved(node, at) for node in nodes]
        self.i = i
        if not items:
            raise PatternError("здесь должно стоять слово", column)
        for left, right in pairwise(items) if self.loose > 1 else ():
            if isinstance(left, Gap) and isinstance(right, Gap):
                raise PatternError("два пропуска подряд: сложите их в один", right.column)
        return _sequence((tuple(items), column))

    def alternatives(self, column: int) -> Node:
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise PatternError("скобки вложены слишком глубоко: разделите строку на несколько", column)
        options: list[Node] = [self.sequence()]
        while self.tokens[self.i] == "|":
            self.i += 1
            options.append(self.sequence())
        if self.tokens[self.i] != ")":
            raise PatternError("скобка не закрыта", column)
        self.i += 1
        self.depth -= 1
        seen: set[Any] = set()
        for option in options:
            key = option if self.bare else _bare(option)
            if key in seen:
                raise PatternError("та же альтернатива второй раз: уберите её", option.column)
            seen.add(key)
        return Alternatives(tuple(options), column) if len(options) > 1 else options[0]


def _new_nodes(text: str) -> list[Node]:
    """What a token is, if it stood at the beginning. Raises PatternError."""
    if text.isalpha():
        return [_word((text, "lemma", (), 1))]
    if text[0] == "=" and text[1:].isalpha():
        return [_word((text[1:], "exact", (), 1))]
    if text[:2] == "..":
        most = int(text[2:11]) if text[2:] else None
        if most is not None and not 1 <= most <= MAX_GAP:
            raise PatternError(f"пропуск бывает от ..1 до ..{MAX_GAP} слов", 1, len(text))
        return [Gap(most, 1)]
    if text == ",":
        return [Comma(1)]
    if text[0] == "«" and text != "«":
        words = _WORDS.findall(text)
        if not words:
            raise PatternError("пустая фраза", 1, 2)
        return [_sequence((tuple([_word((w, "phrase", (), 1)) for w in words]), 1))]
    if text[0] == "<" and text != "<":
        name, colon, tags = text[1:-1].partition(":")
        return [Named(name, _at(len(name) + 3, _grammemes, tags) if colon else (), 1)]
    if text.lstrip("=")[:1].isalnum() or text in _SYMBOLS:
        return [_word((*part, 1)) for part in _parts(text)]
    raise PatternError(f"непонятный знак «{text}»", 1)


_nodes = Cache(_new_nodes)
_pieces: Cache[str, list[Node]] = Cache(
    lambda piece: _nodes[piece] if piece.isalpha() else [node for t in _TOKEN.findall(piece) for node in _nodes[t]]
)


def forget() -> None:
    """Forget the tokens that were met."""
    _nodes.clear()
    _pieces.clear()


def _moved(node: Node, column: int) -> Node:
    """A node of ``_nodes`` at its place."""
    if isinstance(node, Sequence):
        return Sequence(tuple([_moved(item, column) for item in node.items]), column)
    return node._replace(column=column)


Result = TypeVar("Result")


def _at(column: int, read: Callable[[str], Result], text: str) -> Result:
    """What ``read`` makes of ``text``, which stands at ``column``."""
    try:
        return read(text)
    except PatternError as error:
        raise PatternError(str(error), column + error.column - 1, error.width) from None


def _parts(written: str) -> list[tuple[str, str, tuple[tuple[str, ...], ...]]]:
    """A word of a pattern with its marks: text, mode and grammemes of each of its halves."""
    text, colon, tags = written.partition(":")
    grammemes = _at(len(text) + 2, _grammemes, tags) if colon else ()
    mode = "exact" if text.startswith("=") else "prefix" if text.endswith("*") else "lemma"
    parts = text.strip("=*").split("-")
    if mode == "exact" and grammemes:
        raise PatternError("«=» уже задаёт форму: уберите её признаки", 1, len(written))
    if mode == "prefix" and len(parts[-1]) < 3:
        raise PatternError("начало слова короче трёх букв совпадёт с чем угодно: продлите его", 1, len(written))
    # «врач-ортопед»: both halves are words of the text, the hyphen only joins them
    last = len(parts) - 1
    return [
        (part, mode if mode != "prefix" or i == last else "exact", grammemes if i == last else ())
        for i, part in enumerate(parts)
    ]


@cache
def _grammemes(spec: str) -> tuple[tuple[str, ...], ...]:
    groups = tuple(tuple(part.split(".")) for part in spec.split(","))
    for names in groups:
        for name in names:
            if name not in GRAMMEMES:
                near = close(name, GRAMMEMES, 0.5)
                hint = f"; может быть, «{near[0]}»?" if near else f"; есть {', '.join(GRAMMEMES)}"
                raise PatternError(f"нет признака формы «{name}»{hint}", 1 + spec.find(name), max(1, len(name)))
    return groups


def _ways(node: Node) -> int:
    """In how many ways may a match of ``node`` have to be looked for, more or less?"""
    match node:
        case Gap(most):
            return (MAX_GAP if most is None else most) + 1
        case Maybe(item):
            return 1 + _ways(item)
        case Capture(_, item):
            return _ways(item)
        case Alternatives(options):
            return max(map(_ways, options))
        case Sequence(items):
            return prod(map(_ways, items))
    return 1


def _one(nodes: list[Node]) -> Node:
    return nodes[0] if len(nodes) == 1 else Sequence(tuple(nodes), nodes[0].column)


def _bare(node: Node) -> tuple[Any, ...]:
    """A node without its columns, to compare two."""
    match node:
        case Maybe(item):
            return ("?", _bare(item))
        case Capture(name, item):
            return ("@", name, _bare(item))
        case Alternatives(options):
            return ("|", *map(_bare, options))
        case Sequence(items):
            return ("&", *map(_bare, items))
    return (type(node), *node[:-1])
