"""YAML of strangers: text, whole numbers, true, false, null, lists and tables, and nothing else.

No Python object is ever made of a tag, so that none can run code; references are refused, so that nothing can unfold.
"""

from __future__ import annotations

import re
from typing import Any

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
