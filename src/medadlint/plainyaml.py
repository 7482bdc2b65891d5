"""YAML of strangers: text, whole numbers, true, false, null, lists and tables, and nothing else.

No Python object is ever made of a tag, so that none can run code; references are refused, so that nothing can unfold.
"""

from __future__ import annotations

import re
from functools import partial
from typing import Any, NamedTuple

import yaml

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
MAX_DEPTH = 30  # lists within lists
_REFERENCE = re.compile(
    r"[&*](?<!\w[&*])"
)  # perhaps: a mark within a word is none; a set that comes first is looked for fast
_INT = re.compile(r"[-+]?(0|[1-9][0-9]{0,17})")
_TAG = "tag:yaml.org,2002:"
_CONSTANTS = {"yes": True, "true": True, "on": True, "no": False, "false": False, "off": False}


class YamlError(ValueError):
    """The text cannot be read; ``line`` and ``column`` (1-based) point at the trouble."""

    def __init__(self, message: str, line: int = 1, column: int = 1) -> None:
        super().__init__(message)
        self.line, self.column = line, column


class Field(NamedTuple):
    """A line of a table, with the places (line and column, 1-based) of its name and its value.

    ``value``: None if it is no text; ``lines``: where the lines of a block are, first and last + 1, counted from 0.
    """

    name: str | None
    at: tuple[int, int]
    value: str | None
    place: tuple[int, int]
    lines: tuple[int, int] | None


class _Deep(Exception):  # noqa: N818  no error yet
    """There are lists within lists."""


class _Shallow(_LOADER):  # type: ignore[misc, valid-type]
    """Goes no deeper than MAX_DEPTH. Its methods are called at each node, on the way down and up."""

    depth = 0

    def descend_resolver(self, *_: Any) -> None:
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise _Deep

    def ascend_resolver(self) -> None:
        self.depth -= 1


def nodes(text: str) -> yaml.Node | None:
    """The nodes of the one document in ``text``, with their places; None if there is none. Raises YamlError."""
    try:
        if _REFERENCE.search(text):
            _look_through(text)
        try:
            root: yaml.Node | None = yaml.compose(text, _Shallow)
        except _Deep:
            _look_through(text)
            root = yaml.compose(text, _LOADER)
    except yaml.YAMLError as error:
        place = _place(getattr(error, "problem_mark", None))
        raise YamlError("файл не читается как YAML: проверьте отступы, двоеточия и кавычки", *place) from None
    except UnicodeEncodeError:  # half of a character, as a JSON escape may write it
        raise YamlError("файл не читается как YAML: в нём есть половина знака") from None
    return root


def fields(root: yaml.MappingNode) -> list[Field]:
    """The fields of a table of ``nodes``."""
    found = []
    for key, value in root.value:
        text = str(value.value).strip() if isinstance(value, yaml.ScalarNode) else None
        lines = None
        if text is not None and value.style in ("|", ">"):
            end = value.end_mark
            lines = value.start_mark.line + 1, end.line + (end.column > 0)  # a file may end without a line break
        name = str(key.value) if isinstance(key, yaml.ScalarNode) else None
        found.append(Field(name, _place(key.start_mark), text, _place(value.start_mark), lines))
    return found


# What is plain to see, of which nearly all rules are made; YAML itself takes three times as long to tell the same.
_CONTROL = re.compile(r"[\0-\x09\x0b-\x1f\x7f-\x9f]")
_STRANGE = "\u2028\u2029\ufeff\ufffe\uffff"  # with the above in one set, re takes longer to compile that than YAML to read ten rules
_FIELD = re.compile(
    r"""(?:(?:\#.*|\ *)\n)+
    | (?P<name>[^\W\d_][\w-]*):\ +(?:
        (?P<value>[\w«].*)\n(?!\ )
      | "(?P<quoted>[^"\\\n]*)"\ *\n(?!\ )
      | (?P<style>[|>])\ *\n (?P<block>(?:\ .*\n | \n)*)
    )""",
    re.VERBOSE,
)


def plain_fields(text: str) -> list[Field] | None:
    """The fields of a table of words, lines in quotes and blocks; None if there is anything else: YAML has to tell."""
    if _CONTROL.search(text) or any(map(text.__contains__, _STRANGE)):
        return None
    found: list[Field] = []
    at, line = 0, 1
    for match in _FIELD.finditer(text):
        start, end = match.span()
        if start != at:
            return None
        name, value, quoted, style, block = match.groups()
        if name:
            lines, after = None, line + 1
            if value:
                inner, place = value, match.start("value")
                if " #" in value or value[-1] == " ":
                    inner = value.partition(" #")[0].rstrip(" ")
                if ":" in inner and (": " in inner or inner[-1] == ":"):
                    return None
            elif style:
                told = _block(block, style)
                if told is None:
                    return None
                inner, place, after = told, match.start("style"), line + 1 + block.count("\n")
                lines = line, after - 1
            else:
                inner, place = quoted.strip(), match.start("quoted") - 1
            found.append(_field((name, (line, 1), inner, (line, place - at + 1), lines)))
            line = after
        else:
            line += text.count("\n", at, end)
        at = end
    return found if at == len(text) else None


_field = partial(tuple.__new__, Field)  # past the arguments one by one: a lexicon has thousands


def _block(block: str, style: str) -> str | None:
    """The text of a block; None if it may have lines further to the left."""
    indent = len(block) - len(block.lstrip(" "))
    before = "\n" + " " * indent
    if not indent or block[indent] == "\n" or block.count(before) + block.count("\n\n") != block.count("\n") - 1:
        return None
    inner = block[indent:].replace(before, "\n").rstrip("\n")
    if style == ">":
        if "\n\n" in inner or "\n " in inner:
            return None
        inner = inner.replace("\n", " ")
    return inner.strip()


def _look_through(text: str) -> None:
    """Is there anything that is refused? Raises YamlError. It takes longer than to read the text."""
    depth = 0
    for event in yaml.parse(text, _LOADER):
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if depth > MAX_DEPTH:
            raise YamlError("слишком глубокая вложенность: напишите проще", *_place(event.start_mark))
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            message = "ссылки YAML (& и *) не нужны и запрещены: напишите значение целиком"
            raise YamlError(message, *_place(event.start_mark))


def _place(mark: Any) -> tuple[int, int]:
    return (mark.line + 1, mark.column + 1) if mark else (1, 1)


def plain(node: yaml.Node | None) -> Any:
    """A node of ``nodes`` as plain data; what has another tag, dates among them, is text. The last of equal keys wins."""
    if isinstance(node, yaml.MappingNode):
        return {str(key.value): plain(value) for key, value in node.value if isinstance(key, yaml.ScalarNode)}
    if isinstance(node, yaml.SequenceNode):
        return list(map(plain, node.value))
    if node is None or node.tag == f"{_TAG}null":
        return None
    value = str(node.value)
    if node.tag == f"{_TAG}bool":
        return _CONSTANTS.get(value.lower(), value)
    return int(value) if node.tag == f"{_TAG}int" and _INT.fullmatch(value) else value
