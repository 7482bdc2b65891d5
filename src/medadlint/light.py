"""What modules that every run loads take from ``typing``, ``collections``, ``functools`` and ``re``, without their price.

Millions of instructions to import: typing 16, re with enum 15, collections and functools 7; a named tuple of typing takes one,
of which a check makes forty, here a tenth of that. An expression takes one to eight, and most of some thirty are for texts
of another kind; here it is compiled when it is first used, if its pack does not hold what re would make of it (see
kept.py). A type checker sees the modules themselves.
"""

from __future__ import annotations

__all__ = [
    "ASCII", "DOTALL", "IGNORECASE", "MULTILINE", "TYPE_CHECKING", "VERBOSE", "Any", "Callable", "Collection", "Iterable",
    "Iterator", "Mapping", "Match", "NamedTuple", "Pattern", "Sequence", "TextIO", "TypeVar", "cached_property",
    "defaultdict", "expression", "lru_cache", "partial",
]  # fmt: skip
TYPE_CHECKING = False

if TYPE_CHECKING:
    from collections import defaultdict
    from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
    from functools import cached_property, lru_cache, partial
    from re import ASCII, DOTALL, IGNORECASE, MULTILINE, VERBOSE, Match, Pattern
    from re import compile as expression
    from typing import Any, NamedTuple, TextIO, TypeVar
else:
    from _collections import _tuplegetter, defaultdict
    from _functools import _lru_cache_wrapper, partial

    Any = TextIO = object
    TypeVar = str
    IGNORECASE, MULTILINE, DOTALL, VERBOSE, ASCII = 2, 8, 16, 64, 256  # re takes them as numbers, too

    class _Kind:
        """A kind of things, for those who read; «Kind[int]» is anything."""

        def __class_getitem__(cls, _of: Any) -> Any:
            return object

    Callable = Collection = Iterable = Iterator = Mapping = Match = Pattern = Sequence = _Kind

    class cached_property:  # noqa: N801  in place of that of functools
        """A property that is worked out once for an object."""

        def __init__(self, make: Any) -> None:
            self._make, self.__doc__ = make, make.__doc__

        def __set_name__(self, _owner: type, name: str) -> None:
            self._name = name

        def __get__(self, one: Any, _owner: Any = None) -> Any:
            if one is None:
                return self
            value = one.__dict__[self._name] = self._make(one)
            return value

    def lru_cache(maxsize: int) -> Any:
        """That of functools, but for what it tells of itself."""
        return lambda function: _lru_cache_wrapper(function, maxsize, False, lambda *info: info)

    class _Record(tuple):
        """What typing.NamedTuple gives its classes."""

        __slots__ = ()
        _fields = ()
        _field_defaults = {}

        def __new__(cls, *args: Any, **given: Any) -> Any:
            if given or len(args) != len(cls._fields):
                rest = cls._fields[len(args) :]
                if len(args) > len(cls._fields) or not given.keys() <= set(rest):
                    raise TypeError(f"{cls.__name__}: too many arguments, or unknown ones")
                given = {**cls._field_defaults, **given}
                missing = [name for name in rest if name not in given]
                if missing:
                    raise TypeError(f"{cls.__name__}: missing {', '.join(missing)}")
                args = (*args, *map(given.__getitem__, rest))
            return tuple.__new__(cls, args)

        _make = classmethod(tuple.__new__)  # without counting

        def _replace(self, **changes: Any) -> Any:
            values = [changes.pop(name, value) for name, value in zip(self._fields, self, strict=True)]
            if changes:
                raise ValueError(f"{type(self).__name__} has no {', '.join(changes)}")
            return tuple.__new__(type(self), values)

        def _asdict(self) -> dict[str, Any]:
            return dict(zip(self._fields, self, strict=True))

        def __getnewargs__(self) -> tuple[Any, ...]:
            return tuple(self)

        def __repr__(self) -> str:
            fields = ", ".join(f"{name}={value!r}" for name, value in zip(self._fields, self, strict=True))
            return f"{type(self).__name__}({fields})"

    class _Maker(type):
        """Makes of a class with annotations a tuple with these fields. A class built upon such a one is an ordinary class."""

        def __new__(cls, name: str, _bases: Any, body: dict[str, Any]) -> Any:
            fields = tuple(body.get("__annotations__", ()))
            defaults = {field: body[field] for field in fields if field in body}
            getters = {field: _tuplegetter(number, None) for number, field in enumerate(fields)}
            own = {"__slots__": (), "_fields": fields, "__match_args__": fields, "_field_defaults": defaults}
            return type(name, (_Record,), body | getters | own)

    NamedTuple = type.__new__(_Maker, "NamedTuple", (), {})

    class expression:  # noqa: N801  in place of a function
        """``re.compile``, at the first use."""

        kept: Any = None
        """What is asked first: (pattern, flags) -> what re.compile makes of them, or None."""

        def __init__(self, pattern: Any, flags: int = 0) -> None:
            self.given = pattern, flags

        def __getattr__(self, name: str) -> Any:
            compiled = expression.kept and expression.kept(*self.given)
            if compiled is None:
                import re

                compiled = re.compile(*self.given)
            method = getattr(compiled, name)
            setattr(self, name, method)  # found at once from now on
            return method
