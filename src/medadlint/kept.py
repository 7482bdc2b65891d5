"""Expressions as ``re`` has compiled them, kept in a pack: to import re and to compile ten of them was a fifth of a short check.

What re hands to its machine is of one version of Python, and a pack is, too (see cache.py). Where that cannot be got hold of,
or is not understood, re compiles as ever.
"""

from __future__ import annotations

from medadlint.light import Any, Sequence, expression
from medadlint.words import numbers, read

# Those that the check of a text, a page or Markdown loads.
_CHECK = (
    "directives", "fold", "footnote", "lines", "markup", "pack", "report.wording", "sentences", "slots", "source", "unmask",
    "extract.code", "extract.guess", "extract.html_tokens", "extract.markdown", "extract.markdown_blocks",
    "extract.markdown_inline", "extract.plain",
)  # fmt: skip
# Those that the first rewrite loads besides.
_REWRITE = (
    "alone", "clause", "draft", "fit", "inflect", "mend", "praise", "promise", "reach", "remains", "rewrite", "scope", "segments",
    "template",
)  # fmt: skip
_TABLES = 2


def written() -> list[bytes]:
    """The lines of a pack: two tables of expressions, those of rewrites in the second, and a line of numbers for each."""
    from array import array
    from json import dumps

    tables: list[dict[str, list[Any]]] = []
    codes: list[bytes] = []
    for modules in (_CHECK, _REWRITE):
        table: dict[str, list[Any]] = {}
        for name, given in sorted(_given(modules).items()):
            made = _compiled(*given)
            if made:
                table[name] = [len(codes), *made[1:]]
                codes.append(array("I", made[0]).tobytes())
        tables.append(table)
    return [*(dumps(table).encode() for table in tables), *codes]


def _given(modules: Sequence[str]) -> dict[str, tuple[Any, int]]:
    """The expressions of some modules, by name."""
    from importlib import import_module

    given: dict[str, tuple[Any, int]] = {}
    for module in modules:
        for value in vars(import_module(f"medadlint.{module}")).values():
            for one in value if isinstance(value, tuple) else value.values() if isinstance(value, dict) else [value]:
                if type(one) is expression:
                    given[_name(*vars(one)["given"])] = vars(one)["given"]
    return given


def _compiled(pattern: Any, flags: int) -> tuple[list[int], int, int, dict[str, int], list[str | None]] | None:
    """What re.compile gives to its machine: the code, the flags, the number of groups, their names, and again by number."""
    try:
        from re import _compiler, _parser  # type: ignore[attr-defined]

        parsed = _parser.parse(pattern, flags)
        state, names = parsed.state, dict(parsed.state.groupdict)
        by_number: list[str | None] = [None] * state.groups
        for name, number in names.items():
            by_number[number] = name
        return _compiler._code(parsed, flags), flags | state.flags, state.groups - 1, names, by_number  # noqa: SLF001
    except (ImportError, AttributeError, TypeError):
        return None  # another Python


def _name(pattern: str | bytes, flags: int) -> str:
    return f"{int(flags)}{pattern!r}"


class Kept:
    """The expressions of a pack. ``lines``: as ``written`` them."""

    def __init__(self, lines: Sequence[bytes]) -> None:
        self._lines = lines
        self._tables: list[dict[str, list[Any]]] = []

    def __call__(self, pattern: Any, flags: int) -> Any:
        """What re.compile would make, if it is kept."""
        try:
            found = self._find(_name(pattern, flags))
            if found is None:
                return None
            from _sre import compile as compiled  # type: ignore[import-not-found]

            number, flags, groups, names, by_number = found
            return compiled(
                pattern, flags, numbers(self._lines[number + _TABLES], "I"), groups, names, tuple(by_number)
            )
        except (ImportError, LookupError, TypeError, ValueError, RuntimeError, OverflowError):
            return None  # another Python, or someone has written what is no pack

    def _find(self, name: str) -> list[Any] | None:
        for number in range(_TABLES):
            if number == len(self._tables):
                self._tables.append(dict(read(self._lines[number])))
            if name in self._tables[number]:
                return self._tables[number][name]
        return None
