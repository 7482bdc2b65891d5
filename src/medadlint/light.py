"""What modules that every run loads take from ``typing`` and ``re``, without its price.

To import typing takes 16 million instructions, a named tuple one million, of which a check makes forty; here a tenth of
that. An expression takes one to eight millions, and most of some thirty are for texts of another kind; here it is compiled
when it is first used. A type checker sees ``typing`` and ``re`` themselves.
"""

from __future__ import annotations

__all__ = ["TYPE_CHECKING", "Any", "NamedTuple", "TextIO", "TypeVar", "expression"]
TYPE_CHECKING = False

if TYPE_CHECKING:
    from re import compile as expression
    from typing import Any, NamedTuple, TextIO, TypeVar
else:
    import re
    from collections import _tuplegetter

    Any = TextIO = object
    TypeVar = str

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

        @classmethod
        def _make(cls, values: Any) -> Any:
            return cls(*values)

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

        def __init__(self, pattern: Any, flags: int = 0) -> None:
            self._given = pattern, flags

        def __getattr__(self, name: str) -> Any:
            method = getattr(re.compile(*self._given), name)
            setattr(self, name, method)  # found at once from now on
            return method
